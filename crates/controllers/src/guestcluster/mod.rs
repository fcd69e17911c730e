//! Makes the objects of Cluster API that a GuestCluster stands for, and tells how the cluster does.

mod apply;
mod cause;
mod checks;
mod counts;
mod gather;
mod objects;
mod parts;
mod plan;
mod release;
mod remove;
mod reservation;
mod status;
mod story;
#[cfg(test)]
mod tests;
mod wakeups;

use std::{future::Future, sync::Arc};

use api::{
    guest::{GuestCluster, GuestClusterStatus, guest_cluster::condition::reason},
    meta::finalizer,
};

use self::{apply::Applied, gather::Gathered, release::Release, reservation::Kept, status::Seen};
use crate::{
    blocked::Blocked,
    context::Context,
    controller::{Controller, Next},
    error::Error,
    key::Key,
    meta,
};

const MANAGER: &str = "atoll-guestcluster";

/// The controller, not yet running.
pub(crate) fn start(ctx: &Context) -> impl Future<Output = ()> + Send + 'static {
    let controller = wakeups::wire(Controller::new(MANAGER).concurrency(32), ctx);
    let applied = Arc::new(Applied::default());
    let ctx = ctx.clone();
    async move {
        let work = controller.run(ctx, move |ctx, key| {
            let applied = applied.clone();
            async move { reconcile(&ctx, &applied, &key).await }
        });
        work.await;
    }
}

async fn reconcile(ctx: &Context, applied: &Applied, key: &Key) -> Result<Next, Error> {
    let objects = &ctx.informers.guest_clusters;
    let Some(cluster) = objects.get(key) else {
        applied.forget(key);
        return Ok(Next::Change);
    };
    if meta::is_deleting(&cluster.metadata) {
        applied.forget(key);
        return remove::remove(ctx, key, &cluster).await;
    }
    if objects.add_finalizer(MANAGER, &cluster, finalizer::GUEST_CLUSTER).await? {
        return Ok(Next::Change);
    }
    let gathered = gather::gather(ctx, key, &cluster);
    let cluster = ask(ctx, key, cluster, &gathered).await?;
    let result = step(ctx, applied, key, &cluster, &gathered).await;
    let (blocked, failure) = match result {
        Ok(()) => (None, None),
        Err(Stop::Blocked(blocked)) => (Some(blocked), None),
        Err(Stop::Failed(error)) => (Some(Blocked::new(reason::INTERNAL_ERROR, error.to_string())), Some(error)),
    };
    if failure.as_ref().is_some_and(Error::is_conflict) {
        return failure.map_or(Ok(Next::Change), Err);
    }
    // What was just written is part of what is told.
    let live = gather::live(ctx, key, &cluster);
    let balancer = ctx.informers.virtual_machine_services.get(key);
    let seen = Seen {
        release: gathered.release.as_ref(),
        blocked: blocked.as_ref(),
        live: &live,
        machines: &gather::machines(ctx, key),
        balancer: balancer.as_deref(),
        bounded: gather::is_bounded(ctx, key),
    };
    let mut status = status::status(&cluster, &seen, &api::time::now());
    if blocked.is_none() {
        status.observed_generation = cluster.metadata.generation;
    }
    story::tell(ctx, &cluster, &status);
    objects.update_status(MANAGER, &cluster, &status).await?;
    failure.map_or(Ok(Next::Change), Err)
}

/// Asks for the quota that the topology needs, when it is known. The answer is in the status.
async fn ask(
    ctx: &Context,
    key: &Key,
    cluster: Arc<GuestCluster>,
    gathered: &Gathered,
) -> Result<Arc<GuestCluster>, Error> {
    let Ok(release) = &gathered.release else { return Ok(cluster) };
    let image = gather::image_disks(ctx, key, &release.image);
    let needs = reservation::needs(&cluster, image, &gathered.classes);
    let Some(asking) = needs.and_then(|needs| reservation::asking(&cluster, needs)) else { return Ok(cluster) };
    let objects = &ctx.informers.guest_clusters;
    let status = GuestClusterStatus { reservation: Some(asking), ..cluster.status.clone().unwrap_or_default() };
    objects.update_status(MANAGER, &cluster, &status).await?;
    Ok(objects.get(key).unwrap_or(cluster))
}

/// Why layer 2 was not brought to the specification.
enum Stop {
    /// Something must change first; its change wakes us.
    Blocked(Blocked),
    /// It is tried again.
    Failed(Error),
}

impl From<Blocked> for Stop {
    fn from(blocked: Blocked) -> Self {
        Self::Blocked(blocked)
    }
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

/// Checks, plans and writes.
async fn step(
    ctx: &Context,
    applied: &Applied,
    key: &Key,
    cluster: &GuestCluster,
    gathered: &Gathered,
) -> Result<(), Stop> {
    plan::names_are_free(cluster, &gathered.live)?;
    if cluster.spec.paused == Some(true) {
        // Nothing but that it is paused.
        return apply::cluster_only(ctx, key, cluster, &gathered.live).await.map_err(Stop::Failed);
    }
    let release = gathered.release.as_ref().map_err(Blocked::clone)?;
    let classes = gathered.classes.keys().cloned().collect();
    checks::named_objects(cluster, &classes, &gathered.storage_classes)?;
    match reservation::kept(cluster) {
        Kept::All => build(ctx, applied, key, cluster, release, gathered).await,
        Kept::Nothing(waiting) => Err(waiting.into()),
        Kept::Earlier(earlier, waiting) => {
            let release = gathered.resolve(&earlier)?;
            build(ctx, applied, key, &earlier, &release, gathered).await?;
            Err(waiting.into())
        }
    }
}

/// Brings layer 2 to this specification.
async fn build(
    ctx: &Context,
    applied: &Applied,
    key: &Key,
    cluster: &GuestCluster,
    release: &Release,
    gathered: &Gathered,
) -> Result<(), Stop> {
    let plan = plan::plan(cluster, release, &gathered.offered, &gathered.live, ctx.settings.guest_issuer.as_ref());
    apply::apply(ctx, applied, key, cluster, &gathered.live, &plan).await?;
    Ok(())
}
