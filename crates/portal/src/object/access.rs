//! Who may do what with an object, by the API's own answer and by the roles and bindings that there are.

use std::collections::BTreeMap;

use futures::future::try_join_all;
use k8s_openapi::api::{
    authorization::v1::{ResourceAttributes, SelfSubjectAccessReview, SelfSubjectAccessReviewSpec},
    rbac::v1::{ClusterRole, ClusterRoleBinding, PolicyRule, Role, RoleBinding, RoleRef, Subject},
};
use kube::{
    Api, ResourceExt,
    api::{ListParams, PostParams},
};

use super::Served;
use crate::{
    SignedIn,
    error::from_kube,
    view::{Error, ErrorKind, ObjectAccess, ObjectRef, SubjectAccess},
};

/// Verbs on one object, in the usual order.
const VERBS: [&str; 4] = ["get", "update", "patch", "delete"];
const RBAC: &str = "rbac.authorization.k8s.io/v1";

/// Everything on the Access tab.
pub(super) async fn of(
    ctx: &SignedIn,
    served: &Served,
    namespace: Option<&str>,
    name: &str,
) -> Result<ObjectAccess, Error> {
    let (yours, subjects) = tokio::try_join!(yours(ctx, served, namespace, name), async {
        match subjects(ctx, served, namespace, name).await {
            Ok(subjects) => Ok(Some(subjects)),
            Err(error) if error.kind == ErrorKind::Forbidden => Ok(None),
            Err(error) => Err(error),
        }
    })?;
    Ok(ObjectAccess { yours, subjects })
}

/// Whether the reader may do this with the object.
pub(super) async fn may(
    ctx: &SignedIn,
    served: &Served,
    namespace: Option<&str>,
    name: &str,
    verb: &str,
) -> Result<bool, Error> {
    let attributes = ResourceAttributes {
        group: Some(served.resource.group.clone()),
        resource: Some(served.resource.plural.clone()),
        verb: Some(verb.to_owned()),
        namespace: namespace.map(str::to_owned),
        name: Some(name.to_owned()),
        ..ResourceAttributes::default()
    };
    let spec = SelfSubjectAccessReviewSpec { resource_attributes: Some(attributes), ..Default::default() };
    let review = SelfSubjectAccessReview { spec, ..SelfSubjectAccessReview::default() };
    let reviews: Api<SelfSubjectAccessReview> = Api::all(ctx.client.clone());
    let answer = reviews.create(&PostParams::default(), &review).await.map_err(from_kube)?;
    Ok(answer.status.is_some_and(|status| status.allowed))
}

async fn yours(
    ctx: &SignedIn,
    served: &Served,
    namespace: Option<&str>,
    name: &str,
) -> Result<Vec<(String, bool)>, Error> {
    let verbs = VERBS
        .into_iter()
        .map(|verb| async move { Ok::<_, Error>((verb.to_owned(), may(ctx, served, namespace, name, verb).await?)) });
    try_join_all(verbs).await
}

async fn subjects(
    ctx: &SignedIn,
    served: &Served,
    namespace: Option<&str>,
    name: &str,
) -> Result<Vec<SubjectAccess>, Error> {
    let all = ListParams::default();
    let client = || ctx.client.clone();
    let cluster_roles: Api<ClusterRole> = Api::all(client());
    let cluster_bindings: Api<ClusterRoleBinding> = Api::all(client());
    let (cluster_roles, cluster_bindings) =
        tokio::try_join!(cluster_roles.list(&all), cluster_bindings.list(&all)).map_err(from_kube)?;
    let (roles, bindings) = match namespace {
        Some(namespace) => {
            let roles: Api<Role> = Api::namespaced(client(), namespace);
            let bindings: Api<RoleBinding> = Api::namespaced(client(), namespace);
            let (roles, bindings) = tokio::try_join!(roles.list(&all), bindings.list(&all)).map_err(from_kube)?;
            (roles.items, bindings.items)
        }
        None => Default::default(),
    };
    let mut rules: BTreeMap<(String, String), Vec<PolicyRule>> = BTreeMap::new();
    for role in cluster_roles {
        rules.insert(("ClusterRole".to_owned(), role.name_any()), role.rules.unwrap_or_default());
    }
    for role in roles {
        rules.insert(("Role".to_owned(), role.name_any()), role.rules.unwrap_or_default());
    }
    let object = |kind: &str, namespace: Option<&str>, name: String| ObjectRef {
        api_version: RBAC.to_owned(),
        kind: kind.to_owned(),
        namespace: namespace.map(str::to_owned),
        name,
    };
    let granted = cluster_bindings
        .items
        .into_iter()
        .map(|binding| {
            let by = object("ClusterRoleBinding", None, binding.name_any());
            (by, binding.role_ref, binding.subjects.unwrap_or_default())
        })
        .chain(bindings.into_iter().map(|binding| {
            let by = object("RoleBinding", namespace, binding.name_any());
            (by, binding.role_ref, binding.subjects.unwrap_or_default())
        }));
    Ok(who(granted, &rules, served, name))
}

/// Who has which verbs by these bindings. Pure.
fn who(
    granted: impl Iterator<Item = (ObjectRef, RoleRef, Vec<Subject>)>,
    rules: &BTreeMap<(String, String), Vec<PolicyRule>>,
    served: &Served,
    name: &str,
) -> Vec<SubjectAccess> {
    let mut found: BTreeMap<(String, String), SubjectAccess> = BTreeMap::new();
    for (by, role, subjects) in granted {
        let rules = rules.get(&(role.kind, role.name)).map(Vec::as_slice).unwrap_or_default();
        let verbs = verbs(rules, &served.resource.group, &served.resource.plural, name);
        if verbs.is_empty() {
            continue;
        }
        for subject in subjects {
            let name = match subject.namespace.filter(|_| subject.kind == "ServiceAccount") {
                Some(namespace) => format!("{namespace}/{}", subject.name),
                None => subject.name,
            };
            let entry = found.entry((subject.kind.clone(), name.clone())).or_insert_with(|| SubjectAccess {
                kind: subject.kind,
                name,
                verbs: Vec::new(),
                by: Vec::new(),
            });
            entry.verbs.extend(verbs.iter().cloned());
            entry.by.push(by.clone());
        }
    }
    let mut found: Vec<SubjectAccess> = found.into_values().collect();
    for subject in &mut found {
        subject.verbs = in_order(std::mem::take(&mut subject.verbs));
    }
    found
}

/// The verbs that rules give on one object, as a set.
fn verbs(rules: &[PolicyRule], group: &str, plural: &str, name: &str) -> Vec<String> {
    let has = |list: &Option<Vec<String>>, wanted: &str| list.iter().flatten().any(|one| one == wanted || one == "*");
    let applies = |rule: &&PolicyRule| {
        has(&rule.api_groups, group)
            && has(&rule.resources, plural)
            && rule.resource_names.as_ref().is_none_or(|names| names.is_empty() || names.iter().any(|one| one == name))
    };
    rules.iter().filter(applies).flat_map(|rule| rule.verbs.iter().cloned()).collect()
}

/// Each verb once: `*` alone when it is among them.
fn in_order(verbs: Vec<String>) -> Vec<String> {
    const ORDER: [&str; 8] = ["get", "list", "watch", "create", "update", "patch", "delete", "deletecollection"];
    if verbs.iter().any(|verb| verb == "*") {
        return vec!["*".to_owned()];
    }
    let mut verbs = verbs;
    let place = |verb: &String| ORDER.iter().position(|known| known == verb).unwrap_or(ORDER.len());
    verbs.sort_by(|a, b| place(a).cmp(&place(b)).then_with(|| a.cmp(b)));
    verbs.dedup();
    verbs
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn read<T: serde::de::DeserializeOwned>(value: Value) -> T {
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn bindings_and_roles_say_who_may_do_what() {
        let rule = |groups: Value, resources: Value, verbs: Value| json!({"apiGroups": groups, "resources": resources, "verbs": verbs});
        for (rules, expected) in [
            (json!([rule(json!([""]), json!(["secrets"]), json!(["list", "get"]))]), vec!["get", "list"]),
            (json!([rule(json!(["*"]), json!(["*"]), json!(["*"]))]), vec!["*"]),
            (json!([rule(json!(["apps"]), json!(["secrets"]), json!(["get"]))]), vec![]),
            (json!([rule(json!([""]), json!(["secrets/status"]), json!(["get"]))]), vec![]),
            (
                json!([{"apiGroups": [""], "resources": ["secrets"], "resourceNames": ["x"], "verbs": ["get"]}]),
                vec!["get"],
            ),
            (json!([{"apiGroups": [""], "resources": ["secrets"], "resourceNames": ["y"], "verbs": ["get"]}]), vec![]),
        ] {
            let rules: Vec<PolicyRule> = read(rules);
            assert_eq!(in_order(verbs(&rules, "", "secrets", "x")), expected);
        }
    }

    #[test]
    fn a_subject_is_named_once_with_all_that_gives_it_rights() {
        let rules = BTreeMap::from([
            (
                ("Role".to_owned(), "r".to_owned()),
                read(json!([{"apiGroups": [""], "resources": ["secrets"], "verbs": ["get"]}])),
            ),
            (
                ("ClusterRole".to_owned(), "c".to_owned()),
                read(json!([{"apiGroups": [""], "resources": ["secrets"], "verbs": ["delete"]}])),
            ),
        ]);
        let served = Served::for_test("", "v1", "Secret", "secrets");
        let binding = |name: &str, role: Value, subjects: Value| {
            let by =
                ObjectRef { api_version: RBAC.into(), kind: "RoleBinding".into(), namespace: None, name: name.into() };
            (by, read::<RoleRef>(role), read::<Vec<Subject>>(subjects))
        };
        let role =
            |kind: &str, name: &str| json!({"apiGroup": "rbac.authorization.k8s.io", "kind": kind, "name": name});
        let dev = json!([{"kind": "User", "name": "dev"}, {"kind": "ServiceAccount", "namespace": "a", "name": "bot"}]);
        let granted = [
            binding("one", role("Role", "r"), dev),
            binding("two", role("ClusterRole", "c"), json!([{"kind": "User", "name": "dev"}])),
            binding("three", role("Role", "missing"), json!([{"kind": "User", "name": "nobody"}])),
        ];
        let found = who(granted.into_iter(), &rules, &served, "x");
        let lines: Vec<_> =
            found.iter().map(|s| format!("{} {}: {} ({})", s.kind, s.name, s.verbs.join(","), s.by.len())).collect();
        assert_eq!(lines, ["ServiceAccount a/bot: get (1)", "User dev: get,delete (2)"]);
    }
}
