//! What is wrong with which field: errors of validation, worded as kube-apiserver words them.
//!
//! Model: `k8s.io/apimachinery/pkg/util/validation/field`.

mod names;
mod path;

use std::fmt;

use serde_json::Value;

pub use names::{config_key, dns_label, dns_subdomain, ip_address, label_key, label_value, labels, qualified_name};
pub use path::Path;

/// Longest a DNS label may be (RFC 1123).
pub const DNS_LABEL_MAX_LENGTH: usize = 63;
/// Longest a DNS subdomain may be (RFC 1123).
pub const DNS_SUBDOMAIN_MAX_LENGTH: usize = 253;

/// What kind of mistake was made.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum FieldErrorKind {
    /// A value is needed and absent.
    Required,
    /// The value breaks a rule of its syntax or range, or may not change.
    Invalid,
    /// The value is outside a closed set.
    NotSupported,
    /// The value stands elsewhere and must be unique.
    Duplicate,
    /// A value may not stand here.
    Forbidden,
    /// The value names something that does not exist.
    NotFound,
    /// The text is longer than allowed.
    TooLong,
    /// The list has more items than allowed.
    TooMany,
    /// The value has the wrong JSON type.
    TypeInvalid,
    /// The rule itself could not be checked.
    Internal,
}

impl FieldErrorKind {
    /// The machine-readable reason, as it stands in `status.details.causes[].reason`.
    pub const fn reason(self) -> &'static str {
        match self {
            Self::Required => "FieldValueRequired",
            Self::Invalid => "FieldValueInvalid",
            Self::NotSupported => "FieldValueNotSupported",
            Self::Duplicate => "FieldValueDuplicate",
            Self::Forbidden => "FieldValueForbidden",
            Self::NotFound => "FieldValueNotFound",
            Self::TooLong => "FieldValueTooLong",
            Self::TooMany => "FieldValueTooMany",
            Self::TypeInvalid => "FieldValueTypeInvalid",
            Self::Internal => "InternalError",
        }
    }

    /// The words a message begins with.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Required => "Required value",
            Self::Invalid | Self::TypeInvalid => "Invalid value",
            Self::NotSupported => "Unsupported value",
            Self::Duplicate => "Duplicate value",
            Self::Forbidden => "Forbidden",
            Self::NotFound => "Not found",
            Self::TooLong => "Too long",
            Self::TooMany => "Too many",
            Self::Internal => "Internal error",
        }
    }

    const fn shows_value(self) -> bool {
        !matches!(self, Self::Required | Self::Forbidden | Self::TooLong | Self::Internal)
    }
}

/// One mistake in one field.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldError {
    /// The field's path, such as `spec.nodePools[0].name`.
    pub field: String,
    /// What kind of mistake it is.
    pub kind: FieldErrorKind,
    /// What would be right; may be empty.
    pub detail: String,
    /// The value that was found; null where the message does not show one.
    pub value: Value,
}

impl FieldError {
    /// A mistake with its value and an explanation.
    pub fn new(
        field: impl Into<String>,
        kind: FieldErrorKind,
        value: impl Into<Value>,
        detail: impl Into<String>,
    ) -> Self {
        Self { field: field.into(), kind, detail: detail.into(), value: value.into() }
    }

    /// A value is needed and absent. `detail` may be empty.
    pub fn required(field: impl Into<String>, detail: impl Into<String>) -> Self {
        Self::new(field, FieldErrorKind::Required, Value::Null, detail)
    }

    /// The value breaks the rule that `detail` tells.
    pub fn invalid(field: impl Into<String>, value: impl Into<Value>, detail: impl Into<String>) -> Self {
        Self::new(field, FieldErrorKind::Invalid, value, detail)
    }

    /// The value is none of `supported`.
    pub fn not_supported<S: fmt::Display>(
        field: impl Into<String>,
        value: impl Into<Value>,
        supported: impl IntoIterator<Item = S>,
    ) -> Self {
        let words: Vec<String> = supported.into_iter().map(|word| format!("{:?}", word.to_string())).collect();
        let detail = if words.is_empty() { String::new() } else { format!("supported values: {}", words.join(", ")) };
        Self::new(field, FieldErrorKind::NotSupported, value, detail)
    }

    /// The value stands twice where it must be unique.
    pub fn duplicate(field: impl Into<String>, value: impl Into<Value>) -> Self {
        Self::new(field, FieldErrorKind::Duplicate, value, "")
    }

    /// A value may not stand here, for the reason that `detail` tells.
    pub fn forbidden(field: impl Into<String>, detail: impl Into<String>) -> Self {
        Self::new(field, FieldErrorKind::Forbidden, Value::Null, detail)
    }

    /// The value was changed and may not be.
    pub fn immutable(field: impl Into<String>, value: impl Into<Value>) -> Self {
        Self::invalid(field, value, "field is immutable")
    }

    /// The text is longer than `most` bytes.
    pub fn too_long(field: impl Into<String>, most: usize) -> Self {
        let detail = format!("may not be more than {most} bytes");
        Self::new(field, FieldErrorKind::TooLong, Value::Null, detail)
    }

    /// The list has `count` items and may have `most`.
    pub fn too_many(field: impl Into<String>, count: usize, most: usize) -> Self {
        let detail = format!("must have at most {most} items");
        Self::new(field, FieldErrorKind::TooMany, count, detail)
    }

    /// The message without the field's path, as it stands in `status.details.causes[].message`.
    pub fn body(&self) -> String {
        let words = self.kind.words();
        let mut body = if self.kind.shows_value() { format!("{words}: {}", self.value) } else { words.to_owned() };
        if !self.detail.is_empty() {
            body.push_str(": ");
            body.push_str(&self.detail);
        }
        body
    }
}

impl fmt::Display for FieldError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.field, self.body())
    }
}

impl std::error::Error for FieldError {}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn errors_read_as_from_kube_apiserver() {
        let cases = [
            (
                FieldError::not_supported("spec.replicas", 2, [1, 3, 5]),
                r#"spec.replicas: Unsupported value: 2: supported values: "1", "3", "5""#,
            ),
            (FieldError::required("spec.name", ""), "spec.name: Required value"),
            (FieldError::required("spec.name", "must be set"), "spec.name: Required value: must be set"),
            (
                FieldError::invalid("metadata.name", "Bad_Name", "a name must be lower-case"),
                r#"metadata.name: Invalid value: "Bad_Name": a name must be lower-case"#,
            ),
            (FieldError::invalid("spec.ref", json!({"a": 1}), "no"), r#"spec.ref: Invalid value: {"a":1}: no"#),
            (FieldError::duplicate("spec.a[1]", "x"), r#"spec.a[1]: Duplicate value: "x""#),
            (FieldError::forbidden("spec.a", "not now"), "spec.a: Forbidden: not now"),
            (FieldError::immutable("spec.a", "x"), r#"spec.a: Invalid value: "x": field is immutable"#),
            (FieldError::too_long("spec.a", 63), "spec.a: Too long: may not be more than 63 bytes"),
            (FieldError::too_many("spec.a", 5, 4), "spec.a: Too many: 5: must have at most 4 items"),
        ];
        for (error, message) in cases {
            assert_eq!(error.to_string(), message);
        }
    }
}
