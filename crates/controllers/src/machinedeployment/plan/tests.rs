use serde_json::{Value, json};

use super::*;

fn deployment(more: Value) -> MachineDeployment {
    let mut value = json!({"metadata": {"name": "demo-workers", "namespace": "ns", "uid": "md"}, "spec": {
        "clusterName": "demo", "replicas": 3, "selector": {},
        "template": {"metadata": {"labels": {"pool": "workers"}}, "spec": {"clusterName": "demo", "version": "v1.34.0",
            "bootstrap": {"configRef": {"apiGroup": "b", "kind": "KubeadmConfigTemplate", "name": "t"}},
            "infrastructureRef": {"apiGroup": "i", "kind": "VSphereMachineTemplate", "name": "t"}}},
    }});
    merge(&mut value, more);
    serde_json::from_value(value).unwrap()
}

fn merge(into: &mut Value, from: Value) {
    match (into, from) {
        (Value::Object(into), Value::Object(from)) => {
            for (name, value) in from {
                merge(into.entry(name).or_insert(Value::Null), value);
            }
        }
        (into, from) => *into = from,
    }
}

fn now() -> Time {
    Time("2026-11-21T12:00:00Z".parse().unwrap())
}

/// The set that a deployment would create, as it stands later.
fn made(object: &MachineDeployment, uid: &str, created: &str, size: i32, available: i32) -> MachineSet {
    let mut set = plan(object, &[], &now()).create.unwrap();
    api::cluster::machine_set::default(&mut set);
    set.metadata.uid = Some(uid.to_owned());
    set.metadata.creation_timestamp = Some(Time(created.parse().unwrap()));
    set.spec.replicas = Some(size);
    set.status = Some(api::cluster::MachineSetStatus {
        replicas: Some(size),
        available_replicas: Some(available),
        ..Default::default()
    });
    set
}

const MORNING: &str = "2026-11-21T08:00:00Z";
const NOON: &str = "2026-11-21T11:00:00Z";

#[test]
fn the_set_carries_the_template_and_its_hash() {
    let set = plan(&deployment(json!({})), &[], &now()).create.unwrap();
    let hash = set.metadata.labels.as_ref().unwrap()["machine-template-hash"].clone();
    assert_eq!(set.metadata.name.as_deref(), Some(format!("demo-workers-{hash}").as_str()));
    assert_eq!(set.spec.replicas, Some(3));
    assert_eq!(set.spec.template.metadata.as_ref().unwrap().labels.as_ref().unwrap()["pool"], "workers");
    assert_eq!(set.spec.selector.match_labels.as_ref().unwrap()["cluster.x-k8s.io/deployment-name"], "demo-workers");
}

#[test]
fn only_what_needs_a_new_machine_changes_the_hash() {
    let of = |more: Value| hash(&deployment(more).spec.template.spec, None);
    let plain = of(json!({}));
    assert_eq!(
        plain,
        of(
            json!({"spec": {"template": {"metadata": {"labels": {"x": "y"}}, "spec": {"minReadySeconds": 9, "deletion": {"nodeDrainTimeoutSeconds": 1}}}}})
        )
    );
    assert_ne!(plain, of(json!({"spec": {"template": {"spec": {"version": "v1.35.0"}}}})));
    assert_ne!(plain, of(json!({"spec": {"template": {"spec": {"infrastructureRef": {"name": "u"}}}}})));
}

#[test]
fn labels_and_settings_reach_the_set_without_a_rollout() {
    let set = made(&deployment(json!({})), "a", MORNING, 3, 3);
    let object = deployment(
        json!({"spec": {"template": {"metadata": {"labels": {"pool": "other"}}, "spec": {"minReadySeconds": 9}}}}),
    );
    let plan = plan(&object, &[(&set, 3)], &now());
    let (_, new) = &plan.updates[0];
    assert_eq!(new.spec.template.metadata.as_ref().unwrap().labels.as_ref().unwrap()["pool"], "other");
    assert!(
        new.spec.template.metadata.as_ref().unwrap().labels.as_ref().unwrap().contains_key("machine-template-hash")
    );
    assert_eq!(new.spec.template.spec.min_ready_seconds, Some(9));
    assert!(plan.create.is_none());
}

#[test]
fn nothing_is_written_when_all_is_well() {
    let object = deployment(json!({}));
    let set = made(&object, "a", MORNING, 3, 3);
    let plan = plan(&object, &[(&set, 3)], &now());
    assert!(plan.create.is_none() && plan.updates.is_empty() && plan.remove.is_empty(), "{plan:?}");
}

#[test]
fn an_old_set_without_machines_goes() {
    let old = made(&deployment(json!({"spec": {"template": {"spec": {"version": "v1.33.0"}}}})), "old", MORNING, 0, 0);
    let object = deployment(json!({}));
    let current = made(&object, "new", NOON, 3, 3);
    assert_eq!(plan(&object, &[(&old, 0), (&current, 3)], &now()).remove.len(), 1);
}

#[test]
fn a_forced_rollout_makes_another_set_of_the_same_template() {
    let object = deployment(json!({"spec": {"rollout": {"after": "2026-11-21T10:00:00Z"}}}));
    let old = made(&deployment(json!({})), "old", MORNING, 3, 3);
    let created = plan(&object, &[(&old, 3)], &now()).create.unwrap();
    assert_ne!(created.metadata.name, old.metadata.name);
    let mut current = created;
    current.metadata.uid = Some("new".to_owned());
    current.metadata.creation_timestamp = Some(Time(NOON.parse().unwrap()));
    assert!(is_current(&object, &current, &now()) && !is_current(&object, &old, &now()));
    let later = deployment(json!({"spec": {"rollout": {"after": "2026-11-21T12:00:30Z"}}}));
    assert_eq!(until_rollout(&later, &now()), Some(Duration::from_secs(30)));
    assert!(is_current(&later, &old, &now()), "it has not passed yet");
}

#[test]
fn limits_round_as_the_public_controllers_do() {
    let text = |text: &str| IntOrString::String(text.to_owned());
    let cases = [
        (None, None, 3, (1, 0)),
        (Some(text("25%")), Some(text("25%")), 3, (1, 0)),
        (Some(text("34%")), Some(text("67%")), 3, (2, 2)),
        (Some(IntOrString::Int(0)), Some(text("10%")), 3, (0, 1)),
        (Some(IntOrString::Int(0)), Some(IntOrString::Int(5)), 3, (0, 3)),
    ];
    for (surge, unavailable, desired, expected) in cases {
        assert_eq!(limits_of(surge.as_ref(), unavailable.as_ref(), desired), expected, "{surge:?} {unavailable:?}");
    }
}

#[test]
fn a_rolling_update_steps() {
    let set = |size, available| SetView { size, available, machines: size };
    // desired, surge, unavailable, current, old → current size, old sizes
    let cases = [
        (3, 1, 0, set(0, 0), vec![set(3, 3)], 1, vec![3]),
        (3, 1, 0, set(1, 0), vec![set(3, 3)], 1, vec![3]),
        (3, 1, 0, set(1, 1), vec![set(3, 3)], 1, vec![2]),
        (3, 1, 0, set(3, 3), vec![set(0, 0)], 3, vec![0]),
        (3, 0, 1, set(0, 0), vec![set(3, 3)], 0, vec![2]),
        (3, 0, 1, set(0, 0), vec![set(2, 2)], 1, vec![2]),
        // What does not serve goes at once.
        (3, 1, 0, set(1, 0), vec![set(3, 1)], 1, vec![3]),
        (3, 1, 1, set(1, 0), vec![set(3, 1)], 1, vec![2]),
        // The oldest first.
        (3, 1, 0, set(2, 2), vec![set(1, 1), set(1, 1)], 2, vec![0, 1]),
        // Scaling without a rollout.
        (5, 1, 0, set(3, 3), vec![], 5, vec![]),
        (1, 1, 0, set(3, 3), vec![], 1, vec![]),
        (0, 1, 0, set(3, 3), vec![], 0, vec![]),
    ];
    for (desired, surge, unavailable, current, mut old, size, sizes) in cases {
        let got = rolling_update(desired, surge, unavailable, current, &mut old);
        assert_eq!(
            (got, old.iter().map(|set| set.size).collect::<Vec<_>>()),
            (size, sizes),
            "{desired} {surge} {unavailable} {current:?}"
        );
    }
}

/// Whatever the limits: it ends, never with more than allowed and never with fewer available than promised.
#[test]
fn a_rolling_update_keeps_its_limits_to_the_end() {
    for desired in 1..=5 {
        for surge in 0..=2 {
            for unavailable in 0..=2 {
                let (surge, unavailable) =
                    if surge == 0 && unavailable == 0 { (0, 1) } else { (surge, unavailable.min(desired)) };
                let mut current = SetView::default();
                let mut old = vec![SetView { size: desired, available: desired, machines: desired }];
                let mut rounds = 0;
                while current.size != desired || current.available != desired || old[0].size > 0 {
                    current.size = rolling_update(desired, surge, unavailable, current, &mut old);
                    old[0].available = old[0].available.min(old[0].size);
                    let total = current.size + old[0].size;
                    assert!(total <= desired + surge, "{desired} {surge} {unavailable}: {total}");
                    assert!(
                        current.available + old[0].available >= desired - unavailable,
                        "{desired} {surge} {unavailable}"
                    );
                    // One new machine begins to serve.
                    current.available = current.size.min(current.available + 1);
                    rounds += 1;
                    assert!(rounds < 50, "{desired} {surge} {unavailable} does not end");
                }
            }
        }
    }
}

#[test]
fn on_delete_replaces_what_someone_deleted() {
    let set = |size, machines| SetView { size, available: size, machines };
    let cases = [
        (3, vec![set(3, 3)], 0, vec![3]),
        (3, vec![set(3, 2)], 1, vec![2]),
        (3, vec![set(3, 0)], 3, vec![0]),
        (2, vec![set(3, 3)], 0, vec![2]),
        (5, vec![set(3, 3)], 2, vec![3]),
    ];
    for (desired, mut old, size, sizes) in cases {
        let got = on_delete(desired, SetView::default(), &mut old);
        assert_eq!((got, old.iter().map(|set| set.size).collect::<Vec<_>>()), (size, sizes), "{desired}");
    }
}
