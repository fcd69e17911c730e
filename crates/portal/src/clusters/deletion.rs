//! What a deletion takes along, and deleting.

use std::collections::BTreeMap;

use api::meta::annotation::DELETION_LOCK;
use chrono::Utc;
use kube::api::{DeleteParams, PropagationPolicy};
use texts::t;

use super::lock;
use crate::{
    SignedIn, amounts,
    error::from_kube,
    explain::{Finding, deleting, object},
    facts::Facts,
    gather::{self, Tree},
    kind, namespaces, read, rows,
    view::{DeletionPreview, Error, ErrorKind, FieldError, Going, State},
};

/// Kinds in the order of the layers; kinds beyond these follow by name.
const ORDER: [&str; 9] = [
    "GuestCluster",
    "Cluster",
    "VSphereCluster",
    "KubeadmControlPlane",
    "MachineDeployment",
    "MachineSet",
    "Machine",
    "VirtualMachineService",
    "VirtualMachine",
];

/// Names everything that goes with a cluster, what becomes free, and what would hold the deletion up.
///
/// # Errors
/// `NotFound` when there is no such cluster for this user, `Forbidden` when they may not delete it.
pub async fn deletion_preview(ctx: &SignedIn, namespace: &str, name: &str) -> Result<DeletionPreview, Error> {
    let (_, tree, accesses, classes) = tokio::try_join!(
        namespaces::changeable(ctx, "delete", &kind::GUEST_CLUSTER, namespace, name),
        gather::tree(&ctx.client, namespace, name),
        async { read::or_none(read::list(&ctx.client, &kind::CLUSTER_ACCESS, Some(namespace), "").await) },
        async { read::or_none(read::list(&ctx.client, &kind::VIRTUAL_MACHINE_CLASS, Some(namespace), "",).await,) },
    )?;
    let now = Utc::now();
    let live = |access: &&Facts| {
        access.text("/spec/clusterRef/name") == name
            && access.time("/status/expiresAt").is_some_and(|expiry| expiry > now)
    };
    let kubeconfigs = u32::try_from(accesses.iter().filter(live).count()).unwrap_or(u32::MAX);
    Ok(DeletionPreview {
        cluster: rows::row(&tree.guest),
        going: going(&tree),
        freed: amounts::of_machines(tree.below.iter().filter(|object| object.kind() == "VirtualMachine"), &classes),
        kubeconfigs,
        locked: lock::is_locked(&tree.guest),
        blockers: blockers(&tree),
    })
}

fn going(tree: &Tree) -> Vec<Going> {
    let mut kinds: BTreeMap<(usize, &str), Vec<String>> = BTreeMap::new();
    for object in tree.below.iter().chain([&tree.guest]) {
        let order = ORDER.iter().position(|kind| *kind == object.kind()).unwrap_or(ORDER.len());
        kinds.entry((order, object.kind())).or_default().push(object.name().to_owned());
    }
    let named = |((_, kind), mut names): ((usize, &str), Vec<String>)| {
        names.sort();
        Going { kind: kind.to_owned(), names }
    };
    kinds.into_iter().map(named).collect()
}

/// What would keep the objects from going.
fn blockers(tree: &Tree) -> Vec<String> {
    let mut found = Vec::new();
    for object in tree.below.iter().chain([&tree.guest]) {
        let title = format!("{} {}", object.kind(), object.name());
        if lock::is_locked(object) {
            found.push(t().error_locked(&title, DELETION_LOCK));
        }
        if object.kind() == "Machine" {
            let hooks = deleting::hooks(object);
            found.extend(hooks.iter().map(|hook| t().error_waits_for_hook(&title, hook)));
        }
        let foreign = deleting::foreign_finalizers(object);
        found.extend(foreign.iter().map(|finalizer| t().error_foreign_finalizer(&title, finalizer)));
        let silent_host = (object.kind() == "VirtualMachine").then(|| object::assess(object));
        if let Some(Finding { state: State::Blocked, cause: Some(cause), .. }) = silent_host {
            found.push(cause.sentence);
        }
    }
    found
}

/// Deletes a cluster; `confirm` is the name as typed. A cluster that is being deleted already is fine.
///
/// # Errors
/// `NotFound` when there is no such cluster for this user, `Forbidden` when they may not delete it; `Invalid` with field
/// `confirm` when the name does not match.
pub async fn delete(ctx: &SignedIn, namespace: &str, name: &str, confirm: &str) -> Result<(), Error> {
    namespaces::changeable(ctx, "delete", &kind::GUEST_CLUSTER, namespace, name).await?;
    if confirm.trim() != name {
        let message = t().error_type_to_delete_cluster(name);
        return Err(Error::invalid(vec![FieldError::new("confirm", message)]));
    }
    let params = DeleteParams { propagation_policy: Some(PropagationPolicy::Background), ..Default::default() };
    match read::api(&ctx.client, &kind::GUEST_CLUSTER, Some(namespace)).delete(name, &params).await.map_err(from_kube) {
        Err(error) if error.kind != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{blockers, going};
    use crate::{facts::Facts, gather::Tree};

    #[test]
    fn all_that_goes_is_named_and_locks_are_told() {
        let object = |kind: &str, name: &str, annotations: serde_json::Value| {
            Facts::new(json!({"metadata": {"name": name, "annotations": annotations}}), "v1", kind)
        };
        let tree = Tree {
            guest: object("GuestCluster", "demo", json!({"atoll.dev/deletion-lock": "true"})),
            below: vec![
                object("VirtualMachine", "b", json!({})),
                object("VirtualMachine", "a", json!({})),
                object("Machine", "a", json!({"pre-drain.delete.hook.machine.cluster.x-k8s.io/backup": ""})),
                Facts::new(
                    json!({"metadata": {"name": "c", "finalizers": ["cluster.cluster.x-k8s.io", "example.com/x"]}}),
                    "v1",
                    "Cluster",
                ),
            ],
        };
        let kinds: Vec<(String, Vec<String>)> = going(&tree).into_iter().map(|g| (g.kind, g.names)).collect();
        assert_eq!(kinds[0], ("GuestCluster".to_owned(), vec!["demo".to_owned()]));
        assert_eq!(kinds[3], ("VirtualMachine".to_owned(), vec!["a".to_owned(), "b".to_owned()]));
        let found = blockers(&tree);
        assert_eq!(found.len(), 3);
        assert!(found[0].contains("hook") && found[1].contains("example.com/x") && found[2].contains("locked"));
    }
}
