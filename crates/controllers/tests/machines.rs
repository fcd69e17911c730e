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
use k8s_openapi::api::core::v1::{Event, Namespace};
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

/// A machine of namespace [`NAMESPACE`], made by somebody.
fn made_by(installation: &str, id: &str, name: &str) -> MachineSpec {
    MachineSpec {
        id: MachineId(id.into()),
        namespace: NAMESPACE.into(),
        name: name.into(),
        bios_uuid: String::new(),
        instance_uuid: String::new(),
        resources: Resources { cpus: 1, memory: 1 << 30, storage: 1 << 30 },
        image: "debian".into(),
        installation: installation.into(),
        user_data: None,
        request_id: String::new(),
    }
}

/// The UID of Namespace `kube-system`.
async fn installation(world: &World) -> String {
    world.cluster_wide::<Namespace>().get("kube-system").await.unwrap().uid().unwrap()
}

/// Waits until the hypervisor has exactly these machines.
async fn until_left(world: &World, expected: &[&str]) {
    let mut expected: Vec<String> = expected.iter().map(|id| (*id).to_owned()).collect();
    expected.sort();
    let mut events = world.simulator.events();
    let wait = async {
        loop {
            let mut left: Vec<String> =
                world.simulator.machines().await.unwrap().into_iter().map(|one| one.spec.id.0).collect();
            left.sort();
            if left == expected {
                return;
            }
            events.recv().await.unwrap();
        }
    };
    let left = tokio::time::timeout(Duration::from_secs(30), wait).await;
    left.unwrap_or_else(|_| panic!("expected {expected:?}"));
}

/// The Events that tell of machines which are left alone, once there are so many.
async fn left_alone(world: &World, count: usize) -> Vec<Event> {
    let events: Api<Event> = Api::namespaced(world.client.clone(), "default");
    let of_reason = ListParams::default().fields("reason=MachineLeftAlone");
    let wait = async {
        loop {
            let found = events.list(&of_reason).await.unwrap().items;
            if found.len() >= count {
                return found;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), wait).await.expect("too few Events tell of machines left alone")
}

#[tokio::test]
async fn only_machines_that_are_certainly_ours_and_left_behind_are_removed() {
    let mut world = World::new().await;
    world.apply_all(CATALOG).await;
    let own = installation(&world).await;
    world.apply_all(&vm("kept", "small")).await;
    let machines = world.all::<VirtualMachine>();
    let kept = machines.get("kept").await.unwrap().uid().unwrap();
    let [unknown, other, left_behind] = [(); 3].map(|()| uuid::Uuid::new_v4().to_string());
    for (maker, id) in [("", &unknown), ("other", &other), (&own, &left_behind), (&own, &kept)] {
        world.simulator.create(made_by(maker, id, "kept")).await.unwrap();
    }
    world.start();
    until_left(&world, &[&unknown, &other, &kept]).await;
    world.until(machines.clone(), "kept", when(ready)).await;

    // Looked at again whenever something happens to it, and told of once.
    for power in [hypervisor::PowerState::On, hypervisor::PowerState::Off] {
        world.simulator.set_power(&MachineId(other.clone()), power).await.unwrap();
    }
    world.apply_all(&vm("later", "small")).await;
    world.until(machines.clone(), "later", when(ready)).await;
    let later = machines.get("later").await.unwrap().uid().unwrap();
    let made = world.simulator.machine(&MachineId(later.clone())).await.unwrap().unwrap();
    assert_eq!(made.spec.installation, own);
    let events = left_alone(&world, 2).await;
    let about = |id: &str| {
        let of_it: Vec<&Event> =
            events.iter().filter(|event| event.message.as_deref().is_some_and(|words| words.contains(id))).collect();
        assert!(of_it.len() == 1 && of_it[0].count == Some(1), "{id}: {of_it:?}");
        of_it[0].message.clone().unwrap()
    };
    assert!(about(&unknown).contains("made by an unknown installation, not by this installation"));
    assert!(about(&other).contains("made by other, not by this installation"), "{}", about(&other));
    until_left(&world, &[&unknown, &other, &kept, &later]).await;
    world.close().await;
}

#[tokio::test]
async fn machines_that_a_restored_backup_does_not_know_are_left_alone() {
    let mut world = World::new().await;
    world.apply_all(CATALOG).await;
    let own = installation(&world).await;
    let now = chrono::Utc::now();
    let restore =
        api::installation::Restore { id: "r".into(), backup: now - chrono::Duration::minutes(5), restored: now };
    let annotations = json!({api::meta::annotation::RESTORES: api::installation::annotation_of(&[restore])});
    let patch = json!({"metadata": {"annotations": annotations}});
    let namespaces = world.cluster_wide::<Namespace>();
    namespaces.patch("kube-system", &PatchParams::default(), &Patch::Merge(&patch)).await.unwrap();
    let [before, since] = [(); 2].map(|()| uuid::Uuid::new_v4().to_string());
    let present = format!("{own}.r");
    world.simulator.create(made_by(&own, &before, "before")).await.unwrap();
    world.simulator.create(made_by(&present, &since, "since")).await.unwrap();
    world.start();
    until_left(&world, &[&before]).await;
    let events = left_alone(&world, 1).await;
    let said = events[0].message.as_deref().unwrap();
    assert!(said.contains(&before) && said.contains("after the backup that was restored"), "{said}");

    world.apply_all(&vm("web", "small")).await;
    world.until(world.all::<VirtualMachine>(), "web", when(ready)).await;
    let made = world.simulator.machines().await.unwrap();
    assert!(made.iter().any(|one| one.spec.name == "web" && one.spec.installation == present));
    assert!(made.iter().any(|one| one.spec.id.0 == before));
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
