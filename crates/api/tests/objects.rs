//! A realistic object of each kind survives the way through its type, its defaults and its rules.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use kube::Resource;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

fn read(name: &str) -> Value {
    let path = format!("{}/tests/objects/{name}.yaml", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    serde_saphyr::from_str(&text).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Reads the object of this name, which must be whole: with every default, so that nothing is added.
fn check<K: Resource<DynamicType = ()> + DeserializeOwned + Serialize>(name: &str) {
    let object = read(name);
    assert_eq!(object["apiVersion"], K::api_version(&()).as_ref(), "{name}");
    assert_eq!(object["kind"], K::kind(&()).as_ref(), "{name}");
    let typed: K = serde_json::from_value(object.clone()).unwrap_or_else(|error| panic!("{name}: {error}"));
    assert_eq!(serde_json::to_value(&typed).unwrap(), object, "{name} is written as it was read");
    let Some(rules) = api::rules::of(&K::group(&()), &K::kind(&())) else {
        return;
    };
    let mut defaulted = object.clone();
    rules.default(&mut defaulted);
    assert_eq!(defaulted, object, "{name} needs no default");
    assert_eq!(rules.validate(&object), [], "{name} breaks no rule");
    let mut changed = object.clone();
    changed["metadata"]["labels"]["example.com/changed"] = "yes".into();
    assert_eq!(rules.validate_update(&changed, &object), [], "{name} may be labelled");
}

macro_rules! objects {
    ($($name:ident: $kind:ty),+ $(,)?) => {
        $(
            #[test]
            fn $name() {
                check::<$kind>(stringify!($name));
            }
        )+
    };
}

objects! {
    cluster: api::cluster::Cluster,
    approval_policy: api::portal::ApprovalPolicy,
    cluster_access: api::portal::ClusterAccess,
    quota_request: api::portal::QuotaRequest,
    cluster_virtual_machine_image: api::vmoperator::ClusterVirtualMachineImage,
    guest_cluster: api::guest::GuestCluster,
    kubeadm_config: api::bootstrap::KubeadmConfig,
    kubeadm_config_template: api::bootstrap::KubeadmConfigTemplate,
    kubeadm_control_plane: api::controlplane::KubeadmControlPlane,
    machine: api::cluster::Machine,
    machine_deployment: api::cluster::MachineDeployment,
    machine_set: api::cluster::MachineSet,
    tanzu_kubernetes_release: api::run_tanzu::TanzuKubernetesRelease,
    virtual_machine: api::vmoperator::VirtualMachine,
    virtual_machine_class: api::vmoperator::VirtualMachineClass,
    virtual_machine_image: api::vmoperator::VirtualMachineImage,
    virtual_machine_service: api::vmoperator::VirtualMachineService,
    virtual_machine_set_resource_policy: api::vmoperator::VirtualMachineSetResourcePolicy,
    vsphere_cluster: api::vsphere::VSphereCluster,
    vsphere_machine: api::vsphere::VSphereMachine,
    vsphere_machine_template: api::vsphere::VSphereMachineTemplate,
}

#[test]
fn rules_over_json_leave_alone_what_they_must_not_judge() {
    let rules = api::rules::of("guest.atoll.dev", "GuestCluster").unwrap();
    let old = read("guest_cluster");
    let mut broken = old.clone();
    broken["spec"]["topology"]["controlPlane"]["replicas"] = 2.into();
    assert_eq!(rules.validate_update(&broken, &old).len(), 1);
    assert_eq!(rules.validate_update(&broken, &broken), [], "a change of status alone");
    let mut deleting = broken.clone();
    deleting["metadata"]["deletionTimestamp"] = "2026-11-21T10:58:00Z".into();
    assert_eq!(rules.validate_update(&deleting, &old), [], "an object that is being deleted");
    let mut misfit = serde_json::json!({"spec": {"topology": 1}});
    rules.default(&mut misfit);
    assert_eq!(misfit, serde_json::json!({"spec": {"topology": 1}}), "left for the schema to refuse");
    assert!(api::rules::of("apps", "Deployment").is_none());
}
