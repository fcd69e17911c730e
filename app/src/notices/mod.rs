//! `/notifications`: what was decided, what waits for a decision, what ends soon, how one's clusters are.

mod seen;

use leptos::prelude::*;
use portal::view::{News, Notice, Notices, RequestPhase, State};
use texts::t;

pub(crate) use self::seen::{mark, seen};
use crate::{
    components::{
        page_head::PageHead,
        query::cluster_path,
        state::StateShape,
        time::{Ago, instant},
    },
    quota::request_path,
    request::loaded,
};

/// `/notifications`
#[component]
pub(crate) fn NoticesPage() -> impl IntoView {
    loaded(|user| async move { portal::notices::notices(&user).await }, |notices| view! { <NoticesView notices/> })
}

#[component]
fn NoticesView(notices: Notices) -> impl IntoView {
    let seen = seen();
    let unseen = notices.unseen(seen);
    let below = match unseen {
        0 => t().notices_nothing_new(),
        new => t().notices_unseen(new),
    };
    let newest = notices.all.first().map(|notice| notice.at);
    let empty = notices.all.is_empty();
    view! {
        <PageHead title=t().nav_notices() below=below.into_any()>
            {newest.filter(|_| unseen > 0).map(|newest| view! {
                <form method="post" action="/notifications/seen">
                    <input type="hidden" name="upto" value=instant(newest + chrono::TimeDelta::seconds(1))/>
                    <button class="btn">{t().notices_mark()}</button>
                </form>
            })}
        </PageHead>
        {if empty {
            view! {
                <section class="empty">
                    <h2>{t().notices_none()}</h2>
                    <p>{t().notices_none_more()}</p>
                    <a class="btn" href="/clusters">{t().word_see_clusters()}</a>
                </section>
            }
            .into_any()
        } else {
            view! {
                <section class="card flush" aria-label=t().nav_notices()>
                    <ul class="notices">
                        {notices
                            .all
                            .into_iter()
                            .map(|notice| {
                                let new = seen.is_none_or(|seen| notice.at > seen);
                                view! { <Row notice new/> }
                            })
                            .collect_view()}
                    </ul>
                </section>
            }
            .into_any()
        }}
    }
    .into_any()
}

#[component]
fn Row(notice: Notice, new: bool) -> impl IntoView {
    let Notice { at, what, namespace, name } = notice;
    let (state, sentence, more) = words(&what, &name);
    let href = match &what {
        News::Cluster { .. } | News::AccessEnds { .. } => cluster_path(&namespace, &name),
        _ => request_path(&namespace, &name),
    };
    let ends = match what {
        News::GrantEnds { at } | News::AccessEnds { at } => Some(at),
        _ => None,
    };
    view! {
        <li data-new=new.then_some("true")>
            <span class="legend-shape" data-state=state.as_str()><StateShape state/></span>
            <div>
                <a href=href>{sentence}</a>
                {new.then(|| view! { <span class="sr-only">" " {t().notices_new()}</span> })}
                {ends.map(|at| view! { " " <Ago at/> })}
                <small class="sub"><bdi>{more}</bdi></small>
            </div>
            <span class="when"><span>{namespace}</span> " · " <Ago at/></span>
        </li>
    }
    .into_any()
}

/// The shape, the sentence, and one more line.
fn words(what: &News, name: &str) -> (State, String, Option<String>) {
    match what {
        News::Decided { phase, by, comment } => {
            let sentence = match phase {
                RequestPhase::Approved => t().notices_approved(by, name),
                RequestPhase::PartiallyApproved => t().notices_partially_approved(by, name),
                RequestPhase::Denied => t().notices_denied(by, name),
                RequestPhase::AutoApproved => t().notices_auto_approved(name),
                _ => t().notices_over(name),
            };
            (phase.state(), sentence, comment.clone())
        }
        News::ToDecide { by } => (State::Waiting, t().notices_to_decide(by, name), None),
        News::GrantEnds { .. } => (State::Waiting, t().notices_grant_ends(name), None),
        News::AccessEnds { .. } => (State::Waiting, t().notices_access_ends(name), None),
        News::Cluster { state, sentence } => {
            let words = match state {
                State::Ready => t().notices_cluster_ready(name),
                State::Waiting => t().notices_cluster_waits(name),
                State::Blocked => t().notices_cluster_blocked(name),
                _ => t().notices_cluster_failed(name),
            };
            (*state, words, sentence.clone())
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::Utc;

    use super::*;
    use crate::rendered::{assert_has, html};

    #[test]
    fn what_is_new_is_marked_and_leads_to_its_page() {
        let notice =
            |what, name: &str| Notice { at: Utc::now(), what, namespace: "team-a".to_owned(), name: name.to_owned() };
        let decided = News::Decided {
            phase: RequestPhase::PartiallyApproved,
            by: "admin".to_owned(),
            comment: Some("<b>36</b> are enough".to_owned()),
        };
        let ready = News::Cluster { state: State::Ready, sentence: None };
        let all = vec![notice(decided, "more"), notice(ready, "payments")];
        let html = html(|| view! { <NoticesView notices=Notices { all }/> });
        assert_has(
            &html,
            &[
                "2 are new.",
                "admin approved your request more in part",
                "/quota/requests/team-a/more",
                "&lt;b&gt;36",
                "Your cluster payments is ready",
                "/clusters/team-a/payments",
                ">Mark all as seen</button>",
            ],
        );
        let empty = crate::rendered::html(|| view! { <NoticesView notices=Notices::default()/> });
        assert_has(&empty, &["There is nothing to tell"]);
    }
}
