//! What each controller may do in the Supervisor API: what it needs, and no more.
//!
//! All of them read the same informers, which have a service account of their own; a controller has `get` only where it
//! reads the object itself, which is also what shows it the answer to its own write.

use serde_json::{Value, json};

use crate::identity::NAMESPACE;

/// Verbs on resources of one API group.
struct Rule(&'static str, &'static [&'static str], &'static [&'static str]);

const RBAC: &str = "rbac.authorization.k8s.io";
const CORE: &str = "";
const GUEST: &str = "guest.atoll.dev";
const PORTAL: &str = "portal.atoll.dev";
const RELEASES: &str = "run.tanzu.vmware.com";
const CLUSTER: &str = "cluster.x-k8s.io";
const CONTROL_PLANE: &str = "controlplane.cluster.x-k8s.io";
const BOOTSTRAP: &str = "bootstrap.cluster.x-k8s.io";
const INFRASTRUCTURE: &str = "vmware.infrastructure.cluster.x-k8s.io";
const VM_OPERATOR: &str = "vmoperator.vmware.com";

const READ: &[&str] = &["get"];
const WATCH: &[&str] = &["list", "watch"];
const CHANGE: &[&str] = &["get", "patch"];
const MAKE: &[&str] = &["create", "get"];
const APPLY: &[&str] = &["create", "get", "patch"];
const REMOVE: &[&str] = &["delete", "get"];
const CHANGE_AND_REMOVE: &[&str] = &["delete", "get", "patch"];
const MAKE_AND_REMOVE: &[&str] = &["create", "delete", "get"];
const EVERYTHING: &[&str] = &["create", "delete", "get", "list", "patch"];

/// The controllers' service accounts with their rules.
const ALL: &[(&str, &[Rule])] = &[
    (
        INFORMERS,
        &[
            Rule(GUEST, &["guestclusters"], WATCH),
            Rule(RELEASES, &["tanzukubernetesreleases"], WATCH),
            Rule(PORTAL, &["approvalpolicies", "clusteraccesses", "quotarequests"], WATCH),
            Rule(CLUSTER, &["clusters", "machinedeployments", "machines", "machinesets"], WATCH),
            Rule(CONTROL_PLANE, &["kubeadmcontrolplanes"], WATCH),
            Rule(BOOTSTRAP, &["kubeadmconfigs", "kubeadmconfigtemplates"], WATCH),
            Rule(INFRASTRUCTURE, &["vsphereclusters", "vspheremachines", "vspheremachinetemplates"], WATCH),
            Rule(
                VM_OPERATOR,
                &[
                    "clustervirtualmachineimages",
                    "virtualmachineclasses",
                    "virtualmachineimages",
                    "virtualmachines",
                    "virtualmachineservices",
                    "virtualmachinesetresourcepolicies",
                ],
                WATCH,
            ),
            Rule(
                CORE,
                &[
                    "endpoints",
                    "namespaces",
                    "nodes",
                    "persistentvolumeclaims",
                    "resourcequotas",
                    "secrets",
                    "services",
                ],
                WATCH,
            ),
            Rule("storage.k8s.io", &["storageclasses"], WATCH),
        ],
    ),
    (EVENT_RECORDER, &[Rule(CORE, &["events"], APPLY)]),
    (HYPERVISOR_RECORDER, &[Rule(CORE, &["events"], APPLY)]),
    // The kubeconfigs by which the guests are reached.
    (GUEST_ACCESS, &[Rule(CORE, &["secrets"], READ)]),
    (
        "guestcluster-controller",
        &[
            Rule(GUEST, &["guestclusters"], CHANGE),
            Rule(GUEST, &["guestclusters/status"], &["patch"]),
            Rule(CLUSTER, &["clusters", "machinedeployments"], EVERYTHING),
            Rule(CONTROL_PLANE, &["kubeadmcontrolplanes"], EVERYTHING),
            Rule(BOOTSTRAP, &["kubeadmconfigtemplates"], EVERYTHING),
            Rule(INFRASTRUCTURE, &["vsphereclusters", "vspheremachinetemplates"], EVERYTHING),
            Rule(CORE, &["secrets"], &["delete"]),
        ],
    ),
    (
        "tanzukubernetesrelease-controller",
        &[
            Rule(RELEASES, &["tanzukubernetesreleases"], READ),
            Rule(RELEASES, &["tanzukubernetesreleases/status"], &["patch"]),
        ],
    ),
    (
        "clusteraccess-controller",
        &[
            Rule(PORTAL, &["clusteraccesses"], &["get", "patch", "delete"]),
            Rule(PORTAL, &["clusteraccesses/status"], &["patch"]),
            // The authority that signs.
            Rule(CORE, &["secrets"], READ),
        ],
    ),
    (
        "quotarequest-controller",
        &[
            // To carry out what others granted.
            Rule(PORTAL, &["quotarequests"], &["get", "process"]),
            Rule(PORTAL, &["quotarequests/status"], &["patch"]),
            Rule(CORE, &["resourcequotas"], &["get", "list", "patch"]),
        ],
    ),
    (
        "cluster-controller",
        &[
            Rule(CLUSTER, &["clusters"], CHANGE),
            Rule(CLUSTER, &["clusters/status"], &["patch"]),
            Rule(CLUSTER, &["machinedeployments", "machines", "machinesets"], REMOVE),
            Rule(CONTROL_PLANE, &["kubeadmcontrolplanes"], CHANGE_AND_REMOVE),
            Rule(INFRASTRUCTURE, &["vsphereclusters"], CHANGE_AND_REMOVE),
            Rule(CORE, &["secrets"], APPLY),
        ],
    ),
    (
        "kubeadmcontrolplane-controller",
        &[
            Rule(CONTROL_PLANE, &["kubeadmcontrolplanes"], CHANGE),
            Rule(CONTROL_PLANE, &["kubeadmcontrolplanes/status"], &["patch"]),
            Rule(CLUSTER, &["machines"], EVERYTHING),
            Rule(BOOTSTRAP, &["kubeadmconfigs"], MAKE),
            Rule(INFRASTRUCTURE, &["vspheremachines"], MAKE),
            Rule(INFRASTRUCTURE, &["vspheremachinetemplates"], CHANGE),
            Rule(CORE, &["secrets"], APPLY),
        ],
    ),
    (
        "kubeadmconfig-controller",
        &[
            Rule(BOOTSTRAP, &["kubeadmconfigs"], CHANGE),
            Rule(BOOTSTRAP, &["kubeadmconfigs/status"], &["patch"]),
            Rule(CLUSTER, &["machines"], READ),
            Rule(CORE, &["secrets"], MAKE),
            // The lock of the machine that makes the cluster.
            Rule(CORE, &["configmaps"], MAKE_AND_REMOVE),
        ],
    ),
    (
        "machinedeployment-controller",
        &[
            Rule(CLUSTER, &["machinedeployments"], CHANGE),
            Rule(CLUSTER, &["machinedeployments/status"], &["patch"]),
            Rule(CLUSTER, &["machinesets"], EVERYTHING),
            Rule(BOOTSTRAP, &["kubeadmconfigtemplates"], CHANGE),
            Rule(INFRASTRUCTURE, &["vspheremachinetemplates"], CHANGE),
        ],
    ),
    (
        "machineset-controller",
        &[
            Rule(CLUSTER, &["machinesets"], CHANGE),
            Rule(CLUSTER, &["machinesets/status"], &["patch"]),
            Rule(CLUSTER, &["machines"], EVERYTHING),
            Rule(BOOTSTRAP, &["kubeadmconfigs"], MAKE),
            Rule(BOOTSTRAP, &["kubeadmconfigtemplates"], CHANGE),
            Rule(INFRASTRUCTURE, &["vspheremachines"], MAKE),
            Rule(INFRASTRUCTURE, &["vspheremachinetemplates"], CHANGE),
            // A KubeadmConfig may name only Secrets that its writer can read.
            Rule(CORE, &["secrets"], READ),
        ],
    ),
    (
        "machine-controller",
        &[
            Rule(CLUSTER, &["machines"], CHANGE),
            Rule(CLUSTER, &["machines/status"], &["patch"]),
            Rule(BOOTSTRAP, &["kubeadmconfigs"], CHANGE_AND_REMOVE),
            Rule(INFRASTRUCTURE, &["vspheremachines"], CHANGE_AND_REMOVE),
        ],
    ),
    (
        "vspherecluster-controller",
        &[
            Rule(INFRASTRUCTURE, &["vsphereclusters"], CHANGE),
            Rule(INFRASTRUCTURE, &["vsphereclusters/status"], &["patch"]),
            Rule(VM_OPERATOR, &["virtualmachineservices", "virtualmachinesetresourcepolicies"], MAKE_AND_REMOVE),
        ],
    ),
    (
        "vspheremachine-controller",
        &[
            Rule(INFRASTRUCTURE, &["vspheremachines"], CHANGE),
            Rule(INFRASTRUCTURE, &["vspheremachines/status"], &["patch"]),
            Rule(VM_OPERATOR, &["virtualmachines"], MAKE_AND_REMOVE),
            // Its machines draw on what their guest cluster has reserved.
            Rule(GUEST, &["guestclusters/reservation"], &["use"]),
        ],
    ),
    (
        "virtualmachine-controller",
        &[
            Rule(VM_OPERATOR, &["virtualmachines"], CHANGE),
            Rule(VM_OPERATOR, &["virtualmachines/status"], &["patch"]),
            // What a machine boots with.
            Rule(CORE, &["secrets"], READ),
        ],
    ),
    (
        "virtualmachineservice-controller",
        &[
            Rule(VM_OPERATOR, &["virtualmachineservices"], CHANGE),
            Rule(VM_OPERATOR, &["virtualmachineservices/status"], &["patch"]),
            Rule(CORE, &["endpoints", "services"], APPLY),
            Rule(CORE, &["services/status"], &["patch"]),
        ],
    ),
    (
        "virtualmachinesetresourcepolicy-controller",
        &[Rule(VM_OPERATOR, &["virtualmachinesetresourcepolicies"], CHANGE)],
    ),
    (
        "virtualmachineimage-controller",
        &[
            Rule(VM_OPERATOR, &["clustervirtualmachineimages", "virtualmachineimages"], READ),
            Rule(VM_OPERATOR, &["clustervirtualmachineimages/status", "virtualmachineimages/status"], &["patch"]),
        ],
    ),
    // Nodes are written by the hosts themselves, and removed by this one. It also empties hosts.
    (
        "host-controller",
        &[
            Rule(CORE, &["nodes"], REMOVE),
            Rule(CLUSTER, &["machines"], REMOVE),
            Rule(CONTROL_PLANE, &["kubeadmcontrolplanes"], CHANGE),
        ],
    ),
];

/// The service account behind all informers: it reads, and writes nothing.
pub(crate) const INFORMERS: &str = "informers";
/// The service account that writes Events.
pub(crate) const EVENT_RECORDER: &str = "event-recorder";
/// Writes the Events that tell what the hypervisor did.
pub(crate) const HYPERVISOR_RECORDER: &str = "hypervisor-recorder";
/// The service account that reads how guests are reached.
pub(crate) const GUEST_ACCESS: &str = "guest-access";

/// The objects by which the controllers have their rights: for each a ClusterRole `system:controller:<name>`, and its
/// binding to the service account of that name. They have to be there before the controllers start.
pub fn rights() -> Vec<Value> {
    ALL.iter().flat_map(|(name, rules)| [role(name, rules), binding(name)]).collect()
}

/// The name that roles and bindings of a service account have.
fn role_name(account: &str) -> String {
    format!("system:controller:{account}")
}

fn role(account: &str, rules: &[Rule]) -> Value {
    let rules = rules
        .iter()
        .map(|Rule(group, resources, verbs)| json!({ "apiGroups": [group], "resources": resources, "verbs": verbs }));
    json!({
        "apiVersion": format!("{RBAC}/v1"),
        "kind": "ClusterRole",
        "metadata": { "name": role_name(account) },
        "rules": rules.collect::<Vec<_>>(),
    })
}

fn binding(account: &'static str) -> Value {
    json!({
        "apiVersion": format!("{RBAC}/v1"),
        "kind": "ClusterRoleBinding",
        "metadata": { "name": role_name(account) },
        "roleRef": { "apiGroup": RBAC, "kind": "ClusterRole", "name": role_name(account) },
        "subjects": [{ "kind": "ServiceAccount", "namespace": NAMESPACE, "name": account }],
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_name_kinds_that_there_are() {
        let kinds: Vec<String> =
            api::kinds().iter().map(|kind| format!("{}/{}", kind.spec.group, kind.spec.names.plural)).collect();
        for Rule(group, resources, _) in ALL.iter().flat_map(|(_, rules)| *rules) {
            for resource in *resources {
                let plural = resource.split('/').next().unwrap_or_default();
                let known = matches!(*group, CORE | "storage.k8s.io") || kinds.contains(&format!("{group}/{plural}"));
                assert!(known, "{group}/{resource}");
            }
        }
    }

    #[test]
    fn nobody_may_everything_and_only_few_see_secrets() {
        let mut readers = Vec::new();
        for (name, rules) in ALL {
            for Rule(group, resources, verbs) in *rules {
                assert!(!verbs.contains(&"*") && !resources.contains(&"*") && *group != "*", "{name}");
                assert_ne!(*group, RBAC, "{name}");
                let writes = verbs.iter().any(|verb| !matches!(*verb, "get" | "list" | "watch"));
                assert!(!(writes && (resources.contains(&"namespaces") || *name == INFORMERS)), "{name}");
                if resources.contains(&"secrets") && verbs.iter().any(|verb| matches!(*verb, "get" | "list" | "watch"))
                {
                    readers.push(*name);
                }
            }
        }
        assert_eq!(
            readers,
            [
                "informers",
                "guest-access",
                "clusteraccess-controller",
                "cluster-controller",
                "kubeadmcontrolplane-controller",
                "kubeadmconfig-controller",
                "machineset-controller",
                "virtualmachine-controller",
            ]
        );
    }
}
