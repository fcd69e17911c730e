//! One object of any kind that the API serves: what a page about it shows.

mod access;
pub(crate) mod difference;
mod finalizers;
mod history;
mod moment;
mod past;
mod relatives;
mod served;

use chrono::{DateTime, Utc};
use kube::api::{DynamicObject, ListParams};

pub use served::plural;
pub(crate) use served::{Catalog, Served};
use texts::t;

use crate::{
    SignedIn,
    conditions::conditions,
    error::from_kube,
    explain::object,
    facts::Facts,
    gather, kind, read,
    view::{
        Error, ErrorKind, Event, ObjectContent, ObjectOverview, ObjectPage, ObjectPlace, ObjectQuestion, ObjectTab,
        Viewer,
    },
    yaml,
};

/// Events of one object.
const EVENTS: usize = 200;
/// Longer values of annotations are cut, in characters.
const LONG: usize = 300;
/// Repeats the object, and is as long.
const LAST_APPLIED: &str = "kubectl.kubernetes.io/last-applied-configuration";

/// The page of one object. `place.plural` may also be its kind.
///
/// # Errors
/// `NotFound` alike when there is no such kind or object, there never was as far as history reaches, or this user may
/// not read it.
pub async fn get(ctx: &SignedIn, place: &ObjectPlace, question: &ObjectQuestion) -> Result<ObjectPage, Error> {
    let hidden = || {
        let message = t().error_hidden_object(&place.plural, &place.name);
        Error::new(ErrorKind::NotFound, message)
    };
    let catalog = served::Catalog::read(&ctx.client).await?;
    let served = catalog.find(&place.group, &place.version, &place.plural).ok_or_else(hidden)?;
    let namespace = place.namespace.as_deref();
    if served.namespaced != namespace.is_some() || !served::is_name(&place.name) {
        return Err(hidden());
    }
    let source = past::Source { client: &ctx.client, served, namespace, name: &place.name };
    let present = match served.api(&ctx.client, namespace).get(&place.name).await.map_err(from_kube) {
        Ok(object) => Some(served.facts(object)),
        Err(error) if error.kind == ErrorKind::NotFound => None,
        Err(error) if error.kind == ErrorKind::Forbidden => return Err(hidden()),
        Err(error) => return Err(error),
    };
    let (object, gone) = match present {
        Some(object) => (object, None),
        None => source.last_seen().await?.map(|(object, at)| (object, Some(at))).ok_or_else(hidden)?,
    };
    let tab = if gone.is_some() { ObjectTab::History } else { question.tab };
    let content = match tab {
        ObjectTab::Overview => ObjectContent::Overview(Box::new(overview(ctx, &catalog, &object).await?)),
        ObjectTab::Events => ObjectContent::Events(events(ctx, &object).await?),
        ObjectTab::Yaml => ObjectContent::Yaml {
            text: if question.managed_fields { yaml::whole(object.object()) } else { yaml::shown(object.object()) },
            managed_fields: question.managed_fields,
        },
        ObjectTab::History => ObjectContent::History(Box::new(history::of(&source, &object, gone, question).await?)),
        ObjectTab::Access => ObjectContent::Access(access::of(ctx, served, namespace, &place.name).await?),
    };
    let may_change = access::may(ctx, served, namespace, &place.name, "patch").await?;
    Ok(page(served, &object, gone, content, Viewer { administrator: ctx.admin, may_change }))
}

fn page(
    served: &Served,
    object: &Facts,
    gone: Option<DateTime<Utc>>,
    content: ObjectContent,
    viewer: Viewer,
) -> ObjectPage {
    let finding = object::assess(object);
    let namespace = Some(object.namespace()).filter(|namespace| !namespace.is_empty());
    let host = object.text("/status/nodeName");
    ObjectPage {
        place: served.place(namespace, object.name()),
        state: finding.state,
        note: finding.note.words(),
        cause: finding.cause.map(|cause| cause.seen_by(viewer)),
        created: object.created(),
        gone,
        cluster: cluster(object).map(str::to_owned),
        host: (object.kind() == "VirtualMachine" && !host.is_empty()).then(|| host.to_owned()),
        content,
        api_path: served.path(namespace, object.name()),
        kubectl: served.kubectl(namespace, object.name()),
        read_at: Utc::now(),
        object: object.reference(),
    }
}

/// The guest cluster that an object belongs to, by its labels.
pub(crate) fn cluster(object: &Facts) -> Option<&str> {
    use api::meta::label::{CAPV_CLUSTER_NAME, CLUSTER_NAME, GUEST_CLUSTER};
    if object.kind() == "GuestCluster" {
        return Some(object.name());
    }
    [GUEST_CLUSTER, CLUSTER_NAME, CAPV_CLUSTER_NAME].iter().map(|key| object.label(key)).find(|name| !name.is_empty())
}

async fn overview(ctx: &SignedIn, catalog: &served::Catalog, object: &Facts) -> Result<ObjectOverview, Error> {
    let (owners, (children, more_children)) = tokio::try_join!(
        relatives::owners(&ctx.client, catalog, object),
        relatives::children(&ctx.client, catalog, object),
    )?;
    let pairs = |pointer: &str| {
        let all = object.at(pointer).and_then(serde_json::Value::as_object).into_iter().flatten();
        all.filter(|(key, _)| *key != LAST_APPLIED)
            .map(|(key, value)| (key.clone(), cut(value.as_str().unwrap_or_default())))
            .collect()
    };
    Ok(ObjectOverview {
        conditions: conditions(object),
        owners,
        children,
        more_children,
        finalizers: finalizers::of(object),
        labels: pairs("/metadata/labels"),
        annotations: pairs("/metadata/annotations"),
    })
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(LONG) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// The events about one object, newest first. Those of objects without namespace lie in `default`.
pub(crate) async fn events(ctx: &SignedIn, object: &Facts) -> Result<Vec<Event>, Error> {
    let namespace = Some(object.namespace()).filter(|namespace| !namespace.is_empty()).unwrap_or("default");
    let about = format!("involvedObject.name={},involvedObject.kind={}", object.name(), object.kind());
    let list = read::api(&ctx.client, &kind::EVENT, Some(namespace)).list(&ListParams::default().fields(&about)).await;
    let list = read::or_none(list.map_err(from_kube).map(|list| {
        let event = |event: DynamicObject| read::facts(event, &kind::EVENT);
        list.items.into_iter().map(event).collect()
    }))?;
    let about = |event: &&Facts| {
        let uid = event.text("/involvedObject/uid");
        uid.is_empty() || uid == object.uid() || object.namespace().is_empty()
    };
    let mut events: Vec<Event> = list.iter().filter(about).filter_map(gather::event).collect();
    events.sort_by_key(|event| std::cmp::Reverse(event.last));
    events.truncate(EVENTS);
    Ok(events)
}
