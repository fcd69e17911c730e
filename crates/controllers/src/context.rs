//! What every controller works with.

use std::{
    ops::Deref,
    sync::{Arc, OnceLock},
};

use kube::Client;
use tokio_util::sync::CancellationToken;

use crate::{
    events::Recorder,
    guest_access::GuestAccess,
    guest_tokens::GuestIssuer,
    identity::{Clients, Identity},
    informers::Informers,
    installation::Installation,
    queue_figures::Queues,
    rights::{EVENT_RECORDER, GUEST_ACCESS, HYPERVISOR_RECORDER, INFORMERS},
};

/// Knobs of the controllers.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Life of a kubeadm join token; renewed until the machine has joined.
    pub join_token_lifetime: chrono::Duration,
    /// Life of the certificate in `<cluster>-kubeconfig`; renewed at half of it.
    pub kubeconfig_lifetime: chrono::Duration,
    /// Life of the authorities made for a cluster.
    pub authority_lifetime: chrono::Duration,
    /// Where the controllers' work queues are told of.
    pub queues: Queues,
    /// Whose tokens new guest clusters trust; none when there is none.
    pub guest_issuer: Option<GuestIssuer>,
    /// The longest that a ClusterAccess lives, whatever it asks for.
    pub longest_access: chrono::Duration,
    /// How long a ClusterAccess that is over is kept for people to see.
    pub ended_access_kept: chrono::Duration,
}

impl Default for Settings {
    /// As the public controllers: 15 minutes, one year, ten years. Nobody issues tokens, and an access may live as long as
    /// its kind allows.
    fn default() -> Self {
        Self {
            join_token_lifetime: chrono::Duration::minutes(15),
            kubeconfig_lifetime: chrono::Duration::days(365),
            authority_lifetime: chrono::Duration::days(3650),
            queues: Queues::default(),
            guest_issuer: None,
            longest_access: chrono::Duration::seconds(api::portal::cluster_access::MAX_TTL_SECONDS),
            ended_access_kept: chrono::Duration::days(30),
        }
    }
}

/// What all controllers share, for one of them; cheap to clone. Inside the crate it dereferences to its parts.
#[derive(Clone)]
pub struct Context(Arc<Parts>);

/// See [`Context`].
pub struct Parts {
    /// The Supervisor API, as the controller's own identity.
    pub(crate) client: Client,
    /// The hypervisor.
    pub(crate) driver: Arc<dyn hypervisor::Driver>,
    /// Connections into guest clusters.
    pub(crate) guests: Arc<GuestAccess>,
    /// Knobs.
    pub(crate) settings: Settings,
    /// Tells the story of an object to `kubectl describe`.
    pub(crate) events: Arc<Recorder>,
    /// The same for what the hypervisor did, by an identity of its own: the audit log keeps these whole.
    pub(crate) tasks: Arc<Recorder>,
    /// The objects of every kind.
    pub(crate) informers: Arc<Informers>,
    installation: Arc<OnceLock<Installation>>,
    clients: Arc<Clients>,
    shutdown: CancellationToken,
}

impl Context {
    /// Nothing runs yet; see [`crate::run`]. `client_of` makes a client of the Supervisor API that acts as the identity
    /// it is given; these have the rights that [`crate::rights`] gives them.
    pub fn new(
        client_of: impl Fn(&Identity) -> Client + Send + Sync + 'static,
        driver: Arc<dyn hypervisor::Driver>,
        settings: Settings,
    ) -> Self {
        let clients = Clients::new(client_of);
        let reader = clients.of(Identity::ServiceAccount(INFORMERS));
        Self(Arc::new(Parts {
            guests: Arc::new(GuestAccess::new(clients.of(Identity::ServiceAccount(GUEST_ACCESS)))),
            events: Arc::new(Recorder::new(clients.of(Identity::ServiceAccount(EVENT_RECORDER)))),
            tasks: Arc::new(Recorder::new(clients.of(Identity::ServiceAccount(HYPERVISOR_RECORDER)))),
            informers: Arc::new(Informers::new(&reader)),
            driver,
            settings,
            client: reader,
            installation: Arc::default(),
            clients,
            shutdown: CancellationToken::new(),
        }))
    }

    /// The same for one controller: what it does in the Supervisor API is done as this service account.
    pub(crate) fn acting_as(&self, service_account: &'static str) -> Self {
        let client = self.clients.of(Identity::ServiceAccount(service_account));
        Self(Arc::new(Parts {
            guests: self.guests.clone(),
            events: self.events.clone(),
            tasks: self.tasks.clone(),
            informers: Arc::new(self.informers.through(&client)),
            driver: self.driver.clone(),
            settings: self.settings.clone(),
            client,
            installation: self.installation.clone(),
            clients: self.clients.clone(),
            shutdown: self.shutdown.clone(),
        }))
    }

    /// Which installation this is, as it stood when it was first asked for: it does not change while controllers run.
    pub(crate) fn installation(&self) -> &Installation {
        self.installation.get_or_init(|| Installation::read(self))
    }

    /// The Supervisor API as a hypervisor host.
    pub(crate) fn client_of_host(&self, name: &str) -> Client {
        self.clients.of(Identity::Host(name.to_owned()))
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
