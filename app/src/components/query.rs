//! Links with a query: the state of a list lives in its URL.

use portal::{object::plural, view::ObjectRef};

/// The path of a link with those pairs whose value is not empty, percent-encoded.
pub(crate) fn link(path: &str, pairs: &[(&str, &str)]) -> String {
    let mut url = path.to_owned();
    let mut glue = '?';
    for (key, value) in pairs.iter().filter(|(_, value)| !value.is_empty()) {
        url.push(glue);
        encode_into(&mut url, key);
        url.push('=');
        encode_into(&mut url, value);
        glue = '&';
    }
    url
}

/// One path segment or query value, percent-encoded: everything but letters, digits and `-._~`.
pub(crate) fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    encode_into(&mut out, text);
    out
}

fn encode_into(out: &mut String, text: &str) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            for nibble in [byte >> 4, byte & 15] {
                out.push(char::from(b"0123456789ABCDEF"[usize::from(nibble)]));
            }
        }
    }
}

/// The path of a cluster's page.
pub(crate) fn cluster_path(namespace: &str, name: &str) -> String {
    format!("/clusters/{}/{}", encode(namespace), encode(name))
}

/// The path of a virtual machine's page.
pub(crate) fn vm_path(namespace: &str, name: &str) -> String {
    format!("/vms/{}/{}", encode(namespace), encode(name))
}

/// The path of a host's page.
pub(crate) fn host_path(name: &str) -> String {
    format!("/admin/hosts/{}", encode(name))
}

/// The path of the page about an object.
pub(crate) fn object_path(object: &ObjectRef) -> String {
    let (group, version) = object.api_version.split_once('/').unwrap_or(("", &object.api_version));
    place_path(group, version, &plural(&object.kind), object.namespace.as_deref(), &object.name)
}

/// The link to what an object was earlier; kinds with a page of their own have it beside their tabs.
pub(crate) fn history_link(api_version: &str, kind: &str, namespace: &str, name: &str) -> String {
    let object = ObjectRef {
        api_version: api_version.to_owned(),
        kind: kind.to_owned(),
        namespace: Some(namespace.to_owned()),
        name: name.to_owned(),
    };
    link(&object_path(&object), &[("tab", "history")])
}

/// The path of the page about the object at this place of the API; an empty group is core.
pub(crate) fn place_path(group: &str, version: &str, plural: &str, namespace: Option<&str>, name: &str) -> String {
    let group = if group.is_empty() { "core" } else { group };
    let segments = [Some(group), Some(version), Some(plural), namespace, Some(name)];
    segments.into_iter().flatten().fold("/objects".to_owned(), |path, segment| format!("{path}/{}", encode(segment)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_values_are_left_out_and_the_rest_is_encoded() {
        assert_eq!(link("/clusters", &[("state", ""), ("text", "a b&c")]), "/clusters?text=a%20b%26c");
        assert_eq!(link("/clusters", &[]), "/clusters");
        assert_eq!(cluster_path("team-a", "x/y"), "/clusters/team-a/x%2Fy");
    }

    #[test]
    fn objects_have_pages_by_their_place_in_the_api() {
        let object = |api_version: &str, kind: &str, namespace: Option<&str>| ObjectRef {
            api_version: api_version.to_owned(),
            kind: kind.to_owned(),
            namespace: namespace.map(str::to_owned),
            name: "x".to_owned(),
        };
        for (object, path) in [
            (object("v1", "Node", None), "/objects/core/v1/nodes/x"),
            (
                object("guest.atoll.dev/v1alpha1", "GuestCluster", Some("a")),
                "/objects/guest.atoll.dev/v1alpha1/guestclusters/a/x",
            ),
            (
                object("vmoperator.vmware.com/v1alpha6", "VirtualMachineSetResourcePolicy", Some("a")),
                "/objects/vmoperator.vmware.com/v1alpha6/virtualmachinesetresourcepolicies/a/x",
            ),
        ] {
            assert_eq!(object_path(&object), path);
        }
    }
}
