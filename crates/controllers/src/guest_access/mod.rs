//! Connections into guest clusters: one client and one watch of Nodes for each.
//!
//! A connection begins when the Secret `<cluster>-kubeconfig` appears and ends when it goes. While a guest does not
//! answer it is tried with growing, jittered delay; a sign of life from its machines starts the delay anew.

mod guest;
mod kubeconfig;
mod slim;

use std::{collections::HashMap, sync::Arc, time::Duration};

use api::meta::{label, secret};
use guest::Guest;
use k8s_openapi::api::core::v1::{Node, Secret};
use kube::{Client, Resource};
use parking_lot::{Mutex, RwLock};
use tokio::sync::Semaphore;

use crate::{context::Context, error::Error, informer::Informer, key::Key, meta};

/// Connections that are tried at the same time.
const ATTEMPTS: usize = 64;

/// Called with the cluster, and the Node before and after; both `None` when the connection came or went.
type Listener = Box<dyn Fn(&Key, Option<&Node>, Option<&Node>) + Send + Sync>;

/// See the module.
pub struct GuestAccess {
    shared: Arc<Shared>,
    guests: Mutex<HashMap<Key, Arc<Guest>>>,
}

/// What all connections use.
struct Shared {
    supervisor: Client,
    attempts: Semaphore,
    listeners: RwLock<Vec<Listener>>,
}

impl Shared {
    fn tell(&self, cluster: &Key, old: Option<&Node>, new: Option<&Node>) {
        for listener in self.listeners.read().iter() {
            listener(cluster, old, new);
        }
    }
}

impl GuestAccess {
    pub(crate) fn new(supervisor: Client) -> Self {
        let shared = Shared { supervisor, attempts: Semaphore::new(ATTEMPTS), listeners: RwLock::default() };
        Self { shared: Arc::new(shared), guests: Mutex::default() }
    }

    /// A client into the guest, as its `kubernetes-admin`.
    ///
    /// # Errors
    /// When the guest does not answer at the moment, so that nobody waits for a timeout.
    pub(crate) async fn client(&self, cluster: &Key) -> Result<Client, Error> {
        let guest = self.guests.lock().get(cluster).cloned();
        guest.and_then(|guest| guest.client()).ok_or_else(|| Error::Guest {
            cluster: cluster.to_string(),
            message: "its API does not answer yet".to_owned(),
        })
    }

    /// Whether the guest answered at the last attempt.
    pub(crate) fn is_reachable(&self, cluster: &Key) -> bool {
        self.guests.lock().get(cluster).is_some_and(|guest| guest.client().is_some())
    }

    /// How long the guest has not answered; `None` while it does, or when nothing is known of it.
    pub(crate) fn silent_for(&self, cluster: &Key) -> Option<Duration> {
        self.guests.lock().get(cluster).and_then(|guest| guest.silent_for())
    }

    /// The guest's Nodes, once they have been listed. They stay known while the connection is interrupted.
    pub(crate) fn nodes(&self, cluster: &Key) -> Option<Arc<Informer<Node>>> {
        let guest = self.guests.lock().get(cluster).cloned()?;
        guest.nodes.is_synced().then(|| guest.nodes.clone())
    }

    /// Calls `listener` when a guest comes or goes (no Nodes) and when one of its Nodes changes in something that matters.
    pub(crate) fn on_change(&self, listener: impl Fn(&Key, Option<&Node>, Option<&Node>) + Send + Sync + 'static) {
        self.shared.listeners.write().push(Box::new(listener));
    }

    /// The guest may answer now: try at once.
    fn nudge(&self, cluster: &Key) {
        if let Some(guest) = self.guests.lock().get(cluster) {
            guest.nudge();
        }
    }

    fn open(&self, cluster: Key) {
        let mut guests = self.guests.lock();
        match guests.get(&cluster) {
            Some(guest) => guest.reload(),
            None => {
                let guest = Guest::start(cluster.clone(), self.shared.clone());
                guests.insert(cluster, guest);
            }
        }
    }

    fn close(&self, cluster: &Key) {
        if self.guests.lock().remove(cluster).is_some() {
            self.shared.tell(cluster, None, None);
        }
    }
}

/// Follows the kubeconfig Secrets and the machines of control planes.
pub(crate) fn wire(ctx: &Context) {
    let access = ctx.clone();
    ctx.informers.secrets.on_change(move |old, new| {
        let Some(cluster) = old.or(new).and_then(|one| kubeconfig_of(one)) else { return };
        match new {
            Some(_) => access.guests.open(cluster),
            None => access.guests.close(&cluster),
        }
    });
    let access = ctx.clone();
    ctx.informers.virtual_machines.on_change(move |old, new| {
        let Some(new) = new else { return };
        if address(new).is_none() || old.and_then(|old| address(old)) == address(new) {
            return;
        }
        if meta::label(&new.metadata, label::CAPV_CLUSTER_ROLE) == Some(label::CAPV_ROLE_CONTROL_PLANE)
            && let Some(cluster) = meta::label(&new.metadata, label::CAPV_CLUSTER_NAME)
        {
            access.guests.nudge(&Key::of(new.as_ref()).sibling(cluster));
        }
    });
}

fn address(machine: &api::vmoperator::VirtualMachine) -> Option<&str> {
    machine.status.as_ref()?.network.as_ref()?.primary_ip4.as_deref()
}

/// The cluster whose kubeconfig this Secret is.
fn kubeconfig_of(object: &Secret) -> Option<Key> {
    let cluster = meta::label(object.meta(), label::CLUSTER_NAME)?;
    let is_it = object.metadata.name.as_deref() == Some(secret::name(cluster, secret::KUBECONFIG).as_str());
    is_it.then(|| Key::of(object).sibling(cluster))
}

/// A call to a guest that takes longer has failed.
const CALL: Duration = Duration::from_secs(10);

/// Waits for the answer of a guest, not for ever, and names the guest in errors.
pub(crate) async fn answer<T>(cluster: &Key, call: impl Future<Output = kube::Result<T>>) -> Result<T, Error> {
    let failed = |message: String| Error::Guest { cluster: cluster.to_string(), message };
    match tokio::time::timeout(CALL, call).await {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(error)) => Err(failed(crate::error::describe(&error))),
        Err(_) => Err(failed("its API did not answer in time".to_owned())),
    }
}
