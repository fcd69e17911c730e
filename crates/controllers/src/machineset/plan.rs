//! The machines of a MachineSet: what a new one is like, and which ones go. Pure.

use std::sync::Arc;

use api::{
    cluster::{Machine, MachineBootstrap, MachineDeletionOrder, MachineSet, MachineSpec, machine::condition},
    conditions,
    meta::{annotation, finalizer, label},
};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use crate::{
    contract,
    machine_names::{self, Naming},
    machine_parts, meta,
};

/// The machine with this ordinal.
pub(super) fn machine(object: &MachineSet, ordinal: u64) -> Machine {
    let template = &object.spec.template;
    let naming = Naming {
        template: object.spec.machine_naming.as_ref().and_then(|naming| naming.template.as_deref()),
        cluster: &object.spec.cluster_name,
        owner_kind: "machineSet",
        owner: object.metadata.name.as_deref().unwrap_or_default(),
        owner_uid: object.metadata.uid.as_deref().unwrap_or_default(),
    };
    let name = machine_names::machine_name(&naming, ordinal);
    let mut made = ObjectMeta {
        namespace: object.metadata.namespace.clone(),
        finalizers: Some(vec![finalizer::MACHINE.to_owned()]),
        owner_references: Some(vec![meta::controller_of(object)]),
        ..ObjectMeta::default()
    };
    dress(object, &mut made);
    meta::set_annotation(&mut made, machine_names::ORDINAL, ordinal.to_string());
    meta::copy_request_id(&object.metadata, &mut made);
    let config_ref = template.spec.bootstrap.config_ref.as_ref().map(|_| machine_parts::bootstrap_ref(&name));
    let spec = MachineSpec {
        cluster_name: object.spec.cluster_name.clone(),
        bootstrap: MachineBootstrap { config_ref, data_secret_name: template.spec.bootstrap.data_secret_name.clone() },
        infrastructure_ref: machine_parts::infrastructure_ref(&name),
        provider_id: None,
        ..template.spec.clone()
    };
    made.name = Some(name);
    Machine { metadata: made, spec, status: None }
}

/// Labels and annotations of the template, and those by which the machine is found.
fn dress(object: &MachineSet, to: &mut ObjectMeta) {
    let given = object.spec.template.metadata.clone().unwrap_or_default();
    let labels = to.labels.get_or_insert_default();
    labels.extend(given.labels.unwrap_or_default());
    labels.extend(object.spec.selector.match_labels.clone().unwrap_or_default());
    labels.insert(label::CLUSTER_NAME.to_owned(), object.spec.cluster_name.clone());
    labels.insert(label::SET_NAME.to_owned(), object.metadata.name.clone().unwrap_or_default());
    for name in [label::DEPLOYMENT_NAME, label::MACHINE_TEMPLATE_HASH] {
        if let Some(value) = meta::label(&object.metadata, name) {
            labels.insert(name.to_owned(), value.to_owned());
        }
    }
    if let Some(annotations) = given.annotations.filter(|annotations| !annotations.is_empty()) {
        to.annotations.get_or_insert_default().extend(annotations);
    }
}

/// The machine with what may change without a new one.
pub(super) fn carried_over(object: &MachineSet, machine: &Machine) -> Machine {
    let mut new = machine.clone();
    dress(object, &mut new.metadata);
    let from = &object.spec.template.spec;
    new.spec.deletion = from.deletion.clone();
    new.spec.min_ready_seconds = from.min_ready_seconds;
    new.spec.readiness_gates = from.readiness_gates.clone();
    new.spec.taints = from.taints.clone();
    // As admission will fill it in, so that what comes back is what was wanted.
    api::cluster::machine::default(&mut new);
    new
}

/// The machines that go so that `excess` fewer are left: those that are going, those that someone named, those that do
/// not serve, then by the order of the spec.
pub(super) fn victims(object: &MachineSet, machines: &[Arc<Machine>], excess: usize) -> Vec<Arc<Machine>> {
    let order =
        object.spec.deletion.as_ref().and_then(|deletion| deletion.order).unwrap_or(MachineDeletionOrder::Random);
    let mut sorted: Vec<&Arc<Machine>> = machines.iter().collect();
    sorted.sort_by_cached_key(|machine| {
        let seconds = machine.metadata.creation_timestamp.as_ref().map_or(0, |created| created.0.as_second());
        let age = match order {
            MachineDeletionOrder::Oldest => seconds,
            MachineDeletionOrder::Newest => -seconds,
            // The name ends at random.
            MachineDeletionOrder::Random => 0,
        };
        (rank(machine), age, machine.metadata.name.clone())
    });
    sorted.into_iter().take(excess).filter(|machine| !meta::is_deleting(&machine.metadata)).cloned().collect()
}

fn rank(machine: &Machine) -> u8 {
    let list = contract::conditions_of(machine);
    let joined = machine.status.as_ref().is_some_and(|status| status.node_ref.is_some());
    let unhealthy = conditions::is_false(list, condition::HEALTH_CHECK_SUCCEEDED)
        || conditions::is_false(list, condition::NODE_HEALTHY);
    if meta::is_deleting(&machine.metadata) {
        0
    } else if meta::annotation(&machine.metadata, annotation::DELETE_MACHINE).is_some() {
        1
    } else if !joined || unhealthy {
        2
    } else {
        3
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn set(order: Option<&str>) -> MachineSet {
        serde_json::from_value(json!({
            "metadata": {"name": "demo-workers-abc", "namespace": "ns", "uid": "ms", "labels": {"machine-template-hash": "abc", "cluster.x-k8s.io/deployment-name": "demo-workers"}},
            "spec": {"clusterName": "demo", "replicas": 2, "deletion": {"order": order}, "selector": {"matchLabels": {"machine-template-hash": "abc"}},
                "template": {"metadata": {"labels": {"pool": "workers"}, "annotations": {"note": "x"}}, "spec": {"clusterName": "demo", "version": "v1.34.0", "minReadySeconds": 3,
                    "bootstrap": {"configRef": {"apiGroup": "b", "kind": "KubeadmConfigTemplate", "name": "t"}},
                    "infrastructureRef": {"apiGroup": "i", "kind": "VSphereMachineTemplate", "name": "t"}}}},
        }))
        .unwrap()
    }

    #[test]
    fn a_machine_is_made_from_the_template() {
        let made = machine(&set(None), 4);
        let name = made.metadata.name.clone().unwrap();
        assert!(name.starts_with("demo-workers-abc-"), "{name}");
        assert_eq!(made.spec.infrastructure_ref.name, name);
        assert_eq!(made.spec.bootstrap.config_ref.as_ref().unwrap().kind, "KubeadmConfig");
        let labels = made.metadata.labels.as_ref().unwrap();
        for (label, value) in [
            ("pool", "workers"),
            ("cluster.x-k8s.io/set-name", "demo-workers-abc"),
            ("machine-template-hash", "abc"),
            ("cluster.x-k8s.io/deployment-name", "demo-workers"),
        ] {
            assert_eq!(labels[label], value);
        }
        assert_eq!(made.metadata.annotations.as_ref().unwrap()["atoll.dev/ordinal"], "4");
        let mut admitted = made;
        api::cluster::machine::default(&mut admitted);
        assert_eq!(carried_over(&set(None), &admitted), admitted, "nothing to carry over to a new machine");
    }

    fn there(name: &str, created: &str, more: Value) -> Arc<Machine> {
        let mut value = json!({"metadata": {"name": name, "creationTimestamp": created}, "status": {"nodeRef": {"name": name}},
            "spec": {"clusterName": "demo", "bootstrap": {}, "infrastructureRef": {"apiGroup": "i", "kind": "k", "name": name}}});
        for (name, of) in more.as_object().unwrap() {
            value["metadata"][name] = of.clone();
        }
        Arc::new(serde_json::from_value(value).unwrap())
    }

    #[test]
    fn who_goes_first() {
        let (early, late) = ("2026-11-21T08:00:00Z", "2026-11-21T09:00:00Z");
        let plain = json!({});
        let annotated = json!({"annotations": {"cluster.x-k8s.io/delete-machine": ""}});
        let going = json!({"deletionTimestamp": late});
        let machines = [
            there("a", early, plain.clone()),
            there("b", late, plain),
            there("c", early, annotated),
            there("d", early, going),
        ];
        let names = |order, excess| -> Vec<String> {
            victims(&set(order), &machines, excess).iter().map(|one| one.metadata.name.clone().unwrap()).collect()
        };
        assert!(names(None, 1).is_empty(), "one is going already");
        assert_eq!(names(None, 2), ["c"]);
        assert_eq!(names(Some("Oldest"), 3), ["c", "a"]);
        assert_eq!(names(Some("Newest"), 3), ["c", "b"]);
        let mut unjoined = machines.to_vec();
        unjoined.push(Arc::new(Machine { status: None, ..there("z", early, json!({})).as_ref().clone() }));
        let chosen = victims(&set(None), &unjoined, 3);
        assert_eq!(chosen.iter().map(|one| one.metadata.name.clone().unwrap()).collect::<Vec<_>>(), ["c", "z"]);
    }
}
