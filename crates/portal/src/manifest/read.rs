//! One object from YAML, or what is wrong with it and where.

use serde_json::Value;
use texts::t;

use super::located;
use crate::{kind::Kind, view::FieldError};

/// The most that is read, in bytes. A large object has a few thousand.
const LIMIT: usize = 256 << 10;

/// The object of this kind that the text describes.
///
/// # Errors
/// Field `yaml`, with line and column where they are known.
pub(crate) fn read(text: &str, kind: &Kind) -> Result<Value, FieldError> {
    if text.len() > LIMIT {
        let message = t().error_yaml_too_long(text.len() >> 10, LIMIT >> 10);
        return Err(at(message, None));
    }
    let value: Value = serde_saphyr::from_str(text).map_err(|error| {
        if let Some(line) = second_document(text) {
            let message = t().error_yaml_documents();
            return at(message, Some((line, 1)));
        }
        let place = error.location().map(|l| (number(l.line()), number(l.column())));
        let words = error.without_snippet().to_string();
        // The place is told beside the words, and the library's advice to programmers helps nobody here.
        let words = words.split(" at line ").next().unwrap_or_default();
        let words = words.split(", set ").next().unwrap_or_default().trim_end_matches('.');
        at(t().error_yaml_unreadable(words), place)
    })?;
    let (version, kind) = (kind.api_version(), kind.kind);
    if !value.is_object() {
        return Err(at(t().error_yaml_one_kind(kind, &version), Some((1, 1))));
    }
    for (key, wanted) in [("apiVersion", version.as_str()), ("kind", kind)] {
        let found = value.get(key).and_then(Value::as_str);
        if found != Some(wanted) {
            let message = match found {
                Some(found) => t().error_yaml_other(&version, kind, key, found),
                None => t().error_yaml_lacks(&version, kind, key),
            };
            let error = FieldError { field: "yaml".to_owned(), message, line: None, column: None };
            return Err(at_place(error, text, key));
        }
    }
    Ok(value)
}

/// The error at the line and column of what the API calls `path`, or of the nearest that is there.
pub(crate) fn at_place(mut error: FieldError, text: &str, path: &str) -> FieldError {
    if let Some(root) = located::read(text) {
        let (line, column) = root.place(path);
        (error.line, error.column) = (Some(number(line)), Some(number(column)));
    }
    error
}

/// The line at which a second document begins.
fn second_document(text: &str) -> Option<u32> {
    let begins = |line: &str| line == "---" || line.starts_with("--- ");
    let is_content = |line: &str| !line.trim().is_empty() && !line.starts_with('#') && !begins(line);
    let first = text.lines().position(is_content)?;
    let second = text.lines().skip(first).position(begins)?;
    Some(number(first + second + 1))
}

fn number<N: TryInto<u32>>(place: N) -> u32 {
    place.try_into().unwrap_or(u32::MAX)
}

fn at(message: String, place: Option<(u32, u32)>) -> FieldError {
    let mut error = FieldError::new("yaml", message);
    (error.line, error.column) = (place.map(|p| p.0), place.map(|p| p.1));
    error
}

#[cfg(test)]
mod tests {
    use super::{at_place, read};
    use crate::{kind::GUEST_CLUSTER, view::FieldError};

    #[test]
    fn what_is_wrong_is_told_at_its_place() {
        let bomb: String = (1..9).fold("a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned(), |text, n| {
            let before = format!("*a{}", n - 1);
            text + &format!("a{n}: &a{n} [{}]\n", vec![before; 9].join(", "))
        });
        let deep = format!("a: {}{}", "[".repeat(400), "]".repeat(400));
        for (text, words, place) in [
            ("a: [1", "unclosed bracket", Some((1, 4))),
            ("a: b: c", "mapping values are not allowed", Some((1, 5))),
            ("a: 1\na: 2", "duplicate mapping key: a", Some((2, 1))),
            ("a:\n\tb: 1\n", "tab", Some((2, 2))),
            ("- a\n", "This must be one GuestCluster", Some((1, 1))),
            ("", "This must be one GuestCluster", Some((1, 1))),
            ("kind: Secret\napiVersion: v1\n", "apiVersion is v1", Some((2, 13))),
            ("apiVersion: guest.atoll.dev/v1alpha1\nkind: Secret\n", "kind is Secret", Some((2, 7))),
            ("# one\n---\nkind: A\n--- # two\nkind: B\n", "more than one document", Some((4, 1))),
            (bomb.as_str(), "This YAML cannot be read", None),
            (deep.as_str(), "This YAML cannot be read", None),
        ] {
            let error = read(text, &GUEST_CLUSTER).expect_err(text);
            assert!(error.message.contains(words), "{text}: {}", error.message);
            if let Some(place) = place {
                assert_eq!((error.line, error.column), (Some(place.0), Some(place.1)), "{text}: {}", error.message);
            }
        }
        let error = read(&format!("a: {}", "x".repeat(300_000)), &GUEST_CLUSTER).unwrap_err();
        assert_eq!(error.message, "This YAML has 292 KiB; at most 256 KiB are accepted.");
    }

    #[test]
    fn errors_of_the_api_find_their_line() {
        let text = "kind: A\nspec:\n  pools:\n  - name: a\n    replicas: many\n";
        let error = at_place(FieldError::new("yaml", "no"), text, "spec.pools[0].replicas");
        assert_eq!((error.line, error.column), (Some(5), Some(15)));
    }
}
