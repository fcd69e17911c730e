//! The simulator keeps the contract of drivers.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail that way")]

mod support;

use std::sync::Arc;

use hypervisor::{Driver, contract, simulator::Simulator};
use support::{Directory, Remember, settings};

#[tokio::test]
async fn the_simulator_keeps_the_contract() {
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
        simulator as Arc<dyn Driver>
    };
    contract::run(contract::Terms::default(), make).await.unwrap();
}
