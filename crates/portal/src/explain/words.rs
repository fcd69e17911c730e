//! Words of others inside our sentences. Pure.

use texts::t;

/// Longest text of somebody else that is taken into a sentence, in characters. Conditions and events have all of it.
const LONGEST: usize = 280;

/// The text as a sentence: first letter upper case, a full stop at its end.
pub(crate) fn full_stop(text: &str) -> String {
    let text = text.trim();
    let mut letters = text.chars();
    let mut sentence: String = match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => return String::new(),
    };
    let last = sentence.trim_end_matches(['\u{2069}', ')', '"', '”']).chars().next_back();
    if !matches!(last, Some('.' | '!' | '?' | '…')) {
        sentence.push('.');
    }
    sentence
}

/// What somebody else wrote, made fit to stand inside a sentence: on one line, without the bullets that conditions
/// carry, cut at a word when it is very long. Text that is written from right to left is isolated, so that it does not
/// turn the rest around, and invisible marks that could do so are taken out.
pub(crate) fn said(text: &str) -> String {
    let lines = text.lines().map(|line| line.trim().trim_start_matches("* ")).filter(|line| !line.is_empty());
    let line = lines.collect::<Vec<_>>().join("; ");
    let clean: String = line.chars().filter(|letter| !is_invisible(*letter)).collect();
    let short = cut(&clean.split_whitespace().collect::<Vec<_>>().join(" "), LONGEST);
    let short = short.strip_suffix('.').map(str::to_owned).unwrap_or(short);
    if short.chars().any(is_right_to_left) { format!("\u{2068}{short}\u{2069}") } else { short }
}

/// At most so many characters, cut at a word and with an ellipsis when it was longer.
pub(crate) fn cut(text: &str, longest: usize) -> String {
    if text.chars().count() <= longest {
        return text.to_owned();
    }
    let start: String = text.chars().take(longest).collect();
    // A single word that is longer than all that fits is cut within.
    let end = start.rfind(' ').filter(|end| *end > start.len() / 2).unwrap_or(start.len());
    format!("{}…", start[..end].trim_end_matches([',', ';', ':', ' ']))
}

/// `a`, `a and b`, `a, b and c`, `a, b, c and 4 more`.
pub(crate) fn listed<S: AsRef<str>>(names: &[S]) -> String {
    const SHOWN: usize = 3;
    let name = |index: usize| names.get(index).map(AsRef::as_ref).unwrap_or_default();
    match names.len() {
        0 => String::new(),
        1 => name(0).to_owned(),
        2 => t().explain_list_two(name(0), name(1)),
        SHOWN => t().explain_list_three(name(0), name(1), name(2)),
        many => t().explain_list_more(name(0), name(1), name(2), many - SHOWN),
    }
}

/// A length of time in its largest unit: `20 s`, `6 min`, `3 h`, `2 days`.
pub(crate) fn duration(seconds: i64) -> String {
    match in_largest_unit(seconds) {
        (number, 's') => format!("{number} s"),
        (number, 'm') => format!("{number} min"),
        (number, 'h') => format!("{number} h"),
        (number, _) => t().duration_days(number),
    }
}

/// The same as a time that has passed: `20 s ago`, `6 min ago`, `3 h ago`, `2 days ago`.
pub(crate) fn ago(seconds: i64) -> String {
    let (number, unit) = in_largest_unit(seconds);
    let pattern = match unit {
        's' => t().time_seconds_ago(),
        'm' => t().time_minutes_ago(),
        'h' => t().time_hours_ago(),
        _ => t().time_days_ago(),
    };
    pattern.replace('#', &number)
}

/// The number, and the unit by its first letter.
fn in_largest_unit(seconds: i64) -> (String, char) {
    let (number, unit) = match seconds {
        ..=99 => (seconds.max(0), 's'),
        100..=5_999 => ((seconds + 30) / 60, 'm'),
        6_000..=172_799 => ((seconds + 1_800) / 3_600, 'h'),
        _ => (seconds / 86_400, 'd'),
    };
    (number.to_string(), unit)
}

/// Control characters, and marks that change the direction of what follows.
fn is_invisible(letter: char) -> bool {
    (letter.is_control() && !letter.is_whitespace())
        || matches!(letter, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// Hebrew, Arabic and their neighbours.
fn is_right_to_left(letter: char) -> bool {
    matches!(letter, '\u{0590}'..='\u{08ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' | '\u{1e800}'..='\u{1efff}')
}

#[cfg(test)]
mod tests {
    use super::{ago, cut, duration, full_stop, listed, said};

    #[test]
    fn sentences_begin_large_and_end_with_a_stop() {
        for (text, sentence) in [
            ("no host fits", "No host fits."),
            ("Done.", "Done."),
            ("  ", ""),
            ("why?", "Why?"),
            ("ü", "Ü."),
            ("and so on…", "And so on…"),
            ("it said (no.)", "It said (no.)"),
        ] {
            assert_eq!(full_stop(text), sentence);
        }
    }

    #[test]
    fn words_of_others_are_harmless_in_a_sentence() {
        for (text, said_text) in [
            ("disk\n is \t full.", "disk; is full"),
            ("* one\n* two", "one; two"),
            ("<b>bold</b>", "<b>bold</b>"),
            ("a\u{202e}b\u{0}c", "abc"),
            ("נכשל", "\u{2068}נכשל\u{2069}"),
        ] {
            assert_eq!(said(text), said_text);
        }
        let long = said(&"word ".repeat(400));
        assert!(long.chars().count() <= 281 && long.ends_with("word…"), "{long}");
        assert_eq!(said(&"x".repeat(1000)).chars().count(), 281);
    }

    #[test]
    fn lists_and_lengths_are_short() {
        assert_eq!(cut("one two three", 9), "one two…");
        assert_eq!(listed(&["a", "b", "c", "d", "e"]), "a, b, c and 2 more");
        assert_eq!(listed::<&str>(&[]), "");
        let told = [20, 99, 120, 360, 7_200, 200_000].map(duration);
        assert_eq!(told, ["20 s", "99 s", "2 min", "6 min", "2 h", "2 days"]);
        assert_eq!([360, 200_000].map(ago), ["6 min ago", "2 days ago"]);
    }
}
