//! What is told, in one sentence of the language that is spoken.

use chrono::{DateTime, Utc};
use texts::t;

use super::{Event, Place};
use crate::view::{RequestPhase, State};

impl Event {
    /// A word for programs, which stays the same in every language.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Event::Asked { .. } => "quota-request-made",
            Event::Decided { phase: RequestPhase::Expired, .. } => "quota-request-expired",
            Event::Decided { .. } => "quota-request-decided",
            Event::GrantEnds(_) => "quota-grant-ends",
            Event::AccessEnds(_) => "kubeconfig-ends",
            Event::Cluster { state: State::Ready, .. } => "cluster-ready",
            Event::Cluster { state: State::Waiting, .. } => "cluster-waiting",
            Event::Cluster { state: State::Blocked, .. } => "cluster-blocked",
            Event::Cluster { .. } => "cluster-failed",
            Event::Gone => "cluster-deleted",
            Event::Test => "test",
        }
    }

    /// The sentence.
    #[must_use]
    pub fn sentence(&self, place: &Place) -> String {
        let (name, namespace) = (place.known_as.as_str(), place.namespace.as_str());
        match self {
            Event::Asked { by, .. } => t().message_asked(by, name, namespace),
            Event::Decided { phase, by, .. } => match phase {
                RequestPhase::Approved => t().message_approved(by, name, namespace),
                RequestPhase::PartiallyApproved => t().message_approved_in_part(by, name, namespace),
                RequestPhase::Denied => t().message_denied(by, name, namespace),
                RequestPhase::AutoApproved => t().message_granted_by_policy(name, namespace),
                _ => t().message_request_over(name, namespace),
            },
            Event::GrantEnds(at) => t().message_grant_ends(name, namespace, when(*at)),
            Event::AccessEnds(at) => t().message_access_ends(name, namespace, when(*at)),
            Event::Cluster { state, .. } => match state {
                State::Ready => t().message_cluster_ready(name, namespace),
                State::Waiting => t().message_cluster_waits(name, namespace),
                State::Blocked => t().message_cluster_blocked(name, namespace),
                _ => t().message_cluster_failed(name, namespace),
            },
            Event::Gone => t().message_cluster_deleted(name, namespace),
            Event::Test => t().message_test(),
        }
    }

    /// What somebody, or an object, says about it; none when nothing is.
    #[must_use]
    pub fn detail(&self) -> Option<&str> {
        match self {
            Event::Asked { why, .. } => Some(why.as_str()),
            Event::Decided { comment, .. } => comment.as_deref(),
            Event::Cluster { sentence, .. } => sentence.as_deref(),
            _ => None,
        }
        .filter(|text| !text.is_empty())
    }
}

/// An instant for people who may be anywhere.
fn when(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%d %H:%M UTC").to_string()
}
