//! Everything that stands below one guest cluster, read in a handful of parallel lists.

use chrono::{DateTime, Utc};
use kube::Client;

use crate::{
    explain::{Around, events::last_seen},
    facts::Facts,
    kind::{self, Kind},
    read, view,
};

/// A guest cluster with all objects of its tree, in no particular order.
#[derive(Debug)]
pub(crate) struct Tree {
    /// The GuestCluster.
    pub(crate) guest: Facts,
    /// Everything below it.
    pub(crate) below: Vec<Facts>,
}

/// Kinds that carry the label `cluster.x-k8s.io/cluster-name` once their cluster is known.
const LABELLED: [&Kind; 7] = [
    &kind::KUBEADM_CONTROL_PLANE,
    &kind::MACHINE_DEPLOYMENT,
    &kind::MACHINE_SET,
    &kind::MACHINE,
    &kind::KUBEADM_CONFIG,
    &kind::VSPHERE_MACHINE,
    &kind::VSPHERE_CLUSTER,
];

/// Reads the tree of one cluster. `NotFound` when there is no such cluster for this user.
pub(crate) async fn tree(client: &Client, namespace: &str, name: &str) -> Result<Tree, view::Error> {
    let space = Some(namespace);
    let labelled = format!("{}={name}", api::meta::label::CLUSTER_NAME);
    let virtual_label = format!("{}={name}", api::meta::label::CAPV_CLUSTER_NAME);
    let lists = LABELLED.iter().map(|kind| async { read::or_none(read::list(client, kind, space, &labelled).await) });
    let (guest, cluster, service, machines, lists) = tokio::try_join!(
        read::get(client, &kind::GUEST_CLUSTER, space, name),
        read::find(client, &kind::CLUSTER, space, name),
        read::find(client, &kind::VIRTUAL_MACHINE_SERVICE, space, name),
        async { read::or_none(read::list(client, &kind::VIRTUAL_MACHINE, space, &virtual_label).await) },
        futures::future::try_join_all(lists),
    )?;
    let mut below: Vec<Facts> = cluster.into_iter().chain(service).chain(machines).collect();
    below.extend(lists.into_iter().flatten());
    Ok(Tree { guest, below })
}

/// What is near a tree and helps to explain it.
#[derive(Debug, Default)]
pub(crate) struct Near {
    /// Hosts, images and quota requests, as far as this user may see them.
    pub(crate) objects: Vec<Facts>,
    /// The events of the namespace.
    pub(crate) events: Vec<Facts>,
}

/// Reads what is near the objects of a namespace. What this user may not see is left out.
pub(crate) async fn near(client: &Client, namespace: &str) -> Result<Near, view::Error> {
    let space = Some(namespace);
    let list = |kind: &'static Kind| async move { read::or_none(read::list(client, kind, space, "").await) };
    let (hosts, images, requests, events) = tokio::try_join!(
        list(&kind::NODE),
        list(&kind::CLUSTER_IMAGE),
        list(&kind::QUOTA_REQUEST),
        list(&kind::EVENT)
    )?;
    Ok(Near { objects: [hosts, images, requests].concat(), events })
}

/// A tree with what is near it, as it is explained.
pub(crate) fn around<'a>(tree: &'a Tree, near: &'a Near, now: DateTime<Utc>) -> Around<'a> {
    Around { objects: tree.below.iter().chain(&near.objects).collect(), events: &near.events, now }
}

/// The events of a tree's namespace that are about one of its objects, newest first.
pub(crate) async fn events(client: &Client, tree: &Tree, limit: usize) -> Result<Vec<view::Event>, view::Error> {
    events_about(client, tree.guest.namespace(), tree.below.iter().chain([&tree.guest]), limit).await
}

/// The events of a namespace that are about one of these objects, newest first.
pub(crate) async fn events_about(
    client: &Client,
    namespace: &str,
    objects: impl Iterator<Item = &Facts>,
    limit: usize,
) -> Result<Vec<view::Event>, view::Error> {
    let all = read::or_none(read::list(client, &kind::EVENT, Some(namespace), "").await)?;
    let uids: std::collections::HashSet<&str> = objects.map(Facts::uid).filter(|uid| !uid.is_empty()).collect();
    let mut events: Vec<view::Event> =
        all.iter().filter(|event| uids.contains(event.text("/involvedObject/uid"))).filter_map(event).collect();
    events.sort_by_key(|event| std::cmp::Reverse(event.last));
    events.truncate(limit);
    Ok(events)
}

/// An event for pages; `None` when it has no time at all.
pub(crate) fn event(event: &Facts) -> Option<view::Event> {
    let last = last_seen(event)?;
    let namespace = event.text("/involvedObject/namespace");
    let source = event.text("/reportingComponent");
    Some(view::Event {
        warning: event.text("/type") == "Warning",
        reason: event.text("/reason").to_owned(),
        message: event.text("/message").to_owned(),
        object: view::ObjectRef {
            api_version: event.text("/involvedObject/apiVersion").to_owned(),
            kind: event.text("/involvedObject/kind").to_owned(),
            namespace: (!namespace.is_empty()).then(|| namespace.to_owned()),
            name: event.text("/involvedObject/name").to_owned(),
        },
        count: event.number("/count").and_then(|count| u32::try_from(count).ok()).unwrap_or(1).max(1),
        last,
        source: if source.is_empty() { event.text("/source/component") } else { source }.to_owned(),
    })
}
