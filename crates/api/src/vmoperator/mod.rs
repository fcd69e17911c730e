//! Virtual machines as Kubernetes objects, group `vmoperator.vmware.com`, version `v1alpha6`.
//!
//! The types carry the public schema (<https://vm-operator.readthedocs.io>) without its CEL rules; those
//! that matter stand among the rules of each kind.

mod affinity;
mod bootstrap;
mod cloud_init;
pub mod cluster_virtual_machine_image;
mod enums;
mod hardware;
mod network;
mod network_status;
mod readiness_probe;
mod settings;
mod sysprep;
mod values;
pub mod virtual_machine;
pub mod virtual_machine_class;
pub mod virtual_machine_image;
pub mod virtual_machine_service;
pub mod virtual_machine_set_resource_policy;
mod virtual_machine_status;

pub use affinity::{AffinityTerm, AffinityTerms, VirtualMachineAffinity};
pub use bootstrap::{
    VirtualMachineBootstrap, VirtualMachineBootstrapLinuxPrep, VirtualMachineBootstrapLinuxPrepPassword,
    VirtualMachineBootstrapVAppConfig, VirtualMachineBootstrapVAppConfigProperty,
};
pub use cloud_init::{
    VirtualMachineBootstrapCloudInit, VirtualMachineBootstrapCloudInitCloudConfig,
    VirtualMachineBootstrapCloudInitCloudConfigUser, VirtualMachineBootstrapCloudInitCloudConfigWriteFile,
};
pub use cluster_virtual_machine_image::{ClusterVirtualMachineImage, ClusterVirtualMachineImageSpec};
pub use enums::{ControllerType, IpFamilyPolicy, PowerOpMode, PowerState, VolumeProvisioningMode, VolumeType};
pub use hardware::{
    VirtualMachineHardware, VirtualMachineHardwareCdrom, VirtualMachineHardwareIdeController,
    VirtualMachineHardwareNvmeController, VirtualMachineHardwareSataController, VirtualMachineHardwareScsiController,
    VirtualMachineVolume, VirtualMachineVolumePersistentVolumeClaim,
    VirtualMachineVolumePersistentVolumeClaimInstanceVolumeClaim,
};
pub use network::{
    VirtualMachineNetwork, VirtualMachineNetworkInterface, VirtualMachineNetworkInterfaceNetwork,
    VirtualMachineNetworkInterfaceRoute, VirtualMachineNetworkInterfaceVmxnet3, VirtualMachineNetworkVlan,
};
pub use network_status::{
    DhcpOptions, VirtualMachineStatusDhcp, VirtualMachineStatusDhcpConfig, VirtualMachineStatusDns,
    VirtualMachineStatusDnsConfig, VirtualMachineStatusNetwork, VirtualMachineStatusNetworkConfig,
    VirtualMachineStatusNetworkConfigInterface, VirtualMachineStatusNetworkConfigInterfaceIp,
    VirtualMachineStatusNetworkConfigInterfaceIpDhcp, VirtualMachineStatusNetworkInterface,
    VirtualMachineStatusNetworkInterfaceIp, VirtualMachineStatusNetworkInterfaceIpAddress,
    VirtualMachineStatusNetworkInterfaceVmxnet3, VirtualMachineStatusNetworkIpStack,
    VirtualMachineStatusNetworkIpStackIpRoute, VirtualMachineStatusNetworkIpStackIpRouteGateway,
};
pub use readiness_probe::{
    VirtualMachineReadinessProbe, VirtualMachineReadinessProbeGuestHeartbeat, VirtualMachineReadinessProbeTcpSocket,
};
pub use settings::{
    VirtualMachineAdvanced, VirtualMachineBootOptions, VirtualMachineBootOptionsBootOrder, VirtualMachineCpuAdvanced,
    VirtualMachineCpuAdvancedTopology, VirtualMachineCrypto, VirtualMachineMemoryAdvanced, VirtualMachineResources,
};
pub use sysprep::{
    VirtualMachineBootstrapSysprep, VirtualMachineBootstrapSysprepSysprep,
    VirtualMachineBootstrapSysprepSysprepGuiRunOnce, VirtualMachineBootstrapSysprepSysprepGuiUnattended,
    VirtualMachineBootstrapSysprepSysprepGuiUnattendedPassword, VirtualMachineBootstrapSysprepSysprepIdentification,
    VirtualMachineBootstrapSysprepSysprepIdentificationDomainAdminPassword,
    VirtualMachineBootstrapSysprepSysprepLicenseFilePrintData, VirtualMachineBootstrapSysprepSysprepUserData,
    VirtualMachineBootstrapSysprepSysprepUserDataProductId,
};
pub use values::{KeyValuePair, LocalObjectRef, ResourceQuantities, SecretKeySelector, ValueOrSecretKeySelector};
pub use virtual_machine::{VirtualMachine, VirtualMachineImageRef, VirtualMachineReserved, VirtualMachineSpec};
pub use virtual_machine_class::{
    VirtualMachineClass, VirtualMachineClassHardware, VirtualMachineClassHardwareDevices,
    VirtualMachineClassHardwareDevicesDynamicDirectPathIoDevice, VirtualMachineClassHardwareDevicesVgpuDevice,
    VirtualMachineClassHardwareInstanceStorage, VirtualMachineClassHardwareInstanceStorageVolume,
    VirtualMachineClassPolicies, VirtualMachineClassPoliciesResources, VirtualMachineClassSpec,
    VirtualMachineClassStatus,
};
pub use virtual_machine_image::{
    VirtualMachineImage, VirtualMachineImageSpec, VirtualMachineImageStatus, VirtualMachineImageStatusDisk,
    VirtualMachineImageStatusOsInfo, VirtualMachineImageStatusOvfProperty, VirtualMachineImageStatusProductInfo,
};
pub use virtual_machine_service::{
    VirtualMachineService, VirtualMachineServicePort, VirtualMachineServiceSpec, VirtualMachineServiceStatus,
    VirtualMachineServiceStatusLoadBalancer, VirtualMachineServiceStatusLoadBalancerIngress,
};
pub use virtual_machine_set_resource_policy::{
    VirtualMachineSetResourcePolicy, VirtualMachineSetResourcePolicyResourcePool, VirtualMachineSetResourcePolicySpec,
    VirtualMachineSetResourcePolicyStatus, VirtualMachineSetResourcePolicyStatusClustermodule,
    VirtualMachineSetResourcePolicyStatusResourcePool,
};
pub use virtual_machine_status::{
    VirtualMachineSnapshotRef, VirtualMachineStatus, VirtualMachineStatusCrypto, VirtualMachineStatusGuest,
    VirtualMachineStatusHardware, VirtualMachineStatusHardwareController, VirtualMachineStatusHardwareControllerDevice,
    VirtualMachineStatusHardwareCpu, VirtualMachineStatusHardwareCpuVnuma, VirtualMachineStatusHardwareMemory,
    VirtualMachineStatusHardwareVGpu, VirtualMachineStatusPolicy, VirtualMachineStatusProvider,
    VirtualMachineStatusStorage, VirtualMachineStatusStorageRequested, VirtualMachineStatusStorageUsage,
    VirtualMachineStatusStorageUsageSnapshots, VirtualMachineStatusVolume, VirtualMachineStatusVolumeCrypto,
};
