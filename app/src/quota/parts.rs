//! What pages about quota have in common.

use leptos::prelude::*;
use portal::view::{AmountChange, RequestPhase, RequestRow, Unit, Waiting};
use texts::t;

use super::request_path;
use crate::components::{
    amount::amount,
    query::cluster_path,
    state::StateShape,
    time::Ago,
    within::{SLOTS, within},
};

/// Where a request is in its life: a shape, a word and a colour.
#[component]
pub(crate) fn PhaseChip(phase: RequestPhase, #[prop(optional)] quiet: bool) -> impl IntoView {
    let state = phase.state();
    view! {
        <span class="chip" role="status" aria-live=if quiet { "off" } else { "polite" } data-state=state.as_str()
            data-phase=phase.as_str()>
            <StateShape state/>
            {phase_word(phase)}
        </span>
    }
    .into_any()
}

/// The word for where a request is in its life.
pub(crate) fn phase_word(phase: RequestPhase) -> String {
    match phase {
        RequestPhase::Pending => t().quota_phase_pending(),
        RequestPhase::AutoApproved => t().quota_phase_auto_approved(),
        RequestPhase::Approved => t().quota_phase_approved(),
        RequestPhase::PartiallyApproved => t().quota_phase_partially_approved(),
        RequestPhase::Denied => t().quota_phase_denied(),
        RequestPhase::Cancelled => t().quota_phase_cancelled(),
        RequestPhase::Expired => t().quota_phase_expired(),
    }
}

/// `CPU 32 → 40 vCPU`; what was granted in place of what was asked, once it is.
pub(crate) fn change_words(change: &AmountChange) -> String {
    let to = amount(change.unit, change.granted.unwrap_or(change.asked));
    match change.was {
        Some(was) => format!("{} {} → {to}", change.resource, amount(change.unit, was)),
        None => format!("{} {to}", change.resource),
    }
}

/// `CPU: 8 vCPU, Memory: 16 GiB`
pub(super) fn missing_words(missing: &[(String, Unit, u64)]) -> String {
    let parts: Vec<String> =
        missing.iter().map(|(resource, unit, number)| format!("{resource}: {}", amount(*unit, *number))).collect();
    parts.join(", ")
}

/// Requests, each with its phase and what it changes.
#[component]
pub(super) fn RequestRows(rows: Vec<RequestRow>) -> impl IntoView {
    view! {
        <div class="table-scroll" tabindex="0" role="group" aria-label=t().quota_requests()><table>
            <thead>
                <tr>
                    <th scope="col">{t().word_request()}</th>
                    <th scope="col">{t().word_state()}</th>
                    <th scope="col">{t().quota_change()}</th>
                    <th scope="col">{t().quota_asked_by()}</th>
                    <th scope="col">{t().quota_made()}</th>
                </tr>
            </thead>
            <tbody>
                {rows
                    .into_iter()
                    .map(|row| {
                        let changes: Vec<String> = row.changes.iter().map(change_words).collect();
                        let key = format!("{}/{}", row.namespace, row.name);
                        view! {
                            <tr data-key=key>
                                <th scope="row">
                                    <a href=request_path(&row.namespace, &row.name)>{row.name.clone()}</a>
                                    <small>{row.namespace}</small>
                                </th>
                                <td><PhaseChip phase=row.phase quiet=true/></td>
                                <td>
                                    {changes.join(", ")}
                                    <small class="clipped"><bdi>{row.justification}</bdi></small>
                                </td>
                                <td>{row.requested_by}</td>
                                <td class="nowrap"><Ago at=row.created/></td>
                            </tr>
                        }
                    })
                    .collect_view()}
            </tbody>
        </table></div>
    }
    .into_any()
}

/// A cluster that waits for quota, with the one thing to do about it.
#[component]
pub(crate) fn WaitingCluster(waiting: Waiting, may_request: bool) -> impl IntoView {
    let href = cluster_path(&waiting.namespace, &waiting.cluster);
    let action = match &waiting.request {
        Some(request) => {
            let href = request_path(&waiting.namespace, request);
            Some(view! { <a class="btn small" href=href>{t().quota_follow()}</a> }.into_any())
        }
        None => may_request.then(|| {
            let asked = [("namespace", waiting.namespace.as_str()), ("cluster", waiting.cluster.as_str())];
            let href = crate::components::query::link("/quota/requests/new", &asked);
            view! { <a class="btn small primary" href=href>{t().word_ask_for_this_quota()}</a> }.into_any()
        }),
    };
    view! {
        <li class="waiting-cluster">
            <div>
                <a href=href><b>{waiting.cluster.clone()}</b></a>
                " " {t().quota_waits()}
                {waiting.since.map(|at| {
                    view! { " · " {within(&t().quota_waits_since(SLOTS[0]), [view! { <Ago at/> }.into_any()])} }
                })}
                <small class="sub">{t().quota_missing(missing_words(&waiting.missing))}</small>
            </div>
            {action}
        </li>
    }
    .into_any()
}
