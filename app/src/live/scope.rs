//! What a page watches, by its path.

use portal::view::{Layer, Scope};

use crate::object::place_of;

/// The objects that the page at `path` (with or without query) shows; none for pages that do not follow anything.
pub(super) fn scope_of(path: &str) -> Option<Scope> {
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
    match segments.as_slice() {
        [] => Some(Scope::Home),
        ["clusters"] => Some(Scope::Clusters { namespace: namespace_of(query) }),
        ["clusters", "new"] => None,
        ["clusters", namespace, name] if is_name(namespace) && is_name(name) => {
            Some(Scope::Cluster { namespace: (*namespace).to_owned(), name: (*name).to_owned() })
        }
        ["vms"] => Some(Scope::Machines { namespace: namespace_of(query) }),
        ["vms", "new"] => None,
        ["vms", namespace, name] if is_name(namespace) && is_name(name) => {
            Some(Scope::Machine { namespace: (*namespace).to_owned(), name: (*name).to_owned() })
        }
        ["objects", rest @ ..] => place_of(rest).map(Scope::Object),
        ["quota"] => Some(Scope::Quota),
        ["quota", "requests", namespace, name] if is_name(namespace) && is_name(name) => {
            Some(Scope::QuotaRequest { namespace: (*namespace).to_owned() })
        }
        ["notifications"] => Some(Scope::Quota),
        ["admin", "approvals"] => Some(Scope::Approvals),
        ["access"] => Some(Scope::Access),
        ["admin"] => Some(Scope::Fleet),
        ["admin", "events"] => Some(Scope::Events),
        ["admin", "tree"] => Some(Scope::FleetTree),
        ["admin", "hosts", _] => Some(Scope::Hosts),
        ["admin", "layers", layer] => Layer::parse(layer).map(Scope::Layer),
        _ => None,
    }
}

/// The namespace that a list is narrowed to.
fn namespace_of(query: &str) -> Option<String> {
    let pairs = query.split('&').filter_map(|pair| pair.strip_prefix("namespace="));
    pairs.filter(|value| is_name(value)).map(str::to_owned).next()
}

/// Whether this can be the name of a Kubernetes object, so that it may go into an API path.
fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 253
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-.".contains(&byte))
}

#[cfg(test)]
mod tests {
    use portal::view::ObjectPlace;

    use super::*;

    #[test]
    fn pages_watch_what_they_show() {
        for (path, scope) in [
            ("/", Some(Scope::Home)),
            ("/clusters?namespace=", Some(Scope::Clusters { namespace: None })),
            ("/clusters?state=ready&namespace=team-a", Some(Scope::Clusters { namespace: Some("team-a".to_owned()) })),
            (
                "/clusters/team-a/demo?tab=events",
                Some(Scope::Cluster { namespace: "team-a".to_owned(), name: "demo".to_owned() }),
            ),
            ("/clusters/new", None),
            ("/clusters/team-a/demo/delete", None),
            ("/clusters/team-a/..%2fx", None),
            ("/quota?namespace=team-a", Some(Scope::Quota)),
            ("/quota/requests/new", None),
            ("/quota/requests/team-a/more-x", Some(Scope::QuotaRequest { namespace: "team-a".to_owned() })),
            ("/admin/approvals", Some(Scope::Approvals)),
            ("/admin/layers/vms", Some(Scope::Layer(Layer::Vms))),
            (
                "/objects/core/v1/nodes/host-1?tab=events",
                Some(Scope::Object(ObjectPlace {
                    group: String::new(),
                    version: "v1".to_owned(),
                    plural: "nodes".to_owned(),
                    namespace: None,
                    name: "host-1".to_owned(),
                })),
            ),
            ("/objects/core/v1/nodes", None),
            ("/admin/layers/x", None),
            ("/vms?of=all&namespace=team-a", Some(Scope::Machines { namespace: Some("team-a".to_owned()) })),
            ("/vms/team-a/web", Some(Scope::Machine { namespace: "team-a".to_owned(), name: "web".to_owned() })),
            ("/vms/new", None),
            ("/signin", None),
        ] {
            assert_eq!(scope_of(path), scope, "{path}");
        }
    }
}
