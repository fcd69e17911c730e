//! By which names an image is found. Pure.

use api::vmoperator::VirtualMachineImageStatus;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

/// Whether `name` means this image, of either kind: it is the object's name or the one that people see (`status.name`).
pub(crate) fn is_meant(meta: &ObjectMeta, status: Option<&VirtualMachineImageStatus>, name: &str) -> bool {
    meta.name.as_deref() == Some(name) || status.and_then(|status| status.name.as_deref()) == Some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_image_has_its_own_name_and_the_one_that_people_see() {
        let meta = ObjectMeta { name: Some("vmi-1".to_owned()), ..ObjectMeta::default() };
        let shown = VirtualMachineImageStatus { name: Some("debian".to_owned()), ..Default::default() };
        for (status, name, meant) in [
            (None, "vmi-1", true),
            (None, "debian", false),
            (Some(&shown), "vmi-1", true),
            (Some(&shown), "debian", true),
            (Some(&shown), "ubuntu", false),
        ] {
            assert_eq!(is_meant(&meta, status, name), meant, "{name} {status:?}");
        }
    }
}
