//! How large a body may be, and how a larger one is refused so that its sender hears of it.

use std::time::Duration;

use axum::{
    body::Body,
    extract::Request,
    http::{StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use futures::StreamExt;

/// Nothing reads more than this of any body. Forms have their own, lower limits, and say so on their page.
pub(super) const LIMIT: usize = 8 << 20;

/// So much of a body that is too large is read and dropped, for so long. A sender whose connection is closed while it
/// still writes sees a broken connection instead of the answer.
const DROPPED: usize = 4 * LIMIT;
const PATIENCE: Duration = Duration::from_secs(10);

/// Answers 413 to a request that announces more than [`LIMIT`].
pub(super) async fn bounded(request: Request, next: Next) -> Response {
    let announced = request.headers().get(header::CONTENT_LENGTH);
    let announced: Option<usize> = announced.and_then(|length| length.to_str().ok()?.parse().ok());
    match announced {
        Some(length) if length > LIMIT => {
            let _ = tokio::time::timeout(PATIENCE, drop_body(request.into_body())).await;
            let text = format!("The request has {} MiB; at most {} MiB are accepted.\n", length >> 20, LIMIT >> 20);
            (StatusCode::PAYLOAD_TOO_LARGE, text).into_response()
        }
        _ => next.run(request).await,
    }
}

async fn drop_body(body: Body) {
    let mut read = 0;
    let mut chunks = body.into_data_stream();
    while let Some(Ok(chunk)) = chunks.next().await {
        read += chunk.len();
        if read > DROPPED {
            return;
        }
    }
}
