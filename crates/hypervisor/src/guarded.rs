//! A driver for one of several servers: it refuses to change anything once that server's lead is over.
//!
//! Whoever leads notices late that it slept. What it decided before must not reach the machines then: another leads, and
//! may have decided otherwise.

use std::{net::IpAddr, sync::Arc};

use async_trait::async_trait;
use parking_lot::Mutex;
use tokio::{sync::broadcast, time::Instant};

use crate::driver::{
    Driver, DriverInfo, Error, Event, Host, LoadBalancer, LoadBalancerSpec, Machine, MachineId, MachineSpec,
    Maintenance, PowerState,
};

/// Until when its holder leads, by the monotonic clock of this computer. Clones are the same lead.
#[derive(Clone, Debug)]
pub struct Lead(Arc<Mutex<Instant>>);

impl Lead {
    /// A lead that is over at `end` unless it is [extended](Lead::extend).
    #[must_use]
    pub fn until(end: Instant) -> Lead {
        Lead(Arc::new(Mutex::new(end)))
    }

    /// It lasts until `end` now.
    pub fn extend(&self, end: Instant) {
        *self.0.lock() = end;
    }

    /// It is over.
    pub fn end(&self) {
        self.extend(Instant::now());
    }

    /// When it is over.
    #[must_use]
    pub fn ends(&self) -> Instant {
        *self.0.lock()
    }

    /// Whether it lasts.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when it is over.
    pub fn check(&self) -> Result<(), Error> {
        if Instant::now() < self.ends() {
            return Ok(());
        }
        Err(Error::Unavailable("the call is refused: this server does not lead any more, another sees to it".into()))
    }
}

/// Looks at the [`Lead`] right before each call that changes something. A process may still be stopped between that look
/// and the call, and a call may take its time on the way: a driver of a hypervisor that several computers reach bounds
/// that time, and rests on what calls are by themselves (see the contract): repeated without harm, and by identities that
/// never come again.
pub struct Guarded {
    driver: Arc<dyn Driver>,
    lead: Lead,
}

impl Guarded {
    /// `driver`, as long as `lead` lasts.
    #[must_use]
    pub fn new(driver: Arc<dyn Driver>, lead: Lead) -> Guarded {
        Guarded { driver, lead }
    }
}

#[async_trait]
impl Driver for Guarded {
    fn info(&self) -> DriverInfo {
        self.driver.info()
    }

    async fn hosts(&self) -> Result<Vec<Host>, Error> {
        self.driver.hosts().await
    }

    async fn machines(&self) -> Result<Vec<Machine>, Error> {
        self.driver.machines().await
    }

    async fn machine(&self, id: &MachineId) -> Result<Option<Machine>, Error> {
        self.driver.machine(id).await
    }

    async fn create(&self, spec: MachineSpec) -> Result<Machine, Error> {
        self.lead.check()?;
        self.driver.create(spec).await
    }

    async fn set_power(&self, id: &MachineId, power: PowerState) -> Result<Machine, Error> {
        self.lead.check()?;
        self.driver.set_power(id, power).await
    }

    async fn resize(&self, id: &MachineId, cpus: u32, memory: u64) -> Result<Machine, Error> {
        self.lead.check()?;
        self.driver.resize(id, cpus, memory).await
    }

    async fn delete(&self, id: &MachineId) -> Result<(), Error> {
        self.lead.check()?;
        self.driver.delete(id).await
    }

    fn events(&self) -> broadcast::Receiver<Event> {
        self.driver.events()
    }

    fn load_balancer(&self) -> Option<Arc<dyn LoadBalancer>> {
        let balancer = self.driver.load_balancer()?;
        Some(Arc::new(GuardedBalancer { balancer, lead: self.lead.clone() }))
    }

    fn maintenance(&self) -> Option<Arc<dyn Maintenance>> {
        let maintenance = self.driver.maintenance()?;
        Some(Arc::new(GuardedMaintenance { maintenance, lead: self.lead.clone() }))
    }
}

struct GuardedMaintenance {
    maintenance: Arc<dyn Maintenance>,
    lead: Lead,
}

#[async_trait]
impl Maintenance for GuardedMaintenance {
    fn relocates(&self) -> bool {
        self.maintenance.relocates()
    }

    async fn set_cordoned(&self, host: &str, cordoned: bool) -> Result<(), Error> {
        self.lead.check()?;
        self.maintenance.set_cordoned(host, cordoned).await
    }

    async fn relocate(&self, id: &MachineId, from: &str) -> Result<Machine, Error> {
        self.lead.check()?;
        self.maintenance.relocate(id, from).await
    }
}

struct GuardedBalancer {
    balancer: Arc<dyn LoadBalancer>,
    lead: Lead,
}

#[async_trait]
impl LoadBalancer for GuardedBalancer {
    async fn ensure(&self, spec: LoadBalancerSpec) -> Result<IpAddr, Error> {
        self.lead.check()?;
        self.balancer.ensure(spec).await
    }

    async fn delete(&self, id: &str) -> Result<(), Error> {
        self.lead.check()?;
        self.balancer.delete(id).await
    }

    async fn list(&self) -> Result<Vec<(LoadBalancerSpec, IpAddr)>, Error> {
        self.balancer.list().await
    }
}
