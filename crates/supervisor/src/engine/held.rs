//! Bodies of answers that hold something until they are sent or given up.

use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::{Body, Bytes, HttpBody};
use axum::response::Response;
use hyper::body::{Frame, SizeHint};
use tokio_util::sync::WaitForCancellationFutureOwned;

/// The answer, with `held` dropped once its body has been sent.
pub(crate) fn until_sent<T: Send + Unpin + 'static>(response: Response, held: T) -> Response {
    // A body that is there as a whole is as good as sent.
    if response.body().size_hint().exact().is_some() {
        return response;
    }
    response.map(|body| Body::new(Held { body, held: Some(held) }))
}

struct Held<T> {
    body: Body,
    held: Option<T>,
}

impl<T: Send + Unpin + 'static> HttpBody for Held<T> {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let frame = Pin::new(&mut self.body).poll_frame(cx);
        if matches!(frame, Poll::Ready(None)) {
            self.held = None;
        }
        frame
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// The answer to a watch, which `running` accompanies. It ends well, as if its time were over, when `closing` comes:
/// clients then go on with another server from where they are.
pub(crate) fn watch<T: Watching>(response: Response, running: T, closing: WaitForCancellationFutureOwned) -> Response {
    response.map(|body| Body::new(Watch { body, running, closing: Box::pin(closing) }))
}

/// What accompanies a watch.
pub(crate) trait Watching: Send + Unpin + 'static {
    /// So many events are sent.
    fn sent(&self, events: usize);
}

struct Watch<T> {
    body: Body,
    running: T,
    closing: Pin<Box<WaitForCancellationFutureOwned>>,
}

impl<T: Watching> HttpBody for Watch<T> {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let frame = Pin::new(&mut self.body).poll_frame(cx);
        match &frame {
            Poll::Ready(Some(Ok(frame))) => {
                // One line each; a line break within a JSON text is escaped.
                let lines = frame.data_ref().map_or(0, |data| data.iter().filter(|byte| **byte == b'\n').count());
                self.running.sent(lines);
            }
            Poll::Pending if self.closing.as_mut().poll(cx).is_ready() => return Poll::Ready(None),
            _ => {}
        }
        frame
    }
}
