//! Load balancers of the simulator: an address each, for life, that forwards TCP.

use std::{
    collections::HashMap,
    io,
    net::{IpAddr, Ipv4Addr},
    path::{Path, PathBuf},
    sync::Arc,
};

use async_trait::async_trait;
use parking_lot::Mutex;
use serde::{Deserialize, Serialize};
use tokio::{net::TcpListener, task::JoinHandle};
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

use super::{
    disk::{self, Disk},
    faults::{Call, Current},
    fleet::Fleet,
    forward::{self, Backends},
    to_the_end,
};
use crate::driver::{Error, LoadBalancer, LoadBalancerPort, LoadBalancerSpec};

const FILE: &str = "load-balancer.json";

/// All load balancers.
pub(super) struct Balancer {
    core: Arc<Core>,
}

struct Core {
    /// Only for its addresses: machines and load balancers share them.
    fleet: Arc<Mutex<Fleet>>,
    faults: Arc<Current>,
    disk: Disk,
    entries: Mutex<HashMap<String, Arc<Entry>>>,
    stop: CancellationToken,
}

/// One load balancer. The gate lets one change at a time through.
struct Entry {
    gate: tokio::sync::Mutex<Gate>,
    /// What was asked for last and is durable; `None` before that and after deletion.
    stored: Mutex<Option<Stored>>,
    backends: Arc<Backends>,
}

#[derive(Default)]
struct Gate {
    /// What listens, by port and target port.
    listeners: HashMap<(u16, u16), Listening>,
    /// Removed meanwhile: whoever waited must look the entry up again.
    gone: bool,
}

/// A port that is forwarded.
struct Listening {
    stop: CancellationToken,
    task: JoinHandle<()>,
}

impl Listening {
    /// Returns when the port is free again and its connections are ended.
    async fn end(self) {
        self.stop.cancel();
        if let Err(error) = self.task.await {
            warn!(%error, "a forwarded port failed");
        }
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Stored {
    spec: LoadBalancerSpec,
    address: Ipv4Addr,
}

impl Balancer {
    /// Opens the load balancers kept in `dir` and forwards again.
    pub(super) async fn open(
        dir: PathBuf,
        fleet: Arc<Mutex<Fleet>>,
        faults: Arc<Current>,
    ) -> io::Result<Arc<Balancer>> {
        let disk = Disk::open(dir).await?;
        let kept = disk.load(read).await?;
        let core = Core { fleet, faults, disk, entries: Mutex::default(), stop: CancellationToken::new() };
        for stored in kept {
            core.fleet.lock().addresses.claim(stored.address);
            let entry = Arc::new(Entry::new());
            entry.backends.set(&stored.spec.backends);
            let mut gate = Gate::default();
            if let Err(error) = core.listen(&stored, &mut gate, &entry.backends).await {
                // Told again, to whoever asks for it next, by `ensure`.
                warn!(%error, "a load balancer does not listen");
            }
            *entry.gate.lock().await = gate;
            core.entries.lock().insert(stored.spec.id.clone(), entry.clone());
            *entry.stored.lock() = Some(stored);
        }
        Ok(Arc::new(Balancer { core: Arc::new(core) }))
    }

    /// Ends every listener and connection; nothing on disk changes.
    pub(super) async fn close(&self) {
        self.core.stop.cancel();
        let entries: Vec<_> = self.core.entries.lock().values().cloned().collect();
        for entry in entries {
            let listeners = std::mem::take(&mut entry.gate.lock().await.listeners);
            for (_, listening) in listeners {
                listening.end().await;
            }
        }
    }
}

fn read(folder: &Path) -> io::Result<Stored> {
    let path = folder.join(FILE);
    let content = std::fs::read(&path).map_err(disk::about(&path))?;
    serde_json::from_slice(&content).map_err(io::Error::other).map_err(disk::about(&path))
}

impl Entry {
    fn new() -> Entry {
        Entry { gate: tokio::sync::Mutex::default(), stored: Mutex::default(), backends: Arc::default() }
    }
}

impl Core {
    fn may(&self, spec: Option<&LoadBalancerSpec>) -> Result<(), Error> {
        let name = spec.map(|spec| (spec.namespace.as_str(), spec.name.as_str()));
        match self.faults.error_for(Call::LoadBalancer, name) {
            Some(words) => Err(Error::Unavailable(words)),
            None => Ok(()),
        }
    }

    async fn ensure(&self, spec: LoadBalancerSpec) -> Result<IpAddr, Error> {
        check(&spec)?;
        loop {
            let entry = {
                let mut entries = self.entries.lock();
                entries.entry(spec.id.clone()).or_insert_with(|| Arc::new(Entry::new())).clone()
            };
            let mut gate = entry.gate.lock().await;
            if !gate.gone {
                return self.change(&entry, &mut gate, spec).await;
            }
        }
    }

    /// Brings one load balancer to its spec: durable first, then listening.
    async fn change(&self, entry: &Entry, gate: &mut Gate, spec: LoadBalancerSpec) -> Result<IpAddr, Error> {
        let name = format!("{}/{}", spec.namespace, spec.name);
        let before = entry.stored.lock().clone();
        let address = match &before {
            Some(stored) => stored.address,
            None => self
                .fleet
                .lock()
                .addresses
                .take()
                .ok_or_else(|| Error::NoCapacity(format!("no address is left for the load balancer {name}")))?,
        };
        let stored = Stored { spec, address };
        if before.as_ref().is_none_or(|before| before.spec != stored.spec) {
            if let Err(error) = self.keep(&stored, before.is_none()).await {
                if before.is_none() {
                    self.fleet.lock().addresses.give_back(address);
                }
                return Err(Error::Unavailable(format!("cannot keep the load balancer {name}: {error}")));
            }
            entry.backends.set(&stored.spec.backends);
            info!(load_balancer = %name, %address, backends = stored.spec.backends.len(), "load balancer changed");
            *entry.stored.lock() = Some(stored.clone());
        }
        self.listen(&stored, gate, &entry.backends).await?;
        Ok(address.into())
    }

    async fn keep(&self, stored: &Stored, new: bool) -> io::Result<()> {
        let content = serde_json::to_vec(stored)?;
        if new {
            self.disk.create(&stored.spec.id, FILE, content).await
        } else {
            self.disk.replace(&stored.spec.id, FILE, content).await
        }
    }

    /// Listens on exactly the ports of the spec. Without any backend nothing listens: connections are refused.
    async fn listen(&self, stored: &Stored, gate: &mut Gate, backends: &Arc<Backends>) -> Result<(), Error> {
        let none: &[LoadBalancerPort] = &[];
        let ports = if stored.spec.backends.is_empty() { none } else { &stored.spec.ports };
        let wanted = |key: &(u16, u16)| ports.iter().any(|port| (port.port, port.target_port) == *key);
        let over: Vec<_> = gate.listeners.extract_if(|key, _| !wanted(key)).collect();
        for (_, listening) in over {
            listening.end().await;
        }
        for port in ports {
            let key = (port.port, port.target_port);
            if gate.listeners.contains_key(&key) {
                continue;
            }
            let listener = TcpListener::bind((stored.address, port.port)).await.map_err(|error| {
                let (namespace, name) = (&stored.spec.namespace, &stored.spec.name);
                Error::Unavailable(format!(
                    "the load balancer {namespace}/{name} cannot listen on {}:{}: {error}",
                    stored.address, port.port
                ))
            })?;
            let stop = self.stop.child_token();
            let serve = forward::serve(listener, port.target_port, backends.clone(), stop.clone());
            gate.listeners.insert(key, Listening { stop, task: tokio::spawn(serve) });
        }
        Ok(())
    }

    async fn delete(&self, id: &str) -> Result<(), Error> {
        let Some(entry) = self.entries.lock().get(id).cloned() else {
            return Ok(());
        };
        let mut gate = entry.gate.lock().await;
        if gate.gone {
            return Ok(());
        }
        for (_, listening) in std::mem::take(&mut gate.listeners) {
            listening.end().await;
        }
        self.disk
            .remove(id)
            .await
            .map_err(|error| Error::Unavailable(format!("cannot forget the load balancer {id}: {error}")))?;
        gate.gone = true;
        if let Some(stored) = entry.stored.lock().take() {
            self.fleet.lock().addresses.give_back(stored.address);
        }
        self.entries.lock().remove(id);
        Ok(())
    }
}

fn check(spec: &LoadBalancerSpec) -> Result<(), Error> {
    if !disk::is_folder_name(&spec.id) {
        return Err(Error::Invalid(format!("{:?} cannot be the id of a load balancer", spec.id)));
    }
    for (index, port) in spec.ports.iter().enumerate() {
        if port.port == 0 || port.target_port == 0 {
            return Err(Error::Invalid(format!("port {:?} is not within 1 to 65535", port.name)));
        }
        if spec.ports[..index].iter().any(|other| other.port == port.port) {
            return Err(Error::Invalid(format!("port {} is given twice", port.port)));
        }
    }
    Ok(())
}

#[async_trait]
impl LoadBalancer for Balancer {
    async fn ensure(&self, spec: LoadBalancerSpec) -> Result<IpAddr, Error> {
        self.core.may(Some(&spec))?;
        let core = self.core.clone();
        to_the_end(async move { core.ensure(spec).await }).await
    }

    async fn delete(&self, id: &str) -> Result<(), Error> {
        let entry = self.core.entries.lock().get(id).cloned();
        let spec = entry.and_then(|entry| entry.stored.lock().as_ref().map(|s| s.spec.clone()));
        self.core.may(spec.as_ref())?;
        let (core, id) = (self.core.clone(), id.to_owned());
        to_the_end(async move { core.delete(&id).await }).await
    }

    async fn list(&self) -> Result<Vec<(LoadBalancerSpec, IpAddr)>, Error> {
        let entries: Vec<_> = self.core.entries.lock().values().cloned().collect();
        Ok(entries
            .iter()
            .filter_map(|entry| {
                let stored = entry.stored.lock();
                stored.as_ref().map(|stored| (stored.spec.clone(), stored.address.into()))
            })
            .collect())
    }
}
