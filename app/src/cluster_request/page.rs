//! The request page.

use leptos::prelude::*;
use portal::{
    Error,
    view::{ErrorKind, FieldError, RequestDraft, RequestInput},
};
use texts::t;

use super::{
    LivePreview, PreviewWords,
    action::{Sent, YAML_LIMIT},
    form::FormFields,
    wrong::visible,
};
use crate::{
    components::{
        code::Paste,
        page_head::{Crumb, PageHead},
        wrong::Summary,
        yaml::Yaml,
        yaml_field::YamlField,
    },
    plan::PlanCard,
    problem::Refused,
    request::{loaded, query, set_status},
};

/// `/clusters/new?namespace=…`
#[component]
pub(crate) fn RequestPage() -> impl IntoView {
    let sent = use_context::<Sent>().unwrap_or_else(|| Sent {
        input: RequestInput::New { namespace: query("namespace") },
        refused: None,
        focus: None,
    });
    let input = match &sent.input {
        // What was not even read is not parsed either; it is only shown again.
        RequestInput::Yaml(yaml) if yaml.len() > YAML_LIMIT => RequestInput::New { namespace: None },
        input => input.clone(),
    };
    loaded(
        move |user| async move { portal::cluster_request::draft(&user, &input).await },
        move |draft| view! { <Request draft sent/> },
    )
}

#[component]
fn Request(draft: RequestDraft, sent: Sent) -> impl IntoView {
    let RequestDraft { options, form, yaml, kubectl, beyond_form, errors, plan } = draft;
    let refused = sent.refused.is_some();
    let errors = visible(joined(&sent.refused, errors), &sent.input, refused);
    let (as_yaml, yaml, plan) = match sent.input {
        RequestInput::Yaml(typed) if typed.len() > YAML_LIMIT => (true, typed, None),
        RequestInput::Yaml(_) => (true, yaml, plan),
        _ => (false, yaml, plan),
    };
    let crumbs = vec![Crumb::new(t().nav_clusters(), "/clusters")];
    let below = t().request_lead().into_any();
    if options.namespaces.is_empty() {
        if refused {
            set_status(http::StatusCode::FORBIDDEN);
        }
        return view! {
            <PageHead title=t().request_a_cluster() crumbs/>
            <section class="empty">
                <h2>{t().request_no_namespace()}</h2>
                <p>{t().cluster_request_no_namespace()}</p>
                <a class="btn" href="/">{t().word_go_to_first_page()}</a>
            </section>
        }
        .into_any();
    }
    let namespace = form.namespace.clone();
    let short = plan.as_ref().is_some_and(|plan| !plan.shortfall.is_empty());
    let fields = if as_yaml {
        view! { <YamlField kind="GuestCluster" yaml=yaml.clone() errors=errors.clone()/> }.into_any()
    } else {
        view! { <FormFields form options beyond_form errors=errors.clone() focus=sent.focus/> }.into_any()
    };
    view! {
        // Enter in a field presses the first button of its form in the document.
        <button form="request" class="default-button" name="action" value="submit" tabindex="-1" aria-hidden="true"></button>
        <PageHead title=t().request_a_cluster() crumbs below>
            <div class="segments" role="group" aria-label=t().request_write_as()>
                <button form="request" name="action" value="show-form" aria-pressed=if as_yaml { "false" } else { "true" }>{t().request_form()}</button>
                <button form="request" name="action" value="show-yaml" aria-pressed=if as_yaml { "true" } else { "false" }>{t().request_yaml()}</button>
            </div>
        </PageHead>
        {refused.then(|| refusal(sent.refused, errors))}
        <div class="grid request" class:as-yaml=as_yaml>
            <form id="request" method="post" action="/clusters/new" class="card" novalidate>
                {fields}
                <div class="actions">
                    <button class="btn primary" name="action" value="submit">{t().cluster_request_button()}</button>
                    {short.then(|| view! {
                        <button class="btn" name="action" value="submit-and-ask">{t().cluster_request_button_and_quota()}</button>
                    })}
                    <button class="btn without-script" name="action" value="preview">{t().request_update_preview()}</button>
                    <a class="btn quiet" href="/clusters">{t().word_cancel()}</a>
                </div>
            </form>
            <div class="stack" id="preview">
                {plan.map(|plan| view! { <PlanCard plan namespace cluster=""/> })}
                {(!as_yaml).then(|| view! {
                    <section class="card" aria-labelledby="applied">
                        <h2 id="applied">{t().request_applied()}</h2>
                        <Yaml text=yaml label=t().request_applied()/>
                    </section>
                })}
                <Paste text=kubectl/>
                <LivePreview words=PreviewWords::spoken()/>
            </div>
        </div>
    }
    .into_any()
}

/// The errors of the refused request, else those of the draft.
fn joined(refused: &Option<Error>, draft: Vec<FieldError>) -> Vec<FieldError> {
    match refused {
        Some(error) if !error.fields.is_empty() => error.fields.clone(),
        _ => draft,
    }
}

/// Why the request was refused: by field, or as a whole.
fn refusal(refused: Option<Error>, errors: Vec<FieldError>) -> impl IntoView {
    match refused {
        Some(error) if error.fields.is_empty() => view! { <Refused error/> }.into_any(),
        Some(error) => {
            set_status(if error.kind == ErrorKind::Conflict {
                http::StatusCode::CONFLICT
            } else {
                http::StatusCode::UNPROCESSABLE_ENTITY
            });
            view! { <Summary errors/> }.into_any()
        }
        None => ().into_any(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rendered::{assert_has, html};
    use crate::sample::request_draft;

    #[test]
    fn a_refused_request_says_where_and_keeps_everything() {
        let draft = request_draft();
        let error = Error::invalid(draft.errors.clone());
        let sent = Sent { input: RequestInput::Form(draft.form.clone()), refused: Some(error), focus: None };
        let html = html(|| view! { <Request draft sent/> });
        assert_has(
            &html,
            &[
                "One thing needs a change",
                r##"<a href="#f-pools-1-replicas">"##,
                r#"value="nine""#,
                ">Request cluster</button>",
                "What will be applied",
                "GuestCluster",
            ],
        );
        assert!(html.find(r#"class="default-button""#) < html.find("show-form"), "Enter must request, not switch");
    }

    #[test]
    fn yaml_stays_as_it_was_typed() {
        let mut draft = request_draft();
        draft.yaml = "kind: [".to_owned();
        let sent = Sent { input: RequestInput::Yaml("kind: [".to_owned()), refused: None, focus: None };
        let html = html(|| view! { <Request draft sent/> });
        assert_has(&html, &["\nkind: [</textarea>", r#"name="mode" value="yaml""#]);
    }
}
