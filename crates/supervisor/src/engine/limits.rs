//! How much of a server one request, one identity and all together may take.

use std::time::Duration;

use store::HistoryLimits;

use super::error::ApiError;

/// Bounds of a server. Each has the value of kube-apiserver or etcd where they have one.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// How far back watches and pages of lists may reach, for each resource.
    pub history: HistoryLimits,
    /// Bytes of a request's body; a larger one is answered 413.
    pub body: usize,
    /// Bytes of an object as it is stored; a larger one is answered 413. Objects that are being deleted are exempt, so
    /// that every stored object can go.
    pub object: usize,
    /// The time that a request other than a watch may take, with the time that its body takes to arrive; then it is
    /// answered 504. A request may ask for less by `timeout` in its query.
    pub request_time: Duration,
    /// Parts of the program, nodes and `system:masters`.
    pub system: LevelLimits,
    /// Everybody else who proved an identity.
    pub workload: LevelLimits,
    /// Requests without an identity.
    pub catch_all: LevelLimits,
}

/// Bounds of the requests of one priority level. Levels take nothing from each other. Over a bound a request is answered
/// 429 with `Retry-After`.
#[derive(Clone, Copy, Debug)]
pub struct LevelLimits {
    /// Requests at work at the same time.
    pub seats: usize,
    /// Of these for one identity.
    pub seats_per_identity: usize,
    /// Requests that wait for a seat.
    pub queue: usize,
    /// Of these for one identity.
    pub queue_per_identity: usize,
    /// How long they wait at most.
    pub wait: Duration,
    /// Watches at the same time.
    pub watches: usize,
    /// Of these for one identity.
    pub watches_per_identity: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        let wait = Duration::from_secs(15);
        Limits {
            history: HistoryLimits::default(),
            body: 3 << 20,
            object: 1536 << 10,
            request_time: Duration::from_secs(60),
            system: LevelLimits {
                seats: 600,
                seats_per_identity: 400,
                queue: 32_768,
                queue_per_identity: 16_384,
                wait,
                watches: 20_000,
                watches_per_identity: 10_000,
            },
            workload: LevelLimits {
                seats: 200,
                seats_per_identity: 100,
                queue: 4_000,
                queue_per_identity: 400,
                wait,
                watches: 20_000,
                watches_per_identity: 2_000,
            },
            catch_all: LevelLimits {
                seats: 20,
                seats_per_identity: 20,
                queue: 100,
                queue_per_identity: 100,
                wait: Duration::from_secs(5),
                watches: 100,
                watches_per_identity: 100,
            },
        }
    }
}

impl Limits {
    /// Bounds for a small server of which there are thousands.
    pub fn small() -> Limits {
        Limits { history: HistoryLimits { events: 64, bytes: 64 << 10 }, ..Limits::default() }
    }

    /// May an object of this many bytes be stored?
    ///
    /// # Errors
    /// 413 when not.
    pub(crate) fn check_object(&self, bytes: usize) -> Result<(), ApiError> {
        if bytes <= self.object {
            return Ok(());
        }
        Err(ApiError::too_large_because(format!(
            "request is too large: the object has {bytes} bytes to store, limit is {}",
            self.object
        )))
    }
}
