//! What is there after a crash.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, ensure};
use bytes::Bytes;
use http::Method;
use serde_json::Value;

use super::record::Version;
use crate::{Connection, objects};

/// A namespace gets what every namespace has within this time.
const PATIENCE: Duration = Duration::from_secs(30);
const PACE: Duration = Duration::from_millis(20);

/// Waits until the namespace has what every namespace has, so that only its writers write from then on.
pub(super) async fn wait_until_filled(connection: &mut Connection, namespace: &str) -> Result<()> {
    let deadline = Instant::now() + PATIENCE;
    while Found::read(connection, namespace).await?.used != Some(1) {
        ensure!(Instant::now() < deadline, "the quota of {namespace} does not count kube-root-ca.crt");
        tokio::time::sleep(PACE).await;
    }
    Ok(())
}

/// A namespace as the server shows it.
#[derive(Debug)]
pub(super) struct Found {
    namespace: String,
    /// Of the list.
    pub(super) revision: u64,
    objects: BTreeMap<String, Version>,
    /// What a count of the objects gives.
    count: u64,
    /// What the quota says.
    used: Option<u64>,
    /// What the server said when it repaired a quota.
    repairs: Vec<String>,
}

impl Found {
    pub(super) async fn read(connection: &mut Connection, namespace: &str) -> Result<Found> {
        let list = get(connection, &objects::path(namespace)).await?;
        let items = list["items"].as_array().context("a list has no items")?;
        let mut objects = BTreeMap::new();
        for item in items {
            let metadata = &item["metadata"];
            let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
            let version =
                Version { revision: number(&metadata["resourceVersion"])?, value: text(&item["data"]["seq"]) };
            objects.insert(text(&metadata["name"]), version);
        }
        let quota = get(connection, &format!("/api/v1/namespaces/{namespace}/resourcequotas/quota")).await?;
        let used = quota["status"]["used"]["configmaps"].as_str().map(str::parse).transpose()?;
        let events = get(connection, &format!("/api/v1/namespaces/{namespace}/events")).await?;
        let repairs = events["items"]
            .as_array()
            .into_iter()
            .flatten()
            .filter(|event| event["reason"] == "UsageRepaired")
            .map(|event| event["message"].to_string())
            .collect();
        Ok(Found {
            namespace: namespace.to_owned(),
            revision: number(&list["metadata"]["resourceVersion"])?,
            count: items.len() as u64,
            objects,
            used,
            repairs,
        })
    }

    /// Transactions of which only a part is there.
    pub(super) fn half_done(&self) -> Vec<String> {
        let Found { namespace, count, used, .. } = self;
        let mut faults = Vec::new();
        if *used != Some(*count) {
            faults.push(format!("{namespace} has {count} objects and its quota says {used:?}"));
        }
        faults.extend(self.repairs.iter().map(|repair| format!("the quota of {namespace} was repaired: {repair}")));
        faults
    }

    /// Takes out the objects whose names begin so.
    pub(super) fn take_of(&mut self, prefix: &str) -> BTreeMap<String, Version> {
        let names: Vec<String> = self.objects.keys().filter(|name| name.starts_with(prefix)).cloned().collect();
        names.into_iter().filter_map(|name| self.objects.remove_entry(&name)).collect()
    }
}

async fn get(connection: &mut Connection, path: &str) -> Result<Value> {
    Ok(serde_json::from_slice(&connection.read(Method::GET, path, Bytes::new()).await?)?)
}

fn number(value: &Value) -> Result<u64> {
    value.as_str().and_then(|text| text.parse().ok()).with_context(|| format!("{value} is not a resourceVersion"))
}
