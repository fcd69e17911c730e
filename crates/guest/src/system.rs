//! All simulated guests of the program.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{
        Arc, Weak,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use hypervisor::{GuestSystem, Machine, MachineId};
use parking_lot::Mutex;
use store::Database;
use tokio::{sync::OnceCell, task::JoinHandle};
use tokio_util::sync::CancellationToken;
use tracing::{Instrument as _, error, info_span, warn};

use crate::{
    cluster::Cluster,
    machine::{Guest, Report},
    records::Records,
};

/// How often it is looked which heartbeats are due.
const TICK: Duration = Duration::from_secs(15);

/// What runs inside the simulator's machines: by their user data nothing, a node, or a control plane with a real API.
///
/// State lies in the database: each cluster's objects in a keyspace of their own, and what each machine became.
pub struct SimulatedGuests {
    shared: Arc<Shared>,
    running: Mutex<HashMap<MachineId, Running>>,
}

/// A machine with power.
struct Running {
    off: CancellationToken,
    task: JoinHandle<()>,
}

/// What all guests share.
pub(crate) struct Shared {
    database: Database,
    records: OnceCell<Records>,
    clusters: Mutex<HashMap<String, Weak<Cluster>>>,
    closing: AtomicBool,
    ticking: AtomicBool,
}

impl SimulatedGuests {
    /// Guests whose state lies in `database`. Nothing happens before the first machine boots.
    #[must_use]
    pub fn new(database: Database) -> SimulatedGuests {
        let shared = Shared {
            database,
            records: OnceCell::new(),
            clusters: Mutex::default(),
            closing: AtomicBool::new(false),
            ticking: AtomicBool::new(false),
        };
        SimulatedGuests { shared: Arc::new(shared), running: Mutex::default() }
    }

    async fn end(&self, running: Running) {
        running.off.cancel();
        if let Err(error) = running.task.await {
            error!(%error, "a guest failed");
        }
    }
}

#[async_trait]
impl GuestSystem for SimulatedGuests {
    async fn boot(&self, machine: &Machine, address: IpAddr, report: Report) {
        self.halt(&machine.spec.id).await;
        self.shared.clone().tick();
        let span = info_span!("guest", machine = %machine.spec.name, namespace = %machine.spec.namespace);
        let off = CancellationToken::new();
        let guest = Guest { shared: self.shared.clone(), machine: machine.clone(), address, report };
        let task = tokio::spawn(guest.run(off.clone()).instrument(span));
        self.running.lock().insert(machine.spec.id.clone(), Running { off, task });
    }

    async fn halt(&self, id: &MachineId) {
        let running = self.running.lock().remove(id);
        if let Some(running) = running {
            self.end(running).await;
        }
    }

    async fn destroy(&self, id: &MachineId) {
        self.halt(id).await;
        let destroyed = async {
            let records = self.shared.records().await?;
            if let Some(cluster) = records.remove(id).await.map_err(|error| error.to_string())? {
                let space = Cluster::space(&cluster);
                self.shared.database.delete_space(&space).await.map_err(|error| error.to_string())?;
            }
            Ok::<_, String>(())
        };
        if let Err(error) = destroyed.await {
            warn!(machine = %id, %error, "the state of a destroyed machine is still there");
        }
    }

    async fn close(&self) {
        self.shared.closing.store(true, Ordering::Release);
        let all: Vec<_> = self.running.lock().drain().map(|(_, running)| running).collect();
        for running in &all {
            running.off.cancel();
        }
        for running in all {
            self.end(running).await;
        }
    }
}

impl Shared {
    /// The cluster of this id; the same as long as a machine of it has power.
    pub(crate) fn cluster(&self, id: &str) -> Arc<Cluster> {
        let mut clusters = self.clusters.lock();
        if let Some(cluster) = clusters.get(id).and_then(Weak::upgrade) {
            return cluster;
        }
        clusters.retain(|_, cluster| cluster.strong_count() > 0);
        let cluster = Arc::new(Cluster::new(id, self.database.clone()));
        clusters.insert(id.to_owned(), Arc::downgrade(&cluster));
        cluster
    }

    /// What each machine became.
    pub(crate) async fn records(&self) -> Result<&Records, String> {
        let records = self.records.get_or_try_init(|| Records::open(&self.database)).await;
        records.map_err(|error| error.to_string())
    }

    /// True when the program ends and machines stop without having lost power.
    pub(crate) fn is_closing(&self) -> bool {
        self.closing.load(Ordering::Acquire)
    }

    /// Starts the one clock of all heartbeats, at the first machine.
    fn tick(self: Arc<Self>) {
        if self.ticking.swap(true, Ordering::AcqRel) {
            return;
        }
        let shared = Arc::downgrade(&self);
        tokio::spawn(async move {
            loop {
                tokio::time::sleep(TICK).await;
                let Some(shared) = shared.upgrade().filter(|shared| !shared.is_closing()) else {
                    return;
                };
                let clusters: Vec<_> = shared.clusters.lock().values().filter_map(Weak::upgrade).collect();
                for cluster in clusters {
                    cluster.beat().await;
                }
            }
        });
    }
}
