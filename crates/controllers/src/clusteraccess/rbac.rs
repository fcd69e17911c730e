//! What the roles of ClusterAccess mean inside a guest cluster.

use api::portal::ClusterAccessRole;
use k8s_openapi::api::rbac::v1::{ClusterRole, ClusterRoleBinding};
use kube::{
    Api, Client,
    api::{Patch, PatchParams},
};
use serde_json::{Value, json};

use super::{MANAGER, plan};

/// What Kubernetes' own `view` leaves out because it lies outside namespaces; nothing secret is among it.
const READER: &str = "atoll:guest-cluster-reader";

/// Makes sure that the guest knows the three groups. Repeating it changes nothing.
///
/// # Errors
/// When the guest does not answer or refuses.
pub(super) async fn ensure(guest: &Client) -> kube::Result<()> {
    let params = PatchParams::apply(MANAGER).force();
    let roles = Api::<ClusterRole>::all(guest.clone());
    roles.patch(READER, &params, &Patch::Apply(&reader())).await?;
    let bindings = Api::<ClusterRoleBinding>::all(guest.clone());
    for (name, binding) in desired() {
        bindings.patch(&name, &params, &Patch::Apply(&binding)).await?;
    }
    Ok(())
}

/// All bindings with their names.
fn desired() -> Vec<(String, Value)> {
    let binding = |group: &str, role: &str, name: String| {
        let binding = json!({
            "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRoleBinding", "metadata": {"name": name},
            "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": role},
            "subjects": [{"apiGroup": "rbac.authorization.k8s.io", "kind": "Group", "name": group}],
        });
        (name, binding)
    };
    let mut bindings = Vec::new();
    for (role, own) in [
        (ClusterAccessRole::View, "view"),
        (ClusterAccessRole::Edit, "edit"),
        (ClusterAccessRole::Admin, "cluster-admin"),
    ] {
        let group = plan::group(role);
        bindings.push(binding(group, own, group.to_owned()));
        if role != ClusterAccessRole::Admin {
            bindings.push(binding(group, READER, format!("{group}:cluster-reader")));
        }
    }
    bindings
}

fn reader() -> Value {
    let rule = |group: &str, resources: &[&str]| json!({"apiGroups": [group], "resources": resources, "verbs": ["get", "list", "watch"]});
    json!({
        "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole", "metadata": {"name": READER},
        "rules": [
            rule("", &["nodes", "namespaces", "persistentvolumes"]),
            rule("storage.k8s.io", &["storageclasses", "csidrivers", "csinodes", "volumeattachments"]),
            rule("apiextensions.k8s.io", &["customresourcedefinitions"]),
            rule("scheduling.k8s.io", &["priorityclasses"]),
            rule("networking.k8s.io", &["ingressclasses"]),
            rule("node.k8s.io", &["runtimeclasses"]),
            rule("metrics.k8s.io", &["nodes", "pods"]),
        ],
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_becomes_a_master_and_no_name_repeats() {
        let all = desired();
        assert_eq!(all.len(), 5);
        let mut names: Vec<_> = all.iter().map(|(name, _)| name.clone()).collect();
        names.dedup();
        assert_eq!(names.len(), 5);
        for (_, binding) in &all {
            serde_json::from_value::<ClusterRoleBinding>(binding.clone()).unwrap();
            assert!(!binding.to_string().contains("system:masters"));
        }
        assert!(!reader().to_string().contains("secrets"));
        serde_json::from_value::<ClusterRole>(reader()).unwrap();
    }
}
