//! Patches of every type, and server-side apply.

use serde_json::Value;

use super::body::{self, Decoded};
use super::checks;
use super::core::{Caller, Core, Place, Written, decode};
use super::create::Managed;
use super::error::{ApiError, Cause};
use super::managed_fields::{self, ApplyError};
use super::object;
use super::options::WriteOptions;
use super::patch::{self, PatchError};
use super::registry::Resource;
use super::update::{ATTEMPTS, Part, check_address};

/// A decoded patch.
pub(crate) enum Patch {
    Json(bytes::Bytes),
    Merge(Decoded),
    Strategic(Decoded),
    Apply(Decoded),
}

const JSON: &str = "application/json-patch+json";
const MERGE: &str = "application/merge-patch+json";
const STRATEGIC: &str = "application/strategic-merge-patch+json";
/// The media type of a server-side apply.
pub(crate) const APPLY: &str = "application/apply-patch+yaml";

impl Patch {
    /// Decodes the body by its media type.
    pub(crate) fn new(resource: &Resource, media_type: &str, body: &bytes::Bytes) -> Result<Patch, ApiError> {
        match media_type {
            JSON => Ok(Patch::Json(body.clone())),
            MERGE => body::json(body).map(Patch::Merge),
            STRATEGIC if !resource.custom => body::json(body).map(Patch::Strategic),
            APPLY => body::yaml(body).map(Patch::Apply),
            _ if resource.custom => Err(ApiError::unsupported_media_type(&[JSON, MERGE, APPLY])),
            _ => Err(ApiError::unsupported_media_type(&[JSON, MERGE, STRATEGIC, APPLY])),
        }
    }

    fn duplicates(&self) -> &[String] {
        match self {
            Patch::Json(_) => &[],
            Patch::Merge(d) | Patch::Strategic(d) | Patch::Apply(d) => &d.duplicates,
        }
    }
}

impl Core {
    /// Changes an object by a patch; an apply makes it when it is missing. The flag says that it was made.
    pub(crate) async fn patch(
        &self,
        caller: &Caller<'_>,
        place: Place<'_>,
        part: Part,
        mut patch: Patch,
        options: &WriteOptions,
    ) -> Result<(Written, bool), ApiError> {
        check_options(&patch, options)?;
        if let Patch::Apply(applied) = &mut patch {
            self.check_applied(caller, place, part, applied, options)?;
        }
        for _ in 0..ATTEMPTS {
            let current = match (self.find(place), &patch) {
                (Some(current), _) => current,
                (None, Patch::Apply(applied)) if part == Part::Main => {
                    match self.apply_new(caller, place, &applied.value, options).await {
                        // Another writer made it at the same moment: apply to that.
                        Err(error) if error.reason() == "AlreadyExists" => continue,
                        made => return made.map(|written| (written, true)),
                    }
                }
                (None, _) => return Err(place.not_found()),
            };
            let old = decode(place.resource, &current)?;
            let mut new = self.patched(caller, place, part, &old, &patch, options)?;
            if !object::meta_text(&new, "resourceVersion").is_empty()
                && object::meta_text(&new, "resourceVersion") != current.revision.to_string()
            {
                return Err(ApiError::modified(place.resource, place.name));
            }
            check_address(place, &new)?;
            checks::kind(place.resource, &mut new)?;
            checks::fields(place.resource, &mut new, patch.duplicates(), options.validation, caller.warnings)?;
            let track = !matches!(patch, Patch::Apply(_));
            let prepared = self.prepare(caller, place, part, &old, new, options, track)?;
            if let Some(written) = self.store(caller, place, &current, prepared, &old, options.dry_run).await? {
                return Ok((written, false));
            }
        }
        Err(ApiError::modified(place.resource, place.name))
    }

    fn patched(
        &self,
        caller: &Caller<'_>,
        place: Place<'_>,
        part: Part,
        old: &Value,
        patch: &Patch,
        options: &WriteOptions,
    ) -> Result<Value, ApiError> {
        let refused = |error: PatchError| patch_error(&error);
        match patch {
            Patch::Json(operations) => patch::json(old, operations).map_err(refused),
            Patch::Merge(merge) => Ok(patch::merge(old, &merge.value)),
            Patch::Strategic(merge) => patch::strategic(old, &merge.value, place.resource.schema()).map_err(refused),
            Patch::Apply(applied) => self.applied(caller, place.resource, part, Some(old), &applied.value, options),
        }
    }

    fn applied(
        &self,
        caller: &Caller<'_>,
        resource: &Resource,
        part: Part,
        live: Option<&Value>,
        applied: &Value,
        options: &WriteOptions,
    ) -> Result<Value, ApiError> {
        let api_version = resource.api_version();
        let request = managed_fields::Request {
            force: options.force.unwrap_or_default(),
            subresource: part.subresource(),
            scope: part.scope(resource),
            ..managed_fields::Request::new(&options.manager, &api_version, caller.now)
        };
        managed_fields::apply(live, applied, resource.schema(), &request).map_err(|error| match error {
            ApplyError::Conflicts(ref conflicts) => {
                let causes = conflicts
                    .iter()
                    .map(|conflict| Cause {
                        reason: "FieldManagerConflict".to_owned(),
                        message: format!("conflict with {}", conflict.manager),
                        field: conflict.field.clone(),
                    })
                    .collect();
                ApiError::apply_conflict(error.to_string(), causes)
            }
            ApplyError::Invalid(message) => ApiError::bad_request(message),
        })
    }

    async fn apply_new(
        &self,
        caller: &Caller<'_>,
        place: Place<'_>,
        applied: &Value,
        options: &WriteOptions,
    ) -> Result<Written, ApiError> {
        if !object::meta_text(applied, "uid").is_empty() {
            let uid = object::meta_text(applied, "uid");
            return Err(ApiError::conflict(
                place.resource,
                place.name,
                &format!("uid mismatch: the provided object specified uid {uid}, and no existing object was found"),
            ));
        }
        // Who may change objects may not make them by that alone.
        self.check_may_create(caller, place)?;
        let object = self.applied(caller, place.resource, Part::Main, None, applied, options)?;
        self.create(caller, place.resource, place.namespace, object, Managed::ByApply, options).await
    }

    fn check_applied(
        &self,
        caller: &Caller<'_>,
        place: Place<'_>,
        part: Part,
        applied: &mut Decoded,
        options: &WriteOptions,
    ) -> Result<(), ApiError> {
        let value = &mut applied.value;
        checks::kind(place.resource, value)?;
        // Unknown fields are not dropped: an apply refuses what it cannot own.
        checks::strictness(place.resource, &applied.duplicates, options.validation, caller.warnings)?;
        if object::meta(value).is_some_and(|m| m.contains_key("managedFields")) {
            return Err(ApiError::bad_request("metadata.managedFields must be nil"));
        }
        if object::name(value).is_empty() {
            object::meta_mut(value).insert("name".to_owned(), place.name.into());
        }
        check_address(place, value)?;
        // What this part of the object cannot change is neither owned nor applied.
        if let Value::Object(fields) = value {
            match part {
                Part::Status => {
                    fields.retain(|name, _| matches!(name.as_str(), "apiVersion" | "kind" | "metadata" | "status"));
                }
                _ if place.resource.status => {
                    fields.shift_remove("status");
                }
                _ => {}
            }
        }
        Ok(())
    }
}

fn check_options(patch: &Patch, options: &WriteOptions) -> Result<(), ApiError> {
    let invalid = |error| Err(ApiError::invalid_kind("meta.k8s.io", "PatchOptions", "", &[error]));
    match patch {
        Patch::Apply(_) if !options.manager_named => {
            invalid(api::field::FieldError::required("fieldManager", "is required for apply patch"))
        }
        Patch::Apply(_) => Ok(()),
        _ if options.force.is_some() => {
            invalid(api::field::FieldError::forbidden("force", "may not be specified for non-apply patch"))
        }
        _ => Ok(()),
    }
}

pub(crate) fn patch_error(error: &PatchError) -> ApiError {
    match error {
        PatchError::Malformed(message) => ApiError::bad_request(message),
        PatchError::Unprocessable(message) => ApiError::unprocessable(message),
        PatchError::TooLarge(message) => ApiError::too_large_because(message),
    }
}
