use proptest::prelude::*;
use serde_json::json;

use super::*;

#[test]
fn label_selectors_select() {
    let labels = [("app", "web"), ("tier", "a"), ("empty", ""), ("size", "5"), ("x.io/y", "z")];
    let get = |key: &str| labels.iter().find(|(name, _)| *name == key).map(|(_, value)| *value);
    for (text, selected) in [
        ("", true),
        ("app", true),
        ("nope", false),
        ("!nope", true),
        ("!app", false),
        ("app=web", true),
        ("app==web", true),
        ("app=db", false),
        ("app!=db", true),
        ("nope!=db", true),
        ("app in (db, web)", true),
        ("app in (db)", false),
        ("app notin (db)", true),
        ("nope notin (db)", true),
        ("empty=", true),
        ("empty in ()", true),
        ("empty in (,a)", true),
        ("app=", false),
        ("size>4", true),
        ("size<5", false),
        ("x.io/y=z", true),
        (" app = web , tier in ( a ) ", true),
        ("app=web,tier=b", false),
        ("in in (in)", false),
        ("app=in", false),
    ] {
        let selector = LabelSelector::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(selector.matches(get), selected, "{text}");
        assert_eq!(LabelSelector::parse(&selector.to_string()).unwrap(), selector, "{text}");
    }
}

#[test]
fn label_selectors_are_refused_in_upstream_words() {
    for (text, message) in [
        ("a,", "found '', expected: identifier after ','"),
        (",a", "found ',', expected: !, identifier, or 'end of string'"),
        ("a=b c", "found 'c', expected: ',' or 'end of string'"),
        ("a=b=c", "found '=', expected: ',' or 'end of string'"),
        ("a b", "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt"),
        ("a in b", "unable to parse requirement: found 'b', expected: '('"),
        ("a in (b", "unable to parse requirement: found '', expected: ',' or ')'"),
        ("!", "unable to parse requirement: found '', expected: identifier"),
        (
            "a>b",
            "unable to parse requirement: values[0]: Invalid value: for 'Gt', 'Lt' operators, the value must be an integer",
        ),
    ] {
        assert_eq!(LabelSelector::parse(text).unwrap_err().to_string(), message, "{text}");
    }
    let wrong_key = LabelSelector::parse("-a=b").unwrap_err().to_string();
    assert!(
        wrong_key.starts_with("unable to parse requirement: key: Invalid value: \"-a\": name part must consist of")
    );
    let wrong_value = LabelSelector::parse("a=b/c").unwrap_err().to_string();
    assert!(
        wrong_value
            .starts_with("unable to parse requirement: values[0][a]: Invalid value: \"b/c\": a valid label must")
    );
}

#[test]
fn selector_objects_select() {
    let object = json!({ "metadata": { "labels": { "app": "web", "tier": "a" } } });
    for (selector, selected) in [
        (json!({}), true),
        (json!(null), false),
        (json!({ "matchLabels": { "app": "web" } }), true),
        (json!({ "matchLabels": { "app": "db" } }), false),
        (json!({ "matchExpressions": [{ "key": "app", "operator": "In", "values": ["web", "db"] }] }), true),
        (json!({ "matchExpressions": [{ "key": "app", "operator": "NotIn", "values": ["web"] }] }), false),
        (json!({ "matchExpressions": [{ "key": "nope", "operator": "Exists" }] }), false),
        (json!({ "matchExpressions": [{ "key": "nope", "operator": "DoesNotExist" }] }), true),
    ] {
        assert_eq!(LabelSelector::from_object(&selector).unwrap().matches_object(&object), selected, "{selector}");
    }
    let unknown = json!({ "matchExpressions": [{ "key": "a", "operator": "Has" }] });
    assert_eq!(
        LabelSelector::from_object(&unknown).unwrap_err().to_string(),
        "\"Has\" is not a valid label selector operator"
    );
    let empty = json!({ "matchExpressions": [{ "key": "a", "operator": "In" }] });
    assert!(LabelSelector::from_object(&empty).is_err());
    let text = json!({ "matchLabels": { "a": "b" }, "matchExpressions": [{ "key": "c", "operator": "In", "values": ["y", "x"] }] });
    assert_eq!(LabelSelector::from_object(&text).unwrap().to_string(), "a=b,c in (x,y)");
}

#[test]
fn field_selectors_select() {
    let fields = [("metadata.name", "a"), ("status.phase", "Running"), ("spec.x", "a,b=c")];
    let get = |path: &str| fields.iter().find(|(name, _)| *name == path).map(|(_, value)| *value);
    for (text, selected) in [
        ("", true),
        ("metadata.name=a", true),
        ("metadata.name==b", false),
        ("metadata.name!=b", true),
        ("status.phase!=Running", false),
        ("metadata.name=a,status.phase=Running", true),
        ("metadata.name=a,,", true),
        ("spec.nodeName=", true),
        (r"spec.x=a\,b\=c", true),
    ] {
        let selector = FieldSelector::parse(text).unwrap();
        assert_eq!(selector.matches(get), selected, "{text}");
        assert_eq!(FieldSelector::parse(&selector.to_string()).unwrap(), selector, "{text}");
    }
    assert_eq!(FieldSelector::parse("metadata.name=a").unwrap().required("metadata.name"), Some("a"));
    assert_eq!(
        FieldSelector::parse("a=b,c").unwrap_err().to_string(),
        "invalid selector: 'a=b,c'; can't understand 'c'"
    );
    assert!(FieldSelector::parse("a=b=c").is_err());
    assert!(FieldSelector::parse("a=b\\").is_err());
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in "[a-z!=,()<> \\\\.]{0,30}|.{0,30}") {
        if let Ok(selector) = LabelSelector::parse(&text) {
            prop_assert_eq!(LabelSelector::parse(&selector.to_string()).unwrap(), selector);
        }
        if let Ok(selector) = FieldSelector::parse(&text) {
            prop_assert_eq!(FieldSelector::parse(&selector.to_string()).unwrap(), selector);
        }
    }
}
