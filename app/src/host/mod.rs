//! One hypervisor host: capacity, machines, heartbeat, events, maintenance.

mod maintenance;

use leptos::prelude::*;
use portal::view::{HostPage as Page, LayerRow, Maintenance, MaintenanceWish};
use texts::{Texts, t};

pub(crate) use maintenance::{MaintenancePage, set_maintenance};

use crate::{
    components::{
        amount::count,
        capacity::Bar,
        code::Command,
        conditions::Conditions,
        events::Events,
        page_head::{Crumb, PageHead},
        query::{cluster_path, host_path, link, object_path, vm_path},
        state::StateChip,
        time::Ago,
    },
    request::{loaded, param},
};

/// `/admin/hosts/{name}`
#[component]
pub(crate) fn HostPage() -> impl IntoView {
    let name = param("name");
    loaded(move |user| async move { portal::admin::host::host(&user, &name).await }, |page| view! { <HostView page/> })
}

fn crumbs() -> Vec<Crumb> {
    vec![Crumb::new(t().nav_fleet(), "/admin"), Crumb::new(t().word_hosts(), "/admin/layers/hosts")]
}

#[component]
fn HostView(page: Page) -> impl IntoView {
    let Page { capacity, cause, system, addresses, heartbeat, conditions, maintenance, machines, events, .. } = page;
    let name = capacity.name.clone();
    let node = portal::view::ObjectRef {
        api_version: "v1".to_owned(),
        kind: "Node".to_owned(),
        namespace: None,
        name: name.clone(),
    };
    let below = view! {
        {system}
        {(!addresses.is_empty()).then(|| format!(" · {}", addresses.join(", ")))}
        {page.created.map(|created| view! { " · " {t().host_known_since()} " " <Ago at=created/> })}
        {heartbeat.map(|at| view! { " · " {t().host_last_heartbeat()} " " <Ago at/> })}
    }
    .into_any();
    let beside = view! { <StateChip state=capacity.state/> }.into_any();
    let emptying = maintenance.wish == MaintenanceWish::Drain && !maintenance.done;
    let total = u64::from(capacity.machines);
    let more = total.saturating_sub(machines.len() as u64);
    let all = link("/admin/layers/vms", &[("kind", "VirtualMachine"), ("host", &name)]);
    let preview = format!("{}/maintenance", host_path(&name));
    let tree = link("/admin/tree", &[("host", &name)]);
    view! {
        {emptying.then(|| view! { <noscript><meta http-equiv="refresh" content="5"/></noscript> })}
        <PageHead title=name.clone() crumbs=crumbs() beside below>
            <a class="btn" href=tree>{t().host_show_in_tree()}</a>
            {(page.may_change && maintenance.wish == MaintenanceWish::Work).then(|| view! {
                <a class="btn" href=preview>{t().host_maintenance()}</a>
            })}
        </PageHead>
        {(maintenance.wish == MaintenanceWish::Work).then_some(cause).flatten().map(|cause| view! {
            <section class="card cause" data-state=capacity.state.as_str() aria-label=t().word_state_and_cause()><p class="cause-sentence">{cause}</p></section>
        })}
        <MaintenanceCard maintenance name=name.clone() may_change=page.may_change/>
        <div class="grid wide-narrow top">
            <div class="stack">
                <section class="card flush" aria-labelledby="machines">
                    <h2 id="machines">{count(total, Texts::count_machines)}</h2>
                    <Machines machines/>
                    {(more > 0).then(|| view! { <p class="sub below-table"><a href=all>{t().list_more(more.to_string())}</a></p> })}
                </section>
                <section class="card flush" aria-labelledby="events">
                    <h2 id="events">{t().word_events()}</h2>
                    <Events events of_one=true/>
                </section>
            </div>
            <div class="stack">
                <section class="card" aria-labelledby="capacity">
                    <h2 id="capacity">{t().host_promised()}</h2>
                    <div class="gauges">{capacity.gauges.into_iter().map(|gauge| view! { <Bar gauge/> }).collect_view()}</div>
                    {capacity.simulated.then(|| view! { <p class="sub">{t().host_simulated()}</p> })}
                </section>
                <section class="card flush" aria-labelledby="conditions">
                    <h2 id="conditions">{t().word_conditions()}</h2>
                    <Conditions conditions/>
                </section>
                <p class="sub"><a href=object_path(&node)>{t().host_node_object()}</a></p>
            </div>
        </div>
        <footer class="source">
            <Command text=page.kubectl/>
            <p class="sub">{t().word_from()} " " <code>{page.api_path}</code></p>
        </footer>
    }
    .into_any()
}

/// How far the maintenance is, and its end; nothing for a host that works.
#[component]
fn MaintenanceCard(maintenance: Maintenance, name: String, may_change: bool) -> impl IntoView {
    let (title, state) = match (maintenance.wish, maintenance.done, maintenance.stuck) {
        (MaintenanceWish::Work, ..) => return ().into_any(),
        (MaintenanceWish::Cordon, _, true) => (t().host_takes_new_still(), "blocked"),
        (MaintenanceWish::Cordon, ..) => (t().host_takes_none(), "waiting"),
        (MaintenanceWish::Drain, true, _) => (t().host_is_empty(), "ready"),
        (MaintenanceWish::Drain, _, true) => (t().host_cannot_leave(), "blocked"),
        (MaintenanceWish::Drain, ..) => (t().host_leaving(), "progressing"),
    };
    let action = format!("{}/maintenance", host_path(&name));
    let was = maintenance.wish.as_str();
    let drain = (maintenance.wish == MaintenanceWish::Cordon).then(|| {
        view! { <a class="btn" href=action.clone()>{t().host_empty_it()}</a> }
    });
    view! {
        <section class="card cause maintenance" data-state=state aria-label=t().host_maintenance()>
            <div class="cause-text">
                <p class="cause-sentence">{title}</p>
                {(!maintenance.message.is_empty()).then(|| view! { <p class="sub" role="status">{maintenance.message}</p> })}
                {maintenance.since.map(|at| view! { <p class="sub">{t().host_in_maintenance_since()} " " <Ago at/></p> })}
            </div>
            {may_change.then(|| view! {
                <div class="actions">
                    {drain}
                    <form method="post" action=action>
                        <input type="hidden" name="was" value=was/>
                        <button class="btn primary" name="wish" value="work">{t().host_end_maintenance()}</button>
                    </form>
                </div>
            })}
        </section>
    }
    .into_any()
}

#[component]
fn Machines(machines: Vec<LayerRow>) -> impl IntoView {
    if machines.is_empty() {
        return view! { <p class="sub">{t().host_no_machine()}</p> }.into_any();
    }
    let row = |row: LayerRow| {
        let namespace = row.object.namespace.clone().unwrap_or_default();
        let key = format!("{namespace}/{}", row.object.name);
        let cluster = row.cluster.map(|cluster| {
            view! { <a href=cluster_path(&namespace, &cluster)>{cluster.clone()}</a> }
        });
        view! {
            <tr data-key=key>
                <th scope="row"><a href=vm_path(&namespace, &row.object.name)><bdi>{row.object.name.clone()}</bdi></a></th>
                <td>{namespace.clone()}</td>
                <td>{cluster}</td>
                <td class="why inline-note">
                    <StateChip state=row.state quiet=true/>
                    {(!row.note.is_empty()).then(|| view! { <small>{row.note}</small> })}
                </td>
            </tr>
        }
    };
    view! {
        <div class="table-scroll" tabindex="0" role="group" aria-label=t().word_machines()>
            <table class="dense">
                <thead>
                    <tr>
                        <th scope="col">{t().host_machine()}</th>
                        <th scope="col">{t().word_namespace()}</th>
                        <th scope="col">{t().word_cluster()}</th>
                        <th scope="col">{t().word_state()}</th>
                    </tr>
                </thead>
                <tbody>{machines.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use portal::view::Leaving;

    use super::*;
    use crate::rendered::{assert_has, html};

    #[test]
    fn maintenance_says_how_far_it_is_and_can_be_ended() {
        let maintenance = Maintenance {
            wish: MaintenanceWish::Drain,
            done: false,
            stuck: false,
            message: "2 machines left".to_owned(),
            since: None,
            leaving: Leaving::Moved,
        };
        let card = |maintenance: Maintenance, may_change| {
            html(move || view! { <MaintenanceCard maintenance name="kvm-01".to_owned() may_change/> })
        };
        assert_has(
            &card(maintenance.clone(), true),
            &["Its machines are leaving", "2 machines left", "End maintenance", r#"name="was" value="drain""#],
        );
        assert!(!card(maintenance.clone(), false).contains("End maintenance"));
        assert!(!card(Maintenance { wish: MaintenanceWish::Work, ..maintenance }, true).contains("End maintenance"));
    }
}
