//! A digest of what an object asks for, the same for the same content.

use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

/// SHA-256 of everything but metadata and status, as `sha256:` and hexadecimal digits. Fields count in the order of their
/// names, so that the order in which they were written makes no difference.
pub(crate) fn of(object: &Value) -> String {
    use std::fmt::Write as _;
    let mut hasher = Sha256::new();
    if let Some(fields) = object.as_object() {
        let substance = |name: &str| !matches!(name, "metadata" | "status");
        fold_fields(&mut hasher, fields, substance);
    }
    let digest = hasher.finalize();
    digest.iter().fold("sha256:".to_owned(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn fold_fields(hasher: &mut Sha256, fields: &Map<String, Value>, counts: impl Fn(&str) -> bool) {
    let mut sorted: Vec<_> = fields.iter().filter(|(name, _)| counts(name)).collect();
    sorted.sort_unstable_by_key(|(name, _)| *name);
    hasher.update(b"{");
    for (name, value) in sorted {
        fold(hasher, &Value::String(name.clone()));
        fold(hasher, value);
    }
    hasher.update(b"}");
}

fn fold(hasher: &mut Sha256, value: &Value) {
    match value {
        Value::Object(fields) => fold_fields(hasher, fields, |_| true),
        Value::Array(items) => {
            hasher.update(b"[");
            items.iter().for_each(|item| fold(hasher, item));
            hasher.update(b"]");
        }
        Value::String(text) => {
            // With its length before it, no two different values look the same.
            hasher.update(b"s");
            hasher.update((text.len() as u64).to_be_bytes());
            hasher.update(text.as_bytes());
        }
        other => {
            hasher.update(b"v");
            hasher.update(other.to_string().as_bytes());
            hasher.update(b";");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn only_content_counts() {
        let a = json!({"metadata": {"name": "a"}, "spec": {"x": 1, "y": ["a", "b"]}, "status": 1});
        let b = json!({"spec": {"y": ["a", "b"], "x": 1}, "metadata": {"name": "b"}});
        assert_eq!(of(&a), of(&b));
        for other in [json!({"spec": {"x": 1, "y": ["ab"]}}), json!({"spec": {"x": "1", "y": ["a", "b"]}}), json!({})] {
            assert_ne!(of(&a), of(&other));
        }
    }
}
