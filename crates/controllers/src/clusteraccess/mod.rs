//! Signs the certificates that people ask for to use a guest cluster. Their keys are never seen here.

mod plan;
mod rbac;
mod status;
#[cfg(test)]
mod tests;

use std::{future::Future, sync::Arc};

use api::{
    cluster::Cluster,
    meta::secret,
    portal::{ClusterAccess, cluster_access::condition::reason},
};
use chrono::Utc;

use self::{
    plan::{Order, Step},
    status::{Issued, Outcome},
};
use crate::{
    blocked::Blocked,
    context::Context,
    controller::{Controller, Next},
    error::Error,
    informers::{Informers, index},
    key::Key,
    meta,
};

const MANAGER: &str = "atoll-clusteraccess";

/// The controller, not yet running.
pub(crate) fn start(ctx: &Context) -> impl Future<Output = ()> + Send + 'static {
    let all = &ctx.informers;
    let (informers, of_guests) = (all.clone(), all.clone());
    let controller = Controller::new(MANAGER)
        .reconciles(&all.cluster_accesses)
        .wakes(&all.clusters, move |old: Option<&Cluster>, new: Option<&Cluster>| {
            let seen = |cluster: &Cluster| {
                (
                    cluster.spec.control_plane_endpoint.clone(),
                    cluster.status.as_ref().and_then(|status| status.initialization.clone()),
                )
            };
            if old.map(seen) == new.map(seen) { Vec::new() } else { accesses_to(&informers, new.or(old).map(Key::of)) }
        })
        .wakes(&all.guest_clusters, move |old, new| {
            if old.is_some() == new.is_some() { Vec::new() } else { accesses_to(&of_guests, new.or(old).map(Key::of)) }
        });
    let (queue, informers) = (controller.queue(), all.clone());
    ctx.guests.on_change(move |cluster, old, new| {
        if old.is_none() && new.is_none() {
            accesses_to(&informers, Some(cluster.clone())).into_iter().for_each(|key| queue.add(key));
        }
    });
    let ctx = ctx.clone();
    async move { controller.run(ctx, |ctx, key| async move { reconcile(&ctx, &key).await }).await }
}

fn accesses_to(informers: &Arc<Informers>, cluster: Option<Key>) -> Vec<Key> {
    let found = cluster.map(|key| informers.cluster_accesses.indexed(&index::access_to(&key.namespace, &key.name)));
    found.iter().flatten().map(|access| Key::of(access.as_ref())).collect()
}

async fn reconcile(ctx: &Context, key: &Key) -> Result<Next, Error> {
    let objects = &ctx.informers.cluster_accesses;
    let Some(access) = objects.get(key).filter(|access| !meta::is_deleting(&access.metadata)) else {
        return Ok(Next::Change);
    };
    if adopt(ctx, key, &access).await? {
        return Ok(Next::Change);
    }
    let of = key.sibling(access.spec.cluster_ref.name.as_str());
    let cluster = ctx.informers.clusters.get(&of);
    let known = cluster.is_some() || ctx.informers.guest_clusters.get(&of).is_some();
    let now = api::time::now();
    let write = async |outcome: Outcome<'_>| {
        objects.update_status(MANAGER, &access, &status::status(&access, &outcome, &now)).await
    };
    let order = match plan::next(&access, known, cluster.as_deref(), Utc::now()) {
        Ok(Step::Issue(order)) => order,
        Ok(Step::Stands(until)) => {
            write(Outcome::Stands).await?;
            return Ok(Next::After(
                (until - Utc::now()).to_std().unwrap_or_default() + std::time::Duration::from_secs(1),
            ));
        }
        Ok(Step::Expired) => return write(Outcome::Expired).await.map(|_| Next::Change),
        Ok(Step::Revoked) => return write(Outcome::Revoked).await.map(|_| Next::Change),
        Err(blocked) => {
            return write(Outcome::Blocked(&blocked)).await.map(|_| Next::Change);
        }
    };
    match issue(ctx, &of, &access, &order).await {
        Ok(issued) => {
            write(Outcome::Issued(&order, &issued)).await?;
            let message =
                format!("certificate for {} issued, good until {}", order.user, issued.info.not_after.format("%FT%TZ"));
            ctx.events.normal(MANAGER, &*access, "Issued", message);
            Ok(Next::Change)
        }
        Err(Stop::Blocked(blocked)) => write(Outcome::Blocked(&blocked)).await.map(|_| Next::Change),
        Err(Stop::Failed(error)) => {
            let blocked = Blocked::new(reason::WAITING_FOR_CONTROL_PLANE, error.to_string());
            write(Outcome::Blocked(&blocked)).await?;
            Err(error)
        }
    }
}

/// The access goes with its cluster. True when that was written down just now.
async fn adopt(ctx: &Context, key: &Key, access: &ClusterAccess) -> Result<bool, Error> {
    let of = key.sibling(access.spec.cluster_ref.name.as_str());
    let guest = ctx.informers.guest_clusters.get(&of).map(|guest| meta::owner_of(guest.as_ref()));
    let owner = guest.or_else(|| ctx.informers.clusters.get(&of).map(|cluster| meta::owner_of(cluster.as_ref())));
    let Some(owner) = owner.filter(|_| access.metadata.owner_references.as_ref().is_none_or(Vec::is_empty)) else {
        return Ok(false);
    };
    let mut owned = access.clone();
    meta::ensure_owner(&mut owned.metadata, owner);
    ctx.informers.cluster_accesses.update(MANAGER, access, &owned).await
}

/// Why nothing was signed.
enum Stop {
    /// Something must change first.
    Blocked(Blocked),
    /// It is tried again.
    Failed(Error),
}

impl<E: Into<Error>> From<E> for Stop {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

/// Prepares the guest and signs.
async fn issue(ctx: &Context, cluster: &Key, access: &ClusterAccess, order: &Order) -> Result<Issued, Stop> {
    let found = ctx.informers.secrets.fetch(&cluster.sibling(secret::name(&cluster.name, secret::CA))).await?;
    let (certificate, key) = plan::authority(&cluster.name, found.as_ref()).map_err(Stop::Blocked)?;
    let guest = ctx.guests.client(cluster).await?;
    rbac::ensure(&guest)
        .await
        .map_err(|error| Error::Guest { cluster: cluster.to_string(), message: crate::error::describe(&error) })?;
    let authority = pki::Authority::from_pem(&certificate, &key)?;
    let organizations = [order.group.to_owned()];
    let signed = authority
        .sign_client_request(&access.spec.request, &order.user, &organizations, order.valid)
        .map_err(|error| Stop::Blocked(Blocked::new(reason::INVALID_REQUEST, error.to_string())))?;
    Ok(Issued { info: pki::inspect(&signed)?, certificate: signed, authority: certificate })
}
