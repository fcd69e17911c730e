//! What is wrong with a ResourceQuota. Pure.
//!
//! Rules and wording: `k8s.io/kubernetes/pkg/apis/core/validation`, `ValidateResourceQuota`.

use api::field::{FieldError, Path, qualified_name};
use api::quantity::Amount;
use serde_json::{Value, json};

use crate::kinds::printing::{items, text};

/// Names without a domain that a quota can bound.
const STANDARD: [&str; 19] = [
    "configmaps",
    "cpu",
    "ephemeral-storage",
    "limits.cpu",
    "limits.ephemeral-storage",
    "limits.memory",
    "memory",
    "persistentvolumeclaims",
    "pods",
    "replicationcontrollers",
    "requests.cpu",
    "requests.ephemeral-storage",
    "requests.memory",
    "requests.storage",
    "resourcequotas",
    "secrets",
    "services",
    "services.loadbalancers",
    "services.nodeports",
];

/// Those of them that are counted.
const WHOLE: [&str; 9] = [
    "configmaps",
    "persistentvolumeclaims",
    "pods",
    "replicationcontrollers",
    "resourcequotas",
    "secrets",
    "services",
    "services.loadbalancers",
    "services.nodeports",
];

const SCOPES: [&str; 7] = [
    "BestEffort",
    "CrossNamespacePodAffinity",
    "NotBestEffort",
    "NotTerminating",
    "PriorityClass",
    "Terminating",
    "VolumeAttributesClass",
];

/// What a quota of best-effort pods can bound, and of pods at all.
const OF_BEST_EFFORT: [&str; 1] = ["pods"];
const OF_PODS: [&str; 10] = [
    "cpu",
    "ephemeral-storage",
    "limits.cpu",
    "limits.ephemeral-storage",
    "limits.memory",
    "memory",
    "pods",
    "requests.cpu",
    "requests.ephemeral-storage",
    "requests.memory",
];

/// What is wrong with the quota by itself.
pub(in crate::kinds) fn validate(quota: &Value) -> Vec<FieldError> {
    let mut errors = Vec::new();
    let path = Path::new("spec").child("hard");
    for (name, amount) in quota.pointer("/spec/hard").and_then(Value::as_object).into_iter().flatten() {
        resource_name(name, &path.key(name), &mut errors);
        quantity(name, amount, &path.key(name), &mut errors);
    }
    scopes(quota, &mut errors);
    scope_selector(quota, &mut errors);
    errors
}

/// What is wrong with `new` by itself, and as what follows `old`.
pub(in crate::kinds) fn validate_update(new: &Value, old: &Value) -> Vec<FieldError> {
    let mut errors = validate(new);
    let sorted = |quota: &Value| {
        let mut scopes: Vec<String> =
            items(quota, "/spec/scopes").filter_map(Value::as_str).map(str::to_owned).collect();
        scopes.sort_unstable();
        scopes
    };
    if sorted(new) != sorted(old) {
        errors.push(FieldError::immutable("spec.scopes", json!(sorted(new))));
    }
    errors
}

fn resource_name(name: &str, path: &Path, errors: &mut Vec<FieldError>) {
    let wrong = qualified_name(name);
    if !wrong.is_empty() {
        errors.extend(wrong.into_iter().map(|rule| FieldError::invalid(path, name, rule)));
    } else if !name.contains('/') && !STANDARD.contains(&name) {
        for rule in ["must be a standard resource type or fully qualified", "must be a standard resource for quota"] {
            errors.push(FieldError::invalid(path, name, rule));
        }
    }
}

fn quantity(name: &str, amount: &Value, path: &Path, errors: &mut Vec<FieldError>) {
    let written = amount.as_str().map_or_else(|| amount.to_string(), str::to_owned);
    // That it is a quantity is for the schema to say.
    let Ok(amount) = written.parse::<Amount>() else { return };
    if amount.is_negative() {
        errors.push(FieldError::invalid(path, written.as_str(), "must be greater than or equal to 0"));
    }
    if WHOLE.contains(&name) && amount.milli() % 1000 != 0 {
        errors.push(FieldError::invalid(path, written.as_str(), "must be an integer"));
    }
}

fn scopes(quota: &Value, errors: &mut Vec<FieldError>) {
    let path = Path::new("spec").child("scopes");
    let scopes: Vec<&str> = items(quota, "/spec/scopes").filter_map(Value::as_str).collect();
    let hard = || quota.pointer("/spec/hard").and_then(Value::as_object).into_iter().flatten().map(|(name, _)| name);
    for scope in &scopes {
        if !SCOPES.contains(scope) {
            errors.push(FieldError::invalid(&path, json!(scopes), "unsupported scope"));
            continue;
        }
        for name in hard().filter(|name| STANDARD.contains(&name.as_str())) {
            let fits = match *scope {
                "BestEffort" => OF_BEST_EFFORT.contains(&name.as_str()),
                "VolumeAttributesClass" => matches!(name.as_str(), "persistentvolumeclaims" | "requests.storage"),
                _ => OF_PODS.contains(&name.as_str()),
            };
            if !fits {
                errors.push(FieldError::invalid(&path, json!(scopes), "unsupported scope applied to resource"));
            }
        }
    }
    for [one, other] in [["BestEffort", "NotBestEffort"], ["Terminating", "NotTerminating"]] {
        if scopes.contains(&one) && scopes.contains(&other) {
            errors.push(FieldError::invalid(&path, json!(scopes), "conflicting scopes"));
        }
    }
}

fn scope_selector(quota: &Value, errors: &mut Vec<FieldError>) {
    let path = Path::new("spec").child("scopeSelector").child("matchExpressions");
    for expression in items(quota, "/spec/scopeSelector/matchExpressions") {
        let (scope, operator) = (text(expression, "/scopeName"), text(expression, "/operator"));
        let valued = items(expression, "/values").next().is_some();
        if !SCOPES.contains(&scope) {
            errors.push(FieldError::invalid(path.child("scopeName"), scope, "unsupported scope"));
        }
        if !matches!(scope, "PriorityClass" | "VolumeAttributesClass") && operator != "Exists" {
            let rule = "must be 'Exist' when scope is any of ResourceQuotaScopeTerminating, \
                        ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort, \
                        ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity";
            errors.push(FieldError::invalid(path.child("operator"), operator, rule));
        }
        match operator {
            "In" | "NotIn" if !valued => {
                let rule = "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector";
                errors.push(FieldError::required(path.child("values"), rule));
            }
            "Exists" | "DoesNotExist" if valued => {
                let rule = "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector";
                errors.push(FieldError::invalid(path.child("values"), expression["values"].clone(), rule));
            }
            "In" | "NotIn" | "Exists" | "DoesNotExist" => {}
            other => errors.push(FieldError::invalid(path.child("operator"), other, "not a valid selector operator")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(spec: Value) -> String {
        let errors = validate(&json!({"spec": spec}));
        errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
    }

    #[test]
    fn names_and_amounts_are_checked() {
        assert_eq!(
            told(json!({"hard": {"cpu": "2", "count/x.example.com": "1", "a.b/c": 1, "requests.storage": "1Gi"}})),
            ""
        );
        assert_eq!(
            told(json!({"hard": {"apples": "2"}})),
            "spec.hard[apples]: Invalid value: \"apples\": must be a standard resource type or fully qualified; \
             spec.hard[apples]: Invalid value: \"apples\": must be a standard resource for quota"
        );
        assert_eq!(
            told(json!({"hard": {"pods": "-1"}})),
            "spec.hard[pods]: Invalid value: \"-1\": must be greater than or equal to 0"
        );
        assert_eq!(
            told(json!({"hard": {"pods": "1500m"}})),
            "spec.hard[pods]: Invalid value: \"1500m\": must be an integer"
        );
    }

    #[test]
    fn scopes_are_checked() {
        assert_eq!(told(json!({"hard": {"pods": 1}, "scopes": ["BestEffort", "Terminating"]})), "");
        for (scopes, rule) in [
            (json!(["Moon"]), "unsupported scope"),
            (json!(["Terminating", "NotTerminating"]), "conflicting scopes"),
            (json!(["BestEffort"]), "unsupported scope applied to resource"),
        ] {
            let told = told(json!({"hard": {"cpu": 1}, "scopes": scopes}));
            assert!(told.ends_with(rule), "{told}");
        }
        let old = json!({"spec": {"scopes": ["Terminating"]}});
        assert_eq!(validate_update(&json!({"spec": {}}), &old).len(), 1);
        assert_eq!(validate_update(&old, &old), []);
        let selector = |operator: &str| {
            told(json!({"scopeSelector": {"matchExpressions": [{"scopeName": "PriorityClass", "operator": operator}]}}))
        };
        assert_eq!(selector("Exists"), "");
        assert!(selector("In").starts_with("spec.scopeSelector.matchExpressions.values: Required value"));
    }
}
