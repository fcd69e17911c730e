//! Moments as people type them. Pure.

use chrono::{DateTime, Duration, Utc};
use texts::t;

/// Reads `2026-11-21T10:00:00Z`, `now`, or how long ago: `30s`, `5m`, `2h`, `1d`.
///
/// # Errors
/// What would be right, as one sentence.
pub(super) fn parse(text: &str, now: DateTime<Utc>) -> Result<DateTime<Utc>, String> {
    let text = text.trim();
    if text.eq_ignore_ascii_case("now") {
        return Ok(now);
    }
    // In a query a plus sign is a space.
    if let Ok(at) = DateTime::parse_from_rfc3339(&text.replace(' ', "+")) {
        return Ok(at.with_timezone(&Utc).min(now));
    }
    ago(text).and_then(|ago| now.checked_sub_signed(ago)).ok_or_else(|| t().error_moment_format())
}

fn ago(text: &str) -> Option<Duration> {
    let (number, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    let number = number.parse::<u32>().ok()?.into();
    match unit {
        "s" => Duration::try_seconds(number),
        "m" => Duration::try_minutes(number),
        "h" => Duration::try_hours(number),
        "d" => Duration::try_days(number),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn moments_are_exact_or_relative() {
        let now = "2026-11-21T12:00:00Z".parse().expect("an instant");
        for (text, expected) in [
            ("now", Some("2026-11-21T12:00:00+00:00")),
            ("5m", Some("2026-11-21T11:55:00+00:00")),
            ("90s", Some("2026-11-21T11:58:30+00:00")),
            ("1d", Some("2026-11-20T12:00:00+00:00")),
            (" 2026-11-21T10:00:00.5Z ", Some("2026-11-21T10:00:00.500+00:00")),
            ("2026-11-21T13:00:00 02:00", Some("2026-11-21T11:00:00+00:00")),
            ("2026-11-22T00:00:00Z", Some("2026-11-21T12:00:00+00:00")),
            ("yesterday", None),
            ("5", None),
            ("m", None),
            ("", None),
            ("é", None),
            ("4000000000d", None),
        ] {
            assert_eq!(parse(text, now).ok().map(|at| at.to_rfc3339()).as_deref(), expected, "{text}");
        }
    }
}
