//! What a machine would take of its namespace's quota.

use leptos::prelude::*;
use portal::view::Gauge;
use texts::t;

use crate::components::{
    amount::amount,
    capacity::Bar,
    query::link,
    within::{SLOTS, within},
};

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
            <h2 id="plan">{t().vm_request_takes()}</h2>
            <dl class="facts">{takes}</dl>
            {limited.then(|| view! {
                <h3>{within(&t().plan_quota_of(SLOTS[0]), [view! { <bdi>{namespace}</bdi> }.into_any()])}</h3>
                <div class="gauges">{quota.into_iter().map(|gauge| view! { <Bar gauge/> }).collect_view()}</div>
            })}
            {(!missing.is_empty()).then(|| view! {
                <p class="field-wrong">{t().plan_missing(missing.join(", "))}</p>
                <p class="sub">{t().vm_request_refused()}</p>
                <a class="btn small" href=ask>{t().word_request_quota()}</a>
            })}
        </section>
    }
    .into_any()
}
