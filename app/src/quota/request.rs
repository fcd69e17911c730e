//! `/quota/requests/{namespace}/{name}`: what was, what was asked, what was decided, by whom and why.

use axum::{
    Extension,
    body::Body,
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use chrono::{DateTime, Utc};
use http::{Request, Uri};
use leptos::prelude::*;
use portal::{
    Error, SignedIn,
    view::{AmountChange, RequestPage as Page, RequestPhase, RequestRow},
};
use texts::t;

use super::{
    decision::{DecisionFields, Refusal},
    parts::{PhaseChip, WaitingCluster, phase_word},
    request_path,
};
use crate::{
    components::{
        amount::amount,
        code::Command,
        page_head::{Crumb, PageHead},
        query::{cluster_path, link},
        time::Ago,
        within::{SLOTS, within},
    },
    problem::{Refused, render_page},
    request::{loaded, param},
};

/// Taking the request back was refused.
#[derive(Clone)]
struct NotCancelled(Error);

/// `/quota/requests/{namespace}/{name}`
#[component]
pub(crate) fn RequestPage() -> impl IntoView {
    let (namespace, name) = (param("namespace"), param("name"));
    let decision = use_context::<Refusal>();
    let cancelled = use_context::<NotCancelled>();
    loaded(
        move |user| async move { portal::quota::get(&user, &namespace, &name).await },
        move |page| view! { <RequestView page decision cancelled=cancelled.map(|it| it.0)/> },
    )
}

#[component]
fn RequestView(page: Page, decision: Option<Refusal>, cancelled: Option<Error>) -> impl IntoView {
    let row = page.row;
    let crumbs = vec![
        Crumb::new(t().nav_quota(), "/quota"),
        Crumb::new(row.namespace.clone(), link("/quota", &[("namespace", &row.namespace)])),
    ];
    let beside = view! { <PhaseChip phase=row.phase/> }.into_any();
    let who = view! { <bdi>{row.requested_by.clone()}</bdi> }.into_any();
    let when = view! { <Ago at=row.created/> }.into_any();
    let below = within(&t().quota_request_by(SLOTS[0], SLOTS[1]), [who, when]).into_any();
    let cancel = format!("{}/cancel", request_path(&row.namespace, &row.name));
    let refused = decision.as_ref().map(|it| it.error.clone()).or(cancelled);
    let decides = page.may_decide;
    // What was typed is kept also when there is nothing left to decide.
    let typed = decision.clone().filter(|_| !decides);
    view! {
        <PageHead title=t().quota_request_title(&row.name) crumbs beside below>
            {page.may_cancel.then(|| view! {
                <form method="post" action=cancel><button class="btn danger">{t().quota_cancel_request()}</button></form>
            })}
        </PageHead>
        {refused.map(|error| view! { <Refused error/> })}
        {typed.map(|typed| view! { <Typed typed/> })}
        <div class="grid wide-narrow top">
            <div class="stack">
                <section class="card flush" aria-labelledby="copies">
                    <h2 id="copies">{t().quota_changes()}</h2>
                    <Copies changes=row.changes.clone() phase=row.phase/>
                </section>
                {decides.then(|| view! {
                    <section class="card" aria-labelledby="decide">
                        <h2 id="decide">{t().quota_decide()}</h2>
                        <DecisionFields row=row.clone() refused=decision/>
                    </section>
                })}
            </div>
            <div class="stack">
                <section class="card" aria-labelledby="why">
                    <h2 id="why">{t().quota_why()}</h2>
                    <p class="quoted"><bdi>{row.justification.clone()}</bdi></p>
                    <For row=row.clone()/>
                    {page.waiting.map(|waiting| view! {
                        <ul class="plain"><WaitingCluster waiting may_request=false/></ul>
                    })}
                </section>
                <section class="card" aria-labelledby="course">
                    <h2 id="course">{t().quota_course()}</h2>
                    <Course row trouble=page.trouble/>
                </section>
            </div>
        </div>
        <footer class="source">
            <Command text=page.kubectl/>
            <p class="sub">{t().word_from()} " " <code>{page.api_path}</code></p>
        </footer>
    }
    .into_any()
}

/// The three copies side by side.
#[component]
fn Copies(changes: Vec<AmountChange>, phase: RequestPhase) -> impl IntoView {
    view! {
        <div class="table-scroll" tabindex="0" role="group" aria-label=t().quota_changes()><table>
            <thead>
                <tr>
                    <th scope="col">{t().quota_resource()}</th>
                    <th scope="col" class="num">{t().quota_was()}</th>
                    <th scope="col" class="num">{t().quota_asked()}</th>
                    <th scope="col" class="num">{t().quota_decided()}</th>
                </tr>
            </thead>
            <tbody>
                {changes
                    .into_iter()
                    .map(|change| {
                        let of = |number: Option<u64>| number.map(|number| amount(change.unit, number));
                        let decided = match phase {
                            RequestPhase::Denied => Some(t().quota_granted_nothing()),
                            _ => of(change.granted),
                        };
                        view! {
                            <tr>
                                <th scope="row">{change.resource.clone()}</th>
                                <td class="num">{of(change.was)}</td>
                                <td class="num">{of(Some(change.asked))}</td>
                                <td class="num"><b>{decided.unwrap_or_else(|| "–".to_owned())}</b></td>
                            </tr>
                        }
                    })
                    .collect_view()}
            </tbody>
        </table></div>
    }
    .into_any()
}

#[component]
fn For(row: RequestRow) -> impl IntoView {
    let cluster = row.for_object.filter(|(kind, _)| kind == "GuestCluster").map(|(_, name)| {
        let href = cluster_path(&row.namespace, &name);
        view! { <dt>{t().quota_for()}</dt><dd><a href=href>{name}</a></dd> }
    });
    view! {
        <dl class="facts">
            {cluster}
            {row.expires.map(|at| view! { <dt>{t().quota_expires()}</dt><dd><Ago at/></dd> })}
        </dl>
    }
    .into_any()
}

/// What happened, in order.
#[component]
fn Course(row: RequestRow, trouble: Option<String>) -> impl IntoView {
    let decided = row.decided_by.clone().zip(row.decided).map(|(who, at)| {
        view! {
            <li data-step="done">
                {done(phase_word(row.phase), who, at)}
            </li>
        }
    });
    let over = match row.phase {
        RequestPhase::Pending => Some(t().quota_over_pending()),
        RequestPhase::AutoApproved => Some(t().quota_over_auto_approved()),
        RequestPhase::Cancelled => Some(t().quota_over_cancelled()),
        RequestPhase::Expired => Some(t().quota_over_expired()),
        _ => None,
    };
    view! {
        <ol class="plain course">
            <li data-step="done">{done(t().quota_asked(), row.requested_by, row.created)}</li>
            {decided}
            {over.map(|words| view! { <li>{words}</li> })}
            {row.comment.map(|comment| view! { <li class="quoted"><bdi>{comment}</bdi></li> })}
            {(row.phase.is_granted() && row.applied).then(|| view! { <li data-step="done">{t().quota_applied()}</li> })}
            {(row.phase.is_granted() && !row.applied && trouble.is_none())
                .then(|| view! { <li>{t().quota_being_applied()}</li> })}
            {trouble.map(|words| view! { <li class="field-wrong">{t().quota_not_applied(words)}</li> })}
        </ol>
    }
    .into_any()
}

/// A step of the course: what was done, by whom and when.
fn done(what: String, who: String, at: DateTime<Utc>) -> impl IntoView {
    let elements =
        [view! { <b>{what}</b> }.into_any(), view! { <bdi>{who}</bdi> }.into_any(), view! { <Ago at/> }.into_any()];
    within(&t().quota_phase_by(SLOTS[0], SLOTS[1], SLOTS[2]), elements)
}

/// What was typed for a decision that came too late.
#[component]
fn Typed(typed: Refusal) -> impl IntoView {
    let verdict = if typed.form.approve { t().quota_approve() } else { t().quota_deny() };
    view! {
        <section class="card" aria-labelledby="typed">
            <h2 id="typed">{t().quota_about_to_decide()}</h2>
            <dl class="facts">
                <dt>{t().quota_decision()}</dt>
                <dd>{verdict}</dd>
                {typed
                    .form
                    .granted
                    .into_iter()
                    .filter(|_| typed.form.approve)
                    .map(|(resource, amount)| view! { <dt>{resource}</dt><dd>{amount}</dd> })
                    .collect_view()}
                {(!typed.form.comment.is_empty()).then(|| view! { <dt>{t().word_comment()}</dt><dd><bdi>{typed.form.comment}</bdi></dd> })}
            </dl>
        </section>
    }
    .into_any()
}

/// `POST /quota/requests/{namespace}/{name}/cancel`
pub(crate) async fn cancel(
    State(options): State<LeptosOptions>,
    Extension(user): Extension<SignedIn>,
    Path((namespace, name)): Path<(String, String)>,
    request: Request<Body>,
) -> Response {
    let path = request_path(&namespace, &name);
    match portal::quota::cancel(&user, &namespace, &name).await {
        Ok(()) => Redirect::to(&path).into_response(),
        Err(error) => {
            let (mut parts, _) = request.into_parts();
            parts.uri = path.parse().unwrap_or(Uri::from_static("/quota"));
            render_page(options, parts, move || provide_context(NotCancelled(error.clone()))).await
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use chrono::{TimeDelta, Utc};
    use portal::view::{DecisionForm, ErrorKind, Unit};

    use super::*;
    use crate::rendered::{assert_has, html};

    /// A request in this phase, for tests.
    pub(crate) fn row(phase: RequestPhase) -> RequestRow {
        let decided = !matches!(phase, RequestPhase::Pending | RequestPhase::Cancelled);
        RequestRow {
            namespace: "team-a".to_owned(),
            name: "second-x7".to_owned(),
            phase,
            requested_by: "dev".to_owned(),
            justification: "Payments <b>moves</b> off the shared cluster.".to_owned(),
            changes: vec![AmountChange {
                name: "requests.cpu".to_owned(),
                resource: "CPU".to_owned(),
                unit: Unit::MilliCpu,
                was: Some(64_000),
                asked: 68_000,
                asked_text: "68".to_owned(),
                granted: (phase == RequestPhase::PartiallyApproved).then_some(66_000),
            }],
            for_object: Some(("GuestCluster".to_owned(), "second".to_owned())),
            created: Utc::now() - TimeDelta::minutes(18),
            expires: None,
            decided_by: decided.then(|| "admin".to_owned()),
            decided: decided.then(Utc::now),
            comment: decided.then(|| "66 are enough".to_owned()),
            applied: decided,
        }
    }

    fn page(phase: RequestPhase) -> Page {
        Page {
            row: row(phase),
            may_cancel: phase == RequestPhase::Pending,
            may_decide: phase == RequestPhase::Pending,
            trouble: None,
            waiting: None,
            api_path: "/apis".to_owned(),
            kubectl: "kubectl get".to_owned(),
        }
    }

    #[test]
    fn one_that_waits_can_be_decided_and_taken_back() {
        let html = html(|| view! { <RequestView page=page(RequestPhase::Pending) decision=None cancelled=None/> });
        assert_has(
            &html,
            &[
                r#"data-state="waiting""#,
                ">Cancel request</button>",
                ">Approve</button>",
                ">Deny</button>",
                r#"name="granted.requests.cpu""#,
                r#"value="68""#,
                "Payments &lt;b&gt;moves&lt;/b&gt;",
                "/clusters/team-a/second",
            ],
        );
    }

    #[test]
    fn a_decision_shows_three_copies_who_and_why() {
        let page = page(RequestPhase::PartiallyApproved);
        let html = html(|| view! { <RequestView page decision=None cancelled=None/> });
        assert_has(&html, &["64 vCPU", "68 vCPU", "66 vCPU", "admin", "66 are enough", "It is part of the quota."]);
        assert!(!html.contains("<button class=\"btn"), "nothing is left to do");
    }

    #[test]
    fn a_decision_that_came_too_late_is_kept() {
        let error = Error::new(ErrorKind::Conflict, "ann denied this request.");
        let form = DecisionForm { approve: true, comment: "of course".to_owned(), ..DecisionForm::default() };
        let decision = Some(Refusal { form, error });
        let html = html(|| view! { <RequestView page=page(RequestPhase::Denied) decision cancelled=None/> });
        assert_has(&html, &["ann denied this request.", "What you were about to decide", "of course"]);
    }
}
