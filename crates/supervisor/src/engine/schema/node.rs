//! The compiled form of a schema: nodes in one vector that refer to each other by index, so that a recursive type is
//! nothing special.

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::Value;

use super::format::Format;
use super::pattern::Pattern;

/// The place of a node in its schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NodeId(pub(super) u32);

/// One level of a schema.
#[derive(Clone, Debug, Default)]
pub(super) struct Node {
    pub(super) type_: Option<Type>,
    pub(super) nullable: bool,
    pub(super) int_or_string: bool,
    /// A resource quantity of a public type: a text, but clients may write plain numbers.
    pub(super) quantity: bool,
    pub(super) preserve_unknown: bool,
    /// An object of its own: it must say its `apiVersion` and `kind`.
    pub(super) embedded: bool,
    pub(super) properties: HashMap<Box<str>, NodeId>,
    /// The names of the properties that have a default, in the order of the schema.
    pub(super) defaulted: Vec<Box<str>>,
    pub(super) additional: Additional,
    pub(super) items: Option<NodeId>,
    pub(super) default: Option<Value>,
    pub(super) rules: Option<Box<Rules>>,
    pub(super) lists: ListRule,
    pub(super) map_atomic: bool,
    pub(super) patch: PatchRule,
}

impl Node {
    /// The same node, for a vector in which everything it refers to stands `by` places later.
    pub(super) fn shifted(mut self, by: u32) -> Node {
        let shift = |id: &mut NodeId| id.0 += by;
        self.properties.values_mut().for_each(shift);
        self.items.iter_mut().for_each(shift);
        if let Additional::Each(each) = &mut self.additional {
            shift(each);
        }
        if let Some(rules) = &mut self.rules {
            [&mut rules.all_of, &mut rules.any_of, &mut rules.one_of].into_iter().flatten().for_each(shift);
            rules.not.iter_mut().for_each(shift);
        }
        self
    }

    /// True when the schema lists `name` as required here.
    pub(super) fn requires(&self, name: &str) -> bool {
        self.rules.as_ref().is_some_and(|rules| rules.required.iter().any(|r| &**r == name))
    }
}

/// What `additionalProperties` says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Additional {
    /// Only the declared properties are known.
    #[default]
    None,
    /// Any value is known under any name.
    Any,
    /// Every other name holds a value of this node.
    Each(NodeId),
}

/// The JSON types of OpenAPI v3.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Type {
    Object,
    Array,
    String,
    Integer,
    Number,
    Boolean,
}

impl Type {
    /// The name in a schema and in messages.
    pub(super) fn name(self) -> &'static str {
        match self {
            Type::Object => "object",
            Type::Array => "array",
            Type::String => "string",
            Type::Integer => "integer",
            Type::Number => "number",
            Type::Boolean => "boolean",
        }
    }
}

/// What a value has to satisfy beyond its type. Most nodes have none, so they are kept apart.
#[derive(Clone, Debug, Default)]
pub(super) struct Rules {
    pub(super) required: Vec<Box<str>>,
    pub(super) one_of_values: Vec<Value>,
    pub(super) pattern: Option<Arc<Pattern>>,
    pub(super) format: Option<Format>,
    pub(super) min_length: Option<u64>,
    pub(super) max_length: Option<u64>,
    pub(super) min_items: Option<u64>,
    pub(super) max_items: Option<u64>,
    pub(super) unique_items: bool,
    pub(super) min_properties: Option<u64>,
    pub(super) max_properties: Option<u64>,
    pub(super) minimum: Option<Bound>,
    pub(super) maximum: Option<Bound>,
    pub(super) multiple_of: Option<f64>,
    pub(super) all_of: Vec<NodeId>,
    pub(super) any_of: Vec<NodeId>,
    pub(super) one_of: Vec<NodeId>,
    pub(super) not: Option<NodeId>,
}

impl Rules {
    /// True when there is nothing to check.
    pub(super) fn is_empty(&self) -> bool {
        let lists = [self.all_of.len(), self.any_of.len(), self.one_of.len()];
        let counts = [
            self.min_length,
            self.max_length,
            self.min_items,
            self.max_items,
            self.min_properties,
            self.max_properties,
        ];
        self.required.is_empty()
            && self.one_of_values.is_empty()
            && self.pattern.is_none()
            && self.format.is_none()
            && counts.iter().all(Option::is_none)
            && !self.unique_items
            && self.minimum.is_none()
            && self.maximum.is_none()
            && self.multiple_of.is_none()
            && lists.iter().all(|len| *len == 0)
            && self.not.is_none()
    }
}

/// A limit of a number. `text` is the limit as the schema writes it, for messages.
#[derive(Clone, Debug)]
pub(super) struct Bound {
    pub(super) limit: f64,
    pub(super) exclusive: bool,
    pub(super) text: Box<str>,
}

/// `x-kubernetes-list-type`: who owns and merges what in a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum ListRule {
    /// The list is one value.
    #[default]
    Atomic,
    /// Each scalar is an entry of its own.
    Set,
    /// Entries are objects that are told apart by these fields.
    Map(Vec<Box<str>>),
}

/// `x-kubernetes-patch-strategy` and `x-kubernetes-patch-merge-key`: how a strategic merge patch treats a field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct PatchRule {
    /// Lists are merged, not replaced.
    pub(super) merge: bool,
    /// The field that tells entries apart; none for lists of scalars.
    pub(super) key: Option<Box<str>>,
    /// The object is replaced as a whole.
    pub(super) replace: bool,
}
