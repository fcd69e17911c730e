//! Posting messages to programs.
//!
//! A message is signed with the header `Atoll-Signature: t=<seconds>,v1=<hex>`: the HMAC-SHA256, by the secret of the
//! settings, of the seconds, a dot and the body. Who receives it compares that and the time, and does what has an `id` once.

use std::time::Duration;

use chrono::{DateTime, Utc};
use reqwest::{Url, header::CONTENT_TYPE};
use ring::hmac;
use sha2::{Digest as _, Sha256};

use super::message::Content;
use crate::config::{Error, Webhook};

/// The longest wait for a connection.
const CONNECT: Duration = Duration::from_secs(3);
/// The longest wait for an answer. Only its status is read.
const ANSWER: Duration = Duration::from_secs(10);
/// No message is larger: what people write is cut before.
const LARGEST: usize = 64 << 10;

/// One receiver.
pub(super) struct Hook {
    url: Url,
    key: Option<hmac::Key>,
    namespaces: Vec<String>,
    client: reqwest::Client,
}

impl Hook {
    /// By these settings, which stand at `at` in the file.
    ///
    /// # Errors
    /// When `ca-file` holds no certificate.
    pub(super) fn new(settings: &Webhook, at: &str) -> Result<Self, Error> {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let unusable = |error: reqwest::Error| Error::new(format!("{at}.ca-file"), format!("is not usable: {error}"));
        let mut client = reqwest::Client::builder()
            .connect_timeout(CONNECT)
            .timeout(ANSWER)
            // A receiver that leads elsewhere is not the one of the settings.
            .redirect(reqwest::redirect::Policy::none())
            .user_agent(concat!("atoll/", env!("CARGO_PKG_VERSION")));
        if let Some(pem) = &settings.ca_pem {
            let certificates = reqwest::Certificate::from_pem_bundle(pem.as_bytes()).map_err(unusable)?;
            if certificates.is_empty() {
                return Err(Error::new(format!("{at}.ca-file"), "holds no certificate in PEM"));
            }
            client = client.tls_certs_merge(certificates);
        }
        Ok(Self {
            url: settings.url.clone(),
            key: settings.secret.as_ref().map(|secret| hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes())),
            namespaces: settings.namespaces.clone(),
            client: client.build().map_err(unusable)?,
        })
    }

    /// Whether it is told what happens in this namespace.
    pub(super) fn hears_of(&self, namespace: &str) -> bool {
        self.namespaces.is_empty() || self.namespaces.iter().any(|one| one == namespace)
    }

    /// Posts one message. The same `key` gives the same `id`.
    ///
    /// # Errors
    /// The status that came back, or why none did. Neither URL nor secret is in it.
    pub(super) async fn send(&self, key: &str, portal: &str, content: &Content) -> Result<(), String> {
        let body = content.json(&id(key), portal);
        if body.len() > LARGEST {
            return Err(format!("the message has {} bytes, which is more than {LARGEST}", body.len()));
        }
        let mut request = self.client.post(self.url.clone()).header(CONTENT_TYPE, "application/json");
        if let Some(key) = &self.key {
            request = request.header("atoll-signature", signature(key, Utc::now(), &body));
        }
        let answer = request.body(body).send().await.map_err(|error| {
            let error = error.without_url();
            if error.is_timeout() { "no answer in time".to_owned() } else { told(&error) }
        })?;
        match answer.status() {
            status if status.is_success() => Ok(()),
            status if status.is_redirection() => Err(format!("it leads elsewhere ({status}), and is not followed")),
            status => Err(format!("it answered {status}")),
        }
    }
}

/// The header's value for this body.
fn signature(key: &hmac::Key, at: DateTime<Utc>, body: &str) -> String {
    let at = at.timestamp();
    let tag = hmac::sign(key, format!("{at}.{body}").as_bytes());
    format!("t={at},v1={}", hex(tag.as_ref()))
}

/// A message's name for the outside: the same for every attempt, and it says nothing.
pub(super) fn id(key: &str) -> String {
    hex(&Sha256::digest(key)[..16])
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// An error with what caused it.
pub(super) fn told(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        let inner_text = inner.to_string();
        if !text.contains(&inner_text) {
            text = format!("{text}: {inner_text}");
        }
        cause = inner.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signature_is_of_time_and_body() {
        // printf '1800000000.{"a":1}' | openssl dgst -sha256 -hmac hush-hush-hush-hush
        let key = hmac::Key::new(hmac::HMAC_SHA256, b"hush-hush-hush-hush");
        let at = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        assert_eq!(
            signature(&key, at, "{\"a\":1}"),
            "t=1800000000,v1=b696b0540d25c8f21519da956fa92c7871229d7428abe6e975487c59db8a73ef"
        );
        assert_ne!(id("a"), id("b"));
        assert_eq!(id("a").len(), 32);
    }
}
