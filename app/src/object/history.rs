//! The time machine: the newest changes of an object, how it was at a moment, and what changed between two.

use chrono::{DateTime, Duration, SecondsFormat, Utc};
use leptos::prelude::*;
use portal::view::{Change, Difference, History, Reach, Seen, Then, Writer};

use crate::components::{
    amount::counted,
    diff::Diff,
    field::{TextField, Wrong},
    query::link,
    state::StateChip,
    time::{Ago, exact},
    yaml::Yaml,
};

/// Moments that are one click away, as the `at` parameter has them, with their minutes.
const CHOICES: [(&str, i64, &str); 5] = [
    ("1m", 1, "1 minute ago"),
    ("5m", 5, "5 minutes ago"),
    ("1h", 60, "1 hour ago"),
    ("6h", 6 * 60, "6 hours ago"),
    ("1d", 24 * 60, "1 day ago"),
];

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
                    <h2>"No history is kept"</h2>
                    <p>"This API server does not tell how objects were earlier. Atoll's own API server keeps every change for a time."</p>
                </section>
            }
            .into_any();
        }
        Reach::Whole => view! { "History reaches back to when it was made." }.into_any(),
        Reach::Since(since) => {
            view! { "History is kept since " {exact(since)} " (" <Ago at=since/> "). What was before cannot be shown." }
                .into_any()
        }
    };
    let wrong_at =
        |field: &str| Wrong(wrong.iter().find(|wrong| wrong.field == field).map(|wrong| wrong.message.clone()));
    let [at, from, to] = typed;
    let now = Utc::now();
    let reached = |minutes: i64| !matches!(reach, Reach::Since(since) if now - Duration::minutes(minutes) < since);
    let choices = CHOICES.into_iter().filter(|(_, minutes, _)| reached(*minutes)).map(|(value, _, words)| {
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
                        <h2 id="changes">"Newest changes"</h2>
                        <Changes changes path=path.clone() gone/>
                        {more.then(|| view! { <p class="sub below-table">"Earlier changes are not listed. Choose a moment to see them."</p> })}
                    </section>
                })}
            </div>
            <div class="stack">
                <section class="card" aria-labelledby="moment">
                    <h2 id="moment">"As it was"</h2>
                    <nav class="moments" aria-label="Moments">{choices}</nav>
                    <form method="get" action=path.clone() class="stack-form">
                        <input type="hidden" name="tab" value="history"/>
                        <TextField field="at" name="at" label="Moment" value=at wrong=wrong_at("at")
                            help="Such as 2026-11-21T10:00:00Z in UTC, or how long ago: 5m, 2h, 1d."/>
                        <button class="btn">"Show as it was"</button>
                    </form>
                </section>
                <section class="card" aria-labelledby="compare">
                    <h2 id="compare">"Compare two moments"</h2>
                    <form method="get" action=path class="stack-form">
                        <input type="hidden" name="tab" value="history"/>
                        <TextField field="from" name="from" label="From" value=from wrong=wrong_at("from")/>
                        <TextField field="to" name="to" label="Until" value=to wrong=wrong_at("to") help="Now when it is left empty."/>
                        <button class="btn">"Compare"</button>
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
                <h2 id="then">{format!("As of {}", exact(at))}</h2>
                <p class="sub">"It did not exist at this moment."</p>
            </section>
        }
        .into_any(),
        Seen::Then { at, object: Some(then) } => then_view(at, *then),
        Seen::Difference(difference) => difference_view(*difference),
    }
}

fn then_view(at: DateTime<Utc>, then: Then) -> AnyView {
    let label = format!("YAML as of {}", exact(at));
    view! {
        <section class="detail" aria-labelledby="then">
            <div class="card">
                <header class="detail-head">
                    <h2 id="then">{format!("As of {}", exact(at))}</h2>
                    <StateChip state=then.state quiet=true/>
                </header>
                <p class="sub">"This is how it was then, not how it is now."</p>
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
        (false, false) => "It did not exist at either moment.".to_owned(),
        (false, true) => "It did not exist at the first moment.".to_owned(),
        (true, false) => "It did not exist any more at the second moment.".to_owned(),
        (true, true) if hunks.is_empty() => "Nothing changed between these two moments.".to_owned(),
        (true, true) => format!(
            "{} added, {} removed.",
            counted(added.into(), "line", "lines"),
            counted(removed.into(), "line", "lines")
        ),
    };
    view! {
        <section class="detail" aria-labelledby="then">
            <div class="card">
                <h2 id="then">"What changed"</h2>
                <p>{format!("From {} to {}.", exact(from), exact(to))}</p>
                <p class="sub">{words}</p>
                {(!by.is_empty()).then(|| view! { <p class="sub">"Changed by " {writers(&by)} "."</p> })}
            </div>
            {(!hunks.is_empty()).then(|| view! { <Diff hunks label="What changed, as YAML"/> })}
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
        let who = if change.by.is_empty() { "not recorded".to_owned() } else { writers(&change.by) };
        view! {
            <tr>
                <td class="nowrap"><Ago at=change.at/></td>
                <td class="why inline-note">
                    <StateChip state=change.state quiet=true/>
                    {(!change.note.is_empty()).then(|| view! { <small>{change.note}</small> })}
                </td>
                <td class="writers">{who} {change.first.then(|| view! { <small>"made it"</small> })}</td>
                <td class="nowrap">
                    {(!change.first).then(|| view! { <a href=what>"What changed"</a> " · " })}
                    <a href=then>{if index == 0 && !gone { "As it is" } else { "As it was" }}</a>
                </td>
            </tr>
        }
    };
    view! {
        <div class="table-scroll" tabindex="0" role="group" aria-label="Newest changes">
            <table>
                <thead>
                    <tr>
                        <th scope="col">"When"</th>
                        <th scope="col">"State after it"</th>
                        <th scope="col">"Who"</th>
                        <th scope="col">"See"</th>
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
