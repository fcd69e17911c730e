//! Checking an object against its schema, in the words of kube-apiserver.

use std::collections::HashSet;

use api::field::{FieldError, FieldErrorKind};
use serde_json::{Map, Value};

use super::Schema;
use super::location::Location;
use super::node::{Additional, Bound, ListRule, Node, NodeId, Rules, Type};

/// Checks a whole object.
pub(super) fn validate(schema: &Schema, object: &Value) -> Vec<FieldError> {
    let mut walk = Walk { schema, errors: Vec::new() };
    walk.value(schema.node(schema.root), object, Location::Root);
    walk.errors
}

struct Walk<'s> {
    schema: &'s Schema,
    errors: Vec<FieldError>,
}

impl<'s> Walk<'s> {
    fn value(&mut self, node: &'s Node, value: &Value, at: Location<'_>) {
        if value.is_null() && (node.nullable || self.schema.typed) {
            return;
        }
        self.type_(node, value, at);
        if let Some(rules) = &node.rules {
            self.rules(rules, value, at);
        }
        match value {
            Value::Object(fields) => self.object(node, fields, at),
            Value::Array(entries) => self.array(node, entries, at),
            _ => {}
        }
    }

    fn type_(&mut self, node: &Node, value: &Value, at: Location<'_>) {
        let expected = if node.int_or_string {
            if is_integer(value) || value.is_string() || (self.schema.typed && value.is_number()) {
                return;
            }
            "integer,string"
        } else {
            match node.type_ {
                None => return,
                Some(type_) if has_type(type_, value) => return,
                Some(type_) => type_.name(),
            }
        };
        let found = type_name(value);
        let detail = format!("{at} in body must be of type {expected}: {found:?}");
        self.errors.push(FieldError::new(at.to_string(), FieldErrorKind::TypeInvalid, found, detail));
    }

    fn rules(&mut self, rules: &'s Rules, value: &Value, at: Location<'_>) {
        if !rules.one_of_values.is_empty() && !rules.one_of_values.iter().any(|allowed| same(allowed, value)) {
            let words = rules.one_of_values.iter().map(|allowed| match allowed {
                Value::String(text) => text.clone(),
                other => other.to_string(),
            });
            self.errors.push(FieldError::not_supported(at.to_string(), value.clone(), words));
        }
        match value {
            Value::String(text) => self.string(rules, text, at),
            Value::Number(number) => self.number(rules, number, at),
            Value::Array(entries) => self.counts(rules, entries, at),
            Value::Object(fields) => self.properties(rules, fields, at),
            _ => {}
        }
        if let Some(format) = rules.format
            && !format.accepts(value)
        {
            let detail = format!("{at} in body must be of type {}: {value}", format.name());
            let error = FieldError::new(at.to_string(), FieldErrorKind::TypeInvalid, value.clone(), detail);
            self.errors.push(error);
        }
        self.combinations(rules, value, at);
    }

    fn invalid(&mut self, at: Location<'_>, value: impl Into<Value>, rule: &str) {
        self.errors.push(FieldError::invalid(at.to_string(), value, format!("{at} in body {rule}")));
    }

    fn string(&mut self, rules: &Rules, text: &str, at: Location<'_>) {
        // Bytes are never fewer than characters, so most texts need no count.
        if let Some(most) = rules.max_length
            && text.len() as u64 > most
            && text.chars().count() as u64 > most
        {
            self.errors.push(FieldError::too_long(at.to_string(), most as usize));
        }
        if let Some(least) = rules.min_length
            && (text.chars().count() as u64) < least
        {
            self.invalid(at, text, &format!("should be at least {least} chars long"));
        }
        if let Some(pattern) = &rules.pattern
            && !pattern.matches(text)
        {
            self.invalid(at, text, &format!("should match '{}'", pattern.text()));
        }
    }

    fn number(&mut self, rules: &Rules, number: &serde_json::Number, at: Location<'_>) {
        let Some(value) = number.as_f64() else { return };
        if let Some(Bound { limit, exclusive, text }) = &rules.maximum
            && (value > *limit || (*exclusive && value == *limit))
        {
            let words = if *exclusive { "should be less than" } else { "should be less than or equal to" };
            self.invalid(at, Value::Number(number.clone()), &format!("{words} {text}"));
        }
        if let Some(Bound { limit, exclusive, text }) = &rules.minimum
            && (value < *limit || (*exclusive && value == *limit))
        {
            let words = if *exclusive { "should be greater than" } else { "should be greater than or equal to" };
            self.invalid(at, Value::Number(number.clone()), &format!("{words} {text}"));
        }
        if let Some(factor) = rules.multiple_of
            && factor > 0.0
            && (value / factor).fract() != 0.0
        {
            self.invalid(at, Value::Number(number.clone()), &format!("should be a multiple of {factor}"));
        }
    }

    fn counts(&mut self, rules: &Rules, entries: &[Value], at: Location<'_>) {
        let count = entries.len() as u64;
        if let Some(most) = rules.max_items
            && count > most
        {
            self.errors.push(FieldError::too_many(at.to_string(), entries.len(), most as usize));
        }
        if let Some(least) = rules.min_items
            && count < least
        {
            self.invalid(at, count, &format!("should have at least {least} items"));
        }
        if rules.unique_items && first_duplicate(entries.iter().collect()).is_some() {
            self.invalid(at, Value::Array(entries.to_vec()), "shouldn't contain duplicates");
        }
    }

    fn properties(&mut self, rules: &Rules, fields: &Map<String, Value>, at: Location<'_>) {
        let count = fields.len() as u64;
        if let Some(most) = rules.max_properties
            && count > most
        {
            self.invalid(at, count, &format!("should have at most {most} properties"));
        }
        if let Some(least) = rules.min_properties
            && count < least
        {
            self.invalid(at, count, &format!("should have at least {least} properties"));
        }
        for name in &rules.required {
            if !fields.contains_key(&**name) {
                self.errors.push(FieldError::required(at.field(name).to_string(), ""));
            }
        }
    }

    fn combinations(&mut self, rules: &'s Rules, value: &Value, at: Location<'_>) {
        for id in &rules.all_of {
            let errors = self.attempt(*id, value, at);
            if !errors.is_empty() {
                self.errors.extend(errors);
                self.combination_failed(at, "must validate all the schemas (allOf)");
            }
        }
        if !rules.any_of.is_empty() {
            let attempts: Vec<_> = rules.any_of.iter().map(|id| self.attempt(*id, value, at)).collect();
            if !attempts.iter().any(Vec::is_empty) {
                self.combination_failed(at, "must validate at least one schema (anyOf)");
                self.errors.extend(fewest(attempts));
            }
        }
        if !rules.one_of.is_empty() {
            let attempts: Vec<_> = rules.one_of.iter().map(|id| self.attempt(*id, value, at)).collect();
            let words = "must validate one and only one schema (oneOf).";
            match attempts.iter().filter(|errors| errors.is_empty()).count() {
                1 => {}
                0 => {
                    self.combination_failed(at, &format!("{words} Found none valid"));
                    self.errors.extend(fewest(attempts));
                }
                found => self.combination_failed(at, &format!("{words} Found {found} valid alternatives")),
            }
        }
        if let Some(id) = rules.not
            && self.attempt(id, value, at).is_empty()
        {
            self.combination_failed(at, "must not validate the schema (not)");
        }
    }

    fn attempt(&self, id: NodeId, value: &Value, at: Location<'_>) -> Vec<FieldError> {
        let mut walk = Walk { schema: self.schema, errors: Vec::new() };
        walk.value(self.schema.node(id), value, at);
        walk.errors
    }

    fn combination_failed(&mut self, at: Location<'_>, words: &str) {
        self.errors.push(FieldError::invalid(at.to_string(), "", format!("\"{at}\" {words}")));
    }

    fn object(&mut self, node: &'s Node, fields: &Map<String, Value>, at: Location<'_>) {
        if node.embedded {
            for name in ["apiVersion", "kind"] {
                if fields.get(name).and_then(Value::as_str).is_none_or(str::is_empty) {
                    let error = FieldError::required(at.field(name).to_string(), "must not be empty");
                    self.errors.push(error);
                }
            }
        }
        for (name, value) in fields {
            let child = match (node.properties.get(name.as_str()), node.additional) {
                (Some(property), _) => *property,
                (None, Additional::Each(each)) => each,
                _ => continue,
            };
            self.value(self.schema.node(child), value, at.field(name));
        }
    }

    fn array(&mut self, node: &'s Node, entries: &[Value], at: Location<'_>) {
        if let Some(items) = node.items {
            let items = self.schema.node(items);
            for (index, entry) in entries.iter().enumerate() {
                self.value(items, entry, at.index(index));
            }
        }
        // Upstream tells duplicates of public kinds by rules of each kind, and allows them in places.
        if self.schema.typed || entries.len() < 2 {
            return;
        }
        match &node.lists {
            ListRule::Atomic => {}
            ListRule::Set => {
                if let Some(index) = first_duplicate(entries.iter().collect()) {
                    let error = FieldError::duplicate(at.index(index).to_string(), entries[index].clone());
                    self.errors.push(error);
                }
            }
            ListRule::Map(names) => {
                let keys: Vec<Value> = entries.iter().map(|entry| self.key(node, names, entry)).collect();
                if let Some(index) = first_duplicate(keys.iter().collect()) {
                    self.errors.push(FieldError::duplicate(at.index(index).to_string(), keys[index].clone()));
                }
            }
        }
    }

    /// The fields of `entry` that tell it apart in its list, with the defaults of those that it leaves out.
    fn key(&self, list: &Node, names: &[Box<str>], entry: &Value) -> Value {
        let items = list.items.map(|id| self.schema.node(id));
        let mut key = Map::new();
        for name in names {
            let default = || {
                let property = items?.properties.get(name)?;
                self.schema.node(*property).default.as_ref()
            };
            if let Some(value) = entry.get(&**name).or_else(default) {
                key.insert(name.to_string(), value.clone());
            }
        }
        Value::Object(key)
    }
}

/// The errors of the alternative that came closest.
fn fewest(attempts: Vec<Vec<FieldError>>) -> Vec<FieldError> {
    attempts.into_iter().min_by_key(Vec::len).unwrap_or_default()
}

/// The place of the first value that also stands before it.
fn first_duplicate(values: Vec<&Value>) -> Option<usize> {
    if values.len() <= 16 {
        return (1..values.len()).find(|i| values[..*i].iter().any(|earlier| same(earlier, values[*i])));
    }
    let mut seen = HashSet::with_capacity(values.len());
    values.iter().position(|value| !seen.insert(value.to_string()))
}

/// Equality of JSON values, where 1 and 1.0 are the same number.
fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(x), Value::Number(y)) => x == y || x.as_f64() == y.as_f64(),
        _ => a == b,
    }
}

fn is_integer(value: &Value) -> bool {
    match value {
        Value::Number(number) => {
            number.is_i64() || number.is_u64() || number.as_f64().is_some_and(|float| float.fract() == 0.0)
        }
        _ => false,
    }
}

fn has_type(type_: Type, value: &Value) -> bool {
    match type_ {
        Type::Object => value.is_object(),
        Type::Array => value.is_array(),
        Type::String => value.is_string(),
        Type::Boolean => value.is_boolean(),
        Type::Number => value.is_number(),
        Type::Integer => is_integer(value),
    }
}

/// The name of the type that a value has, in the words of JSON schema.
fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) if is_integer(value) => "integer",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}
