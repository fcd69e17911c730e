//! One priority level: seats, and a queue for each identity.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use parking_lot::Mutex;
use tokio::sync::oneshot;

use super::super::limits::LevelLimits;
use super::watches::Watches;

/// Why a request got no seat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    QueueFull,
    TimedOut,
}

/// See the module.
pub(crate) struct Level {
    pub(crate) name: &'static str,
    pub(crate) limits: LevelLimits,
    pub(crate) watches: Arc<Watches>,
    /// Requests that were given a seat, and that were refused for either reason.
    pub(crate) dispatched: AtomicU64,
    pub(crate) queue_full: AtomicU64,
    pub(crate) timed_out: AtomicU64,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    seated: usize,
    waiting: usize,
    /// Identities with a request at work or waiting.
    flows: HashMap<u64, Flow>,
    /// Identities whose turn comes: each has somebody waiting and is below its own limit of seats.
    ring: VecDeque<u64>,
}

#[derive(Default)]
struct Flow {
    seated: usize,
    waiting: VecDeque<oneshot::Sender<Seat>>,
    in_ring: bool,
}

/// The right to be at work, given back when dropped.
pub(crate) struct Seat {
    /// `None` once the right went elsewhere.
    level: Option<Arc<Level>>,
    identity: u64,
}

impl Drop for Seat {
    fn drop(&mut self) {
        if let Some(level) = self.level.take() {
            level.leave(self.identity);
        }
    }
}

impl Level {
    pub(crate) fn new(name: &'static str, limits: LevelLimits) -> Level {
        Level {
            name,
            limits,
            watches: Arc::new(Watches::new(limits.watches, limits.watches_per_identity)),
            dispatched: AtomicU64::new(0),
            queue_full: AtomicU64::new(0),
            timed_out: AtomicU64::new(0),
            state: Mutex::default(),
        }
    }

    /// Requests at work, and requests that wait.
    pub(crate) fn load(&self) -> (usize, usize) {
        let state = self.state.lock();
        (state.seated, state.waiting)
    }

    /// Waits for a seat.
    pub(crate) async fn seat(self: &Arc<Self>, identity: u64) -> Result<Seat, Refused> {
        let turn = match self.enter(identity) {
            Ok(None) => return Ok(Seat { level: Some(self.clone()), identity }),
            Ok(Some(turn)) => turn,
            Err(refused) => {
                self.queue_full.fetch_add(1, Ordering::Relaxed);
                return Err(refused);
            }
        };
        // Whoever gives up leaves a closed sender behind; it is passed over when its turn comes.
        match tokio::time::timeout(self.limits.wait, turn).await {
            Ok(Ok(seat)) => Ok(seat),
            _ => {
                self.timed_out.fetch_add(1, Ordering::Relaxed);
                Err(Refused::TimedOut)
            }
        }
    }

    /// Takes a seat at once (`None`), or a place in the queue.
    fn enter(&self, identity: u64) -> Result<Option<oneshot::Receiver<Seat>>, Refused> {
        let mut state = self.state.lock();
        let State { seated, waiting, flows, ring } = &mut *state;
        let flow = flows.entry(identity).or_default();
        let below_own_limit = flow.seated < self.limits.seats_per_identity;
        if flow.waiting.is_empty() && below_own_limit && *seated < self.limits.seats {
            flow.seated += 1;
            *seated += 1;
            self.dispatched.fetch_add(1, Ordering::Relaxed);
            return Ok(None);
        }
        if flow.waiting.len() >= self.limits.queue_per_identity {
            let before = flow.waiting.len();
            flow.waiting.retain(|turn| !turn.is_closed());
            *waiting -= before - flow.waiting.len();
        }
        if flow.waiting.len() >= self.limits.queue_per_identity || *waiting >= self.limits.queue {
            if flow.is_idle() {
                flows.remove(&identity);
            }
            return Err(Refused::QueueFull);
        }
        let (give, turn) = oneshot::channel();
        flow.waiting.push_back(give);
        *waiting += 1;
        if below_own_limit && !flow.in_ring {
            flow.in_ring = true;
            ring.push_back(identity);
        }
        Ok(Some(turn))
    }

    /// Gives a seat back and hands free seats to those whose turn it is.
    fn leave(self: &Arc<Self>, identity: u64) {
        let mut state = self.state.lock();
        state.seated -= 1;
        if let Some(flow) = state.flows.get_mut(&identity) {
            flow.seated -= 1;
            if flow.is_idle() {
                state.flows.remove(&identity);
            } else if !flow.waiting.is_empty() && !flow.in_ring {
                flow.in_ring = true;
                state.ring.push_back(identity);
            }
        }
        while state.seated < self.limits.seats {
            let Some(next) = state.ring.pop_front() else { return };
            self.serve(&mut state, next);
        }
    }

    /// Gives the next of an identity a seat, and the identity its next place in the ring.
    fn serve(self: &Arc<Self>, state: &mut State, identity: u64) {
        let State { seated, waiting, flows, ring } = state;
        let Some(flow) = flows.get_mut(&identity) else { return };
        flow.in_ring = false;
        while flow.seated < self.limits.seats_per_identity
            && let Some(turn) = flow.waiting.pop_front()
        {
            *waiting -= 1;
            match turn.send(Seat { level: Some(self.clone()), identity }) {
                Ok(()) => {
                    flow.seated += 1;
                    *seated += 1;
                    self.dispatched.fetch_add(1, Ordering::Relaxed);
                    break;
                }
                // It gave up. The seat was never taken, so it must not be given back.
                Err(mut untaken) => untaken.level = None,
            }
        }
        if flow.is_idle() {
            flows.remove(&identity);
        } else if !flow.waiting.is_empty() && flow.seated < self.limits.seats_per_identity {
            flow.in_ring = true;
            ring.push_back(identity);
        }
    }
}

impl Flow {
    fn is_idle(&self) -> bool {
        self.seated == 0 && self.waiting.is_empty()
    }
}
