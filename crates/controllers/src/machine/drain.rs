//! Moves the pods off a guest's Node before its machine goes, as `kubectl drain` does.

use futures::StreamExt;
use k8s_openapi::api::core::v1::{Node, Pod};
use kube::{
    Api, Client, ResourceExt,
    api::{EvictParams, ListParams, Patch, PatchParams},
};
use serde_json::json;

use super::MANAGER;
use crate::{
    context::Context,
    error::{Error, code, describe},
    guest_access::answer,
    key::Key,
};

/// Evictions that are asked for at the same time.
const EVICTIONS: usize = 8;

/// Cordons the Node and asks its pods to go. Returns which are still there, or `None` when the Node is empty.
/// `known` is the Node as the watch has told.
pub(super) async fn drain(
    ctx: &Context,
    cluster: &Key,
    node: &str,
    known: Option<&Node>,
) -> Result<Option<String>, Error> {
    let client = ctx.guests.client(cluster).await?;
    if !known.is_some_and(is_cordoned) {
        cordon(cluster, client.clone(), node).await?;
    }
    let pods: Api<Pod> = Api::all(client.clone());
    let listed = answer(cluster, pods.list(&ListParams::default().fields(&format!("spec.nodeName={node}")))).await?;
    let waiting: Vec<Pod> = listed.items.into_iter().filter(must_go).collect();
    if waiting.is_empty() {
        return Ok(None);
    }
    let mut to_evict = Vec::new();
    for pod in waiting.iter().filter(|pod| pod.metadata.deletion_timestamp.is_none()) {
        to_evict.push(evict(client.clone(), pod.namespace().unwrap_or_default(), pod.name_any()));
    }
    let refused: Vec<Option<String>> = futures::stream::iter(to_evict).buffer_unordered(EVICTIONS).collect().await;
    Ok(Some(words(&waiting, refused.into_iter().flatten().next())))
}

fn is_cordoned(node: &Node) -> bool {
    node.spec.as_ref().is_some_and(|spec| spec.unschedulable == Some(true))
}

async fn cordon(cluster: &Key, client: Client, node: &str) -> Result<(), Error> {
    let params = PatchParams { field_manager: Some(MANAGER.to_owned()), ..PatchParams::default() };
    let patch = Patch::Merge(json!({"spec": {"unschedulable": true}}));
    answer(cluster, async {
        match Api::<Node>::all(client).patch(node, &params, &patch).await {
            Err(error) if code(&error) == Some(404) => Ok(()),
            other => other.map(|_| ()),
        }
    })
    .await
}

/// Static pods and those of DaemonSets stay: they would come back at once.
fn must_go(pod: &Pod) -> bool {
    let mirrored = pod.annotations().contains_key("kubernetes.io/config.mirror");
    let of_daemon_set =
        pod.owner_references().iter().any(|owner| owner.controller == Some(true) && owner.kind == "DaemonSet");
    !mirrored && !of_daemon_set
}

/// Asks one pod to go. Why it may not, when it may not yet (a PodDisruptionBudget), or the guest refused.
async fn evict(client: Client, namespace: String, name: String) -> Option<String> {
    let api: Api<Pod> = Api::namespaced(client, &namespace);
    match api.evict(&name, &EvictParams::default()).await {
        Err(error) if code(&error) != Some(404) => Some(describe(&error)),
        _ => None,
    }
}

fn words(waiting: &[Pod], refusal: Option<String>) -> String {
    let shown: Vec<String> = waiting
        .iter()
        .take(3)
        .map(|pod| format!("{}/{}", pod.namespace().unwrap_or_default(), pod.name_any()))
        .collect();
    let more = waiting.len().saturating_sub(3);
    let mut text = format!("Waiting for {} pods to leave the Node: {}", waiting.len(), shown.join(", "));
    if more > 0 {
        text.push_str(&format!(" and {more} more"));
    }
    if let Some(why) = refusal {
        text.push_str(&format!(" ({why})"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn static_pods_and_daemons_stay() {
        let pod = |metadata| -> Pod { serde_json::from_value(json!({"metadata": metadata})).unwrap() };
        let plain = pod(json!({"name": "a", "namespace": "n"}));
        assert!(must_go(&plain));
        assert!(!must_go(&pod(json!({"annotations": {"kubernetes.io/config.mirror": "x"}}))));
        assert!(!must_go(&pod(
            json!({"ownerReferences": [{"apiVersion": "v", "kind": "DaemonSet", "name": "d", "uid": "u", "controller": true}]})
        )));
        assert_eq!(
            words(&[plain], Some("disruption budget".to_owned())),
            "Waiting for 1 pods to leave the Node: n/a (disruption budget)"
        );
    }
}
