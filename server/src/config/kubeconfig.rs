//! The `[kubeconfig]` table: what is handed out to people for guest clusters.

use std::{path::PathBuf, time::Duration};

use api::portal::cluster_access::{MAX_TTL_SECONDS, MIN_TTL_SECONDS};
use serde::Deserialize;

use super::{Error, duration};

/// The table as it is used.
#[derive(Clone, Debug)]
pub(crate) struct Kubeconfigs {
    /// The shortest life that may be asked for.
    pub(crate) shortest: Duration,
    /// The longest life.
    pub(crate) longest: Duration,
    /// How long an access that is over stays listed.
    pub(crate) keep_ended: Duration,
    /// Life of the tokens that the exec helper fetches.
    pub(crate) exec_token: Duration,
    /// Where guests find the issuer, when that is not the Supervisor API's own address.
    pub(crate) issuer_url: Option<String>,
    /// Certificates of the authority by which guests know that place, when it is not the Supervisor API's.
    pub(crate) issuer_ca: Option<PathBuf>,
    /// Age at which the issuer's key is replaced.
    pub(crate) key_age: Duration,
}

/// The table as it stands in the file.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", default, deny_unknown_fields)]
pub(super) struct Raw {
    #[serde(deserialize_with = "duration::deserialize")]
    min_lifetime: Duration,
    #[serde(deserialize_with = "duration::deserialize")]
    max_lifetime: Duration,
    #[serde(deserialize_with = "duration::deserialize")]
    token_lifetime: Duration,
    #[serde(deserialize_with = "duration::deserialize")]
    keep_ended: Duration,
    issuer_url: Option<String>,
    issuer_ca: Option<PathBuf>,
    #[serde(deserialize_with = "duration::deserialize")]
    issuer_key_age: Duration,
}

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(3600);
const DAY: Duration = Duration::from_secs(24 * 3600);

impl Default for Raw {
    fn default() -> Self {
        Self {
            min_lifetime: 10 * MINUTE,
            max_lifetime: 7 * DAY,
            token_lifetime: 15 * MINUTE,
            keep_ended: 30 * DAY,
            issuer_url: None,
            issuer_ca: None,
            issuer_key_age: 90 * DAY,
        }
    }
}

impl Raw {
    /// The table, when its values can be together.
    pub(super) fn check(self) -> Result<Kubeconfigs, Error> {
        let least = Duration::from_secs(MIN_TTL_SECONDS.unsigned_abs());
        let most = Duration::from_secs(MAX_TTL_SECONDS.unsigned_abs());
        for (key, value, from, to, words) in [
            ("min-lifetime", self.min_lifetime, least, most, "from 10s to 30d"),
            ("max-lifetime", self.max_lifetime, self.min_lifetime, most, "from min-lifetime to 30d"),
            ("token-lifetime", self.token_lifetime, least, HOUR, "from 10s to 1h"),
            ("keep-ended", self.keep_ended, Duration::ZERO, 3650 * DAY, "at most 10 years"),
            ("issuer-key-age", self.issuer_key_age, DAY, 3650 * DAY, "from 1d to 10 years"),
        ] {
            if !(from..=to).contains(&value) {
                return Err(Error::new(format!("kubeconfig.{key}"), format!("must be {words}")));
            }
        }
        let issuer_url = self.issuer_url.map(|url| url.trim_end_matches('/').to_owned());
        if let Some(url) = &issuer_url
            && (!url.starts_with("https://") || url.contains(['?', '#', ' ']))
        {
            let problem = format!("{url:?} is not an https URL: guest clusters read it as that");
            return Err(Error::new("kubeconfig.issuer-url", problem));
        }
        Ok(Kubeconfigs {
            shortest: self.min_lifetime,
            longest: self.max_lifetime,
            exec_token: self.token_lifetime,
            keep_ended: self.keep_ended,
            issuer_url,
            issuer_ca: self.issuer_ca,
            key_age: self.issuer_key_age,
        })
    }
}

impl Kubeconfigs {
    /// The certificates of [`Kubeconfigs::issuer_ca`].
    ///
    /// # Errors
    /// When the file cannot be read, or holds none.
    pub(crate) fn authority(&self) -> Result<Option<String>, Error> {
        let Some(path) = &self.issuer_ca else { return Ok(None) };
        let wrong = |problem: String| Error::new("kubeconfig.issuer-ca", problem);
        let text =
            std::fs::read_to_string(path).map_err(|error| wrong(format!("cannot read {}: {error}", path.display())))?;
        pki::inspect(&text).map_err(|error| wrong(format!("{}: {error}", path.display())))?;
        Ok(Some(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_are_told() {
        assert!(Raw::default().check().is_ok());
        for (raw, expected) in [
            (
                Raw { min_lifetime: Duration::from_secs(1), ..Raw::default() },
                "kubeconfig.min-lifetime: must be from 10s",
            ),
            (Raw { max_lifetime: MINUTE, ..Raw::default() }, "kubeconfig.max-lifetime: must be from min-lifetime"),
            (Raw { max_lifetime: 31 * DAY, ..Raw::default() }, "kubeconfig.max-lifetime"),
            (Raw { token_lifetime: 2 * HOUR, ..Raw::default() }, "kubeconfig.token-lifetime"),
            (Raw { issuer_key_age: HOUR, ..Raw::default() }, "kubeconfig.issuer-key-age"),
            (Raw { issuer_url: Some("http://a".into()), ..Raw::default() }, "kubeconfig.issuer-url"),
        ] {
            let told = raw.check().unwrap_err().to_string();
            assert!(told.contains(expected), "{told}");
        }
    }
}
