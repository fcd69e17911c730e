//! What a page watches, as a stream of "something changed".

use std::pin::Pin;

use futures::{Stream, StreamExt, stream};
use kube::{
    Api,
    api::{DynamicObject, ListParams, WatchEvent, WatchParams},
};
use texts::t;

use crate::{
    SignedIn,
    error::from_kube,
    kind::{self, Kind},
    namespaces,
    object::Catalog,
    read,
    view::{Error, ErrorKind, ObjectPlace, Scope},
};

/// One item per change; none for what is there already.
pub type Changes = Pin<Box<dyn Stream<Item = ()> + Send>>;

/// Watches what the page shows, as this user. The stream ends when any of its watches ends: the page then asks again.
///
/// # Errors
/// When the user may not watch it, or the API does not answer.
pub async fn watch(ctx: &SignedIn, scope: Scope) -> Result<Changes, Error> {
    let mut watches = Vec::new();
    if let Scope::Object(place) = &scope {
        watches.extend(of_object(ctx, place).await?);
    }
    for (kind, namespace, labels) in wanted(ctx, scope).await? {
        watches.push(changes(read::api(&ctx.client, kind, namespace.as_deref()), &labels, "").await?);
    }
    // `None` from one watch ends the whole: a page must not look live with half of its eyes closed.
    let marked = watches.into_iter().map(|watch| watch.map(Some).chain(stream::once(async { None })).boxed());
    let merged = stream::select_all(marked).take_while(|item| std::future::ready(item.is_some()));
    Ok(Box::pin(merged.map(|_| ())))
}

type Watched = (&'static Kind, Option<String>, String);

async fn wanted(ctx: &SignedIn, scope: Scope) -> Result<Vec<Watched>, Error> {
    match scope {
        Scope::Home => everywhere(ctx, &[&kind::GUEST_CLUSTER, &kind::VIRTUAL_MACHINE]).await,
        Scope::Clusters { namespace: None } => everywhere(ctx, &[&kind::GUEST_CLUSTER]).await,
        Scope::Clusters { namespace } => Ok(vec![(&kind::GUEST_CLUSTER, namespace, String::new())]),
        Scope::Cluster { namespace, name } => {
            let label = format!("{}={name}", api::meta::label::CLUSTER_NAME);
            let virtual_label = format!("{}={name}", api::meta::label::CAPV_CLUSTER_NAME);
            let space = Some(namespace);
            Ok(vec![
                (&kind::GUEST_CLUSTER, space.clone(), String::new()),
                (&kind::KUBEADM_CONTROL_PLANE, space.clone(), label.clone()),
                (&kind::MACHINE_DEPLOYMENT, space.clone(), label.clone()),
                (&kind::MACHINE, space.clone(), label),
                (&kind::VIRTUAL_MACHINE, space.clone(), virtual_label),
                (&kind::EVENT, space, String::new()),
            ])
        }
        Scope::Machines { namespace: None } => everywhere(ctx, &[&kind::VIRTUAL_MACHINE]).await,
        Scope::Machines { namespace } => Ok(vec![(&kind::VIRTUAL_MACHINE, namespace, String::new())]),
        Scope::Machine { namespace, .. } => Ok(vec![
            (&kind::VIRTUAL_MACHINE, Some(namespace.clone()), String::new()),
            (&kind::EVENT, Some(namespace), String::new()),
        ]),
        Scope::Quota => everywhere(ctx, &[&kind::RESOURCE_QUOTA, &kind::QUOTA_REQUEST, &kind::GUEST_CLUSTER]).await,
        Scope::QuotaRequest { namespace } => Ok(vec![(&kind::QUOTA_REQUEST, Some(namespace), String::new())]),
        Scope::Approvals => everywhere(ctx, &[&kind::QUOTA_REQUEST]).await,
        Scope::Access => everywhere(ctx, &[&kind::CLUSTER_ACCESS]).await,
        Scope::Fleet => everywhere(ctx, &[&kind::GUEST_CLUSTER, &kind::VIRTUAL_MACHINE, &kind::NODE]).await,
        Scope::Object(_) => Ok(Vec::new()),
        Scope::Events => everywhere(ctx, &[&kind::EVENT]).await,
        Scope::FleetTree => {
            everywhere(ctx, &[&kind::GUEST_CLUSTER, &kind::CLUSTER, &kind::MACHINE, &kind::VIRTUAL_MACHINE]).await
        }
        Scope::Hosts => everywhere(ctx, &[&kind::NODE, &kind::VIRTUAL_MACHINE]).await,
        Scope::Layer(layer) => everywhere(ctx, crate::admin::kinds(layer)).await,
    }
}

/// One object of any kind, and the events about it as far as this user may watch them.
async fn of_object(ctx: &SignedIn, place: &ObjectPlace) -> Result<Vec<Changes>, Error> {
    let catalog = Catalog::read(&ctx.client).await?;
    let missing = || Error::new(ErrorKind::NotFound, t().error_no_kind());
    let served = catalog.find(&place.group, &place.version, &place.plural).ok_or_else(missing)?;
    let named = format!("metadata.name={}", place.name);
    let namespace = place.namespace.as_deref();
    let mut watches = vec![changes(served.api(&ctx.client, namespace), "", &named).await?];
    let about = format!("involvedObject.name={}", place.name);
    let events = read::api(&ctx.client, &kind::EVENT, Some(namespace.unwrap_or("default")));
    match changes(events, "", &about).await {
        Ok(events) => watches.push(events),
        Err(error) if error.kind == ErrorKind::Forbidden => {}
        Err(error) => return Err(error),
    }
    Ok(watches)
}

/// These kinds in all namespaces at once where the user may, else in each one that they may use.
async fn everywhere(ctx: &SignedIn, kinds: &[&'static Kind]) -> Result<Vec<Watched>, Error> {
    let mut watched = Vec::new();
    for kind in kinds {
        if namespaces::may(ctx, "watch", kind, None).await? {
            watched.push((*kind, None, String::new()));
        } else {
            let spaces = namespaces::allowed(ctx, "watch", kind).await?;
            watched.extend(spaces.into_iter().map(|space| (*kind, Some(space), String::new())));
        }
    }
    Ok(watched)
}

/// Changes from now on. Only metadata travels: the page reads again what it shows.
async fn changes(api: Api<DynamicObject>, labels: &str, fields: &str) -> Result<Changes, Error> {
    let now = ListParams::default().labels(labels).fields(fields).limit(1);
    let now = api.list_metadata(&now).await.map_err(from_kube)?;
    let version = now.metadata.resource_version.unwrap_or_default();
    let params = WatchParams::default().labels(labels).fields(fields);
    let events = api.watch_metadata(&params, &version).await.map_err(from_kube)?.boxed();
    let changes = events
        .take_while(|event| std::future::ready(matches!(event, Ok(event) if !matches!(event, WatchEvent::Error(_)))));
    let changes = changes.filter_map(|event| {
        let change = matches!(event, Ok(WatchEvent::Added(_) | WatchEvent::Modified(_) | WatchEvent::Deleted(_)));
        std::future::ready(change.then_some(()))
    });
    Ok(Box::pin(changes))
}
