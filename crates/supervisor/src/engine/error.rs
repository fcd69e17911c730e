//! Refusals and failures, as the `Status` objects that kube-apiserver answers.
//!
//! Wording: `k8s.io/apimachinery/pkg/api/errors`.

use api::field::FieldError;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use serde::Serialize;
use serde_json::Value;

use super::registry::{Resource, qualified};

/// Why a request was not served.
#[derive(Clone, Debug, PartialEq)]
pub struct ApiError {
    status: Box<Status>,
}

/// The body of an error answer.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
struct Status {
    kind: &'static str,
    api_version: &'static str,
    metadata: serde_json::Map<String, Value>,
    status: &'static str,
    message: String,
    reason: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    details: Option<Details>,
    code: u16,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
struct Details {
    #[serde(skip_serializing_if = "String::is_empty")]
    name: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    group: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    kind: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    causes: Vec<Cause>,
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after_seconds: Option<u32>,
}

/// One part of a refusal: which field, and what about it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Cause {
    /// The machine-readable reason.
    pub reason: String,
    /// What is wrong, for people.
    pub message: String,
    /// The field's path, such as `spec.replicas`; may be empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub field: String,
}

impl std::fmt::Display for ApiError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.status.message)
    }
}

impl std::error::Error for ApiError {}

impl ApiError {
    fn new(code: StatusCode, reason: &'static str, message: impl Into<String>) -> ApiError {
        ApiError {
            status: Box::new(Status {
                kind: "Status",
                api_version: "v1",
                metadata: serde_json::Map::new(),
                status: "Failure",
                message: message.into(),
                reason,
                details: None,
                code: code.as_u16(),
            }),
        }
    }

    fn about(mut self, name: &str, group: &str, kind: &str) -> ApiError {
        let details = self.status.details.get_or_insert_default();
        details.name = name.to_owned();
        details.group = group.to_owned();
        details.kind = kind.to_owned();
        self
    }

    fn with_causes(mut self, causes: Vec<Cause>) -> ApiError {
        self.status.details.get_or_insert_default().causes = causes;
        self
    }

    fn retry_after(mut self, seconds: u32) -> ApiError {
        self.status.details.get_or_insert_default().retry_after_seconds = Some(seconds);
        self
    }

    /// With a field in the metadata of the `Status`.
    pub(crate) fn with_metadata(mut self, name: &str, value: Value) -> ApiError {
        self.status.metadata.insert(name.to_owned(), value);
        self
    }

    /// The HTTP status code.
    pub fn code(&self) -> u16 {
        self.status.code
    }

    /// The machine-readable reason, such as `NotFound`.
    pub fn reason(&self) -> &'static str {
        self.status.reason
    }

    /// The text for people.
    pub fn message(&self) -> &str {
        &self.status.message
    }

    /// The `Status` object.
    pub fn to_value(&self) -> Value {
        serde_json::to_value(&self.status).unwrap_or_default()
    }

    /// The writer leads no longer: somebody else holds the Lease of this name.
    pub(crate) fn fenced(lease: &str) -> ApiError {
        ApiError::new(
            StatusCode::CONFLICT,
            "Conflict",
            format!("the write is refused: its writer does not hold the lease \"{lease}\" any more"),
        )
    }

    /// There is no such object.
    pub fn not_found(resource: &Resource, name: &str) -> ApiError {
        ApiError::named_not_found(&resource.group, &resource.plural, name)
    }

    /// The same for a resource that is known by its names only.
    pub fn named_not_found(group: &str, plural: &str, name: &str) -> ApiError {
        let message = format!("{} \"{name}\" not found", qualified(plural, group));
        ApiError::new(StatusCode::NOT_FOUND, "NotFound", message).about(name, group, plural)
    }

    /// There is no such path.
    pub fn no_route() -> ApiError {
        ApiError::new(StatusCode::NOT_FOUND, "NotFound", "the server could not find the requested resource")
            .about("", "", "")
    }

    /// An object of this name is there already.
    pub fn already_exists(resource: &Resource, name: &str) -> ApiError {
        ApiError::new(
            StatusCode::CONFLICT,
            "AlreadyExists",
            format!("{} \"{name}\" already exists", resource.qualified_name()),
        )
        .about(name, &resource.group, &resource.plural)
    }

    /// Every generated name was taken, this one last.
    pub fn no_name_free(resource: &Resource, name: &str) -> ApiError {
        let message = format!(
            "{} \"{name}\" already exists, the server was not able to generate a unique name for the object",
            resource.qualified_name()
        );
        ApiError::new(StatusCode::CONFLICT, "AlreadyExists", message)
            .about(name, &resource.group, &resource.plural)
            .retry_after(1)
    }

    /// The object changed since the caller read it.
    pub fn modified(resource: &Resource, name: &str) -> ApiError {
        ApiError::conflict(
            resource,
            name,
            "the object has been modified; please apply your changes to the latest version and try again",
        )
    }

    /// The write does not fit the state of the object.
    pub fn conflict(resource: &Resource, name: &str, why: &str) -> ApiError {
        ApiError::named_conflict(&resource.group, &resource.plural, name, why)
    }

    /// The same for a resource that is known by its names only.
    pub fn named_conflict(group: &str, plural: &str, name: &str, why: &str) -> ApiError {
        let message = format!("Operation cannot be fulfilled on {} \"{name}\": {why}", qualified(plural, group));
        ApiError::new(StatusCode::CONFLICT, "Conflict", message).about(name, group, plural)
    }

    /// Fields of a server-side apply belong to other managers; the message lists them.
    pub fn apply_conflict(message: String, conflicts: Vec<Cause>) -> ApiError {
        ApiError::new(StatusCode::CONFLICT, "Conflict", message).with_causes(conflicts)
    }

    /// The object breaks rules.
    pub fn invalid(resource: &Resource, name: &str, errors: &[FieldError]) -> ApiError {
        ApiError::invalid_kind(&resource.group, &resource.kind, name, errors)
    }

    /// The same for an object that is known by its kind only.
    pub fn invalid_kind(group: &str, kind: &str, name: &str, errors: &[FieldError]) -> ApiError {
        let mut texts: Vec<String> = Vec::with_capacity(errors.len());
        for error in errors {
            let text = error.to_string();
            if !texts.contains(&text) {
                texts.push(text);
            }
        }
        let all = match texts.as_slice() {
            [one] => one.clone(),
            many => format!("[{}]", many.join(", ")),
        };
        let causes = errors
            .iter()
            .map(|e| Cause { reason: e.kind.reason().to_owned(), message: e.body(), field: e.field.clone() })
            .collect();
        ApiError::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "Invalid",
            format!("{} \"{name}\" is invalid: {all}", qualified(kind, group)),
        )
        .about(name, group, kind)
        .with_causes(causes)
    }

    /// The caller may not do this; `why` completes `X "name" is forbidden: `.
    pub fn forbidden(resource: &Resource, name: &str, why: &str) -> ApiError {
        ApiError::forbidden_resource(&resource.group, &resource.plural, name, why)
    }

    /// The same for a resource that is known by its names only.
    pub fn forbidden_resource(group: &str, plural: &str, name: &str, why: &str) -> ApiError {
        let what = qualified(plural, group);
        let message = match (plural, name) {
            ("", _) => format!("forbidden: {why}"),
            (_, "") => format!("{what} is forbidden: {why}"),
            _ => format!("{what} \"{name}\" is forbidden: {why}"),
        };
        ApiError::new(StatusCode::FORBIDDEN, "Forbidden", message).about(name, group, plural)
    }

    /// Nothing may be made in a namespace that is being deleted.
    pub fn namespace_terminating(resource: &Resource, name: &str, namespace: &str) -> ApiError {
        let why = format!("unable to create new content in namespace {namespace} because it is being terminated");
        let cause = Cause {
            reason: "NamespaceTerminating".to_owned(),
            message: format!("namespace {namespace} is being terminated"),
            field: "metadata.namespace".to_owned(),
        };
        ApiError::forbidden(resource, name, &why).with_causes(vec![cause])
    }

    /// The credentials are missing or wrong.
    pub fn unauthorized() -> ApiError {
        ApiError::new(StatusCode::UNAUTHORIZED, "Unauthorized", "Unauthorized")
    }

    /// The request makes no sense.
    pub fn bad_request(message: impl Into<String>) -> ApiError {
        ApiError::new(StatusCode::BAD_REQUEST, "BadRequest", message)
    }

    /// The resource does not serve this verb.
    pub fn method_not_allowed() -> ApiError {
        ApiError::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "MethodNotAllowed",
            "the server does not allow this method on the requested resource",
        )
        .about("", "", "")
    }

    /// The body is in none of these formats.
    pub fn unsupported_media_type(accepted: &[&str]) -> ApiError {
        ApiError::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "UnsupportedMediaType",
            format!(
                "the body of the request was in an unknown format - accepted media types include: {}",
                accepted.join(", ")
            ),
        )
    }

    /// The answer is available in none of the formats that the caller reads.
    pub fn not_acceptable() -> ApiError {
        ApiError::new(
            StatusCode::NOT_ACCEPTABLE,
            "NotAcceptable",
            "only the following media types are accepted: application/json, application/yaml",
        )
    }

    /// The body is larger than `limit` bytes.
    pub fn too_large(limit: usize) -> ApiError {
        ApiError::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "RequestEntityTooLarge",
            format!("Request entity too large: limit is {limit}"),
        )
    }

    /// The request asks for more than one request may.
    pub fn too_large_because(message: impl Into<String>) -> ApiError {
        ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, "RequestEntityTooLarge", message)
    }

    /// The patch does not fit the object.
    pub fn unprocessable(message: &str) -> ApiError {
        // Without details: with them kubectl shows no message.
        ApiError::new(StatusCode::UNPROCESSABLE_ENTITY, "Invalid", message)
    }

    /// The asked state is no longer in memory.
    pub fn expired(message: impl Into<String>) -> ApiError {
        ApiError::new(StatusCode::GONE, "Expired", message)
    }

    /// With the earliest moment that can be asked for, for programs: a cause with the reason `HistoryKeptSince`.
    pub(crate) fn kept_since(self, oldest: chrono::DateTime<chrono::Utc>) -> ApiError {
        self.with_causes(vec![Cause {
            reason: "HistoryKeptSince".to_owned(),
            message: oldest.to_rfc3339_opts(chrono::SecondsFormat::Millis, true),
            field: String::new(),
        }])
    }

    /// With the moment of the object's last deletion, for programs: a cause with the reason `HistoryDeletedAt`.
    pub(crate) fn deleted_at(self, at: chrono::DateTime<chrono::Utc>) -> ApiError {
        self.with_causes(vec![Cause {
            reason: "HistoryDeletedAt".to_owned(),
            message: at.to_rfc3339_opts(chrono::SecondsFormat::Millis, true),
            field: String::new(),
        }])
    }

    /// The asked state is in the future.
    pub fn revision_too_large(asked: u64, current: u64) -> ApiError {
        let message = format!("Too large resource version: {asked}, current: {current}");
        ApiError::new(StatusCode::GATEWAY_TIMEOUT, "Timeout", message)
            .with_causes(vec![Cause {
                reason: "ResourceVersionTooLarge".to_owned(),
                message: "Too large resource version".to_owned(),
                field: String::new(),
            }])
            .retry_after(1)
    }

    /// The caller, or all together, ask for more than is served at once.
    pub fn too_many_requests() -> ApiError {
        let message = "Too many requests, please try again later.";
        ApiError::new(StatusCode::TOO_MANY_REQUESTS, "TooManyRequests", message).retry_after(1)
    }

    /// The request took longer than it may.
    pub fn timed_out(why: &str) -> ApiError {
        ApiError::new(StatusCode::GATEWAY_TIMEOUT, "Timeout", format!("Timeout: {why}"))
    }

    /// Something failed here.
    pub fn internal(message: impl std::fmt::Display) -> ApiError {
        ApiError::new(StatusCode::INTERNAL_SERVER_ERROR, "InternalError", format!("Internal error occurred: {message}"))
    }

    /// The server cannot do this now.
    pub fn unavailable(message: impl Into<String>) -> ApiError {
        ApiError::new(StatusCode::SERVICE_UNAVAILABLE, "ServiceUnavailable", message).retry_after(1)
    }
}

impl From<store::WriteError> for ApiError {
    fn from(error: store::WriteError) -> ApiError {
        match error {
            store::WriteError::Storage(_) | store::WriteError::Closed | store::WriteError::NotLoaded => {
                ApiError::unavailable("the storage does not take writes; please try again")
            }
            other => ApiError::internal(other),
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let code = StatusCode::from_u16(self.status.code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let retry = self.status.details.as_ref().and_then(|d| d.retry_after_seconds);
        let mut response = (code, axum::Json(&*self.status)).into_response();
        if let Some(seconds) = retry {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if code == StatusCode::UNAUTHORIZED {
            let challenge = HeaderValue::from_static("Bearer realm=\"kubernetes\"");
            response.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
        }
        response
    }
}
