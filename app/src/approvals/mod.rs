//! `/admin/approvals`: what waits for a decision, with the facts, and what was decided.

mod policies;

use leptos::prelude::*;
use portal::view::{ApprovalFilter, Approvals, PendingRequest, RequestPhase, RequestRow, ResourceUse};
use texts::t;

pub(crate) use self::policies::{PoliciesPage, PolicyPage, delete as delete_policy, save as save_policy};
use crate::{
    components::{
        amount::{amount, grouped},
        capacity::Bar,
        duration::duration,
        page_head::PageHead,
        query::cluster_path,
        relative::Words,
        sparkline::{Sparkline, peak},
        time::Ago,
    },
    quota::{DecisionFields, PhaseChip, change_words, phase_word, request_path},
    request::{loaded, query},
};

/// `/admin/approvals?phase=…&text=…&done=…`
#[component]
pub(crate) fn ApprovalsPage() -> impl IntoView {
    let filter = ApprovalFilter { phase: query("phase").as_deref().and_then(RequestPhase::parse), text: query("text") };
    let done = query("done");
    let shown = filter.clone();
    loaded(
        move |user| async move { portal::quota::approvals(&user, &filter).await },
        move |approvals| view! { <ApprovalsView approvals filter=shown done/> },
    )
}

#[component]
fn ApprovalsView(approvals: Approvals, filter: ApprovalFilter, done: Option<String>) -> impl IntoView {
    let below = summary(&approvals).into_any();
    let done = done.and_then(|done| {
        let (namespace, name) = done.split_once('/')?;
        let row = approvals.decided.iter().find(|row| row.namespace == namespace && row.name == name)?;
        Some((request_path(namespace, name), row.name.clone(), phase_word(row.phase)))
    });
    let empty = approvals.pending.is_empty();
    view! {
        <PageHead title=t().approvals_title() below>
            {approvals.may_see_policies.then(|| view! { <a class="btn" href="/admin/approvals/policies">{t().approvals_policies()}</a> })}
        </PageHead>
        {done.map(|(href, name, word)| view! { <p class="note" role="status">{word}": " <a href=href>{name}</a></p> })}
        {empty.then(|| view! {
            <section class="empty">
                <h2>{t().approvals_none()}</h2>
                <p>{t().approvals_none_advice()}</p>
            </section>
        })}
        <div class="stack">
            {approvals.pending.into_iter().map(|pending| view! { <Pending pending/> }).collect_view()}
        </div>
        <section class="card flush decided" aria-labelledby="decided">
            <h2 id="decided">{t().approvals_decided()}</h2>
            <Filter filter/>
            {if approvals.decided.is_empty() {
                view! { <p class="sub">{t().approvals_nothing_decided()}</p> }.into_any()
            } else {
                view! { <Decided rows=approvals.decided/> }.into_any()
            }}
        </section>
    }
    .into_any()
}

/// The line below the title: how many wait and for how long, and how the last week went.
fn summary(approvals: &Approvals) -> String {
    let oldest = approvals.pending.first().map(|pending| (chrono::Utc::now() - pending.row.created).num_seconds());
    let waiting = match (approvals.waiting, oldest) {
        (0, _) | (_, None) => t().approvals_nothing_waits(),
        (1, Some(seconds)) => t().approvals_one_waits(Words::spoken().say(seconds)),
        (many, Some(seconds)) => t().approvals_many_wait(grouped(many), Words::spoken().say(seconds)),
    };
    match approvals.week {
        None => waiting,
        Some((count, median)) => {
            format!("{waiting} {}", t().approvals_week(grouped(count), duration(median * 1_000)))
        }
    }
}

#[component]
fn Pending(pending: PendingRequest) -> impl IntoView {
    let PendingRequest { row, uses, waiting, capacity, may_decide } = pending;
    let title = title(&row);
    let id = format!("request-{}-{}", row.namespace, row.name);
    let href = request_path(&row.namespace, &row.name);
    let (key, labelled) = (format!("{}/{}", row.namespace, row.name), id.clone());
    view! {
        <section class="card approval" aria-labelledby=labelled data-key=key>
            <header class="approval-head">
                <h2 id=id><a href=href>{title}</a></h2>
                <PhaseChip phase=row.phase quiet=true/>
                <p class="sub">
                    <bdi>{row.requested_by.clone()}</bdi> ", " <Ago at=row.created/>
                    {row.expires.map(|at| view! { " · " {t().approvals_until()} " " <Ago at/> })}
                </p>
                <p class="quoted"><bdi>{row.justification.clone()}</bdi></p>
            </header>
            <div class="grid thirds">
                <div>
                    <h3>{t().approvals_quota()}</h3>
                    <Amounts row=row.clone() uses/>
                </div>
                <div>
                    <h3>{t().approvals_waiting()}</h3>
                    {match waiting {
                        Some(waiting) => {
                            let href = cluster_path(&waiting.namespace, &waiting.cluster);
                            view! {
                                <p><span class="kind">"GuestCluster"</span> " " <a href=href>{waiting.cluster}</a></p>
                                <p class="sub">{t().approvals_goes_on()}</p>
                                {waiting.since.map(|since| view! { <p class="sub">{t().approvals_began_to_wait()} " " <Ago at=since/></p> })}
                            }
                            .into_any()
                        }
                        None => view! { <p class="sub">{t().approvals_nothing_waits_for_it()}</p> }.into_any(),
                    }}
                </div>
                {(!capacity.is_empty()).then(|| view! {
                    <div>
                        <h3>{t().approvals_hosts()}</h3>
                        <div class="gauges">{capacity.into_iter().map(|gauge| view! { <Bar gauge/> }).collect_view()}</div>
                    </div>
                })}
            </div>
            {may_decide.then(|| view! { <DecisionFields row refused=None/> })}
        </section>
    }
    .into_any()
}

/// `team-a asks for CPU 64 vCPU → 68 vCPU`
fn title(row: &RequestRow) -> String {
    let changes: Vec<String> = row.changes.iter().map(change_words).collect();
    t().approvals_asks(&row.namespace, changes.join(", "))
}

#[component]
fn Amounts(row: RequestRow, uses: Vec<ResourceUse>) -> impl IntoView {
    view! {
        <table class="dense">
            <thead>
                <tr>
                    <th scope="col">{t().approvals_resource()}</th>
                    <th scope="col" class="num">{t().approvals_now()}</th>
                    <th scope="col" class="num">{t().approvals_asked()}</th>
                </tr>
            </thead>
            <tbody>
                {row.changes
                    .into_iter()
                    .map(|change| {
                        let found = uses.iter().find(|one| one.name == change.name).cloned();
                        let now = found.as_ref().and_then(|one| one.gauge.limit).or(change.was);
                        let facts = found.map(|one| {
                            let used = t().approvals_in_use(amount(change.unit, one.gauge.used));
                            let peak = peak(&one.history);
                            view! {
                                <small>{used}</small>
                                {peak.map(|peak| view! { <small>{peak}</small> })}
                                <Sparkline history=one.history unit=change.unit/>
                            }
                        });
                        view! {
                            <tr>
                                <th scope="row">{change.resource.clone()} {facts}</th>
                                <td class="num">{now.map(|now| amount(change.unit, now))}</td>
                                <td class="num"><b>{amount(change.unit, change.asked)}</b></td>
                            </tr>
                        }
                    })
                    .collect_view()}
            </tbody>
        </table>
    }
    .into_any()
}

#[component]
fn Filter(filter: ApprovalFilter) -> impl IntoView {
    let decided = RequestPhase::ALL.into_iter().filter(|phase| *phase != RequestPhase::Pending);
    view! {
        <form method="get" action="/admin/approvals" class="toolbar-form decided-filter">
            <select name="phase" aria-label=t().approvals_decision()>
                <option value="">{t().approvals_all_decisions()}</option>
                {decided
                    .map(|phase| view! {
                        <option value=phase.as_str() selected=filter.phase == Some(phase)>{phase_word(phase)}</option>
                    })
                    .collect_view()}
            </select>
            <input type="search" name="text" value=filter.text.unwrap_or_default() placeholder=t().approvals_search_hint() aria-label=t().approvals_search()/>
            <button class="btn">{t().word_filter()}</button>
        </form>
    }
    .into_any()
}

#[component]
fn Decided(rows: Vec<RequestRow>) -> impl IntoView {
    view! {
        <div class="table-scroll" tabindex="0" role="group" aria-label=t().approvals_decided()><table>
            <thead>
                <tr>
                    <th scope="col">{t().approvals_when()}</th>
                    <th scope="col">{t().word_namespace()}</th>
                    <th scope="col">{t().approvals_change()}</th>
                    <th scope="col">{t().approvals_decision()}</th>
                    <th scope="col">{t().approvals_by()}</th>
                </tr>
            </thead>
            <tbody>
                {rows
                    .into_iter()
                    .map(|row| {
                        let changes: Vec<String> = row.changes.iter().map(change_words).collect();
                        view! {
                            <tr data-key=format!("{}/{}", row.namespace, row.name)>
                                <td class="nowrap"><Ago at=row.decided.unwrap_or(row.created)/></td>
                                <td>{row.namespace.clone()}</td>
                                <th scope="row"><a href=request_path(&row.namespace, &row.name)>{changes.join(", ")}</a></th>
                                <td>
                                    <PhaseChip phase=row.phase quiet=true/>
                                    {row.comment.map(|comment| view! { <small><bdi>{comment}</bdi></small> })}
                                </td>
                                <td><bdi>{row.decided_by}</bdi></td>
                            </tr>
                        }
                    })
                    .collect_view()}
            </tbody>
        </table></div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quota::sample_row;
    use crate::rendered::{assert_has, html};

    #[test]
    fn the_queue_has_the_facts_and_the_buttons() {
        let pending = PendingRequest {
            row: sample_row(RequestPhase::Pending),
            uses: Vec::new(),
            waiting: None,
            capacity: Vec::new(),
            may_decide: true,
        };
        let approvals = Approvals {
            pending: vec![pending],
            waiting: 1,
            decided: vec![sample_row(RequestPhase::PartiallyApproved)],
            week: Some((14, 360)),
            may_see_policies: false,
        };
        assert_eq!(
            summary(&approvals),
            "One waits, asked 18 min ago. Decided this week: 14, half of them within 6 min."
        );
        let done = Some("team-a/second-x7".to_owned());
        let html = html(|| view! { <ApprovalsView approvals filter=ApprovalFilter::default() done/> });
        assert_has(
            &html,
            &[
                "team-a asks for CPU 64 vCPU → 68 vCPU",
                ">Approve</button>",
                ">Deny</button>",
                "CPU 64 vCPU → 66 vCPU",
                "66 are enough",
            ],
        );
        let empty = crate::rendered::html(|| {
            view! { <ApprovalsView approvals=Approvals::default() filter=ApprovalFilter::default() done=None/> }
        });
        assert_has(&empty, &["Nothing waits for you"]);
    }
}
