//! The lock against deletion: an annotation that anybody who may change a cluster can set and take away. The API refuses
//! to delete what carries it.

use api::meta::annotation::DELETION_LOCK;
use kube::api::{Patch, PatchParams};
use serde_json::json;

use crate::{SignedIn, error::from_kube, facts::Facts, kind, namespaces, read, view::Error};

/// Whether an object is locked.
pub(super) fn is_locked(object: &Facts) -> bool {
    object.annotation(DELETION_LOCK) == "true"
}

/// Locks a cluster against deletion, or unlocks it. Either is fine when it is so already.
///
/// # Errors
/// `Forbidden` when the user may not change the cluster, `NotFound` when there is none for them.
pub async fn set_lock(ctx: &SignedIn, namespace: &str, name: &str, locked: bool) -> Result<(), Error> {
    namespaces::changeable(ctx, "patch", &kind::GUEST_CLUSTER, namespace, name).await?;
    let value = locked.then_some("true");
    let patch = json!({"metadata": {"annotations": {DELETION_LOCK: value}}});
    let params = PatchParams { field_manager: Some("atoll-portal".to_owned()), ..PatchParams::default() };
    let clusters = read::api(&ctx.client, &kind::GUEST_CLUSTER, Some(namespace));
    clusters.patch(name, &params, &Patch::Merge(&patch)).await.map_err(from_kube)?;
    Ok(())
}
