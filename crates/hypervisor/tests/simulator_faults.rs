//! Faults of the simulator, set and cleared at run time.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail that way")]

mod support;

use hypervisor::{
    Driver, Error, Event, PowerState,
    simulator::{ApiError, BootDelay, Call, Faults, Pattern, Settings, Simulator, SlowBoot},
};
use support::{Directory, Seen, machine, open, settings, until, until_running};

async fn start(simulator: &Simulator, name: &str) -> hypervisor::MachineId {
    let spec = machine(name, 2);
    simulator.create(spec.clone()).await.unwrap();
    simulator.set_power(&spec.id, PowerState::On).await.unwrap();
    spec.id
}

#[tokio::test]
async fn a_host_that_goes_down_takes_its_machines_along_and_brings_them_back() {
    let directory = Directory::new();
    let (simulator, guests) = open(&directory, settings()).await;
    let (a, b) = (start(&simulator, "a").await, start(&simulator, "b").await);
    let before = until_running(&*simulator, &a).await;
    until_running(&*simulator, &b).await;
    assert_eq!(before.host, "sim-host-1");
    guests.take();

    let mut events = simulator.events();
    let down = Faults { hosts_down: vec!["sim-host-1".into()], ..Faults::default() };
    simulator.set_faults(down).await.unwrap();
    assert_eq!(guests.take(), [Seen::Halt(a.clone())]);
    let mut seen = Vec::new();
    while let Ok(event) = events.try_recv() {
        seen.push(event);
    }
    assert!(seen.contains(&Event::Host("sim-host-1".into())), "{seen:?}");
    let hosts = simulator.hosts().await.unwrap();
    assert_eq!((hosts[0].ready, hosts[1].ready), (false, true));
    assert!(hosts[0].message.contains("does not answer"));
    let machine_a = simulator.machine(&a).await.unwrap().unwrap();
    assert_eq!((machine_a.power, machine_a.address), (PowerState::Off, None));
    assert_eq!(machine_a.message, "host sim-host-1 does not answer");
    let refusals = [
        simulator.set_power(&a, PowerState::On).await.map(drop),
        simulator.set_power(&a, PowerState::Off).await.map(drop),
        simulator.delete(&a).await,
    ];
    for refusal in refusals {
        let words = refusal.unwrap_err();
        assert!(matches!(&words, Error::Unavailable(w) if w == "host sim-host-1 does not answer"));
    }
    assert_eq!(simulator.create(machine("c", 2)).await.unwrap().host, "sim-host-2");

    simulator.set_faults(Faults::default()).await.unwrap();
    let after = until_running(&*simulator, &a).await;
    assert_eq!((after.address, after.power), (before.address, PowerState::On));
}

#[tokio::test]
async fn a_host_that_is_down_at_start_boots_nothing() {
    let directory = Directory::new();
    let (simulator, _) = open(&directory, settings()).await;
    let a = start(&simulator, "a").await;
    until_running(&*simulator, &a).await;
    simulator.close().await;
    let faults = Faults { hosts_down: vec!["sim-host-1".into()], ..Faults::default() };
    let (simulator, guests) = open(&directory, Settings { faults, ..settings() }).await;
    assert_eq!(simulator.machine(&a).await.unwrap().unwrap().power, PowerState::Off);
    assert_eq!(guests.take(), []);
    simulator.set_faults(Faults::default()).await.unwrap();
    until_running(&*simulator, &a).await;
}

#[tokio::test]
async fn a_host_in_maintenance_keeps_what_it_has_and_takes_nothing() {
    let directory = Directory::new();
    let (simulator, _) = open(&directory, settings()).await;
    let a = start(&simulator, "a").await;
    let faults = Faults { hosts_in_maintenance: vec!["sim-host-1".into()], ..Faults::default() };
    simulator.set_faults(faults).await.unwrap();
    assert_eq!(until_running(&*simulator, &a).await.host, "sim-host-1");
    for name in ["b", "c"] {
        assert_eq!(simulator.create(machine(name, 2)).await.unwrap().host, "sim-host-2");
    }
}

#[tokio::test]
async fn a_machine_that_never_boots_boots_when_the_fault_is_cleared() {
    let directory = Directory::new();
    let (simulator, _) = open(&directory, settings()).await;
    let never = Faults { never_boots: vec![Pattern("team-a/a".into())], ..Faults::default() };
    simulator.set_faults(never).await.unwrap();
    let (a, b) = (start(&simulator, "a").await, start(&simulator, "b").await);
    until_running(&*simulator, &b).await;
    let waiting = until(&*simulator, &a, |m| m.is_some_and(|m| m.message.contains("never boots")));
    assert_eq!(waiting.await.unwrap().address, None);
    simulator.set_faults(Faults::default()).await.unwrap();
    until_running(&*simulator, &a).await;
}

#[tokio::test(start_paused = true)]
async fn a_slow_boot_takes_its_own_time() {
    let directory = Directory::new();
    let slow = SlowBoot { machines: Pattern("*/a".into()), delay_ms: 600_000 };
    let faults = Faults { slow_boot: vec![slow], ..Faults::default() };
    let delay = BootDelay { min_ms: 1_000, max_ms: 1_000 };
    let settings = Settings { faults, boot_delay: delay, ..settings() };
    let (simulator, _) = open(&directory, settings).await;
    let begin = tokio::time::Instant::now();
    let (a, b) = (start(&simulator, "a").await, start(&simulator, "b").await);
    until_running(&*simulator, &b).await;
    assert!(begin.elapsed().as_secs() < 10);
    assert_eq!(simulator.machine(&a).await.unwrap().unwrap().message, "booting");
    simulator.set_faults(Faults::default()).await.unwrap();
    until_running(&*simulator, &a).await;
    assert!(begin.elapsed().as_secs() < 10, "the usual delay counts from power on");
}

#[tokio::test]
async fn calls_fail_with_their_words_a_number_of_times() {
    let directory = Directory::new();
    let (simulator, _) = open(&directory, settings()).await;
    let error = |call, times| ApiError {
        call,
        machines: Pattern("*".into()),
        times,
        message: "the datastore is locked".into(),
    };
    let api_errors = vec![error(Call::Create, Some(2)), error(Call::Machines, None)];
    simulator.set_faults(Faults { api_errors, ..Faults::default() }).await.unwrap();
    for _ in 0..2 {
        let failed = simulator.create(machine("a", 2)).await.unwrap_err();
        assert!(matches!(failed, Error::Unavailable(words) if words == "the datastore is locked"));
    }
    simulator.create(machine("a", 2)).await.unwrap();
    assert!(simulator.machines().await.is_err());
    assert_eq!(simulator.faults().api_errors.len(), 1, "what is used up is gone");
    simulator.set_faults(Faults::default()).await.unwrap();
    assert_eq!(simulator.machines().await.unwrap().len(), 1);
}

#[tokio::test]
async fn lost_machines_vanish_with_their_disk() {
    let directory = Directory::new();
    let (simulator, guests) = open(&directory, settings()).await;
    let (a, b) = (start(&simulator, "a").await, start(&simulator, "b").await);
    until_running(&*simulator, &a).await;
    until_running(&*simulator, &b).await;
    guests.take();
    let lost = vec![Pattern("team-a/a".into()), Pattern("team-a/c".into())];
    simulator.set_faults(Faults { lost, ..Faults::default() }).await.unwrap();
    assert!(simulator.machine(&a).await.unwrap().is_none());
    assert!(simulator.machine(&b).await.unwrap().is_some());
    assert_eq!(guests.take(), [Seen::Halt(a.clone()), Seen::Destroy(a)]);
    // One that comes later is lost when it would have its address.
    let c = start(&simulator, "c").await;
    until(&*simulator, &c, |machine| machine.is_none()).await;
}

#[tokio::test]
async fn faults_that_cannot_be_change_nothing() {
    let directory = Directory::new();
    let (simulator, _) = open(&directory, settings()).await;
    let wrong = Faults { hosts_down: vec!["sim-host-7".into()], ..Faults::default() };
    let error = simulator.set_faults(wrong).await.unwrap_err();
    assert_eq!(error.to_string(), "faults.hosts_down[0]: there is no host \"sim-host-7\"");
    assert_eq!(simulator.faults(), Faults::default());
}
