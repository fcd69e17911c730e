//! Whether a user may do what it asks.

use super::error::ApiError;
use super::request::RequestInfo;
use super::user::{MASTERS, User};

/// What is judged: who, which verb, on what.
#[derive(Clone, Copy, Debug)]
pub struct Attributes<'a> {
    /// Who asks.
    pub user: &'a User,
    /// The verb, in lower case.
    pub verb: &'a str,
    /// On what.
    pub target: Target<'a>,
}

/// On what a verb is to act.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target<'a> {
    /// A resource.
    Resource {
        /// The API group.
        group: &'a str,
        /// The plural name.
        resource: &'a str,
        /// The subresource, or empty.
        subresource: &'a str,
        /// The namespace; empty for all, or for resources of the whole cluster.
        namespace: &'a str,
        /// The object's name; empty for any.
        name: &'a str,
    },
    /// A path that is no resource, such as `/version`.
    Path(&'a str),
}

/// A verdict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Allowed, by the rule that is named.
    Allow(String),
    /// No rule allows it; the text may say why that is.
    NoOpinion(String),
}

/// What a user may do in a namespace, for `kubectl auth can-i --list`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rules {
    /// Rules about resources.
    pub resources: Vec<ResourceRule>,
    /// Rules about paths.
    pub paths: Vec<PathRule>,
    /// What kept further rules from being found; empty when nothing did.
    pub error: String,
}

/// Verbs on resources. `*` stands for all of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ResourceRule {
    /// The verbs.
    pub verbs: Vec<String>,
    /// API groups.
    pub api_groups: Vec<String>,
    /// Resources, subresources as `pods/status`.
    pub resources: Vec<String>,
    /// Names of objects; none means all.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub resource_names: Vec<String>,
}

/// Verbs on paths.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct PathRule {
    /// The verbs.
    pub verbs: Vec<String>,
    /// Paths; a `*` at the end stands for everything below.
    #[serde(rename = "nonResourceURLs")]
    pub urls: Vec<String>,
}

/// Judges requests. In memory and quick: it is asked for every request.
pub trait Authorizer: Send + Sync {
    /// May this be done?
    fn authorize(&self, attributes: &Attributes<'_>) -> Decision;

    /// Everything that `user` may do in `namespace`.
    fn rules(&self, user: &User, namespace: &str) -> Rules;
}

/// Allows everything.
pub struct AllowAll;

impl Authorizer for AllowAll {
    fn authorize(&self, _: &Attributes<'_>) -> Decision {
        Decision::Allow("everything is allowed".to_owned())
    }

    fn rules(&self, _: &User, _: &str) -> Rules {
        let all = || vec!["*".to_owned()];
        Rules {
            resources: vec![ResourceRule {
                verbs: all(),
                api_groups: all(),
                resources: all(),
                resource_names: Vec::new(),
            }],
            paths: vec![PathRule { verbs: all(), urls: all() }],
            error: String::new(),
        }
    }
}

/// Allows members of `system:masters` everything and leaves the others to the inner authorizer.
pub(crate) struct MastersFirst<A>(pub(crate) A);

impl<A: std::ops::Deref<Target = dyn Authorizer> + Send + Sync> Authorizer for MastersFirst<A> {
    fn authorize(&self, attributes: &Attributes<'_>) -> Decision {
        if attributes.user.in_group(MASTERS) {
            return Decision::Allow(format!("group {MASTERS}"));
        }
        self.0.authorize(attributes)
    }

    fn rules(&self, user: &User, namespace: &str) -> Rules {
        if user.in_group(MASTERS) { AllowAll.rules(user, namespace) } else { self.0.rules(user, namespace) }
    }
}

/// Judges a request.
///
/// # Errors
/// 403 in upstream's words.
pub(crate) fn check(authorizer: &dyn Authorizer, user: &User, info: &RequestInfo) -> Result<String, ApiError> {
    let target = match &info.resource {
        Some(r) => Target::Resource {
            group: &r.group,
            resource: &r.resource,
            subresource: &r.subresource,
            namespace: &r.namespace,
            name: &r.name,
        },
        None => Target::Path(&info.path),
    };
    confirm(authorizer, &Attributes { user, verb: &info.verb, target })
}

/// The same for anything that a request comes to need.
///
/// # Errors
/// 403 in upstream's words.
pub(crate) fn confirm(authorizer: &dyn Authorizer, attributes: &Attributes<'_>) -> Result<String, ApiError> {
    match authorizer.authorize(attributes) {
        Decision::Allow(rule) => Ok(rule),
        Decision::NoOpinion(why) => Err(refusal(attributes, &why)),
    }
}

/// The refusal of what was judged.
pub(crate) fn refusal(attributes: &Attributes<'_>, why: &str) -> ApiError {
    let user = &attributes.user.name;
    let verb = attributes.verb;
    let because = if why.is_empty() { String::new() } else { format!(": {why}") };
    match attributes.target {
        Target::Path(path) => {
            let message = format!("User \"{user}\" cannot {verb} path \"{path}\"{because}");
            ApiError::forbidden_resource("", "", "", &message)
        }
        Target::Resource { group, resource, subresource, namespace, name } => {
            let what = if subresource.is_empty() { resource.to_owned() } else { format!("{resource}/{subresource}") };
            let scope = if namespace.is_empty() {
                "at the cluster scope".to_owned()
            } else {
                format!("in the namespace \"{namespace}\"")
            };
            let message =
                format!("User \"{user}\" cannot {verb} resource \"{what}\" in API group \"{group}\" {scope}{because}");
            ApiError::forbidden_resource(group, resource, name, &message)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_read_as_upstream() {
        let user = User::new("dev", ["a"]);
        let on = |subresource, namespace, name| Target::Resource {
            group: "apps",
            resource: "deployments",
            subresource,
            namespace,
            name,
        };
        let cases = [
            (
                on("", "ns", "x"),
                "deployments.apps \"x\" is forbidden: User \"dev\" cannot get resource \"deployments\" in API group \"apps\" in the namespace \"ns\"",
            ),
            (
                on("scale", "", ""),
                "deployments.apps is forbidden: User \"dev\" cannot get resource \"deployments/scale\" in API group \"apps\" at the cluster scope",
            ),
            (Target::Path("/metrics"), "forbidden: User \"dev\" cannot get path \"/metrics\""),
        ];
        for (target, expected) in cases {
            let error = refusal(&Attributes { user: &user, verb: "get", target }, "");
            assert_eq!((error.code(), error.message()), (403, expected));
        }
    }
}
