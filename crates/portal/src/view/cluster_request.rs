//! Asking for a cluster: what may be chosen, what was typed, what would come of it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{FieldError, Plan};

/// What was typed into the form, word for word, so that it can be shown again beside what is wrong with it.
///
/// The names that [`FieldError::field`] uses are written at each field.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestForm {
    /// `name`
    pub name: String,
    /// `namespace`
    pub namespace: String,
    /// `version`
    pub version: String,
    /// `storageClass`: of every machine's disks, unless [`RequestForm::base`] says otherwise for a pool.
    pub storage_class: String,
    /// `controlPlane.replicas`: a number, as typed.
    pub control_plane_nodes: String,
    /// `controlPlane.class`
    pub control_plane_class: String,
    /// The node pools; may be none.
    pub pools: Vec<PoolForm>,
    /// The YAML that the form was filled from, empty for a new request. What the form has no field for (labels,
    /// taints, volumes, network …) is kept from here when the request is written as YAML again.
    pub base: String,
}

/// What was typed for one node pool.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PoolForm {
    /// `pools.<index from 0>.name`
    pub name: String,
    /// `pools.<index>.replicas`: a number, as typed.
    pub nodes: String,
    /// `pools.<index>.class`
    pub class: String,
}

/// A request in one of the forms that people write it in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RequestInput {
    /// Nothing typed yet: the defaults, in this namespace when the user may use it.
    New {
        /// The namespace that the user came from.
        namespace: Option<String>,
    },
    /// The form.
    Form(RequestForm),
    /// YAML of one GuestCluster.
    Yaml(String),
}

/// Everything the request page shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestDraft {
    /// What may be chosen.
    pub options: RequestOptions,
    /// The form: the defaults, what was typed, or what the YAML says (as far as it can be read).
    pub form: RequestForm,
    /// Exactly what will be applied; for [`RequestInput::Yaml`] exactly what was typed.
    pub yaml: String,
    /// The command that does the same.
    pub kubectl: String,
    /// Paths in the YAML that the form has no field for: `spec.network.pods`. They are kept.
    pub beyond_form: Vec<String>,
    /// What is wrong. Empty for [`RequestInput::New`]. Field `yaml` carries line and column.
    pub errors: Vec<FieldError>,
    /// What it would take; none while the request cannot be read.
    pub plan: Option<Plan>,
}

/// What may be chosen.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestOptions {
    /// Namespaces in which this user may create clusters, sorted.
    pub namespaces: Vec<NamespaceOption>,
    /// Versions, newest first.
    pub versions: Vec<VersionOption>,
    /// Machine classes, smallest first.
    pub classes: Vec<ClassOption>,
    /// Storage classes, the default first.
    pub storage_classes: Vec<StorageClassOption>,
}

/// A namespace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamespaceOption {
    /// Its name.
    pub name: String,
}

/// A Kubernetes version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VersionOption {
    /// As it is written into `spec.distribution.version`.
    pub version: String,
    /// Whether it is the newest.
    pub newest: bool,
    /// Bytes of the disks that each machine of it begins with.
    pub disk: u64,
}

/// A machine class.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClassOption {
    /// Its name.
    pub name: String,
    /// Virtual CPUs in thousandths.
    pub milli_cpu: u64,
    /// Memory in bytes.
    pub memory: u64,
}

/// A storage class.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StorageClassOption {
    /// Its name.
    pub name: String,
    /// Whether it is the default one.
    pub default: bool,
}

/// The cluster that a request made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Created {
    /// Its namespace.
    pub namespace: String,
    /// Its name.
    pub name: String,
    /// Created at.
    pub at: DateTime<Utc>,
}
