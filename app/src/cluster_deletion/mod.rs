//! Deleting a cluster: everything that goes is named first, and the cluster's name is typed to confirm.

use axum::{
    Extension,
    body::Body,
    extract::{Path, State as AxumState},
    response::{IntoResponse, Redirect, Response},
};
use http::Request;
use leptos::prelude::*;
use portal::{
    Error, SignedIn,
    view::{DeletionPreview, Going},
};
use texts::t;

use crate::{
    cluster::Lock,
    components::{
        amount::{amount, grouped},
        field::{TextField, Wrong},
        page_head::{Crumb, PageHead},
        query::cluster_path,
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

/// `/clusters/{namespace}/{name}/delete`
#[component]
pub(crate) fn DeletionPage() -> impl IntoView {
    let (namespace, name) = (param("namespace"), param("name"));
    let refusal = use_context::<Refusal>();
    loaded(
        move |user| async move { portal::clusters::deletion_preview(&user, &namespace, &name).await },
        move |preview| view! { <Deletion preview refusal/> },
    )
}

#[component]
fn Deletion(preview: DeletionPreview, refusal: Option<Refusal>) -> impl IntoView {
    let DeletionPreview { cluster, going, freed, kubeconfigs, locked, blockers } = preview;
    let path = cluster_path(&cluster.namespace, &cluster.name);
    let crumbs = vec![Crumb::new(t().nav_clusters(), "/clusters"), Crumb::new(cluster.name.clone(), path.clone())];
    let beside = view! { <StateChip state=cluster.state/> }.into_any();
    let action = format!("{path}/delete");
    let objects: usize = going.iter().map(|going| going.names.len()).sum();
    let below = t().cluster_deletion_lead(objects, grouped(objects as u64)).into_any();
    let (typed, wrong) = match &refusal {
        Some(refusal) => (
            refusal.typed.clone(),
            Wrong(
                refusal.error.fields.iter().find(|wrong| wrong.field == "confirm").map(|wrong| wrong.message.clone()),
            ),
        ),
        None => Default::default(),
    };
    view! {
        <PageHead title=t().deletion_title(&cluster.name) crumbs beside below/>
        {refusal.map(|refusal| view! { <Refused error=refusal.error/> })}
        <div class="grid wide-narrow top">
            <section class="card" aria-labelledby="going">
                <h2 id="going">{t().deletion_going()}</h2>
                <ul class="going">{going.into_iter().map(going_row).collect_view()}</ul>
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
                            .map(|gauge| view! {
                                <dt>{gauge.resource}</dt>
                                <dd class="num-left">{amount(gauge.unit, gauge.used)}</dd>
                            })
                            .collect_view()}
                    </dl>
                    {(kubeconfigs > 0).then(|| view! {
                        <p class="sub">{t().cluster_deletion_kubeconfigs(kubeconfigs, grouped(kubeconfigs.into()))}</p>
                    })}
                </section>
                {if locked {
                    view! {
                        <section class="card danger-zone" aria-label=t().cluster_deletion_is_locked()>
                            <p>{t().cluster_deletion_locked(&cluster.name)}</p>
                            <div class="actions">
                                <Lock path=path.clone() locked/>
                                <a class="btn" href=path>{t().deletion_keep()}</a>
                            </div>
                        </section>
                    }
                    .into_any()
                } else {
                    view! {
                <section class="card danger-zone" aria-label=t().cluster_deletion_confirmation()>
                    <form method="post" action=action class="stack">
                        <TextField field="confirm" name="confirm" label=t().deletion_confirm(&cluster.name)
                            value=typed wrong required=true/>
                        <div class="actions">
                            <button class="btn primary-danger">{t().cluster_delete()}</button>
                            <a class="btn" href=path>{t().deletion_keep()}</a>
                        </div>
                    </form>
                </section>
                    }
                    .into_any()
                }}
            </div>
        </div>
    }
    .into_any()
}

fn going_row(going: Going) -> impl IntoView {
    let number = going.names.len() as u64;
    view! {
        <li>
            <details open=number <= 12>
                <summary><span class="kind">{going.kind}</span> " " <b class="num">{number}</b></summary>
                <ul>{going.names.into_iter().map(|name| view! { <li>{name}</li> }).collect_view()}</ul>
            </details>
        </li>
    }
    .into_any()
}

/// `POST /clusters/{namespace}/{name}/delete` with `confirm`, the name as typed.
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
    match portal::clusters::delete(&user, &namespace, &name, &typed).await {
        Ok(()) => Redirect::to(&cluster_path(&namespace, &name)).into_response(),
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
    use crate::sample::deletion;

    #[test]
    fn a_refused_deletion_names_what_goes_and_keeps_what_was_typed() {
        let error = Error::invalid(vec![portal::view::FieldError::new("confirm", "Type payments.")]);
        let refusal = Some(Refusal { typed: "paymnts".to_owned(), error });
        let html = html(|| view! { <Deletion preview=deletion() refusal/> });
        assert_has(
            &html,
            &[
                "payments-kubeconfig",
                "9 objects go with it",
                "2 issued kubeconfigs stop",
                ">Type payments to confirm</label>",
                r#"value="paymnts""#,
                ">Delete cluster</button>",
            ],
        );
    }
}
