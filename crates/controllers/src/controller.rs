//! The loop of a controller: wake-ups in, reconciles out.

use std::{future::Future, panic::AssertUnwindSafe, sync::Arc, time::Duration};

use futures::FutureExt;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use tokio::{sync::Semaphore, task::JoinSet};
use tracing::Instrument;

use crate::{
    context::Context,
    error::Error,
    informer::{Informer, Kind},
    key::Key,
    queue::{Outcome, Queue},
};

/// What a reconcile that succeeded waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Next {
    /// The next change of something it watches.
    Change,
    /// A change, or this time at the latest (expiry of tokens and certificates, deadlines; never to poll).
    After(Duration),
}

impl Next {
    /// The earlier of two.
    pub(crate) fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::Change, next) | (next, Self::Change) => next,
            (Self::After(one), Self::After(two)) => Self::After(one.min(two)),
        }
    }
}

/// Whether anything but the status differs.
fn wishes_differ(old: &ObjectMeta, new: &ObjectMeta) -> bool {
    old.uid != new.uid
        || old.generation != new.generation
        || old.deletion_timestamp != new.deletion_timestamp
        || old.labels != new.labels
        || old.annotations != new.annotations
        || old.finalizers != new.finalizers
        || old.owner_references != new.owner_references
}

/// Wires wake-ups to a queue and works it off.
pub(crate) struct Controller {
    name: &'static str,
    queue: Arc<Queue>,
    concurrency: usize,
}

impl Controller {
    /// `name` is the field manager too, such as `atoll-machine`.
    pub(crate) fn new(name: &'static str) -> Self {
        Self { name, queue: Arc::default(), concurrency: 16 }
    }

    /// How many objects may be at work at once (16 unless told); more for those that wait for guests or hypervisors.
    pub(crate) fn concurrency(mut self, concurrency: usize) -> Self {
        self.concurrency = concurrency;
        self
    }

    /// The kind this controller reconciles: every change of an object wakes its reconcile.
    pub(crate) fn reconciles<K: Kind>(self, informer: &Informer<K>) -> Self {
        self.wakes(informer, |old, new| old.or(new).map(Key::of))
    }

    /// The same, but a change of nothing except the status wakes nothing. For kinds whose status nobody else writes and
    /// whose reconcile leaves nothing to be done to a second one that only its own status tells.
    pub(crate) fn reconciles_wishes<K: Kind>(self, informer: &Informer<K>) -> Self {
        self.wakes(informer, |old, new| match (old, new) {
            (Some(old), Some(new)) if !wishes_differ(old.meta(), new.meta()) => None,
            (old, new) => old.or(new).map(Key::of),
        })
    }

    /// A change of another kind wakes the keys that `map` returns for the object before and after.
    /// Return nothing for changes that cannot matter: each wake costs.
    pub(crate) fn wakes<K, I>(
        self,
        informer: &Informer<K>,
        map: impl Fn(Option<&K>, Option<&K>) -> I + Send + Sync + 'static,
    ) -> Self
    where
        K: Kind,
        I: IntoIterator<Item = Key>,
    {
        let queue = self.queue.clone();
        informer.on_change(move |old, new| {
            for key in map(old.map(Arc::as_ref), new.map(Arc::as_ref)) {
                queue.add(key);
            }
        });
        self
    }

    /// A change of an owned kind wakes its owners of kind `owner_kind` (controller or not).
    pub(crate) fn owns<K: Kind>(self, informer: &Informer<K>, owner_kind: &'static str) -> Self {
        self.wakes(informer, move |old, new| {
            let mut keys: Vec<Key> = Vec::new();
            for object in [old, new].into_iter().flatten() {
                let meta = object.meta();
                for owner in meta.owner_references.iter().flatten().filter(|owner| owner.kind == owner_kind) {
                    let key = Key::new(meta.namespace.as_deref().unwrap_or_default(), owner.name.as_str());
                    if !keys.contains(&key) {
                        keys.push(key);
                    }
                }
            }
            keys
        })
    }

    /// The queue, for wake-ups that do not come from an informer (hypervisor events, guest Nodes).
    pub(crate) fn queue(&self) -> Arc<Queue> {
        self.queue.clone()
    }

    /// Works until the context is shut down; then waits for what is at work. A panic or an error of one reconcile
    /// touches only that object, which is tried again with growing delay.
    pub(crate) async fn run<F, R>(self, ctx: Context, reconcile: F)
    where
        F: Fn(Context, Key) -> R + Send + Sync + 'static,
        R: Future<Output = Result<Next, Error>> + Send + 'static,
    {
        let name = self.name;
        ctx.settings.queues.add(name, &self.queue);
        let slots = Arc::new(Semaphore::new(self.concurrency));
        let reconcile = Arc::new(reconcile);
        let mut at_work = JoinSet::new();
        loop {
            let next = async {
                // The semaphore is never closed, so this only waits.
                let slot = slots.clone().acquire_owned().await;
                (slot, self.queue.next().await)
            };
            let (slot, key) = tokio::select! {
                biased;
                () = ctx.shutdown().cancelled() => break,
                next = next => next,
            };
            while at_work.try_join_next().is_some() {}
            let (ctx, queue, reconcile) = (ctx.clone(), self.queue.clone(), reconcile.clone());
            let span = tracing::info_span!("reconcile", controller = name, object = %key);
            at_work.spawn(
                async move {
                    // The call itself is inside, so that a panic before its first await is caught too.
                    let result = AssertUnwindSafe(async { reconcile(ctx, key.clone()).await }).catch_unwind().await;
                    let outcome = match &result {
                        Ok(Ok(Next::Change)) => Outcome::Done,
                        Ok(Ok(Next::After(delay))) => Outcome::After(*delay),
                        Ok(Err(error)) if error.is_conflict() => Outcome::Conflict,
                        Ok(Err(_)) | Err(_) => Outcome::Failed,
                    };
                    match &result {
                        Ok(Err(error)) if !error.is_conflict() => queue.failed(&key, &error.to_string()),
                        Err(_) => queue.failed(&key, "the reconcile panicked"),
                        Ok(_) => {}
                    }
                    let retry = queue.finish(key, &outcome);
                    match result {
                        Ok(Ok(next)) => tracing::trace!(?next, "reconciled"),
                        Ok(Err(error)) if error.is_conflict() => {
                            tracing::debug!(%error, ?retry, "newer version, again")
                        }
                        Ok(Err(error)) => tracing::warn!(%error, ?retry, "reconcile failed"),
                        Err(_) => tracing::error!(?retry, "reconcile panicked"),
                    }
                    drop(slot);
                }
                .instrument(span),
            );
        }
        while at_work.join_next().await.is_some() {}
    }
}
