//! One writer.

use std::{collections::BTreeMap, sync::Arc};

use anyhow::Result;
use bytes::Bytes;
use http::Method;
use serde::Deserialize;
use tokio::sync::Semaphore;

use super::record::{Open, Record, Version};
use crate::{
    Connection,
    connection::Refused,
    objects::{self, ConfigMaps},
};

/// Objects that a writer has; then it deletes one for each that it makes.
const KEPT: usize = 20;
/// Bytes of an object.
const SIZE: usize = 1024;

/// What all writers of a round share.
#[derive(Clone, Debug)]
pub(super) struct Round {
    /// The highest resourceVersion before it: what is written now gets a higher one.
    pub(super) newest: u64,
    /// Has a permit for each acknowledged write.
    pub(super) acknowledged: Arc<Semaphore>,
}

/// Creates, changes and deletes objects of its own.
#[derive(Debug)]
pub(super) struct Writer {
    namespace: String,
    prefix: String,
    next: u64,
    config_maps: ConfigMaps,
    record: Record,
    faults: Vec<String>,
}

impl Writer {
    pub(super) fn new(index: usize, namespace: &str) -> Writer {
        Writer {
            namespace: namespace.to_owned(),
            prefix: format!("w{index}-"),
            next: 0,
            config_maps: ConfigMaps::of_bytes(SIZE),
            record: Record::default(),
            faults: Vec::new(),
        }
    }

    pub(super) fn namespace(&self) -> &str {
        &self.namespace
    }

    /// What the names of its objects begin with.
    pub(super) fn prefix(&self) -> &str {
        &self.prefix
    }

    /// See [`Record::settle`].
    pub(super) fn settle(&mut self, there: BTreeMap<String, Version>) -> Vec<String> {
        self.record.settle(there)
    }

    /// What was wrong with answers.
    pub(super) fn take_faults(&mut self) -> Vec<String> {
        std::mem::take(&mut self.faults)
    }

    /// Writes until the server does not answer any more. Gives names and resourceVersions of what was acknowledged.
    ///
    /// # Errors
    /// When a write is refused.
    pub(super) async fn write(
        mut self,
        mut connection: Connection,
        round: Round,
    ) -> Result<(Writer, Vec<(String, u64)>)> {
        let mut told = Vec::new();
        match self.write_on(&mut connection, &round, &mut told).await {
            Err(error) if error.is::<Refused>() => Err(error),
            // The connection broke.
            _ => Ok((self, told)),
        }
    }

    async fn write_on(
        &mut self,
        connection: &mut Connection,
        round: &Round,
        told: &mut Vec<(String, u64)>,
    ) -> Result<()> {
        let path = objects::path(&self.namespace);
        loop {
            // Names sort by age, and none is taken twice: whatever becomes of the first attempt.
            let name = format!("{}{:012}", self.prefix, self.next);
            self.next += 1;
            for (method, path, value) in [
                (Method::POST, path.clone(), 1),
                (Method::PUT, format!("{path}/{name}"), 2),
                (Method::PUT, format!("{path}/{name}"), 3),
            ] {
                self.record.ask(Open::Put { name: name.clone(), value: format!("{value:08}") });
                let answer = connection.read(method, &path, self.config_maps.body(&name, value)).await?;
                let revision = revision_of(&answer)?;
                self.record.acknowledge(revision);
                if revision <= round.newest {
                    self.faults.push(format!("{name} got {revision}, and {} was there before", round.newest));
                }
                told.push((name.clone(), revision));
                round.acknowledged.add_permits(1);
            }
            let oldest = self.record.names().next().filter(|_| self.record.names().len() > KEPT).cloned();
            if let Some(oldest) = oldest {
                self.record.ask(Open::Delete { name: oldest.clone() });
                connection.drain(Method::DELETE, &format!("{path}/{oldest}"), Bytes::new()).await?;
                self.record.acknowledge(0);
                round.acknowledged.add_permits(1);
            }
        }
    }
}

fn revision_of(object: &[u8]) -> Result<u64> {
    #[derive(Deserialize)]
    struct Object {
        metadata: Metadata,
    }
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Metadata {
        resource_version: String,
    }
    Ok(serde_json::from_slice::<Object>(object)?.metadata.resource_version.parse()?)
}
