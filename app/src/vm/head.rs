//! The head of a machine's page: name, state, cause, who must act, and what one can do.

use leptos::prelude::*;
use portal::view::{Cause, MachinePage, MachineRow, Power, PowerAction, State};

use crate::components::{
    page_head::{Crumb, PageHead},
    query::{cluster_path, link},
    state::{StateChip, StateShape},
    time::Ago,
};

#[component]
pub(super) fn Head(page: MachinePage, path: String) -> impl IntoView {
    let row = page.row;
    let crumbs = vec![
        Crumb::new("Virtual machines", "/vms"),
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
        view! { <a class="btn" href=format!("{path}/resize")>"Resize"</a> }
    });
    let delete = (alone && page.may_delete && !leaving).then(|| {
        view! {
            <form method="get" action=format!("{path}/delete")>
                <button class="btn danger">"Delete machine"</button>
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
        Power::On => "Powered on",
        Power::Off => "Powered off",
        Power::Suspended => "Suspended",
        Power::Unknown => "Power not known yet",
    };
    let class = (!row.class.is_empty()).then(|| format!(" · {}", row.class));
    let requested = match &row.created_by {
        Some(who) => format!(" · requested by {who} "),
        None => " · requested ".to_owned(),
    };
    view! { {power} {class} {requested} <Ago at=row.created/> }
}

/// The buttons that change the power, by what is asked for now.
#[component]
fn PowerButtons(action: String, wanted: Power) -> impl IntoView {
    let buttons: &[(PowerAction, &str, &str)] = match wanted {
        Power::Off => &[(PowerAction::On, "Power on", "")],
        Power::Suspended => &[(PowerAction::On, "Resume", "")],
        Power::On | Power::Unknown => &[
            (PowerAction::Restart, "Restart", "Stops the machine and starts it again."),
            (PowerAction::Off, "Power off", "Asks the system to stop, and cuts the power when it does not."),
            (PowerAction::Cut, "Cut power", "Like pulling the plug: what is not on disk is lost."),
        ],
    };
    view! {
        <form method="post" action=action class="power">
            {buttons
                .iter()
                .map(|(action, text, help)| view! {
                    <button class="btn" name="action" value=action.as_str() title=(!help.is_empty()).then_some(*help)>{*text}</button>
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
        <section class="card cause" data-state=state.as_str() aria-label="State and cause">
            <div class="cause-shape"><StateShape state/></div>
            <div class="cause-text">
                <p class="cause-sentence">{cause.sentence}</p>
                {cause.detail.map(|detail| view! { <p class="sub">{detail}</p> })}
            </div>
            <dl class="who"><dt>"Who must act"</dt><dd>{cause.actor.word()}</dd></dl>
        </section>
    }
    .into_any()
}

/// What is said on a cluster's machine instead of its actions.
#[component]
fn OfCluster(cluster: String, href: Option<String>) -> impl IntoView {
    view! {
        <p class="note">
            "This machine belongs to the cluster "
            {match href {
                Some(href) => view! { <a href=href>{cluster}</a> }.into_any(),
                None => view! { <b>{cluster}</b> }.into_any(),
            }}
            ", which makes and removes its machines. To change it, change the cluster."
        </p>
    }
    .into_any()
}
