//! What every controller works with.

use std::{ops::Deref, sync::Arc};

use kube::Client;
use tokio_util::sync::CancellationToken;

use crate::{events::Recorder, guest_access::GuestAccess, informers::Informers};

/// Knobs of the controllers.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Life of a kubeadm join token; renewed until the machine has joined.
    pub join_token_lifetime: chrono::Duration,
    /// Life of the certificate in `<cluster>-kubeconfig`; renewed at half of it.
    pub kubeconfig_lifetime: chrono::Duration,
    /// Life of the authorities made for a cluster.
    pub authority_lifetime: chrono::Duration,
}

impl Default for Settings {
    /// As the public controllers: 15 minutes, one year, ten years.
    fn default() -> Self {
        Self {
            join_token_lifetime: chrono::Duration::minutes(15),
            kubeconfig_lifetime: chrono::Duration::days(365),
            authority_lifetime: chrono::Duration::days(3650),
        }
    }
}

/// Shared by all controllers; cheap to clone. Inside the crate it dereferences to its parts.
#[derive(Clone)]
pub struct Context(Arc<Parts>);

/// See [`Context`].
pub struct Parts {
    /// The Supervisor API, as the controllers' user.
    pub(crate) client: Client,
    /// The hypervisor.
    pub(crate) driver: Arc<dyn hypervisor::Driver>,
    /// Connections into guest clusters.
    pub(crate) guests: GuestAccess,
    /// Knobs.
    pub(crate) settings: Settings,
    /// Tells the story of an object to `kubectl describe`.
    pub(crate) events: Recorder,
    /// The objects of every kind.
    pub(crate) informers: Arc<Informers>,
    shutdown: CancellationToken,
}

impl Context {
    /// Nothing runs yet; see [`crate::run`]. `client` needs the rights of `system:masters`.
    pub fn new(client: Client, driver: Arc<dyn hypervisor::Driver>, settings: Settings) -> Self {
        let informers = Arc::new(Informers::new(&client));
        Self(Arc::new(Parts {
            guests: GuestAccess::new(client.clone()),
            events: Recorder::new(client.clone()),
            informers,
            driver,
            settings,
            client,
            shutdown: CancellationToken::new(),
        }))
    }

    /// Cancelled when the controllers are to end.
    pub(crate) fn shutdown(&self) -> &CancellationToken {
        &self.0.shutdown
    }
}

impl Deref for Context {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}
