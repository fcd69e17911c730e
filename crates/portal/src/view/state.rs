//! The one state of an object, why it is in it, and who must act.

use serde::{Deserialize, Serialize};
use texts::t;

use super::{CatalogPart, ObjectRef};

/// The one word that says how an object is doing. Normal convergence is [`State::Progressing`], never a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// Gave up: it does not go on without a change.
    Failed,
    /// An error repeats; it is tried again by itself.
    Blocked,
    /// Needs a person or another object first.
    Waiting,
    /// On its way.
    Progressing,
    /// On its way out.
    Deleting,
    /// As asked for.
    Ready,
}

impl State {
    /// Every state, the one that needs most attention first.
    pub const ALL: [State; 6] =
        [State::Failed, State::Blocked, State::Waiting, State::Progressing, State::Deleting, State::Ready];

    /// The value of `data-state` and of the `state` filter in URLs.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            State::Failed => "failed",
            State::Blocked => "blocked",
            State::Waiting => "waiting",
            State::Progressing => "progressing",
            State::Deleting => "deleting",
            State::Ready => "ready",
        }
    }

    /// The word that people read.
    #[must_use]
    pub fn word(self) -> String {
        match self {
            State::Failed => t().state_failed(),
            State::Blocked => t().state_blocked(),
            State::Waiting => t().state_waiting(),
            State::Progressing => t().state_progressing(),
            State::Deleting => t().state_deleting(),
            State::Ready => t().state_ready(),
        }
    }

    /// The state whose [`State::as_str`] this is.
    #[must_use]
    pub fn parse(text: &str) -> Option<State> {
        State::ALL.into_iter().find(|state| state.as_str() == text)
    }

    /// Whether the object is still moving, so that a page about it is worth refreshing.
    #[must_use]
    pub const fn moves(self) -> bool {
        !matches!(self, State::Ready | State::Failed)
    }
}

/// Who must do something for an object to go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Actor {
    /// The user who reads the page.
    You,
    /// Somebody else who may change the object; the user who reads the page may only read it.
    Member,
    /// Somebody in the administrators' group.
    Administrator,
    /// It goes on by itself.
    Nobody,
}

impl Actor {
    /// Who that is for the one who reads.
    #[must_use]
    pub const fn seen_by(self, viewer: Viewer) -> Actor {
        match self {
            Actor::Administrator if viewer.administrator => Actor::You,
            Actor::You if !viewer.may_change && !viewer.administrator => Actor::Member,
            actor => actor,
        }
    }

    /// The word that people read.
    #[must_use]
    pub fn word(self) -> String {
        match self {
            Actor::You => t().actor_you(),
            Actor::Member => t().actor_member(),
            Actor::Administrator => t().actor_administrator(),
            Actor::Nobody => t().actor_nobody(),
        }
    }
}

/// Why an object is in its state, down to the lowest layer that knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cause {
    /// One sentence with its full stop: "Machine demo-cp-x7 waits for its image, which is 62 % imported."
    pub sentence: String,
    /// One more sentence where there is more to say: the driver's own words, or what usually happens next.
    pub detail: Option<String>,
    /// Who must act.
    pub actor: Actor,
    /// The object that the sentence is about, when it is another one than the page's.
    pub object: Option<ObjectRef>,
    /// Where whoever must act can do it; none when nobody must, or when it is not done in the portal.
    #[serde(default)]
    pub remedy: Option<Remedy>,
}

/// What would help, as far as the portal has a page for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Remedy {
    /// Ask for the quota that is short in a namespace, for this object.
    RequestQuota {
        /// The namespace.
        namespace: String,
        /// What waits for it.
        object: ObjectRef,
    },
    /// Follow a quota request, or decide about it.
    OpenQuotaRequest {
        /// The namespace.
        namespace: String,
        /// The name.
        name: String,
    },
    /// Ask for a kubeconfig once more.
    RequestKubeconfig {
        /// The cluster's namespace.
        namespace: String,
        /// The cluster's name.
        cluster: String,
    },
    /// Change what the object asks for: another class, version, image or size.
    Change(ObjectRef),
    /// Look at the host.
    OpenHost(String),
    /// Look at all hosts: none has room.
    OpenHosts,
    /// Look at what may be asked for: images, classes, releases.
    OpenCatalog(CatalogPart),
}

/// Who reads a cause, as far as it changes who must act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Viewer {
    /// Is an administrator.
    pub administrator: bool,
    /// May change the object that the page is about.
    pub may_change: bool,
}

impl Cause {
    /// The cause as `viewer` reads it: an administrator who reads "an administrator must act" is told "you", and who may
    /// only read is not told to act. Links to pages that the viewer has no use for are left out.
    #[must_use]
    pub fn seen_by(mut self, viewer: Viewer) -> Cause {
        self.actor = self.actor.seen_by(viewer);
        let useful = match &self.remedy {
            None => false,
            Some(Remedy::OpenHost(_) | Remedy::OpenHosts | Remedy::OpenCatalog(_)) => viewer.administrator,
            Some(Remedy::OpenQuotaRequest { .. }) => true,
            Some(Remedy::RequestQuota { .. } | Remedy::RequestKubeconfig { .. } | Remedy::Change(_)) => {
                viewer.may_change
            }
        };
        self.remedy = self.remedy.filter(|_| useful);
        self
    }
}

/// How many objects are in each state.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StateCounts {
    /// In [`State::Failed`].
    pub failed: u64,
    /// In [`State::Blocked`].
    pub blocked: u64,
    /// In [`State::Waiting`].
    pub waiting: u64,
    /// In [`State::Progressing`].
    pub progressing: u64,
    /// In [`State::Deleting`].
    pub deleting: u64,
    /// In [`State::Ready`].
    pub ready: u64,
}

impl StateCounts {
    /// The number in one state.
    #[must_use]
    pub const fn of(&self, state: State) -> u64 {
        match state {
            State::Failed => self.failed,
            State::Blocked => self.blocked,
            State::Waiting => self.waiting,
            State::Progressing => self.progressing,
            State::Deleting => self.deleting,
            State::Ready => self.ready,
        }
    }

    /// Counts one more object in `state`.
    pub const fn add(&mut self, state: State) {
        let slot = match state {
            State::Failed => &mut self.failed,
            State::Blocked => &mut self.blocked,
            State::Waiting => &mut self.waiting,
            State::Progressing => &mut self.progressing,
            State::Deleting => &mut self.deleting,
            State::Ready => &mut self.ready,
        };
        *slot += 1;
    }

    /// The number in all states.
    #[must_use]
    pub const fn total(&self) -> u64 {
        self.failed + self.blocked + self.waiting + self.progressing + self.deleting + self.ready
    }
}

impl FromIterator<State> for StateCounts {
    fn from_iter<I: IntoIterator<Item = State>>(states: I) -> Self {
        let mut counts = StateCounts::default();
        for state in states {
            counts.add(state);
        }
        counts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_survives_its_url_form() {
        for state in State::ALL {
            assert_eq!(State::parse(state.as_str()), Some(state));
        }
        assert_eq!(State::parse("Ready"), None);
    }

    #[test]
    fn who_must_act_depends_on_who_reads() {
        let cause = |actor| Cause {
            sentence: "No host has room.".to_owned(),
            detail: None,
            actor,
            object: None,
            remedy: Some(Remedy::OpenHosts),
        };
        let viewer = |administrator, may_change| Viewer { administrator, may_change };
        for (actor, viewer, told, linked) in [
            (Actor::Administrator, viewer(true, true), Actor::You, true),
            (Actor::Administrator, viewer(false, true), Actor::Administrator, false),
            (Actor::You, viewer(false, true), Actor::You, false),
            (Actor::You, viewer(false, false), Actor::Member, false),
            (Actor::You, viewer(true, false), Actor::You, true),
            (Actor::Nobody, viewer(true, true), Actor::Nobody, true),
        ] {
            let seen = cause(actor).seen_by(viewer);
            assert_eq!((seen.actor, seen.remedy.is_some()), (told, linked), "{actor:?} {viewer:?}");
        }
    }

    #[test]
    fn counts_add_up() {
        let counts: StateCounts = [State::Ready, State::Ready, State::Failed].into_iter().collect();
        assert_eq!((counts.of(State::Ready), counts.of(State::Failed)), (2, 1));
        assert_eq!(counts.total(), 3);
    }
}
