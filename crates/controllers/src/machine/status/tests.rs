use std::sync::Arc;

use serde_json::{Value, json};

use super::*;
use crate::key::Key;

fn machine(more: Value) -> Machine {
    let mut value = json!({"metadata": {"name": "m", "generation": 1}, "spec": {"clusterName": "demo", "bootstrap": {"configRef": {"apiGroup": "b", "kind": "KubeadmConfig", "name": "m"}},
        "infrastructureRef": {"apiGroup": "i", "kind": "VSphereMachine", "name": "m"}}});
    for (part, of) in more.as_object().unwrap() {
        for (name, of) in of.as_object().unwrap() {
            value[part][name] = of.clone();
        }
    }
    serde_json::from_value(value).unwrap()
}

fn condition_json(type_: &str, status: &str, message: &str) -> Value {
    json!({"type": type_, "status": status, "reason": "R", "message": message, "lastTransitionTime": "2026-11-21T00:00:00Z"})
}

fn found() -> Found {
    Found {
        cluster: Key::new("ns", "demo"),
        config: None,
        infrastructure: None,
        node: None,
        nodes_known: true,
        silent_for: None,
        differences: Some(Vec::new()),
    }
}

fn joined_found(node_status: Value) -> Found {
    let ready = json!({"conditions": [condition_json("Ready", "True", "")], "initialization": {"provisioned": true}, "addresses": [{"type": "InternalIP", "address": "192.0.2.4"}]});
    Found {
        config: Some(Arc::new(
            serde_json::from_value(
                json!({"metadata": {}, "spec": {}, "status": {"conditions": [condition_json("Ready", "True", "")]}}),
            )
            .unwrap(),
        )),
        infrastructure: Some(Arc::new(
            serde_json::from_value(
                json!({"metadata": {}, "spec": {"className": "c", "imageName": "i"}, "status": ready}),
            )
            .unwrap(),
        )),
        node: Some(Arc::new(
            serde_json::from_value(json!({"metadata": {"name": "node"}, "status": node_status})).unwrap(),
        )),
        ..found()
    }
}

fn said(status: &MachineStatus, type_: &str) -> (String, String, String) {
    let condition = conditions::get(&status.conditions, type_).unwrap_or_else(|| panic!("{type_}"));
    (condition.status.clone(), condition.reason.clone(), condition.message.clone())
}

fn now() -> Time {
    Time("2026-11-21T12:00:00Z".parse().unwrap())
}

#[test]
fn phases_follow_what_is_there() {
    let data = json!({"spec": {"bootstrap": {"dataSecretName": "d"}}});
    let provisioned = Found { node: None, ..joined_found(json!({})) };
    let cases = [
        (machine(json!({})), found(), MachinePhase::Pending),
        (machine(data.clone()), found(), MachinePhase::Provisioning),
        (machine(data.clone()), provisioned, MachinePhase::Provisioned),
        (machine(data), joined_found(json!({})), MachinePhase::Running),
        (machine(json!({"metadata": {"deletionTimestamp": "2026-11-21T00:00:00Z"}})), found(), MachinePhase::Deleting),
    ];
    for (machine, found, phase) in cases {
        let (status, _) = plan(&machine, &found, &Ok(None), false, &now());
        assert_eq!(status.phase, Some(phase));
    }
}

#[test]
fn a_machine_is_ready_when_its_node_is() {
    let machine = machine(json!({"spec": {"providerID": "vsphere://b"}}));
    let (status, next) = plan(
        &machine,
        &joined_found(json!({"conditions": [{"type": "Ready", "status": "True"}]})),
        &Ok(None),
        false,
        &now(),
    );
    for type_ in
        [condition::NODE_READY, condition::NODE_HEALTHY, condition::READY, condition::AVAILABLE, condition::UP_TO_DATE]
    {
        assert_eq!(said(&status, type_).0, "True", "{type_}");
    }
    assert_eq!((status.node_ref.unwrap().name.as_str(), next), ("node", None));
    assert_eq!(status.addresses.unwrap()[0].address, "192.0.2.4");
    let pressed = json!({"conditions": [{"type": "Ready", "status": "True"}, {"type": "DiskPressure", "status": "True", "message": "disk is full"}]});
    let (status, _) = plan(&machine, &joined_found(pressed), &Ok(None), false, &now());
    assert_eq!(said(&status, condition::NODE_READY).0, "True");
    assert_eq!(said(&status, condition::READY).2, "* NodeHealthy: * Node.DiskPressure: disk is full");
}

#[test]
fn available_needs_it_to_last() {
    let machine = machine(json!({"spec": {"minReadySeconds": 30}}));
    let ready = json!({"conditions": [{"type": "Ready", "status": "True"}]});
    let (status, next) = plan(&machine, &joined_found(ready.clone()), &Ok(None), false, &now());
    assert_eq!(
        (said(&status, condition::AVAILABLE).1.as_str(), next),
        (reason::WAITING_FOR_MIN_READY_SECONDS, Some(Duration::from_secs(31)))
    );
    let later = Machine { status: Some(status), ..machine };
    let (status, next) =
        plan(&later, &joined_found(ready), &Ok(None), false, &Time("2026-11-21T12:00:31Z".parse().unwrap()));
    assert_eq!((said(&status, condition::AVAILABLE).0.as_str(), next), ("True", None));
}

#[test]
fn what_it_waits_for_is_said() {
    let said_of = |machine: &Machine| said(&plan(machine, &found(), &Ok(None), false, &now()).0, condition::NODE_READY);
    let unknown = |message: &str| ("Unknown".to_owned(), reason::INSPECTION_FAILED.to_owned(), message.to_owned());
    assert_eq!(said_of(&machine(json!({}))), unknown("Waiting for the virtual machine"));
    let provisioned = machine(json!({"spec": {"providerID": "vsphere://b"}}));
    assert_eq!(said_of(&provisioned), unknown("Waiting for a Node with spec.providerID vsphere://b to exist"));
}

#[test]
fn a_silent_guest_gets_time_before_its_nodes_are_unknown() {
    let ready = json!({"conditions": [{"type": "Ready", "status": "True"}]});
    let (status, _) = plan(&machine(json!({})), &joined_found(ready.clone()), &Ok(None), false, &now());
    let joined = Machine { status: Some(status), ..machine(json!({})) };
    let silent = |seconds| Found { silent_for: Some(Duration::from_secs(seconds)), ..joined_found(ready.clone()) };
    let (status, next) = plan(&joined, &silent(100), &Ok(None), false, &now());
    assert_eq!((said(&status, condition::NODE_READY).0.as_str(), next), ("True", Some(Duration::from_secs(200))));
    let (status, _) = plan(&joined, &silent(301), &Ok(None), false, &now());
    assert_eq!(said(&status, condition::NODE_READY).1, reason::CONNECTION_DOWN);
    let (status, _) = plan(&joined, &Found { node: None, ..joined_found(ready) }, &Ok(None), false, &now());
    assert_eq!(
        said(&status, condition::NODE_READY).1,
        "InspectionFailed",
        "without a provider's id nothing can be said"
    );
}

#[test]
fn stages_of_deletion_are_said_and_timed_once() {
    let going = machine(json!({"metadata": {"deletionTimestamp": "2026-11-21T00:00:00Z"}}));
    let (status, _) = plan(&going, &found(), &Ok(Some(Stage::Draining("pods".to_owned()))), false, &now());
    assert_eq!(
        said(&status, condition::DELETING),
        ("True".to_owned(), reason::DRAINING_NODE.to_owned(), "pods".to_owned())
    );
    let started = status.deletion.clone().unwrap().node_drain_start_time;
    let (again, _) = plan(
        &Machine { status: Some(status), ..going },
        &found(),
        &Ok(Some(Stage::Draining("pods".to_owned()))),
        false,
        &Time("2026-11-21T13:00:00Z".parse().unwrap()),
    );
    assert_eq!(again.deletion.unwrap().node_drain_start_time, started);
}

#[test]
fn an_error_does_not_move_the_observed_generation() {
    let (status, _) = plan(&machine(json!({})), &found(), &Err(Error::Invalid("no".to_owned())), false, &now());
    assert_eq!(status.observed_generation, None);
    let (status, _) = plan(&machine(json!({})), &found(), &Ok(None), true, &now());
    assert_eq!(said(&status, condition::PAUSED).0, "True");
}
