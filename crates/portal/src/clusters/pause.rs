//! Holding the controllers of a cluster still, and letting them go on.

use kube::api::{Patch, PatchParams};
use serde_json::json;

use crate::{SignedIn, error::from_kube, kind, namespaces, read, view::Error};

/// Pauses a cluster, or resumes it. What runs goes on running.
///
/// # Errors
/// `NotFound` for an unknown cluster; `Forbidden` when the user may not change it.
pub async fn set_paused(ctx: &SignedIn, namespace: &str, name: &str, paused: bool) -> Result<(), Error> {
    namespaces::changeable(ctx, "patch", &kind::GUEST_CLUSTER, namespace, name).await?;
    let patch = json!({"spec": {"paused": paused.then_some(true)}});
    let params = PatchParams { field_manager: Some("atoll-portal".to_owned()), ..PatchParams::default() };
    let api = read::api(&ctx.client, &kind::GUEST_CLUSTER, Some(namespace));
    api.patch(name, &params, &Patch::Merge(&patch)).await.map(drop).map_err(from_kube)
}
