use serde_json::{Value, json};

use super::*;

/// A cluster that every rule accepts, with `change` merged into it.
fn cluster(change: &Value) -> GuestCluster {
    let mut object = json!({
        "apiVersion": "guest.atoll.dev/v1alpha1",
        "kind": "GuestCluster",
        "metadata": {"name": "demo", "namespace": "team-a"},
        "spec": {
            "distribution": {"version": "v1.34"},
            "topology": {
                "controlPlane": {"replicas": 3},
                "nodePools": [{"name": "workers", "replicas": 2}]
            }
        }
    });
    merge(&mut object, change);
    serde_json::from_value(object).unwrap()
}

fn merge(into: &mut Value, change: &Value) {
    match (into, change) {
        (Value::Object(into), Value::Object(change)) => {
            for (key, value) in change {
                merge(into.entry(key).or_insert(Value::Null), value);
            }
        }
        (into, change) => *into = change.clone(),
    }
}

fn messages(errors: &[FieldError]) -> Vec<String> {
    errors.iter().map(ToString::to_string).collect()
}

#[test]
fn what_is_left_out_is_filled() {
    let mut object: GuestCluster = serde_json::from_value(json!({
        "apiVersion": "guest.atoll.dev/v1alpha1",
        "kind": "GuestCluster",
        "metadata": {"name": "demo"},
        "spec": {"distribution": {"version": "1.34"}, "topology": {"nodePools": [{"name": "a"}]}}
    }))
    .unwrap();
    default(&mut object);
    assert_eq!(
        serde_json::to_value(&object.spec).unwrap(),
        json!({
            "distribution": {"version": "v1.34"},
            "network": {
                "cni": {"name": "antrea"},
                "pods": {"cidrBlocks": ["192.168.0.0/16"]},
                "serviceDomain": "cluster.local",
                "services": {"cidrBlocks": ["10.96.0.0/12"]}
            },
            "topology": {
                "controlPlane": {"class": "best-effort-small", "replicas": 1},
                "nodePools": [{"class": "best-effort-small", "name": "a", "replicas": 1}]
            }
        })
    );
    assert_eq!(validate(&object), []);
    let once = object.clone();
    default(&mut object);
    assert_eq!(object, once, "a second time changes nothing");
}

#[test]
fn each_rule_is_told_in_the_words_of_kubernetes() {
    let pools = |pools: Value| json!({"spec": {"topology": {"nodePools": pools}}});
    let network = |network: Value| json!({"spec": {"network": network}});
    let cases = [
        (json!({}), vec![]),
        (json!({"metadata": {"name": "a".repeat(41)}}), vec![]),
        (
            json!({"metadata": {"name": "a".repeat(42)}}),
            vec![
                "metadata.name: Invalid value: \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\": must be no more than 41 bytes",
            ],
        ),
        (
            json!({"spec": {"topology": {"controlPlane": {"replicas": 2}}}}),
            vec!["spec.topology.controlPlane.replicas: Unsupported value: 2: supported values: \"1\", \"3\", \"5\""],
        ),
        (
            json!({"spec": {"topology": {"controlPlane": {"class": ""}}}}),
            vec!["spec.topology.controlPlane.class: Required value"],
        ),
        (json!({"spec": {"distribution": {"version": ""}}}), vec!["spec.distribution.version: Required value"]),
        (
            json!({"spec": {"distribution": {"version": "newest"}}}),
            vec![
                "spec.distribution.version: Invalid value: \"newest\": must be a release or the beginning of one (e.g. v1.34 or v1.34.2)",
            ],
        ),
        (pools(json!([{"name": "a"}, {"name": "a"}])), vec!["spec.topology.nodePools[1].name: Duplicate value: \"a\""]),
        (
            pools(json!([{"name": "a", "replicas": -1}])),
            vec!["spec.topology.nodePools[0].replicas: Invalid value: -1: must be between 0 and 1000, inclusive"],
        ),
        (
            pools(json!([{"name": "a", "replicas": 1001}])),
            vec!["spec.topology.nodePools[0].replicas: Invalid value: 1001: must be between 0 and 1000, inclusive"],
        ),
        (pools(json!([{"name": ""}])), vec!["spec.topology.nodePools[0].name: Required value"]),
        (
            pools(json!([{"name": "a".repeat(47)}])),
            vec![
                "spec.topology.nodePools[0].name: Invalid value: \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\": must be no more than 51 bytes together with the cluster's name",
            ],
        ),
        (
            pools(json!([{"name": "a", "taints": [
                {"key": "a", "effect": "Never"},
                {"key": "b", "effect": "NoSchedule"},
                {"key": "b", "effect": "NoSchedule"},
            ]}])),
            vec![
                "spec.topology.nodePools[0].taints[0].effect: Unsupported value: \"Never\": supported values: \"NoSchedule\", \"PreferNoSchedule\", \"NoExecute\"",
                "spec.topology.nodePools[0].taints[2]: Duplicate value: \"b:NoSchedule\"",
            ],
        ),
        (
            pools(json!([{"name": "a", "volumes": [
                {"name": "a", "mountPath": "data", "capacity": "1Gi"},
                {"name": "a", "mountPath": "/data", "capacity": "0"},
            ]}])),
            vec![
                "spec.topology.nodePools[0].volumes[0].mountPath: Invalid value: \"data\": must be an absolute path other than /",
                "spec.topology.nodePools[0].volumes[1].name: Duplicate value: \"a\"",
                "spec.topology.nodePools[0].volumes[1].capacity: Invalid value: \"0\": must be greater than zero",
            ],
        ),
        (
            network(json!({"pods": {"cidrBlocks": ["10.0.0.0/8"]}, "services": {"cidrBlocks": ["10.96.0.0/12"]}})),
            vec![
                "spec.network.services.cidrBlocks[0]: Invalid value: \"10.96.0.0/12\": must not overlap with spec.network.pods.cidrBlocks[0]",
            ],
        ),
        (
            network(json!({"pods": {"cidrBlocks": ["10.0.0.0"]}})),
            vec![
                "spec.network.pods.cidrBlocks[0]: Invalid value: \"10.0.0.0\": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)",
            ],
        ),
        (network(json!({"pods": {"cidrBlocks": []}})), vec!["spec.network.pods.cidrBlocks: Required value"]),
    ];
    for (change, expected) in cases {
        assert_eq!(messages(&validate(&cluster(&change))), expected, "{change}");
    }
}

#[test]
fn a_bad_name_is_told_with_its_rule() {
    let errors = validate(&cluster(&json!({"metadata": {"name": "Bad_Name"}})));
    let message = errors[0].to_string();
    let expected = "metadata.name: Invalid value: \"Bad_Name\": a lowercase RFC 1123 label must consist of";
    assert!(message.starts_with(expected), "{message}");
}

#[test]
fn too_many_pools_are_refused() {
    let pools: Vec<Value> = (0..51).map(|it| json!({"name": format!("p{it}")})).collect();
    let errors = validate(&cluster(&json!({"spec": {"topology": {"nodePools": pools}}})));
    assert_eq!(messages(&errors), ["spec.topology.nodePools: Too many: 51: must have at most 50 items"]);
}

#[test]
fn versions_go_forward_one_minor_at_a_time() {
    for (running, wanted, allowed) in [
        ("v1.34.2", "v1.34.3", true),
        ("v1.34.2", "v1.34", true),
        ("v1.34.2", "v1.35", true),
        ("v1.34.2", "v1.36", false),
        ("v1.34.2", "v1.33", false),
        ("v1.34.2", "v1.34.1", false),
        ("v1.34.2+vmware.1", "v1.34.2", true),
    ] {
        let old = cluster(&json!({"status": {"version": running}}));
        let new = cluster(&json!({"spec": {"distribution": {"version": wanted}}}));
        let errors = validate_update(&new, &old);
        assert_eq!(errors.is_empty(), allowed, "{running} {wanted} {:?}", messages(&errors));
    }
}

#[test]
fn networks_stay_as_they_are() {
    let mut old = cluster(&json!({}));
    default(&mut old);
    for (path, change) in [
        ("spec.network.pods.cidrBlocks", json!({"pods": {"cidrBlocks": ["172.16.0.0/16"]}})),
        ("spec.network.services.cidrBlocks", json!({"services": {"cidrBlocks": ["172.16.0.0/16"]}})),
        ("spec.network.serviceDomain", json!({"serviceDomain": "other.local"})),
        ("spec.network.cni.name", json!({"cni": {"name": "calico"}})),
    ] {
        let mut new = cluster(&json!({"spec": {"network": change}}));
        default(&mut new);
        let errors = validate_update(&new, &old);
        assert_eq!(errors.len(), 1, "{path} {:?}", messages(&errors));
        assert_eq!(errors[0].field, path);
        assert_eq!(errors[0].detail, "field is immutable");
    }
}
