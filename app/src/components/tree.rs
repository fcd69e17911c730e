//! The tree of objects, whole or shortened.

use leptos::prelude::*;
use portal::view::{State, TreeNode};
use texts::t;

use super::state::StateChip;

/// Kinds that only pass on what stands above and below them; the short tree leaves them out while they are ready.
const PLUMBING: [&str; 7] = [
    "VSphereCluster",
    "VirtualMachineSetResourcePolicy",
    "VirtualMachineService",
    "KubeadmConfig",
    "MachineSet",
    "VSphereMachine",
    "Secret",
];

/// A tree; `href` makes the link of an object, `current` is the object (kind and name) that is open.
#[component]
pub(crate) fn Tree(
    tree: TreeNode,
    href: fn(&str, &TreeNode) -> String,
    /// Handed to `href`.
    base: String,
    #[prop(optional)] current: Option<(String, String)>,
) -> impl IntoView {
    view! { <ul class="tree">{branch(tree, "", href, &base, current.as_ref())}</ul> }.into_any()
}

/// An object with everything below it; `above` is the name of what stands above it.
pub(crate) fn branch(
    node: TreeNode,
    above: &str,
    href: fn(&str, &TreeNode) -> String,
    base: &str,
    current: Option<&(String, String)>,
) -> AnyView {
    let open = current.is_some_and(|(kind, name)| *kind == node.object.kind && *name == node.object.name);
    let link = href(base, &node);
    let children =
        node.children.into_iter().map(|child| branch(child, &node.object.name, href, base, current)).collect();
    let same = node.object.name == above;
    item(node.object.kind, Name { text: node.object.name, same }, node.note, node.state, Some(link), open, children)
}

/// The tree without plumbing that works, and with ready siblings folded into one line.
#[component]
pub(crate) fn ShortTree(tree: TreeNode, href: fn(&str, &TreeNode) -> String, base: String) -> impl IntoView {
    view! { <ul class="tree">{short_branch(shorten(tree), "", href, &base)}</ul> }.into_any()
}

fn short_branch(line: Line, above: &str, href: fn(&str, &TreeNode) -> String, base: &str) -> AnyView {
    match line {
        Line::Machines { kind, count, hosts } => {
            let note = if hosts.is_empty() { String::new() } else { t().tree_on(hosts.join(", ")) };
            item(
                kind,
                Name { text: t().tree_ready(count.to_string()), same: false },
                note,
                State::Ready,
                None,
                false,
                Vec::new(),
            )
        }
        Line::Node { node, children } => {
            let link = href(base, &node);
            let children =
                children.into_iter().map(|child| short_branch(child, &node.object.name, href, base)).collect();
            let same = node.object.name == above;
            item(
                node.object.kind,
                Name { text: node.object.name, same },
                node.note,
                node.state,
                Some(link),
                false,
                children,
            )
        }
    }
}

/// The name of an object in a tree.
struct Name {
    text: String,
    /// The object above has the same name: it is not shown again, only said.
    same: bool,
}

/// One object with what stands below it.
fn item(
    kind: String,
    name: Name,
    note: String,
    state: State,
    link: Option<String>,
    open: bool,
    children: Vec<AnyView>,
) -> AnyView {
    let layer = layer(&kind);
    let full = format!("{kind} {}", name.text);
    let name = view! {
        <span class=if name.same { "tree-kind" } else { "kind" }>{kind}</span> " "
        <span class=if name.same { "sr-only" } else { "tree-object" }>{name.text}</span>
    };
    view! {
        <li>
            <div class="tree-row" data-layer=layer>
                {match link {
                    Some(link) => view! { <a class="tree-name" href=link title=full aria-current=open.then_some("true")>{name}</a> }.into_any(),
                    None => view! { <span class="tree-name">{name}</span> }.into_any(),
                }}
                <span class="tree-note" title=note.clone()>{note.clone()}</span>
                <StateChip state quiet=true/>
            </div>
            {(!children.is_empty()).then(|| view! { <ul>{children}</ul> })}
        </li>
    }
    .into_any()
}

/// The layer of a kind, by the names that the style knows.
pub(crate) fn layer(kind: &str) -> &'static str {
    match kind {
        "GuestCluster" | "TanzuKubernetesCluster" => "guest",
        "VirtualMachine" | "VirtualMachineService" | "VirtualMachineSetResourcePolicy" => "vms",
        "Node" => "hosts",
        _ => "cluster-api",
    }
}

/// One line of the short tree.
#[derive(Debug, PartialEq)]
enum Line {
    /// An object; its own `children` have been moved out.
    Node { node: TreeNode, children: Vec<Line> },
    /// Ready machines, which are not shown one by one.
    Machines { kind: String, count: usize, hosts: Vec<String> },
}

fn shorten(mut node: TreeNode) -> Line {
    let children = shorten_siblings(std::mem::take(&mut node.children));
    Line::Node { node, children }
}

fn shorten_siblings(siblings: Vec<TreeNode>) -> Vec<Line> {
    let (mut ready, rest): (Vec<TreeNode>, Vec<TreeNode>) = lift(siblings).into_iter().partition(|node| {
        node.state == State::Ready && matches!(node.object.kind.as_str(), "Machine" | "VirtualMachine")
    });
    let mut lines: Vec<Line> = rest.into_iter().map(shorten).collect();
    match ready.len() {
        0 => {}
        1 => lines.extend(ready.pop().map(shorten)),
        count => {
            let mut hosts: Vec<String> = ready.iter().flat_map(hosts).collect();
            hosts.sort();
            hosts.dedup();
            lines.push(Line::Machines { kind: ready.swap_remove(0).object.kind, count, hosts });
        }
    }
    lines
}

/// The names of the hosts below a node.
fn hosts(node: &TreeNode) -> Vec<String> {
    if node.object.kind == "Node" {
        return vec![node.object.name.clone()];
    }
    node.children.iter().flat_map(hosts).collect()
}

/// Puts the children of working plumbing in its place.
fn lift(siblings: Vec<TreeNode>) -> Vec<TreeNode> {
    siblings
        .into_iter()
        .flat_map(|node| {
            if node.state == State::Ready && PLUMBING.contains(&node.object.kind.as_str()) {
                lift(node.children)
            } else {
                vec![node]
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use portal::view::ObjectRef;

    use super::*;

    fn node(kind: &str, name: &str, state: State, children: Vec<TreeNode>) -> TreeNode {
        TreeNode {
            object: ObjectRef {
                api_version: "v1".to_owned(),
                kind: kind.to_owned(),
                namespace: None,
                name: name.to_owned(),
            },
            state,
            note: String::new(),
            children,
        }
    }

    fn outline(line: &Line) -> String {
        match line {
            Line::Machines { kind, count, hosts } => format!("{count} {kind} on {}", hosts.join(",")),
            Line::Node { node, children } => {
                let inner: Vec<String> = children.iter().map(outline).collect();
                format!("{}({})", node.object.name, inner.join(" "))
            }
        }
    }

    #[test]
    fn ready_machines_fold_and_plumbing_is_lifted() {
        let machine = |name: &str, state| {
            let host = node("Node", &format!("kvm-{name}"), State::Ready, vec![]);
            let vm = node("VirtualMachine", &format!("vm-{name}"), State::Ready, vec![host]);
            node("Machine", name, state, vec![node("VSphereMachine", name, State::Ready, vec![vm])])
        };
        let set = node(
            "MachineSet",
            "ms",
            State::Ready,
            vec![
                machine("a", State::Ready),
                machine("b", State::Progressing),
                machine("c", State::Ready),
                machine("d", State::Ready),
            ],
        );
        let tree = node("MachineDeployment", "md", State::Progressing, vec![set]);
        assert_eq!(outline(&shorten(tree)), "md(b(vm-b(kvm-b())) 3 Machine on kvm-a,kvm-c,kvm-d)");
    }

    #[test]
    fn plumbing_in_trouble_stays() {
        let config = node("KubeadmConfig", "cfg", State::Blocked, vec![]);
        let tree = node("Machine", "m", State::Waiting, vec![config]);
        assert_eq!(outline(&shorten(tree)), "m(cfg())");
    }
}
