//! What a request would take, before it is made.

use api::{
    guest::{GuestClusterControlPlane, GuestClusterNodePool, GuestClusterTopology},
    quantity::Amount,
    quota,
    vmoperator::{VirtualMachineClassHardware, VirtualMachineClassSpec},
};

use crate::{
    SignedIn,
    amounts::{self, Amounts},
    facts::Facts,
    kind, read,
    view::{Error, MachineNeed, Plan, PoolForm, RequestForm, RequestOptions},
};

/// The plan; `None` while the form cannot be read as a request.
pub(super) async fn plan(ctx: &SignedIn, form: &RequestForm, options: &RequestOptions) -> Result<Option<Plan>, Error> {
    let Some(machines) = needs(form, options) else {
        return Ok(None);
    };
    let space = Some(form.namespace.as_str());
    let (quotas, existing, classes) = tokio::try_join!(
        async { read::or_none(read::list(&ctx.client, &kind::RESOURCE_QUOTA, space, "").await) },
        async { read::or_none(read::list(&ctx.client, &kind::VIRTUAL_MACHINE, space, "").await) },
        async { read::or_none(read::list(&ctx.client, &kind::VIRTUAL_MACHINE_CLASS, space, "").await) },
    )?;
    let (asked, surge) = reservation(form, options).unwrap_or_default();
    let surge = surge_need(&machines, surge);
    let quotas: Vec<&Facts> = quotas.iter().collect();
    let used = amounts::taken(&quotas, amounts::used_by(existing.iter(), &classes));
    Ok(Some(Plan { machines, surge, quota: used.gauges(asked, amounts::limits(&quotas)), placement: None }))
}

/// One machine more for the control plane and each pool that has machines.
fn surge_need(machines: &[MachineNeed], size: Amounts) -> MachineNeed {
    let count = machines.iter().filter(|need| need.count > 0).count();
    MachineNeed {
        name: "Kept for upgrades".to_owned(),
        count: u32::try_from(count).unwrap_or(u32::MAX),
        class: String::new(),
        milli_cpu: size.milli_cpu,
        memory: size.memory,
        storage: size.storage,
    }
}

/// What is kept of the quota for the cluster: all its machines and those that an upgrade has too many, and the latter by
/// themselves. `None` when a number or a class cannot be read. Pure.
pub(super) fn reservation(form: &RequestForm, options: &RequestOptions) -> Option<(Amounts, Amounts)> {
    let replicas = |typed: &str| typed.trim().parse::<i32>().ok();
    let pool = |pool: &PoolForm| {
        let replicas = replicas(&pool.nodes)?;
        Some(GuestClusterNodePool { class: pool.class.clone(), replicas, ..GuestClusterNodePool::default() })
    };
    let topology = GuestClusterTopology {
        control_plane: GuestClusterControlPlane {
            class: form.control_plane_class.clone(),
            replicas: replicas(&form.control_plane_nodes)?,
            storage_class: None,
        },
        node_pools: form.pools.iter().map(pool).collect::<Option<_>>()?,
    };
    let class = |name: &str| {
        let option = options.classes.iter().find(|option| option.name == name)?;
        let hardware = VirtualMachineClassHardware {
            cpus: i64::try_from(option.milli_cpu / 1000).ok(),
            memory: Some(Amount::from_bytes(i64::try_from(option.memory).ok()?).into()),
            ..VirtualMachineClassHardware::default()
        };
        Some(VirtualMachineClassSpec { hardware: Some(hardware), ..VirtualMachineClassSpec::default() })
    };
    let image = Amount::from_bytes(i64::try_from(disk(form, options)).ok()?);
    let needs = quota::guest_cluster(&topology, image, class).ok()?;
    Some((Amounts::from(&needs.total), Amounts::from(&needs.surge)))
}

/// Bytes of the disks of the image of the chosen version.
fn disk(form: &RequestForm, options: &RequestOptions) -> u64 {
    options.versions.iter().find(|option| option.version == form.version).map_or(0, |option| option.disk)
}

/// The machines of the request; `None` when a number or a class cannot be read. Pure.
pub(super) fn needs(form: &RequestForm, options: &RequestOptions) -> Option<Vec<MachineNeed>> {
    if !options.namespaces.iter().any(|option| option.name == form.namespace) {
        return None;
    }
    let disk = disk(form, options);
    let need = |name: &str, count: &str, class: &str| {
        let count: u32 = count.trim().parse().ok()?;
        let option = options.classes.iter().find(|option| option.name == class)?;
        let size = Amounts { milli_cpu: option.milli_cpu, memory: option.memory, storage: disk }.times(count);
        Some(MachineNeed {
            name: name.to_owned(),
            count,
            class: class.to_owned(),
            milli_cpu: size.milli_cpu,
            memory: size.memory,
            storage: size.storage,
        })
    };
    let control_plane = need("Control plane", &form.control_plane_nodes, &form.control_plane_class);
    let pools = form.pools.iter().map(|pool| need(&pool.name, &pool.nodes, &pool.class));
    std::iter::once(control_plane).chain(pools).collect()
}
