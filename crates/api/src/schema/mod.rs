//! From a Rust type to the structural schema that the public API has for it.

use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::{
    CustomResourceDefinition, CustomResourceValidation, JSONSchemaProps,
};
use kube::CustomResourceExt;
use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value};

pub mod pattern;
mod structural;

/// The one public kind that requires its spec although no field of it is required.
const CLUSTERS: &str = "clusters.cluster.x-k8s.io";

/// The definition of a kind, with its structural schema.
///
/// `K::crd()` gives the same without a schema: the one it could derive by itself takes twenty times as long
/// to make, allows null for every optional field, and knows nothing of list types.
pub fn definition<K: CustomResourceExt + JsonSchema>() -> CustomResourceDefinition {
    let mut definition = K::crd();
    let required = definition.metadata.name.as_deref() == Some(CLUSTERS);
    let schema = schema::<K>(required);
    for version in &mut definition.spec.versions {
        version.schema = Some(CustomResourceValidation { open_api_v3_schema: Some(schema.clone()) });
    }
    definition
}

fn schema<K: JsonSchema>(spec_is_required: bool) -> JSONSchemaProps {
    let settings = SchemaSettings::openapi3().with(|settings| {
        settings.inline_subschemas = true;
        settings.meta_schema = None;
        settings.transforms.clear();
    });
    let mut schema: Map<String, Value> = match settings.into_generator().into_root_schema_for::<K>().to_value() {
        Value::Object(schema) => schema,
        _ => Map::new(),
    };
    structural::make_structural(&mut schema);
    if !spec_is_required {
        structural::release_spec(&mut schema);
    }
    serde_json::from_value(Value::Object(schema)).unwrap_or_else(|error| {
        unreachable!("the schema of a struct has the keywords of one, as a test of every kind shows: {error}")
    })
}
