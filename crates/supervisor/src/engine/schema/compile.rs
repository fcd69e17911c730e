//! From OpenAPI JSON to nodes.

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::{Map, Value};

use super::SchemaError;
use super::format::Format;
use super::metadata;
use super::node::{Additional, Bound, ListRule, Node, NodeId, PatchRule, Rules, Type};
use super::pattern::Pattern;

/// The definition of resource quantities.
const QUANTITY: &str = "io.k8s.apimachinery.pkg.api.resource.Quantity";

/// The shared definitions of a schema, when it has any.
pub(super) fn definitions(source: &Value) -> Option<&Map<String, Value>> {
    ["$defs", "definitions"].iter().find_map(|key| source.get(key)?.as_object())
}

/// Compiles a whole schema. `typed` relaxes it to the rules of Go structs.
///
/// # Errors
/// See [`Schema::from_json`](super::Schema::from_json).
pub(super) fn compile(source: &Value, typed: bool) -> Result<(Vec<Node>, NodeId), SchemaError> {
    let mut compiler = Compiler::new(definitions(source), typed);
    let mut node = compiler.read(source)?;
    compiler.add_resource_fields(&mut node)?;
    let root = compiler.push(node);
    Ok((compiler.nodes, root))
}

/// Compiles a schema that is a part of an object and gets no `apiVersion`, `kind` and `metadata`.
///
/// # Errors
/// See [`Schema::from_json`](super::Schema::from_json).
pub(super) fn compile_part(source: &Value) -> Result<(Vec<Node>, NodeId), SchemaError> {
    let mut compiler = Compiler::new(None, false);
    let node = compiler.read(source)?;
    let root = compiler.push(node);
    Ok((compiler.nodes, root))
}

struct Compiler<'s> {
    definitions: Option<&'s Map<String, Value>>,
    typed: bool,
    nodes: Vec<Node>,
    by_definition: HashMap<&'s str, NodeId>,
    patterns: HashMap<String, Arc<Pattern>>,
    path: Vec<String>,
}

impl<'s> Compiler<'s> {
    fn new(definitions: Option<&'s Map<String, Value>>, typed: bool) -> Compiler<'s> {
        Compiler {
            definitions,
            typed,
            nodes: Vec::new(),
            by_definition: HashMap::new(),
            patterns: HashMap::new(),
            path: Vec::new(),
        }
    }

    fn push(&mut self, node: Node) -> NodeId {
        let id = NodeId(self.nodes.len() as u32);
        self.nodes.push(node);
        id
    }

    fn error(&self, message: impl Into<String>) -> SchemaError {
        SchemaError { path: self.path.join("."), message: message.into() }
    }

    /// Compiles the value under `key` of some schema and keeps it.
    fn child(&mut self, key: &str, schema: &'s Value) -> Result<NodeId, SchemaError> {
        self.path.push(key.to_owned());
        let id = match plain_reference(schema) {
            Some(reference) => self.definition(reference)?,
            None => {
                let node = self.read(schema)?;
                self.push(node)
            }
        };
        self.path.pop();
        Ok(id)
    }

    /// The node of a shared definition, compiled at its first use. Its place is taken before its content is read, so
    /// that it may refer to itself.
    fn definition(&mut self, reference: &'s str) -> Result<NodeId, SchemaError> {
        let name = reference.rsplit('/').next().unwrap_or_default();
        if let Some(id) = self.by_definition.get(name) {
            return Ok(*id);
        }
        let Some(schema) = self.definitions.and_then(|all| all.get(name)) else {
            return Err(self.error(format!("reference {reference:?} leads nowhere")));
        };
        // Until it is read it knows anything, for a copy that is taken within itself.
        let id = self.push(Node { preserve_unknown: true, ..Node::default() });
        self.by_definition.insert(name, id);
        let mut node = self.read(schema)?;
        node.quantity = name == QUANTITY;
        self.nodes[id.0 as usize] = node;
        Ok(id)
    }

    fn read(&mut self, schema: &'s Value) -> Result<Node, SchemaError> {
        let keywords = match schema {
            Value::Bool(_) => return Ok(Node { preserve_unknown: true, ..Node::default() }),
            Value::Object(keywords) => keywords,
            _ => return Err(self.error("a schema is an object")),
        };
        let mut node = match reference(keywords) {
            // What stands beside a reference (a description, how to patch, a default) is added to a copy.
            Some(reference) => {
                let id = self.definition(reference)?;
                self.nodes[id.0 as usize].clone()
            }
            None => Node::default(),
        };
        self.read_types(keywords, &mut node)?;
        self.read_children(keywords, &mut node)?;
        self.read_rules(keywords, &mut node)?;
        self.read_extensions(keywords, &mut node)?;
        if let Some(default) = keywords.get("default") {
            node.default = Some(default.clone());
        }
        let says_nothing = node.properties.is_empty() && node.additional == Additional::None && node.items.is_none();
        if says_nothing && (node.type_.is_none() || (self.typed && node.type_ == Some(Type::Object))) {
            node.preserve_unknown = true;
        }
        if node.embedded {
            self.add_resource_fields(&mut node)?;
        }
        Ok(node)
    }

    fn read_types(&mut self, keywords: &Map<String, Value>, node: &mut Node) -> Result<(), SchemaError> {
        let names: Vec<&str> = match keywords.get("type") {
            None => Vec::new(),
            Some(Value::String(name)) => vec![name],
            Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
            Some(_) => return Err(self.error("type is a string")),
        };
        let mut types = Vec::with_capacity(names.len());
        for name in names {
            types.push(match name {
                "object" => Type::Object,
                "array" => Type::Array,
                "string" => Type::String,
                "integer" => Type::Integer,
                "number" => Type::Number,
                "boolean" => Type::Boolean,
                "null" => {
                    node.nullable = true;
                    continue;
                }
                _ => return Err(self.error(format!("unknown type {name:?}"))),
            });
        }
        match types[..] {
            [] => {}
            [type_] => node.type_ = Some(type_),
            [Type::Integer, Type::String] | [Type::String, Type::Integer] => node.int_or_string = true,
            // Several other types: any of them, so nothing that a type could tell.
            _ => {}
        }
        node.nullable |= self.flag(keywords, "nullable")?;
        Ok(())
    }

    fn read_children(&mut self, keywords: &'s Map<String, Value>, node: &mut Node) -> Result<(), SchemaError> {
        if let Some(properties) = keywords.get("properties") {
            let Value::Object(properties) = properties else { return Err(self.error("properties is an object")) };
            self.path.push("properties".to_owned());
            for (name, schema) in properties {
                let id = self.child(name, schema)?;
                node.properties.insert(name.as_str().into(), id);
                if self.nodes[id.0 as usize].default.is_some() {
                    node.defaulted.push(name.as_str().into());
                }
            }
            self.path.pop();
        }
        match keywords.get("additionalProperties") {
            None | Some(Value::Bool(false)) => {}
            Some(Value::Bool(true)) => node.additional = Additional::Any,
            Some(schema) => node.additional = Additional::Each(self.child("additionalProperties", schema)?),
        }
        if let Some(items) = keywords.get("items") {
            node.items = Some(self.child("items", items)?);
        }
        Ok(())
    }

    fn read_rules(&mut self, keywords: &'s Map<String, Value>, node: &mut Node) -> Result<(), SchemaError> {
        let mut rules = node.rules.take().map(|rules| *rules).unwrap_or_default();
        if let Some(Value::Array(names)) = keywords.get("required") {
            rules.required = names.iter().filter_map(Value::as_str).map(Into::into).collect();
        }
        match keywords.get("enum") {
            Some(Value::Array(values)) => rules.one_of_values.clone_from(values),
            Some(_) => return Err(self.error("enum is a list")),
            None => {
                if let Some(value) = keywords.get("const") {
                    rules.one_of_values = vec![value.clone()];
                }
            }
        }
        if let Some(pattern) = self.text(keywords, "pattern")? {
            rules.pattern = Some(self.pattern(pattern)?);
        }
        if let Some(format) = self.text(keywords, "format")? {
            rules.format = Format::from_name(format);
        }
        for (keyword, place) in [
            ("minLength", &mut rules.min_length),
            ("maxLength", &mut rules.max_length),
            ("minItems", &mut rules.min_items),
            ("maxItems", &mut rules.max_items),
            ("minProperties", &mut rules.min_properties),
            ("maxProperties", &mut rules.max_properties),
        ] {
            *place = self.count(keywords, keyword)?.or(*place);
        }
        rules.unique_items |= self.flag(keywords, "uniqueItems")?;
        rules.minimum = self.bound(keywords, "minimum", "exclusiveMinimum")?.or(rules.minimum);
        rules.maximum = self.bound(keywords, "maximum", "exclusiveMaximum")?.or(rules.maximum);
        rules.multiple_of = keywords.get("multipleOf").and_then(Value::as_f64).or(rules.multiple_of);
        self.read_combinations(keywords, node, &mut rules)?;
        if !rules.is_empty() {
            node.rules = Some(Box::new(rules));
        }
        Ok(())
    }

    fn read_combinations(
        &mut self,
        keywords: &'s Map<String, Value>,
        node: &mut Node,
        rules: &mut Rules,
    ) -> Result<(), SchemaError> {
        for keyword in ["allOf", "anyOf", "oneOf"] {
            let Some(Value::Array(schemas)) = keywords.get(keyword) else { continue };
            if keyword == "allOf" && single_reference(schemas).is_some() {
                continue;
            }
            let of_null = |schema: &Value| schema.get("type").and_then(Value::as_str) == Some("null");
            if keyword != "allOf" && schemas.iter().any(of_null) {
                // "this or null" is how derived schemas write an optional field.
                node.nullable = true;
                let others: Vec<&'s Value> = schemas.iter().filter(|s| !of_null(s)).collect();
                if let [only] = others[..] {
                    let inner = self.read(only)?;
                    let nullable = Node { nullable: true, ..inner };
                    *rules = nullable.rules.clone().map(|r| *r).unwrap_or_default();
                    *node = nullable;
                    continue;
                }
            }
            let mut ids = Vec::with_capacity(schemas.len());
            for (index, schema) in schemas.iter().enumerate() {
                ids.push(self.child(&format!("{keyword}[{index}]"), schema)?);
            }
            match keyword {
                "allOf" => rules.all_of = ids,
                "anyOf" => rules.any_of = ids,
                _ => rules.one_of = ids,
            }
        }
        if let Some(schema) = keywords.get("not") {
            rules.not = Some(self.child("not", schema)?);
        }
        Ok(())
    }

    fn read_extensions(&mut self, keywords: &Map<String, Value>, node: &mut Node) -> Result<(), SchemaError> {
        node.int_or_string |= self.flag(keywords, "x-kubernetes-int-or-string")?;
        if self.text(keywords, "format")? == Some("int-or-string") {
            // The form of OpenAPI documents: a string with this format.
            node.int_or_string = true;
            node.type_ = None;
        }
        node.preserve_unknown |= self.flag(keywords, "x-kubernetes-preserve-unknown-fields")?;
        node.embedded |= self.flag(keywords, "x-kubernetes-embedded-resource")?;
        if let Some(map_type) = self.text(keywords, "x-kubernetes-map-type")? {
            node.map_atomic = map_type == "atomic";
        }
        let strategy = self.text(keywords, "x-kubernetes-patch-strategy")?;
        if let Some(strategy) = strategy {
            let says = |word: &str| strategy.split(',').any(|w| w == word);
            node.patch = PatchRule {
                merge: says("merge"),
                key: self.text(keywords, "x-kubernetes-patch-merge-key")?.map(Into::into),
                replace: says("replace"),
            };
        }
        match self.text(keywords, "x-kubernetes-list-type")? {
            Some("set") => node.lists = ListRule::Set,
            Some("map") => {
                let keys = keywords.get("x-kubernetes-list-map-keys").and_then(Value::as_array);
                let keys: Vec<Box<str>> =
                    keys.into_iter().flatten().filter_map(Value::as_str).map(Into::into).collect();
                if keys.is_empty() {
                    return Err(self.error("a list of type map has x-kubernetes-list-map-keys"));
                }
                node.lists = ListRule::Map(keys);
            }
            Some("atomic") => node.lists = ListRule::Atomic,
            Some(other) => return Err(self.error(format!("unknown x-kubernetes-list-type {other:?}"))),
            None if strategy.is_some() && node.patch.merge => {
                node.lists = match &node.patch.key {
                    Some(key) => ListRule::Map(vec![key.clone()]),
                    None => ListRule::Set,
                };
            }
            None => {}
        }
        Ok(())
    }

    /// Adds what every object has: `apiVersion`, `kind` and the metadata, whose schema is our own.
    fn add_resource_fields(&mut self, node: &mut Node) -> Result<(), SchemaError> {
        for name in ["apiVersion", "kind"] {
            if !node.properties.contains_key(name) {
                let id = self.push(Node { type_: Some(Type::String), ..Node::default() });
                node.properties.insert(name.into(), id);
            }
        }
        let (nodes, root) = metadata::nodes()?;
        let shift = self.nodes.len() as u32;
        self.nodes.extend(nodes.iter().cloned().map(|node| node.shifted(shift)));
        node.properties.insert("metadata".into(), NodeId(root.0 + shift));
        if node.type_.is_none() {
            node.type_ = Some(Type::Object);
        }
        Ok(())
    }

    fn flag(&self, keywords: &Map<String, Value>, keyword: &str) -> Result<bool, SchemaError> {
        match keywords.get(keyword) {
            None => Ok(false),
            Some(Value::Bool(flag)) => Ok(*flag),
            Some(_) => Err(self.error(format!("{keyword} is a boolean"))),
        }
    }

    fn text<'k>(&self, keywords: &'k Map<String, Value>, keyword: &str) -> Result<Option<&'k str>, SchemaError> {
        match keywords.get(keyword) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(self.error(format!("{keyword} is a string"))),
        }
    }

    fn count(&self, keywords: &Map<String, Value>, keyword: &str) -> Result<Option<u64>, SchemaError> {
        let Some(value) = keywords.get(keyword) else { return Ok(None) };
        // Derived schemas may write 3.0.
        match value.as_u64().or_else(|| value.as_f64().filter(|n| *n >= 0.0 && n.fract() == 0.0).map(|n| n as u64)) {
            Some(count) => Ok(Some(count)),
            None => Err(self.error(format!("{keyword} is a count"))),
        }
    }

    /// A numeric limit. The exclusive form is a flag beside it (OpenAPI 3.0) or a limit of its own (3.1).
    fn bound(
        &self,
        keywords: &Map<String, Value>,
        keyword: &str,
        exclusive: &str,
    ) -> Result<Option<Bound>, SchemaError> {
        let (value, exclusive) = match (keywords.get(keyword), keywords.get(exclusive)) {
            (None, None | Some(Value::Bool(_))) => return Ok(None),
            (Some(value), flag) => (value, flag == Some(&Value::Bool(true))),
            (None, Some(value)) => (value, true),
        };
        let Some(limit) = value.as_f64() else { return Err(self.error(format!("{keyword} is a number"))) };
        Ok(Some(Bound { limit, exclusive, text: number_text(limit).into() }))
    }

    /// Patterns repeat a lot within a kind, so each is compiled once.
    fn pattern(&mut self, text: &str) -> Result<Arc<Pattern>, SchemaError> {
        if let Some(found) = self.patterns.get(text) {
            return Ok(found.clone());
        }
        let pattern = Pattern::new(text).map_err(|message| self.error(message))?;
        let pattern = Arc::new(pattern);
        self.patterns.insert(text.to_owned(), pattern.clone());
        Ok(pattern)
    }
}

/// A limit as messages show it: without a fraction when it has none.
fn number_text(number: f64) -> String {
    if number.fract() == 0.0 && number.abs() < 1e15 { format!("{number:.0}") } else { number.to_string() }
}

/// The reference of a schema that says nothing but the reference and describing words.
fn plain_reference(schema: &Value) -> Option<&str> {
    let keywords = schema.as_object()?;
    let reference = reference(keywords)?;
    let describing = |key: &String| matches!(key.as_str(), "$ref" | "allOf" | "description" | "title");
    keywords.keys().all(describing).then_some(reference)
}

/// `$ref`, or the one reference in `allOf`, which is how OpenAPI 3.0 writes a reference with siblings.
fn reference(keywords: &Map<String, Value>) -> Option<&str> {
    match keywords.get("$ref") {
        Some(reference) => reference.as_str(),
        None => single_reference(keywords.get("allOf")?.as_array()?),
    }
}

fn single_reference(schemas: &[Value]) -> Option<&str> {
    match schemas {
        [only] => only.get("$ref")?.as_str(),
        _ => None,
    }
}
