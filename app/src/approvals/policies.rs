//! `/admin/approvals/policies`: what is granted without a person and who decides about the rest, in words; edited as YAML.

use axum::{
    Extension,
    body::Body,
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use http::{Request, Uri};
use leptos::prelude::*;
use portal::{
    Error, SignedIn,
    view::{ErrorKind, FieldError, Policy, PolicyApprover, PolicyDraft, PolicyGrant},
};
use texts::t;

use crate::{
    components::{
        amount::amount,
        icon::{Glyph, Icon},
        page_head::{Crumb, PageHead},
        query::encode,
        raw_text::raw_text,
        wrong::placed,
    },
    problem::{Refused, error_page, render_page},
    request::{loaded, param},
    routes::Fields,
};

/// The form was refused: what was typed, and why.
#[derive(Clone)]
struct Refusal {
    yaml: String,
    error: Error,
}

const POLICIES: &str = "/admin/approvals/policies";

fn policy_path(name: &str) -> String {
    format!("{POLICIES}/{}", encode(name))
}

fn crumbs() -> Vec<Crumb> {
    vec![Crumb::new(t().approvals_title(), "/admin/approvals"), Crumb::new(t().policies_title(), POLICIES)]
}

/// `/admin/approvals/policies`
#[component]
pub(crate) fn PoliciesPage() -> impl IntoView {
    loaded(|user| async move { portal::quota::policies(&user).await }, |policies| view! { <Policies policies/> })
}

#[component]
fn Policies(policies: Vec<Policy>) -> impl IntoView {
    let below = t().policies_lead().into_any();
    view! {
        <PageHead title=t().policies_title() crumbs=vec![Crumb::new(t().approvals_title(), "/admin/approvals")] below>
            <a class="btn primary" href=format!("{POLICIES}/new")><Icon glyph=Glyph::Plus/> {t().policies_make()}</a>
        </PageHead>
        {if policies.is_empty() {
            view! {
                <section class="empty">
                    <h2>{t().policies_none()}</h2>
                    <p>{t().policies_none_advice()}</p>
                    <a class="btn" href=format!("{POLICIES}/new")>{t().policies_make_first()}</a>
                </section>
            }
            .into_any()
        } else {
            view! {
                <div class="stack">
                    {policies
                        .into_iter()
                        .map(|policy| {
                            let href = policy_path(&policy.name);
                            let id = format!("policy-{}", policy.name);
                            view! {
                                <section class="card" aria-labelledby=id.clone()>
                                    <h2 id=id.clone()><a href=href>{policy.name.clone()}</a></h2>
                                    <Words policy/>
                                </section>
                            }
                        })
                        .collect_view()}
                </div>
            }
            .into_any()
        }}
    }
    .into_any()
}

/// What a policy grants and whom it lets decide, in sentences.
#[component]
fn Words(policy: Policy) -> impl IntoView {
    let scope = match &policy.namespaces {
        Some(selector) => t().policies_selected_namespaces(selector),
        None => t().policies_every_namespace(),
    };
    let grants = policy.grants.iter().map(grant_words).collect::<Vec<_>>();
    let approvers = policy.approvers.iter().map(approver_words).collect::<Vec<_>>();
    let idle = grants.is_empty() && approvers.is_empty();
    view! {
        <p class="sub">{scope}</p>
        <ul class="plain words">
            {grants.into_iter().chain(approvers).map(|words| view! { <li>{words}</li> }).collect_view()}
            {idle.then(|| view! { <li>{t().policies_idle()}</li> })}
        </ul>
    }
    .into_any()
}

fn grant_words(grant: &PolicyGrant) -> String {
    let what = grant.resources.join(", ");
    let grants = match grant.increase {
        Some((unit, number)) => t().policies_grants_up_to(what, amount(unit, number)),
        None => t().policies_grants_any(what),
    };
    let total = grant.total.map(|(unit, number)| t().policies_total(amount(unit, number)));
    let minimum = grant.minimum_use.map(|percent| t().policies_minimum_use(percent.to_string()));
    [Some(grants), total, minimum].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

fn approver_words(approver: &PolicyApprover) -> String {
    let resources = approver.resources.as_ref().map(|resources| resources.join(", "));
    match (approver.group, resources) {
        (true, Some(resources)) => t().policies_group_decides_about(&approver.name, resources),
        (true, None) => t().policies_group_decides(&approver.name),
        (false, Some(resources)) => t().policies_user_decides_about(&approver.name, resources),
        (false, None) => t().policies_user_decides(&approver.name),
    }
}

/// `/admin/approvals/policies/{name}`, and `…/new`
#[component]
pub(crate) fn PolicyPage() -> impl IntoView {
    let name = Some(param("name")).filter(|name| name != "new");
    let refusal = use_context::<Refusal>();
    loaded(
        move |user| async move { portal::quota::policy_draft(&user, name.as_deref()).await },
        move |draft| view! { <Editor draft refusal/> },
    )
}

#[component]
fn Editor(draft: PolicyDraft, refusal: Option<Refusal>) -> impl IntoView {
    let PolicyDraft { name, yaml, policy } = draft;
    let action = policy_path(name.as_deref().unwrap_or("new"));
    let title = name.as_ref().map_or_else(|| t().policies_new(), |name| t().policies_one(name));
    let (yaml, error) = match refusal {
        Some(refusal) => (refusal.yaml, Some(refusal.error)),
        None => (yaml, None),
    };
    let errors: Vec<FieldError> = error.as_ref().map(|error| error.fields.clone()).unwrap_or_default();
    let conflict = error.as_ref().is_some_and(|error| error.kind == ErrorKind::Conflict);
    let rows = yaml.lines().count().clamp(16, 60);
    let content = format!("\n{}", raw_text(&yaml));
    let delete = format!("{action}/delete");
    view! {
        <PageHead title crumbs=crumbs()/>
        {error.map(|error| view! { <Refused error/> })}
        {conflict.then(|| view! { <p class="note"><a href=action.clone()>{t().policies_see_now()}</a></p> })}
        <div class="grid wide-narrow top">
            <form method="post" action=action.clone() class="card" novalidate>
                <div class="field">
                    <label for="f-yaml">{t().policies_yaml()}</label>
                    <textarea id="f-yaml" name="yaml" class="editor" rows=rows spellcheck="false" autocapitalize="none"
                        autocomplete="off" aria-invalid=(!errors.is_empty()).then_some("true") aria-describedby="f-yaml-wrong">
                        {content}
                    </textarea>
                    <div id="f-yaml-wrong">
                        {errors
                            .into_iter()
                            .map(|error| view! { <p class="field-wrong">{placed(&error)}</p> })
                            .collect_view()}
                    </div>
                </div>
                <div class="actions">
                    <button class="btn primary">{t().policies_save()}</button>
                    <a class="btn quiet" href=POLICIES>{t().word_cancel()}</a>
                </div>
            </form>
            <div class="stack">
                {policy.map(|policy| view! {
                    <section class="card" aria-labelledby="words">
                        <h2 id="words">{if name.is_some() { t().policies_says_now() } else { t().policies_would_say() }}</h2>
                        <Words policy/>
                    </section>
                })}
                {name.is_some().then(|| view! {
                    <section class="card danger-zone" aria-label=t().policies_delete_label()>
                        <p class="sub">{t().policies_deletion()}</p>
                        <form method="post" action=delete><button class="btn danger">{t().policies_delete()}</button></form>
                    </section>
                })}
            </div>
        </div>
    }
    .into_any()
}

/// `POST /admin/approvals/policies/{name}` with `yaml`; the name `new` makes one.
pub(crate) async fn save(
    State(options): State<LeptosOptions>,
    Extension(user): Extension<SignedIn>,
    Path(name): Path<String>,
    request: Request<Body>,
) -> Response {
    let (parts, fields) = match Fields::read(request).await {
        Ok(read) => read,
        Err((parts, error)) => return error_page(options, parts, error).await,
    };
    let yaml = fields.one("yaml").replace("\r\n", "\n");
    let existing = Some(name.as_str()).filter(|name| *name != "new");
    match portal::quota::put_policy(&user, existing, &yaml).await {
        Ok(()) => Redirect::to(POLICIES).into_response(),
        Err(error) => {
            let refusal = Refusal { yaml, error };
            render_page(options, parts, move || provide_context(refusal.clone())).await
        }
    }
}

/// `POST /admin/approvals/policies/{name}/delete`
pub(crate) async fn delete(
    State(options): State<LeptosOptions>,
    Extension(user): Extension<SignedIn>,
    Path(name): Path<String>,
    request: Request<Body>,
) -> Response {
    match portal::quota::delete_policy(&user, &name).await {
        Ok(()) => Redirect::to(POLICIES).into_response(),
        Err(error) => {
            let (mut parts, _) = request.into_parts();
            parts.uri = Uri::from_static(POLICIES);
            error_page(options, parts, error).await
        }
    }
}

#[cfg(test)]
mod tests {
    use portal::view::Unit;

    use super::*;
    use crate::rendered::{assert_has, html};

    fn policy() -> Policy {
        Policy {
            name: "small-increases".to_owned(),
            namespaces: Some("stage=test".to_owned()),
            grants: vec![
                PolicyGrant {
                    resources: vec!["CPU".to_owned()],
                    increase: Some((Unit::MilliCpu, 8000)),
                    total: None,
                    minimum_use: Some(80),
                },
                PolicyGrant {
                    resources: vec!["Storage".to_owned()],
                    increase: None,
                    total: Some((Unit::Byte, 1 << 40)),
                    minimum_use: None,
                },
            ],
            approvers: vec![
                PolicyApprover { group: true, name: "quota-team".to_owned(), resources: None },
                PolicyApprover { group: false, name: "ann".to_owned(), resources: Some(vec!["Storage".to_owned()]) },
            ],
        }
    }

    #[test]
    fn policies_are_explained_in_sentences() {
        let html = html(|| view! { <Policies policies=vec![policy()]/> });
        assert_has(
            &html,
            &[
                "In namespaces with the labels stage=test:",
                "CPU: up to 8 vCPU more at a time is granted without a person. At least 80 % of the quota must be in use.",
                "Storage: any increase is granted without a person. The quota may not become more than 1,024 GiB by it.",
                "Members of quota-team may decide about all requests.",
                "ann may decide about requests for Storage.",
                "/admin/approvals/policies/small-increases",
            ],
        );
        assert_has(&crate::rendered::html(|| view! { <Policies policies=Vec::new()/> }), &["There is no policy"]);
    }

    #[test]
    fn a_refused_policy_keeps_what_was_typed() {
        let mut field = FieldError::new("yaml", "Not so.");
        field.line = Some(3);
        let refusal = Some(Refusal { yaml: "kind: [".to_owned(), error: Error::invalid(vec![field]) });
        let draft = PolicyDraft { name: Some("a".to_owned()), yaml: String::new(), policy: Some(policy()) };
        let html = html(|| view! { <Editor draft refusal/> });
        assert_has(
            &html,
            &["\nkind: [</textarea>", "Line 3: Not so.", ">Save policy</button>", ">Delete policy</button>"],
        );
    }
}
