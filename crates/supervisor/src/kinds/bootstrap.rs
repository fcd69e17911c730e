//! The objects that a cluster begins with: its namespaces and its default roles.
//!
//! Model: <https://kubernetes.io/docs/reference/access-authn-authz/rbac/#default-roles-and-role-bindings>.

use serde_json::{Value, json};

use super::core::namespace::FIRST;
use super::core::node_restriction::NODES;
use super::rbac::GROUP;
use super::rbac::aggregation::gathered;
use super::rbac::reconcile::AUTO_UPDATE;
use crate::engine::Resource;
use crate::engine::user::{AUTHENTICATED, MASTERS, MONITORING, SERVICE_ACCOUNTS, UNAUTHENTICATED};

const READ: [&str; 3] = ["get", "list", "watch"];
const WRITE: [&str; 5] = ["create", "delete", "deletecollection", "patch", "update"];
/// Without those whose answers, or refusals, can show what is stored.
const BLIND_WRITE: [&str; 3] = ["create", "delete", "update"];

/// Resources of the core group that every member of a namespace may read.
const CORE: [&str; 12] = [
    "configmaps",
    "endpoints",
    "events",
    "limitranges",
    "persistentvolumeclaims",
    "persistentvolumeclaims/status",
    "pods",
    "pods/status",
    "resourcequotas",
    "resourcequotas/status",
    "serviceaccounts",
    "services",
];
/// Those of them that an editor may write.
const CORE_WRITABLE: [&str; 6] =
    ["configmaps", "endpoints", "persistentvolumeclaims", "pods", "serviceaccounts", "services"];

/// Own kinds that an administrator gives to a namespace, for its members to choose from.
const GIVEN: [&str; 2] = ["virtualmachineclasses", "virtualmachineimages"];

/// Own kinds of the whole cluster that nobody chooses from: who decides about what is the administrators' affair.
const PRIVATE: [&str; 1] = ["approvalpolicies"];

/// The groups of workloads, which only guests serve.
const WORKLOADS: [&str; 5] = ["apps", "batch", "discovery.k8s.io", "networking.k8s.io", "policy"];

/// The first objects of the Supervisor, whose own kinds these are.
pub(super) fn supervisor(own: &[Resource]) -> Vec<Value> {
    let own = OwnKinds::new(own);
    let mut all = first_objects();
    all.extend([
        part("system:aggregate-to-view", "view", vec![own_namespace(), rule(&[""], &CORE, &READ)]),
        part(
            "system:aggregate-to-edit",
            "edit",
            vec![rule(&[""], &CORE_WRITABLE, &WRITE), rule(&[""], &["secrets"], &BLIND_WRITE)],
        ),
        part(
            "system:aggregate-to-admin",
            "admin",
            vec![
                rule(&[""], &["secrets"], &[&READ[..], &WRITE[..]].concat()),
                role_rule(),
                review_rule(),
                // No pods run here, so an editor is not every service account of the namespace already.
                act_as_rule(),
                token_rule(),
            ],
        ),
        part("atoll:aggregate-to-view", "view", own.rules(|group| &group.readable, &READ)),
        part("atoll:aggregate-to-edit", "edit", own.rules(|group| &group.writable, &WRITE)),
    ]);
    // What one chooses from when one asks for something: releases, images, storage.
    let mut catalog = vec![rule(&["storage.k8s.io"], &["storageclasses"], &READ)];
    catalog.extend(own.catalog.iter().map(|(group, plural)| rule(&[group], &[plural], &READ)));
    all.push(cluster_role("atoll:catalog", json!(catalog)));
    all.push(cluster_binding("atoll:catalog", "atoll:catalog", &[AUTHENTICATED]));
    // Hypervisor hosts: each its own Node and Lease, as the admission of these kinds says.
    let node = json!([
        rule(&[""], &["nodes"], &["create", "get", "patch", "update"]),
        rule(&[""], &["nodes/status"], &["patch", "update"]),
        rule(&["coordination.k8s.io"], &["leases"], &["create", "get", "patch", "update"]),
    ]);
    all.push(cluster_role("system:node", node));
    all.push(cluster_binding("system:node", "system:node", &[NODES]));
    with_gathered(all)
}

/// The first objects of a guest cluster.
pub(super) fn guest() -> Vec<Value> {
    let mut all = first_objects();
    all.extend([
        part(
            "system:aggregate-to-view",
            "view",
            vec![own_namespace(), rule(&[""], &CORE, &READ), rule(&WORKLOADS, &["*"], &READ)],
        ),
        part(
            "system:aggregate-to-edit",
            "edit",
            vec![
                rule(&[""], &CORE_WRITABLE, &WRITE),
                rule(&[""], &["secrets"], &[&READ[..], &WRITE[..]].concat()),
                rule(&WORKLOADS, &["*"], &WRITE),
                act_as_rule(),
                token_rule(),
            ],
        ),
        part("system:aggregate-to-admin", "admin", vec![role_rule(), review_rule()]),
    ]);
    all.extend(joining());
    with_gathered(all)
}

/// Namespaces, and the roles that every API server has.
fn first_objects() -> Vec<Value> {
    let mut all: Vec<Value> =
        FIRST.iter().map(|name| json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}})).collect();
    let everything = json!([
        {"apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]},
        {"nonResourceURLs": ["*"], "verbs": ["*"]},
    ]);
    let discovery = json!([{
        "nonResourceURLs": ["/api", "/api/*", "/apis", "/apis/*", "/healthz", "/livez", "/openapi", "/openapi/*",
            "/readyz", "/version", "/version/"],
        "verbs": ["get"],
    }]);
    let public = json!([{
        "nonResourceURLs": ["/healthz", "/livez", "/readyz", "/version", "/version/"],
        "verbs": ["get"],
    }]);
    let monitoring = json!([{
        "nonResourceURLs": ["/healthz", "/healthz/*", "/livez", "/livez/*", "/metrics", "/metrics/slis", "/readyz",
            "/readyz/*"],
        "verbs": ["get"],
    }]);
    let oneself = json!([
        {
            "apiGroups": ["authorization.k8s.io"],
            "resources": ["selfsubjectaccessreviews", "selfsubjectrulesreviews"],
            "verbs": ["create"],
        },
        {"apiGroups": ["authentication.k8s.io"], "resources": ["selfsubjectreviews"], "verbs": ["create"]},
    ]);
    let issuer = json!([{
        "nonResourceURLs": ["/.well-known/openid-configuration", "/.well-known/openid-configuration/",
            "/openid/v1/jwks", "/openid/v1/jwks/"],
        "verbs": ["get"],
    }]);
    for (name, rules, groups) in [
        ("system:service-account-issuer-discovery", issuer, &[SERVICE_ACCOUNTS][..]),
        ("cluster-admin", everything, &[MASTERS]),
        ("system:discovery", discovery, &[AUTHENTICATED]),
        ("system:public-info-viewer", public, &[AUTHENTICATED, UNAUTHENTICATED]),
        ("system:basic-user", oneself, &[AUTHENTICATED]),
        ("system:monitoring", monitoring, &[MONITORING]),
    ] {
        all.push(cluster_role(name, rules));
        all.push(cluster_binding(name, name, groups));
    }
    all.extend(member_roles());
    all
}

/// The roles `view`, `edit` and `admin`: each gathers the one before and the parts that are labelled for it.
fn member_roles() -> [Value; 3] {
    let gathering = |name: &str, into: Option<&str>| {
        let mut role = cluster_role(name, json!([]));
        role["aggregationRule"] = json!({"clusterRoleSelectors": [{"matchLabels": {aggregate_to(name): "true"}}]});
        if let Some(into) = into {
            role["metadata"]["labels"][aggregate_to(into)] = json!("true");
        }
        role
    };
    [gathering("view", Some("edit")), gathering("edit", Some("admin")), gathering("admin", None)]
}

/// The label of ClusterRoles whose rules the role `name` gathers.
fn aggregate_to(name: &str) -> String {
    format!("{GROUP}/aggregate-to-{name}")
}

/// A ClusterRole whose rules are gathered by the role `into`.
fn part(name: &str, into: &str, rules: Vec<Value>) -> Value {
    let mut role = cluster_role(name, json!(rules));
    role["metadata"]["labels"][aggregate_to(into)] = json!("true");
    role
}

/// The same objects; roles that gather the rules of others have them from the start.
fn with_gathered(mut all: Vec<Value>) -> Vec<Value> {
    // Each pass reaches one role further: `view` into `edit`, and that into `admin`.
    for _ in 0..member_roles().len() {
        let before = all.clone();
        for role in &mut all {
            if let Some(rules) = gathered(role, &before) {
                role["rules"] = rules;
            }
        }
    }
    all
}

/// What a machine needs to join with a bootstrap token, as kubeadm sets it up, and to be a node then.
fn joining() -> Vec<Value> {
    let bootstrap = json!([{
        "apiGroups": ["certificates.k8s.io"],
        "resources": ["certificatesigningrequests"],
        "verbs": ["create", "get", "list", "watch"],
    }]);
    let node = json!([
        rule(&[""], &["nodes", "nodes/status"], &["create", "get", "list", "patch", "update", "watch"]),
        rule(&[""], &["pods", "services", "configmaps", "namespaces"], &READ),
        rule(&[""], &["pods/status"], &["patch", "update"]),
        rule(&["", "events.k8s.io"], &["events"], &["create", "patch", "update"]),
        rule(&["coordination.k8s.io"], &["leases"], &["create", "delete", "get", "patch", "update"]),
        rule(&["certificates.k8s.io"], &["certificatesigningrequests"], &["create", "get", "list", "watch"]),
    ]);
    vec![
        cluster_role("system:node-bootstrapper", bootstrap),
        cluster_binding(
            "kubeadm:kubelet-bootstrap",
            "system:node-bootstrapper",
            &["system:bootstrappers:kubeadm:default-node-token"],
        ),
        cluster_role("system:node", node),
        cluster_binding("system:node", "system:node", &[NODES]),
    ]
}

/// A namespace is read in itself: `kubectl get namespace x` by a member of x.
fn own_namespace() -> Value {
    rule(&[""], &["namespaces"], &["get"])
}

/// To act as the service accounts of the namespace.
fn act_as_rule() -> Value {
    rule(&[""], &["serviceaccounts"], &["impersonate"])
}

/// To have tokens of the namespace's service accounts.
fn token_rule() -> Value {
    rule(&[""], &["serviceaccounts/token"], &["create"])
}

fn rule(groups: &[&str], resources: &[&str], verbs: &[&str]) -> Value {
    json!({"apiGroups": groups, "resources": resources, "verbs": verbs})
}

fn role_rule() -> Value {
    rule(&[GROUP], &["roles", "rolebindings"], &[&READ[..], &WRITE[..]].concat())
}

fn review_rule() -> Value {
    rule(&["authorization.k8s.io"], &["localsubjectaccessreviews"], &["create"])
}

fn cluster_role(name: &str, rules: Value) -> Value {
    json!({
        "apiVersion": format!("{GROUP}/v1"),
        "kind": "ClusterRole",
        "metadata": {
            "name": name,
            "labels": {"kubernetes.io/bootstrapping": "rbac-defaults"},
            "annotations": {AUTO_UPDATE: "true"},
        },
        "rules": rules,
    })
}

fn cluster_binding(name: &str, role: &str, groups: &[&str]) -> Value {
    let subjects: Vec<Value> =
        groups.iter().map(|group| json!({"kind": "Group", "apiGroup": GROUP, "name": group})).collect();
    json!({
        "apiVersion": format!("{GROUP}/v1"),
        "kind": "ClusterRoleBinding",
        "metadata": {
            "name": name,
            "labels": {"kubernetes.io/bootstrapping": "rbac-defaults"},
            "annotations": {AUTO_UPDATE: "true"},
        },
        "roleRef": {"apiGroup": GROUP, "kind": "ClusterRole", "name": role},
        "subjects": subjects,
    })
}

/// The kinds of the crate `api`, as roles speak of them.
struct OwnKinds {
    groups: Vec<OwnGroup>,
    /// Kinds of the whole cluster.
    catalog: Vec<(String, String)>,
}

struct OwnGroup {
    name: String,
    readable: Vec<String>,
    writable: Vec<String>,
}

impl OwnKinds {
    /// One rule for each group.
    fn rules(&self, of: impl Fn(&OwnGroup) -> &Vec<String>, verbs: &[&str]) -> Vec<Value> {
        let rule = |group: &OwnGroup| json!({"apiGroups": [group.name], "resources": of(group), "verbs": verbs});
        self.groups.iter().map(rule).collect()
    }

    fn new(kinds: &[Resource]) -> OwnKinds {
        let mut own = OwnKinds { groups: Vec::new(), catalog: Vec::new() };
        for Resource { group, plural, namespaced, scale, .. } in kinds {
            if !namespaced {
                if !PRIVATE.contains(&plural.as_str()) {
                    own.catalog.push((group.clone(), plural.clone()));
                }
                continue;
            }
            let at = own.groups.iter().position(|g| g.name == *group).unwrap_or_else(|| {
                own.groups.push(OwnGroup { name: group.clone(), readable: Vec::new(), writable: Vec::new() });
                own.groups.len() - 1
            });
            let of_group = &mut own.groups[at];
            of_group.readable.extend([plural.clone(), format!("{plural}/status")]);
            if scale.is_some() {
                of_group.readable.push(format!("{plural}/scale"));
                of_group.writable.push(format!("{plural}/scale"));
            }
            if !GIVEN.contains(&plural.as_str()) {
                of_group.writable.push(plural.clone());
            }
        }
        own
    }
}
