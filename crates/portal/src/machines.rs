//! Use cases about virtual machines: list them, see one, change its power or its class, delete one.

mod chain;
mod deletion;
mod list;
mod page;
mod power;
mod resize;
mod row;
mod timeline;

pub(crate) use deletion::user_data_secret;
pub use deletion::{delete, deletion_preview};
pub use list::list;
pub use page::get;
pub use power::set_power;
pub use resize::{resize, resize_plan};

use kube::api::{Patch, PatchParams};
use serde_json::Value;
use texts::t;

use crate::{
    SignedIn,
    error::from_kube,
    facts::Facts,
    kind, namespaces, read,
    view::{Error, ErrorKind},
};

/// Reads a machine that people may change by itself, by `verb` as [`namespaces::changeable`] has it.
///
/// # Errors
/// `NotFound` when there is no such machine for this user, `Forbidden` when they may only see it; `Conflict` when it belongs
/// to a cluster, which would undo the change.
pub(crate) async fn changeable(ctx: &SignedIn, verb: &str, namespace: &str, name: &str) -> Result<Facts, Error> {
    let vm = namespaces::changeable(ctx, verb, &kind::VIRTUAL_MACHINE, namespace, name).await?;
    match row::cluster(&vm) {
        Some(cluster) => {
            let message = t().error_machine_of_cluster(name, cluster);
            Err(Error::new(ErrorKind::Conflict, message))
        }
        None => Ok(vm),
    }
}

/// Merges `patch` into the machine as the user, if it is still the one that was read.
async fn patch(ctx: &SignedIn, vm: &Facts, mut patch: Value) -> Result<(), Error> {
    // Another machine of the same name, made meanwhile, is not meant.
    patch["metadata"]["uid"] = vm.uid().into();
    let params = PatchParams { field_manager: Some("atoll-portal".to_owned()), ..Default::default() };
    read::api(&ctx.client, &kind::VIRTUAL_MACHINE, Some(vm.namespace()))
        .patch(vm.name(), &params, &Patch::Merge(patch))
        .await
        .map_err(from_kube)?;
    Ok(())
}
