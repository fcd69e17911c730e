//! Making the request: one create, never an overwrite.

use chrono::Utc;
use serde_json::Value;

use super::{checks, form, options, text};
use crate::{
    SignedIn,
    error::from_kube,
    facts::Facts,
    kind::GUEST_CLUSTER,
    view::{Created, Error, ErrorKind, FieldError, RequestInput},
};

/// Creates the GuestCluster as the user.
///
/// # Errors
/// `Invalid` with the fields that are wrong, `Conflict` with field `name` when it is taken, `Forbidden` with field
/// `namespace`. For YAML everything is said of field `yaml`.
pub async fn submit(ctx: &SignedIn, input: &RequestInput) -> Result<Created, Error> {
    let (object, is_yaml) = match input {
        RequestInput::Yaml(typed) => (text::parse(typed).map_err(|error| Error::invalid(vec![error]))?, true),
        RequestInput::Form(form) => (form::object(form), false),
        RequestInput::New { .. } => {
            return Err(Error::new(ErrorKind::Invalid, "There is nothing to request yet."));
        }
    };
    let typed = form::read(&object, "");
    let options = options::read(ctx, Some(&typed.namespace)).await?;
    let wrong = checks::check(&typed, &options);
    if !wrong.is_empty() {
        let wrong = if is_yaml { wrong.into_iter().map(checks::in_yaml).collect() } else { wrong };
        return Err(Error::invalid(wrong));
    }
    let created = create(ctx, &typed.namespace, &object)
        .await
        .map_err(|error| placed(error, &typed.namespace, &typed.name, is_yaml))?;
    let created = Facts::new(created, "", "");
    Ok(Created {
        namespace: created.namespace().to_owned(),
        name: created.name().to_owned(),
        at: created.created().unwrap_or_else(Utc::now),
    })
}

async fn create(ctx: &SignedIn, namespace: &str, object: &Value) -> Result<Value, Error> {
    let uri = format!("{}?fieldManager=atoll-portal&fieldValidation=Strict", GUEST_CLUSTER.path(Some(namespace), None));
    let internal = |error: String| Error::new(ErrorKind::Internal, format!("The request cannot be written: {error}."));
    let body = serde_json::to_vec(object).map_err(|error| internal(error.to_string()))?;
    let request = http::Request::post(uri).header(http::header::CONTENT_TYPE, "application/json").body(body);
    ctx.client.request(request.map_err(|error| internal(error.to_string()))?).await.map_err(from_kube)
}

/// The API's answer at the field that it concerns. Pure.
fn placed(mut error: Error, namespace: &str, name: &str, is_yaml: bool) -> Error {
    let whole = |field: &str, message: &str| vec![FieldError::new(field, message)];
    match error.kind {
        ErrorKind::Conflict => {
            error.message = format!("{namespace} has a cluster {name} already.");
            error.fields = whole("name", &error.message);
        }
        ErrorKind::Forbidden => error.fields = whole("namespace", &error.message),
        ErrorKind::Invalid if error.fields.is_empty() => error.fields = whole("", &error.message),
        _ => {}
    }
    for field in &mut error.fields {
        if is_yaml {
            if field.field.contains('.') {
                field.message = format!("{}: {}", field.field, field.message);
            }
            field.field = "yaml".to_owned();
        } else {
            field.field = checks::form_field(&field.field);
        }
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
        let error = placed(conflict(), "team-a", "demo", false);
        assert_eq!(
            (error.fields[0].field.as_str(), error.message.as_str()),
            ("name", "team-a has a cluster demo already.")
        );
        assert_eq!(placed(conflict(), "team-a", "demo", true).fields[0].field, "yaml");
        for (path, field) in [
            ("spec.topology.nodePools[1].replicas", "pools.1.replicas"),
            ("spec.topology.controlPlane.class", "controlPlane.class"),
            ("metadata.name", "name"),
            ("spec.network.pods.cidrBlocks[0]", "spec.network.pods.cidrBlocks[0]"),
        ] {
            let error =
                Error { fields: vec![FieldError::new(path, "wrong")], ..Error::new(ErrorKind::Invalid, "wrong") };
            assert_eq!(placed(error, "a", "b", false).fields[0].field, field);
        }
    }
}
