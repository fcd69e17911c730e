//! Who makes a request: an identity that this process vouches for, a client certificate, a bearer token, or nobody.

use std::sync::Arc;

use async_trait::async_trait;
use http::{Extensions, HeaderMap, header};

use super::error::ApiError;
use super::issuer::Issuer;
use super::user::User;

/// Checks bearer tokens of one kind.
#[async_trait]
pub trait TokenAuthenticator: Send + Sync {
    /// What `token` proves to one of `audiences`; `None` when the token is of another kind or not valid.
    async fn authenticate(&self, token: &str, audiences: &[String]) -> Option<Proof>;
}

/// What a token proves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// Who shows it.
    pub user: User,
    /// Those of the asked audiences that the token is meant for; `None` for a token of a kind that names no audience.
    pub audiences: Option<Vec<String>>,
}

/// The verified certificate of a connection, as a request extension. Only the TLS listener makes one.
#[derive(Clone, Debug)]
pub struct ClientCertificate {
    /// The certificate in DER.
    pub der: Arc<[u8]>,
    /// The user that it names: the common name, with the organizations as groups.
    pub user: User,
}

/// Who makes a request, and who it really is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// Whose rights count: what is authorized, admitted and written is by this one.
    pub user: User,
    /// Who proved itself, when that is somebody else acting as the user.
    pub impersonated_by: Option<User>,
}

/// All ways to prove an identity, in order.
pub struct Authenticator {
    pub(crate) tokens: Vec<Arc<dyn TokenAuthenticator>>,
    pub(crate) issuer: Option<Arc<Issuer>>,
}

impl Authenticator {
    /// Issues this server's own tokens; `None` when it has no key for them.
    pub fn issuer(&self) -> Option<&Arc<Issuer>> {
        self.issuer.as_ref()
    }

    /// What tokens have to be meant for when they come with requests; none when this server issues none.
    fn audiences(&self) -> &[String] {
        self.issuer.as_deref().map_or(&[], Issuer::audiences)
    }

    /// Whom a token proves to one of `audiences` (none: those of this server), and those it is meant for; `None` when it
    /// is not accepted.
    pub async fn check_token(&self, token: &str, audiences: &[String]) -> Option<(User, Vec<String>)> {
        let own = self.audiences();
        let asked = if audiences.is_empty() { own } else { audiences };
        for authenticator in &self.tokens {
            let Some(proof) = authenticator.authenticate(token, asked).await else { continue };
            // A token that names no audience is for this server.
            let meant = match proof.audiences {
                Some(meant) => meant,
                None => asked.iter().filter(|one| own.contains(one)).cloned().collect(),
            };
            if meant.is_empty() && !asked.is_empty() {
                return None;
            }
            return Some((proof.user.with_builtin_groups(), meant));
        }
        None
    }

    /// Who proves itself by a request.
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
        self.check_token(token, &[]).await.map(|(user, _)| user).ok_or_else(ApiError::unauthorized)
    }
}
