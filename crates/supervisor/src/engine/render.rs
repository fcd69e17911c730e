//! Objects, lists and events in the form that the caller wants, from stored text wherever that is possible.

use std::sync::Arc;

use axum::body::Body;
use axum::response::Response;
use bytes::{Bytes, BytesMut};
use chrono::{DateTime, Utc};
use http::{HeaderValue, StatusCode, header};
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};
use store::Entry;

use super::accept::{Accepted, Encoding, Form};
use super::compression::LongList;
use super::core::{self, Written};
use super::error::ApiError;
use super::list::Page;
use super::object;
use super::options::Query;
use super::registry::Resource;
use super::table;

/// How to show the objects of one resource to one caller.
#[derive(Clone)]
pub(crate) struct Renderer {
    pub(crate) resource: Arc<Resource>,
    pub(crate) accepted: Accepted,
    /// How much of each object stands beside its cells in a table.
    include: Include,
    now: DateTime<Utc>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Include {
    None,
    Metadata,
    Object,
}

/// Text of a list or a watch that is sent at once, in bytes.
pub(crate) const CHUNK: usize = 64 << 10;

impl Renderer {
    pub(crate) fn new(resource: &Arc<Resource>, accepted: Accepted, query: &Query) -> Result<Renderer, ApiError> {
        let include = match query.get("includeObject") {
            None | Some("Metadata") => Include::Metadata,
            Some("None") => Include::None,
            Some("Object") => Include::Object,
            Some(other) => {
                return Err(ApiError::bad_request(format!("unrecognized includeObject value: \"{other}\"")));
            }
        };
        Ok(Renderer { resource: resource.clone(), accepted, include, now: Utc::now() })
    }

    /// The answer with one object.
    pub(crate) fn object(&self, status: StatusCode, written: &Written) -> Result<Response, ApiError> {
        let text = match written {
            Written::Stored(entry) => self.entry(entry)?,
            Written::Unstored(object) => self.value(object)?,
        };
        self.answer(status, text)
    }

    /// The text of one stored object.
    fn entry(&self, entry: &Entry) -> Result<Bytes, ApiError> {
        match self.accepted.form {
            Form::Object => core::text(&self.resource, entry),
            Form::Metadata => self.metadata(&core::text(&self.resource, entry)?),
            Form::Table => self.value(&core::decode(&self.resource, entry)?),
        }
    }

    fn value(&self, object: &Value) -> Result<Bytes, ApiError> {
        match self.accepted.form {
            Form::Object => Ok(object.to_string().into()),
            Form::Metadata => self.metadata(object.to_string().as_bytes()),
            Form::Table => {
                let text = object.to_string();
                let mut table = self.table_head(&json!({
                    "resourceVersion": object::meta_text(object, "resourceVersion"),
                }));
                table.push('[');
                table.push_str(&self.row(object, text.as_bytes())?);
                table.push_str("]}");
                Ok(table.into())
            }
        }
    }

    /// The metadata of an object, as `PartialObjectMetadata`.
    fn metadata(&self, text: &[u8]) -> Result<Bytes, ApiError> {
        #[derive(Deserialize)]
        struct Head<'a> {
            #[serde(borrow)]
            metadata: &'a RawValue,
        }
        let head: Head<'_> = serde_json::from_slice(text).map_err(ApiError::internal)?;
        let text = format!(
            r#"{{"kind":"PartialObjectMetadata","apiVersion":"meta.k8s.io/v1","metadata":{}}}"#,
            head.metadata.get()
        );
        Ok(text.into())
    }

    fn table_head(&self, metadata: &Value) -> String {
        let mut columns = table::definitions(&self.resource.columns);
        if !self.resource.name_column {
            columns.remove(0);
        }
        format!(
            r#"{{"kind":"Table","apiVersion":"meta.k8s.io/v1","metadata":{metadata},"columnDefinitions":{},"rows":"#,
            json!(columns)
        )
    }

    /// One row of a table.
    fn row(&self, object: &Value, text: &[u8]) -> Result<String, ApiError> {
        let cells = match self.resource.strategy.cells(object, self.now) {
            Some(cells) if self.resource.name_column => {
                std::iter::once(json!(object::name(object))).chain(cells).collect()
            }
            Some(cells) => cells,
            None => table::render(&self.resource.columns, object, self.now),
        };
        let cells = json!(cells);
        Ok(match self.include {
            Include::None => format!(r#"{{"cells":{cells}}}"#),
            Include::Object => format!(r#"{{"cells":{cells},"object":{object}}}"#),
            Include::Metadata => {
                let metadata = self.metadata(text)?;
                format!(r#"{{"cells":{cells},"object":{}}}"#, String::from_utf8_lossy(&metadata))
            }
        })
    }

    /// One item of a list.
    fn item(&self, entry: &Entry) -> Result<Bytes, ApiError> {
        match self.accepted.form {
            Form::Object | Form::Metadata => self.entry(entry),
            Form::Table => {
                let object = core::decode(&self.resource, entry)?;
                let text = core::text(&self.resource, entry)?;
                Ok(self.row(&object, &text)?.into())
            }
        }
    }

    /// The answer with a page of a list. Long ones are sent in chunks that are made only when they are sent.
    pub(crate) fn page(&self, page: Page) -> Result<Response, ApiError> {
        let mut metadata = json!({"resourceVersion": page.revision.to_string()});
        if !page.next.is_empty() {
            metadata["continue"] = json!(page.next);
        }
        if let Some(remaining) = page.remaining {
            metadata["remainingItemCount"] = json!(remaining);
        }
        let head = match self.accepted.form {
            Form::Table => self.table_head(&metadata) + "[",
            Form::Object => self.list_head(&self.resource.list_kind, &self.resource.api_version(), &metadata),
            Form::Metadata => self.list_head("PartialObjectMetadataList", "meta.k8s.io/v1", &metadata),
        };
        let mut chunks = Chunks {
            renderer: self.clone(),
            entries: page.entries.into_iter(),
            pending: head.into_bytes(),
            first: true,
            done: false,
        };
        let Some(first) = chunks.next() else { return Err(ApiError::internal("a list without text")) };
        if chunks.done || self.accepted.encoding == Encoding::Yaml {
            let mut text = BytesMut::from(&first?[..]);
            for chunk in chunks {
                text.extend_from_slice(&chunk?);
            }
            return self.answer(StatusCode::OK, text.freeze());
        }
        let stream = futures::stream::iter(std::iter::once(first).chain(chunks));
        let mut response = Response::new(Body::from_stream(stream));
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        response.extensions_mut().insert(LongList);
        Ok(response)
    }

    fn list_head(&self, kind: &str, api_version: &str, metadata: &Value) -> String {
        format!(r#"{{"kind":"{kind}","apiVersion":"{api_version}","metadata":{metadata},"items":["#)
    }

    /// One line of a watch. In a table the columns stand only in the first event.
    pub(crate) fn event(&self, kind: &str, entry: &Entry, first: bool) -> Result<Bytes, ApiError> {
        let object = match self.accepted.form {
            Form::Table => {
                let object = core::decode(&self.resource, entry)?;
                self.event_table(&object, &core::text(&self.resource, entry)?, first)?
            }
            _ => self.entry(entry)?,
        };
        Ok(line(kind, &object))
    }

    /// The same for an object that is not stored.
    pub(crate) fn event_of(&self, kind: &str, object: &Value, first: bool) -> Result<Bytes, ApiError> {
        let text = match self.accepted.form {
            Form::Table => self.event_table(object, object.to_string().as_bytes(), first)?,
            _ => self.value(object)?,
        };
        Ok(line(kind, &text))
    }

    fn event_table(&self, object: &Value, text: &[u8], first: bool) -> Result<Bytes, ApiError> {
        let metadata = json!({"resourceVersion": object::meta_text(object, "resourceVersion")});
        let head = if first {
            self.table_head(&metadata)
        } else {
            format!(r#"{{"kind":"Table","apiVersion":"meta.k8s.io/v1","metadata":{metadata},"rows":"#)
        };
        Ok(format!("{head}[{}]}}", self.row(object, text)?).into())
    }

    /// A bookmark: nothing happened up to `revision`.
    pub(crate) fn bookmark(&self, revision: u64, ends_initial_events: bool) -> Bytes {
        let mut metadata = json!({"resourceVersion": revision.to_string(), "creationTimestamp": null});
        if ends_initial_events {
            metadata["annotations"] = json!({"k8s.io/initial-events-end": "true"});
        }
        let object = match self.accepted.form {
            Form::Object => json!({
                "kind": self.resource.kind,
                "apiVersion": self.resource.api_version(),
                "metadata": metadata,
            }),
            Form::Metadata => json!({
                "kind": "PartialObjectMetadata",
                "apiVersion": "meta.k8s.io/v1",
                "metadata": metadata,
            }),
            Form::Table => json!({
                "kind": "Table",
                "apiVersion": "meta.k8s.io/v1",
                "metadata": metadata,
                "columnDefinitions": null,
                "rows": [],
            }),
        };
        line("BOOKMARK", object.to_string().as_bytes())
    }

    fn answer(&self, status: StatusCode, text: Bytes) -> Result<Response, ApiError> {
        encoded(self.accepted.encoding, status, text)
    }
}

/// An answer of JSON text, as it is or rewritten in YAML.
pub(crate) fn encoded(encoding: Encoding, status: StatusCode, text: Bytes) -> Result<Response, ApiError> {
    let (text, media_type) = match encoding {
        Encoding::Json => (text, "application/json"),
        Encoding::Yaml => {
            let value: Value = serde_json::from_slice(&text).map_err(ApiError::internal)?;
            let yaml = serde_saphyr::to_string(&value).map_err(ApiError::internal)?;
            (yaml.into(), "application/yaml")
        }
    };
    let mut response = Response::new(Body::from(text));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    Ok(response)
}

/// One line of a watch.
pub(crate) fn line(kind: &str, object: &[u8]) -> Bytes {
    let mut line = BytesMut::with_capacity(object.len() + 40);
    line.extend_from_slice(br#"{"type":""#);
    line.extend_from_slice(kind.as_bytes());
    line.extend_from_slice(br#"","object":"#);
    line.extend_from_slice(object);
    line.extend_from_slice(b"}\n");
    line.freeze()
}

/// The text of a list, in pieces of about [`CHUNK`] bytes.
struct Chunks {
    renderer: Renderer,
    entries: std::vec::IntoIter<Arc<Entry>>,
    pending: Vec<u8>,
    first: bool,
    done: bool,
}

impl Iterator for Chunks {
    type Item = Result<Bytes, ApiError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.done {
            return None;
        }
        let mut text = std::mem::take(&mut self.pending);
        if self.entries.len() > 8 {
            text.reserve(CHUNK);
        }
        while text.len() < CHUNK {
            let Some(entry) = self.entries.next() else {
                text.extend_from_slice(b"]}");
                self.done = true;
                break;
            };
            if !std::mem::take(&mut self.first) {
                text.push(b',');
            }
            match self.renderer.item(&entry) {
                Ok(item) => text.extend_from_slice(&item),
                Err(error) => {
                    self.done = true;
                    return Some(Err(error));
                }
            }
        }
        Some(Ok(text.into()))
    }
}
