//! Which namespaces a user may use.
//!
//! Plain Kubernetes has no list of "my namespaces", and letting everybody list all of them would tell every team's name to
//! everybody. So the portal's own identity lists them and asks the API, for each, what this user may do there.

use futures::{StreamExt, TryStreamExt};
use k8s_openapi::api::authorization::v1::{ResourceAttributes, SubjectAccessReview, SubjectAccessReviewSpec};
use kube::{Api, Client, api::PostParams};
use texts::t;

use crate::{
    SignedIn,
    error::from_kube,
    facts::Facts,
    kind::{self, Kind},
    read, view,
};

/// How many reviews are asked at once.
const CONCURRENT: usize = 16;

/// Whether a namespace is there for the system and not for a team. Kubernetes keeps names with `kube-` for itself.
pub(crate) fn is_of_the_system(name: &str) -> bool {
    name.starts_with("kube-") || ["default", "atoll-system"].contains(&name)
}

/// The namespaces in which the user may `verb` objects of `kind`, sorted by name.
pub(crate) async fn allowed(ctx: &SignedIn, verb: &str, kind: &Kind) -> Result<Vec<String>, view::Error> {
    where_allowed(ctx, verb, kind, None).await
}

/// The namespaces in which the user may write the status of objects of `kind`, sorted by name.
pub(crate) async fn with_writable_status(ctx: &SignedIn, kind: &Kind) -> Result<Vec<String>, view::Error> {
    where_allowed(ctx, "patch", kind, Some("status")).await
}

async fn where_allowed(
    ctx: &SignedIn,
    verb: &str,
    kind: &Kind,
    subresource: Option<&str>,
) -> Result<Vec<String>, view::Error> {
    let all = read::list(&ctx.reviewer, &kind::NAMESPACE, None, "").await?;
    let mut names: Vec<String> = all.iter().filter(|n| !n.is_deleting()).map(|n| n.name().to_owned()).collect();
    names.sort();
    if review(ctx, verb, kind, subresource, None).await? {
        return Ok(names);
    }
    let reviewed = futures::stream::iter(names.into_iter().map(|name| async move {
        let allowed = review(ctx, verb, kind, subresource, Some(&name)).await?;
        Ok::<_, view::Error>(allowed.then_some(name))
    }));
    let kept: Vec<Option<String>> = reviewed.buffered(CONCURRENT).try_collect().await?;
    Ok(kept.into_iter().flatten().collect())
}

/// Whether the user may `verb` objects of `kind` in this namespace (`None`: in all of them).
pub(crate) async fn may(ctx: &SignedIn, verb: &str, kind: &Kind, namespace: Option<&str>) -> Result<bool, view::Error> {
    review(ctx, verb, kind, None, namespace).await
}

/// The same for one object.
pub(crate) async fn may_on(
    ctx: &SignedIn,
    verb: &str,
    kind: &Kind,
    namespace: Option<&str>,
    name: &str,
) -> Result<bool, view::Error> {
    asked(ctx, verb, (kind.group, kind.plural), None, namespace, name).await
}

/// An object that the user may change in this way (`patch`, `delete`).
///
/// # Errors
/// `NotFound` alike when there is none and when the user may not read it; `Forbidden` when they may only read it.
pub(crate) async fn changeable(
    ctx: &SignedIn,
    verb: &str,
    kind: &Kind,
    namespace: &str,
    name: &str,
) -> Result<Facts, view::Error> {
    let object = read::get(&ctx.client, kind, Some(namespace), name).await?;
    if may_on(ctx, verb, kind, Some(namespace), name).await? {
        return Ok(object);
    }
    Err(view::Error::new(view::ErrorKind::Forbidden, t().error_may_only_read(kind.kind, name)))
}

/// Whether the user may write the status of objects of `kind` in this namespace (`None`: in all of them).
pub(crate) async fn may_write_status(
    ctx: &SignedIn,
    kind: &Kind,
    namespace: Option<&str>,
) -> Result<bool, view::Error> {
    review(ctx, "patch", kind, Some("status"), namespace).await
}

/// [`may`] for a resource that need not be among the kinds of pages: its group and its plural.
pub(crate) async fn may_verb(
    ctx: &SignedIn,
    verb: &str,
    resource: (&str, &str),
    namespace: Option<&str>,
) -> Result<bool, view::Error> {
    asked(ctx, verb, resource, None, namespace, "").await
}

async fn review(
    ctx: &SignedIn,
    verb: &str,
    kind: &Kind,
    subresource: Option<&str>,
    namespace: Option<&str>,
) -> Result<bool, view::Error> {
    asked(ctx, verb, (kind.group, kind.plural), subresource, namespace, "").await
}

/// Asks the API; an empty name means any.
async fn asked(
    ctx: &SignedIn,
    verb: &str,
    (group, resource): (&str, &str),
    subresource: Option<&str>,
    namespace: Option<&str>,
    name: &str,
) -> Result<bool, view::Error> {
    let attributes = ResourceAttributes {
        group: Some(group.to_owned()),
        resource: Some(resource.to_owned()),
        subresource: subresource.map(str::to_owned),
        verb: Some(verb.to_owned()),
        namespace: namespace.map(str::to_owned),
        name: Some(name.to_owned()).filter(|name| !name.is_empty()),
        ..Default::default()
    };
    somebody_may(&ctx.reviewer, &ctx.user, &ctx.groups, attributes).await
}

/// Whether somebody may do this; `reviewer` may ask.
pub(crate) async fn somebody_may(
    reviewer: &Client,
    user: &str,
    groups: &[String],
    what: ResourceAttributes,
) -> Result<bool, view::Error> {
    let review = SubjectAccessReview {
        spec: SubjectAccessReviewSpec {
            user: Some(user.to_owned()),
            groups: Some(groups.to_vec()),
            resource_attributes: Some(what),
            ..Default::default()
        },
        ..Default::default()
    };
    let reviews: Api<SubjectAccessReview> = Api::all(reviewer.clone());
    let answer = reviews.create(&PostParams::default(), &review).await.map_err(from_kube)?;
    Ok(answer.status.is_some_and(|status| status.allowed))
}

/// All objects of a kind in every namespace where the user may list them.
pub(crate) async fn list_everywhere(ctx: &SignedIn, kind: &Kind) -> Result<Vec<Facts>, view::Error> {
    if may(ctx, "list", kind, None).await? {
        return read::list(&ctx.client, kind, None, "").await;
    }
    let namespaces = allowed(ctx, "list", kind).await?;
    list_in(ctx, kind, &namespaces).await
}

/// All objects of a kind in these namespaces.
pub(crate) async fn list_in(ctx: &SignedIn, kind: &Kind, namespaces: &[String]) -> Result<Vec<Facts>, view::Error> {
    // Names of its own: a stream over borrowed ones makes a future that the compiler does not see to be `Send`.
    let lists = futures::stream::iter(namespaces.to_vec())
        .map(|namespace| async move { read::list(&ctx.client, kind, Some(&namespace), "").await });
    let lists: Vec<Vec<Facts>> = lists.buffered(CONCURRENT).try_collect().await?;
    Ok(lists.into_iter().flatten().collect())
}
