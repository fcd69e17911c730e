//! The columns that matter for each kind. Pure.

use serde_json::Value;
use texts::t;

use crate::{facts::Facts, view::LayerColumn};

/// The value of a column.
#[derive(Debug)]
pub(super) enum Cell {
    /// As the API has it.
    Given(String),
    /// So many of what is desired.
    Part {
        /// How many are.
        ready: i64,
        /// How many there should be.
        desired: i64,
    },
}

impl Cell {
    /// What people read: `2 of 3`, or `3` when all are there.
    pub(super) fn words(&self) -> String {
        match self {
            Cell::Given(text) => text.clone(),
            Cell::Part { ready, desired } if ready == desired => desired.to_string(),
            Cell::Part { ready, desired } => t().explain_note_of(*ready, *desired),
        }
    }
}

/// A column: its title, whether it holds numbers, and how its value is read.
pub(super) struct Column {
    title: fn() -> String,
    numeric: bool,
    read: fn(&Facts) -> Cell,
}

const fn text(title: fn() -> String, read: fn(&Facts) -> Cell) -> Column {
    Column { title, numeric: false, read }
}

const fn number(title: fn() -> String, read: fn(&Facts) -> Cell) -> Column {
    Column { title, numeric: true, read }
}

const GUEST_CLUSTER: [Column; 3] = [
    number(
        || t().word_control_plane(),
        |object| part(object, "/status/controlPlane/ready", "/status/controlPlane/desired"),
    ),
    number(|| t().column_workers(), |object| part(object, "/status/workers/ready", "/status/workers/desired")),
    text(|| t().column_endpoint(), |object| value(object, "/status/endpoint/host")),
];
const CLUSTER: [Column; 2] = [
    text(|| t().column_endpoint(), |object| value(object, "/spec/controlPlaneEndpoint/host")),
    text(|| t().column_phase(), |object| value(object, "/status/phase")),
];
const REPLICATED: [Column; 2] = [
    number(|| t().column_ready(), |object| part(object, "/status/readyReplicas", "/spec/replicas")),
    number(|| t().column_up_to_date(), |object| part(object, "/status/upToDateReplicas", "/spec/replicas")),
];
const MACHINE: [Column; 2] = [
    text(|| t().column_node(), |object| value(object, "/status/nodeRef/name")),
    text(|| t().column_phase(), |object| value(object, "/status/phase")),
];
const KUBEADM_CONFIG: [Column; 1] =
    [text(|| t().column_bootstrap_data(), |object| value(object, "/status/dataSecretName"))];
const VSPHERE_CLUSTER: [Column; 1] =
    [text(|| t().column_endpoint(), |object| value(object, "/spec/controlPlaneEndpoint/host"))];
const VSPHERE_MACHINE: [Column; 1] = [text(|| t().column_class(), |object| value(object, "/spec/className"))];
const VIRTUAL_MACHINE: [Column; 3] = [
    text(|| t().column_class(), |object| value(object, "/spec/className")),
    text(|| t().column_power(), |object| value(object, "/status/powerState")),
    text(|| t().word_address(), |object| value(object, "/status/network/primaryIP4")),
];
const SERVICE: [Column; 2] = [
    text(|| t().column_type(), |object| value(object, "/spec/type")),
    text(|| t().word_address(), |object| value(object, "/status/loadBalancer/ingress/0/ip")),
];
const CLASS: [Column; 2] = [
    number(|| t().word_cpu(), |object| value(object, "/spec/hardware/cpus")),
    number(|| t().word_memory(), |object| value(object, "/spec/hardware/memory")),
];
const IMAGE: [Column; 1] = [text(|| t().column_operating_system(), |object| value(object, "/status/osInfo/type"))];
const RELEASE: [Column; 1] = [text(|| t().column_kubernetes(), |object| value(object, "/spec/kubernetes/version"))];

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
    of(kind).iter().map(|column| LayerColumn { title: (column.title)(), numeric: column.numeric }).collect()
}

/// The values of an object, in the order of its kind's columns.
pub(super) fn cells(object: &Facts) -> Vec<Cell> {
    of(object.kind()).iter().map(|column| (column.read)(object)).collect()
}

fn value(object: &Facts, pointer: &str) -> Cell {
    Cell::Given(match object.at(pointer) {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    })
}

fn part(object: &Facts, ready: &str, desired: &str) -> Cell {
    Cell::Part { ready: object.number(ready).unwrap_or(0), desired: object.number(desired).unwrap_or(0) }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Cell, cells, titles};
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
            assert_eq!(cells(&object).iter().map(Cell::words).collect::<Vec<_>>(), expected, "{kind}");
            assert_eq!(titles(kind).len(), expected.len(), "{kind}");
        }
    }
}
