//! The behaviours that the public conformance tests look at, one file per subject, and the finer points of requests.
#![allow(clippy::unwrap_used)]

#[path = "../support/mod.rs"]
mod support;

mod chunking;
mod configmaps;
mod discovery;
mod events;
mod field_validation;
mod garbage;
mod leases;
mod namespaces;
mod requests;
mod secrets;
mod slow_reader;
mod table;
mod watchers;

use serde_json::Value;

const MAPS: &str = "/api/v1/namespaces/default/configmaps";

fn text<'a>(value: &'a Value, path: &str) -> &'a str {
    value.pointer(path).and_then(Value::as_str).unwrap_or_default()
}

fn version(object: &Value) -> &str {
    text(object, "/metadata/resourceVersion")
}
