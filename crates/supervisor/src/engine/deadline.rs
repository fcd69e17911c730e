//! The time that a request may take.

use std::time::Duration;

use super::error::ApiError;
use super::options::Query;

/// The time of a request that is no watch: what `timeout` in its query asks for, and never more than `most`.
///
/// # Errors
/// 400 when it asks for no time in Go's notation, such as `1m30s`.
pub(crate) fn time_of(query: &Query, most: Duration) -> Result<Duration, ApiError> {
    let Some(text) = query.get("timeout") else { return Ok(most) };
    let asked = parse(text)
        .ok_or_else(|| ApiError::bad_request(format!("invalid timeout specified in the request URL: \"{text}\"")))?;
    // As upstream: no time means all that there is.
    Ok(if asked.is_zero() { most } else { asked.min(most) })
}

/// Reads a time that is not negative: <https://pkg.go.dev/time#ParseDuration>.
fn parse(text: &str) -> Option<Duration> {
    let mut rest = text.strip_prefix('+').unwrap_or(text);
    if rest == "0" {
        return Some(Duration::ZERO);
    }
    let mut seconds = 0.0;
    loop {
        let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let (number, after) = rest.split_at(digits);
        let units = after.find(|c: char| c.is_ascii_digit() || c == '.').unwrap_or(after.len());
        let (unit, after) = after.split_at(units);
        let unit = match unit {
            "ns" => 1e-9,
            "us" | "µs" | "μs" => 1e-6,
            "ms" => 1e-3,
            "s" => 1.0,
            "m" => 60.0,
            "h" => 3600.0,
            _ => return None,
        };
        seconds += number.parse::<f64>().ok()? * unit;
        rest = after;
        if rest.is_empty() {
            return Duration::try_from_secs_f64(seconds).ok();
        }
    }
}

/// Runs a request for at most `time`.
///
/// # Errors
/// Its own, or 504 in upstream's words.
pub(crate) async fn within<T>(
    time: Duration,
    request: impl Future<Output = Result<T, ApiError>>,
) -> Result<T, ApiError> {
    tokio::time::timeout(time, request)
        .await
        .unwrap_or_else(|_| Err(ApiError::timed_out("request did not complete within the allotted timeout")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_go_reads_them() {
        let ms = |n| Some(Duration::from_millis(n));
        for (text, expected) in [
            ("0", ms(0)),
            ("1s", ms(1000)),
            ("1m30s", ms(90_000)),
            ("1.5h", ms(5_400_000)),
            ("+2ms", ms(2)),
            ("250us750us", ms(1)),
            ("", None),
            ("5", None),
            ("s", None),
            (".s", None),
            ("-1s", None),
            ("1x", None),
            ("1s ", None),
            ("99999999999999999999999999h", None),
        ] {
            assert_eq!(parse(text), expected, "{text}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn what_takes_too_long_is_a_timeout() {
        let never = within(Duration::from_secs(60), std::future::pending::<Result<(), _>>()).await.unwrap_err();
        assert_eq!((never.code(), never.reason()), (504, "Timeout"));
        assert_eq!(never.message(), "Timeout: request did not complete within the allotted timeout");
    }
}
