//! Filling in defaults, dropping nulls that mean "not set", and writing quantities as text.

use serde_json::{Map, Value};

use super::Schema;
use super::node::{Additional, Node};

/// Applies the defaults below `node` to `value`.
pub(super) fn default(schema: &Schema, node: &Node, value: &mut Value) {
    match value {
        Value::Object(fields) => {
            add_defaults(schema, node, fields);
            drop_nulls(schema, node, fields);
            for (name, value) in fields.iter_mut() {
                if let Some(child) = child(schema, node, name) {
                    default(schema, child, value);
                }
            }
        }
        Value::Array(entries) => {
            let Some(items) = node.items.map(|id| schema.node(id)) else { return };
            for entry in entries {
                if entry.is_null()
                    && !items.nullable
                    && let Some(default) = &items.default
                {
                    *entry = default.clone();
                }
                default(schema, items, entry);
            }
        }
        _ => quantity(node, value),
    }
}

/// Upstream writes a quantity as text, however it was given, and typed clients read nothing else.
fn quantity(node: &Node, value: &mut Value) {
    if node.quantity && value.is_number() {
        *value = Value::String(value.to_string());
    }
}

/// Writes the quantities below `node` as text.
pub(super) fn quantities(schema: &Schema, node: &Node, value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields.iter_mut() {
                if let Some(child) = child(schema, node, name) {
                    quantities(schema, child, value);
                }
            }
        }
        Value::Array(entries) => {
            if let Some(items) = node.items {
                entries.iter_mut().for_each(|entry| quantities(schema, schema.node(items), entry));
            }
        }
        _ => quantity(node, value),
    }
}

fn child<'a>(schema: &'a Schema, node: &Node, name: &str) -> Option<&'a Node> {
    match (node.properties.get(name), node.additional) {
        (Some(property), _) => Some(schema.node(*property)),
        (None, Additional::Each(each)) => Some(schema.node(each)),
        _ => None,
    }
}

fn add_defaults(schema: &Schema, node: &Node, fields: &mut Map<String, Value>) {
    for name in &node.defaulted {
        let Some(property) = node.properties.get(name) else { continue };
        let property = schema.node(*property);
        let Some(default) = &property.default else { continue };
        match fields.get_mut(&**name) {
            None => {
                fields.insert(name.to_string(), default.clone());
            }
            Some(value) if value.is_null() && !property.nullable => *value = default.clone(),
            Some(_) => {}
        }
    }
    if let Additional::Each(each) = node.additional {
        let each = schema.node(each);
        if let Some(default) = &each.default
            && !each.nullable
        {
            for (name, value) in fields.iter_mut() {
                if value.is_null() && !node.properties.contains_key(name.as_str()) {
                    *value = default.clone();
                }
            }
        }
    }
}

/// A null under a field that is not nullable is the same as no field. Kinds that upstream keeps in Go structs write
/// null themselves for required fields without a value (`"eventTime": null`), so there it stays.
fn drop_nulls(schema: &Schema, node: &Node, fields: &mut Map<String, Value>) {
    if !fields.values().any(Value::is_null) {
        return;
    }
    fields.retain(|name, value| {
        if !value.is_null() {
            return true;
        }
        match child(schema, node, name) {
            Some(child) if schema.typed => child.nullable || node.requires(name),
            Some(child) => child.nullable,
            None => true,
        }
    });
}
