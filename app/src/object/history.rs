//! The time machine: the newest changes of an object, how it was at a moment, and what changed between two.

use chrono::{DateTime, Duration, SecondsFormat, Utc};
use leptos::prelude::*;
use portal::view::{Change, Difference, History, Reach, Seen, Then, Writer};
use texts::{Texts, t};

use crate::components::{
    amount::count,
    diff::Diff,
    field::{TextField, Wrong},
    query::link,
    state::StateChip,
    time::{Ago, exact},
    yaml::Yaml,
};

/// Moments that are one click away, as the `at` parameter has them, with their minutes.
fn choices() -> [(&'static str, i64, String); 5] {
    [
        ("1m", 1, t().object_minute_ago()),
        ("5m", 5, t().object_minutes_ago()),
        ("1h", 60, t().object_hour_ago()),
        ("6h", 6 * 60, t().object_hours_ago()),
        ("1d", 24 * 60, t().object_day_ago()),
    ]
}

/// Everything on the tab; `path` is the page's.
#[component]
pub(crate) fn HistoryTab(
    history: History,
    path: String,
    /// The object is there no more.
    #[prop(optional)]
    gone: bool,
) -> impl IntoView {
    let History { reach, typed, wrong, changes, more, shown } = history;
    let reach_words = match reach {
        Reach::Nothing => {
            return view! {
                <section class="empty">
                    <h2>{t().object_no_history()}</h2>
                    <p>{t().object_no_history_why()}</p>
                </section>
            }
            .into_any();
        }
        Reach::Whole => t().object_whole_history().into_any(),
        Reach::Since(since) => {
            view! { {t().object_history_since(exact(since))} " (" <Ago at=since/> "). " {t().object_nothing_before()} }
                .into_any()
        }
    };
    let wrong_at =
        |field: &str| Wrong(wrong.iter().find(|wrong| wrong.field == field).map(|wrong| wrong.message.clone()));
    let [at, from, to] = typed;
    let now = Utc::now();
    let reached = |minutes: i64| !matches!(reach, Reach::Since(since) if now - Duration::minutes(minutes) < since);
    let choices = choices().into_iter().filter(|(_, minutes, _)| reached(*minutes)).map(|(value, _, words)| {
        let current = (at == value).then_some("true");
        view! { <a href=link(&path, &[("tab", "history"), ("at", value)]) aria-current=current>{words}</a> }
    });
    let choices = choices.collect_view();
    let empty = changes.is_empty();
    view! {
        <div class="grid wide-narrow top">
            <div class="stack">
                {shown_view(shown)}
                {(!empty).then(|| view! {
                    <section class="card flush" aria-labelledby="changes">
                        <h2 id="changes">{t().object_newest_changes()}</h2>
                        <Changes changes path=path.clone() gone/>
                        {more.then(|| view! { <p class="sub below-table">{t().object_earlier_changes()}</p> })}
                    </section>
                })}
            </div>
            <div class="stack">
                <section class="card" aria-labelledby="moment">
                    <h2 id="moment">{t().object_as_it_was()}</h2>
                    <nav class="moments" aria-label=t().object_moments()>{choices}</nav>
                    <form method="get" action=path.clone() class="stack-form">
                        <input type="hidden" name="tab" value="history"/>
                        <TextField field="at" name="at" label=t().object_moment() value=at wrong=wrong_at("at")
                            help=t().object_moment_help()/>
                        <button class="btn">{t().object_show_as_it_was()}</button>
                    </form>
                </section>
                <section class="card" aria-labelledby="compare">
                    <h2 id="compare">{t().object_compare_moments()}</h2>
                    <form method="get" action=path class="stack-form">
                        <input type="hidden" name="tab" value="history"/>
                        <TextField field="from" name="from" label=t().word_from() value=from wrong=wrong_at("from")/>
                        <TextField field="to" name="to" label=t().object_until() value=to wrong=wrong_at("to") help=t().object_until_help()/>
                        <button class="btn">{t().object_compare()}</button>
                    </form>
                </section>
                <p class="sub">{reach_words}</p>
            </div>
        </div>
    }
    .into_any()
}

fn shown_view(shown: Seen) -> AnyView {
    match shown {
        Seen::Nothing => ().into_any(),
        Seen::Then { at, object: None } => view! {
            <section class="card hint" aria-labelledby="then">
                <h2 id="then">{t().object_as_of(exact(at))}</h2>
                <p class="sub">{t().object_did_not_exist()}</p>
            </section>
        }
        .into_any(),
        Seen::Then { at, object: Some(then) } => then_view(at, *then),
        Seen::Difference(difference) => difference_view(*difference),
    }
}

fn then_view(at: DateTime<Utc>, then: Then) -> AnyView {
    let label = t().object_yaml_as_of(exact(at));
    view! {
        <section class="detail" aria-labelledby="then">
            <div class="card">
                <header class="detail-head">
                    <h2 id="then">{t().object_as_of(exact(at))}</h2>
                    <StateChip state=then.state quiet=true/>
                </header>
                <p class="sub">{t().object_then_not_now()}</p>
                {then.cause.map(|cause| view! { <p>{cause.sentence}</p> })}
            </div>
            <Yaml text=then.yaml label/>
        </section>
    }
    .into_any()
}

fn difference_view(difference: Difference) -> AnyView {
    let Difference { from, to, there, hunks, added, removed, by } = difference;
    let words = match there {
        (false, false) => t().object_never_existed(),
        (false, true) => t().object_not_at_first(),
        (true, false) => t().object_not_at_second(),
        (true, true) if hunks.is_empty() => t().object_nothing_changed(),
        (true, true) => {
            t().object_lines_changed(count(added.into(), Texts::count_lines), count(removed.into(), Texts::count_lines))
        }
    };
    view! {
        <section class="detail" aria-labelledby="then">
            <div class="card">
                <h2 id="then">{t().object_what_changed()}</h2>
                <p>{t().object_from_to(exact(from), exact(to))}</p>
                <p class="sub">{words}</p>
                {(!by.is_empty()).then(|| view! { <p class="sub">{t().object_changed_by(writers(&by))}</p> })}
            </div>
            {(!hunks.is_empty()).then(|| view! { <Diff hunks label=t().object_what_changed_yaml()/> })}
        </section>
    }
    .into_any()
}

fn writers(by: &[Writer]) -> String {
    let name = |writer: &Writer| match writer.subresource.as_str() {
        "" => writer.manager.clone(),
        part => format!("{} ({part})", writer.manager),
    };
    by.iter().map(name).collect::<Vec<_>>().join(", ")
}

#[component]
fn Changes(changes: Vec<Change>, path: String, gone: bool) -> impl IntoView {
    let row = |(index, change): (usize, Change)| {
        let moment = |at: DateTime<Utc>| at.to_rfc3339_opts(SecondsFormat::Millis, true);
        // A write is known to the second: just before it, and at its end.
        let before = moment(change.at - Duration::milliseconds(1));
        let after = moment(change.at + Duration::milliseconds(999));
        let then = link(&path, &[("tab", "history"), ("at", &after)]);
        let what = link(&path, &[("tab", "history"), ("from", &before), ("to", &after)]);
        let who = if change.by.is_empty() { t().object_not_recorded() } else { writers(&change.by) };
        view! {
            <tr>
                <td class="nowrap"><Ago at=change.at/></td>
                <td class="why inline-note">
                    <StateChip state=change.state quiet=true/>
                    {(!change.note.is_empty()).then(|| view! { <small>{change.note}</small> })}
                </td>
                <td class="writers">{who} {change.first.then(|| view! { <small>{t().object_made_it()}</small> })}</td>
                <td class="nowrap">
                    {(!change.first).then(|| view! { <a href=what>{t().object_what_changed()}</a> " · " })}
                    <a href=then>{if index == 0 && !gone { t().object_as_it_is() } else { t().object_as_it_was() }}</a>
                </td>
            </tr>
        }
    };
    view! {
        <div class="table-scroll" tabindex="0" role="group" aria-label=t().object_newest_changes()>
            <table>
                <thead>
                    <tr>
                        <th scope="col">{t().object_when()}</th>
                        <th scope="col">{t().object_state_after()}</th>
                        <th scope="col">{t().object_who()}</th>
                        <th scope="col">{t().object_see()}</th>
                    </tr>
                </thead>
                <tbody>{changes.into_iter().enumerate().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use portal::view::{DiffLine, FieldError, Hunk, State};

    use super::*;
    use crate::rendered::{assert_has, html};

    fn history(shown: Seen) -> History {
        let at = "2026-11-21T10:00:00Z".parse().unwrap();
        let by = vec![Writer { manager: "kubectl".to_owned(), subresource: String::new(), at: Some(at) }];
        let change = Change { at, state: State::Ready, note: String::new(), by, first: false };
        History {
            reach: Reach::Since(at),
            typed: ["soon".to_owned(), String::new(), String::new()],
            wrong: vec![FieldError::new("at", "Write a moment.")],
            changes: vec![change],
            more: false,
            shown,
        }
    }

    #[test]
    fn history_says_how_far_it_reaches_and_keeps_what_was_typed() {
        let html = html(|| view! { <HistoryTab history=history(Seen::Nothing) path="/x".to_owned()/> });
        assert_has(
            &html,
            &[
                "History is kept since",
                r#"value="soon""#,
                r#"id="f-at-wrong""#,
                "/x?tab=history&amp;from=2026-11-21T09%3A59%3A59.999Z&amp;to=2026-11-21T10%3A00%3A00.999Z",
                r#"href="/x?tab=history&amp;at=5m""#,
            ],
        );
    }

    #[test]
    fn an_api_without_history_shows_none() {
        let mut history = history(Seen::Nothing);
        history.reach = Reach::Nothing;
        let html = html(|| view! { <HistoryTab history path="/x".to_owned()/> });
        assert_has(&html, &["No history is kept"]);
        assert!(!html.contains("kubectl") && !html.contains("As of"), "{html}");
    }

    #[test]
    fn a_difference_names_who_made_it() {
        let at = "2026-11-21T10:00:00Z".parse().unwrap();
        let lines = vec![DiffLine::Removed("replicas: 1".to_owned()), DiffLine::Added("replicas: 3".to_owned())];
        let difference = Difference {
            from: at,
            to: at,
            there: (true, true),
            hunks: vec![Hunk { lines: (4, 4), text: lines }],
            added: 1,
            removed: 1,
            by: vec![Writer { manager: "kubectl".to_owned(), subresource: "status".to_owned(), at: None }],
        };
        let shown = Seen::Difference(Box::new(difference));
        let html = html(|| view! { <HistoryTab history=history(shown) path="/x".to_owned()/> });
        assert_has(
            &html,
            &["1 line added, 1 line removed.", "kubectl (status)", "replicas: 3", r#"data-change="added""#],
        );
    }
}
