//! What a request asks for, read from its method and path.
//!
//! Model: `k8s.io/apiserver/pkg/endpoints/request/requestinfo.go`.

use http::Method;

use super::error::ApiError;

/// A request in the words of the API: what authorization judges and the engine serves.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RequestInfo {
    /// The path as it was sent.
    pub path: String,
    /// `get`, `list`, `watch`, `create`, `update`, `patch`, `delete`, `deletecollection`; for other paths the method
    /// in lower case.
    pub verb: String,
    /// The resource; `None` for paths such as `/version`.
    pub resource: Option<ResourcePath>,
}

/// The part of a path that names a resource.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ResourcePath {
    /// The API group; empty for the core group.
    pub group: String,
    /// The version.
    pub version: String,
    /// The plural name.
    pub resource: String,
    /// `status`, `scale`, … or empty.
    pub subresource: String,
    /// The namespace; empty for none or all.
    pub namespace: String,
    /// The object's name; empty for the collection.
    pub name: String,
}

impl RequestInfo {
    /// Reads a request.
    ///
    /// # Errors
    /// When a part of the path is not well encoded.
    pub fn new(method: &Method, path: &str, query: &[(String, String)]) -> Result<RequestInfo, ApiError> {
        let mut info = RequestInfo { path: path.to_owned(), verb: method_verb(method), resource: None };
        let parts = path
            .split('/')
            .filter(|p| !p.is_empty())
            .map(decode)
            .collect::<Option<Vec<String>>>()
            .ok_or_else(|| ApiError::bad_request("the path is not well encoded"))?;
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        let (group, version, rest) = match parts.as_slice() {
            ["api", version, rest @ ..] => ("", *version, rest),
            ["apis", group, version, rest @ ..] => (*group, *version, rest),
            _ => return Ok(info),
        };
        // `/api/v1/watch/…` is the older way to ask for a watch.
        let (rest, watched) = match rest {
            ["watch", rest @ ..] if !rest.is_empty() && info.verb == "get" => (rest, true),
            rest => (rest, false),
        };
        let (namespace, rest) = match rest {
            // `/namespaces/x/status` and `/namespaces/x/finalize` are parts of the namespace itself.
            ["namespaces", name, sub @ ("status" | "finalize")] => (*name, &["namespaces", *name, *sub] as &[&str]),
            ["namespaces", namespace, rest @ ..] if !rest.is_empty() => (*namespace, rest),
            ["namespaces", name] => (*name, &["namespaces", *name] as &[&str]),
            rest => ("", rest),
        };
        let (resource, name, subresource) = match rest {
            [resource] => (*resource, "", String::new()),
            [resource, name] => (*resource, *name, String::new()),
            [resource, name, sub @ ..] => (*resource, *name, sub.join("/")),
            [] => return Ok(info),
        };
        let is_set = |name: &str| query.iter().any(|(n, v)| n == name && !matches!(v.as_str(), "false" | "0"));
        info.verb = match (info.verb.as_str(), name) {
            _ if watched => "watch".to_owned(),
            ("get", "") if is_set("watch") => "watch".to_owned(),
            ("get", "") => "list".to_owned(),
            ("delete", "") => "deletecollection".to_owned(),
            (verb, _) => verb.to_owned(),
        };
        info.resource = Some(ResourcePath {
            group: group.to_owned(),
            version: version.to_owned(),
            resource: resource.to_owned(),
            subresource,
            namespace: namespace.to_owned(),
            name: name.to_owned(),
        });
        Ok(info)
    }
}

fn method_verb(method: &Method) -> String {
    match *method {
        Method::GET | Method::HEAD => "get",
        Method::POST => "create",
        Method::PUT => "update",
        Method::PATCH => "patch",
        Method::DELETE => "delete",
        _ => return method.as_str().to_lowercase(),
    }
    .to_owned()
}

/// Undoes percent-encoding of one part of a path.
pub(crate) fn decode(part: &str) -> Option<String> {
    if !part.contains('%') {
        return Some(part.to_owned());
    }
    let mut bytes = Vec::with_capacity(part.len());
    let mut rest = part.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let mut digit = || rest.next().and_then(|b| (b as char).to_digit(16));
            let value = digit()? * 16 + digit()?;
            bytes.push(u8::try_from(value).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(method: Method, path: &str, query: &[(&str, &str)]) -> String {
        let query: Vec<_> = query.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        let info = RequestInfo::new(&method, path, &query).unwrap();
        match info.resource {
            None => format!("{} -", info.verb),
            Some(r) => format!(
                "{} {}/{} {} [{}] [{}] [{}]",
                info.verb, r.group, r.version, r.resource, r.namespace, r.name, r.subresource
            ),
        }
    }

    #[test]
    fn reads_methods_and_paths() {
        let watch = &[("watch", "true")];
        type Case<'a> = (Method, &'a str, &'a [(&'a str, &'a str)], &'a str);
        let cases: [Case<'_>; 15] = [
            (Method::GET, "/version", &[], "get -"),
            (Method::GET, "/apis/apps/v1", &[], "get -"),
            (Method::GET, "/api/v1/pods", &[], "list /v1 pods [] [] []"),
            (Method::GET, "/api/v1/pods", watch, "watch /v1 pods [] [] []"),
            (Method::GET, "/api/v1/pods", &[("watch", "0")], "list /v1 pods [] [] []"),
            (Method::GET, "/api/v1/namespaces/a/pods/b", watch, "get /v1 pods [a] [b] []"),
            (Method::GET, "/api/v1/watch/pods", &[], "watch /v1 pods [] [] []"),
            (Method::GET, "/api/v1/watch/namespaces/a/pods/b", &[], "watch /v1 pods [a] [b] []"),
            (Method::GET, "/api/v1/namespaces/a", &[], "get /v1 namespaces [a] [a] []"),
            (Method::PUT, "/api/v1/namespaces/a/status", &[], "update /v1 namespaces [a] [a] [status]"),
            (Method::GET, "/api/v1/namespaces/a/status/b", &[], "get /v1 status [a] [b] []"),
            (Method::POST, "/apis/apps/v1/namespaces/a/deployments", &[], "create apps/v1 deployments [a] [] []"),
            (
                Method::PATCH,
                "/apis/apps/v1/namespaces/a/deployments/b/scale",
                &[],
                "patch apps/v1 deployments [a] [b] [scale]",
            ),
            (Method::DELETE, "/api/v1/nodes", &[], "deletecollection /v1 nodes [] [] []"),
            (
                Method::DELETE,
                "/apis/rbac.authorization.k8s.io/v1/clusterroles/system%3Anode",
                &[],
                "delete rbac.authorization.k8s.io/v1 clusterroles [] [system:node] []",
            ),
        ];
        for (method, path, query, expected) in cases {
            assert_eq!(read(method, path, query), expected, "{path}");
        }
        assert!(RequestInfo::new(&Method::GET, "/api/v1/pods/%zz", &[]).is_err());
        assert!(RequestInfo::new(&Method::GET, "/api/v1/pods/%ff", &[]).is_err());
    }
}
