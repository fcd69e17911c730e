//! Lists of texts: `["a", "b"]` in the file, `a,b` in a variable or an option.

use serde::{Deserialize, Deserializer, de::Error};
use toml::Value;

pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    let text = |entry: Value| match entry {
        Value::String(text) => Ok(text),
        other => Err(D::Error::custom(format!("{other} is not a text"))),
    };
    match Value::deserialize(deserializer)? {
        Value::Array(entries) => entries.into_iter().map(text).collect(),
        one => Ok(text(one)?.split(',').map(str::trim).filter(|entry| !entry.is_empty()).map(str::to_owned).collect()),
    }
}
