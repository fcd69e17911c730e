//! A driver is refused to whoever leads no longer.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail that way")]

mod support;

use std::{sync::Arc, time::Duration};

use hypervisor::{
    Driver, Error, Guarded, Lead, LoadBalancer, LoadBalancerSpec, PowerState, contract, simulator::Simulator,
};
use support::{Directory, Remember, machine, open, settings};
use tokio::time::Instant;

fn balancer(id: &str) -> LoadBalancerSpec {
    LoadBalancerSpec {
        id: id.into(),
        namespace: "team-a".into(),
        name: "api".into(),
        installation: String::new(),
        ports: vec![],
        backends: vec![],
    }
}

/// Every call that changes something, and whether it was refused for the lead's sake.
async fn changes(driver: &Guarded, balancer: &dyn LoadBalancer, name: &str) -> [bool; 5] {
    let spec = machine(name, 2);
    let id = spec.id.clone();
    let refused = |result: Result<(), Error>| match result {
        Ok(()) => false,
        Err(error) => {
            assert!(matches!(&error, Error::Unavailable(_)), "worth another try: {error:?}");
            error.to_string().contains("does not lead any more")
        }
    };
    [
        refused(driver.create(spec).await.map(drop)),
        refused(driver.set_power(&id, PowerState::Off).await.map(drop)),
        refused(driver.delete(&id).await),
        refused(balancer.ensure(self::balancer(name)).await.map(drop)),
        refused(balancer.delete(name).await),
    ]
}

#[tokio::test(start_paused = true)]
async fn nothing_is_changed_after_the_lead() {
    let directory = Directory::new();
    let (simulator, _) = open(&directory, settings()).await;
    simulator.create(machine("kept", 2)).await.unwrap();
    simulator.load_balancer().unwrap().ensure(balancer("kept")).await.unwrap();
    let lead = Lead::until(Instant::now() + Duration::from_secs(3600));
    let driver = Guarded::new(simulator.clone(), lead.clone());
    // Taken while the lead lasted.
    let forward = driver.load_balancer().unwrap();
    assert_eq!(changes(&driver, &*forward, "a").await, [false; 5]);
    tokio::time::advance(Duration::from_secs(3601)).await;
    assert_eq!(changes(&driver, &*forward, "kept").await, [true; 5]);
    // What changes nothing goes on.
    assert_eq!(driver.machines().await.unwrap(), simulator.machines().await.unwrap());
    assert!(driver.machine(&machine("kept", 2).id).await.unwrap().is_some());
    assert_eq!((driver.hosts().await.unwrap().len(), forward.list().await.unwrap().len()), (2, 1));

    lead.extend(Instant::now() + Duration::from_secs(3600));
    assert_eq!(changes(&driver, &*forward, "b").await, [false; 5]);
    lead.end();
    assert_eq!(changes(&driver, &*forward, "kept").await, [true; 5], "given up before its time");
    simulator.close().await;
}

#[tokio::test]
async fn a_guarded_driver_keeps_the_contract() {
    let directory = Directory::new();
    let open = tokio::sync::Mutex::new(None::<Arc<Simulator>>);
    let make = async || {
        let mut open = open.lock().await;
        if let Some(before) = open.take() {
            before.close().await;
        }
        let guests = Arc::new(Remember::default());
        let simulator = Simulator::open(&directory.0, settings(), guests).await.unwrap();
        *open = Some(simulator.clone());
        let lead = Lead::until(Instant::now() + Duration::from_secs(3600));
        Arc::new(Guarded::new(simulator, lead)) as Arc<dyn Driver>
    };
    contract::run(contract::Terms::default(), make).await.unwrap();
}
