//! Which objects of a resource a list or watch shows.

use store::Entry;

use super::error::ApiError;
use super::options::Query;
use super::registry::Resource;
use super::selector::{FieldSelector, LabelSelector};

/// Label and field selectors, ready to be tried on stored objects without decoding them.
#[derive(Clone, Default)]
pub(crate) struct Selection {
    labels: Option<LabelSelector>,
    fields: Vec<FieldTest>,
}

#[derive(Clone)]
struct FieldTest {
    field: Field,
    equals: bool,
    value: String,
}

#[derive(Clone, Copy)]
enum Field {
    Name,
    Namespace,
    Stored(usize),
}

impl Selection {
    /// Reads `labelSelector` and `fieldSelector`; `name`, when not empty, selects that object only.
    pub(crate) fn new(resource: &Resource, query: &Query, name: &str) -> Result<Selection, ApiError> {
        let labels = query
            .get("labelSelector")
            .map(|text| {
                LabelSelector::parse(text)
                    .map_err(|error| ApiError::bad_request(format!("unable to parse requirement: {error}")))
            })
            .transpose()?;
        let mut fields = Vec::new();
        if let Some(text) = query.get("fieldSelector") {
            let selector = FieldSelector::parse(text).map_err(|error| ApiError::bad_request(error.to_string()))?;
            for term in selector.terms() {
                let field = match term.path.as_str() {
                    "metadata.name" => Field::Name,
                    "metadata.namespace" => Field::Namespace,
                    path => {
                        let known = resource.strategy.selectable_fields();
                        let index = known.iter().position(|known| *known == path);
                        index.map(Field::Stored).ok_or_else(|| unknown_field(resource, path))?
                    }
                };
                fields.push(FieldTest { field, equals: !term.negated, value: term.value.clone() });
            }
        }
        if !name.is_empty() {
            fields.push(FieldTest { field: Field::Name, equals: true, value: name.to_owned() });
        }
        Ok(Selection { labels, fields })
    }

    /// True when every object matches.
    pub(crate) fn is_everything(&self) -> bool {
        self.labels.is_none() && self.fields.is_empty()
    }

    pub(crate) fn matches(&self, entry: &Entry) -> bool {
        let fields = self.fields.iter().all(|test| {
            let value = match test.field {
                Field::Name => &*entry.key.name,
                Field::Namespace => &*entry.key.namespace,
                Field::Stored(index) => entry.field(index),
            };
            (value == test.value) == test.equals
        });
        fields && self.labels.as_ref().is_none_or(|labels| labels.matches(|name| entry.label(name)))
    }
}

/// A kind that has no fields of its own says which ones all have, as upstream does.
fn unknown_field(resource: &Resource, path: &str) -> ApiError {
    ApiError::bad_request(if resource.custom || !resource.strategy.selectable_fields().is_empty() {
        format!("field label not supported: {path}")
    } else {
        format!("\"{path}\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\"")
    })
}

/// The name that a field selector pins down, as authorization sees it.
pub(crate) fn pinned_name(query: &Query) -> Option<String> {
    let selector = FieldSelector::parse(query.get("fieldSelector")?).ok()?;
    selector.required("metadata.name").map(str::to_owned)
}
