//! What is kept on the user's computer: sign-ins, and tokens until they end. All of it is for the user's eyes only.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    path::{Path, PathBuf},
};

use anyhow::Context as _;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use sha2::{Digest as _, Sha256};

use crate::data_dir::{create_private, read_private, write_private};

/// Where sign-ins are, and where tokens are.
pub(super) struct Files {
    logins: PathBuf,
    tokens: PathBuf,
}

/// One sign-in.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Login {
    pub(super) token: String,
    pub(super) user: String,
    pub(super) expires_at: DateTime<Utc>,
}

/// A token for a cluster.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ClusterToken {
    pub(super) token: String,
    pub(super) issued_at: DateTime<Utc>,
    pub(super) expires_at: DateTime<Utc>,
}

/// All sign-ins by portal, and the portal of the last one.
#[derive(Default, Serialize, Deserialize)]
struct Logins {
    #[serde(default)]
    last: String,
    #[serde(default)]
    portals: BTreeMap<String, Login>,
}

impl Files {
    /// Below `XDG_CONFIG_HOME` and `XDG_CACHE_HOME`, or where these are by default.
    ///
    /// # Errors
    /// When there is no home.
    pub(super) fn of_user() -> anyhow::Result<Files> {
        let folder = |variable: &str, below_home: &str| {
            let set = std::env::var_os(variable).map(PathBuf::from).filter(|path| path.is_absolute());
            let home = || std::env::var_os("HOME").map(|home| Path::new(&home).join(below_home));
            set.or_else(home).with_context(|| format!("neither {variable} nor HOME is set"))
        };
        Ok(Files {
            logins: folder("XDG_CONFIG_HOME", ".config")?.join("atoll"),
            tokens: folder("XDG_CACHE_HOME", ".cache")?.join("atoll"),
        })
    }

    /// The portal that is meant: the one that is named, or the one of the last sign-in.
    ///
    /// # Errors
    /// When there is neither.
    pub(super) fn server(&self, named: Option<&str>) -> anyhow::Result<String> {
        let named = named.map(str::to_owned).or_else(|| std::env::var("ATOLL_SERVER").ok());
        let known = || Some(self.logins().last).filter(|last| !last.is_empty());
        named.or_else(known).context("name the portal once: atoll login --server https://…")
    }

    /// The sign-in to a portal.
    pub(super) fn login(&self, portal: &str) -> Option<Login> {
        self.logins().portals.remove(portal)
    }

    /// Keeps a sign-in.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(super) fn keep_login(&self, portal: &str, login: &Login) -> anyhow::Result<()> {
        let mut all = self.logins();
        portal.clone_into(&mut all.last);
        all.portals.insert(portal.to_owned(), login.clone());
        self.write_logins(&all)
    }

    /// Removes the sign-in to a portal, and all tokens that it brought.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(super) fn forget(&self, portal: &str) -> anyhow::Result<()> {
        let _ = std::fs::remove_dir_all(self.tokens.join(hashed(portal)));
        let mut all = self.logins();
        all.portals.remove(portal);
        self.write_logins(&all)
    }

    /// A token that was kept; of another form of this program, or damaged, it counts as none.
    pub(super) fn token(&self, portal: &str, of: &str) -> Option<ClusterToken> {
        read(&self.token_file(portal, of))
    }

    /// Keeps a token.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(super) fn keep_token(&self, portal: &str, of: &str, token: &ClusterToken) -> anyhow::Result<()> {
        self.write(&self.token_file(portal, of), token)
    }

    fn token_file(&self, portal: &str, of: &str) -> PathBuf {
        self.tokens.join(hashed(portal)).join(format!("{}.json", hashed(of)))
    }

    fn logins(&self) -> Logins {
        read(&self.logins.join("logins.json")).unwrap_or_default()
    }

    fn write_logins(&self, all: &Logins) -> anyhow::Result<()> {
        self.write(&self.logins.join("logins.json"), all)
    }

    fn write(&self, path: &Path, value: &impl Serialize) -> anyhow::Result<()> {
        let cannot = || format!("cannot write {}", path.display());
        if let Some(folder) = path.parent() {
            create_private(folder).with_context(cannot)?;
        }
        write_private(path, &serde_json::to_string(value)?).with_context(cannot)
    }
}

fn read<T: DeserializeOwned>(path: &Path) -> Option<T> {
    serde_json::from_str(&read_private(path).ok()??).ok()
}

/// A file name for any text.
fn hashed(text: &str) -> String {
    Sha256::digest(text).iter().take(16).fold(String::new(), |mut name, byte| {
        let _ = write!(name, "{byte:02x}");
        name
    })
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn what_is_kept_is_for_the_user_only_and_goes_at_sign_out() {
        let home = std::env::temp_dir().join(format!("atoll-client-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&home);
        std::fs::create_dir_all(&home).unwrap();
        let files = Files { logins: home.join("config"), tokens: home.join("cache") };
        assert!(files.server(None).is_err());
        let login = Login { token: "t".into(), user: "dev".into(), expires_at: Utc::now() };
        files.keep_login("https://a", &login).unwrap();
        files.keep_login("https://b", &login).unwrap();
        assert_eq!(files.server(None).unwrap(), "https://b");
        let token = ClusterToken { token: "c".into(), issued_at: Utc::now(), expires_at: Utc::now() };
        files.keep_token("https://a", "team-a/demo", &token).unwrap();
        for path in [files.logins.join("logins.json"), files.token_file("https://a", "team-a/demo")] {
            assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600, "{}", path.display());
        }
        assert_eq!(files.token("https://a", "team-a/demo").unwrap().token, "c");
        assert!(files.token("https://a", "team-a/other").is_none());
        assert!(files.token("https://b", "team-a/demo").is_none());
        files.forget("https://a").unwrap();
        assert!(files.token("https://a", "team-a/demo").is_none() && files.login("https://a").is_none());
        assert_eq!(files.login("https://b").unwrap().user, "dev");
        std::fs::write(files.logins.join("logins.json"), "{").unwrap();
        assert!(files.login("https://b").is_none(), "a damaged file counts as none");
        std::fs::remove_dir_all(&home).unwrap();
    }
}
