//! The few words beside an object in a tree.

use api::quota::Amounts;
use texts::t;

use super::{quota_words, words::listed};

/// What is noted beside an object. It is kept as what it means, since lists of the whole fleet are made once for all who
/// read them, and said in the language of each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Note {
    /// What the API says: a reason, a phase, a name, an address. May be empty.
    Given(String),
    /// No host has room for it.
    NoRoom,
    /// It is off, as asked for.
    PoweredOff,
    /// Its memory is kept on disk, as asked for.
    Suspended,
    /// Nobody has looked at it yet.
    Requested,
    /// Its host does not answer.
    HostDown,
    /// It takes no new machines.
    Maintenance,
    /// It ran to its end.
    Done,
    /// Nothing about it changes.
    Paused,
    /// A change has not been looked at yet.
    Changed,
    /// It becomes what it was changed to.
    Updating,
    /// It is on its way out.
    Deleting,
    /// Somebody said no.
    Denied,
    /// Whoever asked took it back.
    Cancelled,
    /// Its time is over.
    Expired,
    /// It is allowed.
    Granted,
    /// Nobody has decided yet.
    Pending,
    /// It was taken back.
    Revoked,
    /// So many of its nodes are ready.
    Nodes {
        /// How many are.
        ready: i64,
        /// How many there should be.
        desired: i64,
    },
    /// So many of its machines are ready.
    Machines {
        /// How many are.
        ready: i64,
        /// How many there should be.
        desired: i64,
    },
    /// So many of its machines are healthy.
    Healthy {
        /// How many are.
        healthy: i64,
        /// How many there are.
        expected: i64,
    },
    /// Where its API is.
    Endpoint {
        /// Name or address.
        host: String,
        /// The port.
        port: i64,
    },
    /// The host that it runs on.
    OnHost(String),
    /// More is used than the limit by so much.
    OverBy(Amounts),
    /// Resources of which nothing is left.
    UsedUp(Vec<String>),
    /// So much of what was asked for is allowed.
    GrantedInPart(Amounts),
}

impl Note {
    /// What the API says; empty when these are words of ours.
    pub(super) fn given(&self) -> &str {
        match self {
            Note::Given(text) => text,
            _ => "",
        }
    }

    /// What people read; may be empty.
    pub(crate) fn words(&self) -> String {
        match self {
            Note::Given(text) => text.clone(),
            Note::NoRoom => t().explain_note_no_room(),
            Note::PoweredOff => t().explain_note_powered_off(),
            Note::Suspended => t().explain_note_suspended(),
            Note::Requested => t().explain_note_requested(),
            Note::HostDown => t().explain_note_host_down(),
            Note::Maintenance => t().explain_note_maintenance(),
            Note::Done => t().explain_note_done(),
            Note::Paused => t().explain_note_paused(),
            Note::Changed => t().explain_note_changed(),
            Note::Updating => t().explain_note_updating(),
            Note::Deleting => t().explain_note_deleting(),
            Note::Denied => t().explain_note_denied(),
            Note::Cancelled => t().explain_note_cancelled(),
            Note::Expired => t().explain_note_expired(),
            Note::Granted => t().explain_note_granted(),
            Note::Pending => t().explain_note_pending(),
            Note::Revoked => t().explain_note_revoked(),
            Note::Nodes { ready, desired } => t().explain_note_nodes(*ready, *desired),
            Note::Machines { ready, desired } => t().explain_note_of(*ready, *desired),
            Note::Healthy { healthy, expected } => t().explain_note_healthy(*healthy, *expected),
            Note::Endpoint { host, port } => t().explain_note_endpoint(host, *port),
            Note::OnHost(host) => t().explain_note_on_host(host),
            Note::OverBy(amounts) => t().explain_note_over_by(quota_words::amounts(amounts)),
            Note::UsedUp(resources) => t().explain_note_used_up(listed(resources)),
            Note::GrantedInPart(amounts) => t().explain_note_in_part(quota_words::amounts(amounts)),
        }
    }
}

impl From<&str> for Note {
    fn from(text: &str) -> Self {
        Note::Given(text.to_owned())
    }
}

impl From<String> for Note {
    fn from(text: String) -> Self {
        Note::Given(text)
    }
}
