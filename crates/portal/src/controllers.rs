//! How the controllers are doing, for administrators.
//!
//! Their figures are no Kubernetes API; the program hands them in as [`Controllers`]. Who may see them is decided by RBAC: it
//! takes the verb `list` on `controllers` of the group `portal.atoll.dev`, which no object stands behind.

use texts::t;

use crate::{
    SignedIn,
    facts::Facts,
    kind, namespaces, read,
    view::{ControllerRow, ControllersPage, Error, ErrorKind, Lead},
};

/// The Lease of the server that runs the controllers.
const LEASE: (&str, &str) = ("kube-system", "atoll-controllers");

/// The controllers that run in this process.
pub trait Controllers: Send + Sync {
    /// The name of this server.
    fn server(&self) -> String;

    /// By name; none where another server leads.
    fn rows(&self) -> Vec<ControllerRow>;
}

/// Everything of `/admin/controllers`.
///
/// # Errors
/// `Forbidden` for who may not see the controllers.
pub async fn page(ctx: &SignedIn, controllers: &dyn Controllers) -> Result<ControllersPage, Error> {
    if !namespaces::may(ctx, "list", &kind::CONTROLLER, None).await? {
        let message = t().error_may_not_see_controllers();
        return Err(Error::new(ErrorKind::Forbidden, message));
    }
    let lease = read::find(&ctx.client, &kind::LEASE, Some(LEASE.0), LEASE.1).await?;
    Ok(ControllersPage { rows: controllers.rows(), server: controllers.server(), lead: lease.as_ref().and_then(lead) })
}

/// Who holds the Lease. The holder is written `<server>_<life>`.
fn lead(lease: &Facts) -> Option<Lead> {
    let holder = lease.text("/spec/holderIdentity");
    let server = holder.rsplit_once('_').map_or(holder, |(server, _)| server);
    (!server.is_empty()).then(|| Lead {
        server: server.to_owned(),
        since: lease.time("/spec/acquireTime"),
        heard: lease.time("/spec/renewTime"),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::lead;
    use crate::facts::Facts;

    #[test]
    fn the_lease_names_the_server_that_leads() {
        let lease = |holder: &str| {
            let spec = json!({"holderIdentity": holder, "acquireTime": "2026-11-22T10:00:00.000000Z"});
            Facts::new(json!({"spec": spec}), "v1", "Lease")
        };
        let found = lead(&lease("atoll_1_0f3a")).expect("a lead");
        assert_eq!((found.server.as_str(), found.since.is_some(), found.heard), ("atoll_1", true, None));
        assert_eq!(lead(&lease("")), None);
    }
}
