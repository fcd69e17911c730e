//! What a Machine says about its Node: labels, annotations and taints.

use std::collections::{BTreeMap, BTreeSet};

use api::{
    cluster::{Machine, MachineTaintPropagation},
    meta::{annotation, label},
};
use k8s_openapi::api::core::v1::{Node, Taint};
use kube::{
    Api, ResourceExt,
    api::{Patch, PatchParams},
};
use serde_json::{Value, json};

use super::MANAGER;
use crate::{context::Context, error::Error, guest_access::answer, key::Key, merge, meta};

/// Labels of these domains, and of domains below them, are carried over from Machine to Node
/// (<https://cluster-api.sigs.k8s.io/reference/api/metadata-propagation>).
const DOMAINS: [&str; 2] = ["node.cluster.x-k8s.io", "node-restriction.kubernetes.io"];
/// Which taints came from the Machine, so that they can be taken away again.
const TAINTS_FROM_MACHINE: &str = "cluster.x-k8s.io/taints-from-machine";
/// kubelets join with it so that nothing lands on a Node before its labels are there.
const UNINITIALIZED: &str = "node.cluster.x-k8s.io/uninitialized";

/// Writes the Node when it is not as the Machine says. A guest that does not answer is left for later.
pub(super) async fn bring_in_line(ctx: &Context, machine: &Machine, cluster: &Key, node: &Node) -> Result<(), Error> {
    let Some(mut patch) = difference(machine, cluster, node)? else { return Ok(()) };
    let Ok(client) = ctx.guests.client(cluster).await else { return Ok(()) };
    patch["metadata"]["uid"] = json!(node.metadata.uid);
    if patch.pointer("/spec/taints").is_some() {
        // Lists are replaced as a whole: not over someone else's change.
        patch["metadata"]["resourceVersion"] = json!(node.metadata.resource_version);
    }
    let params = PatchParams { field_manager: Some(MANAGER.to_owned()), ..PatchParams::default() };
    answer(cluster, Api::<Node>::all(client).patch(&node.name_any(), &params, &Patch::Merge(&patch))).await.map(|_| ())
}

/// The merge patch that brings the Node in line.
fn difference(machine: &Machine, cluster: &Key, node: &Node) -> Result<Option<Value>, Error> {
    let mut wanted = node.clone();
    labels(machine, &mut wanted);
    for (name, value) in [
        (label::CLUSTER_NAME, cluster.name.as_ref()),
        (annotation::NODE_CLUSTER_NAMESPACE, cluster.namespace.as_ref()),
        (annotation::NODE_MACHINE, machine.metadata.name.as_deref().unwrap_or_default()),
    ] {
        meta::set_annotation(&mut wanted.metadata, name, value);
    }
    if let Some(owner) = machine.metadata.owner_references.iter().flatten().find(|owner| owner.controller == Some(true))
    {
        meta::set_annotation(&mut wanted.metadata, annotation::NODE_OWNER_KIND, owner.kind.as_str());
        meta::set_annotation(&mut wanted.metadata, annotation::NODE_OWNER_NAME, owner.name.as_str());
    }
    taints(machine, &mut wanted);
    Ok(merge::difference(&serde_json::to_value(node)?, &serde_json::to_value(wanted)?))
}

fn labels(machine: &Machine, node: &mut Node) {
    let given: BTreeMap<&String, &String> =
        machine.metadata.labels.iter().flatten().filter(|(name, _)| is_for_nodes(name)).collect();
    let before = listed(node, annotation::NODE_LABELS_FROM_MACHINE);
    let labels = node.metadata.labels.get_or_insert_default();
    for gone in before.iter().filter(|name| !given.contains_key(name)) {
        labels.remove(gone);
    }
    labels.extend(given.iter().map(|(name, value)| ((*name).clone(), (*value).clone())));
    if labels.is_empty() {
        node.metadata.labels = None;
    }
    let names: Vec<&str> = given.keys().map(|name| name.as_str()).collect();
    meta::set_annotation(&mut node.metadata, annotation::NODE_LABELS_FROM_MACHINE, names.join(","));
}

fn is_for_nodes(name: &str) -> bool {
    let Some((domain, _)) = name.split_once('/') else { return false };
    name.starts_with(label::NODE_ROLE_PREFIX)
        || DOMAINS.iter().any(|known| domain == *known || domain.ends_with(&format!(".{known}")))
}

fn taints(machine: &Machine, node: &mut Node) {
    let before = listed(node, TAINTS_FROM_MACHINE);
    let is_new = meta::annotation(&node.metadata, annotation::NODE_MACHINE).is_none() || node_has(node, UNINITIALIZED);
    let known = |key: &str, effect: &str| format!("{key}:{effect}");
    let mut taints = node.spec.as_ref().and_then(|spec| spec.taints.clone()).unwrap_or_default();
    let mut always = BTreeSet::new();
    let mut add = Vec::new();
    for taint in machine.spec.taints.iter().flatten() {
        let made = Taint {
            key: taint.key.clone(),
            value: taint.value.clone(),
            effect: taint.effect.as_str().to_owned(),
            time_added: None,
        };
        match taint.propagation {
            MachineTaintPropagation::Always => {
                always.insert(known(&made.key, &made.effect));
                add.push(made);
            }
            MachineTaintPropagation::OnInitialization if is_new => add.push(made),
            MachineTaintPropagation::OnInitialization => {}
        }
    }
    taints.retain(|taint| {
        let name = known(&taint.key, &taint.effect);
        taint.key != UNINITIALIZED && (always.contains(&name) || !before.contains(&name))
    });
    for taint in add {
        match taints.iter_mut().find(|one| one.key == taint.key && one.effect == taint.effect) {
            Some(one) => one.value = taint.value,
            None => taints.push(taint),
        }
    }
    if node.spec.as_ref().and_then(|spec| spec.taints.clone()).unwrap_or_default() != taints {
        node.spec.get_or_insert_default().taints = Some(taints);
    }
    if !always.is_empty() || !before.is_empty() {
        meta::set_annotation(&mut node.metadata, TAINTS_FROM_MACHINE, always.into_iter().collect::<Vec<_>>().join(","));
    }
}

fn node_has(node: &Node, taint: &str) -> bool {
    node.spec
        .as_ref()
        .and_then(|spec| spec.taints.as_ref())
        .is_some_and(|taints| taints.iter().any(|one| one.key == taint))
}

fn listed(node: &Node, name: &str) -> BTreeSet<String> {
    let text = meta::annotation(&node.metadata, name).unwrap_or_default();
    text.split(',').filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn machine(labels: Value, taints: Value) -> Machine {
        serde_json::from_value(json!({
            "metadata": {"name": "m", "labels": labels, "ownerReferences": [{"apiVersion": "v", "kind": "MachineSet", "name": "ms", "uid": "u", "controller": true}]},
            "spec": {"clusterName": "demo", "bootstrap": {}, "infrastructureRef": {"apiGroup": "g", "kind": "k", "name": "n"}, "taints": taints},
        }))
        .unwrap()
    }

    fn patched(machine: &Machine, node: &Value) -> Value {
        let typed: Node = serde_json::from_value(node.clone()).unwrap();
        let patch = difference(machine, &Key::new("ns", "demo"), &typed).unwrap();
        let mut node = serde_json::to_value(typed).unwrap();
        apply(&mut node, &patch.unwrap_or_else(|| json!({})));
        let again: Node = serde_json::from_value(node.clone()).unwrap();
        assert_eq!(
            difference(machine, &Key::new("ns", "demo"), &again).unwrap(),
            None,
            "a second time changes nothing"
        );
        node
    }

    fn apply(to: &mut Value, patch: &Value) {
        let Value::Object(patch) = patch else {
            *to = patch.clone();
            return;
        };
        if !to.is_object() {
            *to = json!({});
        }
        for (name, value) in patch {
            if value.is_null() {
                to.as_object_mut().unwrap().remove(name);
            } else {
                apply(&mut to[name], value);
            }
        }
    }

    #[test]
    fn labels_of_the_known_domains_come_and_go() {
        let first = machine(
            json!({"node-role.kubernetes.io/worker": "", "node.cluster.x-k8s.io/pool": "a", "sub.node-restriction.kubernetes.io/x": "y", "other": "z"}),
            json!([]),
        );
        let node = patched(&first, &json!({"metadata": {"name": "n", "labels": {"kubernetes.io/hostname": "n"}}}));
        assert_eq!(
            node["metadata"]["labels"],
            json!({"kubernetes.io/hostname": "n", "node-role.kubernetes.io/worker": "", "node.cluster.x-k8s.io/pool": "a", "sub.node-restriction.kubernetes.io/x": "y"})
        );
        assert_eq!(node["metadata"]["annotations"]["cluster.x-k8s.io/owner-name"], "ms");
        let second = patched(&machine(json!({"node.cluster.x-k8s.io/pool": "b"}), json!([])), &node);
        assert_eq!(
            second["metadata"]["labels"],
            json!({"kubernetes.io/hostname": "n", "node.cluster.x-k8s.io/pool": "b"})
        );
    }

    #[test]
    fn taints_come_and_go_but_others_stay() {
        let taints = json!([
            {"key": "a", "value": "1", "effect": "NoSchedule", "propagation": "Always"},
            {"key": "once", "effect": "NoExecute", "propagation": "OnInitialization"},
        ]);
        let own = json!({"key": "own", "effect": "NoSchedule"});
        let node = patched(
            &machine(json!({}), taints.clone()),
            &json!({"metadata": {"name": "n"}, "spec": {"taints": [own, {"key": UNINITIALIZED, "effect": "NoSchedule"}]}}),
        );
        assert_eq!(
            node["spec"]["taints"],
            json!([own, {"key": "a", "value": "1", "effect": "NoSchedule"}, {"key": "once", "effect": "NoExecute"}])
        );
        let mut untainted = node.clone();
        untainted["spec"]["taints"] = json!([own, {"key": "a", "value": "1", "effect": "NoSchedule"}]);
        assert_eq!(patched(&machine(json!({}), taints), &untainted), untainted, "once is once");
        let without = patched(&machine(json!({}), json!([])), &node);
        assert_eq!(without["spec"]["taints"], json!([own, {"key": "once", "effect": "NoExecute"}]));
    }
}
