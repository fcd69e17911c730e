//! People who use the portal, for administrators: who there is, where they are signed in, and who is kept out.

use axum::{
    Extension,
    body::Body,
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use http::Request;
use leptos::prelude::*;
use portal::{
    Error, SignedIn,
    people::People,
    view::{self, ErrorKind, Person},
};
use texts::t;

use crate::{
    components::{
        icon::{Glyph, Icon},
        page_head::PageHead,
        query::link,
        time::Ago,
    },
    problem::error_page,
    request::{loaded, people, query},
    routes::Fields,
    sessions::{SessionRows, which},
};

const PATH: &str = "/admin/people";

/// `/admin/people?text=`
#[component]
pub(crate) fn PeoplePage() -> impl IntoView {
    let (people, text) = (people(), query("text").unwrap_or_default());
    loaded(
        |user| async move { portal::people::list(&user, &people?, text.trim()).await },
        |page| view! { <PeopleView page/> },
    )
}

#[component]
fn PeopleView(page: view::PeoplePage) -> impl IntoView {
    let view::PeoplePage { search, people, more, sessions, me, may_change } = page;
    let below = t().people_lead().into_any();
    let action = if may_change { PATH } else { "" };
    let back = search.clone();
    view! {
        <PageHead title=t().people_title() below/>
        <div class="toolbar">
            <form method="get" action=PATH class="toolbar-form" role="search">
                <input type="search" name="text" aria-label=t().people_name_contains() placeholder=t().people_name_contains() value=search.clone()/>
                <button class="btn"><Icon glyph=Glyph::Search/> {t().people_filter()}</button>
            </form>
        </div>
        <section class="card flush" aria-labelledby="people">
            <h2 id="people">{t().people_title()}</h2>
            {if people.is_empty() {
                let nobody = if search.is_empty() {
                    t().people_nobody()
                } else {
                    t().people_nobody_like(&search)
                };
                view! { <p class="sub">{nobody}</p> }.into_any()
            } else {
                view! {
                    <div class="table-scroll" tabindex="0" role="group" aria-label=t().people_title()>
                        <table>
                            <thead>
                                <tr>
                                    <th scope="col">{t().people_name()}</th>
                                    <th scope="col">{t().people_by()}</th>
                                    <th scope="col">{t().people_groups()}</th>
                                    <th scope="col" class="num">{t().people_last()}</th>
                                    <th scope="col" class="num">{t().people_sessions()}</th>
                                    <th scope="col"><span class="sr-only">{t().people_change()}</span></th>
                                </tr>
                            </thead>
                            <tbody>
                                {people.into_iter().map(|person| row(person, &me, may_change, &back)).collect_view()}
                            </tbody>
                        </table>
                    </div>
                }
                .into_any()
            }}
            {more.then(|| view! { <p class="sub">{t().people_more()}</p> })}
        </section>
        <section class="card flush" aria-labelledby="sessions">
            <h2 id="sessions">{t().sessions_open()}</h2>
            {if sessions.is_empty() {
                view! { <p class="sub">{t().sessions_none()}</p> }.into_any()
            } else {
                view! { <SessionRows sessions action with_user=true/> }.into_any()
            }}
        </section>
    }
    .into_any()
}

fn row(person: Person, me: &str, may_change: bool, search: &str) -> impl IntoView {
    let by = match (person.local, person.provider) {
        (true, _) => t().people_password(),
        (false, Some(provider)) => provider,
        (false, None) => t().people_not_yet(),
    };
    let mine = person.name == me;
    let disabled = person.disabled_at;
    let buttons = may_change.then(|| {
        let form = |action: &'static str, text: String, label: String, class: &'static str| {
            view! {
                <form method="post" action=PATH>
                    <input type="hidden" name="action" value=action/>
                    <input type="hidden" name="which" value="all"/>
                    <input type="hidden" name="user" value=person.name.clone()/>
                    <input type="hidden" name="text" value=search.to_owned()/>
                    <button class=class aria-label=label>{text}</button>
                </form>
            }
        };
        view! {
            <div class="row-actions">
                {(person.sessions > 0).then(|| form("end", t().people_end_sessions(), t().people_end_sessions_of(&person.name), "btn small"))}
                {match disabled {
                    Some(_) => Some(form("enable", t().people_enable(), t().people_enable_one(&person.name), "btn small")),
                    None => (!mine).then(|| form("disable", t().people_disable(), t().people_disable_one(&person.name), "btn small danger")),
                }}
            </div>
        }
    });
    view! {
        <tr data-key=person.name.clone()>
            <th scope="row">
                <bdi>{person.name.clone()}</bdi>
                {mine.then(|| view! { " " <span class="chip remark">{t().people_you()}</span> })}
                {disabled.map(|at| view! { " " <span class="chip remark warn">{t().people_disabled()} " " <Ago at/></span> })}
            </th>
            <td>{by}</td>
            <td class="wrap"><bdi>{person.groups.join(", ")}</bdi></td>
            <td class="num">
                {match person.signed_in_at {
                    Some(at) => view! { <Ago at/> }.into_any(),
                    None => view! { <span class="faint">{t().people_never()}</span> }.into_any(),
                }}
            </td>
            <td class="num">{person.sessions}</td>
            <td>{buttons}</td>
        </tr>
    }
    .into_any()
}

/// `POST /admin/people` with `action` (`disable`, `enable`, `end`), `user`, and `which` sessions end.
pub(crate) async fn change(
    State(options): State<LeptosOptions>,
    Extension(asks): Extension<SignedIn>,
    Extension(people): Extension<People>,
    request: Request<Body>,
) -> Response {
    let (parts, fields) = match Fields::read(request).await {
        Ok(read) => read,
        Err((parts, error)) => return error_page(options, parts, error).await,
    };
    let user = fields.one("user");
    let changed = match fields.one("action").as_str() {
        "disable" => portal::people::disable(&asks, &people, &user).await,
        "enable" => portal::people::enable(&asks, &people, &user).await,
        "end" => portal::people::end(&asks, &people, &user, &which(&fields)).await,
        _ => Err(Error::new(ErrorKind::Invalid, t().problem_no_action())),
    };
    match changed {
        Ok(()) => Redirect::to(&link(PATH, &[("text", &fields.one("text"))])).into_response(),
        Err(error) => error_page(options, parts, error).await,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rendered::{assert_has, html};

    fn page(may_change: bool) -> view::PeoplePage {
        let person = |name: &str, local, disabled| Person {
            name: name.to_owned(),
            local,
            provider: (!local).then(|| "Corp".to_owned()),
            groups: vec!["atoll:admins".to_owned()],
            signed_in_at: None,
            disabled_at: disabled,
            sessions: 1,
        };
        let people = vec![
            person("admin", true, None),
            person("corp:ann", false, Some(chrono::Utc::now())),
            person("dev", true, None),
        ];
        view::PeoplePage { people, me: "admin".to_owned(), may_change, ..view::PeoplePage::default() }
    }

    #[test]
    fn nobody_disables_themselves() {
        let html = html(|| view! { <PeopleView page=page(true)/> });
        assert_has(&html, &["Disable: dev", "Enable: corp:ann", "Password", "Corp", "Disabled "]);
        assert!(!html.contains("Disable: admin"), "{html}");
    }

    #[test]
    fn who_may_only_look_has_no_buttons() {
        let html = html(|| view! { <PeopleView page=page(false)/> });
        assert!(!html.contains("Disable: ") && !html.contains("End sessions"), "{html}");
    }
}
