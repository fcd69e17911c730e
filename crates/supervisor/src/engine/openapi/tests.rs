use k8s_openapi::api::apps::v1::Deployment;
use k8s_openapi::api::core::v1::{ConfigMap, Pod};
use serde_json::{Value, json};

use super::*;
use crate::engine::registry::{Registry, Resource};
use crate::engine::schema::Schema;

fn registry() -> Registry {
    let custom = Schema::from_json(&json!({
        "description": "A gadget.",
        "type": "object",
        "required": ["spec"],
        "properties": {
            "spec": {
                "type": "object",
                "description": "What is wanted.",
                "properties": {
                    "size": { "type": "integer", "nullable": true, "description": "How large." },
                    "port": { "x-kubernetes-int-or-string": true, "anyOf": [{ "type": "integer" }, { "type": "string" }] },
                    "free": { "type": "object", "x-kubernetes-preserve-unknown-fields": true, "properties": { "a": { "type": "string" } } },
                }
            }
        }
    }));
    let mut gadgets = Resource::new(("example.dev", "v1", "Gadget", "gadgets"), || custom.unwrap());
    gadgets.custom = true;
    gadgets.status = true;
    let mut pods = Resource::builtin::<Pod>();
    pods.status = true;
    Registry::new([pods, Resource::builtin::<ConfigMap>(), Resource::builtin::<Deployment>(), gadgets])
}

/// Every `$ref` in a document.
fn references(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            if let Some(Value::String(reference)) = fields.get("$ref") {
                found.push(reference.clone());
            }
            fields.values().for_each(|value| references(value, found));
        }
        Value::Array(entries) => entries.iter().for_each(|value| references(value, found)),
        _ => {}
    }
}

#[test]
fn every_reference_leads_somewhere() {
    let registry = registry();
    for document in [
        v3_document(&registry, "", "v1"),
        v3_document(&registry, "apps", "v1"),
        v3_document(&registry, "example.dev", "v1"),
        v2_document(&registry),
    ] {
        let mut found = Vec::new();
        references(&document, &mut found);
        assert!(found.len() > 10);
        for reference in found {
            // JSON pointers, but the names have dots only.
            assert!(document.pointer(&reference[1..]).is_some(), "{reference}");
        }
    }
}

#[test]
fn the_index_names_every_document_by_its_content() {
    let registry = registry();
    let index = v3_index(&registry);
    let paths = index["paths"].as_object().unwrap();
    assert_eq!(paths.keys().collect::<Vec<_>>(), ["api/v1", "apis/apps/v1", "apis/example.dev/v1"]);
    let address = paths["apis/apps/v1"]["serverRelativeURL"].as_str().unwrap();
    let hash = address.strip_prefix("/openapi/v3/apis/apps/v1?hash=").unwrap();
    assert!(hash.len() == 64 && hash.bytes().all(|b| b.is_ascii_hexdigit()));
    assert_eq!(index, v3_index(&registry));
}

#[test]
fn operations_tell_what_kubectl_asks_for() {
    let document = v3_document(&registry(), "example.dev", "v1");
    let kind = json!({ "group": "example.dev", "version": "v1", "kind": "Gadget" });
    let object = &document["paths"]["/apis/example.dev/v1/namespaces/{namespace}/gadgets/{name}"];
    assert_eq!(object["patch"]["x-kubernetes-group-version-kind"], kind);
    let names = |operation: &Value| -> Vec<String> {
        operation["parameters"].as_array().unwrap().iter().map(|p| p["name"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names(&object["patch"]), ["pretty", "dryRun", "fieldManager", "fieldValidation", "force"]);
    assert_eq!(names(object), ["namespace", "name"]);
    let media_types: Vec<&String> = object["patch"]["requestBody"]["content"].as_object().unwrap().keys().collect();
    assert_eq!(
        media_types,
        ["application/apply-patch+yaml", "application/json-patch+json", "application/merge-patch+json"]
    );
    for (path, method, action) in [
        ("/apis/example.dev/v1/gadgets", "get", "list"),
        ("/apis/example.dev/v1/namespaces/{namespace}/gadgets", "post", "post"),
        ("/apis/example.dev/v1/namespaces/{namespace}/gadgets", "delete", "deletecollection"),
        ("/apis/example.dev/v1/namespaces/{namespace}/gadgets/{name}/status", "put", "put"),
    ] {
        assert_eq!(document["paths"][path][method]["x-kubernetes-action"], action, "{method} {path}");
    }
    let pods = v3_document(&registry(), "", "v1");
    let patch = &pods["paths"]["/api/v1/namespaces/{namespace}/pods/{name}"]["patch"]["requestBody"]["content"];
    assert!(patch.get("application/strategic-merge-patch+json").is_some());
    let mut ids = Vec::new();
    for path in pods["paths"].as_object().unwrap().values() {
        ids.extend(path.as_object().unwrap().values().filter_map(|operation| operation["operationId"].as_str()));
    }
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), count);
}

#[test]
fn schemas_say_their_kind_and_how_they_merge() {
    let document = v3_document(&registry(), "", "v1");
    let schemas = &document["components"]["schemas"];
    assert_eq!(
        schemas["io.k8s.api.core.v1.Pod"]["x-kubernetes-group-version-kind"],
        json!([{ "group": "", "version": "v1", "kind": "Pod" }])
    );
    let containers = &schemas["io.k8s.api.core.v1.PodSpec"]["properties"]["containers"];
    assert_eq!(containers["x-kubernetes-patch-merge-key"], "name");
    assert_eq!(containers["items"], json!({ "$ref": "#/components/schemas/io.k8s.api.core.v1.Container" }));
    let spec = &schemas["io.k8s.api.core.v1.Pod"]["properties"]["spec"];
    assert_eq!(spec["allOf"], json!([{ "$ref": "#/components/schemas/io.k8s.api.core.v1.PodSpec" }]));
    assert!(spec["description"].is_string());
    assert_eq!(schemas["io.k8s.api.core.v1.PodList"]["required"], json!(["items"]));
}

#[test]
fn kinds_of_other_groups_are_named_by_their_group() {
    let registry = registry();
    let document = v3_document(&registry, "example.dev", "v1");
    let gadget = &document["components"]["schemas"]["dev.example.v1.Gadget"];
    assert_eq!(gadget["description"], "A gadget.");
    assert!(gadget["properties"]["apiVersion"]["description"].is_string());
    assert_eq!(
        gadget["properties"]["metadata"]["allOf"],
        json!([{ "$ref": "#/components/schemas/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta" }])
    );
    assert_eq!(gadget["properties"]["spec"]["properties"]["size"]["nullable"], true);

    // What v2 cannot say is left open.
    let spec =
        v2_document(&registry)["definitions"]["dev.example.v1.Gadget"]["properties"]["spec"]["properties"].clone();
    assert_eq!(spec["size"], json!({ "description": "How large." }));
    assert_eq!(spec["port"], json!({ "x-kubernetes-int-or-string": true }));
    assert_eq!(spec["free"], json!({ "type": "object", "x-kubernetes-preserve-unknown-fields": true }));
}

/// The fields of a protobuf message: number and content, with numbers as their eight bytes.
fn message(mut bytes: &[u8]) -> Vec<(u64, Vec<u8>)> {
    fn varint(bytes: &mut &[u8]) -> u64 {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let byte = bytes[0];
            *bytes = &bytes[1..];
            value |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                break;
            }
        }
        value
    }
    let mut fields = Vec::new();
    while !bytes.is_empty() {
        let tag = varint(&mut bytes);
        let content = match tag & 7 {
            0 => varint(&mut bytes).to_le_bytes().to_vec(),
            form => {
                let length = if form == 1 { 8 } else { varint(&mut bytes) as usize };
                let (content, rest) = bytes.split_at(length);
                bytes = rest;
                content.to_vec()
            }
        };
        fields.push((tag >> 3, content));
    }
    fields
}

fn field(message: &[(u64, Vec<u8>)], number: u64) -> &[u8] {
    &message.iter().find(|(n, _)| *n == number).unwrap().1
}

#[test]
fn the_protobuf_form_holds_the_same() {
    let document = v2_document(&registry());
    let root = message(&v2_protobuf(&document));
    assert_eq!(field(&root, 1), b"2.0");
    let definitions = message(field(&root, 9));
    assert_eq!(definitions.len(), document["definitions"].as_object().unwrap().len());
    let named = definitions.iter().map(|(_, entry)| message(entry));
    let pod_spec = named.clone().find(|entry| field(entry, 1) == b"io.k8s.api.core.v1.PodSpec").unwrap();
    let properties = message(field(&message(field(&pod_spec, 2)), 25));
    let containers = properties.iter().map(|(_, p)| message(p)).find(|p| field(p, 1) == b"containers").unwrap();
    let containers = message(field(&containers, 2));
    assert_eq!(message(field(&containers, 22)), [(1, b"array".to_vec())]);
    let merge_key = containers
        .iter()
        .filter(|(number, _)| *number == 31)
        .map(|(_, extension)| message(extension))
        .find(|extension| field(extension, 1) == b"x-kubernetes-patch-merge-key")
        .unwrap();
    assert_eq!(message(field(&merge_key, 2)), [(2, b"\"name\"".to_vec())]);

    let paths = message(field(&root, 8));
    let path = "/api/v1/namespaces/{namespace}/pods/{name}";
    let item = paths.iter().map(|(_, p)| message(p)).find(|p| field(p, 1) == path.as_bytes()).unwrap();
    let patch = message(field(&message(field(&item, 2)), 8));
    let parameters: Vec<Vec<u8>> = patch
        .iter()
        .filter(|(number, _)| *number == 8)
        .map(|(_, parameter)| message(field(&message(parameter), 1)))
        .filter(|parameter| parameter[0].0 == 2)
        .map(|parameter| field(&message(field(&message(&parameter[0].1), 3)), 4).to_vec())
        .collect();
    assert!(parameters.contains(&b"dryRun".to_vec()));
}
