//! Kubernetes releases on offer, group `run.tanzu.vmware.com`, version `v1alpha3`.

pub mod tanzu_kubernetes_release;

pub use tanzu_kubernetes_release::{
    ComponentImage, LocalName, TanzuKubernetesRelease, TanzuKubernetesReleaseKubernetes, TanzuKubernetesReleaseSpec,
    TanzuKubernetesReleaseStatus, TanzuKubernetesReleaseStatusCondition,
};
