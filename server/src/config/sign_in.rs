//! The `[sign-in]` table: how people sign in to the portal, and how long they stay.

use std::{collections::BTreeMap, net::SocketAddr, path::PathBuf, time::Duration};

use openidconnect::{ClientId, ClientSecret, IssuerUrl};
use serde::Deserialize;

use super::{Error, duration, list};

/// The settings as they are used.
#[derive(Debug)]
pub(crate) struct SignIn {
    /// Whether local accounts may sign in.
    pub(crate) local_accounts: bool,
    /// A session ends so long after its last use.
    pub(crate) session_idle: Duration,
    /// A session ends so long after sign-in, whatever happens.
    pub(crate) session_lifetime: Duration,
    /// Identity providers, in the order of the page.
    pub(crate) providers: Vec<Provider>,
}

/// One identity provider.
#[derive(Clone, Debug)]
pub(crate) struct Provider {
    /// Part of its paths: lower-case letters, digits and dashes.
    pub(crate) id: String,
    /// What its button says.
    pub(crate) title: String,
    /// Its address, exactly as it says itself.
    pub(crate) issuer: IssuerUrl,
    /// What it calls this portal.
    pub(crate) client_id: ClientId,
    /// The portal's secret there; none for a public client.
    pub(crate) client_secret: Option<ClientSecret>,
    /// What is asked for beside `openid`.
    pub(crate) scopes: Vec<String>,
    /// The claim that a user's name is made of.
    pub(crate) username_claim: String,
    /// What a user's name begins with.
    pub(crate) username_prefix: String,
    /// The claim with the groups.
    pub(crate) groups_claim: String,
    /// What a group's name begins with.
    pub(crate) groups_prefix: String,
    /// Groups there, and what they are called here; without a prefix.
    pub(crate) groups: BTreeMap<String, String>,
    /// Certificates (PEM) that its certificate may come from, beside those of the system.
    pub(crate) ca_pem: Option<String>,
}

/// The table as it stands in the file.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", default, deny_unknown_fields)]
pub(super) struct Raw {
    local_accounts: bool,
    #[serde(deserialize_with = "duration::deserialize")]
    session_idle: Duration,
    #[serde(deserialize_with = "duration::deserialize")]
    session_lifetime: Duration,
    providers: Vec<RawProvider>,
}

impl Default for Raw {
    fn default() -> Self {
        const HOUR: Duration = Duration::from_secs(3600);
        Self { local_accounts: true, session_idle: 8 * HOUR, session_lifetime: 24 * HOUR, providers: Vec::new() }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct RawProvider {
    id: String,
    title: Option<String>,
    issuer: String,
    client_id: String,
    client_secret: Option<String>,
    client_secret_file: Option<PathBuf>,
    #[serde(default = "usual_scopes", deserialize_with = "list::deserialize")]
    scopes: Vec<String>,
    #[serde(default = "usual_username_claim")]
    username_claim: String,
    username_prefix: Option<String>,
    #[serde(default = "usual_groups_claim")]
    groups_claim: String,
    groups_prefix: Option<String>,
    #[serde(default)]
    groups: BTreeMap<String, String>,
    ca_file: Option<PathBuf>,
}

impl std::fmt::Debug for RawProvider {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RawProvider").field("id", &self.id).finish_non_exhaustive()
    }
}

fn usual_scopes() -> Vec<String> {
    ["profile", "email"].map(str::to_owned).to_vec()
}

fn usual_username_claim() -> String {
    "sub".to_owned()
}

fn usual_groups_claim() -> String {
    "groups".to_owned()
}

/// The beginnings of names that nobody from outside gets: Kubernetes' own and Atoll's.
pub(crate) const RESERVED: [&str; 2] = ["system:", "atoll:"];

/// Sessions of less than this sign people out while they read.
const SHORTEST_SESSION: Duration = Duration::from_secs(60);

impl Raw {
    /// The settings, when they are such that somebody can sign in and nobody gets the name of another.
    pub(super) fn check(self) -> Result<SignIn, Error> {
        for (key, value) in [("session-idle", self.session_idle), ("session-lifetime", self.session_lifetime)] {
            if value < SHORTEST_SESSION {
                return Err(Error::new(format!("sign-in.{key}"), "must be at least 1m"));
            }
        }
        if !self.local_accounts && self.providers.is_empty() {
            return Err(Error::new(
                "sign-in.local-accounts",
                "is false and there are no providers: nobody could sign in",
            ));
        }
        let mut providers: Vec<Provider> = Vec::with_capacity(self.providers.len());
        for (index, raw) in self.providers.into_iter().enumerate() {
            let at = |key: &str| format!("sign-in.providers[{index}].{key}");
            let provider = raw.check(&at)?;
            if providers.iter().any(|other| other.id == provider.id) {
                return Err(Error::new(at("id"), format!("{} is there twice", provider.id)));
            }
            if let Some(other) = providers.iter().find(|other| other.username_prefix == provider.username_prefix) {
                let problem = format!("is that of {}, too: its people could not be told apart from these", other.id);
                return Err(Error::new(at("username-prefix"), problem));
            }
            providers.push(provider);
        }
        Ok(SignIn {
            local_accounts: self.local_accounts,
            session_idle: self.session_idle,
            session_lifetime: self.session_lifetime,
            providers,
        })
    }
}

impl RawProvider {
    fn check(self, at: &impl Fn(&str) -> String) -> Result<Provider, Error> {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if self.id.is_empty() || self.id.len() > 32 || !self.id.chars().all(plain) {
            return Err(Error::new(at("id"), "must be 1 to 32 lower-case letters, digits and dashes"));
        }
        for (key, value) in [
            ("title", self.title.as_deref().unwrap_or("-")),
            ("client-id", &self.client_id),
            ("username-claim", &self.username_claim),
            ("groups-claim", &self.groups_claim),
        ] {
            if value.is_empty() || value.len() > 255 {
                return Err(Error::new(at(key), "must be a text of 1 to 255 characters"));
            }
        }
        let issuer = issuer(&self.issuer).map_err(|problem| Error::new(at("issuer"), problem))?;
        let prefix = |key: &str, given: Option<String>| {
            let prefix = given.unwrap_or_else(|| format!("{}:", self.id));
            match RESERVED.iter().find(|reserved| prefix.starts_with(**reserved)) {
                Some(reserved) => Err(Error::new(at(key), format!("may not begin with {reserved}"))),
                None => Ok(prefix),
            }
        };
        let username_prefix = prefix("username-prefix", self.username_prefix)?;
        let groups_prefix = prefix("groups-prefix", self.groups_prefix)?;
        if let Some((_, group)) = self.groups.iter().find(|(_, here)| here.is_empty() || here.starts_with("system:")) {
            let problem = format!("{group:?} is not a group that people can be given");
            return Err(Error::new(at("groups"), problem));
        }
        let read = |key: &str, path: PathBuf| {
            std::fs::read_to_string(&path)
                .map_err(|error| Error::new(at(key), format!("cannot read {}: {error}", path.display())))
        };
        let client_secret = match (self.client_secret, self.client_secret_file) {
            (Some(_), Some(_)) => return Err(Error::new(at("client-secret-file"), "is there beside client-secret")),
            (given, None) => given,
            (None, Some(file)) => Some(read("client-secret-file", file)?.trim().to_owned()),
        };
        if client_secret.as_ref().is_some_and(String::is_empty) {
            return Err(Error::new(at("client-secret"), "is empty; leave it out for a public client"));
        }
        Ok(Provider {
            title: self.title.unwrap_or_else(|| self.id.clone()),
            id: self.id,
            issuer,
            client_id: ClientId::new(self.client_id),
            client_secret: client_secret.map(ClientSecret::new),
            scopes: self.scopes.into_iter().filter(|scope| scope != "openid").collect(),
            username_claim: self.username_claim,
            username_prefix,
            groups_claim: self.groups_claim,
            groups_prefix,
            groups: self.groups,
            ca_pem: self.ca_file.map(|file| read("ca-file", file)).transpose()?,
        })
    }
}

/// An address by which a provider may be known: `https`, or `http` on this machine.
fn issuer(text: &str) -> Result<IssuerUrl, String> {
    let issuer = IssuerUrl::new(text.to_owned()).map_err(|error| format!("{text:?} is not a URL: {error}"))?;
    let url = issuer.url();
    if url.query().is_some() || url.fragment().is_some() || !is_private(url) {
        return Err(format!("{text:?} must be an https:// URL without query; http:// is for this machine only"));
    }
    Ok(issuer)
}

/// Whether what is sent to this address stays between the two: TLS, or this machine.
pub(crate) fn is_private(url: &reqwest::Url) -> bool {
    let here = match url.host_str() {
        Some("localhost") => true,
        Some(host) => {
            host.trim_matches(['[', ']']).parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
        }
        None => false,
    };
    url.scheme() == "https" || (url.scheme() == "http" && here)
}

/// `portal-url`: how browsers reach the portal, without a slash at its end.
///
/// # Errors
/// What is wrong with it, or why it cannot be left out.
pub(super) fn portal_url(given: Option<&str>, listen: SocketAddr, sign_in: &SignIn) -> Result<Option<String>, Error> {
    let Some(text) = given else {
        if !sign_in.providers.is_empty() && !listen.ip().is_loopback() {
            let problem = "is missing: identity providers lead people back to it, such as https://atoll.example";
            return Err(Error::new("portal-url", problem));
        }
        return Ok(None);
    };
    let url = text.parse::<reqwest::Url>().ok();
    let fits = |url: &reqwest::Url| {
        matches!(url.scheme(), "https" | "http")
            && url.has_host()
            && url.path() == "/"
            && url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty()
    };
    match url.filter(fits) {
        Some(url) => Ok(Some(url.as_str().trim_end_matches('/').to_owned())),
        None => Err(Error::new("portal-url", format!("{text:?} is not a URL like https://atoll.example"))),
    }
}
