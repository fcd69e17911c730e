//! Connections that end without losing the last answer: when there is unread text as a socket closes, the system tells
//! the client that the connection broke, and what was sent last is lost.

use std::io::{IoSlice, Result};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::Sleep;

/// How long a connection waits for its client to end it too, and how much it reads meanwhile.
const LONGEST: Duration = Duration::from_secs(1);
const MOST: usize = 1 << 20;

/// A stream whose shutdown reads on, in vain, until the other side ends or the bounds are reached.
pub(crate) struct Lingering<S> {
    stream: S,
    closing: Option<Closing>,
}

struct Closing {
    told: bool,
    until: Pin<Box<Sleep>>,
    read: usize,
}

impl<S> Lingering<S> {
    pub(crate) fn new(stream: S) -> Lingering<S> {
        Lingering { stream, closing: None }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Lingering<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buffer)
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Lingering<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[IoSlice<'_>],
    ) -> Poll<Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(cx, bytes)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<()>> {
        let Lingering { stream, closing } = &mut *self;
        let begin = || Closing { told: false, until: Box::pin(tokio::time::sleep(LONGEST)), read: 0 };
        let closing = closing.get_or_insert_with(begin);
        if !closing.told {
            ready!(Pin::new(&mut *stream).poll_shutdown(cx))?;
            closing.told = true;
        }
        let mut space = [0; 4096];
        while closing.read < MOST && closing.until.as_mut().poll(cx).is_pending() {
            let mut buffer = ReadBuf::new(&mut space);
            match ready!(Pin::new(&mut *stream).poll_read(cx, &mut buffer)) {
                Ok(()) if !buffer.filled().is_empty() => closing.read += buffer.filled().len(),
                // The other side ended too, in whichever way.
                _ => break,
            }
        }
        Poll::Ready(Ok(()))
    }
}
