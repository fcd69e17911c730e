//! What every driver must do, as a suite that each driver's tests run: [`run`].
//!
//! The rules are those that the controllers lean on. A driver that passes may differ in timing and words, in nothing
//! else.

mod balancer;
mod machines;
mod maintenance;

use std::{sync::Arc, time::Duration};

use tokio::time::Instant;

use crate::driver::{Driver, Event, Machine, MachineId, MachineSpec, Resources};

/// A rule that a driver broke.
#[derive(Debug, thiserror::Error)]
#[error("{rule}: {found}")]
pub struct Violation {
    /// What every driver must do.
    pub rule: &'static str,
    /// What this one did.
    pub found: String,
}

/// How the suite treats the driver at hand.
#[derive(Clone, Debug)]
pub struct Terms {
    /// An image that the driver can boot without user data.
    pub image: String,
    /// What a machine of that image needs to get an address.
    pub resources: Resources,
    /// How long anything may take at most.
    pub patience: Duration,
}

impl Default for Terms {
    fn default() -> Self {
        Terms {
            image: "contract".into(),
            resources: Resources { cpus: 2, memory: 2 << 30, storage: 10 << 30 },
            patience: Duration::from_secs(30),
        }
    }
}

/// Holds a driver to the contract. `make_driver` opens it; when it is called again it must close the one it gave
/// before and open the same state anew, as after a restart of the program. The suite removes what it creates.
///
/// # Errors
/// The first rule that was broken.
pub async fn run<M, F>(terms: Terms, make_driver: M) -> Result<(), Violation>
where
    M: Fn() -> F,
    F: Future<Output = Arc<dyn Driver>>,
{
    let driver = make_driver().await;
    machines::hosts_are_described(&*driver).await?;
    machines::what_is_not_there(&*driver).await?;
    machines::creation(&*driver, &terms).await?;
    machines::one_machine_for_one_id(&driver, &terms).await?;
    machines::too_large(&*driver, &terms).await?;
    machines::power(&*driver, &terms).await?;
    machines::size(&*driver, &terms).await?;
    let driver = machines::restart(driver, &make_driver, &terms).await?;
    machines::deletion(&*driver, &terms).await?;
    maintenance::emptied(&*driver, &terms).await?;
    if driver.load_balancer().is_some() {
        balancer::forwards(driver, &make_driver, &terms).await?;
    }
    Ok(())
}

/// Turns a broken expectation into the violation of a rule.
fn hold(rule: &'static str, holds: bool, found: impl FnOnce() -> String) -> Result<(), Violation> {
    if holds { Ok(()) } else { Err(Violation { rule, found: found() }) }
}

/// Unwraps a call that must succeed.
fn ok<T, E: std::fmt::Display>(rule: &'static str, result: Result<T, E>) -> Result<T, Violation> {
    result.map_err(|error| Violation { rule, found: format!("it failed: {error}") })
}

/// A machine of the suite, by a short name; the same name always gives the same spec.
fn spec(terms: &Terms, name: &str) -> MachineSpec {
    let uuid = |what: &str| {
        let name = format!("contract/{name}/{what}");
        uuid::Uuid::new_v5(&uuid::Uuid::NAMESPACE_URL, name.as_bytes()).to_string()
    };
    MachineSpec {
        id: MachineId(uuid("id")),
        namespace: "contract".into(),
        name: name.into(),
        bios_uuid: uuid("bios"),
        instance_uuid: uuid("instance"),
        resources: terms.resources,
        image: terms.image.clone(),
        installation: uuid("installation"),
        user_data: None,
        request_id: uuid("request"),
    }
}

/// Waits until the machine satisfies `enough`, looking again at each event of the driver.
async fn until(
    rule: &'static str,
    driver: &dyn Driver,
    terms: &Terms,
    id: &MachineId,
    enough: impl Fn(Option<&Machine>) -> bool,
) -> Result<Option<Machine>, Violation> {
    let deadline = Instant::now() + terms.patience;
    let mut events = driver.events();
    loop {
        let machine = ok(rule, driver.machine(id).await)?;
        if enough(machine.as_ref()) {
            return Ok(machine);
        }
        let event = tokio::time::timeout_at(deadline, events.recv()).await;
        hold(rule, event.is_ok(), || format!("not within {:?}; the machine is {machine:?}", terms.patience))?;
    }
}

/// Waits for an event about the machine.
async fn event_about(
    rule: &'static str,
    events: &mut tokio::sync::broadcast::Receiver<Event>,
    terms: &Terms,
    id: &MachineId,
) -> Result<(), Violation> {
    let deadline = Instant::now() + terms.patience;
    loop {
        match tokio::time::timeout_at(deadline, events.recv()).await {
            Ok(Ok(Event::Machine(about))) if about == *id => return Ok(()),
            Ok(Ok(_)) => {}
            Ok(Err(error)) => return ok(rule, Err(error)),
            Err(_) => return hold(rule, false, || "no event came".into()),
        }
    }
}
