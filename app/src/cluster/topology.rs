//! The whole tree, and beside it everything about the object that is open.

use leptos::prelude::*;
use portal::view::{ObjectDetail, TreeNode};

use super::overview::object_link;
use crate::components::{
    code::Command, conditions::Conditions, events::Events, query::object_path, state::StateChip, tree::Tree, yaml::Yaml,
};

#[component]
pub(super) fn TopologyTab(
    tree: TreeNode,
    selected: Option<ObjectDetail>,
    /// Kind and name in the URL, also when there is no such object.
    opened: Option<(String, String)>,
    path: String,
) -> impl IntoView {
    let beside = match (selected, &opened) {
        (Some(object), _) => view! { <Detail object/> }.into_any(),
        (None, Some((kind, name))) => view! {
            <section class="card hint">
                <h2>"Gone"</h2>
                <p class="sub">{format!("{kind} {name} is not in this tree, or not any more.")}</p>
            </section>
        }
        .into_any(),
        (None, None) => view! {
            <section class="card hint">
                <h2>{format!("{} objects", tree.size())}</h2>
                <p class="sub">"Open one to see its conditions, events and YAML."</p>
                <ul class="layer-key">
                    <li data-layer="guest">"Guest cluster"</li>
                    <li data-layer="cluster-api">"Cluster API"</li>
                    <li data-layer="vms">"Virtual machines"</li>
                    <li data-layer="hosts">"Hosts"</li>
                </ul>
            </section>
        }
        .into_any(),
    };
    view! {
        <div class="grid wide-narrow top">
            <section class="card" aria-label="Topology">
                {match opened {
                    Some(current) => view! { <Tree tree href=object_link base=path current/> }.into_any(),
                    None => view! { <Tree tree href=object_link base=path/> }.into_any(),
                }}
            </section>
            {beside}
        </div>
    }
    .into_any()
}

#[component]
fn Detail(object: ObjectDetail) -> impl IntoView {
    let label = format!("YAML of {} {}", object.object.kind, object.object.name);
    let page = object_path(&object.object);
    view! {
        <section class="detail" aria-labelledby="detail">
            <div class="card">
                <header class="detail-head">
                    <span class="kind">{object.object.kind}</span>
                    <h2 id="detail">{object.object.name}</h2>
                    <StateChip state=object.state quiet=true/>
                </header>
                {object.cause.map(|cause| view! { <p>{cause.sentence}</p> })}
                <p><a href=page>"Open its page, with its history"</a></p>
                <Command text=object.kubectl/>
                <p class="sub">"From " <code>{object.api_path}</code></p>
            </div>
            <div class="card flush">
                <h3>"Conditions"</h3>
                <Conditions conditions=object.conditions/>
            </div>
            <div class="card flush">
                <h3>"Events"</h3>
                <Events events=object.events of_one=true/>
            </div>
            <Yaml text=object.yaml label/>
        </section>
    }
    .into_any()
}
