//! The plan of a new guest cluster, or of a change to one. Pure.

use api::{
    guest::{GuestCluster, guest_cluster},
    quantity::Amount,
    quota::{Amounts as Taken, class_size, cluster_needs},
    vmoperator::VirtualMachineClassSpec,
};
use serde::Deserialize;
use serde_json::Value;
use texts::t;

use super::{
    ground::Ground,
    placement::{self, Wanted},
    quota::{self, Bound},
    restarts,
};
use crate::{
    amounts::{self, Amounts},
    facts::Facts,
    object::difference,
    view::{Address, AddressKind, Hunk, MachineNeed, Plan, Restart},
    yaml,
};

/// A new cluster, or a change to one.
pub(crate) struct Change<'a> {
    /// The cluster as it stands; none for a new one.
    pub(crate) before: Option<&'a Facts>,
    /// The object as it will be applied.
    pub(crate) after: &'a Value,
    /// Bytes of the disks of the image that its machines will boot from.
    pub(crate) image: u64,
}

/// The plan; `None` while the object cannot be read, or names a class that is not known.
pub(crate) fn plan(change: &Change<'_>, ground: &Ground) -> Option<Plan> {
    let mut after = GuestCluster::deserialize(change.after).ok()?;
    guest_cluster::default(&mut after);
    let before = change.before.and_then(|facts| GuestCluster::deserialize(facts.object()).ok());
    let image = Amount::from_bytes(i64::try_from(change.image).ok()?);
    let needs = cluster_needs(&after.spec, image, |name| class(&ground.classes, name)).ok()?;
    let earlier = change.before.map(quota::reservation).unwrap_or_default();
    let more = quota::more(&needs, &earlier, before.is_none());
    let bounds = Bound::all(&ground.quotas);
    let uid = change.before.map(Facts::uid).unwrap_or_default();
    let machines = machines(before.as_ref(), &after, ground, change.image)?;
    let restarts = before.as_ref().map(|before| restarts::of(before, &after)).unwrap_or_default();
    let wanted = wanted(&machines, &restarts, ground);
    Some(Plan {
        surge: (!bounds.is_empty()).then(|| surge(&after, Amounts::from(&Taken::of_quantities(&needs.surge)))),
        quota: quota::gauges(&more, &bounds, &taken(ground)),
        shortfall: quota::shortfall(&more, &bounds, &quota::ahead(&ground.clusters, &earlier, uid)),
        placement: (!ground.rooms.is_empty())
            .then(|| placement::place(&wanted, ground.rooms.clone(), ground.names_hosts))
            .flatten(),
        addresses: addresses(change.before, &after),
        changes: change.before.map(|before| changes(before, change.after)).unwrap_or_default(),
        restarts,
        machines,
    })
}

/// What the machines of the namespace take, for resources that no quota counts.
fn taken(ground: &Ground) -> Taken {
    let used = amounts::used_by(ground.machines.iter(), &ground.classes);
    let bytes = |bytes: u64| Amount::from_bytes(i64::try_from(bytes).unwrap_or(i64::MAX));
    [
        (api::quota::REQUESTS_CPU, Amount::from_milli(i64::try_from(used.milli_cpu).unwrap_or(i64::MAX))),
        (api::quota::REQUESTS_MEMORY, bytes(used.memory)),
        (api::quota::REQUESTS_STORAGE, bytes(used.storage)),
    ]
    .into_iter()
    .map(|(name, amount)| (name.to_owned(), amount))
    .collect()
}

fn class(classes: &[Facts], name: &str) -> Option<VirtualMachineClassSpec> {
    let class = classes.iter().find(|class| class.name() == name)?;
    VirtualMachineClassSpec::deserialize(class.at("/spec")?).ok()
}

/// The machines after the change, the pools that go last.
fn machines(
    before: Option<&GuestCluster>,
    after: &GuestCluster,
    ground: &Ground,
    image: u64,
) -> Option<Vec<MachineNeed>> {
    let count = |replicas: i32| u32::try_from(replicas).unwrap_or_default();
    let need = |name: &str, before: Option<u32>, replicas: i32, class_name: &str, volumes: u64| {
        let size = Amounts::from(&class_size(&class(&ground.classes, class_name)?));
        let size = Amounts { storage: image.saturating_add(volumes), ..size }.times(count(replicas));
        Some(MachineNeed {
            name: name.to_owned(),
            before,
            count: count(replicas),
            class: class_name.to_owned(),
            milli_cpu: size.milli_cpu,
            memory: size.memory,
            storage: size.storage,
        })
    };
    let plane = &after.spec.topology.control_plane;
    let plane_before = before.map(|it| count(it.spec.topology.control_plane.replicas));
    let mut needs = vec![need(&t().word_control_plane(), plane_before, plane.replicas, &plane.class, 0)?];
    let pool_before = |name: &str| {
        let pools = &before?.spec.topology.node_pools;
        Some(pools.iter().find(|pool| pool.name == name).map_or(0, |pool| count(pool.replicas)))
    };
    for pool in &after.spec.topology.node_pools {
        let volumes = pool.volumes.iter().flatten().filter_map(|volume| Amount::try_from(&volume.capacity).ok());
        let volumes = volumes.map(|amount| u64::try_from(amount.units()).unwrap_or_default()).sum();
        needs.push(need(&pool.name, pool_before(&pool.name), pool.replicas, &pool.class, volumes)?);
    }
    let gone = before.into_iter().flat_map(|before| &before.spec.topology.node_pools);
    let gone = gone.filter(|pool| after.spec.topology.node_pools.iter().all(|one| one.name != pool.name));
    needs.extend(gone.map(|pool| MachineNeed {
        name: pool.name.clone(),
        before: Some(count(pool.replicas)),
        class: pool.class.clone(),
        ..MachineNeed::default()
    }));
    Some(needs)
}

/// One machine more for the control plane and each pool that has machines.
fn surge(after: &GuestCluster, size: Amounts) -> MachineNeed {
    let topology = &after.spec.topology;
    let replicas = topology.node_pools.iter().map(|pool| pool.replicas).chain([topology.control_plane.replicas]);
    let count = replicas.filter(|replicas| *replicas > 0).count();
    MachineNeed {
        count: u32::try_from(count).unwrap_or(u32::MAX),
        milli_cpu: size.milli_cpu,
        memory: size.memory,
        storage: size.storage,
        ..MachineNeed::default()
    }
}

/// The machines that need a place: new ones, and where machines are replaced one at a time the one that is too many.
fn wanted(machines: &[MachineNeed], restarts: &[Restart], ground: &Ground) -> Vec<Wanted> {
    let wanted = machines.iter().filter_map(|need| {
        let size = Amounts::from(&class_size(&class(&ground.classes, &need.class)?));
        let added = need.count.saturating_sub(need.before.unwrap_or(0));
        let replaced = u32::from(restarts.iter().any(|restart| restart.name == need.name));
        Some(Wanted { class: need.class.clone(), size, count: added + replaced })
    });
    wanted.collect()
}

fn addresses(before: Option<&Facts>, after: &GuestCluster) -> Vec<Address> {
    let Some(network) = after.spec.network.as_ref().filter(|_| before.is_none()) else { return Vec::new() };
    let text = |blocks: Option<&Vec<String>>| blocks.map(|blocks| blocks.join(", ")).unwrap_or_default();
    let (pods, services) = (network.pods.as_ref(), network.services.as_ref());
    vec![
        Address { kind: AddressKind::LoadBalancer, text: String::new() },
        Address { kind: AddressKind::Pods, text: text(pods.map(|ranges| &ranges.cidr_blocks)) },
        Address { kind: AddressKind::Services, text: text(services.map(|ranges| &ranges.cidr_blocks)) },
    ]
}

/// The difference in what people write of an object: its specification, labels and annotations.
fn changes(before: &Facts, after: &Value) -> Vec<Hunk> {
    let text = |object: &Value| {
        let mut object = object.clone();
        if let Some(fields) = object.as_object_mut() {
            fields.remove("status");
        }
        if let Some(metadata) = object.get_mut("metadata").and_then(Value::as_object_mut) {
            metadata.retain(|key, _| ["name", "namespace", "labels", "annotations"].contains(&key.as_str()));
        }
        yaml::shown(&object)
    };
    difference::hunks(&text(before.object()), &text(after)).0
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Change, plan};
    use crate::{
        amounts::Amounts,
        facts::Facts,
        plan::{ground::Ground, placement::Room},
        view::DiffLine,
    };

    fn facts(kind: &str, object: Value) -> Facts {
        Facts::new(object, "v1", kind)
    }

    fn cluster(replicas: i64, version: &str) -> Value {
        json!({
            "apiVersion": "guest.atoll.dev/v1alpha1", "kind": "GuestCluster",
            "metadata": {"name": "demo", "namespace": "team-a", "uid": "u", "resourceVersion": "7"},
            "spec": {
                "distribution": {"version": version},
                "topology": {
                    "controlPlane": {"class": "small", "replicas": 1},
                    "nodePools": [{"name": "workers", "class": "small", "replicas": replicas}],
                },
            },
        })
    }

    fn ground() -> Ground {
        let whole = Amounts { milli_cpu: 64_000, memory: 256 << 30, storage: 0 };
        Ground {
            quotas: vec![facts(
                "ResourceQuota",
                json!({"spec": {"hard": {"requests.cpu": "32"}}, "status": {"used": {"requests.cpu": "20"}}}),
            )],
            classes: vec![facts(
                "VirtualMachineClass",
                json!({"metadata": {"name": "small"}, "spec": {"hardware": {"cpus": 4, "memory": "8Gi"}}}),
            )],
            rooms: vec![Room { host: "kvm-1".to_owned(), whole, free: Amounts { milli_cpu: 10_000, ..whole } }],
            ..Ground::default()
        }
    }

    #[test]
    fn a_new_cluster_is_planned_with_its_surge() {
        let after = cluster(2, "v1.37");
        let plan = plan(&Change { before: None, after: &after, image: 20 << 30 }, &ground()).expect("readable");
        let counts: Vec<_> =
            plan.machines.iter().map(|it| (it.name.as_str(), it.before, it.count, it.milli_cpu)).collect();
        assert_eq!(counts, [("Control plane", None, 1, 4000), ("workers", None, 2, 8000)]);
        assert_eq!(plan.machines[1].storage, 40 << 30);
        assert_eq!(plan.surge.as_ref().map(|surge| (surge.count, surge.milli_cpu)), Some((2, 8000)));
        assert_eq!((plan.quota[0].used, plan.quota[0].asked, plan.quota[0].short()), (20_000, 20_000, 8_000));
        assert_eq!((plan.shortfall[0].missing, plan.shortfall[0].total.as_str()), (8_000, "40"));
        let placement = plan.placement.expect("hosts are known");
        assert_eq!((placement.machines, placement.placed, placement.homeless.as_deref()), (3, 2, Some("small")));
        assert!(placement.hosts.is_empty(), "names of hosts are not told");
        assert_eq!(plan.addresses[1].text, "192.168.0.0/16");
        assert!(plan.changes.is_empty() && plan.restarts.is_empty());
    }

    #[test]
    fn a_change_tells_what_it_adds_what_it_replaces_and_its_lines() {
        let mut before = cluster(2, "v1.36");
        before["status"] = json!({"version": "v1.36.1", "reservation": {"amounts": {"requests.cpu": "20"}}});
        let before = facts("GuestCluster", before);
        let of = |after: &Value| plan(&Change { before: Some(&before), after, image: 0 }, &ground()).expect("readable");
        let scaled = of(&cluster(3, "v1.36"));
        assert_eq!((scaled.machines[1].before, scaled.machines[1].count), (Some(2), 3));
        assert_eq!((scaled.quota[0].asked, scaled.shortfall.len()), (4_000, 0));
        assert_eq!(scaled.placement.map(|it| (it.machines, it.placed)), Some((1, 1)));
        let lines = scaled.changes.iter().flat_map(|hunk| &hunk.text);
        let changed: Vec<_> = lines.filter(|line| !matches!(line, DiffLine::Same(_))).cloned().collect();
        let texts: Vec<String> = changed
            .iter()
            .map(|line| match line {
                DiffLine::Added(text) => format!("+{}", text.trim()),
                DiffLine::Removed(text) => format!("-{}", text.trim()),
                DiffLine::Same(text) => text.clone(),
            })
            .collect();
        assert_eq!(texts, ["-replicas: 2", "+replicas: 3"]);
        assert!(scaled.restarts.is_empty() && scaled.addresses.is_empty());
        let upgraded = of(&cluster(2, "v1.37"));
        assert_eq!(upgraded.restarts.len(), 2);
        assert_eq!(upgraded.quota[0].asked, 0, "an upgrade's surge is kept already");
        assert_eq!(upgraded.placement.map(|it| it.machines), Some(2), "one more at a time, of each");
    }

    #[test]
    fn what_cannot_be_read_has_no_plan() {
        let mut unknown = cluster(1, "v1.37");
        unknown["spec"]["topology"]["controlPlane"]["class"] = "none".into();
        let mut wrong = cluster(1, "v1.37");
        wrong["spec"]["topology"]["controlPlane"]["replicas"] = "many".into();
        for after in [unknown, wrong] {
            assert_eq!(plan(&Change { before: None, after: &after, image: 0 }, &ground()), None);
        }
    }
}
