//! The whole tree, and beside it everything about the object that is open.

use leptos::prelude::*;
use portal::view::{ObjectDetail, TreeNode};
use texts::{Texts, t};

use super::overview::object_link;
use crate::components::{
    amount::count, code::Command, conditions::Conditions, events::Events, query::object_path, state::StateChip,
    tree::Tree, yaml::Yaml,
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
                <h2>{t().cluster_object_gone()}</h2>
                <p class="sub">{t().cluster_object_gone_more(kind, name)}</p>
            </section>
        }
        .into_any(),
        (None, None) => view! {
            <section class="card hint">
                <h2>{count(tree.size() as u64, Texts::count_objects)}</h2>
                <p class="sub">{t().cluster_open_one()}</p>
                <ul class="layer-key">
                    <li data-layer="guest">{t().cluster_layer_guest()}</li>
                    <li data-layer="cluster-api">{t().cluster_layer_api()}</li>
                    <li data-layer="vms">{t().nav_machines()}</li>
                    <li data-layer="hosts">{t().word_hosts()}</li>
                </ul>
            </section>
        }
        .into_any(),
    };
    view! {
        <div class="grid wide-narrow top">
            <section class="card" aria-label=t().word_topology()>
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
    let label = t().cluster_yaml_of_object(&object.object.kind, &object.object.name);
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
                <p><a href=page>{t().cluster_object_page()}</a></p>
                <Command text=object.kubectl/>
                <p class="sub">{t().word_from()} " " <code>{object.api_path}</code></p>
            </div>
            <div class="card flush">
                <h3>{t().word_conditions()}</h3>
                <Conditions conditions=object.conditions/>
            </div>
            <div class="card flush">
                <h3>{t().word_events()}</h3>
                <Events events=object.events of_one=true/>
            </div>
            <Yaml text=object.yaml label/>
        </section>
    }
    .into_any()
}
