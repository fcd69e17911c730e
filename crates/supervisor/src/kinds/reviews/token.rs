//! TokenReview: whose token is this, and for whom is it meant?

use api::field::FieldError;
use futures::FutureExt as _;
use serde_json::{Value, json};

use super::subject::info;
use crate::engine::strategy::{Admission, Answer};
use crate::engine::{ApiError, Strategy};
use crate::kinds::printing::{items, text};

pub(super) struct Tokens;

impl Strategy for Tokens {
    fn answer<'a>(&'a self, request: &'a Admission<'a>) -> Option<Answer<'a>> {
        Some(answer(request).boxed())
    }
}

async fn answer(request: &Admission<'_>) -> Result<Value, ApiError> {
    let token = text(request.object, "/spec/token");
    if token.is_empty() {
        return Err(ApiError::bad_request("token is required for TokenReview in authentication"));
    }
    let asked: Vec<String> =
        items(request.object, "/spec/audiences").filter_map(Value::as_str).map(str::to_owned).collect();
    if asked.iter().any(String::is_empty) {
        let error = FieldError::invalid("spec.audiences", json!(asked), "must not be empty");
        return Err(ApiError::invalid_kind("authentication.k8s.io", "TokenReview", "", &[error]));
    }
    let mut answered = request.object.clone();
    answered["status"] = match request.authenticator.check_token(token, &asked).await {
        Some((user, audiences)) => {
            let mut status = json!({"authenticated": true, "user": info(&user)});
            if !audiences.is_empty() {
                status["audiences"] = json!(audiences);
            }
            status
        }
        None => json!({"authenticated": false, "user": {}, "error": "invalid bearer token"}),
    };
    Ok(answered)
}
