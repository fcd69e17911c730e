//! What a machine would take of its namespace's quota.

use leptos::prelude::*;
use portal::view::Gauge;

use crate::components::{amount::amount, capacity::Bar, query::link};

#[component]
pub(super) fn QuotaCard(quota: Vec<Gauge>, namespace: String) -> impl IntoView {
    let limited = quota.iter().any(|gauge| gauge.limit.is_some());
    let takes = quota.iter().filter(|gauge| gauge.asked > 0).map(|gauge| {
        view! { <dt>{gauge.resource.clone()}</dt><dd class="num-left">{amount(gauge.unit, gauge.asked)}</dd> }
    });
    let takes = takes.collect_view();
    let missing: Vec<String> = quota
        .iter()
        .filter(|gauge| gauge.short() > 0)
        .map(|gauge| format!("{}: {}", gauge.resource, amount(gauge.unit, gauge.short())))
        .collect();
    let ask = link("/quota/requests/new", &[("namespace", &namespace)]);
    view! {
        <section class="card" aria-labelledby="plan">
            <h2 id="plan">"What it takes"</h2>
            <dl class="facts">{takes}</dl>
            {limited.then(|| view! {
                <h3>"Of the quota of " <bdi>{namespace}</bdi></h3>
                <div class="gauges">{quota.into_iter().map(|gauge| view! { <Bar gauge/> }).collect_view()}</div>
            })}
            {(!missing.is_empty()).then(|| view! {
                <p class="field-wrong">{format!("The quota is too small. Missing are {}.", missing.join(", "))}</p>
                <p class="sub">"A machine over quota is refused, not kept waiting."</p>
                <a class="btn small" href=ask>"Request quota"</a>
            })}
        </section>
    }
    .into_any()
}
