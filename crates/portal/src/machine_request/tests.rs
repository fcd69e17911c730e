use proptest::prelude::*;
use serde_json::Value;

use super::{Considered, considered};
use crate::{
    kind::VIRTUAL_MACHINE,
    manifest,
    view::{
        ClassOption, DiskForm, ImageOption, MachineForm, MachineInput, MachineOptions, NamespaceOption,
        StorageClassOption,
    },
};

fn options() -> MachineOptions {
    let image = |name: &str, for_clusters| ImageOption {
        name: name.to_owned(),
        kind: "ClusterVirtualMachineImage".to_owned(),
        disk: 20 << 30,
        for_clusters,
    };
    MachineOptions {
        namespaces: vec![NamespaceOption { name: "team-a".to_owned() }],
        classes: ["small", "large"]
            .map(|name| ClassOption { name: name.to_owned(), milli_cpu: 4000, memory: 8 << 30 })
            .to_vec(),
        storage_classes: vec![StorageClassOption { name: "fast".to_owned(), default: true }],
        images: vec![image("debian-13", false), image("ubuntu-k8s", true)],
    }
}

fn new_form() -> MachineForm {
    considered(&MachineInput::New { namespace: None }, &options()).form
}

fn of_yaml(yaml: &str) -> Considered {
    considered(&MachineInput::Yaml { yaml: yaml.to_owned(), user_data: String::new() }, &options())
}

#[test]
fn a_name_alone_suffices() {
    let form = MachineForm { name: "web".to_owned(), ..new_form() };
    let found = considered(&MachineInput::Form(form), &options());
    assert!(found.errors.is_empty(), "{:?}", found.errors);
    assert_eq!(
        found.yaml,
        "apiVersion: vmoperator.vmware.com/v1alpha6\nkind: VirtualMachine\nmetadata:\n  name: web\n  namespace: team-a\nspec:\n  className: small\n  image:\n    kind: ClusterVirtualMachineImage\n    name: debian-13\n  storageClass: fast\n  powerState: PoweredOn\n"
    );
}

#[test]
fn every_wrong_field_is_named() {
    type Change = fn(&mut MachineForm);
    let cases: [(&str, Change); 12] = [
        ("name", |f| f.name = String::new()),
        ("name", |f| f.name = "Upper".to_owned()),
        ("name", |f| f.name = "x".repeat(64)),
        ("namespace", |f| f.namespace = "team-b".to_owned()),
        ("class", |f| f.class = "huge".to_owned()),
        ("image", |f| f.image = "plan9".to_owned()),
        ("storageClass", |f| f.storage_class = "slow".to_owned()),
        ("powerState", |f| f.power_state = "Suspended".to_owned()),
        ("diskSize", |f| f.disk_size = "5".to_owned()),
        ("disks.0.size", |f| f.disks = vec![DiskForm { name: "data".to_owned(), size: String::new() }]),
        ("sshKey", |f| f.ssh_key = "hello".to_owned()),
        ("userData", |f| f.user_data = "packages: []".to_owned()),
    ];
    for (field, change) in cases {
        let mut form = MachineForm { name: "web".to_owned(), ..new_form() };
        change(&mut form);
        let found = considered(&MachineInput::Form(form.clone()), &options());
        assert_eq!(found.form, form, "what was typed is kept");
        assert_eq!(found.errors.iter().map(|error| error.field.as_str()).collect::<Vec<_>>(), [field]);
        if found.form.user_data.is_empty() && !form.name.is_empty() {
            let in_yaml = of_yaml(&found.yaml);
            assert_eq!(in_yaml.errors.len(), 1, "{field}: {:?}", in_yaml.errors);
            assert!(in_yaml.errors[0].line.is_some(), "{field}");
        }
    }
}

#[test]
fn yaml_and_form_keep_each_other_whole() {
    let typed = "# Mia's.\napiVersion: vmoperator.vmware.com/v1alpha6\nkind: VirtualMachine\nmetadata:\n  name: web # ours\n  namespace: team-a\n  labels: {a: b}\nspec:\n  # Small is enough.\n  className: small\n  imageName: debian-13\n  volumes:\n  - name: data # the first\n    persistentVolumeClaim:\n      claimName: kept\n  network: {hostName: web}\n";
    let found = of_yaml(typed);
    assert!(found.errors.is_empty(), "{:?}", found.errors);
    assert_eq!((found.form.image.as_str(), found.form.disks.len()), ("debian-13", 0));
    let beyond = super::form::beyond(found.object.as_ref().unwrap(), &found.form);
    assert_eq!(
        beyond,
        [
            "metadata.labels.a",
            "spec.volumes[0].name",
            "spec.volumes[0].persistentVolumeClaim.claimName",
            "spec.network.hostName"
        ]
    );
    let same = considered(&MachineInput::Form(found.form.clone()), &options());
    assert_eq!(same.yaml, found.yaml, "nothing typed, nothing changed");
    let mut form = found.form;
    form.class = "large".to_owned();
    form.disks.push(DiskForm { name: "more".to_owned(), size: "5".to_owned() });
    let changed = considered(&MachineInput::Form(form), &options()).yaml;
    for line in
        ["# Mia's.", "  name: web # ours", "  # Small is enough.", "  className: large", "  - name: data # the first"]
    {
        assert!(changed.lines().any(|found| found == line), "{line}\n{changed}");
    }
}

#[test]
fn user_data_goes_into_a_secret_and_its_name_into_the_machine() {
    let form = MachineForm {
        name: "web".to_owned(),
        user_data: "#cloud-config\npackages: [nginx]\n".to_owned(),
        ..new_form()
    };
    let found = considered(&MachineInput::Form(form.clone()), &options());
    let object = found.object.unwrap();
    assert_eq!(object.pointer("/spec/bootstrap/cloudInit/rawCloudConfig/name").unwrap(), "web-user-data");
    assert!(!found.yaml.contains("nginx"));
    let secret = super::secret(&form, Some("u-1"));
    assert_eq!(secret["stringData"]["user-data"], form.user_data.as_str());
    assert_eq!(secret["metadata"]["ownerReferences"][0]["uid"], "u-1");
}

fn forms() -> impl Strategy<Value = MachineForm> {
    let name = "[a-z][a-z0-9-]{0,8}[a-z0-9]";
    let size = prop_oneof![Just(String::new()), (20_u32..500).prop_map(|n| n.to_string()), Just("25600Mi".to_owned())];
    let disks = prop::collection::hash_map(name, (1_u32..500).prop_map(|n| n.to_string()), 0..3)
        .prop_map(|disks| disks.into_iter().map(|(name, size)| DiskForm { name, size }).collect::<Vec<_>>());
    let key = prop_oneof![Just(String::new()), Just(format!("ssh-ed25519 {} me", "A".repeat(68)))];
    (name, size, disks, key, any::<bool>(), any::<bool>()).prop_map(|(name, disk_size, disks, ssh_key, on, large)| {
        MachineForm {
            name,
            disk_size,
            disks,
            ssh_key,
            power_state: if on { "PoweredOn" } else { "PoweredOff" }.to_owned(),
            class: if large { "large" } else { "small" }.to_owned(),
            ..new_form()
        }
    })
}

proptest! {
    #[test]
    fn a_form_survives_its_yaml(form in forms()) {
        let found = considered(&MachineInput::Form(form.clone()), &options());
        prop_assert!(found.errors.is_empty(), "{:?}", found.errors);
        let back = of_yaml(&found.yaml);
        prop_assert_eq!(MachineForm { base: String::new(), ..back.form }, form);
    }

    #[test]
    fn yaml_survives_its_form_with_all_comments(form in forms(), other in forms(), at in 0_usize..12) {
        // A comment somewhere, and a field that the form does not know.
        let mut yaml = considered(&MachineInput::Form(form), &options()).yaml;
        yaml.push_str("  network:\n    hostName: kept # said\n");
        let mut lines: Vec<String> = yaml.lines().map(str::to_owned).collect();
        let place = at.min(lines.len());
        let indent = lines.get(place).map_or(0, |line| line.len() - line.trim_start().len());
        lines.insert(place, format!("{}# a remark", " ".repeat(indent)));
        let yaml = lines.join("\n") + "\n";
        let read = of_yaml(&yaml);
        prop_assert_eq!(&considered(&MachineInput::Form(read.form.clone()), &options()).yaml, &yaml);
        // Changed by the form to something else: the rest stays.
        let changed = considered(&MachineInput::Form(MachineForm { base: yaml, ..other }), &options());
        prop_assert!(changed.yaml.contains("# a remark") && changed.yaml.contains("hostName: kept # said"), "{}", changed.yaml);
        let object: Value = manifest::read(&changed.yaml, &VIRTUAL_MACHINE).unwrap();
        prop_assert_eq!(Some(object), changed.object);
    }
}
