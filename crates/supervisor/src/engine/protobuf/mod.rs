//! Objects that clients send in Kubernetes' protobuf form. Answers are JSON always, which those clients read as well.
//!
//! The form: <https://kubernetes.io/docs/reference/using-api/api-concepts/#protobuf-encoding>. Messages are known by a
//! table of their field numbers; the encoding does not tell an unset number, text or flag from a zero one, so zeros are
//! left out except where they are known to mean something.

mod messages;
mod wire;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, SecondsFormat};
use serde_json::{Map, Value, json};

use messages::{Field, Message, Type};
use wire::{Reader, Wire};

/// The media type.
pub(crate) const MEDIA_TYPE: &str = "application/vnd.kubernetes.protobuf";

/// What every body in this form begins with.
const MAGIC: &[u8] = b"k8s\0";
/// Nesting at most.
const MAX_DEPTH: usize = 64;

/// A body that cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum DecodeError {
    /// It is cut off, or not in this form at all.
    #[error("the protobuf body is malformed")]
    Malformed,
    /// It is a message that this server does not know.
    #[error("the kind is not known in protobuf form; send JSON")]
    UnknownKind,
}

/// Decodes an object.
pub(crate) fn decode(body: &[u8]) -> Result<Value, DecodeError> {
    let body = body.strip_prefix(MAGIC).ok_or(DecodeError::Malformed)?;
    let (mut api_version, mut kind, mut raw) = (String::new(), String::new(), &[][..]);
    let mut envelope = Reader::new(body);
    while let Some((number, value)) = envelope.next()? {
        match (number, value) {
            (1, Wire::Bytes(type_meta)) => {
                let mut reader = Reader::new(type_meta);
                while let Some((number, value)) = reader.next()? {
                    match number {
                        1 => api_version = value.text()?.to_owned(),
                        2 => kind = value.text()?.to_owned(),
                        _ => {}
                    }
                }
            }
            (2, Wire::Bytes(bytes)) => raw = bytes,
            _ => {}
        }
    }
    let message = messages::of_kind(&api_version, &kind).ok_or(DecodeError::UnknownKind)?;
    let mut object = Map::new();
    object.insert("apiVersion".to_owned(), json!(api_version));
    object.insert("kind".to_owned(), json!(kind));
    read_message(message, raw, &mut object, 0)?;
    Ok(Value::Object(object))
}

/// Reads the fields of a message into `object`.
fn read_message(
    message: &Message,
    bytes: &[u8],
    object: &mut Map<String, Value>,
    depth: usize,
) -> Result<(), DecodeError> {
    if depth > MAX_DEPTH {
        return Err(DecodeError::Malformed);
    }
    let mut reader = Reader::new(bytes);
    while let Some((number, value)) = reader.next()? {
        // Newer clients may know fields that this server does not.
        let Some(field) = message.field(number) else { continue };
        if field.is_inlined() {
            if let (Type::Message(name), Wire::Bytes(bytes)) = (&field.type_, value) {
                let inner = messages::named(name).ok_or(DecodeError::UnknownKind)?;
                read_message(inner, bytes, object, depth + 1)?;
            }
            continue;
        }
        match &field.type_ {
            Type::List(item) => {
                let list = object.entry(field.name.clone()).or_insert_with(|| json!([]));
                let item = read_value(item, value, depth)?;
                if let Value::Array(list) = list {
                    list.push(item);
                }
            }
            Type::Map(item) => {
                let Wire::Bytes(entry) = value else { return Err(DecodeError::Malformed) };
                let (key, item) = read_entry(item, entry, depth)?;
                let map = object.entry(field.name.clone()).or_insert_with(|| json!({}));
                map[key] = item;
            }
            single => {
                let value = read_value(single, value, depth)?;
                if keeps(field, &value) {
                    object.insert(field.name.clone(), value);
                }
            }
        }
    }
    Ok(())
}

/// Is the value set, as far as one can tell?
fn keeps(field: &Field, value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::String(text) => !text.is_empty() || field.zero_counts(),
        Value::Bool(flag) => *flag || field.zero_counts(),
        Value::Number(number) => number.as_f64() != Some(0.0) || field.zero_counts(),
        _ => true,
    }
}

fn read_entry(type_: &Type, bytes: &[u8], depth: usize) -> Result<(String, Value), DecodeError> {
    let mut key = String::new();
    let mut value = None;
    let mut reader = Reader::new(bytes);
    while let Some((number, wire)) = reader.next()? {
        match number {
            1 => key = wire.text()?.to_owned(),
            2 => value = Some(read_value(type_, wire, depth)?),
            _ => {}
        }
    }
    let empty = || match type_ {
        Type::Text | Type::Bytes => json!(""),
        _ => json!({}),
    };
    Ok((key, value.unwrap_or_else(empty)))
}

fn read_value(type_: &Type, value: Wire<'_>, depth: usize) -> Result<Value, DecodeError> {
    let name = match type_ {
        Type::Text => return Ok(json!(value.text()?)),
        Type::Bytes => return Ok(json!(STANDARD.encode(value.bytes()?))),
        Type::Bool => return Ok(json!(value.number()? != 0)),
        Type::Integer => return Ok(json!(value.signed()?)),
        Type::Float => return Ok(json!(value.float()?)),
        Type::List(_) | Type::Map(_) => return Err(DecodeError::Malformed),
        Type::Message(name) => name.as_str(),
    };
    let bytes = value.bytes()?;
    match name {
        "meta.v1.Time" => read_time(bytes, SecondsFormat::Secs),
        "meta.v1.MicroTime" => read_time(bytes, SecondsFormat::Micros),
        "api.resource.Quantity" => Ok(json!(first_text(bytes)?)),
        "util.intstr.IntOrString" => read_int_or_string(bytes),
        "meta.v1.FieldsV1" | "runtime.RawExtension" => {
            let mut reader = Reader::new(bytes);
            let mut json = Value::Null;
            while let Some((number, value)) = reader.next()? {
                if number == 1 {
                    json = serde_json::from_slice(value.bytes()?).map_err(|_| DecodeError::Malformed)?;
                }
            }
            Ok(json)
        }
        name => {
            let message = messages::named(name).ok_or(DecodeError::UnknownKind)?;
            let mut object = Map::new();
            read_message(message, bytes, &mut object, depth + 1)?;
            Ok(match object.shift_remove("items") {
                // A list that protobuf can have in a map only as a message.
                Some(items) if name.ends_with(".ExtraValue") => items,
                Some(items) => {
                    object.insert("items".to_owned(), items);
                    Value::Object(object)
                }
                None => Value::Object(object),
            })
        }
    }
}

/// A time; null when it is not set.
fn read_time(bytes: &[u8], format: SecondsFormat) -> Result<Value, DecodeError> {
    if bytes.is_empty() {
        return Ok(Value::Null);
    }
    let (mut seconds, mut nanos) = (0, 0);
    let mut reader = Reader::new(bytes);
    while let Some((number, value)) = reader.next()? {
        match number {
            1 => seconds = value.signed()?,
            2 => nanos = value.signed()?,
            _ => {}
        }
    }
    let time = u32::try_from(nanos).ok().and_then(|nanos| DateTime::from_timestamp(seconds, nanos));
    Ok(json!(time.ok_or(DecodeError::Malformed)?.to_rfc3339_opts(format, true)))
}

fn first_text(bytes: &[u8]) -> Result<&str, DecodeError> {
    match Reader::new(bytes).next()? {
        Some((1, value)) => value.text(),
        _ => Ok(""),
    }
}

fn read_int_or_string(bytes: &[u8]) -> Result<Value, DecodeError> {
    let (mut is_text, mut integer, mut text) = (false, 0, "");
    let mut reader = Reader::new(bytes);
    while let Some((number, value)) = reader.next()? {
        match number {
            1 => is_text = value.number()? == 1,
            2 => integer = value.signed()?,
            3 => text = value.text()?,
            _ => {}
        }
    }
    Ok(if is_text { json!(text) } else { json!(integer) })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A field with a length before it.
    fn bytes(number: u8, content: &[u8]) -> Vec<u8> {
        let mut field = vec![number << 3 | 2, u8::try_from(content.len()).unwrap()];
        field.extend_from_slice(content);
        field
    }

    fn envelope(api_version: &str, kind: &str, raw: &[u8]) -> Vec<u8> {
        let type_meta = [bytes(1, api_version.as_bytes()), bytes(2, kind.as_bytes())].concat();
        [MAGIC.to_vec(), bytes(1, &type_meta), bytes(2, raw)].concat()
    }

    #[test]
    fn reads_a_config_map() {
        let meta = [bytes(1, b"a"), bytes(3, b""), bytes(8, b"")].concat();
        let entry = [bytes(1, b"k"), bytes(2, b"v")].concat();
        let raw = [bytes(1, &meta), bytes(2, &entry), bytes(3, &bytes(1, b"empty")), vec![4 << 3, 0]].concat();
        let expected = json!({
            "apiVersion": "v1",
            "kind": "ConfigMap",
            "metadata": {"name": "a"},
            "data": {"k": "v"},
            "binaryData": {"empty": ""},
        });
        assert_eq!(decode(&envelope("v1", "ConfigMap", &raw)), Ok(expected));
    }

    #[test]
    fn reads_what_json_writes_otherwise() {
        // replicas: 0 and an unset selector in the spec; a port by name in a service; a time.
        let deployment = decode(&envelope("apps/v1", "Deployment", &bytes(2, &[1 << 3, 0]))).unwrap();
        assert_eq!(deployment["spec"], json!({"replicas": 0}));
        let port = [vec![3 << 3, 80], bytes(4, &[vec![1 << 3, 1], bytes(3, b"http")].concat())].concat();
        let service = decode(&envelope("v1", "Service", &bytes(2, &bytes(1, &port)))).unwrap();
        assert_eq!(service["spec"]["ports"], json!([{"port": 80, "targetPort": "http"}]));
        let lease_spec = bytes(4, &[1 << 3, 10, 2 << 3, 0]);
        let lease = decode(&envelope("coordination.k8s.io/v1", "Lease", &bytes(2, &lease_spec))).unwrap();
        assert_eq!(lease["spec"]["renewTime"], "1970-01-01T00:00:10.000000Z");
        let hard = [bytes(1, b"pods"), bytes(2, &bytes(1, b"10"))].concat();
        let quota = decode(&envelope("v1", "ResourceQuota", &bytes(2, &bytes(1, &hard)))).unwrap();
        assert_eq!(quota["spec"]["hard"], json!({"pods": "10"}));
        let volume = [bytes(1, b"v"), bytes(2, &bytes(2, b""))].concat();
        let pod = decode(&envelope("v1", "Pod", &bytes(2, &bytes(1, &volume)))).unwrap();
        assert_eq!(pod["spec"]["volumes"], json!([{"name": "v", "emptyDir": {}}]));
    }

    #[test]
    fn refuses_what_it_cannot_read() {
        assert_eq!(decode(b"{}"), Err(DecodeError::Malformed));
        assert_eq!(decode(&envelope("v1", "Thing", b"")), Err(DecodeError::UnknownKind));
        let cut = &envelope("v1", "ConfigMap", &bytes(1, b"abcdef"))[..20];
        assert_eq!(decode(cut), Err(DecodeError::Malformed));
        for length in 0..64 {
            let _ = decode(&[MAGIC, &vec![0xff; length]].concat());
        }
    }
}
