//! The `/finalize` subresource: who still holds an object by `spec.finalizers`.

use serde_json::{Value, json};

use super::core::{Caller, Core, Place, Written};
use super::error::ApiError;
use super::object;
use super::options::WriteOptions;
use super::update::{Part, check_address};

/// The part of the object that is written.
pub(crate) const FINALIZE: Part = Part::Internal("finalize");

impl Core {
    /// Takes `spec.finalizers` from `wanted`. The object goes when it is being deleted and none is left.
    pub(crate) async fn finalize(
        &self,
        caller: &Caller<'_>,
        place: Place<'_>,
        wanted: &Value,
        options: &WriteOptions,
    ) -> Result<Written, ApiError> {
        check_address(place, wanted)?;
        let version = object::meta_text(wanted, "resourceVersion");
        if !matches!(version, "" | "0") && version != self.get(place)?.revision.to_string() {
            return Err(ApiError::modified(place.resource, place.name));
        }
        let finalizers = wanted.pointer("/spec/finalizers").cloned().unwrap_or_else(|| json!([]));
        let change = |object: &mut Value| object["spec"]["finalizers"] = finalizers.clone();
        self.change(caller, place, FINALIZE, change, options).await
    }
}
