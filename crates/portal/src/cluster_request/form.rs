//! The form and the object it stands for. Pure.

use serde_json::{Value, json};

use crate::{
    fields::{leaves, set, set_text, shown},
    kind::GUEST_CLUSTER,
    manifest,
    view::{PoolForm, RequestForm, RequestOptions},
};

/// The form of a new request: everything but the name has a value.
pub(super) fn defaults(options: &RequestOptions, namespace: Option<&str>) -> RequestForm {
    let offered = options.namespaces.iter().map(|option| option.name.as_str());
    let first = offered.clone().next().unwrap_or_default();
    let class = |wanted: &str| {
        let found = options.classes.iter().find(|class| class.name == wanted).or(options.classes.first());
        found.map(|class| class.name.clone()).unwrap_or_default()
    };
    let default_class = class(api::guest::guest_cluster::DEFAULT_CLASS);
    RequestForm {
        name: String::new(),
        namespace: namespace.filter(|asked| offered.clone().any(|name| name == *asked)).unwrap_or(first).to_owned(),
        version: options.versions.first().map(|version| version.version.clone()).unwrap_or_default(),
        storage_class: options.storage_classes.first().map(|class| class.name.clone()).unwrap_or_default(),
        control_plane_nodes: "1".to_owned(),
        control_plane_class: default_class.clone(),
        pools: vec![PoolForm { name: "workers".to_owned(), nodes: "2".to_owned(), class: default_class }],
        base: String::new(),
    }
}

/// The object that the form asks for, written over its base so that nothing of it is lost.
pub(super) fn object(form: &RequestForm) -> Value {
    let base = manifest::read(&form.base, &GUEST_CLUSTER).unwrap_or_else(|_| json!({}));
    let mut object = base.clone();
    set(&mut object, &["apiVersion"], GUEST_CLUSTER.api_version().into());
    set(&mut object, &["kind"], GUEST_CLUSTER.kind.into());
    set(&mut object, &["metadata", "name"], form.name.trim().into());
    set(&mut object, &["metadata", "namespace"], form.namespace.trim().into());
    set(&mut object, &["spec", "distribution", "version"], form.version.trim().into());
    let plane = ["spec", "topology", "controlPlane"];
    let base_storage = base.pointer("/spec/topology/controlPlane/storageClass").cloned();
    set(&mut object, &[&plane[..], &["replicas"]].concat(), number(&form.control_plane_nodes));
    set_text(&mut object, &[&plane[..], &["class"]].concat(), &form.control_plane_class);
    set_text(&mut object, &[&plane[..], &["storageClass"]].concat(), &form.storage_class);
    let base_pools = base.pointer("/spec/topology/nodePools").and_then(Value::as_array).cloned().unwrap_or_default();
    let pools = form.pools.iter().enumerate().map(|(index, typed)| {
        // A pool is the one of its name; a renamed one is the one in its place.
        let same = base_pools.iter().find(|pool| pool["name"] == typed.name.as_str()).or(base_pools.get(index));
        let mut pool = same.cloned().unwrap_or_else(|| json!({}));
        set(&mut pool, &["name"], typed.name.trim().into());
        set(&mut pool, &["replicas"], number(&typed.nodes));
        set_text(&mut pool, &["class"], &typed.class);
        let own_storage =
            same.and_then(|pool| pool.get("storageClass")).is_some_and(|class| Some(class) != base_storage.as_ref());
        if !own_storage {
            set_text(&mut pool, &["storageClass"], &form.storage_class);
        }
        pool
    });
    let pools: Vec<Value> = pools.collect();
    set(&mut object, &["spec", "topology", "nodePools"], pools.into());
    object
}

/// The form as far as the object fills it; `typed` becomes its base.
pub(super) fn read(object: &Value, typed: &str) -> RequestForm {
    let text = |pointer: &str| shown(object.pointer(pointer));
    let pools = object.pointer("/spec/topology/nodePools").and_then(Value::as_array);
    let pool = |pool: &Value| PoolForm {
        name: shown(pool.get("name")),
        nodes: or(shown(pool.get("replicas")), "1"),
        class: or(shown(pool.get("class")), api::guest::guest_cluster::DEFAULT_CLASS),
    };
    RequestForm {
        name: text("/metadata/name"),
        namespace: text("/metadata/namespace"),
        version: text("/spec/distribution/version"),
        storage_class: text("/spec/topology/controlPlane/storageClass"),
        control_plane_nodes: or(text("/spec/topology/controlPlane/replicas"), "1"),
        control_plane_class: or(text("/spec/topology/controlPlane/class"), api::guest::guest_cluster::DEFAULT_CLASS),
        pools: pools.into_iter().flatten().map(pool).collect(),
        base: typed.to_owned(),
    }
}

fn or(text: String, default: &str) -> String {
    if text.is_empty() { default.to_owned() } else { text }
}

/// Paths that the object has and the form has no field for.
pub(super) fn beyond(object: &Value) -> Vec<String> {
    let known = |path: &str| {
        let fixed = [
            "apiVersion",
            "kind",
            "metadata.name",
            "metadata.namespace",
            "spec.distribution.version",
            "spec.topology.controlPlane.replicas",
            "spec.topology.controlPlane.class",
            "spec.topology.controlPlane.storageClass",
        ];
        let in_pool = path
            .strip_prefix("spec.topology.nodePools[")
            .and_then(|rest| rest.split_once("]."))
            .map(|(_, field)| field);
        fixed.contains(&path)
            || in_pool.is_some_and(|field| ["name", "replicas", "class", "storageClass"].contains(&field))
    };
    leaves(object).into_iter().filter(|path| !known(path)).collect()
}

/// A number as a number; anything else stays as it was typed, for the API to refuse.
fn number(typed: &str) -> Value {
    typed.trim().parse::<i64>().map_or_else(|_| Value::from(typed.trim()), Value::from)
}
