//! Who makes a request.

use std::collections::BTreeMap;

/// The group of everyone who proved an identity.
pub const AUTHENTICATED: &str = "system:authenticated";
/// The group of everyone who did not.
pub const UNAUTHENTICATED: &str = "system:unauthenticated";
/// The group that is allowed everything, whatever the rules say.
pub const MASTERS: &str = "system:masters";
/// The group of those who look after the server's health and figures.
pub const MONITORING: &str = "system:monitoring";
/// The group of the machines of a cluster.
pub const NODES: &str = "system:nodes";
/// The group of all service accounts; that of a namespace's begins with it, too.
pub const SERVICE_ACCOUNTS: &str = "system:serviceaccounts";
/// What user names of service accounts begin with: `system:serviceaccount:<namespace>:<name>`.
const SERVICE_ACCOUNT: &str = "system:serviceaccount:";
/// The user name of a request without credentials.
pub const ANONYMOUS: &str = "system:anonymous";

/// An identity, as every authenticator hands it on and every authorizer judges it.
///
/// As a request extension it is trusted as it stands: only code in this process can put it there.
#[derive(Clone, Debug, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub struct User {
    /// The unique name, for instance `alice` or `system:serviceaccount:kube-system:default`.
    pub name: String,
    /// A value that stays the same when a name is given to somebody else; may be empty.
    pub uid: String,
    /// Groups, without the built-in ones, which [`User::with_builtin_groups`] adds.
    pub groups: Vec<String>,
    /// Further facts from the authenticator, by name.
    pub extra: BTreeMap<String, Vec<String>>,
}

impl User {
    /// A user with this name and these groups.
    pub fn new<S: Into<String>>(name: impl Into<String>, groups: impl IntoIterator<Item = S>) -> User {
        User {
            name: name.into(),
            uid: String::new(),
            groups: groups.into_iter().map(Into::into).collect(),
            extra: BTreeMap::new(),
        }
    }

    /// A part of this program that is allowed everything, by the group `system:masters`.
    pub fn system(name: impl Into<String>) -> User {
        User::new(name, [MASTERS])
    }

    /// The service account of this name, with the groups that each has.
    pub fn service_account(namespace: &str, name: &str) -> User {
        let groups = [SERVICE_ACCOUNTS.to_owned(), format!("{SERVICE_ACCOUNTS}:{namespace}")];
        User::new(format!("{SERVICE_ACCOUNT}{namespace}:{name}"), groups)
    }

    /// Namespace and name, when this is a service account.
    pub fn as_service_account(&self) -> Option<(&str, &str)> {
        let (namespace, name) = self.name.strip_prefix(SERVICE_ACCOUNT)?.split_once(':')?;
        (!namespace.is_empty() && !name.is_empty() && !name.contains(':')).then_some((namespace, name))
    }

    /// The user of a request that brought no credentials.
    pub fn anonymous() -> User {
        User::new(ANONYMOUS, [UNAUTHENTICATED])
    }

    /// True when the user is a member of `group`.
    pub fn in_group(&self, group: &str) -> bool {
        self.groups.iter().any(|g| g == group)
    }

    /// True for a request without credentials.
    pub fn is_anonymous(&self) -> bool {
        self.name == ANONYMOUS
    }

    /// The same user with `system:authenticated` among its groups, as every identified user has it.
    pub fn with_builtin_groups(mut self) -> User {
        if !self.is_anonymous() && !self.in_group(AUTHENTICATED) {
            self.groups.push(AUTHENTICATED.to_owned());
        }
        self
    }
}
