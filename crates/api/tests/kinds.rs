//! Every kind's definition is one that a Kubernetes server accepts.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::collections::BTreeSet;

use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::CustomResourceDefinition;
use serde_json::{Map, Value};

fn schema(definition: &CustomResourceDefinition) -> Value {
    let schema = definition.spec.versions[0].schema.as_ref().unwrap();
    serde_json::to_value(schema.open_api_v3_schema.as_ref().unwrap()).unwrap()
}

fn name(definition: &CustomResourceDefinition) -> &str {
    definition.metadata.name.as_deref().unwrap()
}

/// Calls `check` with the path and keywords of every schema below this one.
fn walk(path: &str, schema: &Value, check: &mut impl FnMut(&str, &Map<String, Value>)) {
    let keywords = schema.as_object().unwrap_or_else(|| panic!("{path} is no object"));
    check(path, keywords);
    for (name, child) in keywords.get("properties").and_then(Value::as_object).into_iter().flatten() {
        walk(&format!("{path}.{name}"), child, check);
    }
    for below in ["items", "additionalProperties"] {
        if let Some(child) = keywords.get(below) {
            walk(&format!("{path}[]"), child, check);
        }
    }
}

#[test]
fn each_kind_has_one_stored_version_and_its_own_name() {
    let kinds = api::kinds();
    assert_eq!(kinds.len(), 21);
    let names: BTreeSet<&str> = kinds.iter().map(name).collect();
    assert_eq!(names.len(), kinds.len());
    for kind in &kinds {
        let [version] = kind.spec.versions.as_slice() else { panic!("{}", name(kind)) };
        assert!(version.served && version.storage, "{}", name(kind));
        let status = version.subresources.as_ref().is_some_and(|it| it.status.is_some());
        assert_eq!(status, !name(kind).starts_with("kubeadmconfigtemplates."), "{}", name(kind));
    }
}

#[test]
fn schemas_are_structural() {
    const KNOWN: [&str; 24] = [
        "additionalProperties",
        "anyOf",
        "default",
        "description",
        "enum",
        "format",
        "items",
        "maxItems",
        "maxLength",
        "maximum",
        "minItems",
        "minLength",
        "minimum",
        "pattern",
        "properties",
        "required",
        "type",
        "x-kubernetes-int-or-string",
        "x-kubernetes-list-map-keys",
        "x-kubernetes-list-type",
        "x-kubernetes-map-type",
        "x-kubernetes-preserve-unknown-fields",
        "exclusiveMinimum",
        "exclusiveMaximum",
    ];
    for kind in api::kinds() {
        let kind_name = name(&kind).to_owned();
        walk(&kind_name, &schema(&kind), &mut |path, keywords| {
            for keyword in keywords.keys() {
                assert!(KNOWN.contains(&keyword.as_str()), "{path}: {keyword}");
            }
            let typed = keywords.contains_key("type");
            let any = ["x-kubernetes-int-or-string", "x-kubernetes-preserve-unknown-fields"]
                .iter()
                .any(|it| keywords.get(*it) == Some(&Value::Bool(true)));
            assert!(typed || any, "{path} has no type");
            for required in keywords.get("required").and_then(Value::as_array).into_iter().flatten() {
                let required = required.as_str().unwrap();
                assert!(keywords["properties"].get(required).is_some(), "{path}.{required}");
            }
            if keywords.get("type") == Some(&Value::from("array")) {
                assert!(keywords.contains_key("items"), "{path} has no items");
            }
            if keywords.get("x-kubernetes-list-type") == Some(&Value::from("map")) {
                let item = &keywords["items"];
                for key in keywords["x-kubernetes-list-map-keys"].as_array().unwrap() {
                    let key = key.as_str().unwrap();
                    let required = item["required"].as_array().is_some_and(|all| all.contains(&Value::from(key)));
                    let filled = item["properties"][key].get("default").is_some();
                    // The public schema of disk controllers has this one key that may be absent.
                    let excepted = path.ends_with(".devices");
                    assert!(required || filled || excepted, "{path} may lack its key {key}");
                }
            }
        });
    }
}

#[test]
fn every_field_is_described() {
    for kind in api::kinds() {
        let kind_name = name(&kind).to_owned();
        let schema = schema(&kind);
        for part in ["spec", "status"] {
            let Some(part) = schema["properties"].get(part) else {
                continue;
            };
            walk(&kind_name, part, &mut |path, keywords| {
                for (name, field) in keywords.get("properties").and_then(Value::as_object).into_iter().flatten() {
                    assert!(field.get("description").is_some(), "{path}.{name}");
                }
            });
        }
    }
}

#[test]
fn a_spec_that_can_be_empty_may_be_left_out() {
    let left_out = |wanted: &str| {
        let kinds = api::kinds();
        let kind = kinds.iter().find(|it| it.spec.names.kind == wanted).unwrap();
        let schema = schema(kind);
        let required = schema.get("required").is_some();
        (!required).then(|| schema["properties"]["spec"]["default"].to_string())
    };
    assert_eq!(left_out("VirtualMachine").as_deref(), Some("{}"));
    assert_eq!(left_out("KubeadmConfigTemplate").as_deref(), Some(r#"{"template":{}}"#));
    assert_eq!(left_out("Machine"), None);
    assert_eq!(left_out("Cluster"), None, "the public one requires it all the same");
}

#[test]
fn conditions_have_their_public_limits() {
    for kind in api::kinds() {
        let schema = schema(&kind);
        let Some(conditions) = schema.pointer("/properties/status/properties/conditions") else {
            continue;
        };
        let item = &conditions["items"]["properties"];
        // Releases have conditions of an older form.
        if item.get("observedGeneration").is_some() {
            assert_eq!(item["reason"]["minLength"], 1, "{}", name(&kind));
            assert_eq!(item["status"]["enum"], serde_json::json!(["True", "False", "Unknown"]));
        }
    }
}

#[test]
fn columns_are_those_of_the_public_kinds() {
    let columns = |wanted: &str| {
        let kinds = api::kinds();
        let kind = kinds.iter().find(|it| it.spec.names.kind == wanted).unwrap();
        let columns = kind.spec.versions[0].additional_printer_columns.clone().unwrap_or_default();
        columns
            .into_iter()
            .filter(|it| it.priority.unwrap_or_default() == 0)
            .map(|it| it.name)
            .collect::<Vec<_>>()
            .join(" | ")
    };
    for (kind, expected) in [
        ("GuestCluster", "Phase | Version | Control plane | Workers | Age"),
        ("Machine", "Cluster | Node Name | Failure domain | Ready | Available | Up-to-date | Phase | Age | Version"),
        (
            "MachineDeployment",
            "Cluster | Available | Desired | Current | Ready | Available | Up-to-date | Phase | Age | Version",
        ),
        (
            "KubeadmControlPlane",
            "Cluster | Available | Desired | Current | Ready | Available | Up-to-date | Initialized | Age | Version",
        ),
        ("VSphereMachine", "Cluster | Class | Failure domain | Provisioned | Phase | Age"),
        ("VirtualMachine", "Power-State | Age"),
        ("VirtualMachineService", "Type | Age"),
        ("VirtualMachineSetResourcePolicy", ""),
    ] {
        assert_eq!(columns(kind), expected, "{kind}");
    }
}
