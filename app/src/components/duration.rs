//! Lengths of time.

use texts::t;

/// A length of time: `0.4 s`, `31 s`, `2 min 5 s`, `1 h 3 min`, `3 days`.
#[must_use]
pub(crate) fn duration(milliseconds: u64) -> String {
    let seconds = milliseconds / 1_000;
    let two = |large: u64, large_unit: &str, small: u64, small_unit: &str| {
        if small == 0 { format!("{large} {large_unit}") } else { format!("{large} {large_unit} {small} {small_unit}") }
    };
    match seconds {
        0 if milliseconds == 0 => "0 s".to_owned(),
        0..=9 if !milliseconds.is_multiple_of(1_000) => {
            format!("{seconds}{}{} s", t().number_point(), (milliseconds % 1_000) / 100)
        }
        0..=119 => format!("{seconds} s"),
        120..=7_199 => two(seconds / 60, "min", seconds % 60, "s"),
        7_200..=172_799 => two(seconds / 3_600, "h", seconds % 3_600 / 60, "min"),
        _ => t().duration_days((seconds / 86_400).to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
