//! The roles that the program adds to those that the API begins with: its administrators', and its own.

use serde_json::{Value, json};

use crate::accounts::ADMINS;

/// The portal itself: it looks up which namespaces a person may use and whether a plan fits on the hosts, and does nothing
/// else in its own name.
pub(crate) const PORTAL: &str = "system:atoll:portal";

/// Tells people and programs outside what concerns them: it follows what has something to tell, and asks who may see it.
pub(crate) const NOTIFIER: &str = "system:atoll:notifier";

/// Reads the audit log; bound to nobody by the program.
const AUDITOR: &str = "atoll:auditor";

/// Every role and binding.
pub(super) fn all() -> Vec<Value> {
    let lookup = json!([
        { "apiGroups": [""], "resources": ["namespaces"], "verbs": ["get", "list", "watch"] },
        { "apiGroups": [""], "resources": ["nodes"], "verbs": ["list"] },
        { "apiGroups": ["vmoperator.vmware.com"], "resources": ["virtualmachines"], "verbs": ["list"] },
        { "apiGroups": ["authorization.k8s.io"], "resources": ["subjectaccessreviews"], "verbs": ["create"] },
    ]);
    let audit = json!([{ "apiGroups": ["portal.atoll.dev"], "resources": ["auditrecords"], "verbs": ["list"] }]);
    let told = json!([
        { "apiGroups": ["guest.atoll.dev"], "resources": ["guestclusters"], "verbs": ["list", "watch"] },
        { "apiGroups": ["portal.atoll.dev"], "resources": ["clusteraccesses", "quotarequests"], "verbs": ["list", "watch"] },
        { "apiGroups": ["authorization.k8s.io"], "resources": ["subjectaccessreviews"], "verbs": ["create"] },
    ]);
    vec![
        role(PORTAL, &lookup),
        role(NOTIFIER, &told),
        role(AUDITOR, &audit),
        binding(PORTAL, PORTAL, "User", PORTAL),
        binding(NOTIFIER, NOTIFIER, "User", NOTIFIER),
        binding(ADMINS, "cluster-admin", "Group", ADMINS),
    ]
}

fn role(name: &str, rules: &Value) -> Value {
    json!({
        "apiVersion": "rbac.authorization.k8s.io/v1",
        "kind": "ClusterRole",
        "metadata": { "name": name },
        "rules": rules,
    })
}

fn binding(name: &str, role: &str, kind: &str, subject: &str) -> Value {
    json!({
        "apiVersion": "rbac.authorization.k8s.io/v1",
        "kind": "ClusterRoleBinding",
        "metadata": { "name": name },
        "roleRef": { "apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": role },
        "subjects": [{ "apiGroup": "rbac.authorization.k8s.io", "kind": kind, "name": subject }],
    })
}
