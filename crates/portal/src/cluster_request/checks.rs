//! What is wrong with what was typed, at its field. Pure; the API checks everything again.

use std::collections::HashSet;

use api::{
    field::dns_label,
    guest::guest_cluster::{CONTROL_PLANE_REPLICAS, MAX_NAME_LENGTH, MAX_NODE_POOLS, MAX_POOL_REPLICAS},
};
use texts::{Texts, t};

use crate::{
    manifest,
    view::{FieldError, RequestForm, RequestOptions},
};

/// All that is wrong, in the order of the form.
pub(super) fn check(form: &RequestForm, options: &RequestOptions) -> Vec<FieldError> {
    let mut errors = Vec::new();
    let mut wrong = |field: String, message: String| errors.push(FieldError::new(field, message));
    if let Some(message) = name(&form.name) {
        wrong("name".to_owned(), message);
    }
    if !options.namespaces.iter().any(|option| option.name == form.namespace) {
        let names = options.namespaces.iter().map(|option| option.name.as_str());
        wrong(
            "namespace".to_owned(),
            offered(|t, count, typed, names| t.error_cluster_namespace(count, typed, names), &form.namespace, names),
        );
    }
    if !options.versions.iter().any(|option| matches_version(&option.version, &form.version)) {
        let names = options.versions.iter().map(|option| option.version.as_str());
        wrong(
            "version".to_owned(),
            offered(|t, count, typed, names| t.error_no_version(count, typed, names), &form.version, names),
        );
    }
    if !form.storage_class.is_empty() && !options.storage_classes.iter().any(|option| option.name == form.storage_class)
    {
        let names = options.storage_classes.iter().map(|option| option.name.as_str());
        wrong(
            "storageClass".to_owned(),
            offered(|t, count, typed, names| t.error_no_storage_class(count, typed, names), &form.storage_class, names),
        );
    }
    let replicas = form.control_plane_nodes.trim().parse::<i32>().ok();
    if !replicas.is_some_and(|number| CONTROL_PLANE_REPLICAS.contains(&number)) {
        let message = t().error_control_plane_nodes(&form.control_plane_nodes);
        wrong("controlPlane.replicas".to_owned(), message);
    }
    let class = |typed: &str| {
        let known = options.classes.iter().any(|class| class.name == typed);
        (!known).then(|| {
            offered(
                |t, count, typed, names| t.error_no_class_offered(count, typed, names),
                typed,
                options.classes.iter().map(|class| class.name.as_str()),
            )
        })
    };
    if let Some(message) = class(&form.control_plane_class) {
        wrong("controlPlane.class".to_owned(), message);
    }
    if form.pools.len() > MAX_NODE_POOLS {
        wrong("pools".to_owned(), t().error_too_many_pools(MAX_NODE_POOLS, form.pools.len()));
    }
    let mut seen = HashSet::new();
    for (index, pool) in form.pools.iter().enumerate() {
        let field = |name: &str| format!("pools.{index}.{name}");
        if !dns_label(&pool.name).is_empty() {
            let message = t().error_pool_name(&pool.name);
            wrong(field("name"), message);
        } else if !seen.insert(pool.name.as_str()) {
            wrong(field("name"), t().error_pool_twice(&pool.name));
        }
        let nodes = pool.nodes.trim().parse::<i32>().ok();
        if !nodes.is_some_and(|number| (0..=MAX_POOL_REPLICAS).contains(&number)) {
            let message = t().error_worker_nodes(MAX_POOL_REPLICAS, &pool.nodes);
            wrong(field("replicas"), message);
        }
        if let Some(message) = class(&pool.class) {
            wrong(field("class"), message);
        }
    }
    errors
}

fn name(typed: &str) -> Option<String> {
    if typed.is_empty() {
        return Some(t().error_cluster_name_missing());
    }
    if typed.len() > MAX_NAME_LENGTH {
        return Some(t().error_name_too_long(MAX_NAME_LENGTH, typed.chars().count()));
    }
    let message = || t().error_name_letters(typed);
    (!dns_label(typed).is_empty()).then(message)
}

/// `v1.37` and `1.37.2` mean v1.37.2.
pub(super) fn matches_version(offered: &str, typed: &str) -> bool {
    let bare = |text: &str| text.trim().trim_start_matches('v').to_owned();
    let (offered, typed) = (bare(offered), bare(typed));
    !typed.is_empty()
        && (offered == typed || offered.strip_prefix(&typed).is_some_and(|rest| rest.starts_with(['.', '+', '-'])))
}

/// A message that names at most so many of what is offered.
fn offered<'a>(
    message: fn(&Texts, usize, &str, &str) -> String,
    typed: &str,
    names: impl Iterator<Item = &'a str>,
) -> String {
    const SHOWN: usize = 12;
    let names: Vec<&str> = names.take(SHOWN).collect();
    message(t(), names.len(), typed, &names.join(", "))
}

/// The same finding where there is only one field, the YAML: with the path in front, at its line.
pub(super) fn in_yaml(error: FieldError, text: &str) -> FieldError {
    let path = match error.field.as_str() {
        "name" => "metadata.name".to_owned(),
        "namespace" => "metadata.namespace".to_owned(),
        "version" => "spec.distribution.version".to_owned(),
        "storageClass" => "spec.topology.controlPlane.storageClass".to_owned(),
        "pools" => "spec.topology.nodePools".to_owned(),
        field => match field.strip_prefix("pools.").and_then(|rest| rest.split_once('.')) {
            Some((index, name)) => format!("spec.topology.nodePools[{index}].{name}"),
            None => format!("spec.topology.{field}"),
        },
    };
    let message = format!("{path}: {}", error.message);
    manifest::at_place(FieldError { field: "yaml".to_owned(), message, ..error }, text, &path)
}

/// The form's field for a path of the API; the path itself where the form has none.
pub(super) fn form_field(path: &str) -> String {
    match path {
        "metadata.name" => "name".to_owned(),
        "metadata.namespace" => "namespace".to_owned(),
        "spec.distribution.version" => "version".to_owned(),
        _ => {
            let Some(rest) = path.strip_prefix("spec.topology.") else {
                return path.to_owned();
            };
            match rest.strip_prefix("nodePools[").and_then(|pool| pool.split_once("].")) {
                Some((_, "storageClass")) => "storageClass".to_owned(),
                Some((index, name)) => format!("pools.{index}.{name}"),
                None if rest == "controlPlane.storageClass" => "storageClass".to_owned(),
                None => rest.to_owned(),
            }
        }
    }
}
