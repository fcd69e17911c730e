//! Gives people their role in a guest cluster, for a time, and takes it away again. Signs the certificate where one is asked
//! for; its key is never seen here.

mod plan;
mod rbac;
mod status;
#[cfg(test)]
mod tests;

use std::{future::Future, sync::Arc};

use api::{
    cluster::Cluster,
    controlplane::KubeadmControlPlane,
    meta::{finalizer, secret},
    portal::{
        ClusterAccess,
        cluster_access::{access_group, condition::reason},
    },
};
use chrono::Utc;

use self::{
    plan::{Order, Seen, Step},
    status::{Given, Outcome},
};
use crate::{
    blocked::Blocked,
    context::Context,
    controller::{Controller, Next},
    error::Error,
    guest_access, guest_tokens,
    informers::{Informers, index},
    key::Key,
    meta,
};

const MANAGER: &str = "atoll-clusteraccess";

/// The controller, not yet running.
pub(crate) fn start(ctx: &Context) -> impl Future<Output = ()> + Send + 'static {
    let all = &ctx.informers;
    let (informers, of_guests, of_control_planes) = (all.clone(), all.clone(), all.clone());
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
        })
        .wakes(&all.kubeadm_control_planes, move |old, new| {
            let trusts = |one: Option<&KubeadmControlPlane>| one.is_some_and(|one| guest_tokens::of(one).is_some());
            let same = trusts(old) == trusts(new);
            if same { Vec::new() } else { accesses_to(&of_control_planes, new.or(old).map(Key::of)) }
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

/// Deletes an access that is over when people had the time to see it. The audit log keeps who had it.
async fn forget(ctx: &Context, access: &ClusterAccess) -> Result<Next, Error> {
    let Some(ended) = plan::ended_at(access) else { return Ok(Next::Change) };
    match (ended + ctx.settings.ended_access_kept - Utc::now()).to_std() {
        Ok(left) if !left.is_zero() => Ok(Next::After(left)),
        _ => ctx.informers.cluster_accesses.delete(access).await.map(|_| Next::Change),
    }
}

fn accesses_to(informers: &Arc<Informers>, cluster: Option<Key>) -> Vec<Key> {
    let found = cluster.map(|key| informers.cluster_accesses.indexed(&index::access_to(&key.namespace, &key.name)));
    found.iter().flatten().map(|access| Key::of(access.as_ref())).collect()
}

async fn reconcile(ctx: &Context, key: &Key) -> Result<Next, Error> {
    let objects = &ctx.informers.cluster_accesses;
    let Some(access) = objects.get(key) else { return Ok(Next::Change) };
    let of = key.sibling(access.spec.cluster_ref.name.as_str());
    if meta::is_deleting(&access.metadata) {
        take(ctx, &of, &access).await?;
        objects.remove_finalizer(MANAGER, &access, finalizer::CLUSTER_ACCESS).await?;
        return Ok(Next::Change);
    }
    if adopt(ctx, &of, &access).await? {
        return Ok(Next::Change);
    }
    let (cluster, guest) = (ctx.informers.clusters.get(&of), ctx.informers.guest_clusters.get(&of));
    let control_plane = ctx.informers.kubeadm_control_planes.get(&of);
    let seen = Seen {
        known: cluster.is_some() || guest.is_some(),
        cluster: cluster.as_deref(),
        trusts_tokens: guest.is_some() && control_plane.is_some_and(|one| guest_tokens::of(&one).is_some()),
    };
    let now = api::time::now();
    let write = async |outcome: Outcome<'_>| {
        objects.update_status(MANAGER, &access, &status::status(&access, &outcome, &now)).await
    };
    let order = match plan::next(&access, seen, ctx.settings.longest_access, Utc::now()) {
        Ok(Step::Give(order)) => order,
        Ok(Step::Stands(until)) => {
            write(Outcome::Stands).await?;
            return Ok(Next::After(
                (until - Utc::now()).to_std().unwrap_or_default() + std::time::Duration::from_secs(1),
            ));
        }
        Ok(Step::Over(over)) if status::is_settled(&access, over) => return forget(ctx, &access).await,
        Ok(Step::Over(over)) => {
            let taken = take(ctx, &of, &access).await;
            write(Outcome::Over(over, taken.as_ref().copied().map_err(ToString::to_string))).await?;
            return taken.map(|()| Next::Change);
        }
        Err(blocked) => {
            return write(Outcome::Blocked(&blocked)).await.map(|_| Next::Change);
        }
    };
    match give(ctx, &of, &access, &order).await {
        Ok(given) => {
            write(Outcome::Given(&order, &given)).await?;
            let what = if given.certificate.is_some() { "a certificate" } else { "tokens" };
            let role = order.role.as_str();
            let until = Utc::now() + order.valid;
            let message = format!("role {role} given to {}, by {what}, until {}", order.user, until.format("%FT%TZ"));
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

/// The access goes with its cluster, and its rights before it does. True when that was written down just now.
async fn adopt(ctx: &Context, of: &Key, access: &ClusterAccess) -> Result<bool, Error> {
    let mut owned = access.clone();
    if access.metadata.owner_references.as_ref().is_none_or(Vec::is_empty) {
        let guest = ctx.informers.guest_clusters.get(of).map(|guest| meta::owner_of(guest.as_ref()));
        let owner = guest.or_else(|| ctx.informers.clusters.get(of).map(|cluster| meta::owner_of(cluster.as_ref())));
        // Without a cluster nothing is given that would have to be taken.
        let Some(owner) = owner else { return Ok(false) };
        meta::ensure_owner(&mut owned.metadata, owner);
    }
    let finalizers = owned.metadata.finalizers.get_or_insert_default();
    if !finalizers.iter().any(|one| one == finalizer::CLUSTER_ACCESS) {
        finalizers.push(finalizer::CLUSTER_ACCESS.to_owned());
    }
    if owned.metadata == access.metadata {
        return Ok(false);
    }
    ctx.informers.cluster_accesses.update(MANAGER, access, &owned).await
}

/// Why nothing was given.
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

/// Gives the rights in the guest, and signs where a certificate was asked for.
async fn give(ctx: &Context, cluster: &Key, access: &ClusterAccess, order: &Order) -> Result<Given, Stop> {
    let found = ctx.informers.secrets.fetch(&cluster.sibling(secret::name(&cluster.name, secret::CA))).await?;
    let (authority, key) = plan::authority(&cluster.name, found.as_ref()).map_err(Stop::Blocked)?;
    let certificate = match &access.spec.request {
        None => None,
        Some(request) => {
            let signed = pki::Authority::from_pem(&authority, &key)?
                .sign_client_request(request, &order.user, std::slice::from_ref(&order.group), order.valid)
                .map_err(|error| Stop::Blocked(Blocked::new(reason::INVALID_REQUEST, error.to_string())))?;
            let info = pki::inspect(&signed)?;
            Some((signed, info))
        }
    };
    let guest = ctx.guests.client(cluster).await?;
    guest_access::answer(cluster, rbac::give(&guest, access, order)).await?;
    Ok(Given { authority, certificate })
}

/// Takes the rights away in the guest. A cluster that is gone, or going, takes them with it.
async fn take(ctx: &Context, cluster: &Key, access: &ClusterAccess) -> Result<(), Error> {
    let stays = ctx.informers.clusters.get(cluster).is_some_and(|one| !meta::is_deleting(&one.metadata));
    let guest_goes = ctx.informers.guest_clusters.get(cluster).is_some_and(|one| meta::is_deleting(&one.metadata));
    let given = access.status.as_ref().is_some_and(|status| status.issued_at.is_some());
    // Something may have been given by an attempt that did not come to its end.
    let perhaps_given = given || ctx.guests.is_reachable(cluster);
    if !stays || guest_goes || !perhaps_given {
        return Ok(());
    }
    let guest = ctx.guests.client(cluster).await?;
    let group = access_group(access.metadata.uid.as_deref().unwrap_or_default());
    guest_access::answer(cluster, rbac::take(&guest, &group)).await
}
