//! The rights of one ClusterAccess inside its guest cluster: its role is bound to a group that only its holder is in, so
//! that taking the binding away ends the access at once, whatever credential it is used with.

use api::{
    meta::annotation,
    portal::{ClusterAccess, ClusterAccessRole},
};
use k8s_openapi::api::rbac::v1::{ClusterRole, ClusterRoleBinding};
use kube::{
    Api, Client, ResourceExt,
    api::{DeleteParams, Patch, PatchParams},
};
use serde_json::{Value, json};

use super::{MANAGER, plan::Order};
use crate::error::code;

/// What Kubernetes' own `view` leaves out because it lies outside namespaces; nothing secret is among it.
const READER: &str = "atoll:guest-cluster-reader";

/// Gives the role to the access's group. Repeating it changes nothing.
///
/// # Errors
/// When the guest does not answer or refuses.
pub(super) async fn give(guest: &Client, access: &ClusterAccess, order: &Order) -> kube::Result<()> {
    let params = PatchParams::apply(MANAGER).force();
    if order.role != ClusterAccessRole::Admin {
        let roles = Api::<ClusterRole>::all(guest.clone());
        roles.patch(READER, &params, &Patch::Apply(&reader())).await?;
    }
    let bindings = Api::<ClusterRoleBinding>::all(guest.clone());
    for (name, binding) in desired(access, order) {
        bindings.patch(&name, &params, &Patch::Apply(&binding)).await?;
    }
    Ok(())
}

/// Takes the rights of this group away. Nothing happens when they are gone.
///
/// # Errors
/// When the guest does not answer or refuses.
pub(super) async fn take(guest: &Client, group: &str) -> kube::Result<()> {
    let bindings = Api::<ClusterRoleBinding>::all(guest.clone());
    for name in names(group) {
        match bindings.delete(&name, &DeleteParams::default()).await {
            Ok(_) => {}
            Err(error) if code(&error) == Some(404) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// The names of a group's bindings: the one to the role, and the one to what the role leaves out.
fn names(group: &str) -> [String; 2] {
    [group.to_owned(), format!("{group}:cluster-reader")]
}

/// The bindings with their names.
fn desired(access: &ClusterAccess, order: &Order) -> Vec<(String, Value)> {
    let role = match order.role {
        ClusterAccessRole::View => "view",
        ClusterAccessRole::Edit => "edit",
        ClusterAccessRole::Admin => "cluster-admin",
    };
    let [own, further] = names(&order.group);
    let binding = |name: String, role: &str| {
        let binding = json!({
            "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRoleBinding",
            "metadata": {"name": name, "annotations": {
                annotation::CLUSTER_ACCESS: access.name_any(), annotation::ISSUED_TO: order.user,
            }},
            "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": role},
            "subjects": [{"apiGroup": "rbac.authorization.k8s.io", "kind": "Group", "name": order.group}],
        });
        (name, binding)
    };
    let mut bindings = vec![binding(own, role)];
    if order.role != ClusterAccessRole::Admin {
        bindings.push(binding(further, READER));
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
    use api::portal::cluster_access::access_group;

    use super::*;

    #[test]
    fn nobody_becomes_a_master_and_all_that_is_given_can_be_taken() {
        let access = ClusterAccess::new("mine", Default::default());
        for (role, bound) in [
            (ClusterAccessRole::View, &["view", READER][..]),
            (ClusterAccessRole::Edit, &["edit", READER]),
            (ClusterAccessRole::Admin, &["cluster-admin"]),
        ] {
            let order = Order {
                user: "dev".into(),
                group: access_group("u-1"),
                role,
                valid: chrono::Duration::hours(1),
                server: String::new(),
            };
            let all = desired(&access, &order);
            let roles: Vec<_> = all.iter().filter_map(|(_, one)| one["roleRef"]["name"].as_str()).collect();
            assert_eq!(roles, bound);
            for (name, binding) in &all {
                assert!(names(&order.group).contains(name));
                serde_json::from_value::<ClusterRoleBinding>(binding.clone()).unwrap();
                assert_eq!(binding["subjects"][0]["name"], "atoll:access:u-1");
                assert!(!binding.to_string().contains("system:masters"));
            }
        }
        assert!(!reader().to_string().contains("secrets"));
        serde_json::from_value::<ClusterRole>(reader()).unwrap();
    }
}
