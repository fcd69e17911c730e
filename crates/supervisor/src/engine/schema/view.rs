//! A schema as patches and server-side apply see it: which fields are declared, and how lists and maps merge.

use serde_json::Value;

use super::Schema;
use super::node::{Additional, ListRule, Node, NodeId, PatchRule};

/// One level of an object as merging sees it: one that the schema describes, or one inside preserved unknown fields,
/// where maps merge by field and lists are one value.
#[derive(Clone, Copy, Debug)]
pub(crate) struct View<'a> {
    known: Option<(&'a Schema, NodeId)>,
}

/// How the schema knows a field.
pub(crate) enum Field<'a> {
    /// A declared property.
    Declared(View<'a>),
    /// An entry of a map, or a preserved unknown field.
    Entry(View<'a>),
    /// Not known at all.
    Unknown,
}

/// How a list merges.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ListKind<'a> {
    /// As one value.
    Atomic,
    /// Scalars, each once.
    Set,
    /// Objects that are told apart by these fields.
    Map(&'a [Box<str>]),
}

impl<'a> View<'a> {
    pub(super) fn known(schema: &'a Schema, node: NodeId) -> View<'a> {
        View { known: Some((schema, node)) }
    }

    /// A level inside preserved unknown fields.
    pub(crate) const DEDUCED: View<'static> = View { known: None };

    fn node(self) -> Option<(&'a Schema, &'a Node)> {
        self.known.map(|(schema, node)| (schema, schema.node(node)))
    }

    /// What the schema says about the field `name` of the object at this level.
    pub(crate) fn field(self, name: &str) -> Field<'a> {
        let Some((schema, node)) = self.node() else { return Field::Entry(View::DEDUCED) };
        match (node.properties.get(name), node.additional) {
            (Some(property), _) => Field::Declared(View::known(schema, *property)),
            (None, Additional::Each(each)) => Field::Entry(View::known(schema, each)),
            (None, Additional::Any) => Field::Entry(View::DEDUCED),
            (None, Additional::None) if node.preserve_unknown => Field::Entry(View::DEDUCED),
            (None, Additional::None) => Field::Unknown,
        }
    }

    /// The level below the field `name`; unknown fields are taken as preserved ones.
    pub(crate) fn below(self, name: &str) -> View<'a> {
        match self.field(name) {
            Field::Declared(view) | Field::Entry(view) => view,
            Field::Unknown => View::DEDUCED,
        }
    }

    /// True when `name` is a declared property, not an entry of a map.
    pub(crate) fn declares(self, name: &str) -> bool {
        self.node().is_some_and(|(_, node)| node.properties.contains_key(name))
    }

    /// The level of a list's entries.
    pub(crate) fn items(self) -> View<'a> {
        match self.node() {
            Some((schema, Node { items: Some(items), .. })) => View::known(schema, *items),
            _ => View::DEDUCED,
        }
    }

    /// How the list at this level merges.
    pub(crate) fn list(self) -> ListKind<'a> {
        match self.node().map(|(_, node)| &node.lists) {
            Some(ListRule::Set) => ListKind::Set,
            Some(ListRule::Map(keys)) => ListKind::Map(keys),
            Some(ListRule::Atomic) | None => ListKind::Atomic,
        }
    }

    /// True when the object at this level is one value.
    pub(crate) fn is_atomic_map(self) -> bool {
        self.node().is_some_and(|(_, node)| node.map_atomic)
    }

    /// True when null is a value of its own at this level, not the absence of one.
    pub(crate) fn keeps_null(self) -> bool {
        self.node().is_none_or(|(_, node)| node.nullable)
    }

    /// The default of the declared property `name`.
    pub(crate) fn default_of(self, name: &str) -> Option<&'a Value> {
        let (schema, node) = self.node()?;
        schema.node(*node.properties.get(name)?).default.as_ref()
    }

    /// True when a strategic merge patch merges the list at this level.
    pub(crate) fn merges_list(self) -> bool {
        self.patch().is_some_and(|rule| rule.merge)
    }

    /// The field that a strategic merge patch tells the entries of this list apart by.
    pub(crate) fn merge_key(self) -> Option<&'a str> {
        self.patch()?.key.as_deref()
    }

    /// True when a strategic merge patch replaces the object at this level as a whole.
    pub(crate) fn replaces(self) -> bool {
        self.patch().is_some_and(|rule| rule.replace)
    }

    fn patch(self) -> Option<&'a PatchRule> {
        self.node().map(|(_, node)| &node.patch)
    }
}
