//! Sets of field paths, as a tree.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::path_element::PathElement;
use crate::engine::schema::View;

/// A set of paths. A path is in the set or not, whatever is above or below it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FieldSet {
    children: BTreeMap<PathElement, Branch>,
}

/// What a set holds at one path and below it. Never kept when it holds nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Branch {
    pub(super) member: bool,
    pub(super) below: FieldSet,
}

impl Branch {
    fn is_empty(&self) -> bool {
        !self.member && self.below.is_empty()
    }
}

impl FieldSet {
    /// True when no path is in the set.
    pub fn is_empty(&self) -> bool {
        self.children.is_empty()
    }

    /// Adds what `branch` holds at `element`.
    pub(super) fn add(&mut self, element: PathElement, branch: Branch) {
        if branch.is_empty() {
            return;
        }
        match self.children.entry(element) {
            std::collections::btree_map::Entry::Vacant(entry) => {
                entry.insert(branch);
            }
            std::collections::btree_map::Entry::Occupied(mut entry) => {
                let existing = entry.get_mut();
                existing.member |= branch.member;
                existing.below.extend(branch.below);
            }
        }
    }

    /// Adds all paths of `other`.
    pub fn extend(&mut self, other: FieldSet) {
        if self.is_empty() {
            *self = other;
            return;
        }
        for (element, branch) in other.children {
            self.add(element, branch);
        }
    }

    /// Takes the paths of `other` away.
    pub fn subtract(&mut self, other: &FieldSet) {
        if other.is_empty() {
            return;
        }
        self.children.retain(|element, branch| {
            if let Some(gone) = other.children.get(element) {
                branch.member &= !gone.member;
                branch.below.subtract(&gone.below);
            }
            !branch.is_empty()
        });
    }

    /// The paths that are in both sets.
    pub fn intersection(&self, other: &FieldSet) -> FieldSet {
        let mut common = FieldSet::default();
        for (element, branch) in &self.children {
            let Some(with) = other.children.get(element) else { continue };
            let both = Branch { member: branch.member && with.member, below: branch.below.intersection(&with.below) };
            common.add(element.clone(), both);
        }
        common
    }

    /// Keeps the branches below the root whose first step passes.
    pub(super) fn keep_fields(&mut self, keep: impl Fn(&str) -> bool) {
        self.children.retain(|element, _| matches!(element, PathElement::Field(name) if keep(name)));
    }

    /// The branch below `element`.
    pub(super) fn get(&self, element: &PathElement) -> Option<&Branch> {
        self.children.get(element)
    }

    /// The branch at the path of these field names, to be changed; whoever empties it tidies up by
    /// [`subtract`](FieldSet::subtract).
    pub(super) fn remove_fields(&mut self, within: &str, names: &[&str]) {
        let within = PathElement::field(within);
        let Some(branch) = self.children.get_mut(&within) else { return };
        branch.member = false;
        branch
            .below
            .children
            .retain(|element, _| !matches!(element, PathElement::Field(name) if names.contains(&&**name)));
        if branch.is_empty() {
            self.children.remove(&within);
        }
    }

    /// The paths of the set, each as messages write it: `.spec.ports[name="web"].port`.
    pub fn paths(&self) -> Vec<String> {
        let mut paths = Vec::new();
        self.write_paths(&mut String::new(), &mut paths);
        paths
    }

    fn write_paths(&self, above: &mut String, paths: &mut Vec<String>) {
        use std::fmt::Write;
        for (element, branch) in &self.children {
            let length = above.len();
            // Writing to a String does not fail.
            let _ = write!(above, "{element}");
            if branch.member {
                paths.push(above.clone());
            }
            branch.below.write_paths(above, paths);
            above.truncate(length);
        }
    }

    /// The same set with every declared field that is on the way to a member. Map entries and list entries are members
    /// only when they are listed; a declared field is there whenever something below it is.
    pub(super) fn with_declared(&self, view: View<'_>) -> FieldSet {
        let children = self.children.iter().map(|(element, branch)| {
            let (declared, below) = match element {
                PathElement::Field(name) => (view.declares(name), view.below(name)),
                _ => (false, view.items()),
            };
            let member = branch.member || declared;
            (element.clone(), Branch { member, below: branch.below.with_declared(below) })
        });
        FieldSet { children: children.collect() }
    }

    /// Reads `FieldsV1`.
    ///
    /// # Errors
    /// The key that is of no known form.
    pub fn decode(fields: &Value) -> Result<FieldSet, String> {
        let Value::Object(fields) = fields else { return Err("fieldsV1 is not an object".to_owned()) };
        let mut set = FieldSet::default();
        for (key, below) in fields {
            if key == "." {
                continue;
            }
            let element = PathElement::decode(key).ok_or_else(|| key.clone())?;
            let Value::Object(inner) = below else { return Err(key.clone()) };
            let member = inner.is_empty() || inner.contains_key(".");
            set.add(element, Branch { member, below: FieldSet::decode(below)? });
        }
        Ok(set)
    }

    /// Writes `FieldsV1`.
    pub fn encode(&self) -> Value {
        let mut fields = Map::new();
        for (element, branch) in &self.children {
            let mut below = branch.below.encode();
            if branch.member
                && let Value::Object(below) = &mut below
                && !below.is_empty()
            {
                below.insert(".".to_owned(), Value::Object(Map::new()));
            }
            fields.insert(element.encode(), below);
        }
        Value::Object(fields)
    }
}
