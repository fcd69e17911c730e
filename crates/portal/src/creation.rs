//! Creating objects that people wrote, with the API's answer where they wrote it.

use serde_json::Value;
use texts::t;

use crate::{
    SignedIn,
    error::from_kube,
    kind::Kind,
    manifest,
    view::{Error, ErrorKind, FieldError},
};

/// The name under which the portal sets fields.
pub(crate) const MANAGER: &str = "atoll-portal";

/// Creates the object as the user, with every field checked; never an overwrite.
///
/// # Errors
/// The API's, with its own paths at the fields.
pub(crate) async fn create(ctx: &SignedIn, kind: &Kind, namespace: &str, object: &Value) -> Result<Value, Error> {
    let uri = format!("{}?fieldManager={MANAGER}&fieldValidation=Strict", kind.path(Some(namespace), None));
    let internal = |error: String| Error::new(ErrorKind::Internal, t().error_request_not_written(&error));
    let body = serde_json::to_vec(object).map_err(|error| internal(error.to_string()))?;
    let request = http::Request::post(uri).header(http::header::CONTENT_TYPE, "application/json").body(body);
    ctx.client.request(request.map_err(|error| internal(error.to_string()))?).await.map_err(from_kube)
}

/// An error of the API in the YAML that it is about: with its path in front, at its line and column. Pure.
pub(crate) fn in_yaml(error: FieldError, text: &str) -> FieldError {
    let path = unknown_field(&error).unwrap_or_else(|| error.field.clone());
    let message =
        if error.field.contains('.') { format!("{}: {}", error.field, error.message) } else { error.message.clone() };
    let error = FieldError { field: "yaml".to_owned(), message, ..error };
    if path.is_empty() { error } else { manifest::at_place(error, text, &path) }
}

/// The path that strict checking names in its message: `unknown field "spec.x"`.
fn unknown_field(error: &FieldError) -> Option<String> {
    let (_, rest) = error.message.split_once("unknown field \"")?;
    Some(rest.split_once('"')?.0.to_owned())
}

#[cfg(test)]
mod tests {
    use super::in_yaml;
    use crate::view::FieldError;

    #[test]
    fn errors_of_the_api_stand_at_their_line_with_their_path() {
        let text = "kind: A\nspec:\n  a: 1\n  nope: 2\n";
        let error = in_yaml(FieldError::new("spec.a", "Invalid value"), text);
        assert_eq!((error.line, error.column, error.message.as_str()), (Some(3), Some(6), "spec.a: Invalid value"));
        let error = in_yaml(FieldError::new("", "strict decoding error: unknown field \"spec.nope\""), text);
        assert_eq!((error.field.as_str(), error.line), ("yaml", Some(4)));
        assert_eq!(in_yaml(FieldError::new("", "no"), text).line, None);
    }
}
