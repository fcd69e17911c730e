//! Which objects a quota with scopes counts. Pure.

use serde_json::{Value, json};

use super::pod;
use crate::kinds::printing::{items, text};

/// Whether the quota counts this object: without scopes every one, with scopes the pods that match all of them.
pub(super) fn matches(quota: &Value, resource: &str, object: &Value) -> bool {
    let simple = items(quota, "/spec/scopes")
        .filter_map(Value::as_str)
        .map(|scope| json!({"scopeName": scope, "operator": "Exists"}));
    let selected = items(quota, "/spec/scopeSelector/matchExpressions").cloned();
    let mut scopes = simple.chain(selected).peekable();
    scopes.peek().is_none() || resource == "/pods" && scopes.all(|scope| matches_one(&scope, object))
}

fn matches_one(scope: &Value, pod: &Value) -> bool {
    match text(scope, "/scopeName") {
        "Terminating" => has_deadline(pod),
        "NotTerminating" => !has_deadline(pod),
        "BestEffort" => pod::is_best_effort(pod),
        "NotBestEffort" => !pod::is_best_effort(pod),
        "PriorityClass" => {
            let class = text(pod, "/spec/priorityClassName");
            let named = || items(scope, "/values").any(|value| value.as_str() == Some(class));
            match text(scope, "/operator") {
                "In" => !class.is_empty() && named(),
                "NotIn" => !named(),
                "DoesNotExist" => class.is_empty(),
                _ => !class.is_empty(),
            }
        }
        "CrossNamespacePodAffinity" => ["podAffinity", "podAntiAffinity"].iter().any(|kind| {
            let terms = |rule: &str| {
                items(pod, &format!("/spec/affinity/{kind}/{rule}")).any(|term| {
                    let term = term.get("podAffinityTerm").unwrap_or(term);
                    items(term, "/namespaces").next().is_some() || term.get("namespaceSelector").is_some()
                })
            };
            terms("requiredDuringSchedulingIgnoredDuringExecution")
                || terms("preferredDuringSchedulingIgnoredDuringExecution")
        }),
        _ => false,
    }
}

fn has_deadline(pod: &Value) -> bool {
    pod.pointer("/spec/activeDeadlineSeconds").and_then(Value::as_i64).is_some_and(|seconds| seconds >= 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_choose_pods() {
        let plain = json!({"spec": {"containers": [{"name": "a"}]}});
        let urgent = json!({"spec": {
            "priorityClassName": "high", "activeDeadlineSeconds": 5,
            "containers": [{"name": "a", "resources": {"limits": {"cpu": 1}}}],
        }});
        let quota = |scopes: Value| json!({"spec": {"scopes": scopes}});
        for (scope, of_plain, of_urgent) in [
            ("Terminating", false, true),
            ("NotTerminating", true, false),
            ("BestEffort", true, false),
            ("NotBestEffort", false, true),
            ("PriorityClass", false, true),
        ] {
            let quota = quota(json!([scope]));
            assert_eq!(matches(&quota, "/pods", &plain), of_plain, "{scope}");
            assert_eq!(matches(&quota, "/pods", &urgent), of_urgent, "{scope}");
            assert!(!matches(&quota, "/secrets", &json!({})), "{scope}");
        }
        assert!(matches(&quota(json!([])), "/secrets", &json!({})));
        let selector = |operator: &str, values: Value| {
            json!({"spec": {"scopeSelector": {"matchExpressions":
                [{"scopeName": "PriorityClass", "operator": operator, "values": values}]}}})
        };
        for (operator, values, of_plain, of_urgent) in [
            ("In", json!(["high"]), false, true),
            ("NotIn", json!(["high"]), true, false),
            ("DoesNotExist", json!([]), true, false),
        ] {
            let quota = selector(operator, values);
            assert_eq!((matches(&quota, "/pods", &plain), matches(&quota, "/pods", &urgent)), (of_plain, of_urgent));
        }
    }
}
