//! Namespaces for administrators: members, quota, classes.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use texts::t;

use super::{Gauge, State, StateCounts};

/// Every namespace with what it has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamespaceList {
    /// Sorted by name.
    pub rows: Vec<NamespaceRow>,
    /// How many there are, whatever the filter.
    pub all: u64,
}

/// One namespace in short.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamespaceRow {
    /// Its name.
    pub name: String,
    /// [`State::Ready`], or [`State::Deleting`].
    pub state: State,
    /// People, groups and service accounts with a role in it.
    pub members: u64,
    /// Its clusters by state.
    pub clusters: StateCounts,
    /// Its virtual machines.
    pub machines: u64,
    /// CPU, memory and storage against its quota.
    pub gauges: Vec<Gauge>,
    /// When it was made.
    pub created: DateTime<Utc>,
}

/// What a member may do in a namespace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum NamespaceRole {
    /// Reads.
    View,
    /// Asks for clusters and machines.
    Edit,
    /// That, and gives roles to others.
    Owner,
}

impl NamespaceRole {
    /// Every role, the least first.
    pub const ALL: [NamespaceRole; 3] = [NamespaceRole::View, NamespaceRole::Edit, NamespaceRole::Owner];

    /// The value in forms.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            NamespaceRole::View => "view",
            NamespaceRole::Edit => "edit",
            NamespaceRole::Owner => "owner",
        }
    }

    /// The ClusterRole that a RoleBinding gives for it.
    #[must_use]
    pub const fn cluster_role(self) -> &'static str {
        match self {
            NamespaceRole::View => "view",
            NamespaceRole::Edit => "edit",
            NamespaceRole::Owner => "admin",
        }
    }

    /// What it may do, for people.
    #[must_use]
    pub fn words(self) -> String {
        match self {
            NamespaceRole::View => t().label_role_view(),
            NamespaceRole::Edit => t().label_role_edit(),
            NamespaceRole::Owner => t().label_role_owner(),
        }
    }

    /// The role whose [`NamespaceRole::as_str`] this is.
    #[must_use]
    pub fn parse(text: &str) -> Option<NamespaceRole> {
        NamespaceRole::ALL.into_iter().find(|role| role.as_str() == text)
    }
}

/// Who a member is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum MemberKind {
    /// A person, by user name.
    #[default]
    User,
    /// Everybody in a group.
    Group,
    /// A program, by the name of its service account.
    ServiceAccount,
}

impl MemberKind {
    /// Those that can be added by a form.
    pub const ALL: [MemberKind; 2] = [MemberKind::User, MemberKind::Group];

    /// `kind` of a subject; the value in forms.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            MemberKind::User => "User",
            MemberKind::Group => "Group",
            MemberKind::ServiceAccount => "ServiceAccount",
        }
    }

    /// The word that people read.
    #[must_use]
    pub fn word(self) -> String {
        match self {
            MemberKind::User => t().label_member_person(),
            MemberKind::Group => t().label_member_group(),
            MemberKind::ServiceAccount => t().label_member_service_account(),
        }
    }

    /// The kind whose [`MemberKind::as_str`] this is.
    #[must_use]
    pub fn parse(text: &str) -> Option<MemberKind> {
        [MemberKind::User, MemberKind::Group, MemberKind::ServiceAccount].into_iter().find(|kind| kind.as_str() == text)
    }
}

/// A member with a role.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Member {
    /// Person, group or program.
    pub kind: MemberKind,
    /// Its name; `namespace/name` of a service account.
    pub name: String,
    /// The role; none for one that is none of the three.
    pub role: Option<NamespaceRole>,
    /// `kind name` of the role as RBAC knows it.
    pub reference: String,
    /// The RoleBinding that gives it.
    pub binding: String,
}

/// One namespace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamespacePage {
    /// In short.
    pub row: NamespaceRow,
    /// Why its deletion is not done yet; none when it is not being deleted.
    pub deleting: Option<String>,
    /// Its members, one for each role that they have.
    pub members: Vec<Member>,
    /// The quota that the page changes.
    pub quota: QuotaForm,
    /// Amounts of quotas that the form has no field for: resource, used, allowed.
    pub other_quota: Vec<(String, String, String)>,
    /// LimitRanges: name and what they say, as YAML.
    pub limits: Vec<(String, String)>,
    /// Every machine class that there is, with whether it may be chosen here.
    pub classes: Vec<OfferedClass>,
}

/// The amounts of a quota as typed; empty is no limit.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuotaForm {
    /// What the quota allowed when the amounts were read from it; empty for a new quota.
    pub version: String,
    /// vCPU.
    pub cpu: String,
    /// With unit.
    pub memory: String,
    /// With unit.
    pub storage: String,
    /// Number of clusters.
    pub clusters: String,
    /// Of these storage classes: name, amount with unit.
    pub of_class: Vec<(String, String)>,
}

/// A machine class in the eyes of a namespace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferedClass {
    /// Its name.
    pub name: String,
    /// Thousandths of virtual processors.
    pub milli_cpu: u64,
    /// Bytes.
    pub memory: u64,
    /// What it is.
    pub description: String,
    /// Whether the namespace has it.
    pub offered: bool,
    /// Machines of the namespace that are of it.
    pub machines: u64,
}

/// A member as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberForm {
    /// `User` or `Group`.
    pub kind: String,
    /// The name.
    pub name: String,
    /// `view`, `edit` or `owner`.
    pub role: String,
}

/// A new namespace as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamespaceForm {
    /// Its name.
    pub name: String,
    /// Its members; those without a name are left out.
    pub members: Vec<MemberForm>,
    /// How much it may take.
    pub quota: QuotaForm,
    /// The machine classes that it may choose from.
    pub classes: Vec<String>,
    /// A step failed before: what is there already is taken as made.
    pub resume: bool,
}

/// Why a namespace was not made whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unfinished {
    /// What went wrong.
    pub error: super::Error,
    /// What is there now.
    pub made: Vec<String>,
    /// What is not.
    pub missing: Vec<String>,
}

/// What goes with a namespace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamespaceDeletion {
    /// Its name.
    pub name: String,
    /// Kinds with the names of their objects.
    pub going: Vec<super::Going>,
    /// What would hold it up.
    pub blockers: Vec<String>,
}
