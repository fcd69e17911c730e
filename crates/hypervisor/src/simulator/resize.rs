//! Another number of CPUs and bytes of memory for a machine that is off.

use std::sync::Arc;

use tracing::info;

use super::{CREATED, Core, fleet::Created};
use crate::driver::{Error, Event, Machine, MachineId, PowerState, Resources};

impl Core {
    /// Durable before it shows. What the host must have more is taken before that, so that nobody else gets it.
    pub(super) async fn resize(&self, id: &MachineId, cpus: u32, memory: u64) -> Result<Machine, Error> {
        let missing = || Error::NotFound(id.clone());
        let _alone = self.enter(id).await.ok_or_else(missing)?;
        let (created, after) = {
            let mut fleet = self.fleet.lock();
            let record = fleet.get(id).filter(|record| record.durable).ok_or_else(missing)?;
            let created = record.created.clone();
            let (before, name) = (created.spec.resources, format!("{}/{}", created.spec.namespace, created.spec.name));
            let after = Resources { cpus, memory, ..before };
            if after == before {
                return fleet.view(record, &self.faults.get()).ok_or_else(missing);
            }
            if let Some(trouble) = fleet.host_trouble(&created.host, &self.faults.get()) {
                return Err(Error::Unavailable(trouble));
            }
            if record.power.state != PowerState::Off {
                return Err(Error::Invalid(format!("{name} is not off; only then it can be given another size")));
            }
            if cpus == 0 || memory == 0 {
                return Err(Error::Invalid(format!("{name} needs at least one vCPU and some memory")));
            }
            fleet.room_to_grow(&created, after, &self.faults.get()).map_err(Error::NoCapacity)?;
            fleet.count(&created.host, before, after);
            (created, after)
        };
        if let Err(error) = self.write_size(id, after).await {
            self.fleet.lock().count(&created.host, after, created.spec.resources);
            let (namespace, name) = (&created.spec.namespace, &created.spec.name);
            return Err(Error::Unavailable(format!("cannot write the disk of {namespace}/{name}: {error}")));
        }
        info!(machine = %created.spec.name, namespace = %created.spec.namespace, cpus, memory, "machine resized");
        self.tell(Event::Machine(id.clone()));
        self.tell(Event::Host(created.host.clone()));
        self.view(id).ok_or_else(missing)
    }

    /// Replaces the size where the machine's user data stands, which memory does not hold.
    async fn write_size(&self, id: &MachineId, size: Resources) -> std::io::Result<()> {
        let content = self.disk.read(&id.0, CREATED).await?;
        let mut created: Created = serde_json::from_slice(&content)?;
        created.spec.resources = size;
        self.disk.replace(&id.0, CREATED, serde_json::to_vec(&created)?).await?;
        created.spec.user_data = None;
        if let Some(record) = self.fleet.lock().get_mut(id) {
            record.created = Arc::new(created);
        }
        Ok(())
    }
}
