//! Keeps memory up to what other servers commit, and answers whether it is.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{mpsc, oneshot};

use crate::backend::Backend;
use crate::database::Spaces;
use crate::health::Health;
use crate::postgres::{Follower, Heard};
use crate::space::Inner;

/// Asks for everything that was committed before.
pub(crate) struct Question {
    pub(crate) space: Arc<Inner>,
    /// True when memory has it all, false when the database does not answer.
    pub(crate) reply: oneshot::Sender<bool>,
}

/// Questions that are answered together at most.
const MAX_QUESTIONS: usize = 1024;
/// The database is asked at least this often, which also shows that it is there.
const PULSE: Duration = Duration::from_secs(1);
/// What one question to the database may take before it counts as gone.
const PATIENCE: Duration = Duration::from_secs(3);

/// Follows until nobody can ask any more.
pub(crate) async fn run(
    backend: Arc<dyn Backend>,
    mut follower: Follower,
    spaces: Arc<Spaces>,
    mut questions: mpsc::Receiver<Question>,
    health: Health,
) {
    let mut asked = Vec::with_capacity(MAX_QUESTIONS);
    let mut pulse = tokio::time::interval(PULSE);
    pulse.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            heard = follower.next() => match heard {
                Heard::Commit { space, revision } => {
                    let behind = spaces.get(&space).filter(|s| s.is_loaded() && s.state.read().revision < revision);
                    if let Some(space) = behind {
                        look(&*backend, &[space], &health).await;
                    }
                }
                Heard::Anything => {
                    look(&*backend, &spaces.loaded(), &health).await;
                }
            },
            count = questions.recv_many(&mut asked, MAX_QUESTIONS) => {
                if count == 0 {
                    return;
                }
                let mut seen = HashSet::new();
                let spaces: Vec<_> =
                    asked.iter().map(|q| &q.space).filter(|s| seen.insert(Arc::as_ptr(s).addr())).cloned().collect();
                let answered = look(&*backend, &spaces, &health).await;
                // A caller that no longer waits does not need the answer.
                for question in asked.drain(..) {
                    let _ = question.reply.send(answered);
                }
            }
            _ = pulse.tick() => {
                look(&*backend, &spaces.loaded(), &health).await;
            }
        }
    }
}

/// Brings these spaces up to date. False when the database does not answer.
async fn look(backend: &dyn Backend, spaces: &[Arc<Inner>], health: &Health) -> bool {
    let positions: Vec<_> = spaces.iter().map(|s| s.position()).collect();
    let news = tokio::time::timeout(PATIENCE, backend.news(&positions)).await;
    let result = news.unwrap_or_else(|_| Err(sqlx::Error::PoolTimedOut)).and_then(|all| {
        let mut known = spaces.iter().zip(&positions).zip(all);
        known
            .try_for_each(|((space, position), news)| space.learn(news, position.revision))
            .map_err(|e| sqlx::Error::Decode(Box::new(e)))
    });
    health.set_following(&result);
    result.is_ok()
}
