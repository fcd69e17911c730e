//! Regular expressions of schemas.
//!
//! Upstream matches with Go's RE2, whose classes `\d`, `\w` and `\s` are ASCII and whose bracket expressions know no
//! nesting. The text is translated so that it means the same here.

use regex::{Regex, RegexBuilder};

/// A compiled pattern with its text, which messages quote.
#[derive(Debug)]
pub(super) struct Pattern {
    text: Box<str>,
    regex: Regex,
}

impl Pattern {
    /// Compiles a pattern.
    ///
    /// # Errors
    /// The reason why it is no regular expression.
    pub(super) fn new(text: &str) -> Result<Pattern, String> {
        let regex = RegexBuilder::new(&translate(text))
            .size_limit(1 << 20)
            .build()
            .map_err(|error| format!("invalid pattern {text:?}: {error}"))?;
        Ok(Pattern { text: text.into(), regex })
    }

    /// True when the pattern is found anywhere in `value`.
    pub(super) fn matches(&self, value: &str) -> bool {
        self.regex.is_match(value)
    }

    /// The pattern as the schema writes it.
    pub(super) fn text(&self) -> &str {
        &self.text
    }
}

/// Rewrites what RE2 and the `regex` crate read differently.
fn translate(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut chars = text.chars().peekable();
    let mut in_brackets = false;
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some('d') => out.push_str("[0-9]"),
                Some('w') => out.push_str("[0-9A-Za-z_]"),
                Some('s') => out.push_str("[\\t\\n\\f\\r ]"),
                Some('D') => out.push_str("[^0-9]"),
                Some('W') => out.push_str("[^0-9A-Za-z_]"),
                Some('S') => out.push_str("[^\\t\\n\\f\\r ]"),
                Some(escaped) => out.extend(['\\', escaped]),
                None => out.push('\\'),
            },
            '[' if !in_brackets => {
                in_brackets = true;
                out.push('[');
                if chars.next_if_eq(&'^').is_some() {
                    out.push('^');
                }
                if chars.next_if_eq(&']').is_some() {
                    out.push_str("\\]");
                }
            }
            // Only a named class may open inside brackets; any other bracket is itself.
            '[' if chars.peek() == Some(&':') => {
                out.push('[');
                for c in chars.by_ref() {
                    out.push(c);
                    if c == ']' {
                        break;
                    }
                }
            }
            '[' => out.push_str("\\["),
            ']' => {
                in_brackets = false;
                out.push(']');
            }
            // Set operators of the crate; plain characters in RE2.
            '&' | '~' if in_brackets => out.extend(['\\', c]),
            _ => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_mean_what_they_mean_in_re2() {
        for (pattern, yes, no) in [
            (r"^\d+$", "12", "١٢"),
            (r"^\w+$", "a_1", "é"),
            (r"^[\w.-]+$", "a.b-c", "a b"),
            (r"^[[]$", "[", "]"),
            (r"^[]a]+$", "]a", "["),
            (r"^[^]a]$", "b", "]"),
            (r"^[[:alpha:]]+$", "abc", "a1"),
            (r"^[a&&b]+$", "a&b", "c"),
            (r"^a\/b$", "a/b", "a"),
            (r"^\S+$", "xy", "x y"),
        ] {
            let compiled = Pattern::new(pattern).unwrap();
            assert!(compiled.matches(yes), "{pattern} {yes}");
            assert!(!compiled.matches(no), "{pattern} {no}");
        }
        assert!(Pattern::new("(").is_err());
    }
}
