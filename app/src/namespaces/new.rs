//! A new namespace with its members, quota and classes, by one form.

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
    view::{MemberForm, NamespaceForm, OfferedClass, Unfinished},
};
use texts::t;

use super::{NEW, actions::quota, classes::ClassFields, members::MemberFields, namespace_path, quota::QuotaFields};
use crate::{
    components::{
        field::{TextField, Wrong},
        page_head::{Crumb, PageHead},
    },
    problem::{Refused, error_page, render_page},
    request::loaded,
    routes::Fields,
};

/// What was sent, and why it is shown again; no reason when only a member was added to the form.
#[derive(Clone)]
struct Sent {
    form: NamespaceForm,
    unfinished: Option<Unfinished>,
}

/// `/admin/new-namespace`
#[component]
pub(crate) fn NewPage() -> impl IntoView {
    let sent = use_context::<Sent>();
    loaded(
        |user| async move { portal::admin::namespaces::new_form(&user).await },
        move |(form, classes)| view! { <NewView form classes sent/> },
    )
}

#[component]
fn NewView(form: NamespaceForm, mut classes: Vec<OfferedClass>, sent: Option<Sent>) -> impl IntoView {
    let (form, unfinished) = match sent {
        Some(sent) => (sent.form, sent.unfinished),
        None => (form, None),
    };
    for class in &mut classes {
        class.offered = form.classes.contains(&class.name);
    }
    let errors = unfinished.as_ref().map(|it| it.error.fields.clone()).unwrap_or_default();
    let made = unfinished.as_ref().map(|it| it.made.clone()).unwrap_or_default();
    let missing = unfinished.as_ref().map(|it| it.missing.clone()).unwrap_or_default();
    // Once the namespace itself is there, sending the form again makes the rest.
    let resume = form.resume || !made.is_empty();
    let name_wrong = Wrong(errors.iter().find(|error| error.field == "name").map(|error| error.message.clone()));
    let members = form
        .members
        .into_iter()
        .enumerate()
        .map(|(index, member)| {
            let (prefix, errors) = (format!("members.{index}."), errors.clone());
            view! { <div class="fields"><MemberFields form=member prefix errors/></div> }
        })
        .collect_view();
    let listed = |items: Vec<String>| items.into_iter().map(|text| view! { <li>{text}</li> }).collect_view();
    let crumbs = vec![Crumb::new(t().nav_fleet(), "/admin"), Crumb::new(t().namespaces_title(), "/admin/namespaces")];
    view! {
        <PageHead title=t().namespaces_create() crumbs below=t().namespaces_new_lead().into_any()/>
        {unfinished.map(|unfinished| view! { <Refused error=unfinished.error/> })}
        {(!made.is_empty()).then(|| view! {
            <section class="card warn" aria-labelledby="unfinished">
                <h2 id="unfinished">{t().namespaces_unfinished()}</h2>
                <h3>{t().namespaces_made_list()}</h3>
                <ul>{listed(made)}</ul>
                <h3>{t().namespaces_not_made()}</h3>
                <ul>{listed(missing)}</ul>
                <p>{t().namespaces_send_again()}</p>
            </section>
        })}
        <form method="post" action=NEW class="card" aria-label=t().namespaces_new()>
            <button class="default-button" name="action" value="create" tabindex="-1" aria-hidden="true">{t().namespaces_create()}</button>
            {resume.then(|| view! { <input type="hidden" name="resume" value="1"/> })}
            <div class="fields">
                <TextField field="name" name="name" label=t().word_name() value=form.name wrong=name_wrong autofocus=true
                    help=t().namespaces_name_help()/>
            </div>
            <fieldset>
                <legend>{t().namespaces_members()}</legend>
                {members}
                <div class="add-pool">
                    <button class="btn small" name="action" value="add-member">{t().namespaces_add_another()}</button>
                    {t().namespaces_row_without_name()}
                </div>
            </fieldset>
            <fieldset>
                <legend>{t().namespaces_quota()}</legend>
                <QuotaFields form=form.quota prefix="quota." errors=errors.clone()/>
            </fieldset>
            <fieldset>
                <legend>{t().namespaces_classes()}</legend>
                <ClassFields classes errors/>
            </fieldset>
            <div class="actions">
                <button class="btn primary" name="action" value="create">{t().namespaces_create()}</button>
                <a class="btn" href="/admin/namespaces">{t().word_cancel()}</a>
            </div>
        </form>
    }
    .into_any()
}

/// `POST /admin/new-namespace`
pub(crate) async fn create(
    State(options): State<LeptosOptions>,
    Extension(user): Extension<SignedIn>,
    request: Request<Body>,
) -> Response {
    let (parts, fields) = match Fields::read(request).await {
        Ok(read) => read,
        Err((parts, error)) => return error_page(options, parts, error).await,
    };
    let mut form = form(&fields);
    let mut unfinished = None;
    if fields.one("action") == "add-member" {
        form.members.push(MemberForm::default());
    } else {
        match portal::admin::namespaces::create(&user, &form).await {
            Ok(()) => return Redirect::to(&namespace_path(form.name.trim())).into_response(),
            Err(why) => unfinished = Some(why),
        }
    }
    let sent = Sent { form, unfinished };
    render_page(options, parts, move || provide_context(sent.clone())).await
}

fn form(fields: &Fields) -> NamespaceForm {
    let (mut kinds, mut roles) = (fields.all("kind"), fields.all("role"));
    let next = |values: &mut dyn Iterator<Item = &str>| values.next().unwrap_or_default().to_owned();
    NamespaceForm {
        name: fields.one("name"),
        members: fields
            .all("member")
            .map(|name| MemberForm { name: name.to_owned(), kind: next(&mut kinds), role: next(&mut roles) })
            .collect(),
        quota: quota(fields),
        classes: fields.all("class").map(str::to_owned).collect(),
        resume: !fields.one("resume").is_empty(),
    }
}

#[cfg(test)]
mod tests {
    use portal::{Error, view::ErrorKind};

    use super::*;
    use crate::{
        namespaces::sample,
        rendered::{assert_has, html},
    };

    #[test]
    fn what_is_made_and_what_is_not_is_told_and_can_be_resumed() {
        let fields = [
            ("name", "team-c"),
            ("kind", "User"),
            ("member", "dev"),
            ("role", "edit"),
            ("kind", "Group"),
            ("member", "ops"),
            ("role", "owner"),
            ("cpu", "8"),
            ("class", "small"),
        ];
        let form = form(&Fields::of(&fields));
        assert_eq!((form.members.len(), form.members[1].role.as_str(), form.resume), (2, "owner", false));
        let unfinished = Unfinished {
            error: Error::new(ErrorKind::Unavailable, "The API does not answer."),
            made: vec!["The namespace team-c".to_owned()],
            missing: vec!["Its quota".to_owned()],
        };
        let sent = Some(Sent { form, unfinished: Some(unfinished) });
        let html = html(|| view! { <NewView form=NamespaceForm::default() classes=sample::page().classes sent/> });
        assert_has(
            &html,
            &[
                "<li>The namespace team-c</li>",
                "<li>Its quota</li>",
                r#"name="resume" value="1""#,
                r#"value="team-c""#,
                r#"value="small" checked"#,
                r#"value="ops""#,
            ],
        );
    }
}
