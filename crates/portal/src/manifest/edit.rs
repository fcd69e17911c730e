//! Changing a YAML text so that it means something else and reads as before: comments, order and style of what does not
//! change are kept. Pure.
//!
//! Each difference between what the text means and what it is to mean is changed where it stands. The outcome is read
//! again: when it does not mean exactly what it should, the whole is written anew, below the comments at its beginning.

use std::ops::Range;

use serde_json::{Map, Value};

use super::located::{self, Entry, Node, Shape};
use crate::yaml;

/// The text that means `wanted` and is `text` otherwise.
pub(crate) fn edit(text: &str, wanted: &Value) -> String {
    let meant: Option<Value> = serde_saphyr::from_str(text).ok();
    match meant {
        Some(meant) if meant == *wanted => text.to_owned(),
        Some(meant) => changed(text, &meant, wanted).unwrap_or_else(|| anew(text, wanted)),
        None => yaml::written(wanted),
    }
}

fn changed(text: &str, meant: &Value, wanted: &Value) -> Option<String> {
    let root = located::read(text)?;
    let mut editor = Editor { text, changes: Vec::new() };
    editor.value(&root, meant, wanted, false);
    let result = editor.applied()?;
    let means: Value = serde_saphyr::from_str(&result).ok()?;
    (means == *wanted).then_some(result)
}

/// Written anew below the comments at the beginning.
fn anew(text: &str, wanted: &Value) -> String {
    let is_head = |line: &&str| line.trim_start().starts_with('#') || line.trim().is_empty();
    let head: String = text.split_inclusive('\n').take_while(is_head).collect();
    head + &yaml::written(wanted)
}

struct Editor<'a> {
    text: &'a str,
    /// Bytes that are replaced, by what.
    changes: Vec<(Range<usize>, String)>,
}

impl Editor<'_> {
    /// All changes made; `None` when two are in each other's way.
    fn applied(mut self) -> Option<String> {
        // Several at one place keep their order: what is nested deeper was told first.
        self.changes.sort_by_key(|(range, _)| range.start);
        let (mut result, mut done) = (String::with_capacity(self.text.len()), 0);
        for (range, new) in self.changes {
            if range.start < done {
                return None;
            }
            result.push_str(&self.text[done..range.start]);
            result.push_str(&new);
            done = range.end;
        }
        result.push_str(&self.text[done..]);
        Some(result)
    }

    fn replace(&mut self, range: Range<usize>, new: String) {
        self.changes.push((range, new));
    }

    /// Changes one value. `flow`: it stands between braces or brackets.
    fn value(&mut self, node: &Node, meant: &Value, wanted: &Value, flow: bool) {
        match (&node.shape, meant, wanted) {
            _ if meant == wanted => {}
            (Shape::Map { flow, entries }, Value::Object(meant), Value::Object(new)) => {
                if !self.map(entries, *flow, meant, new) {
                    self.rewrite(node, wanted, *flow);
                }
            }
            (Shape::List { flow, items }, Value::Array(meant), Value::Array(new)) => {
                if !self.list(items, *flow, meant, new) {
                    self.rewrite(node, wanted, *flow);
                }
            }
            _ => self.rewrite(node, wanted, flow),
        }
    }

    /// Changes, adds and removes entries; false when the map is better written anew.
    fn map(&mut self, entries: &[Entry], flow: bool, meant: &Map<String, Value>, wanted: &Map<String, Value>) -> bool {
        let (kept, gone): (Vec<&Entry>, Vec<&Entry>) =
            entries.iter().partition(|entry| wanted.contains_key(&entry.key));
        let Some(last) = kept.last() else { return false };
        let starts_line = |entry: &&Entry| self.before(entry.place.range.start).trim().is_empty();
        if flow && !gone.is_empty() || !gone.iter().all(starts_line) {
            return false;
        }
        for entry in &kept {
            let (Some(old), Some(new)) = (meant.get(&entry.key), wanted.get(&entry.key)) else { return false };
            if entry.value.range.is_empty() && old != new {
                // `key:` with nothing after it.
                self.replace(entry.place.range.end + 1..entry.place.range.end + 1, format!(" {new}"));
            } else {
                self.value(&entry.value, old, new, flow);
            }
        }
        for entry in gone {
            self.remove_lines(entry.place.range.start, entry.value.range.end.max(entry.place.range.end));
        }
        let end = last.value.range.end.max(last.place.range.end);
        let column = entries.first().map_or(1, |entry| entry.place.column);
        for (key, value) in wanted.iter().filter(|(key, _)| !meant.contains_key(*key)) {
            if flow {
                self.replace(end..end, format!(", {}: {value}", Value::from(key.as_str())));
            } else {
                let entry = Value::Object([(key.clone(), value.clone())].into_iter().collect());
                self.insert_lines(end, &entry, column - 1);
            }
        }
        true
    }

    /// Changes, adds and removes items; false when the list is better written anew.
    fn list(&mut self, items: &[Node], flow: bool, meant: &[Value], wanted: &[Value]) -> bool {
        let pairs = pair(meant, wanted);
        let known: Vec<usize> = pairs.iter().flatten().copied().collect();
        let Some(last) = known.last().and_then(|last| items.get(*last)) else { return false };
        let new_at_end = pairs.iter().skip(known.len()).all(Option::is_none);
        if items.len() != meant.len() || !known.is_sorted() || !new_at_end {
            return false;
        }
        let gone: Vec<usize> = (0..items.len()).filter(|index| !known.contains(index)).collect();
        let dash = |index: &usize| self.before(items[*index].range.start).trim() == "-";
        if flow && !gone.is_empty() || !flow && !(0..items.len()).all(|index| dash(&index)) {
            return false;
        }
        for (new, old) in pairs.iter().enumerate().filter_map(|(new, old)| Some((new, (*old)?))) {
            self.value(&items[old], &meant[old], &wanted[new], flow);
        }
        for index in gone {
            self.remove_lines(items[index].range.start, items[index].range.end);
        }
        let column = self.before(last.range.start).find('-').unwrap_or_default();
        for value in &wanted[known.len()..] {
            if flow {
                self.replace(last.range.end..last.range.end, format!(", {value}"));
            } else {
                self.insert_lines(last.range.end, &Value::Array(vec![value.clone()]), column);
            }
        }
        true
    }

    /// Writes a value anew where it stands.
    fn rewrite(&mut self, node: &Node, wanted: &Value, flow: bool) {
        let is_block = matches!(node.shape, Shape::Map { flow: false, .. } | Shape::List { flow: false, .. });
        let new = match wanted {
            Value::Object(fields) if is_block && !fields.is_empty() => indented(wanted, node.column - 1),
            Value::Array(items) if is_block && !items.is_empty() => indented(wanted, node.column - 1),
            Value::String(_) | Value::Number(_) | Value::Bool(_) if !flow => one_line(wanted),
            // JSON is YAML, wherever it stands.
            _ => wanted.to_string(),
        };
        self.replace(node.range.clone(), new);
    }

    /// The line before this place.
    fn before(&self, place: usize) -> &str {
        let start = self.text[..place].rfind('\n').map_or(0, |end| end + 1);
        &self.text[start..place]
    }

    /// The end of the line of this place, without its break.
    fn end_of_line(&self, place: usize) -> usize {
        self.text[place..].find('\n').map_or(self.text.len(), |end| place + end)
    }

    /// Removes the lines from one place to another, with the break before them.
    fn remove_lines(&mut self, first: usize, last: usize) {
        let start = self.text[..first].rfind('\n').unwrap_or(0);
        let end = self.end_of_line(last.max(first));
        self.replace(start..end, String::new());
    }

    /// Puts a block below the line of this place.
    fn insert_lines(&mut self, place: usize, block: &Value, indent: usize) {
        let end = self.end_of_line(place);
        let lines = format!("\n{}{}", " ".repeat(indent), indented(block, indent));
        self.replace(end..end, lines);
    }
}

/// For each wanted item the one that it was: by name where all have different names (a renamed one is the one in its
/// place), else by place.
fn pair(meant: &[Value], wanted: &[Value]) -> Vec<Option<usize>> {
    let names = |all: &[Value]| -> Option<Vec<String>> {
        let names: Option<Vec<String>> = all.iter().map(|item| Some(item.get("name")?.as_str()?.to_owned())).collect();
        names.filter(|names| names.iter().enumerate().all(|(index, name)| !names[..index].contains(name)))
    };
    match (names(meant), names(wanted)) {
        (Some(old), Some(new)) => new
            .iter()
            .enumerate()
            .map(|(place, name)| {
                let same = old.iter().position(|other| other == name);
                same.or_else(|| Some(place).filter(|place| old.get(*place).is_some_and(|other| !new.contains(other))))
            })
            .collect(),
        _ => (0..wanted.len()).map(|place| Some(place).filter(|place| *place < meant.len())).collect(),
    }
}

/// A scalar on one line.
fn one_line(value: &Value) -> String {
    let written = yaml::written(value);
    let written = written.trim_end_matches('\n');
    if written.contains('\n') { value.to_string() } else { written.to_owned() }
}

/// A block whose lines but the first are indented.
fn indented(value: &Value, by: usize) -> String {
    let written = yaml::written(value);
    let mut lines = written.trim_end_matches('\n').split('\n');
    let mut all = lines.next().unwrap_or_default().to_owned();
    for line in lines {
        all.push('\n');
        if !line.is_empty() {
            all.push_str(&" ".repeat(by));
            all.push_str(line);
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::edit;

    const TEXT: &str = "# Ours, ask Mia.\napiVersion: v1\nkind: Cluster # small\nmetadata:\n  name: demo\n  # Who pays.\n  labels: {team: a}\nspec:\n  version: \"v1.37\" # newest\n  pools:\n  # The first.\n  - name: a # keep\n    replicas: 3\n    taints: [x, y]\n  - name: b\n    replicas: 1\n  # The end.\n";

    fn meant() -> Value {
        serde_saphyr::from_str(TEXT).unwrap()
    }

    /// The lines that went and came.
    fn difference(change: impl Fn(&mut Value)) -> (Vec<String>, Vec<String>) {
        let mut wanted = meant();
        change(&mut wanted);
        let new = edit(TEXT, &wanted);
        let means: Value = serde_saphyr::from_str(&new).unwrap();
        assert_eq!(means, wanted, "{new}");
        let only = |a: &str, b: &str| {
            a.lines().filter(|line| !b.lines().any(|other| other == *line)).map(str::to_owned).collect::<Vec<_>>()
        };
        (only(TEXT, &new), only(&new, TEXT))
    }

    #[test]
    fn only_the_lines_that_change_change() {
        type Change = fn(&mut Value);
        let cases: [(Change, &[&str], &[&str]); 9] = [
            (|_| {}, &[], &[]),
            (|v| v["spec"]["pools"][0]["replicas"] = json!(5), &["    replicas: 3"], &["    replicas: 5"]),
            (
                |v| v["spec"]["version"] = json!("v1.38"),
                &["  version: \"v1.37\" # newest"],
                &["  version: v1.38 # newest"],
            ),
            (|v| v["metadata"]["labels"]["team"] = json!("b"), &["  labels: {team: a}"], &["  labels: {team: \"b\"}"]),
            (
                |v| v["metadata"]["labels"]["x"] = json!("y"),
                &["  labels: {team: a}"],
                &["  labels: {team: a, \"x\": \"y\"}"],
            ),
            (
                |v| v["spec"]["network"] = json!({"cni": {"name": "cilium"}}),
                &[],
                &["  network:", "    cni:", "      name: cilium"],
            ),
            (
                |v| v["spec"]["pools"].as_array_mut().unwrap().push(json!({"name": "c", "replicas": 2})),
                &[],
                &["  - name: c", "    replicas: 2"],
            ),
            (
                |v| {
                    v["spec"]["pools"].as_array_mut().unwrap().pop();
                },
                &["  - name: b", "    replicas: 1"],
                &[],
            ),
            (|v| v["spec"]["pools"][1]["name"] = json!("z"), &["  - name: b"], &["  - name: z"]),
        ];
        for (change, gone, came) in cases {
            assert_eq!(
                difference(change),
                (gone.iter().map(|l| (*l).to_owned()).collect(), came.iter().map(|l| (*l).to_owned()).collect())
            );
        }
    }

    #[test]
    fn a_pool_in_the_middle_goes_with_its_lines_and_no_other() {
        let mut wanted = meant();
        wanted["spec"]["pools"].as_array_mut().unwrap().remove(0);
        let new = edit(TEXT, &wanted);
        assert!(new.contains("# The first.\n  - name: b\n") && new.contains("# The end."), "{new}");
    }

    #[test]
    fn what_cannot_be_changed_in_place_is_written_anew_below_the_first_comments() {
        let text = "# Ours.\na: &x {b: 1}\nc: *x\n";
        let wanted = json!({"a": {"b": 2}, "c": {"b": 1}});
        let new = edit(text, &wanted);
        assert!(new.starts_with("# Ours.\na:"), "{new}");
        assert_eq!(serde_saphyr::from_str::<Value>(&new).unwrap(), wanted);
        assert_eq!(edit("a: [", &wanted), crate::yaml::written(&wanted));
    }

    /// Objects as the API has them: keys and texts of all kinds, not deep.
    fn objects() -> impl Strategy<Value = Value> {
        let text = prop_oneof!["[a-z]{0,6}", "[ -~]{0,8}", Just("yes\nno\n".to_owned()), Just("é # 1: {".to_owned())];
        let leaf = prop_oneof![
            text.clone().prop_map(Value::from),
            any::<i32>().prop_map(Value::from),
            any::<bool>().prop_map(Value::from),
            Just(Value::Null),
        ];
        leaf.prop_recursive(3, 24, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::vec(("[a-d]{1,2}", inner), 0..4)
                    .prop_map(|fields| Value::Object(fields.into_iter().collect())),
            ]
        })
        .prop_filter("an object", Value::is_object)
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

        #[test]
        fn the_edited_text_means_exactly_what_is_wanted(before in objects(), wanted in objects(), json in any::<bool>()) {
            let text = if json { format!("# kept\n{before}\n") } else { format!("# kept\n{}", crate::yaml::written(&before)) };
            let new = edit(&text, &wanted);
            prop_assert_eq!(&serde_saphyr::from_str::<Value>(&new).unwrap(), &wanted, "{}", new);
            prop_assert!(new.starts_with("# kept\n"));
            // Once more with the same changes nothing.
            prop_assert_eq!(edit(&new, &wanted), new);
        }
    }
}
