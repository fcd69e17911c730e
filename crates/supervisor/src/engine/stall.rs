//! Cutting off clients that stop reading.
//!
//! An answer that goes on, such as a watch, is made only as fast as its client takes it. A client that takes nothing any
//! more would hold its place for ever and never learn what it missed; it loses its connection instead, and lists again.

use std::io::{Error, ErrorKind, IoSlice, Result};
use std::pin::Pin;
use std::sync::{Arc, Weak};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use hyper::body::{Body as _, Frame, SizeHint};
use parking_lot::Mutex;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::sync::Notify;
use tokio::time::{Instant, Sleep};

/// How long a client may leave a part of an answer untaken.
const PATIENCE: Duration = Duration::from_secs(30);
/// How often that is looked at.
const PACE: Duration = Duration::from_secs(10);

/// The answers of one connection that are being sent in parts. Over HTTP/2 a client can stop reading one of them and go
/// on with the others.
#[derive(Clone, Default)]
pub(super) struct Unread {
    answers: Arc<Mutex<Vec<Weak<Progress>>>>,
    more: Arc<Notify>,
}

/// Since when the last part of an answer waits to be taken; `None` while the client waits for the next one.
#[derive(Default)]
struct Progress(Mutex<Option<Instant>>);

impl Unread {
    /// Follows an answer; one of known length is handed out whole and needs no following.
    pub(super) fn follow(&self, response: Response) -> Response {
        if response.body().size_hint().exact().is_some() {
            return response;
        }
        let progress = Arc::new(Progress::default());
        self.answers.lock().push(Arc::downgrade(&progress));
        self.more.notify_one();
        response.map(|body| Body::new(Followed { body, progress }))
    }

    /// Waits until a client has left something untaken for too long.
    pub(super) async fn stalled(&self) {
        loop {
            if self.answers.lock().is_empty() {
                self.more.notified().await;
            }
            tokio::time::sleep(PACE).await;
            if self.is_stalled() {
                return;
            }
        }
    }

    fn is_stalled(&self) -> bool {
        let mut stalled = false;
        self.answers.lock().retain(|answer| {
            let Some(progress) = answer.upgrade() else { return false };
            stalled |= progress.0.lock().is_some_and(|since| since.elapsed() > PATIENCE);
            true
        });
        stalled
    }
}

/// A body that notes when it is asked for more.
struct Followed {
    body: Body,
    progress: Arc<Progress>,
}

impl hyper::body::Body for Followed {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<std::result::Result<Frame<Bytes>, axum::Error>>> {
        let polled = Pin::new(&mut self.body).poll_frame(cx);
        *self.progress.0.lock() = polled.is_ready().then(Instant::now);
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// A stream on which nothing may wait to be sent for longer than [`PATIENCE`].
pub(super) struct Impatient<S> {
    stream: S,
    waiting: Option<Pin<Box<Sleep>>>,
}

impl<S> Impatient<S> {
    pub(super) fn new(stream: S) -> Impatient<S> {
        Impatient { stream, waiting: None }
    }

    fn bounded<T>(&mut self, cx: &mut Context<'_>, polled: Poll<Result<T>>) -> Poll<Result<T>> {
        if polled.is_ready() {
            self.waiting = None;
            return polled;
        }
        let waiting = self.waiting.get_or_insert_with(|| Box::pin(tokio::time::sleep(PATIENCE)));
        waiting.as_mut().poll(cx).map(|()| Err(Error::from(ErrorKind::TimedOut)))
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Impatient<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buffer)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Impatient<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<Result<usize>> {
        let polled = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.bounded(cx, polled)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[IoSlice<'_>],
    ) -> Poll<Result<usize>> {
        let polled = Pin::new(&mut self.stream).poll_write_vectored(cx, bytes);
        self.bounded(cx, polled)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<()>> {
        let polled = Pin::new(&mut self.stream).poll_flush(cx);
        self.bounded(cx, polled)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
