//! Where one is signed in: the user's own sessions, and how they end.

use axum::{
    Extension,
    body::Body,
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use http::Request;
use leptos::prelude::*;
use portal::{
    SignedIn,
    people::{People, Which},
    view::Session,
};
use texts::t;

use crate::{
    components::{
        page_head::{Crumb, PageHead},
        time::{Ago, day_and_hour, exact, instant},
    },
    problem::error_page,
    request::{loaded, people},
    routes::Fields,
};

const PATH: &str = "/access/sessions";

/// `/access/sessions`
#[component]
pub(crate) fn SessionsPage() -> impl IntoView {
    let people = people();
    loaded(
        |user| async move { portal::people::own_sessions(&user, &people?).await },
        |sessions| view! { <Sessions sessions/> },
    )
}

#[component]
fn Sessions(sessions: Vec<Session>) -> impl IntoView {
    let others = sessions.iter().any(|session| !session.this);
    let below = t().sessions_lead().into_any();
    view! {
        <PageHead title=t().sessions_title() crumbs=vec![Crumb::new(t().nav_access(), "/access")] below>
            {others.then(|| view! {
                <form method="post" action=PATH>
                    <input type="hidden" name="which" value="others"/>
                    <button class="btn">{t().sessions_end_others()}</button>
                </form>
            })}
            <form method="post" action=PATH>
                <input type="hidden" name="which" value="all"/>
                <button class="btn danger">{t().sessions_end_all()}</button>
            </form>
        </PageHead>
        <section class="card flush" aria-label=t().people_sessions()><SessionRows sessions action=PATH/></section>
    }
    .into_any()
}

/// Sessions as a table. `action` is where the button of each is sent, with `which` (the session's id) and, when
/// `with_user` is set, `user`; without a button when it is empty.
#[component]
pub(crate) fn SessionRows(
    sessions: Vec<Session>,
    action: &'static str,
    #[prop(optional)] with_user: bool,
) -> impl IntoView {
    view! {
        <div class="table-scroll" tabindex="0" role="group" aria-label=t().sessions_open()>
            <table>
                <thead>
                    <tr>
                        {with_user.then(|| view! { <th scope="col">{t().sessions_name()}</th> })}
                        <th scope="col">{t().sessions_where()}</th>
                        <th scope="col">{t().sessions_by()}</th>
                        <th scope="col" class="num">{t().sessions_since()}</th>
                        <th scope="col" class="num">{t().sessions_seen()}</th>
                        <th scope="col" class="num">{t().sessions_ends()}</th>
                        <th scope="col"><span class="sr-only">{t().sessions_end_column()}</span></th>
                    </tr>
                </thead>
                <tbody>{sessions.into_iter().map(|session| row(session, action, with_user)).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(session: Session, action: &'static str, with_user: bool) -> impl IntoView {
    let place = if session.browser.is_empty() { t().sessions_unknown_browser() } else { session.browser };
    let ends = day_and_hour(session.ends);
    // Each button says which session it ends: there may be many on the page.
    let label = t().sessions_end_this(&place, &session.address);
    let id = session.id.clone();
    view! {
        <tr data-key=id>
            {with_user.then(|| view! { <th scope="row"><bdi>{session.user.clone()}</bdi></th> })}
            <td>
                {place} <small>{session.address}</small>
                {session.this.then(|| view! { " " <span class="chip remark">{t().sessions_this()}</span> })}
            </td>
            <td>{session.provider.unwrap_or_else(|| t().people_password())}</td>
            <td class="num"><Ago at=session.since/></td>
            <td class="num"><Ago at=session.seen/></td>
            <td class="num"><time datetime=instant(session.ends) title=exact(session.ends)>{ends}</time></td>
            <td class="num">
                {(!action.is_empty()).then(|| view! {
                    <form method="post" action=action>
                        {with_user.then(|| view! {
                            <input type="hidden" name="action" value="end"/>
                            <input type="hidden" name="user" value=session.user/>
                        })}
                        <input type="hidden" name="which" value=session.id/>
                        <button class="btn small" aria-label=label>{t().sessions_end()}</button>
                    </form>
                })}
            </td>
        </tr>
    }
    .into_any()
}

/// The sessions that a form means by `which`: an id, `others`, or `all`.
pub(crate) fn which(fields: &Fields) -> Which {
    match fields.one("which").as_str() {
        "all" => Which::All,
        "others" => Which::Others,
        id => Which::One(id.to_owned()),
    }
}

/// `POST /access/sessions` with `which`.
pub(crate) async fn end(
    State(options): State<LeptosOptions>,
    Extension(user): Extension<SignedIn>,
    Extension(people): Extension<People>,
    request: Request<Body>,
) -> Response {
    let (parts, fields) = match Fields::read(request).await {
        Ok(read) => read,
        Err((parts, error)) => return error_page(options, parts, error).await,
    };
    match portal::people::end_own(&user, &people, &which(&fields)).await {
        // Who ended the session that asked is sent on to sign in.
        Ok(()) => Redirect::to(PATH).into_response(),
        Err(error) => error_page(options, parts, error).await,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rendered::{assert_has, html};

    /// Two sessions, the first of which asks.
    fn sample() -> Vec<Session> {
        let now = chrono::Utc::now();
        let session = |id: &str, provider: Option<&str>, this| Session {
            id: id.to_owned(),
            user: "corp:<b>ann</b>".to_owned(),
            provider: provider.map(str::to_owned),
            address: "192.0.2.7".to_owned(),
            browser: "Firefox on Linux".to_owned(),
            since: now,
            seen: now,
            ends: now,
            this,
        };
        vec![session("aa", Some("Corp"), true), session("bb", None, false)]
    }

    #[test]
    fn each_session_says_where_it_is_and_can_be_ended() {
        let all = html(|| view! { <Sessions sessions=sample()/> });
        assert_has(
            &all,
            &[
                "Firefox on Linux",
                "192.0.2.7",
                "This one",
                "Corp",
                "Password",
                r#"value="bb""#,
                "Sign out everywhere else",
            ],
        );
        let one = html(|| view! { <Sessions sessions=sample()[..1].to_vec()/> });
        assert!(!one.contains("everywhere else") && one.contains("Sign out everywhere"), "{one}");
        let rows = html(|| view! { <SessionRows sessions=sample() action="/admin/people" with_user=true/> });
        assert!(!rows.contains("<b>ann"), "{rows}");
    }

    #[test]
    fn forms_name_sessions() {
        for (value, expected) in [("all", Which::All), ("others", Which::Others), ("ab", Which::One("ab".to_owned()))] {
            assert_eq!(which(&Fields::of(&[("which", value)])), expected);
        }
    }
}
