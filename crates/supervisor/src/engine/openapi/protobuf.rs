//! The v2 document as protobuf, in the message types of gnostic's `openapiv2/OpenAPIv2.proto`. Clients of Kubernetes 1.x
//! before v3 read nothing else.
//!
//! Only the fields that our own document uses are written. Numbers in the code are the field numbers of that file.

use serde_json::{Map, Value};

/// Encodes a document that [`v2_document`](super::v2_document) made.
pub fn encode(document: &Value) -> Vec<u8> {
    let mut message = Message::default();
    message.text(1, document.get("swagger"));
    if let Some(info) = document.get("info") {
        message.message(2, |m| {
            m.text(1, info.get("title"));
            m.text(2, info.get("version"));
        });
    }
    message.message(8, |paths| {
        for (name, path) in fields(document.get("paths")) {
            paths.named(2, name, |m| path_item(m, path));
        }
    });
    message.message(9, |definitions| {
        for (name, definition) in fields(document.get("definitions")) {
            definitions.named(1, name, |m| schema(m, definition));
        }
    });
    message.bytes
}

fn fields(value: Option<&Value>) -> impl Iterator<Item = (&String, &Value)> {
    value.and_then(Value::as_object).into_iter().flatten()
}

fn entries(value: Option<&Value>) -> impl Iterator<Item = &Value> {
    value.and_then(Value::as_array).into_iter().flatten()
}

fn path_item(message: &mut Message, path: &Value) {
    for (number, method) in [(2, "get"), (3, "put"), (4, "post"), (5, "delete"), (8, "patch")] {
        if let Some(value) = path.get(method) {
            message.message(number, |m| operation(m, value));
        }
    }
    for value in entries(path.get("parameters")) {
        message.message(9, |m| parameter(m, value));
    }
}

fn operation(message: &mut Message, operation: &Value) {
    message.texts(1, operation.get("tags"));
    message.text(3, operation.get("description"));
    message.text(5, operation.get("operationId"));
    message.texts(6, operation.get("produces"));
    message.texts(7, operation.get("consumes"));
    for value in entries(operation.get("parameters")) {
        message.message(8, |m| parameter(m, value));
    }
    message.message(9, |responses| {
        for (code, response) in fields(operation.get("responses")) {
            // Named response, response value, response.
            responses.named(1, code, |value| {
                value.message(1, |m| {
                    m.text(1, response.get("description"));
                    if let Some(answer) = response.get("schema") {
                        m.message(2, |item| item.message(1, |m| schema(m, answer)));
                    }
                });
            });
        }
    });
    extensions(message, 13, operation);
}

/// A parameters item: a body, or a value in the path or behind the question mark.
fn parameter(message: &mut Message, parameter: &Value) {
    let place = parameter.get("in").and_then(Value::as_str).unwrap_or_default();
    message.message(1, |message| {
        if place == "body" {
            return message.message(1, |body| {
                body.text(1, parameter.get("description"));
                body.text(2, parameter.get("name"));
                body.text(3, parameter.get("in"));
                body.flag(4, parameter.get("required"));
                if let Some(value) = parameter.get("schema") {
                    body.message(5, |m| schema(m, value));
                }
            });
        }
        // The two forms differ in the numbers behind the name: only one of them may be empty.
        let (form, type_, unique) = if place == "path" { (4, 5, 19) } else { (3, 6, 20) };
        message.message(2, |other| {
            other.message(form, |m| {
                m.flag(1, parameter.get("required"));
                m.text(2, parameter.get("in"));
                m.text(3, parameter.get("description"));
                m.text(4, parameter.get("name"));
                m.text(type_, parameter.get("type"));
                m.flag(unique, parameter.get("uniqueItems"));
            });
        });
    });
}

fn schema(message: &mut Message, schema: &Value) {
    message.text(1, schema.get("$ref"));
    message.text(2, schema.get("format"));
    message.text(3, schema.get("title"));
    message.text(4, schema.get("description"));
    if let Some(value) = schema.get("default") {
        message.message(5, |m| any(m, value));
    }
    message.number(6, schema.get("multipleOf"));
    message.number(7, schema.get("maximum"));
    message.flag(8, schema.get("exclusiveMaximum"));
    message.number(9, schema.get("minimum"));
    message.flag(10, schema.get("exclusiveMinimum"));
    message.count(11, schema.get("maxLength"));
    message.count(12, schema.get("minLength"));
    message.text(13, schema.get("pattern"));
    message.count(14, schema.get("maxItems"));
    message.count(15, schema.get("minItems"));
    message.flag(16, schema.get("uniqueItems"));
    message.count(17, schema.get("maxProperties"));
    message.count(18, schema.get("minProperties"));
    message.texts(19, schema.get("required"));
    for value in entries(schema.get("enum")) {
        message.message(20, |m| any(m, value));
    }
    match schema.get("additionalProperties") {
        Some(Value::Bool(true)) => message.message(21, |m| m.flag(2, Some(&Value::Bool(true)))),
        Some(each @ Value::Object(_)) => message.message(21, |m| m.message(1, |m| self::schema(m, each))),
        _ => {}
    }
    if let Some(type_) = schema.get("type") {
        message.message(22, |m| m.text(1, Some(type_)));
    }
    if let Some(items) = schema.get("items") {
        message.message(23, |m| m.message(1, |m| self::schema(m, items)));
    }
    for part in entries(schema.get("allOf")) {
        message.message(24, |m| self::schema(m, part));
    }
    if let Some(Value::Object(properties)) = schema.get("properties") {
        message.message(25, |m| {
            for (name, property) in properties {
                m.named(1, name, |m| self::schema(m, property));
            }
        });
    }
    extensions(message, 31, schema);
}

/// Every `x-…` field, as named values in YAML, of which JSON is a part.
fn extensions(message: &mut Message, number: u32, value: &Value) {
    let empty = Map::new();
    for (name, value) in value.as_object().unwrap_or(&empty) {
        if name.starts_with("x-") {
            message.named(number, name, |m| any(m, value));
        }
    }
}

fn any(message: &mut Message, value: &Value) {
    message.raw_text(2, &value.to_string());
}

/// A message being written. Fields that are absent, or that have the default of their type, are left out.
#[derive(Default)]
struct Message {
    bytes: Vec<u8>,
}

/// How a value is written, the low bits of a field's tag.
const VARINT: u64 = 0;
const FIXED64: u64 = 1;
const DELIMITED: u64 = 2;

impl Message {
    fn varint(&mut self, mut value: u64) {
        while value >= 0x80 {
            self.bytes.push(value as u8 | 0x80);
            value >>= 7;
        }
        self.bytes.push(value as u8);
    }

    fn tag(&mut self, number: u32, form: u64) {
        self.varint(u64::from(number) << 3 | form);
    }

    fn delimited(&mut self, number: u32, bytes: &[u8]) {
        self.tag(number, DELIMITED);
        self.varint(bytes.len() as u64);
        self.bytes.extend_from_slice(bytes);
    }

    /// A message inside this one; written also when it is empty.
    fn message(&mut self, number: u32, write: impl FnOnce(&mut Message)) {
        let mut inner = Message::default();
        write(&mut inner);
        self.delimited(number, &inner.bytes);
    }

    /// An entry of a map: its name and a message.
    fn named(&mut self, number: u32, name: &str, write: impl FnOnce(&mut Message)) {
        self.message(number, |entry| {
            entry.raw_text(1, name);
            entry.message(2, write);
        });
    }

    fn raw_text(&mut self, number: u32, text: &str) {
        if !text.is_empty() {
            self.delimited(number, text.as_bytes());
        }
    }

    fn text(&mut self, number: u32, value: Option<&Value>) {
        self.raw_text(number, value.and_then(Value::as_str).unwrap_or_default());
    }

    fn texts(&mut self, number: u32, value: Option<&Value>) {
        for text in entries(value).filter_map(Value::as_str) {
            self.delimited(number, text.as_bytes());
        }
    }

    fn flag(&mut self, number: u32, value: Option<&Value>) {
        if value == Some(&Value::Bool(true)) {
            self.tag(number, VARINT);
            self.varint(1);
        }
    }

    fn count(&mut self, number: u32, value: Option<&Value>) {
        if let Some(count) = value.and_then(Value::as_u64).filter(|count| *count > 0) {
            self.tag(number, VARINT);
            self.varint(count);
        }
    }

    fn number(&mut self, number: u32, value: Option<&Value>) {
        if let Some(float) = value.and_then(Value::as_f64).filter(|float| *float != 0.0) {
            self.tag(number, FIXED64);
            self.bytes.extend_from_slice(&float.to_le_bytes());
        }
    }
}
