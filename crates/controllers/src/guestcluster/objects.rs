//! The objects of layer 2 that a cluster is made of. Pure; the field names are those of the public kinds.

use std::collections::BTreeMap;

use api::{
    guest::{GuestCluster, GuestClusterNodePool},
    meta::{annotation, label},
};
use kube::ResourceExt;
use serde_json::{Value, json};

use super::release::Release;
use crate::{desired, guest_tokens, meta};

/// Where containerd listens on the machines of every release.
const CRI_SOCKET: &str = "unix:///var/run/containerd/containerd.sock";
/// A template, whose name tells its content: another content makes another template, and so new machines.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Template {
    /// Its name.
    pub(super) name: String,
    /// The object.
    pub(super) object: Value,
}

/// What the machines of a pool, or of the control plane, are made from.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct PoolTemplates {
    /// VSphereMachineTemplate.
    pub(super) machine: Template,
    /// KubeadmConfigTemplate.
    pub(super) bootstrap: Template,
}

/// The name of the MachineDeployment of a pool.
pub(super) fn deployment_name(cluster: &GuestCluster, pool: &str) -> String {
    format!("{}-{pool}", cluster.name_any())
}

/// The Cluster.
pub(super) fn cluster(cluster: &GuestCluster) -> Value {
    let network = cluster.spec.network.as_ref();
    let name = cluster.name_any();
    let mut metadata = metadata(cluster, &name, None);
    metadata["ownerReferences"] = json!([meta::controller_of(cluster)]);
    json!({
        "apiVersion": "cluster.x-k8s.io/v1beta2", "kind": "Cluster", "metadata": metadata,
        "spec": {
            "paused": cluster.spec.paused.filter(|paused| *paused),
            "clusterNetwork": {
                "pods": network.and_then(|network| network.pods.as_ref()),
                "services": network.and_then(|network| network.services.as_ref()),
                "serviceDomain": network.and_then(|network| network.service_domain.as_ref()),
            },
            "controlPlaneRef": reference("controlplane.cluster.x-k8s.io", "KubeadmControlPlane", &name),
            "infrastructureRef": reference("vmware.infrastructure.cluster.x-k8s.io", "VSphereCluster", &name),
        },
    })
}

/// The VSphereCluster. Its endpoint is given by the load balancer.
pub(super) fn vsphere_cluster(cluster: &GuestCluster) -> Value {
    json!({
        "apiVersion": "vmware.infrastructure.cluster.x-k8s.io/v1beta2", "kind": "VSphereCluster",
        "metadata": metadata(cluster, &cluster.name_any(), None), "spec": {},
    })
}

/// The template of the control plane's machines.
pub(super) fn control_plane_template(cluster: &GuestCluster, release: &Release) -> Template {
    let asked = &cluster.spec.topology.control_plane;
    let spec = json!({"className": asked.class, "imageName": release.image, "storageClass": asked.storage_class});
    let prefix = format!("{}-control-plane", cluster.name_any());
    machine_template(cluster, None, &prefix, spec)
}

/// The KubeadmControlPlane. `authentication` tells its API whose tokens to trust.
pub(super) fn control_plane(
    cluster: &GuestCluster,
    release: &Release,
    template: &str,
    authentication: Option<&str>,
) -> Value {
    let kubernetes = &release.object.spec.kubernetes;
    let image = |image: Option<&api::run_tanzu::ComponentImage>| {
        image.map(|image| json!({"imageRepository": image.image_repository, "imageTag": image.image_tag}))
    };
    let etcd = image(kubernetes.etcd.as_ref()).unwrap_or_else(|| json!({}));
    let registration = json!({"name": "{{ local_hostname }}", "criSocket": CRI_SOCKET});
    let mut object = json!({
        "apiVersion": "controlplane.cluster.x-k8s.io/v1beta2", "kind": "KubeadmControlPlane",
        "metadata": metadata(cluster, &cluster.name_any(), None),
        "spec": {
            "replicas": cluster.spec.topology.control_plane.replicas,
            "version": release.kubernetes,
            "machineTemplate": {
                "metadata": {"labels": {label::GUEST_CLUSTER: cluster.name_any()}},
                "spec": {"infrastructureRef": reference("vmware.infrastructure.cluster.x-k8s.io", "VSphereMachineTemplate", template)},
            },
            "kubeadmConfigSpec": {
                "clusterConfiguration": {
                    "imageRepository": kubernetes.image_repository,
                    "dns": image(kubernetes.coredns.as_ref()),
                    "etcd": {"local": etcd},
                },
                "initConfiguration": {"nodeRegistration": registration},
                "joinConfiguration": {"nodeRegistration": registration},
                "preKubeadmCommands": pre_kubeadm_commands(),
            },
        },
    });
    if let Some(text) = authentication {
        guest_tokens::add(&mut object["spec"]["kubeadmConfigSpec"], text);
    }
    object
}

/// The templates of a pool's machines.
pub(super) fn pool_templates(cluster: &GuestCluster, pool: &GuestClusterNodePool, release: &Release) -> PoolTemplates {
    let prefix = deployment_name(cluster, &pool.name);
    let volumes: Vec<Value> = pool
        .volumes
        .iter()
        .flatten()
        .map(|volume| {
            let storage_class = volume.storage_class.as_ref().or(pool.storage_class.as_ref());
            json!({"name": volume.name, "capacity": {"storage": volume.capacity}, "storageClass": storage_class})
        })
        .collect();
    let machine = json!({
        "className": pool.class, "imageName": release.image, "storageClass": pool.storage_class,
        "volumes": (!volumes.is_empty()).then_some(volumes),
    });
    let (_, own) = split_labels(pool);
    let labels: Vec<String> = own.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let arguments = (!labels.is_empty()).then(|| json!([{"name": "node-labels", "value": labels.join(",")}]));
    let taints = pool.taints.as_ref().filter(|taints| !taints.is_empty());
    let registration = json!({
        "name": "{{ local_hostname }}", "criSocket": CRI_SOCKET, "kubeletExtraArgs": arguments, "taints": taints,
    });
    let mut bootstrap = json!({
        "joinConfiguration": {"nodeRegistration": registration},
        "preKubeadmCommands": pre_kubeadm_commands(),
    });
    mount(&mut bootstrap, pool);
    PoolTemplates {
        machine: machine_template(cluster, Some(&pool.name), &prefix, machine),
        bootstrap: bootstrap_template(cluster, &pool.name, &prefix, bootstrap),
    }
}

/// What a MachineDeployment's machines run and are made from.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct PoolVersion {
    /// Version of Kubernetes.
    pub(super) kubernetes: String,
    /// Name of the VSphereMachineTemplate.
    pub(super) machine: String,
    /// Name of the KubeadmConfigTemplate.
    pub(super) bootstrap: String,
}

/// The MachineDeployment of a pool.
pub(super) fn machine_deployment(cluster: &GuestCluster, pool: &GuestClusterNodePool, version: &PoolVersion) -> Value {
    let name = deployment_name(cluster, &pool.name);
    let selected = json!({label::CLUSTER_NAME: cluster.name_any(), label::DEPLOYMENT_NAME: name});
    let (carried, _) = split_labels(pool);
    let mut labels = json!(carried);
    for (name, value) in [
        (label::CLUSTER_NAME, cluster.name_any()),
        (label::DEPLOYMENT_NAME, name.clone()),
        (label::GUEST_CLUSTER, cluster.name_any()),
        (label::NODE_POOL, pool.name.clone()),
    ] {
        labels[name] = json!(value);
    }
    json!({
        "apiVersion": "cluster.x-k8s.io/v1beta2", "kind": "MachineDeployment",
        "metadata": metadata(cluster, &name, Some(&pool.name)),
        "spec": {
            "clusterName": cluster.name_any(),
            "replicas": pool.replicas,
            "selector": {"matchLabels": selected},
            "template": {
                "metadata": {"labels": labels},
                "spec": {
                    "clusterName": cluster.name_any(),
                    "version": version.kubernetes,
                    "bootstrap": {"configRef": reference("bootstrap.cluster.x-k8s.io", "KubeadmConfigTemplate", &version.bootstrap)},
                    "infrastructureRef": reference("vmware.infrastructure.cluster.x-k8s.io", "VSphereMachineTemplate", &version.machine),
                },
            },
        },
    })
}

fn machine_template(cluster: &GuestCluster, pool: Option<&str>, prefix: &str, mut spec: Value) -> Template {
    desired::prune(&mut spec);
    let name = format!("{prefix}-{}", desired::short_hash(&spec));
    let object = json!({
        "apiVersion": "vmware.infrastructure.cluster.x-k8s.io/v1beta2", "kind": "VSphereMachineTemplate",
        "metadata": metadata(cluster, &name, pool), "spec": {"template": {"spec": spec}},
    });
    Template { name, object }
}

fn bootstrap_template(cluster: &GuestCluster, pool: &str, prefix: &str, mut spec: Value) -> Template {
    desired::prune(&mut spec);
    let name = format!("{prefix}-{}", desired::short_hash(&spec));
    let object = json!({
        "apiVersion": "bootstrap.cluster.x-k8s.io/v1beta2", "kind": "KubeadmConfigTemplate",
        "metadata": metadata(cluster, &name, Some(pool)), "spec": {"template": {"spec": spec}},
    });
    Template { name, object }
}

/// The host name is the machine's, so that its Node has the Machine's name.
fn pre_kubeadm_commands() -> Value {
    json!([
        "hostnamectl set-hostname \"{{ ds.meta_data.hostname }}\"",
        "echo \"::1         ipv6-localhost ipv6-loopback localhost6 localhost6.localdomain6\" >/etc/hosts",
        "echo \"127.0.0.1   {{ ds.meta_data.hostname }} {{ local_hostname }} localhost localhost.localdomain localhost4 localhost4.localdomain4\" >>/etc/hosts",
    ])
}

/// Formats and mounts the pool's further disks. They follow the boot disk in the order of the specification.
fn mount(bootstrap: &mut Value, pool: &GuestClusterNodePool) {
    let devices = ('b'..='z').map(|letter| format!("/dev/sd{letter}"));
    let disks: Vec<_> = pool.volumes.iter().flatten().zip(devices).collect();
    if disks.is_empty() {
        return;
    }
    let filesystems: Vec<Value> = disks
        .iter()
        .map(|(_, device)| json!({"device": device, "filesystem": "ext4", "partition": "none", "overwrite": false}))
        .collect();
    bootstrap["diskSetup"] = json!({"filesystems": filesystems});
    bootstrap["mounts"] = disks.iter().map(|(volume, device)| json!([device, volume.mount_path])).collect();
}

/// A pool's labels: those that Cluster API carries to the Nodes, and those that the kubelet sets itself.
fn split_labels(pool: &GuestClusterNodePool) -> (BTreeMap<&str, &str>, BTreeMap<&str, &str>) {
    let all = pool.labels.iter().flatten().map(|(name, value)| (name.as_str(), value.as_str()));
    all.partition(|(name, _)| label::is_carried_to_nodes(name))
}

fn reference(group: &str, kind: &str, name: &str) -> Value {
    json!({"apiGroup": group, "kind": kind, "name": name})
}

/// Name, labels and owner of an object that belongs to the cluster, and to one of its pools.
fn metadata(cluster: &GuestCluster, name: &str, pool: Option<&str>) -> Value {
    let mut metadata = json!({
        "name": name, "namespace": cluster.namespace(),
        "labels": {label::CLUSTER_NAME: cluster.name_any(), label::GUEST_CLUSTER: cluster.name_any()},
        // The Cluster is the controller of what it refers to; these belong to the GuestCluster beside that.
        "ownerReferences": [meta::owner_of(cluster)],
    });
    if let Some(pool) = pool {
        metadata["labels"][label::NODE_POOL] = json!(pool);
    }
    if let Some(id) = meta::annotation(&cluster.metadata, annotation::REQUEST_ID) {
        metadata["annotations"] = json!({annotation::REQUEST_ID: id});
    }
    metadata
}
