//! The YAML of one GuestCluster, read and written. Pure.

use serde_json::Value;

use crate::{kind::GUEST_CLUSTER, view::FieldError, yaml};

/// More than any honest request needs.
const LIMIT: usize = 256 * 1024;

/// The object that the text describes.
///
/// # Errors
/// Field `yaml`, with line and column where they are known.
pub(super) fn parse(text: &str) -> Result<Value, FieldError> {
    if text.len() > LIMIT {
        return Err(at(
            format!("This YAML is {} kB long; a GuestCluster of up to {} kB is read.", text.len() / 1024, LIMIT / 1024),
            None,
        ));
    }
    let value: Value = serde_saphyr::from_str(text).map_err(|error| {
        let place = error.location().map(|l| (number(l.line()), number(l.column())));
        let words = error.without_snippet().to_string();
        // The place is told beside the words, and the library's advice to programmers helps nobody here.
        let words = words.split(" at line ").next().unwrap_or_default();
        let words = words.split(", set ").next().unwrap_or_default().trim_end_matches('.');
        at(format!("This YAML cannot be read: {words}."), place)
    })?;
    let (version, kind) = (GUEST_CLUSTER.api_version(), GUEST_CLUSTER.kind);
    let is = |key: &str, wanted: &str| value.get(key).and_then(Value::as_str) == Some(wanted);
    if !value.is_object() {
        return Err(at(format!("This must be one {kind}, beginning with `apiVersion: {version}`."), Some((1, 1))));
    }
    if !is("apiVersion", &version) || !is("kind", kind) {
        let found = [&value["apiVersion"], &value["kind"]].map(|v| v.as_str().unwrap_or("nothing").to_owned());
        return Err(at(
            format!(
                "Only `apiVersion: {version}` and `kind: {kind}` can be requested here, not {} {}.",
                found[0], found[1]
            ),
            None,
        ));
    }
    Ok(value)
}

/// The object as YAML.
pub(super) fn write(object: &Value) -> String {
    yaml::written(object)
}

fn number<N: TryInto<u32>>(place: N) -> u32 {
    place.try_into().unwrap_or(u32::MAX)
}

fn at(message: String, place: Option<(u32, u32)>) -> FieldError {
    let mut error = FieldError::new("yaml", message);
    (error.line, error.column) = (place.map(|p| p.0), place.map(|p| p.1));
    error
}
