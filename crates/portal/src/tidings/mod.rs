//! What people are told who are not looking at the portal: the same events as in [`crate::notices`].
//!
//! Each object that has something to tell stands somehow, in one word ([`Standing::word`]). Whoever sends messages keeps the
//! word that was last told of an object, and tells again when it is another one.

mod follow;
mod sentence;

use chrono::{DateTime, Utc};
use k8s_openapi::api::authorization::v1::ResourceAttributes;
use kube::Client;
use serde::{Deserialize, Serialize};

use self::follow::KINDS;
pub use self::follow::{Change, follow, kinds};
use crate::{
    Error,
    explain::object,
    facts::Facts,
    kind::{self, Kind},
    namespaces,
    notices::{ACCESS_ENDS, GRANT_ENDS},
    quota,
    view::{RequestPhase, RequestRow, State},
};

/// One object, as far as messages about it need it.
#[derive(Debug, Clone, PartialEq)]
pub struct Subject {
    /// Names it for as long as it lives: its kind and its UID.
    pub id: String,
    /// Where it is.
    pub place: Place,
    /// Who asked for it; empty when nobody is known.
    pub owner: String,
    life: Life,
}

/// Where an object is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Its kind.
    pub kind: String,
    /// Its namespace.
    pub namespace: String,
    /// Its name.
    pub name: String,
    /// The name that people know: for a kubeconfig the cluster's.
    pub known_as: String,
}

/// What differs between the kinds.
#[derive(Debug, Clone, PartialEq)]
enum Life {
    Request(Box<RequestRow>),
    Access { issued: Option<DateTime<Utc>>, ends: Option<DateTime<Utc>>, revoked: bool },
    Cluster { state: State, sentence: Option<String> },
}

/// How an object stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Standing {
    /// In a word that changes when there is something new to tell.
    pub word: &'static str,
    /// What is told of it, and to whom; none when nothing is.
    pub told: Option<(To, Event)>,
    /// It may be over in a moment: it is told when it has lasted.
    pub fleeting: bool,
}

/// Who is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum To {
    /// Who asked for the object.
    Owner,
    /// Who may decide about it.
    Approvers,
}

/// What is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// Somebody asks for quota.
    Asked {
        /// Who.
        by: String,
        /// Why, word for word.
        why: String,
    },
    /// A request was decided, or is over.
    Decided {
        /// How.
        phase: RequestPhase,
        /// By whom; empty where nobody did.
        by: String,
        /// What they had to say.
        comment: Option<String>,
    },
    /// What a request granted is about to be taken back.
    GrantEnds(DateTime<Utc>),
    /// A kubeconfig is about to stop working.
    AccessEnds(DateTime<Utc>),
    /// A cluster came into this state.
    Cluster {
        /// Ready, waiting, blocked or failed.
        state: State,
        /// Why; none when it is ready.
        sentence: Option<String>,
    },
    /// A cluster is gone.
    Gone,
    /// Somebody wants to see whether messages arrive.
    Test,
}

/// The word of what was seen for the first time and has nothing to tell.
pub const NEW: &str = "new";

impl Subject {
    /// An object of one of [`KINDS`].
    fn of(object: &Facts) -> Option<Subject> {
        let (owner, known_as, life) = match object.kind() {
            "QuotaRequest" => {
                let row = quota::row(object);
                (row.requested_by.clone(), object.name(), Life::Request(Box::new(row)))
            }
            "ClusterAccess" => {
                let revoked =
                    object.time("/status/revokedAt").is_some() || object.at("/spec/revoked") == Some(&true.into());
                let (issued, ends) = (object.time("/status/issuedAt"), object.time("/status/expiresAt"));
                let owner = object.text("/status/issuedTo").to_owned();
                (owner, object.text("/spec/clusterRef/name"), Life::Access { issued, ends, revoked })
            }
            "GuestCluster" => {
                let finding = object::assess(object);
                let sentence = finding.cause.map(|cause| cause.sentence).filter(|_| finding.state != State::Ready);
                let owner = object.annotation(api::meta::annotation::CREATED_BY).to_owned();
                (owner, object.name(), Life::Cluster { state: finding.state, sentence })
            }
            _ => return None,
        };
        let place = Place {
            kind: object.kind().to_owned(),
            namespace: object.namespace().to_owned(),
            name: object.name().to_owned(),
            known_as: known_as.to_owned(),
        };
        Some(Subject { id: format!("{}/{}", object.kind(), object.uid()), place, owner, life })
    }

    /// Whether it changes how it stands by the mere passing of time.
    #[must_use]
    pub fn is_timed(&self) -> bool {
        matches!(&self.life, Life::Access { ends: Some(_), .. })
            || matches!(&self.life, Life::Request(row) if row.expires.is_some())
    }

    /// How it stands; none when there is nothing new, whatever was told before. Pure.
    #[must_use]
    pub fn standing(&self, now: DateTime<Utc>) -> Option<Standing> {
        match &self.life {
            Life::Request(row) => Some(of_request(row, now)),
            Life::Access { issued: Some(issued), ends: Some(ends), revoked: false } => {
                // Who asked for an hour knows that it ends.
                let soon = *ends > now && *ends - now <= ACCESS_ENDS && *ends - *issued > ACCESS_ENDS;
                soon.then(|| to_owner("ends", Event::AccessEnds(*ends)))
            }
            Life::Access { .. } => None,
            Life::Cluster { state, sentence } => {
                let resting = matches!(state, State::Ready | State::Waiting | State::Blocked | State::Failed);
                let event = Event::Cluster { state: *state, sentence: sentence.clone() };
                resting.then(|| Standing { fleeting: *state != State::Ready, ..to_owner(state.as_str(), event) })
            }
        }
    }
}

fn to_owner(word: &'static str, event: Event) -> Standing {
    Standing { word, told: Some((To::Owner, event)), fleeting: false }
}

/// How a request stands. Pure.
fn of_request(row: &RequestRow, now: DateTime<Utc>) -> Standing {
    let decided = |phase: RequestPhase| Event::Decided {
        phase,
        by: row.decided_by.clone().unwrap_or_default(),
        comment: row.comment.clone().filter(|comment| !comment.is_empty()),
    };
    let ends = row.expires.filter(|ends| row.phase.is_granted() && *ends > now && *ends - now <= GRANT_ENDS);
    // What was granted for less time than that ends soon from its beginning: then the decision is the news.
    let long = row.decided.zip(ends).is_some_and(|(decided, ends)| ends - decided > GRANT_ENDS);
    match (row.phase, ends) {
        (RequestPhase::Pending, _) => {
            let event = Event::Asked { by: row.requested_by.clone(), why: row.justification.clone() };
            // A policy may grant it in the next moment.
            Standing { word: row.phase.as_str(), told: Some((To::Approvers, event)), fleeting: true }
        }
        (RequestPhase::Cancelled, _) => Standing { word: row.phase.as_str(), told: None, fleeting: false },
        (RequestPhase::Expired, _) => {
            to_owner(row.phase.as_str(), Event::Decided { phase: row.phase, by: String::new(), comment: None })
        }
        (_, Some(ends)) if long => to_owner("ends", Event::GrantEnds(ends)),
        (phase, _) => to_owner(phase.as_str(), decided(phase)),
    }
}

impl Place {
    /// Whether somebody is told when what is there is gone.
    #[must_use]
    pub fn is_missed(&self) -> bool {
        self.kind == kind::GUEST_CLUSTER.kind
    }

    /// The page about it.
    #[must_use]
    pub fn path(&self) -> String {
        let page = if self.kind == kind::QUOTA_REQUEST.kind { "quota/requests" } else { "clusters" };
        // Names of namespaces and objects need no escaping in a path.
        format!("/{page}/{}/{}", self.namespace, self.known_as)
    }

    /// Whether somebody may see it, or decide about it. `reviewer` may ask that.
    ///
    /// # Errors
    /// When the API does not answer.
    pub async fn concerns(&self, reviewer: &Client, user: &str, groups: &[String], as_: &To) -> Result<bool, Error> {
        let Some(kind) = KINDS.iter().find(|kind| kind.kind == self.kind) else { return Ok(false) };
        let seen = self.asked(kind, "get", None);
        if !namespaces::somebody_may(reviewer, user, groups, seen).await? {
            return Ok(false);
        }
        match as_ {
            To::Owner => Ok(true),
            To::Approvers => {
                let decides = self.asked(kind, "patch", Some("status"));
                namespaces::somebody_may(reviewer, user, groups, decides).await
            }
        }
    }

    fn asked(&self, kind: &Kind, verb: &str, subresource: Option<&str>) -> ResourceAttributes {
        ResourceAttributes {
            group: Some(kind.group.to_owned()),
            resource: Some(kind.plural.to_owned()),
            subresource: subresource.map(str::to_owned),
            verb: Some(verb.to_owned()),
            namespace: Some(self.namespace.clone()),
            name: Some(self.name.clone()),
            ..ResourceAttributes::default()
        }
    }
}

#[cfg(test)]
mod tests;
