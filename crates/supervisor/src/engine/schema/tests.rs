use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

fn schema() -> Schema {
    Schema::from_json(&json!({
        "type": "object",
        "required": ["spec"],
        "properties": {
            "spec": {
                "type": "object",
                "required": ["name"],
                "properties": {
                    "name": { "type": "string", "minLength": 1, "maxLength": 5, "pattern": "^[a-z]*$" },
                    "replicas": { "type": "integer", "format": "int32", "default": 1, "minimum": 0, "maximum": 9 },
                    "ratio": { "type": "number", "exclusiveMinimum": true, "minimum": 0, "multipleOf": 0.5 },
                    "paused": { "type": "boolean" },
                    "mode": { "type": "string", "enum": ["b", "c"], "nullable": true },
                    "port": { "x-kubernetes-int-or-string": true },
                    "tags": { "type": "array", "items": { "type": "string" }, "x-kubernetes-list-type": "set", "minItems": 1, "maxItems": 3 },
                    "pools": {
                        "type": "array",
                        "x-kubernetes-list-type": "map",
                        "x-kubernetes-list-map-keys": ["name", "zone"],
                        "items": {
                            "type": "object",
                            "required": ["name"],
                            "properties": {
                                "name": { "type": "string" },
                                "zone": { "type": "string", "default": "a" },
                                "size": { "type": "object", "default": {}, "properties": { "cpus": { "type": "integer", "default": 2 } } }
                            }
                        }
                    },
                    "labels": { "type": "object", "additionalProperties": { "type": "string" }, "maxProperties": 2 },
                    "limits": { "type": "object", "additionalProperties": { "type": "object", "properties": { "max": { "type": "integer" } } } },
                    "raw": {
                        "type": "object",
                        "x-kubernetes-preserve-unknown-fields": true,
                        "properties": { "known": { "type": "object", "properties": { "a": { "type": "string" } } } }
                    },
                    "embedded": { "type": "object", "x-kubernetes-embedded-resource": true, "x-kubernetes-preserve-unknown-fields": true },
                    "since": { "type": "string", "format": "date-time" },
                    "choice": {
                        "type": "object",
                        "properties": { "a": { "type": "string" }, "b": { "type": "string" } },
                        "oneOf": [{ "required": ["a"] }, { "required": ["b"] }]
                    }
                }
            },
            "status": { "type": "object", "properties": { "phase": { "type": "string" } } }
        }
    }))
    .unwrap()
}

fn object(spec: Value) -> Value {
    json!({ "apiVersion": "x/v1", "kind": "X", "metadata": { "name": "a" }, "spec": spec })
}

fn errors(spec: Value) -> Vec<String> {
    schema().validate(&object(spec)).iter().map(ToString::to_string).collect()
}

#[test]
fn unknown_fields_are_dropped_and_named() {
    let mut value = object(json!({
        "name": "a",
        "foo": 1,
        "pools": [{ "name": "x", "bar": { "deep": 1 } }],
        "limits": { "cpu": { "max": 1, "min": 2 } },
        "labels": { "any": "thing" },
        "raw": { "free": { "x": 1 }, "known": { "a": "b", "c": 1 } },
        "embedded": { "apiVersion": "v1", "kind": "Y", "metadata": { "name": "n", "nope": 1 }, "free": 1 },
    }));
    value["metadata"]["unknown"] = json!(1);
    value["metadata"]["labels"] = json!({ "k": "v" });
    value["top"] = json!(1);
    let dropped = schema().prune(&mut value);
    assert_eq!(
        dropped,
        [
            r#"unknown field "metadata.unknown""#,
            r#"unknown field "spec.foo""#,
            r#"unknown field "spec.pools[0].bar""#,
            r#"unknown field "spec.limits.cpu.min""#,
            r#"unknown field "spec.raw.known.c""#,
            r#"unknown field "spec.embedded.metadata.nope""#,
            r#"unknown field "top""#,
        ]
    );
    assert_eq!(
        value,
        json!({
            "apiVersion": "x/v1",
            "kind": "X",
            "metadata": { "name": "a", "labels": { "k": "v" } },
            "spec": {
                "name": "a",
                "pools": [{ "name": "x" }],
                "limits": { "cpu": { "max": 1 } },
                "labels": { "any": "thing" },
                "raw": { "free": { "x": 1 }, "known": { "a": "b" } },
                "embedded": { "apiVersion": "v1", "kind": "Y", "metadata": { "name": "n" }, "free": 1 },
            },
        })
    );
}

#[test]
fn defaults_fill_in_and_nulls_go() {
    for (before, after) in [
        (json!({}), json!({ "replicas": 1 })),
        (json!({ "replicas": 3 }), json!({ "replicas": 3 })),
        (json!({ "replicas": null }), json!({ "replicas": 1 })),
        (json!({ "mode": null, "name": null }), json!({ "mode": null, "replicas": 1 })),
        (
            json!({ "pools": [{ "name": "x" }] }),
            json!({ "pools": [{ "name": "x", "zone": "a", "size": { "cpus": 2 } }], "replicas": 1 }),
        ),
        (
            json!({ "limits": { "cpu": { "max": null }, "memory": null } }),
            json!({ "limits": { "cpu": {} }, "replicas": 1 }),
        ),
        (json!({ "raw": { "free": null } }), json!({ "raw": { "free": null }, "replicas": 1 })),
    ] {
        let mut value = object(before);
        schema().default(&mut value);
        assert_eq!(value, object(after));
    }
    let mut value = json!({ "metadata": { "labels": null, "creationTimestamp": null, "name": "a" } });
    schema().default(&mut value);
    assert_eq!(value, json!({ "metadata": { "creationTimestamp": null, "name": "a" } }));
}

#[test]
fn errors_read_as_from_kube_apiserver() {
    for (spec, expected) in [
        (json!({ "name": "a" }), vec![]),
        (json!({}), vec!["spec.name: Required value"]),
        (
            json!({ "name": "a", "replicas": "3" }),
            vec![r#"spec.replicas: Invalid value: "string": spec.replicas in body must be of type integer: "string""#],
        ),
        (
            json!({ "name": "a", "replicas": 1.5 }),
            vec![r#"spec.replicas: Invalid value: "number": spec.replicas in body must be of type integer: "number""#],
        ),
        (json!({ "name": "a", "replicas": 2.0 }), vec![]),
        (
            json!({ "name": "a", "replicas": -1 }),
            vec!["spec.replicas: Invalid value: -1: spec.replicas in body should be greater than or equal to 0"],
        ),
        (
            json!({ "name": "a", "replicas": 10 }),
            vec!["spec.replicas: Invalid value: 10: spec.replicas in body should be less than or equal to 9"],
        ),
        (
            json!({ "name": "a", "ratio": 0 }),
            vec!["spec.ratio: Invalid value: 0: spec.ratio in body should be greater than 0"],
        ),
        (
            json!({ "name": "a", "ratio": 0.75 }),
            vec!["spec.ratio: Invalid value: 0.75: spec.ratio in body should be a multiple of 0.5"],
        ),
        (json!({ "name": "a", "mode": "a" }), vec![r#"spec.mode: Unsupported value: "a": supported values: "b", "c""#]),
        (json!({ "name": "a", "mode": null }), vec![]),
        (
            json!({ "name": null }),
            vec![r#"spec.name: Invalid value: "null": spec.name in body must be of type string: "null""#],
        ),
        (
            json!({ "name": "" }),
            vec![r#"spec.name: Invalid value: "": spec.name in body should be at least 1 chars long"#],
        ),
        (json!({ "name": "abcdef" }), vec!["spec.name: Too long: may not be more than 5 bytes"]),
        (json!({ "name": "A" }), vec![r#"spec.name: Invalid value: "A": spec.name in body should match '^[a-z]*$'"#]),
        (json!({ "name": "a", "port": 80 }), vec![]),
        (json!({ "name": "a", "port": "http" }), vec![]),
        (
            json!({ "name": "a", "port": [] }),
            vec![r#"spec.port: Invalid value: "array": spec.port in body must be of type integer,string: "array""#],
        ),
        (json!({ "name": "a", "tags": ["a", "b", "a"] }), vec![r#"spec.tags[2]: Duplicate value: "a""#]),
        (
            json!({ "name": "a", "tags": [] }),
            vec!["spec.tags: Invalid value: 0: spec.tags in body should have at least 1 items"],
        ),
        (
            json!({ "name": "a", "tags": ["a", "b", "c", "d"] }),
            vec!["spec.tags: Too many: 4: must have at most 3 items"],
        ),
        (
            json!({ "name": "a", "tags": [1] }),
            vec![r#"spec.tags[0]: Invalid value: "integer": spec.tags[0] in body must be of type string: "integer""#],
        ),
        (
            json!({ "name": "a", "pools": [{ "name": "x" }, { "name": "y" }, { "name": "x", "zone": "a" }] }),
            vec![r#"spec.pools[2]: Duplicate value: {"name":"x","zone":"a"}"#],
        ),
        (json!({ "name": "a", "pools": [{}] }), vec!["spec.pools[0].name: Required value"]),
        (
            json!({ "name": "a", "labels": { "a": 1 } }),
            vec![r#"spec.labels.a: Invalid value: "integer": spec.labels.a in body must be of type string: "integer""#],
        ),
        (
            json!({ "name": "a", "labels": { "a": "", "b": "", "c": "" } }),
            vec!["spec.labels: Invalid value: 3: spec.labels in body should have at most 2 properties"],
        ),
        (
            json!({ "name": "a", "embedded": {} }),
            vec![
                "spec.embedded.apiVersion: Required value: must not be empty",
                "spec.embedded.kind: Required value: must not be empty",
            ],
        ),
        (
            json!({ "name": "a", "since": "now" }),
            vec![r#"spec.since: Invalid value: "now": spec.since in body must be of type date-time: "now""#],
        ),
        (
            json!({ "name": "a", "choice": {} }),
            vec![
                r#"spec.choice: Invalid value: "": "spec.choice" must validate one and only one schema (oneOf). Found none valid"#,
                "spec.choice.a: Required value",
            ],
        ),
        (
            json!({ "name": "a", "choice": { "a": "", "b": "" } }),
            vec![
                r#"spec.choice: Invalid value: "": "spec.choice" must validate one and only one schema (oneOf). Found 2 valid alternatives"#,
            ],
        ),
        (
            json!({ "name": "a", "replicas": 3000000000_i64 }),
            vec![
                "spec.replicas: Invalid value: 3000000000: spec.replicas in body should be less than or equal to 9",
                "spec.replicas: Invalid value: 3000000000: spec.replicas in body must be of type int32: 3000000000",
            ],
        ),
    ] {
        assert_eq!(errors(spec.clone()), expected, "{spec}");
    }
    let without_spec = json!({ "apiVersion": "x/v1", "kind": "X", "metadata": { "labels": { "a": true } } });
    let found: Vec<String> = schema().validate(&without_spec).iter().map(ToString::to_string).collect();
    assert_eq!(
        found,
        [
            "spec: Required value",
            r#"metadata.labels.a: Invalid value: "boolean": metadata.labels.a in body must be of type string: "boolean""#,
        ]
    );
}

#[test]
fn a_schema_with_definitions_follows_the_rules_of_public_types() {
    let schema = Schema::from_json(&json!({
        "title": "io.k8s.api.core.v1.Thing",
        "type": "object",
        "required": ["when"],
        "properties": {
            "metadata": { "$ref": "#/$defs/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta", "description": "x" },
            "spec": { "$ref": "#/$defs/io.k8s.api.core.v1.PodSpec" },
            "when": { "type": "string", "format": "date-time" },
            "raw": { "type": "object", "description": "anything" },
            "maybe": { "anyOf": [{ "$ref": "#/$defs/io.k8s.api.core.v1.PodSpec" }, { "type": "null" }] },
        },
        "$defs": {
            "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta": { "type": "object", "properties": {} },
            "io.k8s.api.core.v1.PodSpec": {
                "type": "object",
                "properties": {
                    "containers": { "type": "array", "items": { "type": "object", "properties": { "name": { "type": "string" } } } },
                    "next": { "$ref": "#/$defs/io.k8s.api.core.v1.PodSpec" },
                    "hostNetwork": { "type": "boolean" },
                    "limits": { "type": "object", "additionalProperties": { "$ref": "#/$defs/io.k8s.apimachinery.pkg.api.resource.Quantity" } },
                }
            },
            "io.k8s.apimachinery.pkg.api.resource.Quantity": { "x-kubernetes-int-or-string": true },
        }
    }))
    .unwrap();
    let containers = schema.view().below("spec").below("next").below("containers");
    assert_eq!(containers.merge_key(), Some("name"));
    assert_eq!(schema.view().below("maybe").below("containers").merge_key(), Some("name"));
    let mut value = json!({
        "metadata": { "name": "a", "labels": {} },
        "when": null,
        "raw": { "a": 1 },
        "spec": { "hostNetwork": null, "containers": [{ "name": "a" }, { "name": "a" }], "x": 1, "limits": { "cpu": 1.5, "pods": "3" } },
    });
    assert_eq!(schema.prune(&mut value), [r#"unknown field "spec.x""#]);
    schema.default(&mut value);
    assert_eq!(value["when"], Value::Null);
    assert_eq!(value["spec"].get("hostNetwork"), None);
    assert_eq!(value["spec"]["limits"], json!({ "cpu": "1.5", "pods": "3" }));
    assert_eq!(schema.validate(&value), []);
    assert_eq!(schema.to_json()["properties"]["raw"]["description"], "anything");
}

#[test]
fn bad_schemas_say_where() {
    for (schema, message) in [
        (json!({ "properties": { "a": { "type": "strin" } } }), "properties.a: unknown type \"strin\""),
        (
            json!({ "properties": { "a": { "$ref": "#/$defs/B" } }, "$defs": {} }),
            "properties.a: reference \"#/$defs/B\" leads nowhere",
        ),
        (json!({ "properties": { "a": 1 } }), "properties.a: a schema is an object"),
        (
            json!({ "properties": { "a": { "type": "array", "x-kubernetes-list-type": "map" } } }),
            "properties.a: a list of type map has x-kubernetes-list-map-keys",
        ),
        (json!({ "properties": { "a": { "maxLength": -1 } } }), "properties.a: maxLength is a count"),
    ] {
        assert_eq!(Schema::from_json(&schema).unwrap_err().to_string(), message);
    }
    assert!(Schema::from_json(&json!({ "pattern": "(" })).is_err());
}

/// Any JSON, with the field names of the schema above so that it is often met.
fn any_json() -> impl Strategy<Value = Value> {
    let scalar = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-9.0..9.0).prop_map(|float: f64| Value::from(float)),
        "[a-z]{0,6}".prop_map(Value::from),
    ];
    let name = prop::sample::select(vec![
        "spec", "name", "replicas", "tags", "pools", "labels", "limits", "raw", "known", "a", "metadata", "embedded",
        "choice", "zone", "size", "x",
    ]);
    scalar.prop_recursive(5, 64, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((name.clone(), inner), 0..5)
                .prop_map(|fields| fields.into_iter().map(|(n, v)| (n.to_owned(), v)).collect::<Value>()),
        ]
    })
}

proptest! {
    #[test]
    fn pruning_twice_is_pruning_once(mut value in any_json()) {
        let schema = schema();
        schema.prune(&mut value);
        let once = value.clone();
        prop_assert_eq!(schema.prune(&mut value), Vec::<String>::new());
        prop_assert_eq!(value, once);
    }

    #[test]
    fn defaulting_twice_is_defaulting_once(mut value in any_json()) {
        let schema = schema();
        schema.default(&mut value);
        let once = value.clone();
        schema.default(&mut value);
        prop_assert_eq!(value, once);
    }

    #[test]
    fn validation_takes_anything(value in any_json()) {
        for error in schema().validate(&value) {
            let _ = error.to_string();
        }
    }
}
