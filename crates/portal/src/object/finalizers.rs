//! What finalizers wait for. Pure.

use api::meta::finalizer;

use crate::{facts::Facts, view::Finalizer};

/// The finalizers of an object, in their order.
pub(super) fn of(object: &Facts) -> Vec<Finalizer> {
    let finalizers = object.finalizers();
    finalizers.map(|name| Finalizer { name: name.to_owned(), awaits: awaits(name).map(str::to_owned) }).collect()
}

fn awaits(name: &str) -> Option<&'static str> {
    Some(match name {
        finalizer::GUEST_CLUSTER => "The cluster's objects are removed first.",
        finalizer::CLUSTER => "The control plane, the pools and the infrastructure are removed first.",
        finalizer::KUBEADM_CONTROL_PLANE => "The control plane's machines are removed first, after all workers.",
        finalizer::MACHINE_DEPLOYMENT => "Its MachineSets are removed first.",
        finalizer::MACHINE_SET => "Its Machines are removed first.",
        finalizer::MACHINE => "Its node is drained and its virtual machine removed first.",
        finalizer::VSPHERE_MACHINE => "Its VirtualMachine is removed first.",
        finalizer::VSPHERE_CLUSTER => "The load balancer of the control plane is removed first.",
        finalizer::VIRTUAL_MACHINE => "The hypervisor stops the machine and removes its disks first.",
        finalizer::VIRTUAL_MACHINE_SERVICE => "The hypervisor removes the load balancer first.",
        finalizer::VIRTUAL_MACHINE_SET_RESOURCE_POLICY => "The machines that use it are removed first.",
        finalizer::CLUSTER_ACCESS => "What was issued is revoked in the guest cluster first.",
        finalizer::FOREGROUND => "Everything that it owns is removed first.",
        finalizer::ORPHAN => "What it owns is set free first, and stays.",
        "kubernetes" => "Everything in the namespace is removed first.",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::of;
    use crate::facts::Facts;

    #[test]
    fn finalizers_of_others_are_named_without_a_guess() {
        let object = json!({"metadata": {"finalizers": ["machine.cluster.x-k8s.io", "example.com/x"]}});
        let found = of(&Facts::new(object, "v1", "Machine"));
        assert_eq!(found[0].awaits.as_deref(), Some("Its node is drained and its virtual machine removed first."));
        assert_eq!((found[1].name.as_str(), &found[1].awaits), ("example.com/x", &None));
    }
}
