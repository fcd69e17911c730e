//! Label selectors as the API carries them: matching, and the form that `status.selector` has.

use std::collections::BTreeMap;

use k8s_openapi::apimachinery::pkg::apis::meta::v1::{LabelSelector, LabelSelectorRequirement};

/// Whether labels satisfy every requirement of the selector. An empty selector matches everything.
///
/// An operator that Kubernetes does not know matches nothing.
pub fn matches(selector: &LabelSelector, labels: &BTreeMap<String, String>) -> bool {
    selector.match_labels.iter().flatten().all(|(key, value)| labels.get(key) == Some(value))
        && selector.match_expressions.iter().flatten().all(|it| satisfies(it, labels))
}

fn satisfies(requirement: &LabelSelectorRequirement, labels: &BTreeMap<String, String>) -> bool {
    let value = labels.get(&requirement.key);
    let among = |value: &String| requirement.values.iter().flatten().any(|it| it == value);
    match requirement.operator.as_str() {
        "In" => value.is_some_and(among),
        "NotIn" => !value.is_some_and(among),
        "Exists" => value.is_some(),
        "DoesNotExist" => value.is_none(),
        _ => false,
    }
}

/// Whether the selector has no requirement.
pub fn is_empty(selector: &LabelSelector) -> bool {
    selector.match_labels.iter().flatten().next().is_none()
        && selector.match_expressions.iter().flatten().next().is_none()
}

/// The selector as text, such as `a=b,c in (d,e),!f`, in the order of the keys.
pub fn format(selector: &LabelSelector) -> String {
    let equal = selector.match_labels.iter().flatten();
    let mut parts: Vec<(&str, String)> = equal.map(|(key, value)| (key.as_str(), format!("{key}={value}"))).collect();
    for LabelSelectorRequirement { key, operator, values } in selector.match_expressions.iter().flatten() {
        let mut values: Vec<&str> = values.iter().flatten().map(String::as_str).collect();
        values.sort_unstable();
        let values = values.join(",");
        let text = match operator.as_str() {
            "In" => format!("{key} in ({values})"),
            "NotIn" => format!("{key} notin ({values})"),
            "DoesNotExist" => format!("!{key}"),
            _ => key.clone(),
        };
        parts.push((key, text));
    }
    parts.sort_by_key(|(key, _)| *key);
    parts.into_iter().map(|(_, text)| text).collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn selector(json: Value) -> LabelSelector {
        serde_json::from_value(json).unwrap()
    }

    #[test]
    fn every_requirement_must_hold() {
        let labels = BTreeMap::from([("a".to_owned(), "1".to_owned())]);
        let one = |operator: &str, key: &str, values: &[&str]| {
            selector(json!({"matchExpressions": [{"key": key, "operator": operator, "values": values}]}))
        };
        for (selector, expected) in [
            (selector(json!({})), true),
            (selector(json!({"matchLabels": {"a": "1"}})), true),
            (selector(json!({"matchLabels": {"a": "2"}})), false),
            (selector(json!({"matchLabels": {"a": "1", "b": "1"}})), false),
            (one("In", "a", &["1", "2"]), true),
            (one("In", "b", &["1"]), false),
            (one("NotIn", "a", &["1"]), false),
            (one("NotIn", "b", &["1"]), true),
            (one("Exists", "a", &[]), true),
            (one("Exists", "b", &[]), false),
            (one("DoesNotExist", "a", &[]), false),
            (one("DoesNotExist", "b", &[]), true),
            (one("Matches", "a", &["1"]), false),
        ] {
            assert_eq!(matches(&selector, &labels), expected, "{}", format(&selector));
        }
    }

    #[test]
    fn text_is_in_the_order_of_keys() {
        let selector = selector(json!({
            "matchLabels": {"b": "2"},
            "matchExpressions": [
                {"key": "d", "operator": "DoesNotExist"},
                {"key": "a", "operator": "In", "values": ["y", "x"]},
                {"key": "c", "operator": "Exists"},
            ]
        }));
        assert_eq!(format(&selector), "a in (x,y),b=2,c,!d");
        assert!(!is_empty(&selector) && is_empty(&LabelSelector::default()));
    }
}
