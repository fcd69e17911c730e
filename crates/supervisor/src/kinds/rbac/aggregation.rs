//! ClusterRoles that gather the rules of others.
//!
//! The rules of a ClusterRole with an `aggregationRule` are written by the server: those of every ClusterRole that one
//! of its selectors matches.
//!
//! Model: `pkg/controller/clusterroleaggregation`.

use std::sync::Arc;

use serde_json::{Value, json};
use store::{Event, Observer};
use tokio::sync::Notify;

use super::authorizer::CLUSTER_ROLES;
use crate::engine::Core;
use crate::engine::internal::Actor;
use crate::engine::selector::LabelSelector;
use crate::kinds::printing::{items, text};

/// The identity that writes gathered rules.
const USER: &str = "system:serviceaccount:kube-system:clusterrole-aggregation-controller";

/// Tells of changed ClusterRoles.
#[derive(Default)]
struct Changes(Notify);

impl Observer for Changes {
    fn committed(&self, events: &[Event]) {
        if events.iter().any(|event| &*event.entry.key.resource == CLUSTER_ROLES) {
            self.0.notify_one();
        }
    }
}

/// Works until it is dropped.
pub(in crate::kinds) async fn run(core: Arc<Core>) {
    let changes = Arc::new(Changes::default());
    let observer: Arc<dyn Observer> = changes.clone();
    core.space.observe(&observer, |_| {});
    let actor = Actor::new(core, USER);
    loop {
        if !gather(&actor).await {
            actor.pause().await;
            continue;
        }
        // What was written wakes again, until there is nothing more to gather.
        changes.0.notified().await;
    }
}

/// Writes the rules that have changed; false when that did not work.
async fn gather(actor: &Actor) -> bool {
    let (entries, _) = actor.core.space.list(CLUSTER_ROLES, None);
    let roles: Vec<Value> = entries.iter().filter_map(|entry| entry.value().ok()).collect();
    let mut done = true;
    for (entry, role) in entries.iter().zip(&roles) {
        let Some(rules) = gathered(role, &roles) else { continue };
        if role.get("rules").is_some_and(|old| *old == rules) {
            continue;
        }
        if let Err(error) = actor.change_object(&entry.key, |object| object["rules"] = rules.clone()).await {
            tracing::warn!(name = %entry.key.name, %error, "gathering the rules of a ClusterRole");
            done = false;
        }
    }
    done
}

/// The rules that `role` has among `roles`, each once, in the order of the roles' names; `None` when it gathers none.
pub(in crate::kinds) fn gathered(role: &Value, roles: &[Value]) -> Option<Value> {
    role.get("aggregationRule").filter(|rule| !rule.is_null())?;
    let mut parts: Vec<&Value> = roles.iter().collect();
    parts.sort_by_key(|part| text(part, "/metadata/name"));
    let mut rules: Vec<&Value> = Vec::new();
    for selector in items(role, "/aggregationRule/clusterRoleSelectors") {
        // A selector that cannot be read selects nothing.
        let Ok(selector) = LabelSelector::from_object(selector) else { continue };
        for part in &parts {
            if text(part, "/metadata/name") == text(role, "/metadata/name") || !selector.matches_object(part) {
                continue;
            }
            for rule in items(part, "/rules") {
                if !rules.contains(&rule) {
                    rules.push(rule);
                }
            }
        }
    }
    Some(json!(rules))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_of_the_selected_are_gathered_once() {
        let part = |name: &str, label: &str, verbs: &[&str]| json!({"metadata": {"name": name, "labels": {"to": label}}, "rules": verbs.iter().map(|v| json!({"verbs": [v]})).collect::<Vec<_>>()});
        let mut whole = part("whole", "x", &["old"]);
        whole["aggregationRule"] =
            json!({"clusterRoleSelectors": [{"matchLabels": {"to": "x"}}, {"matchLabels": {"to": "y"}}]});
        let all = [
            part("b", "x", &["two", "one"]),
            part("a", "x", &["one"]),
            part("c", "y", &["three"]),
            part("d", "z", &["four"]),
            whole.clone(),
        ];
        let rules = gathered(&whole, &all).unwrap();
        assert_eq!(rules, json!([{"verbs": ["one"]}, {"verbs": ["two"]}, {"verbs": ["three"]}]));
        assert_eq!(gathered(&all[0], &all), None);
    }
}
