//! Tests of Node objects.

use hypervisor::{MachineId, MachineSpec, PowerState};

use super::*;

fn time(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).unwrap().with_timezone(&Utc)
}

fn machine() -> Machine {
    Machine {
        spec: MachineSpec {
            id: MachineId("id".into()),
            namespace: "team-a".into(),
            name: "Demo-CP-x7".into(),
            bios_uuid: "4210-b".into(),
            instance_uuid: "i".into(),
            resources: Resources { cpus: 2, memory: 4 << 30, storage: 20 << 30 },
            image: "ubuntu".into(),
            installation: String::new(),
            user_data: None,
            request_id: String::new(),
        },
        host: "sim-host-1".into(),
        power: PowerState::On,
        address: None,
        message: String::new(),
        created_at: time("2026-11-21T10:00:00Z"),
        started_at: None,
    }
}

fn facts(registration: &NodeRegistration, control_plane: bool) -> Facts {
    Facts::new(&machine(), [127, 64, 0, 1].into(), registration, control_plane, "v1.34.1")
}

#[test]
fn a_control_plane_has_its_label_taint_and_identity() {
    let now = time("2026-11-21T10:00:05Z");
    let node = facts(&NodeRegistration::default(), true).node(now, now);
    assert_eq!(node["metadata"]["name"], "demo-cp-x7");
    assert_eq!(node["metadata"]["labels"][CONTROL_PLANE], "");
    assert_eq!(node["spec"]["taints"], json!([{ "key": CONTROL_PLANE, "effect": "NoSchedule" }]));
    assert_eq!(node["spec"]["providerID"], "vsphere://4210-b");
    let status = &node["status"];
    assert_eq!(status["capacity"]["memory"], "4194304Ki");
    assert_eq!(status["nodeInfo"]["osImage"], OS_IMAGE);
    assert_eq!(status["nodeInfo"]["kubeletVersion"], "v1.34.1");
    assert_eq!(status["addresses"][0]["address"], "127.64.0.1");
    assert_eq!(ready_since(&node), Some(now));
}

#[test]
fn a_registration_overrules_defaults() {
    let registration = NodeRegistration {
        name: Some("other".into()),
        labels: BTreeMap::from([("pool".into(), "a".into())]),
        taints: Some(vec![]),
        provider_id: Some("x://y".into()),
    };
    let now = time("2026-11-21T10:00:05Z");
    let node = facts(&registration, true).node(now, now);
    assert_eq!(node["metadata"]["name"], "other");
    assert_eq!(node["metadata"]["labels"]["pool"], "a");
    assert_eq!((&node["spec"]["taints"], &node["spec"]["providerID"]), (&json!([]), &json!("x://y")));
    let worker = facts(&NodeRegistration::default(), false).node(now, now);
    assert_eq!(worker["spec"]["taints"], json!([]));
    assert!(worker["metadata"]["labels"].get(CONTROL_PLANE).is_none());
}

#[test]
fn a_node_shows_its_facts_or_is_posted_again() {
    let now = time("2026-11-21T10:00:05Z");
    let facts = facts(&NodeRegistration::default(), false);
    let node = facts.node(now, now);
    assert!(facts.are_shown_by(&node));
    let upgraded = Facts { version: "v1.35.0".into(), ..facts.clone() };
    assert!(!upgraded.are_shown_by(&node));
    let mut lost_node = node.clone();
    lost_node["status"]["conditions"] = lost(&node, now).unwrap()["status"]["conditions"].clone();
    assert!(!facts.are_shown_by(&lost_node));
}

#[test]
fn a_lost_node_is_unknown_once_and_keeps_its_last_heartbeat() {
    let (then, now) = (time("2026-11-21T10:00:05Z"), time("2026-11-21T11:00:00Z"));
    let mut node = facts(&NodeRegistration::default(), false).node(then, then);
    let change = lost(&node, now).unwrap();
    let ready = &change["status"]["conditions"][3];
    assert_eq!((&ready["status"], &ready["reason"]), (&json!("Unknown"), &json!("NodeStatusUnknown")));
    assert_eq!(ready["lastHeartbeatTime"], "2026-11-21T10:00:05Z");
    assert_eq!(ready["lastTransitionTime"], "2026-11-21T11:00:00Z");
    node["status"]["conditions"] = change["status"]["conditions"].clone();
    assert_eq!((lost(&node, now), ready_since(&node)), (None, None));
}

#[test]
fn a_lease_belongs_to_its_node_and_is_renewed() {
    let now = time("2026-11-21T10:00:05Z");
    let lease = facts(&NodeRegistration::default(), false).lease("uid-1", now);
    assert_eq!(lease["metadata"]["ownerReferences"][0]["uid"], "uid-1");
    assert_eq!(lease["spec"]["holderIdentity"], "demo-cp-x7");
    assert_eq!(renewal(now)["spec"]["renewTime"], "2026-11-21T10:00:05.000000Z");
}

#[test]
fn versions_come_from_the_image_or_the_cluster() {
    for (image, cluster, expected) in [
        ("debian-12", "v1.34.1", "v1.34.1"),
        ("ubuntu-2404-kube-v1.33.5", "v1.34.1", "v1.33.5"),
        ("ob-2-photon-5-amd64-v1.34.1---vmware.1-fips", "v1.34.1+vmware.1", "v1.34.1+vmware.1"),
        ("kube-v1.34.1-x", "v1.34.1", "v1.34.1"),
        ("vm-v5", "v1.34.1", "v1.34.1"),
        ("rev1.2.3", "v1.34.1", "v1.34.1"),
        ("v1.33.0.", "v1.34.1", "v1.33.0"),
    ] {
        assert_eq!(kubelet_version(image, cluster), expected, "{image}");
    }
}
