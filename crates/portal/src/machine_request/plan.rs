//! What a machine would take of its namespace's quota, by the sums that the API makes itself.

use api::{
    quantity::Amount,
    quota,
    vmoperator::{VirtualMachineClassSpec, VirtualMachineSpec},
};
use serde::Deserialize;
use serde_json::Value;

use crate::{
    SignedIn,
    amounts::{self, Amounts},
    facts::Facts,
    kind, read,
    view::{Error, Gauge, MachineForm, MachineOptions},
};

/// CPU, memory and storage: used, asked, limit. Empty while the object cannot be read as a machine.
pub(super) async fn quota(
    ctx: &SignedIn,
    form: &MachineForm,
    object: &Value,
    options: &MachineOptions,
) -> Result<Vec<Gauge>, Error> {
    // Nothing is told of a namespace in which this user may not ask for anything.
    if !options.namespaces.iter().any(|option| option.name == form.namespace.trim()) {
        return Ok(Vec::new());
    }
    let list = async |kind| read::or_none(read::list(&ctx.client, kind, Some(form.namespace.trim()), "").await);
    let (quotas, existing, classes) = tokio::try_join!(
        list(&kind::RESOURCE_QUOTA),
        list(&kind::VIRTUAL_MACHINE),
        list(&kind::VIRTUAL_MACHINE_CLASS)
    )?;
    let image = options.images.iter().find(|image| image.name == form.image.trim()).map_or(0, |image| image.disk);
    let Some(asked) = size(object, &classes, image) else { return Ok(Vec::new()) };
    let quotas: Vec<&Facts> = quotas.iter().collect();
    let used = amounts::taken(&quotas, amounts::used_by(existing.iter(), &classes));
    Ok(used.gauges(asked, amounts::limits(&quotas)))
}

/// What the machine takes; `None` while its class is not known or its sizes cannot be read. Pure.
fn size(object: &Value, classes: &[Facts], image: u64) -> Option<Amounts> {
    let spec = VirtualMachineSpec::deserialize(object.get("spec")?).ok()?;
    let class = classes.iter().find(|class| Some(class.name()) == spec.class_name.as_deref())?;
    let class = VirtualMachineClassSpec::deserialize(class.at("/spec")?).ok()?;
    let image = Amount::from_bytes(i64::try_from(image).ok()?);
    Some(Amounts::from(&quota::virtual_machine(&spec, Some(&class), image)))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::size;
    use crate::{amounts::Amounts, facts::Facts};

    #[test]
    fn a_machine_takes_its_class_and_all_its_disks() {
        let class = json!({"metadata": {"name": "s"}, "spec": {"hardware": {"cpus": 2, "memory": "4Gi"}}});
        let classes = [Facts::new(class, "v1", "VirtualMachineClass")];
        let claim = json!({"claimName": "x", "instanceVolumeClaim": {"size": "5Gi", "storageClass": "fast"}});
        let object = json!({"spec": {"className": "s", "volumes": [{"name": "d", "persistentVolumeClaim": claim}]}});
        let taken = size(&object, &classes, 20 << 30).unwrap();
        assert_eq!(taken, Amounts { milli_cpu: 2000, memory: 4 << 30, storage: 25 << 30 });
        assert_eq!(size(&json!({"spec": {"className": "other"}}), &classes, 0), None);
    }
}
