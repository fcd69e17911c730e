//! A stored object as it lies in memory.

use std::sync::Arc;

use bytes::Bytes;

use crate::head::Head;

/// Where an object is.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key {
    /// `<group>/<plural>`.
    pub resource: Arc<str>,
    /// The namespace; empty for objects of the whole cluster.
    pub namespace: Arc<str>,
    /// The name.
    pub name: Arc<str>,
}

impl Key {
    /// The key of the object `name` in `namespace` (empty: none).
    pub fn new(resource: impl Into<Arc<str>>, namespace: impl Into<Arc<str>>, name: impl Into<Arc<str>>) -> Key {
        Key { resource: resource.into(), namespace: namespace.into(), name: name.into() }
    }
}

/// One version of an object: the text that clients get, and what selectors and owners need without decoding it.
#[derive(Debug)]
pub struct Entry {
    /// Where it is.
    pub key: Key,
    /// The revision of the write that made this version; also inside the text as `metadata.resourceVersion`.
    pub revision: u64,
    /// The JSON text.
    pub bytes: Bytes,
    /// What was decoded from the text.
    pub head: Head,
}

impl Entry {
    /// Labels, in the order of the text.
    pub fn labels(&self) -> impl Iterator<Item = (&str, &str)> {
        self.head.labels.iter().map(|(k, v)| (k.of(&self.bytes), v.of(&self.bytes)))
    }

    /// The value of the label `name`.
    pub fn label(&self, name: &str) -> Option<&str> {
        self.labels().find(|(k, _)| *k == name).map(|(_, v)| v)
    }

    /// Finalizers, in the order of the text.
    pub fn finalizers(&self) -> impl Iterator<Item = &str> {
        self.head.finalizers.iter().map(|f| f.of(&self.bytes))
    }

    /// The value of the selectable field with this index in the paths that the space was loaded with; empty when the
    /// object has no such field.
    pub fn field(&self, index: usize) -> &str {
        self.head.fields.get(index).map_or("", |f| f.of(&self.bytes))
    }

    /// `metadata.uid` as text; empty when there is none.
    pub fn uid(&self) -> &str {
        self.head.uid_text.of(&self.bytes)
    }

    /// The text decoded.
    ///
    /// # Errors
    /// Never for an entry of a space: its text was decoded when it was stored.
    pub fn value(&self) -> Result<serde_json::Value, serde_json::Error> {
        serde_json::from_slice(&self.bytes)
    }

    /// The bytes that this version takes in memory, roughly.
    pub(crate) fn weight(&self) -> usize {
        self.bytes.len() + 256
    }
}
