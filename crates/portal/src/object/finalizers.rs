//! What finalizers wait for. Pure.

use api::meta::finalizer;
use texts::t;

use crate::{facts::Facts, view::Finalizer};

/// The finalizers of an object, in their order.
pub(super) fn of(object: &Facts) -> Vec<Finalizer> {
    let finalizers = object.finalizers();
    finalizers.map(|name| Finalizer { name: name.to_owned(), awaits: awaits(name) }).collect()
}

fn awaits(name: &str) -> Option<String> {
    Some(match name {
        finalizer::GUEST_CLUSTER => t().finalizer_guest_cluster(),
        finalizer::CLUSTER => t().finalizer_cluster(),
        finalizer::KUBEADM_CONTROL_PLANE => t().finalizer_control_plane(),
        finalizer::MACHINE_DEPLOYMENT => t().finalizer_deployment(),
        finalizer::MACHINE_SET => t().finalizer_set(),
        finalizer::MACHINE => t().finalizer_machine(),
        finalizer::VSPHERE_MACHINE => t().finalizer_vsphere_machine(),
        finalizer::VSPHERE_CLUSTER => t().finalizer_vsphere_cluster(),
        finalizer::VIRTUAL_MACHINE => t().finalizer_virtual_machine(),
        finalizer::VIRTUAL_MACHINE_SERVICE => t().finalizer_service(),
        finalizer::VIRTUAL_MACHINE_SET_RESOURCE_POLICY => t().finalizer_policy(),
        finalizer::CLUSTER_ACCESS => t().finalizer_access(),
        finalizer::FOREGROUND => t().finalizer_foreground(),
        finalizer::ORPHAN => t().finalizer_orphan(),
        "kubernetes" => t().finalizer_namespace(),
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
