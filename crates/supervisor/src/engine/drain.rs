//! Bodies that are read to their end though nobody wants them: a client that is still sending when the connection ends
//! sees a broken pipe instead of the answer that says why.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use http::{Request, Version, header};
use http_body_util::BodyExt;
use hyper::body::{Body, Bytes, Frame, Incoming, SizeHint};

/// What is read of an unwanted body at most, in bytes and in time. Beyond that the connection ends.
const MOST: usize = 64 << 20;
const LONGEST: Duration = Duration::from_secs(10);

/// The body of a request. When it is dropped before its end, the rest is read and thrown away in the background.
pub(crate) struct Drained {
    incoming: Option<Incoming>,
    /// The client waits to be asked for the body, and was not asked yet. Then there is nothing to read.
    unasked: bool,
}

impl Drained {
    pub(crate) fn new(request: Request<Incoming>) -> Request<Drained> {
        let (parts, incoming) = request.into_parts();
        // Over HTTP/2 clients send the body in any case.
        let unasked = parts.headers.contains_key(header::EXPECT) && parts.version < Version::HTTP_2;
        Request::from_parts(parts, Drained { incoming: Some(incoming), unasked })
    }
}

impl Body for Drained {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        self.unasked = false;
        let Some(incoming) = &mut self.incoming else { return Poll::Ready(None) };
        let frame = Pin::new(incoming).poll_frame(cx);
        if matches!(frame, Poll::Ready(None | Some(Err(_)))) {
            self.incoming = None;
        }
        frame
    }

    fn is_end_stream(&self) -> bool {
        self.incoming.as_ref().is_none_or(Body::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        self.incoming.as_ref().map_or_else(|| SizeHint::with_exact(0), Body::size_hint)
    }
}

impl Drop for Drained {
    fn drop(&mut self) {
        let Some(incoming) = self.incoming.take().filter(|incoming| !self.unasked && !incoming.is_end_stream()) else {
            return;
        };
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(tokio::time::timeout(LONGEST, drain(incoming)));
        }
    }
}

async fn drain(mut incoming: Incoming) {
    let mut read = 0;
    while read < MOST
        && let Some(Ok(frame)) = incoming.frame().await
    {
        read += frame.data_ref().map_or(0, Bytes::len);
    }
}
