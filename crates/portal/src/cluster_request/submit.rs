//! Making the request: one create, never an overwrite.

use chrono::Utc;
use texts::t;

use super::{checks, form, options};
use crate::{
    SignedIn, creation,
    facts::Facts,
    kind::GUEST_CLUSTER,
    manifest,
    view::{Created, Error, ErrorKind, FieldError, RequestInput},
};

/// Creates the GuestCluster as the user.
///
/// # Errors
/// `Invalid` with the fields that are wrong, `Conflict` with field `name` when it is taken, `Forbidden` with field
/// `namespace`. For YAML everything is said of field `yaml`.
pub async fn submit(ctx: &SignedIn, input: &RequestInput) -> Result<Created, Error> {
    let (object, text) = match input {
        RequestInput::Yaml(typed) => {
            (manifest::read(typed, &GUEST_CLUSTER).map_err(|error| Error::invalid(vec![error]))?, Some(typed.as_str()))
        }
        RequestInput::Form(form) => (form::object(form), None),
        RequestInput::New { .. } => {
            return Err(Error::new(ErrorKind::Invalid, t().error_nothing_to_request()));
        }
    };
    let typed = form::read(&object, "");
    let options = options::read(ctx, Some(&typed.namespace)).await?;
    let wrong = checks::check(&typed, &options);
    if !wrong.is_empty() {
        let in_yaml = |error| match text {
            Some(text) => checks::in_yaml(error, text),
            None => error,
        };
        return Err(Error::invalid(wrong.into_iter().map(in_yaml).collect()));
    }
    let created = creation::create(ctx, &GUEST_CLUSTER, &typed.namespace, &object)
        .await
        .map_err(|error| placed(error, &typed.namespace, &typed.name, text))?;
    let created = Facts::new(created, "", "");
    Ok(Created {
        namespace: created.namespace().to_owned(),
        name: created.name().to_owned(),
        at: created.created().unwrap_or_else(Utc::now),
    })
}

/// The API's answer at the field that it concerns; `text` is the YAML, if it is one. Pure.
fn placed(mut error: Error, namespace: &str, name: &str, text: Option<&str>) -> Error {
    let whole = |field: &str, message: &str| vec![FieldError::new(field, message)];
    match error.kind {
        ErrorKind::Conflict => {
            error.message = t().error_cluster_there(namespace, name);
            error.fields = whole("metadata.name", &error.message);
        }
        ErrorKind::Forbidden => error.fields = whole("metadata.namespace", &error.message),
        ErrorKind::Invalid if error.fields.is_empty() => error.fields = whole("", &error.message),
        _ => {}
    }
    for field in &mut error.fields {
        *field = match text {
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
        let conflict = || Error::new(ErrorKind::Conflict, "guestclusters \"demo\" already exists");
        let error = placed(conflict(), "team-a", "demo", None);
        assert_eq!(
            (error.fields[0].field.as_str(), error.message.as_str()),
            ("name", "team-a has a cluster demo already.")
        );
        assert_eq!(placed(conflict(), "team-a", "demo", Some("kind: A\n")).fields[0].field, "yaml");
        for (path, field) in [
            ("spec.topology.nodePools[1].replicas", "pools.1.replicas"),
            ("spec.topology.controlPlane.class", "controlPlane.class"),
            ("metadata.name", "name"),
            ("spec.network.pods.cidrBlocks[0]", "spec.network.pods.cidrBlocks[0]"),
        ] {
            let error =
                Error { fields: vec![FieldError::new(path, "wrong")], ..Error::new(ErrorKind::Invalid, "wrong") };
            assert_eq!(placed(error, "a", "b", None).fields[0].field, field);
        }
    }
}
