//! Who makes a request: an identity that this process vouches for, a client certificate, a bearer token, or nobody.

use std::sync::Arc;

use async_trait::async_trait;
use http::{Extensions, HeaderMap, header};

use super::error::ApiError;
use super::user::User;

/// Checks bearer tokens of one kind.
#[async_trait]
pub trait TokenAuthenticator: Send + Sync {
    /// The user that `token` proves; `None` when the token is of another kind or not valid.
    async fn authenticate(&self, token: &str) -> Option<User>;
}

/// The verified certificate of a connection, as a request extension. Only the TLS listener makes one.
#[derive(Clone, Debug)]
pub struct ClientCertificate {
    /// The certificate in DER.
    pub der: Arc<[u8]>,
    /// The user that it names: the common name, with the organizations as groups.
    pub user: User,
}

/// All ways to prove an identity, in order.
pub(crate) struct Authenticator {
    pub(crate) tokens: Vec<Arc<dyn TokenAuthenticator>>,
}

impl Authenticator {
    /// The user of a request.
    ///
    /// # Errors
    /// 401 when there are credentials that nobody accepts. Without any, the user is anonymous.
    pub(crate) async fn identify(&self, extensions: &Extensions, headers: &HeaderMap) -> Result<User, ApiError> {
        if let Some(user) = extensions.get::<User>() {
            return Ok(user.clone().with_builtin_groups());
        }
        if let Some(certificate) = extensions.get::<ClientCertificate>() {
            return Ok(certificate.user.clone().with_builtin_groups());
        }
        let Some(credentials) = headers.get(header::AUTHORIZATION) else { return Ok(User::anonymous()) };
        let token = credentials
            .to_str()
            .ok()
            .and_then(|c| c.split_once(' '))
            .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
            .map(|(_, token)| token.trim())
            .filter(|token| !token.is_empty())
            .ok_or_else(ApiError::unauthorized)?;
        for authenticator in &self.tokens {
            if let Some(user) = authenticator.authenticate(token).await {
                return Ok(user.with_builtin_groups());
            }
        }
        Err(ApiError::unauthorized())
    }
}
