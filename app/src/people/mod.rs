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
    view::{self, ErrorKind, FieldError, NewAccount, Person},
};
use texts::t;

use crate::{
    components::{
        field::TextField,
        icon::{Glyph, Icon},
        page_head::PageHead,
        query::link,
        time::Ago,
        wrong::{Summary, wrong},
    },
    problem::{error_page, render_page},
    request::{loaded, people, query},
    routes::Fields,
    sessions::{SessionRows, which},
};

const PATH: &str = "/admin/people";

/// What came of adding an account: the first password of the one that was added, or what was typed and why it was refused.
#[derive(Clone)]
enum Sent {
    Added { name: String, password: String },
    Refused { typed: NewAccount, errors: Vec<FieldError> },
}

/// `/admin/people?text=`
#[component]
pub(crate) fn PeoplePage() -> impl IntoView {
    let (people, text, sent) = (people(), query("text").unwrap_or_default(), use_context::<Sent>());
    loaded(
        |user| async move { portal::people::list(&user, &people?, text.trim()).await },
        move |page| view! { <PeopleView page sent/> },
    )
}

#[component]
fn PeopleView(page: view::PeoplePage, sent: Option<Sent>) -> impl IntoView {
    let view::PeoplePage { search, people, more, sessions, me, may_change, may_add, may_remove } = page;
    let may = May { change: may_change, remove: may_remove };
    let (added, typed, errors) = match sent {
        Some(Sent::Added { name, password }) => (Some((name, password)), NewAccount::default(), Vec::new()),
        Some(Sent::Refused { typed, errors }) => (None, typed, errors),
        None => Default::default(),
    };
    let below = t().people_lead().into_any();
    let action = if may_change { PATH } else { "" };
    let back = search.clone();
    view! {
        <PageHead title=t().people_title() below>
            {may_add.then(|| view! { <a class="btn" href="#add">{t().people_add()}</a> })}
        </PageHead>
        {(!errors.is_empty()).then(|| view! { <Summary errors=errors.clone()/> })}
        {added.map(|(name, password)| view! { <Added name password/> })}
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
                                {people.into_iter().map(|person| row(person, &me, may, &back)).collect_view()}
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
        {may_add.then(|| view! { <Add typed errors/> })}
    }
    .into_any()
}

/// The account that was added, with what is shown only once.
#[component]
fn Added(name: String, password: String) -> impl IntoView {
    view! {
        <section class="card" aria-labelledby="added">
            <h2 id="added">{t().people_added(name)}</h2>
            <dl class="facts">
                <dt>{t().people_added_password()}</dt>
                <dd><code>{password}</code></dd>
            </dl>
            <p>{t().people_added_once()}</p>
            <p class="sub">{t().people_added_roles()} " " <a href="/admin/namespaces">{t().nav_namespaces()}</a></p>
        </section>
    }
    .into_any()
}

/// The form that adds an account.
#[component]
fn Add(typed: NewAccount, errors: Vec<FieldError>) -> impl IntoView {
    view! {
        <section class="card" aria-labelledby="add">
            <h2 id="add">{t().people_add()}</h2>
            <p class="sub">{t().people_add_lead()}</p>
            <form method="post" action=PATH>
                <input type="hidden" name="action" value="add"/>
                <div class="fields">
                    <TextField field="name" name="name" label=t().people_add_name() value=typed.name required=true
                        help=t().people_add_name_help() wrong=wrong(&errors, "name")/>
                    <TextField field="groups" name="groups" label=t().people_add_groups() value=typed.groups
                        help=t().people_add_groups_help() wrong=wrong(&errors, "groups")/>
                    <TextField field="email" name="email" label=t().people_add_email() value=typed.email
                        wrong=wrong(&errors, "email")/>
                </div>
                <div class="actions"><button class="btn primary">{t().people_add_button()}</button></div>
            </form>
        </section>
    }
    .into_any()
}

/// What the one who looks may do to others.
#[derive(Clone, Copy)]
struct May {
    change: bool,
    remove: bool,
}

fn row(person: Person, me: &str, may: May, search: &str) -> impl IntoView {
    let by = match (person.local, person.provider) {
        (true, _) => t().people_password(),
        (false, Some(provider)) => provider,
        (false, None) => t().people_not_yet(),
    };
    let mine = person.name == me;
    let disabled = person.disabled_at;
    let removable = may.remove && person.local && !mine;
    let buttons = (may.change || removable).then(|| {
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
                {(may.change && person.sessions > 0).then(|| form("end", t().people_end_sessions(), t().people_end_sessions_of(&person.name), "btn small"))}
                {match disabled {
                    _ if !may.change => None,
                    Some(_) => Some(form("enable", t().people_enable(), t().people_enable_one(&person.name), "btn small")),
                    None => (!mine).then(|| form("disable", t().people_disable(), t().people_disable_one(&person.name), "btn small danger")),
                }}
                {removable.then(|| form("remove", t().people_remove(), t().people_remove_one(&person.name), "btn small danger"))}
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

/// `POST /admin/people` with `action` (`disable`, `enable`, `end`, `remove`), `user`, and `which` sessions end; or with the
/// action `add`, a `name`, `groups` and an `email`.
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
    if fields.one("action") == "add" {
        let typed = NewAccount { name: fields.one("name"), groups: fields.one("groups"), email: fields.one("email") };
        let (sent, status) = match portal::people::add(&asks, &people, &typed).await {
            Ok(password) => (Sent::Added { name: typed.name, password }, http::StatusCode::OK),
            Err(error) if !error.fields.is_empty() => {
                (Sent::Refused { typed, errors: error.fields }, http::StatusCode::UNPROCESSABLE_ENTITY)
            }
            Err(error) => return error_page(options, parts, error).await,
        };
        let mut page = render_page(options, parts, move || provide_context(sent.clone())).await;
        *page.status_mut() = status;
        return page;
    }
    let user = fields.one("user");
    let changed = match fields.one("action").as_str() {
        "disable" => portal::people::disable(&asks, &people, &user).await,
        "enable" => portal::people::enable(&asks, &people, &user).await,
        "remove" => portal::people::remove(&asks, &people, &user).await,
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
        view::PeoplePage {
            people,
            me: "admin".to_owned(),
            may_change,
            may_add: may_change,
            may_remove: may_change,
            ..view::PeoplePage::default()
        }
    }

    #[test]
    fn nobody_disables_themselves() {
        let html = html(|| view! { <PeopleView page=page(true) sent=None/> });
        assert_has(&html, &["Disable: dev", "Enable: corp:ann", "Password", "Corp", "Disabled "]);
        assert!(!html.contains("Disable: admin") && !html.contains("Remove: admin"), "{html}");
        assert!(html.contains("Remove: dev") && !html.contains("Remove: corp:ann"), "only local accounts: {html}");
    }

    #[test]
    fn who_may_only_look_has_no_buttons() {
        let html = html(|| view! { <PeopleView page=page(false) sent=None/> });
        assert!(!html.contains("Disable: ") && !html.contains("End sessions") && !html.contains("Remove"), "{html}");
        assert!(!html.contains("Add account"), "{html}");
    }

    #[test]
    fn an_account_that_was_added_shows_its_password_and_one_that_was_not_what_was_typed() {
        let added = Sent::Added { name: "<b>ann</b>".to_owned(), password: "onlyOnce".to_owned() };
        let page_of = |sent| html(|| view! { <PeopleView page=page(true) sent=Some(sent)/> });
        assert_has(&page_of(added), &["onlyOnce", "&lt;b&gt;ann", "at the first sign-in"]);
        let typed = NewAccount { name: "system:x".to_owned(), groups: "team-a".to_owned(), email: String::new() };
        let refused = Sent::Refused { typed, errors: vec![FieldError::new("name", "Not this.")] };
        assert_has(&page_of(refused), &["value=\"system:x\"", "value=\"team-a\"", "Not this.", "href=\"#f-name\""]);
    }
}
