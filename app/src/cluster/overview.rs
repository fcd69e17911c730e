//! The first tab: how it came up, what it is made of, its pools and addresses.

use chrono::{DateTime, Utc};
use leptos::prelude::*;
use portal::view::{Blocker, Network, Overview, Pool, Story, TreeNode};

use crate::{
    clusters::count,
    components::{
        amount::amount,
        conditions::Conditions,
        field::{TextField, Typing},
        query::link,
        time::Ago,
        timeline::Timeline,
        tree::ShortTree,
    },
};

#[component]
pub(super) fn OverviewTab(overview: Overview, path: String, may_change: bool, read_at: DateTime<Utc>) -> impl IntoView {
    let Overview { story, timeline, blockers, tree, control_plane, pools, network, conditions } = overview;
    let scale_path = format!("{path}/scale");
    view! {
        {(!blockers.is_empty()).then(|| view! { <Blockers blockers base=path.clone()/> })}
        <div class="grid wide-narrow">
            <section class="card" aria-labelledby="layers">
                <h2 id="layers">"Layers"</h2>
                <ShortTree tree href=object_link base=path/>
            </section>
            <section class="card" aria-labelledby="timeline">
                <h2 id="timeline">{story_title(story)}</h2>
                <Timeline steps=timeline now=read_at/>
            </section>
        </div>
        <section class="card flush" aria-labelledby="nodes">
            <h2 id="nodes">"Nodes"</h2>
            <div class="table-scroll" tabindex="0" role="group" aria-label="Nodes">
                <table>
                    <thead>
                        <tr>
                            <th scope="col">"Pool"</th>
                            <th scope="col">"Machine class"</th>
                            <th scope="col">"Each machine"</th>
                            <th scope="col">"Storage class"</th>
                            <th scope="col" class="num">"Ready"</th>
                            <th scope="col">{may_change.then_some("Scale")}</th>
                        </tr>
                    </thead>
                    <tbody>
                        {row(control_plane, None)}
                        {pools
                            .into_iter()
                            .map(|pool| {
                                let scale = may_change.then(|| {
                                    view! { <Scale action=scale_path.clone() pool=pool.clone()/> }.into_any()
                                });
                                row(pool, scale)
                            })
                            .collect_view()}
                    </tbody>
                </table>
            </div>
        </section>
        <div class="grid wide-narrow">
            <section class="card flush" aria-labelledby="conditions">
                <h2 id="conditions">"Conditions"</h2>
                <Conditions conditions/>
            </section>
            <section class="card" aria-labelledby="network">
                <h2 id="network">"Network"</h2>
                <NetworkFacts network/>
            </section>
        </div>
    }
    .into_any()
}

const fn story_title(story: Story) -> &'static str {
    match story {
        Story::Creation => "How it came up",
        Story::Change => "How the change goes",
        Story::Deletion => "How it goes",
    }
}

/// What still holds a cluster that is being deleted.
#[component]
fn Blockers(blockers: Vec<Blocker>, base: String) -> impl IntoView {
    view! {
        <section class="card flush" aria-labelledby="blockers">
            <h2 id="blockers">"What still has to go"</h2>
            <div class="table-scroll" tabindex="0" role="group" aria-label="What still has to go">
                <table>
                    <thead>
                        <tr>
                            <th scope="col">"Object"</th>
                            <th scope="col">"What is awaited"</th>
                            <th scope="col">"Who must act"</th>
                            <th scope="col">"Since"</th>
                        </tr>
                    </thead>
                    <tbody>
                        {blockers
                            .into_iter()
                            .map(|Blocker { object, finalizer, sentence, actor, since }| {
                                let href = link(
                                    &base,
                                    &[("tab", "topology"), ("object", &format!("{}/{}", object.kind, object.name))],
                                );
                                view! {
                                    <tr>
                                        <th scope="row">
                                            <span class="kind">{object.kind}</span>
                                            " "
                                            <a href=href>{object.name}</a>
                                        </th>
                                        <td title=finalizer>{sentence}</td>
                                        <td>{actor.word()}</td>
                                        <td>{since.map(|at| view! { <Ago at/> })}</td>
                                    </tr>
                                }
                            })
                            .collect_view()}
                    </tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}

/// The page of an object of the tree.
pub(super) fn object_link(path: &str, node: &TreeNode) -> String {
    let object = format!("{}/{}", node.object.kind, node.object.name);
    link(path, &[("tab", "topology"), ("object", &object)])
}

fn row(pool: Pool, scale: Option<AnyView>) -> impl IntoView {
    let size: Vec<String> = pool.size.iter().map(|(unit, number)| amount(*unit, *number)).collect();
    view! {
        <tr>
            <th scope="row">{pool.name}</th>
            <td>{pool.class}</td>
            <td class="num-left">{size.join(", ")}</td>
            <td>{pool.storage_class}</td>
            <td class="num">{count(pool.nodes)}</td>
            <td>{scale}</td>
        </tr>
    }
    .into_any()
}

/// The form that asks for the plan of another number of nodes of one pool.
#[component]
fn Scale(action: String, pool: Pool) -> impl IntoView {
    view! {
        <form method="get" action=action class="scale" novalidate aria-label=format!("Scale pool {}", pool.name)>
            <input type="hidden" name="pool" value=pool.name.clone()/>
            <TextField field=format!("scale.{}", pool.name) name="nodes" label="Worker nodes"
                value=pool.nodes.desired.to_string() typing=Typing::Number/>
            <button class="btn small">"Scale"</button>
        </form>
    }
    .into_any()
}

#[component]
fn NetworkFacts(network: Network) -> impl IntoView {
    view! {
        <dl class="facts">
            <dt>"Endpoint"</dt>
            <dd>{match network.endpoint {
                Some(endpoint) => view! { <code>{endpoint}</code> }.into_any(),
                None => "not there yet".into_any(),
            }}</dd>
            <dt>"Pods"</dt>
            <dd><code>{network.pods.join(", ")}</code></dd>
            <dt>"Services"</dt>
            <dd><code>{network.services.join(", ")}</code></dd>
            <dt>"Service domain"</dt>
            <dd><code>{network.service_domain}</code></dd>
            <dt>"Network plug-in"</dt>
            <dd>{network.cni}</dd>
        </dl>
    }
    .into_any()
}
