//! Watches: a stream of lines, one event each.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::response::Response;
use bytes::{Bytes, BytesMut};
use http::{HeaderValue, header};
use serde_json::{Value, json};
use store::{Entry, Event, EventKind, TooOld, WatchError, Watcher};
use tokio::time::Instant;

use super::core::{self, Core};
use super::error::ApiError;
use super::list::parse_version;
use super::object;
use super::options::Query;
use super::registry::Resource;
use super::render::{CHUNK, Renderer, line};
use super::selection::Selection;

/// Time between bookmarks.
const BOOKMARKS: Duration = Duration::from_secs(60);
/// The shortest and the longest time of a watch that names none, as upstream has it.
const DEFAULT_TIMEOUT: (u64, u64) = (1800, 3600);
/// Events that are sent at once at most.
const BATCH: usize = 128;

/// What a watch is asked for, beside selectors.
struct WatchOptions {
    /// The version that was asked for; 0 for any.
    version: u64,
    /// Begin with the objects that there are.
    with_state: bool,
    bookmarks: bool,
    /// Send the objects that there are, then a bookmark that says so.
    marks_initial_events: bool,
    timeout: Duration,
}

impl WatchOptions {
    fn new(query: &Query) -> Result<WatchOptions, ApiError> {
        let version = query.get("resourceVersion").map(parse_version).transpose()?.unwrap_or_default();
        let bookmarks = query.flag("allowWatchBookmarks");
        let initial = query.flag_if_set("sendInitialEvents");
        let matching = query.get("resourceVersionMatch");
        let forbidden = |field: &str, why: &str| {
            let error = api::field::FieldError::forbidden(field, why);
            Err(ApiError::invalid_kind("meta.k8s.io", "ListOptions", "", &[error]))
        };
        match (initial, matching) {
            (None, Some(_)) => {
                return forbidden(
                    "resourceVersionMatch",
                    "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided",
                );
            }
            (Some(_), Some("NotOlderThan")) | (None, None) => {}
            (Some(_), _) => {
                return forbidden(
                    "resourceVersionMatch",
                    "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan",
                );
            }
        }
        if initial == Some(true) && !bookmarks {
            return forbidden("allowWatchBookmarks", "sendInitialEvents requires setting allowWatchBookmarks to true");
        }
        let timeout = query.number("timeoutSeconds")?.filter(|t| *t > 0).unwrap_or_else(|| {
            let (least, most) = DEFAULT_TIMEOUT;
            least + uuid::Uuid::new_v4().as_u64_pair().0 % (most - least)
        });
        Ok(WatchOptions {
            version,
            with_state: initial.unwrap_or(version == 0),
            bookmarks,
            marks_initial_events: initial == Some(true),
            timeout: Duration::from_secs(timeout),
        })
    }
}

impl Core {
    /// The answer to a watch; an empty namespace means all.
    pub(crate) fn watch(
        &self,
        resource: &Arc<Resource>,
        namespace: &str,
        selection: Selection,
        query: &Query,
        renderer: Renderer,
    ) -> Result<Response, ApiError> {
        let options = WatchOptions::new(query)?;
        self.check_not_future(options.version)?;
        let (mut there, mut mark) = (Vec::new(), None);
        let from = if options.with_state {
            let scope = Some(namespace).filter(|n| !n.is_empty());
            let (mut entries, revision) = self.space.list(&resource.id, scope);
            entries.retain(|entry| selection.matches(entry));
            there = entries;
            mark = options.marks_initial_events.then_some(revision);
            revision
        } else if options.version == 0 {
            // From now on.
            self.space.revision()
        } else {
            options.version
        };
        let started = self.space.watch(&resource.id, from);
        let watcher = match started {
            Ok(watcher) => watcher,
            Err(too_old) => return Ok(stream_of(futures::stream::iter([Ok(expired(&too_old))]))),
        };
        let deadline = Instant::now() + options.timeout;
        let watching = Watching {
            watcher,
            namespace: namespace.to_owned(),
            selection,
            renderer,
            bookmarks: options.bookmarks,
            deadline,
            next_bookmark: Instant::now() + BOOKMARKS,
            shown: false,
            there: there.into_iter(),
            mark,
            events: Vec::new().into_iter(),
            ended: false,
        };
        Ok(stream_of(futures::stream::unfold(watching, |mut watching| async move {
            let line = watching.next().await?;
            Some((Ok(line), watching))
        })))
    }
}

fn stream_of(stream: impl futures::Stream<Item = Result<Bytes, ApiError>> + Send + 'static) -> Response {
    let mut response = Response::new(Body::from_stream(stream));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

/// The last line of a watch that cannot go on: list again.
fn expired(too_old: &TooOld) -> Bytes {
    let message = format!("too old resource version: {} ({})", too_old.asked, too_old.oldest);
    line("ERROR", ApiError::expired(message).to_value().to_string().as_bytes())
}

/// A running watch.
struct Watching {
    watcher: Watcher,
    namespace: String,
    selection: Selection,
    renderer: Renderer,
    bookmarks: bool,
    deadline: Instant,
    next_bookmark: Instant,
    /// True once a table has shown its columns.
    shown: bool,
    /// Objects that there were at the beginning and that are still to be sent.
    there: std::vec::IntoIter<Arc<Entry>>,
    /// The revision of these objects, to be told after them.
    mark: Option<u64>,
    /// Events that are still to be sent. Text is made of them only when the client takes it.
    events: std::vec::IntoIter<Event>,
    ended: bool,
}

impl Watching {
    /// The next lines; `None` at the end.
    async fn next(&mut self) -> Option<Bytes> {
        while !self.ended {
            let lines = self.lines();
            if !lines.is_empty() {
                return Some(lines);
            }
            let until = if self.bookmarks { self.deadline.min(self.next_bookmark) } else { self.deadline };
            match tokio::time::timeout_at(until, self.watcher.next(BATCH)).await {
                Ok(Ok(batch)) => self.events = batch.events.into_iter(),
                Ok(Err(WatchError::TooOld(too_old))) => {
                    self.ended = true;
                    return Some(expired(&too_old));
                }
                Ok(Err(WatchError::Closed)) => self.ended = true,
                Err(_) if Instant::now() >= self.deadline => self.ended = true,
                Err(_) => {
                    self.next_bookmark = Instant::now() + BOOKMARKS;
                    if let Ok(revision) = self.watcher.position() {
                        return Some(self.renderer.bookmark(revision, false));
                    }
                }
            }
        }
        None
    }

    /// What can be sent without waiting, up to about [`CHUNK`] bytes.
    fn lines(&mut self) -> Bytes {
        let mut lines = BytesMut::new();
        while lines.len() < CHUNK && !self.ended {
            let next = if let Some(entry) = self.there.next() {
                self.renderer.event("ADDED", &entry, !self.shown).map(Some)
            } else if let Some(revision) = self.mark.take() {
                lines.extend_from_slice(&self.renderer.bookmark(revision, true));
                continue;
            } else if let Some(event) = self.events.next() {
                self.line(&event)
            } else {
                break;
            };
            match next {
                Ok(Some(line)) => {
                    self.shown = true;
                    lines.extend_from_slice(&line);
                }
                Ok(None) => {}
                Err(error) => {
                    lines.extend_from_slice(&line("ERROR", error.to_value().to_string().as_bytes()));
                    self.ended = true;
                }
            }
        }
        lines.freeze()
    }

    /// The line about an event, as it looks through the selectors: an object that begins to match is added, one that
    /// stops is deleted.
    fn line(&self, event: &Event) -> Result<Option<Bytes>, ApiError> {
        if !self.namespace.is_empty() && self.namespace != *event.entry.key.namespace {
            return Ok(None);
        }
        let before = event.previous.as_ref().is_some_and(|p| self.selection.matches(p));
        let after = event.kind != EventKind::Deleted && self.selection.matches(&event.entry);
        let kind = match (before, after) {
            (false, true) => "ADDED",
            (true, true) => "MODIFIED",
            (true, false) => "DELETED",
            (false, false) => return Ok(None),
        };
        let first = !self.shown;
        if let (true, false, EventKind::Modified, Some(previous)) = (before, after, event.kind, &event.previous) {
            // What the watcher last saw, at the version at which it went out of sight.
            let mut object: Value = core::decode(&self.renderer.resource, previous)?;
            object::meta_mut(&mut object).insert("resourceVersion".to_owned(), json!(event.entry.revision.to_string()));
            return self.renderer.event_of(kind, &object, first).map(Some);
        }
        self.renderer.event(kind, &event.entry, first).map(Some)
    }
}
