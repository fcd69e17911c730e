//! Writes that happen only as long as something else is true.

use std::sync::Arc;

use serde_json::Value;
use store::{Change, Expect, Key, Space, Write};

use super::error::ApiError;
use super::registry::resource_id;

/// A condition on another object, usually a Lease, which is compared in the same transaction that stores a write. Whoever
/// was asleep while it ceased to be true cannot write any more, whatever it believes.
#[derive(Clone)]
pub struct Fence {
    key: Key,
    holds: Arc<dyn Fn(&Value) -> bool + Send + Sync>,
}

impl Fence {
    /// Holds as long as the object `name` of this group and resource is there and `holds` says so.
    pub fn new(
        (group, plural): (&str, &str),
        namespace: &str,
        name: &str,
        holds: impl Fn(&Value) -> bool + Send + Sync + 'static,
    ) -> Fence {
        Fence { key: Key::new(resource_id(group, plural), namespace, name), holds: Arc::new(holds) }
    }

    /// The part of a transaction that fails when the fence has fallen by then.
    ///
    /// # Errors
    /// 409 when it has fallen already.
    pub(crate) fn guard(&self, objects: &Space) -> Result<Write, ApiError> {
        let entry = objects.get(&self.key.resource, &self.key.namespace, &self.key.name);
        let held = entry.filter(|entry| entry.value().is_ok_and(|value| (self.holds)(&value)));
        match held {
            Some(entry) => {
                let expect = Expect::Revision(entry.revision);
                Ok(Write { key: self.key.clone(), expect, change: Change::Check })
            }
            None => Err(ApiError::fenced(&self.key.name)),
        }
    }
}
