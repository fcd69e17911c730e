//! The form of a machine class.

use axum::{
    Extension,
    body::Body,
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use http::Request;
use leptos::prelude::*;
use portal::{Error, SignedIn, view::ClassForm};
use texts::t;

use crate::{
    components::field::{TextField, Typing, Wrong},
    problem::{Refused, error_page, render_page},
    routes::Fields,
};

/// Where the list is.
const PATH: &str = "/admin/catalog/classes";
/// What takes the form.
const SAVE: &str = "/admin/catalog/classes/save";

/// What the form shows, and why it was refused.
#[derive(Clone)]
pub(super) struct Sent {
    pub(super) form: ClassForm,
    pub(super) new: bool,
    pub(super) error: Option<Error>,
}

impl Sent {
    /// A new class, for every namespace of people.
    pub(super) fn fresh(namespaces: &[String]) -> Sent {
        let for_people = namespaces.iter().filter(|name| !name.starts_with("kube-") && *name != "atoll-system");
        let form = ClassForm {
            cpus: "4".to_owned(),
            memory: "16 GiB".to_owned(),
            namespaces: for_people.cloned().collect(),
            ..ClassForm::default()
        };
        Sent { form, new: true, error: None }
    }
}

/// The form. A class that is there keeps its name.
#[component]
pub(super) fn ClassFields(sent: Sent, namespaces: Vec<String>) -> impl IntoView {
    let Sent { form, new, error } = sent;
    let errors = error.as_ref().map(|error| error.fields.clone()).unwrap_or_default();
    let wrong =
        |field: &str| Wrong(errors.iter().find(|error| error.field == field).map(|error| error.message.clone()));
    let of_namespaces = wrong("namespaces").0;
    let title = if new { t().catalog_new_class() } else { t().catalog_change_one(&form.name) };
    let boxes = namespaces
        .into_iter()
        .map(|name| {
            let checked = form.namespaces.contains(&name);
            view! {
                <label class="check"><input type="checkbox" name="namespace" value=name.clone() checked=checked/> <span>{name}</span></label>
            }
        })
        .collect_view();
    view! {
        {error.map(|error| view! { <Refused error/> })}
        <form method="post" action=SAVE class="card" aria-label=title.clone()>
            <h2>{title.clone()}</h2>
            {new.then(|| view! { <input type="hidden" name="new" value="1"/> })}
            <div class="fields">
                {if new {
                    view! { <TextField field="name" name="name" label=t().word_name() value=form.name.clone() wrong=wrong("name") autofocus=true/> }.into_any()
                } else {
                    view! { <input type="hidden" name="name" value=form.name.clone()/> }.into_any()
                }}
                <TextField field="cpus" name="cpus" label=t().catalog_cpu() value=form.cpus.clone() typing=Typing::Number wrong=wrong("cpus")/>
                <TextField field="memory" name="memory" label=t().word_memory() value=form.memory.clone() wrong=wrong("memory") help=t().catalog_memory_help()/>
                <TextField field="description" name="description" label=t().catalog_description() value=form.description.clone() wrong=wrong("description")/>
            </div>
            <fieldset>
                <legend>{t().catalog_choosing()}</legend>
                {of_namespaces.map(|text| view! { <p class="field-wrong" role="alert">{text}</p> })}
                <div class="checks">{boxes}</div>
            </fieldset>
            <p class="sub">{t().catalog_running()}</p>
            <div class="actions">
                <button class="btn primary">{if new { t().catalog_create_class() } else { t().catalog_change_class() }}</button>
                <a class="btn" href=PATH>{t().word_cancel()}</a>
            </div>
        </form>
    }
    .into_any()
}

/// `GET` of what only takes the form: back to the list.
pub(crate) async fn back_to_classes() -> Redirect {
    Redirect::to(PATH)
}

/// `POST /admin/catalog/classes/save`
pub(crate) async fn save(
    State(options): State<LeptosOptions>,
    Extension(user): Extension<SignedIn>,
    request: Request<Body>,
) -> Response {
    let (mut parts, fields) = match Fields::read(request).await {
        Ok(read) => read,
        Err((parts, error)) => return error_page(options, parts, error).await,
    };
    let form = ClassForm {
        name: fields.one("name"),
        cpus: fields.one("cpus"),
        memory: fields.one("memory"),
        description: fields.one("description"),
        namespaces: fields.all("namespace").map(str::to_owned).collect(),
    };
    let new = !fields.one("new").is_empty();
    match portal::admin::catalog::save_class(&user, &form, new).await {
        Ok(()) => Redirect::to(PATH).into_response(),
        Err(error) => {
            let sent = Sent { form, new, error: Some(error) };
            parts.uri = http::Uri::from_static(PATH);
            render_page(options, parts, move || provide_context(sent.clone())).await
        }
    }
}
