//! Corrections of derived schemas.

use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::{
    CustomResourceDefinition, JSON, JSONSchemaProps, JSONSchemaPropsOrArray, JSONSchemaPropsOrBool,
};
use serde_json::{Value, json};

/// The one public kind that requires its spec although no field of it is required.
const CLUSTERS: &str = "clusters.cluster.x-k8s.io";

/// Makes every schema of the definition what a server expects of a public kind:
///
/// - an optional field is left out rather than null, so nothing is `nullable`;
/// - an int-or-string says so in `anyOf` too, for readers that do not know the extension;
/// - conditions and label selectors carry the limits and list types of their public schemas;
/// - a spec that can be empty may be left out, and is filled with an empty one;
/// - titles go, since public definitions have none.
pub fn make_structural(definition: &mut CustomResourceDefinition) {
    for version in &mut definition.spec.versions {
        if let Some(schema) = version.schema.as_mut().and_then(|it| it.open_api_v3_schema.as_mut()) {
            describe_root(schema);
            correct(schema);
            if definition.metadata.name.as_deref() != Some(CLUSTERS) {
                release_spec(schema);
            }
        }
    }
}

/// The derive leaves out the three fields that every object has.
fn describe_root(schema: &mut JSONSchemaProps) {
    let properties = schema.properties.get_or_insert_default();
    let text = |description: &str| JSONSchemaProps {
        type_: Some("string".to_owned()),
        description: Some(description.to_owned()),
        ..Default::default()
    };
    properties.insert("apiVersion".to_owned(), text("Group and version of the object's schema."));
    properties.insert("kind".to_owned(), text("The kind of the object."));
    properties
        .insert("metadata".to_owned(), JSONSchemaProps { type_: Some("object".to_owned()), ..Default::default() });
}

/// A spec that can be empty may be left out. It is then filled with an empty one, so that whoever
/// reads the object finds a spec in any case.
fn release_spec(schema: &mut JSONSchemaProps) {
    let Some(spec) = schema.properties.as_mut().and_then(|it| it.get_mut("spec")) else {
        return;
    };
    if let Some(smallest) = smallest_object(spec) {
        spec.default = Some(JSON(smallest));
        schema.required = None;
    }
}

/// An object with the required fields only, as long as all of them are such objects in turn.
fn smallest_object(schema: &JSONSchemaProps) -> Option<Value> {
    if schema.type_.as_deref() != Some("object") {
        return None;
    }
    let mut object = serde_json::Map::new();
    for name in schema.required.iter().flatten() {
        let field = schema.properties.as_ref()?.get(name)?;
        object.insert(name.clone(), smallest_object(field)?);
    }
    Some(Value::Object(object))
}

fn correct(schema: &mut JSONSchemaProps) {
    schema.nullable = None;
    schema.title = None;
    if let Some(values) = &mut schema.enum_ {
        values.retain(|value| value.0 != Value::Null);
    }
    if schema.default.as_ref().is_some_and(|default| default.0 == Value::Null) {
        schema.default = None;
    }
    if schema.x_kubernetes_int_or_string == Some(true) {
        schema.type_ = None;
        schema.any_of = Some(["integer", "string"].map(of_type).to_vec());
        return;
    }
    if let Some(properties) = &mut schema.properties {
        properties.values_mut().for_each(correct);
    }
    match &mut schema.items {
        Some(JSONSchemaPropsOrArray::Schema(items)) => correct(items),
        Some(JSONSchemaPropsOrArray::Schemas(items)) => items.iter_mut().for_each(correct),
        None => {}
    }
    if let Some(JSONSchemaPropsOrBool::Schema(values)) = &mut schema.additional_properties {
        correct(values);
        if values.x_kubernetes_int_or_string == Some(true) {
            // The library's text on quantities is longer than all else in a schema together.
            values.description = None;
        }
    }
    limit_condition(schema);
    limit_label_selector(schema);
}

fn of_type(type_: &str) -> JSONSchemaProps {
    JSONSchemaProps { type_: Some(type_.to_owned()), ..Default::default() }
}

fn has_exactly(schema: &JSONSchemaProps, fields: &[&str]) -> bool {
    schema.properties.as_ref().is_some_and(|properties| {
        properties.len() == fields.len() && fields.iter().all(|it| properties.contains_key(*it))
    })
}

/// Limits of `metav1.Condition`.
fn limit_condition(schema: &mut JSONSchemaProps) {
    const FIELDS: [&str; 6] = ["lastTransitionTime", "message", "observedGeneration", "reason", "status", "type"];
    if !has_exactly(schema, &FIELDS) {
        return;
    }
    schema.description = Some("One statement about the object.".to_owned());
    for (name, field) in schema.properties.iter_mut().flatten() {
        let description = match name.as_str() {
            "lastTransitionTime" => "When the status last changed.",
            "message" => {
                field.max_length = Some(32_768);
                "The statement for people; may be empty."
            }
            "observedGeneration" => {
                field.minimum = Some(0.0);
                "The generation of the spec that the statement is about."
            }
            "reason" => {
                field.min_length = Some(1);
                field.max_length = Some(1024);
                field.pattern = Some(r"^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$".to_owned());
                "Why the status is so, as one word for programs."
            }
            "status" => {
                field.enum_ = Some(["True", "False", "Unknown"].map(|it| JSON(json!(it))).to_vec());
                "Whether the statement holds."
            }
            _ => {
                field.max_length = Some(316);
                field.pattern = Some(super::pattern::CONDITION_TYPE.to_owned());
                "What the statement is about; one of each type."
            }
        };
        field.description = Some(description.to_owned());
    }
}

/// List types of `metav1.LabelSelector`, whose lists are replaced as a whole.
fn limit_label_selector(schema: &mut JSONSchemaProps) {
    if has_exactly(schema, &["matchExpressions", "matchLabels"]) {
        schema.x_kubernetes_map_type = Some("atomic".to_owned());
        make_atomic(schema, "matchExpressions");
    } else if has_exactly(schema, &["key", "operator", "values"]) {
        make_atomic(schema, "values");
    }
}

fn make_atomic(schema: &mut JSONSchemaProps, list: &str) {
    if let Some(list) = schema.properties.as_mut().and_then(|it| it.get_mut(list)) {
        list.x_kubernetes_list_type = Some("atomic".to_owned());
    }
}
