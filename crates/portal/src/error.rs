//! The API's answers as errors that pages can show.

use kube::core::Status;
use texts::t;

use crate::view::{Error, ErrorKind, FieldError};

/// Any failure of a call to the Supervisor API. Field errors carry the API's own paths (`spec.topology…`).
pub(crate) fn from_kube(error: kube::Error) -> Error {
    told(&error)
}

/// The same of an error that is kept for others.
pub(crate) fn told(error: &kube::Error) -> Error {
    match error {
        kube::Error::Api(status) => from_status(status),
        other => {
            tracing::warn!(error = %other, "the Supervisor API does not answer");
            Error::new(ErrorKind::Unavailable, t().error_api_silent())
        }
    }
}

fn from_status(status: &Status) -> Error {
    let kind = match status.code {
        401 | 403 => ErrorKind::Forbidden,
        404 => ErrorKind::NotFound,
        409 => ErrorKind::Conflict,
        400 | 413 | 415 | 422 => ErrorKind::Invalid,
        429 | 502 | 503 | 504 => ErrorKind::Unavailable,
        _ => ErrorKind::Internal,
    };
    let causes = status.details.iter().flat_map(|details| &details.causes);
    let fields = causes.map(|cause| FieldError::new(cause.field.as_str(), cause.message.as_str())).collect();
    Error { fields, ..Error::new(kind, status.message.as_str()) }
}

#[cfg(test)]
mod tests {
    use kube::core::Status;

    use super::from_kube;
    use crate::view::ErrorKind;

    #[test]
    fn codes_become_kinds_and_causes_become_fields() {
        for (code, kind) in [
            (403, ErrorKind::Forbidden),
            (404, ErrorKind::NotFound),
            (409, ErrorKind::Conflict),
            (422, ErrorKind::Invalid),
            (429, ErrorKind::Unavailable),
            (500, ErrorKind::Internal),
        ] {
            let status = serde_json::json!({
                "code": code, "message": "no", "details": {"causes": [{"field": "spec.x", "message": "Required value"}]}
            });
            let status: Status = serde_json::from_value(status).expect("a Status");
            let error = from_kube(kube::Error::Api(Box::new(status)));
            assert_eq!((error.kind, error.message.as_str(), error.fields[0].field.as_str()), (kind, "no", "spec.x"));
        }
    }
}
