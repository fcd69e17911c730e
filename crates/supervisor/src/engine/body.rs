//! Request bodies: read within the limit, decoded from JSON or YAML, duplicate keys found.

use std::cell::RefCell;
use std::io::Read;

use axum::body::{Body, HttpBody};
use bytes::Bytes;
use flate2::read::GzDecoder;
use http::{HeaderMap, HeaderValue, header};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use super::error::ApiError;
use super::protobuf;

/// Nesting of a body at most; serde_json stops at the same depth.
const MAX_DEPTH: usize = 128;

/// A decoded body.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Decoded {
    pub(crate) value: Value,
    /// Strict decoding errors: `duplicate field "spec.a"`.
    pub(crate) duplicates: Vec<String>,
}

/// Reads a body of at most `limit` bytes, and unpacks one in gzip; the limit is for both forms. One that says that it is
/// longer is not even begun.
pub(crate) async fn read(headers: &HeaderMap, body: Body, limit: usize) -> Result<Bytes, ApiError> {
    if body.size_hint().lower() > limit as u64 {
        return Err(ApiError::too_large(limit));
    }
    let bytes = match Limited::new(body, limit).collect().await {
        Ok(collected) => collected.to_bytes(),
        Err(error) if error.is::<LengthLimitError>() => return Err(ApiError::too_large(limit)),
        Err(error) => return Err(ApiError::bad_request(format!("the body could not be read: {error}"))),
    };
    match headers.get(header::CONTENT_ENCODING).map(HeaderValue::as_bytes) {
        None | Some(b"identity") => Ok(bytes),
        Some(b"gzip") => unpack(&bytes, limit),
        Some(_) => Err(ApiError::unsupported_media_type(&["gzip", "identity"])),
    }
}

fn unpack(bytes: &[u8], limit: usize) -> Result<Bytes, ApiError> {
    let mut unpacked = Vec::new();
    match GzDecoder::new(bytes).take(limit as u64 + 1).read_to_end(&mut unpacked) {
        Err(error) => Err(ApiError::bad_request(format!("the body could not be unpacked: {error}"))),
        Ok(length) if length > limit => Err(ApiError::too_large(limit)),
        Ok(_) => Ok(unpacked.into()),
    }
}

/// The media type of the body, without parameters; JSON when none is said.
pub(crate) fn media_type(headers: &HeaderMap) -> &str {
    headers
        .get(header::CONTENT_TYPE)
        .and_then(|v| v.to_str().ok())
        .and_then(|v| v.split(';').next())
        .map(str::trim)
        .filter(|v| !v.is_empty())
        .unwrap_or("application/json")
}

/// Decodes an object that was sent as JSON or YAML.
pub(crate) fn decode(media_type: &str, bytes: &[u8]) -> Result<Decoded, ApiError> {
    match media_type {
        "application/json" | "*/*" => json(bytes),
        "application/yaml" | "application/x-yaml" | "text/yaml" => yaml(bytes),
        protobuf::MEDIA_TYPE => {
            let value = protobuf::decode(bytes).map_err(|error| ApiError::bad_request(error.to_string()))?;
            Ok(Decoded { value, duplicates: Vec::new() })
        }
        _ => Err(ApiError::unsupported_media_type(&["application/json", "application/yaml", protobuf::MEDIA_TYPE])),
    }
}

/// Decodes JSON.
pub(crate) fn json(bytes: &[u8]) -> Result<Decoded, ApiError> {
    let duplicates = RefCell::default();
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let value = Node { duplicates: &duplicates, place: Place::Root, depth: 0 }
        .deserialize(&mut reader)
        .and_then(|value| reader.end().map(|()| value))
        .map_err(|error| ApiError::bad_request(format!("json parse error: {error}")))?;
    Ok(Decoded { value, duplicates: duplicates.into_inner() })
}

/// Values that aliases may stand for in one document. Nobody writes so many, and a few lines can ask for billions.
const MAX_ALIASED: usize = 20_000;

/// Decodes YAML. Aliases are expanded within a budget.
pub(crate) fn yaml(bytes: &[u8]) -> Result<Decoded, ApiError> {
    let options = serde_saphyr::options! {
        duplicate_keys: serde_saphyr::options::DuplicateKeyPolicy::PassThrough,
        with_snippet: false,
        alias_limits: serde_saphyr::alias_limits! { max_total_replayed_events: MAX_ALIASED },
    };
    let text =
        std::str::from_utf8(bytes).map_err(|error| ApiError::bad_request(format!("yaml parse error: {error}")))?;
    let duplicates = RefCell::default();
    let value = serde_saphyr::with_deserializer_from_str_with_options(text, options, |reader| {
        Node { duplicates: &duplicates, place: Place::Root, depth: 0 }.deserialize(reader)
    })
    .map_err(|error| ApiError::bad_request(format!("yaml parse error: {error}")))?;
    Ok(Decoded { value, duplicates: duplicates.into_inner() })
}

/// A place in the document.
struct Node<'a> {
    duplicates: &'a RefCell<Vec<String>>,
    place: Place<'a>,
    depth: usize,
}

/// Where a value lies. Written out only when there is something to say of it: that would cost its length for each value.
#[derive(Clone, Copy)]
enum Place<'a> {
    Root,
    Field(&'a Place<'a>, &'a str),
    Item(&'a Place<'a>, usize),
}

impl std::fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Place::Root => Ok(()),
            Place::Field(Place::Root, name) => f.write_str(name),
            Place::Field(above, name) => write!(f, "{above}.{name}"),
            Place::Item(above, index) => write!(f, "{above}[{index}]"),
        }
    }
}

impl<'a> Node<'a> {
    fn below<'b>(&'b self, place: Place<'b>) -> Node<'b>
    where
        'a: 'b,
    {
        Node { duplicates: self.duplicates, place, depth: self.depth + 1 }
    }

    fn check_depth<E: serde::de::Error>(&self) -> Result<(), E> {
        if self.depth < MAX_DEPTH { Ok(()) } else { Err(E::custom("exceeded max depth")) }
    }
}

impl<'de> DeserializeSeed<'de> for Node<'_> {
    type Value = Value;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Node<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("any value")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        self.check_depth()?;
        let mut fields = Map::new();
        while let Some(name) = map.next_key::<String>()? {
            let place = Place::Field(&self.place, &name);
            if fields.contains_key(&name) {
                self.duplicates.borrow_mut().push(format!("duplicate field \"{place}\""));
            }
            let value = map.next_value_seed(self.below(place))?;
            fields.insert(name, value);
        }
        Ok(Value::Object(fields))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        self.check_depth()?;
        let mut items = Vec::new();
        while let Some(item) = seq.next_element_seed(self.below(Place::Item(&self.place, items.len())))? {
            items.push(item);
        }
        Ok(Value::Array(items))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Value, E> {
        serde_json::Number::from_f64(value).map(Value::Number).ok_or_else(|| E::custom("not a finite number"))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        self.deserialize(deserializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn finds_duplicate_keys() {
        let decoded = json(br#"{"spec": {"a": 1, "list": [{"b": 1, "b": 2}], "a": 3}}"#).unwrap();
        assert_eq!(decoded.value, json!({"spec": {"a": 3, "list": [{"b": 2}]}}));
        assert_eq!(decoded.duplicates, ["duplicate field \"spec.list[0].b\"", "duplicate field \"spec.a\""]);
        let decoded = yaml(b"spec:\n  a: 1\n  a: 2\n  b: yes\n  c: '1'\n  d: ~\n").unwrap();
        assert_eq!(decoded.value["spec"]["a"], 2);
        assert_eq!(decoded.value["spec"]["c"], "1");
        assert_eq!(decoded.value["spec"]["d"], Value::Null);
        assert_eq!(decoded.duplicates, ["duplicate field \"spec.a\""]);
    }

    #[test]
    fn refuses_what_is_no_document() {
        assert_eq!(json(b"{").unwrap_err().code(), 400);
        assert_eq!(json(b"{} x").unwrap_err().code(), 400);
        assert_eq!(yaml(b"a: [").unwrap_err().code(), 400);
        assert_eq!(yaml(b"\xff").unwrap_err().code(), 400);
        assert_eq!(json("[".repeat(100_000).as_bytes()).unwrap_err().code(), 400);
        let deep = format!("{}{}", "{a: ".repeat(1000), "}".repeat(1000));
        assert_eq!(yaml(deep.as_bytes()).unwrap_err().code(), 400);
        assert_eq!(decode("application/vnd.kubernetes.protobuf", b"k8s").unwrap_err().code(), 400);
        assert_eq!(decode("application/cbor", b"").unwrap_err().code(), 415);
    }

    #[test]
    fn alias_bombs_end_within_the_budget() {
        let mut bomb = String::from("a: &a [x,x,x,x,x,x,x,x,x]\n");
        for (next, last) in ('b'..='k').zip('a'..='j') {
            bomb.push_str(&format!("{next}: &{next} [{}]\n", vec![format!("*{last}"); 9].join(",")));
        }
        assert_eq!(yaml(bomb.as_bytes()).unwrap_err().code(), 400);
    }
}
