//! What stands above an object and below it, by owner references.

use futures::{FutureExt, StreamExt, TryStreamExt, future::BoxFuture};
use kube::{
    Client,
    api::{ListParams, ObjectMeta},
};
use serde_json::Value;

use super::served::{Catalog, Served};
use crate::{
    error::from_kube,
    explain::object,
    facts::Facts,
    view::{Error, ErrorKind, ObjectOverview, ObjectRef, Relative},
};

/// Owners above owners, at most: a ring of owners ends there.
const DEPTH: usize = 12;
/// Lists under way at once.
const CONCURRENT: usize = 8;
/// Objects of one kind that are looked through.
const PAGE: u32 = 500;
const PAGES: usize = 20;

/// The owners of an object up to the topmost, the topmost first. Of several owners the controller is followed.
pub(super) async fn owners(client: &Client, catalog: &Catalog, object: &Facts) -> Result<Vec<Relative>, Error> {
    let mut chain = Vec::new();
    let mut next = owner(object);
    let namespace = object.namespace().to_owned();
    while let Some((api_version, kind, name)) = next.take() {
        if chain.len() == DEPTH {
            break;
        }
        let served = catalog.of_reference(&api_version, &kind);
        let space = served.filter(|served| served.namespaced).map(|_| namespace.as_str());
        let found = match served {
            Some(served) => match served.api(client, space).get(&name).await.map_err(from_kube) {
                Ok(object) => Some(served.facts(object)),
                Err(error) if matches!(error.kind, ErrorKind::NotFound | ErrorKind::Forbidden) => None,
                Err(error) => return Err(error),
            },
            None => None,
        };
        next = found.as_ref().and_then(owner);
        chain.push(match found {
            Some(object) => relative(&object),
            None => {
                let object = ObjectRef { api_version, kind, namespace: space.map(str::to_owned), name };
                Relative { object, state: None, note: String::new() }
            }
        });
    }
    chain.reverse();
    Ok(chain)
}

/// API version, kind and name of the owner that is followed.
fn owner(object: &Facts) -> Option<(String, String, String)> {
    let controls = |owner: &&Value| owner["controller"].as_bool() == Some(true);
    let mut owners = object.items("/metadata/ownerReferences");
    let owner = object.items("/metadata/ownerReferences").find(controls).or_else(|| owners.next())?;
    let text = |key: &str| owner[key].as_str().unwrap_or_default().to_owned();
    Some((text("apiVersion"), text("kind"), text("name")))
}

/// What an object owns, by kind and name; and whether there is more, or some kinds could not be read.
pub(super) async fn children(
    client: &Client,
    catalog: &Catalog,
    object: &Facts,
) -> Result<(Vec<Relative>, bool), Error> {
    let namespace = Some(object.namespace()).filter(|namespace| !namespace.is_empty());
    let kinds = catalog.listable().filter(|served| served.resource.kind != "Event");
    // What has a namespace owns only there; what has none owns anywhere.
    let kinds = kinds.filter(|served| namespace.is_none() || served.namespaced);
    let lists = kinds.map(|served| owned(client, served, namespace, object.uid()).boxed());
    let lists = several(lists.collect()).await?;
    let mut more = lists.iter().any(|(_, cut)| *cut);
    let mut found: Vec<Relative> = lists.into_iter().flat_map(|(children, _)| children).collect();
    more |= found.len() > ObjectOverview::CHILDREN;
    found.truncate(ObjectOverview::CHILDREN);
    Ok((found, more))
}

/// The objects of one kind that this UID owns. Only metadata is looked through; what is found is then read whole.
async fn owned(
    client: &Client,
    served: &Served,
    namespace: Option<&str>,
    uid: &str,
) -> Result<(Vec<Relative>, bool), Error> {
    let api = served.api(client, namespace);
    let mut params = ListParams::default().limit(PAGE);
    let mut found: Vec<ObjectMeta> = Vec::new();
    let mut cut = false;
    for page in 0..PAGES {
        let list = match api.list_metadata(&params).await.map_err(from_kube) {
            Ok(list) => list,
            Err(error) if error.kind == ErrorKind::Forbidden => return Ok((Vec::new(), true)),
            // What cannot be listed has no children here.
            Err(error) if matches!(error.kind, ErrorKind::NotFound | ErrorKind::Invalid) => break,
            Err(error) => return Err(error),
        };
        let is_owned = |owned: &kube::core::PartialObjectMeta| {
            owned.metadata.owner_references.iter().flatten().any(|owner| owner.uid == uid)
        };
        found.extend(list.items.into_iter().filter(is_owned).map(|object| object.metadata));
        match list.metadata.continue_.filter(|token| !token.is_empty()) {
            Some(_) if found.len() > ObjectOverview::CHILDREN || page + 1 == PAGES => {
                cut = true;
                break;
            }
            Some(token) => params = params.continue_token(&token),
            None => break,
        }
    }
    let whole = found.into_iter().take(ObjectOverview::CHILDREN).map(|child| async move {
        let (name, space) = (child.name.unwrap_or_default(), child.namespace);
        match served.api(client, space.as_deref()).get(&name).await.map_err(from_kube) {
            Ok(object) => Ok(Some(relative(&served.facts(object)))),
            Err(error) if matches!(error.kind, ErrorKind::NotFound | ErrorKind::Forbidden) => Ok(None),
            Err(error) => Err(error),
        }
    });
    let whole = several(whole.map(FutureExt::boxed).collect()).await?;
    Ok((whole.into_iter().flatten().collect(), cut))
}

/// A few at a time, in their order.
async fn several<T>(work: Vec<BoxFuture<'_, Result<T, Error>>>) -> Result<Vec<T>, Error> {
    futures::stream::iter(work).buffered(CONCURRENT).try_collect().await
}

fn relative(object: &Facts) -> Relative {
    let finding = object::assess(object);
    Relative { object: object.reference(), state: Some(finding.state), note: finding.note.words() }
}
