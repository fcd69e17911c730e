//! Watches: a stream of lines, one event each.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::response::Response;
use bytes::{Bytes, BytesMut};
use http::{HeaderValue, header};
use serde_json::{Value, json};
use store::{Event, EventKind, TooOld, WatchError, Watcher};
use tokio::time::Instant;

use super::core::{self, Core};
use super::error::ApiError;
use super::list::parse_version;
use super::object;
use super::options::Query;
use super::registry::Resource;
use super::render::{Renderer, line};
use super::selection::Selection;

/// Time between bookmarks.
const BOOKMARKS: Duration = Duration::from_secs(60);
/// The shortest and the longest time of a watch that names none, as upstream has it.
const DEFAULT_TIMEOUT: (u64, u64) = (1800, 3600);
/// Events that are sent at once at most.
const BATCH: usize = 128;

/// What a watch is asked for, beside selectors.
struct WatchOptions {
    /// From which revision; `None` begins with the objects that there are.
    from: Option<u64>,
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
        let with_state = initial.unwrap_or(version == 0);
        Ok(WatchOptions {
            from: (!with_state).then_some(version),
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
        let mut first = BytesMut::new();
        let mut shown = false;
        let scope = Some(namespace).filter(|n| !n.is_empty());
        let started = match options.from {
            // Revision 0 without initial events: from now on.
            Some(0) => self.space.watch(&resource.id, self.space.revision()),
            Some(from) => {
                self.check_not_future(from)?;
                self.space.watch(&resource.id, from)
            }
            None => {
                let (entries, revision) = self.space.list(&resource.id, scope);
                for entry in entries.iter().filter(|e| selection.matches(e)) {
                    first.extend_from_slice(&renderer.event("ADDED", entry, !shown)?);
                    shown = true;
                }
                if options.marks_initial_events {
                    first.extend_from_slice(&renderer.bookmark(revision, true));
                }
                self.space.watch(&resource.id, revision)
            }
        };
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
            shown,
            pending: (!first.is_empty()).then(|| first.freeze()),
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
    pending: Option<Bytes>,
    ended: bool,
}

impl Watching {
    /// The next lines; `None` at the end.
    async fn next(&mut self) -> Option<Bytes> {
        if let Some(pending) = self.pending.take() {
            return Some(pending);
        }
        while !self.ended {
            let until = if self.bookmarks { self.deadline.min(self.next_bookmark) } else { self.deadline };
            match tokio::time::timeout_at(until, self.watcher.next(BATCH)).await {
                Ok(Ok(batch)) => {
                    let lines = self.lines(&batch.events);
                    if !lines.is_empty() {
                        return Some(lines);
                    }
                }
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

    fn lines(&mut self, events: &[Event]) -> Bytes {
        let mut lines = BytesMut::new();
        for event in events {
            match self.line(event) {
                Ok(Some(line)) => {
                    self.shown = true;
                    lines.extend_from_slice(&line);
                }
                Ok(None) => {}
                Err(error) => {
                    lines.extend_from_slice(&line("ERROR", error.to_value().to_string().as_bytes()));
                    self.ended = true;
                    break;
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
