//! The fleet in numbers, for administrators.

use leptos::prelude::*;
use portal::view::{ControllerRow, Decision, Fleet, HostCapacity, KindCount, Layer, LayerSummary, Problem, State};
use texts::{Texts, t};

use crate::{
    clusters::ClusterRows,
    components::{
        amount::{count, grouped},
        capacity::{Bar, Dial},
        counts::StateBar,
        page_head::PageHead,
        query::{encode, link},
        state::{StateChip, StateShape},
        time::Ago,
    },
    namespaces::Rows,
    request::{loaded, sight},
};

/// `/admin`
#[component]
pub(crate) fn FleetPage() -> impl IntoView {
    let sight = sight();
    loaded(
        |user| async move { portal::admin::fleet(&user, &*sight?.controllers).await },
        |fleet| view! { <FleetView fleet/> },
    )
}

#[component]
fn FleetView(fleet: Fleet) -> impl IntoView {
    let simulated = fleet.hosts.iter().any(|host| host.simulated);
    let machines = count(fleet.machines.total(), Texts::count_machines);
    let hosts = count(fleet.hosts_by_state.total(), Texts::count_hosts);
    let below = if simulated { t().fleet_lead_simulated(machines, hosts) } else { t().fleet_lead(machines, hosts) };
    let below = below.into_any();
    view! {
        <PageHead title=t().fleet_title() below/>
        {(!fleet.attention.is_empty()).then(|| view! {
            <section class="card flush attention" aria-labelledby="attention">
                <h2 id="attention">{t().fleet_attention()}</h2>
                <ClusterRows rows=fleet.attention/>
            </section>
        })}
        <Needs problems=fleet.problems pending=fleet.pending failing=fleet.failing/>
        <div class="grid thirds">
            <section class="card" aria-labelledby="fleet-clusters">
                <h2 id="fleet-clusters">{t().fleet_guest_clusters()}</h2>
                <p class="big-number">{grouped(fleet.clusters.total())}</p>
                <StateBar counts=fleet.clusters what=Texts::count_guest_clusters href=guest_link/>
            </section>
            <section class="card" aria-labelledby="fleet-machines">
                <h2 id="fleet-machines">{t().fleet_machines()}</h2>
                <p class="big-number">{grouped(fleet.machines.total())}</p>
                <StateBar counts=fleet.machines what=Texts::count_virtual_machines href=machine_link/>
            </section>
            <section class="card" aria-labelledby="fleet-capacity">
                <h2 id="fleet-capacity">{t().fleet_capacity()}</h2>
                <div class="dials">{fleet.capacity.into_iter().map(|gauge| view! { <Dial gauge/> }).collect_view()}</div>
                <StateBar counts=fleet.hosts_by_state what=Texts::count_hosts href=host_link/>
            </section>
        </div>
        <section aria-labelledby="hosts">
            <h2 id="hosts" class="section-title">{t().word_hosts()}</h2>
            <div class="grid hosts">{fleet.hosts.into_iter().map(host).collect_view()}</div>
        </section>
        <section class="card flush" aria-labelledby="layers">
            <h2 id="layers">{t().fleet_layers()}</h2>
            <Layers layers=fleet.layers/>
        </section>
        <section class="card flush" aria-labelledby="fleet-namespaces">
            <h2 id="fleet-namespaces">{t().fleet_namespaces()}</h2>
            {if fleet.namespaces.is_empty() {
                view! { <p class="inset sub">{t().fleet_no_namespaces()} " " <a href="/admin/namespaces">{t().fleet_all_namespaces()}</a></p> }.into_any()
            } else {
                view! { <Rows rows=fleet.namespaces/> }.into_any()
            }}
        </section>
        {(!fleet.decisions.is_empty()).then(|| view! {
            <section class="card flush" aria-labelledby="decisions">
                <h2 id="decisions">{t().fleet_decisions()}</h2>
                <ol class="activity">{fleet.decisions.into_iter().map(decision).collect_view()}</ol>
            </section>
        })}
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
    let list = link("/admin/layers/vms", &[("host", &host.name)]);
    let machines = count(host.machines.into(), Texts::count_machines);
    view! {
        <article class="card host" data-key=host.name.clone()>
            <header>
                <h3><a href=list>{host.name.clone()}</a></h3>
                <StateChip state=host.state quiet=true/>
            </header>
            <div class="gauges">{host.gauges.into_iter().map(|gauge| view! { <Bar gauge/> }).collect_view()}</div>
            <p class="sub">
                {if host.cordoned { t().fleet_host_cordoned(machines) } else { machines }}
                {host.simulated.then(|| format!(" · {}", t().fleet_simulated()))}
            </p>
        </article>
    }
    .into_any()
}

/// Kinds by state, layer by layer.
#[component]
fn Layers(layers: Vec<LayerSummary>) -> impl IntoView {
    view! {
        <div class="table-scroll" tabindex="0" role="group" aria-label=t().fleet_by_kind()>
            <table class="dense">
                <thead>
                    <tr>
                        <th scope="col">{t().list_kind()}</th>
                        <th scope="col" class="num">{t().list_all()}</th>
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

/// What beside clusters waits for an administrator.
#[component]
fn Needs(problems: Vec<Problem>, pending: u64, failing: Vec<ControllerRow>) -> impl IntoView {
    if problems.is_empty() && pending == 0 && failing.is_empty() {
        return ().into_any();
    }
    let stuck: u64 = failing.iter().map(|row| row.failing).sum();
    let controllers = (stuck > 0).then(|| {
        let names: Vec<String> = failing.into_iter().map(|row| row.name).collect();
        view! {
            <li>
                <a href="/admin/controllers">{count(stuck, Texts::fleet_objects_fail)}</a>
                " " {t().fleet_fail_in(names.join(", "))}
            </li>
        }
    });
    let approvals = (pending > 0).then(|| {
        let text = count(pending, Texts::fleet_requests_wait);
        view! { <li><a href="/admin/approvals">{text}</a> " " {t().fleet_for_a_decision()}</li> }
    });
    view! {
        <section class="card attention" aria-labelledby="needs">
            <h2 id="needs">{t().fleet_needs()}</h2>
            <ul class="needs">
                {approvals}
                {controllers}
                {problems.into_iter().map(problem).collect_view()}
            </ul>
        </section>
    }
    .into_any()
}

fn problem(problem: Problem) -> impl IntoView {
    let Problem { object, state, sentence } = problem;
    let layer = match object.kind.as_str() {
        "Node" => Layer::Hosts,
        "TanzuKubernetesRelease" => Layer::Guest,
        kind if kind.starts_with("VirtualMachine") || kind.starts_with("ClusterVirtualMachine") => Layer::Vms,
        _ => Layer::ClusterApi,
    };
    let href = layer_link(layer, &object.kind, state.as_str());
    let named = format!("{} {}", object.kind, object.name);
    let place = match &object.namespace {
        Some(namespace) => t().fleet_object_in(named, namespace),
        None => named,
    };
    view! { <li><StateChip state=state quiet=true/> " " <a href=href><bdi>{place}</bdi></a> ": " <bdi>{sentence}</bdi></li> }.into_any()
}

fn decision(decision: Decision) -> impl IntoView {
    let Decision { namespace, name, phase, by, at } = decision;
    let href = format!("/quota/requests/{}/{}", encode(&namespace), encode(&name));
    let text = if by.is_empty() { t().fleet_decided(phase, name) } else { t().fleet_decided_by(phase, name, by) };
    view! {
        <li>
            <span class="when"><Ago at=at/></span>
            <span class="what"><a href=href><bdi>{text}</bdi></a> <small>{namespace}</small></span>
        </li>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rendered::{assert_has, html};
    use crate::sample::fleet;

    #[test]
    fn what_waits_for_an_administrator_is_named_with_its_page() {
        let mut fleet = fleet();
        fleet.pending = 2;
        fleet.problems = vec![Problem {
            object: portal::view::ObjectRef {
                api_version: "v1".to_owned(),
                kind: "Node".to_owned(),
                namespace: None,
                name: "kvm-03".to_owned(),
            },
            state: State::Blocked,
            sentence: "Host kvm-03 is silent.".to_owned(),
        }];
        fleet.decisions = vec![Decision {
            namespace: "team-a".to_owned(),
            name: "more".to_owned(),
            phase: "PartiallyApproved".to_owned(),
            by: "admin".to_owned(),
            at: chrono::Utc::now(),
        }];
        let html = html(|| view! { <FleetView fleet/> });
        assert_has(
            &html,
            &[
                r#"<a href="/admin/approvals">2 quota requests wait</a>"#,
                "Host kvm-03 is silent.",
                r#"href="/admin/layers/hosts?kind=Node&amp;state=blocked""#,
                "Request more: approved in part by admin.",
            ],
        );
    }

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
