//! Who is served next when there is more to do than is good to do at once, in the spirit of API Priority and Fairness
//! (<https://kubernetes.io/docs/concepts/cluster-administration/flow-control/>).
//!
//! Every request belongs to a priority level by who makes it. A level has seats of its own, so that users cannot take
//! those of the system. Within a level each identity has its own bounded queue, and free seats go round the queues one
//! each: a flood waits behind itself. A watch holds a seat only until it has started; from then on it is counted by
//! [`watches`].

mod level;
mod watches;

#[cfg(test)]
mod tests;

use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;

pub(crate) use level::{Level, Seat};
pub(crate) use watches::WatchSeat;

use super::error::ApiError;
use super::limits::Limits;
use super::user::{MASTERS, NODES, User};

/// How important a request is, by who makes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Priority {
    /// Parts of the program, nodes, `system:masters`.
    System,
    /// Everybody else who proved an identity.
    Workload,
    /// Nobody.
    CatchAll,
}

/// The priority of what `user` asks. Names that begin with `system:` are reserved by convention; service accounts and
/// bootstrap tokens have such names too, and of those only the accounts of the system's own namespaces rank high.
pub(crate) fn priority(user: &User) -> Priority {
    const OWN_ACCOUNTS: [&str; 2] = ["system:serviceaccount:kube-system:", "system:serviceaccount:atoll-system:"];
    let reserved = |name: &str| {
        name.starts_with("system:")
            && !name.starts_with("system:serviceaccount:")
            && !name.starts_with("system:bootstrap:")
    };
    if user.is_anonymous() {
        Priority::CatchAll
    } else if user.in_group(MASTERS)
        || user.in_group(NODES)
        || OWN_ACCOUNTS.iter().any(|accounts| user.name.starts_with(accounts))
        || reserved(&user.name)
    {
        Priority::System
    } else {
        Priority::Workload
    }
}

/// All levels of a server.
pub(crate) struct Fairness {
    levels: [Arc<Level>; 3],
    /// Identities are told apart by a hash that nobody can foresee: a table of names would have to be bounded too.
    hasher: RandomState,
}

impl Fairness {
    pub(crate) fn new(limits: &Limits) -> Fairness {
        let levels = [("system", limits.system), ("workload", limits.workload), ("catch-all", limits.catch_all)];
        Fairness { levels: levels.map(|(name, limits)| Arc::new(Level::new(name, limits))), hasher: RandomState::new() }
    }

    /// The levels, the most important first.
    pub(crate) fn levels(&self) -> &[Arc<Level>] {
        &self.levels
    }

    fn level(&self, user: &User) -> (&Arc<Level>, u64) {
        (&self.levels[priority(user) as usize], self.hasher.hash_one(&user.name))
    }

    /// Waits for the turn of a request. It is at work until the seat is dropped.
    ///
    /// # Errors
    /// 429 when too many wait already, or when it waited too long.
    pub(crate) async fn seat(&self, user: &User) -> Result<Seat, ApiError> {
        let (level, identity) = self.level(user);
        level.seat(identity).await.map_err(|_| ApiError::too_many_requests())
    }

    /// Counts a watch in. It runs until the answer is dropped.
    ///
    /// # Errors
    /// 429 when there are too many.
    pub(crate) fn watch(&self, user: &User) -> Result<WatchSeat, ApiError> {
        let (level, identity) = self.level(user);
        level.watches.add(identity).ok_or_else(ApiError::too_many_requests)
    }
}
