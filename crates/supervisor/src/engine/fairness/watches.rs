//! How many watches run, of one identity and in all.

use std::collections::HashMap;
use std::sync::Arc;

use parking_lot::Mutex;

/// The count of one priority level.
pub(crate) struct Watches {
    most: usize,
    most_per_identity: usize,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    all: usize,
    of: HashMap<u64, usize>,
}

/// One running watch, counted out when dropped.
pub(crate) struct WatchSeat {
    watches: Arc<Watches>,
    identity: u64,
}

impl Watches {
    pub(crate) fn new(most: usize, most_per_identity: usize) -> Watches {
        Watches { most, most_per_identity, state: Mutex::default() }
    }

    /// Counts one in; `None` when there are too many.
    pub(crate) fn add(self: &Arc<Self>, identity: u64) -> Option<WatchSeat> {
        let mut state = self.state.lock();
        if state.all >= self.most || state.of.get(&identity).is_some_and(|n| *n >= self.most_per_identity) {
            return None;
        }
        state.all += 1;
        *state.of.entry(identity).or_default() += 1;
        Some(WatchSeat { watches: self.clone(), identity })
    }
}

impl Drop for WatchSeat {
    fn drop(&mut self) {
        let mut state = self.watches.state.lock();
        state.all -= 1;
        if let Some(count) = state.of.get_mut(&self.identity) {
            *count -= 1;
            if *count == 0 {
                state.of.remove(&self.identity);
            }
        }
    }
}
