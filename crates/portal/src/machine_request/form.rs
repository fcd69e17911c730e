//! The form and the object it stands for. Pure.

use serde_json::{Value, json};

use crate::{
    fields::{leaves, remove, set, set_text, shown},
    kind::VIRTUAL_MACHINE,
    machines::user_data_secret,
    manifest,
    view::{DiskForm, ImageOption, MachineForm, MachineOptions},
};

/// The key of the Secret that holds user data.
pub(super) const USER_DATA_KEY: &str = "user-data";

const CLOUD_INIT: [&str; 3] = ["spec", "bootstrap", "cloudInit"];

/// The form of a new request: everything but the name has a value.
pub(super) fn defaults(options: &MachineOptions, namespace: Option<&str>) -> MachineForm {
    let offered = options.namespaces.iter().map(|option| option.name.as_str());
    let first = offered.clone().next().unwrap_or_default();
    let wanted = api::guest::guest_cluster::DEFAULT_CLASS;
    let class = options.classes.iter().find(|class| class.name == wanted).or(options.classes.first());
    MachineForm {
        namespace: namespace.filter(|asked| offered.clone().any(|name| name == *asked)).unwrap_or(first).to_owned(),
        class: class.map(|class| class.name.clone()).unwrap_or_default(),
        storage_class: options.storage_classes.first().map(|class| class.name.clone()).unwrap_or_default(),
        image: options.images.first().map(|image| image.name.clone()).unwrap_or_default(),
        power_state: "PoweredOn".to_owned(),
        ..MachineForm::default()
    }
}

/// The object that the form asks for, written over its base so that nothing of it is lost.
pub(super) fn object(form: &MachineForm, options: &MachineOptions) -> Value {
    let base = manifest::read(&form.base, &VIRTUAL_MACHINE).ok();
    let mut object = base.clone().unwrap_or_else(|| json!({}));
    set(&mut object, &["apiVersion"], VIRTUAL_MACHINE.api_version().into());
    set(&mut object, &["kind"], VIRTUAL_MACHINE.kind.into());
    set(&mut object, &["metadata", "name"], form.name.trim().into());
    set(&mut object, &["metadata", "namespace"], form.namespace.trim().into());
    set_text(&mut object, &["spec", "className"], &form.class);
    image(&mut object, &form.image, &options.images);
    set_text(&mut object, &["spec", "storageClass"], &form.storage_class);
    // What the base does not say stays unsaid as long as the form means the same.
    let was_said = base.as_ref().is_none_or(|base| base.pointer("/spec/powerState").is_some());
    if was_said || form.power_state != "PoweredOn" {
        set_text(&mut object, &["spec", "powerState"], &form.power_state);
    }
    match typed_size(&form.disk_size) {
        Some(size) => keep_or_set(&mut object, &["spec", "advanced", "bootDiskCapacity"], size.into()),
        None => remove(&mut object, &["spec", "advanced", "bootDiskCapacity"]),
    }
    disks(&mut object, form);
    bootstrap(&mut object, form);
    object
}

/// Names the image in the field where the base names it, else in `image`.
fn image(object: &mut Value, name: &str, images: &[ImageOption]) {
    let by_name = object.pointer("/spec/imageName").is_some();
    if by_name {
        set_text(object, &["spec", "imageName"], name);
    }
    if by_name && object.pointer("/spec/image").is_none() {
        return;
    }
    if name.trim().is_empty() {
        return remove(object, &["spec", "image"]);
    }
    if object.pointer("/spec/image/name").and_then(Value::as_str) == Some(name.trim()) {
        return;
    }
    let known = images.iter().find(|image| image.name == name.trim());
    let kind = known.map_or(api::vmoperator::virtual_machine::CLUSTER_IMAGE_KIND, |image| image.kind.as_str());
    set(object, &["spec", "image"], json!({"kind": kind, "name": name.trim()}));
}

/// The disks of the form among the volumes of the base, which may have others, in their order.
fn disks(object: &mut Value, form: &MachineForm) {
    let base = object.pointer("/spec/volumes").and_then(Value::as_array).cloned().unwrap_or_default();
    let of_form: Vec<usize> = (0..base.len()).filter(|index| own_disk(&base[*index]).is_some()).collect();
    // A disk is the one of its name; a renamed one is the one in its place.
    let is_typed = |name: &Value| form.disks.iter().any(|disk| *name == disk.name.trim());
    let was = |(place, typed): (usize, &DiskForm)| {
        let named = of_form.iter().find(|index| base[**index]["name"] == typed.name.trim());
        named.or(of_form.get(place).filter(|index| !is_typed(&base[**index]["name"]))).copied()
    };
    let places: Vec<Option<usize>> = form.disks.iter().enumerate().map(was).collect();
    let disk = |place: usize| disk(&form.disks[place], places[place].map(|index| &base[index]), form);
    let mut volumes = Vec::new();
    for (index, volume) in base.iter().enumerate() {
        match places.iter().position(|place| *place == Some(index)) {
            Some(place) => volumes.push(disk(place)),
            None if of_form.contains(&index) => {}
            None => volumes.push(volume.clone()),
        }
    }
    volumes.extend((0..form.disks.len()).filter(|place| places[*place].is_none()).map(disk));
    if !volumes.is_empty() {
        set(object, &["spec", "volumes"], volumes.into());
    } else if !base.is_empty() {
        remove(object, &["spec", "volumes"]);
    }
}

/// The volume of one disk of the form, over the one that it `was`.
fn disk(typed: &DiskForm, was: Option<&Value>, form: &MachineForm) -> Value {
    let name = typed.name.trim();
    let mut volume = was.cloned().unwrap_or_else(|| json!({}));
    let renamed = volume["name"] != name;
    set(&mut volume, &["name"], name.into());
    if renamed || volume.pointer("/persistentVolumeClaim/claimName").is_none() {
        let claim = format!("{}-{name}", form.name.trim());
        set(&mut volume, &["persistentVolumeClaim", "claimName"], claim.into());
    }
    let instance = ["persistentVolumeClaim", "instanceVolumeClaim"];
    let size = typed_size(&typed.size).unwrap_or_default();
    keep_or_set(&mut volume, &[&instance[..], &["size"]].concat(), size.into());
    if volume.pointer("/persistentVolumeClaim/instanceVolumeClaim/storageClass").is_none() {
        set(&mut volume, &[&instance[..], &["storageClass"]].concat(), form.storage_class.trim().into());
    }
    volume
}

/// Keys and user data for cloud-init.
fn bootstrap(object: &mut Value, form: &MachineForm) {
    let keys = [&CLOUD_INIT[..], &["sshAuthorizedKeys"]].concat();
    let now = ssh_keys(object);
    if form.ssh_key.trim() != now.first().copied().unwrap_or_default() {
        let others: Vec<String> = now.iter().skip(1).map(|key| (*key).to_owned()).collect();
        let mut all: Vec<String> =
            Some(form.ssh_key.trim().to_owned()).filter(|key| !key.is_empty()).into_iter().collect();
        all.extend(others);
        if all.is_empty() {
            remove(object, &keys);
        } else {
            set(object, &keys, all.into());
        }
    }
    let raw = [&CLOUD_INIT[..], &["rawCloudConfig"]].concat();
    let ours = user_data_secret(form.name.trim());
    if !form.user_data.is_empty() {
        let named = object.pointer("/spec/bootstrap/cloudInit/rawCloudConfig/name").and_then(Value::as_str);
        if named != Some(ours.as_str()) {
            set(object, &raw, json!({"name": ours, "key": USER_DATA_KEY}));
        }
    }
}

fn ssh_keys(object: &Value) -> Vec<&str> {
    let keys = object.pointer("/spec/bootstrap/cloudInit/sshAuthorizedKeys").and_then(Value::as_array);
    keys.into_iter().flatten().filter_map(Value::as_str).collect()
}

/// The form as far as the object fills it; `typed` becomes its base.
pub(super) fn read(object: &Value, typed: &str, user_data: &str) -> MachineForm {
    let text = |pointer: &str| shown(object.pointer(pointer));
    let or = |text: String, other: &dyn Fn() -> String| if text.is_empty() { other() } else { text };
    let volumes = object.pointer("/spec/volumes").and_then(Value::as_array);
    MachineForm {
        name: text("/metadata/name"),
        namespace: text("/metadata/namespace"),
        class: text("/spec/className"),
        storage_class: text("/spec/storageClass"),
        image: or(text("/spec/image/name"), &|| text("/spec/imageName")),
        disk_size: shown_size(&text("/spec/advanced/bootDiskCapacity")),
        disks: volumes.into_iter().flatten().filter_map(own_disk).collect(),
        ssh_key: ssh_keys(object).first().copied().unwrap_or_default().to_owned(),
        user_data: user_data.to_owned(),
        power_state: or(text("/spec/powerState"), &|| "PoweredOn".to_owned()),
        base: typed.to_owned(),
    }
}

/// The volume as the form has it; `None` for one that it has no fields for.
fn own_disk(volume: &Value) -> Option<DiskForm> {
    let size = volume.pointer("/persistentVolumeClaim/instanceVolumeClaim/size")?;
    Some(DiskForm { name: volume["name"].as_str()?.to_owned(), size: shown_size(&shown(Some(size))) })
}

/// A quantity as the form shows it: whole GiB without unit.
fn shown_size(quantity: &str) -> String {
    quantity.strip_suffix("Gi").filter(|number| number.parse::<u64>().is_ok()).unwrap_or(quantity).to_owned()
}

/// A size as the API takes it: a bare number means GiB. `None` for nothing typed.
pub(super) fn typed_size(typed: &str) -> Option<String> {
    let typed = typed.trim();
    (!typed.is_empty()).then(|| if typed.parse::<u64>().is_ok() { format!("{typed}Gi") } else { typed.to_owned() })
}

/// Sets a quantity unless it is written so already: as text or as a number.
fn keep_or_set(object: &mut Value, path: &[&str], value: Value) {
    let now = path.iter().try_fold(&*object, |place, key| place.get(*key));
    if now.is_none_or(|now| typed_size(&shown_size(&shown(Some(now)))) != value.as_str().map(str::to_owned)) {
        set(object, path, value);
    }
}

/// Paths that the object has and the form has no field for.
pub(super) fn beyond(object: &Value, form: &MachineForm) -> Vec<String> {
    let volumes = object.pointer("/spec/volumes").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let secret_is_ours = object.pointer("/spec/bootstrap/cloudInit/rawCloudConfig/name").and_then(Value::as_str)
        == Some(user_data_secret(form.name.trim()).as_str());
    let known = |path: &String| {
        let in_volume = path.strip_prefix("spec.volumes[").and_then(|rest| rest.split_once("]."));
        match in_volume {
            Some((index, field)) => {
                let volume = index.parse::<usize>().ok().and_then(|index| volumes.get(index));
                let fields = [
                    "name",
                    "persistentVolumeClaim.claimName",
                    "persistentVolumeClaim.instanceVolumeClaim.size",
                    "persistentVolumeClaim.instanceVolumeClaim.storageClass",
                ];
                volume.is_some_and(|volume| own_disk(volume).is_some()) && fields.contains(&field)
            }
            None if path.starts_with("spec.bootstrap.cloudInit.rawCloudConfig.") => {
                secret_is_ours && !form.user_data.is_empty()
            }
            None if path == "spec.bootstrap.cloudInit.sshAuthorizedKeys" => ssh_keys(object).len() <= 1,
            None => FIELDS.contains(&path.as_str()),
        }
    };
    leaves(object).into_iter().filter(|path| !known(path)).collect()
}

/// The paths that the form has fields for.
const FIELDS: [&str; 11] = [
    "apiVersion",
    "kind",
    "metadata.name",
    "metadata.namespace",
    "spec.className",
    "spec.storageClass",
    "spec.image.kind",
    "spec.image.name",
    "spec.imageName",
    "spec.advanced.bootDiskCapacity",
    "spec.powerState",
];
