//! What a server serves: the list of its resources.

use std::any::TypeId;
use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::CustomResourceDefinition;
use serde_json::Value;
use store::FieldPaths;

use super::documents::Documents;
use super::hooks::{Hooks, NoHooks};
use super::managed_fields::Scope;
use super::schema::Schema;
use super::strategy::Strategy;

/// One column of a `kubectl get` table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// The heading, for instance `Age`; kubectl writes it in capitals.
    pub name: String,
    /// The OpenAPI type of a cell: `integer`, `number`, `string`, `boolean` or `date`.
    pub type_: String,
    /// An OpenAPI format, for instance `name` for the column that holds the object's name; may be empty.
    pub format: String,
    /// One sentence about the column.
    pub description: String,
    /// 0 for a column of the plain table, more for one that only `-o wide` shows.
    pub priority: i32,
    /// Where the cell's value is in the object, for instance `.status.phase`.
    pub json_path: String,
}

/// Where a scalable kind keeps what `/scale` shows; each is a path such as `.spec.replicas`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scale {
    /// The asked number of replicas.
    pub spec_replicas_path: String,
    /// The number of replicas that there are.
    pub status_replicas_path: String,
    /// The selector of the replicas, as text.
    pub label_selector_path: Option<String>,
}

/// A subresource that does something with an object and stores nothing of its own, such as `serviceaccounts/token`:
/// it serves `create` only, which the strategy of its kind [answers](Strategy::answer).
pub struct Action {
    /// The name in paths, for instance `token`.
    pub name: &'static str,
    /// The kind that is sent and answered.
    pub resource: Arc<Resource>,
}

/// How the schema of a resource is made when it is first needed. Many are large and most are never asked for.
type SchemaSource = Box<dyn FnOnce() -> Schema + Send>;

/// One served resource: a kind under its group and version.
pub struct Resource {
    /// The API group, empty for the core group.
    pub group: String,
    /// The version that is served and stored.
    pub version: String,
    /// The kind, for instance `ConfigMap`.
    pub kind: String,
    /// The kind of a list of these, for instance `ConfigMapList`.
    pub list_kind: String,
    /// The name in paths, for instance `configmaps`.
    pub plural: String,
    /// The name of one, for instance `configmap`.
    pub singular: String,
    /// Short names that kubectl knows, for instance `cm`.
    pub short_names: Vec<String>,
    /// Groups of kinds that kubectl knows, for instance `all`.
    pub categories: Vec<String>,
    /// True when objects live in namespaces.
    pub namespaced: bool,
    /// True when `/status` is served; then the status is written only there.
    pub status: bool,
    /// True when `/finalize` is served: `spec.finalizers` hold an object and are written only there.
    pub finalize: bool,
    /// Set when `/scale` is served.
    pub scale: Option<Scale>,
    /// Subresources that do something with an object and answer.
    pub actions: Vec<Action>,
    /// Columns of the table, without the name, which comes first always.
    pub columns: Vec<Column>,
    /// True when a table begins with a column of names; events are the exception.
    pub name_column: bool,
    /// What the kind does beyond storing.
    pub strategy: Arc<dyn Strategy>,
    /// Verbs that are served, in the words of discovery.
    pub verbs: Vec<&'static str>,
    /// True for a kind that is defined by a CustomResourceDefinition upstream, whose rules differ in places
    /// (updates need a resourceVersion, strategic merge patches are refused).
    pub custom: bool,
    /// True when `metadata.generation` counts the changes of everything but metadata and status.
    pub generation: bool,
    /// Set when this is another view of objects that are stored in the form of another resource.
    pub conversion: Option<Arc<dyn Conversion>>,
    pub(crate) id: Arc<str>,
    pub(crate) fields: FieldPaths,
    schema: LazyLock<Schema, SchemaSource>,
}

/// Every verb of a resource whose objects are stored.
pub const ALL_VERBS: [&str; 8] = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];

impl Resource {
    /// A resource with this identity and schema, and defaults for the rest: namespaced, all verbs, no subresource, no
    /// column. `make_schema` runs once, when the schema is first needed.
    pub fn new(
        (group, version, kind, plural): (&str, &str, &str, &str),
        make_schema: impl FnOnce() -> Schema + Send + 'static,
    ) -> Resource {
        Resource {
            group: group.to_owned(),
            version: version.to_owned(),
            kind: kind.to_owned(),
            list_kind: format!("{kind}List"),
            plural: plural.to_owned(),
            singular: kind.to_lowercase(),
            short_names: Vec::new(),
            categories: Vec::new(),
            namespaced: true,
            status: false,
            finalize: false,
            scale: None,
            actions: Vec::new(),
            columns: Vec::new(),
            name_column: true,
            strategy: Arc::new(super::strategy::Plain),
            verbs: ALL_VERBS.to_vec(),
            custom: false,
            generation: false,
            conversion: None,
            id: resource_id(group, plural).into(),
            fields: FieldPaths::default(),
            schema: LazyLock::new(Box::new(make_schema)),
        }
    }

    /// The resource that a CustomResourceDefinition describes, in its storage version.
    ///
    /// # Errors
    /// When the definition has no storage version or that version has no schema.
    pub fn from_crd(crd: &CustomResourceDefinition) -> Result<Resource, RegistryError> {
        let spec = &crd.spec;
        let invalid =
            |message: String| RegistryError { name: format!("{}.{}", spec.names.plural, spec.group), message };
        let version =
            spec.versions.iter().find(|v| v.storage).ok_or_else(|| invalid("no storage version".to_owned()))?;
        let schema = version
            .schema
            .as_ref()
            .and_then(|s| s.open_api_v3_schema.as_ref())
            .ok_or_else(|| invalid("no schema".to_owned()))?;
        // Kept as text until it is needed: compiling takes time, and many are never asked for.
        let text = serde_json::to_string(schema).map_err(|e| invalid(e.to_string()))?;
        let names = &spec.names;
        let kind = names.kind.clone();
        let compile = move || {
            let schema: Value = serde_json::from_str(&text).unwrap_or_default();
            Schema::from_json(&schema).unwrap_or_else(|error| {
                unreachable!("the schema of {kind} compiles, as a test of every kind shows: {error}")
            })
        };
        let mut resource = Resource::new((&spec.group, &version.name, &names.kind, &names.plural), compile);
        if let Some(list_kind) = &names.list_kind {
            resource.list_kind = list_kind.clone();
        }
        if let Some(singular) = &names.singular {
            resource.singular = singular.clone();
        }
        resource.short_names = names.short_names.clone().unwrap_or_default();
        resource.categories = names.categories.clone().unwrap_or_default();
        resource.namespaced = spec.scope == "Namespaced";
        let subresources = version.subresources.as_ref();
        resource.status = subresources.is_some_and(|s| s.status.is_some());
        resource.scale = subresources.and_then(|s| s.scale.as_ref()).map(|s| Scale {
            spec_replicas_path: s.spec_replicas_path.clone(),
            status_replicas_path: s.status_replicas_path.clone(),
            label_selector_path: s.label_selector_path.clone(),
        });
        resource.columns = version
            .additional_printer_columns
            .iter()
            .flatten()
            .map(|c| Column {
                name: c.name.clone(),
                type_: c.type_.clone(),
                format: c.format.clone().unwrap_or_default(),
                description: c.description.clone().unwrap_or_default(),
                priority: c.priority.unwrap_or_default(),
                json_path: c.json_path.clone(),
            })
            .collect();
        if resource.columns.is_empty() {
            resource.columns.push(Column::age());
        }
        resource.custom = true;
        resource.generation = true;
        Ok(resource)
    }

    /// A resource of a public kind that k8s-openapi has as a type. It has no columns but the age, no subresources and no
    /// short names.
    pub fn builtin<K>() -> Resource
    where
        K: k8s_openapi::Resource + schemars::JsonSchema,
        K::Scope: 'static,
    {
        let mut resource = Resource::new((K::GROUP, K::VERSION, K::KIND, K::URL_PATH_SEGMENT), || {
            let schema = schemars::SchemaGenerator::default().into_root_schema_for::<K>();
            Schema::from_json(&schema.to_value()).unwrap_or_else(|error| {
                unreachable!("the derived schema of {} compiles, as a test of every kind shows: {error}", K::KIND)
            })
        });
        resource.namespaced = TypeId::of::<K::Scope>() == TypeId::of::<k8s_openapi::NamespaceResourceScope>();
        resource.columns.push(Column::age());
        resource
    }

    /// Makes this a view of the objects of `other`, which are stored in that one's form.
    pub fn viewing(mut self, other: &Resource, conversion: impl Conversion + 'static) -> Resource {
        self.id = other.id.clone();
        self.conversion = Some(Arc::new(conversion));
        self
    }

    /// The schema of the stored version.
    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    /// `v1` or `apps/v1`: the `apiVersion` of objects.
    pub fn api_version(&self) -> String {
        api_version(&self.group, &self.version)
    }

    /// `configmaps` or `deployments.apps`: how messages name the resource.
    pub fn qualified_name(&self) -> String {
        qualified(&self.plural, &self.group)
    }

    /// What a write of the object itself can change.
    pub(crate) fn main_scope(&self) -> Scope<'static> {
        if self.status { Scope::Except(&["status"]) } else { Scope::Everything }
    }

    /// True when objects are stored, false for a kind that only answers requests, such as SelfSubjectAccessReview.
    pub fn is_stored(&self) -> bool {
        self.verbs.contains(&"get")
    }
}

impl std::fmt::Debug for Resource {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.api_version(), self.plural)
    }
}

impl Column {
    /// A column of the plain table with a string from `json_path`.
    pub fn text(name: &str, json_path: &str) -> Column {
        Column {
            name: name.to_owned(),
            type_: "string".to_owned(),
            format: String::new(),
            description: String::new(),
            priority: 0,
            json_path: json_path.to_owned(),
        }
    }

    /// The column with the time since creation, which nearly every kind has last.
    pub fn age() -> Column {
        Column {
            type_: "date".to_owned(),
            description: "Time since creation of the object, in UTC and RFC 3339 form.".to_owned(),
            ..Column::text("Age", ".metadata.creationTimestamp")
        }
    }

    /// The same column, shown only by `-o wide`.
    pub fn wide(mut self) -> Column {
        self.priority = 1;
        self
    }

    /// The same column with another OpenAPI type.
    pub fn of_type(mut self, type_: &str) -> Column {
        self.type_ = type_.to_owned();
        self
    }
}

/// Between two forms of one object. Pure; what one form cannot say is lost or has a documented place.
pub trait Conversion: Send + Sync {
    /// From the form of the view to the form that is stored.
    fn to_stored(&self, object: Value) -> Value;

    /// From the form that is stored to the form of the view.
    fn to_view(&self, object: Value) -> Value;
}

/// A definition that cannot be served.
#[derive(Debug, thiserror::Error)]
#[error("resource {name}: {message}")]
pub struct RegistryError {
    /// The resource, as `plural.group`.
    pub name: String,
    /// What is wrong with it.
    pub message: String,
}

/// All resources of a server. Cheap to clone; one registry may serve many engines.
#[derive(Clone)]
pub struct Registry {
    inner: Arc<Inner>,
}

struct Inner {
    resources: Vec<Arc<Resource>>,
    by_path: HashMap<(String, String, String), usize>,
    by_id: HashMap<Arc<str>, usize>,
    documents: Documents,
    hooks: Arc<dyn Hooks>,
}

impl Registry {
    /// A registry of these resources, in the order in which discovery lists them, and nothing beside them.
    pub fn new(resources: impl IntoIterator<Item = Resource>) -> Registry {
        Registry::with_hooks(resources, NoHooks)
    }

    /// A registry of these resources, with what they do to the server as a whole.
    pub fn with_hooks(resources: impl IntoIterator<Item = Resource>, hooks: impl Hooks + 'static) -> Registry {
        let finish = |mut resource: Resource| {
            let fields = resource.strategy.selectable_fields().iter();
            resource.fields = fields.map(|path| path.split('.').map(str::to_owned).collect()).collect();
            Arc::new(resource)
        };
        let resources: Vec<Arc<Resource>> = resources.into_iter().map(finish).collect();
        let by_path = resources
            .iter()
            .enumerate()
            .map(|(i, r)| ((r.group.clone(), r.version.clone(), r.plural.clone()), i))
            .collect();
        let stored = resources.iter().enumerate().filter(|(_, r)| r.conversion.is_none());
        let by_id = stored.map(|(i, r)| (r.id.clone(), i)).collect();
        let documents = Documents::default();
        Registry { inner: Arc::new(Inner { resources, by_path, by_id, documents, hooks: Arc::new(hooks) }) }
    }

    pub(crate) fn hooks(&self) -> &dyn Hooks {
        &*self.inner.hooks
    }

    pub(crate) fn documents(&self) -> &Documents {
        &self.inner.documents
    }

    /// All resources.
    pub fn resources(&self) -> impl Iterator<Item = &Arc<Resource>> {
        self.inner.resources.iter()
    }

    /// The resource under a path `/apis/<group>/<version>/<plural>`.
    pub fn find(&self, group: &str, version: &str, plural: &str) -> Option<&Arc<Resource>> {
        let key = (group.to_owned(), version.to_owned(), plural.to_owned());
        self.inner.by_path.get(&key).map(|i| &self.inner.resources[*i])
    }

    /// The resource whose objects are stored under this id.
    pub(crate) fn by_id(&self, id: &str) -> Option<&Arc<Resource>> {
        self.inner.by_id.get(id).map(|i| &self.inner.resources[*i])
    }

    /// Groups with their versions, in the order of first mention; the core group is the empty one.
    pub fn groups(&self) -> Vec<(&str, Vec<&str>)> {
        let mut groups: Vec<(&str, Vec<&str>)> = Vec::new();
        for resource in &self.inner.resources {
            let at = match groups.iter().position(|(g, _)| *g == resource.group) {
                Some(at) => at,
                None => {
                    groups.push((&resource.group, Vec::new()));
                    groups.len() - 1
                }
            };
            if !groups[at].1.contains(&resource.version.as_str()) {
                groups[at].1.push(&resource.version);
            }
        }
        groups
    }

    /// The resources of one group and version.
    pub fn of_version<'a>(&'a self, group: &'a str, version: &'a str) -> impl Iterator<Item = &'a Arc<Resource>> {
        self.inner.resources.iter().filter(move |r| r.group == group && r.version == version)
    }
}

/// `v1` for the core group, else `group/version`.
pub fn api_version(group: &str, version: &str) -> String {
    if group.is_empty() { version.to_owned() } else { format!("{group}/{version}") }
}

/// `configmaps` for the core group, else `deployments.apps`.
pub fn qualified(plural: &str, group: &str) -> String {
    if group.is_empty() { plural.to_owned() } else { format!("{plural}.{group}") }
}

/// The name of the keyspace of a resource's objects. It has no version, so that versions may come and go.
pub(crate) fn resource_id(group: &str, plural: &str) -> String {
    format!("{group}/{plural}")
}
