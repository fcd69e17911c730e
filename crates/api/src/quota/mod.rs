//! What objects take of a namespace's quota. One calculation for the plan page, the quota gate and the controllers.
//!
//! Names are those of a ResourceQuota (<https://kubernetes.io/docs/concepts/policy/resource-quotas/>).

mod amounts;
mod cluster;
mod machine;
mod reservation;

pub use amounts::Amounts;
pub use cluster::{ClusterNeeds, guest_cluster};
pub use machine::{class_size, image_disks, virtual_machine};
pub use reservation::{cluster_needs, shortfall, to_keep};

/// Processors, in cores.
pub const REQUESTS_CPU: &str = "requests.cpu";
/// Memory, in bytes.
pub const REQUESTS_MEMORY: &str = "requests.memory";
/// Disks of every storage class, in bytes.
pub const REQUESTS_STORAGE: &str = "requests.storage";
/// On a VirtualMachine: what it takes of the quota, as JSON; written by admission only.
pub const CHARGE: &str = "quota.atoll.dev/charge";
/// On a VirtualMachine: `<name>/<uid>` of the GuestCluster from whose reservation it draws; written by admission only.
pub const RESERVATION: &str = "quota.atoll.dev/reservation";
/// The subresource of GuestClusters whose verb `use` lets a controller's machines draw from the reservation.
pub const RESERVATION_SUBRESOURCE: &str = "reservation";

/// The name under which disks of a storage class are counted on their own.
pub fn storage_of_class(class: &str) -> String {
    format!("{class}.storageclass.storage.k8s.io/{REQUESTS_STORAGE}")
}

/// The name under which claims of a storage class are counted on their own.
pub fn claims_of_class(class: &str) -> String {
    format!("{class}.storageclass.storage.k8s.io/persistentvolumeclaims")
}
