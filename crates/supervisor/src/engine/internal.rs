//! Writes that the server itself makes, in the background.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use store::{Entry, Key};

use super::core::{Caller, Core, Place, Warnings};
use super::create::Managed;
use super::error::ApiError;
use super::object;
use super::options::{DeleteOptions, WriteOptions};
use super::update::Part;
use super::user::User;

/// The wait after a failure.
const PAUSE: Duration = Duration::from_secs(1);

/// A part of the server that writes under a name of its own.
pub(crate) struct Actor {
    pub(crate) core: Arc<Core>,
    user: User,
}

impl Actor {
    pub(crate) fn new(core: Arc<Core>, name: &str) -> Actor {
        Actor { core, user: User::system(name) }
    }

    fn options(&self) -> WriteOptions {
        WriteOptions { manager: self.user.name.clone(), ..WriteOptions::default() }
    }

    fn caller<'a>(&'a self, warnings: &'a Warnings) -> Caller<'a> {
        Caller::internal(&self.user, warnings)
    }

    /// Deletes an object as a client would; no error when it is gone already.
    pub(crate) async fn delete(&self, key: &Key) -> Result<(), ApiError> {
        self.delete_with(key, &DeleteOptions::default()).await
    }

    /// The same for this object only; not for another one that got its name meanwhile.
    pub(crate) async fn delete_this(&self, entry: &Entry) -> Result<(), ApiError> {
        let options = DeleteOptions { uid: Some(entry.uid().to_owned()), ..DeleteOptions::default() };
        match self.delete_with(&entry.key, &options).await {
            Err(error) if error.code() != 409 => Err(error),
            _ => Ok(()),
        }
    }

    /// The same, with preconditions or a policy.
    pub(crate) async fn delete_with(&self, key: &Key, options: &DeleteOptions) -> Result<(), ApiError> {
        let Some(resource) = self.core.registry.by_id(&key.resource).cloned() else { return Ok(()) };
        let place = Place { resource: &resource, namespace: &key.namespace, name: &key.name };
        let warnings = Warnings::default();
        match self.core.delete(&self.caller(&warnings), place, options).await {
            Err(error) if error.code() != 404 => Err(error),
            _ => Ok(()),
        }
    }

    /// Makes an object of a served kind; no error when one of its name exists.
    pub(crate) async fn create(&self, object: Value) -> Result<(), ApiError> {
        let resource = self.core.resource_of(&object)?;
        let namespace = object::meta_text(&object, "namespace").to_owned();
        let warnings = Warnings::default();
        let caller = self.caller(&warnings);
        let made = self.core.create(&caller, &resource, &namespace, object, Managed::ByWriter, &self.options()).await;
        match made {
            Err(error) if error.reason() != "AlreadyExists" => Err(error),
            _ => Ok(()),
        }
    }

    /// Changes an object, its status excepted; no error when it is gone.
    pub(crate) async fn change_object(
        &self,
        key: &Key,
        change: impl Fn(&mut Value) + Send + Sync,
    ) -> Result<(), ApiError> {
        self.change(Part::Main, key, change).await
    }

    /// Changes what only the server changes; no error when the object is gone.
    pub(crate) async fn change_internal(
        &self,
        part: &'static str,
        key: &Key,
        change: impl Fn(&mut Value) + Send + Sync,
    ) -> Result<(), ApiError> {
        self.change(Part::Internal(part), key, change).await
    }

    /// Changes the status of an object; no error when it is gone.
    pub(crate) async fn change_status(
        &self,
        key: &Key,
        change: impl Fn(&mut Value) + Send + Sync,
    ) -> Result<(), ApiError> {
        self.change(Part::Status, key, change).await
    }

    /// Replaces the status of an object by that of `new`, if it is still as it was; false when it is not.
    pub(crate) async fn replace_status(&self, was: &Entry, mut new: Value) -> Result<bool, ApiError> {
        let key = &was.key;
        let Some(resource) = self.core.registry.by_id(&key.resource).cloned() else { return Ok(false) };
        let place = Place { resource: &resource, namespace: &key.namespace, name: &key.name };
        object::meta_mut(&mut new).insert("resourceVersion".to_owned(), json!(was.revision.to_string()));
        let warnings = Warnings::default();
        match self.core.update(&self.caller(&warnings), place, Part::Status, new, &self.options()).await {
            Err(error) if matches!(error.code(), 404 | 409) => Ok(false),
            written => written.map(|_| true),
        }
    }

    async fn change(&self, part: Part, key: &Key, change: impl Fn(&mut Value) + Send + Sync) -> Result<(), ApiError> {
        let Some(resource) = self.core.registry.by_id(&key.resource).cloned() else { return Ok(()) };
        let place = Place { resource: &resource, namespace: &key.namespace, name: &key.name };
        let warnings = Warnings::default();
        match self.core.change(&self.caller(&warnings), place, part, change, &self.options()).await {
            Err(error) if error.code() != 404 => Err(error),
            _ => Ok(()),
        }
    }

    /// Waits a moment before something that failed is tried again.
    pub(crate) async fn pause(&self) {
        tokio::time::sleep(PAUSE).await;
    }
}
