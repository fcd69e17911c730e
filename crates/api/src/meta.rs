//! Well-known labels, annotations, finalizers and Secret keys. Public names are those of Cluster API
//! (<https://cluster-api.sigs.k8s.io/reference/api/labels-and-annotations>), its vSphere provider and
//! the VM operator.

/// Labels.
pub mod label {
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;

    /// A name as the value of a label: itself, or `hash_…_z` where it is no label value, for
    /// instance because it is too long. The same name always gives the same value.
    pub fn value(name: &str) -> String {
        if crate::field::label_value(name).is_empty() {
            return name.to_owned();
        }
        let hash = name.bytes().fold(0x811c_9dc5_u32, |hash, byte| hash.wrapping_mul(0x0100_0193) ^ u32::from(byte));
        format!("hash_{}_z", URL_SAFE_NO_PAD.encode(hash.to_be_bytes()))
    }

    /// Labels of these domains, and below, may not be set by a kubelet; Cluster API carries them from Machine to Node
    /// (<https://cluster-api.sigs.k8s.io/reference/api/metadata-propagation>).
    const CARRIED_DOMAINS: [&str; 3] =
        ["node-role.kubernetes.io", "node-restriction.kubernetes.io", "node.cluster.x-k8s.io"];

    /// Whether Cluster API carries this label of a Machine to its Node. The others a kubelet sets itself when it registers,
    /// so that changing one takes a new machine.
    pub fn is_carried_to_nodes(name: &str) -> bool {
        let domain = name.split_once('/').map_or("", |(domain, _)| domain);
        CARRIED_DOMAINS
            .iter()
            .any(|carried| domain.strip_suffix(carried).is_some_and(|rest| rest.is_empty() || rest.ends_with('.')))
    }

    /// On every object of a cluster: the Cluster's name.
    pub const CLUSTER_NAME: &str = "cluster.x-k8s.io/cluster-name";
    /// On the machines of a control plane; the value is empty.
    pub const CONTROL_PLANE: &str = "cluster.x-k8s.io/control-plane";
    /// On the machines of a control plane: its name.
    pub const CONTROL_PLANE_NAME: &str = "cluster.x-k8s.io/control-plane-name";
    /// On MachineSets and Machines: their MachineDeployment's name.
    pub const DEPLOYMENT_NAME: &str = "cluster.x-k8s.io/deployment-name";
    /// On Machines: their MachineSet's name.
    pub const SET_NAME: &str = "cluster.x-k8s.io/set-name";
    /// On MachineSets and their Machines: which template of the MachineDeployment they come from.
    pub const MACHINE_TEMPLATE_HASH: &str = "machine-template-hash";
    /// Which provider an object of a provider belongs to.
    pub const PROVIDER_NAME: &str = "cluster.x-k8s.io/provider";
    /// Objects that carry it are looked at only by the controller that the value names.
    pub const WATCH_FILTER: &str = "cluster.x-k8s.io/watch-filter";
    /// On objects that a cluster's topology made and owns; the value is empty.
    pub const TOPOLOGY_OWNED: &str = "topology.cluster.x-k8s.io/owned";
    /// On a pool's objects: its name in the cluster's topology.
    pub const TOPOLOGY_DEPLOYMENT_NAME: &str = "topology.cluster.x-k8s.io/deployment-name";
    /// On VirtualMachines: their cluster's name, for selectors of services.
    pub const CAPV_CLUSTER_NAME: &str = "capv.vmware.com/cluster.name";
    /// On VirtualMachines: `controlplane` or `node`, for selectors of services.
    pub const CAPV_CLUSTER_ROLE: &str = "capv.vmware.com/cluster.role";
    /// Value of [`CAPV_CLUSTER_ROLE`] for the machines of a control plane.
    pub const CAPV_ROLE_CONTROL_PLANE: &str = "controlplane";
    /// Value of [`CAPV_CLUSTER_ROLE`] for workers.
    pub const CAPV_ROLE_NODE: &str = "node";
    /// On guest nodes of a control plane; the value is empty.
    pub const NODE_ROLE_CONTROL_PLANE: &str = "node-role.kubernetes.io/control-plane";
    /// Prefix of the labels that name a node's role.
    pub const NODE_ROLE_PREFIX: &str = "node-role.kubernetes.io/";
    /// On nodes: their host name.
    pub const HOSTNAME: &str = "kubernetes.io/hostname";
    /// On nodes and volumes: their failure domain.
    pub const ZONE: &str = "topology.kubernetes.io/zone";
    /// On everything made for a GuestCluster: its name.
    pub const GUEST_CLUSTER: &str = "guest.atoll.dev/cluster-name";
    /// On everything made for a pool of a GuestCluster: the pool's name.
    pub const NODE_POOL: &str = "guest.atoll.dev/node-pool";
    /// On machine images: the Kubernetes release they carry.
    pub const KUBERNETES_RELEASE: &str = "run.tanzu.vmware.com/tkr";
    /// On releases: empty when they may not be asked for.
    pub const INCOMPATIBLE_RELEASE: &str = "run.tanzu.vmware.com/incompatible";
}

/// Annotations.
pub mod annotation {
    /// Which request caused the object, down to the task of the hypervisor.
    pub const REQUEST_ID: &str = "atoll.dev/request-id";
    /// On Namespace `kube-system`: the restores of backups that the database has been through; see
    /// [`crate::installation`].
    pub const RESTORES: &str = "atoll.dev/restores";
    /// The user who created the object; set by admission, never changed.
    pub const CREATED_BY: &str = "atoll.dev/created-by";
    /// On the ClusterRoleBindings of a ClusterAccess inside its cluster: the access's name.
    pub const CLUSTER_ACCESS: &str = "atoll.dev/cluster-access";
    /// Beside [`CLUSTER_ACCESS`]: the user who has the access.
    pub const ISSUED_TO: &str = "atoll.dev/issued-to";
    /// While `"true"`, the object cannot be deleted.
    pub const DELETION_LOCK: &str = "atoll.dev/deletion-lock";
    /// Names that a controller chose for objects that it is about to make, so that a repeated try takes the same.
    pub const PENDING_NAMES: &str = "atoll.dev/pending-names";
    /// The controllers of Cluster API leave an object alone that carries it, whatever its value.
    pub const PAUSED: &str = "cluster.x-k8s.io/paused";
    /// Machines that carry it go first when there are too many.
    pub const DELETE_MACHINE: &str = "cluster.x-k8s.io/delete-machine";
    /// On provider objects that something outside keeps.
    pub const MANAGED_BY: &str = "cluster.x-k8s.io/managed-by";
    /// On copied provider objects: the template they come from.
    pub const CLONED_FROM_NAME: &str = "cluster.x-k8s.io/cloned-from-name";
    /// On copied provider objects: the kind and group of their template, `Kind.group`.
    pub const CLONED_FROM_GROUP_KIND: &str = "cluster.x-k8s.io/cloned-from-groupkind";
    /// On MachineSets: the revision of their MachineDeployment.
    pub const REVISION: &str = "machinedeployment.clusters.x-k8s.io/revision";
    /// On MachineSets: how many machines their MachineDeployment wants in all.
    pub const DESIRED_REPLICAS: &str = "machinedeployment.clusters.x-k8s.io/desired-replicas";
    /// On MachineSets: how many machines there may be in all during a rollout.
    pub const MAX_REPLICAS: &str = "machinedeployment.clusters.x-k8s.io/max-replicas";
    /// On control-plane Machines: their ClusterConfiguration, to tell whether they are up to date.
    pub const KUBEADM_CLUSTER_CONFIGURATION: &str = "controlplane.cluster.x-k8s.io/kubeadm-cluster-configuration";
    /// On a KubeadmControlPlane: kube-proxy is left to its owner.
    pub const SKIP_KUBE_PROXY: &str = "controlplane.cluster.x-k8s.io/skip-kube-proxy";
    /// On a KubeadmControlPlane: CoreDNS is left to its owner.
    pub const SKIP_COREDNS: &str = "controlplane.cluster.x-k8s.io/skip-coredns";
    /// On Machines that are to be replaced.
    pub const REMEDIATE_MACHINE: &str = "cluster.x-k8s.io/remediate-machine";
    /// On Machines whose node is not to be drained.
    pub const EXCLUDE_NODE_DRAINING: &str = "machine.cluster.x-k8s.io/exclude-node-draining";
    /// On Machines whose node's volumes are not waited for.
    pub const EXCLUDE_WAIT_FOR_VOLUME_DETACH: &str = "machine.cluster.x-k8s.io/exclude-wait-for-node-volume-detach";
    /// Prefix: a Machine that carries one is not drained yet.
    pub const PRE_DRAIN_HOOK_PREFIX: &str = "pre-drain.delete.hook.machine.cluster.x-k8s.io";
    /// Prefix: a Machine that carries one is not removed yet.
    pub const PRE_TERMINATE_HOOK_PREFIX: &str = "pre-terminate.delete.hook.machine.cluster.x-k8s.io";
    /// On guest nodes: their cluster's name.
    pub const NODE_CLUSTER_NAME: &str = "cluster.x-k8s.io/cluster-name";
    /// On guest nodes: the namespace of their cluster.
    pub const NODE_CLUSTER_NAMESPACE: &str = "cluster.x-k8s.io/cluster-namespace";
    /// On guest nodes: their Machine's name.
    pub const NODE_MACHINE: &str = "cluster.x-k8s.io/machine";
    /// On guest nodes: the kind that owns their Machine.
    pub const NODE_OWNER_KIND: &str = "cluster.x-k8s.io/owner-kind";
    /// On guest nodes: the name of what owns their Machine.
    pub const NODE_OWNER_NAME: &str = "cluster.x-k8s.io/owner-name";
    /// On guest nodes: which labels were carried over from their Machine.
    pub const NODE_LABELS_FROM_MACHINE: &str = "cluster.x-k8s.io/labels-from-machine";
    /// On VirtualMachines: the name under which the hypervisor's image was asked for.
    pub const CLUSTER_MODULE_GROUP: &str = "vsphere-cluster-module-group";
    /// On VirtualMachines: the tag of their placement group.
    pub const VSPHERE_TAG: &str = "vsphere-tag";
}

/// Finalizers.
pub mod finalizer {
    /// On Cluster.
    pub const CLUSTER: &str = "cluster.cluster.x-k8s.io";
    /// On Machine.
    pub const MACHINE: &str = "machine.cluster.x-k8s.io";
    /// On MachineSet.
    pub const MACHINE_SET: &str = "cluster.x-k8s.io/machineset";
    /// On MachineDeployment.
    pub const MACHINE_DEPLOYMENT: &str = "cluster.x-k8s.io/machinedeployment";
    /// On KubeadmControlPlane.
    pub const KUBEADM_CONTROL_PLANE: &str = "kubeadm.controlplane.cluster.x-k8s.io";
    /// On VSphereCluster.
    pub const VSPHERE_CLUSTER: &str = "vspherecluster.vmware.infrastructure.cluster.x-k8s.io";
    /// On VSphereMachine.
    pub const VSPHERE_MACHINE: &str = "vspheremachine.vmware.infrastructure.cluster.x-k8s.io";
    /// On VirtualMachine.
    pub const VIRTUAL_MACHINE: &str = "vmoperator.vmware.com/virtualmachine";
    /// On VirtualMachineService.
    pub const VIRTUAL_MACHINE_SERVICE: &str = "vmoperator.vmware.com/virtualmachineservice";
    /// On VirtualMachineSetResourcePolicy.
    pub const VIRTUAL_MACHINE_SET_RESOURCE_POLICY: &str = "vmoperator.vmware.com/virtualmachinesetresourcepolicy";
    /// On GuestCluster.
    pub const GUEST_CLUSTER: &str = "guest.atoll.dev/guestcluster";
    /// On ClusterAccess.
    pub const CLUSTER_ACCESS: &str = "portal.atoll.dev/clusteraccess";
    /// The garbage collector's, for deletion in the foreground.
    pub const FOREGROUND: &str = "foregroundDeletion";
    /// The garbage collector's, for deletion that leaves dependents.
    pub const ORPHAN: &str = "orphan";
}

/// Secrets of a cluster: their type, their names' endings, and the keys of their data.
pub mod secret {
    /// The type of every Secret of a cluster.
    pub const TYPE: &str = "cluster.x-k8s.io/secret";
    /// `<cluster>-ca`: the authority of the cluster's API.
    pub const CA: &str = "ca";
    /// `<cluster>-etcd`: the authority of etcd.
    pub const ETCD: &str = "etcd";
    /// `<cluster>-proxy`: the authority of aggregated APIs.
    pub const PROXY: &str = "proxy";
    /// `<cluster>-sa`: the key pair that signs service account tokens.
    pub const SERVICE_ACCOUNT: &str = "sa";
    /// `<cluster>-kubeconfig`: the controllers' own access.
    pub const KUBECONFIG: &str = "kubeconfig";
    /// Key of a certificate in PEM.
    pub const TLS_CERTIFICATE: &str = "tls.crt";
    /// Key of a private key in PEM.
    pub const TLS_KEY: &str = "tls.key";
    /// Key of a kubeconfig, and of bootstrap data.
    pub const VALUE: &str = "value";
    /// Key of the language of bootstrap data.
    pub const FORMAT: &str = "format";

    /// The name of a cluster's Secret, such as `demo-ca`.
    pub fn name(cluster: &str, purpose: &str) -> String {
        format!("{cluster}-{purpose}")
    }
}
