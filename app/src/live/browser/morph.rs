//! Makes an element equal to another one and keeps every node that can stay: focus, selection, scroll positions and what
//! is typed survive.

use wasm_bindgen::JsCast;
use web_sys::{Document, Element, Node};

use super::{document, times};
use crate::live::plan::{Step, plan};

/// Makes the element with this id equal to the one with the same id in another document, title included.
pub(crate) fn morph(id: &str, page: &Document) {
    let Some(document) = document() else { return };
    if let (Some(old), Some(wanted)) = (document.get_element_by_id(id), page.get_element_by_id(id)) {
        element(&old, &wanted);
    }
    if document.title() != page.title() {
        document.set_title(&page.title());
    }
    times::refresh();
}

/// Makes what is in the element with this id equal to what is in another element of another document.
pub(crate) fn morph_from(id: &str, page: &Document, other: &str) {
    let old = document().and_then(|document| document.get_element_by_id(id));
    if let (Some(old), Some(wanted)) = (old, page.get_element_by_id(other)) {
        children(&old, &wanted);
    }
}

fn element(old: &Element, wanted: &Element) {
    attributes(old, wanted);
    // What a person chooses or types lives in these, not in their children.
    if !matches!(old.local_name().as_str(), "select" | "textarea") {
        children(old, wanted);
    }
}

fn attributes(old: &Element, wanted: &Element) {
    for name in wanted.get_attribute_names() {
        let Some(name) = name.as_string() else { continue };
        let value = wanted.get_attribute(&name).unwrap_or_default();
        if old.get_attribute(&name).as_deref() != Some(&value) {
            let _ = old.set_attribute(&name, &value);
        }
    }
    for name in old.get_attribute_names() {
        let Some(name) = name.as_string() else { continue };
        // Whether a <details> is open is the reader's choice.
        if !wanted.has_attribute(&name) && name != "open" {
            let _ = old.remove_attribute(&name);
        }
    }
}

fn children(old_parent: &Element, wanted_parent: &Element) {
    let old = nodes(old_parent);
    // A fetched document is parsed as if script were off: what stands in <noscript> must not come to life here.
    let wanted: Vec<Node> = nodes(wanted_parent).into_iter().filter(|node| node.node_name() != "NOSCRIPT").collect();
    let steps = plan(&old.iter().map(key).collect::<Vec<_>>(), &wanted.iter().map(key).collect::<Vec<_>>());
    let mut kept = vec![false; old.len()];
    for step in &steps {
        if let Step::Keep(i) = step {
            kept[*i] = true;
        }
    }
    for (node, _) in old.iter().zip(&kept).filter(|(_, kept)| !**kept) {
        let _ = old_parent.remove_child(node);
    }
    let mut place = old_parent.first_child();
    for (step, wanted) in steps.iter().zip(&wanted) {
        match step {
            Step::Keep(i) => {
                let node = &old[*i];
                if place.as_ref().is_some_and(|place| place.is_same_node(Some(node))) {
                    place = node.next_sibling();
                } else {
                    let _ = old_parent.insert_before(node, place.as_ref());
                }
                equal(node, wanted);
            }
            Step::Insert => {
                let _ = old_parent.insert_before(wanted, place.as_ref());
            }
        }
    }
}

/// Makes a kept node equal to the wanted one.
fn equal(node: &Node, wanted: &Node) {
    match (node.dyn_ref::<Element>(), wanted.dyn_ref::<Element>()) {
        (Some(node), Some(wanted)) => {
            // Islands have a life of their own.
            if node.local_name() != "leptos-island" {
                element(node, wanted);
            }
        }
        _ => {
            if node.node_value() != wanted.node_value() {
                node.set_node_value(wanted.node_value().as_deref());
            }
        }
    }
}

fn nodes(parent: &Element) -> Vec<Node> {
    let list = parent.child_nodes();
    (0..list.length()).filter_map(|i| list.get(i)).collect()
}

/// What makes two nodes the same one: kind of node, id, or the name of a row.
fn key(node: &Node) -> (String, Option<String>) {
    let id = node
        .dyn_ref::<Element>()
        .and_then(|element| element.get_attribute("id").or_else(|| element.get_attribute("data-key")));
    (node.node_name(), id)
}
