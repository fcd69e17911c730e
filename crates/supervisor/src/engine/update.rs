//! Replacing objects, or the part of them that a subresource stands for.

use std::collections::HashSet;

use serde_json::{Map, Value, json};

use super::checks;
use super::commit::Outcome;
use super::core::{Caller, Core, Place, Written, decode};
use super::create::Managed;
use super::error::ApiError;
use super::managed_fields::{self, Scope};
use super::object::{self, carry};
use super::options::WriteOptions;
use super::registry::Resource;
use super::strategy::Operation;

/// Which part of an object a write is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// All but the status, where that is a subresource.
    Main,
    /// The status.
    Status,
    /// The number of replicas.
    Scale,
    /// What only the server itself changes, by this name.
    Internal(&'static str),
}

impl Part {
    pub(crate) fn subresource(self) -> &'static str {
        match self {
            Part::Main => "",
            Part::Status => "status",
            Part::Scale => "scale",
            Part::Internal(name) => name,
        }
    }

    pub(crate) fn scope(self, resource: &Resource) -> Scope<'static> {
        match self {
            Part::Status => Scope::Only(&["status"]),
            Part::Main | Part::Scale | Part::Internal(_) => resource.main_scope(),
        }
    }
}

/// What a prepared update will do.
pub(crate) enum Prepared {
    Unchanged,
    Put(Value),
    /// Its last finalizer is gone.
    Delete(Value),
}

/// How often a write that named no version is tried again when another one came between.
pub(crate) const ATTEMPTS: usize = 16;

impl Core {
    /// Replaces an object, or makes it when it is missing and the kind allows that. The flag says that it was made.
    pub(crate) async fn put(
        &self,
        caller: &Caller<'_>,
        place: Place<'_>,
        part: Part,
        body: Value,
        options: &WriteOptions,
    ) -> Result<(Written, bool), ApiError> {
        let makes = part == Part::Main
            && place.resource.strategy.allows_create_on_update()
            && object::meta_text(&body, "resourceVersion").is_empty();
        if makes && self.find(place).is_none() {
            check_address(place, &body)?;
            self.check_may_create(caller, place)?;
            let by_writer = Managed::ByWriter;
            match self.create(caller, place.resource, place.namespace, body.clone(), by_writer, options).await {
                // Another writer made it at the same moment: replace that.
                Err(error) if error.reason() == "AlreadyExists" => {}
                made => return made.map(|written| (written, true)),
            }
        }
        self.update(caller, place, part, body, options).await.map(|written| (written, false))
    }

    /// Replaces an object by a decoded body, of which unknown fields are gone.
    pub(crate) async fn update(
        &self,
        caller: &Caller<'_>,
        place: Place<'_>,
        part: Part,
        body: Value,
        options: &WriteOptions,
    ) -> Result<Written, ApiError> {
        check_address(place, &body)?;
        let version = object::meta_text(&body, "resourceVersion").to_owned();
        if version.is_empty() && !place.resource.strategy.allows_unconditional_update() {
            let path = "metadata.resourceVersion";
            let error = api::field::FieldError::invalid(path, "0x0", "must be specified for an update");
            return Err(ApiError::invalid(place.resource, place.name, &[error]));
        }
        for _ in 0..ATTEMPTS {
            let current = self.get(place)?;
            if !matches!(version.as_str(), "" | "0") && version != current.revision.to_string() {
                return Err(ApiError::modified(place.resource, place.name));
            }
            let old = decode(place.resource, &current)?;
            let prepared = self.prepare(caller, place, part, &old, body.clone(), options, true)?;
            match self.store(caller, place, &current, prepared, &old, options.dry_run).await? {
                Some(written) => return Ok(written),
                None => continue,
            }
        }
        Err(ApiError::modified(place.resource, place.name))
    }

    /// Works out what is to be stored when `new` replaces `old`, and checks it. With `track`, what changed becomes the
    /// manager's own; an apply has settled that itself.
    #[allow(clippy::too_many_arguments)]
    pub(crate) fn prepare(
        &self,
        caller: &Caller<'_>,
        place: Place<'_>,
        part: Part,
        old: &Value,
        new: Value,
        options: &WriteOptions,
        track: bool,
    ) -> Result<Prepared, ApiError> {
        let resource = place.resource;
        let mut new = match part {
            Part::Status => with_status(old, new),
            Part::Main | Part::Scale | Part::Internal(_) => with_server_fields(resource, old, new),
        };
        check_uid(place, old, &new)?;
        resource.schema().default(&mut new);
        match part {
            Part::Status => resource.strategy.prepare_status_update(&mut new, old, caller.user),
            Part::Main | Part::Scale => resource.strategy.prepare_update(&mut new, old),
            Part::Internal(_) => {}
        }
        if resource.generation && object::differs_in_substance(&new, old) {
            let generation = object::meta(old).and_then(|m| m.get("generation")).and_then(Value::as_i64);
            object::meta_mut(&mut new).insert("generation".to_owned(), json!(generation.unwrap_or(0) + 1));
        }
        if track {
            let api_version = resource.api_version();
            let request = managed_fields::Request {
                subresource: part.subresource(),
                scope: part.scope(resource),
                ..managed_fields::Request::new(&options.manager, &api_version, caller.now)
            };
            managed_fields::update(Some(old), &mut new, resource.schema(), &request);
        }
        if object::same_but_times(&new, old) {
            return Ok(Prepared::Unchanged);
        }
        let errors = self.errors_of_update(resource, part, &new, old);
        if !errors.is_empty() {
            return Err(ApiError::invalid(resource, place.name, &errors));
        }
        resource.strategy.warnings(&new).into_iter().for_each(|text| caller.warnings.add(text));
        self.admit(place, Operation::Update, &new, Some(old), caller.user)?;
        Ok(if may_go(resource, &new) { Prepared::Delete(new) } else { Prepared::Put(new) })
    }

    fn errors_of_update(
        &self,
        resource: &Resource,
        part: Part,
        new: &Value,
        old: &Value,
    ) -> Vec<api::field::FieldError> {
        let mut errors = if part == Part::Status { Vec::new() } else { checks::metadata(resource, new) };
        if object::is_deleting(old) {
            let before: HashSet<&str> = object::finalizers(old).into_iter().collect();
            let added: Vec<&str> = object::finalizers(new).into_iter().filter(|f| !before.contains(f)).collect();
            if !added.is_empty() {
                errors.push(api::field::FieldError::forbidden(
                    "metadata.finalizers",
                    format!(
                        "no new finalizers can be added if the object is being deleted, found new finalizers []string{{{}}}",
                        added.iter().map(|f| format!("{f:?}")).collect::<Vec<_>>().join(", ")
                    ),
                ));
            }
        }
        let of_schema = resource.schema().validate(new);
        let rely = of_schema.is_empty() && part != Part::Status;
        errors.extend(of_schema);
        if rely {
            errors.extend(resource.strategy.validate_update(new, old));
        }
        errors
    }

    /// Stores what was prepared; `None` when another write came between.
    pub(crate) async fn store(
        &self,
        caller: &Caller<'_>,
        place: Place<'_>,
        current: &std::sync::Arc<store::Entry>,
        prepared: Prepared,
        old: &Value,
        dry_run: bool,
    ) -> Result<Option<Written>, ApiError> {
        let outcome = match prepared {
            Prepared::Unchanged if dry_run => return Ok(Some(Written::Unstored(old.clone()))),
            Prepared::Unchanged => return Ok(Some(Written::Stored(current.clone()))),
            Prepared::Put(new) => Outcome::Put(new),
            Prepared::Delete(new) => Outcome::Gone(new),
        };
        self.commit(caller, place, Some((current, old)), outcome, dry_run).await
    }
}

/// True when nothing holds an object that is being deleted.
pub(crate) fn may_go(resource: &Resource, object: &Value) -> bool {
    object::is_deleting(object) && object::finalizers(object).is_empty() && !resource.strategy.is_retained(object)
}

/// The body must be about the object that the path names.
pub(crate) fn check_address(place: Place<'_>, body: &Value) -> Result<(), ApiError> {
    let name = object::name(body);
    if name != place.name {
        return Err(ApiError::bad_request(if name.is_empty() {
            "name must be provided".to_owned()
        } else {
            format!("the name of the object ({name}) does not match the name on the URL ({})", place.name)
        }));
    }
    let namespace = object::meta_text(body, "namespace");
    if !namespace.is_empty() && namespace != place.namespace {
        return Err(ApiError::bad_request(
            "the namespace of the provided object does not match the namespace sent on the request",
        ));
    }
    Ok(())
}

fn check_uid(place: Place<'_>, old: &Value, new: &Value) -> Result<(), ApiError> {
    let (old, new) = (object::meta_text(old, "uid"), object::meta_text(new, "uid"));
    if old == new {
        return Ok(());
    }
    let why = format!("Precondition failed: UID in precondition: {new}, UID in object meta: {old}");
    Err(ApiError::conflict(place.resource, place.name, &why))
}

/// `new` with everything that only the server sets taken from `old`.
fn with_server_fields(resource: &Resource, old: &Value, mut new: Value) -> Value {
    object::put_head_first(&mut new);
    let nothing = Map::new();
    let old_meta = object::meta(old).unwrap_or(&nothing);
    let meta = object::meta_mut(&mut new);
    if meta.get("uid").and_then(Value::as_str).unwrap_or_default().is_empty() {
        carry(old_meta, meta, "uid");
    }
    for field in [
        "name",
        "namespace",
        "generateName",
        "creationTimestamp",
        "deletionTimestamp",
        "deletionGracePeriodSeconds",
        "generation",
        "selfLink",
    ] {
        carry(old_meta, meta, field);
    }
    meta.shift_remove("resourceVersion");
    if resource.status
        && let (Value::Object(new), Some(old)) = (&mut new, old.as_object())
    {
        carry(old, new, "status");
    }
    new
}

/// `old` with the status of `new`.
fn with_status(old: &Value, new: Value) -> Value {
    let mut result = old.clone();
    let managed = object::meta(&new).and_then(|m| m.get("managedFields")).cloned();
    if let (Value::Object(result), Some(new)) = (&mut result, new.as_object()) {
        carry(new, result, "status");
    }
    let uid = object::meta_text(&new, "uid");
    let meta = object::meta_mut(&mut result);
    if !uid.is_empty() {
        meta.insert("uid".to_owned(), json!(uid));
    }
    if let Some(managed) = managed {
        meta.insert("managedFields".to_owned(), managed);
    }
    meta.shift_remove("resourceVersion");
    result
}
