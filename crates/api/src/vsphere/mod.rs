//! The infrastructure provider that makes machines through the VM operator, group
//! `vmware.infrastructure.cluster.x-k8s.io`, version `v1beta2`.
//!
//! The types carry the public schema without its CEL rules; those stand among the rules of each kind.

mod enums;
pub mod vsphere_cluster;
pub mod vsphere_machine;
mod vsphere_machine_status;
pub mod vsphere_machine_template;

pub use enums::{NetworkProvider, VSphereMachinePhase, VSphereMachinePowerOffMode};
pub use vsphere_cluster::{
    VSphereCluster, VSphereClusterFailureDomains, VSphereClusterFailureDomainsControlPlane, VSphereClusterNetwork,
    VSphereClusterNetworkNsxVpc, VSphereClusterSpec, VSphereClusterStatus, VSphereClusterStatusDeprecated,
    VSphereClusterStatusDeprecatedV1beta1, VSphereInitialization,
};
pub use vsphere_machine::{
    VSphereDhcpOptions, VSphereMachine, VSphereMachineNaming, VSphereMachineNetwork, VSphereMachineNetworkInterfaces,
    VSphereMachineNetworkInterfacesPrimary, VSphereMachineNetworkInterfacesSecondary, VSphereMachineNetworkVlan,
    VSphereMachinePolicy, VSphereMachineRoute, VSphereMachineSpec, VSphereMachineVolume,
};
pub use vsphere_machine_status::{
    VSphereDhcpOptionsConfig, VSphereMachineStatus, VSphereMachineStatusDeprecated,
    VSphereMachineStatusDeprecatedV1beta1, VSphereMachineStatusNetwork, VSphereMachineStatusNetworkInterface,
    VSphereMachineStatusNetworkInterfaceDns, VSphereMachineStatusNetworkInterfaceIp,
    VSphereMachineStatusNetworkInterfaceIpAddress, VSphereMachineStatusNetworkInterfaceIpDhcp,
};
pub use vsphere_machine_template::{
    VSphereMachineTemplate, VSphereMachineTemplateSpec, VSphereMachineTemplateStatus,
    VSphereMachineTemplateStatusNodeInfo, VSphereMachineTemplateTemplate,
};
