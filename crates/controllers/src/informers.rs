//! Every kind that a controller reads: one watch and one store each.

use std::sync::Arc;

use api::{
    bootstrap::{KubeadmConfig, KubeadmConfigTemplate},
    cluster::{Cluster, Machine, MachineDeployment, MachineSet},
    controlplane::KubeadmControlPlane,
    guest::GuestCluster,
    portal::{ApprovalPolicy, ClusterAccess, QuotaRequest},
    run_tanzu::TanzuKubernetesRelease,
    vmoperator::{
        ClusterVirtualMachineImage, VirtualMachine, VirtualMachineClass, VirtualMachineImage, VirtualMachineService,
        VirtualMachineSetResourcePolicy,
    },
    vsphere::{VSphereCluster, VSphereMachine, VSphereMachineTemplate},
};
use futures::future::join_all;
use k8s_openapi::api::{
    core::v1::{Endpoints, Namespace, Node, PersistentVolumeClaim, ResourceQuota, Secret, Service},
    storage::v1::StorageClass,
};
use kube::Client;

use crate::{
    informer::{Informer, Kind},
    objects::Objects,
};

macro_rules! informers {
    ($($(#[$doc:meta])* $field:ident: $scope:ident $kind:ty $(, slim $slim:path)? $(, index $index:path)?;)*) => {
        /// The objects of every kind that a controller reads.
        pub(crate) struct Informers {
            $($(#[$doc])* pub(crate) $field: Objects<$kind>,)*
        }

        impl Informers {
            /// Empty stores that will be filled through `client`.
            pub(crate) fn new(client: &Client) -> Self {
                Self {
                    $($field: Objects::<$kind>::$scope(client, Informer::new(
                        informers!(@or as_it_is $(, $slim)?),
                        informers!(@or no_index $(, $index)?),
                    )),)*
                }
            }

            /// The same stores, with `client` for everything else.
            pub(crate) fn through(&self, client: &Client) -> Self {
                Self { $($field: self.$field.through(client),)* }
            }

            /// Watches every kind until the future is dropped.
            pub(crate) async fn watch(self: Arc<Self>) {
                let mut watches = tokio::task::JoinSet::new();
                $({
                    let all = self.clone();
                    watches.spawn(async move { all.$field.watch().await });
                })*
                while watches.join_next().await.is_some() {}
            }

            /// Returns when every store has been filled once.
            pub(crate) async fn synced(&self) {
                let all: Vec<futures::future::BoxFuture<'_, ()>> = vec![$(Box::pin(self.$field.synced())),*];
                join_all(all).await;
            }
        }
    };
    (@or $default:ident, $given:path) => { $given };
    (@or $default:ident) => { $default };
}

informers! {
    /// GuestClusters.
    guest_clusters: namespaced GuestCluster;
    /// TanzuKubernetesReleases.
    tanzu_kubernetes_releases: cluster_wide TanzuKubernetesRelease;
    /// ClusterAccesses.
    cluster_accesses: namespaced ClusterAccess, index index::cluster_access;
    /// QuotaRequests.
    quota_requests: namespaced QuotaRequest;
    /// ApprovalPolicies.
    approval_policies: cluster_wide ApprovalPolicy;

    /// Clusters.
    clusters: namespaced Cluster, index index::cluster;
    /// KubeadmControlPlanes.
    kubeadm_control_planes: namespaced KubeadmControlPlane, index index::kubeadm_control_plane;
    /// KubeadmConfigs.
    kubeadm_configs: namespaced KubeadmConfig;
    /// KubeadmConfigTemplates.
    kubeadm_config_templates: namespaced KubeadmConfigTemplate;
    /// MachineDeployments.
    machine_deployments: namespaced MachineDeployment;
    /// MachineSets.
    machine_sets: namespaced MachineSet, index index::machine_set;
    /// Machines.
    machines: namespaced Machine, index index::machine;
    /// VSphereClusters.
    vsphere_clusters: namespaced VSphereCluster;
    /// VSphereMachines.
    vsphere_machines: namespaced VSphereMachine;
    /// VSphereMachineTemplates.
    vsphere_machine_templates: namespaced VSphereMachineTemplate;

    /// VirtualMachines.
    virtual_machines: namespaced VirtualMachine, index index::virtual_machine;
    /// VirtualMachineClasses.
    virtual_machine_classes: namespaced VirtualMachineClass;
    /// VirtualMachineImages of namespaces.
    virtual_machine_images: namespaced VirtualMachineImage;
    /// VirtualMachineImages for all namespaces.
    cluster_virtual_machine_images: cluster_wide ClusterVirtualMachineImage;
    /// VirtualMachineServices.
    virtual_machine_services: namespaced VirtualMachineService, index index::virtual_machine_service;
    /// VirtualMachineSetResourcePolicies.
    virtual_machine_set_resource_policies: namespaced VirtualMachineSetResourcePolicy;

    /// Namespaces.
    namespaces: cluster_wide Namespace;
    /// Nodes of the Supervisor: hypervisor hosts.
    nodes: cluster_wide Node;
    /// Secrets without their content: keys with empty values. Fetch the one whose content is needed.
    secrets: namespaced Secret, slim slim::secret;
    /// Services of the Supervisor.
    services: namespaced Service;
    /// Endpoints of the Supervisor's Services.
    endpoints: namespaced Endpoints;
    /// PersistentVolumeClaims of the Supervisor.
    persistent_volume_claims: namespaced PersistentVolumeClaim;
    /// StorageClasses of the Supervisor.
    storage_classes: cluster_wide StorageClass;
    /// ResourceQuotas.
    resource_quotas: namespaced ResourceQuota;
}

fn as_it_is<K: Kind>(_: &mut K) {}

fn no_index<K: Kind>(_: &K) -> Vec<String> {
    Vec::new()
}

/// Entries of the kinds' own indexes.
pub(crate) mod index {
    use std::collections::BTreeMap;

    use crate::key::Key;

    use api::{
        cluster::{Cluster, ContractRef, Machine, MachineSet, MachineSpec},
        controlplane::KubeadmControlPlane,
        portal::ClusterAccess,
        vmoperator::{VirtualMachine, VirtualMachineService},
    };

    /// Objects whose spec refers to this object.
    pub(crate) fn reference(namespace: &str, kind: &str, name: &str) -> String {
        format!("ref:{namespace}/{kind}/{name}")
    }

    fn references<'a>(namespace: Option<&String>, to: impl IntoIterator<Item = &'a ContractRef>) -> Vec<String> {
        let namespace = namespace.map(String::as_str).unwrap_or_default();
        to.into_iter().map(|one| reference(namespace, &one.kind, &one.name)).collect()
    }

    pub(super) fn cluster(cluster: &Cluster) -> Vec<String> {
        let to = [&cluster.spec.infrastructure_ref, &cluster.spec.control_plane_ref];
        references(cluster.metadata.namespace.as_ref(), to.into_iter().flatten())
    }

    pub(super) fn kubeadm_control_plane(object: &KubeadmControlPlane) -> Vec<String> {
        references(object.metadata.namespace.as_ref(), [&object.spec.machine_template.spec.infrastructure_ref])
    }

    pub(super) fn machine_set(set: &MachineSet) -> Vec<String> {
        machine_spec(set.metadata.namespace.as_ref(), &set.spec.template.spec)
    }

    /// Machines of this cluster with this provider's id.
    pub(crate) fn provider_id(cluster: &Key, id: &str) -> String {
        format!("provider:{cluster}/{id}")
    }

    pub(super) fn machine(machine: &Machine) -> Vec<String> {
        let mut entries = machine_spec(machine.metadata.namespace.as_ref(), &machine.spec);
        if let Some(id) = &machine.spec.provider_id {
            entries.push(provider_id(&Key::of(machine).sibling(machine.spec.cluster_name.as_str()), id));
        }
        entries
    }

    fn machine_spec(namespace: Option<&String>, spec: &MachineSpec) -> Vec<String> {
        references(namespace, std::iter::once(&spec.infrastructure_ref).chain(spec.bootstrap.config_ref.as_ref()))
    }

    /// ClusterAccesses to the cluster of this name.
    pub(crate) fn access_to(namespace: &str, cluster: &str) -> String {
        format!("access:{namespace}/{cluster}")
    }

    pub(super) fn cluster_access(access: &ClusterAccess) -> Vec<String> {
        vec![access_to(access.metadata.namespace.as_deref().unwrap_or_default(), &access.spec.cluster_ref.name)]
    }

    /// VirtualMachines with this label, and VirtualMachineServices whose selector begins with it.
    pub(crate) fn label(namespace: &str, name: &str, value: &str) -> String {
        format!("label:{namespace}/{name}={value}")
    }

    pub(super) fn virtual_machine(vm: &VirtualMachine) -> Vec<String> {
        let namespace = vm.metadata.namespace.as_deref().unwrap_or_default();
        vm.metadata.labels.iter().flatten().map(|(name, value)| label(namespace, name, value)).collect()
    }

    /// One label is enough to find the few candidates; the first is that of the cluster where there is one.
    pub(super) fn virtual_machine_service(service: &VirtualMachineService) -> Vec<String> {
        let namespace = service.metadata.namespace.as_deref().unwrap_or_default();
        let first = service.spec.selector.as_ref().and_then(BTreeMap::first_key_value);
        first.map(|(name, value)| label(namespace, name, value)).into_iter().collect()
    }
}

/// What is dropped from objects before they are kept.
mod slim {
    use k8s_openapi::{ByteString, api::core::v1::Secret};

    pub(super) fn secret(secret: &mut Secret) {
        for value in secret.data.iter_mut().flat_map(|data| data.values_mut()) {
            *value = ByteString(Vec::new());
        }
        secret.string_data = None;
    }
}
