//! What is wrong with what was typed, at its field. Pure; the API checks everything again.

use std::collections::HashSet;

use api::{field, quantity::Amount};
use serde_json::Value;
use texts::{Texts, t};

use super::form::typed_size;
use crate::{
    manifest,
    view::{FieldError, MachineForm, MachineOptions},
};

/// The longest name: that of the machine's Secret and claims must fit, too.
const MAX_NAME_LENGTH: usize = 63;
/// The most user data, in bytes: cloud-init and Secrets take little more.
const MAX_USER_DATA: usize = 64 << 10;
/// The largest disk, in bytes.
const MAX_DISK: i64 = 64 << 40;
const KEY_TYPES: [&str; 6] = [
    "ssh-ed25519",
    "ssh-rsa",
    "ecdsa-sha2-nistp256",
    "ecdsa-sha2-nistp384",
    "ecdsa-sha2-nistp521",
    "sk-ssh-ed25519@openssh.com",
];

/// All that is wrong, in the order of the form.
pub(super) fn check(form: &MachineForm, options: &MachineOptions) -> Vec<FieldError> {
    let mut errors = Vec::new();
    let mut wrong = |field: &str, message: Option<String>| {
        if let Some(message) = message {
            errors.push(FieldError::new(field, message));
        }
    };
    let one_of = |message: fn(&Texts, usize, &str, &str) -> String, typed: &str, all: Vec<&str>| {
        let names = || all.iter().take(12).copied().collect::<Vec<_>>().join(", ");
        (!all.contains(&typed.trim())).then(|| message(t(), all.len(), typed, &names()))
    };
    wrong("name", name(&form.name));
    let spaces = options.namespaces.iter().map(|option| option.name.as_str()).collect();
    wrong(
        "namespace",
        one_of(|t, count, typed, names| t.error_machine_namespace(count, typed, names), &form.namespace, spaces),
    );
    let classes = options.classes.iter().map(|option| option.name.as_str()).collect();
    wrong(
        "class",
        one_of(|t, count, typed, names| t.error_no_class_offered(count, typed, names), &form.class, classes),
    );
    let images = options.images.iter().map(|option| option.name.as_str()).collect();
    wrong("image", one_of(|t, count, typed, names| t.error_no_image(count, typed, names), &form.image, images));
    if !form.storage_class.trim().is_empty() {
        let classes = options.storage_classes.iter().map(|option| option.name.as_str()).collect();
        wrong(
            "storageClass",
            one_of(
                |t, count, typed, names| t.error_no_storage_class(count, typed, names),
                &form.storage_class,
                classes,
            ),
        );
    }
    if !matches!(form.power_state.as_str(), "PoweredOn" | "PoweredOff") {
        let message = t().error_new_machine_power(&form.power_state);
        wrong("powerState", Some(message));
    }
    if !form.disk_size.trim().is_empty() {
        let image = options.images.iter().find(|image| image.name == form.image.trim()).map_or(0, |image| image.disk);
        wrong("diskSize", size(&form.disk_size, image));
    }
    let mut seen = HashSet::new();
    for (index, disk) in form.disks.iter().enumerate() {
        let name = if field::dns_label(&disk.name).is_empty() {
            (!seen.insert(disk.name.as_str())).then(|| t().error_disk_twice(&disk.name))
        } else {
            Some(t().error_disk_name(&disk.name))
        };
        wrong(&format!("disks.{index}.name"), name);
        wrong(&format!("disks.{index}.size"), size(&disk.size, 1));
    }
    wrong("sshKey", ssh_key(&form.ssh_key));
    wrong("userData", user_data(&form.user_data));
    errors
}

fn name(typed: &str) -> Option<String> {
    if typed.trim().is_empty() {
        return Some(t().error_machine_name_missing());
    }
    if typed.len() > MAX_NAME_LENGTH {
        let length = typed.chars().count();
        return Some(t().error_name_too_long(MAX_NAME_LENGTH, length));
    }
    (!field::dns_label(typed).is_empty()).then(|| t().error_name_letters(typed))
}

/// A size of at least so many bytes.
fn size(typed: &str, least: u64) -> Option<String> {
    let bytes = typed_size(typed).and_then(|size| size.parse::<Amount>().ok()).map(Amount::units);
    match bytes.map(u64::try_from) {
        Some(Ok(bytes)) if bytes < least => Some(t().error_image_needs(least.div_ceil(1 << 30))),
        Some(Ok(bytes)) if i64::try_from(bytes).is_ok_and(|bytes| bytes <= MAX_DISK) => None,
        Some(Ok(_)) => Some(t().error_disk_too_large()),
        _ => Some(t().error_disk_size(typed.trim())),
    }
}

fn ssh_key(typed: &str) -> Option<String> {
    let mut words = typed.split_whitespace();
    let (Some(kind), key) = (words.next(), words.next().unwrap_or_default()) else { return None };
    if typed.trim().lines().count() > 1 {
        return Some(t().error_one_key());
    }
    if kind.starts_with("-----BEGIN") {
        return Some(t().error_private_key());
    }
    let is_base64 = key.len() > 40 && key.bytes().all(|b| b.is_ascii_alphanumeric() || b"+/=".contains(&b));
    (!KEY_TYPES.contains(&kind) || !is_base64).then(|| t().error_public_key())
}

fn user_data(typed: &str) -> Option<String> {
    let text = typed.trim_start();
    if text.is_empty() || text.starts_with("#!") {
        return None;
    }
    if typed.len() > MAX_USER_DATA {
        return Some(t().error_user_data_too_long(typed.len() >> 10));
    }
    let is_cloud_config = text.lines().take(2).any(|line| line.trim_end() == "#cloud-config");
    if !is_cloud_config {
        return Some(t().error_user_data_begins());
    }
    match serde_saphyr::from_str::<Value>(text) {
        Ok(Value::Object(_) | Value::Null) => None,
        Ok(_) => Some(t().error_user_data_no_settings()),
        Err(error) => {
            let line = error.location().map_or(1, |place| place.line());
            Some(t().error_user_data_no_yaml(line))
        }
    }
}

/// The same finding where there is only the YAML: with the path in front, at its line. User data has a field of its own.
pub(super) fn in_yaml(error: FieldError, object: &Value, text: &str) -> FieldError {
    if error.field == "userData" {
        return error;
    }
    let path = path_of(&error.field, object);
    let message = format!("{path}: {}", error.message);
    manifest::at_place(FieldError { field: "yaml".to_owned(), message, ..error }, text, &path)
}

/// The API's path of a field of the form.
fn path_of(field: &str, object: &Value) -> String {
    let path = match field {
        "name" => "metadata.name",
        "namespace" => "metadata.namespace",
        "class" => "spec.className",
        "storageClass" => "spec.storageClass",
        "image" if object.pointer("/spec/image").is_none() && object.pointer("/spec/imageName").is_some() => {
            "spec.imageName"
        }
        "image" => "spec.image.name",
        "powerState" => "spec.powerState",
        "diskSize" => "spec.advanced.bootDiskCapacity",
        "sshKey" => "spec.bootstrap.cloudInit.sshAuthorizedKeys",
        _ => match field.strip_prefix("disks.").and_then(|rest| rest.split_once('.')) {
            Some((index, "name")) => return format!("spec.volumes[{index}].name"),
            Some((index, _)) => {
                return format!("spec.volumes[{index}].persistentVolumeClaim.instanceVolumeClaim.size");
            }
            None => field,
        },
    };
    path.to_owned()
}

/// The form's field for a path of the API; the path itself where the form has none.
pub(super) fn form_field(path: &str) -> String {
    let field = match path {
        "metadata.name" => "name",
        "metadata.namespace" => "namespace",
        "spec.className" => "class",
        "spec.storageClass" => "storageClass",
        "spec.powerState" => "powerState",
        "spec.advanced.bootDiskCapacity" => "diskSize",
        "spec.imageName" => "image",
        _ if path.starts_with("spec.image.") || path == "spec.image" => "image",
        _ if path.starts_with("spec.bootstrap.cloudInit.sshAuthorizedKeys") => "sshKey",
        _ => match path.strip_prefix("spec.volumes[").and_then(|rest| rest.split_once("].")) {
            Some((index, "name")) => return format!("disks.{index}.name"),
            Some((index, _)) => return format!("disks.{index}.size"),
            None => path,
        },
    };
    field.to_owned()
}

#[cfg(test)]
mod tests {
    use super::{size, ssh_key, user_data};

    #[test]
    fn sizes_keys_and_user_data_are_told_apart() {
        for (typed, good) in [
            ("20", true),
            (" 20Gi ", true),
            ("20500Mi", true),
            ("0", false),
            ("many", false),
            ("-1", false),
            ("999999999", false),
        ] {
            assert_eq!(size(typed, 1).is_none(), good, "{typed}: {:?}", size(typed, 1));
        }
        assert_eq!(size("5", 20 << 30).as_deref(), Some("The image needs 20 GiB; the disk cannot be smaller."));
        let key = format!("ssh-ed25519 {} me@here", "A".repeat(68));
        for (typed, good) in [
            ("", true),
            (key.as_str(), true),
            ("ssh-ed25519", false),
            ("hello world", false),
            ("-----BEGIN OPENSSH PRIVATE KEY-----", false),
        ] {
            assert_eq!(ssh_key(typed).is_none(), good, "{typed}");
        }
        for (typed, good) in [
            ("", true),
            ("#cloud-config\npackages: [nginx]\n", true),
            ("## template: jinja\n#cloud-config\nruncmd: []\n", true),
            ("#!/bin/sh\necho\n", true),
            ("packages: [nginx]\n", false),
            ("#cloud-config\n- a\n", false),
            ("#cloud-config\na: [\n", false),
        ] {
            assert_eq!(user_data(typed).is_none(), good, "{typed}");
        }
    }
}
