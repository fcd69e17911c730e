//! Every kind of this crate as a CustomResourceDefinition.

use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::CustomResourceDefinition;

use crate::schema::definition;
use crate::{bootstrap, cluster, controlplane, guest, portal, run_tanzu, vmoperator, vsphere};

/// The definitions of all kinds, with structural schemas, ordered from the outermost layer inwards.
pub fn kinds() -> Vec<CustomResourceDefinition> {
    vec![
        definition::<guest::GuestCluster>(),
        definition::<portal::ClusterAccess>(),
        definition::<portal::QuotaRequest>(),
        definition::<portal::ApprovalPolicy>(),
        definition::<run_tanzu::TanzuKubernetesRelease>(),
        definition::<cluster::Cluster>(),
        definition::<cluster::MachineDeployment>(),
        definition::<cluster::MachineSet>(),
        definition::<cluster::Machine>(),
        definition::<controlplane::KubeadmControlPlane>(),
        definition::<bootstrap::KubeadmConfig>(),
        definition::<bootstrap::KubeadmConfigTemplate>(),
        definition::<vsphere::VSphereCluster>(),
        definition::<vsphere::VSphereMachine>(),
        definition::<vsphere::VSphereMachineTemplate>(),
        definition::<vmoperator::VirtualMachine>(),
        definition::<vmoperator::VirtualMachineClass>(),
        definition::<vmoperator::VirtualMachineImage>(),
        definition::<vmoperator::ClusterVirtualMachineImage>(),
        definition::<vmoperator::VirtualMachineService>(),
        definition::<vmoperator::VirtualMachineSetResourcePolicy>(),
    ]
}
