//! Events that tell the story of an object to `kubectl describe`.
//!
//! Publishing never waits and never fails a reconcile. Equal events become one object with a count.

use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

use futures::StreamExt;
use k8s_openapi::{
    api::core::v1::{Event, EventSource, ObjectReference},
    apimachinery::pkg::apis::meta::v1::ObjectMeta,
};
use kube::{
    Api, Client, Resource,
    api::{Patch, PatchParams, PostParams},
};
use parking_lot::Mutex;
use serde_json::json;
use sha2::{Digest, Sha256};
use tokio::sync::mpsc;

use crate::error::code;

/// Events in flight beyond this are dropped: they are a convenience, not a record.
const BACKLOG: usize = 8192;
/// Writes under way at once, so that they share commits.
const WRITERS: usize = 32;
/// An event that was published less than this ago is not published again.
const QUIET: Duration = Duration::from_secs(60);

/// Publishes Events.
pub(crate) struct Recorder {
    client: Client,
    sender: mpsc::Sender<Event>,
    receiver: Mutex<Option<mpsc::Receiver<Event>>>,
    recent: Mutex<HashMap<String, Instant>>,
}

impl Recorder {
    /// Nothing is written before [`Recorder::run`].
    pub(crate) fn new(client: Client) -> Self {
        let (sender, receiver) = mpsc::channel(BACKLOG);
        Self { client, sender, receiver: Mutex::new(Some(receiver)), recent: Mutex::default() }
    }

    /// Something went as it should. `reason` is CamelCase; `message` holds no secrets.
    pub(crate) fn normal<K: Resource<DynamicType = ()>>(
        &self,
        manager: &str,
        about: &K,
        reason: &str,
        message: impl Into<String>,
    ) {
        self.publish("Normal", manager, about, reason, message.into());
    }

    /// Something went wrong that a person may want to know.
    pub(crate) fn warning<K: Resource<DynamicType = ()>>(
        &self,
        manager: &str,
        about: &K,
        reason: &str,
        message: impl Into<String>,
    ) {
        self.publish("Warning", manager, about, reason, message.into());
    }

    fn publish<K: Resource<DynamicType = ()>>(
        &self,
        type_: &str,
        manager: &str,
        about: &K,
        reason: &str,
        mut message: String,
    ) {
        message.truncate(message.floor_char_boundary(1024));
        let meta = about.meta();
        let name = event_name(meta, &[type_, manager, reason, &message]);
        {
            let mut recent = self.recent.lock();
            let now = Instant::now();
            if recent.len() > BACKLOG {
                recent.retain(|_, at| now.duration_since(*at) < QUIET);
            }
            if recent.get(&name).is_some_and(|at| now.duration_since(*at) < QUIET) {
                return;
            }
            recent.insert(name.clone(), now);
        }
        let now = api::time::now();
        // Events of cluster-scoped objects live in `default`, as kube's own do.
        let namespace = meta.namespace.clone().unwrap_or_else(|| "default".to_owned());
        let event = Event {
            metadata: {
                let mut own = ObjectMeta { name: Some(name), namespace: Some(namespace), ..ObjectMeta::default() };
                crate::meta::copy_request_id(meta, &mut own);
                own
            },
            involved_object: ObjectReference {
                api_version: Some(K::api_version(&()).into_owned()),
                kind: Some(K::kind(&()).into_owned()),
                name: meta.name.clone(),
                namespace: meta.namespace.clone(),
                uid: meta.uid.clone(),
                ..ObjectReference::default()
            },
            type_: Some(type_.to_owned()),
            reason: Some(reason.to_owned()),
            message: Some(message),
            count: Some(1),
            first_timestamp: Some(now.clone()),
            last_timestamp: Some(now),
            source: Some(EventSource { component: Some(manager.to_owned()), host: None }),
            reporting_component: Some(manager.to_owned()),
            ..Event::default()
        };
        if self.sender.try_send(event).is_err() {
            tracing::debug!("event dropped: too many at once");
        }
    }

    /// Writes what is published until the future is dropped. Only the first call does.
    pub(crate) async fn run(&self) {
        let Some(mut receiver) = self.receiver.lock().take() else { return };
        let published = futures::stream::poll_fn(move |context| receiver.poll_recv(context));
        published
            .for_each_concurrent(WRITERS, |event| async move {
                if let Err(error) = self.write(event).await {
                    tracing::debug!(%error, "event not written");
                }
            })
            .await;
    }

    async fn write(&self, event: Event) -> kube::Result<()> {
        let api: Api<Event> =
            Api::namespaced(self.client.clone(), event.metadata.namespace.as_deref().unwrap_or_default());
        let manager = event.reporting_component.clone();
        let error = match api.create(&PostParams { dry_run: false, field_manager: manager.clone() }, &event).await {
            Ok(_) => return Ok(()),
            Err(error) => error,
        };
        if code(&error) != Some(409) {
            return Err(error);
        }
        let name = event.metadata.name.as_deref().unwrap_or_default();
        let earlier = api.get(name).await?.count.unwrap_or(1);
        let patch = json!({"count": earlier.saturating_add(1), "lastTimestamp": event.last_timestamp});
        let params = PatchParams { field_manager: manager, ..PatchParams::default() };
        api.patch(name, &params, &Patch::Merge(&patch)).await.map(|_| ())
    }
}

/// The same for equal events about the same object, so that they meet.
fn event_name(meta: &ObjectMeta, parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in std::iter::once(meta.uid.as_deref().unwrap_or_default()).chain(parts.iter().copied()) {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    let digest: String = hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    let mut name = meta.name.clone().unwrap_or_default();
    name.truncate(name.floor_char_boundary(230));
    format!("{name}.{digest}")
}
