//! What a request would take, before it is made.

use super::{checks, form};
use crate::{
    SignedIn,
    kind::GUEST_CLUSTER,
    manifest,
    plan::{cluster, ground},
    view::{Error, Plan, RequestForm, RequestInput, RequestOptions},
};

/// The plan; `None` while what was typed cannot be read as a request.
pub(super) async fn plan(
    ctx: &SignedIn,
    input: &RequestInput,
    typed: &RequestForm,
    options: &RequestOptions,
) -> Result<Option<Plan>, Error> {
    // Nothing is told of a namespace in which this user may not ask for anything.
    if !options.namespaces.iter().any(|option| option.name == typed.namespace) {
        return Ok(None);
    }
    let after = match input {
        RequestInput::Yaml(yaml) => manifest::read(yaml, &GUEST_CLUSTER).ok(),
        RequestInput::Form(_) | RequestInput::New { .. } => Some(form::object(typed)),
    };
    let Some(after) = after else { return Ok(None) };
    let ground = ground::of(ctx, &typed.namespace).await?;
    let change = cluster::Change { before: None, after: &after, image: image(typed, options) };
    Ok(cluster::plan(&change, &ground))
}

/// Bytes of the disks of the image of the version that is meant: the newest that matches.
fn image(typed: &RequestForm, options: &RequestOptions) -> u64 {
    let meant = options.versions.iter().find(|option| checks::matches_version(&option.version, &typed.version));
    meant.map_or(0, |option| option.disk)
}
