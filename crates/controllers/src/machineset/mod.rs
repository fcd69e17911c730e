//! MachineSets: as many machines of one template as wanted.

mod plan;
mod status;

use std::{future::Future, sync::Arc};

use api::{
    cluster::{Cluster, Machine, MachineSet},
    meta::{annotation, finalizer, label},
};
use kube::{Resource, ResourceExt};
use status::Progress;

use crate::{
    context::Context,
    contract,
    controller::{Controller, Next},
    error::Error,
    informers::{Informers, index},
    key::Key,
    machine_names,
    machine_parts::{self, Bootstrap},
    meta,
};

const MANAGER: &str = "atoll-machineset";
const KIND: &str = "MachineSet";

pub(crate) fn start(ctx: &Context) -> impl Future<Output = ()> + Send + 'static {
    let all = &ctx.informers;
    let (members, of_machine_template, of_config_template) = (all.clone(), all.clone(), all.clone());
    let controller = Controller::new(MANAGER)
        .reconciles_wishes(&all.machine_sets)
        .wakes(&all.machines, |old, new| {
            let machine = if looked_at(old, new) { new.or(old) } else { None };
            machine.and_then(|machine| {
                Some(Key::of(machine).sibling(meta::controller(&machine.metadata, KIND)?.name.as_str()))
            })
        })
        .wakes(&all.vsphere_machine_templates, move |old, new| {
            created(&of_machine_template, new.filter(|_| old.is_none()))
        })
        .wakes(&all.kubeadm_config_templates, move |old, new| {
            created(&of_config_template, new.filter(|_| old.is_none()))
        })
        .wakes(&all.clusters, move |old, new| contract::members(&members.machine_sets, old, new));
    let ctx = ctx.clone();
    async move { controller.run(ctx, |ctx, key| async move { reconcile(&ctx, &key).await }).await }
}

/// Whether a Machine changed in something that is counted or carried over here.
fn looked_at(old: Option<&Machine>, new: Option<&Machine>) -> bool {
    let carried = |machine: &Machine| {
        let spec = &machine.spec;
        (spec.deletion.clone(), spec.min_ready_seconds, spec.readiness_gates.clone(), spec.taints.clone())
    };
    contract::machine_matters(old, new) || old.map(carried) != new.map(carried)
}

/// The sets that wait for a template that appeared.
fn created<K: Resource<DynamicType = ()>>(informers: &Informers, template: Option<&K>) -> Vec<Key> {
    let Some(template) = template else { return Vec::new() };
    let key = Key::of(template);
    let entry = index::reference(&key.namespace, &K::kind(&()), &key.name);
    informers.machine_sets.indexed(&entry).iter().map(|set| Key::of(set.as_ref())).collect()
}

async fn reconcile(ctx: &Context, key: &Key) -> Result<Next, Error> {
    let all = &ctx.informers;
    let Some(object) = all.machine_sets.get(key) else { return Ok(Next::Change) };
    let cluster = all.clusters.get(&key.sibling(object.spec.cluster_name.as_str()));
    if contract::is_paused(cluster.as_deref(), &object.metadata) {
        return finish(ctx, &object, Ok(Progress::Paused)).await;
    }
    if meta::is_deleting(&object.metadata) {
        let machines = owned(ctx, &object);
        for machine in &machines {
            all.machines.delete(machine).await?;
        }
        if machines.is_empty() {
            all.machine_sets.remove_finalizer(MANAGER, &object, finalizer::MACHINE_SET).await?;
            return Ok(Next::Change);
        }
        return finish(ctx, &object, Ok(Progress::Deleting)).await;
    }
    let Some(cluster) = cluster else {
        let missing = Error::Invalid(format!("Cluster {} does not exist", object.spec.cluster_name));
        // The Cluster's creation leads here again.
        return finish(ctx, &object, Err(missing)).await.or(Ok(Next::Change));
    };
    if all.machine_sets.update(MANAGER, &object, &claimed(&object, &cluster)).await? {
        return Ok(Next::Change);
    }
    let progress = advance(ctx, &object, &cluster).await;
    finish(ctx, &object, progress).await
}

/// With finalizer and label; owned by the Cluster unless a deployment owns it.
fn claimed(object: &MachineSet, cluster: &Cluster) -> MachineSet {
    let mut new = object.clone();
    let finalizers = new.metadata.finalizers.get_or_insert_default();
    if !finalizers.iter().any(|one| one == finalizer::MACHINE_SET) {
        finalizers.push(finalizer::MACHINE_SET.to_owned());
    }
    if meta::controller(&object.metadata, "MachineDeployment").is_none() {
        meta::ensure_owner(&mut new.metadata, meta::owner_of(cluster));
    }
    meta::set_label(&mut new.metadata, label::CLUSTER_NAME, object.spec.cluster_name.clone());
    if meta::annotation(&new.metadata, annotation::REQUEST_ID).is_none() {
        meta::copy_request_id(&cluster.metadata, &mut new.metadata);
    }
    new
}

/// Machines that this set controls, by name.
fn owned(ctx: &Context, object: &MachineSet) -> Vec<Arc<Machine>> {
    let owned = ctx.informers.machines.owned_by(object.metadata.uid.as_deref().unwrap_or_default());
    owned.into_iter().filter(|machine| meta::is_controlled_by(&machine.metadata, object)).collect()
}

/// Brings the number of machines to what is wanted, and carries over what may change.
async fn advance(ctx: &Context, object: &MachineSet, cluster: &Cluster) -> Result<Progress, Error> {
    let all = &ctx.informers;
    if meta::controller(&object.metadata, "MachineDeployment").is_none() {
        let (key, spec) = (Key::of(object), &object.spec.template.spec);
        machine_parts::own_template(
            MANAGER,
            &all.vsphere_machine_templates,
            &key.sibling(spec.infrastructure_ref.name.as_str()),
            cluster,
        )
        .await?;
        if let Some(config) = &spec.bootstrap.config_ref {
            machine_parts::own_template(
                MANAGER,
                &all.kubeadm_config_templates,
                &key.sibling(config.name.as_str()),
                cluster,
            )
            .await?;
        }
    }
    let machines = owned(ctx, object);
    for machine in machines.iter().filter(|machine| !meta::is_deleting(&machine.metadata)) {
        if machine_parts::may_be_missing(ctx, machine) {
            make_parts(ctx, object, machine).await?;
        }
        let new = plan::carried_over(object, machine);
        if new != **machine {
            all.machines.update(MANAGER, machine, &new).await?;
        }
    }
    let desired = usize::try_from(object.spec.replicas.unwrap_or(1)).unwrap_or_default();
    if machines.len() < desired {
        create(ctx, object, &machines, desired).await?;
    } else {
        for victim in plan::victims(object, &machines, machines.len() - desired) {
            if all.machines.delete(&victim).await? {
                ctx.events.normal(MANAGER, object, "MachineDeleted", format!("Deleting Machine {}", victim.name_any()));
            }
        }
    }
    Ok(Progress::Done)
}

/// Machines created in one go. The first of them leads here again, with what is wanted by then.
const BATCH: usize = 32;

/// Creates what is missing, a batch of it, unless the API knows of more machines than the informer does.
async fn create(ctx: &Context, object: &MachineSet, known: &[Arc<Machine>], desired: usize) -> Result<(), Error> {
    let key = Key::of(object);
    let selector = format!("{}={},{}={}", label::CLUSTER_NAME, object.spec.cluster_name, label::SET_NAME, key.name);
    let there = ctx.informers.machines.fetch_all(&key.namespace, &selector).await?;
    let is_known = |machine: &Machine| known.iter().any(|one| one.metadata.uid == machine.metadata.uid);
    let ours: Vec<&Machine> =
        there.iter().filter(|machine| meta::is_controlled_by(&machine.metadata, object)).collect();
    if !ours.iter().all(|machine| is_known(machine)) {
        // The informer is behind; its next event leads here again.
        return Ok(());
    }
    let missing = desired.saturating_sub(ours.len()).min(BATCH);
    for ordinal in machine_names::next_ordinals(there.iter().map(|machine| &machine.metadata), missing) {
        let wanted = plan::machine(object, ordinal);
        let name = wanted.name_any();
        let Some(created) = ctx.informers.machines.create(MANAGER, &wanted).await? else {
            return Err(Error::Invalid(format!("Machine {} exists and belongs to something else", key.sibling(name))));
        };
        ctx.events.normal(MANAGER, object, "MachineCreated", format!("Created Machine {name}"));
        make_parts(ctx, object, &created).await?;
    }
    Ok(())
}

async fn make_parts(ctx: &Context, object: &MachineSet, machine: &Machine) -> Result<(), Error> {
    let spec = &object.spec.template.spec;
    let bootstrap = spec.bootstrap.config_ref.as_ref().map_or(Bootstrap::None, Bootstrap::Template);
    machine_parts::ensure(ctx, MANAGER, machine, &spec.infrastructure_ref, bootstrap).await
}

async fn finish(ctx: &Context, object: &MachineSet, progress: Result<Progress, Error>) -> Result<Next, Error> {
    let status = status::plan(object, &owned(ctx, object), &progress, &api::time::now());
    ctx.informers.machine_sets.update_status(MANAGER, object, &status).await?;
    progress.map(|_| Next::Change)
}
