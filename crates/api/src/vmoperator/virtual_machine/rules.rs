//! Defaults and rules of VirtualMachine.
//!
//! A machine without class or image is accepted, as the public schema accepts it. It is not made: its gates
//! `VirtualMachineClassReady` and `VirtualMachineImageReady` stay false with reason `NotSet` until both are named.

use chrono::{DateTime, SecondsFormat, Utc};

use super::{VirtualMachine, VirtualMachineImageRef};
use crate::field::{self, FieldError, Path};
use crate::vmoperator::{PowerState, VirtualMachineBootstrap, VirtualMachineNetworkInterface};

/// The name of the network interface that a machine gets when it names none.
pub const DEFAULT_INTERFACE: &str = "eth0";
/// The kind of an image of the machine's own namespace.
pub const IMAGE_KIND: &str = "VirtualMachineImage";
/// The kind of an image for all namespaces.
pub const CLUSTER_IMAGE_KIND: &str = "ClusterVirtualMachineImage";

/// The only value of `spec.nextRestartTime` that people write; it becomes the instant of the request.
pub const RESTART_NOW: &str = "now";

const IMAGE_KINDS: [&str; 2] = [IMAGE_KIND, CLUSTER_IMAGE_KIND];

/// Fills what was left out: a machine runs, has one network interface, and its image's name stands in
/// both fields where the name itself tells the kind. A restart that is asked for `now` gets this instant as its time.
pub fn default(object: &mut VirtualMachine) {
    let spec = &mut object.spec;
    spec.power_state.get_or_insert(PowerState::PoweredOn);
    if spec.next_restart_time.as_deref().is_some_and(|time| time.eq_ignore_ascii_case(RESTART_NOW)) {
        spec.next_restart_time = Some(Utc::now().to_rfc3339_opts(SecondsFormat::Micros, true));
    }
    let network = spec.network.get_or_insert_default();
    if network.disabled != Some(true) && network.interfaces.as_ref().is_none_or(Vec::is_empty) {
        network.interfaces =
            Some(vec![VirtualMachineNetworkInterface { name: DEFAULT_INTERFACE.to_owned(), ..Default::default() }]);
    }
    match (&spec.image, &spec.image_name) {
        (Some(image), None) => spec.image_name = Some(image.name.clone()),
        // Names of images of a namespace begin so; others are looked up among both kinds.
        (None, Some(name)) if name.starts_with("vmi-") => {
            let kind = IMAGE_KIND.to_owned();
            spec.image = Some(VirtualMachineImageRef { kind, name: name.clone() });
        }
        _ => {}
    }
}

/// What is wrong with the object by itself.
pub fn validate(object: &VirtualMachine) -> Vec<FieldError> {
    let mut errors = validate_common(object);
    if object.spec.power_state == Some(PowerState::Suspended) {
        let rule = "cannot set a new VM's power state to Suspended";
        errors.push(FieldError::invalid("spec.powerState", "Suspended", rule));
    }
    errors
}

/// What is wrong with `new` by itself, and as what follows `old`.
pub fn validate_update(new: &VirtualMachine, old: &VirtualMachine) -> Vec<FieldError> {
    let mut errors = validate_common(new);
    let path = Path::new("spec");
    let (new, old) = (&new.spec, &old.spec);
    if new.power_state == Some(PowerState::Suspended) && old.power_state == Some(PowerState::PoweredOff) {
        let rule = "cannot suspend a VM that is powered off";
        errors.push(FieldError::invalid(path.child("powerState"), "Suspended", rule));
    }
    for (name, new, old) in [
        ("imageName", &new.image_name, &old.image_name),
        ("storageClass", &new.storage_class, &old.storage_class),
        ("biosUUID", &new.bios_uuid, &old.bios_uuid),
        ("instanceUUID", &new.instance_uuid, &old.instance_uuid),
    ] {
        if old.is_some() && new != old {
            errors.push(FieldError::immutable(path.child(name), new.as_deref()));
        }
    }
    // A machine takes the size of another class when it is powered off and on; without a class it has none.
    if old.class_name.is_some() && new.class_name.as_deref().is_none_or(str::is_empty) {
        errors.push(FieldError::required(path.child("className"), "a machine that has a class keeps one"));
    }
    if let Some(image) = &old.image
        && new.image.as_ref() != Some(image)
    {
        let value = new.image.as_ref().map(|it| it.name.as_str());
        errors.push(FieldError::immutable(path.child("image"), value));
    }
    let policy = |it: &super::VirtualMachineSpec| it.reserved.as_ref().and_then(|it| it.resource_policy_name.clone());
    if new.reserved != old.reserved && policy(old).is_some() {
        let path = path.child("reserved").child("resourcePolicyName");
        errors.push(FieldError::immutable(path, policy(new)));
    }
    errors
}

fn validate_common(object: &VirtualMachine) -> Vec<FieldError> {
    let spec = &object.spec;
    let path = Path::new("spec");
    let mut errors = Vec::new();
    if let Some(time) = spec.next_restart_time.as_deref().filter(|time| !time.is_empty())
        && DateTime::parse_from_rfc3339(time).is_err()
    {
        errors.push(FieldError::invalid(path.child("nextRestartTime"), time, "must be \"now\""));
    }
    validate_image(&path, object, &mut errors);
    if let Some(network) = &spec.network {
        let path = path.child("network");
        if let Some(name) = network.host_name.as_deref().filter(|it| !it.is_empty()) {
            let wrong = field::dns_label(name).into_iter();
            let path = path.child("hostName");
            errors.extend(wrong.map(|rule| FieldError::invalid(&path, name, rule)));
        }
        let interfaces = network.interfaces.as_deref().unwrap_or_default();
        for (index, interface) in interfaces.iter().enumerate() {
            let path = path.child("interfaces").index(index).child("name");
            let name = interface.name.as_str();
            if interfaces[..index].iter().any(|other| other.name == name) {
                errors.push(FieldError::duplicate(path, name));
            }
        }
    }
    if let Some(bootstrap) = &spec.bootstrap {
        validate_bootstrap(&path.child("bootstrap"), bootstrap, &mut errors);
    }
    errors
}

fn validate_image(path: &Path, object: &VirtualMachine, errors: &mut Vec<FieldError>) {
    let Some(image) = &object.spec.image else { return };
    let path = path.child("image");
    if image.name.is_empty() {
        errors.push(FieldError::required(path.child("name"), ""));
    }
    let kind = image.kind.as_str();
    if kind.is_empty() {
        let detail = format!("supported values: {}", IMAGE_KINDS.join(", "));
        errors.push(FieldError::required(path.child("kind"), detail));
    } else if !IMAGE_KINDS.contains(&kind) {
        errors.push(FieldError::not_supported(path.child("kind"), kind, IMAGE_KINDS));
    }
}

/// One way of bootstrapping, save that vAppConfig goes with the two that do not replace it.
fn validate_bootstrap(path: &Path, bootstrap: &VirtualMachineBootstrap, errors: &mut Vec<FieldError>) {
    let (linux, sysprep) = (bootstrap.linux_prep.is_some(), bootstrap.sysprep.is_some());
    if let Some(cloud_init) = &bootstrap.cloud_init {
        let path = path.child("cloudInit");
        if linux || sysprep || bootstrap.v_app_config.is_some() {
            let rule = "CloudInit may not be used with any other bootstrap provider";
            errors.push(FieldError::forbidden(&path, rule));
        }
        if cloud_init.cloud_config.is_some() && cloud_init.raw_cloud_config.is_some() {
            let rule = "cloudConfig and rawCloudConfig are mutually exclusive";
            errors.push(FieldError::forbidden(path.child("cloudConfig"), rule));
        }
    }
    if linux && sysprep {
        let rule = "LinuxPrep may not be used with either CloudInit or Sysprep bootstrap providers";
        errors.push(FieldError::forbidden(path.child("linuxPrep"), rule));
    }
    if let Some(sysprep) = &bootstrap.sysprep {
        let path = path.child("sysprep");
        match (&sysprep.sysprep, &sysprep.raw_sysprep) {
            (None, None) => {
                errors.push(FieldError::required(path, "either sysprep or rawSysprep must be provided"));
            }
            (Some(_), Some(_)) => {
                errors.push(FieldError::forbidden(path, "sysprep and rawSysprep are mutually exclusive"));
            }
            _ => {}
        }
    }
    if let Some(config) = &bootstrap.v_app_config
        && config.properties.is_some()
        && config.raw_properties.is_some()
    {
        let rule = "properties and rawProperties are mutually exclusive";
        errors.push(FieldError::forbidden(path.child("vAppConfig"), rule));
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn machine(change: &Value) -> VirtualMachine {
        let mut spec = json!({
            "className": "best-effort-small",
            "image": {"kind": "ClusterVirtualMachineImage", "name": "debian"},
            "storageClass": "fast"
        });
        for (key, value) in change.as_object().unwrap() {
            spec[key] = value.clone();
        }
        serde_json::from_value(json!({
            "apiVersion": "vmoperator.vmware.com/v1alpha6",
            "kind": "VirtualMachine",
            "metadata": {"name": "demo"},
            "spec": spec
        }))
        .unwrap()
    }

    fn messages(errors: &[FieldError]) -> Vec<String> {
        errors.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn what_is_left_out_is_filled() {
        let mut object = machine(&json!({}));
        default(&mut object);
        assert_eq!(object.spec.power_state, Some(PowerState::PoweredOn));
        assert_eq!(object.spec.image_name.as_deref(), Some("debian"));
        assert_eq!(object.spec.network.unwrap().interfaces.unwrap()[0].name, "eth0");

        let mut object = machine(&json!({"nextRestartTime": "Now"}));
        default(&mut object);
        let time = object.spec.next_restart_time.unwrap();
        assert!(DateTime::parse_from_rfc3339(&time).is_ok_and(|time| time <= Utc::now()), "{time}");

        let mut object = machine(&json!({
            "image": null, "imageName": "vmi-1", "powerState": "PoweredOff", "network": {"disabled": true}
        }));
        default(&mut object);
        assert_eq!(object.spec.power_state, Some(PowerState::PoweredOff));
        assert_eq!(object.spec.image.unwrap().kind, IMAGE_KIND);
        assert_eq!(object.spec.network.unwrap().interfaces, None);
    }

    #[test]
    fn each_rule_is_told() {
        let secret = json!({"name": "a", "key": "b"});
        for (change, expected) in [
            (json!({}), vec![]),
            (json!({"className": null, "image": null}), vec![]),
            (json!({"image": null, "imageName": "debian"}), vec![]),
            (
                json!({"image": {"kind": "Image", "name": "a"}}),
                vec![
                    "spec.image.kind: Unsupported value: \"Image\": supported values: \"VirtualMachineImage\", \"ClusterVirtualMachineImage\"",
                ],
            ),
            (
                json!({"powerState": "Suspended"}),
                vec!["spec.powerState: Invalid value: \"Suspended\": cannot set a new VM's power state to Suspended"],
            ),
            (
                json!({"network": {"interfaces": [{"name": "eth0"}, {"name": "eth0"}]}}),
                vec!["spec.network.interfaces[1].name: Duplicate value: \"eth0\""],
            ),
            (
                json!({"bootstrap": {"cloudInit": {"rawCloudConfig": secret}, "linuxPrep": {}}}),
                vec![
                    "spec.bootstrap.cloudInit: Forbidden: CloudInit may not be used with any other bootstrap provider",
                ],
            ),
            (
                json!({"bootstrap": {"cloudInit": {"rawCloudConfig": secret, "cloudConfig": {}}}}),
                vec![
                    "spec.bootstrap.cloudInit.cloudConfig: Forbidden: cloudConfig and rawCloudConfig are mutually exclusive",
                ],
            ),
            (
                json!({"bootstrap": {"sysprep": {}}}),
                vec!["spec.bootstrap.sysprep: Required value: either sysprep or rawSysprep must be provided"],
            ),
        ] {
            assert_eq!(messages(&validate(&machine(&change))), expected, "{change}");
        }
    }

    #[test]
    fn what_the_machine_was_made_from_stays() {
        for (old, new, expected) in [
            (json!({}), json!({"powerState": "PoweredOff"}), None),
            (json!({"powerState": "PoweredOn"}), json!({"powerState": "Suspended"}), None),
            (json!({"powerState": "PoweredOff"}), json!({"powerState": "Suspended"}), Some("spec.powerState")),
            (json!({}), json!({"className": "large"}), None),
            (json!({}), json!({"className": null}), Some("spec.className")),
            (json!({}), json!({"nextRestartTime": "tomorrow"}), Some("spec.nextRestartTime")),
            (json!({}), json!({"storageClass": "bulk"}), Some("spec.storageClass")),
            (json!({}), json!({"image": {"kind": "VirtualMachineImage", "name": "debian"}}), Some("spec.image")),
            (
                json!({"reserved": {"resourcePolicyName": "a"}}),
                json!({"reserved": {"resourcePolicyName": "b"}}),
                Some("spec.reserved.resourcePolicyName"),
            ),
        ] {
            let errors = validate_update(&machine(&new), &machine(&old));
            assert_eq!(errors.first().map(|it| it.field.as_str()), expected, "{new}");
        }
    }
}
