//! GuestCluster: "give me a cluster", in the few words that a developer needs.

pub mod condition;
mod rules;
pub use rules::{
    CONTROL_PLANE_REPLICAS, DEFAULT_CLASS, DEFAULT_CNI, DEFAULT_POD_CIDR, DEFAULT_SERVICE_CIDR, DEFAULT_SERVICE_DOMAIN,
    MAX_NAME_LENGTH, MAX_NODE_POOLS, MAX_POOL_PATH_LENGTH, MAX_POOL_REPLICAS, default, validate, validate_update,
};

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1::Taint;
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{Condition, MicroTime};
use kube::CustomResource;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::cluster::NetworkRanges;
use crate::words::words;

/// What the cluster is to be.
#[derive(CustomResource, Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[kube(
    group = "guest.atoll.dev",
    version = "v1alpha1",
    kind = "GuestCluster",
    plural = "guestclusters",
    schema = "disabled",
    namespaced,
    status = "GuestClusterStatus",
    derive = "JsonSchema",
    derive = "PartialEq",
    derive = "Default",
    doc = "A Kubernetes cluster made of virtual machines in this namespace.",
    shortname = "gc",
    category = "atoll",
    printcolumn(name = "Phase", type_ = "string", json_path = ".status.phase"),
    printcolumn(name = "Version", type_ = "string", json_path = ".status.version"),
    printcolumn(name = "Control plane", type_ = "string", json_path = ".status.controlPlane.summary"),
    printcolumn(name = "Workers", type_ = "string", json_path = ".status.workers.summary"),
    printcolumn(name = "Endpoint", type_ = "string", json_path = ".status.endpoint.host", priority = 1),
    printcolumn(name = "Age", type_ = "date", json_path = ".metadata.creationTimestamp")
)]
#[serde(rename_all = "camelCase")]
pub struct GuestClusterSpec {
    /// Which Kubernetes the cluster runs.
    pub distribution: GuestClusterDistribution,
    /// Pod and service networks; what is left out is chosen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub network: Option<GuestClusterNetwork>,
    /// Holds the controllers still: nothing of the cluster is changed while this is true.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paused: Option<bool>,
    /// The machines of the cluster.
    #[serde(default)]
    pub topology: GuestClusterTopology,
}

/// Which Kubernetes a cluster runs.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct GuestClusterDistribution {
    /// A release, or the beginning of one: `v1.34` means its newest patch that this system offers.
    #[schemars(length(min = 1, max = 256))]
    pub version: String,
}

/// The machines of a cluster.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct GuestClusterTopology {
    /// The machines that run the Kubernetes API and etcd.
    #[serde(default)]
    pub control_plane: GuestClusterControlPlane,
    /// Groups of equal worker machines.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(extend("x-kubernetes-list-type" = "map", "x-kubernetes-list-map-keys" = ["name"]))]
    pub node_pools: Vec<GuestClusterNodePool>,
}

/// The machines that run the Kubernetes API and etcd.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct GuestClusterControlPlane {
    /// The VirtualMachineClass of each machine.
    #[serde(default = "default_class")]
    pub class: String,
    /// How many machines: 1, 3 or 5.
    #[serde(default = "default_replicas")]
    pub replicas: i32,
    /// The storage class of their disks; the namespace's default when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub storage_class: Option<String>,
}

impl Default for GuestClusterControlPlane {
    fn default() -> Self {
        Self { class: default_class(), replicas: default_replicas(), storage_class: None }
    }
}

/// A group of equal worker machines.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct GuestClusterNodePool {
    /// The VirtualMachineClass of each machine.
    #[serde(default = "default_class")]
    pub class: String,
    /// Labels that every node of the pool carries.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub labels: Option<BTreeMap<String, String>>,
    /// The pool's name, a DNS label, unique in the cluster.
    #[schemars(length(min = 1, max = 63))]
    pub name: String,
    /// How many machines; 0 keeps the pool without machines.
    #[serde(default = "default_replicas")]
    pub replicas: i32,
    /// The storage class of their disks; the namespace's default when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub storage_class: Option<String>,
    /// Taints that every node of the pool carries.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub taints: Option<Vec<Taint>>,
    /// Further disks of every machine of the pool.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-kubernetes-list-type" = "map", "x-kubernetes-list-map-keys" = ["name"]))]
    pub volumes: Option<Vec<GuestClusterVolume>>,
}

impl Default for GuestClusterNodePool {
    fn default() -> Self {
        Self {
            class: default_class(),
            labels: None,
            name: String::new(),
            replicas: default_replicas(),
            storage_class: None,
            taints: None,
            volumes: None,
        }
    }
}

/// A further disk of a machine, mounted in its file system.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct GuestClusterVolume {
    /// Its size, such as `20Gi`.
    pub capacity: Quantity,
    /// The directory it is mounted on, such as `/var/lib/containerd`.
    #[schemars(length(min = 1, max = 512))]
    pub mount_path: String,
    /// Its name, unique in the pool.
    #[schemars(length(min = 1, max = 63))]
    pub name: String,
    /// Its storage class; the pool's when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub storage_class: Option<String>,
}

/// Networks inside a cluster.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct GuestClusterNetwork {
    /// The network plug-in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cni: Option<GuestClusterCni>,
    /// Addresses of pods.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pods: Option<NetworkRanges>,
    /// The DNS domain of services.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 253))]
    pub service_domain: Option<String>,
    /// Addresses of services.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub services: Option<NetworkRanges>,
}

/// The network plug-in of a cluster.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct GuestClusterCni {
    /// Its name, such as `antrea` or `calico`.
    #[schemars(length(min = 1, max = 63))]
    pub name: String,
}

/// What became of the cluster.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct GuestClusterStatus {
    /// How the cluster stands, one statement per type.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 32), extend("x-kubernetes-list-type" = "map", "x-kubernetes-list-map-keys" = ["type"]))]
    pub conditions: Option<Vec<Condition>>,
    /// Machines of the control plane.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub control_plane: Option<GuestClusterStatusCounts>,
    /// Where the cluster's API answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub endpoint: Option<GuestClusterStatusEndpoint>,
    /// Machines of each node pool.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-kubernetes-list-type" = "map", "x-kubernetes-list-map-keys" = ["name"]))]
    pub node_pools: Option<Vec<GuestClusterStatusNodePool>>,
    /// The newest generation of the spec that was acted on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub observed_generation: Option<i64>,
    /// Where the cluster is in its life.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phase: Option<GuestClusterPhase>,
    /// The quota that is kept for the whole topology.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reservation: Option<GuestClusterStatusReservation>,
    /// The release that `spec.distribution.version` resolved to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// Machines of all node pools together.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub workers: Option<GuestClusterStatusCounts>,
}

/// How many machines of a kind there are to be, and are.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct GuestClusterStatusCounts {
    /// Machines that the spec asks for.
    #[serde(default)]
    pub desired: i32,
    /// Machines whose node is ready.
    #[serde(default)]
    pub ready: i32,
    /// Ready of desired, such as `1/3`: what a list of clusters prints.
    #[serde(default)]
    pub summary: String,
}

impl GuestClusterStatusCounts {
    /// The counts with their `summary`.
    pub fn new(ready: i32, desired: i32) -> Self {
        Self { desired, ready, summary: format!("{ready}/{desired}") }
    }
}

/// The machines of one node pool.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct GuestClusterStatusNodePool {
    /// Machines that the spec asks for.
    #[serde(default)]
    pub desired: i32,
    /// The pool's name.
    pub name: String,
    /// Machines whose node is ready.
    #[serde(default)]
    pub ready: i32,
}

/// Where a cluster's API answers.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct GuestClusterStatusEndpoint {
    /// Its IP address or DNS name.
    pub host: String,
    /// Its TCP port.
    pub port: i32,
}

/// The quota that is kept for a cluster, by resource name as in a ResourceQuota.
///
/// The controller says in `asked` what the topology needs; admission alone sets the rest, in one transaction with the
/// quotas of the namespace.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct GuestClusterStatusReservation {
    /// What is kept now: what was granted, or more while machines of an earlier topology are still there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amounts: Option<BTreeMap<String, Quantity>>,
    /// What the topology of the specification needs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asked: Option<GuestClusterStatusReservationNeeds>,
    /// What was asked and is kept: the topology that is built. Another than `asked` while that one waits for quota.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub granted: Option<GuestClusterStatusReservationNeeds>,
    /// What the cluster's machines take of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub machines: Option<BTreeMap<String, Quantity>>,
    /// What the namespace's quota lacks for what is asked, clusters that wait longer included; absent when everything
    /// is kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shortfall: Option<BTreeMap<String, Quantity>>,
    /// Since when what is asked waits for quota; those who wait longer go first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waiting_since: Option<MicroTime>,
}

/// What a topology needs of the namespace's quota.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct GuestClusterStatusReservationNeeds {
    /// What the whole topology needs, an upgrade's surge included.
    #[serde(default)]
    pub amounts: BTreeMap<String, Quantity>,
    /// The part of it that only an upgrade needs.
    #[serde(default)]
    pub surge: BTreeMap<String, Quantity>,
    /// The topology.
    #[serde(default)]
    pub topology: GuestClusterTopology,
    /// The version as it stands in `spec.distribution.version`.
    #[serde(default)]
    pub version: String,
}

words! {
    /// Where a GuestCluster is in its life.
    pub enum GuestClusterPhase {
        /// Accepted; waits for quota or for another object.
        #[default]
        Pending = "Pending",
        /// Its first machines are being made.
        Provisioning = "Provisioning",
        /// It serves, as asked for.
        Running = "Running",
        /// It serves, and is being changed.
        Updating = "Updating",
        /// Its machines are being removed.
        Deleting = "Deleting",
        /// It cannot become what was asked for without a change by a person.
        Failed = "Failed",
    }
}

fn default_class() -> String {
    DEFAULT_CLASS.to_owned()
}

fn default_replicas() -> i32 {
    1
}
