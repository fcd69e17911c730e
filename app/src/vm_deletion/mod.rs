//! Deleting a virtual machine: what goes and what stays is named first, and the machine's name is typed to confirm.

use axum::{
    Extension,
    body::Body,
    extract::{Path, State as AxumState},
    response::{IntoResponse, Redirect, Response},
};
use http::Request;
use leptos::prelude::*;
use portal::{Error, SignedIn, view::MachineDeletion};
use texts::t;

use crate::{
    components::{
        amount::amount,
        field::{TextField, Wrong},
        page_head::{Crumb, PageHead},
        query::vm_path,
        state::StateChip,
    },
    problem::{Refused, error_page, render_page},
    request::{loaded, param},
    routes::Fields,
};

/// The form was refused: what was typed, and why.
#[derive(Clone)]
struct Refusal {
    typed: String,
    error: Error,
}

/// `/vms/{namespace}/{name}/delete`
#[component]
pub(crate) fn MachineDeletionPage() -> impl IntoView {
    let (namespace, name) = (param("namespace"), param("name"));
    let refusal = use_context::<Refusal>();
    loaded(
        move |user| async move { portal::machines::deletion_preview(&user, &namespace, &name).await },
        move |preview| view! { <Deletion preview refusal/> },
    )
}

#[component]
fn Deletion(preview: MachineDeletion, refusal: Option<Refusal>) -> impl IntoView {
    let MachineDeletion { machine, going, staying, freed, blockers } = preview;
    let path = vm_path(&machine.namespace, &machine.name);
    let crumbs = vec![Crumb::new(t().nav_machines(), "/vms"), Crumb::new(machine.name.clone(), path.clone())];
    let beside = view! { <StateChip state=machine.state/> }.into_any();
    let below = t().vm_deletion_lead().into_any();
    let action = format!("{path}/delete");
    let (typed, wrong) = match &refusal {
        Some(refusal) => {
            let wrong = refusal.error.fields.iter().find(|wrong| wrong.field == "confirm");
            (refusal.typed.clone(), Wrong(wrong.map(|wrong| wrong.message.clone())))
        }
        None => Default::default(),
    };
    view! {
        <PageHead title=t().deletion_title(&machine.name) crumbs beside below/>
        {refusal.map(|refusal| view! { <Refused error=refusal.error/> })}
        <div class="grid wide-narrow top">
            <section class="card" aria-labelledby="going">
                <h2 id="going">{t().deletion_going()}</h2>
                <Objects objects=going/>
                {(!staying.is_empty()).then(|| view! {
                    <h3>{t().vm_deletion_staying()}</h3>
                    <Objects objects=staying/>
                })}
            </section>
            <div class="stack">
                {(!blockers.is_empty()).then(|| view! {
                    <section class="card warn" aria-labelledby="blockers">
                        <h2 id="blockers">{t().deletion_blockers()}</h2>
                        <ul class="plain">{blockers.into_iter().map(|text| view! { <li>{text}</li> }).collect_view()}</ul>
                    </section>
                })}
                <section class="card" aria-labelledby="freed">
                    <h2 id="freed">{t().deletion_freed()}</h2>
                    <dl class="facts">
                        {freed
                            .into_iter()
                            .map(|gauge| view! { <dt>{gauge.resource}</dt><dd class="num">{amount(gauge.unit, gauge.used)}</dd> })
                            .collect_view()}
                    </dl>
                </section>
                <section class="card danger-zone" aria-labelledby="confirm">
                    <h2 id="confirm">{t().vm_deletion_delete()}</h2>
                    <form method="post" action=action class="stack">
                        <TextField field="confirm" name="confirm" label=t().deletion_confirm(&machine.name)
                            value=typed wrong/>
                        <div class="actions">
                            <button class="btn primary-danger">{t().vm_delete()}</button>
                            <a class="btn quiet" href=path>{t().deletion_keep()}</a>
                        </div>
                    </form>
                </section>
            </div>
        </div>
    }
    .into_any()
}

#[component]
fn Objects(objects: Vec<(String, String)>) -> impl IntoView {
    view! {
        <ul class="plain">
            {objects
                .into_iter()
                .map(|(kind, name)| view! { <li><span class="kind">{kind}</span> " " {name}</li> })
                .collect_view()}
        </ul>
    }
    .into_any()
}

/// `POST /vms/{namespace}/{name}/delete` with `confirm`, the name as typed.
pub(crate) async fn delete(
    AxumState(options): AxumState<LeptosOptions>,
    Extension(user): Extension<SignedIn>,
    Path((namespace, name)): Path<(String, String)>,
    request: Request<Body>,
) -> Response {
    let (parts, fields) = match Fields::read(request).await {
        Ok(read) => read,
        Err((parts, error)) => return error_page(options, parts, error).await,
    };
    let typed = fields.one("confirm");
    match portal::machines::delete(&user, &namespace, &name, &typed).await {
        Ok(()) => Redirect::to("/vms").into_response(),
        Err(error) => {
            let refusal = Refusal { typed, error };
            render_page(options, parts, move || provide_context(refusal.clone())).await
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rendered::{assert_has, html};
    use crate::vm::sample::machine_row;

    #[test]
    fn a_refused_deletion_names_what_goes_and_keeps_what_was_typed() {
        let preview = MachineDeletion {
            machine: machine_row(),
            going: vec![("VirtualMachine".to_owned(), "web".to_owned())],
            staying: vec![("PersistentVolumeClaim".to_owned(), "kept".to_owned())],
            freed: Vec::new(),
            blockers: vec!["It is locked.".to_owned()],
        };
        let error = Error::invalid(vec![portal::view::FieldError::new("confirm", "Type web.")]);
        let refusal = Some(Refusal { typed: "wbe".to_owned(), error });
        let html = html(|| view! { <Deletion preview refusal/> });
        assert_has(
            &html,
            &[
                "What stays",
                "kept",
                "It is locked.",
                ">Type web to confirm</label>",
                r#"value="wbe""#,
                ">Delete machine</button>",
            ],
        );
    }
}
