//! From a generated JSON schema to the structural schema of a public kind.

use serde_json::{Map, Value, json};

/// Makes the generated schema of an object what a server expects of a public kind:
///
/// - an optional field is left out rather than null, so nothing may be null;
/// - an int-or-string says so in `anyOf` too, for readers that do not know the extension;
/// - conditions and label selectors carry the limits and list types of their public schemas;
/// - the three fields that every object has are described, and no more is said of them;
/// - titles go, since public definitions have none.
pub(super) fn make_structural(schema: &mut Map<String, Value>) {
    schema.remove("title");
    let properties = children(schema, "properties");
    if let Some(properties) = properties {
        properties.remove("metadata");
        properties.values_mut().filter_map(Value::as_object_mut).for_each(correct);
        let text = |description: &str| json!({"type": "string", "description": description});
        properties.insert("apiVersion".to_owned(), text("Group and version of the object's schema."));
        properties.insert("kind".to_owned(), text("The kind of the object."));
        properties.insert("metadata".to_owned(), json!({"type": "object"}));
    }
    require_only_spec(schema);
}

fn children<'a>(schema: &'a mut Map<String, Value>, keyword: &str) -> Option<&'a mut Map<String, Value>> {
    schema.get_mut(keyword).and_then(Value::as_object_mut)
}

/// The server sees to `metadata` itself.
fn require_only_spec(schema: &mut Map<String, Value>) {
    if let Some(required) = schema.get_mut("required").and_then(Value::as_array_mut) {
        required.retain(|field| field == "spec");
    }
}

/// A spec that can be empty may be left out. It is then filled with an empty one, so that whoever
/// reads the object finds a spec in any case.
pub(super) fn release_spec(schema: &mut Map<String, Value>) {
    let Some(spec) = children(schema, "properties").and_then(|all| children(all, "spec")) else { return };
    if let Some(smallest) = smallest_object(spec) {
        spec.insert("default".to_owned(), smallest);
        schema.remove("required");
    }
}

/// An object with the required fields only, as long as all of them are such objects in turn.
fn smallest_object(schema: &Map<String, Value>) -> Option<Value> {
    if schema.get("type")? != "object" {
        return None;
    }
    let mut object = Map::new();
    for name in schema.get("required").and_then(Value::as_array).into_iter().flatten() {
        let name = name.as_str()?;
        let field = schema.get("properties")?.get(name)?.as_object()?;
        object.insert(name.to_owned(), smallest_object(field)?);
    }
    Some(Value::Object(object))
}

fn correct(schema: &mut Map<String, Value>) {
    forbid_null(schema);
    if schema.get("x-kubernetes-int-or-string") == Some(&Value::Bool(true)) {
        schema.remove("type");
        schema.insert("anyOf".to_owned(), json!([{"type": "integer"}, {"type": "string"}]));
        return;
    }
    if let Some(properties) = children(schema, "properties") {
        properties.values_mut().filter_map(Value::as_object_mut).for_each(correct);
    }
    if let Some(items) = children(schema, "items") {
        correct(items);
    }
    if let Some(values) = children(schema, "additionalProperties") {
        correct(values);
        if values.contains_key("x-kubernetes-int-or-string") {
            // The library's text on quantities is longer than all else in a schema together.
            values.remove("description");
        }
    }
    limit_condition(schema);
    limit_label_selector(schema);
}

/// Takes back what the generator says of an `Option`: that null is a value, too.
fn forbid_null(schema: &mut Map<String, Value>) {
    if let Some(Value::Array(types)) = schema.get_mut("type") {
        types.retain(|it| it != "null");
        if let [only] = types.as_mut_slice() {
            let only = only.take();
            schema.insert("type".to_owned(), only);
        }
    }
    if let Some(Value::Array(values)) = schema.get_mut("enum") {
        values.retain(|it| !it.is_null());
    }
    if schema.get("default").is_some_and(Value::is_null) {
        schema.remove("default");
    }
    if let Some(Value::Array(choices)) = schema.get_mut("anyOf") {
        choices.retain(|it| it.get("type").is_none_or(|it| it != "null"));
        if let [Value::Object(only)] = choices.as_mut_slice() {
            let only = std::mem::take(only);
            schema.remove("anyOf");
            // What the field says of itself goes before what its type says.
            for (keyword, value) in only {
                schema.entry(keyword).or_insert(value);
            }
            forbid_null(schema);
        }
    }
}

fn has_exactly(schema: &Map<String, Value>, fields: &[&str]) -> bool {
    schema
        .get("properties")
        .and_then(Value::as_object)
        .is_some_and(|all| all.len() == fields.len() && fields.iter().all(|it| all.contains_key(*it)))
}

/// Limits of `metav1.Condition`.
fn limit_condition(schema: &mut Map<String, Value>) {
    const FIELDS: [&str; 6] = ["lastTransitionTime", "message", "observedGeneration", "reason", "status", "type"];
    if !has_exactly(schema, &FIELDS) {
        return;
    }
    schema.insert("description".to_owned(), "One statement about the object.".into());
    for (name, field) in children(schema, "properties").into_iter().flatten() {
        let limits = match name.as_str() {
            "lastTransitionTime" => json!({"description": "When the status last changed."}),
            "message" => json!({
                "description": "The statement for people; may be empty.",
                "maxLength": 32_768
            }),
            "observedGeneration" => json!({
                "description": "The generation of the spec that the statement is about.",
                "minimum": 0
            }),
            "reason" => json!({
                "description": "Why the status is so, as one word for programs.",
                "minLength": 1,
                "maxLength": 1024,
                "pattern": r"^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$"
            }),
            "status" => json!({
                "description": "Whether the statement holds.",
                "enum": ["True", "False", "Unknown"]
            }),
            _ => json!({
                "description": "What the statement is about; one of each type.",
                "maxLength": 316,
                "pattern": super::pattern::CONDITION_TYPE
            }),
        };
        if let (Value::Object(field), Value::Object(limits)) = (field, limits) {
            field.extend(limits);
        }
    }
}

/// List types of `metav1.LabelSelector`, whose lists are replaced as a whole.
fn limit_label_selector(schema: &mut Map<String, Value>) {
    let list = if has_exactly(schema, &["matchExpressions", "matchLabels"]) {
        schema.insert("x-kubernetes-map-type".to_owned(), "atomic".into());
        "matchExpressions"
    } else if has_exactly(schema, &["key", "operator", "values"]) {
        "values"
    } else {
        return;
    };
    if let Some(list) = children(schema, "properties").and_then(|all| children(all, list)) {
        list.insert("x-kubernetes-list-type".to_owned(), "atomic".into());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn corrected(mut schema: Value) -> Value {
        correct(schema.as_object_mut().unwrap());
        schema
    }

    #[test]
    fn null_is_no_value() {
        for (generated, expected) in [
            (json!({"type": ["string", "null"], "maxLength": 3}), json!({"type": "string", "maxLength": 3})),
            (
                json!({"type": ["string", "null"], "enum": ["a", "b", null], "default": null}),
                json!({"type": "string", "enum": ["a", "b"]}),
            ),
            (
                json!({"description": "of the field", "anyOf": [
                    {"description": "of the type", "type": "object"},
                    {"type": "null"}
                ]}),
                json!({"description": "of the field", "type": "object"}),
            ),
            (
                json!({"anyOf": [{"x-kubernetes-int-or-string": true}, {"type": "null"}]}),
                json!({"x-kubernetes-int-or-string": true, "anyOf": [{"type": "integer"}, {"type": "string"}]}),
            ),
        ] {
            assert_eq!(corrected(generated), expected);
        }
    }

    #[test]
    fn everything_below_is_corrected_too() {
        let optional = json!({"type": ["boolean", "null"]});
        let schema = corrected(json!({
            "type": "object",
            "properties": {"a": optional},
            "items": optional,
            "additionalProperties": optional
        }));
        assert!(!schema.to_string().contains("null"), "{schema}");
    }
}
