//! Whether the namespace's quota was charged for all that a machine will take, before it is made.
//!
//! The API charges a machine when it is written, by what is known then of its class and image. When more is known by the
//! time it is made, the controller takes the API's note away, which has the machine charged anew, or refused.

use api::{
    quantity::Amount,
    quota::{Amounts, CHARGE, virtual_machine},
    vmoperator::VirtualMachine,
};
use serde_json::json;

use super::{MANAGER, gates::Found};
use crate::{
    context::Context,
    error::{Error, code, describe},
    key::Key,
};

/// What the machine takes, as class and image are now.
pub(super) fn cost(vm: &VirtualMachine, found: &Found) -> Amounts {
    let class = found.class.iter().flatten().next().map(|class| &class.spec);
    let image = found.image.iter().flatten().next().map_or(0, |image| image.disks);
    virtual_machine(&vm.spec, class, Amount::from_bytes(i64::try_from(image).unwrap_or(i64::MAX)))
}

/// Whether the API noted at least this.
pub(super) fn is_covered(vm: &VirtualMachine, cost: &Amounts) -> bool {
    let note = vm.metadata.annotations.as_ref().and_then(|all| all.get(CHARGE));
    let noted = note.and_then(|note| serde_json::from_str(note).ok()).map(|note| Amounts::of_value(&note));
    cost.beyond(&noted.unwrap_or_default()).is_nothing()
}

/// Has the machine charged anew. `Some` is the API's refusal in its own words.
///
/// # Errors
/// When the API did not answer.
pub(super) async fn charge(ctx: &Context, vm: &VirtualMachine) -> Result<Option<String>, Error> {
    let meta = &vm.metadata;
    let patch = json!({"metadata": {
        "uid": meta.uid, "resourceVersion": meta.resource_version, "annotations": {CHARGE: null},
    }});
    match ctx.informers.virtual_machines.patch(MANAGER, &Key::of(vm), &patch).await {
        Ok(_) => Ok(None),
        Err(Error::Api(error)) if code(&error) == Some(403) => Ok(Some(describe(&error))),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_note_must_cover_what_the_machine_takes() {
        let vm = |note: serde_json::Value| -> VirtualMachine {
            let annotations = json!({CHARGE: note.to_string()});
            serde_json::from_value(json!({
                "apiVersion": "vmoperator.vmware.com/v1alpha6", "kind": "VirtualMachine",
                "metadata": {"name": "a", "annotations": annotations}, "spec": {},
            }))
            .unwrap()
        };
        let cost = Amounts::of_value(&json!({"requests.cpu": "2", "requests.storage": "0"}));
        for (note, covered) in [
            (json!({"requests.cpu": "2"}), true),
            (json!({"requests.cpu": "4", "requests.memory": "1Gi"}), true),
            (json!({"requests.cpu": "1"}), false),
            (json!({}), false),
        ] {
            assert_eq!(is_covered(&vm(note.clone()), &cost), covered, "{note}");
        }
    }
}
