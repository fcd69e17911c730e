//! Field selectors: `metadata.name=a,status.phase!=Running`.

use std::fmt;

use super::SelectorError;

/// One condition on one field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldTerm {
    /// The path of the field, for instance `status.phase`.
    pub path: String,
    /// The value that is compared with.
    pub value: String,
    /// True when the field must have another value.
    pub negated: bool,
}

/// Conditions on fields that all have to hold. The default has none and selects everything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FieldSelector {
    terms: Vec<FieldTerm>,
}

impl FieldSelector {
    /// Reads the text of a `fieldSelector` parameter; the empty text selects everything.
    ///
    /// # Errors
    /// The term that cannot be understood, in upstream's words.
    pub fn parse(text: &str) -> Result<FieldSelector, SelectorError> {
        let mut terms = Vec::new();
        for term in split_terms(text) {
            if term.is_empty() {
                continue;
            }
            let wrong = || SelectorError(format!("invalid selector: '{text}'; can't understand '{term}'"));
            let (path, operator, value) = split_operator(term).ok_or_else(wrong)?;
            let value = unescape(value).ok_or_else(|| SelectorError(format!("invalid field selector: {value}")))?;
            terms.push(FieldTerm { path: path.to_owned(), value, negated: operator == "!=" });
        }
        Ok(FieldSelector { terms })
    }

    /// The conditions.
    pub fn terms(&self) -> &[FieldTerm] {
        &self.terms
    }

    /// True when the selector selects everything.
    pub fn is_everything(&self) -> bool {
        self.terms.is_empty()
    }

    /// The value that the field at `path` must have, when the selector names exactly one.
    pub fn required(&self, path: &str) -> Option<&str> {
        self.terms.iter().find(|term| term.path == path && !term.negated).map(|term| term.value.as_str())
    }

    /// True when an object is selected; `field` gives the text of a field of it, absent ones being empty.
    pub fn matches<'f>(&self, field: impl Fn(&str) -> Option<&'f str>) -> bool {
        self.terms.iter().all(|term| (field(&term.path).unwrap_or_default() == term.value) != term.negated)
    }
}

/// The text form, with commas and equal signs of values escaped.
impl fmt::Display for FieldSelector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, FieldTerm { path, value, negated }) in self.terms.iter().enumerate() {
            let comma = if at > 0 { "," } else { "" };
            let operator = if *negated { "!=" } else { "=" };
            let value = value.replace('\\', "\\\\").replace(',', "\\,").replace('=', "\\=");
            write!(f, "{comma}{path}{operator}{value}")?;
        }
        Ok(())
    }
}

/// The terms between commas that are not escaped.
fn split_terms(text: &str) -> impl Iterator<Item = &str> {
    let mut escaped = false;
    text.split(move |c| {
        let splits = c == ',' && !escaped;
        escaped = c == '\\' && !escaped;
        splits
    })
}

/// Path, operator and escaped value around the first operator that is not escaped.
fn split_operator(term: &str) -> Option<(&str, &str, &str)> {
    let mut escaped = false;
    for (at, c) in term.char_indices() {
        if escaped {
            escaped = false;
            continue;
        }
        if c == '\\' {
            escaped = true;
            continue;
        }
        for operator in ["!=", "==", "="] {
            if let Some(value) = term[at..].strip_prefix(operator) {
                return Some((&term[..at], operator, value));
            }
        }
    }
    None
}

/// The value without its escapes; `None` for an escape of nothing or a bare equal sign.
fn unescape(value: &str) -> Option<String> {
    let mut out = String::with_capacity(value.len());
    let mut chars = value.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => out.push(chars.next().filter(|c| matches!(c, '\\' | ',' | '='))?),
            '=' => return None,
            c => out.push(c),
        }
    }
    Some(out)
}
