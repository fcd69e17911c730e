//! Changing an existing object as YAML: what others changed meanwhile is told first, the API is asked before anything is
//! applied, and what was typed is kept.

use kube::api::{Patch, PatchParams, ValidationDirective};
use serde_json::{Value, json};
use texts::t;

use crate::{
    SignedIn,
    creation::{MANAGER, in_yaml},
    error::from_kube,
    facts::Facts,
    fields::{leaves, remove},
    kind::{GUEST_CLUSTER, Kind, VIRTUAL_MACHINE},
    machines, manifest, namespaces, read,
    view::{EditPage, Editable, Error, ErrorKind, FieldChange, FieldError, TypedYaml},
    yaml,
};

impl Editable {
    fn kind(self) -> &'static Kind {
        match self {
            Editable::Cluster => &GUEST_CLUSTER,
            Editable::Machine => &VIRTUAL_MACHINE,
        }
    }
}

/// The object's YAML to change, or what was typed with what the API says of it. Nothing is applied.
///
/// # Errors
/// `NotFound` when there is no such object for this user, `Conflict` for a machine of a cluster.
pub async fn open(
    ctx: &SignedIn,
    what: Editable,
    namespace: &str,
    name: &str,
    typed: Option<&TypedYaml>,
) -> Result<EditPage, Error> {
    let object = current(ctx, what, namespace, name).await?;
    let (page, wanted) = compared(what.kind(), &object, typed);
    match wanted {
        Some(wanted) if page.errors.is_empty() => asked(ctx, what, &object, page, &wanted, true).await,
        _ => Ok(page),
    }
}

/// Applies what was typed. `Ok(None)` when that is done; a page when something is in its way: an error, or a change by
/// others since it was opened, which is told once and then applied over.
///
/// # Errors
/// As [`open`].
pub async fn apply(
    ctx: &SignedIn,
    what: Editable,
    namespace: &str,
    name: &str,
    typed: &TypedYaml,
) -> Result<Option<EditPage>, Error> {
    let object = current(ctx, what, namespace, name).await?;
    let (page, wanted) = compared(what.kind(), &object, Some(typed));
    let Some(wanted) = wanted.filter(|_| page.errors.is_empty() && page.meanwhile.is_empty()) else {
        return Ok(Some(page));
    };
    let page = asked(ctx, what, &object, page, &wanted, false).await?;
    Ok((!page.accepted).then_some(page))
}

async fn current(ctx: &SignedIn, what: Editable, namespace: &str, name: &str) -> Result<Facts, Error> {
    match what {
        Editable::Machine => machines::changeable(ctx, "patch", namespace, name).await,
        Editable::Cluster => namespaces::changeable(ctx, "patch", what.kind(), namespace, name).await,
    }
}

/// The page for what was typed, and the object that it means. Pure.
fn compared(kind: &Kind, object: &Facts, typed: Option<&TypedYaml>) -> (EditPage, Option<Value>) {
    let now = editable(object.object());
    let text = yaml::written(&now);
    let mut page = EditPage {
        namespace: object.namespace().to_owned(),
        name: object.name().to_owned(),
        yaml: text.clone(),
        base: text,
        errors: Vec::new(),
        meanwhile: Vec::new(),
        changes: Vec::new(),
        accepted: false,
    };
    let Some(typed) = typed else { return (page, None) };
    page.yaml.clone_from(&typed.yaml);
    let base = serde_saphyr::from_str(&typed.base).ok().filter(Value::is_object);
    page.meanwhile = base.map(|base| changes(&base, &now)).unwrap_or_default();
    let wanted = match manifest::read(&typed.yaml, kind) {
        Ok(wanted) => wanted,
        Err(error) => {
            page.errors.push(error);
            return (page, None);
        }
    };
    for path in ["name", "namespace"] {
        if wanted.pointer(&format!("/metadata/{path}")) != now.pointer(&format!("/metadata/{path}")) {
            let path = format!("metadata.{path}");
            let error = FieldError::new("yaml", t().error_keeps_name(&path));
            page.errors.push(manifest::at_place(error, &typed.yaml, &path));
        }
    }
    page.changes = changes(&now, &wanted);
    (page, Some(wanted))
}

/// The object without what the API keeps by itself. Pure.
fn editable(object: &Value) -> Value {
    let mut object = object.clone();
    for path in [
        &["status"][..],
        &["metadata", "managedFields"],
        &["metadata", "uid"],
        &["metadata", "resourceVersion"],
        &["metadata", "generation"],
        &["metadata", "creationTimestamp"],
        &["metadata", "deletionTimestamp"],
        &["metadata", "deletionGracePeriodSeconds"],
        &["metadata", "annotations", "kubectl.kubernetes.io/last-applied-configuration"],
    ] {
        remove(&mut object, path);
    }
    object
}

/// The fields that have another value, by path. Pure.
fn changes(before: &Value, after: &Value) -> Vec<FieldChange> {
    let mut paths = leaves(before);
    paths.extend(leaves(after));
    let mut seen = std::collections::HashSet::new();
    paths.retain(|path| seen.insert(path.clone()));
    let changed = paths.into_iter().filter_map(|path| {
        let shown = |object: &Value| at(object, &path).map(ToString::to_string);
        let (before, after) = (shown(before), shown(after));
        (before != after).then_some(FieldChange { path, before, after })
    });
    changed.collect()
}

/// The value at a path as [`leaves`] writes it.
fn at<'a>(object: &'a Value, path: &str) -> Option<&'a Value> {
    if path.is_empty() {
        return Some(object);
    }
    let path = path.trim_start_matches('.');
    match object {
        // Keys may have dots in them.
        Value::Object(fields) => fields.iter().find_map(|(key, value)| {
            let rest = path.strip_prefix(key.as_str())?;
            (rest.is_empty() || rest.starts_with(['.', '['])).then(|| at(value, rest)).flatten()
        }),
        Value::Array(items) => {
            let (index, rest) = path.strip_prefix('[')?.split_once(']')?;
            at(items.get(index.parse::<usize>().ok()?)?, rest)
        }
        _ => None,
    }
}

/// Has the API change the object, or only say whether it would.
async fn asked(
    ctx: &SignedIn,
    what: Editable,
    object: &Facts,
    mut page: EditPage,
    wanted: &Value,
    dry_run: bool,
) -> Result<EditPage, Error> {
    let now = editable(object.object());
    // The change rests on this object, and on its specification as it was read.
    let mut operations = vec![
        json!({"op": "test", "path": "/metadata/uid", "value": object.uid()}),
        json!({"op": "test", "path": "/spec", "value": object.at("/spec")}),
    ];
    let difference = serde_json::to_value(json_patch::diff(&now, wanted)).unwrap_or_default();
    operations.extend(difference.as_array().cloned().unwrap_or_default());
    let patch: json_patch::Patch = serde_json::from_value(operations.into())
        .map_err(|error| Error::new(ErrorKind::Internal, t().error_change_not_written(error.to_string())))?;
    let params = PatchParams {
        dry_run,
        field_manager: Some(MANAGER.to_owned()),
        field_validation: Some(ValidationDirective::Strict),
        ..Default::default()
    };
    let api = read::api(&ctx.client, what.kind(), Some(object.namespace()));
    match api.patch(object.name(), &params, &Patch::<()>::Json(patch)).await.map_err(from_kube) {
        Ok(_) => page.accepted = true,
        Err(error) if matches!(error.kind, ErrorKind::Unavailable | ErrorKind::Internal | ErrorKind::NotFound) => {
            return Err(error);
        }
        Err(error) => page.errors = refused(error, &page.yaml),
    }
    Ok(page)
}

/// The API's answer at the lines that it concerns. Pure.
fn refused(error: Error, text: &str) -> Vec<FieldError> {
    if error.fields.is_empty() {
        return vec![in_yaml(FieldError::new("", error.message), text)];
    }
    error.fields.into_iter().map(|field| in_yaml(field, text)).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{changes, compared, refused};
    use crate::{
        facts::Facts,
        kind::VIRTUAL_MACHINE,
        view::{Error, ErrorKind, TypedYaml},
    };

    fn object(class: &str) -> Facts {
        let object = json!({
            "apiVersion": "vmoperator.vmware.com/v1alpha6", "kind": "VirtualMachine",
            "metadata": {"name": "web", "namespace": "a", "uid": "u", "resourceVersion": "7", "finalizers": ["f"], "managedFields": [{}]},
            "spec": {"className": class}, "status": {"powerState": "PoweredOn"},
        });
        Facts::new(object, "", "")
    }

    fn opened() -> String {
        compared(&VIRTUAL_MACHINE, &object("small"), None).0.yaml
    }

    #[test]
    fn what_the_api_keeps_by_itself_is_not_to_be_changed() {
        let text = opened();
        assert!(text.contains("finalizers") && text.contains("className: small"), "{text}");
        for kept in ["uid", "resourceVersion", "managedFields", "status"] {
            assert!(!text.contains(kept), "{kept}: {text}");
        }
    }

    #[test]
    fn what_others_changed_meanwhile_is_told_and_what_was_typed_is_kept() {
        let base = opened();
        let typed = TypedYaml { yaml: format!("# mine\n{}", base.replace("small", "large")), base: base.clone() };
        let (page, _) = compared(&VIRTUAL_MACHINE, &object("small"), Some(&typed));
        assert!(page.meanwhile.is_empty());
        assert_eq!(page.changes.len(), 1);
        let (page, _) = compared(&VIRTUAL_MACHINE, &object("medium"), Some(&typed));
        assert_eq!(page.yaml, typed.yaml);
        let change = &page.meanwhile[0];
        assert_eq!(
            (change.path.as_str(), change.before.as_deref(), change.after.as_deref()),
            ("spec.className", Some("\"small\""), Some("\"medium\""))
        );
        // Told once: the page now rests on what is there.
        let again = TypedYaml { yaml: typed.yaml, base: page.base };
        assert!(compared(&VIRTUAL_MACHINE, &object("medium"), Some(&again)).0.meanwhile.is_empty());
    }

    #[test]
    fn an_object_keeps_its_name() {
        let typed = TypedYaml { yaml: opened().replace("name: web", "name: other"), base: opened() };
        let (page, _) = compared(&VIRTUAL_MACHINE, &object("small"), Some(&typed));
        assert_eq!((page.errors.len(), page.errors[0].line), (1, Some(4)), "{:?}", page.errors);
    }

    #[test]
    fn changes_are_told_by_path() {
        let before = json!({"a": {"b.c/d": 1, "e": [{"f": 1}, {"f": 2}]}, "g": [1, 2]});
        let after = json!({"a": {"b.c/d": 2, "e": [{"f": 1}]}, "g": [1, 2], "h": "x"});
        let told: Vec<_> = changes(&before, &after)
            .into_iter()
            .map(|c| format!("{} {} {}", c.path, c.before.unwrap_or_default(), c.after.unwrap_or_default()))
            .collect();
        assert_eq!(told, ["a.b.c/d 1 2", "a.e[1].f 2 ", "h  \"x\""]);
    }

    #[test]
    fn a_refusal_stands_at_its_line() {
        let error = Error::new(ErrorKind::Invalid, "strict decoding error: unknown field \"spec.nope\"");
        assert_eq!(refused(error, "kind: A\nspec:\n  nope: 1\n")[0].line, Some(3));
    }
}
