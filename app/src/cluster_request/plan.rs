//! What a request would take.

use leptos::prelude::*;
use portal::view::{MachineNeed, Plan, Unit};

use crate::components::{
    amount::{amount, counted},
    capacity::Bar,
};

#[component]
pub(super) fn PlanCard(plan: Plan) -> impl IntoView {
    let machines: u64 = plan.machines.iter().map(|need| u64::from(need.count)).sum();
    let short = plan.quota.iter().any(|gauge| gauge.short() > 0);
    view! {
        <section class="card" aria-labelledby="plan">
            <h2 id="plan">{counted(machines, "machine", "machines")}</h2>
            <div class="table-scroll" tabindex="0" role="group" aria-label="Machines"><table class="dense">
                <thead>
                    <tr>
                        <th scope="col">"For"</th>
                        <th scope="col" class="num">"Machines"</th>
                        <th scope="col" class="num">"CPU"</th>
                        <th scope="col" class="num">"Memory"</th>
                        <th scope="col" class="num">"Storage"</th>
                    </tr>
                </thead>
                <tbody>
                    {plan.machines.into_iter().map(row).collect_view()}
                    {(!plan.quota.is_empty()).then(|| row(plan.surge))}
                </tbody>
            </table></div>
            {(!plan.quota.is_empty()).then(|| view! {
                <h3>"Of the namespace's quota"</h3>
                <div class="gauges">{plan.quota.into_iter().map(|gauge| view! { <Bar gauge/> }).collect_view()}</div>
            })}
            {short.then(|| view! { <p class="field-wrong">"That is more than the quota leaves. It can be requested and then waits for quota."</p> })}
            {plan.placement.map(|sentence| view! { <p class="sub">{sentence}</p> })}
        </section>
    }
    .into_any()
}

fn row(need: MachineNeed) -> impl IntoView {
    view! {
        <tr>
            <th scope="row">{need.name}</th>
            <td class="num">{need.count}</td>
            <td class="num">{amount(Unit::MilliCpu, need.milli_cpu)}</td>
            <td class="num">{amount(Unit::Byte, need.memory)}</td>
            <td class="num">{amount(Unit::Byte, need.storage)}</td>
        </tr>
    }
}
