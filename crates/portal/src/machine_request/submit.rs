//! Making the request: one create, never an overwrite.

use chrono::Utc;
use texts::t;

use super::{Considered, checks, considered, options, secret};
use crate::{
    SignedIn, creation,
    facts::Facts,
    kind::{SECRET, VIRTUAL_MACHINE},
    manifest, read,
    view::{Created, Error, ErrorKind, FieldError, MachineInput},
};

/// Creates the VirtualMachine as the user, and the Secret with its user data when there is some.
///
/// # Errors
/// `Invalid` with the fields that are wrong, `Conflict` with field `name` when it is taken, `Forbidden` with field
/// `namespace`, or `quota` when the namespace's quota has no room. For YAML everything but user data is said of field
/// `yaml`. After an error nothing was made.
pub async fn submit(ctx: &SignedIn, input: &MachineInput) -> Result<Created, Error> {
    let asked = match input {
        MachineInput::New { .. } => return Err(Error::new(ErrorKind::Invalid, t().error_nothing_to_request())),
        MachineInput::Form(form) => Some(form.namespace.clone()),
        MachineInput::Yaml { yaml, .. } => manifest::read(yaml, &VIRTUAL_MACHINE)
            .ok()
            .and_then(|object| object.pointer("/metadata/namespace")?.as_str().map(str::to_owned)),
    };
    let options = options::read(ctx, asked.as_deref()).await?;
    let Considered { form, object, yaml, errors } = considered(input, &options);
    let Some(object) = object.filter(|_| errors.is_empty()) else { return Err(Error::invalid(errors)) };
    let typed = matches!(input, MachineInput::Yaml { .. }).then_some(yaml.as_str());
    let (namespace, name) = (form.namespace.trim(), form.name.trim());
    let machine = creation::create(ctx, &VIRTUAL_MACHINE, namespace, &object)
        .await
        .map_err(|error| placed(error, namespace, name, typed))?;
    let machine = Facts::new(machine, "", "");
    if !form.user_data.is_empty()
        && let Err(error) = creation::create(ctx, &SECRET, namespace, &secret(&form, Some(machine.uid()))).await
    {
        // A machine that would wait for its user data for ever is not left behind.
        let api = read::api(&ctx.client, &VIRTUAL_MACHINE, Some(namespace));
        if let Err(error) = api.delete(name, &Default::default()).await {
            tracing::warn!(namespace, name, %error, "a machine without its user data could not be taken back");
        }
        let message = t().error_no_secret(error.message);
        return Err(Error { fields: vec![FieldError::new("userData", message.as_str())], message, ..error });
    }
    Ok(Created {
        namespace: machine.namespace().to_owned(),
        name: machine.name().to_owned(),
        at: machine.created().unwrap_or_else(Utc::now),
    })
}

/// The API's answer at the field that it concerns; `typed` is the YAML, if it is one. Pure.
fn placed(mut error: Error, namespace: &str, name: &str, typed: Option<&str>) -> Error {
    match error.kind {
        ErrorKind::Conflict => {
            error.message = t().error_machine_there(namespace, name);
            error.fields = vec![FieldError::new("metadata.name", error.message.as_str())];
        }
        ErrorKind::Forbidden => match error.message.split_once("exceeded quota: ") {
            Some((_, lacks)) => {
                error.message = t().error_no_quota_for_machine(namespace, lacks);
                error.fields = vec![FieldError::new("quota", error.message.as_str())];
                return error;
            }
            None => error.fields = vec![FieldError::new("metadata.namespace", error.message.as_str())],
        },
        ErrorKind::Invalid if error.fields.is_empty() => error.fields = vec![FieldError::new("", &*error.message)],
        _ => {}
    }
    for field in &mut error.fields {
        *field = match typed {
            Some(text) => creation::in_yaml(field.clone(), text),
            None => FieldError { field: checks::form_field(&field.field), ..field.clone() },
        };
    }
    error
}

#[cfg(test)]
mod tests {
    use super::placed;
    use crate::view::{Error, ErrorKind, FieldError};

    #[test]
    fn answers_of_the_api_find_their_field() {
        let of = |kind, message: &str, fields: Vec<FieldError>| Error { fields, ..Error::new(kind, message) };
        let field = |error: Error| error.fields[0].field.clone();
        let conflict = || of(ErrorKind::Conflict, "virtualmachines \"web\" already exists", Vec::new());
        assert_eq!(field(placed(conflict(), "team-a", "web", None)), "name");
        assert_eq!(placed(conflict(), "team-a", "web", None).message, "team-a has a machine web already.");
        let yaml = "kind: VirtualMachine\nmetadata:\n  name: web\n";
        let error = placed(conflict(), "team-a", "web", Some(yaml));
        assert_eq!((error.fields[0].field.as_str(), error.fields[0].line), ("yaml", Some(3)));
        let quota = "virtualmachines \"web\" is forbidden: exceeded quota: team-a, requested: requests.cpu=4, used: requests.cpu=30, limited: requests.cpu=32";
        let error = placed(of(ErrorKind::Forbidden, quota, Vec::new()), "team-a", "web", None);
        assert_eq!(field(error.clone()), "quota");
        assert!(error.message.ends_with("limited: requests.cpu=32."), "{}", error.message);
        for (path, wanted) in [
            ("spec.volumes[1].name", "disks.1.name"),
            ("spec.image.kind", "image"),
            ("spec.className", "class"),
            ("spec.network.hostName", "spec.network.hostName"),
        ] {
            let error = of(ErrorKind::Invalid, "wrong", vec![FieldError::new(path, "wrong")]);
            assert_eq!(field(placed(error, "a", "b", None)), wanted);
        }
    }
}
