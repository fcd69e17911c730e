//! What the change does to machines that run, and which addresses it would have.

use leptos::prelude::*;
use portal::view::{Address, AddressKind, Restart, RestartReason};

use crate::components::amount::counted;

/// Which machines are replaced, and how.
#[component]
pub(crate) fn RestartsCard(restarts: Vec<Restart>) -> impl IntoView {
    view! {
        <section class="card" aria-labelledby="restarts">
            <h2 id="restarts">"Machines that are replaced"</h2>
            {if restarts.is_empty() {
                view! { <p>"None. What runs goes on running."</p> }.into_any()
            } else {
                view! {
                    <ul class="plain">
                        {restarts
                            .into_iter()
                            .map(|restart| {
                                let reasons: Vec<String> = restart.reasons.iter().map(reason).collect();
                                view! {
                                    <li>
                                        <b>{restart.name}</b> " · " {counted(restart.machines.into(), "machine", "machines")}
                                        <small class="sub">{reasons.join(" ")}</small>
                                    </li>
                                }
                            })
                            .collect_view()}
                    </ul>
                    <p class="sub">"One at a time, and each new machine is ready before an old one is drained and removed. The control plane goes first, then the pools at the same time."</p>
                }
                .into_any()
            }}
        </section>
    }
    .into_any()
}

fn reason(reason: &RestartReason) -> String {
    match reason {
        RestartReason::Version { from, to } => format!("Kubernetes goes from {from} to {to}."),
        RestartReason::Class { from, to } => format!("The machine class goes from {from} to {to}."),
        RestartReason::Disks => "The disks are others.".to_owned(),
        RestartReason::Registration => "Nodes register with other labels or taints.".to_owned(),
    }
}

#[component]
pub(super) fn Addresses(addresses: Vec<Address>) -> impl IntoView {
    view! {
        <h3>"Addresses"</h3>
        <dl class="facts">
            {addresses
                .into_iter()
                .map(|address| {
                    let name = match address.kind {
                        AddressKind::LoadBalancer => "Load balancer",
                        AddressKind::Pods => "Pods",
                        AddressKind::Services => "Services",
                    };
                    let text = if address.text.is_empty() {
                        "One, for the Kubernetes API; it is chosen when the cluster is made.".into_any()
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
