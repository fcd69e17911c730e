//! Rules for drivers whose hosts can be emptied.

use super::{Terms, Violation, hold, ok, spec, until};
use crate::driver::{Driver, Error, Host, PowerState};

async fn host(rule: &'static str, driver: &dyn Driver, name: &str) -> Result<Host, Violation> {
    let found = ok(rule, driver.hosts().await)?.into_iter().find(|host| host.name == name);
    found.ok_or_else(|| Violation { rule, found: format!("there is no host {name} any more") })
}

/// A machine that runs leaves its host, and the host takes machines again afterwards. Needs two hosts with room.
pub(super) async fn emptied(driver: &dyn Driver, terms: &Terms) -> Result<(), Violation> {
    let Some(maintenance) = driver.maintenance() else { return Ok(()) };
    let wanted = spec(terms, "moved");
    let rule = "a host that is cordoned takes no new machines and keeps those that it has";
    let made = ok(rule, driver.create(wanted.clone()).await)?;
    ok(rule, driver.set_power(&wanted.id, PowerState::On).await)?;
    let before = until(rule, driver, terms, &wanted.id, |machine| machine.is_some_and(|m| m.address.is_some())).await?;
    let from = made.host;
    for _ in 0..2 {
        ok("cordoning again succeeds", maintenance.set_cordoned(&from, true).await)?;
    }
    let cordoned = host(rule, driver, &from).await?;
    hold(rule, cordoned.cordoned && cordoned.schedulable, || format!("{cordoned:?}"))?;
    let other = ok(rule, driver.create(spec(terms, "elsewhere")).await)?;
    hold(rule, other.host != from, || format!("{other:?}"))?;
    ok(rule, driver.delete(&other.spec.id).await)?;

    if maintenance.relocates() {
        let rule = "a machine that is moved runs on another host, with its power, its address and its time of start";
        let moved = ok(rule, maintenance.relocate(&wanted.id, &from).await)?;
        let same = before.as_ref().is_some_and(|before| {
            (moved.power, moved.address, moved.started_at) == (before.power, before.address, before.started_at)
        });
        hold(rule, same && moved.host != from, || format!("{before:?}, then {moved:?}"))?;
        let rule = "hosts count a machine where it is";
        let after = host(rule, driver, &from).await?;
        hold(rule, after.allocated.cpus + wanted.resources.cpus == cordoned.allocated.cpus, || format!("{after:?}"))?;
        let rule = "a machine that has left a host is not moved again";
        let again = ok(rule, maintenance.relocate(&wanted.id, &from).await)?;
        hold(rule, again.host == moved.host, || format!("{moved:?}, then {again:?}"))?;
        let rule = "moving what does not exist is NotFound";
        let result = maintenance.relocate(&spec(terms, "never").id, &from).await;
        hold(rule, matches!(result, Err(Error::NotFound(_))), || format!("{result:?}"))?;
    }
    let rule = "a host that is no longer cordoned takes machines again";
    ok(rule, maintenance.set_cordoned(&from, false).await)?;
    let free = host(rule, driver, &from).await?;
    hold(rule, !free.cordoned, || format!("{free:?}"))?;
    ok(rule, driver.delete(&wanted.id).await)
}
