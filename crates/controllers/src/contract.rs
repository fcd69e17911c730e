//! How the objects of a cluster find each other, and which changes of a Cluster matter to them.

use std::sync::Arc;

use api::{
    cluster::{ApiEndpoint, Cluster, Machine, machine::condition},
    conditions,
    meta::label,
};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{Condition, ObjectMeta};
use kube::Resource;

use crate::{
    conditions::digest,
    context::Context,
    informer::{Informer, Kind},
    key::Key,
    meta,
};

/// The key of the cluster that an object is labelled with.
pub(crate) fn cluster_key<K: Resource>(object: &K) -> Option<Key> {
    let cluster = meta::label(object.meta(), label::CLUSTER_NAME)?;
    Some(Key::of(object).sibling(cluster))
}

/// The Cluster that an object is labelled with.
pub(crate) fn cluster_of<K: Resource>(ctx: &Context, object: &K) -> Option<Arc<Cluster>> {
    ctx.informers.clusters.get(&cluster_key(object)?)
}

/// Whether the object or its cluster asks to be left alone.
pub(crate) fn is_paused(cluster: Option<&Cluster>, object: &ObjectMeta) -> bool {
    meta::is_paused(object) || cluster.is_some_and(|cluster| cluster.spec.paused == Some(true))
}

/// The endpoint, when both host and port are known.
pub(crate) fn endpoint(endpoint: Option<&ApiEndpoint>) -> Option<(&str, i32)> {
    let endpoint = endpoint?;
    Some((endpoint.host.as_deref().filter(|host| !host.is_empty())?, endpoint.port.filter(|port| *port > 0)?))
}

/// Whether the infrastructure of the cluster stands.
pub(crate) fn infrastructure_provisioned(cluster: &Cluster) -> bool {
    initialization(cluster).0
}

/// Whether the control plane has served once.
pub(crate) fn control_plane_initialized(cluster: &Cluster) -> bool {
    initialization(cluster).1
}

fn initialization(cluster: &Cluster) -> (bool, bool) {
    let Some(done) = cluster.status.as_ref().and_then(|status| status.initialization.as_ref()) else {
        return (false, false);
    };
    (done.infrastructure_provisioned == Some(true), done.control_plane_initialized == Some(true))
}

/// Whether a change of a Cluster can matter to the objects that belong to it.
pub(crate) fn matters(old: Option<&Cluster>, new: Option<&Cluster>) -> bool {
    let (Some(old), Some(new)) = (old, new) else { return true };
    old.metadata.uid != new.metadata.uid
        || old.metadata.deletion_timestamp != new.metadata.deletion_timestamp
        || old.spec != new.spec
        || initialization(old) != initialization(new)
        || meta::is_paused(&old.metadata) != meta::is_paused(&new.metadata)
}

/// Maps a change of a Cluster that [`matters`] to its objects of one kind.
pub(crate) fn members<K: Kind>(informer: &Informer<K>, old: Option<&Cluster>, new: Option<&Cluster>) -> Vec<Key> {
    if !matters(old, new) {
        return Vec::new();
    }
    let Some(cluster) = new.or(old) else { return Vec::new() };
    informer.of_cluster(&Key::of(cluster)).iter().map(|object| Key::of(object.as_ref())).collect()
}

/// Whether a Machine changed in something that its owners or its cluster sum up.
pub(crate) fn machine_matters(old: Option<&Machine>, new: Option<&Machine>) -> bool {
    let (Some(old), Some(new)) = (old, new) else { return true };
    let said = |machine: &Machine, type_| {
        let condition = conditions::get(conditions_of(machine), type_)?;
        Some((condition.status.clone(), digest(&condition.message)))
    };
    let node = |machine: &Machine| machine.status.as_ref().and_then(|status| status.node_ref.clone());
    old.metadata.uid != new.metadata.uid
        || old.metadata.deletion_timestamp != new.metadata.deletion_timestamp
        || old.metadata.labels != new.metadata.labels
        || old.metadata.annotations != new.metadata.annotations
        || old.metadata.owner_references != new.metadata.owner_references
        || node(old) != node(new)
        || [condition::READY, condition::AVAILABLE, condition::UP_TO_DATE]
            .iter()
            .any(|type_| said(old, type_) != said(new, type_))
}

/// The conditions of a Machine, none while it has no status.
pub(crate) fn conditions_of(machine: &Machine) -> &[Condition] {
    machine.status.as_ref().and_then(|status| status.conditions.as_deref()).unwrap_or_default()
}
