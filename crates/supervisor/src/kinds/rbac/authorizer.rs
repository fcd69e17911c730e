//! The rules of all roles and bindings in memory, kept up to date with every commit.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use parking_lot::RwLock;
use serde::Deserialize;
use store::{Entry, Event, EventKind, Observer, Space};

use super::rules::{Rule, Subject};
use crate::engine::User;
use crate::engine::authz::{Attributes, Authorizer, Decision, Rules, Target};
use crate::engine::selector::LabelSelector;

const CLUSTER_ROLES: &str = "rbac.authorization.k8s.io/clusterroles";
const ROLES: &str = "rbac.authorization.k8s.io/roles";
const CLUSTER_ROLE_BINDINGS: &str = "rbac.authorization.k8s.io/clusterrolebindings";
const ROLE_BINDINGS: &str = "rbac.authorization.k8s.io/rolebindings";

/// Allows what the RBAC objects of a server allow.
#[derive(Default)]
pub(in crate::kinds) struct Rbac {
    state: RwLock<State>,
}

#[derive(Default)]
struct State {
    cluster_roles: BTreeMap<Arc<str>, ClusterRole>,
    roles: HashMap<(Arc<str>, Arc<str>), Vec<Rule>>,
    cluster_bindings: BTreeMap<Arc<str>, Binding>,
    /// By namespace, then by name.
    bindings: HashMap<Arc<str>, BTreeMap<Arc<str>, Binding>>,
}

struct ClusterRole {
    labels: Vec<(String, String)>,
    rules: Vec<Rule>,
    aggregates: Vec<LabelSelector>,
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
                let role = cluster_role(entry);
                self.cluster_roles.insert(name, role);
            }
            ROLES => {
                self.roles.insert((namespace, name), role(entry).rules.unwrap_or_default());
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
    /// that it is enough.
    fn visit_rules(&self, user: &User, namespace: &str, mut visit: impl FnMut(&Rule, &str, &Binding) -> bool) {
        let everywhere = self.cluster_bindings.iter();
        let here = self.bindings.get(namespace).into_iter().flatten();
        let all = everywhere.map(|(name, binding)| ("", name, binding)).chain(here.map(|(n, b)| (namespace, n, b)));
        for (namespace, name, binding) in all {
            if !binding.subjects.iter().any(|s| s.is(user)) {
                continue;
            }
            if self.visit_role(&binding.role, namespace, |rule| visit(rule, name, binding)) {
                return;
            }
        }
    }

    fn visit_role(&self, reference: &RoleRef, namespace: &str, mut visit: impl FnMut(&Rule) -> bool) -> bool {
        if reference.kind == "Role" {
            let key = (Arc::from(namespace), Arc::from(reference.name.as_str()));
            return self.roles.get(&key).into_iter().flatten().any(visit);
        }
        let Some(role) = self.cluster_roles.get(reference.name.as_str()) else { return false };
        if role.aggregates.is_empty() {
            return role.rules.iter().any(visit);
        }
        // The rules of an aggregated role are those of the roles that it selects; its own are not read.
        self.cluster_roles
            .values()
            .filter(|part| part.aggregates.is_empty() && role.aggregates.iter().any(|s| part.is_selected(s)))
            .flat_map(|part| &part.rules)
            .any(&mut visit)
            || role.rules.iter().any(visit)
    }
}

impl ClusterRole {
    fn is_selected(&self, selector: &LabelSelector) -> bool {
        selector.matches(|name| self.labels.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str()))
    }
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct RoleObject {
    rules: Option<Vec<Rule>>,
    aggregation_rule: Option<Aggregation>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Aggregation {
    cluster_role_selectors: Vec<serde_json::Value>,
}

/// A role that cannot be read has no rules: it allows nothing.
fn role(entry: &Entry) -> RoleObject {
    serde_json::from_slice(&entry.bytes).unwrap_or_default()
}

fn cluster_role(entry: &Entry) -> ClusterRole {
    let object = role(entry);
    let selectors = object.aggregation_rule.unwrap_or_default().cluster_role_selectors;
    ClusterRole {
        labels: entry.labels().map(|(n, v)| (n.to_owned(), v.to_owned())).collect(),
        rules: object.rules.unwrap_or_default(),
        aggregates: selectors.iter().filter_map(|s| LabelSelector::from_object(s).ok()).collect(),
    }
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
        self.state.read().visit_rules(attributes.user, namespace, |rule, name, binding| {
            let allows = rule.allows(attributes.verb, &attributes.target);
            if allows {
                by = Some(format!("RBAC: allowed by binding {name} of {} {}", binding.role.kind, binding.role.name));
            }
            allows
        });
        by.map_or_else(|| Decision::NoOpinion(String::new()), Decision::Allow)
    }

    fn rules(&self, user: &User, namespace: &str) -> Rules {
        let mut rules = Rules::default();
        self.state.read().visit_rules(user, namespace, |rule, _, _| {
            rule.add_to(&mut rules);
            false
        });
        rules
    }
}
