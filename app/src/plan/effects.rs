//! What the change does to machines that run, and which addresses it would have.

use leptos::prelude::*;
use portal::view::{Address, AddressKind, Restart, RestartReason};
use texts::{Texts, t};

use crate::components::amount::count;

/// Which machines are replaced, and how.
#[component]
pub(crate) fn RestartsCard(restarts: Vec<Restart>) -> impl IntoView {
    view! {
        <section class="card" aria-labelledby="restarts">
            <h2 id="restarts">{t().plan_replaced()}</h2>
            {if restarts.is_empty() {
                view! { <p>{t().plan_replaced_none()}</p> }.into_any()
            } else {
                view! {
                    <ul class="plain">
                        {restarts
                            .into_iter()
                            .map(|restart| {
                                let reasons: Vec<String> = restart.reasons.iter().map(reason).collect();
                                view! {
                                    <li>
                                        <b>{restart.name}</b> " · " {count(restart.machines.into(), Texts::count_machines)}
                                        <small class="sub">{reasons.join(" ")}</small>
                                    </li>
                                }
                            })
                            .collect_view()}
                    </ul>
                    <p class="sub">{t().plan_replaced_how()}</p>
                }
                .into_any()
            }}
        </section>
    }
    .into_any()
}

fn reason(reason: &RestartReason) -> String {
    match reason {
        RestartReason::Version { from, to } => t().plan_reason_version(from, to),
        RestartReason::Class { from, to } => t().plan_reason_class(from, to),
        RestartReason::Disks => t().plan_reason_disks(),
        RestartReason::Registration => t().plan_reason_registration(),
    }
}

#[component]
pub(super) fn Addresses(addresses: Vec<Address>) -> impl IntoView {
    view! {
        <h3>{t().plan_addresses()}</h3>
        <dl class="facts">
            {addresses
                .into_iter()
                .map(|address| {
                    let name = match address.kind {
                        AddressKind::LoadBalancer => t().plan_load_balancer(),
                        AddressKind::Pods => t().cluster_pods(),
                        AddressKind::Services => t().cluster_services(),
                    };
                    let text = if address.text.is_empty() {
                        t().plan_load_balancer_address().into_any()
                    } else {
                        view! { <code>{address.text}</code> }.into_any()
                    };
                    view! { <dt>{name}</dt><dd>{text}</dd> }
                })
                .collect_view()}
        </dl>
    }
    .into_any()
}
