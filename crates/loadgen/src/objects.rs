//! The objects that are written: ConfigMaps, in namespaces with a ResourceQuota or without.

use anyhow::Result;
use bytes::Bytes;
use http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::{Connection, connection::Refused};

/// A ConfigMap has about this many bytes beside its data, as it is sent.
const FRAME: usize = 64;

/// ConfigMaps of one size.
#[derive(Clone, Debug)]
pub(crate) struct ConfigMaps {
    /// What fills them.
    filling: String,
}

impl ConfigMaps {
    /// Of about this many bytes each.
    pub(crate) fn of_bytes(bytes: usize) -> ConfigMaps {
        ConfigMaps { filling: "x".repeat(bytes.saturating_sub(FRAME)) }
    }

    /// One, with `value` to tell its versions apart. Nothing in name and value needs escaping.
    pub(crate) fn body(&self, name: &str, value: u64) -> Bytes {
        let filling = &self.filling;
        format!(r#"{{"metadata":{{"name":"{name}"}},"data":{{"seq":"{value:08}","filling":"{filling}"}}}}"#).into()
    }
}

/// The path of a namespace's ConfigMaps.
pub(crate) fn path(namespace: &str) -> String {
    format!("/api/v1/namespaces/{namespace}/configmaps")
}

/// Makes namespaces, each with a quota for more ConfigMaps than there will be if `with_quota`. What is there stays.
///
/// # Errors
/// When one is refused.
pub(crate) async fn namespaces(connection: &mut Connection, names: &[String], with_quota: bool) -> Result<()> {
    for name in names {
        let namespace = json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}});
        create(connection, "/api/v1/namespaces", &namespace).await?;
        if with_quota {
            let quota = json!({
                "apiVersion": "v1", "kind": "ResourceQuota", "metadata": {"name": "quota"},
                "spec": {"hard": {"configmaps": "100000000"}},
            });
            create(connection, &format!("/api/v1/namespaces/{name}/resourcequotas"), &quota).await?;
        }
    }
    Ok(())
}

async fn create(connection: &mut Connection, path: &str, object: &Value) -> Result<()> {
    match connection.drain(Method::POST, path, object.to_string().into()).await {
        Err(error) if error.downcast_ref::<Refused>().is_some_and(|r| r.status == StatusCode::CONFLICT) => Ok(()),
        other => other.map(drop),
    }
}

/// Fills a namespace with ConfigMaps, `{prefix}-0` and on, by these clients together.
///
/// # Errors
/// When one is refused.
pub(crate) async fn fill(clients: Vec<Connection>, namespace: &str, count: usize, size: usize) -> Result<()> {
    let step = clients.len();
    let mut tasks = tokio::task::JoinSet::new();
    for (first, mut connection) in clients.into_iter().enumerate() {
        let (path, config_maps) = (path(namespace), ConfigMaps::of_bytes(size));
        tasks.spawn(async move {
            for index in (first..count).step_by(step) {
                let body = config_maps.body(&format!("filling-{index}"), 0);
                connection.drain(Method::POST, &path, body).await?;
            }
            Ok::<_, anyhow::Error>(())
        });
    }
    while let Some(done) = tasks.join_next().await {
        done??;
    }
    Ok(())
}
