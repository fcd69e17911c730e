//! Asking a provider: with limits of time and size, and never somewhere else than asked.

use std::{future::Future, pin::Pin, time::Duration};

use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse};

use crate::config::{Error, Provider, is_private};

/// The longest wait for a connection.
const CONNECT: Duration = Duration::from_secs(3);
/// The longest wait for one whole answer.
const ANSWER: Duration = Duration::from_secs(5);
/// The longest answer that is read. Documents and key sets have some kilobytes.
const LARGEST: usize = 1 << 20;

/// Asks one provider.
#[derive(Clone, Debug)]
pub(super) struct Http(reqwest::Client);

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub(super) enum HttpError {
    /// The network, or the time that is given.
    #[error("{}", told(.0))]
    Failed(#[from] reqwest::Error),
    /// More than is read.
    #[error("the answer is larger than 1 MiB")]
    TooLarge,
    /// An address that a provider names, but that others could listen to.
    #[error("{0} is not an https:// address")]
    NotPrivate(String),
}

/// The error with what caused it, without the address: its query may hold secrets.
fn told(error: &reqwest::Error) -> String {
    let mut text = if error.is_timeout() { "no answer in time".to_owned() } else { "the connection failed".to_owned() };
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        text = format!("{text}: {inner}");
        cause = inner.source();
    }
    text
}

impl Http {
    /// A client for this provider.
    ///
    /// # Errors
    /// When its `ca-file` holds no certificates.
    pub(super) fn new(provider: &Provider, key: &str) -> Result<Self, Error> {
        // Several parts of the program use TLS; all of them with these algorithms. A second installation changes nothing.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let unusable = |error: reqwest::Error| Error::new(format!("{key}.ca-file"), format!("is not usable: {error}"));
        let mut client = reqwest::Client::builder()
            .connect_timeout(CONNECT)
            .timeout(ANSWER)
            // An endpoint that leads elsewhere is not the one that was asked for.
            .redirect(reqwest::redirect::Policy::none())
            .user_agent(concat!("atoll/", env!("CARGO_PKG_VERSION")));
        if let Some(pem) = &provider.ca_pem {
            let certificates = reqwest::Certificate::from_pem_bundle(pem.as_bytes()).map_err(unusable)?;
            if certificates.is_empty() {
                return Err(Error::new(format!("{key}.ca-file"), "holds no certificate in PEM"));
            }
            client = client.tls_certs_merge(certificates);
        }
        client.build().map(Self).map_err(unusable)
    }

    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let request = reqwest::Request::try_from(request)?;
        if !is_private(request.url()) {
            return Err(HttpError::NotPrivate(request.url().origin().ascii_serialization()));
        }
        let mut answer = self.0.execute(request).await?;
        let mut response = http::Response::new(Vec::new());
        *response.status_mut() = answer.status();
        *response.headers_mut() = std::mem::take(answer.headers_mut());
        while let Some(part) = answer.chunk().await? {
            if response.body().len() + part.len() > LARGEST {
                return Err(HttpError::TooLarge);
            }
            response.body_mut().extend_from_slice(&part);
        }
        Ok(response)
    }
}

impl<'c> AsyncHttpClient<'c> for Http {
    type Error = HttpError;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, HttpError>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.send(request))
    }
}
