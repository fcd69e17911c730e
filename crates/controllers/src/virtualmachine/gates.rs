//! The gates that a machine passes before it is created, each of which becomes a condition. Pure.

use std::sync::Arc;

use api::quantity::Amount;
use api::quota::{self, REQUESTS_CPU, REQUESTS_MEMORY};
use api::vmoperator::{
    VirtualMachine, VirtualMachineClass, VirtualMachineSetResourcePolicy, VirtualMachineSpec,
    virtual_machine::condition::reason,
};
use hypervisor::Resources;
use k8s_openapi::api::core::v1::{PersistentVolumeClaim, Secret};
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;

use super::{
    bootstrap::{self, Wanted},
    image::Image,
};
use crate::{amount, blocked::Blocked};

/// An object that the specification names: found, or missing with the names of those that are there.
pub(super) type Named<T> = Result<T, Vec<String>>;

/// Everything that the specification names, as it stands now.
pub(super) struct Found {
    /// The VirtualMachineClass; `None` when the specification names none.
    pub(super) class: Option<Named<Arc<VirtualMachineClass>>>,
    /// The image; `None` when the specification names none.
    pub(super) image: Option<Named<Image>>,
    /// The VirtualMachineSetResourcePolicy; `None` when the specification names none.
    pub(super) policy: Option<Named<Arc<VirtualMachineSetResourcePolicy>>>,
    /// Whether the StorageClass exists; `None` when the specification names none.
    pub(super) storage_class: Option<Named<()>>,
    /// Each claim of `spec.volumes`, in that order.
    pub(super) claims: Vec<Claim>,
    /// The bootstrap Secret.
    pub(super) secret: Lookup,
}

/// A volume's claim by name, with the object when there is one.
pub(super) struct Claim {
    /// `claimName`.
    pub(super) name: String,
    /// The claim.
    pub(super) object: Option<Arc<PersistentVolumeClaim>>,
    /// The size that the volume itself asks for, when the claim is made for it.
    pub(super) size: Option<Quantity>,
}

/// A Secret that was looked for.
pub(super) enum Lookup {
    /// Not looked for: the machine exists and has its user data, or none is named.
    Skipped,
    /// Looked for.
    Done(Option<Box<Secret>>),
}

/// The result of each gate: what it contributes to the machine, or why it is closed.
#[derive(Debug)]
pub(super) struct Gates {
    /// CPUs and bytes of memory.
    pub(super) class: Result<(u32, u64), Blocked>,
    /// The provider's name of the image and the bytes of its disks.
    pub(super) image: Result<(String, u64), Blocked>,
    /// The resource policy.
    pub(super) policy: Result<(), Blocked>,
    /// User data.
    pub(super) bootstrap: Result<Option<String>, Blocked>,
    /// Bytes of all disks beyond the image's own.
    pub(super) storage: Result<u64, Blocked>,
    /// Network interfaces.
    pub(super) network: Result<(), Blocked>,
    /// The namespace's quota, of which the API is asked when all else is there.
    pub(super) quota: Result<(), Blocked>,
}

impl Gates {
    /// Looks at every gate.
    pub(super) fn evaluate(vm: &VirtualMachine, found: &Found) -> Self {
        let class = class(&vm.spec, found);
        Self {
            image: image(&vm.spec, found),
            policy: policy(&vm.spec, found),
            bootstrap: bootstrap(&vm.spec, found),
            storage: storage(&vm.spec, found),
            network: network(&vm.spec),
            quota: Ok(()),
            class,
        }
    }

    /// The first closed gate, in the order in which they are passed.
    pub(super) fn first_closed(&self) -> Option<&Blocked> {
        [
            self.class.as_ref().err(),
            self.image.as_ref().err(),
            self.policy.as_ref().err(),
            self.bootstrap.as_ref().err(),
            self.storage.as_ref().err(),
            self.network.as_ref().err(),
            self.quota.as_ref().err(),
        ]
        .into_iter()
        .flatten()
        .next()
    }

    /// What the machine takes from a host, when class, image and storage are known.
    pub(super) fn resources(&self, spec: &VirtualMachineSpec) -> Option<Resources> {
        let (Ok((cpus, memory)), Ok((_, image)), Ok(more)) = (&self.class, &self.image, &self.storage) else {
            return None;
        };
        let boot = spec.advanced.as_ref().and_then(|advanced| amount::units(advanced.boot_disk_capacity.as_ref()?));
        Some(Resources {
            cpus: *cpus,
            memory: *memory,
            storage: boot.unwrap_or_default().max(*image).saturating_add(*more),
        })
    }
}

fn class(spec: &VirtualMachineSpec, found: &Found) -> Result<(u32, u64), Blocked> {
    let name = spec.class_name.as_deref().unwrap_or_default();
    let class = match &found.class {
        None => {
            return Err(Blocked::new(reason::NOT_SET, "spec.className names no class"));
        }
        Some(Err(existing)) => {
            return Err(Blocked::missing("class", name, "classes", existing.clone()));
        }
        Some(Ok(class)) => class,
    };
    let size = quota::virtual_machine(spec, Some(&class.spec), Amount::ZERO);
    let (cpus, memory) = (size.get(REQUESTS_CPU).units(), size.get(REQUESTS_MEMORY).units());
    match (u32::try_from(cpus), u64::try_from(memory)) {
        (Ok(cpus @ 1..), Ok(memory @ 1..)) => Ok((cpus, memory)),
        _ => {
            let message = format!("class \"{name}\" does not say how many CPUs and how much memory a machine has");
            Err(Blocked::new(Blocked::NOT_READY, message))
        }
    }
}

fn image(spec: &VirtualMachineSpec, found: &Found) -> Result<(String, u64), Blocked> {
    let name = spec.image.as_ref().map(|image| image.name.as_str()).or(spec.image_name.as_deref()).unwrap_or_default();
    match &found.image {
        None => Err(Blocked::new(reason::NOT_SET, "spec.image names no image")),
        Some(Err(existing)) => Err(Blocked::missing("image", name, "images", existing.clone())),
        Some(Ok(image)) => match &image.not_ready {
            Some(why) => Err(Blocked::new(Blocked::NOT_READY, why.clone())),
            None => Ok((image.provider_name.clone(), image.disks)),
        },
    }
}

fn policy(spec: &VirtualMachineSpec, found: &Found) -> Result<(), Blocked> {
    let name = spec.reserved.as_ref().and_then(|reserved| reserved.resource_policy_name.as_deref()).unwrap_or_default();
    match &found.policy {
        None => Ok(()),
        Some(Err(existing)) => Err(Blocked::missing("resource policy", name, "resource policies", existing.clone())),
        Some(Ok(policy)) if policy.metadata.deletion_timestamp.is_some() => {
            Err(Blocked::new(Blocked::NOT_READY, format!("resource policy \"{name}\" is being deleted")))
        }
        Some(Ok(_)) => Ok(()),
    }
}

fn bootstrap(spec: &VirtualMachineSpec, found: &Found) -> Result<Option<String>, Blocked> {
    let cloud_init = spec.bootstrap.as_ref().and_then(|bootstrap| bootstrap.cloud_init.as_ref());
    let keys = cloud_init.and_then(|cloud_init| cloud_init.ssh_authorized_keys.as_deref()).unwrap_or_default();
    match (bootstrap::wanted(spec)?, &found.secret) {
        (Wanted::Nothing, _) => bootstrap::with_keys(None, keys),
        // The machine exists and has its user data.
        (_, Lookup::Skipped) => Ok(None),
        (Wanted::Secret(selector), Lookup::Done(secret)) => {
            bootstrap::with_keys(Some(bootstrap::user_data(selector, secret.as_deref())?), keys)
        }
    }
}

fn storage(spec: &VirtualMachineSpec, found: &Found) -> Result<u64, Blocked> {
    let name = spec.storage_class.as_deref().unwrap_or_default();
    if let Some(Err(existing)) = &found.storage_class {
        return Err(Blocked::missing("storage class", name, "storage classes", existing.clone()));
    }
    let mut total = 0_u64;
    for claim in &found.claims {
        let size = match (&claim.object, &claim.size) {
            (Some(object), _) => requested(object),
            (None, Some(size)) => amount::units(size),
            (None, None) => {
                let message = format!("persistent volume claim \"{}\" does not exist", claim.name);
                return Err(Blocked::new(Blocked::NOT_FOUND, message));
            }
        };
        total = total.saturating_add(size.unwrap_or_default());
    }
    let of_class =
        found.class.iter().flatten().filter_map(|class| class.spec.hardware.as_ref()?.instance_storage.as_ref());
    let instance = of_class
        .filter_map(|storage| storage.volumes.as_ref())
        .flatten()
        .filter_map(|volume| amount::units(&volume.size));
    Ok(instance.fold(total, u64::saturating_add))
}

fn network(spec: &VirtualMachineSpec) -> Result<(), Blocked> {
    let interfaces = spec
        .network
        .as_ref()
        .filter(|network| network.disabled != Some(true))
        .and_then(|network| network.interfaces.as_ref());
    for interface in interfaces.into_iter().flatten() {
        if let Some(address) = interface.addresses.as_ref().and_then(|addresses| addresses.first()) {
            let message = format!(
                "interface \"{}\" asks for the address {address}, but addresses are given by the hypervisor's network here; remove addresses",
                interface.name
            );
            return Err(Blocked::new(Blocked::UNSUPPORTED, message));
        }
    }
    Ok(())
}

/// What a claim takes: what it was given, or what it asks for.
fn requested(claim: &PersistentVolumeClaim) -> Option<u64> {
    let given = claim.status.as_ref().and_then(|status| status.capacity.as_ref()?.get("storage"));
    let asked = claim.spec.as_ref().and_then(|spec| spec.resources.as_ref()?.requests.as_ref()?.get("storage"));
    amount::units(given.or(asked)?)
}
