//! Structural schemas: what an object may hold, which fields are dropped, filled in or refused, and how its lists and
//! maps merge.
//!
//! A [`Schema`] is compiled once from OpenAPI v3 JSON with the `x-kubernetes-*` extensions and then answers per write.
//! All of it is pure; a compiled schema is shared by reference.

mod compile;
mod default;
mod format;
mod location;
mod metadata;
mod node;
mod pattern;
mod prune;
mod public_types;
mod validate;
mod view;

#[cfg(test)]
mod tests;

use api::field::FieldError;
use serde_json::Value;

use node::{Node, NodeId};
pub(crate) use view::{Field, ListKind, View};

/// The compiled schema of one kind in one version. The root describes a whole object, so `apiVersion`, `kind` and
/// `metadata` are always known, whether the source mentions them or not.
#[derive(Debug)]
pub struct Schema {
    nodes: Vec<Node>,
    root: NodeId,
    /// The rules of a kind that upstream decodes into a Go struct: null stands for "not set" wherever it occurs.
    typed: bool,
    source: Value,
}

/// True when a schema has shared definitions, as public types do and custom resources do not.
pub(crate) fn has_definitions(source: &Value) -> bool {
    compile::definitions(source).is_some()
}

/// Adds the merge rules of the public types to the definitions of `source`.
pub(crate) fn annotate_public_types(source: &mut Value) {
    public_types::annotate(source);
}

/// A schema that cannot be compiled.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{path}: {message}")]
pub struct SchemaError {
    /// Where in the schema, for instance `properties.spec.pattern`.
    pub path: String,
    /// What is wrong there.
    pub message: String,
}

impl Schema {
    /// Compiles the OpenAPI v3 schema of a kind.
    ///
    /// Two forms are understood. A structural schema without references, as in a CustomResourceDefinition, follows the
    /// rules of custom resources. A schema with `$defs` (or `definitions`), as `schemars` derives it for public types,
    /// follows the rules of kinds that upstream has in Go; the merge rules of the public types are added to it by the
    /// names of its definitions.
    ///
    /// # Errors
    /// When a pattern is no regular expression, a reference leads nowhere, or a keyword has a value of the wrong type.
    pub fn from_json(schema: &Value) -> Result<Schema, SchemaError> {
        let mut source = schema.clone();
        let typed = compile::definitions(&source).is_some();
        if typed {
            public_types::annotate(&mut source);
        }
        let (nodes, root) = compile::compile(&source, typed)?;
        Ok(Schema { nodes, root, typed, source })
    }

    /// The OpenAPI v3 JSON that this was compiled from, with the merge rules that were added.
    pub fn to_json(&self) -> Value {
        self.source.clone()
    }

    /// The same as [`to_json`](Schema::to_json), by reference.
    pub fn json(&self) -> &Value {
        &self.source
    }

    /// Drops every field that the schema does not know. Returns the paths that were dropped, in the words of strict
    /// decoding: `unknown field "spec.foo[0].bar"`, in the order of the object.
    pub fn prune(&self, object: &mut Value) -> Vec<String> {
        let mut dropped = Vec::new();
        prune::prune(self, object, &mut dropped);
        dropped
    }

    /// Fills in the defaults of fields that are absent (or null without being nullable), drops nulls where the schema has
    /// neither null nor a default, and writes quantities as text.
    pub fn default(&self, object: &mut Value) {
        default::default(self, self.node(self.root), object);
    }

    /// Writes what may be given in several forms in the one form in which it is stored. [`default`](Schema::default) does
    /// the same.
    pub(crate) fn normalize(&self, object: &mut Value) {
        if self.typed {
            default::quantities(self, self.node(self.root), object);
        }
    }

    /// What is wrong with `object`, in the words of kube-apiserver. Expects that [`prune`](Schema::prune) and
    /// [`default`](Schema::default) ran before: unknown fields are not looked at, and a null that is not allowed is an
    /// error.
    pub fn validate(&self, object: &Value) -> Vec<FieldError> {
        validate::validate(self, object)
    }

    /// The root as seen by merging: declared fields, list and map types.
    pub(crate) fn view(&self) -> View<'_> {
        View::known(self, self.root)
    }

    fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.0 as usize]
    }
}
