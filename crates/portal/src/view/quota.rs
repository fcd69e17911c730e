//! Quotas, requests for more, and decisions about them.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{FieldError, Gauge, State, Unit};

/// Everything of `/quota`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuotaPage {
    /// The user's namespaces, sorted by name; at most 50.
    pub namespaces: Vec<NamespaceQuota>,
    /// Requests in these namespaces, those that wait first, then the newest; at most 100.
    pub requests: Vec<RequestRow>,
}

/// The quota of one namespace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamespaceQuota {
    /// The namespace.
    pub name: String,
    /// Each resource that a quota bounds: CPU, memory, storage first.
    pub resources: Vec<ResourceUse>,
    /// Who has how much of it, the most first; at most 20.
    pub holders: Vec<Holder>,
    /// Clusters that wait for quota, the one that goes first at the head.
    pub waiting: Vec<Waiting>,
    /// Whether this user may ask for more.
    pub may_request: bool,
}

/// One resource of a quota.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResourceUse {
    /// The resource as the ResourceQuota names it.
    pub name: String,
    /// Use against quota.
    pub gauge: Gauge,
    /// Use in the last days, oldest first; empty where the API keeps no history.
    pub history: Vec<Sample>,
}

/// What was used of a resource at an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sample {
    /// When.
    pub at: DateTime<Utc>,
    /// Used then.
    pub used: u64,
    /// Allowed then.
    pub limit: u64,
}

/// Who has a part of a quota.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    /// The cluster; none for all virtual machines that belong to none.
    pub cluster: Option<String>,
    /// Its state; none where there is no cluster.
    pub state: Option<State>,
    /// What is kept for it: CPU, memory, storage.
    pub amounts: Vec<(Unit, u64)>,
}

/// A cluster that waits for quota.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    /// The namespace.
    pub namespace: String,
    /// The cluster.
    pub cluster: String,
    /// What is missing: people's name of the resource, unit, amount.
    pub missing: Vec<(String, Unit, u64)>,
    /// Since when.
    pub since: Option<DateTime<Utc>>,
    /// A request about it that waits for a decision.
    pub request: Option<String>,
}

/// Where a quota request is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum RequestPhase {
    /// Waits for a person.
    Pending,
    /// Granted by a policy.
    AutoApproved,
    /// Granted as asked.
    Approved,
    /// Granted with less.
    PartiallyApproved,
    /// Not granted.
    Denied,
    /// Taken back.
    Cancelled,
    /// Its time is over.
    Expired,
}

impl RequestPhase {
    /// Every phase, in the order of a life.
    pub const ALL: [RequestPhase; 7] = [
        RequestPhase::Pending,
        RequestPhase::AutoApproved,
        RequestPhase::Approved,
        RequestPhase::PartiallyApproved,
        RequestPhase::Denied,
        RequestPhase::Cancelled,
        RequestPhase::Expired,
    ];

    /// As the API writes it, and in URLs.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            RequestPhase::Pending => "Pending",
            RequestPhase::AutoApproved => "AutoApproved",
            RequestPhase::Approved => "Approved",
            RequestPhase::PartiallyApproved => "PartiallyApproved",
            RequestPhase::Denied => "Denied",
            RequestPhase::Cancelled => "Cancelled",
            RequestPhase::Expired => "Expired",
        }
    }

    /// The phase whose [`RequestPhase::as_str`] this is.
    #[must_use]
    pub fn parse(text: &str) -> Option<RequestPhase> {
        RequestPhase::ALL.into_iter().find(|phase| phase.as_str() == text)
    }

    /// The state whose shape and colour it has.
    #[must_use]
    pub const fn state(self) -> State {
        match self {
            RequestPhase::Pending => State::Waiting,
            RequestPhase::AutoApproved | RequestPhase::Approved => State::Ready,
            RequestPhase::PartiallyApproved => State::Progressing,
            RequestPhase::Denied => State::Failed,
            RequestPhase::Cancelled | RequestPhase::Expired => State::Deleting,
        }
    }

    /// Whether what was granted is to be in effect.
    #[must_use]
    pub const fn is_granted(self) -> bool {
        matches!(self, RequestPhase::AutoApproved | RequestPhase::Approved | RequestPhase::PartiallyApproved)
    }
}

/// One resource of a request: what was, what was asked, what was decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AmountChange {
    /// The resource as the ResourceQuota names it.
    pub name: String,
    /// What people call it.
    pub resource: String,
    /// The unit of the amounts.
    pub unit: Unit,
    /// What the quota allowed when it was asked; none before admission has told.
    pub was: Option<u64>,
    /// What it is to allow.
    pub asked: u64,
    /// The amount asked for, as a form field shows it.
    pub asked_text: String,
    /// What was granted; none while nothing is.
    pub granted: Option<u64>,
}

/// A request in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestRow {
    /// Its namespace.
    pub namespace: String,
    /// Its name.
    pub name: String,
    /// Where it is in its life.
    pub phase: RequestPhase,
    /// Who asked.
    pub requested_by: String,
    /// Why, word for word.
    pub justification: String,
    /// What changes.
    pub changes: Vec<AmountChange>,
    /// What it is for.
    pub for_object: Option<(String, String)>,
    /// When it was made.
    pub created: DateTime<Utc>,
    /// Until when a grant lasts; none for ever.
    pub expires: Option<DateTime<Utc>>,
    /// Who decided; none while nobody has.
    pub decided_by: Option<String>,
    /// When.
    pub decided: Option<DateTime<Utc>>,
    /// What whoever decided had to say.
    pub comment: Option<String>,
    /// Whether what was granted is part of the quota.
    pub applied: bool,
}

/// One request with all that one may know and do about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestPage {
    /// The request.
    pub row: RequestRow,
    /// Whether this user may take it back.
    pub may_cancel: bool,
    /// Whether this user may decide about it.
    pub may_decide: bool,
    /// Why what was granted is not part of the quota yet; none when it is, or nothing was granted.
    pub trouble: Option<String>,
    /// The cluster that it is for, when it waits for quota.
    pub waiting: Option<Waiting>,
    /// The API path it comes from.
    pub api_path: String,
    /// The command that shows the same.
    pub kubectl: String,
}

/// What was typed to ask for quota, word for word.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuotaAsk {
    /// `namespace`
    pub namespace: String,
    /// `cluster`: what it is for; may be empty.
    pub cluster: String,
    /// `changes.<resource>`: the new amount of each resource. One that is as it was is not asked for.
    pub amounts: Vec<(String, String)>,
    /// `justification`
    pub justification: String,
    /// `expires`: a day (`2026-12-24`), or empty.
    pub expires: String,
}

/// Everything the form shows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuotaDraft {
    /// What was typed, or what is proposed.
    pub form: QuotaAsk,
    /// The namespaces in which this user may ask, sorted.
    pub namespaces: Vec<String>,
    /// The clusters of the namespace that wait for quota or are named in the form.
    pub clusters: Vec<String>,
    /// Each resource that a quota of the namespace bounds, with `asked` on top of `limit` unused.
    pub resources: Vec<ResourceUse>,
    /// What is missing for the cluster that it is for.
    pub missing: Vec<(String, Unit, u64)>,
    /// What is wrong; empty for a new form.
    pub errors: Vec<FieldError>,
}

/// Everything of `/admin/approvals`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approvals {
    /// Requests that wait, the oldest first; at most 100.
    pub pending: Vec<PendingRequest>,
    /// How many wait in all.
    pub waiting: u64,
    /// Those that were decided, the newest first; at most 100.
    pub decided: Vec<RequestRow>,
    /// How many were decided in the last seven days, and how long half of them took at most, in seconds.
    pub week: Option<(u64, u64)>,
    /// Whether this user may see the policies.
    pub may_see_policies: bool,
}

/// Which decided requests are shown.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApprovalFilter {
    /// Only this phase.
    pub phase: Option<RequestPhase>,
    /// Only namespaces, people and reasons that contain this, in any case.
    pub text: Option<String>,
}

/// A request that waits, with the facts for whoever decides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PendingRequest {
    /// The request.
    pub row: RequestRow,
    /// Use against quota of each resource that it is about.
    pub uses: Vec<ResourceUse>,
    /// The cluster that waits for it, when it does.
    pub waiting: Option<Waiting>,
    /// What all hosts have and what machines take of it, CPU and memory; empty for those who may not list hosts.
    pub capacity: Vec<Gauge>,
    /// Whether this user may decide about it.
    pub may_decide: bool,
}

/// A decision as it was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecisionForm {
    /// `namespace`
    pub namespace: String,
    /// `name`
    pub name: String,
    /// Granted, or denied.
    pub approve: bool,
    /// `granted.<resource>`: the amounts to grant, as typed.
    pub granted: Vec<(String, String)>,
    /// `comment`
    pub comment: String,
}
