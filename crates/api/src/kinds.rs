//! Every kind of this crate as a CustomResourceDefinition.

use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::CustomResourceDefinition;
use kube::CustomResourceExt;

use crate::{bootstrap, cluster, controlplane, guest, portal, run_tanzu, schema, vmoperator, vsphere};

/// The definitions of all kinds, with structural schemas, ordered from the outermost layer inwards.
pub fn kinds() -> Vec<CustomResourceDefinition> {
    let mut kinds = vec![
        guest::GuestCluster::crd(),
        portal::ClusterAccess::crd(),
        run_tanzu::TanzuKubernetesRelease::crd(),
        cluster::Cluster::crd(),
        cluster::MachineDeployment::crd(),
        cluster::MachineSet::crd(),
        cluster::Machine::crd(),
        controlplane::KubeadmControlPlane::crd(),
        bootstrap::KubeadmConfig::crd(),
        bootstrap::KubeadmConfigTemplate::crd(),
        vsphere::VSphereCluster::crd(),
        vsphere::VSphereMachine::crd(),
        vsphere::VSphereMachineTemplate::crd(),
        vmoperator::VirtualMachine::crd(),
        vmoperator::VirtualMachineClass::crd(),
        vmoperator::VirtualMachineImage::crd(),
        vmoperator::ClusterVirtualMachineImage::crd(),
        vmoperator::VirtualMachineService::crd(),
        vmoperator::VirtualMachineSetResourcePolicy::crd(),
    ];
    kinds.iter_mut().for_each(schema::make_structural);
    kinds
}
