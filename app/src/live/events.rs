//! `GET /events?path=…`: the stream that tells a page that something it shows has changed.

use std::{convert::Infallible, time::Duration};

use axum::{
    Extension,
    extract::Query,
    response::{
        IntoResponse, Response,
        sse::{Event, Sse},
    },
};
use futures::{
    Stream, StreamExt,
    stream::{self, FusedStream},
};
use http::StatusCode;
use portal::SignedIn;
use serde::Deserialize;
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at, sleep_until};

use super::scope::scope_of;

/// The least time between two `changed` events: at most four each second.
const GAP: Duration = Duration::from_millis(250);
/// The time between two `beat` events, by which the page knows that the stream stands.
const BEAT: Duration = Duration::from_secs(5);
/// A stream ends after this time; the browser opens a new one, as long as its session lasts.
const LIFE: Duration = Duration::from_secs(15 * 60);

/// The query of the stream.
#[derive(Debug, Deserialize)]
pub(crate) struct Page {
    path: String,
}

/// Watches what the page at `path` shows, as the signed-in user.
pub(crate) async fn events(Extension(user): Extension<SignedIn>, Query(page): Query<Page>) -> Response {
    let Some(scope) = scope_of(&page.path) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    match portal::live::watch(&user, scope).await {
        Ok(changes) => Sse::new(paced(changes).map(Ok::<_, Infallible>)).into_response(),
        Err(error) => {
            tracing::debug!(path = page.path, %error, "no stream");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}

/// `changed` for one or more changes, `beat` in between; ends with `changes`, or after [`LIFE`].
fn paced(changes: impl Stream<Item = ()> + Send + 'static) -> impl Stream<Item = Event> + Send {
    let start = Instant::now();
    let mut beat = interval_at(start, BEAT);
    beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let pace = Pace { changes: changes.boxed().fuse(), beat, next: start, end: start + LIFE };
    stream::unfold(pace, |mut pace| async move {
        let event = pace.next_event().await?;
        Some((Event::default().event(event).data("1"), pace))
    })
}

struct Pace<S> {
    changes: S,
    beat: Interval,
    /// Before this instant no `changed` is sent.
    next: Instant,
    end: Instant,
}

impl<S: FusedStream<Item = ()> + Unpin> Pace<S> {
    async fn next_event(&mut self) -> Option<&'static str> {
        tokio::select! {
            biased;
            () = sleep_until(self.end) => None,
            change = self.changes.next() => {
                change?;
                self.gather().await;
                self.next = Instant::now() + GAP;
                Some("changed")
            }
            _ = self.beat.tick() => Some("beat"),
        }
    }

    /// Takes in further changes until the next event may be sent.
    async fn gather(&mut self) {
        loop {
            tokio::select! {
                biased;
                () = sleep_until(self.next) => return,
                change = self.changes.next() => if change.is_none() { return },
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn many_changes_make_few_events() {
        let start = Instant::now();
        // 100 changes, one every 10 ms: one second.
        let changes = stream::unfold(0, |n| async move {
            (n < 100).then_some(())?;
            tokio::time::sleep(Duration::from_millis(10)).await;
            Some(((), n + 1))
        })
        .boxed()
        .fuse();
        let mut beat = interval_at(start + BEAT, BEAT);
        beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut pace = Pace { changes, beat, next: start, end: start + LIFE };
        let mut changed = 0;
        while let Some(event) = pace.next_event().await {
            assert_eq!(event, "changed");
            changed += 1;
        }
        assert!((4..=6).contains(&changed), "{changed}");
    }

    #[tokio::test(start_paused = true)]
    async fn a_quiet_stream_beats_and_ends() {
        let start = Instant::now();
        let mut pace = Pace {
            changes: stream::pending(),
            beat: interval_at(start + BEAT, BEAT),
            next: start,
            end: start + BEAT * 3 + GAP,
        };
        let mut beats = 0;
        while pace.next_event().await == Some("beat") {
            beats += 1;
        }
        assert_eq!(beats, 3);
    }
}
