//! Rules for hosts and machines.

use std::{collections::HashSet, sync::Arc};

use super::{Terms, Violation, event_about, hold, ok, spec, until};
use crate::driver::{Driver, Error, MachineId, PowerState, Resources};

pub(super) async fn hosts_are_described(driver: &dyn Driver) -> Result<(), Violation> {
    let rule = "hosts have different names and a capacity";
    let hosts = ok(rule, driver.hosts().await)?;
    let names: HashSet<_> = hosts.iter().map(|host| &host.name).collect();
    hold(rule, !hosts.is_empty(), || "there is no host".into())?;
    hold(rule, names.len() == hosts.len(), || format!("{names:?}"))?;
    for host in &hosts {
        let sized = host.capacity.cpus > 0 && host.capacity.memory > 0;
        hold(rule, sized, || format!("{host:?}"))?;
    }
    hold("a driver says its name", !driver.info().name.is_empty(), || "no name".into())
}

pub(super) async fn what_is_not_there(driver: &dyn Driver) -> Result<(), Violation> {
    let id = MachineId("00000000-0000-4000-8000-000000000000".into());
    let rule = "a machine that does not exist reads as none";
    let machine = ok(rule, driver.machine(&id).await)?;
    hold(rule, machine.is_none(), || format!("{machine:?}"))?;
    let rule = "power of a machine that does not exist is NotFound";
    let result = driver.set_power(&id, PowerState::On).await;
    hold(rule, matches!(result, Err(Error::NotFound(_))), || format!("{result:?}"))?;
    ok("deleting what does not exist succeeds", driver.delete(&id).await)
}

pub(super) async fn creation(driver: &dyn Driver, terms: &Terms) -> Result<(), Violation> {
    let mut wanted = spec(terms, "first");
    wanted.user_data = Some("not for others".into());
    let mut events = driver.events();
    let before = promised(driver).await?;

    let rule = "a created machine is as asked, off, on a host, without address and user data";
    let machine = ok(rule, driver.create(wanted.clone()).await)?;
    wanted.user_data = None;
    let hosts = ok(rule, driver.hosts().await)?;
    let as_asked = machine.spec == wanted
        && machine.power == PowerState::Off
        && machine.address.is_none()
        && machine.started_at.is_none()
        && hosts.iter().any(|host| host.name == machine.host);
    hold(rule, as_asked, || format!("{machine:?}"))?;

    let rule = "creation is told by an event";
    event_about(rule, &mut events, terms, &wanted.id).await?;

    let rule = "hosts count what is promised to machines";
    let after = promised(driver).await?;
    let grown =
        after.cpus == before.cpus + wanted.resources.cpus && after.memory == before.memory + wanted.resources.memory;
    hold(rule, grown, || format!("{before:?}, then {after:?}"))?;

    let rule = "creating again gives the machine that is there";
    let again = ok(rule, driver.create(wanted.clone()).await)?;
    hold(rule, again == machine, || format!("{machine:?}, then {again:?}"))?;
    let promised_again = promised(driver).await?;
    hold(rule, promised_again == after, || format!("{after:?}, then {promised_again:?}"))
}

pub(super) async fn one_machine_for_one_id(driver: &Arc<dyn Driver>, terms: &Terms) -> Result<(), Violation> {
    let rule = "calls at the same time for one id make one machine";
    let wanted = spec(terms, "same");
    let calls = (0..8).map(|_| {
        let (driver, wanted) = (driver.clone(), wanted.clone());
        tokio::spawn(async move { driver.create(wanted).await })
    });
    for call in futures::future::join_all(calls).await {
        ok(rule, ok(rule, call)?)?;
    }
    let machines = ok(rule, driver.machines().await)?;
    let count = machines.iter().filter(|machine| machine.spec.id == wanted.id).count();
    hold(rule, count == 1, || format!("{count} machines"))
}

pub(super) async fn too_large(driver: &dyn Driver, terms: &Terms) -> Result<(), Violation> {
    let mut wanted = spec(terms, "large");
    wanted.resources = Resources { cpus: 1 << 20, ..wanted.resources };
    let before = promised(driver).await?;
    let rule = "a machine that fits nowhere is NoCapacity, with its name and what it needs";
    let result = driver.create(wanted.clone()).await;
    let said = matches!(&result, Err(Error::NoCapacity(words))
        if words.contains("contract/large") && words.contains("1048576"));
    hold(rule, said, || format!("{result:?}"))?;
    let rule = "a refused machine leaves nothing behind";
    let machine = ok(rule, driver.machine(&wanted.id).await)?;
    let after = promised(driver).await?;
    hold(rule, machine.is_none() && after == before, || format!("{machine:?}, {after:?}"))
}

pub(super) async fn power(driver: &dyn Driver, terms: &Terms) -> Result<(), Violation> {
    let id = spec(terms, "first").id;
    let rule = "a machine that is powered on is on, and gets an address";
    let machine = ok(rule, driver.set_power(&id, PowerState::On).await)?;
    let on = machine.power == PowerState::On && machine.started_at.is_some();
    hold(rule, on, || format!("{machine:?}"))?;
    let machine = until(rule, driver, terms, &id, |m| m.is_some_and(|m| m.address.is_some())).await?;
    let started = machine.and_then(|machine| machine.started_at);

    let rule = "powering on what is on changes nothing";
    let machine = ok(rule, driver.set_power(&id, PowerState::On).await)?;
    let same = machine.power == PowerState::On && machine.started_at == started;
    hold(rule, same && machine.address.is_some(), || format!("{machine:?}"))?;

    let rule = "a machine that is powered off is off, and on its host";
    let machine = ok(rule, driver.set_power(&id, PowerState::Off).await)?;
    hold(rule, machine.power == PowerState::Off, || format!("{machine:?}"))?;
    let off_host = machine.host;

    let rule = "a machine that is powered on again comes back on its host";
    ok(rule, driver.set_power(&id, PowerState::On).await)?;
    let machine = until(rule, driver, terms, &id, |m| m.is_some_and(|m| m.address.is_some())).await?;
    hold(rule, machine.as_ref().is_some_and(|m| m.host == off_host), || format!("{machine:?}"))
}

pub(super) async fn size(driver: &dyn Driver, terms: &Terms) -> Result<(), Violation> {
    let (id, had) = (spec(terms, "first").id, terms.resources);
    let rule = "a machine that is on keeps its size";
    let result = driver.resize(&id, had.cpus + 1, had.memory).await;
    hold(rule, matches!(result, Err(Error::Invalid(_))), || format!("{result:?}"))?;

    let rule = "a machine that is off takes another size, which its host counts and which lasts";
    ok(rule, driver.set_power(&id, PowerState::Off).await)?;
    let before = promised(driver).await?;
    let machine = ok(rule, driver.resize(&id, had.cpus + 1, 2 * had.memory).await)?;
    let grown = machine.spec.resources == Resources { cpus: had.cpus + 1, memory: 2 * had.memory, ..had };
    let after = promised(driver).await?;
    let counted = after.cpus == before.cpus + 1 && after.memory == before.memory + had.memory;
    hold(rule, grown && counted && machine.power == PowerState::Off, || format!("{machine:?}, {after:?}"))?;

    let rule = "a machine that its host has no room for keeps its size";
    let result = driver.resize(&id, 1 << 20, had.memory).await;
    hold(rule, matches!(result, Err(Error::NoCapacity(_))), || format!("{result:?}"))?;
    hold(rule, promised(driver).await? == after, || format!("{after:?} before"))?;

    let rule = "a machine takes its old size again, and starts";
    ok(rule, driver.resize(&id, had.cpus, had.memory).await)?;
    hold(rule, promised(driver).await? == before, || format!("{before:?} before"))?;
    ok(rule, driver.set_power(&id, PowerState::On).await)?;
    until(rule, driver, terms, &id, |m| m.is_some_and(|m| m.address.is_some())).await?;

    let rule = "the size of a machine that does not exist is NotFound";
    let result = driver.resize(&MachineId("00000000-0000-4000-8000-000000000000".into()), 1, 1 << 30).await;
    hold(rule, matches!(result, Err(Error::NotFound(_))), || format!("{result:?}"))
}

pub(super) async fn restart<M, F>(
    driver: Arc<dyn Driver>,
    make_driver: &M,
    terms: &Terms,
) -> Result<Arc<dyn Driver>, Violation>
where
    M: Fn() -> F,
    F: Future<Output = Arc<dyn Driver>>,
{
    let rule = "machines outlive the program: on stays on, off stays off, all as created";
    let (on, off) = (spec(terms, "first").id, spec(terms, "same").id);
    let before = ok(rule, driver.machine(&on).await)?;
    drop(driver);
    let driver = make_driver().await;
    let now = until(rule, &*driver, terms, &on, |m| m.is_some_and(|m| m.address.is_some())).await?;
    let same = match (&before, &now) {
        (Some(before), Some(now)) => {
            before.spec == now.spec
                && before.host == now.host
                && before.created_at == now.created_at
                && now.power == PowerState::On
        }
        _ => false,
    };
    hold(rule, same, || format!("{before:?}, then {now:?}"))?;
    let machine = ok(rule, driver.machine(&off).await)?;
    let is_off = machine.as_ref().is_some_and(|machine| machine.power == PowerState::Off);
    hold(rule, is_off, || format!("{machine:?}"))?;
    Ok(driver)
}

pub(super) async fn deletion(driver: &dyn Driver, terms: &Terms) -> Result<(), Violation> {
    let rule = "a deleted machine is gone, on or off, with what was promised to it, and an event tells";
    let before = promised(driver).await?;
    for name in ["first", "same"] {
        let id = spec(terms, name).id;
        let mut events = driver.events();
        ok(rule, driver.delete(&id).await)?;
        let machine = ok(rule, driver.machine(&id).await)?;
        hold(rule, machine.is_none(), || format!("{machine:?}"))?;
        event_about(rule, &mut events, terms, &id).await?;
        ok("deleting again succeeds", driver.delete(&id).await)?;
    }
    let after = promised(driver).await?;
    let given_back = after.cpus + 2 * terms.resources.cpus == before.cpus
        && after.memory + 2 * terms.resources.memory == before.memory;
    hold(rule, given_back, || format!("{before:?}, then {after:?}"))
}

/// What all hosts together promised.
async fn promised(driver: &dyn Driver) -> Result<Resources, Violation> {
    let hosts = ok("hosts can be listed", driver.hosts().await)?;
    Ok(hosts.iter().fold(Resources::default(), |sum, host| Resources {
        cpus: sum.cpus + host.allocated.cpus,
        memory: sum.memory + host.allocated.memory,
        storage: sum.storage + host.allocated.storage,
    }))
}
