//! Following the objects that have something to tell, by list and watch.

use std::time::Duration;

use futures::TryStreamExt;
use kube::{
    Client,
    api::{DynamicObject, ListParams, WatchEvent, WatchParams},
};
use tokio::sync::mpsc::Sender;

use super::Subject;
use crate::{
    Error,
    error::from_kube,
    kind::{self, Kind},
    read,
    view::ErrorKind,
};

/// The kinds that have something to tell.
pub(super) const KINDS: [&Kind; 3] = [&kind::QUOTA_REQUEST, &kind::CLUSTER_ACCESS, &kind::GUEST_CLUSTER];

/// The kinds that have something to tell, by name.
pub fn kinds() -> impl Iterator<Item = &'static str> {
    KINDS.iter().map(|kind| kind.kind)
}

/// Objects of one page of a list.
const CHUNK: u32 = 500;
/// One watch, in seconds; the next goes on where it ended.
const WATCH: u32 = 240;
/// Before everything is listed anew.
const RETRY: Duration = Duration::from_secs(1);

/// What became of the objects.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// These are all of this kind, as they are now.
    All(&'static str, Vec<Subject>),
    /// One is there, or is another.
    One(Box<Subject>),
    /// The one with this id is gone.
    Gone(String),
}

/// Tells every change of the objects of [`kinds`], and everything at the beginning and whenever changes were missed. Never
/// ends by itself but when nobody listens; what the API refuses is tried again.
pub async fn follow(client: &Client, changes: Sender<Change>) {
    let all = KINDS.map(|kind| {
        let changes = changes.clone();
        async move {
            while !changes.is_closed() {
                if let Err(error) = once(client, kind, &changes).await {
                    tracing::debug!(%error, kind = kind.kind, "objects to tell of are listed anew");
                }
                tokio::time::sleep(RETRY).await;
            }
        }
    });
    futures::future::join_all(all).await;
}

/// Lists in chunks, then tells every change until a watch fails.
async fn once(client: &Client, kind: &'static Kind, changes: &Sender<Change>) -> Result<(), Error> {
    let api = read::api(client, kind, None);
    let subject = |object: DynamicObject| Subject::of(&read::facts(object, kind));
    let mut params = ListParams::default().limit(CHUNK);
    let mut all = Vec::new();
    let mut version = loop {
        let page = api.list(&params).await.map_err(from_kube)?;
        all.extend(page.items.into_iter().filter_map(subject));
        match page.metadata.continue_.filter(|token| !token.is_empty()) {
            Some(token) => params = params.continue_token(&token),
            None => break page.metadata.resource_version.unwrap_or_default(),
        }
    };
    let tell = async |change: Change| {
        let closed = |_| Error::new(ErrorKind::Internal, "Nobody listens any more.");
        changes.send(change).await.map_err(closed)
    };
    tell(Change::All(kind.kind, all)).await?;
    let params = WatchParams::default().timeout(WATCH);
    loop {
        let mut events = Box::pin(api.watch(&params, &version).await.map_err(from_kube)?);
        while let Some(event) = events.try_next().await.map_err(from_kube)? {
            match event {
                WatchEvent::Added(object) | WatchEvent::Modified(object) => {
                    version = object.metadata.resource_version.clone().unwrap_or_default();
                    if let Some(subject) = subject(object) {
                        tell(Change::One(Box::new(subject))).await?;
                    }
                }
                WatchEvent::Deleted(object) => {
                    version = object.metadata.resource_version.clone().unwrap_or_default();
                    if let Some(subject) = subject(object) {
                        tell(Change::Gone(subject.id)).await?;
                    }
                }
                WatchEvent::Bookmark(bookmark) => version = bookmark.metadata.resource_version,
                WatchEvent::Error(status) => return Err(Error::new(ErrorKind::Unavailable, status.message.clone())),
            }
        }
    }
}
