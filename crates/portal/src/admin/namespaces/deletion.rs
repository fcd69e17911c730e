//! Deleting a namespace: everything that goes with it is named first.

use futures::future::try_join_all;
use kube::api::DeleteParams;
use texts::t;

use crate::{
    SignedIn,
    admin::only_admins,
    error::from_kube,
    facts::Facts,
    kind::{self, Kind},
    read,
    view::{Error, ErrorKind, FieldError, Going, NamespaceDeletion},
};

/// What people want to know of, from the top down.
const KINDS: [&Kind; 8] = [
    &kind::GUEST_CLUSTER,
    &kind::CLUSTER,
    &kind::MACHINE,
    &kind::VIRTUAL_MACHINE_SERVICE,
    &kind::VIRTUAL_MACHINE,
    &kind::CLUSTER_ACCESS,
    &kind::RESOURCE_QUOTA,
    &kind::ROLE_BINDING,
];
/// Namespaces that the program itself needs.
const NEEDED: [&str; 5] = ["default", "kube-system", "kube-public", "kube-node-lease", "atoll-system"];

/// Names everything that goes.
///
/// # Errors
/// `NotFound` when there is no such namespace; `Forbidden` for anybody but administrators.
pub async fn preview(ctx: &SignedIn, name: &str) -> Result<NamespaceDeletion, Error> {
    only_admins(ctx)?;
    read::get(&ctx.client, &kind::NAMESPACE, None, name).await?;
    let lists = try_join_all(KINDS.iter().map(|kind| read::list(&ctx.client, kind, Some(name), ""))).await?;
    let mut blockers: Vec<String> = lists.iter().flatten().filter_map(lock).collect();
    if NEEDED.contains(&name) {
        blockers.insert(0, t().error_needed_namespace(name));
    }
    let going = KINDS.iter().zip(&lists).filter(|(_, list)| !list.is_empty()).map(|(kind, list)| {
        let mut names: Vec<String> = list.iter().map(|object| object.name().to_owned()).collect();
        names.sort();
        Going { kind: kind.kind.to_owned(), names }
    });
    Ok(NamespaceDeletion { name: name.to_owned(), going: going.collect(), blockers })
}

fn lock(object: &Facts) -> Option<String> {
    let lock = api::meta::annotation::DELETION_LOCK;
    let locked = object.annotation(lock) == "true";
    locked.then(|| t().error_locked_by(format!("{} {}", object.kind(), object.name()), lock))
}

/// Deletes a namespace with all that is in it; `confirm` is the name as typed.
///
/// # Errors
/// `Invalid` with field `confirm` when the name does not match, or the namespace is one that the program needs.
pub async fn delete(ctx: &SignedIn, name: &str, confirm: &str) -> Result<(), Error> {
    only_admins(ctx)?;
    if confirm.trim() != name {
        let message = t().error_type_to_delete_namespace(name);
        return Err(Error::invalid(vec![FieldError::new("confirm", message)]));
    }
    if NEEDED.contains(&name) {
        let message = t().error_needed_namespace(name);
        return Err(Error::invalid(vec![FieldError::new("confirm", message)]));
    }
    match read::api(&ctx.client, &kind::NAMESPACE, None).delete(name, &DeleteParams::default()).await.map_err(from_kube)
    {
        Err(error) if error.kind != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
