//! One quota request: following it, and taking it back.

use kube::api::{Patch, PatchParams};
use serde_json::json;
use texts::t;

use super::rows;
use crate::{
    SignedIn,
    error::from_kube,
    facts::Facts,
    kind, namespaces, read,
    view::{Error, ErrorKind, RequestPage, RequestPhase, Waiting},
};

/// The page of one request.
///
/// # Errors
/// `NotFound` when there is no such request for this user.
pub async fn get(ctx: &SignedIn, namespace: &str, name: &str) -> Result<RequestPage, Error> {
    let request = read::get(&ctx.client, &kind::QUOTA_REQUEST, Some(namespace), name).await?;
    let row = rows::row(&request);
    let pending = row.phase == RequestPhase::Pending;
    let (decides, updates, waiting) = tokio::try_join!(
        namespaces::may_write_status(ctx, &kind::QUOTA_REQUEST, Some(namespace)),
        namespaces::may(ctx, "patch", &kind::QUOTA_REQUEST, Some(namespace)),
        waits_for(ctx, &request),
    )?;
    Ok(RequestPage {
        may_cancel: pending && updates && row.requested_by == ctx.user,
        may_decide: pending && decides,
        trouble: trouble(&request),
        waiting,
        api_path: kind::QUOTA_REQUEST.path(Some(namespace), Some(name)),
        kubectl: kind::QUOTA_REQUEST.kubectl(Some(namespace), name),
        row,
    })
}

/// The cluster that the request is for, when it waits for quota.
pub(super) async fn waits_for(ctx: &SignedIn, request: &Facts) -> Result<Option<Waiting>, Error> {
    if request.text("/spec/forObject/kind") != kind::GUEST_CLUSTER.kind {
        return Ok(None);
    }
    let name = request.text("/spec/forObject/name");
    let cluster = read::find(&ctx.client, &kind::GUEST_CLUSTER, Some(request.namespace()), name).await?;
    Ok(cluster.and_then(|cluster| rows::waiting(&cluster, std::slice::from_ref(request))))
}

/// Why what was granted is not part of the quota. Pure.
fn trouble(request: &Facts) -> Option<String> {
    use api::portal::quota_request::condition;
    let told = request.condition(condition::APPLIED).filter(|it| !it.is_true())?;
    (told.reason != condition::reason::EXPIRED).then(|| told.message.to_owned())
}

/// Takes a request back.
///
/// # Errors
/// `Conflict` when it was decided meanwhile, `Forbidden` for a request of somebody else, `NotFound`.
pub async fn cancel(ctx: &SignedIn, namespace: &str, name: &str) -> Result<(), Error> {
    read::get(&ctx.client, &kind::QUOTA_REQUEST, Some(namespace), name).await?;
    let params = PatchParams { field_manager: Some("atoll-portal".to_owned()), ..Default::default() };
    let cancelled = json!({"spec": {"cancelled": true}});
    read::api(&ctx.client, &kind::QUOTA_REQUEST, Some(namespace))
        .patch(name, &params, &Patch::Merge(cancelled))
        .await
        .map_err(|error| match from_kube(error) {
            error if error.kind == ErrorKind::Conflict => Error { message: t().error_decided_before(), ..error },
            error => error,
        })?;
    Ok(())
}
