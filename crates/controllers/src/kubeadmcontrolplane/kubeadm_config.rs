//! The ConfigMap `kube-system/kubeadm-config` of a guest: kubeadm writes it when the first machine serves, and every
//! machine that joins reads it.

use api::{cluster::Cluster, controlplane::KubeadmControlPlane};
use k8s_openapi::api::core::v1::ConfigMap;
use kube::{
    Api,
    api::{Patch, PatchParams},
};
use serde_json::{Value, json};

use super::MANAGER;
use crate::{
    context::Context,
    error::Error,
    guest_access::answer,
    key::Key,
    kubeadmconfig::kubeadm::{self, Target},
    yaml,
};

const NAMESPACE: &str = "kube-system";
const NAME: &str = "kubeadm-config";
const CLUSTER_CONFIGURATION: &str = "ClusterConfiguration";

/// Whether kubeadm has finished with the first machine. False when the guest does not answer.
pub(super) async fn exists(ctx: &Context, cluster: &Key) -> Result<bool, Error> {
    let Ok(client) = ctx.guests.client(cluster).await else { return Ok(false) };
    let config_maps: Api<ConfigMap> = Api::namespaced(client, NAMESPACE);
    Ok(answer(cluster, config_maps.get_opt(NAME)).await?.is_some())
}

/// Writes the version and the settings of the spec there, so that the machines that join next get them.
pub(super) async fn bring_up_to_date(
    ctx: &Context,
    object: &KubeadmControlPlane,
    cluster: &Cluster,
) -> Result<(), Error> {
    let key = Key::of(cluster);
    let config_maps: Api<ConfigMap> = Api::namespaced(ctx.guests.client(&key).await?, NAMESPACE);
    let there = answer(&key, config_maps.get(NAME)).await?;
    let text = there.data.as_ref().and_then(|data| data.get(CLUSTER_CONFIGURATION));
    let in_use: Option<Value> = text.and_then(|text| serde_saphyr::from_str(text).ok());
    let in_use = in_use.ok_or_else(|| Error::Guest {
        cluster: key.to_string(),
        message: format!("ConfigMap {NAMESPACE}/{NAME} holds no {CLUSTER_CONFIGURATION}"),
    })?;
    let spec = object.spec.kubeadm_config_spec.clone().unwrap_or_default();
    let target = Target { cluster, version: &object.spec.version };
    let wanted = kubeadm::cluster_configuration(
        &target,
        &spec.cluster_configuration.unwrap_or_default(),
        &spec.init_configuration.unwrap_or_default(),
    )?;
    let new = kubeadm::brought_up_to_date(&in_use, &wanted);
    if new == in_use {
        return Ok(());
    }
    let patch = json!({
        "metadata": {"resourceVersion": there.metadata.resource_version},
        "data": {CLUSTER_CONFIGURATION: yaml::write(&new)},
    });
    let params = PatchParams { field_manager: Some(MANAGER.to_owned()), ..PatchParams::default() };
    answer(&key, config_maps.patch(NAME, &params, &Patch::Merge(&patch))).await.map(|_| ())
}
