//! VirtualMachines from the API to the hypervisor and back.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

mod support;

use std::time::Duration;

use api::{
    conditions,
    vmoperator::{PowerState, VirtualMachine, virtual_machine::condition},
};
use hypervisor::{
    Driver, MachineId, MachineSpec, Resources,
    simulator::{ApiError, Call, Faults, Pattern},
};
use k8s_openapi::api::core::v1::Event;
use kube::{
    Api, ResourceExt,
    api::{ListParams, Patch, PatchParams},
};
use serde_json::json;
use support::{CATALOG, NAMESPACE, World, vm, when};

fn ready(vm: &VirtualMachine) -> bool {
    vm.status.as_ref().is_some_and(|status| conditions::is_true(&status.conditions, condition::READY))
}

/// Whether a condition has this reason and these words in its message.
fn says(type_: &'static str, reason: &'static str, words: &'static str) -> impl Fn(&VirtualMachine) -> bool {
    move |vm| {
        let said = vm.status.as_ref().and_then(|status| conditions::get(&status.conditions, type_));
        said.is_some_and(|said| said.reason == reason && said.message.contains(words))
    }
}

#[tokio::test]
async fn a_machine_lives_as_its_object_says() {
    let world = World::running().await;
    world.apply_all(CATALOG).await;
    world.apply_all(&vm("web", "small")).await;
    let machines = world.all::<VirtualMachine>();
    let made = world.until(machines.clone(), "web", when(ready)).await.unwrap();
    let status = made.status.unwrap();
    assert_eq!(status.power_state, Some(PowerState::PoweredOn));
    let machine = world.simulator.machines().await.unwrap().remove(0);
    assert_eq!(machine.spec.id.0, made.metadata.uid.clone().unwrap());
    assert_eq!(machine.spec.resources.cpus, 2);
    assert_eq!(status.bios_uuid.as_ref(), Some(&machine.spec.bios_uuid));
    assert_eq!(status.node_name.as_ref(), Some(&machine.host));
    assert_eq!(status.network.unwrap().primary_ip4, machine.address.map(|address| address.to_string()));

    let off = json!({"spec": {"powerState": "PoweredOff"}});
    machines.patch("web", &PatchParams::default(), &Patch::Merge(&off)).await.unwrap();
    let is_off =
        |vm: &VirtualMachine| vm.status.as_ref().and_then(|status| status.power_state) == Some(PowerState::PoweredOff);
    world.until(machines.clone(), "web", when(is_off)).await;
    assert_eq!(world.simulator.machines().await.unwrap()[0].power, hypervisor::PowerState::Off);

    world.delete(machines, "web").await;
    assert!(world.simulator.machines().await.unwrap().is_empty());
    let events: Api<Event> = world.all();
    let told = events.list(&ListParams::default()).await.unwrap();
    assert!(told.items.iter().any(|event| event.reason.as_deref() == Some("Created")));
    world.close().await;
}

#[tokio::test]
async fn a_machine_waits_for_what_it_names() {
    let world = World::running().await;
    world.apply_all(CATALOG).await;
    let machines = world.all::<VirtualMachine>();
    let named = vm("web", "later")
        .replace("spec: {", "spec: {bootstrap: {cloudInit: {rawCloudConfig: {name: web-boot, key: user-data}}}, ");
    world.apply_all(&named).await;
    let no_class = says(
        condition::CREATED,
        condition::reason::NOT_READY,
        "class \"later\" does not exist; classes here: half, huge, small",
    );
    world.until(machines.clone(), "web", when(no_class)).await;
    world
        .apply_all("apiVersion: vmoperator.vmware.com/v1alpha6\nkind: VirtualMachineClass\nmetadata: {name: later}\nspec: {hardware: {cpus: 1, memory: 1Gi}}")
        .await;
    let no_secret = says(condition::BOOTSTRAP_READY, "NotFound", "secret \"web-boot\" does not exist");
    world.until(machines.clone(), "web", when(no_secret)).await;
    assert!(world.simulator.machines().await.unwrap().is_empty());
    world
        .apply_all("apiVersion: v1\nkind: Secret\nmetadata: {name: web-boot}\nstringData: {value: '#cloud-config'}")
        .await;
    world.until(machines, "web", when(ready)).await;
    assert_eq!(world.guests.last_user_data().as_deref(), Some("#cloud-config"));
    world.close().await;
}

#[tokio::test]
async fn a_machine_without_a_host_waits_until_there_is_one() {
    let world = World::running().await;
    world.apply_all(CATALOG).await;
    let machines = world.all::<VirtualMachine>();
    world.apply_all(&vm("giant", "huge")).await;
    let no_host = says(condition::PLACEMENT_READY, condition::reason::INSUFFICIENT_CAPACITY, "512 vCPU");
    world.until(machines.clone(), "giant", when(no_host)).await;
    for name in ["one", "two"] {
        world.apply_all(&vm(name, "half")).await;
        world.until(machines.clone(), name, when(ready)).await;
    }
    world.apply_all(&vm("three", "half")).await;
    world
        .until(machines.clone(), "three", when(says(condition::CREATED, condition::reason::INSUFFICIENT_CAPACITY, "")))
        .await;
    world.delete(machines.clone(), "one").await;
    world.until(machines.clone(), "three", when(ready)).await;
    assert_eq!(world.simulator.machines().await.unwrap().len(), 2);
    assert!(!ready(&machines.get("giant").await.unwrap()));
    world.close().await;
}

#[tokio::test]
async fn a_hypervisor_that_fails_is_asked_again() {
    let world = World::running().await;
    world.apply_all(CATALOG).await;
    let fault = |call: Call, times: u32| ApiError {
        call,
        machines: Pattern::all(),
        times: Some(times),
        message: "connection refused".into(),
    };
    let faults = Faults { api_errors: vec![fault(Call::Create, 2), fault(Call::SetPower, 1)], ..Faults::default() };
    world.simulator.set_faults(faults).await.unwrap();
    let machines = world.all::<VirtualMachine>();
    world.apply_all(&vm("web", "small")).await;
    let refused = says(condition::CREATED, condition::reason::HYPERVISOR_ERROR, "connection refused");
    world.until(machines.clone(), "web", when(refused)).await;
    world.until(machines.clone(), "web", when(ready)).await;
    assert_eq!(world.simulator.machines().await.unwrap().len(), 1);
    let faults = Faults { api_errors: vec![fault(Call::Delete, 1)], ..Faults::default() };
    world.simulator.set_faults(faults).await.unwrap();
    world.delete(machines, "web").await;
    assert!(world.simulator.machines().await.unwrap().is_empty());
    world.close().await;
}

#[tokio::test]
async fn a_hypervisor_that_goes_on_failing_is_asked_less_and_less() {
    let world = World::running().await;
    world.apply_all(CATALOG).await;
    let many = 1_000;
    let fault = ApiError {
        call: Call::Create,
        machines: Pattern::all(),
        times: Some(many),
        message: "connection refused".into(),
    };
    world.simulator.set_faults(Faults { api_errors: vec![fault], ..Faults::default() }).await.unwrap();
    world.apply_all(&vm("web", "small")).await;
    let refused = says(condition::CREATED, condition::reason::HYPERVISOR_ERROR, "connection refused");
    world.until(world.all::<VirtualMachine>(), "web", when(refused)).await;
    // Not a wait for something: what happens in this time is what is measured.
    tokio::time::sleep(Duration::from_secs(3)).await;
    let asked = many - world.simulator.faults().api_errors[0].times.unwrap();
    assert!((3..=7).contains(&asked), "asked {asked} times in three seconds");
    world.close().await;
}

#[tokio::test]
async fn controllers_that_start_again_make_no_machine_twice() {
    let mut world = World::running().await;
    world.apply_all(CATALOG).await;
    let machines = world.all::<VirtualMachine>();
    for number in 0..4 {
        world.apply_all(&vm(&format!("vm-{number}"), "small")).await;
        world.stop().await;
        world.start();
    }
    for number in 0..4 {
        world.until(machines.clone(), &format!("vm-{number}"), when(ready)).await;
    }
    let mut names: Vec<String> =
        world.simulator.machines().await.unwrap().into_iter().map(|one| one.spec.name).collect();
    names.sort();
    assert_eq!(names, ["vm-0", "vm-1", "vm-2", "vm-3"]);
    world.close().await;
}

#[tokio::test]
async fn only_machines_that_are_certainly_ours_and_left_behind_are_removed() {
    let mut world = World::new().await;
    world.apply_all(CATALOG).await;
    let spec = |id: &str, name: &str| MachineSpec {
        id: MachineId(id.into()),
        namespace: NAMESPACE.into(),
        name: name.into(),
        bios_uuid: String::new(),
        instance_uuid: String::new(),
        resources: Resources { cpus: 1, memory: 1 << 30, storage: 1 << 30 },
        image: "debian".into(),
        user_data: None,
        request_id: String::new(),
    };
    world.apply_all(&vm("kept", "small")).await;
    let machines = world.all::<VirtualMachine>();
    let kept = machines.get("kept").await.unwrap().uid().unwrap();
    let left_behind = uuid::Uuid::new_v4().to_string();
    for spec in [spec("foreign", "kept"), spec(&left_behind, "kept"), spec(&kept, "kept")] {
        world.simulator.create(spec).await.unwrap();
    }
    let mut events = world.simulator.events();
    world.start();
    let id = MachineId(left_behind);
    let gone = async {
        while world.simulator.machine(&id).await.unwrap().is_some() {
            events.recv().await.unwrap();
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(30), gone)
        .await
        .expect("the machine that was left behind stays");
    world.until(machines, "kept", when(ready)).await;
    let mut left: Vec<String> =
        world.simulator.machines().await.unwrap().into_iter().map(|one| one.spec.id.0).collect();
    left.sort();
    let mut expected = vec!["foreign".to_owned(), kept];
    expected.sort();
    assert_eq!(left, expected);
    world.close().await;
}

#[tokio::test]
async fn a_machine_that_vanished_is_told_and_not_made_again() {
    let world = World::running().await;
    world.apply_all(CATALOG).await;
    world.apply_all(&vm("web", "small")).await;
    let machines = world.all::<VirtualMachine>();
    world.until(machines.clone(), "web", when(ready)).await;
    let faults = Faults { lost: vec![Pattern::all()], ..Faults::default() };
    world.simulator.set_faults(faults).await.unwrap();
    world.until(machines.clone(), "web", when(says(condition::CREATED, condition::reason::LOST, ""))).await;
    assert!(world.simulator.machines().await.unwrap().is_empty());
    world.delete(machines, "web").await;
    world.close().await;
}
