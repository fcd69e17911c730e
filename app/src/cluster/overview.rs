//! The first tab: how it came up, what it is made of, its pools and addresses.

use chrono::{DateTime, Utc};
use leptos::prelude::*;
use portal::view::{Blocker, Network, Overview, Pool, Story, TreeNode};
use texts::t;

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
                <h2 id="layers">{t().cluster_layers()}</h2>
                <ShortTree tree href=object_link base=path/>
            </section>
            <section class="card" aria-labelledby="timeline">
                <h2 id="timeline">{story_title(story)}</h2>
                <Timeline steps=timeline now=read_at/>
            </section>
        </div>
        <section class="card flush" aria-labelledby="nodes">
            <h2 id="nodes">{t().cluster_nodes()}</h2>
            <div class="table-scroll" tabindex="0" role="group" aria-label=t().cluster_nodes()>
                <table>
                    <thead>
                        <tr>
                            <th scope="col">{t().cluster_pool()}</th>
                            <th scope="col">{t().word_machine_class()}</th>
                            <th scope="col">{t().cluster_each_machine()}</th>
                            <th scope="col">{t().word_storage_class()}</th>
                            <th scope="col" class="num">{t().cluster_ready()}</th>
                            <th scope="col">{may_change.then_some(t().cluster_scale())}</th>
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
                <h2 id="conditions">{t().word_conditions()}</h2>
                <Conditions conditions/>
            </section>
            <section class="card" aria-labelledby="network">
                <h2 id="network">{t().word_network()}</h2>
                <NetworkFacts network/>
            </section>
        </div>
    }
    .into_any()
}

fn story_title(story: Story) -> String {
    match story {
        Story::Creation => t().cluster_story_creation(),
        Story::Change => t().cluster_story_change(),
        Story::Deletion => t().cluster_story_deletion(),
    }
}

/// What still holds a cluster that is being deleted.
#[component]
fn Blockers(blockers: Vec<Blocker>, base: String) -> impl IntoView {
    view! {
        <section class="card flush" aria-labelledby="blockers">
            <h2 id="blockers">{t().cluster_blockers()}</h2>
            <div class="table-scroll" tabindex="0" role="group" aria-label=t().cluster_blockers()>
                <table>
                    <thead>
                        <tr>
                            <th scope="col">{t().cluster_blockers_object()}</th>
                            <th scope="col">{t().cluster_blockers_what()}</th>
                            <th scope="col">{t().word_who_must_act()}</th>
                            <th scope="col">{t().cluster_blockers_since()}</th>
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
        <form method="get" action=action class="scale" novalidate aria-label=t().cluster_scale_pool(&pool.name)>
            <input type="hidden" name="pool" value=pool.name.clone()/>
            <TextField field=format!("scale.{}", pool.name) name="nodes" label=t().word_worker_nodes()
                value=pool.nodes.desired.to_string() typing=Typing::Number/>
            <button class="btn small">{t().cluster_scale()}</button>
        </form>
    }
    .into_any()
}

#[component]
fn NetworkFacts(network: Network) -> impl IntoView {
    view! {
        <dl class="facts">
            <dt>{t().cluster_endpoint()}</dt>
            <dd>{match network.endpoint {
                Some(endpoint) => view! { <code>{endpoint}</code> }.into_any(),
                None => t().cluster_endpoint_none().into_any(),
            }}</dd>
            <dt>{t().cluster_pods()}</dt>
            <dd><code>{network.pods.join(", ")}</code></dd>
            <dt>{t().cluster_services()}</dt>
            <dd><code>{network.services.join(", ")}</code></dd>
            <dt>{t().cluster_service_domain()}</dt>
            <dd><code>{network.service_domain}</code></dd>
            <dt>{t().cluster_network_plug_in()}</dt>
            <dd>{network.cni}</dd>
        </dl>
    }
    .into_any()
}
