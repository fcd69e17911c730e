//! What of a request is recorded.
//!
//! The form is upstream's: <https://kubernetes.io/docs/reference/config-api/apiserver-audit.v1/#audit-k8s-io-v1-Policy>.
//! `level: RequestResponse` records what `Request` does; stages are not told apart.

use serde::Deserialize;

use crate::engine::request::RequestInfo;
use crate::engine::user::User;

/// How much is recorded, from nothing to everything.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub enum Level {
    /// Nothing.
    None,
    /// Who did what to which object, and how it ended.
    #[default]
    Metadata,
    /// That, and the object that was stored; never of secrets.
    #[serde(alias = "RequestResponse")]
    Request,
}

/// Rules, of which the first that fits a request decides. What none fits is recorded with [`Level::Metadata`].
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Policy {
    /// `audit.k8s.io/v1`.
    #[serde(default)]
    pub api_version: String,
    /// `Policy`.
    #[serde(default)]
    pub kind: String,
    /// Without effect.
    #[serde(default)]
    pub metadata: serde_json::Value,
    /// Without effect: there is one record for each request.
    #[serde(default)]
    pub omit_stages: Vec<String>,
    /// Without effect: managed fields are never recorded.
    #[serde(default)]
    pub omit_managed_fields: bool,
    /// The rules in their order.
    #[serde(default)]
    pub rules: Vec<Rule>,
}

/// Fits requests that fit all of its lists; an empty list fits every request.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Rule {
    /// How much is recorded of what fits.
    pub level: Level,
    /// User names.
    #[serde(default)]
    pub users: Vec<String>,
    /// Groups, of which the user is in one.
    #[serde(default)]
    pub user_groups: Vec<String>,
    /// Verbs.
    #[serde(default)]
    pub verbs: Vec<String>,
    /// Resources; then paths that are no resource do not fit, unless the rule names them too.
    #[serde(default)]
    pub resources: Vec<Resources>,
    /// Namespaces; the empty one stands for objects of the whole cluster.
    #[serde(default)]
    pub namespaces: Vec<String>,
    /// Paths that are no resource; a `*` at the end stands for everything below.
    #[serde(default, rename = "nonResourceURLs")]
    pub paths: Vec<String>,
    /// Without effect: there is one record for each request.
    #[serde(default)]
    pub omit_stages: Vec<String>,
    /// Without effect: managed fields are never recorded.
    #[serde(default)]
    pub omit_managed_fields: bool,
}

/// Resources of one API group.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Resources {
    /// The API group.
    #[serde(default)]
    pub group: String,
    /// Plural names, `*` for all, `pods/log` for a subresource, `pods/*` for all of a resource; none means all.
    #[serde(default)]
    pub resources: Vec<String>,
    /// Names of objects; none means all.
    #[serde(default)]
    pub resource_names: Vec<String>,
}

impl Policy {
    /// The level for a request.
    pub(crate) fn level(&self, user: &User, info: &RequestInfo) -> Level {
        self.rules.iter().find(|rule| rule.fits(user, info)).map_or(Level::Metadata, |rule| rule.level)
    }
}

impl Rule {
    fn fits(&self, user: &User, info: &RequestInfo) -> bool {
        let named = |list: &[String], name: &str| list.is_empty() || list.iter().any(|one| one == name);
        if !named(&self.users, &user.name) || !named(&self.verbs, &info.verb) {
            return false;
        }
        if !self.user_groups.is_empty() && !self.user_groups.iter().any(|group| user.in_group(group)) {
            return false;
        }
        if self.resources.is_empty() && self.paths.is_empty() && self.namespaces.is_empty() {
            return true;
        }
        match &info.resource {
            None => self.paths.iter().any(|path| match path.strip_suffix('*') {
                Some(start) => info.path.starts_with(start),
                None => info.path == *path,
            }),
            Some(place) if self.paths.is_empty() || !self.resources.is_empty() => {
                named(&self.namespaces, &place.namespace)
                    && (self.resources.is_empty()
                        || self
                            .resources
                            .iter()
                            .any(|r| r.fit(&place.group, &place.resource, &place.subresource, &place.name)))
            }
            Some(_) => false,
        }
    }
}

impl Resources {
    fn fit(&self, group: &str, resource: &str, subresource: &str, name: &str) -> bool {
        let of = |pattern: &String| match pattern.split_once('/') {
            None => pattern == "*" || (pattern == resource && subresource.is_empty()),
            Some((r, s)) => (r == "*" || r == resource) && (s == "*" || s == subresource) && !subresource.is_empty(),
        };
        self.group == group
            && (self.resources.is_empty() || self.resources.iter().any(of))
            && (self.resource_names.is_empty() || self.resource_names.iter().any(|n| n == name))
    }
}

#[cfg(test)]
mod tests {
    use http::Method;
    use serde_json::json;

    use super::*;

    #[test]
    fn the_first_rule_that_fits_decides() {
        let policy: Policy = serde_json::from_value(json!({
            "apiVersion": "audit.k8s.io/v1",
            "kind": "Policy",
            "rules": [
                {"level": "None", "users": ["system:kube-proxy"], "verbs": ["watch"],
                 "resources": [{"group": "", "resources": ["endpoints", "services"]}]},
                {"level": "None", "userGroups": ["system:authenticated"], "nonResourceURLs": ["/api*", "/version"]},
                {"level": "RequestResponse", "resources": [{"group": "", "resources": ["configmaps"]}],
                 "namespaces": ["kube-system"]},
                {"level": "Metadata", "resources": [{"group": "", "resources": ["pods/log", "pods/status"]}]},
                {"level": "Request", "resources": [{"group": "apps"}, {"group": "batch", "resources": ["*"]}]},
                {"level": "None", "verbs": ["get"]},
            ],
        }))
        .unwrap();
        let user = User::new("system:kube-proxy", ["system:authenticated"]);
        let dev = User::new("dev", ["system:authenticated"]);
        let cases = [
            (&user, Method::GET, "/api/v1/endpoints?watch=1", Level::None),
            (&user, Method::GET, "/api/v1/pods?watch=1", Level::Metadata),
            (&dev, Method::GET, "/version", Level::None),
            (&dev, Method::GET, "/api", Level::None),
            (&dev, Method::GET, "/livez", Level::None),
            (&dev, Method::PUT, "/api/v1/namespaces/kube-system/configmaps/a", Level::Request),
            (&dev, Method::PUT, "/api/v1/namespaces/default/configmaps/a", Level::Metadata),
            (&dev, Method::GET, "/api/v1/namespaces/default/pods/a/log", Level::Metadata),
            (&dev, Method::GET, "/api/v1/namespaces/default/pods/a", Level::None),
            (&dev, Method::POST, "/apis/apps/v1/namespaces/default/deployments", Level::Request),
        ];
        for (user, method, uri, expected) in cases {
            let (path, query) = uri.split_once('?').unwrap_or((uri, ""));
            let query: Vec<_> = query.split_once('=').map(|(n, v)| (n.to_owned(), v.to_owned())).into_iter().collect();
            let info = RequestInfo::new(&method, path, &query).unwrap();
            assert_eq!(policy.level(user, &info), expected, "{uri}");
        }
    }
}
