//! The ConfigMap `<cluster>-lock`: one machine starts the cluster, all others join it.

use std::collections::BTreeMap;

use api::{
    cluster::{Cluster, Machine},
    meta::label,
};
use k8s_openapi::{api::core::v1::ConfigMap, apimachinery::pkg::apis::meta::v1::ObjectMeta};
use kube::{
    Api,
    api::{DeleteParams, PostParams, Preconditions},
};
use serde_json::{Value, json};

use super::MANAGER;
use crate::{
    context::Context,
    error::{Error, code},
    key::Key,
    meta,
};

/// Key of the ConfigMap under which the holder stands.
const INFORMATION: &str = "lock-information";

/// Who has the lock.
pub(super) enum Held {
    /// This machine.
    ByUs,
    /// Another one, of this name.
    By(String),
}

/// Takes the lock, unless another machine that exists has it.
pub(super) async fn acquire(ctx: &Context, cluster: &Cluster, machine: &Machine) -> Result<Held, Error> {
    let key = Key::of(cluster);
    let us = machine.metadata.name.clone().unwrap_or_default();
    let locks = api(ctx, &key);
    let params = PostParams { field_manager: Some(MANAGER.to_owned()), ..PostParams::default() };
    // The second attempt is for a lock whose holder is gone.
    for _ in 0..2 {
        match locks.create(&params, &lock(cluster, &key, &us)).await {
            Ok(_) => return Ok(Held::ByUs),
            Err(error) if code(&error) != Some(409) => return Err(error.into()),
            Err(_) => {}
        }
        let Some(there) = locks.get_opt(&name(&key)).await? else { continue };
        let holder = holder(&there);
        match holder {
            Some(holder) if holder == us => return Ok(Held::ByUs),
            Some(holder) if ctx.informers.machines.fetch(&key.sibling(holder.as_str())).await?.is_some() => {
                return Ok(Held::By(holder));
            }
            _ => delete(&locks, &key, there.metadata.uid).await?,
        }
    }
    Ok(Held::By("another machine".to_owned()))
}

/// Gives the lock back once the cluster serves. Nothing happens when there is none.
pub(super) async fn release(ctx: &Context, cluster: &Key) -> Result<(), Error> {
    delete(&api(ctx, cluster), cluster, None).await
}

fn api(ctx: &Context, cluster: &Key) -> Api<ConfigMap> {
    Api::namespaced(ctx.client.clone(), &cluster.namespace)
}

fn name(cluster: &Key) -> String {
    format!("{}-lock", cluster.name)
}

fn lock(cluster: &Cluster, key: &Key, machine: &str) -> ConfigMap {
    ConfigMap {
        metadata: ObjectMeta {
            name: Some(name(key)),
            namespace: Some(key.namespace.to_string()),
            labels: Some(BTreeMap::from([(label::CLUSTER_NAME.to_owned(), key.name.to_string())])),
            owner_references: Some(vec![meta::owner_of(cluster)]),
            ..ObjectMeta::default()
        },
        data: Some(BTreeMap::from([(INFORMATION.to_owned(), json!({"machineName": machine}).to_string())])),
        ..ConfigMap::default()
    }
}

fn holder(lock: &ConfigMap) -> Option<String> {
    let information: Value = serde_json::from_str(lock.data.as_ref()?.get(INFORMATION)?).ok()?;
    Some(information["machineName"].as_str()?.to_owned())
}

async fn delete(locks: &Api<ConfigMap>, cluster: &Key, uid: Option<String>) -> Result<(), Error> {
    let preconditions = uid.map(|uid| Preconditions { uid: Some(uid), resource_version: None });
    match locks.delete(&name(cluster), &DeleteParams { preconditions, ..DeleteParams::default() }).await {
        Err(error) if !matches!(code(&error), Some(404 | 409)) => Err(error.into()),
        _ => Ok(()),
    }
}
