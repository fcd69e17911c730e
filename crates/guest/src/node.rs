//! The Node object of a simulated machine, as its kubelet would post it, and the Lease beside it. Pure.

use std::{collections::BTreeMap, net::IpAddr};

use chrono::{DateTime, SecondsFormat, Utc};
use hypervisor::{Machine, Resources};
use serde_json::{Map, Value, json};

use crate::kubeadm::{NodeRegistration, Taint};

/// Says on every Node what it is.
pub(crate) const OS_IMAGE: &str = "Atoll simulated guest (no pods run)";
/// How long a Lease holds. A kubelet says 40 s and renews every 10 s; thousands of simulated ones in one program renew
/// rarely and say so by this.
const LEASE_SECONDS: u32 = 900;
const CONTROL_PLANE: &str = "node-role.kubernetes.io/control-plane";
/// What a kubelet keeps from pods by default.
const EVICTION_RESERVE: u64 = 100 << 20;

/// What is known of a Node while its machine runs.
#[derive(Clone, Debug)]
pub(crate) struct Facts {
    pub(crate) name: String,
    pub(crate) control_plane: bool,
    /// Version of the kubelet, with `v`.
    pub(crate) version: String,
    pub(crate) address: IpAddr,
    pub(crate) provider_id: String,
    pub(crate) system_uuid: String,
    pub(crate) boot_id: String,
    pub(crate) resources: Resources,
    pub(crate) labels: BTreeMap<String, String>,
    pub(crate) taints: Vec<Taint>,
}

impl Facts {
    /// Puts together what the machine, its registration and its role say.
    pub(crate) fn new(
        machine: &Machine,
        address: IpAddr,
        registration: &NodeRegistration,
        control_plane: bool,
        version: &str,
    ) -> Facts {
        let spec = &machine.spec;
        let default_taints = || {
            let taint = Taint { key: CONTROL_PLANE.into(), value: String::new(), effect: "NoSchedule".into() };
            if control_plane { vec![taint] } else { Vec::new() }
        };
        let boot = format!("{}/{:?}", spec.id, machine.started_at);
        Facts {
            // As kubeadm does with the host name.
            name: registration.name.as_deref().unwrap_or(&spec.name).trim().to_ascii_lowercase(),
            control_plane,
            version: version.to_owned(),
            address,
            provider_id: registration.provider_id.clone().unwrap_or_else(|| format!("vsphere://{}", spec.bios_uuid)),
            system_uuid: spec.bios_uuid.clone(),
            boot_id: uuid::Uuid::new_v5(&uuid::Uuid::NAMESPACE_OID, boot.as_bytes()).to_string(),
            resources: spec.resources,
            labels: registration.labels.clone(),
            taints: registration.taints.clone().unwrap_or_else(default_taints),
        }
    }

    /// The Node as it registers itself.
    pub(crate) fn node(&self, ready_since: DateTime<Utc>, now: DateTime<Utc>) -> Value {
        let mut labels = Map::new();
        let mut label = |name: &str, value: &str| labels.insert(name.into(), value.into());
        for (name, value) in &self.labels {
            label(name, value);
        }
        for prefix in ["kubernetes.io", "beta.kubernetes.io"] {
            label(&format!("{prefix}/arch"), architecture());
            label(&format!("{prefix}/os"), "linux");
        }
        label("kubernetes.io/hostname", &self.name);
        if self.control_plane {
            label(CONTROL_PLANE, "");
            label("node.kubernetes.io/exclude-from-external-load-balancers", "");
        }
        let taints: Vec<_> = self.taints.iter().map(taint).collect();
        json!({
            "apiVersion": "v1",
            "kind": "Node",
            "metadata": {
                "name": self.name,
                "labels": labels,
                "annotations": {
                    "kubeadm.alpha.kubernetes.io/cri-socket": "unix:///var/run/containerd/containerd.sock",
                    "node.alpha.kubernetes.io/ttl": "0",
                },
            },
            "spec": { "providerID": self.provider_id, "taints": taints },
            "status": self.status(ready_since, now),
        })
    }

    /// The status of a Node that is Ready since `ready_since`, posted `now`.
    pub(crate) fn status(&self, ready_since: DateTime<Utc>, now: DateTime<Utc>) -> Value {
        let conditions = CONDITIONS
            .map(|(type_, status, reason, message)| condition(type_, status, reason, message, ready_since, now));
        let resources = |memory: u64| {
            json!({
                "cpu": self.resources.cpus.to_string(),
                "memory": format!("{}Ki", memory >> 10),
                "ephemeral-storage": format!("{}Ki", self.resources.storage >> 10),
                "pods": "110",
            })
        };
        json!({
            "addresses": [
                { "type": "InternalIP", "address": self.address.to_string() },
                { "type": "Hostname", "address": self.name },
            ],
            "capacity": resources(self.resources.memory),
            "allocatable": resources(self.resources.memory.saturating_sub(EVICTION_RESERVE)),
            "conditions": conditions,
            "daemonEndpoints": { "kubeletEndpoint": { "Port": 10250 } },
            "nodeInfo": {
                "machineID": self.system_uuid.replace('-', ""),
                "systemUUID": self.system_uuid,
                "bootID": self.boot_id,
                "kernelVersion": "simulated",
                "osImage": OS_IMAGE,
                "containerRuntimeVersion": "simulated://none",
                "kubeletVersion": self.version,
                "kubeProxyVersion": "",
                "operatingSystem": "linux",
                "architecture": architecture(),
            },
        })
    }

    /// Whether a Node, as it stands, is Ready and says of its machine what is true now.
    pub(crate) fn are_shown_by(&self, node: &Value) -> bool {
        let Some(since) = ready_since(node) else {
            return false;
        };
        let mut wanted = self.status(since, since);
        let fields = ["addresses", "capacity", "allocatable", "nodeInfo"];
        fields.iter().all(|field| wanted[*field].take() == node["status"][*field])
    }

    /// The Lease by which the Node says that it lives; it goes with the Node.
    pub(crate) fn lease(&self, node_uid: &str, now: DateTime<Utc>) -> Value {
        let mut lease = renewal(now);
        lease["apiVersion"] = "coordination.k8s.io/v1".into();
        lease["kind"] = "Lease".into();
        lease["metadata"] = json!({
            "name": self.name,
            "namespace": "kube-node-lease",
            "ownerReferences": [{ "apiVersion": "v1", "kind": "Node", "name": self.name, "uid": node_uid }],
        });
        lease["spec"]["holderIdentity"] = self.name.as_str().into();
        lease["spec"]["leaseDurationSeconds"] = LEASE_SECONDS.into();
        lease
    }
}

/// The change that renews a Lease.
pub(crate) fn renewal(now: DateTime<Utc>) -> Value {
    json!({ "spec": { "renewTime": now.to_rfc3339_opts(SecondsFormat::Micros, true) } })
}

/// The conditions of a Node whose machine lost power, as the node controller sets them; `None` when it stands so
/// already.
pub(crate) fn lost(node: &Value, now: DateTime<Utc>) -> Option<Value> {
    let was = |type_| find(node, type_);
    if was("Ready").and_then(|ready| ready["status"].as_str()) == Some("Unknown") {
        return None;
    }
    let conditions = CONDITIONS.map(|(type_, ..)| {
        let mut condition =
            condition(type_, "Unknown", "NodeStatusUnknown", "Kubelet stopped posting node status.", now, now);
        if let Some(heartbeat) = was(type_).and_then(|condition| condition.get("lastHeartbeatTime")) {
            condition["lastHeartbeatTime"] = heartbeat.clone();
        }
        condition
    });
    Some(json!({ "status": { "conditions": conditions } }))
}

/// Since when the Node is Ready without a break; `None` when it is not Ready.
pub(crate) fn ready_since(node: &Value) -> Option<DateTime<Utc>> {
    let ready = find(node, "Ready").filter(|ready| ready["status"] == "True")?;
    let since = DateTime::parse_from_rfc3339(ready["lastTransitionTime"].as_str()?).ok()?;
    Some(since.with_timezone(&Utc))
}

fn find<'a>(node: &'a Value, type_: &str) -> Option<&'a Value> {
    node["status"]["conditions"].as_array()?.iter().find(|condition| condition["type"] == type_)
}

const CONDITIONS: [(&str, &str, &str, &str); 4] = [
    ("MemoryPressure", "False", "KubeletHasSufficientMemory", "kubelet has sufficient memory available"),
    ("DiskPressure", "False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"),
    ("PIDPressure", "False", "KubeletHasSufficientPID", "kubelet has sufficient PID available"),
    ("Ready", "True", "KubeletReady", "kubelet is posting ready status"),
];

fn condition(
    type_: &str,
    status: &str,
    reason: &str,
    message: &str,
    since: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Value {
    let time = |time: DateTime<Utc>| time.to_rfc3339_opts(SecondsFormat::Secs, true);
    json!({
        "type": type_,
        "status": status,
        "reason": reason,
        "message": message,
        "lastHeartbeatTime": time(now),
        "lastTransitionTime": time(since),
    })
}

fn taint(taint: &Taint) -> Value {
    let mut value = json!({ "key": taint.key, "effect": taint.effect });
    if !taint.value.is_empty() {
        value["value"] = taint.value.as_str().into();
    }
    value
}

/// As Go names it.
fn architecture() -> &'static str {
    match std::env::consts::ARCH {
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        other => other,
    }
}

/// The Kubernetes version that an image's name tells, as in `ubuntu-2404-kube-v1.34.1+vmware.1` or
/// `v1.34.1---vmware.1-x`: only up to the patch, since what follows is the packager's.
fn image_version(image: &str) -> Option<&str> {
    let mut from = 0;
    while let Some(at) = image[from..].find('v').map(|at| at + from) {
        from = at + 1;
        let tail = &image[at + 1..];
        let length = tail.bytes().take_while(|b| b.is_ascii_digit() || *b == b'.').count();
        let digits = tail[..length].trim_end_matches('.');
        let word_start = at == 0 || !image.as_bytes()[at - 1].is_ascii_alphanumeric();
        if word_start && digits.split('.').count() == 3 && digits.split('.').all(|part| !part.is_empty()) {
            return Some(&image[at..=at + digits.len()]);
        }
    }
    None
}

/// The version of a joining machine's kubelet: what its image says, in the cluster's own spelling when both agree up to
/// the patch; the cluster's where the image says nothing.
pub(crate) fn kubelet_version(image: &str, cluster: &str) -> String {
    match image_version(image) {
        Some(version) if cluster.split(['+', '-']).next() != Some(version) => version.to_owned(),
        _ => cluster.to_owned(),
    }
}

#[cfg(test)]
mod tests;
