//! Asking for a cluster: what may be chosen, form ⇄ YAML, checks, and the request itself.

mod checks;
mod form;
mod options;
mod plan;
mod submit;

pub(crate) use options::{class_options, storage_options};
pub use submit::submit;

use crate::{
    SignedIn,
    kind::GUEST_CLUSTER,
    manifest,
    view::{Error, FieldError, RequestDraft, RequestForm, RequestInput, RequestOptions},
    yaml,
};

/// Everything the request page shows for what was typed so far.
///
/// # Errors
/// Only when what may be chosen cannot be read; bad input is part of the draft.
pub async fn draft(ctx: &SignedIn, input: &RequestInput) -> Result<RequestDraft, Error> {
    let asked = match input {
        RequestInput::New { namespace } => namespace.clone(),
        RequestInput::Form(form) => Some(form.namespace.clone()),
        RequestInput::Yaml(text) => {
            manifest::read(text, &GUEST_CLUSTER).ok().map(|object| form::read(&object, text).namespace)
        }
    };
    let options = options::read(ctx, asked.as_deref()).await?;
    let (form, yaml, errors, beyond_form) = considered(input, &options);
    let plan = plan::plan(ctx, input, &form, &options).await?;
    let kubectl = manifest::kubectl_apply(&[&yaml]);
    Ok(RequestDraft { options, form, yaml, kubectl, beyond_form, errors, plan })
}

/// Form, YAML, errors and paths without a form field, for any input. Pure.
fn considered(input: &RequestInput, options: &RequestOptions) -> (RequestForm, String, Vec<FieldError>, Vec<String>) {
    match input {
        RequestInput::New { namespace } => {
            let form = form::defaults(options, namespace.as_deref());
            let yaml = yaml::written(&form::object(&form));
            (form, yaml, Vec::new(), Vec::new())
        }
        RequestInput::Form(form) => {
            let object = form::object(form);
            let beyond = form::beyond(&object);
            let yaml = if form.base.is_empty() { yaml::written(&object) } else { manifest::edit(&form.base, &object) };
            (form.clone(), yaml, checks::check(form, options), beyond)
        }
        RequestInput::Yaml(typed) => match manifest::read(typed, &GUEST_CLUSTER) {
            Ok(object) => {
                let form = form::read(&object, typed);
                let errors =
                    checks::check(&form, options).into_iter().map(|error| checks::in_yaml(error, typed)).collect();
                (form, typed.clone(), errors, form::beyond(&object))
            }
            Err(error) => {
                (RequestForm { base: typed.clone(), ..Default::default() }, typed.clone(), vec![error], Vec::new())
            }
        },
    }
}

#[cfg(test)]
mod tests;
