//! The connection into one guest cluster.

use std::{
    sync::{Arc, Weak},
    time::{Duration, Instant},
};

use api::meta::secret;
use k8s_openapi::api::core::v1::{Node, Secret};
use kube::{Api, Client, Config, config::KubeConfigOptions};
use parking_lot::RwLock;
use rand::Rng;
use tokio::{sync::Notify, task::AbortHandle};

use super::{Shared, kubeconfig, slim};
use crate::{error::Error, informer::Informer, key::Key};

/// Delay after the first attempt that failed.
const FIRST_DELAY: Duration = Duration::from_millis(50);
/// Each delay is that much longer than the one before.
const GROWTH: f64 = 1.5;
/// No delay is longer; a guest that is gone for good costs little.
const LONGEST_DELAY: Duration = Duration::from_secs(20);
/// An attempt that takes longer has failed.
const ATTEMPT: Duration = Duration::from_secs(10);
/// A watch that says nothing for so long (not even bookmarks) is dead.
const SILENCE: Duration = Duration::from_secs(300);

/// See the module. Dropping the last handle ends the connection.
pub(super) struct Guest {
    /// The guest's Nodes.
    pub(super) nodes: Arc<Informer<Node>>,
    link: Arc<Link>,
    task: AbortHandle,
}

/// Shared between handle and task.
struct Link {
    /// The client while the guest answers; otherwise since when it does not.
    client: RwLock<Result<Client, Instant>>,
    nudged: Notify,
    reload: Notify,
}

impl Drop for Guest {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Guest {
    /// Begins to connect.
    pub(super) fn start(cluster: Key, shared: Arc<Shared>) -> Arc<Self> {
        let nodes = Arc::new(Informer::new(slim::node, slim::index));
        let told = (cluster.clone(), Arc::downgrade(&shared));
        nodes.on_change(move |old, new| tell_node(&told.0, &told.1, old.map(Arc::as_ref), new.map(Arc::as_ref)));
        let link =
            Arc::new(Link { client: RwLock::new(Err(Instant::now())), nudged: Notify::new(), reload: Notify::new() });
        let task = tokio::spawn(keep(cluster, shared, link.clone(), nodes.clone())).abort_handle();
        Arc::new(Self { nodes, link, task })
    }

    /// The client, while the guest answers.
    pub(super) fn client(&self) -> Option<Client> {
        self.link.client.read().clone().ok()
    }

    /// How long the guest has not answered; `None` while it does.
    pub(super) fn silent_for(&self) -> Option<Duration> {
        self.link.client.read().as_ref().err().map(Instant::elapsed)
    }

    /// See [`super::GuestAccess::nudge`].
    pub(super) fn nudge(&self) {
        self.link.nudged.notify_one();
    }

    /// The kubeconfig may have changed.
    pub(super) fn reload(&self) {
        self.link.reload.notify_one();
    }
}

fn tell_node(cluster: &Key, shared: &Weak<Shared>, old: Option<&Node>, new: Option<&Node>) {
    if let (Some(old), Some(new)) = (old, new)
        && !slim::differs(old, new)
    {
        return;
    }
    if let Some(shared) = shared.upgrade() {
        shared.tell(cluster, old, new);
    }
}

/// Connects, watches, and begins again, for ever.
async fn keep(cluster: Key, shared: Arc<Shared>, link: Arc<Link>, nodes: Arc<Informer<Node>>) {
    let mut delay = FIRST_DELAY;
    loop {
        let attempt = async {
            // The semaphore is never closed, so this only waits.
            let _slot = shared.attempts.acquire().await;
            connect(&cluster, &shared.supervisor).await
        };
        match attempt.await {
            Ok(client) => {
                delay = FIRST_DELAY;
                *link.client.write() = Ok(client.clone());
                shared.tell(&cluster, None, None);
                let ended = tokio::select! {
                    error = nodes.watch_until_error(Api::all(client)) => error,
                    () = link.reload.notified() => continue,
                };
                *link.client.write() = Err(Instant::now());
                shared.tell(&cluster, None, None);
                tracing::debug!(%cluster, error = ended.map(|error| error.to_string()), "guest lost");
            }
            Err(error) => tracing::trace!(%cluster, %error, ?delay, "guest does not answer"),
        }
        tokio::select! {
            () = tokio::time::sleep(jittered(delay)) => delay = delay.mul_f64(GROWTH).min(LONGEST_DELAY),
            () = link.nudged.notified() => delay = FIRST_DELAY,
            () = link.reload.notified() => delay = FIRST_DELAY,
        }
    }
}

/// A client that has got an answer.
async fn connect(cluster: &Key, supervisor: &Client) -> Result<Client, Error> {
    let unreachable = |message: String| Error::Guest { cluster: cluster.to_string(), message };
    let secrets: Api<Secret> = Api::namespaced(supervisor.clone(), &cluster.namespace);
    let object = secrets.get(&secret::name(&cluster.name, secret::KUBECONFIG)).await?;
    let kubeconfig = object.data.as_ref().and_then(|data| data.get(secret::VALUE));
    let kubeconfig = kubeconfig.and_then(|value| std::str::from_utf8(&value.0).ok());
    let kubeconfig =
        kubeconfig.ok_or_else(|| unreachable("its kubeconfig Secret has no text under `value`".to_owned()))?;
    // The parser's words may quote the content, which holds a key.
    let invalid = || unreachable("its kubeconfig Secret is not a kubeconfig".to_owned());
    let kubeconfig = kubeconfig::read(kubeconfig).ok().flatten().ok_or_else(invalid)?;
    let mut config =
        Config::from_custom_kubeconfig(kubeconfig, &KubeConfigOptions::default()).await.map_err(|_| invalid())?;
    config.connect_timeout = Some(ATTEMPT);
    config.read_timeout = Some(SILENCE);
    config.disable_compression = true;
    let client = Client::try_from(config).map_err(|_| invalid())?;
    match tokio::time::timeout(ATTEMPT, client.apiserver_version()).await {
        Ok(Ok(_)) => Ok(client),
        Ok(Err(error)) => Err(unreachable(error.to_string())),
        Err(_) => Err(unreachable("its API did not answer in time".to_owned())),
    }
}

/// Up to a fifth more, so that guests that went together do not all come back together.
fn jittered(delay: Duration) -> Duration {
    delay.mul_f64(rand::rng().random_range(1.0..1.2))
}
