//! Durations as people write them: `1500ms`, `30s`, `15m`, `24h`, `90d`.

use std::time::Duration;

use serde::{Deserialize, Deserializer, de::Error};

/// The longest: ten years.
const LONGEST: f64 = 10.0 * 365.0 * 86_400.0;

/// Units, the longer ones first so that `ms` is not read as `s`.
const UNITS: [(&str, f64); 5] = [("ms", 0.001), ("s", 1.0), ("m", 60.0), ("h", 3600.0), ("d", 86_400.0)];

/// Reads a number with its unit.
pub(crate) fn parse(text: &str) -> Option<Duration> {
    let text = text.trim();
    let (number, unit) = UNITS.iter().find_map(|(name, unit)| Some((text.strip_suffix(name)?, unit)))?;
    let seconds = number.trim().parse::<f64>().ok()? * unit;
    (0.0..=LONGEST).contains(&seconds).then(|| Duration::from_secs_f64(seconds))
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
    let text = String::deserialize(deserializer)?;
    parse(&text).ok_or_else(|| D::Error::custom(format!("{text:?} is not a duration like 90s, 15m, 24h or 90d")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn number_and_unit() {
        for (text, seconds) in
            [("0s", 0.0), ("1500ms", 1.5), ("0.5s", 0.5), ("2m", 120.0), ("24h", 86_400.0), ("1d", 86_400.0)]
        {
            assert_eq!(parse(text), Some(Duration::from_secs_f64(seconds)), "{text}");
        }
        for text in ["", "5", "-1s", "soon", "NaNs", "99999d", "s"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
