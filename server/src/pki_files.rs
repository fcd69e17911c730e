//! The Supervisor API's authority and serving certificate, kept under `pki/` of the data directory.
//!
//! `ca.crt` and `ca.key` are made once; who wants to bring their own puts them there before the first start.
//! `apiserver.crt` and `apiserver.key` are made anew when they no longer fit.
//!
//! `sa.key` signs the tokens of service accounts and people, and `sa.pub` holds the public keys whose tokens are accepted.
//! Both are made once. To change the key, append the new public key to `sa.pub` and replace `sa.key`; take the old one out
//! when its last token is over.

use std::{
    collections::BTreeSet,
    net::SocketAddr,
    path::{Path, PathBuf},
};

use anyhow::Context as _;
use chrono::{DateTime, Duration, Utc};
use pki::Authority;
pub(crate) use pki::Issued;
use store::Keys;
use supervisor::engine::IssuerConfig;

use crate::data_dir::{DataDir, create_private, read_private, write_private};

/// Ten years, as kubeadm's.
const AUTHORITY_LIFETIME: Duration = Duration::days(3650);
/// One year, as kubeadm's.
const SERVING_LIFETIME: Duration = Duration::days(365);

/// The issuer of tokens: the name that clients inside a cluster know the API by. Addresses change, tokens should not.
const ISSUER: &str = "https://kubernetes.default.svc";
const TOKEN_KEY: &str = "sa.key";
const TOKEN_KEYS: &str = "sa.pub";
/// Between two texts that are kept as one.
const SEPARATOR: &str = "\n---\n";
const END_OF_KEY: &str = "-----END PUBLIC KEY-----";

/// The files.
pub(crate) struct PkiFiles {
    dir: PathBuf,
    /// Signs the serving certificate and every client certificate that the Supervisor API trusts.
    pub(crate) authority: Authority,
}

impl PkiFiles {
    /// Reads authority and keys, or makes them at the first start. All servers on one database share them: what is kept
    /// there counts, and is written into the files.
    ///
    /// # Errors
    /// When files or database cannot be read or written, or do not hold a usable authority.
    pub(crate) async fn open(data: &DataDir, shared: &Keys) -> anyhow::Result<Self> {
        let dir = data.join("pki");
        create_private(&dir).with_context(|| format!("cannot create {}", dir.display()))?;
        let files = Self { authority: authority(&dir, shared).await?, dir };
        files.keep_token_keys(shared).await?;
        Ok(files)
    }

    /// What issues tokens.
    ///
    /// # Errors
    /// When files cannot be read or hold no usable keys.
    pub(crate) fn issuer(&self) -> anyhow::Result<IssuerConfig> {
        let missing = || anyhow::anyhow!("{} is missing", self.dir.join(TOKEN_KEY).display());
        let signing_key_pem = read_private(&self.dir.join(TOKEN_KEY))?.ok_or_else(missing)?;
        let accepted = read_private(&self.dir.join(TOKEN_KEYS))?.unwrap_or_default();
        let accepted_keys_pem =
            accepted.split_inclusive(END_OF_KEY).filter(|pem| pem.ends_with(END_OF_KEY)).map(str::to_owned).collect();
        Ok(IssuerConfig { url: ISSUER.to_owned(), audiences: Vec::new(), signing_key_pem, accepted_keys_pem })
    }

    /// Makes the keys of tokens at the first start. Later the files count: they may be changed there.
    async fn keep_token_keys(&self, shared: &Keys) -> anyhow::Result<()> {
        let (key, public) = (self.dir.join(TOKEN_KEY), self.dir.join(TOKEN_KEYS));
        if let (Some(key_pem), Some(public_pem)) = (read_private(&key)?, read_private(&public)?) {
            // For servers that come later, and for backups.
            shared.get_or_put("token-keys", &format!("{key_pem}{SEPARATOR}{public_pem}")).await?;
            return Ok(());
        }
        let (key_pem, public_pem) = pki::signing_key()?;
        let both = shared.get_or_put("token-keys", &format!("{key_pem}{SEPARATOR}{public_pem}")).await?;
        let (key_pem, public_pem) =
            both.split_once(SEPARATOR).context("the token keys in the database are not usable")?;
        // The key goes last: while it is missing, both are made again.
        write_private(&public, public_pem)?;
        write_private(&key, key_pem)?;
        Ok(())
    }

    /// The serving certificate for these names: the one on disk as long as it fits and is not too old, else a new one.
    ///
    /// # Errors
    /// When files cannot be read or written, or the authority is over.
    pub(crate) fn serving(&self, names: &[String], now: DateTime<Utc>) -> anyhow::Result<Issued> {
        let (certificate, key) = (self.dir.join("apiserver.crt"), self.dir.join("apiserver.key"));
        let names_file = self.dir.join("apiserver.names");
        match (read_private(&certificate)?, read_private(&key)?, read_private(&names_file)?) {
            (Some(certificate_pem), Some(key_pem), Some(for_names))
                if for_names == self.stamp(names) && half_left(&certificate_pem, now) =>
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

/// Names that clients reach the Supervisor API by: this host's, loopback, the address it listens on, those that clients
/// inside a cluster use, and `further` ones.
pub(crate) fn serving_names(listen: SocketAddr, host_name: Option<String>, further: &[String]) -> Vec<String> {
    let fixed = ["localhost", "127.0.0.1", "::1", "kubernetes", "kubernetes.default", "kubernetes.default.svc"];
    let mut names: Vec<String> = fixed.map(String::from).to_vec();
    if !listen.ip().is_unspecified() {
        names.push(listen.ip().to_string());
    }
    names.extend(host_name);
    names.extend_from_slice(further);
    let mut seen = BTreeSet::new();
    names.retain(|name| seen.insert(name.clone()));
    names
}

/// This computer's name, when it is one that a certificate can carry.
pub(crate) fn host_name() -> Option<String> {
    let name = std::fs::read_to_string("/proc/sys/kernel/hostname").ok().or_else(|| std::env::var("HOSTNAME").ok())?;
    let name = name.trim().to_lowercase();
    is_dns_name(&name).then_some(name)
}

/// Whether a certificate can carry this as a DNS name; letters are small.
pub(crate) fn is_dns_name(name: &str) -> bool {
    let fits = name.split('.').all(|label| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    });
    fits && name.len() <= 253
}

/// The authority of the database, else that of the files, else a new one; in both afterwards.
async fn authority(dir: &Path, shared: &Keys) -> anyhow::Result<Authority> {
    let (certificate, key) = (dir.join("ca.crt"), dir.join("ca.key"));
    let own = match (read_private(&certificate)?, read_private(&key)?) {
        (Some(certificate_pem), Some(key_pem)) => Some(
            Authority::from_pem(&certificate_pem, &key_pem)
                .with_context(|| format!("{} and ca.key are not a usable authority", certificate.display()))?,
        ),
        // The key goes first: when a crash comes between the two writes, the next start goes on from here.
        (None, Some(key_pem)) => Some(Authority::with_key("atoll", &key_pem, AUTHORITY_LIFETIME)?),
        (None, None) => None,
        (Some(_), None) => anyhow::bail!("{} is there, but its ca.key is missing", certificate.display()),
    };
    let offered = match own {
        Some(own) => own,
        None => Authority::new("atoll", AUTHORITY_LIFETIME)?,
    };
    let both = format!("{}{SEPARATOR}{}", offered.key_pem, offered.certificate_pem);
    let kept = shared.get_or_put("authority", &both).await?;
    let (key_pem, certificate_pem) =
        kept.split_once(SEPARATOR).context("the authority in the database is not usable")?;
    let kept = Authority::from_pem(certificate_pem, key_pem).context("the authority in the database is not usable")?;
    if read_private(&key)?.as_deref() != Some(key_pem)
        || read_private(&certificate)?.as_deref() != Some(certificate_pem)
    {
        write_private(&key, key_pem)?;
        write_private(&certificate, certificate_pem)?;
    }
    Ok(kept)
}

#[cfg(test)]
mod tests {
    use supervisor::engine::Issuer;

    use super::*;

    #[tokio::test]
    async fn the_key_of_tokens_is_kept_and_can_be_changed() {
        let path = std::env::temp_dir().join(format!("atoll-token-key-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        let data = DataDir::take(&path).unwrap();
        let database = store::Database::open(&data.join("atoll.db")).await.unwrap();
        let files = PkiFiles::open(&data, &database.keys()).await.unwrap();
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

    #[tokio::test]
    async fn kept_until_it_no_longer_fits() {
        let path = std::env::temp_dir().join(format!("atoll-pki-files-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        let data = DataDir::take(&path).unwrap();
        let database = store::Database::open(&data.join("atoll.db")).await.unwrap();
        let keys = database.keys();
        let names = vec!["localhost".to_owned()];
        let first = PkiFiles::open(&data, &keys).await.unwrap().serving(&names, Utc::now()).unwrap();
        let again = PkiFiles::open(&data, &keys).await.unwrap();
        assert_eq!(again.serving(&names, Utc::now()).unwrap().certificate_pem, first.certificate_pem);
        let more = vec!["localhost".to_owned(), "10.0.0.1".to_owned()];
        let before = again.serving(&more, Utc::now()).unwrap();
        assert_ne!(before.certificate_pem, first.certificate_pem, "other names");
        for name in ["ca.crt", "ca.key"] {
            std::fs::remove_file(data.join("pki").join(name)).unwrap();
        }
        let restored = PkiFiles::open(&data, &keys).await.unwrap();
        assert_eq!(restored.authority.certificate_pem, again.authority.certificate_pem, "the database has it");
        let other = store::Database::open(&data.join("other.db")).await.unwrap();
        let own = Authority::new("own", AUTHORITY_LIFETIME).unwrap();
        write_private(&data.join("pki/ca.crt"), &own.certificate_pem).unwrap();
        write_private(&data.join("pki/ca.key"), &own.key_pem).unwrap();
        let brought = PkiFiles::open(&data, &other.keys()).await.unwrap();
        assert_eq!(brought.authority.certificate_pem, own.certificate_pem, "who brings an authority keeps it");
        assert_ne!(
            brought.serving(&more, Utc::now()).unwrap().certificate_pem,
            before.certificate_pem,
            "other authority"
        );
        std::fs::remove_file(data.join("pki/ca.key")).unwrap();
        let error = PkiFiles::open(&data, &other.keys()).await.err().unwrap();
        assert!(error.to_string().contains("ca.key is missing"));
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
        let names = serving_names(
            ([10, 1, 2, 3], 6443).into(),
            Some("host".to_owned()),
            &["atoll.example".to_owned(), "localhost".to_owned()],
        );
        assert_eq!(names.len(), 9, "{names:?}");
        assert!(names.contains(&"atoll.example".to_owned()));
        assert!(names.contains(&"10.1.2.3".to_owned()) && names.contains(&"host".to_owned()));
        let names = serving_names(([0, 0, 0, 0], 6443).into(), None, &[]);
        assert!(!names.contains(&"0.0.0.0".to_owned()));
        assert_eq!(serving_names(([127, 0, 0, 1], 1).into(), None, &[]).len(), 6);
    }
}
