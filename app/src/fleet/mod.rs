//! The fleet in numbers, for administrators.

use leptos::prelude::*;
use portal::view::{Fleet, HostCapacity, KindCount, Layer, LayerSummary, NamespaceSummary, State};

use crate::{
    clusters::ClusterRows,
    components::{
        amount::{counted, grouped},
        capacity::{Bar, Dial},
        counts::StateBar,
        page_head::PageHead,
        query::link,
        state::{StateChip, StateShape},
    },
    request::loaded,
};

/// `/admin`
#[component]
pub(crate) fn FleetPage() -> impl IntoView {
    loaded(|user| async move { portal::admin::fleet(&user).await }, |fleet| view! { <FleetView fleet/> })
}

#[component]
fn FleetView(fleet: Fleet) -> impl IntoView {
    let simulated = fleet.hosts.iter().any(|host| host.simulated);
    let below = format!(
        "{} on {}{}",
        counted(fleet.machines.total(), "machine", "machines"),
        counted(fleet.hosts_by_state.total(), "host", "hosts"),
        if simulated { ", on the simulator: no real machine runs here." } else { "." },
    )
    .into_any();
    view! {
        <PageHead title="Fleet" below/>
        {(!fleet.attention.is_empty()).then(|| view! {
            <section class="card flush attention" aria-labelledby="attention">
                <h2 id="attention">"Needs attention"</h2>
                <ClusterRows rows=fleet.attention/>
            </section>
        })}
        <div class="grid thirds">
            <section class="card" aria-labelledby="fleet-clusters">
                <h2 id="fleet-clusters">"Guest clusters"</h2>
                <p class="big-number">{grouped(fleet.clusters.total())}</p>
                <StateBar counts=fleet.clusters what="guest clusters" href=guest_link/>
            </section>
            <section class="card" aria-labelledby="fleet-machines">
                <h2 id="fleet-machines">"Virtual machines"</h2>
                <p class="big-number">{grouped(fleet.machines.total())}</p>
                <StateBar counts=fleet.machines what="virtual machines" href=machine_link/>
            </section>
            <section class="card" aria-labelledby="fleet-capacity">
                <h2 id="fleet-capacity">"Capacity of all hosts"</h2>
                <div class="dials">{fleet.capacity.into_iter().map(|gauge| view! { <Dial gauge/> }).collect_view()}</div>
                <StateBar counts=fleet.hosts_by_state what="hosts" href=host_link/>
            </section>
        </div>
        <section aria-labelledby="hosts">
            <h2 id="hosts" class="section-title">"Hosts"</h2>
            <div class="grid hosts">{fleet.hosts.into_iter().map(host).collect_view()}</div>
        </section>
        <section class="card flush" aria-labelledby="layers">
            <h2 id="layers">"Layers"</h2>
            <Layers layers=fleet.layers/>
        </section>
        <section class="card flush" aria-labelledby="fleet-namespaces">
            <h2 id="fleet-namespaces">"Namespaces"</h2>
            <Namespaces namespaces=fleet.namespaces/>
        </section>
    }
    .into_any()
}

fn layer_link(layer: Layer, kind: &str, state: &str) -> String {
    link(&format!("/admin/layers/{}", layer.as_str()), &[("kind", kind), ("state", state)])
}

fn guest_link(state: State) -> String {
    layer_link(Layer::Guest, "GuestCluster", state.as_str())
}

fn machine_link(state: State) -> String {
    layer_link(Layer::Vms, "VirtualMachine", state.as_str())
}

fn host_link(state: State) -> String {
    layer_link(Layer::Hosts, "", state.as_str())
}

fn host(host: HostCapacity) -> impl IntoView {
    let machines = link("/admin/layers/vms", &[("host", &host.name)]);
    view! {
        <article class="card host" data-key=host.name.clone()>
            <header>
                <h3><a href=machines>{host.name.clone()}</a></h3>
                <StateChip state=host.state quiet=true/>
            </header>
            <div class="gauges">{host.gauges.into_iter().map(|gauge| view! { <Bar gauge/> }).collect_view()}</div>
            <p class="sub">
                {counted(host.machines.into(), "machine", "machines")}
                {host.cordoned.then_some(", takes no new ones")}
                {host.simulated.then_some(" · simulated")}
            </p>
        </article>
    }
    .into_any()
}

/// Kinds by state, layer by layer.
#[component]
fn Layers(layers: Vec<LayerSummary>) -> impl IntoView {
    view! {
        <div class="table-scroll" tabindex="0" role="group" aria-label="Objects by kind and state">
            <table class="dense">
                <thead>
                    <tr>
                        <th scope="col">"Kind"</th>
                        <th scope="col" class="num">"All"</th>
                        {State::ALL
                            .into_iter()
                            .rev()
                            .map(|state| view! {
                                <th scope="col" class="num">
                                    <span class="legend-shape" data-state=state.as_str()><StateShape state/></span>
                                    <span class="state-word">{state.word()}</span>
                                </th>
                            })
                            .collect_view()}
                    </tr>
                </thead>
                {layers
                    .into_iter()
                    .map(|LayerSummary { layer, kinds }| view! {
                        <tbody>
                            <tr class="group">
                                <th scope="rowgroup" colspan="8">
                                    <a href=layer_link(layer, "", "")>{layer.title()}</a>
                                </th>
                            </tr>
                            {kinds.into_iter().map(|kind| kind_row(layer, &kind)).collect_view()}
                        </tbody>
                    })
                    .collect_view()}
            </table>
        </div>
    }
    .into_any()
}

fn kind_row(layer: Layer, kind: &KindCount) -> impl IntoView + use<> {
    let cells = State::ALL
        .into_iter()
        .rev()
        .map(|state| {
            let number = kind.counts.of(state);
            let cell = if number == 0 {
                view! { <span class="faint">"0"</span> }.into_any()
            } else {
                view! { <a href=layer_link(layer, &kind.kind, state.as_str())>{grouped(number)}</a> }.into_any()
            };
            view! { <td class="num">{cell}</td> }
        })
        .collect_view();
    view! {
        <tr>
            <th scope="row"><a href=layer_link(layer, &kind.kind, "")>{kind.kind.clone()}</a></th>
            <td class="num">{grouped(kind.counts.total())}</td>
            {cells}
        </tr>
    }
    .into_any()
}

#[component]
fn Namespaces(namespaces: Vec<NamespaceSummary>) -> impl IntoView {
    view! {
        <div class="table-scroll" tabindex="0" role="group" aria-label="Namespaces">
            <table class="dense">
                <thead>
                    <tr>
                        <th scope="col">"Namespace"</th>
                        <th scope="col" class="num">"Clusters"</th>
                        <th scope="col" class="num">"Not ready"</th>
                        <th scope="col" class="num">"Machines"</th>
                    </tr>
                </thead>
                <tbody>
                    {namespaces
                        .into_iter()
                        .map(|namespace| {
                            let href = link("/admin/layers/guest", &[("namespace", &namespace.name)]);
                            view! {
                                <tr>
                                    <th scope="row"><a href=href>{namespace.name}</a></th>
                                    <td class="num">{grouped(namespace.clusters.total())}</td>
                                    <td class="num">{grouped(namespace.clusters.total() - namespace.clusters.ready)}</td>
                                    <td class="num">{grouped(namespace.machines)}</td>
                                </tr>
                            }
                        })
                        .collect_view()}
                </tbody>
            </table>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rendered::{assert_has, html};
    use crate::sample::fleet;

    #[test]
    fn the_fleet_is_in_numbers_and_says_that_it_is_simulated() {
        let html = html(|| view! { <FleetView fleet=fleet()/> });
        assert_has(
            &html,
            &[
                "no real machine runs here",
                r#"aria-label="CPU: 186 vCPU used of 256 vCPU""#,
                r#"href="/admin/layers/vms?kind=VirtualMachine&amp;state=blocked""#,
                r#"href="/admin/layers/vms?host=kvm-01""#,
            ],
        );
    }
}
