//! One machine as a row of a list, from the VirtualMachine alone. Pure.

use api::meta::{annotation, label};
use chrono::Utc;
use serde_json::Value;

use crate::{
    explain::object,
    facts::Facts,
    view::{MachineRow, Power, State},
};

/// The row of a VirtualMachine.
pub(super) fn row(vm: &Facts) -> MachineRow {
    let finding = object::assess(vm);
    let text = |pointer: &str| Some(vm.text(pointer)).filter(|text| !text.is_empty()).map(str::to_owned);
    let creator = vm.annotation(annotation::CREATED_BY);
    MachineRow {
        namespace: vm.namespace().to_owned(),
        name: vm.name().to_owned(),
        state: finding.state,
        cause: (finding.state != State::Ready).then_some(finding.cause).flatten(),
        power: power(vm.text("/status/powerState")),
        class: vm.text("/spec/className").to_owned(),
        address: text("/status/network/primaryIP4").or_else(|| text("/status/network/primaryIP6")),
        host: text("/status/nodeName"),
        cluster: cluster(vm).map(str::to_owned),
        created: vm.created().unwrap_or_else(Utc::now),
        created_by: (!creator.is_empty()).then(|| creator.to_owned()),
    }
}

/// The name of the cluster whose controllers made the machine. A label that somebody wrote by hand does not count.
pub(super) fn cluster(vm: &Facts) -> Option<&str> {
    let is_made = |owner: &Value| {
        owner["kind"] == "VSphereMachine" && owner["controller"] == true
            || matches!(owner["kind"].as_str(), Some("Machine" | "Cluster"))
    };
    let names = [label::CLUSTER_NAME, label::CAPV_CLUSTER_NAME].map(|key| vm.label(key));
    let name = names.into_iter().find(|name| !name.is_empty())?;
    vm.items("/metadata/ownerReferences").any(is_made).then_some(name)
}

/// The power in the words of `status.powerState` and `spec.powerState`.
pub(super) fn power(text: &str) -> Power {
    match text {
        "PoweredOn" => Power::On,
        "PoweredOff" => Power::Off,
        "Suspended" => Power::Suspended,
        _ => Power::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{cluster, row};
    use crate::{
        facts::Facts,
        view::{Power, State},
    };

    fn vm(metadata: serde_json::Value, status: serde_json::Value) -> Facts {
        let object = json!({"metadata": metadata, "spec": {"className": "small"}, "status": status});
        Facts::new(object, "vmoperator.vmware.com/v1alpha6", "VirtualMachine")
    }

    #[test]
    fn a_machine_belongs_to_the_cluster_that_made_it_and_to_no_label_alone() {
        let labels = json!({"cluster.x-k8s.io/cluster-name": "demo"});
        let owner = json!([{"kind": "VSphereMachine", "controller": true, "uid": "1"}]);
        for (metadata, wanted) in [
            (json!({"labels": labels, "ownerReferences": owner}), Some("demo")),
            (json!({"labels": labels}), None),
            (json!({"ownerReferences": owner}), None),
            (json!({"labels": labels, "ownerReferences": [{"kind": "ConfigMap", "uid": "2"}]}), None),
        ] {
            assert_eq!(cluster(&vm(metadata.clone(), json!({}))), wanted, "{metadata}");
        }
    }

    #[test]
    fn a_row_says_what_the_status_says() {
        let status = json!({
            "powerState": "PoweredOn", "nodeName": "kvm-1", "network": {"primaryIP4": "10.0.0.7"},
            "conditions": [{"type": "Ready", "status": "True", "reason": "True"}],
        });
        let shown = row(&vm(json!({"name": "web", "namespace": "a"}), status));
        assert_eq!((shown.power, shown.state), (Power::On, State::Ready));
        assert_eq!((shown.address.as_deref(), shown.host.as_deref()), (Some("10.0.0.7"), Some("kvm-1")));
        let new = row(&vm(json!({"name": "web", "namespace": "a"}), json!({})));
        assert_eq!((new.power, new.state, new.address), (Power::Unknown, State::Progressing, None));
    }
}
