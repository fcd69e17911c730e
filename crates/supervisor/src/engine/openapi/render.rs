//! The two dialects of OpenAPI: how each writes references, schemas and operations.

use serde_json::{Map, Value, json};

use super::definitions::kind_of;
use super::operations::Operation;

/// A version of OpenAPI.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dialect {
    V2,
    V3,
}

const ANSWERS: [&str; 2] = ["application/json", "application/yaml"];

impl Dialect {
    fn reference_text(self, name: &str) -> String {
        match self {
            Dialect::V2 => format!("#/definitions/{name}"),
            Dialect::V3 => format!("#/components/schemas/{name}"),
        }
    }

    /// A schema that is what `name` defines.
    pub(super) fn reference(self, name: &str) -> Value {
        json!({ "$ref": self.reference_text(name) })
    }

    /// The same, with room for a description and extensions beside it. In v3 nothing may stand beside a reference.
    pub(super) fn reference_with_siblings(self, name: &str) -> Value {
        match self {
            Dialect::V2 => self.reference(name),
            Dialect::V3 => json!({ "allOf": [self.reference(name)] }),
        }
    }

    /// A schema of ours in this dialect. `public` types are written as they are; for other kinds v2 leaves out what it
    /// cannot say, because old clients would refuse valid objects otherwise.
    pub(super) fn schema(self, source: &Value, public: bool) -> Value {
        let keywords = match source {
            Value::Object(keywords) => keywords,
            // `true`, a schema that says nothing.
            _ => return json!({}),
        };
        let mut out = match keywords.get("$ref").and_then(Value::as_str) {
            Some(reference) => {
                let name = reference.rsplit('/').next().unwrap_or_default();
                if keywords.len() == 1 {
                    return self.reference(name);
                }
                match self.reference_with_siblings(name) {
                    Value::Object(out) => out,
                    _ => Map::new(),
                }
            }
            None => Map::with_capacity(keywords.len()),
        };
        let flag = |name: &str| keywords.get(name) == Some(&Value::Bool(true));
        let lossy = self == Dialect::V2 && !public;
        let untyped = lossy && (flag("nullable") || flag("x-kubernetes-int-or-string"));
        let open = lossy && flag("x-kubernetes-preserve-unknown-fields");
        for (keyword, value) in keywords {
            let value = match (keyword.as_str(), value) {
                ("$ref" | "$defs" | "definitions" | "$schema", _) => continue,
                ("type" | "items" | "properties" | "additionalProperties" | "nullable" | "format", _) if untyped => {
                    continue;
                }
                ("items" | "properties" | "required", _) if open => continue,
                ("oneOf" | "anyOf" | "allOf" | "not", _) if lossy => continue,
                ("properties", Value::Object(properties)) => {
                    properties.iter().map(|(name, schema)| (name.clone(), self.schema(schema, public))).collect()
                }
                ("additionalProperties", Value::Bool(allowed)) => json!(allowed),
                ("items" | "additionalProperties" | "not", schema) => self.schema(schema, public),
                ("oneOf" | "anyOf" | "allOf", Value::Array(schemas)) => {
                    schemas.iter().map(|schema| self.schema(schema, public)).collect()
                }
                (_, value) => value.clone(),
            };
            out.insert(keyword.clone(), value);
        }
        Value::Object(out)
    }

    /// The parameters that all operations of a path share: its variables.
    pub(super) fn path_parameters(self, path: &str) -> Value {
        let variables = path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
        variables
            .map(|name| {
                let description = match name {
                    "namespace" => "object name and auth scope, such as for teams and projects",
                    _ => "name of the object",
                };
                self.parameter(name, "path", "string", description, true)
            })
            .collect()
    }

    fn parameter(self, name: &str, place: &str, type_: &str, description: &str, required: bool) -> Value {
        let mut parameter = json!({ "name": name, "in": place, "description": description });
        if required {
            parameter["required"] = json!(true);
        }
        match self {
            Dialect::V2 => {
                parameter["type"] = json!(type_);
                parameter["uniqueItems"] = json!(true);
            }
            Dialect::V3 => parameter["schema"] = json!({ "type": type_, "uniqueItems": true }),
        }
        parameter
    }

    /// One operation.
    pub(super) fn operation(self, operation: &Operation) -> Value {
        let mut parameters: Vec<Value> = operation
            .parameters
            .iter()
            .map(|p| self.parameter(p.name, "query", p.type_, p.description, false))
            .collect();
        let (group, version, kind) = &operation.kind;
        let mut out = json!({
            "description": operation.description,
            "operationId": operation.id,
            "tags": [operation.tag],
            "x-kubernetes-action": operation.action,
            "x-kubernetes-group-version-kind": kind_of(group, version, kind),
        });
        let answer = self.reference(&operation.answer);
        let code = if operation.method == "post" { "201" } else { "200" };
        match self {
            Dialect::V2 => {
                out["produces"] = json!(ANSWERS);
                if let Some(body) = &operation.body {
                    out["consumes"] = json!(body.media_types);
                    let mut parameter =
                        json!({ "name": "body", "in": "body", "schema": self.reference(&body.definition) });
                    if body.required {
                        parameter["required"] = json!(true);
                    }
                    parameters.insert(0, parameter);
                }
                out["responses"] = json!({ code: { "description": "OK", "schema": answer } });
            }
            Dialect::V3 => {
                if let Some(body) = &operation.body {
                    let content = |media_type: &&str| {
                        ((*media_type).to_owned(), json!({ "schema": self.reference(&body.definition) }))
                    };
                    let content: Map<String, Value> = body.media_types.iter().map(content).collect();
                    out["requestBody"] = json!({ "content": content });
                    if body.required {
                        out["requestBody"]["required"] = json!(true);
                    }
                }
                let content: Map<String, Value> =
                    ANSWERS.iter().map(|media_type| ((*media_type).to_owned(), json!({ "schema": answer }))).collect();
                out["responses"] = json!({ code: { "description": "OK", "content": content } });
            }
        }
        out["parameters"] = Value::Array(parameters);
        out
    }
}
