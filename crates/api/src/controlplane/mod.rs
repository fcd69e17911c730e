//! The control-plane provider for kubeadm, group `controlplane.cluster.x-k8s.io`, version `v1beta2`.
//!
//! The types carry the public schema without its CEL rules.

pub mod kubeadm_control_plane;

pub use kubeadm_control_plane::{
    KubeadmControlPlane, KubeadmControlPlaneMachineTemplate, KubeadmControlPlaneMachineTemplateSpec,
    KubeadmControlPlaneRemediation, KubeadmControlPlaneRollout, KubeadmControlPlaneRolloutBefore,
    KubeadmControlPlaneRolloutStrategy, KubeadmControlPlaneRolloutStrategyRollingUpdate, KubeadmControlPlaneSpec,
    KubeadmControlPlaneStatus, KubeadmControlPlaneStatusDeprecated, KubeadmControlPlaneStatusDeprecatedV1beta1,
    KubeadmControlPlaneStatusInitialization, KubeadmControlPlaneStatusLastRemediation,
};
