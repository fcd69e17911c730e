//! Objects for tests, small by default.

use api::guest::{
    GuestCluster, GuestClusterControlPlane, GuestClusterDistribution, GuestClusterNodePool, GuestClusterSpec,
    GuestClusterTopology,
};

/// A GuestCluster with one control plane node and no workers, of the newest release, from the smallest class.
pub fn guest_cluster(namespace: &str, name: &str) -> GuestClusterBuilder {
    let spec = GuestClusterSpec {
        distribution: GuestClusterDistribution { version: "v1.37".to_owned() },
        topology: GuestClusterTopology {
            control_plane: GuestClusterControlPlane {
                class: "best-effort-xsmall".to_owned(),
                replicas: 1,
                ..GuestClusterControlPlane::default()
            },
            node_pools: Vec::new(),
        },
        ..GuestClusterSpec::default()
    };
    let mut cluster = GuestCluster::new(name, spec);
    cluster.metadata.namespace = Some(namespace.to_owned());
    GuestClusterBuilder { cluster }
}

/// See [`guest_cluster`].
#[derive(Clone, Debug)]
pub struct GuestClusterBuilder {
    cluster: GuestCluster,
}

impl GuestClusterBuilder {
    /// This many control plane nodes.
    #[must_use]
    pub fn control_plane(mut self, replicas: i32) -> Self {
        self.cluster.spec.topology.control_plane.replicas = replicas;
        self
    }

    /// One more node pool of this name and size.
    #[must_use]
    pub fn pool(mut self, name: &str, replicas: i32) -> Self {
        self.cluster.spec.topology.node_pools.push(GuestClusterNodePool {
            class: "best-effort-xsmall".to_owned(),
            name: name.to_owned(),
            replicas,
            ..GuestClusterNodePool::default()
        });
        self
    }

    /// A release, or a prefix of one.
    #[must_use]
    pub fn version(mut self, version: &str) -> Self {
        self.cluster.spec.distribution.version = version.to_owned();
        self
    }

    /// The object.
    pub fn build(self) -> GuestCluster {
        self.cluster
    }
}
