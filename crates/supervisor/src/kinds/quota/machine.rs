//! Virtual machines: what one takes is noted on it when it is admitted, and given back as noted.
//!
//! A machine whose class or image is not known yet takes nothing of them. Its controller does not make it before it is
//! charged for all that it will take: it takes the note away, which has it written anew or refused.

use api::quantity::Amount;
use api::quota::{Amounts, CHARGE, RESERVATION, RESERVATION_SUBRESOURCE, image_disks, virtual_machine};
use api::vmoperator::{
    VirtualMachineClass, VirtualMachineImageStatus, VirtualMachineSpec, virtual_machine::CLUSTER_IMAGE_KIND,
};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use store::{Entry, Space};

use super::charge::noted;
use super::ledger::Ledger;
use super::recount::reservation;
use super::{GUEST_CLUSTERS, cluster};
use crate::engine::ApiError;
use crate::engine::authz::{Attributes, Decision, Target};
use crate::engine::hooks::Effect;
use crate::kinds::printing::text;

/// Notes on the machine what it takes, and takes it from its guest cluster's reservation or from the quota.
pub(super) fn note(effect: &mut Effect<'_>, ledger: &mut Ledger<'_>) -> Result<(), ApiError> {
    let before = effect.old.map(noted).unwrap_or_default();
    let after = match effect.old {
        _ if effect.gone => Amounts::new(),
        None => cost(effect.objects, effect.namespace, effect.object),
        Some(old) => changed_cost(effect, old),
    };
    if !effect.gone {
        let keeper = match effect.old {
            Some(old) => annotation(old, RESERVATION).map(str::to_owned),
            None => keeper(effect),
        };
        annotate(effect.object, CHARGE, Some(after.value().to_string()));
        annotate(effect.object, RESERVATION, keeper);
    }
    let more = after.minus(&before);
    if more.is_nothing() {
        return Ok(());
    }
    match reservation(effect.objects, effect.namespace, effect.old.unwrap_or(effect.object)) {
        Some(entry) => cluster::draw(&entry, &more, ledger),
        None => {
            ledger.take(&more);
            Ok(())
        }
    }
}

/// What a machine that is there takes after a change. Only a change of its specification changes it, or that the note
/// was taken away; and as long as it was not made, its class and image count as they are now.
fn changed_cost(effect: &Effect<'_>, old: &Value) -> Amounts {
    let recorded = noted(old);
    let same_spec = effect.object.get("spec") == old.get("spec");
    if same_spec && annotation(effect.object, CHARGE) == annotation(old, CHARGE) {
        return recorded;
    }
    let now = cost(effect.objects, effect.namespace, effect.object);
    if text(old, "/status/uniqueID").is_empty() {
        return now;
    }
    let difference = now.minus(&cost(effect.objects, effect.namespace, old));
    recorded.plus(&difference).positive()
}

/// What the machine takes, as class and image are now.
fn cost(objects: &Space, namespace: &str, machine: &Value) -> Amounts {
    let Some(spec) = machine.get("spec").and_then(|spec| VirtualMachineSpec::deserialize(spec).ok()) else {
        return Amounts::new();
    };
    let class = spec.class_name.as_deref().filter(|name| !name.is_empty());
    let class: Option<VirtualMachineClass> =
        class.and_then(|name| typed(&*objects.get("vmoperator.vmware.com/virtualmachineclasses", namespace, name)?));
    virtual_machine(&spec, class.as_ref().map(|class| &class.spec), image(objects, namespace, &spec))
}

fn typed<T: DeserializeOwned>(entry: &Entry) -> Option<T> {
    serde_json::from_slice(&entry.bytes).ok()
}

/// Bytes of the disks of the image that the machine names; nothing while it is not known.
fn image(objects: &Space, namespace: &str, spec: &VirtualMachineSpec) -> Amount {
    const OF_NAMESPACE: &str = "vmoperator.vmware.com/virtualmachineimages";
    const OF_ALL: &str = "vmoperator.vmware.com/clustervirtualmachineimages";
    let status = |entry: &Entry| -> Option<VirtualMachineImageStatus> {
        let image: Value = typed(entry)?;
        VirtualMachineImageStatus::deserialize(image.get("status")?).ok()
    };
    let named = |resource: &str, namespace: &str, name: &str| objects.get(resource, namespace, name);
    let shown = |resource: &str, namespace: &str, name: &str| {
        let (all, _) = objects.list(resource, Some(namespace));
        all.into_iter().find(|one| status(one).is_some_and(|status| status.name.as_deref() == Some(name)))
    };
    let found = match (&spec.image, &spec.image_name) {
        (Some(image), _) if image.kind == CLUSTER_IMAGE_KIND => named(OF_ALL, "", &image.name),
        (Some(image), _) => named(OF_NAMESPACE, namespace, &image.name),
        (None, Some(name)) if !name.is_empty() => named(OF_NAMESPACE, namespace, name)
            .or_else(|| named(OF_ALL, "", name))
            .or_else(|| shown(OF_NAMESPACE, namespace, name))
            .or_else(|| shown(OF_ALL, "", name)),
        _ => None,
    };
    image_disks(found.and_then(|entry| status(&entry)).as_ref())
}

/// The guest cluster that keeps what a new machine takes: its label names it, and whoever makes it may use what is kept.
/// So nobody's machine draws from a cluster because of a label that somebody wrote by hand.
fn keeper(effect: &Effect<'_>) -> Option<String> {
    let labels = effect.object.pointer("/metadata/labels")?;
    let name = labels.get(api::meta::label::CLUSTER_NAME)?.as_str()?;
    let entry = effect.objects.get(GUEST_CLUSTERS, effect.namespace, name)?;
    let target = Target::Resource {
        group: "guest.atoll.dev",
        resource: "guestclusters",
        subresource: RESERVATION_SUBRESOURCE,
        namespace: effect.namespace,
        name,
    };
    let attributes = Attributes { user: effect.user, verb: "use", target };
    let may = matches!(effect.authorizer.authorize(&attributes), Decision::Allow(_));
    may.then(|| format!("{name}/{}", entry.uid()))
}

fn annotation<'a>(object: &'a Value, name: &str) -> Option<&'a str> {
    object.pointer("/metadata/annotations")?.get(name)?.as_str()
}

fn annotate(object: &mut Value, name: &str, value: Option<String>) {
    let metadata = &mut object["metadata"];
    match value {
        Some(value) if metadata["annotations"].is_object() => metadata["annotations"][name] = json!(value),
        Some(value) => metadata["annotations"] = json!({name: value}),
        None => {
            if let Some(all) = metadata.get_mut("annotations").and_then(Value::as_object_mut) {
                all.shift_remove(name);
            }
        }
    }
}
