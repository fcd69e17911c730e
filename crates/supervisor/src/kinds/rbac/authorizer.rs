//! The rules of all roles and bindings in memory, kept up to date with every commit.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use parking_lot::RwLock;
use serde::Deserialize;
use store::{Entry, Event, EventKind, Observer, Space};

use super::GROUP;
use super::rules::{Rule, Subject};
use crate::engine::User;
use crate::engine::authz::{Attributes, Authorizer, Decision, Rules, Target};

pub(super) const CLUSTER_ROLES: &str = "rbac.authorization.k8s.io/clusterroles";
pub(super) const ROLES: &str = "rbac.authorization.k8s.io/roles";
const CLUSTER_ROLE_BINDINGS: &str = "rbac.authorization.k8s.io/clusterrolebindings";
const ROLE_BINDINGS: &str = "rbac.authorization.k8s.io/rolebindings";

/// Allows what the RBAC objects of a server allow.
#[derive(Default)]
pub(in crate::kinds) struct Rbac {
    state: RwLock<State>,
}

#[derive(Default)]
struct State {
    cluster_roles: HashMap<Arc<str>, Vec<Rule>>,
    roles: HashMap<(Arc<str>, Arc<str>), Vec<Rule>>,
    cluster_bindings: BTreeMap<Arc<str>, Binding>,
    /// By namespace, then by name.
    bindings: HashMap<Arc<str>, BTreeMap<Arc<str>, Binding>>,
}

struct Binding {
    subjects: Vec<Subject>,
    role: RoleRef,
}

#[derive(Clone, Deserialize)]
struct RoleRef {
    kind: String,
    name: String,
}

impl Rbac {
    /// Follows the RBAC objects of a loaded space.
    pub(in crate::kinds) fn follow(space: &Space) -> Arc<Rbac> {
        let rbac = Arc::new(Rbac::default());
        let observer: Arc<dyn Observer> = rbac.clone();
        space.observe(&observer, |entry| rbac.state.write().put(entry));
        rbac
    }
}

impl Observer for Rbac {
    fn committed(&self, events: &[Event]) {
        let concerned = |event: &&Event| event.entry.key.resource.starts_with("rbac.authorization.k8s.io/");
        for event in events.iter().filter(concerned) {
            let mut state = self.state.write();
            if event.kind == EventKind::Deleted {
                state.remove(&event.entry);
            } else {
                state.put(&event.entry);
            }
        }
    }
}

impl State {
    fn put(&mut self, entry: &Entry) {
        let (namespace, name) = (entry.key.namespace.clone(), entry.key.name.clone());
        match &*entry.key.resource {
            CLUSTER_ROLES => {
                self.cluster_roles.insert(name, rules(entry));
            }
            ROLES => {
                self.roles.insert((namespace, name), rules(entry));
            }
            CLUSTER_ROLE_BINDINGS => match binding(entry) {
                Some(binding) => drop(self.cluster_bindings.insert(name, binding)),
                None => drop(self.cluster_bindings.remove(&name)),
            },
            ROLE_BINDINGS => {
                let here = self.bindings.entry(namespace).or_default();
                match binding(entry) {
                    Some(binding) => drop(here.insert(name, binding)),
                    None => drop(here.remove(&name)),
                }
            }
            _ => {}
        }
    }

    fn remove(&mut self, entry: &Entry) {
        let (namespace, name) = (entry.key.namespace.clone(), entry.key.name.clone());
        match &*entry.key.resource {
            CLUSTER_ROLES => drop(self.cluster_roles.remove(&name)),
            ROLES => drop(self.roles.remove(&(namespace, name))),
            CLUSTER_ROLE_BINDINGS => drop(self.cluster_bindings.remove(&name)),
            ROLE_BINDINGS => {
                if let Some(here) = self.bindings.get_mut(&namespace) {
                    here.remove(&name);
                    if here.is_empty() {
                        self.bindings.remove(&namespace);
                    }
                }
            }
            _ => {}
        }
    }

    /// Visits every rule that a user has in a namespace (empty: only those for the whole cluster) until `visit` says
    /// that it is enough. Gives what is wrong with the bindings on the way.
    fn visit_rules(
        &self,
        user: &User,
        namespace: &str,
        mut visit: impl FnMut(&Rule, &Found<'_>) -> bool,
    ) -> Vec<String> {
        let mut wrong = Vec::new();
        let everywhere = self.cluster_bindings.iter();
        let here = self.bindings.get(namespace).into_iter().flatten();
        let all = everywhere.map(|(name, binding)| ("", name, binding)).chain(here.map(|(n, b)| (namespace, n, b)));
        for (namespace, name, binding) in all {
            let Some(subject) = binding.subjects.iter().find(|s| s.is(user)) else { continue };
            let Some(rules) = self.role(&binding.role, namespace) else {
                let plural = if binding.role.kind == "Role" { "role" } else { "clusterrole" };
                wrong.push(format!("{plural}.{GROUP} \"{}\" not found", binding.role.name));
                continue;
            };
            let found = Found { namespace, name, role: &binding.role, subject };
            if rules.iter().any(|rule| visit(rule, &found)) {
                break;
            }
        }
        wrong
    }

    fn role(&self, reference: &RoleRef, namespace: &str) -> Option<&Vec<Rule>> {
        if reference.kind == "Role" {
            return self.roles.get(&(Arc::from(namespace), Arc::from(reference.name.as_str())));
        }
        self.cluster_roles.get(reference.name.as_str())
    }
}

/// A binding that gives a user its rules.
struct Found<'a> {
    /// Empty for a ClusterRoleBinding.
    namespace: &'a str,
    name: &'a str,
    role: &'a RoleRef,
    subject: &'a Subject,
}

impl std::fmt::Display for Found<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Found { namespace, name, role, subject } = self;
        match *namespace {
            "" => write!(f, "ClusterRoleBinding \"{name}\"")?,
            namespace => write!(f, "RoleBinding \"{name}/{namespace}\"")?,
        }
        write!(f, " of {} \"{}\" to {subject}", role.kind, role.name)
    }
}

/// The rules of a role. One that cannot be read has none: it allows nothing.
pub(super) fn rules(entry: &Entry) -> Vec<Rule> {
    #[derive(Default, Deserialize)]
    struct Object {
        rules: Option<Vec<Rule>>,
    }
    serde_json::from_slice::<Object>(&entry.bytes).unwrap_or_default().rules.unwrap_or_default()
}

fn binding(entry: &Entry) -> Option<Binding> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Object {
        role_ref: RoleRef,
        subjects: Option<Vec<Subject>>,
    }
    let object: Object = serde_json::from_slice(&entry.bytes).ok()?;
    Some(Binding { subjects: object.subjects.unwrap_or_default(), role: object.role_ref })
}

impl Authorizer for Rbac {
    fn authorize(&self, attributes: &Attributes<'_>) -> Decision {
        let namespace = match attributes.target {
            Target::Resource { namespace, .. } => namespace,
            Target::Path(_) => "",
        };
        let mut by = None;
        let wrong = self.state.read().visit_rules(attributes.user, namespace, |rule, found| {
            let allows = rule.allows(attributes.verb, &attributes.target);
            if allows {
                by = Some(format!("RBAC: allowed by {found}"));
            }
            allows
        });
        match by {
            Some(by) => Decision::Allow(by),
            None if wrong.is_empty() => Decision::NoOpinion(String::new()),
            None => Decision::NoOpinion(format!("RBAC: {}", aggregate(&wrong))),
        }
    }

    fn rules(&self, user: &User, namespace: &str) -> Rules {
        let mut rules = Rules::default();
        let wrong = self.state.read().visit_rules(user, namespace, |rule, _| {
            rule.add_to(&mut rules);
            false
        });
        rules.error = aggregate(&wrong);
        rules
    }
}

/// Several errors as one text, each once.
fn aggregate(errors: &[String]) -> String {
    let mut once: Vec<&str> = Vec::new();
    for error in errors {
        if !once.contains(&error.as_str()) {
            once.push(error);
        }
    }
    match once.as_slice() {
        [one] => (*one).to_owned(),
        [] => String::new(),
        many => format!("[{}]", many.join(", ")),
    }
}
