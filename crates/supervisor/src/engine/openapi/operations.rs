//! The operations of a resource, apart from how a document writes them.

use super::Resource;
use super::definitions::{DELETE_OPTIONS, Names, PATCH, SCALE, STATUS};

/// One request that a resource answers.
pub(super) struct Operation {
    /// `get`, `put`, `post`, `patch` or `delete`.
    pub(super) method: &'static str,
    /// The address with its variables: `/apis/apps/v1/namespaces/{namespace}/deployments/{name}`.
    pub(super) path: String,
    /// The value of `x-kubernetes-action`.
    pub(super) action: &'static str,
    /// A name that no other operation has.
    pub(super) id: String,
    /// One sentence.
    pub(super) description: String,
    /// The group and version, for instance `apps_v1`.
    pub(super) tag: String,
    /// Parameters behind the question mark.
    pub(super) parameters: Vec<&'static Parameter>,
    /// What the body is.
    pub(super) body: Option<Body>,
    /// The definition of the answer.
    pub(super) answer: String,
    /// Group, version and kind of what it is about.
    pub(super) kind: (String, String, String),
}

/// The body of a request.
pub(super) struct Body {
    /// Its definition.
    pub(super) definition: String,
    /// The media types it may have.
    pub(super) media_types: Vec<&'static str>,
    pub(super) required: bool,
}

/// A parameter behind the question mark.
pub(super) struct Parameter {
    pub(super) name: &'static str,
    pub(super) type_: &'static str,
    pub(super) description: &'static str,
}

macro_rules! parameters {
    ($($id:ident: $name:literal $type_:literal $description:literal;)*) => {
        $(static $id: Parameter = Parameter { name: $name, type_: $type_, description: $description };)*
    };
}

parameters! {
    PRETTY: "pretty" "string" "If 'true', then the output is pretty printed.";
    BOOKMARKS: "allowWatchBookmarks" "boolean" "Requests watch events with type \"BOOKMARK\".";
    CONTINUE: "continue" "string" "The continue token of the list whose next page is asked for.";
    FIELD_SELECTOR: "fieldSelector" "string" "A selector to restrict the list of returned objects by their fields.";
    LABEL_SELECTOR: "labelSelector" "string" "A selector to restrict the list of returned objects by their labels.";
    LIMIT: "limit" "integer" "The most objects to return; more follow with the continue token.";
    RESOURCE_VERSION: "resourceVersion" "string" "The resource version at which a list or a watch begins.";
    VERSION_MATCH: "resourceVersionMatch" "string" "How resourceVersion is meant in a list: Exact or NotOlderThan.";
    INITIAL_EVENTS: "sendInitialEvents" "boolean" "Begins a watch with the objects that there are, and a bookmark.";
    TIMEOUT: "timeoutSeconds" "integer" "How long a list or a watch may take.";
    WATCH: "watch" "boolean" "Watch for changes to the described resources.";
    DRY_RUN: "dryRun" "string" "When present, indicates that modifications should not be persisted; the value is All.";
    MANAGER: "fieldManager" "string" "The name of the actor that is making these changes.";
    VALIDATION: "fieldValidation" "string" "What to do with unknown or duplicate fields: Ignore, Warn or Strict.";
    FORCE: "force" "boolean" "Takes over fields that other managers own; only for apply patches.";
    GRACE_PERIOD: "gracePeriodSeconds" "integer" "The duration in seconds before the object should be deleted.";
    ORPHAN: "orphanDependents" "boolean" "Deprecated: use propagationPolicy.";
    PROPAGATION: "propagationPolicy" "string" "What happens to dependents: Orphan, Background or Foreground.";
}

static LIST: [&Parameter; 11] = [
    &PRETTY,
    &BOOKMARKS,
    &CONTINUE,
    &FIELD_SELECTOR,
    &LABEL_SELECTOR,
    &LIMIT,
    &RESOURCE_VERSION,
    &VERSION_MATCH,
    &INITIAL_EVENTS,
    &TIMEOUT,
    &WATCH,
];
static WRITE: [&Parameter; 4] = [&PRETTY, &DRY_RUN, &MANAGER, &VALIDATION];
static DELETE: [&Parameter; 5] = [&PRETTY, &DRY_RUN, &GRACE_PERIOD, &ORPHAN, &PROPAGATION];

const JSON: &str = "application/json";

/// All operations that a resource serves.
pub(super) fn of(resource: &Resource, names: &Names) -> Vec<Operation> {
    let mut operations = Vec::new();
    let (list_path, object_path) = paths(resource);
    let kind = (resource.group.clone(), resource.version.clone(), resource.kind.clone());
    let object = Target { resource, names, kind, definition: names.object.clone(), suffix: "" };
    for verb in &resource.verbs {
        match *verb {
            "list" => operations.push(object.list(&list_path)),
            "create" => operations.push(object.create(&list_path)),
            "deletecollection" => operations.push(object.delete_collection(&list_path)),
            "get" => operations.push(object.get(&object_path)),
            "update" => operations.push(object.update(&object_path)),
            "patch" => operations.push(object.patch(&object_path)),
            "delete" => operations.push(object.delete(&object_path)),
            _ => {}
        }
    }
    if resource.namespaced && resource.verbs.contains(&"list") {
        let everywhere = Target { suffix: "ForAllNamespaces", ..object.copy() };
        operations.push(everywhere.list(&format!("{}/{}", prefix(resource), resource.plural)));
    }
    if resource.status {
        let status = Target { suffix: "Status", ..object.copy() };
        operations.extend(status.read_and_write(&format!("{object_path}/status")));
    }
    if resource.scale.is_some() {
        let kind = ("autoscaling".to_owned(), "v1".to_owned(), "Scale".to_owned());
        let scale = Target { suffix: "Scale", kind, definition: SCALE.to_owned(), ..object.copy() };
        operations.extend(scale.read_and_write(&format!("{object_path}/scale")));
    }
    operations
}

/// What operations are about: the object or one of its subresources.
struct Target<'r> {
    resource: &'r Resource,
    names: &'r Names,
    kind: (String, String, String),
    definition: String,
    suffix: &'static str,
}

impl<'r> Target<'r> {
    fn copy(&self) -> Target<'r> {
        Target { kind: self.kind.clone(), definition: self.definition.clone(), ..*self }
    }

    fn operation(&self, method: &'static str, path: &str, action: &'static str, verb: &str, words: &str) -> Operation {
        let Resource { group, version, kind, namespaced, .. } = self.resource;
        let group_name = if group.is_empty() { "core" } else { group };
        let tag = format!("{}_{version}", group_name.replace(['.', '-'], "_"));
        let camel: String = group_name.split(['.', '-']).map(capitalised).collect();
        let scope = if *namespaced && self.suffix != "ForAllNamespaces" { "Namespaced" } else { "" };
        let suffix = self.suffix;
        let id = format!("{verb}{camel}{}{scope}{kind}{suffix}", capitalised(version));
        let of =
            if matches!(suffix, "Status" | "Scale") { format!("{} of ", suffix.to_lowercase()) } else { String::new() };
        Operation {
            method,
            path: path.to_owned(),
            action,
            id,
            description: format!("{words} {of}{kind}"),
            tag,
            parameters: Vec::new(),
            body: None,
            answer: self.definition.clone(),
            kind: self.kind.clone(),
        }
    }

    fn body(&self, media_types: Vec<&'static str>) -> Option<Body> {
        Some(Body { definition: self.definition.clone(), media_types, required: true })
    }

    fn list(&self, path: &str) -> Operation {
        let operation = self.operation("get", path, "list", "list", "list or watch objects of kind");
        Operation { parameters: LIST.to_vec(), answer: self.names.list.clone(), ..operation }
    }

    fn create(&self, path: &str) -> Operation {
        let operation = self.operation("post", path, "post", "create", "create a");
        Operation { parameters: WRITE.to_vec(), body: self.body(vec![JSON, "application/yaml"]), ..operation }
    }

    fn get(&self, path: &str) -> Operation {
        let operation = self.operation("get", path, "get", "read", "read the specified");
        Operation { parameters: vec![&PRETTY], ..operation }
    }

    fn update(&self, path: &str) -> Operation {
        let operation = self.operation("put", path, "put", "replace", "replace the specified");
        Operation { parameters: WRITE.to_vec(), body: self.body(vec![JSON, "application/yaml"]), ..operation }
    }

    fn patch(&self, path: &str) -> Operation {
        let mut media_types =
            vec!["application/apply-patch+yaml", "application/json-patch+json", "application/merge-patch+json"];
        if !self.resource.custom {
            media_types.push("application/strategic-merge-patch+json");
        }
        let operation = self.operation("patch", path, "patch", "patch", "partially update the specified");
        Operation {
            parameters: WRITE.iter().copied().chain([&FORCE]).collect(),
            body: Some(Body { definition: PATCH.to_owned(), media_types, required: true }),
            ..operation
        }
    }

    fn delete(&self, path: &str) -> Operation {
        let operation = self.operation("delete", path, "delete", "delete", "delete a");
        Operation { parameters: DELETE.to_vec(), body: delete_options(), answer: STATUS.to_owned(), ..operation }
    }

    fn delete_collection(&self, path: &str) -> Operation {
        let operation = self.operation("delete", path, "deletecollection", "deleteCollection", "delete collection of");
        let own = DELETE.iter().filter(|parameter| parameter.name != PRETTY.name);
        Operation {
            parameters: LIST.iter().chain(own).copied().collect(),
            body: delete_options(),
            answer: STATUS.to_owned(),
            ..operation
        }
    }

    fn read_and_write(&self, path: &str) -> [Operation; 3] {
        [self.get(path), self.update(path), self.patch(path)]
    }
}

fn delete_options() -> Option<Body> {
    Some(Body { definition: DELETE_OPTIONS.to_owned(), media_types: vec![JSON], required: false })
}

fn prefix(resource: &Resource) -> String {
    format!("/{}", super::document_name(&resource.group, &resource.version))
}

/// The addresses of the list and of one object.
fn paths(resource: &Resource) -> (String, String) {
    let prefix = prefix(resource);
    let plural = &resource.plural;
    let list = if resource.namespaced {
        format!("{prefix}/namespaces/{{namespace}}/{plural}")
    } else {
        format!("{prefix}/{plural}")
    };
    let object = format!("{list}/{{name}}");
    (list, object)
}

fn capitalised(word: &str) -> String {
    let mut chars = word.chars();
    match chars.next() {
        Some(first) => first.to_ascii_uppercase().to_string() + chars.as_str(),
        None => String::new(),
    }
}
