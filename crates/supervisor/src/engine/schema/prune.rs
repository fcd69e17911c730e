//! Dropping fields that the schema does not know.

use serde_json::{Map, Value};

use super::Schema;
use super::location::Location;
use super::node::{Additional, Node};

/// Prunes a whole object; the paths of what was dropped are added to `dropped`.
pub(super) fn prune(schema: &Schema, object: &mut Value, dropped: &mut Vec<String>) {
    walk(schema, schema.node(schema.root), object, Location::Root, dropped);
}

fn walk(schema: &Schema, node: &Node, value: &mut Value, at: Location<'_>, dropped: &mut Vec<String>) {
    match value {
        Value::Object(fields) => walk_object(schema, node, fields, at, dropped),
        Value::Array(entries) => {
            // A list under a node without items is unknown as a whole only where nothing is preserved; its entries
            // then have nothing declared, which validation reports as a wrong type.
            if let Some(items) = node.items {
                let items = schema.node(items);
                for (index, entry) in entries.iter_mut().enumerate() {
                    walk(schema, items, entry, at.index(index), dropped);
                }
            }
        }
        _ => {}
    }
}

fn walk_object(
    schema: &Schema,
    node: &Node,
    fields: &mut Map<String, Value>,
    at: Location<'_>,
    dropped: &mut Vec<String>,
) {
    let mut unknown = false;
    for (name, value) in fields.iter_mut() {
        let below = at.field(name);
        if let Some(property) = node.properties.get(name.as_str()) {
            walk(schema, schema.node(*property), value, below, dropped);
        } else if let Additional::Each(each) = node.additional {
            walk(schema, schema.node(each), value, below, dropped);
        } else if node.additional == Additional::None && !node.preserve_unknown {
            unknown = true;
            dropped.push(format!("unknown field \"{below}\""));
        }
    }
    if unknown {
        fields.retain(|name, _| node.properties.contains_key(name.as_str()));
    }
}
