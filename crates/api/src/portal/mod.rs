//! What the portal keeps in the API itself, group `portal.atoll.dev`.

pub mod cluster_access;

pub use cluster_access::{
    ClusterAccess, ClusterAccessClusterRef, ClusterAccessRole, ClusterAccessSpec, ClusterAccessStatus,
};
