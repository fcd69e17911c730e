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
/// Wrong answers after which a writer gives up.
const MOST_FAULTS: usize = 100;

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
}

/// What a writer was answered in a round.
#[derive(Debug, Default)]
pub(super) struct Answers {
    /// Names and resourceVersions of what was acknowledged, but for deletions.
    pub(super) acknowledged: Vec<(String, u64)>,
    /// Answers that are wrong whatever happens afterwards.
    pub(super) faults: Vec<String>,
}

impl Writer {
    pub(super) fn new(index: usize, namespace: &str) -> Writer {
        Writer {
            namespace: namespace.to_owned(),
            prefix: format!("w{index}-"),
            next: 0,
            config_maps: ConfigMaps::of_bytes(SIZE),
            record: Record::default(),
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

    /// Writes until the server does not answer any more, or answers wrong too often.
    pub(super) async fn write(mut self, mut connection: Connection, round: Round) -> (Writer, Answers) {
        let mut answers = Answers::default();
        // The only error is that the connection broke.
        let _ = self.write_on(&mut connection, &round, &mut answers).await;
        (self, answers)
    }

    async fn write_on(&mut self, connection: &mut Connection, round: &Round, answers: &mut Answers) -> Result<()> {
        let path = objects::path(&self.namespace);
        while answers.faults.len() < MOST_FAULTS {
            // Names sort by age, and none is taken twice: whatever becomes of the first attempt.
            let name = format!("{}{:012}", self.prefix, self.next);
            self.next += 1;
            for (method, path, value) in [
                (Method::POST, path.clone(), 1),
                (Method::PUT, format!("{path}/{name}"), 2),
                (Method::PUT, format!("{path}/{name}"), 3),
            ] {
                let body = self.config_maps.body(&name, value);
                let open = Open::Put { name: name.clone(), value: format!("{value:08}") };
                let Some(answer) = self.ask(connection, open, method, &path, body, answers).await? else { continue };
                let revision = revision_of(&answer)?;
                self.record.acknowledge(revision);
                if revision <= round.newest {
                    answers.faults.push(format!("{name} got {revision}, and {} was there before", round.newest));
                }
                answers.acknowledged.push((name.clone(), revision));
                round.acknowledged.add_permits(1);
            }
            let oldest = self.record.names().next().filter(|_| self.record.names().len() > KEPT).cloned();
            if let Some(name) = oldest {
                let path = format!("{path}/{name}");
                let open = Open::Delete { name };
                if self.ask(connection, open, Method::DELETE, &path, Bytes::new(), answers).await?.is_some() {
                    self.record.acknowledge(0);
                    round.acknowledged.add_permits(1);
                }
            }
        }
        Ok(())
    }

    /// Sends a request; `None` when it is refused, which none of these may be.
    async fn ask(
        &mut self,
        connection: &mut Connection,
        open: Open,
        method: Method,
        path: &str,
        body: Bytes,
        answers: &mut Answers,
    ) -> Result<Option<Bytes>> {
        self.record.ask(open);
        match connection.read(method, path, body).await {
            Ok(answer) => Ok(Some(answer)),
            Err(error) => {
                let refused: Refused = error.downcast()?;
                self.record.refused();
                answers.faults.push(refused.to_string());
                Ok(None)
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
