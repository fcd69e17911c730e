//! Rules of roles, and whether one allows a request.
//!
//! Model: `k8s.io/component-helpers/auth/rbac/validation` and `plugin/pkg/auth/authorizer/rbac`.

use serde::Deserialize;

use crate::engine::User;
use crate::engine::authz::{PathRule, ResourceRule, Rules, Target};

/// One rule of a role.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Rule {
    pub(super) verbs: Vec<String>,
    pub(super) api_groups: Vec<String>,
    pub(super) resources: Vec<String>,
    pub(super) resource_names: Vec<String>,
    #[serde(rename = "nonResourceURLs")]
    pub(super) urls: Vec<String>,
}

pub(super) fn has(list: &[String], wanted: &str) -> bool {
    list.iter().any(|item| item == "*" || item == wanted)
}

impl Rule {
    /// Does this rule allow the verb on the target?
    pub(super) fn allows(&self, verb: &str, target: &Target<'_>) -> bool {
        if !has(&self.verbs, verb) {
            return false;
        }
        match *target {
            Target::Path(path) => self.urls.iter().any(|url| match url.strip_suffix('*') {
                Some(prefix) => path.starts_with(prefix),
                None => path == url,
            }),
            Target::Resource { group, resource, subresource, name, .. } => {
                has(&self.api_groups, group)
                    && self.covers(resource, subresource)
                    && (self.resource_names.is_empty() || self.resource_names.iter().any(|n| n == name))
            }
        }
    }

    fn covers(&self, resource: &str, subresource: &str) -> bool {
        self.resources.iter().any(|item| match item.split_once('/') {
            _ if item == "*" => true,
            None => subresource.is_empty() && item == resource,
            Some(("*", sub)) => sub == subresource,
            Some((of, sub)) => of == resource && sub == subresource,
        })
    }

    /// Everything that a user may do, as rules.
    pub(super) fn all_of(rules: Rules) -> Vec<Rule> {
        let resources = rules.resources.into_iter().map(|rule| Rule {
            verbs: rule.verbs,
            api_groups: rule.api_groups,
            resources: rule.resources,
            resource_names: rule.resource_names,
            urls: Vec::new(),
        });
        let paths = rules.paths.into_iter().map(|rule| Rule { verbs: rule.verbs, urls: rule.urls, ..Rule::default() });
        resources.chain(paths).collect()
    }

    /// Adds this rule to what a user may do.
    pub(super) fn add_to(&self, rules: &mut Rules) {
        if !self.resources.is_empty() {
            rules.resources.push(ResourceRule {
                verbs: self.verbs.clone(),
                api_groups: self.api_groups.clone(),
                resources: self.resources.clone(),
                resource_names: self.resource_names.clone(),
            });
        }
        if !self.urls.is_empty() {
            rules.paths.push(PathRule { verbs: self.verbs.clone(), urls: self.urls.clone() });
        }
    }
}

/// Whom a binding is for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Subject {
    kind: String,
    name: String,
    namespace: String,
}

impl Subject {
    /// Is `user` meant?
    pub(super) fn is(&self, user: &User) -> bool {
        match self.kind.as_str() {
            "User" => self.name == user.name,
            "Group" => user.in_group(&self.name),
            "ServiceAccount" => user.as_service_account() == Some((self.namespace.as_str(), self.name.as_str())),
            _ => false,
        }
    }
}

impl std::fmt::Display for Subject {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Subject { kind, name, namespace } = self;
        match kind.as_str() {
            "ServiceAccount" => write!(f, "{kind} \"{name}/{namespace}\""),
            _ => write!(f, "{kind} \"{name}\""),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn rule(value: serde_json::Value) -> Rule {
        serde_json::from_value(value).unwrap()
    }

    fn on<'a>(group: &'a str, resource: &'a str, subresource: &'a str, name: &'a str) -> Target<'a> {
        Target::Resource { group, resource, subresource, namespace: "n", name }
    }

    #[test]
    fn rules_allow_what_they_name() {
        let pods = rule(json!({"verbs": ["get"], "apiGroups": [""], "resources": ["pods"]}));
        let status = rule(json!({"verbs": ["*"], "apiGroups": ["*"], "resources": ["*/status", "pods/log"]}));
        let named = rule(json!({"verbs": ["get"], "apiGroups": [""], "resources": ["*"], "resourceNames": ["a"]}));
        let urls = rule(json!({"verbs": ["get"], "nonResourceURLs": ["/healthz", "/logs/*"]}));
        let cases = [
            (&pods, "get", on("", "pods", "", "x"), true),
            (&pods, "list", on("", "pods", "", ""), false),
            (&pods, "get", on("apps", "pods", "", "x"), false),
            (&pods, "get", on("", "pods", "log", "x"), false),
            (&status, "update", on("g", "things", "status", "x"), true),
            (&status, "get", on("", "pods", "log", "x"), true),
            (&status, "get", on("", "pods", "", "x"), false),
            (&named, "get", on("", "secrets", "", "a"), true),
            (&named, "get", on("", "secrets", "", "b"), false),
            (&named, "get", on("", "secrets", "", ""), false),
            (&urls, "get", Target::Path("/healthz"), true),
            (&urls, "get", Target::Path("/healthz/x"), false),
            (&urls, "get", Target::Path("/logs/x"), true),
            (&urls, "post", Target::Path("/logs/x"), false),
            (&pods, "get", Target::Path("/pods"), false),
        ];
        for (index, (rule, verb, target, expected)) in cases.into_iter().enumerate() {
            assert_eq!(rule.allows(verb, &target), expected, "case {index}");
        }
    }

    #[test]
    fn subjects_are_users_groups_and_service_accounts() {
        let user = User::new("system:serviceaccount:ns:sa", ["g"]);
        let subject = |value| serde_json::from_value::<Subject>(value).unwrap();
        assert!(subject(json!({"kind": "ServiceAccount", "name": "sa", "namespace": "ns"})).is(&user));
        assert!(!subject(json!({"kind": "ServiceAccount", "name": "sa", "namespace": "other"})).is(&user));
        assert!(subject(json!({"kind": "Group", "name": "g"})).is(&user));
        assert!(subject(json!({"kind": "User", "name": "system:serviceaccount:ns:sa"})).is(&user));
        assert!(!subject(json!({"kind": "User", "name": "g"})).is(&user));
    }
}
