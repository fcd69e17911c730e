//! One step of a field path, as `FieldsV1` and conflict messages write it.

use std::fmt;

use serde_json::{Map, Value};

use crate::engine::schema::{ListKind, View};

/// One step from a value into it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PathElement {
    /// A field of an object: `f:name`.
    Field(Box<str>),
    /// The entry of a list that has these values in its key fields: `k:{"name":"x"}`. Names are sorted, values are JSON
    /// text.
    Key(Box<[(Box<str>, Box<str>)]>),
    /// The entry of a list of scalars with this value, as JSON text: `v:"x"`.
    Value(Box<str>),
    /// The entry of a list at this place: `i:0`.
    Index(usize),
}

impl PathElement {
    /// The field `name`.
    pub fn field(name: &str) -> PathElement {
        PathElement::Field(name.into())
    }

    /// Reads a key of `FieldsV1`; `None` when it is of no known form. The key `.` is not an element.
    pub fn decode(text: &str) -> Option<PathElement> {
        let (form, rest) = text.split_once(':')?;
        match form {
            "f" => Some(PathElement::field(rest)),
            "v" => Some(PathElement::Value(json_text(&serde_json::from_str(rest).ok()?))),
            "i" => rest.parse().ok().map(PathElement::Index),
            "k" => {
                let fields: Map<String, Value> = serde_json::from_str(rest).ok()?;
                Some(key_element(fields.iter().map(|(name, value)| (name.as_str(), value))))
            }
            _ => None,
        }
    }

    /// The key in `FieldsV1`.
    pub fn encode(&self) -> String {
        match self {
            PathElement::Field(name) => format!("f:{name}"),
            PathElement::Value(value) => format!("v:{value}"),
            PathElement::Index(index) => format!("i:{index}"),
            PathElement::Key(fields) => {
                let mut text = String::from("k:{");
                for (at, (name, value)) in fields.iter().enumerate() {
                    if at > 0 {
                        text.push(',');
                    }
                    text.push_str(&Value::from(&**name).to_string());
                    text.push(':');
                    text.push_str(value);
                }
                text.push('}');
                text
            }
        }
    }
}

/// `.name`, `[name="x"]`, `[="x"]` or `[0]`.
impl fmt::Display for PathElement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PathElement::Field(name) => write!(f, ".{name}"),
            PathElement::Value(value) => write!(f, "[={value}]"),
            PathElement::Index(index) => write!(f, "[{index}]"),
            PathElement::Key(fields) => {
                f.write_str("[")?;
                for (at, (name, value)) in fields.iter().enumerate() {
                    let comma = if at > 0 { "," } else { "" };
                    write!(f, "{comma}{name}={value}")?;
                }
                f.write_str("]")
            }
        }
    }
}

/// The element of an entry of a set or map list.
///
/// # Errors
/// Why the entry cannot be told apart, in upstream's words. `list` is the level of the list itself.
pub(super) fn of_entry(list: View<'_>, entry: &Value) -> Result<PathElement, String> {
    match list.list() {
        ListKind::Atomic => Err("atomic list has no entries of its own".to_owned()),
        ListKind::Set => match entry {
            Value::Array(_) => Err("associative list without keys has an element that's a list type".to_owned()),
            Value::Object(_) => Err("associative list without keys has an element that's a map type".to_owned()),
            Value::Null => Err("associative list without keys has an element that's an explicit null".to_owned()),
            scalar => Ok(PathElement::Value(json_text(scalar))),
        },
        ListKind::Map(names) => {
            let Value::Object(fields) = entry else {
                return Err("associative list with keys may not have non-map elements".to_owned());
            };
            let items = list.items();
            let mut key = Vec::with_capacity(names.len());
            for name in names {
                let value = fields.get(&**name).filter(|value| !value.is_null());
                let Some(value) = value.or_else(|| items.default_of(name)) else {
                    return Err(format!(
                        "associative list with keys has an element that omits key field {name:?} (and doesn't have default value)"
                    ));
                };
                key.push((&**name, value));
            }
            Ok(key_element(key.into_iter()))
        }
    }
}

/// The same for an object that was accepted already: an entry that cannot be told apart is known by its place.
pub(super) fn of_stored_entry(list: View<'_>, index: usize, entry: &Value) -> PathElement {
    of_entry(list, entry).unwrap_or(PathElement::Index(index))
}

fn key_element<'v>(fields: impl Iterator<Item = (&'v str, &'v Value)>) -> PathElement {
    let mut fields: Vec<(Box<str>, Box<str>)> = fields.map(|(name, value)| (name.into(), json_text(value))).collect();
    fields.sort();
    PathElement::Key(fields.into())
}

/// The JSON text of a value, the same for 1 and 1.0.
fn json_text(value: &Value) -> Box<str> {
    match value {
        Value::Number(number) if number.is_f64() => match number.as_f64() {
            Some(float) if float.fract() == 0.0 && float.abs() < 9e15 => format!("{float:.0}").into(),
            _ => number.to_string().into(),
        },
        _ => value.to_string().into(),
    }
}
