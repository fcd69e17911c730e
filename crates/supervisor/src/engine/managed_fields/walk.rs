//! Which fields an object sets, and which fields differ between two objects.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::field_set::{Branch, FieldSet};
use super::path_element::{self, PathElement};
use crate::engine::schema::{Field, ListKind, View};

/// The fields that an applied configuration sets.
///
/// # Errors
/// Fields that are not declared and lists whose entries cannot be told apart, as `path: message`.
pub(super) fn applied_fields(view: View<'_>, object: &Value) -> Result<FieldSet, Vec<String>> {
    let mut errors = Vec::new();
    let branch = set_branch(view, object, &mut String::new(), &mut errors);
    if errors.is_empty() { Ok(branch.below) } else { Err(errors) }
}

fn set_branch(view: View<'_>, value: &Value, at: &mut String, errors: &mut Vec<String>) -> Branch {
    match value {
        Value::Object(fields) if !view.is_atomic_map() => {
            Branch { member: false, below: object_fields(view, fields, at, errors) }
        }
        Value::Array(entries) if view.list() != ListKind::Atomic => {
            Branch { member: false, below: list_fields(view, entries, at, errors) }
        }
        _ => Branch { member: true, below: FieldSet::default() },
    }
}

fn object_fields(view: View<'_>, fields: &Map<String, Value>, at: &mut String, errors: &mut Vec<String>) -> FieldSet {
    let mut set = FieldSet::default();
    for (name, value) in fields {
        let element = PathElement::field(name);
        within(at, &element, |at| {
            let (declared, below) = match view.field(name) {
                Field::Declared(below) => (true, below),
                Field::Entry(below) => (false, below),
                Field::Unknown => {
                    errors.push(format!("{at}: field not declared in schema"));
                    return;
                }
            };
            let mut branch = set_branch(below, value, at, errors);
            // An empty map or list has nothing below it that could be owned, so it is owned itself.
            branch.member |= branch.below.is_empty() || !declared;
            set.add(element.clone(), branch);
        });
    }
    set
}

fn list_fields(view: View<'_>, entries: &[Value], at: &mut String, errors: &mut Vec<String>) -> FieldSet {
    let mut set = FieldSet::default();
    for (index, entry) in entries.iter().enumerate() {
        let element = match path_element::of_entry(view, entry) {
            Ok(element) => element,
            Err(message) => {
                errors.push(format!("{at}: element {index}: {message}"));
                continue;
            }
        };
        if set.get(&element).is_some() {
            errors.push(format!("{at}: duplicate entries for key {element}"));
            continue;
        }
        within(at, &element, |at| {
            let mut branch = set_branch(view.items(), entry, at, errors);
            branch.member = true;
            set.add(element.clone(), branch);
        });
    }
    set
}

/// Runs `run` with `element` added to the path.
fn within(at: &mut String, element: &PathElement, run: impl FnOnce(&mut String)) {
    use std::fmt::Write;
    let length = at.len();
    // Writing to a String does not fail.
    let _ = write!(at, "{element}");
    run(at);
    at.truncate(length);
}

/// How one object differs from an older one.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Difference {
    pub(super) added: FieldSet,
    pub(super) modified: FieldSet,
    pub(super) removed: FieldSet,
}

impl Difference {
    pub(super) fn is_empty(&self) -> bool {
        self.added.is_empty() && self.modified.is_empty() && self.removed.is_empty()
    }

    /// The three sets, for what is done to each.
    pub(super) fn sets_mut(&mut self) -> [&mut FieldSet; 3] {
        [&mut self.added, &mut self.modified, &mut self.removed]
    }
}

/// Compares two objects, field by field. What stands only in one of them is listed with everything below it.
pub(super) fn compare(view: View<'_>, old: &Value, new: &Value) -> Difference {
    let mut difference = Branches::default();
    both(view, old, new, &mut difference);
    let Branches { added, modified, removed } = difference;
    Difference { added: added.below, modified: modified.below, removed: removed.below }
}

/// The difference at one path and below.
#[derive(Default)]
struct Branches {
    added: Branch,
    modified: Branch,
    removed: Branch,
}

impl Branches {
    fn add(&mut self, element: PathElement, at: Branches) {
        self.added.below.add(element.clone(), at.added);
        self.modified.below.add(element.clone(), at.modified);
        self.removed.below.add(element, at.removed);
    }
}

fn both(view: View<'_>, old: &Value, new: &Value, out: &mut Branches) {
    if old == new {
        return;
    }
    // Null stands for an empty map or list when the other side tells which of them is meant.
    let empty_map = Map::new();
    let maps = match (old, new) {
        (Value::Object(old), Value::Object(new)) => Some((old, new)),
        (Value::Null, Value::Object(new)) => Some((&empty_map, new)),
        (Value::Object(old), Value::Null) => Some((old, &empty_map)),
        _ => None,
    };
    if let Some((old, new)) = maps
        && !view.is_atomic_map()
        && !(old.is_empty() && new.is_empty())
    {
        return both_maps(view, old, new, out);
    }
    let lists = match (old, new) {
        (Value::Array(old), Value::Array(new)) => Some((&old[..], &new[..])),
        (Value::Null, Value::Array(new)) => Some((&[][..], &new[..])),
        (Value::Array(old), Value::Null) => Some((&old[..], &[][..])),
        _ => None,
    };
    if let Some((old, new)) = lists
        && view.list() != ListKind::Atomic
        && !(old.is_empty() && new.is_empty())
    {
        return both_lists(view, old, new, out);
    }
    out.modified.member = true;
}

fn both_maps(view: View<'_>, old: &Map<String, Value>, new: &Map<String, Value>, out: &mut Branches) {
    for (name, old) in old {
        let below = view.below(name);
        let mut at = Branches::default();
        match new.get(name) {
            Some(new) => both(below, old, new, &mut at),
            None => at.removed = everything(below, old),
        }
        out.add(PathElement::field(name), at);
    }
    for (name, new) in new {
        if !old.contains_key(name) {
            let added = everything(view.below(name), new);
            out.added.below.add(PathElement::field(name), added);
        }
    }
}

fn both_lists(view: View<'_>, old: &[Value], new: &[Value], out: &mut Branches) {
    let mut groups: BTreeMap<PathElement, (Vec<&Value>, Vec<&Value>)> = BTreeMap::new();
    for (index, entry) in old.iter().enumerate() {
        groups.entry(path_element::of_stored_entry(view, index, entry)).or_default().0.push(entry);
    }
    for (index, entry) in new.iter().enumerate() {
        groups.entry(path_element::of_stored_entry(view, index, entry)).or_default().1.push(entry);
    }
    for (element, (old, new)) in groups {
        let mut at = Branches::default();
        match (&old[..], &new[..]) {
            ([old], [new]) => both(view.items(), old, new, &mut at),
            ([], entries) => entries.iter().for_each(|entry| extend(&mut at.added, everything(view.items(), entry))),
            (entries, []) => {
                entries.iter().for_each(|entry| extend(&mut at.removed, everything(view.items(), entry)));
            }
            // Entries with the same key cannot be told apart, so they are one value.
            (old, new) => at.modified.member = old != new,
        }
        out.add(element, at);
    }
}

fn extend(branch: &mut Branch, other: Branch) {
    branch.member |= other.member;
    branch.below.extend(other.below);
}

/// Every path of `value`, with the one that leads to it.
fn everything(view: View<'_>, value: &Value) -> Branch {
    let mut branch = Branch { member: true, below: FieldSet::default() };
    match value {
        Value::Object(fields) if !view.is_atomic_map() => {
            for (name, value) in fields {
                branch.below.add(PathElement::field(name), everything(view.below(name), value));
            }
        }
        Value::Array(entries) if view.list() != ListKind::Atomic => {
            for (index, entry) in entries.iter().enumerate() {
                let element = path_element::of_stored_entry(view, index, entry);
                branch.below.add(element, everything(view.items(), entry));
            }
        }
        _ => {}
    }
    branch
}

/// The object without the paths of `gone`. A path takes everything below it along.
pub(super) fn remove(view: View<'_>, value: &mut Value, gone: &FieldSet) {
    if gone.is_empty() {
        return;
    }
    match value {
        Value::Object(fields) if !view.is_atomic_map() => fields.retain(|name, value| {
            let Some(branch) = gone.get(&PathElement::field(name)) else { return true };
            if !branch.member {
                remove(view.below(name), value, &branch.below);
            }
            !branch.member
        }),
        Value::Array(entries) if view.list() != ListKind::Atomic => {
            let mut index = 0;
            entries.retain_mut(|entry| {
                let element = path_element::of_stored_entry(view, index, entry);
                index += 1;
                let Some(branch) = gone.get(&element) else { return true };
                if !branch.member {
                    remove(view.items(), entry, &branch.below);
                }
                !branch.member
            });
        }
        _ => {}
    }
}

/// Drops nulls below `value` that mean "not set". Returns whether there was one.
pub(super) fn drop_nulls(view: View<'_>, value: &mut Value) -> bool {
    match value {
        Value::Object(fields) => {
            let before = fields.len();
            fields.retain(|name, value| !value.is_null() || view.below(name).keeps_null());
            let mut dropped = fields.len() < before;
            for (name, value) in fields.iter_mut() {
                dropped |= drop_nulls(view.below(name), value);
            }
            dropped
        }
        Value::Array(entries) => {
            let mut dropped = false;
            for entry in entries {
                dropped |= drop_nulls(view.items(), entry);
            }
            dropped
        }
        _ => false,
    }
}
