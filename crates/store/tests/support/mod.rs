//! A database in a folder of its own, removed at the end.
#![allow(dead_code, clippy::unwrap_used)]

use std::path::PathBuf;

use serde_json::{Value, json};
use store::{Change, Database, Draft, Expect, Key, LoadOptions, Space, Write};

pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new() -> Folder {
        let path = std::env::temp_dir().join(format!("store-{}", uuid::Uuid::new_v4()));
        std::fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    pub(crate) fn file(&self) -> PathBuf {
        self.0.join("atoll.db")
    }

    pub(crate) async fn open(&self) -> Database {
        Database::open(&self.file()).await.unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

pub(crate) async fn space(database: &Database, name: &str) -> Space {
    let space = database.space(name);
    space.load(LoadOptions::default()).await.unwrap();
    space
}

pub(crate) fn object(name: &str, data: &str) -> Value {
    json!({"kind": "Thing", "metadata": {"name": name, "labels": {"app": data}}, "data": data})
}

pub(crate) fn key(namespace: &str, name: &str) -> Key {
    Key::new("/things", namespace, name)
}

pub(crate) fn put(key: Key, expect: Expect, data: &str) -> Write {
    let draft = Draft::new(&object(&key.name, data)).unwrap();
    Write { key, expect, change: Change::Put(draft) }
}

pub(crate) fn delete(key: Key, revision: u64) -> Write {
    Write { key, expect: Expect::Revision(revision), change: Change::Delete(None) }
}
