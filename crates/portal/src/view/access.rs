//! Kubeconfigs: issuing one, and those that were issued.

use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// What a kubeconfig may do in its cluster.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Read everything but Secrets.
    View,
    /// Change what runs in namespaces.
    Edit,
    /// Everything in the cluster.
    Admin,
}

impl Role {
    /// The value of the `role` form field.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Role::View => "view",
            Role::Edit => "edit",
            Role::Admin => "admin",
        }
    }

    /// The role whose [`Role::as_str`] this is.
    #[must_use]
    pub fn parse(text: &str) -> Option<Role> {
        [Role::View, Role::Edit, Role::Admin].into_iter().find(|role| role.as_str() == text)
    }
}

/// A lifetime that may be chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lifetime {
    /// In seconds.
    pub seconds: u64,
    /// Whether it is the default.
    pub default: bool,
}

/// The Access tab of a cluster.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessTab {
    /// Whether this user may have a kubeconfig for the cluster at all.
    pub may_issue: bool,
    /// The roles that this user may hand out, least first; the last is the default.
    pub roles: Vec<Role>,
    /// The kinds that this user may have; the first is the one to take.
    pub kinds: Vec<KubeconfigKind>,
    /// The lifetimes that may be chosen, shortest first.
    pub lifetimes: Vec<Lifetime>,
    /// Those issued for this cluster that this user may see, newest first.
    pub issued: Vec<IssuedAccess>,
}

/// What is in a kubeconfig that proves who its holder is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum KubeconfigKind {
    /// A command that fetches short tokens; the file holds no secret.
    Exec,
    /// A token that lives as long as the access.
    Token,
    /// A client certificate, which works while the portal does not.
    Certificate,
}

impl KubeconfigKind {
    /// All kinds, the one to take first.
    pub const ALL: [KubeconfigKind; 3] = [KubeconfigKind::Exec, KubeconfigKind::Token, KubeconfigKind::Certificate];

    /// The value of the `kind` form field.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            KubeconfigKind::Exec => "exec",
            KubeconfigKind::Token => "token",
            KubeconfigKind::Certificate => "certificate",
        }
    }

    /// The kind whose [`KubeconfigKind::as_str`] this is.
    #[must_use]
    pub fn parse(text: &str) -> Option<KubeconfigKind> {
        KubeconfigKind::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    /// What is recorded with an access.
    #[must_use]
    pub const fn description(self) -> &'static str {
        match self {
            KubeconfigKind::Exec => "Kubeconfig that signs in through the program atoll",
            KubeconfigKind::Token => "Kubeconfig with a token in it",
            KubeconfigKind::Certificate => "Kubeconfig with a certificate, for emergencies",
        }
    }
}

/// The page of everything that was issued.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessPage {
    /// The URL by which people reach the portal.
    pub portal: String,
    /// Newest first.
    pub issued: Vec<IssuedAccess>,
    /// When it was read.
    pub read_at: DateTime<Utc>,
}

/// A kubeconfig that was issued. Never the credential itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IssuedAccess {
    /// The ClusterAccess object's name.
    pub name: String,
    /// The cluster's namespace.
    pub namespace: String,
    /// The cluster.
    pub cluster: String,
    /// To whom.
    pub issued_to: String,
    /// With which role.
    pub role: Role,
    /// When.
    pub issued_at: DateTime<Utc>,
    /// Until when it works.
    pub expires_at: DateTime<Utc>,
    /// When it was revoked, if it was.
    pub revoked_at: Option<DateTime<Utc>>,
    /// It was revoked, and the cluster has not heard of it yet.
    pub revoking: bool,
    /// What it is, in the words that were recorded.
    pub description: String,
    /// It is used by certificate, not by token.
    pub certificate: bool,
    /// It is this user's own.
    pub mine: bool,
    /// SHA-256 of the certificate, in hex; empty for tokens.
    pub fingerprint: String,
}

impl IssuedAccess {
    /// Whether it can be used at this time.
    #[must_use]
    pub fn works(&self, now: DateTime<Utc>) -> bool {
        self.revoked_at.is_none() && self.expires_at > now
    }
}

/// What a kubeconfig is asked for with.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct IssueKubeconfig {
    /// `role`, as typed; empty for the default.
    pub role: String,
    /// `lifetime` in seconds, as typed; empty for the default.
    pub lifetime: String,
    /// `kind`, as typed; empty for the default.
    pub kind: String,
    /// The URL by which the user reaches the portal, for a file that signs in through it, when it is another than usual.
    pub portal: Option<String>,
}

/// A kubeconfig file.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kubeconfig {
    /// The file's name: `team-a-demo.kubeconfig`. Only letters, digits, dots, dashes.
    pub file_name: String,
    /// The file. A secret: it goes to the user and nowhere else.
    pub content: String,
}

impl fmt::Debug for Kubeconfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Kubeconfig").field("file_name", &self.file_name).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kubeconfig_is_not_printed() {
        let file = Kubeconfig { file_name: "a.kubeconfig".to_owned(), content: "key".to_owned() };
        assert_eq!(format!("{file:?}"), r#"Kubeconfig { file_name: "a.kubeconfig", .. }"#);
    }

    #[test]
    fn every_role_survives_its_form_value() {
        for role in [Role::View, Role::Edit, Role::Admin] {
            assert_eq!(Role::parse(role.as_str()), Some(role));
        }
    }
}
