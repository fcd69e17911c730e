//! Which VirtualMachine a VSphereMachine needs, and how far it is. Pure.

use std::collections::BTreeMap;

use api::{
    cluster::{Cluster, Machine, MachineAddress, MachineAddressType},
    conditions,
    meta::{label, secret},
    vmoperator::{
        PowerOpMode, PowerState, SecretKeySelector, VirtualMachine, VirtualMachineBootstrap,
        VirtualMachineBootstrapCloudInit, VirtualMachineNetwork, VirtualMachineNetworkInterface,
        VirtualMachineNetworkInterfaceNetwork, VirtualMachineReserved, VirtualMachineSpec, VirtualMachineVolume,
        VirtualMachineVolumePersistentVolumeClaim, VirtualMachineVolumePersistentVolumeClaimInstanceVolumeClaim,
        virtual_machine::condition,
    },
    vsphere::{VSphereMachine, VSphereMachinePowerOffMode},
};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use crate::{contract, meta};

/// What comes next, in the order of a machine's life.
#[derive(Debug, PartialEq)]
pub(super) enum Step {
    /// Left alone.
    Paused,
    /// The VirtualMachine is being removed.
    Deleting,
    /// The cluster's endpoint is not known yet.
    WaitForInfrastructure,
    /// Workers join only what serves.
    WaitForControlPlane,
    /// The Machine has no bootstrap data yet.
    WaitForBootstrapData,
    /// This VirtualMachine is to be created.
    Create(Box<VirtualMachine>),
    /// The VirtualMachine is being created; its own words, when it is held up.
    Provisioning(String),
    /// It exists and does not run yet; its own words.
    PoweringOn(String),
    /// It runs and has no address yet.
    WaitForAddress,
    /// It has not reported its identity yet.
    WaitForBiosUuid,
    /// Everything is known.
    Provisioned(Found),
}

/// What a running VirtualMachine reported.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Found {
    /// SMBIOS UUID.
    pub(super) bios_uuid: String,
    /// `vsphere://<biosUUID>`.
    pub(super) provider_id: String,
    /// Addresses and name.
    pub(super) addresses: Vec<MachineAddress>,
}

/// Decides from the VirtualMachine that the VSphereMachine owns, if there is one.
pub(super) fn step(
    object: &VSphereMachine,
    machine: &Machine,
    cluster: &Cluster,
    virtual_machine: Option<&VirtualMachine>,
) -> Step {
    let Some(virtual_machine) = virtual_machine else {
        let is_control_plane = meta::label(&machine.metadata, label::CONTROL_PLANE).is_some();
        if !contract::infrastructure_provisioned(cluster) {
            return Step::WaitForInfrastructure;
        }
        if !is_control_plane && !contract::control_plane_initialized(cluster) {
            return Step::WaitForControlPlane;
        }
        return match &machine.spec.bootstrap.data_secret_name {
            None => Step::WaitForBootstrapData,
            Some(data) => Step::Create(Box::new(wanted(object, machine, data, is_control_plane))),
        };
    };
    let status = virtual_machine.status.clone().unwrap_or_default();
    if !conditions::is_true(&status.conditions, condition::CREATED) {
        return Step::Provisioning(first_cause(&status.conditions));
    }
    if status.power_state != Some(PowerState::PoweredOn) {
        return Step::PoweringOn(first_cause(&status.conditions));
    }
    let network = status.network.unwrap_or_default();
    let addresses: Vec<String> = [network.primary_ip4, network.primary_ip6]
        .into_iter()
        .flatten()
        .filter(|address| !address.is_empty())
        .collect();
    if addresses.is_empty() {
        return Step::WaitForAddress;
    }
    let Some(bios_uuid) = status.bios_uuid.filter(|uuid| !uuid.is_empty()) else { return Step::WaitForBiosUuid };
    let name = virtual_machine.metadata.name.clone().unwrap_or_default();
    let mut found: Vec<MachineAddress> = addresses
        .into_iter()
        .map(|address| MachineAddress { type_: MachineAddressType::InternalIp, address })
        .collect();
    found.push(MachineAddress { type_: MachineAddressType::Hostname, address: name });
    Step::Provisioned(Found { provider_id: format!("vsphere://{bios_uuid}"), bios_uuid, addresses: found })
}

/// The message of the first condition that is not met, which is the gate that holds the machine up.
fn first_cause(list: &Option<Vec<k8s_openapi::apimachinery::pkg::apis::meta::v1::Condition>>) -> String {
    let held = list.iter().flatten().find(|condition| condition.status == "False" && !condition.message.is_empty());
    held.map(|condition| condition.message.clone()).unwrap_or_default()
}

fn wanted(object: &VSphereMachine, machine: &Machine, data_secret: &str, is_control_plane: bool) -> VirtualMachine {
    let spec = &object.spec;
    let cluster = machine.spec.cluster_name.clone();
    let role = if is_control_plane { label::CAPV_ROLE_CONTROL_PLANE } else { label::CAPV_ROLE_NODE };
    let name = virtual_machine_name(object, machine);
    let mut made = ObjectMeta {
        namespace: object.metadata.namespace.clone(),
        labels: Some(BTreeMap::from([
            (label::CLUSTER_NAME.to_owned(), cluster.clone()),
            (label::CAPV_CLUSTER_NAME.to_owned(), cluster.clone()),
            (label::CAPV_CLUSTER_ROLE.to_owned(), role.to_owned()),
        ])),
        owner_references: Some(vec![meta::controller_of(object)]),
        name: Some(name.clone()),
        ..ObjectMeta::default()
    };
    meta::copy_request_id(&object.metadata, &mut made);
    VirtualMachine {
        metadata: made,
        spec: VirtualMachineSpec {
            class_name: Some(spec.class_name.clone()),
            image_name: Some(spec.image_name.clone()),
            storage_class: spec.storage_class.clone(),
            power_state: Some(PowerState::PoweredOn),
            power_off_mode: spec.power_off_mode.map(power_off_mode),
            min_hardware_version: spec
                .min_hardware_version
                .as_deref()
                .and_then(|version| version.trim_start_matches("vmx-").parse().ok()),
            reserved: Some(VirtualMachineReserved { resource_policy_name: Some(cluster) }),
            bootstrap: Some(VirtualMachineBootstrap {
                cloud_init: Some(VirtualMachineBootstrapCloudInit {
                    raw_cloud_config: Some(SecretKeySelector {
                        name: data_secret.to_owned(),
                        key: secret::VALUE.to_owned(),
                    }),
                    ..VirtualMachineBootstrapCloudInit::default()
                }),
                ..VirtualMachineBootstrap::default()
            }),
            network: network(object),
            volumes: volumes(object, &name),
            ..VirtualMachineSpec::default()
        },
        status: None,
    }
}

/// The Machine's name, unless `spec.naming.template` says otherwise.
fn virtual_machine_name(object: &VSphereMachine, machine: &Machine) -> String {
    let machine = machine.metadata.name.clone().unwrap_or_default();
    match object.spec.naming.as_ref().and_then(|naming| naming.template.as_deref()) {
        Some(template) => template.replace("{{ .machine.name }}", &machine).replace("{{.machine.name}}", &machine),
        None => machine,
    }
}

fn power_off_mode(mode: VSphereMachinePowerOffMode) -> PowerOpMode {
    match mode {
        VSphereMachinePowerOffMode::Hard => PowerOpMode::Hard,
        VSphereMachinePowerOffMode::Soft => PowerOpMode::Soft,
        VSphereMachinePowerOffMode::TrySoft => PowerOpMode::TrySoft,
    }
}

fn network(object: &VSphereMachine) -> Option<VirtualMachineNetwork> {
    let interfaces = object.spec.network.as_ref()?.interfaces.as_ref()?;
    let interface =
        |name: &str, reference: &api::cluster::ObjectRef, mtu: Option<i32>| VirtualMachineNetworkInterface {
            name: name.to_owned(),
            network: Some(VirtualMachineNetworkInterfaceNetwork {
                api_version: Some(reference.api_version.clone()),
                kind: Some(reference.kind.clone()),
                name: reference.name.clone(),
            }),
            mtu: mtu.map(i64::from),
            ..VirtualMachineNetworkInterface::default()
        };
    let primary = interfaces.primary.iter().map(|one| interface("eth0", &one.network_ref, one.mtu));
    let secondary = interfaces.secondary.iter().flatten().map(|one| interface(&one.name, &one.network_ref, one.mtu));
    let all: Vec<_> = primary.chain(secondary).collect();
    (!all.is_empty()).then(|| VirtualMachineNetwork { interfaces: Some(all), ..VirtualMachineNetwork::default() })
}

/// Disks that live and die with the machine; the claim carries the machine's name.
fn volumes(object: &VSphereMachine, machine: &str) -> Option<Vec<VirtualMachineVolume>> {
    let volumes = object.spec.volumes.as_ref()?;
    Some(
        volumes
            .iter()
            .map(|volume| VirtualMachineVolume {
                name: volume.name.clone(),
                persistent_volume_claim: Some(VirtualMachineVolumePersistentVolumeClaim {
                    claim_name: format!("{machine}-{}", volume.name),
                    instance_volume_claim: Some(VirtualMachineVolumePersistentVolumeClaimInstanceVolumeClaim {
                        size: volume.capacity.get("storage").cloned().unwrap_or_default(),
                        storage_class: volume
                            .storage_class
                            .clone()
                            .or_else(|| object.spec.storage_class.clone())
                            .unwrap_or_default(),
                    }),
                    read_only: None,
                }),
                ..VirtualMachineVolume::default()
            })
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn object() -> VSphereMachine {
        serde_json::from_value(json!({"metadata": {"name": "demo-x", "namespace": "ns", "uid": "u"}, "spec": {
            "className": "small", "imageName": "ubuntu", "storageClass": "fast", "powerOffMode": "soft",
            "volumes": [{"name": "data", "capacity": {"storage": "20Gi"}}],
        }}))
        .unwrap()
    }

    fn machine(control_plane: bool, data: Option<&str>) -> Machine {
        let labels = if control_plane { json!({"cluster.x-k8s.io/control-plane": ""}) } else { json!({}) };
        serde_json::from_value(json!({"metadata": {"name": "demo-x", "labels": labels}, "spec": {
            "clusterName": "demo", "bootstrap": {"dataSecretName": data},
            "infrastructureRef": {"apiGroup": "g", "kind": "VSphereMachine", "name": "demo-x"},
        }}))
        .unwrap()
    }

    fn cluster(provisioned: bool, initialized: bool) -> Cluster {
        serde_json::from_value(json!({"metadata": {"name": "demo"}, "spec": {}, "status": {"initialization": {
            "infrastructureProvisioned": provisioned, "controlPlaneInitialized": initialized,
        }}}))
        .unwrap()
    }

    fn virtual_machine(status: Value) -> VirtualMachine {
        serde_json::from_value(json!({"metadata": {"name": "demo-x"}, "spec": {}, "status": status})).unwrap()
    }

    fn created(more: Value) -> VirtualMachine {
        let mut status = json!({"conditions": [{"type": "VirtualMachineCreated", "status": "True", "reason": "True", "message": "", "lastTransitionTime": "2026-11-21T00:00:00Z"}]});
        status.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        virtual_machine(status)
    }

    #[test]
    fn gates_come_in_order() {
        assert_eq!(step(&object(), &machine(true, None), &cluster(false, false), None), Step::WaitForInfrastructure);
        assert_eq!(step(&object(), &machine(false, None), &cluster(true, false), None), Step::WaitForControlPlane);
        assert_eq!(step(&object(), &machine(true, None), &cluster(true, false), None), Step::WaitForBootstrapData);
        let Step::Create(made) = step(&object(), &machine(true, Some("demo-x")), &cluster(true, false), None) else {
            panic!("created")
        };
        assert_eq!(made.metadata.name.as_deref(), Some("demo-x"));
        assert_eq!(made.metadata.labels.as_ref().unwrap()["capv.vmware.com/cluster.role"], "controlplane");
        assert_eq!(made.spec.power_off_mode, Some(PowerOpMode::Soft));
        let claim = made.spec.volumes.as_ref().unwrap()[0].persistent_volume_claim.as_ref().unwrap();
        assert_eq!(
            (claim.claim_name.as_str(), claim.instance_volume_claim.as_ref().unwrap().storage_class.as_str()),
            ("demo-x-data", "fast")
        );
    }

    #[test]
    fn then_the_virtual_machine_tells() {
        let held = virtual_machine(json!({"conditions": [
            {"type": "VirtualMachineClassReady", "status": "True", "reason": "True", "message": "", "lastTransitionTime": "2026-11-21T00:00:00Z"},
            {"type": "VirtualMachineImageReady", "status": "False", "reason": "NotFound", "message": "no image ubuntu", "lastTransitionTime": "2026-11-21T00:00:00Z"},
        ]}));
        let cases = [
            (held, Step::Provisioning("no image ubuntu".to_owned())),
            (created(json!({})), Step::PoweringOn(String::new())),
            (created(json!({"powerState": "PoweredOn"})), Step::WaitForAddress),
            (
                created(json!({"powerState": "PoweredOn", "network": {"primaryIP4": "192.0.2.9"}})),
                Step::WaitForBiosUuid,
            ),
        ];
        for (virtual_machine, expected) in cases {
            assert_eq!(
                step(&object(), &machine(true, Some("d")), &cluster(true, false), Some(&virtual_machine)),
                expected
            );
        }
        let done = created(json!({"powerState": "PoweredOn", "network": {"primaryIP4": "192.0.2.9"}, "biosUUID": "b"}));
        let Step::Provisioned(found) = step(&object(), &machine(true, Some("d")), &cluster(true, false), Some(&done))
        else {
            panic!("provisioned")
        };
        assert_eq!(found.provider_id, "vsphere://b");
    }
}
