//! Asking for a virtual machine: what may be chosen, what was typed, what would come of it.

use serde::{Deserialize, Serialize};

use super::{ClassOption, FieldError, Gauge, NamespaceOption, StorageClassOption};

/// What was typed into the form, word for word. The names that [`FieldError::field`] uses are written at each field.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MachineForm {
    /// `name`
    pub name: String,
    /// `namespace`
    pub namespace: String,
    /// `class`
    pub class: String,
    /// `storageClass`
    pub storage_class: String,
    /// `image`
    pub image: String,
    /// `diskSize`: of the first disk, GiB or a quantity, as typed; empty for that of the image.
    pub disk_size: String,
    /// Further disks.
    pub disks: Vec<DiskForm>,
    /// `sshKey`: a public key; may be empty.
    pub ssh_key: String,
    /// `userData`: for cloud-init; may be empty. It is no part of the VirtualMachine and goes into a Secret.
    pub user_data: String,
    /// `powerState`: `PoweredOn` or `PoweredOff`.
    pub power_state: String,
    /// The YAML that the form was filled from, empty for a new request. What the form has no field for is kept from
    /// here, as are its comments.
    pub base: String,
}

/// What was typed for one further disk.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DiskForm {
    /// `disks.<index from 0>.name`
    pub name: String,
    /// `disks.<index>.size`: GiB or a quantity, as typed.
    pub size: String,
}

/// A request in one of the forms that people write it in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(clippy::large_enum_variant, reason = "there is one for each request")]
pub enum MachineInput {
    /// Nothing typed yet: the defaults, in this namespace when the user may use it.
    New {
        /// The namespace that the user came from.
        namespace: Option<String>,
    },
    /// The form.
    Form(MachineForm),
    /// YAML of one VirtualMachine.
    Yaml {
        /// The YAML.
        yaml: String,
        /// As [`MachineForm::user_data`].
        user_data: String,
    },
}

/// Everything the request page shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MachineDraft {
    /// What may be chosen.
    pub options: MachineOptions,
    /// The form: the defaults, what was typed, or what the YAML says (as far as it can be read).
    pub form: MachineForm,
    /// The VirtualMachine that will be applied; for [`MachineInput::Yaml`] exactly what was typed.
    pub yaml: String,
    /// The Secret with the user data that will be made for it.
    pub secret: Option<String>,
    /// The command that does the same.
    pub kubectl: String,
    /// Paths in the YAML that the form has no field for. They are kept.
    pub beyond_form: Vec<String>,
    /// What is wrong. Empty for [`MachineInput::New`]. Field `yaml` carries line and column.
    pub errors: Vec<FieldError>,
    /// CPU, memory and storage: `used` now in the namespace, `asked` by this machine, `limit` of the quota. Empty while
    /// the request cannot be read.
    pub quota: Vec<Gauge>,
}

/// What may be chosen.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MachineOptions {
    /// Namespaces in which this user may create machines, sorted.
    pub namespaces: Vec<NamespaceOption>,
    /// Machine classes, smallest first.
    pub classes: Vec<ClassOption>,
    /// Storage classes, the default first.
    pub storage_classes: Vec<StorageClassOption>,
    /// Images, those that no Kubernetes release is made of first.
    pub images: Vec<ImageOption>,
}

/// An image.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImageOption {
    /// Its name.
    pub name: String,
    /// Its kind: `ClusterVirtualMachineImage` or `VirtualMachineImage`.
    pub kind: String,
    /// Bytes of its disks; 0 while they are not known.
    pub disk: u64,
    /// Whether machines of Kubernetes clusters boot from it.
    pub for_clusters: bool,
}
