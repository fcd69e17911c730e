//! Objects as they were at a point in time: `?asOf=2026-11-21T10:00:00Z`, an addition to the public API.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use store::{Entry, PastError};

use super::core::{Core, Place};
use super::error::ApiError;
use super::list::Page;
use super::registry::Resource;
use super::selection::Selection;

/// Reads a point in time.
///
/// # Errors
/// 400 when it is none.
pub(crate) fn instant(text: &str) -> Result<DateTime<Utc>, ApiError> {
    DateTime::parse_from_rfc3339(text).map(|time| time.with_timezone(&Utc)).map_err(|_| {
        ApiError::bad_request(format!(
            "asOf: \"{text}\" is not a point in time like 2026-11-21T10:00:00Z (a plus sign in a query is written %2B)"
        ))
    })
}

impl Core {
    /// An object as it was.
    pub(crate) async fn get_then(&self, place: Place<'_>, at: DateTime<Utc>) -> Result<Arc<Entry>, ApiError> {
        let then = self.space.as_of(&place.resource.id, place.namespace, place.name, at).await?;
        // Objects of the whole cluster are in the namespace without a name, which stands for all.
        let found = then.into_iter().find(|entry| *entry.key.name == *place.name);
        match found {
            Some(entry) => Ok(entry),
            None => Err(match self.space.deleted_at(&place.key(), at).await? {
                Some(deleted) => place.not_found().deleted_at(deleted),
                None => place.not_found(),
            }),
        }
    }

    /// The objects of a resource as they were; an empty namespace means all.
    pub(crate) async fn list_then(
        &self,
        resource: &Resource,
        namespace: &str,
        selection: &Selection,
        at: DateTime<Utc>,
    ) -> Result<Page, ApiError> {
        let mut entries = self.space.as_of(&resource.id, namespace, "", at).await?;
        entries.retain(|entry| selection.matches(entry));
        let revision = entries.iter().map(|entry| entry.revision).max().unwrap_or_else(|| self.space.revision());
        Ok(Page { entries, revision, next: String::new(), remaining: None })
    }
}

impl From<PastError> for ApiError {
    fn from(error: PastError) -> ApiError {
        match error {
            PastError::Forgotten { oldest } => {
                ApiError::expired(format!("that is too long ago: {error}")).kept_since(oldest)
            }
            PastError::Database(_) => ApiError::unavailable("the database does not answer; please try again"),
        }
    }
}
