//! Ingress.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use k8s_openapi::api::networking::v1::Ingress;
use serde_json::{Value, json};

use crate::engine::{Column, Resource, Strategy};
use crate::kinds::printing::{age, items, len, text, text_or_none};

pub(super) fn resource() -> Resource {
    let mut resource = Resource::builtin::<Ingress>();
    resource.short_names = vec!["ing".to_owned()];
    resource.status = true;
    resource.generation = true;
    resource.columns = vec![
        Column::text("Class", ".spec.ingressClassName"),
        Column::text("Hosts", ".spec.rules[*].host"),
        Column::text("Address", ".status.loadBalancer"),
        Column::text("Ports", ".spec.tls"),
        Column::age(),
    ];
    resource.strategy = Arc::new(Ingresses);
    resource
}

struct Ingresses;

impl Strategy for Ingresses {
    fn cells(&self, object: &Value, now: DateTime<Utc>) -> Option<Vec<Value>> {
        let hosts: Vec<&str> =
            items(object, "/spec/rules").map(|r| text(r, "/host")).filter(|h| !h.is_empty()).collect();
        let addresses: Vec<&str> = items(object, "/status/loadBalancer/ingress")
            .map(|i| match text(i, "/ip") {
                "" => text(i, "/hostname"),
                ip => ip,
            })
            .collect();
        Some(vec![
            text_or_none(object, "/spec/ingressClassName"),
            json!(if hosts.is_empty() { "*".to_owned() } else { hosts.join(",") }),
            json!(addresses.join(",")),
            json!(if len(object, "/spec/tls") > 0 { "80, 443" } else { "80" }),
            age(object, now),
        ])
    }
}
