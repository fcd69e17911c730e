//! Use against quota, requests for more, and what became of them.

mod ask;
mod decision;
mod overview;
mod parts;
mod request;

pub(crate) use self::{
    ask::{AskPage, ask},
    decision::decide,
    overview::QuotaPage,
    parts::{PhaseChip, WaitingCluster, change_words, phase_word},
    request::{RequestPage, cancel},
};
pub(crate) use decision::DecisionFields;
#[cfg(test)]
pub(crate) use request::tests::row as sample_row;

use crate::components::query::encode;

/// The path of a request's page.
pub(crate) fn request_path(namespace: &str, name: &str) -> String {
    format!("/quota/requests/{}/{}", encode(namespace), encode(name))
}
