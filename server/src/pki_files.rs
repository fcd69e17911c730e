//! The Supervisor API's authority and serving certificate, kept under `pki/` of the data directory.
//!
//! `ca.crt` and `ca.key` are made once; who wants to bring their own puts them there before the first start.
//! `apiserver.crt` and `apiserver.key` are made anew when they no longer fit.
//!
//! `sa.key` signs the tokens of service accounts and people, and `sa.pub` holds the public keys whose tokens are accepted.
//! Both are made once. To change the key, append the new public key to `sa.pub` and replace `sa.key`; take the old one out
//! when its last token is over.

use std::{collections::BTreeSet, net::SocketAddr, path::PathBuf};

use anyhow::Context as _;
use chrono::{DateTime, Duration, Utc};
use pki::{Authority, Issued};
use supervisor::engine::IssuerConfig;

use crate::data_dir::{DataDir, create_private, read_private, write_private};

/// Ten years, as kubeadm's.
const AUTHORITY_LIFETIME: Duration = Duration::days(3650);
/// One year, as kubeadm's.
const SERVING_LIFETIME: Duration = Duration::days(365);

/// The issuer of tokens: the name that clients inside a cluster know the API by. Addresses change, tokens should not.
const ISSUER: &str = "https://kubernetes.default.svc";
const END_OF_KEY: &str = "-----END PUBLIC KEY-----";

/// The files.
pub(crate) struct PkiFiles {
    dir: PathBuf,
    /// Signs the serving certificate and every client certificate that the Supervisor API trusts.
    pub(crate) authority: Authority,
}

impl PkiFiles {
    /// Reads the authority, or makes it at the first start.
    ///
    /// # Errors
    /// When files cannot be read or written, or do not hold a usable authority.
    pub(crate) fn open(data: &DataDir) -> anyhow::Result<Self> {
        let dir = data.join("pki");
        create_private(&dir).with_context(|| format!("cannot create {}", dir.display()))?;
        let (certificate, key) = (dir.join("ca.crt"), dir.join("ca.key"));
        let authority = match (read_private(&certificate)?, read_private(&key)?) {
            (Some(certificate_pem), Some(key_pem)) => Authority::from_pem(&certificate_pem, &key_pem)
                .with_context(|| format!("{} and ca.key are not a usable authority", certificate.display()))?,
            (None, kept_key) => {
                // The key goes first: when a crash comes between the two writes, the next start goes on from here.
                let made = match kept_key {
                    Some(key_pem) => Authority::with_key("atoll", &key_pem, AUTHORITY_LIFETIME)?,
                    None => Authority::new("atoll", AUTHORITY_LIFETIME)?,
                };
                write_private(&key, &made.key_pem)?;
                write_private(&certificate, &made.certificate_pem)?;
                made
            }
            (Some(_), None) => anyhow::bail!("{} is there, but its ca.key is missing", certificate.display()),
        };
        Ok(Self { dir, authority })
    }

    /// What issues tokens: the keys on disk, made at the first start.
    ///
    /// # Errors
    /// When files cannot be read or written, or hold no usable keys.
    pub(crate) fn issuer(&self) -> anyhow::Result<IssuerConfig> {
        let (key, public) = (self.dir.join("sa.key"), self.dir.join("sa.pub"));
        let (signing_key_pem, accepted) = match (read_private(&key)?, read_private(&public)?) {
            (Some(key_pem), accepted) => (key_pem, accepted.unwrap_or_default()),
            (None, _) => {
                let (key_pem, public_pem) = pki::signing_key()?;
                // The key goes last: while it is missing, both are made again.
                write_private(&public, &public_pem)?;
                write_private(&key, &key_pem)?;
                (key_pem, public_pem)
            }
        };
        let accepted_keys_pem =
            accepted.split_inclusive(END_OF_KEY).filter(|pem| pem.ends_with(END_OF_KEY)).map(str::to_owned).collect();
        Ok(IssuerConfig { url: ISSUER.to_owned(), audiences: Vec::new(), signing_key_pem, accepted_keys_pem })
    }

    /// The serving certificate for these names: the one on disk as long as it fits, else a new one.
    ///
    /// # Errors
    /// When files cannot be read or written, or the authority is over.
    pub(crate) fn serving(&self, names: &[String]) -> anyhow::Result<Issued> {
        let (certificate, key) = (self.dir.join("apiserver.crt"), self.dir.join("apiserver.key"));
        let names_file = self.dir.join("apiserver.names");
        match (read_private(&certificate)?, read_private(&key)?, read_private(&names_file)?) {
            (Some(certificate_pem), Some(key_pem), Some(for_names))
                if for_names == self.stamp(names) && half_left(&certificate_pem, Utc::now()) =>
            {
                return Ok(Issued { certificate_pem, key_pem });
            }
            _ => {}
        }
        let made = self.authority.server("atoll-apiserver", names, SERVING_LIFETIME)?;
        // The stamp goes first and comes back last, so that a crash in between leads to a new certificate.
        let _ = std::fs::remove_file(&names_file);
        write_private(&key, &made.key_pem)?;
        write_private(&certificate, &made.certificate_pem)?;
        write_private(&names_file, &self.stamp(names))?;
        Ok(made)
    }

    /// What a serving certificate was made for: the names and the authority's fingerprint.
    fn stamp(&self, names: &[String]) -> String {
        let authority = pki::inspect(&self.authority.certificate_pem).map(|info| info.fingerprint).unwrap_or_default();
        format!("{authority}\n{}\n", names.join("\n"))
    }
}

/// True while the certificate has at least half of its life before it.
pub(crate) fn half_left(certificate_pem: &str, now: DateTime<Utc>) -> bool {
    pki::inspect(certificate_pem).is_ok_and(|info| now < info.not_before + (info.not_after - info.not_before) / 2)
}

/// Names that clients reach the Supervisor API by: this host's, loopback, the address it listens on, and those that
/// clients inside a cluster use.
pub(crate) fn serving_names(listen: SocketAddr, host_name: Option<String>) -> Vec<String> {
    let fixed = ["localhost", "127.0.0.1", "::1", "kubernetes", "kubernetes.default", "kubernetes.default.svc"];
    let mut names: Vec<String> = fixed.map(String::from).to_vec();
    if !listen.ip().is_unspecified() {
        names.push(listen.ip().to_string());
    }
    names.extend(host_name);
    let mut seen = BTreeSet::new();
    names.retain(|name| seen.insert(name.clone()));
    names
}

/// This computer's name, when it is one that a certificate can carry.
pub(crate) fn host_name() -> Option<String> {
    let name = std::fs::read_to_string("/proc/sys/kernel/hostname").ok().or_else(|| std::env::var("HOSTNAME").ok())?;
    let name = name.trim().to_lowercase();
    let fits = name.split('.').all(|label| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    });
    fits.then_some(name)
}

#[cfg(test)]
mod tests {
    use supervisor::engine::Issuer;

    use super::*;

    #[test]
    fn the_key_of_tokens_is_kept_and_can_be_changed() {
        let path = std::env::temp_dir().join(format!("atoll-token-key-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        let data = DataDir::take(&path).unwrap();
        let files = PkiFiles::open(&data).unwrap();
        let first = files.issuer().unwrap();
        let token = |config: &IssuerConfig| {
            let issuer = Issuer::new(config).unwrap();
            issuer.issue_user_token("alice", &[], Duration::hours(1)).unwrap()
        };
        let old = token(&first);
        assert!(Issuer::new(&files.issuer().unwrap()).unwrap().verify(&old).is_some());
        let (key, public) = pki::signing_key().unwrap();
        let both = format!("{}{public}", std::fs::read_to_string(data.join("pki/sa.pub")).unwrap());
        write_private(&data.join("pki/sa.key"), &key).unwrap();
        write_private(&data.join("pki/sa.pub"), &both).unwrap();
        let changed = Issuer::new(&files.issuer().unwrap()).unwrap();
        assert!(changed.verify(&old).is_some(), "tokens from before hold on");
        write_private(&data.join("pki/sa.pub"), &public).unwrap();
        assert!(Issuer::new(&files.issuer().unwrap()).unwrap().verify(&old).is_none(), "until their key is taken out");
        std::fs::remove_dir_all(&path).unwrap();
    }

    #[test]
    fn kept_until_it_no_longer_fits() {
        let path = std::env::temp_dir().join(format!("atoll-pki-files-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        let data = DataDir::take(&path).unwrap();
        let names = vec!["localhost".to_owned()];
        let first = PkiFiles::open(&data).unwrap().serving(&names).unwrap();
        let again = PkiFiles::open(&data).unwrap();
        assert_eq!(again.serving(&names).unwrap().certificate_pem, first.certificate_pem);
        let more = vec!["localhost".to_owned(), "10.0.0.1".to_owned()];
        assert_ne!(again.serving(&more).unwrap().certificate_pem, first.certificate_pem, "other names");
        let before = again.serving(&more).unwrap();
        for name in ["ca.crt", "ca.key"] {
            std::fs::remove_file(data.join("pki").join(name)).unwrap();
        }
        let other = PkiFiles::open(&data).unwrap();
        assert_ne!(other.serving(&more).unwrap().certificate_pem, before.certificate_pem, "other authority");
        std::fs::remove_file(data.join("pki/ca.key")).unwrap();
        assert!(PkiFiles::open(&data).err().unwrap().to_string().contains("ca.key is missing"));
        std::fs::remove_dir_all(&path).unwrap();
    }

    #[test]
    fn renewed_at_half_of_its_life() {
        let ca = Authority::new("ca", Duration::days(100)).unwrap();
        let issued = ca.client("c", &[], Duration::days(10)).unwrap();
        assert!(half_left(&issued.certificate_pem, Utc::now()));
        assert!(!half_left(&issued.certificate_pem, Utc::now() + Duration::days(6)));
        assert!(!half_left("", Utc::now()));
    }

    #[test]
    fn names_of_the_listening_address() {
        let names = serving_names(([10, 1, 2, 3], 6443).into(), Some("host".to_owned()));
        assert!(names.contains(&"10.1.2.3".to_owned()) && names.contains(&"host".to_owned()));
        let names = serving_names(([0, 0, 0, 0], 6443).into(), None);
        assert!(!names.contains(&"0.0.0.0".to_owned()));
        assert_eq!(serving_names(([127, 0, 0, 1], 1).into(), None).len(), 6);
    }
}
