//! Times and durations in the words that people use; the same on the server and in the browser.

/// How long ago something was (`seconds` > 0), or how long until it is (`seconds` < 0).
#[must_use]
pub fn relative(seconds: i64) -> String {
    let (amount, unit) = match seconds.unsigned_abs() {
        0..=4 => return "just now".to_owned(),
        s @ 5..=59 => (s, "s"),
        s @ 60..=3_599 => (s / 60, "min"),
        s @ 3_600..=172_799 => (s / 3_600, "h"),
        s => (s / 86_400, "days"),
    };
    if seconds < 0 { format!("in {amount} {unit}") } else { format!("{amount} {unit} ago") }
}

/// A length of time: `0.4 s`, `31 s`, `2 min 5 s`, `1 h 3 min`, `3 days`.
#[must_use]
pub fn duration(milliseconds: u64) -> String {
    let seconds = milliseconds / 1_000;
    let two = |large: u64, large_unit: &str, small: u64, small_unit: &str| {
        if small == 0 { format!("{large} {large_unit}") } else { format!("{large} {large_unit} {small} {small_unit}") }
    };
    match seconds {
        0 if milliseconds == 0 => "0 s".to_owned(),
        0..=9 if !milliseconds.is_multiple_of(1_000) => {
            format!("{}.{} s", seconds, (milliseconds % 1_000) / 100)
        }
        0..=119 => format!("{seconds} s"),
        120..=7_199 => two(seconds / 60, "min", seconds % 60, "s"),
        7_200..=172_799 => two(seconds / 3_600, "h", seconds % 3_600 / 60, "min"),
        _ => format!("{} days", seconds / 86_400),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_past_and_the_future_have_words() {
        for (seconds, words) in [
            (0, "just now"),
            (-4, "just now"),
            (59, "59 s ago"),
            (60, "1 min ago"),
            (7_199, "1 h ago"),
            (172_800, "2 days ago"),
            (-28_800, "in 8 h"),
        ] {
            assert_eq!(relative(seconds), words);
        }
    }

    #[test]
    fn durations_are_as_exact_as_they_are_short() {
        for (milliseconds, words) in [
            (0, "0 s"),
            (420, "0.4 s"),
            (9_950, "9.9 s"),
            (2_000, "2 s"),
            (31_900, "31 s"),
            (125_000, "2 min 5 s"),
            (180_000, "3 min"),
            (7_380_000, "2 h 3 min"),
            (400_000_000, "4 days"),
        ] {
            assert_eq!(duration(milliseconds), words);
        }
    }
}
