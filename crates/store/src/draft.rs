//! An object that is about to be stored: text with a gap where its resourceVersion will be.

use bytes::Bytes;
use serde_json::Value;

use crate::error::WriteError;

/// The text of an object, without the digits of its `metadata.resourceVersion`: they are known only when the writer
/// gives it a place in the order of all writes.
#[derive(Clone, Debug)]
pub struct Draft {
    text: Bytes,
    revision_at: usize,
}

impl Draft {
    /// Renders `object`. Its own `metadata.resourceVersion`, if any, is dropped.
    ///
    /// # Errors
    /// [`WriteError::Malformed`] when it is no object or has no metadata.
    pub fn new(object: &Value) -> Result<Draft, WriteError> {
        let malformed = |message: &str| WriteError::Malformed(message.to_owned());
        let fields = object.as_object().ok_or_else(|| malformed("not an object"))?;
        let mut text = Vec::with_capacity(512);
        let mut revision_at = None;
        text.push(b'{');
        for (name, value) in fields {
            begin_field(&mut text, name)?;
            if name != "metadata" {
                write(&mut text, value)?;
                continue;
            }
            let meta = value.as_object().ok_or_else(|| malformed("metadata is not an object"))?;
            text.push(b'{');
            for (name, value) in meta.iter().filter(|(name, _)| *name != "resourceVersion") {
                begin_field(&mut text, name)?;
                write(&mut text, value)?;
            }
            begin_field(&mut text, "resourceVersion")?;
            text.push(b'"');
            revision_at = Some(text.len());
            text.extend_from_slice(b"\"}");
        }
        text.push(b'}');
        let revision_at = revision_at.ok_or_else(|| malformed("no metadata"))?;
        Ok(Draft { text: text.into(), revision_at })
    }

    /// The size of the text in bytes.
    pub fn len(&self) -> usize {
        self.text.len()
    }

    /// Never true: an object has at least its braces.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// The text of a stored object with its revision taken out again.
    pub(crate) fn of_stored(bytes: &Bytes, revision_at: usize, revision: u64) -> Draft {
        let after = revision_at + revision.to_string().len();
        let mut text = Vec::with_capacity(bytes.len());
        text.extend_from_slice(&bytes[..revision_at]);
        text.extend_from_slice(&bytes[after..]);
        Draft { text: text.into(), revision_at }
    }

    /// The whole text, with `revision` in the gap.
    pub(crate) fn finish(&self, revision: u64) -> Bytes {
        let digits = revision.to_string();
        let mut text = Vec::with_capacity(self.text.len() + digits.len());
        text.extend_from_slice(&self.text[..self.revision_at]);
        text.extend_from_slice(digits.as_bytes());
        text.extend_from_slice(&self.text[self.revision_at..]);
        text.into()
    }
}

fn begin_field(text: &mut Vec<u8>, name: &str) -> Result<(), WriteError> {
    if text.last() != Some(&b'{') {
        text.push(b',');
    }
    serde_json::to_writer(&mut *text, name).map_err(|e| WriteError::Malformed(e.to_string()))?;
    text.push(b':');
    Ok(())
}

fn write(text: &mut Vec<u8>, value: &Value) -> Result<(), WriteError> {
    serde_json::to_writer(text, value).map_err(|e| WriteError::Malformed(e.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn puts_the_revision_into_the_gap() {
        let object = json!({"kind": "X", "metadata": {"resourceVersion": "old", "name": "a"}, "spec": {}});
        let text = Draft::new(&object).unwrap().finish(42);
        let read: Value = serde_json::from_slice(&text).unwrap();
        assert_eq!(read, json!({"kind": "X", "metadata": {"name": "a", "resourceVersion": "42"}, "spec": {}}));
        let empty = Draft::new(&json!({"metadata": {}})).unwrap().finish(1);
        assert_eq!(&empty[..], br#"{"metadata":{"resourceVersion":"1"}}"#);
    }

    #[test]
    fn takes_the_revision_out_again() {
        let draft = Draft::new(&json!({"metadata": {"name": "a"}, "x": [1]})).unwrap();
        let stored = draft.finish(99);
        let again = Draft::of_stored(&stored, draft.revision_at, 99);
        assert_eq!(again.finish(100), draft.finish(100));
    }

    #[test]
    fn refuses_what_is_no_object() {
        assert!(Draft::new(&json!([])).is_err());
        assert!(Draft::new(&json!({"metadata": 1})).is_err());
        assert!(Draft::new(&json!({"spec": {}})).is_err());
    }
}
