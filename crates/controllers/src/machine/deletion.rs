//! The way of a Machine out: hooks, drain, volumes, infrastructure, bootstrap, Node.

use std::time::Duration;

use api::{
    cluster::{Cluster, Machine, machine::condition::reason},
    meta::{annotation, label},
};
use chrono::Utc;
use k8s_openapi::api::core::v1::Node;
use kube::{Api, ResourceExt, api::DeleteParams};

use super::{MANAGER, drain, found::Found, seconds};
use crate::{
    context::Context,
    controller::Next,
    error::{Error, code},
    guest_access::answer,
    key::Key,
    meta,
};

/// Evictions show in the guest, where only Nodes are watched.
const UNTIL_PODS_ARE_GONE: Duration = Duration::from_secs(5);
/// Default of `spec.deletion.nodeDeletionTimeoutSeconds`.
const NODE_DELETION_TIMEOUT: i32 = 10;

/// Where a Machine is on its way out.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// An annotation with this prefix holds it before the drain.
    PreDrainHook(String),
    /// Pods are still on the Node; which, in words.
    Draining(String),
    /// Volumes are still attached; which, in words, and how long to wait for them at most.
    Volumes(String, Option<Duration>),
    /// An annotation holds it before the infrastructure goes.
    PreTerminateHook(String),
    /// The infrastructure object is still there.
    Infrastructure(String),
    /// The bootstrap object is still there.
    Bootstrap(String),
    /// Nothing is left.
    Gone,
}

impl Stage {
    /// Reason and message of the condition `Deleting`.
    pub(super) fn said(&self) -> (&'static str, String) {
        match self {
            Self::PreDrainHook(hooks) => {
                (reason::WAITING_FOR_PRE_DRAIN_HOOK, format!("Waiting for pre-drain hooks to succeed (hooks: {hooks})"))
            }
            Self::Draining(pods) => (reason::DRAINING_NODE, pods.clone()),
            Self::Volumes(volumes, _) => (reason::WAITING_FOR_VOLUME_DETACH, volumes.clone()),
            Self::PreTerminateHook(hooks) => (
                reason::WAITING_FOR_PRE_TERMINATE_HOOK,
                format!("Waiting for pre-terminate hooks to succeed (hooks: {hooks})"),
            ),
            Self::Infrastructure(name) => (
                reason::WAITING_FOR_INFRASTRUCTURE_DELETION,
                format!("Waiting for VSphereMachine {name} to be deleted"),
            ),
            Self::Bootstrap(name) => {
                (reason::WAITING_FOR_BOOTSTRAP_DELETION, format!("Waiting for KubeadmConfig {name} to be deleted"))
            }
            Self::Gone => (reason::DELETION_COMPLETED, String::new()),
        }
    }

    /// What leads here again, beside changes.
    pub(super) fn look_again(&self) -> Next {
        match self {
            Self::Draining(_) => Next::After(UNTIL_PODS_ARE_GONE),
            Self::Volumes(_, Some(timeout)) => Next::After(*timeout),
            _ => Next::Change,
        }
    }
}

/// Goes as far as it can now.
pub(super) async fn advance(
    ctx: &Context,
    machine: &Machine,
    cluster: Option<&Cluster>,
    found: &Found,
) -> Result<Stage, Error> {
    let node = node_to_care_for(ctx, machine, cluster);
    if let Some(hooks) = hooks(machine, annotation::PRE_DRAIN_HOOK_PREFIX) {
        return Ok(Stage::PreDrainHook(hooks));
    }
    if let Some(node) = &node {
        if let Some(pods) = drained(ctx, machine, found, node).await? {
            return Ok(Stage::Draining(pods));
        }
        if let Some(volumes) = attached_volumes(machine, found) {
            let timeout =
                machine.spec.deletion.as_ref().and_then(|deletion| deletion.node_volume_detach_timeout_seconds);
            return Ok(Stage::Volumes(
                volumes,
                timeout.filter(|timeout| *timeout > 0).map(|timeout| seconds(timeout.into())),
            ));
        }
    }
    if let Some(hooks) = hooks(machine, annotation::PRE_TERMINATE_HOOK_PREFIX) {
        return Ok(Stage::PreTerminateHook(hooks));
    }
    if let Some(infrastructure) = &found.infrastructure {
        ctx.informers.vsphere_machines.delete(infrastructure).await?;
        return Ok(Stage::Infrastructure(infrastructure.name_any()));
    }
    if let Some(config) = &found.config {
        ctx.informers.kubeadm_configs.delete(config).await?;
        return Ok(Stage::Bootstrap(config.name_any()));
    }
    if let Some(node) = &node {
        delete_node(ctx, machine, &found.cluster, node).await?;
    }
    Ok(Stage::Gone)
}

/// The name of the Machine's Node, when there is a cluster left that it should leave in good order.
fn node_to_care_for(ctx: &Context, machine: &Machine, cluster: Option<&Cluster>) -> Option<String> {
    let node = machine.status.as_ref()?.node_ref.as_ref()?.name.clone();
    let cluster = cluster.filter(|cluster| !meta::is_deleting(&cluster.metadata))?;
    let all = &ctx.informers;
    let key = Key::of(cluster);
    // Without its control plane there is nobody to ask.
    if let Some(control_plane) = all.kubeadm_control_planes.of_cluster(&key).first() {
        return (!meta::is_deleting(&control_plane.metadata)).then_some(node);
    }
    let others = all.machines.of_cluster(&key);
    let left = others.iter().any(|other| {
        other.metadata.uid != machine.metadata.uid
            && meta::label(&other.metadata, label::CONTROL_PLANE).is_some()
            && !meta::is_deleting(&other.metadata)
    });
    (left || meta::label(&machine.metadata, label::CONTROL_PLANE).is_none()).then_some(node)
}

/// Annotations with this prefix, which hold a Machine.
fn hooks(machine: &Machine, prefix: &str) -> Option<String> {
    let names: Vec<&str> = machine
        .metadata
        .annotations
        .iter()
        .flatten()
        .map(|(name, _)| name.as_str())
        .filter(|name| name.starts_with(prefix))
        .collect();
    (!names.is_empty()).then(|| names.join(","))
}

/// `None` when the Node is drained, or need not be.
async fn drained(ctx: &Context, machine: &Machine, found: &Found, node: &str) -> Result<Option<String>, Error> {
    let deletion = machine.spec.deletion.as_ref();
    let started = machine.status.as_ref().and_then(|status| status.deletion.as_ref()?.node_drain_start_time.clone());
    let timeout = deletion.and_then(|deletion| deletion.node_drain_timeout_seconds);
    if meta::annotation(&machine.metadata, annotation::EXCLUDE_NODE_DRAINING).is_some()
        || is_over(started.as_ref(), timeout)
    {
        return Ok(None);
    }
    // A Node that is gone needs no drain.
    if found.nodes_known && found.node.is_none() {
        return Ok(None);
    }
    drain::drain(ctx, &found.cluster, node, found.node.as_deref()).await
}

/// `None` when no volume is attached, or nobody waits.
fn attached_volumes(machine: &Machine, found: &Found) -> Option<String> {
    let started = machine
        .status
        .as_ref()
        .and_then(|status| status.deletion.as_ref()?.wait_for_node_volume_detach_start_time.clone());
    let timeout = machine.spec.deletion.as_ref().and_then(|deletion| deletion.node_volume_detach_timeout_seconds);
    if meta::annotation(&machine.metadata, annotation::EXCLUDE_WAIT_FOR_VOLUME_DETACH).is_some()
        || is_over(started.as_ref(), timeout)
    {
        return None;
    }
    let attached = found.node.as_ref()?.status.as_ref()?.volumes_attached.as_ref()?;
    let names: Vec<&str> = attached.iter().map(|volume| volume.name.as_str()).collect();
    (!names.is_empty()).then(|| format!("Waiting for volumes to be detached: {}", names.join(", ")))
}

/// A timeout that is not set, or zero, is never over.
fn is_over(started: Option<&k8s_openapi::apimachinery::pkg::apis::meta::v1::Time>, timeout: Option<i32>) -> bool {
    let (Some(started), Some(timeout)) = (started, timeout.filter(|timeout| *timeout > 0)) else { return false };
    Utc::now() - api::time::to_chrono(started) > chrono::Duration::seconds(timeout.into())
}

/// Removes the Node. After its time a guest that refuses is left behind: the machine is gone already.
async fn delete_node(ctx: &Context, machine: &Machine, cluster: &Key, node: &str) -> Result<(), Error> {
    let timeout = machine
        .spec
        .deletion
        .as_ref()
        .and_then(|deletion| deletion.node_deletion_timeout_seconds)
        .unwrap_or(NODE_DELETION_TIMEOUT);
    let attempt = async {
        let api: Api<Node> = Api::all(ctx.guests.client(cluster).await?);
        answer(cluster, async {
            match api.delete(node, &DeleteParams::default()).await {
                Err(error) if code(&error) == Some(404) => Ok(()),
                other => other.map(|_| ()),
            }
        })
        .await
    };
    match attempt.await {
        Err(error) if is_over(machine.metadata.deletion_timestamp.as_ref(), Some(timeout)) => {
            ctx.events.warning(MANAGER, machine, "NodeLeftBehind", format!("Node {node} was not deleted: {error}"));
            Ok(())
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn hooks_are_found_by_their_prefix() {
        let machine: Machine = serde_json::from_value(json!({"metadata": {"annotations": {"pre-drain.delete.hook.machine.cluster.x-k8s.io/a": "x", "other": ""}},
            "spec": {"clusterName": "demo", "bootstrap": {}, "infrastructureRef": {"apiGroup": "g", "kind": "k", "name": "n"}}}))
        .unwrap();
        assert_eq!(
            hooks(&machine, annotation::PRE_DRAIN_HOOK_PREFIX).as_deref(),
            Some("pre-drain.delete.hook.machine.cluster.x-k8s.io/a")
        );
        assert_eq!(hooks(&machine, annotation::PRE_TERMINATE_HOOK_PREFIX), None);
    }

    #[test]
    fn timeouts_that_are_not_set_are_never_over() {
        let past = api::time::from_chrono(Utc::now() - chrono::Duration::seconds(60));
        let cases = [
            (Some(&past), Some(30), true),
            (Some(&past), Some(90), false),
            (Some(&past), Some(0), false),
            (Some(&past), None, false),
            (None, Some(1), false),
        ];
        for (started, timeout, over) in cases {
            assert_eq!(is_over(started, timeout), over, "{timeout:?}");
        }
    }
}
