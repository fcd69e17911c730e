//! The schemas of a document: every kind, its list, and what they refer to.

use std::collections::BTreeMap;

use k8s_openapi::api::autoscaling::v1::Scale;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{DeleteOptions, ListMeta, ObjectMeta, Status};
use serde_json::{Map, Value, json};

use super::Resource;
use super::render::Dialect;
use crate::engine::schema;

/// The metadata of objects.
const OBJECT_META: &str = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta";
/// The metadata of lists.
const LIST_META: &str = "io.k8s.apimachinery.pkg.apis.meta.v1.ListMeta";
/// The body of a delete.
pub(super) const DELETE_OPTIONS: &str = "io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions";
/// The body of a patch.
pub(super) const PATCH: &str = "io.k8s.apimachinery.pkg.apis.meta.v1.Patch";
/// The answer to a request that returns no object.
pub(super) const STATUS: &str = "io.k8s.apimachinery.pkg.apis.meta.v1.Status";
/// What `/scale` serves.
pub(super) const SCALE: &str = "io.k8s.api.autoscaling.v1.Scale";

/// The names under which a resource's kind and its list are defined.
pub(super) struct Names {
    pub(super) object: String,
    pub(super) list: String,
}

/// The schemas of one document, by name.
pub(super) struct Definitions {
    dialect: Dialect,
    all: BTreeMap<String, Value>,
}

impl Definitions {
    /// The definitions that every document has.
    pub(super) fn new(dialect: Dialect) -> Definitions {
        let mut definitions = Definitions { dialect, all: BTreeMap::new() };
        let mut generator = schemars::SchemaGenerator::default();
        generator.subschema_for::<ObjectMeta>();
        generator.subschema_for::<ListMeta>();
        generator.subschema_for::<DeleteOptions>();
        generator.subschema_for::<Status>();
        generator.subschema_for::<Scale>();
        let mut shared = json!({ "$defs": generator.take_definitions(true) });
        schema::annotate_public_types(&mut shared);
        for (name, kind, group) in
            [(STATUS, "Status", ""), (DELETE_OPTIONS, "DeleteOptions", ""), (SCALE, "Scale", "autoscaling")]
        {
            if let Some(definition) = shared["$defs"].get_mut(name) {
                definition["x-kubernetes-group-version-kind"] = json!([kind_of(group, "v1", kind)]);
            }
        }
        definitions.add_shared(&shared);
        definitions.all.insert(
            PATCH.to_owned(),
            json!({
                "description": "Patch is provided to give a concrete name and type to the Kubernetes PATCH request body.",
                "type": "object",
            }),
        );
        definitions
    }

    /// All definitions, sorted by name.
    pub(super) fn finish(self) -> BTreeMap<String, Value> {
        self.all
    }

    /// Adds the kind of a resource, its list, and everything it refers to.
    pub(super) fn add(&mut self, resource: &Resource) -> Names {
        let source = resource.schema().json();
        let object = definition_name(resource, source);
        let list = match object.rsplit_once('.') {
            Some((above, _)) => format!("{above}.{}", resource.list_kind),
            None => resource.list_kind.clone(),
        };
        if resource.is_stored() && !self.all.contains_key(&list) {
            self.all.insert(list.clone(), self.list(resource, &object));
        }
        self.add_shared(source);
        let definition = self.object(resource, source);
        self.all.insert(object.clone(), definition);
        Names { object, list }
    }

    /// Adds the shared definitions of a schema.
    fn add_shared(&mut self, source: &Value) {
        let Some(shared) = source.get("$defs").or_else(|| source.get("definitions")).and_then(Value::as_object) else {
            return;
        };
        for (name, definition) in shared {
            if !self.all.contains_key(name) {
                self.all.insert(name.clone(), self.dialect.schema(definition, true));
            }
        }
    }

    /// The schema of an object: the source with what every object has, and the kind it belongs to.
    fn object(&self, resource: &Resource, source: &Value) -> Value {
        let public = schema::has_definitions(source);
        let mut keywords = match self.dialect.schema(source, public) {
            Value::Object(keywords) => keywords,
            _ => Map::new(),
        };
        keywords.retain(|name, _| !matches!(name.as_str(), "$schema" | "$defs" | "definitions" | "title"));
        keywords.entry("type").or_insert_with(|| json!("object"));
        let properties = keywords.entry("properties").or_insert_with(|| json!({}));
        if let Value::Object(properties) = properties {
            self.add_type_fields(properties, OBJECT_META, !public);
        }
        let kind = kind_of(&resource.group, &resource.version, &resource.kind);
        keywords.insert("x-kubernetes-group-version-kind".to_owned(), json!([kind]));
        Value::Object(keywords)
    }

    fn list(&self, resource: &Resource, object: &str) -> Value {
        let mut properties = Map::new();
        self.add_type_fields(&mut properties, LIST_META, true);
        properties.insert(
            "items".to_owned(),
            json!({
                "description": format!("List of {}.", resource.plural),
                "type": "array",
                "items": self.dialect.reference(object),
            }),
        );
        json!({
            "description": format!("{} is a list of {}", resource.list_kind, resource.kind),
            "type": "object",
            "required": ["items"],
            "properties": properties,
            "x-kubernetes-group-version-kind": [kind_of(&resource.group, &resource.version, &resource.list_kind)],
        })
    }

    /// Adds `apiVersion`, `kind` and `metadata`; the metadata of the source is replaced when `with_metadata`.
    fn add_type_fields(&self, properties: &mut Map<String, Value>, metadata: &str, with_metadata: bool) {
        let api_version = json!({
            "description": "APIVersion defines the versioned schema of this representation of an object. Servers should \
                convert recognized schemas to the latest internal value, and may reject unrecognized values. More info: \
                https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#resources",
            "type": "string",
        });
        let kind = json!({
            "description": "Kind is a string value representing the REST resource this object represents. Servers may \
                infer this from the endpoint the client submits requests to. Cannot be updated. In CamelCase. More info: \
                https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#types-kinds",
            "type": "string",
        });
        properties.insert("apiVersion".to_owned(), api_version);
        properties.insert("kind".to_owned(), kind);
        if with_metadata {
            let mut reference = self.dialect.reference_with_siblings(metadata);
            reference["description"] = json!(
                "Standard object's metadata. More info: \
                https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata"
            );
            properties.insert("metadata".to_owned(), reference);
        }
    }
}

/// A group, version and kind, as extensions write them.
pub(super) fn kind_of(group: &str, version: &str, kind: &str) -> Value {
    json!({ "group": group, "kind": kind, "version": version })
}

/// `io.k8s.api.core.v1.Pod` for public types, which say so themselves; `dev.atoll.guest.v1alpha1.GuestCluster` for kinds
/// of other groups.
fn definition_name(resource: &Resource, source: &Value) -> String {
    let title = source.get("title").and_then(Value::as_str).filter(|title| title.starts_with("io.k8s."));
    if let Some(title) = title {
        return title.to_owned();
    }
    let mut parts: Vec<&str> = resource.group.split('.').filter(|part| !part.is_empty()).rev().collect();
    parts.extend([resource.version.as_str(), resource.kind.as_str()]);
    parts.join(".")
}
