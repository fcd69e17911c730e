//! By what requests are told apart.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use super::super::options::Query;
use super::super::registry::Resource;
use super::super::request::RequestInfo;

/// The labels of a request. Small and quick to compare: they are looked up for every request.
#[derive(Clone, Debug)]
pub(crate) struct Labels {
    /// `None` for paths that are no resource that is served.
    resource: Option<Arc<Resource>>,
    verb: &'static str,
    subresource: &'static str,
    scope: &'static str,
    dry_run: &'static str,
}

impl Default for Labels {
    /// Of a request that could not be read.
    fn default() -> Labels {
        Labels { resource: None, verb: "other", subresource: "", scope: "", dry_run: "" }
    }
}

impl Labels {
    pub(crate) fn new(info: &RequestInfo, resource: Option<&Arc<Resource>>, query: &Query, applies: bool) -> Labels {
        let verb = match info.verb.as_str() {
            "get" => "GET",
            "list" => "LIST",
            "watch" => "WATCH",
            "create" => "POST",
            "update" => "PUT",
            "patch" if applies => "APPLY",
            "patch" => "PATCH",
            "delete" => "DELETE",
            "deletecollection" => "DELETECOLLECTION",
            _ => "other",
        };
        let Some(path) = &info.resource else { return Labels { verb, ..Labels::default() } };
        Labels {
            resource: resource.cloned(),
            verb,
            subresource: match path.subresource.as_str() {
                "" => "",
                "status" => "status",
                "scale" => "scale",
                "token" => "token",
                _ => "other",
            },
            scope: match (&path.name, &path.namespace) {
                (name, _) if !name.is_empty() || verb == "POST" => "resource",
                (_, namespace) if !namespace.is_empty() => "namespace",
                _ => "cluster",
            },
            dry_run: if query.get("dryRun") == Some("All") { "All" } else { "" },
        }
    }

    pub(crate) fn is_watch(&self) -> bool {
        self.verb == "WATCH"
    }

    /// True when the request may change something.
    pub(crate) fn is_mutating(&self) -> bool {
        !matches!(self.verb, "GET" | "LIST" | "WATCH")
    }

    pub(super) fn resource_texts(&self) -> [(&str, &str); 3] {
        let (group, version, resource) = match &self.resource {
            Some(r) => (r.group.as_str(), r.version.as_str(), r.plural.as_str()),
            None => ("", "", ""),
        };
        [("group", group), ("version", version), ("resource", resource)]
    }

    pub(super) fn texts(&self) -> [(&str, &str); 7] {
        let [group, version, resource] = self.resource_texts();
        [
            ("verb", self.verb),
            group,
            version,
            resource,
            ("subresource", self.subresource),
            ("scope", self.scope),
            ("dry_run", self.dry_run),
        ]
    }

    fn key(&self) -> (Option<*const Resource>, &'static str, &'static str, &'static str, &'static str) {
        (self.resource.as_ref().map(Arc::as_ptr), self.verb, self.subresource, self.scope, self.dry_run)
    }
}

impl PartialEq for Labels {
    fn eq(&self, other: &Labels) -> bool {
        self.key() == other.key()
    }
}

impl Eq for Labels {}

impl Hash for Labels {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.key().hash(state);
    }
}
