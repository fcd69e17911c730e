//! YAML in and out, with errors that may be shown: they say where, and never quote the text around it (user data holds
//! keys and tokens).

use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

/// Reads one document.
///
/// # Errors
/// What is wrong, with line and column.
pub(crate) fn document<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    serde_saphyr::from_str(text).map_err(words)
}

/// Reads all documents of a text that separates them by `---`; empty ones are left out.
///
/// # Errors
/// As [`document`].
pub(crate) fn documents(text: &str) -> Result<Vec<Value>, String> {
    let documents: Vec<Value> = serde_saphyr::from_multiple(text).map_err(words)?;
    Ok(documents.into_iter().filter(|document| !document.is_null()).collect())
}

/// Writes a document.
///
/// # Errors
/// When the value has no YAML form, for example a map with keys that are not text.
pub(crate) fn text(value: &impl Serialize) -> Result<String, String> {
    serde_saphyr::to_string(value).map_err(|error| error.to_string())
}

fn words(error: serde_saphyr::Error) -> String {
    let error = error.without_snippet();
    let text = error.to_string();
    let text = text.lines().next().unwrap_or_default();
    match error.location() {
        Some(at) if !text.contains("line") => {
            format!("{text} at line {}, column {}", at.line(), at.column())
        }
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_say_where_and_quote_nothing() {
        for text in ["a: b\nkey: \"secret\n", "key: secret\n  - secret: [x\n", "a: 1\n\tb: secret"] {
            let error = document::<Value>(text).unwrap_err();
            assert!(error.contains("line"), "{error}");
            assert!(!error.contains("secret"), "{error}");
            assert!(!error.contains('\n'), "{error}");
        }
    }

    #[test]
    fn documents_are_separated_and_empty_ones_left_out() {
        let read = documents("---\na: 1\n---\n---\nb: [x]\n").unwrap();
        assert_eq!(read, [serde_json::json!({"a": 1}), serde_json::json!({"b": ["x"]})]);
    }

    #[test]
    fn what_is_written_reads_the_same() {
        let value = serde_json::json!({
            "kind": "X", "empty": {}, "list": [], "text": "yes", "number": "1.10", "lines": "a\nb\n",
            "nested": [{"a": null, "b": true}],
        });
        assert_eq!(document::<Value>(&text(&value).unwrap()).unwrap(), value);
    }
}
