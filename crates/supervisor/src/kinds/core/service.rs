//! Service.

use std::sync::Arc;

use api::field::FieldError;
use chrono::{DateTime, Utc};
use k8s_openapi::api::core::v1::Service;
use serde_json::{Value, json};

use crate::engine::{Column, Resource, Strategy, User};
use crate::kinds::printing::{NONE, age, count, items, joined, pairs, text, text_or_none};

pub(super) fn resource() -> Resource {
    let mut resource = Resource::builtin::<Service>();
    resource.short_names = vec!["svc".to_owned()];
    resource.categories = vec!["all".to_owned()];
    resource.status = true;
    resource.columns = vec![
        Column::text("Type", ".spec.type"),
        Column::text("Cluster-IP", ".spec.clusterIP"),
        Column::text("External-IP", ".status.loadBalancer"),
        Column::text("Port(s)", ".spec.ports"),
        Column::age(),
        Column::text("Selector", ".spec.selector").wide(),
    ];
    resource.strategy = Arc::new(Services);
    resource
}

struct Services;

impl Strategy for Services {
    fn allows_create_on_update(&self) -> bool {
        true
    }

    fn prepare_create(&self, object: &mut Value, _: &User) {
        complete(object);
        object["status"] = json!({"loadBalancer": {}});
    }

    fn prepare_update(&self, new: &mut Value, _: &Value) {
        complete(new);
    }

    fn validate_name(&self, name: &str) -> Vec<String> {
        api::field::dns_label(name)
    }

    fn validate(&self, object: &Value) -> Vec<FieldError> {
        let mut errors = Vec::new();
        let type_ = text(object, "/spec/type");
        let types = ["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"];
        if !types.contains(&type_) {
            errors.push(FieldError::not_supported("spec.type", type_, types));
        }
        let headless = text(object, "/spec/clusterIP") == "None";
        let ports: Vec<&Value> = items(object, "/spec/ports").collect();
        if ports.is_empty() && type_ != "ExternalName" && !headless {
            errors.push(FieldError::required("spec.ports", ""));
        }
        for (index, port) in ports.iter().enumerate() {
            let path = format!("spec.ports[{index}]");
            let number = count(port, "/port");
            if !(1..=65535).contains(&number) {
                errors.push(FieldError::invalid(
                    format!("{path}.port"),
                    number,
                    "must be between 1 and 65535, inclusive",
                ));
            }
            if ports.len() > 1 && text(port, "/name").is_empty() {
                errors.push(FieldError::required(format!("{path}.name"), ""));
            }
        }
        errors
    }

    fn cells(&self, object: &Value, now: DateTime<Utc>) -> Option<Vec<Value>> {
        let ports: Vec<String> = items(object, "/spec/ports")
            .map(|port| {
                let node_port = match count(port, "/nodePort") {
                    0 => String::new(),
                    number => format!(":{number}"),
                };
                let protocol = match text(port, "/protocol") {
                    "" => "TCP",
                    protocol => protocol,
                };
                format!("{}{node_port}/{protocol}", count(port, "/port"))
            })
            .collect();
        Some(vec![
            json!(text(object, "/spec/type")),
            text_or_none(object, "/spec/clusterIP"),
            json!(external(object)),
            joined(&ports),
            age(object, now),
            pairs(object, "/spec/selector"),
        ])
    }

    fn selectable_fields(&self) -> &'static [&'static str] {
        &["spec.clusterIP", "spec.type"]
    }
}

fn complete(object: &mut Value) {
    let Some(spec) = object.get_mut("spec").and_then(Value::as_object_mut) else { return };
    spec.entry("type").or_insert(json!("ClusterIP"));
    spec.entry("sessionAffinity").or_insert(json!("None"));
    for port in spec.get_mut("ports").and_then(Value::as_array_mut).into_iter().flatten() {
        let Some(port) = port.as_object_mut() else { continue };
        port.entry("protocol").or_insert(json!("TCP"));
        let number = port.get("port").cloned().unwrap_or_default();
        if matches!(port.get("targetPort"), None | Some(Value::Null)) || port["targetPort"] == json!(0) {
            port.insert("targetPort".to_owned(), number);
        }
    }
}

fn external(object: &Value) -> String {
    let own = items(object, "/spec/externalIPs").filter_map(Value::as_str);
    let given = items(object, "/status/loadBalancer/ingress").map(|i| match text(i, "/ip") {
        "" => text(i, "/hostname"),
        ip => ip,
    });
    match text(object, "/spec/type") {
        "ExternalName" => text(object, "/spec/externalName").to_owned(),
        "LoadBalancer" => match given.chain(own).collect::<Vec<_>>() {
            all if all.is_empty() => "<pending>".to_owned(),
            all => all.join(","),
        },
        _ => match own.collect::<Vec<_>>() {
            all if all.is_empty() => NONE.to_owned(),
            all => all.join(","),
        },
    }
}
