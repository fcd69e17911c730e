//! Objects that are there from the first start on, applied again at every start: what somebody changed in them comes back,
//! what somebody added beside them stays.

mod roles;

pub(crate) use roles::{NOTIFIER, PORTAL};

use anyhow::{Context as _, anyhow};
use api::{
    installation::{self, Restore},
    meta::annotation,
};
use futures::{StreamExt as _, TryStreamExt as _, stream};
use kube::{
    Api, Client,
    api::{DynamicObject, Patch, PatchParams},
    core::{ApiResource, GroupVersionKind},
};
use serde_json::{Value, json};

/// Who owns the fields.
const MANAGER: &str = "atoll";

/// Objects that are applied at the same time.
const AT_ONCE: usize = 16;

/// The roles that every Supervisor has beside those of the API itself, the controllers' among them.
///
/// # Errors
/// When one is refused; says which.
pub(crate) async fn base(client: &Client) -> anyhow::Result<()> {
    apply(client, roles::all().into_iter().chain(controllers::rights()).collect()).await
}

/// Tells in the API which restores of backups the database has been through: the controllers remove no machine that a
/// restore has made nameless.
///
/// # Errors
/// When it is refused.
pub(crate) async fn restores(client: &Client, restores: Vec<store::Restore>) -> anyhow::Result<()> {
    if restores.is_empty() {
        return Ok(());
    }
    let restores: Vec<Restore> =
        restores.into_iter().map(|store::Restore { id, backup, restored }| Restore { id, backup, restored }).collect();
    let annotations = json!({ annotation::RESTORES: installation::annotation_of(&restores) });
    let metadata = json!({ "name": installation::NAMESPACE, "annotations": annotations });
    apply(client, vec![json!({ "apiVersion": "v1", "kind": "Namespace", "metadata": metadata })]).await
}

/// Applies objects, several at a time: those of the whole cluster first, because namespaces are among them.
///
/// # Errors
/// The first one that is refused; says which.
pub(crate) async fn apply(client: &Client, objects: Vec<Value>) -> anyhow::Result<()> {
    let (inside, whole): (Vec<_>, Vec<_>) =
        objects.into_iter().partition(|object| object["metadata"]["namespace"].is_string());
    for objects in [whole, inside] {
        let applied = stream::iter(objects).map(|object| apply_one(client.clone(), object)).buffer_unordered(AT_ONCE);
        applied.try_collect::<()>().await?;
    }
    Ok(())
}

async fn apply_one(client: Client, object: Value) -> anyhow::Result<()> {
    let object: DynamicObject = serde_json::from_value(object)?;
    let types = object.types.as_ref().ok_or_else(|| anyhow!("an object without kind"))?;
    let name = object.metadata.name.clone().ok_or_else(|| anyhow!("a {} without name", types.kind))?;
    let kind = GroupVersionKind::try_from(types)?;
    let resource = ApiResource::from_gvk(&kind);
    let api: Api<DynamicObject> = match &object.metadata.namespace {
        Some(namespace) => Api::namespaced_with(client, namespace, &resource),
        None => Api::all_with(client, &resource),
    };
    let params = PatchParams::apply(MANAGER).force();
    api.patch(&name, &params, &Patch::Apply(&object))
        .await
        .with_context(|| format!("cannot apply {} {name}", kind.kind))?;
    Ok(())
}
