//! Changing an existing object as YAML: what others changed meanwhile is told, the API is asked before anything is
//! applied, and nothing typed is lost.

use axum::{
    Extension,
    body::Body,
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use http::Request;
use leptos::prelude::*;
use portal::{
    SignedIn,
    view::{EditPage, Editable, FieldChange, TypedYaml},
};
use texts::t;

use crate::{
    components::{
        page_head::{Crumb, PageHead},
        query::{cluster_path, link, vm_path},
        wrong::Summary,
        yaml_field::YamlField,
    },
    problem::{error_page, render_page},
    request::{loaded, param, set_status},
    routes::Fields,
};

/// What was sent, for the page that is shown again: to be asked about, or already answered.
#[derive(Clone)]
enum Sent {
    Typed(TypedYaml),
    Answered(EditPage),
}

/// `/clusters/{namespace}/{name}/edit`
#[component]
pub(crate) fn EditClusterPage() -> impl IntoView {
    page(Editable::Cluster)
}

/// `/vms/{namespace}/{name}/edit`
#[component]
pub(crate) fn EditMachinePage() -> impl IntoView {
    page(Editable::Machine)
}

fn page(what: Editable) -> impl IntoView {
    let (namespace, name) = (param("namespace"), param("name"));
    let sent = use_context::<Sent>();
    let asked = sent.is_some();
    loaded(
        move |user| async move {
            match sent {
                Some(Sent::Answered(page)) => Ok(page),
                Some(Sent::Typed(typed)) => portal::editing::open(&user, what, &namespace, &name, Some(&typed)).await,
                None => portal::editing::open(&user, what, &namespace, &name, None).await,
            }
        },
        move |page| view! { <Edit page what asked/> },
    )
}

/// The page of the object.
fn object_path(what: Editable, namespace: &str, name: &str) -> String {
    match what {
        Editable::Cluster => cluster_path(namespace, name),
        Editable::Machine => vm_path(namespace, name),
    }
}

#[component]
fn Edit(
    page: EditPage,
    what: Editable,
    /// It was sent, so that what is wrong or in the way is told.
    asked: bool,
) -> impl IntoView {
    let EditPage { namespace, name, yaml, base, errors, meanwhile, changes, accepted } = page;
    let path = object_path(what, &namespace, &name);
    let (kind, list, list_path) = match what {
        Editable::Cluster => ("GuestCluster", t().nav_clusters(), "/clusters"),
        Editable::Machine => ("VirtualMachine", t().nav_machines(), "/vms"),
    };
    let crumbs = vec![Crumb::new(list, list_path), Crumb::new(name.clone(), path.clone())];
    if !meanwhile.is_empty() {
        set_status(http::StatusCode::CONFLICT);
    } else if !errors.is_empty() {
        set_status(http::StatusCode::UNPROCESSABLE_ENTITY);
    }
    let is_conflict = !meanwhile.is_empty();
    let wrong = !errors.is_empty();
    view! {
        <PageHead title=t().object_edit(&name) crumbs/>
        {is_conflict.then(|| view! {
            <div class="refused" role="alert">
                <p><b>{t().object_changed_meanwhile()}</b> " · " {t().object_nothing_applied()}</p>
                <Changes changes=meanwhile/>
                <p>{t().object_take_over()}</p>
            </div>
        })}
        {wrong.then(|| view! { <Summary errors=errors.clone()/> })}
        <div class="grid request as-yaml">
            <form method="post" action=format!("{path}/edit") class="card" novalidate>
                <input type="hidden" name="base" value=base/>
                <YamlField kind yaml errors/>
                <div class="actions">
                    <button class="btn primary" name="action" value="apply">
                        {if is_conflict { t().object_apply_over() } else { t().object_apply() }}
                    </button>
                    <button class="btn" name="action" value="check">{t().object_check()}</button>
                    <a class="btn quiet" href=link(&path, &[("tab", "yaml")])>{t().word_cancel()}</a>
                </div>
            </form>
            {(asked && !wrong).then(|| view! {
                <section class="card" aria-labelledby="changes">
                    <h2 id="changes">{t().object_would_change()}</h2>
                    {if changes.is_empty() {
                        view! { <p class="sub">{t().object_would_change_nothing()}</p> }.into_any()
                    } else {
                        view! { <Changes changes/> }.into_any()
                    }}
                    {accepted.then(|| view! { <p class="sub">{t().object_accepted()}</p> })}
                </section>
            })}
        </div>
    }
    .into_any()
}

/// Fields with what they were and what they are.
#[component]
fn Changes(changes: Vec<FieldChange>) -> impl IntoView {
    let value = |value: Option<String>| match value {
        Some(text) => view! { <code>{text}</code> }.into_any(),
        None => view! { <span class="sub">{t().object_not_there()}</span> }.into_any(),
    };
    view! {
        <ul class="plain changes">
            {changes
                .into_iter()
                .map(|change| view! {
                    <li><b>{change.path}</b> ": " {value(change.before)} " → " {value(change.after)}</li>
                })
                .collect_view()}
        </ul>
    }
    .into_any()
}

/// `POST /clusters/{namespace}/{name}/edit`
pub(crate) async fn cluster(
    state: State<LeptosOptions>,
    user: Extension<SignedIn>,
    place: Path<(String, String)>,
    request: Request<Body>,
) -> Response {
    submit(Editable::Cluster, state, user, place, request).await
}

/// `POST /vms/{namespace}/{name}/edit`
pub(crate) async fn machine(
    state: State<LeptosOptions>,
    user: Extension<SignedIn>,
    place: Path<(String, String)>,
    request: Request<Body>,
) -> Response {
    submit(Editable::Machine, state, user, place, request).await
}

/// Takes `yaml`, `base` and `action`: `apply`, or anything else to only check.
async fn submit(
    what: Editable,
    State(options): State<LeptosOptions>,
    Extension(user): Extension<SignedIn>,
    Path((namespace, name)): Path<(String, String)>,
    request: Request<Body>,
) -> Response {
    let (parts, fields) = match Fields::read(request).await {
        Ok(read) => read,
        Err((parts, error)) => return error_page(options, parts, error).await,
    };
    // Browsers send every line break as two characters.
    let text = |name: &str| fields.one(name).replace("\r\n", "\n");
    let typed = TypedYaml { yaml: text("yaml"), base: text("base") };
    let sent = if fields.one("action") == "apply" {
        match portal::editing::apply(&user, what, &namespace, &name, &typed).await {
            Ok(None) => {
                let page = link(&object_path(what, &namespace, &name), &[("tab", "yaml")]);
                return Redirect::to(&page).into_response();
            }
            Ok(Some(page)) => Sent::Answered(page),
            Err(error) => return error_page(options, parts, error).await,
        }
    } else {
        Sent::Typed(typed)
    };
    render_page(options, parts, move || provide_context(sent.clone())).await
}

#[cfg(test)]
mod tests {
    use portal::view::FieldError;

    use super::*;
    use crate::rendered::{assert_has, html};

    fn page() -> EditPage {
        EditPage {
            namespace: "team-a".to_owned(),
            name: "web".to_owned(),
            yaml: "kind: VirtualMachine\n".to_owned(),
            base: "kind: VirtualMachine\n".to_owned(),
            errors: Vec::new(),
            meanwhile: Vec::new(),
            changes: vec![FieldChange {
                path: "spec.className".to_owned(),
                before: Some("\"small\"".to_owned()),
                after: None,
            }],
            accepted: true,
        }
    }

    #[test]
    fn a_check_says_what_would_change() {
        let html = html(|| view! { <Edit page=page() what=Editable::Machine asked=true/> });
        assert_has(
            &html,
            &[
                "What applying it changes",
                "spec.className",
                "not there",
                "would take it",
                r#"action="/vms/team-a/web/edit""#,
            ],
        );
    }

    #[test]
    fn a_conflict_says_what_others_changed_and_keeps_the_text() {
        let mut page = page();
        page.yaml = "# mine\nkind: VirtualMachine\n".to_owned();
        page.meanwhile = std::mem::take(&mut page.changes);
        let html = html(|| view! { <Edit page what=Editable::Cluster asked=true/> });
        assert_has(&html, &["Somebody changed it meanwhile", "\n# mine\n", "Apply over their changes"]);
    }

    #[test]
    fn errors_stand_at_their_line() {
        let mut page = page();
        page.errors =
            vec![FieldError { field: "yaml".to_owned(), message: "No.".to_owned(), line: Some(1), column: Some(7) }];
        let html = html(|| view! { <Edit page what=Editable::Cluster asked=true/> });
        assert_has(&html, &["Line 1, column 7: No.", "      ^"]);
        assert!(!html.contains("What applying it changes"));
    }
}
