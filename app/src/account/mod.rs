//! One's own account: where one is written to, and one's password.

use axum::{
    Extension,
    body::Body,
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use http::Request;
use leptos::prelude::*;
use portal::{
    Error,
    people::People,
    view::{Account, ErrorKind, FieldError},
};
use texts::t;

use crate::{
    components::{
        field::{TextField, Typing},
        page_head::{Crumb, PageHead},
        query::link,
        wrong::{Summary, wrong},
    },
    problem::{error_page, render_page},
    request::{loaded, people, query},
    routes::Fields,
};

const PATH: &str = "/access/account";

/// A form was refused: the address that was typed, and why. Passwords are typed again.
#[derive(Clone)]
struct Refusal {
    email: Option<String>,
    errors: Vec<FieldError>,
}

/// `/access/account`
#[component]
pub(crate) fn AccountPage() -> impl IntoView {
    let (people, refusal) = (people(), use_context::<Refusal>());
    let changed = query("changed").is_some();
    loaded(
        |_| async move { people?.0.account().await },
        move |account| view! { <AccountView account refusal changed/> },
    )
}

#[component]
fn AccountView(account: Account, refusal: Option<Refusal>, changed: bool) -> impl IntoView {
    let Account { name, groups, provider, email, by_mail, must_change } = account;
    let local = provider.is_none();
    let errors = refusal.as_ref().map(|refusal| refusal.errors.clone()).unwrap_or_default();
    let typed = refusal.and_then(|refusal| refusal.email);
    let groups = if groups.is_empty() { t().account_no_groups() } else { groups.join(", ") };
    let crumbs = vec![Crumb::new(t().nav_access(), "/access")];
    view! {
        <PageHead title=t().account_title() crumbs>
            {(!must_change).then(|| view! { <a class="btn" href="/access/sessions">{t().account_sessions()}</a> })}
        </PageHead>
        {must_change.then(|| view! { <p class="note warn" role="alert">{t().account_must_change()}</p> })}
        {(changed && errors.is_empty()).then(|| view! { <p class="note" role="status">{t().account_changed()}</p> })}
        {(!errors.is_empty()).then(|| view! { <Summary errors=errors.clone()/> })}
        <section class="card" aria-label=t().account_title()>
            <dl class="facts">
                <dt>{t().account_name()}</dt>
                <dd><bdi>{name}</bdi></dd>
                <dt>{t().account_groups()}</dt>
                <dd class="wrap"><bdi>{groups}</bdi></dd>
                <dt>{t().account_by()}</dt>
                <dd>{provider.clone().unwrap_or_else(|| t().people_password())}</dd>
                {provider.map(|provider| {
                    let shown = if email.is_empty() { t().account_email_none() } else { email.clone() };
                    view! {
                        <dt>{t().account_email()}</dt>
                        <dd><bdi>{shown}</bdi> <small class="sub">{t().account_email_from(provider)}</small></dd>
                    }
                })}
            </dl>
        </section>
        {(local && !must_change).then(|| {
            let help = if by_mail { t().account_email_help() } else { t().account_email_unused() };
            view! {
                <section class="card" aria-labelledby="email">
                    <h2 id="email">{t().account_email()}</h2>
                    <form method="post" action=PATH>
                        <input type="hidden" name="action" value="email"/>
                        <div class="fields">
                            <TextField field="email" name="email" label=t().account_email() value=typed.unwrap_or(email)
                                help wrong=wrong(&errors, "email") autocomplete="email"/>
                        </div>
                        <div class="actions"><button class="btn">{t().account_email_save()}</button></div>
                    </form>
                </section>
            }
        })}
        {local.then(|| {
            let field = |field: &'static str, label: String, help: String, autocomplete: &'static str| view! {
                <TextField field name=field label value="" help wrong=wrong(&errors, field) typing=Typing::Password
                    autocomplete required=true/>
            };
            view! {
                <section class="card" aria-labelledby="password">
                    <h2 id="password">{t().account_password()}</h2>
                    <form method="post" action=PATH>
                        <input type="hidden" name="action" value="password"/>
                        <div class="fields">
                            {field("old", t().account_old(), String::new(), "current-password")}
                            {field("new", t().account_new(), t().account_new_help("12"), "new-password")}
                            {field("again", t().account_again(), String::new(), "new-password")}
                        </div>
                        <div class="actions"><button class="btn primary">{t().account_change()}</button></div>
                    </form>
                </section>
            }
        })}
    }
    .into_any()
}

/// `POST /access/account` with `action`: `email` with an address, or `password` with `old`, `new` and `again`.
pub(crate) async fn change(
    State(options): State<LeptosOptions>,
    Extension(people): Extension<People>,
    request: Request<Body>,
) -> Response {
    let (parts, fields) = match Fields::read(request).await {
        Ok(read) => read,
        Err((parts, error)) => return error_page(options, parts, error).await,
    };
    let email = fields.one("email");
    let (typed, to, changed) = match fields.one("action").as_str() {
        "email" => (Some(email.clone()), PATH.to_owned(), portal::people::set_email(&people, &email).await),
        "password" => {
            let (old, new) = (fields.one("old"), fields.one("new"));
            let changed = if new == fields.one("again") {
                people.0.set_password(&old, &new).await
            } else {
                Err(Error::invalid(vec![FieldError::new("again", t().account_again_wrong())]))
            };
            (None, link(PATH, &[("changed", "password")]), changed)
        }
        _ => (None, PATH.to_owned(), Err(Error::new(ErrorKind::Invalid, t().problem_no_action()))),
    };
    match changed {
        Ok(()) => Redirect::to(&to).into_response(),
        Err(error) if !error.fields.is_empty() => {
            let refusal = Refusal { email: typed, errors: error.fields };
            let mut page = render_page(options, parts, move || provide_context(refusal.clone())).await;
            *page.status_mut() = http::StatusCode::UNPROCESSABLE_ENTITY;
            page
        }
        Err(error) => error_page(options, parts, error).await,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rendered::{assert_has, html};

    fn account() -> Account {
        Account {
            name: "<b>dev</b>".to_owned(),
            email: "dev@corp.example".to_owned(),
            by_mail: true,
            ..Account::default()
        }
    }

    #[test]
    fn who_has_a_password_changes_it_here() {
        let html = html(|| view! { <AccountView account=account() refusal=None changed=false/> });
        assert_has(&html, &["&lt;b&gt;dev", "value=\"dev@corp.example\"", "Current password", ">Change password<"]);
    }

    #[test]
    fn who_comes_from_elsewhere_changes_nothing_here() {
        let account = Account { provider: Some("Corp".to_owned()), ..account() };
        let html = html(|| view! { <AccountView account refusal=None changed=false/> });
        assert_has(&html, &["Corp says this address", "dev@corp.example"]);
        assert!(!html.contains("<form"), "{html}");
    }

    #[test]
    fn a_first_password_is_changed_before_anything_else() {
        let account = Account { must_change: true, ..account() };
        let errors = vec![FieldError::new("new", "Too short.")];
        let refusal = Some(Refusal { email: None, errors });
        let html = html(|| view! { <AccountView account refusal changed=false/> });
        assert_has(&html, &["Choose your own to go on", "Too short.", "href=\"#f-new\""]);
        assert!(!html.contains("Save address") && !html.contains("/access/sessions"), "{html}");
    }
}
