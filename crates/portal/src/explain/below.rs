//! What stands below an object, and whose word counts among several.

use std::{cmp::Reverse, collections::HashSet};

use api::{cluster::machine::condition::reason, meta::label};

use super::Finding;
use crate::{facts::Facts, view::State};

/// Kinds of a cluster's tree by depth; among findings of the same weight the deepest speaks, because it knows the cause.
const DEPTH: [&str; 12] = [
    "GuestCluster",
    "TanzuKubernetesCluster",
    "Cluster",
    "VSphereCluster",
    "VirtualMachineService",
    "KubeadmControlPlane",
    "MachineDeployment",
    "MachineSet",
    "Machine",
    "KubeadmConfig",
    "VSphereMachine",
    "VirtualMachine",
];

/// Kinds that share the name of their Machine.
const NAMED_AS_MACHINE: [&str; 3] = ["KubeadmConfig", "VSphereMachine", "VirtualMachine"];

pub(super) fn is_cluster(object: &Facts) -> bool {
    matches!(object.kind(), "GuestCluster" | "TanzuKubernetesCluster" | "Cluster")
}

fn depth(object: &Facts) -> usize {
    DEPTH.iter().position(|kind| *kind == object.kind()).unwrap_or(0)
}

/// The objects below `about`: of a cluster all kinds of its tree, else what it owns at any distance and, of a machine,
/// what carries its name.
pub(super) fn of<'a>(about: &Facts, objects: &[&'a Facts]) -> Vec<&'a Facts> {
    if is_cluster(about) {
        return objects.iter().copied().filter(|object| depth(object) > depth(about)).collect();
    }
    let named = |object: &Facts| {
        matches!(about.kind(), "Machine" | "VSphereMachine")
            && NAMED_AS_MACHINE.contains(&object.kind())
            && depth(object) > depth(about)
            && object.name() == about.name()
            && object.namespace() == about.namespace()
    };
    let mut owners: HashSet<&str> = [about.uid()].into_iter().filter(|uid| !uid.is_empty()).collect();
    let mut names: HashSet<&str> = HashSet::new();
    let mut found: Vec<&Facts> = Vec::new();
    loop {
        let more: Vec<&Facts> = objects
            .iter()
            .copied()
            .filter(|object| !found.iter().any(|known| std::ptr::eq(*known, *object)))
            .filter(|object| {
                let owned = object.items("/metadata/ownerReferences").filter_map(|owner| owner["uid"].as_str());
                let shares = NAMED_AS_MACHINE.contains(&object.kind()) && names.contains(object.name());
                named(object) || shares || owned.into_iter().any(|uid| owners.contains(uid))
            })
            .collect();
        if more.is_empty() {
            return found;
        }
        owners.extend(more.iter().map(|object| object.uid()).filter(|uid| !uid.is_empty()));
        names.extend(more.iter().filter(|object| object.kind() == "Machine").map(|object| object.name()));
        found.extend(more);
    }
}

/// Counters and waits on others repeat what a lower object says better.
pub(super) fn says_more(object: &Facts, finding: &Finding) -> bool {
    let waits_on_others = matches!(object.kind(), "KubeadmConfig" | "VSphereMachine" | "Machine")
        && matches!(
            finding.note.given(),
            reason::WAITING_FOR_CONTROL_PLANE_INITIALIZED
                | reason::WAITING_FOR_CLUSTER_INFRASTRUCTURE_READY
                | reason::WAITING_FOR_BOOTSTRAP_DATA
        );
    !waits_on_others || finding.state != State::Progressing
}

/// How much a state asks for attention.
pub(super) fn weight(state: State) -> u8 {
    match state {
        State::Failed => 5,
        State::Blocked => 4,
        State::Waiting => 3,
        State::Progressing => 2,
        State::Deleting => 1,
        State::Ready => 0,
    }
}

/// Deeper first; control plane before workers, since workers wait for it; then the older object.
pub(super) fn order(object: &Facts) -> (usize, bool, Reverse<String>) {
    let control_plane = object.label(label::CAPV_CLUSTER_ROLE) == label::CAPV_ROLE_CONTROL_PLANE
        || object.at("/metadata/labels").is_some_and(|labels| labels.get(label::CONTROL_PLANE).is_some());
    let age = format!("{}{}", object.text("/metadata/creationTimestamp"), object.name());
    (depth(object), control_plane, Reverse(age))
}
