//! The schema of `metadata`, which is the same for every kind and therefore not taken from its source.

use std::sync::LazyLock;

use serde_json::{Value, json};

use super::SchemaError;
use super::compile::compile_part;
use super::node::{Node, NodeId};

/// The compiled nodes and the root among them.
///
/// # Errors
/// Never in practice: the source is a constant. Kept as an error so that nothing panics.
pub(super) fn nodes() -> Result<&'static (Vec<Node>, NodeId), SchemaError> {
    static NODES: LazyLock<Result<(Vec<Node>, NodeId), SchemaError>> = LazyLock::new(|| {
        static SOURCE: LazyLock<Value> = LazyLock::new(object_meta);
        compile_part(&SOURCE)
    });
    NODES.as_ref().map_err(Clone::clone)
}

/// ObjectMeta as upstream publishes it, with the list types that server-side apply needs.
fn object_meta() -> Value {
    let text = json!({ "type": "string" });
    let time = json!({ "type": "string", "format": "date-time", "nullable": true });
    let number = json!({ "type": "integer", "format": "int64" });
    let texts = json!({ "type": "object", "additionalProperties": text });
    json!({
        "type": "object",
        "properties": {
            "name": text,
            "generateName": text,
            "namespace": text,
            "selfLink": text,
            "uid": text,
            "resourceVersion": text,
            "generation": number,
            "creationTimestamp": time,
            "deletionTimestamp": time,
            "deletionGracePeriodSeconds": number,
            "labels": texts,
            "annotations": texts,
            "ownerReferences": {
                "type": "array",
                "x-kubernetes-list-type": "map",
                "x-kubernetes-list-map-keys": ["uid"],
                "x-kubernetes-patch-strategy": "merge",
                "x-kubernetes-patch-merge-key": "uid",
                "items": {
                    "type": "object",
                    "x-kubernetes-map-type": "atomic",
                    "required": ["apiVersion", "kind", "name", "uid"],
                    "properties": {
                        "apiVersion": text,
                        "kind": text,
                        "name": text,
                        "uid": text,
                        "controller": { "type": "boolean" },
                        "blockOwnerDeletion": { "type": "boolean" },
                    },
                },
            },
            "finalizers": {
                "type": "array",
                "x-kubernetes-list-type": "set",
                "x-kubernetes-patch-strategy": "merge",
                "items": text,
            },
            "managedFields": {
                "type": "array",
                "x-kubernetes-list-type": "atomic",
                "items": {
                    "type": "object",
                    "properties": {
                        "manager": text,
                        "operation": text,
                        "apiVersion": text,
                        "time": time,
                        "fieldsType": text,
                        "fieldsV1": { "type": "object", "x-kubernetes-preserve-unknown-fields": true },
                        "subresource": text,
                    },
                },
            },
        },
    })
}
