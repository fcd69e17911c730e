//! Merge rules of the public Go types, as their published OpenAPI has them.
//!
//! Schemas that are derived from the Rust types of `k8s-openapi` carry no `x-kubernetes-list-type` and no patch
//! metadata; without them a strategic merge patch would replace the containers of a pod instead of merging them, and
//! server-side apply would own them as one value. Source of the rules: the `patchStrategy` and `+listType` tags in
//! `k8s.io/api` and `k8s.io/apimachinery`. A type is named without its prefix `io.k8s.api.` or
//! `io.k8s.apimachinery.pkg.apis.`.

use serde_json::{Map, Value, json};

/// What a list or an object of a public type is to a merge.
#[derive(Clone, Copy)]
enum Rule {
    /// A list of objects told apart by `keys`; a strategic merge patch tells them apart by `patch`.
    Entries { keys: &'static [&'static str], patch: Option<&'static str>, retain_keys: bool },
    /// One value to server-side apply, a list merged by this key to a strategic merge patch.
    PatchOnly(&'static str),
    /// A list of scalars, each once.
    Set,
    /// A list of scalars, each once, also to a strategic merge patch.
    MergedSet,
    /// An object whose patch may name the only fields that stay.
    RetainKeys,
    /// A default that the list around needs as a part of its key.
    Default(&'static str),
}

/// A list keyed by one field, in both kinds of merge.
const fn by(keys: &'static [&'static str]) -> Rule {
    Rule::Entries { keys, patch: Some(keys[0]), retain_keys: false }
}

/// A list keyed by one field in server-side apply, replaced by a strategic merge patch.
const fn owned_by(keys: &'static [&'static str]) -> Rule {
    Rule::Entries { keys, patch: None, retain_keys: false }
}

/// A list keyed by its name, whose patched entries may name the only fields that stay.
const RETAINED: Rule = Rule::Entries { keys: &["name"], patch: Some("name"), retain_keys: true };

/// Rules by type and field.
const FIELDS: &[(&str, &str, Rule)] = &[
    ("meta.v1.ObjectMeta", "ownerReferences", by(&["uid"])),
    ("meta.v1.ObjectMeta", "finalizers", Rule::MergedSet),
    ("core.v1.PodSpec", "containers", by(&["name"])),
    ("core.v1.PodSpec", "initContainers", by(&["name"])),
    ("core.v1.PodSpec", "ephemeralContainers", by(&["name"])),
    ("core.v1.PodSpec", "volumes", RETAINED),
    ("core.v1.PodSpec", "resourceClaims", RETAINED),
    ("core.v1.PodSpec", "imagePullSecrets", by(&["name"])),
    ("core.v1.PodSpec", "schedulingGates", by(&["name"])),
    ("core.v1.PodSpec", "hostAliases", by(&["ip"])),
    ("core.v1.PodSpec", "topologySpreadConstraints", by(&["topologyKey", "whenUnsatisfiable"])),
    ("core.v1.PodStatus", "conditions", by(&["type"])),
    ("core.v1.PodStatus", "podIPs", by(&["ip"])),
    ("core.v1.PodStatus", "hostIPs", Rule::PatchOnly("ip")),
    ("core.v1.PodStatus", "resourceClaimStatuses", RETAINED),
    ("core.v1.Container", "ports", by(&["containerPort", "protocol"])),
    ("core.v1.Container", "env", by(&["name"])),
    ("core.v1.Container", "volumeMounts", by(&["mountPath"])),
    ("core.v1.Container", "volumeDevices", by(&["devicePath"])),
    ("core.v1.EphemeralContainer", "ports", by(&["containerPort", "protocol"])),
    ("core.v1.EphemeralContainer", "env", by(&["name"])),
    ("core.v1.EphemeralContainer", "volumeMounts", by(&["mountPath"])),
    ("core.v1.EphemeralContainer", "volumeDevices", by(&["devicePath"])),
    ("core.v1.ContainerPort", "protocol", Rule::Default("TCP")),
    ("core.v1.ContainerStatus", "volumeMounts", by(&["mountPath"])),
    ("core.v1.ContainerStatus", "allocatedResourcesStatus", by(&["name"])),
    ("core.v1.ResourceRequirements", "claims", owned_by(&["name"])),
    ("core.v1.ServiceSpec", "ports", by(&["port", "protocol"])),
    ("core.v1.ServicePort", "protocol", Rule::Default("TCP")),
    ("core.v1.ServiceStatus", "conditions", by(&["type"])),
    ("core.v1.ServiceAccount", "secrets", by(&["name"])),
    ("core.v1.NodeSpec", "podCIDRs", Rule::MergedSet),
    ("core.v1.NodeStatus", "conditions", by(&["type"])),
    ("core.v1.NodeStatus", "addresses", by(&["type"])),
    ("core.v1.NamespaceStatus", "conditions", by(&["type"])),
    ("core.v1.PersistentVolumeClaimStatus", "conditions", by(&["type"])),
    ("core.v1.ReplicationControllerStatus", "conditions", by(&["type"])),
    ("apps.v1.DeploymentSpec", "strategy", Rule::RetainKeys),
    ("apps.v1.DeploymentStatus", "conditions", by(&["type"])),
    ("apps.v1.DaemonSetStatus", "conditions", by(&["type"])),
    ("apps.v1.ReplicaSetStatus", "conditions", by(&["type"])),
    ("apps.v1.StatefulSetStatus", "conditions", by(&["type"])),
    ("batch.v1.JobStatus", "conditions", Rule::PatchOnly("type")),
    ("autoscaling.v2.HorizontalPodAutoscalerStatus", "conditions", by(&["type"])),
    ("policy.v1.PodDisruptionBudgetStatus", "conditions", by(&["type"])),
    ("certificates.v1.CertificateSigningRequestStatus", "conditions", owned_by(&["type"])),
    ("discovery.v1.Endpoint", "addresses", Rule::Set),
    ("storage.v1.CSINodeSpec", "drivers", by(&["name"])),
    ("flowcontrol.v1.FlowSchemaStatus", "conditions", by(&["type"])),
    ("flowcontrol.v1.PriorityLevelConfigurationStatus", "conditions", by(&["type"])),
    ("networking.v1.ServiceCIDRStatus", "conditions", by(&["type"])),
    ("admissionregistration.v1.MutatingWebhookConfiguration", "webhooks", by(&["name"])),
    ("admissionregistration.v1.ValidatingWebhookConfiguration", "webhooks", by(&["name"])),
    ("admissionregistration.v1.MutatingWebhook", "matchConditions", by(&["name"])),
    ("admissionregistration.v1.ValidatingWebhook", "matchConditions", by(&["name"])),
    ("admissionregistration.v1.ValidatingAdmissionPolicySpec", "matchConditions", by(&["name"])),
    ("admissionregistration.v1.ValidatingAdmissionPolicySpec", "variables", by(&["name"])),
    ("apiextensions.v1.CustomResourceDefinitionStatus", "conditions", owned_by(&["type"])),
    ("apiregistration.v1.APIServiceStatus", "conditions", by(&["type"])),
];

/// Objects that are one value (`+structType=atomic`).
const ATOMIC: &[&str] = &[
    "meta.v1.LabelSelector",
    "meta.v1.OwnerReference",
    "core.v1.ConfigMapKeySelector",
    "core.v1.FileKeySelector",
    "core.v1.LocalObjectReference",
    "core.v1.NodeSelector",
    "core.v1.NodeSelectorTerm",
    "core.v1.ObjectFieldSelector",
    "core.v1.ObjectReference",
    "core.v1.ResourceFieldSelector",
    "core.v1.ScopeSelector",
    "core.v1.SecretKeySelector",
    "core.v1.SecretReference",
    "core.v1.TopologySelectorTerm",
    "core.v1.TypedLocalObjectReference",
    "rbac.v1.RoleRef",
    "autoscaling.v1.CrossVersionObjectReference",
];

/// Adds the rules to the definitions of `source` and to its root, which is named by its title. What the source says
/// itself stays.
pub(super) fn annotate(source: &mut Value) {
    let title = source.get("title").and_then(Value::as_str).map(str::to_owned);
    if let Some(title) = title {
        annotate_type(&title, source);
    }
    for key in ["$defs", "definitions"] {
        if let Some(Value::Object(definitions)) = source.get_mut(key) {
            for (name, definition) in definitions.iter_mut() {
                annotate_type(name, definition);
            }
        }
    }
}

fn annotate_type(name: &str, definition: &mut Value) {
    let name = short_name(name);
    let Some(keywords) = definition.as_object_mut() else { return };
    if ATOMIC.contains(&name) {
        add(keywords, "x-kubernetes-map-type", json!("atomic"));
    }
    let Some(Value::Object(properties)) = keywords.get_mut("properties") else { return };
    for (_, field, rule) in FIELDS.iter().filter(|(type_, ..)| *type_ == name) {
        if let Some(Value::Object(property)) = properties.get_mut(*field) {
            rule.add_to(property);
        }
    }
}

/// `core.v1.Pod` for `io.k8s.api.core.v1.Pod`.
fn short_name(name: &str) -> &str {
    let prefixes = [
        "io.k8s.api.",
        "io.k8s.apimachinery.pkg.apis.",
        "io.k8s.apiextensions-apiserver.pkg.apis.",
        "io.k8s.kube-aggregator.pkg.apis.",
    ];
    prefixes.iter().find_map(|prefix| name.strip_prefix(prefix)).unwrap_or(name)
}

impl Rule {
    fn add_to(self, property: &mut Map<String, Value>) {
        match self {
            Rule::Entries { keys, patch, retain_keys } => {
                add(property, "x-kubernetes-list-type", json!("map"));
                add(property, "x-kubernetes-list-map-keys", json!(keys));
                if let Some(key) = patch {
                    add(property, "x-kubernetes-patch-merge-key", json!(key));
                    let strategy = if retain_keys { "merge,retainKeys" } else { "merge" };
                    add(property, "x-kubernetes-patch-strategy", json!(strategy));
                }
            }
            Rule::PatchOnly(key) => {
                add(property, "x-kubernetes-list-type", json!("atomic"));
                add(property, "x-kubernetes-patch-merge-key", json!(key));
                add(property, "x-kubernetes-patch-strategy", json!("merge"));
            }
            Rule::Set => add(property, "x-kubernetes-list-type", json!("set")),
            Rule::MergedSet => {
                add(property, "x-kubernetes-list-type", json!("set"));
                add(property, "x-kubernetes-patch-strategy", json!("merge"));
            }
            Rule::RetainKeys => add(property, "x-kubernetes-patch-strategy", json!("retainKeys")),
            Rule::Default(value) => add(property, "default", json!(value)),
        }
    }
}

fn add(keywords: &mut Map<String, Value>, keyword: &str, value: Value) {
    keywords.entry(keyword).or_insert(value);
}
