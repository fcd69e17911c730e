//! Hosts that take no new machines, and machines that move to another host while they run.

use std::{collections::BTreeSet, io, path::Path, sync::Arc};

use async_trait::async_trait;
use tracing::info;

use super::{CREATED, Core, disk, faults::Call, fleet::Created, to_the_end};
use crate::driver::{Error, Event, Machine, MachineId, Maintenance, Resources};

/// The file in the simulator's directory that names the hosts which take no new machines.
const CORDONED: &str = "cordoned-hosts.json";

/// Reads which hosts take no new machines.
pub(super) fn read(dir: &Path) -> io::Result<BTreeSet<String>> {
    let path = dir.join(CORDONED);
    match std::fs::read(&path) {
        Ok(content) => serde_json::from_slice(&content).map_err(io::Error::other).map_err(disk::about(&path)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(BTreeSet::new()),
        Err(error) => Err(disk::about(&path)(error)),
    }
}

/// The simulator's hosts as what can be emptied.
pub(super) struct Hosts(pub(super) Arc<Core>);

#[async_trait]
impl Maintenance for Hosts {
    fn relocates(&self) -> bool {
        self.0.settings.live_relocation
    }

    async fn set_cordoned(&self, host: &str, cordoned: bool) -> Result<(), Error> {
        let (core, host) = (self.0.clone(), host.to_owned());
        to_the_end(async move { core.set_cordoned(&host, cordoned).await }).await
    }

    async fn relocate(&self, id: &MachineId, from: &str) -> Result<Machine, Error> {
        self.0.may_by_id(Call::Relocate, id)?;
        let (core, id, from) = (self.0.clone(), id.clone(), from.to_owned());
        to_the_end(async move { core.relocate(&id, &from).await }).await
    }
}

impl Core {
    async fn set_cordoned(&self, host: &str, cordoned: bool) -> Result<(), Error> {
        let _one_at_a_time = self.changing_cordons.lock().await;
        let mut wanted = self.fleet.lock().cordoned.clone();
        let changes = if cordoned { wanted.insert(host.to_owned()) } else { wanted.remove(host) };
        if !changes {
            return Ok(());
        }
        if cordoned && !self.settings.hosts.iter().any(|spec| spec.name == host) {
            return Err(Error::Invalid(format!("there is no host {host}")));
        }
        let content = serde_json::to_vec(&wanted).map_err(|error| Error::Invalid(error.to_string()))?;
        let path = self.directory.join(CORDONED);
        let written = tokio::task::spawn_blocking(move || disk::replace(&path, &content)).await;
        written
            .map_err(io::Error::other)
            .flatten()
            .map_err(|error| Error::Unavailable(format!("cannot write which hosts take no machines: {error}")))?;
        self.fleet.lock().cordoned = wanted;
        info!(host, cordoned, "host changed");
        self.tell(Event::Host(host.to_owned()));
        Ok(())
    }

    /// Durable before it shows. The other host's room is taken before that, so that nobody else gets it.
    async fn relocate(&self, id: &MachineId, from: &str) -> Result<Machine, Error> {
        let missing = || Error::NotFound(id.clone());
        let _alone = self.enter(id).await.ok_or_else(missing)?;
        let (created, to) = {
            let mut fleet = self.fleet.lock();
            let faults = self.faults.get();
            let record = fleet.get(id).filter(|record| record.durable).ok_or_else(missing)?;
            let created = record.created.clone();
            if created.host != from {
                return fleet.view(record, &faults).ok_or_else(missing);
            }
            if !self.settings.live_relocation {
                return Err(Error::Invalid("this hypervisor does not move machines".into()));
            }
            if let Some(trouble) = fleet.host_trouble(from, &faults) {
                return Err(Error::Unavailable(trouble));
            }
            let to = fleet.other_host(&created, &faults).map_err(Error::NoCapacity)?;
            fleet.count(&to, Resources::default(), created.spec.resources);
            (created, to)
        };
        let size = created.spec.resources;
        if let Err(error) = self.write_host(id, &to).await {
            self.fleet.lock().count(&to, size, Resources::default());
            let (namespace, name) = (&created.spec.namespace, &created.spec.name);
            return Err(Error::Unavailable(format!("cannot write the disk of {namespace}/{name}: {error}")));
        }
        self.fleet.lock().count(from, size, Resources::default());
        info!(machine = %created.spec.name, namespace = %created.spec.namespace, from, %to, "machine moved");
        self.tell(Event::Machine(id.clone()));
        self.tell(Event::Host(from.to_owned()));
        self.tell(Event::Host(to));
        self.view(id).ok_or_else(missing)
    }

    /// Replaces the host where the machine's user data stands, which memory does not hold.
    async fn write_host(&self, id: &MachineId, host: &str) -> io::Result<()> {
        let content = self.disk.read(&id.0, CREATED).await?;
        let mut created: Created = serde_json::from_slice(&content)?;
        host.clone_into(&mut created.host);
        self.disk.replace(&id.0, CREATED, serde_json::to_vec(&created)?).await?;
        created.spec.user_data = None;
        if let Some(record) = self.fleet.lock().get_mut(id) {
            record.created = Arc::new(created);
        }
        Ok(())
    }
}
