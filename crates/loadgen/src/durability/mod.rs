//! Full write load until the server is killed, and what must be true afterwards:
//!
//! - every write that was acknowledged is there, with its resourceVersion and its content;
//! - what was deleted stays deleted;
//! - of a request that was not answered, all of it happened or nothing: each namespace has a ResourceQuota, which is
//!   stored in the same transaction as the object, and what it says is used equals a count of the objects;
//! - resourceVersions only rise, over all kills.

mod record;
mod server;
mod writer;

use std::{sync::Arc, time::Duration};

use anyhow::{Context as _, Result};
use tokio::{sync::Semaphore, task::JoinSet};

use crate::{Connection, Http, Target, objects};
use writer::{Round, Writer};

/// Writers at once, spread over the namespaces: always enough for the next transaction.
const WRITERS: usize = 32;
/// Each is charged to a quota of its own.
const NAMESPACES: usize = 8;
/// Connections that the writers share.
const CONNECTIONS: usize = 4;
/// The acknowledgements that are waited for come within this time, also on a busy machine.
const PATIENCE: Duration = Duration::from_secs(120);

/// The writers of one server, over all its kills.
#[derive(Debug)]
pub struct Load {
    namespaces: Vec<String>,
    writers: Vec<Writer>,
    /// The highest resourceVersion that was ever seen.
    newest: u64,
    /// Names and resourceVersions of all writes that were acknowledged, but for deletions.
    acknowledged: Vec<(String, u64)>,
}

impl Load {
    /// Makes namespaces and quotas.
    ///
    /// # Errors
    /// When the server refuses.
    pub async fn prepare(target: &Target) -> Result<Load> {
        let namespaces: Vec<String> = (0..NAMESPACES).map(|n| format!("durable-{n}")).collect();
        let mut admin = Connection::open(target, Http::Two).await?;
        objects::namespaces(&mut admin, &namespaces, true).await?;
        for namespace in &namespaces {
            server::wait_until_filled(&mut admin, namespace).await?;
        }
        let writers = (0..WRITERS).map(|index| Writer::new(index, &namespaces[index % NAMESPACES])).collect();
        Ok(Load { namespaces, writers, newest: 0, acknowledged: Vec::new() })
    }

    /// Writes; after this many acknowledgements `kill` is awaited, in the middle of the writing. Ends when the server does
    /// not answer any more. Gives the answers that were wrong: writes that were refused, though what they build on was
    /// acknowledged, and resourceVersions that are not new.
    ///
    /// # Errors
    /// When acknowledgements do not come in time, or `kill` fails.
    pub async fn until_killed(
        &mut self,
        target: &Target,
        acknowledgements: u32,
        kill: impl Future<Output = Result<()>>,
    ) -> Result<Vec<String>> {
        let connections = Connection::for_clients(target, Http::Two, CONNECTIONS, self.writers.len()).await?;
        let round = Round { newest: self.newest, acknowledged: Arc::new(Semaphore::new(0)) };
        let mut tasks: JoinSet<_> = std::mem::take(&mut self.writers)
            .into_iter()
            .zip(connections)
            .map(|(writer, connection)| writer.write(connection, round.clone()))
            .collect();
        let enough = round.acknowledged.acquire_many(acknowledgements);
        tokio::time::timeout(PATIENCE, enough).await.context("writes are not acknowledged in time")??.forget();
        kill.await?;
        let mut faults = Vec::new();
        while let Some(done) = tasks.join_next().await {
            let (writer, answers) = done?;
            faults.extend(answers.faults);
            self.newest = answers.acknowledged.iter().map(|(_, revision)| *revision).fold(self.newest, u64::max);
            self.acknowledged.extend(answers.acknowledged);
            self.writers.push(writer);
        }
        Ok(faults)
    }

    /// What is wrong on the server that was started again; goes on from what is there.
    ///
    /// # Errors
    /// When it does not answer.
    pub async fn faults(&mut self, target: &Target) -> Result<Vec<String>> {
        let mut connection = Connection::open(target, Http::Two).await?;
        let mut faults = Vec::new();
        let before = self.newest;
        for namespace in &self.namespaces {
            let mut found = server::Found::read(&mut connection, namespace).await?;
            if found.revision < before {
                faults.push(format!("resourceVersions went back from {before} to {}", found.revision));
            }
            self.newest = self.newest.max(found.revision);
            faults.extend(found.half_done());
            for writer in self.writers.iter_mut().filter(|writer| writer.namespace() == namespace) {
                faults.extend(writer.settle(found.take_of(writer.prefix())));
            }
        }
        Ok(faults)
    }

    /// Names and resourceVersions of all creations and changes that were acknowledged until now.
    pub fn acknowledged(&self) -> &[(String, u64)] {
        &self.acknowledged
    }
}
