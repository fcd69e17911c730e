//! Whether a ClusterAccess can be given, and what is in it. Pure.

use api::{
    cluster::Cluster,
    meta::secret,
    portal::{
        ClusterAccess, ClusterAccessRole,
        cluster_access::{DEFAULT_TTL_SECONDS, access_group, condition::reason},
    },
};
use chrono::{DateTime, Duration, Utc};
use k8s_openapi::{api::core::v1::Secret, apimachinery::pkg::apis::meta::v1::Time};

use crate::blocked::Blocked;

/// Names that start so belong to parts of Kubernetes; guests bind some of them to rights by name.
const SYSTEM: &str = "system:";

/// What to do with an access.
#[derive(Debug, PartialEq)]
pub(super) enum Step {
    /// It was given and stands until then.
    Stands(DateTime<Utc>),
    /// It is over: its rights go from the cluster.
    Over(Over),
    /// Give it.
    Give(Order),
}

/// Why an access is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Over {
    /// Its time is.
    Expired,
    /// It was taken back.
    Revoked,
}

/// When an access ended: when it was taken back, or when its time was over. Pure.
pub(super) fn ended_at(access: &ClusterAccess) -> Option<DateTime<Utc>> {
    let status = access.status.as_ref()?;
    let at = |time: &Option<Time>| time.as_ref().map(api::time::to_chrono);
    [at(&status.revoked_at), at(&status.expires_at)].into_iter().flatten().min()
}

/// What to give.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Order {
    /// Whose it is: the common name of its certificate, the subject of its tokens.
    pub(super) user: String,
    /// Whoever is in this group has the role in the cluster. Nobody else is in it.
    pub(super) group: String,
    /// The role.
    pub(super) role: ClusterAccessRole,
    /// For how long.
    pub(super) valid: Duration,
    /// URL of the cluster's API.
    pub(super) server: String,
}

/// What is known of the cluster.
#[derive(Clone, Copy, Default)]
pub(super) struct Seen<'a> {
    /// There is a cluster of that name, at whatever layer.
    pub(super) known: bool,
    /// The Cluster API object.
    pub(super) cluster: Option<&'a Cluster>,
    /// It was made to trust the tokens of the portal.
    pub(super) trusts_tokens: bool,
}

/// Decides what to do. No access lives longer than `longest`.
///
/// # Errors
/// Why it cannot be given, or not yet.
pub(super) fn next(
    access: &ClusterAccess,
    seen: Seen<'_>,
    longest: Duration,
    now: DateTime<Utc>,
) -> Result<Step, Blocked> {
    let status = access.status.clone().unwrap_or_default();
    if access.spec.revoked == Some(true) || status.revoked_at.is_some() {
        return Ok(Step::Over(Over::Revoked));
    }
    if let (Some(_), Some(expires)) = (&status.issued_at, &status.expires_at) {
        let expires = api::time::to_chrono(expires);
        return Ok(if expires > now { Step::Stands(expires) } else { Step::Over(Over::Expired) });
    }
    let name = &access.spec.cluster_ref.name;
    let user = status.issued_to.unwrap_or_default();
    if user.is_empty() || user.starts_with(SYSTEM) {
        let message = if user.is_empty() {
            "nobody is named as the one who asked".to_owned()
        } else {
            format!("{user} is no person")
        };
        return Err(Blocked::new(reason::NOT_PERMITTED, message));
    }
    if !seen.known {
        return Err(Blocked::new(reason::CLUSTER_NOT_FOUND, format!("there is no cluster {name} in this namespace")));
    }
    let waiting = |what: &str| Blocked::new(reason::WAITING_FOR_CONTROL_PLANE, format!("cluster {name} {what}"));
    let cluster = seen.cluster.ok_or_else(|| waiting("is not being made yet"))?;
    let server = server(cluster).ok_or_else(|| waiting("has no address yet"))?;
    let initialization = cluster.status.as_ref().and_then(|status| status.initialization.as_ref());
    if initialization.and_then(|one| one.control_plane_initialized) != Some(true) {
        return Err(waiting("has no control plane yet"));
    }
    if access.spec.request.is_none() && !seen.trusts_tokens {
        let message = format!("cluster {name} was made before clusters trusted tokens; it will after its next upgrade");
        return Err(Blocked::new(reason::TOKENS_NOT_TRUSTED, message));
    }
    let asked = Duration::seconds(access.spec.ttl_seconds.unwrap_or(DEFAULT_TTL_SECONDS));
    let valid = asked.clamp(Duration::seconds(1), longest);
    let group = access_group(access.metadata.uid.as_deref().unwrap_or_default());
    Ok(Step::Give(Order { user, group, role: access.spec.role, valid, server }))
}

/// The URL of the cluster's API, when it is known.
fn server(cluster: &Cluster) -> Option<String> {
    let endpoint = cluster.spec.control_plane_endpoint.as_ref()?;
    let host = endpoint.host.as_deref().filter(|host| !host.is_empty())?;
    let port = endpoint.port.filter(|port| *port > 0)?;
    Some(if host.contains(':') { format!("https://[{host}]:{port}") } else { format!("https://{host}:{port}") })
}

/// Certificate and key of the cluster's authority, in PEM.
///
/// # Errors
/// When the Secret is not there or not complete. Nothing of its content is in the message.
pub(super) fn authority(cluster: &str, found: Option<&Secret>) -> Result<(String, String), Blocked> {
    let name = secret::name(cluster, secret::CA);
    let waiting = |what: &str| Blocked::new(reason::WAITING_FOR_CONTROL_PLANE, format!("secret {name} {what}"));
    let data = found.ok_or_else(|| waiting("does not exist yet"))?.data.as_ref();
    let text = |key: &str| data.and_then(|data| String::from_utf8(data.get(key)?.0.clone()).ok());
    text(secret::TLS_CERTIFICATE).zip(text(secret::TLS_KEY)).ok_or_else(|| waiting("holds no certificate and key"))
}
