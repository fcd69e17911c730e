//! Makes and removes the machines of a control plane.

use std::{collections::BTreeMap, sync::Arc};

use api::{
    bootstrap::KubeadmConfigSpec,
    cluster::{Cluster, Machine, MachineBootstrap, MachineSpec},
    controlplane::KubeadmControlPlane,
    meta::{finalizer, label},
};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kube::ResourceExt;

use super::{MANAGER, kubeadm_config, plan::Step, status::Found};
use crate::{
    context::Context,
    error::Error,
    key::Key,
    machine_names::{self, Naming},
    machine_parts::{self, Bootstrap},
    meta,
};

/// Does what the plan says.
pub(super) async fn carry_out(
    ctx: &Context,
    object: &Arc<KubeadmControlPlane>,
    cluster: &Cluster,
    found: &Found,
    step: &Step,
) -> Result<(), Error> {
    match step {
        Step::Nothing | Step::Wait(_) => Ok(()),
        Step::Create { init } => {
            if !init {
                kubeadm_config::bring_up_to_date(ctx, object, cluster).await?;
            }
            create(ctx, object, cluster, *init).await
        }
        Step::Delete(name) => {
            let Some(machine) = found.machines.iter().find(|machine| machine.machine.name_any() == *name) else {
                return Ok(());
            };
            if ctx.informers.machines.delete(&machine.machine).await? {
                ctx.events.normal(MANAGER, object.as_ref(), "MachineDeleted", format!("Deleting Machine {name}"));
            }
            Ok(())
        }
    }
}

/// Creates one machine, unless the API knows of more machines than the informer does.
async fn create(ctx: &Context, object: &KubeadmControlPlane, cluster: &Cluster, init: bool) -> Result<(), Error> {
    let key = Key::of(object);
    let selector =
        format!("{}={},{}={}", label::CLUSTER_NAME, Key::of(cluster).name, label::CONTROL_PLANE_NAME, key.name);
    let there = ctx.informers.machines.fetch_all(&key.namespace, &selector).await?;
    let known = super::owned(ctx, object);
    let is_known = |machine: &Machine| known.iter().any(|one| one.metadata.uid == machine.metadata.uid);
    if !there.iter().filter(|machine| meta::is_controlled_by(&machine.metadata, object)).all(is_known) {
        // The informer is behind; its next event leads here again.
        return Ok(());
    }
    let naming = Naming {
        template: object.spec.machine_naming.as_ref().and_then(|naming| naming.template.as_deref()),
        cluster: &Key::of(cluster).name,
        owner_kind: "kubeadmControlPlane",
        owner: &key.name,
        owner_uid: object.metadata.uid.as_deref().unwrap_or_default(),
    };
    for ordinal in machine_names::next_ordinals(there.iter().map(|machine| &machine.metadata), 1) {
        let name = machine_names::machine_name(&naming, ordinal);
        let wanted = machine(object, cluster, &name, ordinal);
        let Some(created) = ctx.informers.machines.create(MANAGER, &wanted).await? else {
            return Err(Error::Invalid(format!("Machine {} exists and belongs to something else", key.sibling(name))));
        };
        ctx.events.normal(MANAGER, object, "MachineCreated", format!("Created Machine {name}"));
        make_parts(ctx, object, &created, init).await?;
    }
    Ok(())
}

/// Makes what an interrupted attempt left out.
pub(super) async fn repair(ctx: &Context, object: &KubeadmControlPlane, found: &Found) -> Result<(), Error> {
    for one in found.machines.iter().filter(|one| !meta::is_deleting(&one.machine.metadata)) {
        if machine_parts::may_be_missing(ctx, &one.machine) {
            // The only machine of a cluster that never served is the one that starts it.
            make_parts(ctx, object, &one.machine, !found.initialized && found.machines.len() == 1).await?;
        }
    }
    Ok(())
}

async fn make_parts(ctx: &Context, object: &KubeadmControlPlane, machine: &Machine, init: bool) -> Result<(), Error> {
    let spec = object.spec.kubeadm_config_spec.clone().unwrap_or_default();
    let template = &object.spec.machine_template.spec.infrastructure_ref;
    machine_parts::ensure(ctx, MANAGER, machine, template, Bootstrap::Spec(Box::new(config_for(spec, init)))).await
}

/// The first machine starts the cluster, the others join it.
fn config_for(mut spec: KubeadmConfigSpec, init: bool) -> KubeadmConfigSpec {
    if init {
        spec.join_configuration = None;
        spec.init_configuration.get_or_insert_default();
        spec.cluster_configuration.get_or_insert_default();
    } else {
        spec.init_configuration = None;
        spec.join_configuration.get_or_insert_default().control_plane.get_or_insert_default();
    }
    spec
}

fn machine(object: &KubeadmControlPlane, cluster: &Cluster, name: &str, ordinal: u64) -> Machine {
    let template = &object.spec.machine_template;
    let given = template.metadata.clone().unwrap_or_default();
    let mut made = ObjectMeta {
        name: Some(name.to_owned()),
        namespace: object.metadata.namespace.clone(),
        labels: Some(labels(object, given.labels.unwrap_or_default())),
        annotations: given.annotations,
        finalizers: Some(vec![finalizer::MACHINE.to_owned()]),
        owner_references: Some(vec![meta::controller_of(object)]),
        ..ObjectMeta::default()
    };
    meta::set_annotation(&mut made, machine_names::ORDINAL, ordinal.to_string());
    meta::copy_request_id(&object.metadata, &mut made);
    Machine {
        metadata: made,
        spec: MachineSpec {
            cluster_name: Key::of(cluster).name.to_string(),
            version: Some(object.spec.version.clone()),
            bootstrap: MachineBootstrap {
                config_ref: Some(machine_parts::bootstrap_ref(name)),
                data_secret_name: None,
            },
            infrastructure_ref: machine_parts::infrastructure_ref(name),
            deletion: template.spec.deletion.clone(),
            readiness_gates: template.spec.readiness_gates.clone(),
            taints: template.spec.taints.clone(),
            ..MachineSpec::default()
        },
        status: None,
    }
}

fn labels(object: &KubeadmControlPlane, given: BTreeMap<String, String>) -> BTreeMap<String, String> {
    let mut labels = given;
    let cluster = meta::label(&object.metadata, label::CLUSTER_NAME).unwrap_or_default();
    labels.insert(label::CLUSTER_NAME.to_owned(), cluster.to_owned());
    labels.insert(label::CONTROL_PLANE.to_owned(), String::new());
    labels.insert(label::CONTROL_PLANE_NAME.to_owned(), object.name_any());
    labels
}

/// What may change without a new machine is carried over to the machines that are there.
pub(super) async fn carry_over(ctx: &Context, object: &KubeadmControlPlane, found: &Found) -> Result<(), Error> {
    let template = &object.spec.machine_template;
    let given = template.metadata.clone().unwrap_or_default();
    for one in found.machines.iter().filter(|one| !meta::is_deleting(&one.machine.metadata)) {
        let mut new = one.machine.as_ref().clone();
        new.metadata.labels.get_or_insert_default().extend(labels(object, given.labels.clone().unwrap_or_default()));
        new.metadata.annotations.get_or_insert_default().extend(given.annotations.clone().unwrap_or_default());
        new.spec.deletion = template.spec.deletion.clone();
        new.spec.readiness_gates = template.spec.readiness_gates.clone();
        new.spec.taints = template.spec.taints.clone();
        // As admission will fill it in, so that what comes back is what was wanted.
        api::cluster::machine::default(&mut new);
        if new != *one.machine {
            ctx.informers.machines.update(MANAGER, &one.machine, &new).await?;
        }
    }
    Ok(())
}

/// Deletes all machines of a control plane that goes, once no worker needs it. [`Step::Nothing`] when none is left.
pub(super) async fn delete_all(ctx: &Context, object: &KubeadmControlPlane, found: &Found) -> Result<Step, Error> {
    if found.workers > 0 {
        return Ok(Step::Wait(format!("Waiting for {} worker machines to be deleted", found.workers)));
    }
    for one in &found.machines {
        ctx.informers.machines.delete(&one.machine).await?;
    }
    let left = super::owned(ctx, object);
    Ok(if left.is_empty() {
        Step::Nothing
    } else {
        Step::Wait(format!("Waiting for {} control plane machines to be deleted", left.len()))
    })
}
