//! Which objects a list shows, and in which order of pages.

use std::sync::Arc;

use serde_json::json;
use store::Entry;

use super::continue_token::{ContinueToken, Start};
use super::core::Core;
use super::error::ApiError;
use super::options::Query;
use super::registry::Resource;
use super::selection::Selection;

/// One page of a list.
pub(crate) struct Page {
    pub(crate) entries: Vec<Arc<Entry>>,
    /// The revision at which the list was so.
    pub(crate) revision: u64,
    /// The token of the next page; empty on the last.
    pub(crate) next: String,
    /// How many more there are; unknown with selectors.
    pub(crate) remaining: Option<usize>,
}

/// What a list is asked for, beside selectors.
#[derive(Clone, Debug, Default)]
pub(crate) struct ListOptions {
    limit: usize,
    token: Option<ContinueToken>,
    at: At,
}

/// At which revision.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum At {
    /// As things are now.
    #[default]
    Now,
    /// As things are now, which must not be older than this.
    NotOlderThan(u64),
    /// As things were exactly then.
    Exactly(u64),
}

impl ListOptions {
    pub(crate) fn new(query: &Query) -> Result<ListOptions, ApiError> {
        let limit = query.number("limit")?.map_or(0, |n| usize::try_from(n).unwrap_or(usize::MAX));
        let version = query.get("resourceVersion");
        let matching = query.get("resourceVersionMatch");
        if query.get("sendInitialEvents").is_some() {
            return Err(invalid("sendInitialEvents", "sendInitialEvents is forbidden for list"));
        }
        if let Some(text) = query.get("continue") {
            if version.is_some_and(|v| v != "0") {
                return Err(ApiError::bad_request("specifying resource version is not allowed when using continue"));
            }
            if matching.is_some() {
                return Err(invalid(
                    "resourceVersionMatch",
                    "resourceVersionMatch is forbidden when continue is provided",
                ));
            }
            let token = ContinueToken::decode(text)?;
            return Ok(ListOptions { limit, token: Some(token), at: At::Now });
        }
        let number = version.map(parse_version).transpose()?;
        let at = match (number, matching) {
            (None, Some(_)) => {
                return Err(invalid(
                    "resourceVersionMatch",
                    "resourceVersionMatch is forbidden unless resourceVersion is provided",
                ));
            }
            (None | Some(0), None) | (Some(0), Some("NotOlderThan")) => At::Now,
            (Some(0), Some("Exact")) => {
                return Err(invalid(
                    "resourceVersionMatch",
                    "resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\"",
                ));
            }
            // As upstream: a page of a limited list is exact unless the caller says otherwise.
            (Some(n), None) if limit > 0 => At::Exactly(n),
            (Some(n), None | Some("NotOlderThan")) => At::NotOlderThan(n),
            (Some(n), Some("Exact")) => At::Exactly(n),
            (_, Some(other)) => {
                let known = ["Exact", "NotOlderThan", ""];
                let error = api::field::FieldError::not_supported("resourceVersionMatch", other, known);
                return Err(ApiError::invalid_kind("meta.k8s.io", "ListOptions", "", &[error]));
            }
        };
        Ok(ListOptions { limit, token: None, at })
    }
}

fn invalid(field: &str, why: &str) -> ApiError {
    let error = api::field::FieldError::forbidden(field, why);
    ApiError::invalid_kind("meta.k8s.io", "ListOptions", "", &[error])
}

/// Reads a resourceVersion.
pub(crate) fn parse_version(text: &str) -> Result<u64, ApiError> {
    text.parse().map_err(|_| {
        let error = api::field::FieldError::invalid("resourceVersion", text, "must be a number");
        ApiError::invalid_kind("meta.k8s.io", "ListOptions", "", &[error])
    })
}

impl Core {
    /// The page of `resource` that is asked for; an empty namespace means all.
    pub(crate) fn list(
        &self,
        resource: &Resource,
        namespace: &str,
        selection: &Selection,
        options: &ListOptions,
    ) -> Result<Page, ApiError> {
        let scope = Some(namespace).filter(|n| !n.is_empty());
        let (entries, revision) = match (&options.token, options.at) {
            (Some(token), _) => match token.revision {
                Some(revision) => {
                    let entries = self.space.list_at(&resource.id, scope, revision);
                    (entries.map_err(|_| expired_token(token))?, revision)
                }
                None => self.space.list(&resource.id, scope),
            },
            (None, At::Now) => self.space.list(&resource.id, scope),
            (None, At::NotOlderThan(least)) => {
                self.check_not_future(least)?;
                self.space.list(&resource.id, scope)
            }
            (None, At::Exactly(revision)) => {
                self.check_not_future(revision)?;
                let entries = self.space.list_at(&resource.id, scope, revision);
                let old = |_| ApiError::expired("The resourceVersion for the provided list is too old.");
                (entries.map_err(old)?, revision)
            }
        };
        let mut rest = entries.into_iter();
        if let Some(token) = &options.token {
            let start = &token.start;
            let skipped = rest.as_slice().partition_point(|e| {
                (&*e.key.namespace, &*e.key.name) <= (start.namespace.as_str(), start.name.as_str())
            });
            rest.by_ref().take(skipped).for_each(drop);
        }
        let mut page = Page { entries: Vec::new(), revision, next: String::new(), remaining: None };
        if options.limit == 0 || rest.len() <= options.limit && selection.is_everything() {
            page.entries = if selection.is_everything() {
                rest.collect()
            } else {
                rest.filter(|e| selection.matches(e)).collect()
            };
            return Ok(page);
        }
        for entry in rest.by_ref() {
            if !selection.matches(&entry) {
                continue;
            }
            page.entries.push(entry);
            if page.entries.len() == options.limit {
                break;
            }
        }
        if let Some(last) = page.entries.last().filter(|_| rest.len() > 0) {
            let start = Start { namespace: last.key.namespace.to_string(), name: last.key.name.to_string() };
            page.next = ContinueToken { revision: Some(revision), start }.encode();
            page.remaining = selection.is_everything().then_some(rest.len());
        }
        Ok(page)
    }

    /// Refuses to answer a read that wants things as new as a version that is not there yet.
    pub(crate) fn check_fresh(&self, query: &Query) -> Result<(), ApiError> {
        let version = query.get("resourceVersion").map(parse_version).transpose()?;
        self.check_not_future(version.unwrap_or_default())
    }

    pub(crate) fn check_not_future(&self, revision: u64) -> Result<(), ApiError> {
        let current = self.space.revision();
        if revision > current { Err(ApiError::revision_too_large(revision, current)) } else { Ok(()) }
    }
}

/// The list cannot go on as it was; the answer has a token with which it can go on as things are now.
fn expired_token(token: &ContinueToken) -> ApiError {
    let inconsistent = ContinueToken { revision: None, start: token.start.clone() };
    ApiError::expired(
        "The provided continue parameter is too old to display a consistent list result. You can start a new list \
         without the continue parameter, or use the continue token in this response to retrieve the remainder of the \
         results. Continuing with the provided token results in an inconsistent list - objects that were created, \
         modified, or deleted between the time the first chunk was returned and now may show up in the list.",
    )
    .with_metadata("continue", json!(inconsistent.encode()))
}
