//! OpenAPI documents, from which kubectl learns what kinds look like and what requests may carry: one document per group
//! and version with an index (v3), and one document for everything (v2), as JSON and in the protobuf form that older
//! clients insist on.
//!
//! All of it depends on the registry only, so callers render once and keep the result.

mod definitions;
mod operations;
mod protobuf;
mod render;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::registry::{Registry, Resource};
use definitions::Definitions;
use render::Dialect;

pub use protobuf::encode as v2_protobuf;

/// The list of v3 documents. Each address carries a digest of its document, so that clients may keep it for ever.
pub fn v3_index(registry: &Registry) -> Value {
    let mut paths = Map::new();
    for (group, versions) in registry.groups() {
        for version in versions {
            let name = document_name(group, version);
            let text = v3_document(registry, group, version).to_string();
            let digest = Sha256::digest(text.as_bytes());
            let hash = digest.iter().fold(String::with_capacity(64), |hash, byte| format!("{hash}{byte:02X}"));
            let address = format!("/openapi/v3/{name}?hash={hash}");
            paths.insert(name, json!({ "serverRelativeURL": address }));
        }
    }
    json!({ "paths": paths })
}

/// The v3 document of one group and version: paths with their operations, and the schemas of all kinds in them.
pub fn v3_document(registry: &Registry, group: &str, version: &str) -> Value {
    let mut definitions = Definitions::new(Dialect::V3);
    let mut paths = BTreeMap::new();
    for resource in registry.of_version(group, version) {
        describe(resource, Dialect::V3, &mut definitions, &mut paths);
    }
    json!({
        "openapi": "3.0.0",
        "info": info(),
        "paths": paths,
        "components": { "schemas": definitions.finish() },
    })
}

/// The v2 document of everything.
pub fn v2_document(registry: &Registry) -> Value {
    let mut definitions = Definitions::new(Dialect::V2);
    let mut paths = BTreeMap::new();
    for resource in registry.resources() {
        describe(resource, Dialect::V2, &mut definitions, &mut paths);
    }
    json!({
        "swagger": "2.0",
        "info": info(),
        "paths": paths,
        "definitions": definitions.finish(),
    })
}

fn info() -> Value {
    json!({ "title": "Kubernetes", "version": concat!("v", env!("CARGO_PKG_VERSION")) })
}

/// `api/v1` or `apis/apps/v1`.
fn document_name(group: &str, version: &str) -> String {
    if group.is_empty() { format!("api/{version}") } else { format!("apis/{group}/{version}") }
}

/// Adds the schemas and the paths of one resource.
fn describe(
    resource: &Resource,
    dialect: Dialect,
    definitions: &mut Definitions,
    paths: &mut BTreeMap<String, Map<String, Value>>,
) {
    let names = definitions.add(resource);
    for operation in operations::of(resource, &names) {
        let path = paths.entry(operation.path.clone()).or_insert_with(|| {
            let mut path = Map::new();
            path.insert("parameters".to_owned(), dialect.path_parameters(&operation.path));
            path
        });
        path.insert(operation.method.to_owned(), dialect.operation(&operation));
    }
}
