//! Acting as somebody else, by the headers `Impersonate-User`, `-Group`, `-Uid` and `-Extra-…`.
//!
//! Model: `k8s.io/apiserver/pkg/endpoints/filters/impersonation.go`.

use http::HeaderMap;

use super::authn::Identity;
use super::authz::{Attributes, Authorizer, Target, confirm};
use super::error::ApiError;
use super::user::{ANONYMOUS, AUTHENTICATED, UNAUTHENTICATED, User};

const USER: &str = "impersonate-user";
const GROUP: &str = "impersonate-group";
const UID: &str = "impersonate-uid";
const EXTRA: &str = "impersonate-extra-";
/// The group of what is impersonated beside users and groups.
const AUTHENTICATION: &str = "authentication.k8s.io";

/// Whom the headers ask to act as.
#[derive(Default)]
struct Wanted {
    user: User,
    /// Namespace and name, when it is a service account.
    service_account: Option<(String, String)>,
}

/// Who acts: `real`, or whom it asks to act as.
///
/// # Errors
/// 403 when it may not act so; 500, as upstream, when groups, a uid or extras are asked for without a user.
pub(crate) fn apply(real: User, headers: &HeaderMap, authorizer: &dyn Authorizer) -> Result<Identity, ApiError> {
    let Some(wanted) = Wanted::read(headers)? else {
        return Ok(Identity { user: real, impersonated_by: None });
    };
    for target in wanted.targets() {
        confirm(authorizer, &Attributes { user: &real, verb: "impersonate", target })?;
    }
    Ok(Identity { user: wanted.into_user(), impersonated_by: Some(real) })
}

impl Wanted {
    fn read(headers: &HeaderMap) -> Result<Option<Wanted>, ApiError> {
        let values = |name: &str| -> Vec<String> {
            headers.get_all(name).iter().map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned()).collect()
        };
        let first = |name: &str| values(name).into_iter().next().unwrap_or_default();
        let mut user = User::new(first(USER), values(GROUP));
        user.uid = first(UID);
        for name in headers.keys() {
            if let Some(key) = name.as_str().strip_prefix(EXTRA) {
                user.extra.insert(unescaped(key), values(name.as_str()));
            }
        }
        if !user.name.is_empty() {
            let service_account = user.as_service_account().map(|(namespace, name)| (namespace.into(), name.into()));
            return Ok(Some(Wanted { user, service_account }));
        }
        if user.groups.is_empty() && user.uid.is_empty() && user.extra.is_empty() {
            return Ok(None);
        }
        Err(ApiError::internal(format!("requested {} without impersonating a user", listed(&user))))
    }

    /// What one must be allowed to impersonate.
    fn targets(&self) -> Vec<Target<'_>> {
        let user = &self.user;
        let target = |group, resource, subresource, namespace, name| Target::Resource {
            group,
            resource,
            subresource,
            namespace,
            name,
        };
        let mut all = vec![match &self.service_account {
            Some((namespace, name)) => target("", "serviceaccounts", "", namespace.as_str(), name.as_str()),
            None => target("", "users", "", "", user.name.as_str()),
        }];
        all.extend(user.groups.iter().map(|group| target("", "groups", "", "", group.as_str())));
        for (key, values) in &user.extra {
            all.extend(
                values.iter().map(|value| target(AUTHENTICATION, "userextras", key.as_str(), "", value.as_str())),
            );
        }
        if !user.uid.is_empty() {
            all.push(target(AUTHENTICATION, "uids", "", "", user.uid.as_str()));
        }
        all
    }

    fn into_user(self) -> User {
        let mut user = self.user;
        if let (Some((namespace, name)), true) = (&self.service_account, user.groups.is_empty()) {
            user.groups = User::service_account(namespace, name).groups;
        }
        let builtin = if user.name == ANONYMOUS { UNAUTHENTICATED } else { AUTHENTICATED };
        if !user.in_group(builtin) && !user.in_group(UNAUTHENTICATED) {
            user.groups.push(builtin.to_owned());
        }
        user
    }
}

/// The name of an extra: in headers it is percent-encoded where it has to be. What is not well encoded stays as it is.
fn unescaped(key: &str) -> String {
    super::request::decode(key).unwrap_or_else(|| key.to_owned())
}

/// What is asked for, as upstream's message lists it.
fn listed(user: &User) -> String {
    let groups = user.groups.iter().map(|group| format!("Group {group}"));
    let extras = user.extra.iter().map(|(key, values)| format!("UserExtra {key}={}", values.join(",")));
    let uid = (!user.uid.is_empty()).then(|| format!("UID {}", user.uid));
    format!("[{}]", groups.chain(extras).chain(uid).collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::authz::AllowAll;

    fn acting(headers: &[(&str, &str)]) -> Result<Identity, ApiError> {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(http::HeaderName::from_bytes(name.as_bytes()).unwrap(), value.parse().unwrap());
        }
        apply(User::new("real", ["g"]), &map, &AllowAll)
    }

    #[test]
    fn users_come_with_the_groups_that_they_have() {
        type Case<'a> = (&'a [(&'a str, &'a str)], &'a [&'a str]);
        let cases: [Case<'_>; 6] = [
            (&[("Impersonate-User", "a")], &[AUTHENTICATED]),
            (
                &[("Impersonate-User", "a"), ("Impersonate-Group", "x"), ("Impersonate-Group", "y")],
                &["x", "y", AUTHENTICATED],
            ),
            (&[("Impersonate-User", "a"), ("Impersonate-Group", UNAUTHENTICATED)], &[UNAUTHENTICATED]),
            (&[("Impersonate-User", ANONYMOUS)], &[UNAUTHENTICATED]),
            (
                &[("Impersonate-User", "system:serviceaccount:ns:sa")],
                &["system:serviceaccounts", "system:serviceaccounts:ns", AUTHENTICATED],
            ),
            (&[("Impersonate-User", "system:serviceaccount:ns:sa"), ("Impersonate-Group", "x")], &["x", AUTHENTICATED]),
        ];
        for (headers, groups) in cases {
            let identity = acting(headers).unwrap();
            assert_eq!(
                (identity.user.name.as_str(), &identity.user.groups[..]),
                (headers[0].1, &groups.iter().map(|g| (*g).to_owned()).collect::<Vec<_>>()[..])
            );
            assert_eq!(identity.impersonated_by.unwrap().name, "real");
        }
        assert_eq!(acting(&[]).unwrap(), Identity { user: User::new("real", ["g"]), impersonated_by: None });
    }

    #[test]
    fn extras_and_uids_come_along() {
        let all = [
            ("Impersonate-User", "a"),
            ("Impersonate-Uid", "u"),
            ("Impersonate-Extra-Example.dev%2fScopes", "one"),
            ("Impersonate-Extra-Example.dev%2fScopes", "two"),
        ];
        let user = acting(&all).unwrap().user;
        assert_eq!(user.uid, "u");
        assert_eq!(user.extra["example.dev/scopes"], ["one", "two"]);
    }

    #[test]
    fn nobody_is_only_a_group() {
        for header in ["Impersonate-Group", "Impersonate-Uid", "Impersonate-Extra-X"] {
            let error = acting(&[(header, "x")]).unwrap_err();
            assert_eq!(error.code(), 500);
            assert!(error.message().ends_with("without impersonating a user"), "{}", error.message());
        }
    }
}
