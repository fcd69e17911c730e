//! Cluster API itself, group `cluster.x-k8s.io`, version `v1beta2`.
//!
//! The types carry the public schema (<https://cluster-api.sigs.k8s.io/reference/api/crd-relationships>)
//! without its CEL rules; those that matter stand among the rules of each kind.

#[expect(clippy::module_inception, reason = "one file per kind; the group is named like its first kind")]
pub mod cluster;
mod cluster_status;
pub mod condition;
mod contract;
mod enums;
mod health_check;
mod legacy;
pub mod machine;
pub mod machine_deployment;
pub mod machine_set;
mod machine_settings;
mod machine_status;
pub(crate) mod rules;
mod topology;

pub use cluster::{Cluster, ClusterNetwork, ClusterSpec, NetworkRanges};
pub use cluster_status::{
    ClusterReplicaCounts, ClusterReplicaCountsUpgradePlan, ClusterStatus, ClusterStatusInitialization,
    DeprecatedStatus, DeprecatedV1Beta1Status,
};
pub use contract::{
    ApiEndpoint, ContractRef, FailureDomain, MachineAddress, MachineNaming, ObjectRef, StatusVersion, TemplateMeta,
};
pub use enums::{
    ClusterPhase, ConditionPolarity, MachineAddressType, MachineDeletionOrder, MachineDeploymentPhase, MachinePhase,
    MachineRolloutStrategyType, MachineTaintEffect, MachineTaintPropagation,
};
pub use health_check::{HealthChecks, RemediationTriggerIf, UnhealthyMachineCondition, UnhealthyNodeCondition};
pub use legacy::LegacyCondition;
pub use machine::{Machine, MachineBootstrap, MachineSpec};
pub use machine_deployment::{
    MachineDeployment, MachineDeploymentRemediation, MachineDeploymentRollout, MachineDeploymentSpec,
    MachineDeploymentStatus, MachineDeploymentStatusDeprecated, MachineDeploymentStatusDeprecatedV1beta1,
};
pub use machine_set::{
    MachineDeletionPolicy, MachineSet, MachineSetSpec, MachineSetStatus, MachineSetStatusDeprecated,
    MachineSetStatusDeprecatedV1beta1, MachineTemplateSpec,
};
pub use machine_settings::{MachineDeletion, MachineTaint, ReadinessGate};
pub use machine_status::{MachineStatus, MachineStatusDeletion, MachineStatusInitialization, MachineStatusNodeRef};
pub use topology::{
    ClusterTopology, ClusterTopologyClassRef, ClusterTopologyControlPlane, ClusterTopologyControlPlaneHealthCheck,
    ClusterTopologyControlPlaneHealthCheckRemediation, ClusterTopologyControlPlaneRollout, ClusterTopologyWorkers,
    ClusterTopologyWorkersMachineDeployment, ClusterTopologyWorkersMachineDeploymentDeletion,
    ClusterTopologyWorkersMachineDeploymentHealthCheck, ClusterTopologyWorkersMachineDeploymentHealthCheckRemediation,
    ClusterTopologyWorkersMachinePool, ClusterVariable, MachineDeploymentRolloutStrategy,
    MachineDeploymentRolloutStrategyRollingUpdate, VariableOverrides,
};
