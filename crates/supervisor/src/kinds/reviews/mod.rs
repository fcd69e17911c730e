//! Reviews: kinds that are not stored but answered, by which clients ask who they are and what they may do.

mod access;
mod rules;
mod subject;
mod token;

use std::sync::Arc;

use k8s_openapi::api::authentication::v1::{SelfSubjectReview, TokenReview};
use k8s_openapi::api::authorization::v1::{
    LocalSubjectAccessReview, SelfSubjectAccessReview, SelfSubjectRulesReview, SubjectAccessReview,
};

use crate::engine::{Resource, Strategy};

pub(super) fn resources() -> Vec<Resource> {
    vec![
        answered(Resource::builtin::<SelfSubjectReview>(), subject::SelfSubject),
        answered(Resource::builtin::<TokenReview>(), token::Tokens),
        answered(Resource::builtin::<LocalSubjectAccessReview>(), access::Review::OfOther),
        answered(Resource::builtin::<SelfSubjectAccessReview>(), access::Review::OfSelf),
        answered(Resource::builtin::<SelfSubjectRulesReview>(), rules::SelfRules),
        answered(Resource::builtin::<SubjectAccessReview>(), access::Review::OfOther),
    ]
}

fn answered(mut resource: Resource, strategy: impl Strategy + 'static) -> Resource {
    resource.verbs = vec!["create"];
    resource.columns.clear();
    resource.strategy = Arc::new(strategy);
    resource
}
