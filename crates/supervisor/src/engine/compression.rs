//! Long answers in gzip, for callers that read it.

use http::Response;
use hyper::body::Body;
use tower_http::CompressionLevel;
use tower_http::compression::{CompressionLayer, Predicate};

/// From this length on an answer is compressed, as upstream has it.
const LEAST: u64 = 128 << 10;

/// In the extensions of an answer that is sent in parts and has an end. A watch has none: its parts may not wait.
#[derive(Clone, Copy)]
pub(crate) struct LongList;

/// Compresses what is worth it, quickly.
pub(crate) fn layer() -> CompressionLayer<WorthIt> {
    CompressionLayer::new().quality(CompressionLevel::Fastest).compress_when(WorthIt)
}

/// Which answers are compressed.
#[derive(Clone, Copy)]
pub(crate) struct WorthIt;

impl Predicate for WorthIt {
    fn should_compress<B: Body>(&self, response: &Response<B>) -> bool {
        match response.body().size_hint().exact() {
            Some(length) => length >= LEAST,
            None => response.extensions().get::<LongList>().is_some(),
        }
    }
}
