//! `/quota/requests/new`: ask for more, with what is missing filled in.

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
    quota::Asking,
    view::{FieldError, QuotaAsk, QuotaDraft, ResourceUse},
};
use texts::t;

use super::{parts::missing_words, request_path};
use crate::{
    components::{
        amount::share,
        capacity::Bar,
        field::{SelectField, TextField, Wrong, field_id},
        page_head::{Crumb, PageHead},
        raw_text::raw_text,
        within::{SLOTS, within},
    },
    problem::{Refused, error_page, render_page},
    request::{loaded, queries, query},
    routes::Fields,
};

/// The form was refused: what was typed, and why.
#[derive(Clone)]
struct Refusal {
    form: QuotaAsk,
    error: Error,
}

/// The prefix of the fields that have the amounts.
const CHANGES: &str = "changes.";

/// `/quota/requests/new?namespace=…&cluster=…&changes.<resource>=…`
#[component]
pub(crate) fn AskPage() -> impl IntoView {
    let refusal = use_context::<Refusal>();
    let asking = match &refusal {
        Some(refusal) => Asking::Typed(refusal.form.clone()),
        None => Asking::New(QuotaAsk {
            namespace: query("namespace").unwrap_or_default(),
            cluster: query("cluster").unwrap_or_default(),
            amounts: amounts(&queries()),
            justification: query("justification").unwrap_or_default(),
            expires: query("expires").unwrap_or_default(),
        }),
    };
    loaded(
        move |user| async move { portal::quota::draft(&user, &asking).await },
        move |draft| view! { <Ask draft refused=refusal.map(|refusal| refusal.error)/> },
    )
}

/// The amounts among the fields, by resource.
fn amounts(fields: &[(String, String)]) -> Vec<(String, String)> {
    let of = |(name, typed): &(String, String)| Some((name.strip_prefix(CHANGES)?.to_owned(), typed.clone()));
    fields.iter().filter_map(of).collect()
}

#[component]
fn Ask(draft: QuotaDraft, refused: Option<Error>) -> impl IntoView {
    let QuotaDraft { form, namespaces, clusters, resources, missing, .. } = draft;
    let errors = refused.as_ref().map(|error| error.fields.clone()).unwrap_or_default();
    let crumbs = vec![Crumb::new(t().nav_quota(), "/quota")];
    let below = t().quota_ask_lead().into_any();
    if namespaces.is_empty() || resources.is_empty() {
        return view! {
            <PageHead title=t().quota_ask() crumbs/>
            <section class="empty">
                <h2>{t().quota_nothing_to_ask()}</h2>
                <p>{t().quota_nothing_to_ask_more()}</p>
                <a class="btn" href="/quota">{t().quota_back()}</a>
            </section>
        }
        .into_any();
    }
    let wrong = |field: &str| {
        let found = errors.iter().find(|error| error.field == field);
        Wrong(found.map(|error| error.message.clone()))
    };
    let clusters: Vec<(String, String)> = std::iter::once((String::new(), t().quota_for_nothing()))
        .chain(clusters.into_iter().map(|name| (name.clone(), name)))
        .collect();
    let many = namespaces.len() > 1;
    let namespaces = namespaces.into_iter().map(|name| (name.clone(), name)).collect();
    let needs = (!missing.is_empty()).then(|| missing_words(&missing));
    let amounts = resources
        .iter()
        .map(|one| {
            let name = format!("{CHANGES}{}", one.name);
            let typed = form.amounts.iter().find(|(resource, _)| *resource == one.name);
            let help = share(one.gauge.unit, one.gauge.used, one.gauge.limit);
            view! {
                <TextField field=name.clone() name=name.clone() label=one.gauge.resource.clone()
                    value=typed.map(|(_, typed)| typed.clone()).unwrap_or_default()
                    help=t().quota_in_use(help) wrong=wrong(&name)/>
            }
        })
        .collect_view();
    view! {
        <PageHead title=t().quota_ask() crumbs below/>
        {refused.map(|error| view! { <Summary error/> })}
        <div class="grid request">
            <form method="post" action="/quota/requests/new" class="card" novalidate>
                <div class="fields">
                    <SelectField field="namespace" name="namespace" label=t().word_namespace() value=form.namespace.clone()
                        options=namespaces wrong=wrong("namespace")/>
                    <SelectField field="cluster" name="cluster" label=t().quota_for_cluster() value=form.cluster
                        options=clusters wrong=wrong("cluster") help=t().quota_for_cluster_help()/>
                </div>
                {many.then(|| view! {
                    <button class="btn small" formmethod="get" name="refill" value="1">{t().quota_show_namespace()}</button>
                })}
                {needs.map(|needs| view! { <p class="note">{t().quota_cluster_needs(needs)}</p> })}
                <fieldset>
                    <legend>{t().quota_to_be()}</legend>
                    <div class="fields">{amounts}</div>
                </fieldset>
                <fieldset>
                    <legend>{t().quota_why_and_how_long()}</legend>
                    <Justification value=form.justification wrong=wrong("justification")/>
                    <div class="fields">
                        <TextField field="expires" name="expires" label=t().quota_until() value=form.expires
                            help=t().quota_until_help()
                            wrong=wrong("expires")/>
                    </div>
                </fieldset>
                <div class="actions">
                    <button class="btn primary">{t().word_request_quota()}</button>
                    <a class="btn quiet" href="/quota">{t().word_cancel()}</a>
                </div>
            </form>
            <section class="card" aria-labelledby="now">
                <h2 id="now">{within(&t().quota_of_now(SLOTS[0]), [view! { <bdi>{form.namespace}</bdi> }.into_any()])}</h2>
                <div class="gauges">{resources.into_iter().map(|one: ResourceUse| view! { <Bar gauge=one.gauge/> }).collect_view()}</div>
            </section>
        </div>
    }
    .into_any()
}

#[component]
fn Justification(value: String, wrong: Wrong) -> impl IntoView {
    let described =
        if wrong.0.is_some() { "f-justification-wrong f-justification-help" } else { "f-justification-help" };
    // Browsers drop a line break at the start.
    let content = format!("\n{}", raw_text(&value));
    view! {
        <div class="field">
            <label for="f-justification">{t().quota_justification()}</label>
            <textarea id="f-justification" name="justification" rows="3" maxlength="4096"
                aria-invalid=wrong.0.is_some().then_some("true") aria-describedby=described>
                {content}
            </textarea>
            {wrong.0.map(|text| view! { <p class="field-wrong" id="f-justification-wrong">{text}</p> })}
            <p class="field-help" id="f-justification-help">{t().quota_justification_help()}</p>
        </div>
    }
    .into_any()
}

/// Everything that is wrong, with links to the fields.
#[component]
fn Summary(error: Error) -> impl IntoView {
    if error.fields.is_empty() {
        return view! { <Refused error/> }.into_any();
    }
    let fields: Vec<FieldError> = error.fields.clone();
    let first = Error { fields: Vec::new(), message: t().quota_nothing_requested(), ..error };
    view! {
        <Refused error=first/>
        <ul class="refused-fields">
            {fields
                .into_iter()
                .map(|field| view! { <li><a href=format!("#{}", field_id(&field.field))>{field.message}</a></li> })
                .collect_view()}
        </ul>
    }
    .into_any()
}

/// `POST /quota/requests/new`
pub(crate) async fn ask(
    State(options): State<LeptosOptions>,
    Extension(user): Extension<SignedIn>,
    request: Request<Body>,
) -> Response {
    let (parts, fields) = match Fields::read(request).await {
        Ok(read) => read,
        Err((parts, error)) => return error_page(options, parts, error).await,
    };
    let form = QuotaAsk {
        namespace: fields.one("namespace"),
        cluster: fields.one("cluster"),
        amounts: amounts(fields.pairs()),
        justification: fields.one("justification").replace("\r\n", "\n"),
        expires: fields.one("expires"),
    };
    match portal::quota::ask(&user, &form).await {
        Ok(made) => Redirect::to(&request_path(&made.namespace, &made.name)).into_response(),
        Err(error) => {
            let refusal = Refusal { form, error };
            render_page(options, parts, move || provide_context(refusal.clone())).await
        }
    }
}

#[cfg(test)]
mod tests {
    use portal::view::{Gauge, Unit};

    use super::*;
    use crate::rendered::{assert_has, html};

    #[test]
    fn a_refused_request_keeps_everything_and_says_where() {
        let gauge =
            Gauge { resource: "CPU".to_owned(), unit: Unit::MilliCpu, used: 20_000, asked: 0, limit: Some(32_000) };
        let draft = QuotaDraft {
            form: QuotaAsk {
                namespace: "team-a".to_owned(),
                cluster: "second".to_owned(),
                amounts: amounts(&[("changes.requests.cpu".to_owned(), "lots".to_owned())]),
                justification: "</textarea><script>".to_owned(),
                expires: "soon".to_owned(),
            },
            namespaces: vec!["team-a".to_owned()],
            clusters: vec!["second".to_owned()],
            resources: vec![ResourceUse { name: "requests.cpu".to_owned(), gauge, history: Vec::new() }],
            missing: vec![("CPU".to_owned(), Unit::MilliCpu, 8000)],
            errors: Vec::new(),
        };
        let error = Error::invalid(vec![FieldError::new("changes.requests.cpu", "No number.")]);
        let html = html(|| view! { <Ask draft refused=Some(error)/> });
        assert_has(
            &html,
            &[
                ">Request quota</button>",
                r#"value="lots""#,
                r#"value="soon""#,
                r##"href="#f-changes-requests-cpu""##,
                r#"id="f-changes-requests-cpu-wrong""#,
                "&lt;/textarea",
                "For this cluster are missing CPU: 8 vCPU",
                "In use now: 20 of 32 vCPU",
            ],
        );
    }
}
