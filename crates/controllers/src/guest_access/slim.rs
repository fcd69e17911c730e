//! What is kept of a guest's Node.

use k8s_openapi::api::core::v1::Node;

/// Drops what nobody reads, and heartbeats, so that a Node that only says "still here" equals the one before.
pub(super) fn node(node: &mut Node) {
    if let Some(status) = &mut node.status {
        status.images = None;
        status.volumes_in_use = None;
        status.allocatable = None;
        status.capacity = None;
        for condition in status.conditions.iter_mut().flatten() {
            condition.last_heartbeat_time = None;
        }
    }
}

/// Whether anything but the revision differs.
pub(super) fn differs(old: &Node, new: &Node) -> bool {
    old.spec != new.spec
        || old.status != new.status
        || old.metadata.uid != new.metadata.uid
        || old.metadata.labels != new.metadata.labels
        || old.metadata.annotations != new.metadata.annotations
        || old.metadata.deletion_timestamp != new.metadata.deletion_timestamp
}

/// Nodes are found by their provider's id.
pub(super) fn index(node: &Node) -> Vec<String> {
    node.spec.as_ref().and_then(|spec| spec.provider_id.clone()).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn slimmed(heartbeat: &str, status: &str) -> Node {
        let mut object = serde_json::from_value(json!({
            "metadata": {"name": "a", "resourceVersion": heartbeat},
            "status": {"images": [{"names": ["x"]}], "conditions": [
                {"type": "Ready", "status": status, "lastHeartbeatTime": format!("2026-11-21T00:00:0{heartbeat}Z")}
            ]},
        }))
        .unwrap();
        node(&mut object);
        object
    }

    #[test]
    fn a_heartbeat_is_no_change() {
        assert!(!differs(&slimmed("1", "True"), &slimmed("2", "True")));
        assert!(differs(&slimmed("1", "True"), &slimmed("2", "False")));
    }
}
