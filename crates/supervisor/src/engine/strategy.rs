//! What a kind does beyond being stored.

use std::time::Duration;

use api::field::FieldError;
use futures::future::BoxFuture;
use serde_json::Value;
use store::Space;

use super::authn::Authenticator;
use super::authz::Authorizer;
use super::error::ApiError;
use super::registry::Resource;
use super::user::User;

/// The behaviour of one kind. Every method is pure and has a default that does nothing.
///
/// The engine calls them in this order on a create: schema defaults, [`prepare_create`](Strategy::prepare_create),
/// schema validation, [`validate`](Strategy::validate), [`admit`](Strategy::admit); and on an update: schema defaults,
/// [`prepare_update`](Strategy::prepare_update), schema validation, [`validate_update`](Strategy::validate_update),
/// [`admit`](Strategy::admit).
pub trait Strategy: Send + Sync {
    /// True when a client may create an object together with its status, although the kind has a status subresource.
    fn keeps_status_on_create(&self) -> bool {
        false
    }

    /// Completes a new object: defaults that a schema cannot express, fields that a client may not set. Its status is
    /// gone already when the kind has a status subresource, unless [`Strategy::keeps_status_on_create`].
    fn prepare_create(&self, _object: &mut Value, _user: &User) {}

    /// What is wrong with a new object, beyond its schema.
    fn validate(&self, _object: &Value) -> Vec<FieldError> {
        Vec::new()
    }

    /// Completes an object that is about to replace `old`.
    fn prepare_update(&self, _new: &mut Value, _old: &Value) {}

    /// What is wrong with an object that is about to replace `old`, beyond its schema.
    fn validate_update(&self, new: &Value, _old: &Value) -> Vec<FieldError> {
        self.validate(new)
    }

    /// Completes an object whose status is about to replace that of `old`, by `user`.
    fn prepare_status_update(&self, _new: &mut Value, _old: &Value, _user: &User) {}

    /// What is wrong with a name; it has to fit into a path whatever this says.
    fn validate_name(&self, name: &str) -> Vec<String> {
        api::field::dns_subdomain(name)
    }

    /// The last word before a write, with sight of other objects and of what the user may do.
    ///
    /// # Errors
    /// Usually [`ApiError::forbidden`].
    fn admit(&self, _request: &Admission<'_>) -> Result<(), ApiError> {
        Ok(())
    }

    /// Remarks on an object that is written, sent as `Warning` headers.
    fn warnings(&self, _object: &Value) -> Vec<String> {
        Vec::new()
    }

    /// Marks an object whose deletion begins, beside `metadata.deletionTimestamp`.
    fn begin_delete(&self, _object: &mut Value) {}

    /// True while an object that is being deleted has to stay, although it has no finalizers in its metadata.
    fn is_retained(&self, _object: &Value) -> bool {
        false
    }

    /// True when an update without a resourceVersion overwrites whatever is there.
    fn allows_unconditional_update(&self) -> bool {
        true
    }

    /// True when an update of a missing object makes it.
    fn allows_create_on_update(&self) -> bool {
        false
    }

    /// How long an object stays after its last change; `None` for as long as nobody deletes it.
    fn expires_after(&self) -> Option<Duration> {
        None
    }

    /// True when objects are annotated with the id of the request that made them.
    fn records_request_id(&self) -> bool {
        false
    }

    /// The cells of a table row, when the public printer shows more than JSONPath can say. `None` leaves it to the
    /// columns' paths; otherwise one value per column of the resource.
    fn cells(&self, _object: &Value, _now: chrono::DateTime<chrono::Utc>) -> Option<Vec<Value>> {
        None
    }

    /// Paths that field selectors may name besides `metadata.name` and `metadata.namespace`, for instance
    /// `status.phase`.
    fn selectable_fields(&self) -> &'static [&'static str] {
        &[]
    }

    /// True when nothing of an object may be recorded, not even a digest.
    fn is_secret(&self) -> bool {
        false
    }

    /// Answers a create of a kind that is not stored, such as SelfSubjectAccessReview: the object with its status.
    /// `None` means that the kind is stored.
    fn answer<'a>(&'a self, _request: &'a Admission<'a>) -> Option<Answer<'a>> {
        None
    }
}

/// What a kind that is not stored answers.
pub type Answer<'a> = BoxFuture<'a, Result<Value, ApiError>>;

/// A kind that is only stored.
pub struct Plain;

impl Strategy for Plain {}

/// What a write is about to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// Make a new object.
    Create,
    /// Replace the object.
    Update,
    /// Delete the object.
    Delete,
}

/// A write that is about to happen, with what is needed to judge it.
pub struct Admission<'a> {
    /// What is about to happen.
    pub operation: Operation,
    /// The kind.
    pub resource: &'a Resource,
    /// The object as it will be; for a delete, as it is.
    pub object: &'a Value,
    /// The object as it was; `None` for a create. For an action on an object ([`Action`](super::registry::Action)) that
    /// object.
    pub old: Option<&'a Value>,
    /// Who does it.
    pub user: &'a User,
    /// What users may do.
    pub authorizer: &'a dyn Authorizer,
    /// Who is who.
    pub authenticator: &'a Authenticator,
    /// All other objects.
    pub objects: &'a Space,
}
