//! A database in a place of its own, removed at the end.
#![allow(dead_code, clippy::unwrap_used)]

use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use store::{Change, Database, Draft, Expect, Key, LoadOptions, Location, Options, Space, Write};

/// Where a test has its database.
pub(crate) struct Place {
    pub(crate) location: Location,
    folder: PathBuf,
}

impl Place {
    /// A file in a folder of its own.
    pub(crate) fn sqlite() -> Place {
        let folder = std::env::temp_dir().join(format!("store-{}", uuid::Uuid::new_v4()));
        std::fs::create_dir_all(&folder).unwrap();
        Place { location: Location::Sqlite(folder.join("atoll.db")), folder }
    }

    /// A database of its own on a real server.
    pub(crate) fn postgres() -> Place {
        Place { location: Location::Postgres(testdb::database()), folder: PathBuf::new() }
    }

    pub(crate) fn is_sqlite(&self) -> bool {
        matches!(self.location, Location::Sqlite(_))
    }

    pub(crate) fn name(&self) -> &'static str {
        if self.is_sqlite() { "sqlite" } else { "postgres" }
    }

    pub(crate) fn url(&self) -> String {
        match &self.location {
            Location::Sqlite(path) => format!("sqlite:{}", path.display()),
            Location::Postgres(url) => url.clone(),
        }
    }

    pub(crate) fn file(&self) -> &Path {
        match &self.location {
            Location::Sqlite(path) => path,
            Location::Postgres(_) => panic!("not a file"),
        }
    }

    pub(crate) async fn open(&self) -> Database {
        self.open_with(Options::default()).await
    }

    pub(crate) async fn open_with(&self, options: Options) -> Database {
        Database::connect(&self.location, options).await.unwrap()
    }

    /// Runs statements beside the database, as somebody does who has its password.
    pub(crate) async fn tamper(&self, statements: &'static str) {
        use sqlx::Connection;
        match &self.location {
            Location::Sqlite(path) => {
                let options = sqlx::sqlite::SqliteConnectOptions::new().filename(path);
                let mut beside = sqlx::SqliteConnection::connect_with(&options).await.unwrap();
                sqlx::raw_sql(statements).execute(&mut beside).await.unwrap();
            }
            Location::Postgres(url) => {
                let mut beside = sqlx::PgConnection::connect(url).await.unwrap();
                sqlx::raw_sql(statements).execute(&mut beside).await.unwrap();
            }
        }
    }
}

impl Place {
    /// How many versions lie in the database.
    pub(crate) async fn versions(&self) -> i64 {
        use sqlx::Connection;
        let count = "SELECT count(*) FROM versions";
        match &self.location {
            Location::Sqlite(path) => {
                let options = sqlx::sqlite::SqliteConnectOptions::new().filename(path);
                let mut beside = sqlx::SqliteConnection::connect_with(&options).await.unwrap();
                sqlx::query_scalar(count).fetch_one(&mut beside).await.unwrap()
            }
            Location::Postgres(url) => {
                let mut beside = sqlx::PgConnection::connect(url).await.unwrap();
                sqlx::query_scalar(count).fetch_one(&mut beside).await.unwrap()
            }
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if self.is_sqlite() {
            let _ = std::fs::remove_dir_all(&self.folder);
        }
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
