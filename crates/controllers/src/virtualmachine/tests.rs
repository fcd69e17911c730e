//! Gates, plan and status from small objects.

use api::{
    conditions,
    vmoperator::{VirtualMachine, VirtualMachineClass},
};
use chrono::{DateTime, Utc};
use hypervisor::{Error, Machine, MachineId, MachineSpec, PowerState, Resources};
use k8s_openapi::api::core::v1::Secret;
use serde::de::DeserializeOwned;

use super::{
    condition::{self, reason},
    gates::{Claim, Found, Gates, Lookup},
    image::Image,
    plan::{self, Step},
    status::{Refused, Seen, deleting, status},
};

const UID: &str = "5f0c1d3e-8f3c-4b6e-9d0a-0a1b2c3d4e5f";

fn yaml<T: DeserializeOwned>(text: &str) -> T {
    serde_saphyr::from_str(text).unwrap()
}

fn vm(spec: &str) -> VirtualMachine {
    let indented: String = spec.lines().map(|line| format!("  {line}\n")).collect();
    yaml(&format!(
        "apiVersion: vmoperator.vmware.com/v1alpha6\nkind: VirtualMachine\nmetadata:\n  name: web\n  namespace: team-a\n  uid: {UID}\n  generation: 3\n  annotations:\n    atoll.dev/request-id: r-1\nspec:\n{indented}"
    ))
}

fn now() -> DateTime<Utc> {
    "2026-01-01T12:00:00Z".parse().unwrap()
}

fn simple() -> VirtualMachine {
    vm("className: small\nimageName: debian\nstorageClass: fast\n")
}

fn class() -> VirtualMachineClass {
    yaml(
        "apiVersion: vmoperator.vmware.com/v1alpha6\nkind: VirtualMachineClass\nmetadata: {name: small}\nspec: {hardware: {cpus: 2, memory: 4Gi}}\n",
    )
}

fn found() -> Found {
    Found {
        class: Some(Ok(class().into())),
        image: Some(Ok(Image { provider_name: "Debian 13".into(), disks: 10 << 30, not_ready: None })),
        policy: None,
        storage_class: Some(Ok(())),
        claims: Vec::new(),
        secret: Lookup::Skipped,
    }
}

fn machine(spec: MachineSpec) -> Machine {
    Machine {
        spec,
        host: "sim-host-1".into(),
        power: PowerState::Off,
        address: None,
        message: String::new(),
        created_at: chrono::DateTime::UNIX_EPOCH,
        started_at: None,
    }
}

fn created(vm: &VirtualMachine, found: &Found) -> Machine {
    match plan::next(vm, None, &Gates::evaluate(vm, found), "installation", now()) {
        Step::Create(spec) => machine(*spec),
        other => panic!("expected a creation, got {other:?}"),
    }
}

/// `type=status/reason: message` of one condition.
fn said(status: &api::vmoperator::VirtualMachineStatus, type_: &str) -> String {
    conditions::get(&status.conditions, type_)
        .map_or_else(|| "absent".to_owned(), |one| format!("{}/{}: {}", one.status, one.reason, one.message))
}

#[test]
fn every_closed_gate_says_what_is_missing() {
    type Case = (VirtualMachine, fn(&mut Found), &'static str, &'static str);
    let cases: [Case; 12] = [
        (
            simple(),
            |found| found.class = Some(Err(vec!["large".into(), "xsmall".into()])),
            condition::CLASS_READY,
            "False/NotFound: class \"small\" does not exist; classes here: large, xsmall",
        ),
        (
            vm("imageName: debian\n"),
            |found| found.class = None,
            condition::CLASS_READY,
            "False/NotSet: spec.className names no class",
        ),
        (
            simple(),
            |found| found.class = Some(Ok(VirtualMachineClass::default().into())),
            condition::CLASS_READY,
            "False/NotReady: class \"small\" does not say how many CPUs and how much memory a machine has",
        ),
        (
            simple(),
            |found| found.image = Some(Err(vec![])),
            condition::IMAGE_READY,
            "False/NotFound: image \"debian\" does not exist; there are no images here",
        ),
        (
            simple(),
            |found| {
                found.image = Some(Ok(Image {
                    provider_name: String::new(),
                    disks: 0,
                    not_ready: Some("the image debian is not ready: 62 % imported".into()),
                }))
            },
            condition::IMAGE_READY,
            "False/NotReady: the image debian is not ready: 62 % imported",
        ),
        (
            vm("className: small\nimageName: debian\nreserved: {resourcePolicyName: p}\n"),
            |found| found.policy = Some(Err(vec![])),
            condition::VM_SET_RESOURCE_POLICY_READY,
            "False/NotFound: resource policy \"p\" does not exist; there are no resource policies here",
        ),
        (
            simple(),
            |found| found.storage_class = Some(Err(vec!["bulk".into()])),
            condition::STORAGE_READY,
            "False/NotFound: storage class \"fast\" does not exist; storage classes here: bulk",
        ),
        (
            simple(),
            |found| found.claims = vec![Claim { name: "data".into(), object: None, size: None }],
            condition::STORAGE_READY,
            "False/NotFound: persistent volume claim \"data\" does not exist",
        ),
        (
            vm(
                "className: small\nimageName: debian\nnetwork: {interfaces: [{name: eth0, addresses: [10.0.0.4/24]}]}\n",
            ),
            |_| {},
            condition::NETWORK_READY,
            "False/Unsupported: interface \"eth0\" asks for the address 10.0.0.4/24, but addresses are given by the hypervisor's network here; remove addresses",
        ),
        (
            vm(
                "className: small\nimageName: debian\nbootstrap: {cloudInit: {rawCloudConfig: {name: boot, key: user-data}}}\n",
            ),
            |found| found.secret = Lookup::Done(None),
            condition::BOOTSTRAP_READY,
            "False/NotFound: secret \"boot\" does not exist",
        ),
        (
            vm("className: small\nimageName: debian\nbootstrap: {sysprep: {}}\n"),
            |_| {},
            condition::BOOTSTRAP_READY,
            "False/Unsupported: spec.bootstrap.sysprep is not supported here; use spec.bootstrap.cloudInit.rawCloudConfig",
        ),
        (
            vm("className: small\n"),
            |found| found.image = None,
            condition::IMAGE_READY,
            "False/NotSet: spec.image names no image",
        ),
    ];
    for (vm, change, type_, expected) in cases {
        let mut found = found();
        change(&mut found);
        let gates = Gates::evaluate(&vm, &found);
        assert_eq!(plan::next(&vm, None, &gates, "installation", now()), Step::Rest, "{expected}");
        let status = status(&vm, &gates, &Seen::NotAsked, &api::time::now());
        assert_eq!(said(&status, type_), expected);
        let cause = expected.split_once(": ").unwrap().1;
        assert_eq!(said(&status, condition::CREATED), format!("False/NotReady: {cause}"));
        assert_eq!(said(&status, condition::READY), format!("False/NotReady: {cause}"));
    }
}

#[test]
fn the_machine_is_what_the_object_asks_for() {
    let vm = vm(
        "className: small\nimageName: debian\nadvanced: {bootDiskCapacity: 20Gi}\nbootstrap: {cloudInit: {rawCloudConfig: {name: boot, key: user-data}}}\nvolumes: [{name: data, persistentVolumeClaim: {claimName: web-data}}]\n",
    );
    let secret: Secret = yaml("metadata: {name: boot}\ndata: {value: I2Nsb3VkLWNvbmZpZw==}\n");
    let claim = yaml::<k8s_openapi::api::core::v1::PersistentVolumeClaim>(
        "metadata: {name: web-data}\nspec: {resources: {requests: {storage: 5Gi}}}\n",
    );
    let mut found = found();
    found.secret = Lookup::Done(Some(Box::new(secret)));
    found.claims = vec![Claim { name: "web-data".into(), object: Some(claim.into()), size: None }];
    let spec = created(&vm, &found).spec;
    assert_eq!((spec.id.0.as_str(), spec.namespace.as_str(), spec.name.as_str()), (UID, "team-a", "web"));
    assert_eq!(spec.resources, Resources { cpus: 2, memory: 4 << 30, storage: 25 << 30 });
    assert_eq!(
        (spec.image.as_str(), spec.user_data.as_deref(), spec.request_id.as_str(), spec.installation.as_str()),
        ("Debian 13", Some("#cloud-config"), "r-1", "installation")
    );
    assert_eq!(created(&vm, &found).spec, spec, "a repeat chooses the same UUIDs");
    assert_ne!(spec.bios_uuid, spec.instance_uuid);

    let chosen = self::vm(
        "className: small\nimageName: debian\nbiosUUID: 11111111-1111-4111-8111-111111111111\nresources: {size: {cpu: '3', memory: 1Gi}}\n",
    );
    let spec = created(&chosen, &self::found()).spec;
    assert_eq!(spec.bios_uuid, "11111111-1111-4111-8111-111111111111");
    assert_eq!((spec.resources.cpus, spec.resources.memory), (3, 1 << 30));
}

#[test]
fn power_follows_the_object() {
    let off = vm("className: small\nimageName: debian\npowerState: PoweredOff\n");
    let suspended = vm("className: small\nimageName: debian\npowerState: Suspended\n");
    for (vm, power, step) in [
        (simple(), PowerState::Off, Step::Power(PowerState::On)),
        (simple(), PowerState::On, Step::Rest),
        (off.clone(), PowerState::On, Step::Power(PowerState::Off)),
        (off, PowerState::Off, Step::Rest),
        (suspended, PowerState::On, Step::Power(PowerState::Suspended)),
    ] {
        let machine = Machine { power, ..created(&vm, &found()) };
        assert_eq!(plan::next(&vm, Some(&machine), &Gates::evaluate(&vm, &found()), "installation", now()), step);
    }
}

#[test]
fn a_lost_machine_is_not_made_again() {
    let mut vm = simple();
    vm.status = Some(api::vmoperator::VirtualMachineStatus { unique_id: Some(UID.into()), ..Default::default() });
    let gates = Gates::evaluate(&vm, &found());
    assert_eq!(plan::next(&vm, None, &gates, "installation", now()), Step::Lost);
    let status = status(&vm, &gates, &Seen::Lost, &api::time::now());
    assert!(said(&status, condition::CREATED).starts_with("False/Lost: "));
    assert_eq!(status.unique_id.as_deref(), Some(UID));
}

#[test]
fn the_drivers_words_reach_the_conditions() {
    let full = "no host can take the machine: needs 512 vCPU and 16 GiB, the most free on one host is 60 vCPU and 248 GiB (sim-host-2)";
    let gates = Gates::evaluate(&simple(), &found());
    let now = api::time::now();
    let of = |error: Error| status(&simple(), &gates, &Seen::Failed(error), &now);
    let no_capacity = of(Error::NoCapacity(full.into()));
    for type_ in [condition::PLACEMENT_READY, condition::CREATED, condition::READY] {
        assert_eq!(said(&no_capacity, type_), format!("False/{}: {full}", reason::INSUFFICIENT_CAPACITY));
    }
    let unavailable = of(Error::Unavailable("connection refused".into()));
    assert_eq!(said(&unavailable, condition::CREATED), "False/HypervisorError: connection refused");
    assert_eq!(said(&unavailable, condition::PLACEMENT_READY), "absent");
    assert_eq!(
        said(&of(Error::Invalid("no such image".into())), condition::CREATED),
        "False/RefusedByHypervisor: no such image"
    );

    let mut existing = simple();
    existing.status = Some(status(
        &simple(),
        &gates,
        &Seen::There { machine: Box::new(created(&simple(), &found())), refused: None },
        &now,
    ));
    let silent = status(&existing, &gates, &Seen::Failed(Error::Unavailable("timeout".into())), &now);
    assert_eq!(said(&silent, condition::CREATED), "True/True: ", "what was made is not unmade by silence");
    assert_eq!(said(&silent, condition::READY), "Unknown/HypervisorError: timeout");
    let stuck = deleting(&existing, &Error::Unavailable("timeout".into()), &now);
    assert_eq!(said(&stuck, condition::READY), "False/Deleting: the hypervisor does not remove the machine: timeout");
}

#[test]
fn the_status_tells_of_the_machine() {
    let vm = simple();
    let gates = Gates::evaluate(&vm, &found());
    let now = api::time::now();
    let booting = Machine { power: PowerState::On, message: "booting".into(), ..created(&vm, &found()) };
    let there = |machine: &Machine, refused| {
        status(&vm, &gates, &Seen::There { machine: Box::new(machine.clone()), refused }, &now)
    };
    assert_eq!(
        said(&there(&booting, None), condition::READY),
        "False/WaitingForAddress: the machine has no address yet: booting"
    );
    assert_eq!(
        said(&there(&created(&vm, &found()), None), condition::READY),
        "False/PoweringOn: the machine is powered off, powered on is asked for"
    );
    assert_eq!(
        said(
            &there(&created(&vm, &found()), Some(Refused::Power(Error::Unavailable("busy".into())))),
            condition::POWER_STATE_SYNCED
        ),
        "False/HypervisorError: busy"
    );
    let running = Machine { address: Some([127, 64, 0, 7].into()), message: String::new(), ..booting };
    let status = there(&running, None);
    assert_eq!(said(&status, condition::READY), "True/True: ");
    let expected: serde_json::Value = serde_json::json!({
        "powerState": "PoweredOn", "uniqueID": UID, "nodeName": "sim-host-1",
        "biosUUID": running.spec.bios_uuid, "instanceUUID": running.spec.instance_uuid,
        "class": {"apiVersion": "vmoperator.vmware.com/v1alpha6", "kind": "VirtualMachineClass", "name": "small"},
        "hardware": {"cpu": {"total": 2}, "memory": {"total": "4Gi"}},
        "network": {"primaryIP4": "127.64.0.7", "interfaces": [{"name": "eth0", "ip": {"addresses": [{"address": "127.64.0.7"}]}}]},
        "provider": {"creationTimestamp": "1970-01-01T00:00:00Z"}, "storage": {"total": "10Gi"},
    });
    let mut told = serde_json::to_value(&status).unwrap();
    told.as_object_mut().unwrap().remove("conditions");
    assert_eq!(told, expected);

    let again = {
        let mut vm = vm.clone();
        vm.status = Some(status.clone());
        vm
    };
    let later = api::time::from_chrono(chrono::Utc::now() + chrono::Duration::hours(1));
    let same =
        super::status::status(&again, &gates, &Seen::There { machine: Box::new(running), refused: None }, &later);
    assert_eq!(same, status, "time alone changes nothing");
}

#[test]
fn another_size_is_reported() {
    let vm = simple();
    let mut machine = created(&vm, &found());
    machine.spec.resources.cpus = 8;
    let status = status(
        &vm,
        &Gates::evaluate(&vm, &found()),
        &Seen::There { machine: Box::new(machine), refused: None },
        &api::time::now(),
    );
    assert!(said(&status, condition::CONFIGURATION_SYNCED).starts_with("False/SizeDiffers"));
}

/// A machine that is on since 11:00 and is to be restarted at this time.
fn to_restart(time: &str) -> VirtualMachine {
    vm(&format!("className: small\nimageName: debian\nnextRestartTime: '2026-01-01T{time}Z'\n"))
}

#[test]
fn a_restart_is_done_once_by_whoever_started_the_machine_last() {
    let step = |time: &str, power, started: &str| {
        let vm = to_restart(time);
        let started_at = Some(format!("2026-01-01T{started}Z").parse().unwrap());
        let machine = Machine { power, started_at, ..created(&vm, &found()) };
        plan::next(&vm, Some(&machine), &Gates::evaluate(&vm, &found()), "installation", now())
    };
    assert_eq!(step("11:30:00", PowerState::On, "11:00:00"), Step::Power(PowerState::Off));
    assert_eq!(step("11:30:00", PowerState::Off, "11:00:00"), Step::Power(PowerState::On));
    assert_eq!(step("11:30:00", PowerState::On, "11:30:01"), Step::Rest, "it was started since");
    assert_eq!(step("12:30:00", PowerState::On, "11:00:00"), Step::Rest, "it is not time yet");

    let vm = to_restart("11:30:00");
    let running = |started: &str| Machine {
        power: PowerState::On,
        started_at: Some(format!("2026-01-01T{started}Z").parse().unwrap()),
        ..created(&vm, &found())
    };
    let told = |machine| {
        let seen = Seen::There { machine: Box::new(machine), refused: None };
        status(&vm, &Gates::evaluate(&vm, &found()), &seen, &api::time::now()).last_restart_time
    };
    assert_eq!(told(running("11:00:00")), None);
    assert_eq!(serde_json::to_value(told(running("11:31:00"))).unwrap(), "2026-01-01T11:31:00Z");
}

#[test]
fn another_class_is_taken_when_the_machine_is_off() {
    let gates_of = |vm: &VirtualMachine, found: &Found| Gates::evaluate(vm, found);
    let mut larger = found();
    let class: VirtualMachineClass = yaml(
        "apiVersion: vmoperator.vmware.com/v1alpha6\nkind: VirtualMachineClass\nmetadata: {name: large}\nspec: {hardware: {cpus: 8, memory: 16Gi}}\n",
    );
    larger.class = Some(Ok(class.into()));
    let mut vm = vm("className: large\nimageName: debian\n");
    let old = created(&simple(), &found());
    let see = |vm: &VirtualMachine, machine: &Machine, refused| {
        let seen = Seen::There { machine: Box::new(machine.clone()), refused };
        status(vm, &gates_of(vm, &larger), &seen, &api::time::now())
    };
    vm.status = Some(status(
        &simple(),
        &gates_of(&simple(), &found()),
        &Seen::There { machine: Box::new(old.clone()), refused: None },
        &api::time::now(),
    ));
    let on = Machine { power: PowerState::On, ..old.clone() };
    let next = |vm: &VirtualMachine, machine: &Machine| {
        plan::next(vm, Some(machine), &gates_of(vm, &larger), "installation", now())
    };
    assert_eq!(next(&vm, &on), Step::Rest, "a running machine keeps its size");
    let told = see(&vm, &on, None);
    assert!(said(&told, condition::CONFIGURATION_SYNCED).contains("when it is powered off and on"));
    assert_eq!(told.class.unwrap().name, "small");
    assert_eq!(next(&vm, &old), Step::Resize(8, 16 << 30));

    let full = see(&vm, &old, Some(Refused::Size(Error::NoCapacity("host a has no room".into()))));
    assert_eq!(said(&full, condition::READY), "False/InsufficientCapacity: host a has no room");

    let mut new = old.clone();
    (new.spec.resources.cpus, new.spec.resources.memory) = (8, 16 << 30);
    assert_eq!(next(&vm, &new), Step::Power(PowerState::On));
    assert_eq!(see(&vm, &new, None).class.unwrap().name, "large");

    // The class itself was changed: a machine that has it keeps what it was made with.
    let mut same = simple();
    same.status = Some(see(&vm, &old, None));
    assert_eq!(plan::next(&same, Some(&old), &gates_of(&same, &larger), "i", now()), Step::Power(PowerState::On));
}

#[test]
fn the_identity_is_the_objects_uid() {
    assert_eq!(plan::machine_id(&simple()), MachineId(UID.into()));
}
