//! Layer 1: clusters as a developer asks for them, group `guest.atoll.dev`.

pub mod guest_cluster;

pub use guest_cluster::{
    GuestCluster, GuestClusterCni, GuestClusterControlPlane, GuestClusterDistribution, GuestClusterNetwork,
    GuestClusterNodePool, GuestClusterPhase, GuestClusterSpec, GuestClusterStatus, GuestClusterStatusCounts,
    GuestClusterStatusEndpoint, GuestClusterStatusNodePool, GuestClusterStatusReservation,
    GuestClusterStatusReservationNeeds, GuestClusterTopology, GuestClusterVolume,
};
