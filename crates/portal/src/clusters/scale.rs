//! Changing the number of nodes of a pool.

use api::guest::guest_cluster::MAX_POOL_REPLICAS;
use kube::api::{Patch, PatchParams};
use serde_json::json;

use crate::{
    SignedIn,
    error::from_kube,
    kind, read,
    view::{Error, ErrorKind, FieldError},
};

/// Sets the number of nodes of a pool; `nodes` is what was typed.
///
/// # Errors
/// `Invalid` with field `nodes` for anything but a whole number in range; `NotFound` for an unknown cluster or pool;
/// `Conflict` when the pools were changed by somebody else in the same moment.
pub async fn scale_pool(ctx: &SignedIn, namespace: &str, name: &str, pool: &str, nodes: &str) -> Result<(), Error> {
    let nodes = parse(nodes)?;
    let guest = read::get(&ctx.client, &kind::GUEST_CLUSTER, Some(namespace), name).await?;
    let index = guest.items("/spec/topology/nodePools").position(|p| p["name"] == pool).ok_or_else(|| {
        Error::new(ErrorKind::NotFound, format!("{name} has no node pool {pool}; it may have been removed meanwhile."))
    })?;
    // The test keeps the number with its pool, should somebody have reordered or removed pools since.
    let path = format!("/spec/topology/nodePools/{index}");
    let patch = json!([
        {"op": "test", "path": format!("{path}/name"), "value": pool},
        {"op": "add", "path": format!("{path}/replicas"), "value": nodes},
    ]);
    let patch: json_patch::Patch = serde_json::from_value(patch)
        .map_err(|error| Error::new(ErrorKind::Internal, format!("The change cannot be written: {error}.")))?;
    read::api(&ctx.client, &kind::GUEST_CLUSTER, Some(namespace))
        .patch(
            name,
            &PatchParams { field_manager: Some("atoll-portal".to_owned()), ..Default::default() },
            &Patch::<()>::Json(patch),
        )
        .await
        .map_err(|error| at_field(from_kube(error)))?;
    Ok(())
}

fn parse(nodes: &str) -> Result<i32, Error> {
    let number = nodes.trim().parse::<i32>().ok().filter(|number| (0..=MAX_POOL_REPLICAS).contains(number));
    number.ok_or_else(|| {
        let message =
            format!("Worker nodes must be a whole number from 0 to {MAX_POOL_REPLICAS}, not “{}”.", nodes.trim());
        Error::invalid(vec![FieldError::new("nodes", message)])
    })
}

/// Whatever the API says of the pool belongs to the one field that there is.
fn at_field(mut error: Error) -> Error {
    if error.kind == ErrorKind::Invalid && error.fields.is_empty() {
        error.fields = vec![FieldError::new("nodes", error.message.clone())];
    }
    for field in &mut error.fields {
        field.field = "nodes".to_owned();
    }
    error
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn only_whole_numbers_in_range_are_taken() {
        assert_eq!(parse(" 3 ").ok(), Some(3));
        assert_eq!(parse("0").ok(), Some(0));
        for wrong in ["", "-1", "2.5", "abc", "1000000"] {
            let error = parse(wrong).expect_err(wrong);
            assert_eq!(error.fields[0].field, "nodes");
            assert!(error.message.contains(&format!("not “{wrong}”")), "{}", error.message);
        }
    }
}
