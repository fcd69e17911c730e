//! The Node that stands for a hypervisor host, as kubelets would describe themselves. Pure.

use std::collections::BTreeMap;

use api::maintenance::{self, Evacuation};
use hypervisor::{DriverInfo, Host};
use k8s_openapi::{
    api::core::v1::{NodeAddress, NodeCondition, NodeStatus, NodeSystemInfo},
    apimachinery::pkg::{api::resource::Quantity, apis::meta::v1::Time},
};
use serde_json::{Value, json};

use super::maintenance::Wish;
use crate::amount;

/// Label on Nodes that stand for hypervisor hosts; its value is the driver's name.
pub(super) const HYPERVISOR: &str = "atoll.dev/hypervisor";

/// The Node without its status. `unschedulable` is claimed only while the hypervisor says so or the host is emptied:
/// otherwise it belongs to whoever cordons the Node.
pub(super) fn node(host: &Host, driver: &DriverInfo, evacuation: Evacuation, wish: Wish) -> Value {
    let mut node = json!({
        "apiVersion": "v1", "kind": "Node",
        "metadata": {
            "name": host.name,
            "labels": {
                HYPERVISOR: driver.name,
                "kubernetes.io/hostname": host.name,
                "node-role.kubernetes.io/agent": "",
            },
            "annotations": {maintenance::EVACUATION: evacuation.as_str()},
        },
    });
    if !host.schedulable || wish == Wish::Drain {
        node["spec"] = json!({"unschedulable": true});
    }
    node
}

/// The Node's status. `host` is why the hypervisor does not tell of the host when it does not.
pub(super) fn status(
    old: Option<&NodeStatus>,
    host: Result<&Host, &str>,
    driver: &DriverInfo,
    now: &Time,
) -> NodeStatus {
    let mut status = old.cloned().unwrap_or_default();
    let (ready, reason, message) = match host {
        Ok(host) if host.ready => {
            ("True", "HostReady", if host.message.is_empty() { "the host answers" } else { &host.message })
        }
        Ok(host) => {
            ("False", "HostNotReady", if host.message.is_empty() { "the host does not answer" } else { &host.message })
        }
        Err(words) => ("Unknown", "HypervisorUnavailable", words),
    };
    set_ready(status.conditions.get_or_insert_default(), ready, reason, message, now);
    let Ok(host) = host else { return status };
    let amounts: BTreeMap<String, Quantity> = [
        ("cpu", amount::whole(host.capacity.cpus.into())),
        ("memory", amount::bytes(host.capacity.memory)),
        ("ephemeral-storage", amount::bytes(host.capacity.storage)),
        // Native pods are not run on hosts.
        ("pods", amount::whole(0)),
    ]
    .map(|(name, amount)| (name.to_owned(), amount))
    .into();
    // Hosts keep nothing back for themselves: what they have is what machines may take.
    status.allocatable = Some(amounts.clone());
    status.capacity = Some(amounts);
    let hostname = NodeAddress { type_: "Hostname".to_owned(), address: host.name.clone() };
    let address =
        host.address.map(|address| NodeAddress { type_: "InternalIP".to_owned(), address: address.to_string() });
    status.addresses = Some(address.into_iter().chain([hostname]).collect());
    status.node_info = Some(NodeSystemInfo {
        os_image: if driver.simulated {
            format!("simulated host ({} {})", driver.name, driver.version)
        } else {
            format!("{} {}", driver.name, driver.version)
        },
        kubelet_version: driver.version.clone(),
        operating_system: "linux".to_owned(),
        ..NodeSystemInfo::default()
    });
    status
}

/// Leases tell that a host is alive, so the condition changes only with what it says.
fn set_ready(conditions: &mut Vec<NodeCondition>, status: &str, reason: &str, message: &str, now: &Time) {
    let old = conditions.iter().position(|condition| condition.type_ == "Ready").map(|at| conditions.remove(at));
    let said = |old: &NodeCondition| {
        old.status == status && old.reason.as_deref() == Some(reason) && old.message.as_deref() == Some(message)
    };
    conditions.push(match old {
        Some(old) if said(&old) => old,
        old => NodeCondition {
            type_: "Ready".to_owned(),
            status: status.to_owned(),
            reason: Some(reason.to_owned()),
            message: Some(message.to_owned()),
            last_heartbeat_time: Some(now.clone()),
            last_transition_time: old
                .filter(|old| old.status == status)
                .and_then(|old| old.last_transition_time)
                .or_else(|| Some(now.clone())),
        },
    });
}

#[cfg(test)]
mod tests {
    use hypervisor::Resources;

    use super::*;

    const DRIVER: DriverInfo = DriverInfo { name: "simulator", simulated: true, version: String::new() };

    fn host() -> Host {
        Host {
            name: "sim-host-1".into(),
            capacity: Resources { cpus: 64, memory: 256 << 30, storage: 1 << 40 },
            allocated: Resources::default(),
            ready: true,
            schedulable: true,
            cordoned: false,
            message: String::new(),
            address: Some([127, 64, 0, 1].into()),
        }
    }

    fn ready(status: &NodeStatus) -> (String, String) {
        let condition = &status.conditions.as_ref().unwrap()[0];
        (condition.status.clone(), condition.message.clone().unwrap())
    }

    #[test]
    fn a_host_becomes_a_node() {
        let now = api::time::now();
        let status = status(None, Ok(&host()), &DRIVER, &now);
        assert_eq!(status.capacity.as_ref().unwrap()["cpu"].0, "64");
        assert_eq!(status.allocatable.as_ref().unwrap()["memory"].0, "256Gi");
        assert!(status.node_info.as_ref().unwrap().os_image.contains("simulated"));
        assert_eq!(ready(&status).0, "True");
        let later = api::time::from_chrono(chrono::Utc::now() + chrono::Duration::hours(1));
        assert_eq!(super::status(Some(&status), Ok(&host()), &DRIVER, &later), status, "time alone changes nothing");
        let down = Host { ready: false, message: "power lost".into(), ..host() };
        assert_eq!(
            ready(&super::status(Some(&status), Ok(&down), &DRIVER, &later)),
            ("False".into(), "power lost".into())
        );
        let unknown = super::status(Some(&status), Err("connection refused"), &DRIVER, &later);
        assert_eq!(ready(&unknown), ("Unknown".into(), "connection refused".into()));
        assert_eq!(unknown.capacity, status.capacity);
    }

    #[test]
    fn maintenance_is_claimed_only_while_it_lasts() {
        let node = |schedulable, wish| {
            node(&Host { schedulable, ..host() }, &DRIVER, Evacuation::Relocate, wish)["spec"]["unschedulable"] == true
        };
        assert!(node(false, Wish::Work) && node(true, Wish::Drain));
        assert!(!node(true, Wish::Work) && !node(true, Wish::Cordon));
    }
}
