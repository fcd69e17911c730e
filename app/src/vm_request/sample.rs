//! A request for the tests of the page.

use portal::view::{
    ClassOption, DiskForm, Gauge, ImageOption, MachineDraft, MachineForm, MachineOptions, NamespaceOption,
    StorageClassOption, Unit,
};

pub(super) fn draft() -> MachineDraft {
    MachineDraft {
        options: MachineOptions {
            namespaces: vec![NamespaceOption { name: "team-a".to_owned() }],
            classes: vec![ClassOption { name: "small".to_owned(), milli_cpu: 4000, memory: 8 << 30 }],
            storage_classes: vec![StorageClassOption { name: "fast".to_owned(), default: true }],
            images: vec![ImageOption {
                name: "debian-13".to_owned(),
                kind: "ClusterVirtualMachineImage".to_owned(),
                disk: 20 << 30,
                for_clusters: false,
            }],
        },
        form: MachineForm {
            name: "web".to_owned(),
            namespace: "team-a".to_owned(),
            class: "small".to_owned(),
            storage_class: "fast".to_owned(),
            image: "debian-13".to_owned(),
            disks: vec![DiskForm { name: "disk-2".to_owned(), size: "10".to_owned() }],
            user_data: "#cloud-config\npackages: [nginx]\n".to_owned(),
            power_state: "PoweredOn".to_owned(),
            ..MachineForm::default()
        },
        yaml: "kind: VirtualMachine\n".to_owned(),
        secret: Some("kind: Secret\nmetadata: {name: web-user-data}\n".to_owned()),
        kubectl: "kubectl apply -f - <<'EOF'\nEOF\n".to_owned(),
        beyond_form: Vec::new(),
        errors: Vec::new(),
        quota: vec![Gauge {
            resource: "CPU".to_owned(),
            unit: Unit::MilliCpu,
            used: 30_000,
            asked: 4_000,
            limit: Some(32_000),
        }],
    }
}
