//! The columns that matter for each kind. Pure.

use serde_json::Value;

use crate::{facts::Facts, view::LayerColumn};

/// A column: its title, whether it holds numbers, and how its value is read.
pub(super) struct Column {
    title: &'static str,
    numeric: bool,
    read: fn(&Facts) -> String,
}

const fn text(title: &'static str, read: fn(&Facts) -> String) -> Column {
    Column { title, numeric: false, read }
}

const fn number(title: &'static str, read: fn(&Facts) -> String) -> Column {
    Column { title, numeric: true, read }
}

const GUEST_CLUSTER: [Column; 3] = [
    number("Control plane", |object| part(object, "/status/controlPlane/ready", "/status/controlPlane/desired")),
    number("Workers", |object| part(object, "/status/workers/ready", "/status/workers/desired")),
    text("Endpoint", |object| value(object, "/status/endpoint/host")),
];
const CLUSTER: [Column; 2] = [
    text("Endpoint", |object| value(object, "/spec/controlPlaneEndpoint/host")),
    text("Phase", |object| value(object, "/status/phase")),
];
const REPLICATED: [Column; 2] = [
    number("Ready", |object| part(object, "/status/readyReplicas", "/spec/replicas")),
    number("Up to date", |object| part(object, "/status/upToDateReplicas", "/spec/replicas")),
];
const MACHINE: [Column; 2] = [
    text("Node", |object| value(object, "/status/nodeRef/name")),
    text("Phase", |object| value(object, "/status/phase")),
];
const KUBEADM_CONFIG: [Column; 1] = [text("Bootstrap data", |object| value(object, "/status/dataSecretName"))];
const VSPHERE_CLUSTER: [Column; 1] = [text("Endpoint", |object| value(object, "/spec/controlPlaneEndpoint/host"))];
const VSPHERE_MACHINE: [Column; 1] = [text("Class", |object| value(object, "/spec/className"))];
const VIRTUAL_MACHINE: [Column; 3] = [
    text("Class", |object| value(object, "/spec/className")),
    text("Power", |object| value(object, "/status/powerState")),
    text("Address", |object| value(object, "/status/network/primaryIP4")),
];
const SERVICE: [Column; 2] = [
    text("Type", |object| value(object, "/spec/type")),
    text("Address", |object| value(object, "/status/loadBalancer/ingress/0/ip")),
];
const CLASS: [Column; 2] = [
    number("CPU", |object| value(object, "/spec/hardware/cpus")),
    number("Memory", |object| value(object, "/spec/hardware/memory")),
];
const IMAGE: [Column; 1] = [text("Operating system", |object| value(object, "/status/osInfo/type"))];
const RELEASE: [Column; 1] = [text("Kubernetes", |object| value(object, "/spec/kubernetes/version"))];

/// The columns of a kind.
pub(super) fn of(kind: &str) -> &'static [Column] {
    match kind {
        "GuestCluster" => &GUEST_CLUSTER,
        "Cluster" => &CLUSTER,
        "KubeadmControlPlane" | "MachineDeployment" | "MachineSet" => &REPLICATED,
        "Machine" => &MACHINE,
        "KubeadmConfig" => &KUBEADM_CONFIG,
        "VSphereCluster" => &VSPHERE_CLUSTER,
        "VSphereMachine" => &VSPHERE_MACHINE,
        "VirtualMachine" => &VIRTUAL_MACHINE,
        "VirtualMachineService" => &SERVICE,
        "VirtualMachineClass" => &CLASS,
        "ClusterVirtualMachineImage" => &IMAGE,
        "TanzuKubernetesRelease" => &RELEASE,
        _ => &[],
    }
}

/// The titles of a kind's columns.
pub(super) fn titles(kind: &str) -> Vec<LayerColumn> {
    of(kind).iter().map(|column| LayerColumn { title: column.title.to_owned(), numeric: column.numeric }).collect()
}

/// The values of an object, in the order of its kind's columns.
pub(super) fn cells(object: &Facts) -> Vec<String> {
    of(object.kind()).iter().map(|column| (column.read)(object)).collect()
}

fn value(object: &Facts, pointer: &str) -> String {
    match object.at(pointer) {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    }
}

/// `2 of 3`, or `3` when all are there.
fn part(object: &Facts, ready: &str, desired: &str) -> String {
    let (ready, desired) = (object.number(ready).unwrap_or(0), object.number(desired).unwrap_or(0));
    if ready == desired { desired.to_string() } else { format!("{ready} of {desired}") }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{cells, titles};
    use crate::facts::Facts;

    #[test]
    fn each_kind_has_a_value_for_each_title() {
        let object = json!({
            "spec": {"replicas": 3, "className": "small"},
            "status": {"readyReplicas": 2, "upToDateReplicas": 3, "powerState": "PoweredOn", "network": {"primaryIP4": "10.0.0.1"}}
        });
        for (kind, expected) in [
            ("MachineSet", vec!["2 of 3", "3"]),
            ("VirtualMachine", vec!["small", "PoweredOn", "10.0.0.1"]),
            ("Machine", vec!["", ""]),
            ("Widget", vec![]),
        ] {
            let object = Facts::new(object.clone(), "v1", kind);
            assert_eq!(cells(&object), expected, "{kind}");
            assert_eq!(titles(kind).len(), expected.len(), "{kind}");
        }
    }
}
