//! What each machine became, kept in a space of its own: it stands for what a kubeadm node has on its disk.
//!
//! A machine is a member from the moment its token was taken: after a restart it does not join again (its token may be
//! long gone) but goes on as what it is. And when the last control plane of a cluster is destroyed, this tells that the
//! cluster's data go too.

use std::{collections::HashMap, sync::Arc};

use hypervisor::MachineId;
use parking_lot::RwLock;
use serde::{Deserialize, Serialize};
use store::{Change, Database, Draft, Expect, Key, LoadOptions, Space, Write};

const SPACE: &str = "guests";
const RESOURCE: &str = "machines";

/// What a machine became.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Record {
    /// Names the cluster: SHA-256 of its authority's certificate.
    pub(crate) cluster: String,
    pub(crate) control_plane: bool,
    /// Version that it runs, with `v`.
    pub(crate) version: String,
    /// `kubeadm init` is not through: it is run again after a restart.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) initializing: bool,
}

/// Why a record cannot be read or kept.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error("cannot read the machine's state: {0}")]
    Open(#[from] store::OpenError),
    #[error("cannot keep the machine's state: {0}")]
    Write(#[from] store::WriteError),
    #[error("the machine's state is not what was written: {0}")]
    Json(#[from] serde_json::Error),
}

/// All records, in memory and on disk.
pub(crate) struct Records {
    space: Space,
    known: RwLock<HashMap<MachineId, Arc<Record>>>,
}

impl Records {
    /// Reads all records.
    pub(crate) async fn open(database: &Database) -> Result<Records, Error> {
        let space = database.space(SPACE);
        space.load(LoadOptions::default()).await?;
        let mut known = HashMap::new();
        for entry in space.list(RESOURCE, None).0 {
            let record = serde_json::from_value(entry.value()?["record"].take())?;
            known.insert(MachineId(entry.key.name.to_string()), Arc::new(record));
        }
        Ok(Records { space, known: RwLock::new(known) })
    }

    pub(crate) fn get(&self, id: &MachineId) -> Option<Arc<Record>> {
        self.known.read().get(id).cloned()
    }

    /// Keeps a record, durable, and gives it back. Only one call at a time for one machine.
    pub(crate) async fn put(&self, id: &MachineId, record: Record) -> Result<Arc<Record>, Error> {
        if let Some(known) = self.get(id).filter(|known| **known == record) {
            return Ok(known);
        }
        let object = serde_json::json!({ "metadata": { "name": id.0 }, "record": record });
        let change = Change::Put(Draft::new(&object)?);
        self.write(id, change).await?;
        let record = Arc::new(record);
        self.known.write().insert(id.clone(), record.clone());
        Ok(record)
    }

    /// Forgets a machine. Tells its cluster when that has no control plane any more.
    pub(crate) async fn remove(&self, id: &MachineId) -> Result<Option<String>, Error> {
        let Some(record) = self.get(id) else {
            return Ok(None);
        };
        self.write(id, Change::Delete(None)).await?;
        let mut known = self.known.write();
        known.remove(id);
        let has_others = known.values().any(|r| r.control_plane && r.cluster == record.cluster);
        Ok((record.control_plane && !has_others).then(|| record.cluster.clone()))
    }

    async fn write(&self, id: &MachineId, change: Change) -> Result<(), Error> {
        let expect = match self.space.get(RESOURCE, "", &id.0) {
            Some(entry) => Expect::Revision(entry.revision),
            None => Expect::Absent,
        };
        let key = Key::new(RESOURCE, "", id.0.as_str());
        self.space.write(Write { key, expect, change }).await?;
        Ok(())
    }
}
