//! Waiting for a condition.

use std::time::{Duration, Instant};

use anyhow::bail;

/// How often a condition is looked at.
const PACE: Duration = Duration::from_millis(25);

/// Asks `probe` again and again until it gives a value, and returns that. An error of the probe counts as "not yet".
///
/// # Errors
/// After `deadline`, with what was waited for and the probe's last error.
pub async fn eventually<T>(
    what: &str,
    deadline: Duration,
    mut probe: impl AsyncFnMut() -> anyhow::Result<Option<T>>,
) -> anyhow::Result<T> {
    let end = Instant::now() + deadline;
    loop {
        let last = match probe().await {
            Ok(Some(value)) => return Ok(value),
            Ok(None) => "not yet".to_owned(),
            Err(error) => format!("{error:#}"),
        };
        if Instant::now() >= end {
            bail!("waited {deadline:?} for {what}: {last}");
        }
        tokio::time::sleep(PACE).await;
    }
}
