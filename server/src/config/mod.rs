//! The configuration: defaults, then the file, then `ATOLL_…` variables, then options.

mod duration;
mod error;
mod kubeconfig;
mod limits;
mod list;
mod names;
mod notifications;
mod proxies;
mod sign_in;
mod simulator;
mod sources;

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    time::Duration,
};

use serde::Deserialize;

pub(crate) use duration::parse as duration;
pub(crate) use error::Error;
pub(crate) use kubeconfig::Kubeconfigs;
pub(crate) use limits::Limits;
pub(crate) use notifications::{Mail, MailTls, Notifications, Webhook};
pub(crate) use sign_in::{Provider, RESERVED, SignIn, is_private};
use sources::Sources;
use supervisor::engine::TrustedProxies;

use crate::{
    cli::ServeOptions,
    pki_files::{Issued, host_name},
};

/// Everything that can be set. Addresses with port 0 get a free port.
#[derive(Debug)]
pub(crate) struct Config {
    /// Directory that everything is kept in.
    pub(crate) data_dir: PathBuf,
    /// Where objects, accounts, sessions and the audit log are kept.
    pub(crate) database: store::Location,
    /// How they are kept.
    pub(crate) storage: store::Options,
    /// What this server is called among several on one database.
    pub(crate) server_name: String,
    /// Where the simulator keeps its machines. Servers on one database share it.
    pub(crate) simulator_dir: PathBuf,
    /// The file of an audit policy.
    pub(crate) audit_policy: Option<PathBuf>,
    /// Address of the portal.
    pub(crate) listen: SocketAddr,
    /// Address of the Supervisor API.
    pub(crate) api_listen: SocketAddr,
    /// Certificate and key files of the portal; plain HTTP without.
    pub(crate) tls: Option<TlsFiles>,
    /// How browsers reach the portal, when that is not its own address.
    pub(crate) portal_url: Option<String>,
    /// How people sign in.
    pub(crate) sign_in: SignIn,
    /// Further names of the Supervisor API: DNS names and addresses.
    pub(crate) api_names: Vec<String>,
    /// Who is believed when it says for whom it asks.
    pub(crate) trusted_proxies: TrustedProxies,
    /// They say it by the PROXY protocol.
    pub(crate) proxy_protocol: bool,
    /// How much of the server may be taken.
    pub(crate) limits: Limits,
    /// What is handed out to people for guest clusters.
    pub(crate) kubeconfigs: Kubeconfigs,
    /// Who is told what outside of the portal.
    pub(crate) notifications: Notifications,
    /// Demo data.
    pub(crate) demo: bool,
    /// Form of the log.
    pub(crate) log: LogForm,
    /// Between saying that it is not ready and taking no more requests, for balancers to turn away.
    pub(crate) shutdown_delay: Duration,
    /// Only read by the simulator.
    pub(crate) simulator: hypervisor::simulator::Settings,
    /// What was probably meant otherwise, to be told when there is a log.
    pub(crate) warnings: Vec<String>,
}

/// Where the portal's certificate is.
#[derive(Clone, Debug)]
pub(crate) struct TlsFiles {
    /// PEM, with its chain.
    pub(crate) certificate: PathBuf,
    /// PEM.
    pub(crate) key: PathBuf,
}

impl TlsFiles {
    /// Reads both.
    ///
    /// # Errors
    /// Which of them cannot be read.
    pub(crate) fn read(&self) -> Result<Issued, Error> {
        let read = |key: &str, path: &Path| {
            std::fs::read_to_string(path)
                .map_err(|error| Error::new(key, format!("cannot read {}: {error}", path.display())))
        };
        Ok(Issued {
            certificate_pem: read("tls-certificate", &self.certificate)?,
            key_pem: read("tls-key", &self.key)?,
        })
    }
}

/// Form of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum LogForm {
    /// Lines for people.
    Text,
    /// One JSON object per line.
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Hypervisor {
    Simulator,
    Qemu,
    Vsphere,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Durability {
    Full,
    Off,
}

/// The keys as they stand in the file.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", default, deny_unknown_fields)]
struct Raw {
    data_dir: PathBuf,
    listen: SocketAddr,
    api_listen: SocketAddr,
    database: Option<String>,
    hypervisor: Hypervisor,
    demo: bool,
    log: LogForm,
    server_name: Option<String>,
    #[serde(deserialize_with = "duration::deserialize")]
    history: Duration,
    #[serde(deserialize_with = "duration::deserialize")]
    audit_retention: Duration,
    durability: Durability,
    audit_policy: Option<PathBuf>,
    simulator_dir: Option<PathBuf>,
    tls_certificate: Option<PathBuf>,
    tls_key: Option<PathBuf>,
    portal_url: Option<String>,
    #[serde(deserialize_with = "list::deserialize")]
    api_names: Vec<String>,
    #[serde(deserialize_with = "list::deserialize")]
    trusted_proxies: Vec<String>,
    proxy_protocol: bool,
    shutdown_delay_seconds: u32,
    limits: limits::Raw,
    sign_in: sign_in::Raw,
    kubeconfig: kubeconfig::Raw,
    notifications: notifications::Raw,
    #[serde(deserialize_with = "simulator::deserialize")]
    simulator: hypervisor::simulator::Settings,
}

impl Default for Raw {
    fn default() -> Self {
        let storage = store::Options::default();
        Self {
            data_dir: PathBuf::from("data"),
            listen: SocketAddr::from(([127, 0, 0, 1], 3000)),
            api_listen: SocketAddr::from(([127, 0, 0, 1], 6443)),
            database: None,
            hypervisor: Hypervisor::Simulator,
            demo: false,
            log: LogForm::Text,
            server_name: None,
            history: storage.history,
            audit_retention: storage.audit,
            durability: Durability::Full,
            audit_policy: None,
            simulator_dir: None,
            tls_certificate: None,
            tls_key: None,
            portal_url: None,
            api_names: Vec::new(),
            trusted_proxies: Vec::new(),
            proxy_protocol: false,
            shutdown_delay_seconds: 0,
            limits: limits::Raw::default(),
            sign_in: sign_in::Raw::default(),
            kubeconfig: kubeconfig::Raw::default(),
            notifications: notifications::Raw::default(),
            simulator: hypervisor::simulator::Settings::default(),
        }
    }
}

/// Puts the configuration together.
///
/// # Errors
/// One line that names the key and where its value came from.
pub(crate) fn load(
    options: &ServeOptions,
    variables: impl IntoIterator<Item = (String, String)>,
) -> Result<Config, Error> {
    let sources = Sources::gather(options, variables)?;
    let config = check(sources.read()?).map_err(|error| error.from(&sources))?;
    Ok(Config { warnings: sources.warnings(), ..config })
}

/// Audit records are kept at least this long.
const SHORTEST_AUDIT: Duration = Duration::from_secs(3600);

/// What the keys must be together.
fn check(raw: Raw) -> Result<Config, Error> {
    match raw.hypervisor {
        Hypervisor::Simulator => {}
        Hypervisor::Qemu => {
            return Err(Error::new("hypervisor", "qemu is not part of this version; only simulator is"));
        }
        Hypervisor::Vsphere => {
            return Err(Error::new("hypervisor", "vsphere is not part of this version; only simulator is"));
        }
    }
    raw.simulator
        .validate()
        .map_err(|error| Error::new(format!("simulator.{}", error.key.replace('_', "-")), error.problem))?;
    if raw.demo {
        for (key, address) in [("listen", raw.listen), ("api-listen", raw.api_listen)] {
            if !address.ip().is_loopback() {
                let problem = format!("{address} is not a loopback address, and demo accounts are for loopback only");
                return Err(Error::new(key, problem));
            }
        }
    }
    let tls = match (raw.tls_certificate, raw.tls_key) {
        (Some(certificate), Some(key)) => Some(TlsFiles { certificate, key }),
        (None, None) => None,
        (Some(_), None) => return Err(Error::new("tls-key", "is missing beside tls-certificate")),
        (None, Some(_)) => return Err(Error::new("tls-certificate", "is missing beside tls-key")),
    };
    let database = match raw.database {
        None => store::Location::Sqlite(raw.data_dir.join("atoll.db")),
        // The URL may hold a password: it is not repeated.
        Some(url) => store::Location::parse(&url).map_err(|problem| Error::new("database", problem))?,
    };
    let durability = match raw.durability {
        Durability::Full => store::Durability::Full,
        Durability::Off => store::Durability::Off,
    };
    if raw.audit_retention < SHORTEST_AUDIT {
        return Err(Error::new("audit-retention", "must be at least 1h"));
    }
    let server_name = raw.server_name.or_else(host_name).unwrap_or_else(|| "atoll".to_owned());
    if server_name.is_empty() || server_name.len() > 253 || server_name.contains(char::is_whitespace) {
        return Err(Error::new("server-name", "must be a word of 1 to 253 characters"));
    }
    let trusted_proxies =
        proxies::parse(&raw.trusted_proxies).map_err(|problem| Error::new("trusted-proxies", problem))?;
    if raw.proxy_protocol && raw.trusted_proxies.is_empty() {
        return Err(Error::new("proxy-protocol", "is only for trusted-proxies, and there are none"));
    }
    let sign_in = raw.sign_in.check()?;
    Ok(Config {
        portal_url: sign_in::portal_url(raw.portal_url.as_deref(), raw.listen, &sign_in)?,
        sign_in,
        api_names: names::parse(&raw.api_names).map_err(|problem| Error::new("api-names", problem))?,
        trusted_proxies,
        proxy_protocol: raw.proxy_protocol,
        limits: raw.limits.check()?,
        kubeconfigs: raw.kubeconfig.check()?,
        notifications: raw.notifications.check()?,
        simulator_dir: raw.simulator_dir.unwrap_or_else(|| raw.data_dir.join("simulator")),
        data_dir: raw.data_dir,
        database,
        storage: store::Options { durability, history: raw.history, audit: raw.audit_retention },
        server_name,
        audit_policy: raw.audit_policy,
        listen: raw.listen,
        api_listen: raw.api_listen,
        tls,
        demo: raw.demo,
        log: raw.log,
        shutdown_delay: Duration::from_secs(raw.shutdown_delay_seconds.into()),
        simulator: raw.simulator,
        warnings: Vec::new(),
    })
}

#[cfg(test)]
mod tests;
