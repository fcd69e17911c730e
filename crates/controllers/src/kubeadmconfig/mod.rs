//! KubeadmConfigs: the bootstrap data of machines, and the tokens with which they join.

mod cloud_config;
mod discovery;
pub(crate) mod kubeadm;
mod lock;
mod plan;
mod resolve;
mod status;
mod tokens;

use std::{future::Future, sync::Arc};

use api::{
    bootstrap::{BootstrapFormat, KubeadmConfig},
    cluster::{Cluster, Machine},
    meta::{annotation, secret},
};
use cloud_config::Action;
use kubeadm::Target;
use plan::Step;

use crate::{
    cluster_secrets::{self, Certificates},
    context::Context,
    contract,
    controller::{Controller, Next},
    error::Error,
    informers::Informers,
    key::Key,
    meta,
};

const MANAGER: &str = "atoll-kubeadmconfig";
const KIND: &str = "KubeadmConfig";

pub(crate) fn start(ctx: &Context) -> impl Future<Output = ()> + Send + 'static {
    let all = &ctx.informers;
    let (members, neighbours, of_guest) = (all.clone(), all.clone(), all.clone());
    let controller = Controller::new(MANAGER)
        .concurrency(32)
        .reconciles_wishes(&all.kubeadm_configs)
        .wakes(&all.machines, move |old, new| machine_changed(&neighbours, old, new))
        .wakes(&all.clusters, move |old, new| contract::members(&members.kubeadm_configs, old, new));
    let queue = controller.queue();
    ctx.guests.on_change(move |cluster, old, new| {
        if old.is_none() && new.is_none() {
            for config in of_guest.kubeadm_configs.of_cluster(cluster) {
                queue.add(Key::of(config.as_ref()));
            }
        }
    });
    let ctx = ctx.clone();
    async move { controller.run(ctx, |ctx, key| async move { reconcile(&ctx, &key).await }).await }
}

/// The config of a Machine that appeared, joined or changed hands; all of the cluster when one that may hold the lock is gone.
fn machine_changed(all: &Informers, old: Option<&Machine>, new: Option<&Machine>) -> Vec<Key> {
    let Some(new) = new else {
        let cluster = old.and_then(contract::cluster_key);
        let waiting = cluster.map(|cluster| all.kubeadm_configs.of_cluster(&cluster)).unwrap_or_default();
        return waiting
            .iter()
            .filter(|config| !plan::has_data(config))
            .map(|config| Key::of(config.as_ref()))
            .collect();
    };
    let looked_at = |machine: &Machine| {
        let node = machine.status.as_ref().and_then(|status| status.node_ref.clone());
        (machine.metadata.uid.clone(), node, machine.spec.bootstrap.clone(), machine.spec.version.clone())
    };
    if old.is_some_and(|old| looked_at(old) == looked_at(new)) {
        return Vec::new();
    }
    let config = new.spec.bootstrap.config_ref.as_ref().filter(|reference| reference.kind == KIND);
    config.map(|reference| Key::of(new).sibling(reference.name.as_str())).into_iter().collect()
}

async fn reconcile(ctx: &Context, key: &Key) -> Result<Next, Error> {
    let Some(config) = ctx.informers.kubeadm_configs.get(key).filter(|config| !meta::is_deleting(&config.metadata))
    else {
        return Ok(Next::Change);
    };
    // The Machine has not taken it yet.
    let machine = meta::owner(&config.metadata, "Machine")
        .and_then(|owner| ctx.informers.machines.get(&key.sibling(owner.name.as_str())));
    let (Some(machine), Some(cluster)) = (machine, contract::cluster_of(ctx, config.as_ref())) else {
        return Ok(Next::Change);
    };
    let step = plan::step(&config, &machine, &cluster);
    let mut next = Next::Change;
    let result = match &step {
        Step::Paused | Step::WaitForInfrastructure | Step::WaitForControlPlane | Step::Provided(_) => Ok(None),
        Step::Done => keep(ctx, &config, &machine, &cluster).await.map(|after| {
            next = after;
            None
        }),
        Step::Init => init(ctx, &config, &machine, &cluster).await,
        Step::Join => join(ctx, &config, &machine, &cluster, &mut next).await,
    };
    // A step may have written the spec.
    let config = ctx.informers.kubeadm_configs.get(key).unwrap_or(config);
    let status = status::plan(&config, &step, &result, &api::time::now());
    if ctx.informers.kubeadm_configs.update_status(MANAGER, &config, &status).await?
        && matches!(result, Ok(Some(Made::Data)))
    {
        ctx.events.normal(
            MANAGER,
            config.as_ref(),
            "DataSecretCreated",
            format!("Created the bootstrap data of Machine {}", Key::of(machine.as_ref())),
        );
    }
    result.map(|_| next)
}

/// What a step came to.
#[derive(Debug, PartialEq, Eq)]
enum Made {
    /// The data Secret exists.
    Data,
    /// Another machine starts the cluster.
    Waits { holder: String },
}

/// Once the data is there: tokens are renewed until the machine has joined, and the lock is given back.
async fn keep(ctx: &Context, config: &KubeadmConfig, machine: &Machine, cluster: &Cluster) -> Result<Next, Error> {
    let key = Key::of(cluster);
    if contract::control_plane_initialized(cluster) && config.spec.init_configuration.is_some() {
        lock::release(ctx, &key).await?;
    }
    let joined = machine.status.as_ref().is_some_and(|status| status.node_ref.is_some());
    match plan::token(config) {
        Some(token) if !joined && ctx.guests.is_reachable(&key) => {
            tokens::ensure(ctx, &key, token).await.map(Next::After)
        }
        _ => Ok(Next::Change),
    }
}

/// The first machine of the cluster, when it gets the lock.
async fn init(
    ctx: &Context,
    config: &Arc<KubeadmConfig>,
    machine: &Machine,
    cluster: &Cluster,
) -> Result<Option<Made>, Error> {
    let key = Key::of(cluster);
    if let lock::Held::By(holder) = lock::acquire(ctx, cluster, machine).await? {
        return Ok(Some(Made::Waits { holder }));
    }
    let external_etcd = plan::has_external_etcd(config);
    if cluster.spec.control_plane_ref.is_none() {
        // No control plane object cares for them.
        cluster_secrets::ensure(
            ctx,
            MANAGER,
            &key,
            config.as_ref(),
            &meta::controller_of(config.as_ref()),
            external_etcd,
        )
        .await?;
    }
    let certificates = Certificates::read(ctx, &key, external_etcd).await?;
    let target = Target { cluster, version: plan::version(machine)? };
    let configuration = config.spec.cluster_configuration.clone().unwrap_or_default();
    let documents =
        kubeadm::init(&target, &configuration, &config.spec.init_configuration.clone().unwrap_or_default())?;
    store(ctx, config, &key, config.spec.clone(), Action::Init(documents, &certificates)).await.map(Some)
}

/// Any other machine; `next` becomes when its token is to be renewed.
async fn join(
    ctx: &Context,
    config: &Arc<KubeadmConfig>,
    machine: &Machine,
    cluster: &Cluster,
    next: &mut Next,
) -> Result<Option<Made>, Error> {
    let key = Key::of(cluster);
    let authority = cluster_secrets::read_authority(ctx, &key).await?;
    let mut joining = config.as_ref().clone();
    discovery::complete(&mut joining.spec, machine, cluster, &authority)?;
    // The token is written down before it is made, so that a repeated attempt takes the same.
    if joining.spec != config.spec {
        ctx.informers.kubeadm_configs.update(MANAGER, config, &joining).await?;
    }
    if let Some(token) = plan::token(&joining) {
        *next = Next::After(tokens::ensure(ctx, &key, token).await?);
    }
    let mut spec = joining.spec.clone();
    let given = spec.join_configuration.clone().unwrap_or_default();
    spec.files.get_or_insert_default().extend(discovery::kubeconfig_file(&given, cluster, &authority)?);
    let target = Target { cluster, version: plan::version(machine)? };
    let document = kubeadm::join(&target, &given)?;
    if given.control_plane.is_some() {
        let certificates = Certificates::read(ctx, &key, plan::has_external_etcd(config)).await?;
        store(ctx, config, &key, spec, Action::JoinControlPlane(document, &certificates)).await.map(Some)
    } else {
        store(ctx, config, &key, spec, Action::Join(document)).await.map(Some)
    }
}

/// Renders the data and puts it into the Secret that carries the config's name.
async fn store(
    ctx: &Context,
    config: &KubeadmConfig,
    cluster: &Key,
    spec: api::bootstrap::KubeadmConfigSpec,
    action: Action<'_>,
) -> Result<Made, Error> {
    if spec.format == Some(BootstrapFormat::Ignition) {
        return Err(Error::Invalid("spec.format ignition is not offered: use cloud-config".to_owned()));
    }
    let name = Key::of(config);
    let resolved = resolve::contents(ctx, &name, &spec).await?;
    let data = cloud_config::render(&spec, &action, &resolved);
    let content = [(secret::VALUE, data), (secret::FORMAT, BootstrapFormat::CloudConfig.as_str().to_owned())];
    let request = meta::annotation(&config.metadata, annotation::REQUEST_ID);
    let wanted = cluster_secrets::wrap(&name, cluster, meta::controller_of(config), request, content);
    if ctx.informers.secrets.create(MANAGER, &wanted).await?.is_none() {
        let there = ctx.informers.secrets.fetch(&name).await?;
        // An interrupted attempt made it; what it holds is as good as this.
        if !there.is_some_and(|there| meta::is_controlled_by(&there.metadata, config)) {
            return Err(Error::Invalid(format!("Secret {name} exists and belongs to something else")));
        }
    }
    Ok(Made::Data)
}
