//! Lengths of time.

use std::time::Duration;

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

/// How long one step took: `0.4 ms`, `12 ms`, `3.2 s`, `5 min`.
pub(crate) fn exact_duration(duration: Duration) -> String {
    let milliseconds = duration.as_secs_f64() * 1_000.0;
    let tenths = |number: f64| format!("{number:.1}").replace('.', &t().number_point());
    match milliseconds {
        ..10.0 => format!("{} ms", tenths(milliseconds)),
        ..1_000.0 => format!("{milliseconds:.0} ms"),
        ..120_000.0 => format!("{} s", tenths(milliseconds / 1_000.0)),
        _ => format!("{:.0} min", milliseconds / 60_000.0),
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

    #[test]
    fn a_step_is_exact_when_it_is_short() {
        for (milliseconds, words) in
            [(0.4, "0.4 ms"), (40.0, "40 ms"), (1_500.0, "1.5 s"), (119_000.0, "119.0 s"), (300_000.0, "5 min")]
        {
            assert_eq!(exact_duration(Duration::from_secs_f64(milliseconds / 1_000.0)), words);
        }
    }
}
