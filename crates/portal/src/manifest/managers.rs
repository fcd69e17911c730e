//! Which manager set which field, by the lines of the object's YAML.
//!
//! `metadata.managedFields` of an object lists the fields of each manager in the form `FieldsV1`: `f:name` is a field,
//! `k:{…}` the item with these keys, `v:…` the item with this value, `i:3` the item in this place, `.` the thing itself.

use serde_json::{Map, Value};

use super::located::{self, Step};
use crate::{
    facts::parse_time,
    view::{ManagedLine, ManagedYaml, Manager},
    yaml,
};

/// The object as YAML for people, each line with the managers that set it.
pub(crate) fn by_line(object: &Value) -> ManagedYaml {
    let text = yaml::shown(object);
    let mut lines: Vec<ManagedLine> =
        text.lines().map(|text| ManagedLine { text: text.to_owned(), managers: Vec::new() }).collect();
    let mut managers = Vec::new();
    let root = located::read(&text);
    let entries = object.pointer("/metadata/managedFields").and_then(Value::as_array);
    for entry in entries.into_iter().flatten() {
        let number = managers.len();
        let mut ways = Vec::new();
        if let Some(fields) = entry.get("fieldsV1").and_then(Value::as_object) {
            owned(fields, object, &mut Vec::new(), &mut ways);
        }
        for (way, whole) in ways {
            let Some((first, last)) = root.as_ref().and_then(|root| root.lines(&way)) else { continue };
            let last = if whole { last } else { first };
            for line in lines.iter_mut().take(last).skip(first - 1) {
                if !line.managers.contains(&number) {
                    line.managers.push(number);
                }
            }
        }
        managers.push(manager(entry));
    }
    ManagedYaml { lines, managers }
}

fn manager(entry: &Value) -> Manager {
    let text = |key: &str| entry.get(key).and_then(Value::as_str).unwrap_or_default();
    let subresource = text("subresource");
    Manager {
        name: text("manager").to_owned(),
        applies: text("operation") == "Apply",
        subresource: (!subresource.is_empty()).then(|| subresource.to_owned()),
        time: parse_time(text("time")),
    }
}

/// The ways to all that is owned, each with whether all below it is, too.
fn owned(fields: &Map<String, Value>, value: &Value, way: &mut Vec<Step>, ways: &mut Vec<(Vec<Step>, bool)>) {
    for (key, below) in fields {
        if key == "." {
            ways.push((way.clone(), false));
            continue;
        }
        let Some((step, value)) = step(key, value) else { continue };
        way.push(step);
        match below.as_object().filter(|below| !below.is_empty()) {
            Some(below) => owned(below, value, way, ways),
            None => ways.push((way.clone(), true)),
        }
        way.pop();
    }
}

fn step<'a>(key: &str, value: &'a Value) -> Option<(Step, &'a Value)> {
    let (what, rest) = key.split_once(':')?;
    let items = || value.as_array();
    let item = |index: usize| Some((Step::Item(index), items()?.get(index)?));
    match what {
        "f" => Some((Step::Key(rest.to_owned()), value.get(rest)?)),
        "i" => item(rest.parse().ok()?),
        "v" => {
            let wanted: Value = serde_json::from_str(rest).ok()?;
            item(items()?.iter().position(|one| *one == wanted)?)
        }
        "k" => {
            let wanted: Map<String, Value> = serde_json::from_str(rest).ok()?;
            let fits = |one: &Value| wanted.iter().all(|(key, value)| one.get(key) == Some(value));
            item(items()?.iter().position(fits)?)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::by_line;

    fn object(managed: Value) -> Value {
        json!({
            "kind": "A",
            "metadata": {"name": "x", "labels": {"a.b/c": "d", "e": "f"}, "finalizers": ["one", "two"], "managedFields": managed},
            "spec": {
                "pools": [{"name": "a", "replicas": 1}, {"name": "b", "replicas": 2}],
                "ports": [{"port": 80, "protocol": "TCP"}],
                "text": "one\ntwo\n",
                "atomic": {"p": 1, "q": 2},
            },
        })
    }

    /// The lines that the first manager set.
    fn lines(fields: Value) -> Vec<String> {
        let object = object(json!([{"manager": "m", "operation": "Apply", "fieldsV1": fields}]));
        let shown = by_line(&object);
        shown.lines.into_iter().filter(|line| line.managers == [0]).map(|line| line.text.trim().to_owned()).collect()
    }

    #[test]
    fn each_form_of_a_field_finds_its_lines() {
        let cases: [(Value, &[&str]); 9] = [
            (json!({"f:metadata": {"f:labels": {"f:a.b/c": {}}}}), &["a.b/c: d"]),
            (json!({"f:metadata": {"f:labels": {".": {}, "f:e": {}}}}), &["labels:", "e: f"]),
            (json!({"f:metadata": {"f:finalizers": {"v:\"two\"": {}}}}), &["- two"]),
            (
                json!({"f:spec": {"f:pools": {"k:{\"name\":\"b\"}": {".": {}, "f:replicas": {}}}}}),
                &["- name: b", "replicas: 2"],
            ),
            (
                json!({"f:spec": {"f:ports": {"k:{\"port\":80,\"protocol\":\"TCP\"}": {"f:protocol": {}}}}}),
                &["protocol: TCP"],
            ),
            (json!({"f:spec": {"f:pools": {"i:0": {"f:replicas": {}}}}}), &["replicas: 1"]),
            (json!({"f:spec": {"f:text": {}}}), &["text: |", "one", "two"]),
            (json!({"f:spec": {"f:atomic": {}}}), &["atomic:", "p: 1", "q: 2"]),
            (json!({"f:spec": {"f:gone": {}, "f:pools": {"k:{\"name\":\"z\"}": {}, "x:?": {}}}}), &[]),
        ];
        for (fields, wanted) in cases {
            assert_eq!(lines(fields.clone()), wanted, "{fields}");
        }
    }

    #[test]
    fn a_line_may_have_several_managers_and_each_says_how_it_writes() {
        let spec = json!({"f:spec": {"f:atomic": {"f:p": {}}}});
        let shown = by_line(&object(json!([
            {"manager": "kubectl", "operation": "Apply", "time": "2026-01-01T00:00:00Z", "fieldsV1": spec},
            {"manager": "atoll", "operation": "Update", "subresource": "status", "fieldsV1": spec},
        ])));
        let line = shown.lines.iter().find(|line| line.text.trim() == "p: 1").unwrap();
        assert_eq!(line.managers, [0, 1]);
        assert!(shown.managers[0].applies && !shown.managers[1].applies);
        assert_eq!(shown.managers[1].subresource.as_deref(), Some("status"));
        assert!(shown.lines.iter().all(|line| !line.text.contains("managedFields")));
    }

    #[test]
    fn an_object_without_managers_is_shown_all_the_same() {
        let shown = by_line(&json!({"kind": "A", "metadata": {"name": "x"}}));
        assert_eq!((shown.lines.len(), shown.managers.len()), (3, 0));
    }
}
