//! The query of a request.

use api::field::FieldError;
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

    /// A count; a negative one is none, as upstream has it.
    pub(crate) fn number(&self, name: &str) -> Result<Option<u64>, ApiError> {
        let Some(text) = self.get(name) else { return Ok(None) };
        let number: i64 = text
            .parse()
            .map_err(|_| ApiError::bad_request(format!("invalid value \"{text}\" of the query parameter {name}")))?;
        Ok(u64::try_from(number).ok())
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

/// The group in whose name options are refused.
const GROUP: &str = "meta.k8s.io";

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
    /// The options of a request with this verb.
    pub(crate) fn new(verb: &str, query: &Query, headers: &HeaderMap) -> Result<WriteOptions, ApiError> {
        let kind = match verb {
            "create" => "CreateOptions",
            "patch" => "PatchOptions",
            _ => "UpdateOptions",
        };
        let refused = |error| ApiError::invalid_kind(GROUP, kind, "", &[error]);
        let named = query.get("fieldManager");
        if let Some(name) = named {
            if name.len() > MAX_MANAGER {
                return Err(refused(FieldError::too_long("fieldManager", MAX_MANAGER)));
            }
            if name.chars().any(char::is_control) {
                let rule = "should only contain printable characters";
                return Err(refused(FieldError::invalid("fieldManager", name, rule)));
            }
        }
        let agent = headers.get(header::USER_AGENT).and_then(|v| v.to_str().ok()).unwrap_or_default();
        Ok(WriteOptions {
            dry_run: dry_run(query.get("dryRun"), refused)?,
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
                    let known = ["", "Ignore", "Strict", "Warn"];
                    return Err(refused(FieldError::not_supported("fieldValidation", other, known)));
                }
            },
            force: query.flag_if_set("force"),
            manager_named: named.is_some(),
        })
    }
}

fn dry_run(value: Option<&str>, refused: impl Fn(FieldError) -> ApiError) -> Result<bool, ApiError> {
    match value {
        None => Ok(false),
        Some("All") => Ok(true),
        Some(other) => Err(refused(FieldError::not_supported("dryRun", vec![other], ["All"]))),
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
    /// True when the caller is told by 202 that the object is still there.
    pub(crate) says_accepted: bool,
}

impl DeleteOptions {
    pub(crate) fn new(query: &Query, body: &Value) -> Result<DeleteOptions, ApiError> {
        let refused = |error| ApiError::invalid_kind(GROUP, "DeleteOptions", "", &[error]);
        let text = |name: &str| body.get(name).and_then(Value::as_str).or_else(|| query.get(name));
        let precondition =
            |name: &str| body.get("preconditions").and_then(|p| p.get(name)).and_then(Value::as_str).map(str::to_owned);
        let dry = body.get("dryRun").and_then(|d| d.get(0)).and_then(Value::as_str);
        let orphan =
            body.get("orphanDependents").and_then(Value::as_bool).or_else(|| query.flag_if_set("orphanDependents"));
        let propagation = match (text("propagationPolicy"), orphan) {
            (Some(policy), Some(_)) => {
                let rule = "orphanDependents and deletionPropagation cannot be both set";
                return Err(refused(FieldError::invalid("propagationPolicy", policy, rule)));
            }
            (None, None) => None,
            (None, Some(true)) | (Some("Orphan"), None) => Some(Propagation::Orphan),
            (None, Some(false)) | (Some("Background"), None) => Some(Propagation::Background),
            (Some("Foreground"), None) => Some(Propagation::Foreground),
            (Some(other), None) => {
                let known = ["Foreground", "Background", "Orphan", "nil"];
                return Err(refused(FieldError::not_supported("propagationPolicy", other, known)));
            }
        };
        Ok(DeleteOptions {
            dry_run: dry_run(dry.or_else(|| query.get("dryRun")), refused)?,
            says_accepted: orphan == Some(false) || propagation == Some(Propagation::Foreground),
            propagation,
            uid: precondition("uid"),
            resource_version: precondition("resourceVersion"),
        })
    }
}
