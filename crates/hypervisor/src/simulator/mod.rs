//! The driver that needs no hypervisor: hosts with capacity, boot delays, addresses, guests that really answer, and
//! faults on demand.
//!
//! Each machine gets an address of the loopback network (Linux answers on all of `127.0.0.0/8`) for its whole life;
//! what runs behind it is the [`GuestSystem`]'s affair. State lies in a directory, every acknowledged change durable:
//! after a restart, machines that were on go on at once, on the same addresses.
//!
//! Parts: [`settings`](Settings) and [`faults`](Faults) say how it is to behave; `placement`, `addresses` and `fleet`
//! decide, without I/O; `block` keeps other simulators away; `disk` keeps; `power` boots and halts; `maintenance` empties hosts; `balancer` forwards TCP.

mod addresses;
mod balancer;
mod block;
mod disk;
mod faults;
mod fleet;
mod forward;
mod maintenance;
mod placement;
mod power;
mod resize;
mod settings;

use std::{
    io,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use async_trait::async_trait;
use parking_lot::Mutex;
use tokio::sync::{OwnedMutexGuard, broadcast};
use tracing::{Instrument as _, info, info_span, warn};

pub use faults::{ApiError, Call, Faults, Pattern, SlowBoot};
pub use settings::{BootDelay, HostSpec, Settings, SettingsError};

use self::{
    addresses::Addresses,
    balancer::Balancer,
    block::Block,
    disk::Disk,
    faults::Current,
    fleet::{Boot, Created, Fleet, Power, Record},
};
use crate::driver::{
    Driver, DriverInfo, Error, Event, GuestSystem, Host, LoadBalancer, Machine, MachineId, MachineSpec, Maintenance,
    PowerState,
};

/// Events that a slow receiver may be behind before it has to list again.
const EVENTS: usize = 4096;

const CREATED: &str = "machine.json";
const POWER: &str = "power.json";

/// The simulator. [`Simulator::close`] it before another opens the same directory.
pub struct Simulator {
    core: Arc<Core>,
    balancer: Arc<Balancer>,
    /// Until the simulator is closed.
    block: Mutex<Option<Block>>,
}

/// What calls and background tasks share.
struct Core {
    settings: Settings,
    fleet: Arc<Mutex<Fleet>>,
    faults: Arc<Current>,
    /// Held while new faults are brought about, so that two changes do not cross.
    changing_faults: tokio::sync::Mutex<()>,
    /// As `changing_faults`, for which hosts take no new machines.
    changing_cordons: tokio::sync::Mutex<()>,
    /// Where all its state lies.
    directory: PathBuf,
    disk: Disk,
    guests: Arc<dyn GuestSystem>,
    events: broadcast::Sender<Event>,
}

/// Why the simulator could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// A setting cannot be.
    #[error("simulator: {0}")]
    Settings(#[from] SettingsError),
    /// Its directory cannot be read or written, or another program uses its addresses.
    #[error("simulator: cannot use its state: {0}")]
    State(#[from] io::Error),
}

impl Simulator {
    /// Opens the simulator whose state lies in `dir` (made when missing). Machines that were on are booted again at
    /// once, without boot delay, and load balancers forward again.
    ///
    /// # Errors
    /// A setting that cannot be, by its key; state that cannot be read, by its file.
    pub async fn open(
        dir: &Path,
        settings: Settings,
        guests: Arc<dyn GuestSystem>,
    ) -> Result<Arc<Simulator>, OpenError> {
        settings.validate()?;
        let network = settings.network()?;
        tokio::fs::create_dir_all(dir).await.map_err(disk::about(dir))?;
        let place = settings::mix(0, tokio::fs::canonicalize(dir).await?.as_os_str().as_encoded_bytes());
        let block = Block::take(dir, network, place)?;
        let disk = Disk::open(dir.join("machines")).await?;
        let mut fleet = Fleet::new(settings.hosts.clone(), Addresses::new(block.network));
        fleet.cordoned = maintenance::read(dir)?;
        let mut running = Vec::new();
        for (created, power) in disk.load(read_machine).await?.into_iter().flatten() {
            if power.state == PowerState::On {
                running.push(created.spec.id.clone());
            }
            fleet.addresses.claim(created.address);
            fleet.insert(Record::new(created, power, true));
        }
        let machines = running.len();
        let faults = Arc::new(Current::new(settings.faults.clone()));
        let fleet = Arc::new(Mutex::new(fleet));
        let balancer = Balancer::open(dir.join("load-balancers"), fleet.clone(), faults.clone()).await?;
        let core = Arc::new(Core {
            settings,
            fleet,
            faults,
            changing_faults: tokio::sync::Mutex::new(()),
            changing_cordons: tokio::sync::Mutex::new(()),
            directory: dir.to_owned(),
            disk,
            guests,
            events: broadcast::Sender::new(EVENTS),
        });
        for id in running {
            core.resume(&id, Duration::ZERO).await;
        }
        info!(machines, directory = %dir.display(), addresses = %block.network, "simulator opened");
        Ok(Arc::new(Simulator { core, balancer, block: Mutex::new(Some(block)) }))
    }

    /// The faults that hold now.
    #[must_use]
    pub fn faults(&self) -> Faults {
        (*self.core.faults.get()).clone()
    }

    /// Changes the faults and brings the change about: machines on a host that goes down are halted and come back
    /// with it, lost machines vanish, booting machines take their new delay.
    ///
    /// # Errors
    /// A fault that cannot be, by its key; nothing changes then.
    pub async fn set_faults(&self, faults: Faults) -> Result<(), SettingsError> {
        let names = self.core.settings.hosts.iter().map(|host| host.name.as_str()).collect();
        faults.validate(&names)?;
        self.core.clone().change_faults(faults).await;
        Ok(())
    }

    /// Stops every guest and every load balancer and keeps the state: the next [`Simulator::open`] goes on from here.
    pub async fn close(&self) {
        self.balancer.close().await;
        let gates: Vec<_> = {
            let fleet = self.core.fleet.lock();
            fleet.records().map(|record| (record.created.spec.id.clone(), record.gate.clone())).collect()
        };
        for (id, gate) in gates {
            self.core.end_boot(&id, &mut *gate.lock().await).await;
        }
        self.core.guests.close().await;
        *self.block.lock() = None;
    }
}

fn read_machine(folder: &Path) -> io::Result<Option<(Created, Power)>> {
    fn parse<T: serde::de::DeserializeOwned>(path: &Path) -> io::Result<Option<T>> {
        match std::fs::read(path) {
            Ok(content) => {
                serde_json::from_slice(&content).map(Some).map_err(io::Error::other).map_err(disk::about(path))
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(disk::about(path)(error)),
        }
    }
    let Some(mut created) = parse::<Created>(&folder.join(CREATED))? else {
        return Ok(None);
    };
    created.spec.user_data = None;
    let power = parse(&folder.join(POWER))?.unwrap_or(Power::NEVER_ON);
    Ok(Some((created, power)))
}

/// Runs a change to its end, also when the caller stops waiting: a change is never left half done.
async fn to_the_end<T: Send + 'static>(
    change: impl Future<Output = Result<T, Error>> + Send + 'static,
) -> Result<T, Error> {
    match tokio::spawn(change.in_current_span()).await {
        Ok(result) => result,
        Err(error) => {
            warn!(%error, "a change of the simulator failed");
            Err(Error::Unavailable("the simulator failed inside; its log says where".into()))
        }
    }
}

impl Core {
    /// Ends the call here when a fault says so.
    fn may(&self, call: Call, machine: Option<(&str, &str)>) -> Result<(), Error> {
        match self.faults.error_for(call, machine) {
            Some(words) => Err(Error::Unavailable(words)),
            None => Ok(()),
        }
    }

    /// As [`Core::may`], for a machine that is known by its id only.
    fn may_by_id(&self, call: Call, id: &MachineId) -> Result<(), Error> {
        let created = self.fleet.lock().get(id).map(|record| record.created.clone());
        match created {
            Some(created) => self.may(call, Some((&created.spec.namespace, &created.spec.name))),
            None => Ok(()),
        }
    }

    fn tell(&self, event: Event) {
        // Without a receiver there is nobody to tell.
        let _ = self.events.send(event);
    }

    fn view(&self, id: &MachineId) -> Option<Machine> {
        let faults = self.faults.get();
        let fleet = self.fleet.lock();
        fleet.get(id).and_then(|record| fleet.view(record, &faults))
    }

    /// Waits until nobody else changes the machine. `None` when there is no such machine (any more).
    async fn enter(&self, id: &MachineId) -> Option<OwnedMutexGuard<Option<Boot>>> {
        loop {
            let gate = self.fleet.lock().get(id)?.gate.clone();
            let guard = gate.clone().lock_owned().await;
            // It may have been deleted, and even made anew, while we waited.
            match self.fleet.lock().get(id) {
                Some(record) if Arc::ptr_eq(&record.gate, &gate) => return Some(guard),
                _ => {}
            }
        }
    }

    async fn create(&self, spec: MachineSpec) -> Result<Machine, Error> {
        let id = spec.id.clone();
        if !disk::is_folder_name(&id.0) {
            return Err(Error::Invalid(format!("{:?} cannot be the id of a machine", id.0)));
        }
        let name = format!("{}/{}", spec.namespace, spec.name);
        if spec.resources.cpus == 0 || spec.resources.memory == 0 {
            return Err(Error::Invalid(format!("{name} needs at least one vCPU and some memory")));
        }
        loop {
            if let Some(_guard) = self.enter(&id).await
                && let Some(machine) = self.view(&id)
            {
                return Ok(machine);
            }
            let (content, gate, host) = {
                let mut fleet = self.fleet.lock();
                if fleet.get(&id).is_some() {
                    continue; // another call was faster
                }
                let (host, address) = fleet.place(&spec, &self.faults.get()).map_err(Error::NoCapacity)?;
                let created_at = chrono::Utc::now();
                let mut created = Created { spec, host: host.clone(), address, created_at };
                let content = match serde_json::to_vec(&created) {
                    Ok(content) => content,
                    Err(error) => {
                        fleet.addresses.give_back(address);
                        return Err(Error::Invalid(format!("{name} cannot be written: {error}")));
                    }
                };
                created.spec.user_data = None;
                let record = Record::new(created, Power::NEVER_ON, false);
                let gate = record.gate.clone().try_lock_owned();
                fleet.insert(record);
                (content, gate, host)
            };
            let written = self.disk.create(&id.0, CREATED, content).await;
            {
                let mut fleet = self.fleet.lock();
                match (&written, fleet.get_mut(&id)) {
                    (Ok(()), Some(record)) => record.durable = true,
                    _ => fleet.remove(&id),
                }
            }
            drop(gate);
            return match written {
                Ok(()) => {
                    info!(machine = %name, %host, "machine created");
                    self.tell(Event::Machine(id.clone()));
                    self.tell(Event::Host(host));
                    self.view(&id).ok_or(Error::NotFound(id))
                }
                Err(error) => Err(Error::Unavailable(format!("cannot write the disk of {name}: {error}"))),
            };
        }
    }

    async fn delete(&self, id: &MachineId) -> Result<(), Error> {
        let Some(mut boot) = self.enter(id).await else {
            return Ok(());
        };
        let Some(created) = self.fleet.lock().get(id).map(|record| record.created.clone()) else {
            return Ok(());
        };
        if let Some(trouble) = self.fleet.lock().host_trouble(&created.host, &self.faults.get())
            && self.settings.hosts.iter().any(|host| host.name == created.host)
        {
            return Err(Error::Unavailable(trouble));
        }
        self.vanish(id, &mut boot).await
    }
}

#[async_trait]
impl Driver for Simulator {
    fn info(&self) -> DriverInfo {
        DriverInfo { name: "simulator", simulated: true, version: env!("CARGO_PKG_VERSION").into() }
    }

    async fn hosts(&self) -> Result<Vec<Host>, Error> {
        self.core.may(Call::Hosts, None)?;
        Ok(self.core.fleet.lock().hosts(&self.core.faults.get()))
    }

    async fn machines(&self) -> Result<Vec<Machine>, Error> {
        self.core.may(Call::Machines, None)?;
        let faults = self.core.faults.get();
        let fleet = self.core.fleet.lock();
        Ok(fleet.records().filter_map(|record| fleet.view(record, &faults)).collect())
    }

    async fn machine(&self, id: &MachineId) -> Result<Option<Machine>, Error> {
        self.core.may_by_id(Call::Machine, id)?;
        Ok(self.core.view(id))
    }

    async fn create(&self, spec: MachineSpec) -> Result<Machine, Error> {
        self.core.may(Call::Create, Some((&spec.namespace, &spec.name)))?;
        let core = self.core.clone();
        let span = info_span!("create", machine = %spec.name, namespace = %spec.namespace);
        to_the_end(async move { core.create(spec).await }).instrument(span).await
    }

    async fn set_power(&self, id: &MachineId, power: PowerState) -> Result<Machine, Error> {
        self.core.may_by_id(Call::SetPower, id)?;
        let (core, id) = (self.core.clone(), id.clone());
        to_the_end(async move { core.set_power(&id, power).await }).await
    }

    async fn resize(&self, id: &MachineId, cpus: u32, memory: u64) -> Result<Machine, Error> {
        self.core.may_by_id(Call::Resize, id)?;
        let (core, id) = (self.core.clone(), id.clone());
        to_the_end(async move { core.resize(&id, cpus, memory).await }).await
    }

    async fn delete(&self, id: &MachineId) -> Result<(), Error> {
        self.core.may_by_id(Call::Delete, id)?;
        let (core, id) = (self.core.clone(), id.clone());
        to_the_end(async move { core.delete(&id).await }).await
    }

    fn events(&self) -> broadcast::Receiver<Event> {
        self.core.events.subscribe()
    }

    fn load_balancer(&self) -> Option<Arc<dyn LoadBalancer>> {
        Some(self.balancer.clone())
    }

    fn maintenance(&self) -> Option<Arc<dyn Maintenance>> {
        Some(Arc::new(maintenance::Hosts(self.core.clone())))
    }
}
