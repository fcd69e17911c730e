//! The tree from a guest cluster down to the hosts, made from a flat set of objects. Pure.

use texts::t;

use crate::{
    explain::object,
    facts::Facts,
    gather::Tree,
    view::{ObjectRef, State, TreeNode},
};

/// The tree, with a state and a few words for each object.
pub(crate) fn build(tree: &Tree) -> TreeNode {
    let mut root = node(&tree.guest);
    let cluster = find(tree, "Cluster", tree.guest.name());
    match cluster {
        Some(cluster) => root.children.push(with_children(cluster, cluster_children(tree))),
        // Before the Cluster exists, or while it is deleted last, show what there is.
        None => root.children = cluster_children(tree),
    }
    root
}

fn cluster_children(tree: &Tree) -> Vec<TreeNode> {
    let mut children = Vec::new();
    for infrastructure in of_kind(tree, "VSphereCluster") {
        let services = of_kind(tree, "VirtualMachineService").into_iter().map(node).collect();
        children.push(with_children(infrastructure, services));
    }
    for control_plane in of_kind(tree, "KubeadmControlPlane") {
        children.push(with_children(control_plane, machines_of(tree, control_plane)));
    }
    for deployment in of_kind(tree, "MachineDeployment") {
        let sets = of_kind(tree, "MachineSet").into_iter().filter(|set| is_child(set, deployment));
        let sets = sets.map(|set| with_children(set, machines_of(tree, set))).collect();
        children.push(with_children(deployment, sets));
    }
    children
}

fn machines_of(tree: &Tree, owner: &Facts) -> Vec<TreeNode> {
    let machines = of_kind(tree, "Machine").into_iter().filter(|machine| is_child(machine, owner));
    machines.map(|machine| with_children(machine, machine_children(tree, machine.name()))).collect()
}

fn machine_children(tree: &Tree, name: &str) -> Vec<TreeNode> {
    let mut children: Vec<TreeNode> = find(tree, "KubeadmConfig", name).map(node).into_iter().collect();
    let vm = find(tree, "VirtualMachine", name).map(|vm| with_children(vm, host(vm).into_iter().collect()));
    match find(tree, "VSphereMachine", name) {
        Some(machine) => children.push(with_children(machine, vm.into_iter().collect())),
        None => children.extend(vm),
    }
    children
}

/// The host that a machine runs on, as its status says; the Node object itself may be hidden from this user.
pub(crate) fn host(vm: &Facts) -> Option<TreeNode> {
    let name = vm.text("/status/nodeName");
    let object =
        ObjectRef { api_version: "v1".to_owned(), kind: "Node".to_owned(), namespace: None, name: name.to_owned() };
    (!name.is_empty()).then(|| TreeNode {
        object,
        state: State::Ready,
        note: t().explain_note_host(),
        children: Vec::new(),
    })
}

fn is_child(object: &Facts, owner: &Facts) -> bool {
    object.controller_uid().map_or_else(|| object.owned_by(owner.uid()), |uid| uid == owner.uid())
}

/// An object without what stands below it.
pub(crate) fn node(object: &Facts) -> TreeNode {
    let finding = object::assess(object);
    TreeNode { object: object.reference(), state: finding.state, note: finding.note.words(), children: Vec::new() }
}

fn with_children(object: &Facts, children: Vec<TreeNode>) -> TreeNode {
    TreeNode { children, ..node(object) }
}

fn of_kind<'a>(tree: &'a Tree, kind: &str) -> Vec<&'a Facts> {
    let mut objects: Vec<&Facts> = tree.below.iter().filter(|object| object.kind() == kind).collect();
    objects.sort_by(|a, b| a.name().cmp(b.name()));
    objects
}

/// The object of this kind and name, where a name is known to be shared (Machine, VSphereMachine, VirtualMachine …).
pub(crate) fn find<'a>(tree: &'a Tree, kind: &str, name: &str) -> Option<&'a Facts> {
    tree.below.iter().find(|object| object.kind() == kind && object.name() == name)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::build;
    use crate::{facts::Facts, gather::Tree, view::TreeNode};

    fn object(kind: &str, name: &str, owner: Option<&str>) -> Facts {
        let owners = owner.map(|uid| json!([{"uid": uid, "controller": true}])).unwrap_or(json!([]));
        Facts::new(
            json!({"kind": kind, "metadata": {"name": name, "uid": format!("{kind}-{name}"), "ownerReferences": owners}}),
            "v1",
            kind,
        )
    }

    fn print(node: &TreeNode, depth: usize, lines: &mut Vec<String>) {
        lines.push(format!("{}{} {}", " ".repeat(depth), node.object.kind, node.object.name));
        node.children.iter().for_each(|child| print(child, depth + 1, lines));
    }

    #[test]
    fn objects_find_their_place_down_to_the_host() {
        let mut vm = object("VirtualMachine", "demo-w-1", Some("VSphereMachine-demo-w-1")).object().clone();
        vm["status"] = json!({"nodeName": "host-1"});
        let below = vec![
            Facts::new(vm, "v1", "VirtualMachine"),
            object("Machine", "demo-w-1", Some("MachineSet-demo-w-abc")),
            object("VSphereMachine", "demo-w-1", Some("Machine-demo-w-1")),
            object("KubeadmConfig", "demo-w-1", Some("Machine-demo-w-1")),
            object("MachineSet", "demo-w-abc", Some("MachineDeployment-demo-w")),
            object("MachineDeployment", "demo-w", None),
            object("KubeadmControlPlane", "demo", None),
            object("VSphereCluster", "demo", None),
            object("VirtualMachineService", "demo", None),
            object("Cluster", "demo", None),
            object("Machine", "demo-x1", Some("KubeadmControlPlane-demo")),
        ];
        let tree = build(&Tree { guest: object("GuestCluster", "demo", None), below });
        let mut lines = Vec::new();
        print(&tree, 0, &mut lines);
        assert_eq!(
            lines.join("\n"),
            "GuestCluster demo\n Cluster demo\n  VSphereCluster demo\n   VirtualMachineService demo\n  KubeadmControlPlane demo\n   Machine demo-x1\n  MachineDeployment demo-w\n   MachineSet demo-w-abc\n    Machine demo-w-1\n     KubeadmConfig demo-w-1\n     VSphereMachine demo-w-1\n      VirtualMachine demo-w-1\n       Node host-1"
        );
        assert_eq!(tree.size(), 13);
    }
}
