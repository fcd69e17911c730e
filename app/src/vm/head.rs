//! The head of a machine's page: name, state, cause, who must act, and what one can do.

use leptos::prelude::*;
use portal::view::{Cause, MachinePage, MachineRow, Power, PowerAction, State};
use texts::t;

use crate::components::{
    page_head::{Crumb, PageHead},
    query::{cluster_path, link},
    requested::Requested,
    state::{StateChip, StateShape},
    within::{SLOTS, within},
};

#[component]
pub(super) fn Head(page: MachinePage, path: String) -> impl IntoView {
    let row = page.row;
    let crumbs = vec![
        Crumb::new(t().nav_machines(), "/vms"),
        Crumb::new(row.namespace.clone(), link("/vms", &[("namespace", &row.namespace)])),
    ];
    let below = below(&row).into_any();
    let beside = view! { <StateChip state=row.state/> }.into_any();
    let leaving = row.state == State::Deleting;
    let alone = row.cluster.is_none();
    let power = (alone && page.may_change && !leaving).then(|| {
        view! { <PowerButtons action=format!("{path}/power") wanted=page.wanted/> }
    });
    let resize = (alone && page.may_change && !leaving).then(|| {
        view! { <a class="btn" href=format!("{path}/resize")>{t().vm_resize()}</a> }
    });
    let delete = (alone && page.may_delete && !leaving).then(|| {
        view! {
            <form method="get" action=format!("{path}/delete")>
                <button class="btn danger">{t().vm_delete()}</button>
            </form>
        }
    });
    view! {
        <PageHead title=row.name.clone() crumbs beside below>
            {power}
            {resize}
            {delete}
        </PageHead>
        <CauseCard state=row.state cause=page.cause/>
        {row.cluster.map(|cluster| {
            let href = page.guest_cluster.map(|guest| cluster_path(&row.namespace, &guest));
            view! { <OfCluster cluster href/> }
        })}
    }
    .into_any()
}

fn below(row: &MachineRow) -> impl IntoView + use<> {
    let power = match row.power {
        Power::On => t().vm_powered_on(),
        Power::Off => t().vm_powered_off(),
        Power::Suspended => t().vm_suspended(),
        Power::Unknown => t().vm_power_unknown(),
    };
    let class = (!row.class.is_empty()).then(|| format!(" · {}", row.class));
    view! { {power} {class} " · " <Requested by=row.created_by.clone() at=row.created/> }
}

/// The buttons that change the power, by what is asked for now.
#[component]
fn PowerButtons(action: String, wanted: Power) -> impl IntoView {
    let buttons = match wanted {
        Power::Off => vec![(PowerAction::On, t().vm_power_on(), None)],
        Power::Suspended => vec![(PowerAction::On, t().vm_resume(), None)],
        Power::On | Power::Unknown => vec![
            (PowerAction::Restart, t().vm_restart(), Some(t().vm_restart_help())),
            (PowerAction::Off, t().vm_power_off(), Some(t().vm_power_off_help())),
            (PowerAction::Cut, t().vm_cut(), Some(t().vm_cut_help())),
        ],
    };
    view! {
        <form method="post" action=action class="power">
            {buttons
                .into_iter()
                .map(|(action, text, help)| view! {
                    <button class="btn" name="action" value=action.as_str() title=help>{text}</button>
                })
                .collect_view()}
        </form>
    }
    .into_any()
}

/// Why it is in this state, and who must act.
#[component]
fn CauseCard(state: State, cause: Cause) -> impl IntoView {
    view! {
        <section class="card cause" data-state=state.as_str() aria-label=t().word_state_and_cause()>
            <div class="cause-shape"><StateShape state/></div>
            <div class="cause-text">
                <p class="cause-sentence">{cause.sentence}</p>
                {cause.detail.map(|detail| view! { <p class="sub">{detail}</p> })}
            </div>
            <dl class="who"><dt>{t().word_who_must_act()}</dt><dd>{cause.actor.word()}</dd></dl>
        </section>
    }
    .into_any()
}

/// What is said on a cluster's machine instead of its actions.
#[component]
fn OfCluster(cluster: String, href: Option<String>) -> impl IntoView {
    let cluster = match href {
        Some(href) => view! { <a href=href>{cluster}</a> }.into_any(),
        None => view! { <b>{cluster}</b> }.into_any(),
    };
    view! { <p class="note">{within(&t().vm_of_cluster(SLOTS[0]), [cluster])}</p> }.into_any()
}
