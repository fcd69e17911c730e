//! What a request would take, before it is made.

use crate::{
    SignedIn,
    amounts::{self, Amounts},
    facts::Facts,
    kind, read,
    view::{Error, MachineNeed, Plan, RequestForm, RequestOptions},
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
    let used = amounts::used_by(existing.iter(), &classes);
    let asked = machines.iter().fold(Amounts::default(), |sum, need| {
        sum.plus(Amounts { milli_cpu: need.milli_cpu, memory: need.memory, storage: need.storage })
    });
    let quotas: Vec<&Facts> = quotas.iter().collect();
    Ok(Some(Plan { machines, quota: used.gauges(asked, amounts::limits(&quotas)), placement: None }))
}

/// The machines of the request; `None` when a number or a class cannot be read. Pure.
pub(super) fn needs(form: &RequestForm, options: &RequestOptions) -> Option<Vec<MachineNeed>> {
    if !options.namespaces.iter().any(|option| option.name == form.namespace) {
        return None;
    }
    let disk = options.versions.iter().find(|option| option.version == form.version).map_or(0, |option| option.disk);
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
