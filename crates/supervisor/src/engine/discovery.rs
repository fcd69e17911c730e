//! What is served, for clients that ask: the plain documents and the aggregated one.

use axum::body::Body;
use axum::response::Response;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde_json::{Value, json};

use super::accept::{self, Encoding};
use super::core::Core;
use super::documents::Document;
use super::error::ApiError;
use super::registry::{Registry, Resource, api_version};
use super::render;

const AGGREGATED: &str = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

/// Every path that leads on, for whoever asks for `/`.
fn paths(registry: &Registry) -> Value {
    let mut paths = vec!["/api".to_owned(), "/api/v1".to_owned(), "/apis".to_owned()];
    for (group, versions) in named_groups(registry) {
        paths.push(format!("/apis/{group}"));
        paths.extend(versions.iter().map(|version| format!("/apis/{group}/{version}")));
    }
    paths.extend(["/healthz", "/livez", "/openapi/v2", "/openapi/v3", "/readyz", "/version"].map(str::to_owned));
    json!({"paths": paths})
}

/// The answer for a path of discovery; `None` when it is none.
pub(crate) fn answer(core: &Core, path: &str, headers: &HeaderMap) -> Result<Option<Response>, ApiError> {
    let parts: Vec<&str> = path.split('/').filter(|p| !p.is_empty()).collect();
    let registry = &core.registry;
    if !matches!(parts.as_slice(), [] | ["api"] | ["api", _] | ["apis"] | ["apis", _] | ["apis", _, _]) {
        return Ok(None);
    }
    let accepted = accept::negotiate(headers)?;
    let documents = registry.documents();
    let document = match parts.as_slice() {
        [] => documents.get("/", || paths(registry)),
        ["api"] if accepted.aggregated => documents.get("/api aggregated", || aggregated(registry, true)),
        ["apis"] if accepted.aggregated => documents.get("/apis aggregated", || aggregated(registry, false)),
        ["api"] => documents.get(
            "/api",
            || json!({"kind": "APIVersions", "apiVersion": "v1", "versions": ["v1"], "serverAddressByClientCIDRs": []}),
        ),
        ["apis"] => documents.get("/apis", || {
            let groups: Vec<Value> =
                named_groups(registry).map(|(group, versions)| group_of(group, &versions)).collect();
            json!({"kind": "APIGroupList", "apiVersion": "v1", "groups": groups})
        }),
        ["apis", group] => {
            let found = named_groups(registry).find(|(name, _)| name == group);
            let (group, versions) = found.ok_or_else(ApiError::no_route)?;
            documents.get(path, || {
                let mut document = group_of(group, &versions);
                document["kind"] = json!("APIGroup");
                document["apiVersion"] = json!("v1");
                document
            })
        }
        ["api", version] => resources(core, path, "", version)?,
        ["apis", group, version] => resources(core, path, group, version)?,
        _ => return Ok(None),
    };
    let is_aggregated = accepted.aggregated && parts.len() == 1;
    with_etag(&document, headers, accepted.encoding, is_aggregated).map(Some)
}

fn with_etag(
    document: &Document,
    headers: &HeaderMap,
    encoding: Encoding,
    is_aggregated: bool,
) -> Result<Response, ApiError> {
    let etag = format!("\"{}\"", document.etag);
    let known = headers.get(header::IF_NONE_MATCH).is_some_and(|v| v.as_bytes() == etag.as_bytes());
    let mut response = if known {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        response
    } else {
        render::encoded(encoding, StatusCode::OK, document.bytes.clone())?
    };
    if is_aggregated {
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(AGGREGATED));
    }
    if let Ok(etag) = HeaderValue::from_str(&etag) {
        response.headers_mut().insert(header::ETAG, etag);
    }
    response.headers_mut().insert(header::VARY, HeaderValue::from_static("Accept"));
    Ok(response)
}

fn named_groups(registry: &Registry) -> impl Iterator<Item = (&str, Vec<&str>)> {
    registry.groups().into_iter().filter(|(group, _)| !group.is_empty())
}

fn group_of(group: &str, versions: &[&str]) -> Value {
    let version = |v: &&str| json!({"groupVersion": api_version(group, v), "version": v});
    json!({
        "name": group,
        "versions": versions.iter().map(version).collect::<Vec<_>>(),
        "preferredVersion": versions.first().map(version),
    })
}

fn resources(core: &Core, path: &str, group: &str, version: &str) -> Result<std::sync::Arc<Document>, ApiError> {
    let registry = &core.registry;
    if registry.of_version(group, version).next().is_none() {
        return Err(ApiError::no_route());
    }
    Ok(registry.documents().get(path, || {
        let resources: Vec<Value> = registry.of_version(group, version).flat_map(|r| plain(r)).collect();
        json!({
            "kind": "APIResourceList",
            "apiVersion": "v1",
            "groupVersion": api_version(group, version),
            "resources": resources,
        })
    }))
}

/// Subresources of a resource: its name, the kind behind it, and its verbs.
fn subresources(resource: &Resource) -> Vec<(&'static str, [&str; 3], &'static [&'static str])> {
    const VERBS: &[&str] = &["get", "patch", "update"];
    let mut all = Vec::new();
    if resource.status {
        all.push(("status", [resource.group.as_str(), &resource.version, &resource.kind], VERBS));
    }
    if resource.finalize {
        all.push(("finalize", [resource.group.as_str(), &resource.version, &resource.kind], &["update"]));
    }
    if resource.scale.is_some() {
        all.push(("scale", ["autoscaling", "v1", "Scale"], VERBS));
    }
    for action in &resource.actions {
        let kind = &action.resource;
        all.push((action.name, [kind.group.as_str(), &kind.version, &kind.kind], &["create"]));
    }
    all
}

fn plain(resource: &Resource) -> Vec<Value> {
    let mut entry = json!({
        "name": resource.plural,
        "singularName": resource.singular,
        "namespaced": resource.namespaced,
        "kind": resource.kind,
        "verbs": resource.verbs,
    });
    if !resource.short_names.is_empty() {
        entry["shortNames"] = json!(resource.short_names);
    }
    if !resource.categories.is_empty() {
        entry["categories"] = json!(resource.categories);
    }
    let mut all = vec![entry];
    for (name, [group, version, kind], verbs) in subresources(resource) {
        let mut entry = json!({
            "name": format!("{}/{name}", resource.plural),
            "singularName": "",
            "namespaced": resource.namespaced,
            "kind": kind,
            "verbs": verbs,
        });
        if (group, version) != (resource.group.as_str(), resource.version.as_str()) {
            entry["group"] = json!(group);
            entry["version"] = json!(version);
        }
        all.push(entry);
    }
    all
}

fn aggregated(registry: &Registry, core_group: bool) -> Value {
    let groups = registry.groups().into_iter().filter(|(group, _)| group.is_empty() == core_group);
    let items: Vec<Value> = groups
        .map(|(group, versions)| {
            let versions: Vec<Value> = versions
                .iter()
                .map(|version| {
                    let resources: Vec<Value> =
                        registry.of_version(group, version).map(|r| aggregated_resource(r)).collect();
                    json!({"version": version, "resources": resources, "freshness": "Current"})
                })
                .collect();
            let mut metadata = json!({"creationTimestamp": null});
            if !group.is_empty() {
                metadata["name"] = json!(group);
            }
            json!({"metadata": metadata, "versions": versions})
        })
        .collect();
    json!({
        "kind": "APIGroupDiscoveryList",
        "apiVersion": "apidiscovery.k8s.io/v2",
        "metadata": {},
        "items": items,
    })
}

fn aggregated_resource(resource: &Resource) -> Value {
    let kind = |[group, version, kind]: [&str; 3]| json!({"group": group, "version": version, "kind": kind});
    let mut entry = json!({
        "resource": resource.plural,
        "responseKind": kind([&resource.group, &resource.version, &resource.kind]),
        "scope": if resource.namespaced { "Namespaced" } else { "Cluster" },
        "singularResource": resource.singular,
        "verbs": resource.verbs,
    });
    if !resource.short_names.is_empty() {
        entry["shortNames"] = json!(resource.short_names);
    }
    if !resource.categories.is_empty() {
        entry["categories"] = json!(resource.categories);
    }
    let below: Vec<Value> = subresources(resource)
        .into_iter()
        .map(|(name, of, verbs)| json!({"subresource": name, "responseKind": kind(of), "verbs": verbs}))
        .collect();
    if !below.is_empty() {
        entry["subresources"] = json!(below);
    }
    entry
}
