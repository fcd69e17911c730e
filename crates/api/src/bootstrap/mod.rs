//! The bootstrap provider for kubeadm, group `bootstrap.cluster.x-k8s.io`, version `v1beta2`.
//!
//! The types carry the public schema without its CEL rules.

mod cluster_configuration;
mod component;
mod discovery;
mod enums;
mod host;
pub mod kubeadm_config;
pub mod kubeadm_config_template;
mod node_configuration;

pub use cluster_configuration::{ApiServer, ClusterConfiguration, Dns, Etcd, ExternalEtcd, LocalEtcd};
pub use component::{
    Arg, ControlPlaneComponent, EnvVar, EnvVarSource, FieldSelector, FileKeySelector, HostPathMount, KeySelector,
    ResourceFieldSelector,
};
pub use discovery::{
    BootstrapTokenDiscovery, Discovery, FileDiscovery, FileDiscoveryKubeConfig, FileDiscoveryKubeConfigCluster,
    FileDiscoveryKubeConfigUser, FileDiscoveryKubeConfigUserAuthProvider, FileDiscoveryKubeConfigUserExec,
    FileDiscoveryKubeConfigUserExecEnv,
};
pub use enums::{BootstrapFormat, EncryptionAlgorithm, FileContentFormat, FileEncoding};
pub use host::{
    DiskSetup, File, FileSource, Filesystem, Ignition, IgnitionContainerLinuxConfig, Ntp, Partition,
    PartitionDiskLayout, SecretFileSource, User,
};
pub use kubeadm_config::{
    KubeadmConfig, KubeadmConfigSpec, KubeadmConfigStatus, KubeadmConfigStatusDeprecated,
    KubeadmConfigStatusDeprecatedV1beta1, KubeadmConfigStatusInitialization,
};
pub use kubeadm_config_template::{KubeadmConfigTemplate, KubeadmConfigTemplateSpec, KubeadmConfigTemplateTemplate};
pub use node_configuration::{
    BootstrapToken, InitConfiguration, JoinConfiguration, JoinControlPlane, LocalApiEndpoint, NodeRegistration,
    Patches, Timeouts,
};
