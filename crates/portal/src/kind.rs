//! The kinds that pages show, with their place in the API.

use kube::{
    api::{ApiResource, GroupVersionKind},
    discovery::Scope,
};

/// One kind: where its objects are served.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Kind {
    /// `kind`.
    pub(crate) kind: &'static str,
    /// API group; empty for core.
    pub(crate) group: &'static str,
    /// Version.
    pub(crate) version: &'static str,
    /// Plural in URLs.
    pub(crate) plural: &'static str,
    /// Whether objects lie in a namespace.
    pub(crate) scope: Scope,
}

const fn namespaced(kind: &'static str, group: &'static str, version: &'static str, plural: &'static str) -> Kind {
    Kind { kind, group, version, plural, scope: Scope::Namespaced }
}

const fn cluster_wide(kind: &'static str, group: &'static str, version: &'static str, plural: &'static str) -> Kind {
    Kind { kind, group, version, plural, scope: Scope::Cluster }
}

const GUEST: &str = "guest.atoll.dev";
const CAPI: &str = "cluster.x-k8s.io";
const CONTROL_PLANE: &str = "controlplane.cluster.x-k8s.io";
const BOOTSTRAP: &str = "bootstrap.cluster.x-k8s.io";
const INFRASTRUCTURE: &str = "vmware.infrastructure.cluster.x-k8s.io";
const VM_OPERATOR: &str = "vmoperator.vmware.com";
const PORTAL: &str = "portal.atoll.dev";

pub(crate) const GUEST_CLUSTER: Kind = namespaced("GuestCluster", GUEST, "v1alpha1", "guestclusters");
pub(crate) const RELEASE: Kind =
    cluster_wide("TanzuKubernetesRelease", "run.tanzu.vmware.com", "v1alpha3", "tanzukubernetesreleases");
pub(crate) const CLUSTER: Kind = namespaced("Cluster", CAPI, "v1beta2", "clusters");
pub(crate) const MACHINE: Kind = namespaced("Machine", CAPI, "v1beta2", "machines");
pub(crate) const MACHINE_SET: Kind = namespaced("MachineSet", CAPI, "v1beta2", "machinesets");
pub(crate) const MACHINE_DEPLOYMENT: Kind = namespaced("MachineDeployment", CAPI, "v1beta2", "machinedeployments");
pub(crate) const KUBEADM_CONTROL_PLANE: Kind =
    namespaced("KubeadmControlPlane", CONTROL_PLANE, "v1beta2", "kubeadmcontrolplanes");
pub(crate) const KUBEADM_CONFIG: Kind = namespaced("KubeadmConfig", BOOTSTRAP, "v1beta2", "kubeadmconfigs");
pub(crate) const VSPHERE_CLUSTER: Kind = namespaced("VSphereCluster", INFRASTRUCTURE, "v1beta2", "vsphereclusters");
pub(crate) const VSPHERE_MACHINE: Kind = namespaced("VSphereMachine", INFRASTRUCTURE, "v1beta2", "vspheremachines");
pub(crate) const VIRTUAL_MACHINE: Kind = namespaced("VirtualMachine", VM_OPERATOR, "v1alpha6", "virtualmachines");
pub(crate) const VIRTUAL_MACHINE_SERVICE: Kind =
    namespaced("VirtualMachineService", VM_OPERATOR, "v1alpha6", "virtualmachineservices");
pub(crate) const VIRTUAL_MACHINE_SET_RESOURCE_POLICY: Kind =
    namespaced("VirtualMachineSetResourcePolicy", VM_OPERATOR, "v1alpha6", "virtualmachinesetresourcepolicies");
pub(crate) const VIRTUAL_MACHINE_CLASS: Kind =
    namespaced("VirtualMachineClass", VM_OPERATOR, "v1alpha6", "virtualmachineclasses");
pub(crate) const CLUSTER_IMAGE: Kind =
    cluster_wide("ClusterVirtualMachineImage", VM_OPERATOR, "v1alpha6", "clustervirtualmachineimages");
pub(crate) const IMAGE: Kind = namespaced("VirtualMachineImage", VM_OPERATOR, "v1alpha6", "virtualmachineimages");
pub(crate) const QUOTA_REQUEST: Kind = namespaced("QuotaRequest", PORTAL, "v1alpha1", "quotarequests");
pub(crate) const CLUSTER_ACCESS: Kind = namespaced("ClusterAccess", PORTAL, "v1alpha1", "clusteraccesses");
/// No objects of the API: only what rights about people are given for.
pub(crate) const PEOPLE: Kind = cluster_wide("Person", PORTAL, "v1alpha1", "people");
/// Whom somebody may act as.
pub(crate) const USER: Kind = cluster_wide("User", "", "v1", "users");
pub(crate) const GROUP: Kind = cluster_wide("Group", "", "v1", "groups");
pub(crate) const SECRET: Kind = namespaced("Secret", "", "v1", "secrets");
pub(crate) const APPROVAL_POLICY: Kind = cluster_wide("ApprovalPolicy", PORTAL, "v1alpha1", "approvalpolicies");
pub(crate) const NODE: Kind = cluster_wide("Node", "", "v1", "nodes");
pub(crate) const NAMESPACE: Kind = cluster_wide("Namespace", "", "v1", "namespaces");
pub(crate) const EVENT: Kind = namespaced("Event", "", "v1", "events");
pub(crate) const VOLUME_CLAIM: Kind = namespaced("PersistentVolumeClaim", "", "v1", "persistentvolumeclaims");
pub(crate) const RESOURCE_QUOTA: Kind = namespaced("ResourceQuota", "", "v1", "resourcequotas");
pub(crate) const STORAGE_CLASS: Kind = cluster_wide("StorageClass", "storage.k8s.io", "v1", "storageclasses");

pub(crate) const LIMIT_RANGE: Kind = namespaced("LimitRange", "", "v1", "limitranges");
pub(crate) const ROLE_BINDING: Kind = namespaced("RoleBinding", "rbac.authorization.k8s.io", "v1", "rolebindings");
pub(crate) const LEASE: Kind = namespaced("Lease", "coordination.k8s.io", "v1", "leases");
/// No object stands behind these two: RBAC decides by them who sees the audit log, and the controllers.
pub(crate) const AUDIT_RECORD: Kind = cluster_wide("AuditRecord", PORTAL, "v1alpha1", "auditrecords");
pub(crate) const NOTIFICATION: Kind = cluster_wide("Notification", PORTAL, "v1alpha1", "notifications");
pub(crate) const CONTROLLER: Kind = cluster_wide("Controller", PORTAL, "v1alpha1", "controllers");

/// Kinds of a cluster's tree, from the top down.
pub(crate) const IN_TREE: [&Kind; 11] = [
    &GUEST_CLUSTER,
    &CLUSTER,
    &VSPHERE_CLUSTER,
    &VIRTUAL_MACHINE_SERVICE,
    &KUBEADM_CONTROL_PLANE,
    &MACHINE_DEPLOYMENT,
    &MACHINE_SET,
    &MACHINE,
    &KUBEADM_CONFIG,
    &VSPHERE_MACHINE,
    &VIRTUAL_MACHINE,
];

impl Kind {
    /// `group/version`, or `v1`.
    pub(crate) fn api_version(&self) -> String {
        if self.group.is_empty() { self.version.to_owned() } else { format!("{}/{}", self.group, self.version) }
    }

    /// For a dynamic client.
    pub(crate) fn resource(&self) -> ApiResource {
        ApiResource::from_gvk_with_plural(&GroupVersionKind::gvk(self.group, self.version, self.kind), self.plural)
    }

    /// The API path of one object, or of all in a namespace when `name` is `None`.
    pub(crate) fn path(&self, namespace: Option<&str>, name: Option<&str>) -> String {
        let root = if self.group.is_empty() { "/api" } else { "/apis" };
        let mut path = format!("{root}/{}", self.api_version());
        if let (Scope::Namespaced, Some(namespace)) = (&self.scope, namespace) {
            path.push_str("/namespaces/");
            path.push_str(namespace);
        }
        path.push('/');
        path.push_str(self.plural);
        if let Some(name) = name {
            path.push('/');
            path.push_str(name);
        }
        path
    }

    /// The command that prints one object as YAML.
    pub(crate) fn kubectl(&self, namespace: Option<&str>, name: &str) -> String {
        let singular = self.kind.to_lowercase();
        match (namespace, &self.scope) {
            (Some(namespace), Scope::Namespaced) => {
                format!("kubectl -n {namespace} get {singular} {name} -o yaml")
            }
            _ => format!("kubectl get {singular} {name} -o yaml"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{MACHINE, NODE};

    #[test]
    fn paths_and_commands_are_those_of_the_api() {
        assert_eq!(
            MACHINE.path(Some("team-a"), Some("x")),
            "/apis/cluster.x-k8s.io/v1beta2/namespaces/team-a/machines/x"
        );
        assert_eq!(NODE.path(None, None), "/api/v1/nodes");
        assert_eq!(MACHINE.kubectl(Some("team-a"), "x"), "kubectl -n team-a get machine x -o yaml");
        assert_eq!(NODE.kubectl(None, "h"), "kubectl get node h -o yaml");
    }
}
