//! The keys of an issuer: fetched when a token needs them, and kept while the issuer does not answer.

use std::time::{Duration, Instant};

use http::Uri;
use supervisor::engine::issuer::{CONFIGURATION, KeySet};
use tokio::sync::Mutex;
use tracing::{debug, warn};

use super::config::Issuer;
use crate::https::{Connection, Error, Trust};

/// Between two attempts to fetch them: who shows tokens with made-up key names causes no more.
const PAUSE: Duration = Duration::from_secs(10);
/// The port of `https`.
const PORT: u16 = 443;

/// See the module.
#[derive(Default)]
pub(super) struct Keys(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    keys: KeySet,
    tried: Option<Instant>,
}

impl Keys {
    /// Keys with the one that a token names; `None` when the issuer has no such key, or does not say.
    pub(super) async fn for_token(&self, issuer: &Issuer, token: &str) -> Option<KeySet> {
        let mut kept = self.0.lock().await;
        if !kept.keys.knows(token)? && kept.tried.is_none_or(|tried| tried.elapsed() >= PAUSE) {
            match fetch(issuer).await {
                Ok(keys) => {
                    debug!(issuer = issuer.url, "keys fetched");
                    // Attempts that worked do not count: a new key may be there a moment later.
                    *kept = Kept { keys, tried: None };
                    if !kept.keys.knows(token)? {
                        kept.tried = Some(Instant::now());
                    }
                }
                Err(Error(error)) => {
                    warn!(issuer = issuer.url, error, "cannot fetch the keys of an issuer");
                    kept.tried = Some(Instant::now());
                }
            }
        }
        kept.keys.knows(token)?.then(|| kept.keys.clone())
    }
}

async fn fetch(issuer: &Issuer) -> Result<KeySet, Error> {
    let authority = issuer.certificate_authority.as_deref();
    let authority = authority.ok_or_else(|| Error("a simulated guest needs certificateAuthority".into()))?;
    let below = format!("{}{CONFIGURATION}", issuer.url.trim_end_matches('/'));
    let configuration = get(issuer.discovery_url.as_deref().unwrap_or(&below), authority).await?;
    if configuration["issuer"].as_str() != Some(issuer.url.as_str()) {
        return Err(Error(format!("the configuration is of {}", configuration["issuer"])));
    }
    let at = configuration["jwks_uri"].as_str().unwrap_or_default();
    KeySet::read(&get(at, authority).await?).map_err(|error| Error(format!("{at}: {error}")))
}

async fn get(url: &str, authority: &str) -> Result<serde_json::Value, Error> {
    let (endpoint, path) = parts(url).ok_or_else(|| Error(format!("{url:?} is no https URL")))?;
    Connection::open(&endpoint, Trust::Authority(authority), None).await?.get(&path).await
}

/// Host with port, and path with query, of an `https` URL.
fn parts(url: &str) -> Option<(String, String)> {
    let uri: Uri = url.parse().ok().filter(|uri: &Uri| uri.scheme_str() == Some("https"))?;
    let endpoint = format!("{}:{}", uri.host()?, uri.port_u16().unwrap_or(PORT));
    Some((endpoint, uri.path_and_query().map_or("/", |path| path.as_str()).to_owned()))
}

#[cfg(test)]
mod tests {
    use super::parts;

    #[test]
    fn urls_are_taken_apart() {
        let told = |url: &str| parts(url).map(|(endpoint, path)| format!("{endpoint} {path}"));
        for (url, expected) in [
            ("https://a.example/guests/x?y=1", Some("a.example:443 /guests/x?y=1")),
            ("https://127.0.0.1:6443/guests", Some("127.0.0.1:6443 /guests")),
            ("https://[::1]:6443", Some("[::1]:6443 /")),
            ("http://a.example/", None),
            ("", None),
        ] {
            assert_eq!(told(url).as_deref(), expected, "{url}");
        }
    }
}
