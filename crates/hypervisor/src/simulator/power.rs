//! Power of simulated machines: booting with its delay and faults, halting, vanishing, and hosts that go and come.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tracing::{Instrument as _, debug, info, info_span, warn};

use super::{
    CREATED, Core, POWER,
    faults::{self, Faults},
    fleet::{Boot, Created, Power, Record},
};
use crate::driver::{Error, Event, Machine, MachineId, PowerState};

impl Record {
    pub(super) fn new(created: Created, power: Power, durable: bool) -> Record {
        Record {
            created: Arc::new(created),
            durable,
            power,
            booted: false,
            message: words(power.state).into(),
            run: 0,
            gate: Arc::default(),
        }
    }
}

/// What a machine in this state says of itself when it has nothing else to say.
fn words(state: PowerState) -> &'static str {
    match state {
        PowerState::On => "booting",
        PowerState::Off => "powered off",
        PowerState::Suspended => "suspended",
    }
}

impl Core {
    /// Brings a machine to a power state. Durable before it happens: a crash in between ends in the state asked for.
    pub(super) async fn set_power(self: &Arc<Self>, id: &MachineId, wanted: PowerState) -> Result<Machine, Error> {
        let missing = || Error::NotFound(id.clone());
        let mut boot = self.enter(id).await.ok_or_else(missing)?;
        let (created, power) = {
            let fleet = self.fleet.lock();
            let record = fleet.get(id).filter(|record| record.durable).ok_or_else(missing)?;
            if let Some(trouble) = fleet.host_trouble(&record.created.host, &self.faults.get()) {
                return Err(Error::Unavailable(trouble));
            }
            (record.created.clone(), record.power)
        };
        if power.state != wanted {
            let started_at = match wanted {
                PowerState::On => Some(chrono::Utc::now()),
                PowerState::Off | PowerState::Suspended => power.started_at,
            };
            let next = Power { state: wanted, started_at };
            let content = serde_json::to_vec(&next).map_err(|e| Error::Invalid(e.to_string()))?;
            self.disk.replace(&id.0, POWER, content).await.map_err(|error| {
                let (namespace, name) = (&created.spec.namespace, &created.spec.name);
                Error::Unavailable(format!("cannot write the disk of {namespace}/{name}: {error}"))
            })?;
            self.halt(id, &mut boot).await;
            if let Some(record) = self.fleet.lock().get_mut(id) {
                record.power = next;
                record.message = words(wanted).into();
            }
            info!(machine = %created.spec.name, namespace = %created.spec.namespace, ?wanted, "power changed");
            if wanted == PowerState::On {
                let delay = match power.state {
                    PowerState::Suspended => Duration::ZERO,
                    PowerState::On | PowerState::Off => self.boot_delay(id),
                };
                *boot = self.start(id, delay);
            }
            self.tell(Event::Machine(id.clone()));
        }
        self.view(id).ok_or_else(missing)
    }

    /// Boots a machine that is to be on and stands still: the program was restarted, or its host came back.
    pub(super) async fn resume(self: &Arc<Self>, id: &MachineId, delay: Duration) {
        let Some(mut boot) = self.enter(id).await else {
            return;
        };
        let due = {
            let fleet = self.fleet.lock();
            fleet.get(id).is_some_and(|record| {
                record.power.state == PowerState::On
                    && fleet.host_trouble(&record.created.host, &self.faults.get()).is_none()
            })
        };
        if due && boot.is_none() {
            *boot = self.start(id, delay);
        }
    }

    /// How long this machine takes to boot when nothing is wrong.
    fn boot_delay(&self, id: &MachineId) -> Duration {
        self.settings.boot_delay.of(self.settings.seed, &id.0)
    }

    /// Starts the task that boots a machine. The caller holds its gate.
    fn start(self: &Arc<Self>, id: &MachineId, delay: Duration) -> Option<Boot> {
        let (created, run) = {
            let mut fleet = self.fleet.lock();
            let record = fleet.get_mut(id)?;
            record.run += 1;
            record.message = words(PowerState::On).into();
            (record.created.clone(), record.run)
        };
        let cancel = CancellationToken::new();
        let span = info_span!("boot", machine = %created.spec.name, namespace = %created.spec.namespace);
        let boot = self.clone().boot(created, run, delay, cancel.clone());
        Some(Boot { cancel, task: tokio::spawn(boot.instrument(span)) })
    }

    /// A boot from power on to a guest that has begun to start.
    async fn boot(self: Arc<Self>, created: Arc<Created>, run: u64, delay: Duration, cancel: CancellationToken) {
        if !self.wait_for_boot(&created, run, delay, &cancel).await {
            return;
        }
        let id = &created.spec.id;
        let mut machine = match self.read_disk(&created).await {
            Ok(machine) => machine,
            Err(words) => {
                warn!(error = %words, "cannot boot");
                return self.say(id, run, words);
            }
        };
        let began = {
            let mut fleet = self.fleet.lock();
            let record = fleet.get_mut(id).filter(|record| record.run == run);
            record.is_some_and(|record| {
                record.booted = true;
                record.message = "starting".into();
                machine.started_at = record.power.started_at;
                true
            })
        };
        if !began {
            return;
        }
        self.tell(Event::Machine(id.clone()));
        if self.faults.get().loses(&created.spec.namespace, &created.spec.name) {
            // By another task: whoever makes the machine vanish waits for this one first.
            let (core, id) = (self.clone(), id.clone());
            tokio::spawn(async move { core.lose(&id).await });
            return;
        }
        let core = Arc::downgrade(&self);
        let reporter = id.clone();
        let report = Arc::new(move |line: String| {
            if let Some(core) = core.upgrade() {
                debug!(machine = %reporter, %line, "guest");
                core.say(&reporter, run, line);
            }
        });
        self.guests.boot(&machine, created.address.into(), report).await;
    }

    /// Waits for the boot delay, as the faults have it; they may change meanwhile. False when cancelled.
    async fn wait_for_boot(&self, created: &Created, run: u64, usual: Duration, cancel: &CancellationToken) -> bool {
        let begin = Instant::now();
        let mut faults = self.faults.watch();
        loop {
            let now = faults.borrow_and_update().clone();
            let due = match now.boot(&created.spec.namespace, &created.spec.name, usual) {
                faults::Boot::After(Duration::ZERO) => return !cancel.is_cancelled(),
                faults::Boot::After(delay) => Some(begin + delay),
                faults::Boot::Never => {
                    let line = "booting (simulated fault: this machine never boots)";
                    self.say(&created.spec.id, run, line.into());
                    None
                }
            };
            let arrived = async {
                match due {
                    Some(due) => tokio::time::sleep_until(due).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                () = cancel.cancelled() => return false,
                () = arrived => return true,
                changed = faults.changed() => if changed.is_err() { return false },
            }
        }
    }

    /// The machine with its user data, which is kept on disk only.
    async fn read_disk(&self, created: &Created) -> Result<Machine, String> {
        let content = self.disk.read(&created.spec.id.0, CREATED).await;
        let stored: Created = content
            .and_then(|content| serde_json::from_slice(&content).map_err(Into::into))
            .map_err(|error| format!("cannot read the machine's disk: {error}"))?;
        Ok(Machine {
            spec: stored.spec,
            host: stored.host,
            power: PowerState::On,
            address: Some(stored.address.into()),
            message: String::new(),
            created_at: stored.created_at,
            started_at: None,
        })
    }

    /// Sets what the machine says of itself, unless that run of it is over.
    fn say(&self, id: &MachineId, run: u64, line: String) {
        {
            let mut fleet = self.fleet.lock();
            match fleet.get_mut(id) {
                Some(record) if record.run == run && record.message != line => record.message = line,
                _ => return,
            }
        }
        self.tell(Event::Machine(id.clone()));
    }

    /// Stops what runs in the machine; its power as it is kept does not change. The caller holds its gate.
    pub(super) async fn halt(&self, id: &MachineId, boot: &mut Option<Boot>) {
        if self.end_boot(id, boot).await {
            self.guests.halt(id).await;
        }
    }

    /// Ends a boot that waits, or waits until it went through; nothing more is heard of that run. False when the
    /// machine stood still. The caller holds its gate.
    pub(super) async fn end_boot(&self, id: &MachineId, boot: &mut Option<Boot>) -> bool {
        let Some(boot) = boot.take() else {
            return false;
        };
        boot.cancel.cancel();
        if let Err(error) = boot.task.await {
            warn!(machine = %id, %error, "the boot of a machine failed");
        }
        if let Some(record) = self.fleet.lock().get_mut(id) {
            record.booted = false;
            record.run += 1;
        }
        true
    }

    /// Removes a machine with its disk. The caller holds its gate.
    pub(super) async fn vanish(&self, id: &MachineId, boot: &mut Option<Boot>) -> Result<(), Error> {
        let Some(created) = self.fleet.lock().get(id).map(|record| record.created.clone()) else {
            return Ok(());
        };
        self.halt(id, boot).await;
        self.guests.destroy(id).await;
        self.disk.remove(&id.0).await.map_err(|error| {
            let (namespace, name) = (&created.spec.namespace, &created.spec.name);
            Error::Unavailable(format!("cannot remove the disk of {namespace}/{name}: {error}"))
        })?;
        self.fleet.lock().remove(id);
        info!(machine = %created.spec.name, namespace = %created.spec.namespace, "machine removed");
        self.tell(Event::Machine(id.clone()));
        self.tell(Event::Host(created.host.clone()));
        Ok(())
    }

    async fn lose(&self, id: &MachineId) {
        let Some(mut boot) = self.enter(id).await else {
            return;
        };
        if let Err(error) = self.vanish(id, &mut boot).await {
            warn!(machine = %id, %error, "a machine that was to be lost is still there");
        }
    }

    /// Makes the faults hold and waits until they do.
    pub(super) async fn change_faults(self: Arc<Self>, faults: Faults) {
        let _one_at_a_time = self.changing_faults.lock().await;
        let before = self.faults.get();
        self.faults.set(faults.clone());
        let hosts = |faults: &Faults| faults.hosts_down.iter().cloned().collect::<BTreeSet<_>>();
        let (was_down, is_down) = (hosts(&before), hosts(&faults));
        let machines: Vec<_> = {
            let fleet = self.fleet.lock();
            fleet.records().map(|record| (record.created.clone(), record.booted)).collect()
        };
        for (created, booted) in machines {
            let (id, host) = (&created.spec.id, &created.host);
            if booted && faults.loses(&created.spec.namespace, &created.spec.name) {
                self.lose(id).await;
            } else if is_down.contains(host) && !was_down.contains(host) {
                if let Some(mut boot) = self.enter(id).await {
                    self.halt(id, &mut boot).await;
                }
                self.tell(Event::Machine(id.clone()));
            } else if was_down.contains(host) && !is_down.contains(host) {
                self.resume(id, self.boot_delay(id)).await;
                self.tell(Event::Machine(id.clone()));
            }
        }
        let mut changed: BTreeSet<_> = was_down.symmetric_difference(&is_down).cloned().collect();
        changed.extend(before.hosts_in_maintenance.iter().cloned());
        changed.extend(faults.hosts_in_maintenance.iter().cloned());
        for host in changed {
            info!(%host, "host changed");
            self.tell(Event::Host(host));
        }
    }
}
