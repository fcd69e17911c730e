//! The request page.

use leptos::prelude::*;
use portal::view::{ErrorKind, FieldError, MachineDraft, MachineForm, MachineInput};
use texts::t;

use super::{action::Sent, form::FormFields, plan::QuotaCard};
use crate::{
    cluster_request::{LivePreview, PreviewWords},
    components::{
        code::Paste,
        field::AreaField,
        page_head::{Crumb, PageHead},
        wrong::{Summary, wrong},
        yaml::Yaml,
        yaml_field::YamlField,
    },
    problem::Refused,
    request::{loaded, query, set_status},
};

/// `/vms/new?namespace=…`
#[component]
pub(crate) fn MachineRequestPage() -> impl IntoView {
    let sent = use_context::<Sent>().unwrap_or_else(|| Sent {
        input: MachineInput::New { namespace: query("namespace") },
        refused: None,
        focus: None,
    });
    let input = sent.input.clone();
    loaded(
        move |user| async move { portal::machine_request::draft(&user, &input).await },
        move |draft| view! { <Request draft sent/> },
    )
}

#[component]
pub(super) fn Request(draft: MachineDraft, sent: Sent) -> impl IntoView {
    let MachineDraft { options, form, yaml, secret, kubectl, beyond_form, errors, quota } = draft;
    let Sent { input, refused, focus } = sent;
    let crumbs = vec![Crumb::new(t().nav_machines(), "/vms")];
    if options.namespaces.is_empty() {
        if refused.is_some() {
            set_status(http::StatusCode::FORBIDDEN);
        }
        return view! {
            <PageHead title=t().vms_request() crumbs/>
            <section class="empty">
                <h2>{t().request_no_namespace()}</h2>
                <p>{t().vm_request_no_namespace()}</p>
                <a class="btn" href="/">{t().word_go_to_first_page()}</a>
            </section>
        }
        .into_any();
    }
    let errors = match &refused {
        Some(error) if !error.fields.is_empty() => error.fields.clone(),
        _ => visible(errors, &input, refused.is_some()),
    };
    let as_yaml = matches!(input, MachineInput::Yaml { .. });
    let namespace = form.namespace.clone();
    let fields = if as_yaml {
        let in_yaml = errors.iter().filter(|error| error.field == "yaml").cloned().collect();
        view! {
            <YamlField kind="VirtualMachine" yaml=yaml.clone() errors=in_yaml/>
            <AreaField field="userData" name="user_data" label=t().vm_user_data() value=form.user_data rows=5
                wrong=wrong(&errors, "userData") help=t().vm_request_user_data_help()/>
        }
        .into_any()
    } else {
        view! { <FormFields form options beyond_form errors=errors.clone() focus/> }.into_any()
    };
    let below = t().request_lead().into_any();
    view! {
        // Enter in a field presses the first button of its form in the document.
        <button form="request" class="default-button" name="action" value="submit" tabindex="-1" aria-hidden="true"></button>
        <PageHead title=t().vms_request() crumbs below>
            <div class="segments" role="group" aria-label=t().request_write_as()>
                <button form="request" name="action" value="show-form" aria-pressed=if as_yaml { "false" } else { "true" }>{t().request_form()}</button>
                <button form="request" name="action" value="show-yaml" aria-pressed=if as_yaml { "true" } else { "false" }>{t().request_yaml()}</button>
            </div>
        </PageHead>
        {refused.map(|error| {
            if error.fields.is_empty() {
                return view! { <Refused error/> }.into_any();
            }
            set_status(match error.kind {
                ErrorKind::Conflict => http::StatusCode::CONFLICT,
                ErrorKind::Forbidden => http::StatusCode::FORBIDDEN,
                _ => http::StatusCode::UNPROCESSABLE_ENTITY,
            });
            view! { <Summary errors=errors.clone()/> }.into_any()
        })}
        <div class="grid request" class:as-yaml=as_yaml>
            <form id="request" method="post" action="/vms/new" class="card" novalidate>
                {fields}
                <div class="actions">
                    <button class="btn primary" name="action" value="submit">{t().vm_request_button()}</button>
                    <button class="btn without-script" name="action" value="preview">{t().request_update_preview()}</button>
                    <a class="btn quiet" href="/vms">{t().word_cancel()}</a>
                </div>
            </form>
            <div class="stack" id="preview">
                {(!quota.is_empty()).then(|| view! { <QuotaCard quota namespace/> })}
                {(!as_yaml).then(|| view! {
                    <section class="card" aria-labelledby="applied">
                        <h2 id="applied">{t().request_applied()}</h2>
                        <Yaml text=yaml label=t().request_applied()/>
                        {secret.map(|text| view! {
                            <h3>{t().vm_request_with_secret()}</h3>
                            <Yaml text label=t().vm_request_secret()/>
                        })}
                    </section>
                })}
                <Paste text=kubectl/>
                <LivePreview words=PreviewWords::spoken()/>
            </div>
        </div>
    }
    .into_any()
}

/// The errors to show. Before the request is sent, a field that is still empty is not wrong yet.
fn visible(errors: Vec<FieldError>, input: &MachineInput, sent: bool) -> Vec<FieldError> {
    let is_empty = |form: &MachineForm, field: &str| match field {
        "name" => form.name.trim().is_empty(),
        _ => {
            let disk = field.strip_prefix("disks.").and_then(|rest| rest.split_once('.'));
            let disk = disk.and_then(|(index, part)| Some((form.disks.get(index.parse::<usize>().ok()?)?, part)));
            disk.is_some_and(|(disk, part)| if part == "name" { &disk.name } else { &disk.size }.trim().is_empty())
        }
    };
    match input {
        _ if sent => errors,
        MachineInput::New { .. } => Vec::new(),
        MachineInput::Form(form) => errors.into_iter().filter(|error| !is_empty(form, &error.field)).collect(),
        MachineInput::Yaml { .. } => errors,
    }
}

#[cfg(test)]
mod tests {
    use portal::Error;

    use super::super::sample;
    use super::*;
    use crate::rendered::{assert_has, html};

    fn sent(input: MachineInput, refused: Option<Error>) -> Sent {
        Sent { input, refused, focus: None }
    }

    #[test]
    fn the_form_has_its_stable_names_the_plan_and_what_will_be_applied() {
        let draft = sample::draft();
        let input = MachineInput::Form(draft.form.clone());
        let html = html(|| view! { <Request draft sent=sent(input, None)/> });
        let labels =
            ["Name", "Namespace", "Machine class", "Image", "Storage class", "Disk size", "SSH key", "User data"];
        assert_has(&html, &labels.map(|label| format!(">{label}</label>")).each_ref().map(String::as_str));
        assert_has(
            &html,
            &[
                ">Request virtual machine</button>",
                r#"value="disk-2""#,
                "Missing are CPU: 2 vCPU.",
                "/quota/requests/new?namespace=team-a",
                "web-user-data",
                "kubectl apply -f - &lt;&lt;",
            ],
        );
        assert!(html.find(r#"class="default-button""#) < html.find("show-form"), "Enter must request, not switch");
    }

    #[test]
    fn a_machine_over_quota_is_refused_in_words_and_everything_is_kept() {
        let draft = sample::draft();
        let message = "The quota of team-a has no room for this machine: requests.cpu.";
        let error =
            Error { fields: vec![FieldError::new("quota", message)], ..Error::new(ErrorKind::Forbidden, message) };
        let input = MachineInput::Form(draft.form.clone());
        let html = html(|| view! { <Request draft sent=sent(input, Some(error))/> });
        assert_has(&html, &["The quota of team-a has no room", r#"value="web""#, "#cloud-config"]);
    }

    #[test]
    fn yaml_stays_as_it_was_typed_beside_its_user_data() {
        let mut draft = sample::draft();
        draft.yaml = "kind: [".to_owned();
        let input = MachineInput::Yaml { yaml: "kind: [".to_owned(), user_data: draft.form.user_data.clone() };
        let html = html(|| view! { <Request draft sent=sent(input, None)/> });
        assert_has(&html, &["\nkind: [</textarea>", r#"name="mode" value="yaml""#, "\n#cloud-config"]);
    }

    #[test]
    fn empty_fields_are_wrong_only_once_sent() {
        let form = MachineForm { disks: vec![Default::default()], class: "x".to_owned(), ..MachineForm::default() };
        let errors: Vec<_> =
            ["name", "disks.0.size", "class"].into_iter().map(|field| FieldError::new(field, "wrong")).collect();
        let input = MachineInput::Form(form);
        assert_eq!(visible(errors.clone(), &input, false).len(), 1);
        assert_eq!(visible(errors, &input, true).len(), 3);
    }
}
