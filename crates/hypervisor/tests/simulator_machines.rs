//! Machines of the simulator: addresses, restart, capacity, and what the guest is told.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail that way")]

mod support;

use std::time::Duration;

use hypervisor::{
    Driver, Error, PowerState,
    simulator::{BootDelay, OpenError, Settings, Simulator},
};
use support::{Directory, Seen, machine, open, settings, until_running};

#[tokio::test]
async fn a_guest_gets_its_user_data_and_keeps_its_address_through_power_and_restart() {
    let directory = Directory::new();
    let (simulator, guests) = open(&directory, settings()).await;
    let spec = machine("a", 2);
    simulator.create(spec.clone()).await.unwrap();
    simulator.set_power(&spec.id, PowerState::On).await.unwrap();
    let address = until_running(&*simulator, &spec.id).await.address.unwrap();
    assert!(address.to_string().starts_with("127."), "{address}");
    let boot = Seen::Boot("a".into(), address, Some("data of a".into()));
    assert_eq!(guests.take(), std::slice::from_ref(&boot));

    simulator.set_power(&spec.id, PowerState::Off).await.unwrap();
    let off = simulator.machine(&spec.id).await.unwrap().unwrap();
    assert_eq!((off.address, off.message.as_str()), (None, "powered off"));
    assert_eq!(guests.take(), [Seen::Halt(spec.id.clone())]);
    simulator.set_power(&spec.id, PowerState::On).await.unwrap();
    assert_eq!(until_running(&*simulator, &spec.id).await.address, Some(address));
    simulator.close().await;

    // At once, however long a boot takes.
    let slow = BootDelay { min_ms: 3_600_000, max_ms: 3_600_000 };
    let (simulator, guests) = open(&directory, Settings { boot_delay: slow, ..settings() }).await;
    assert_eq!(until_running(&*simulator, &spec.id).await.address, Some(address));
    assert_eq!(guests.take(), [boot]);
    simulator.delete(&spec.id).await.unwrap();
    assert_eq!(guests.take(), [Seen::Halt(spec.id.clone()), Seen::Destroy(spec.id.clone())]);
    assert_eq!(std::fs::read_dir(directory.0.join("machines")).unwrap().count(), 0);
}

#[tokio::test]
async fn machines_spread_until_no_host_can_take_more() {
    let directory = Directory::new();
    let (simulator, _) = open(&directory, settings()).await;
    let mut hosts = Vec::new();
    for name in ["a", "b", "c", "d"] {
        hosts.push(simulator.create(machine(name, 3)).await.unwrap().host);
    }
    assert_eq!(hosts, ["sim-host-1", "sim-host-2", "sim-host-1", "sim-host-2"]);
    let refused = simulator.create(machine("big", 3)).await.unwrap_err();
    let words = "no host can take team-a/big: it needs 3 vCPU and 4 GiB, \
                 the most free on one host is 2 vCPU and 24 GiB (sim-host-1)";
    assert!(matches!(&refused, Error::NoCapacity(said) if said == words), "{refused}");
    simulator.delete(&machine("a", 3).id).await.unwrap();
    assert_eq!(simulator.create(machine("big", 3)).await.unwrap().host, "sim-host-1");
}

#[tokio::test]
async fn many_machines_at_once_get_an_address_each() {
    let directory = Directory::new();
    let mut settings = settings();
    settings.hosts[0].cpus = 1_000;
    settings.hosts[0].memory_gib = 4_000;
    let (simulator, _) = open(&directory, settings).await;
    let machines = (0..200).map(|n| {
        let simulator = simulator.clone();
        tokio::spawn(async move {
            let spec = machine(&format!("m{n}"), 2);
            simulator.create(spec.clone()).await.unwrap();
            simulator.set_power(&spec.id, PowerState::On).await.unwrap();
            until_running(&*simulator, &spec.id).await.address.unwrap()
        })
    });
    let addresses = futures::future::try_join_all(machines).await.unwrap();
    let different: std::collections::HashSet<_> = addresses.iter().collect();
    assert_eq!(different.len(), 200);
}

#[tokio::test]
async fn suspended_machines_come_back_without_boot_delay() {
    let directory = Directory::new();
    let delay = BootDelay { min_ms: 20, max_ms: 20 };
    let (simulator, _) = open(&directory, Settings { boot_delay: delay, ..settings() }).await;
    let spec = machine("a", 2);
    simulator.create(spec.clone()).await.unwrap();
    simulator.set_power(&spec.id, PowerState::On).await.unwrap();
    until_running(&*simulator, &spec.id).await;
    let suspended = simulator.set_power(&spec.id, PowerState::Suspended).await.unwrap();
    assert_eq!((suspended.power, suspended.address), (PowerState::Suspended, None));
    simulator.set_power(&spec.id, PowerState::On).await.unwrap();
    until_running(&*simulator, &spec.id).await;
}

#[tokio::test(start_paused = true)]
async fn boot_takes_its_delay_and_off_ends_a_boot_that_waits() {
    let directory = Directory::new();
    let delay = BootDelay { min_ms: 10_000, max_ms: 10_000 };
    let (simulator, guests) = open(&directory, Settings { boot_delay: delay, ..settings() }).await;
    let spec = machine("a", 2);
    simulator.create(spec.clone()).await.unwrap();
    let before = tokio::time::Instant::now();
    simulator.set_power(&spec.id, PowerState::On).await.unwrap();
    let on = simulator.set_power(&spec.id, PowerState::On).await.unwrap();
    assert_eq!((on.address, on.message.as_str()), (None, "booting"));
    until_running(&*simulator, &spec.id).await;
    assert!(before.elapsed() >= Duration::from_secs(10));

    simulator.set_power(&spec.id, PowerState::Off).await.unwrap();
    guests.take();
    simulator.set_power(&spec.id, PowerState::On).await.unwrap();
    simulator.set_power(&spec.id, PowerState::Off).await.unwrap();
    tokio::time::advance(Duration::from_secs(60)).await;
    assert_eq!(guests.take(), [Seen::Halt(spec.id)], "the guest was never booted");
}

#[tokio::test]
async fn state_half_written_is_cleared_and_broken_state_is_named() {
    let directory = Directory::new();
    let (simulator, _) = open(&directory, settings()).await;
    let spec = machine("a", 2);
    simulator.create(spec.clone()).await.unwrap();
    simulator.close().await;
    let machines = directory.0.join("machines");
    for left in [".id-x.new", ".id-y.gone"] {
        std::fs::create_dir(machines.join(left)).unwrap();
        std::fs::write(machines.join(left).join("machine.json"), "{").unwrap();
    }
    let (simulator, guests) = open(&directory, settings()).await;
    assert_eq!(simulator.machines().await.unwrap().len(), 1);
    simulator.close().await;
    assert!(!machines.join(".id-x.new").exists());

    let file = machines.join(&spec.id.0).join("machine.json");
    std::fs::write(&file, "{").unwrap();
    let error = Simulator::open(&directory.0, settings(), guests).await.err().unwrap();
    assert!(error.to_string().contains(&file.display().to_string()), "{error}");
}

#[tokio::test]
async fn machines_kept_from_before_they_had_an_installation_are_read() {
    let directory = Directory::new();
    let (simulator, _) = open(&directory, settings()).await;
    let spec = machine("a", 2);
    simulator.create(spec.clone()).await.unwrap();
    simulator.close().await;
    let file = directory.0.join("machines").join(&spec.id.0).join("machine.json");
    let mut kept: serde_json::Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    assert_eq!(kept["spec"].as_object_mut().unwrap().remove("installation"), Some("installation".into()));
    std::fs::write(&file, kept.to_string()).unwrap();
    let (simulator, _) = open(&directory, settings()).await;
    let read = simulator.machine(&spec.id).await.unwrap().unwrap().spec;
    assert_eq!((read.installation.as_str(), read.name), ("", spec.name));
    simulator.close().await;
}

#[tokio::test]
async fn wrong_requests_and_settings_are_refused_in_words() {
    let directory = Directory::new();
    let (simulator, guests) = open(&directory, settings()).await;
    for (id, cpus) in [("../up", 2), ("", 2), ("fine", 0)] {
        let mut spec = machine("a", cpus);
        spec.id.0 = id.into();
        let error = simulator.create(spec).await.unwrap_err();
        assert!(matches!(error, Error::Invalid(_)), "{id}: {error}");
    }
    let wrong = Settings { addresses: "10.0.0.0/8".into(), ..settings() };
    let error = Simulator::open(&directory.0, wrong, guests).await.err().unwrap();
    assert!(matches!(&error, OpenError::Settings(wrong) if wrong.key == "addresses"), "{error}");
}

#[cfg(unix)]
#[tokio::test]
async fn user_data_lies_on_disk_for_the_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let directory = Directory::new();
    let (simulator, _) = open(&directory, settings()).await;
    let spec = machine("a", 2);
    simulator.create(spec.clone()).await.unwrap();
    let folder = directory.0.join("machines").join(&spec.id.0);
    for (path, mode) in [(folder.clone(), 0o700), (folder.join("machine.json"), 0o600)] {
        assert_eq!(std::fs::metadata(path).unwrap().permissions().mode() & 0o777, mode);
    }
}
