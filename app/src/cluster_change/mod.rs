//! Scaling and upgrading a cluster: what would come of it first, then the change.

use axum::{
    Extension,
    body::Body,
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use http::Request;
use leptos::prelude::*;
use portal::{
    Error, SignedIn,
    view::{ChangePreview, ClusterChange, ErrorKind, FieldError},
};
use texts::t;

use crate::{
    components::{
        field::{SelectField, TextField, Typing, Wrong},
        page_head::{Crumb, PageHead},
        query::cluster_path,
        state::StateChip,
    },
    plan::{ChangesCard, PlanCard, RestartsCard},
    problem::{Refused, error_page, render_page},
    request::{loaded, param, query},
    routes::Fields,
};

/// The form was refused: what was typed, and why.
#[derive(Clone)]
struct Refusal {
    change: ClusterChange,
    error: Error,
}

/// `/clusters/{namespace}/{name}/scale?pool=…&nodes=…`
#[component]
pub(crate) fn ScalePage() -> impl IntoView {
    let asked =
        ClusterChange::Scale { pool: query("pool").unwrap_or_default(), nodes: query("nodes").unwrap_or_default() };
    page(asked)
}

/// `/clusters/{namespace}/{name}/upgrade?version=…`
#[component]
pub(crate) fn UpgradePage() -> impl IntoView {
    page(ClusterChange::Upgrade { version: query("version").unwrap_or_default() })
}

fn page(asked: ClusterChange) -> impl IntoView {
    let (namespace, name) = (param("namespace"), param("name"));
    let refusal = use_context::<Refusal>();
    let change = refusal.as_ref().map_or(asked, |refusal| refusal.change.clone());
    loaded(
        move |user| async move { portal::clusters::preview_change(&user, &namespace, &name, &change).await },
        move |preview| view! { <ChangeView preview refused=refusal.map(|refusal| refusal.error)/> },
    )
}

#[component]
fn ChangeView(preview: ChangePreview, refused: Option<Error>) -> impl IntoView {
    let ChangePreview { row, change, versions, mut errors, plan } = preview;
    if let Some(error) = &refused {
        errors.extend(error.fields.iter().filter(|field| !errors.contains(field)).cloned().collect::<Vec<_>>());
    }
    let path = cluster_path(&row.namespace, &row.name);
    let crumbs = vec![Crumb::new(t().nav_clusters(), "/clusters"), Crumb::new(row.name.clone(), path.clone())];
    let (title, action) = match &change {
        ClusterChange::Scale { .. } => (t().cluster_change_scale(&row.name), "scale"),
        ClusterChange::Upgrade { .. } => (t().cluster_change_upgrade(&row.name), "upgrade"),
    };
    let below = t().cluster_change_lead(&row.version).into_any();
    let beside = view! { <StateChip state=row.state/> }.into_any();
    let target = format!("{path}/{action}");
    let nothing = matches!(&change, ClusterChange::Upgrade { .. }) && versions.is_empty();
    let aside = plan.map(|plan| {
        let (restarts, changes) = (plan.restarts.clone(), plan.changes.clone());
        view! {
            <div class="stack">
                <RestartsCard restarts/>
                <PlanCard plan namespace=row.namespace.clone() cluster=row.name.clone()/>
            </div>
            <ChangesCard changes/>
        }
    });
    view! {
        <PageHead title crumbs beside below/>
        {refused.filter(|error| error.kind != ErrorKind::Invalid).map(|error| view! { <Refused error/> })}
        {if nothing {
            view! {
                <section class="empty">
                    <h2>{t().cluster_change_newest()}</h2>
                    <p>{t().cluster_change_newest_more()}</p>
                    <a class="btn" href=path>{t().cluster_change_back()}</a>
                </section>
            }
            .into_any()
        } else {
            view! {
                <form method="post" action=target class="card change" novalidate>
                    <ChangeFields change versions errors/>
                    <div class="actions">
                        <button class="btn primary">{if action == "scale" { t().cluster_scale() } else { t().cluster_upgrade() }}</button>
                        <button class="btn" formmethod="get">{t().cluster_change_update_plan()}</button>
                        <a class="btn quiet" href=path>{t().word_cancel()}</a>
                    </div>
                </form>
                <div class="grid halves top">{aside}</div>
            }
            .into_any()
        }}
    }
    .into_any()
}

#[component]
fn ChangeFields(change: ClusterChange, versions: Vec<String>, errors: Vec<FieldError>) -> impl IntoView {
    let wrong = |field: &str| {
        let found = errors.iter().find(|error| error.field == field);
        Wrong(found.map(|error| error.message.clone()))
    };
    match change {
        ClusterChange::Scale { pool, nodes } => view! {
            <input type="hidden" name="pool" value=pool.clone()/>
            <div class="fields">
                <TextField field="nodes" name="nodes" label=t().word_worker_nodes() value=nodes typing=Typing::Number
                    wrong=wrong("nodes") help=t().cluster_change_of_pool(&pool)/>
            </div>
        }
        .into_any(),
        ClusterChange::Upgrade { version } => {
            let options = versions.into_iter().map(|version| (version.clone(), version)).collect();
            view! {
                <div class="fields">
                    <SelectField field="version" name="version" label=t().word_kubernetes_version() value=version options
                        wrong=wrong("version") help=t().cluster_change_version_help()/>
                </div>
            }
            .into_any()
        }
    }
}

/// `POST /clusters/{namespace}/{name}/scale` with `pool` and `nodes`.
pub(crate) async fn scale(
    options: State<LeptosOptions>,
    user: Extension<SignedIn>,
    path: Path<(String, String)>,
    request: Request<Body>,
) -> Response {
    let read = |fields: &Fields| ClusterChange::Scale { pool: fields.one("pool"), nodes: fields.one("nodes") };
    apply(options, user, path, request, read).await
}

/// `POST /clusters/{namespace}/{name}/upgrade` with `version`.
pub(crate) async fn upgrade(
    options: State<LeptosOptions>,
    user: Extension<SignedIn>,
    path: Path<(String, String)>,
    request: Request<Body>,
) -> Response {
    apply(options, user, path, request, |fields| ClusterChange::Upgrade { version: fields.one("version") }).await
}

async fn apply(
    State(options): State<LeptosOptions>,
    Extension(user): Extension<SignedIn>,
    Path((namespace, name)): Path<(String, String)>,
    request: Request<Body>,
    read: impl FnOnce(&Fields) -> ClusterChange,
) -> Response {
    let (parts, fields) = match Fields::read(request).await {
        Ok(read) => read,
        Err((parts, error)) => return error_page(options, parts, error).await,
    };
    let change = read(&fields);
    match portal::clusters::apply_change(&user, &namespace, &name, &change).await {
        Ok(()) => Redirect::to(&cluster_path(&namespace, &name)).into_response(),
        Err(error) => {
            let status = crate::problem::status(error.kind);
            let refusal = Refusal { change, error };
            let mut page = render_page(options, parts, move || provide_context(refusal.clone())).await;
            if page.status() == http::StatusCode::OK {
                *page.status_mut() = status;
            }
            page
        }
    }
}

#[cfg(test)]
mod tests {
    use portal::view::Plan;

    use super::*;
    use crate::rendered::{assert_has, html};
    use crate::sample::cluster;

    fn preview(change: ClusterChange, versions: &[&str]) -> ChangePreview {
        ChangePreview {
            row: cluster(portal::view::Tab::Overview).row,
            change,
            versions: versions.iter().map(|it| (*it).to_owned()).collect(),
            errors: Vec::new(),
            plan: Some(Plan::default()),
        }
    }

    #[test]
    fn a_refused_scale_keeps_what_was_typed() {
        let change = ClusterChange::Scale { pool: "w".to_owned(), nodes: "many".to_owned() };
        let error = Error::invalid(vec![FieldError::new("nodes", "A whole number, please.")]);
        let preview = ChangePreview { errors: error.fields.clone(), plan: None, ..preview(change, &[]) };
        let html = html(|| view! { <ChangeView preview refused=Some(error)/> });
        assert_has(
            &html,
            &[
                r#"value="many""#,
                r#"id="f-nodes-wrong""#,
                ">Scale</button>",
                r#"formmethod="get""#,
                r#"action="/clusters/team-a/payments/scale""#,
            ],
        );
        assert_eq!(html.matches("A whole number, please.").count(), 1);
    }

    #[test]
    fn an_upgrade_offers_what_may_follow_or_says_that_nothing_does() {
        let change = || ClusterChange::Upgrade { version: "v1.38.0".to_owned() };
        let offered = html(|| view! { <ChangeView preview=preview(change(), &["v1.38.0", "v1.37.4"]) refused=None/> });
        assert_has(&offered, &[">v1.37.4</option>", ">Upgrade</button>", "None. What runs goes on running."]);
        let newest = html(|| view! { <ChangeView preview=preview(change(), &[]) refused=None/> });
        assert_has(&newest, &["This is the newest version that there is"]);
    }
}
