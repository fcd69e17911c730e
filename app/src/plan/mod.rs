//! What a change would take and do: the cards beside every form that asks for machines.

mod diff;
mod effects;
mod placement;

use leptos::prelude::*;
use portal::view::{MachineNeed, Plan, Shortfall, Unit};
use texts::{Texts, t};

pub(crate) use self::{diff::ChangesCard, effects::RestartsCard};
use crate::components::{
    amount::{amount, count, grouped},
    capacity::Bar,
    query::link,
    within::{SLOTS, within},
};

/// What the change takes: machines, quota, hosts, addresses. `waits` says what becomes of it when quota is short.
#[component]
pub(crate) fn PlanCard(
    plan: Plan,
    /// The namespace whose quota it takes.
    namespace: String,
    /// The cluster that it is for, when there is one already.
    #[prop(optional, into)]
    cluster: String,
) -> impl IntoView {
    let machines: u64 = plan.machines.iter().map(|need| u64::from(need.count)).sum();
    let limited = plan.surge.is_some();
    let ask = ask_for(&plan.shortfall, &namespace, &cluster);
    view! {
        <section class="card" aria-labelledby="plan">
            <h2 id="plan">{count(machines, Texts::count_machines)}</h2>
            <div class="table-scroll" tabindex="0" role="group" aria-label=t().word_machines()><table class="dense">
                <thead>
                    <tr>
                        <th scope="col">{t().plan_for()}</th>
                        <th scope="col" class="num">{t().word_machines()}</th>
                        <th scope="col" class="num">{t().word_cpu()}</th>
                        <th scope="col" class="num">{t().plan_column_memory()}</th>
                        <th scope="col" class="num">{t().plan_column_storage()}</th>
                    </tr>
                </thead>
                <tbody>
                    {plan.machines.into_iter().map(|need| row(need, None)).collect_view()}
                    {plan.surge.map(|surge| row(surge, Some(t().plan_kept_for_upgrades())))}
                </tbody>
            </table></div>
            {limited.then(|| view! {
                <h3>{within(&t().plan_quota_of(SLOTS[0]), [view! { <bdi>{namespace}</bdi> }.into_any()])}</h3>
                <div class="gauges">{plan.quota.into_iter().map(|gauge| view! { <Bar gauge/> }).collect_view()}</div>
            })}
            {(!plan.shortfall.is_empty()).then(|| view! {
                <div class="shortfall">
                    <p class="field-wrong">{missing(&plan.shortfall)}</p>
                    <p class="sub">{t().plan_waits()}</p>
                    <a class="btn small" href=ask>{t().word_ask_for_this_quota()}</a>
                </div>
            })}
            {plan.placement.map(|placement| view! { <placement::PlacementPart placement/> })}
            {(!plan.addresses.is_empty()).then(|| view! { <effects::Addresses addresses=plan.addresses/> })}
        </section>
    }
    .into_any()
}

/// The form for more quota, filled with what is missing.
fn ask_for(shortfall: &[Shortfall], namespace: &str, cluster: &str) -> String {
    let names: Vec<String> = shortfall.iter().map(|one| format!("changes.{}", one.name)).collect();
    let mut pairs = vec![("namespace", namespace), ("cluster", cluster)];
    pairs.extend(names.iter().map(String::as_str).zip(shortfall.iter().map(|one| one.total.as_str())));
    link("/quota/requests/new", &pairs)
}

/// What is missing, in one sentence.
fn missing(shortfall: &[Shortfall]) -> String {
    let parts: Vec<String> =
        shortfall.iter().map(|one| format!("{}: {}", one.resource, amount(one.unit, one.missing))).collect();
    t().plan_missing(parts.join(", "))
}

fn row(need: MachineNeed, named: Option<String>) -> impl IntoView {
    let count = match need.before {
        Some(before) if before != need.count => format!("{} → {}", grouped(before.into()), grouped(need.count.into())),
        _ => grouped(need.count.into()),
    };
    view! {
        <tr>
            <th scope="row">
                {named.map_or_else(|| need.name.into_any(), IntoAny::into_any)}
                {(!need.class.is_empty()).then(|| view! { <small>{need.class}</small> })}
            </th>
            <td class="num">{count}</td>
            <td class="num">{amount(Unit::MilliCpu, need.milli_cpu)}</td>
            <td class="num">{amount(Unit::Byte, need.memory)}</td>
            <td class="num">{amount(Unit::Byte, need.storage)}</td>
        </tr>
    }
}

#[cfg(test)]
mod tests {
    use portal::view::{Gauge, Placement};

    use super::*;
    use crate::rendered::{assert_has, html};

    #[test]
    fn a_plan_says_what_is_missing_and_leads_to_the_request_for_it() {
        let plan = Plan {
            machines: vec![MachineNeed {
                name: "workers".to_owned(),
                before: Some(2),
                count: 9,
                class: "best-effort-small".to_owned(),
                milli_cpu: 36_000,
                ..MachineNeed::default()
            }],
            surge: Some(MachineNeed { count: 1, milli_cpu: 4000, ..MachineNeed::default() }),
            quota: vec![Gauge {
                resource: "CPU".to_owned(),
                unit: Unit::MilliCpu,
                used: 20_000,
                asked: 28_000,
                limit: Some(32_000),
            }],
            shortfall: vec![Shortfall {
                name: "requests.cpu".to_owned(),
                resource: "CPU".to_owned(),
                unit: Unit::MilliCpu,
                missing: 16_000,
                total: "48".to_owned(),
            }],
            placement: Some(Placement { machines: 7, placed: 7, homeless: None, hosts: Vec::new() }),
            ..Plan::default()
        };
        let html = html(|| view! { <PlanCard plan namespace="team-a".to_owned() cluster="payments"/> });
        assert_has(
            &html,
            &[
                "2 → 9",
                "Kept for upgrades",
                "The quota is too small. Missing are CPU: 16 vCPU.",
                "/quota/requests/new?namespace=team-a&amp;cluster=payments&amp;changes.requests.cpu=48",
                "All 7 new machines fit on today's hosts.",
            ],
        );
    }
}
