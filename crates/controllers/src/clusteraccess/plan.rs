//! Whether a ClusterAccess can be issued, and what in. Pure.

use api::{
    cluster::Cluster,
    meta::secret,
    portal::{
        ClusterAccess, ClusterAccessRole,
        cluster_access::{DEFAULT_TTL_SECONDS, MAX_TTL_SECONDS, condition::reason},
    },
};
use chrono::{DateTime, Duration, Utc};
use k8s_openapi::api::core::v1::Secret;

use crate::blocked::Blocked;

/// Names that start so belong to parts of Kubernetes; guests bind some of them to rights by name.
const SYSTEM: &str = "system:";

/// What to do with an access.
#[derive(Debug, PartialEq)]
pub(super) enum Step {
    /// It was issued and stands until then.
    Stands(DateTime<Utc>),
    /// It was issued; its time is over.
    Expired,
    /// It was issued and taken back.
    Revoked,
    /// Sign it.
    Issue(Order),
}

/// What to sign.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Order {
    /// The certificate's common name.
    pub(super) user: String,
    /// The certificate's organization: the group that the guest gives the role to.
    pub(super) group: &'static str,
    /// For how long.
    pub(super) valid: Duration,
    /// URL of the cluster's API.
    pub(super) server: String,
}

/// The group that the guest gives the role to.
pub(super) fn group(role: ClusterAccessRole) -> &'static str {
    match role {
        ClusterAccessRole::View => "atoll:guest-view",
        ClusterAccessRole::Edit => "atoll:guest-edit",
        ClusterAccessRole::Admin => "atoll:guest-admin",
    }
}

/// Decides what to do. `cluster` is the Cluster API object; `known` tells whether there is a cluster of that name at all.
///
/// # Errors
/// Why it cannot be issued, or not yet.
pub(super) fn next(
    access: &ClusterAccess,
    known: bool,
    cluster: Option<&Cluster>,
    now: DateTime<Utc>,
) -> Result<Step, Blocked> {
    let status = access.status.clone().unwrap_or_default();
    if status.revoked_at.is_some() {
        return Ok(Step::Revoked);
    }
    if let (Some(_), Some(expires)) = (&status.certificate, &status.expires_at) {
        let expires = api::time::to_chrono(expires);
        return Ok(if expires > now { Step::Stands(expires) } else { Step::Expired });
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
    if !known {
        return Err(Blocked::new(reason::CLUSTER_NOT_FOUND, format!("there is no cluster {name} in this namespace")));
    }
    let waiting = |what: &str| Blocked::new(reason::WAITING_FOR_CONTROL_PLANE, format!("cluster {name} {what}"));
    let cluster = cluster.ok_or_else(|| waiting("is not being made yet"))?;
    let server = server(cluster).ok_or_else(|| waiting("has no address yet"))?;
    let initialization = cluster.status.as_ref().and_then(|status| status.initialization.as_ref());
    if initialization.and_then(|one| one.control_plane_initialized) != Some(true) {
        return Err(waiting("has no control plane yet"));
    }
    let seconds = access.spec.ttl_seconds.unwrap_or(DEFAULT_TTL_SECONDS).clamp(1, MAX_TTL_SECONDS);
    Ok(Step::Issue(Order { user, group: group(access.spec.role), valid: Duration::seconds(seconds), server }))
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
