//! SelfSubjectReview: who am I?

use serde_json::{Value, json};

use crate::engine::strategy::Admission;
use crate::engine::{ApiError, Strategy, User};

pub(super) struct SelfSubject;

impl Strategy for SelfSubject {
    fn answer(&self, request: &Admission<'_>) -> Option<Result<Value, ApiError>> {
        let mut object = request.object.clone();
        object["status"] = json!({"userInfo": info(request.user)});
        Some(Ok(object))
    }
}

/// A user as `authentication.k8s.io` shows it.
fn info(user: &User) -> Value {
    let mut info = json!({"username": user.name});
    if !user.uid.is_empty() {
        info["uid"] = json!(user.uid);
    }
    if !user.groups.is_empty() {
        info["groups"] = json!(user.groups);
    }
    if !user.extra.is_empty() {
        info["extra"] = json!(user.extra);
    }
    info
}
