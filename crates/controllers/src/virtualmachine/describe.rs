//! What a machine itself tells, in the words of VirtualMachine's status. Pure.

use std::net::IpAddr;

use api::vmoperator::{
    LocalObjectRef, PowerState as Power, VirtualMachine, VirtualMachineStatus, VirtualMachineStatusHardware,
    VirtualMachineStatusHardwareCpu, VirtualMachineStatusHardwareMemory, VirtualMachineStatusNetwork,
    VirtualMachineStatusNetworkInterface, VirtualMachineStatusNetworkInterfaceIp,
    VirtualMachineStatusNetworkInterfaceIpAddress, VirtualMachineStatusProvider, VirtualMachineStatusStorage,
    VirtualMachineStatusVolume, VolumeType,
};
use hypervisor::{Machine, PowerState};
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;

use super::plan;
use crate::amount;

/// Fills in everything that the machine itself tells. `has_size`: its size is that of the class that `vm` names.
pub(super) fn describe(status: &mut VirtualMachineStatus, vm: &VirtualMachine, machine: &Machine, has_size: bool) {
    let resources = machine.spec.resources;
    status.unique_id = Some(machine.spec.id.0.clone());
    status.bios_uuid = Some(machine.spec.bios_uuid.clone());
    status.instance_uuid = Some(machine.spec.instance_uuid.clone());
    status.node_name = Some(machine.host.clone());
    status.power_state = Some(match machine.power {
        PowerState::On => Power::PoweredOn,
        PowerState::Off => Power::PoweredOff,
        PowerState::Suspended => Power::Suspended,
    });
    // Until it has the size of its new class, it has its old one.
    if has_size || status.class.is_none() {
        status.class = vm.spec.class_name.as_ref().map(|name| LocalObjectRef {
            api_version: "vmoperator.vmware.com/v1alpha6".to_owned(),
            kind: "VirtualMachineClass".to_owned(),
            name: name.clone(),
        });
    }
    let restarted = machine.started_at.filter(|started| plan::restart_time(vm).is_some_and(|time| *started >= time));
    if let Some(started) = restarted {
        status.last_restart_time = Some(api::time::from_chrono(started));
    }
    status.hardware = Some(VirtualMachineStatusHardware {
        cpu: Some(VirtualMachineStatusHardwareCpu { total: i32::try_from(resources.cpus).ok(), ..Default::default() }),
        memory: Some(VirtualMachineStatusHardwareMemory {
            total: Some(amount::bytes(resources.memory)),
            ..Default::default()
        }),
        ..Default::default()
    });
    status.network = machine.address.map(network);
    status.provider =
        Some(VirtualMachineStatusProvider { creation_timestamp: Some(api::time::from_chrono(machine.created_at)) });
    let total = (resources.storage > 0).then(|| amount::bytes(resources.storage));
    status.storage =
        total.map(|total: Quantity| VirtualMachineStatusStorage { total: Some(total), ..Default::default() });
    let volumes: Vec<_> = vm
        .spec
        .volumes
        .iter()
        .flatten()
        .filter(|volume| volume.persistent_volume_claim.is_some())
        .map(|volume| VirtualMachineStatusVolume {
            name: volume.name.clone(),
            type_: VolumeType::Managed,
            attached: Some(true),
            ..Default::default()
        })
        .collect();
    status.volumes = (!volumes.is_empty()).then_some(volumes);
}

fn network(address: IpAddr) -> VirtualMachineStatusNetwork {
    let text = address.to_string();
    VirtualMachineStatusNetwork {
        interfaces: Some(vec![VirtualMachineStatusNetworkInterface {
            name: Some("eth0".to_owned()),
            ip: Some(VirtualMachineStatusNetworkInterfaceIp {
                addresses: Some(vec![VirtualMachineStatusNetworkInterfaceIpAddress {
                    address: Some(text.clone()),
                    ..Default::default()
                }]),
                ..Default::default()
            }),
            ..Default::default()
        }]),
        primary_ip4: address.is_ipv4().then(|| text.clone()),
        primary_ip6: address.is_ipv6().then_some(text),
        ..Default::default()
    }
}
