//! What a virtual machine takes: the size of its class and its own disks, powered on or not.

use k8s_openapi::apimachinery::pkg::api::resource::Quantity;

use super::{Amounts, REQUESTS_CPU, REQUESTS_MEMORY, REQUESTS_STORAGE, storage_of_class};
use crate::quantity::Amount;
use crate::vmoperator::{VirtualMachineClassSpec, VirtualMachineImageStatus, VirtualMachineSpec};

/// Processors and memory of a machine of this class; what the class does not say is not named.
pub fn class_size(class: &VirtualMachineClassSpec) -> Amounts {
    let hardware = class.hardware.as_ref();
    let mut size = Amounts::new();
    if let Some(cpus) = hardware.and_then(|hardware| hardware.cpus) {
        size.set(REQUESTS_CPU, Amount::from_units(cpus.max(0)));
    }
    if let Some(memory) = hardware.and_then(|hardware| positive(hardware.memory.as_ref()?)) {
        size.set(REQUESTS_MEMORY, memory);
    }
    size
}

/// Bytes of all disks of an image; nothing while nothing is known of them.
pub fn image_disks(image: Option<&VirtualMachineImageStatus>) -> Amount {
    let disks = image.and_then(|status| status.disks.as_ref()).into_iter().flatten();
    disks.filter_map(|disk| positive(disk.limit.as_ref().or(disk.requested.as_ref())?)).sum()
}

/// What the machine takes. A class that is not known yet counts as nothing, as does an image.
///
/// A claim that is an object of its own is charged there; here count the disks that live and die with the machine.
pub fn virtual_machine(spec: &VirtualMachineSpec, class: Option<&VirtualMachineClassSpec>, image: Amount) -> Amounts {
    let mut taken = class.map(class_size).unwrap_or_default();
    // The size in the specification goes before that of the class.
    let size = spec.resources.as_ref().and_then(|resources| resources.size.as_ref());
    for (name, own) in [
        (REQUESTS_CPU, size.and_then(|size| size.cpu.as_ref())),
        (REQUESTS_MEMORY, size.and_then(|size| size.memory.as_ref())),
    ] {
        if let Some(own) = own.and_then(positive) {
            taken.set(name, own);
        }
    }
    let own = spec.storage_class.as_deref().unwrap_or_default();
    let boot = spec.advanced.as_ref().and_then(|advanced| positive(advanced.boot_disk_capacity.as_ref()?));
    add_disk(&mut taken, own, boot.unwrap_or_default().max(image));
    for volume in spec.volumes.iter().flatten() {
        let claim = volume.persistent_volume_claim.as_ref().and_then(|claim| claim.instance_volume_claim.as_ref());
        if let Some(claim) = claim {
            let class = if claim.storage_class.is_empty() { own } else { &claim.storage_class };
            add_disk(&mut taken, class, positive(&claim.size).unwrap_or_default());
        }
    }
    let instance = class.and_then(|class| class.hardware.as_ref()?.instance_storage.as_ref());
    if let Some(instance) = instance {
        let class = instance.storage_class.as_deref().unwrap_or(own);
        for volume in instance.volumes.iter().flatten() {
            add_disk(&mut taken, class, positive(&volume.size).unwrap_or_default());
        }
    }
    taken
}

/// A disk of this storage class; empty: of none that is named.
pub(super) fn add_disk(taken: &mut Amounts, class: &str, size: Amount) {
    if size.is_zero() {
        return;
    }
    taken.add(REQUESTS_STORAGE, size);
    if !class.is_empty() {
        taken.add(storage_of_class(class), size);
    }
}

pub(super) fn positive(quantity: &Quantity) -> Option<Amount> {
    Amount::try_from(quantity).ok().filter(|amount| !amount.is_negative())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn charge(spec: serde_json::Value, class: serde_json::Value, image: i64) -> String {
        let spec = serde_json::from_value(spec).unwrap();
        let class: VirtualMachineClassSpec = serde_json::from_value(class).unwrap();
        virtual_machine(&spec, Some(&class), Amount::from_bytes(image << 30)).to_string()
    }

    #[test]
    fn class_and_disks_are_charged() {
        let class = json!({"hardware": {"cpus": 2, "memory": "4Gi"}});
        assert_eq!(charge(json!({}), class.clone(), 0), "requests.cpu=2,requests.memory=4Gi");
        let spec = json!({
            "storageClass": "fast", "powerState": "PoweredOff",
            "volumes": [
                {"name": "a", "persistentVolumeClaim": {"claimName": "a", "instanceVolumeClaim": {"size": "5Gi", "storageClass": "bulk"}}},
                {"name": "b", "persistentVolumeClaim": {"claimName": "b"}},
            ],
        });
        assert_eq!(
            charge(spec, class.clone(), 20),
            "bulk.storageclass.storage.k8s.io/requests.storage=5Gi,fast.storageclass.storage.k8s.io/requests.storage=20Gi,\
             requests.cpu=2,requests.memory=4Gi,requests.storage=25Gi"
        );
        let larger = json!({"advanced": {"bootDiskCapacity": "30Gi"}, "resources": {"size": {"cpu": "3"}}});
        assert_eq!(charge(larger, class, 20), "requests.cpu=3,requests.memory=4Gi,requests.storage=30Gi");
        let instance = json!({"hardware": {"cpus": 1, "instanceStorage": {"storageClass": "local", "volumes": [{"size": "1Gi"}]}}});
        assert_eq!(
            charge(json!({}), instance, 0),
            "local.storageclass.storage.k8s.io/requests.storage=1Gi,requests.cpu=1,requests.storage=1Gi"
        );
    }

    #[test]
    fn what_is_not_known_counts_as_nothing() {
        assert!(virtual_machine(&VirtualMachineSpec::default(), None, Amount::ZERO).is_nothing());
    }
}
