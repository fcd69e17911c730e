//! SelfSubjectReview: who am I?

use futures::FutureExt as _;
use serde_json::{Value, json};

use crate::engine::strategy::{Admission, Answer};
use crate::engine::{Strategy, User};

pub(super) struct SelfSubject;

impl Strategy for SelfSubject {
    fn answer<'a>(&'a self, request: &'a Admission<'a>) -> Option<Answer<'a>> {
        let mut object = request.object.clone();
        object["status"] = json!({"userInfo": info(request.user)});
        Some(futures::future::ready(Ok(object)).boxed())
    }
}

/// A user as `authentication.k8s.io` shows it.
pub(super) fn info(user: &User) -> Value {
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
