//! Documents that depend on nothing but the registry, rendered once and kept: OpenAPI and discovery.

use std::collections::HashMap;
use std::sync::Arc;

use bytes::Bytes;
use parking_lot::Mutex;

/// Rendered documents by name. Shared by all engines of one registry.
#[derive(Default)]
pub(crate) struct Documents {
    rendered: Mutex<HashMap<String, Arc<Document>>>,
}

/// A rendered document.
pub(crate) struct Document {
    /// The JSON text.
    pub(crate) bytes: Bytes,
    /// A digest of the text, as entity tag.
    pub(crate) etag: String,
}

impl Documents {
    /// The JSON document called `name`, made by `render` when it is asked for the first time.
    pub(crate) fn get(&self, name: &str, render: impl FnOnce() -> serde_json::Value) -> Arc<Document> {
        self.kept(name, || Bytes::from(render().to_string()))
    }

    /// The document called `name` in another encoding than JSON.
    pub(crate) fn get_bytes(&self, name: &str, render: impl FnOnce() -> Vec<u8>) -> Arc<Document> {
        self.kept(name, || Bytes::from(render()))
    }

    fn kept(&self, name: &str, render: impl FnOnce() -> Bytes) -> Arc<Document> {
        use sha2::Digest;
        let mut rendered = self.rendered.lock();
        if let Some(found) = rendered.get(name) {
            return found.clone();
        }
        let bytes = render();
        let digest = sha2::Sha256::digest(&bytes);
        let etag = digest.iter().fold(String::new(), |text, byte| format!("{text}{byte:02X}"));
        let document = Arc::new(Document { bytes, etag });
        rendered.insert(name.to_owned(), document.clone());
        document
    }
}
