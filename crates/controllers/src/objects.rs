//! Reading and writing the objects of one kind.
//!
//! Reads come from the informer. Writes go to the Supervisor API as the named field manager, and their answers go back
//! into the informer. Nothing is written that would not change the object.

use std::{fmt::Debug, sync::Arc};

use kube::{
    Api, Client, Resource,
    api::{DeleteParams, ListParams, Patch, PatchParams, PostParams, Preconditions, PropagationPolicy},
    core::{ClusterResourceScope, NamespaceResourceScope, object::HasStatus},
};
use serde::Serialize;
use serde_json::{Value, json};

use crate::{
    error::{Error, code},
    informer::{Informer, Kind},
    key::Key,
    merge,
};

/// The objects of kind `K`: its informer and its API. Dereferences to the informer for reads.
pub(crate) struct Objects<K> {
    informer: Arc<Informer<K>>,
    client: Client,
    api: fn(Client, &str) -> Api<K>,
}

impl<K> std::ops::Deref for Objects<K> {
    type Target = Informer<K>;

    fn deref(&self) -> &Informer<K> {
        &self.informer
    }
}

impl<K: Kind + Resource<Scope = NamespaceResourceScope>> Objects<K> {
    /// A namespaced kind.
    pub(crate) fn namespaced(client: &Client, informer: Informer<K>) -> Self {
        Self::new(client, informer, |client, namespace| Api::namespaced(client, namespace))
    }
}

impl<K: Kind + Resource<Scope = ClusterResourceScope>> Objects<K> {
    /// A cluster-scoped kind.
    pub(crate) fn cluster_wide(client: &Client, informer: Informer<K>) -> Self {
        Self::new(client, informer, |client, _| Api::all(client))
    }
}

impl<K: Kind> Objects<K> {
    fn new(client: &Client, informer: Informer<K>, api: fn(Client, &str) -> Api<K>) -> Self {
        Self { informer: Arc::new(informer), client: client.clone(), api }
    }

    /// The same objects, read and written through `client`; the informer stays the one that all share.
    pub(crate) fn through(&self, client: &Client) -> Self {
        Self { informer: self.informer.clone(), client: client.clone(), api: self.api }
    }

    /// Keeps the informer up to date until the future is dropped.
    pub(crate) async fn watch(&self) {
        self.informer.watch(Api::all(self.client.clone())).await;
    }

    fn api(&self, namespace: &str) -> Api<K> {
        (self.api)(self.client.clone(), namespace)
    }

    /// The object as it stands in the API now, for decisions that must not rest on an old copy.
    pub(crate) async fn fetch(&self, key: &Key) -> Result<Option<K>, Error> {
        Ok(self.api(&key.namespace).get_opt(&key.name).await?)
    }

    /// The objects that match as they stand in the API now, for decisions that must not rest on old copies.
    pub(crate) async fn fetch_all(&self, namespace: &str, label_selector: &str) -> Result<Vec<K>, Error> {
        Ok(self.api(namespace).list(&ListParams::default().labels(label_selector)).await?.items)
    }

    /// Creates the object. `None` when there is one of that name already.
    pub(crate) async fn create(&self, manager: &str, object: &K) -> Result<Option<K>, Error> {
        let namespace = object.meta().namespace.as_deref().unwrap_or_default();
        let params = PostParams { dry_run: false, field_manager: Some(manager.to_owned()) };
        match self.api(namespace).create(&params, object).await {
            Ok(created) => {
                self.informer.observe(&created);
                Ok(Some(created))
            }
            Err(error) if is_already_exists(&error) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Merge patch. With a `resourceVersion` in its metadata it fails with a conflict when the object has changed.
    pub(crate) async fn patch(&self, manager: &str, key: &Key, patch: &Value) -> Result<K, Error> {
        let patched = self.api(&key.namespace).patch(&key.name, &params(manager), &Patch::Merge(patch)).await?;
        self.informer.observe(&patched);
        Ok(patched)
    }

    /// Server-side apply of `desired` (only the fields the manager cares for), taking them over from others.
    pub(crate) async fn apply(&self, manager: &str, key: &Key, desired: &Value) -> Result<K, Error> {
        let applied =
            self.api(&key.namespace).patch(&key.name, &params(manager).force(), &Patch::Apply(desired)).await?;
        self.informer.observe(&applied);
        Ok(applied)
    }

    /// Brings the object from `old` to `new` (status excepted), guarded by `old`'s resourceVersion. Returns whether there
    /// was anything to write. A status write must then start from the informer's newer copy.
    pub(crate) async fn update(&self, manager: &str, old: &K, new: &K) -> Result<bool, Error> {
        if old == new {
            return Ok(false);
        }
        let mut from = serde_json::to_value(old)?;
        let mut to = serde_json::to_value(new)?;
        for side in [&mut from, &mut to] {
            if let Some(object) = side.as_object_mut() {
                object.remove("status");
            }
        }
        let Some(mut patch) = merge::difference(&from, &to) else { return Ok(false) };
        patch["metadata"]["resourceVersion"] = json!(old.meta().resource_version);
        self.patch(manager, &Key::of(old), &patch).await?;
        Ok(true)
    }

    /// Brings the status to `status`, guarded by `old`'s resourceVersion. False when it is so already, or the object is gone.
    pub(crate) async fn update_status<S>(&self, manager: &str, old: &K, status: &S) -> Result<bool, Error>
    where
        K: HasStatus<Status = S>,
        S: Serialize + PartialEq + Debug,
    {
        if old.status() == Some(status) {
            return Ok(false);
        }
        let from = serde_json::to_value(old.status())?;
        let Some(change) = merge::difference(&from, &serde_json::to_value(status)?) else { return Ok(false) };
        let patch = json!({"metadata": {"uid": old.meta().uid, "resourceVersion": old.meta().resource_version}, "status": change});
        let key = Key::of(old);
        match self.api(&key.namespace).patch_status(&key.name, &params(manager), &Patch::Merge(&patch)).await {
            Ok(patched) => {
                self.informer.observe(&patched);
                Ok(true)
            }
            Err(error) if code(&error) == Some(404) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// Adds the finalizer. False when it is there already.
    pub(crate) async fn add_finalizer(&self, manager: &str, object: &K, finalizer: &str) -> Result<bool, Error> {
        let mut finalizers = object.meta().finalizers.clone().unwrap_or_default();
        if finalizers.iter().any(|one| one == finalizer) {
            return Ok(false);
        }
        finalizers.push(finalizer.to_owned());
        self.set_finalizers(manager, object, finalizers).await.map(|()| true)
    }

    /// Takes the finalizer away. False when it is gone already.
    pub(crate) async fn remove_finalizer(&self, manager: &str, object: &K, finalizer: &str) -> Result<bool, Error> {
        let mut finalizers = object.meta().finalizers.clone().unwrap_or_default();
        let before = finalizers.len();
        finalizers.retain(|one| one != finalizer);
        if finalizers.len() == before {
            return Ok(false);
        }
        match self.set_finalizers(manager, object, finalizers).await {
            Err(Error::Api(error)) if code(&error) == Some(404) => Ok(false),
            other => other.map(|()| true),
        }
    }

    async fn set_finalizers(&self, manager: &str, object: &K, finalizers: Vec<String>) -> Result<(), Error> {
        let meta = object.meta();
        let patch =
            json!({"metadata": {"uid": meta.uid, "resourceVersion": meta.resource_version, "finalizers": finalizers}});
        self.patch(manager, &Key::of(object), &patch).await.map(|_| ())
    }

    /// Deletes this very object (by UID), its dependents in the background. False when it is gone or being deleted already.
    pub(crate) async fn delete(&self, object: &K) -> Result<bool, Error> {
        let meta = object.meta();
        if meta.deletion_timestamp.is_some() {
            return Ok(false);
        }
        let params = DeleteParams {
            propagation_policy: Some(PropagationPolicy::Background),
            preconditions: Some(Preconditions { uid: meta.uid.clone(), resource_version: None }),
            ..DeleteParams::default()
        };
        let key = Key::of(object);
        match self.api(&key.namespace).delete(&key.name, &params).await {
            Ok(answer) => {
                if let Some(deleting) = answer.left() {
                    self.informer.observe(&deleting);
                }
                Ok(true)
            }
            // Gone, or there is another object of that name now.
            Err(error) if matches!(code(&error), Some(404 | 409)) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }
}

fn params(manager: &str) -> PatchParams {
    PatchParams { field_manager: Some(manager.to_owned()), ..PatchParams::default() }
}

fn is_already_exists(error: &kube::Error) -> bool {
    matches!(error, kube::Error::Api(status) if status.reason == "AlreadyExists")
}
