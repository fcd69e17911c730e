//! Asking for a virtual machine: what may be chosen, form ⇄ YAML, checks, and the request itself.

mod checks;
mod form;
mod options;
mod plan;
mod submit;
#[cfg(test)]
mod tests;

pub use submit::submit;

use serde_json::{Value, json};

use crate::{
    SignedIn,
    kind::VIRTUAL_MACHINE,
    machines::user_data_secret,
    manifest,
    view::{Error, FieldError, MachineDraft, MachineForm, MachineInput, MachineOptions},
    yaml,
};

/// Everything the request page shows for what was typed so far.
///
/// # Errors
/// Only when what may be chosen cannot be read; bad input is part of the draft.
pub async fn draft(ctx: &SignedIn, input: &MachineInput) -> Result<MachineDraft, Error> {
    let asked = match input {
        MachineInput::New { namespace } => namespace.clone(),
        MachineInput::Form(form) => Some(form.namespace.clone()),
        MachineInput::Yaml { yaml, .. } => {
            manifest::read(yaml, &VIRTUAL_MACHINE).ok().map(|object| form::read(&object, "", "").namespace)
        }
    };
    let options = options::read(ctx, asked.as_deref()).await?;
    let Considered { form, object, yaml, errors } = considered(input, &options);
    let quota = match &object {
        Some(object) => plan::quota(ctx, &form, object, &options).await?,
        None => Vec::new(),
    };
    let secret = (!form.user_data.is_empty()).then(|| yaml::written(&secret(&form, None)));
    let documents: Vec<&str> = secret.iter().map(String::as_str).chain([yaml.as_str()]).collect();
    Ok(MachineDraft {
        kubectl: manifest::kubectl_apply(&documents),
        beyond_form: object.as_ref().map(|object| form::beyond(object, &form)).unwrap_or_default(),
        options,
        form,
        yaml,
        secret,
        errors,
        quota,
    })
}

/// What an input comes to.
struct Considered {
    form: MachineForm,
    /// What will be applied; `None` while the YAML cannot be read.
    object: Option<Value>,
    yaml: String,
    errors: Vec<FieldError>,
}

/// Form, object, YAML and errors for any input. Pure.
fn considered(input: &MachineInput, options: &MachineOptions) -> Considered {
    match input {
        MachineInput::New { namespace } => {
            let form = form::defaults(options, namespace.as_deref());
            let object = form::object(&form, options);
            Considered { yaml: yaml::written(&object), object: Some(object), form, errors: Vec::new() }
        }
        MachineInput::Form(form) => {
            let object = form::object(form, options);
            let yaml = if form.base.is_empty() { yaml::written(&object) } else { manifest::edit(&form.base, &object) };
            Considered { yaml, object: Some(object), errors: checks::check(form, options), form: form.clone() }
        }
        MachineInput::Yaml { yaml, user_data } => match manifest::read(yaml, &VIRTUAL_MACHINE) {
            Ok(object) => {
                let form = form::read(&object, yaml, user_data);
                let errors = checks::check(&form, options);
                let errors = errors.into_iter().map(|error| checks::in_yaml(error, &object, yaml)).collect();
                Considered { form, object: Some(object), yaml: yaml.clone(), errors }
            }
            Err(error) => {
                let form = MachineForm { base: yaml.clone(), user_data: user_data.clone(), ..MachineForm::default() };
                Considered { form, object: None, yaml: yaml.clone(), errors: vec![error] }
            }
        },
    }
}

/// The Secret with a machine's user data; with `owner`, the UID of the machine, it goes when the machine goes.
fn secret(form: &MachineForm, owner: Option<&str>) -> Value {
    let name = form.name.trim();
    let mut secret = json!({
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": {"name": user_data_secret(name), "namespace": form.namespace.trim()},
        "stringData": {form::USER_DATA_KEY: form.user_data},
    });
    if let Some(uid) = owner {
        secret["metadata"]["ownerReferences"] = json!([{"apiVersion": VIRTUAL_MACHINE.api_version(), "kind": VIRTUAL_MACHINE.kind, "name": name, "uid": uid}]);
    }
    secret
}
