//! Changing a cluster: the plan of it first, then the change.

use api::{guest::guest_cluster::MAX_POOL_REPLICAS, version::Version};
use kube::api::{Patch, PatchParams};
use serde_json::{Value, json};
use texts::t;

use crate::{
    SignedIn,
    error::from_kube,
    facts::Facts,
    kind, namespaces,
    plan::{cluster, ground},
    read, rows,
    view::{ChangePreview, ClusterChange, Error, ErrorKind, FieldError},
};

/// What would come of a change.
///
/// # Errors
/// `NotFound` when there is no such cluster or pool for this user; `Forbidden` when they may not change it. What is wrong
/// with what was typed is part of the preview.
pub async fn preview(
    ctx: &SignedIn,
    namespace: &str,
    name: &str,
    change: &ClusterChange,
) -> Result<ChangePreview, Error> {
    let guest = namespaces::changeable(ctx, "patch", &kind::GUEST_CLUSTER, namespace, name).await?;
    let (ground, releases, images) =
        tokio::try_join!(ground::of(ctx, namespace), read::list(&ctx.client, &kind::RELEASE, None, ""), async {
            read::or_none(read::list(&ctx.client, &kind::CLUSTER_IMAGE, None, "").await)
        },)?;
    let versions = versions_after(running(&guest), &releases);
    let change = filled(change, &guest, &versions);
    let (after, errors) = match changed(&guest, &change, &versions) {
        Ok(after) => (Some(after), Vec::new()),
        Err(error) if error.kind == ErrorKind::Invalid => (None, error.fields),
        Err(error) => return Err(error),
    };
    let version = match &change {
        ClusterChange::Upgrade { version } => version,
        ClusterChange::Scale { .. } => running(&guest),
    };
    let plan = after.and_then(|after| {
        let change =
            cluster::Change { before: Some(&guest), after: &after, image: ground::image(version, &releases, &images) };
        cluster::plan(&change, &ground)
    });
    Ok(ChangePreview { row: rows::row(&guest), change, versions, errors, plan })
}

/// Makes the change.
///
/// # Errors
/// `Invalid` with field `nodes` or `version`; `NotFound` for an unknown cluster or pool; `Conflict` when somebody else
/// changed the same in the same moment.
pub async fn apply(ctx: &SignedIn, namespace: &str, name: &str, change: &ClusterChange) -> Result<(), Error> {
    let guest = namespaces::changeable(ctx, "patch", &kind::GUEST_CLUSTER, namespace, name).await?;
    let releases = read::list(&ctx.client, &kind::RELEASE, None, "").await?;
    let after = changed(&guest, change, &versions_after(running(&guest), &releases))?;
    let (field, paths) = match change {
        ClusterChange::Scale { pool, .. } => {
            let pool = format!("/spec/topology/nodePools/{}", index(&guest, pool)?);
            ("nodes", [format!("{pool}/name"), format!("{pool}/replicas")])
        }
        ClusterChange::Upgrade { .. } => {
            ("version", ["/spec/distribution/version".to_owned(), "/spec/distribution/version".to_owned()])
        }
    };
    // The test keeps the number with its pool, and the version after the one that was seen, should somebody have changed
    // them since.
    let patch = json!([
        {"op": "test", "path": paths[0], "value": guest.at(&paths[0])},
        {"op": "add", "path": paths[1], "value": after.pointer(&paths[1])},
    ]);
    let patch: json_patch::Patch = serde_json::from_value(patch)
        .map_err(|error| Error::new(ErrorKind::Internal, t().error_change_not_written(error.to_string())))?;
    let params = PatchParams { field_manager: Some("atoll-portal".to_owned()), ..Default::default() };
    read::api(&ctx.client, &kind::GUEST_CLUSTER, Some(namespace))
        .patch(name, &params, &Patch::<()>::Json(patch))
        .await
        .map_err(|error| at_field(from_kube(error), field))?;
    Ok(())
}

/// The version that the cluster runs, or was asked for before it runs any.
fn running(guest: &Facts) -> &str {
    let running = guest.text("/status/version");
    if running.is_empty() { guest.text("/spec/distribution/version") } else { running }
}

/// The releases that may follow this version: newer ones that leave out no minor version, newest first. Pure.
fn versions_after(running: &str, releases: &[Facts]) -> Vec<String> {
    let Ok(running) = running.parse::<Version>() else { return Vec::new() };
    let usable = releases.iter().filter(|release| {
        let marked = release.at("/metadata/labels").and_then(|all| all.get(api::meta::label::INCOMPATIBLE_RELEASE));
        marked.is_none() && release.condition("Compatible").is_none_or(|it| it.status != "False")
    });
    let parsed = usable.filter_map(|release| {
        let text = release.text("/spec/version");
        Some((text.parse::<Version>().ok()?, text.to_owned()))
    });
    let mut versions: Vec<(Version, String)> = parsed
        .filter(|(it, _)| *it > running && it.major == running.major && !it.skips_a_minor_after(&running))
        .collect();
    versions.sort_by(|a, b| b.0.cmp(&a.0));
    versions.dedup();
    versions.into_iter().map(|(_, text)| text).collect()
}

/// With what is proposed in place of what was not typed. Pure.
fn filled(change: &ClusterChange, guest: &Facts, versions: &[String]) -> ClusterChange {
    match change {
        ClusterChange::Upgrade { version } if version.is_empty() => {
            ClusterChange::Upgrade { version: versions.first().cloned().unwrap_or_default() }
        }
        ClusterChange::Scale { pool, nodes } if nodes.is_empty() => {
            let pools: Vec<&Value> = guest.items("/spec/topology/nodePools").collect();
            let found = pools.iter().find(|one| one["name"] == pool.as_str()).or(pools.first());
            let text = |key: &str| found.map(|pool| pool[key].clone()).unwrap_or_default();
            ClusterChange::Scale {
                pool: text("name").as_str().unwrap_or_default().to_owned(),
                nodes: text("replicas").as_i64().unwrap_or(1).to_string(),
            }
        }
        change => change.clone(),
    }
}

/// The object after the change. Pure.
fn changed(guest: &Facts, change: &ClusterChange, versions: &[String]) -> Result<Value, Error> {
    let mut after = guest.object().clone();
    match change {
        ClusterChange::Scale { pool, nodes } => {
            let (index, nodes) = (index(guest, pool)?, parse(nodes)?);
            after["spec"]["topology"]["nodePools"][index]["replicas"] = nodes.into();
        }
        ClusterChange::Upgrade { version } => {
            if !versions.contains(version) {
                return Err(Error::invalid(vec![FieldError::new(
                    "version",
                    no_version(running(guest), version, versions),
                )]));
            }
            after["spec"]["distribution"]["version"] = version.as_str().into();
        }
    }
    Ok(after)
}

fn no_version(running: &str, asked: &str, versions: &[String]) -> String {
    match versions {
        [] => t().error_no_next_version(running),
        versions => t().error_version_may_not_follow(asked, running, versions.join(", ")),
    }
}

fn index(guest: &Facts, pool: &str) -> Result<usize, Error> {
    guest.items("/spec/topology/nodePools").position(|it| it["name"] == pool).ok_or_else(|| {
        let message = t().error_no_pool(guest.name(), pool);
        Error::new(ErrorKind::NotFound, message)
    })
}

fn parse(nodes: &str) -> Result<i32, Error> {
    let number = nodes.trim().parse::<i32>().ok().filter(|number| (0..=MAX_POOL_REPLICAS).contains(number));
    number.ok_or_else(|| {
        let message = t().error_worker_nodes(MAX_POOL_REPLICAS, nodes.trim());
        Error::invalid(vec![FieldError::new("nodes", message)])
    })
}

/// Whatever the API says of the change belongs to the one field that there is.
fn at_field(mut error: Error, name: &str) -> Error {
    if error.kind == ErrorKind::Invalid && error.fields.is_empty() {
        error.fields = vec![FieldError::new(name, error.message.clone())];
    }
    for field in &mut error.fields {
        field.field = name.to_owned();
    }
    error
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_whole_numbers_in_range_are_taken() {
        assert_eq!(parse(" 3 ").ok(), Some(3));
        assert_eq!(parse("0").ok(), Some(0));
        for wrong in ["", "-1", "2.5", "abc", "1000000"] {
            let error = parse(wrong).expect_err(wrong);
            assert_eq!(error.fields[0].field, "nodes");
            assert!(error.message.contains(&format!("not “{wrong}”")), "{}", error.message);
        }
    }

    fn releases() -> Vec<Facts> {
        ["v1.34.9", "v1.35.2", "v1.35.4", "v1.36.1", "v1.37.1"]
            .map(|version| Facts::new(json!({"spec": {"version": version}}), "v1", "TanzuKubernetesRelease"))
            .into_iter()
            .chain([Facts::new(
                json!({"metadata": {"labels": {"run.tanzu.vmware.com/incompatible": ""}}, "spec": {"version": "v1.36.2"}}),
                "v1",
                "TanzuKubernetesRelease",
            )])
            .collect()
    }

    #[test]
    fn what_may_follow_is_newer_and_leaves_out_no_minor_version() {
        assert_eq!(versions_after("v1.35.2", &releases()), ["v1.36.1", "v1.35.4"]);
        assert_eq!(versions_after("v1.36.1", &releases()), ["v1.37.1"]);
        assert!(versions_after("v1.37.1", &releases()).is_empty());
        assert!(versions_after("newest", &releases()).is_empty());
    }

    #[test]
    fn what_is_not_typed_is_proposed_and_what_cannot_be_is_told() {
        let guest = Facts::new(
            json!({"metadata": {"name": "demo"}, "spec": {"distribution": {"version": "v1.35"}, "topology": {"nodePools": [
                {"name": "a", "replicas": 2}, {"name": "b", "replicas": 5}
            ]}}, "status": {"version": "v1.35.2"}}),
            "v1",
            "GuestCluster",
        );
        let scale = |pool: &str, nodes: &str| ClusterChange::Scale { pool: pool.to_owned(), nodes: nodes.to_owned() };
        let upgrade = |version: &str| ClusterChange::Upgrade { version: version.to_owned() };
        let versions = versions_after("v1.35.2", &releases());
        assert_eq!(filled(&scale("b", ""), &guest, &versions), scale("b", "5"));
        assert_eq!(filled(&scale("b", "7"), &guest, &versions), scale("b", "7"));
        assert_eq!(filled(&upgrade(""), &guest, &versions), upgrade("v1.36.1"));
        let after = changed(&guest, &scale("b", "7"), &versions).expect("a number");
        assert_eq!(after.pointer("/spec/topology/nodePools/1/replicas"), Some(&json!(7)));
        let after = changed(&guest, &upgrade("v1.36.1"), &versions).expect("on offer");
        assert_eq!(after.pointer("/spec/distribution/version"), Some(&json!("v1.36.1")));
        assert_eq!(changed(&guest, &scale("c", "7"), &versions).expect_err("no pool").kind, ErrorKind::NotFound);
        for (change, words) in [
            (upgrade("v1.37.1"), "“v1.37.1” may not follow v1.35.2; choose v1.36.1, v1.35.4."),
            (scale("a", "x"), "Worker nodes must be a whole number from 0 to 1000, not “x”."),
        ] {
            assert_eq!(changed(&guest, &change, &versions).expect_err("wrong").fields[0].message, words);
        }
        assert_eq!(
            no_version("v1.37.1", "", &[]),
            "The cluster runs v1.37.1, and no release that may follow it is on offer."
        );
    }
}
