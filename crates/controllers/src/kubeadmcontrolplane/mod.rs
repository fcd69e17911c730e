//! KubeadmControlPlanes: the cluster's certificates and access, and the machines of its control plane, one operation at a time.

mod kubeadm_config;
mod machines;
mod plan;
mod status;
pub(crate) mod up_to_date;

use std::{future::Future, sync::Arc};

use api::{
    cluster::{Cluster, Machine},
    conditions,
    controlplane::{KubeadmControlPlane, kubeadm_control_plane::condition},
    meta::{finalizer, label},
};
use plan::Step;
use status::Found;

use crate::{
    cluster_secrets::{self, Kubeconfigs},
    context::Context,
    contract,
    controller::{Controller, Next},
    error::Error,
    key::Key,
    machine_parts, meta,
};

pub(super) const MANAGER: &str = "atoll-kubeadmcontrolplane";
/// The guest serves but kubeadm has not finished: nothing can be watched there yet.
const UNTIL_KUBEADM_IS_DONE: std::time::Duration = std::time::Duration::from_secs(1);

pub(crate) fn start(ctx: &Context) -> impl Future<Output = ()> + Send + 'static {
    let all = &ctx.informers;
    let (members, of_machine, of_secret, of_template) = (all.clone(), all.clone(), all.clone(), all.clone());
    let controller = Controller::new(MANAGER)
        .reconciles_wishes(&all.kubeadm_control_planes)
        .wakes(&all.machines, move |old, new| {
            // Workers matter only to a control plane that waits for them to be gone.
            let changed = contract::machine_matters(old, new).then(|| new.or(old)).flatten();
            let changed = changed
                .filter(|machine| new.is_none() || meta::label(&machine.metadata, label::CONTROL_PLANE).is_some());
            let cluster = changed.and_then(contract::cluster_key);
            cluster
                .map(|cluster| of_machine.kubeadm_control_planes.of_cluster(&cluster))
                .into_iter()
                .flatten()
                .map(|one| Key::of(one.as_ref()))
        })
        .wakes(&all.secrets, move |old, new| {
            let cluster = old.filter(|_| new.is_none()).and_then(contract::cluster_key);
            cluster
                .map(|cluster| of_secret.kubeadm_control_planes.of_cluster(&cluster))
                .into_iter()
                .flatten()
                .map(|one| Key::of(one.as_ref()))
        })
        .wakes(&all.vsphere_machine_templates, move |old, new| {
            let created = new.filter(|_| old.is_none()).map(Key::of);
            let entry = created
                .map(|key| crate::informers::index::reference(&key.namespace, "VSphereMachineTemplate", &key.name));
            entry
                .map(|entry| of_template.kubeadm_control_planes.indexed(&entry))
                .into_iter()
                .flatten()
                .map(|one| Key::of(one.as_ref()))
        })
        .wakes(&all.clusters, move |old, new| contract::members(&members.kubeadm_control_planes, old, new));
    let (queue, guests) = (controller.queue(), all.clone());
    ctx.guests.on_change(move |cluster, old, _| {
        // A Node that appears may be the sign that kubeadm is done; later changes come through the Machines.
        if old.is_none() {
            for one in guests.kubeadm_control_planes.of_cluster(cluster) {
                queue.add(Key::of(one.as_ref()));
            }
        }
    });
    let ctx = ctx.clone();
    let kubeconfigs = Arc::new(Kubeconfigs::default());
    async move {
        controller
            .run(ctx, move |ctx, key| {
                let kubeconfigs = kubeconfigs.clone();
                async move { reconcile(&ctx, &key, &kubeconfigs).await }
            })
            .await;
    }
}

async fn reconcile(ctx: &Context, key: &Key, kubeconfigs: &Kubeconfigs) -> Result<Next, Error> {
    let all = &ctx.informers;
    let Some(object) = all.kubeadm_control_planes.get(key) else {
        return Ok(Next::Change);
    };
    // The Cluster has not taken it yet.
    let Some(cluster) =
        contract::cluster_of(ctx, object.as_ref()).filter(|_| meta::owner(&object.metadata, "Cluster").is_some())
    else {
        if meta::is_deleting(&object.metadata) {
            all.kubeadm_control_planes.remove_finalizer(MANAGER, &object, finalizer::KUBEADM_CONTROL_PLANE).await?;
        }
        return Ok(Next::Change);
    };
    let mut found = Found::gather(ctx, &object, &cluster);
    if found.paused {
        return finish(ctx, &object, &found, Ok(Step::Nothing), Next::Change).await;
    }
    if meta::is_deleting(&object.metadata) {
        let step = machines::delete_all(ctx, &object, &found).await;
        if matches!(step, Ok(Step::Nothing)) {
            kubeconfigs.forget(&Key::of(cluster.as_ref()));
            all.kubeadm_control_planes.remove_finalizer(MANAGER, &object, finalizer::KUBEADM_CONTROL_PLANE).await?;
            return Ok(Next::Change);
        }
        return finish(ctx, &object, &found, step, Next::Change).await;
    }
    if all.kubeadm_control_planes.add_finalizer(MANAGER, &object, finalizer::KUBEADM_CONTROL_PLANE).await? {
        return Ok(Next::Change);
    }
    let mut next = Next::Change;
    let step = advance(ctx, &object, &cluster, &mut found, kubeconfigs, &mut next).await;
    finish(ctx, &object, &found, step, next).await
}

/// Certificates, access, first sign of life, and one operation on the machines.
async fn advance(
    ctx: &Context,
    object: &Arc<KubeadmControlPlane>,
    cluster: &Cluster,
    found: &mut Found,
    kubeconfigs: &Kubeconfigs,
    next: &mut Next,
) -> Result<Step, Error> {
    if !contract::infrastructure_provisioned(cluster) {
        return Ok(Step::Wait("Waiting for the infrastructure of the cluster".to_owned()));
    }
    let key = Key::of(cluster);
    cluster_secrets::ensure(
        ctx,
        MANAGER,
        &key,
        object.as_ref(),
        &meta::controller_of(object.as_ref()),
        has_external_etcd(object),
    )
    .await?;
    found.certificates = true;
    let Some(endpoint) = contract::endpoint(cluster.spec.control_plane_endpoint.as_ref()) else {
        return Ok(Step::Wait("Waiting for the endpoint of the cluster".to_owned()));
    };
    *next = next.or(Next::After(kubeconfigs.ensure(ctx, MANAGER, object.as_ref(), &key, endpoint).await?));
    let template = key.sibling(object.spec.machine_template.spec.infrastructure_ref.name.as_str());
    machine_parts::own_template(MANAGER, &ctx.informers.vsphere_machine_templates, &template, cluster).await?;
    machines::repair(ctx, object, found).await?;
    machines::carry_over(ctx, object, found).await?;
    if !found.initialized && found.reachable {
        found.initialized = kubeadm_config::exists(ctx, &key).await?;
        if !found.initialized {
            *next = next.or(Next::After(UNTIL_KUBEADM_IS_DONE));
        }
    }
    let step = plan::step(&found.request(object));
    machines::carry_out(ctx, object, cluster, found, &step).await?;
    Ok(step)
}

async fn finish(
    ctx: &Context,
    object: &Arc<KubeadmControlPlane>,
    found: &Found,
    step: Result<Step, Error>,
    next: Next,
) -> Result<Next, Error> {
    let status = status::plan(object, found, &step, &api::time::now());
    let before = object.status.clone().unwrap_or_default();
    if ctx.informers.kubeadm_control_planes.update_status(MANAGER, object, &status).await? {
        for (type_, message) in [
            (condition::INITIALIZED, "The control plane serves for the first time"),
            (condition::AVAILABLE, "The control plane is available"),
        ] {
            if !conditions::is_true(&before.conditions, type_) && conditions::is_true(&status.conditions, type_) {
                ctx.events.normal(MANAGER, object.as_ref(), type_, message);
            }
        }
    }
    step.map(|_| next)
}

fn has_external_etcd(object: &KubeadmControlPlane) -> bool {
    let configuration = object.spec.kubeadm_config_spec.as_ref().and_then(|spec| spec.cluster_configuration.as_ref());
    configuration.and_then(|configuration| configuration.etcd.as_ref()).is_some_and(|etcd| etcd.external.is_some())
}

/// Machines that this control plane owns, by name.
fn owned(ctx: &Context, object: &KubeadmControlPlane) -> Vec<Arc<Machine>> {
    ctx.informers.machines.owned_by(object.metadata.uid.as_deref().unwrap_or_default())
}
