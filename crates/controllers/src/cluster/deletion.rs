//! Takes a cluster down: workers, then the control plane, then the infrastructure.

use std::sync::Arc;

use api::{
    cluster::{Cluster, cluster::condition::reason},
    meta::label,
};
use kube::{Resource, ResourceExt};

use super::members::Members;
use crate::{context::Context, error::Error, informer::Kind, meta, objects::Objects};

/// What is still there and waited for.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Left {
    /// Nothing: the Cluster may go.
    Nothing,
    /// Something; the reason and message of the condition `Deleting`.
    Objects { reason: &'static str, message: String },
}

/// Deletes what may go now and tells what is left.
pub(super) async fn advance(ctx: &Context, cluster: &Cluster, members: &Members) -> Result<Left, Error> {
    let all = &ctx.informers;
    // What a deployment or a set owns goes with it.
    let loose_sets: Vec<_> = members
        .sets
        .iter()
        .filter(|set| meta::controller(&set.metadata, "MachineDeployment").is_none())
        .cloned()
        .collect();
    let loose = |machine: &&Arc<api::cluster::Machine>| {
        meta::controller(&machine.metadata, "MachineSet").is_none()
            && meta::controller(&machine.metadata, "KubeadmControlPlane").is_none()
    };
    let loose_workers: Vec<_> = members.workers().filter(loose).cloned().collect();
    delete(&all.machine_deployments, &members.deployments).await?;
    delete(&all.machine_sets, &loose_sets).await?;
    delete(&all.machines, &loose_workers).await?;
    let mut workers = names("MachineDeployment", &members.deployments);
    workers.extend(names("MachineSet", &members.sets));
    workers.extend(members.workers().map(|machine| format!("Machine {}", machine.name_any())));
    if !workers.is_empty() {
        return Ok(waiting(reason::WAITING_FOR_WORKERS_DELETION, &workers));
    }

    let control_plane: Vec<_> = members.control_plane.iter().cloned().collect();
    delete(&all.kubeadm_control_planes, &control_plane).await?;
    let loose_machines: Vec<_> = members.control_plane_machines().filter(loose).cloned().collect();
    delete(&all.machines, &loose_machines).await?;
    let mut left = names("KubeadmControlPlane", &control_plane);
    left.extend(members.control_plane_machines().map(|machine| format!("Machine {}", machine.name_any())));
    if !left.is_empty() {
        return Ok(waiting(reason::WAITING_FOR_CONTROL_PLANE_DELETION, &left));
    }

    let infrastructure: Vec<_> = members
        .infrastructure
        .iter()
        .filter(|one| meta::label(&one.metadata, label::CLUSTER_NAME) == cluster.metadata.name.as_deref())
        .cloned()
        .collect();
    delete(&all.vsphere_clusters, &infrastructure).await?;
    let left = names("VSphereCluster", &infrastructure);
    if !left.is_empty() {
        return Ok(waiting(reason::WAITING_FOR_INFRASTRUCTURE_DELETION, &left));
    }
    Ok(Left::Nothing)
}

async fn delete<K: Kind>(objects: &Objects<K>, these: &[Arc<K>]) -> Result<(), Error> {
    for one in these {
        objects.delete(one).await?;
    }
    Ok(())
}

fn names<K: Resource<DynamicType = ()>>(kind: &str, these: &[Arc<K>]) -> Vec<String> {
    these.iter().map(|one| format!("{kind} {}", one.meta().name.as_deref().unwrap_or_default())).collect()
}

/// Names at most three of what is left.
fn waiting(reason: &'static str, left: &[String]) -> Left {
    let shown = left.iter().take(3).map(String::as_str).collect::<Vec<_>>().join(", ");
    let more = left.len().saturating_sub(3);
    let message =
        if more == 0 { format!("Waiting for {shown}") } else { format!("Waiting for {shown} and {more} more") };
    Left::Objects { reason, message }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn at_most_three_are_named() {
        let left: Vec<String> = ["a", "b", "c", "d", "e"].map(str::to_owned).to_vec();
        let Left::Objects { message, .. } = waiting("Reason", &left) else { panic!("something is left") };
        assert_eq!(message, "Waiting for a, b, c and 2 more");
    }
}
