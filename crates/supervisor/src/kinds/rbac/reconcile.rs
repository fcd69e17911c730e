//! What is left of the server's own roles and bindings is completed at every start: an upgrade brings new rules, and
//! what somebody added stays. The annotation `rbac.authorization.kubernetes.io/autoupdate: "false"` keeps an object as
//! it is.
//!
//! Model: `k8s.io/component-helpers/auth/rbac/reconciliation`.

use serde_json::{Map, Value, json};

use super::coverage::missing;
use super::rules::Rule;
use crate::kinds::printing::{items, text};

/// Keeps the server from changing an object, when it is `false`.
pub(in crate::kinds) const AUTO_UPDATE: &str = "rbac.authorization.kubernetes.io/autoupdate";

/// The object as it has to become; `None` when it has everything that is expected, or is not to be touched.
pub(in crate::kinds) fn completed(existing: &Value, expected: &Value) -> Option<Value> {
    let annotations = existing.pointer("/metadata/annotations");
    if annotations.and_then(|all| all.get(AUTO_UPDATE)).and_then(Value::as_str) == Some("false") {
        return None;
    }
    let mut new = existing.clone();
    for field in ["labels", "annotations"] {
        let wanted = expected.pointer(&format!("/metadata/{field}")).and_then(Value::as_object);
        for (name, value) in wanted.into_iter().flatten() {
            map(&mut new["metadata"], field).entry(name.as_str()).or_insert_with(|| value.clone());
        }
    }
    match text(expected, "/kind") {
        "ClusterRole" | "Role" => complete_role(&mut new, expected),
        "ClusterRoleBinding" | "RoleBinding" => add_missing(&mut new, expected, "subjects"),
        _ => return None,
    }
    (new != *existing).then_some(new)
}

fn complete_role(role: &mut Value, expected: &Value) {
    if let Some(rule) = expected.get("aggregationRule") {
        // Its rules are gathered.
        let mut own = role.get("aggregationRule").filter(|own| own.is_object()).cloned().unwrap_or_else(|| json!({}));
        add_missing(&mut own, rule, "clusterRoleSelectors");
        role["aggregationRule"] = own;
        return;
    }
    let held: Vec<Rule> =
        role.get("rules").and_then(|rules| serde_json::from_value(rules.clone()).ok()).unwrap_or_default();
    let lacking = items(expected, "/rules").filter(|rule| {
        let wanted: Option<Rule> = serde_json::from_value((*rule).clone()).ok();
        wanted.is_some_and(|wanted| !missing(&held, &[wanted]).is_empty())
    });
    list(role, "rules").extend(lacking.cloned());
}

/// Adds the items of a list that `expected` has and `object` has not.
fn add_missing(object: &mut Value, expected: &Value, field: &str) {
    let own = list(object, field);
    for item in items(expected, &format!("/{field}")) {
        if !own.contains(item) {
            own.push(item.clone());
        }
    }
}

fn list<'a>(object: &'a mut Value, field: &str) -> &'a mut Vec<Value> {
    let own = &mut object[field];
    if !own.is_array() {
        *own = json!([]);
    }
    match own {
        Value::Array(list) => list,
        _ => unreachable!("it was made a list"),
    }
}

fn map<'a>(object: &'a mut Value, field: &str) -> &'a mut Map<String, Value> {
    let own = &mut object[field];
    if !own.is_object() {
        *own = json!({});
    }
    match own {
        Value::Object(map) => map,
        _ => unreachable!("it was made a map"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn role(rules: Value) -> Value {
        json!({"kind": "ClusterRole", "metadata": {"name": "r", "labels": {"a": "b"}}, "rules": rules})
    }

    #[test]
    fn what_is_missing_comes_and_what_was_added_stays() {
        let rule = |verbs: &[&str]| json!({"apiGroups": [""], "resources": ["pods"], "verbs": verbs});
        let expected = role(json!([rule(&["get"])]));
        assert_eq!(completed(&expected, &expected), None);
        let changed = role(json!([rule(&["list"])]));
        assert_eq!(completed(&changed, &expected).unwrap()["rules"], json!([rule(&["list"]), rule(&["get"])]));
        let more = role(json!([rule(&["*"])]));
        assert_eq!(completed(&more, &expected), None, "more is there already");
        let mut kept = role(json!([]));
        kept["metadata"]["annotations"] = json!({AUTO_UPDATE: "false"});
        assert_eq!(completed(&kept, &expected), None);
        let mut bare = expected.clone();
        bare["metadata"] = json!({"name": "r", "labels": {"a": "own"}});
        assert_eq!(completed(&bare, &expected), None, "a label that somebody changed stays");
        let binding = |subjects: Value| json!({"kind": "ClusterRoleBinding", "metadata": {}, "subjects": subjects});
        let (one, two) = (json!({"name": "one"}), json!({"name": "two"}));
        let new = completed(&binding(json!([one])), &binding(json!([two]))).unwrap();
        assert_eq!(new["subjects"], json!([one, two]));
    }

    #[test]
    fn a_plain_role_becomes_one_that_gathers() {
        let mut expected = role(Value::Null);
        expected["aggregationRule"] = json!({"clusterRoleSelectors": [{"matchLabels": {"x": "y"}}]});
        let old = role(json!([{"verbs": ["get"]}]));
        let new = completed(&old, &expected).unwrap();
        assert_eq!(new["aggregationRule"], expected["aggregationRule"]);
        assert_eq!(completed(&new, &expected), None);
    }
}
