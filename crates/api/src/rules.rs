//! Defaults and rules of every kind over JSON, for whoever serves the kinds without knowing them.

use kube::Resource;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::field::FieldError;
use crate::{bootstrap, cluster, controlplane, guest, portal, run_tanzu, vmoperator, vsphere};

/// Defaults and rules of one kind. All functions are pure.
#[derive(Clone, Copy, Debug)]
pub struct Rules {
    default: fn(&mut Value),
    validate: fn(&Value) -> Vec<FieldError>,
    validate_update: fn(&Value, &Value) -> Vec<FieldError>,
}

impl Rules {
    /// Fills what a new object leaves out and the schema alone cannot fill.
    ///
    /// An object that does not fit its schema stays as it is: the schema's own check tells why.
    pub fn default(self, object: &mut Value) {
        (self.default)(object);
    }

    /// As [`default`](Self::default), for an object that replaces `old`; nothing is done where
    /// neither spec nor labels differ.
    pub fn default_update(self, new: &mut Value, old: &Value) {
        if !is_same(new, old) {
            (self.default)(new);
        }
    }

    /// What is wrong with a new object that fits its schema.
    pub fn validate(self, object: &Value) -> Vec<FieldError> {
        (self.validate)(object)
    }

    /// What is wrong with an object that replaces `old`, by itself and as a change.
    ///
    /// Nothing is wrong with a change of status alone, nor with one of an object that is being
    /// deleted: whatever a rule says by now, its finalizers must be able to go.
    pub fn validate_update(self, new: &Value, old: &Value) -> Vec<FieldError> {
        if is_same(new, old) || new.pointer("/metadata/deletionTimestamp").is_some() {
            return Vec::new();
        }
        (self.validate_update)(new, old)
    }
}

fn is_same(new: &Value, old: &Value) -> bool {
    ["/spec", "/metadata/labels"].iter().all(|path| new.pointer(path) == old.pointer(path))
}

/// The rules of a kind; none for kinds of others, and for those that need none.
pub fn of(group: &str, kind: &str) -> Option<Rules> {
    macro_rules! rules {
        ($($module:path => $type:ty),+ $(,)?) => {
            $(
                if <$type>::group(&()) == group && <$type>::kind(&()) == kind {
                    use $module as module;
                    return Some(Rules {
                        default: |object| default(object, module::default),
                        validate: |object| validate(object, module::validate),
                        validate_update: |new, old| validate_update(new, old, module::validate_update),
                    });
                }
            )+
        };
    }
    rules! {
        bootstrap::kubeadm_config => bootstrap::KubeadmConfig,
        bootstrap::kubeadm_config_template => bootstrap::KubeadmConfigTemplate,
        cluster::cluster => cluster::Cluster,
        cluster::machine => cluster::Machine,
        cluster::machine_deployment => cluster::MachineDeployment,
        cluster::machine_set => cluster::MachineSet,
        controlplane::kubeadm_control_plane => controlplane::KubeadmControlPlane,
        guest::guest_cluster => guest::GuestCluster,
        portal::approval_policy => portal::ApprovalPolicy,
        portal::cluster_access => portal::ClusterAccess,
        portal::quota_request => portal::QuotaRequest,
        run_tanzu::tanzu_kubernetes_release => run_tanzu::TanzuKubernetesRelease,
        vmoperator::virtual_machine => vmoperator::VirtualMachine,
        vmoperator::virtual_machine_class => vmoperator::VirtualMachineClass,
        vmoperator::virtual_machine_service => vmoperator::VirtualMachineService,
        vmoperator::virtual_machine_set_resource_policy => vmoperator::VirtualMachineSetResourcePolicy,
        vsphere::vsphere_cluster => vsphere::VSphereCluster,
        vsphere::vsphere_machine => vsphere::VSphereMachine,
        vsphere::vsphere_machine_template => vsphere::VSphereMachineTemplate,
    }
    None
}

fn default<K: DeserializeOwned + Serialize>(object: &mut Value, default: fn(&mut K)) {
    let Ok(mut typed) = K::deserialize(&*object) else {
        return;
    };
    default(&mut typed);
    if let Ok(defaulted) = serde_json::to_value(&typed) {
        *object = defaulted;
    }
}

fn validate<K: DeserializeOwned>(object: &Value, validate: fn(&K) -> Vec<FieldError>) -> Vec<FieldError> {
    match K::deserialize(object) {
        Ok(typed) => validate(&typed),
        Err(error) => vec![unreadable(&error)],
    }
}

fn validate_update<K: DeserializeOwned>(
    new: &Value,
    old: &Value,
    validate_update: fn(&K, &K) -> Vec<FieldError>,
) -> Vec<FieldError> {
    match (K::deserialize(new), K::deserialize(old)) {
        (Ok(new), Ok(old)) => validate_update(&new, &old),
        (Err(error), _) | (_, Err(error)) => vec![unreadable(&error)],
    }
}

/// An object that fits its schema fits its type; if it ever does not, the writer is told so.
fn unreadable(error: &serde_json::Error) -> FieldError {
    FieldError::new("", crate::field::FieldErrorKind::TypeInvalid, Value::Null, error.to_string())
}
