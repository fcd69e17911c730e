//! The query of a request.

use http::{HeaderMap, Uri, header};
use serde_json::Value;

use super::error::ApiError;
use super::managed_fields::manager_name;

/// The names and values of a query, decoded.
#[derive(Clone, Debug, Default)]
pub(crate) struct Query(pub(crate) Vec<(String, String)>);

impl Query {
    pub(crate) fn new(uri: &Uri) -> Result<Query, ApiError> {
        axum::extract::Query::try_from_uri(uri)
            .map(|query| Query(query.0))
            .map_err(|error| ApiError::bad_request(error.to_string()))
    }

    /// The value of `name`, when it is there and not empty.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(n, v)| n == name && !v.is_empty()).map(|(_, v)| v.as_str())
    }

    pub(crate) fn flag(&self, name: &str) -> bool {
        self.flag_if_set(name).unwrap_or_default()
    }

    pub(crate) fn flag_if_set(&self, name: &str) -> Option<bool> {
        self.get(name).map(|v| !matches!(v, "false" | "0"))
    }

    pub(crate) fn number(&self, name: &str) -> Result<Option<u64>, ApiError> {
        self.get(name)
            .map(|v| {
                v.parse()
                    .map_err(|_| ApiError::bad_request(format!("invalid value \"{v}\" of the query parameter {name}")))
            })
            .transpose()
    }
}

/// What to do about unknown and duplicate fields.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum FieldValidation {
    Ignore,
    #[default]
    Warn,
    Strict,
}

/// What a write may be asked.
#[derive(Clone, Debug, Default)]
pub(crate) struct WriteOptions {
    pub(crate) dry_run: bool,
    pub(crate) manager: String,
    pub(crate) validation: FieldValidation,
    /// Of a server-side apply only.
    pub(crate) force: Option<bool>,
    /// True when the manager was named by the request itself.
    pub(crate) manager_named: bool,
}

/// The longest name of a field manager.
const MAX_MANAGER: usize = 128;

impl WriteOptions {
    pub(crate) fn new(query: &Query, headers: &HeaderMap) -> Result<WriteOptions, ApiError> {
        let named = query.get("fieldManager");
        if named.is_some_and(|m| m.len() > MAX_MANAGER || m.chars().any(char::is_control)) {
            return Err(ApiError::bad_request(format!(
                "fieldManager: must be printable and at most {MAX_MANAGER} bytes"
            )));
        }
        let agent = headers.get(header::USER_AGENT).and_then(|v| v.to_str().ok()).unwrap_or_default();
        Ok(WriteOptions {
            dry_run: dry_run(query.get("dryRun"))?,
            manager: match manager_name(named, agent) {
                name if name.is_empty() => "unknown".to_owned(),
                name => name,
            },
            validation: match query.get("fieldValidation") {
                None => FieldValidation::default(),
                Some("Ignore") => FieldValidation::Ignore,
                Some("Warn") => FieldValidation::Warn,
                Some("Strict") => FieldValidation::Strict,
                Some(other) => {
                    return Err(ApiError::bad_request(format!(
                        "fieldValidation: Unsupported value: \"{other}\": supported values: \"Ignore\", \"Strict\", \"Warn\""
                    )));
                }
            },
            force: query.flag_if_set("force"),
            manager_named: named.is_some(),
        })
    }
}

fn dry_run(value: Option<&str>) -> Result<bool, ApiError> {
    match value {
        None => Ok(false),
        Some("All") => Ok(true),
        Some(other) => {
            Err(ApiError::bad_request(format!("dryRun: Unsupported value: \"{other}\": supported values: \"All\"")))
        }
    }
}

/// What becomes of the objects that a deleted object owns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Propagation {
    Background,
    Foreground,
    Orphan,
}

/// What a delete may be asked, in its query or its body.
#[derive(Clone, Debug, Default)]
pub(crate) struct DeleteOptions {
    pub(crate) dry_run: bool,
    pub(crate) propagation: Option<Propagation>,
    pub(crate) uid: Option<String>,
    pub(crate) resource_version: Option<String>,
}

impl DeleteOptions {
    pub(crate) fn new(query: &Query, body: &Value) -> Result<DeleteOptions, ApiError> {
        let text = |name: &str| body.get(name).and_then(Value::as_str).or_else(|| query.get(name));
        let precondition =
            |name: &str| body.get("preconditions").and_then(|p| p.get(name)).and_then(Value::as_str).map(str::to_owned);
        let dry = body.get("dryRun").and_then(|d| d.get(0)).and_then(Value::as_str);
        let orphan =
            body.get("orphanDependents").and_then(Value::as_bool).or_else(|| query.flag_if_set("orphanDependents"));
        let propagation = match (text("propagationPolicy"), orphan) {
            (Some(_), Some(_)) => {
                return Err(ApiError::bad_request("orphanDependents and deletionPropagation cannot be both set"));
            }
            (None, None) => None,
            (None, Some(true)) | (Some("Orphan"), None) => Some(Propagation::Orphan),
            (None, Some(false)) | (Some("Background"), None) => Some(Propagation::Background),
            (Some("Foreground"), None) => Some(Propagation::Foreground),
            (Some(other), None) => {
                return Err(ApiError::bad_request(format!(
                    "propagationPolicy: Unsupported value: \"{other}\": supported values: \"Background\", \"Foreground\", \"Orphan\""
                )));
            }
        };
        Ok(DeleteOptions {
            dry_run: dry_run(dry.or_else(|| query.get("dryRun")))?,
            propagation,
            uid: precondition("uid"),
            resource_version: precondition("resourceVersion"),
        })
    }
}
