//! Which kinds the API serves, and where: by discovery, so that a new kind is shown without a word about it here.

use kube::{
    Api, Client, Discovery,
    api::{ApiResource, DynamicObject, GroupVersionKind},
    discovery::{Scope, verbs},
};

use crate::{error::from_kube, facts::Facts, view};

/// One kind as it is served.
#[derive(Debug, Clone)]
pub(crate) struct Served {
    pub(crate) resource: ApiResource,
    pub(crate) namespaced: bool,
    listable: bool,
}

/// Every kind that can be read.
#[derive(Debug)]
pub(crate) struct Catalog {
    /// Each group's preferred version first.
    kinds: Vec<Served>,
}

impl Catalog {
    /// Asks the API what it serves.
    ///
    /// # Errors
    /// When the API does not answer.
    pub(crate) async fn read(client: &Client) -> Result<Catalog, view::Error> {
        let discovery = match Discovery::new(client.clone()).run_aggregated().await {
            Ok(discovery) => discovery,
            // Before Kubernetes 1.30.
            Err(_) => Discovery::new(client.clone()).run().await.map_err(from_kube)?,
        };
        let mut kinds = Vec::new();
        for group in discovery.groups() {
            let preferred = group.preferred_version_or_latest().to_owned();
            let others = group.versions().filter(|version| **version != preferred);
            for version in std::iter::once(preferred.as_str()).chain(others) {
                let served = group.versioned_resources(version).into_iter();
                kinds.extend(served.filter(|(_, can)| can.supports_operation(verbs::GET)).map(|(resource, can)| {
                    Served {
                        resource,
                        namespaced: can.scope == Scope::Namespaced,
                        listable: can.supports_operation(verbs::LIST),
                    }
                }));
            }
        }
        Ok(Catalog { kinds })
    }

    /// The kind at this place. `name` is its plural, or the kind in any case; a version that is not served gives the
    /// group's preferred one.
    pub(crate) fn find(&self, group: &str, version: &str, name: &str) -> Option<&Served> {
        let is = |served: &&Served| {
            let resource = &served.resource;
            resource.group == group
                && (resource.plural == name
                    || resource.kind.eq_ignore_ascii_case(name)
                    || plural(&resource.kind) == name)
        };
        let mut found = self.kinds.iter().filter(is);
        let first = found.clone().next();
        found.find(|served| served.resource.version == version).or(first)
    }

    /// The kind of a reference such as `metadata.ownerReferences` has.
    pub(crate) fn of_reference(&self, api_version: &str, kind: &str) -> Option<&Served> {
        let (group, version) = api_version.split_once('/').unwrap_or(("", api_version));
        self.find(group, version, kind)
    }

    /// Every kind that can be listed, each in its preferred version only.
    pub(crate) fn listable(&self) -> impl Iterator<Item = &Served> {
        let first = |served: &&Served| {
            let kind = &served.resource;
            self.find(&kind.group, "", &kind.plural).is_some_and(|first| first.resource.version == kind.version)
        };
        self.kinds.iter().filter(|served| served.listable).filter(first)
    }
}

impl Served {
    /// Its API in a namespace, or as a whole.
    pub(crate) fn api(&self, client: &Client, namespace: Option<&str>) -> Api<DynamicObject> {
        match namespace.filter(|_| self.namespaced) {
            Some(namespace) => Api::namespaced_with(client.clone(), namespace, &self.resource),
            None => Api::all_with(client.clone(), &self.resource),
        }
    }

    /// An object of this kind as facts.
    pub(crate) fn facts(&self, object: DynamicObject) -> Facts {
        let object = serde_json::to_value(object).unwrap_or_default();
        Facts::new(object, &self.resource.api_version, &self.resource.kind)
    }

    /// A kind with a namespace, for tests.
    #[cfg(test)]
    pub(super) fn for_test(group: &str, version: &str, kind: &str, plural: &str) -> Served {
        let resource = ApiResource::from_gvk_with_plural(&GroupVersionKind::gvk(group, version, kind), plural);
        Served { resource, namespaced: true, listable: true }
    }

    /// Where one of its objects is served.
    pub(super) fn place(&self, namespace: Option<&str>, name: &str) -> view::ObjectPlace {
        view::ObjectPlace {
            group: self.resource.group.clone(),
            version: self.resource.version.clone(),
            plural: self.resource.plural.clone(),
            namespace: namespace.map(str::to_owned),
            name: name.to_owned(),
        }
    }

    /// The API path of one of its objects.
    pub(super) fn path(&self, namespace: Option<&str>, name: &str) -> String {
        let all = <DynamicObject as kube::Resource>::url_path(&self.resource, namespace.filter(|_| self.namespaced));
        format!("{all}/{name}")
    }

    /// The command that prints one of its objects as YAML. With the group, so that no other kind of that name is meant.
    pub(super) fn kubectl(&self, namespace: Option<&str>, name: &str) -> String {
        let ApiResource { group, plural, .. } = &self.resource;
        let kind = if group.is_empty() { plural.clone() } else { format!("{plural}.{group}") };
        match namespace.filter(|_| self.namespaced) {
            Some(namespace) => format!("kubectl -n {namespace} get {kind} {name} -o yaml"),
            None => format!("kubectl get {kind} {name} -o yaml"),
        }
    }
}

/// The plural that a kind most likely has; [`get`](super::get) finds it again, also where it has another.
#[must_use]
pub fn plural(kind: &str) -> String {
    ApiResource::from_gvk(&GroupVersionKind::gvk("", "v1", kind)).plural
}

/// Whether this can be the name of an object, so that it may go into an API path: names of roles have colons.
pub(super) fn is_name(name: &str) -> bool {
    !name.is_empty() && name.len() <= 253 && !matches!(name, "." | "..") && !name.contains(['/', '%', '?', '#'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_is_found_by_plural_and_by_kind_in_any_version() {
        let kinds = vec![
            Served::for_test("x.io", "v2", "Ox", "oxen"),
            Served::for_test("x.io", "v1", "Ox", "oxen"),
            Served::for_test("", "v1", "Secret", "secrets"),
        ];
        let catalog = Catalog { kinds };
        let version =
            |version: &str, name: &str| catalog.find("x.io", version, name).map(|found| found.resource.version.clone());
        for (asked, name, found) in [
            ("v1", "oxen", Some("v1")),
            ("v2", "Ox", Some("v2")),
            ("v9", "ox", Some("v2")),
            ("v1", &plural("Ox"), Some("v1")),
            ("v1", "secrets", None),
        ] {
            assert_eq!(version(asked, name).as_deref(), found, "{asked} {name}");
        }
        assert_eq!(catalog.listable().count(), 2, "each kind once");
        assert!(catalog.of_reference("v1", "Secret").is_some());
    }

    #[test]
    fn paths_and_commands_are_those_of_the_api() {
        let machines = Served::for_test("cluster.x-k8s.io", "v1beta2", "Machine", "machines");
        assert_eq!(machines.path(Some("team-a"), "x"), "/apis/cluster.x-k8s.io/v1beta2/namespaces/team-a/machines/x");
        assert_eq!(machines.kubectl(Some("team-a"), "x"), "kubectl -n team-a get machines.cluster.x-k8s.io x -o yaml");
        let nodes = Served { namespaced: false, ..Served::for_test("", "v1", "Node", "nodes") };
        assert_eq!(nodes.path(None, "h"), "/api/v1/nodes/h");
        assert_eq!(nodes.kubectl(None, "h"), "kubectl get nodes h -o yaml");
    }

    #[test]
    fn names_that_leave_the_path_are_refused() {
        for (name, expected) in
            [("demo", true), ("system:node", true), ("", false), ("..", false), ("a/b", false), ("a%2fb", false)]
        {
            assert_eq!(is_name(name), expected, "{name}");
        }
    }
}
