//! Requests to a portal.

use std::{net::IpAddr, time::Duration};

use anyhow::{Context as _, bail};
use reqwest::{Client, StatusCode, Url, redirect::Policy};
use serde::de::DeserializeOwned;
use serde_json::Value;

/// How long an answer may take. A kubeconfig waits for its cluster.
const PATIENCE: Duration = Duration::from_secs(30);
/// No answer of a portal that is expected here comes near.
const LARGEST_ANSWER: usize = 1 << 20;

/// A portal, by its URL.
pub(super) struct Portal {
    url: String,
    client: Client,
}

/// What a portal answered.
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) text: String,
}

impl Portal {
    /// The portal at this URL.
    ///
    /// # Errors
    /// When that is no URL of a portal: credentials go to others by TLS only.
    pub(super) fn new(url: &str) -> anyhow::Result<Portal> {
        let url = checked(url)?;
        // The one that is compiled in. Somebody may have been quicker, with the same.
        let _ = rustls::crypto::ring::default_provider().install_default();
        // Authorities are the system's; `SSL_CERT_FILE` names others.
        let client = Client::builder()
            .timeout(PATIENCE)
            .redirect(Policy::none())
            .user_agent(concat!("atoll/", env!("CARGO_PKG_VERSION")))
            .build()
            .context("cannot read the system's certificates")?;
        Ok(Portal { url, client })
    }

    /// Its URL, without a slash at the end.
    pub(super) fn url(&self) -> &str {
        &self.url
    }

    /// Posts a form and reads the JSON that it is answered with, whatever the status code.
    ///
    /// # Errors
    /// When there is no answer, or another one.
    pub(super) async fn form<T: DeserializeOwned>(&self, path: &str, fields: &[(&str, &str)]) -> anyhow::Result<T> {
        let answer = self.send(self.client.post(format!("{}{path}", self.url)).form(fields)).await?;
        serde_json::from_str(&answer.text).map_err(|_| self.no_portal(answer.status))
    }

    /// Posts JSON as whoever this token signs in.
    ///
    /// # Errors
    /// When there is no answer, or a refusal; then in the portal's words.
    pub(super) async fn call(&self, path: &str, token: &str, body: &Value) -> anyhow::Result<Answer> {
        let request = self.client.post(format!("{}{path}", self.url)).bearer_auth(token).json(body);
        let answer = self.send(request).await?;
        if answer.status.is_success() {
            return Ok(answer);
        }
        if answer.status == StatusCode::UNAUTHORIZED {
            bail!(SignedOut(self.url.clone()));
        }
        let said: Value = serde_json::from_str(&answer.text).map_err(|_| self.no_portal(answer.status))?;
        bail!("{}", said["error"].as_str().unwrap_or("the portal refuses and does not say why"))
    }

    async fn send(&self, request: reqwest::RequestBuilder) -> anyhow::Result<Answer> {
        let unreachable = |error: reqwest::Error| {
            let error = anyhow::Error::from(error.without_url());
            error.context(Unreachable(self.url.clone()))
        };
        let mut answer = request.send().await.map_err(unreachable)?;
        let (status, mut body) = (answer.status(), Vec::new());
        while let Some(part) = answer.chunk().await.map_err(unreachable)? {
            body.extend_from_slice(&part);
            if body.len() > LARGEST_ANSWER {
                return Err(self.no_portal(status));
            }
        }
        Ok(Answer { status, text: String::from_utf8_lossy(&body).into_owned() })
    }

    fn no_portal(&self, status: StatusCode) -> anyhow::Error {
        anyhow::anyhow!("{} answered {status}, not as a portal of Atoll does", self.url)
    }
}

/// The sign-in is over, or was ended.
#[derive(Debug, thiserror::Error)]
#[error("your sign-in to {0} has ended; run: atoll login --server {0}")]
pub(super) struct SignedOut(String);

/// Nobody answers.
#[derive(Debug, thiserror::Error)]
#[error("cannot reach {0}")]
pub(super) struct Unreachable(String);

/// A portal's URL as it is kept: scheme and host, and a port that is not the scheme's own.
fn checked(url: &str) -> anyhow::Result<String> {
    let parsed =
        Url::parse(url).with_context(|| format!("--server: {url:?} is no URL such as https://atoll.example"))?;
    let host = parsed.host_str().unwrap_or_default();
    let local = host == "localhost" || host.trim_matches(['[', ']']).parse().is_ok_and(|ip: IpAddr| ip.is_loopback());
    if parsed.scheme() != "https" && !(parsed.scheme() == "http" && local) {
        bail!("--server: {url} is not an https:// URL, and only this computer is reached without TLS");
    }
    if !parsed.username().is_empty() || parsed.password().is_some() {
        bail!("--server: the URL may not hold a password");
    }
    let port = parsed.port().map(|port| format!(":{port}")).unwrap_or_default();
    Ok(format!("{}://{host}{port}", parsed.scheme()))
}

#[cfg(test)]
mod tests {
    use super::checked;

    #[test]
    fn credentials_go_by_tls_only() {
        for (url, expected) in [
            ("https://atoll.example", Some("https://atoll.example")),
            ("https://atoll.example:443/clusters?x=1", Some("https://atoll.example")),
            ("https://atoll.example:8443/", Some("https://atoll.example:8443")),
            ("http://127.0.0.1:3000", Some("http://127.0.0.1:3000")),
            ("http://localhost:3000/", Some("http://localhost:3000")),
            ("http://[::1]:3000", Some("http://[::1]:3000")),
            ("http://atoll.example", None),
            ("https://me:secret@atoll.example", None),
            ("ftp://127.0.0.1", None),
            ("atoll.example", None),
            ("", None),
        ] {
            assert_eq!(checked(url).ok().as_deref(), expected, "{url}");
        }
    }
}
