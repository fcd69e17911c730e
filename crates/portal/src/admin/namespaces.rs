//! Namespaces: who is a member, how much they may take, what they may choose from.

mod classes;
mod create;
mod deletion;
mod members;
mod page;
mod quota;

pub(super) use classes::models;
pub use classes::offer;
pub use create::{create, new_form};
pub use deletion::{delete, preview as deletion_preview};
pub use members::{add, remove};
pub use page::{list, page};
pub use quota::set as set_quota;

use kube::api::{Patch, PatchParams};
use serde_json::Value;

use crate::{
    SignedIn,
    error::from_kube,
    kind::Kind,
    read,
    view::{Error, FieldError},
};

/// Who owns the fields that the portal writes.
const MANAGER: &str = "atoll-portal";

/// Applies an object: made when it is not there, and brought to this when it is.
async fn apply(ctx: &SignedIn, kind: &Kind, namespace: Option<&str>, name: &str, object: &Value) -> Result<(), Error> {
    let params = PatchParams::apply(MANAGER).force();
    let api = read::api(&ctx.client, kind, namespace);
    api.patch(name, &params, &Patch::Apply(object)).await.map(drop).map_err(from_kube)
}

/// Whatever the API says, at this field of the form.
fn at_field(mut error: Error, field: &str) -> Error {
    if error.fields.is_empty() {
        error.fields = vec![FieldError::new(field, error.message.clone())];
    }
    for wrong in &mut error.fields {
        wrong.field = field.to_owned();
    }
    error
}
