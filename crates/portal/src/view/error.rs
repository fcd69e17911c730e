//! Why a use case did not do what was asked.

use serde::{Deserialize, Serialize};
use texts::t;
use thiserror::Error as ThisError;

/// The class of an [`Error`]; pages choose status code and advice by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ErrorKind {
    /// There is no such object, or this user may not know of it.
    NotFound,
    /// This user may not do that.
    Forbidden,
    /// It exists already, or somebody changed it in the meantime.
    Conflict,
    /// The input is wrong; [`Error::fields`] says where.
    Invalid,
    /// Something that is needed does not answer right now.
    Unavailable,
    /// A fault of ours.
    Internal,
}

/// Why a use case did not do what was asked. Holds no secrets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ThisError)]
#[error("{message}")]
pub struct Error {
    /// The class.
    pub kind: ErrorKind,
    /// What happened, as one sentence for people.
    pub message: String,
    /// What is wrong with which field of the input.
    pub fields: Vec<FieldError>,
    /// The id under which the log tells more; none outside a request.
    pub request_id: Option<String>,
}

/// What is wrong with one field of the input.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    /// The field, by the name that the input type documents; empty when it concerns the whole.
    pub field: String,
    /// What is wrong and what would be right, as one sentence.
    pub message: String,
    /// Where in the text, from 1; for YAML.
    pub line: Option<u32>,
    /// Where in the line, from 1; for YAML.
    pub column: Option<u32>,
}

impl Error {
    /// An error of this class with this sentence.
    #[must_use]
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), fields: Vec::new(), request_id: None }
    }

    /// [`ErrorKind::Invalid`] with what is wrong where; the message is the first field's.
    #[must_use]
    pub fn invalid(fields: Vec<FieldError>) -> Self {
        let message = fields.first().map_or_else(|| t().error_invalid(), |first| first.message.clone());
        Self { kind: ErrorKind::Invalid, message, fields, request_id: None }
    }
}

impl FieldError {
    /// What is wrong with `field`, without a place in a text.
    #[must_use]
    pub fn new(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self { field: field.into(), message: message.into(), line: None, column: None }
    }
}
