//! Where the measured program keeps its data.

use anyhow::Result;
use clap::ValueEnum;

/// Which stores are measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Stores {
    /// A file in the data directory.
    Sqlite,
    /// A server that is started for it, durable as it comes (fsync on).
    Postgres,
    /// First one, then the other.
    Both,
}

impl Stores {
    /// Makes them ready.
    pub(super) fn start(self) -> Result<Vec<Store>> {
        let postgres = || testdb::Server::start(&[]).map(|server| Store { postgres: Some(server) });
        let sqlite = || Store { postgres: None };
        Ok(match self {
            Stores::Sqlite => vec![sqlite()],
            Stores::Postgres => vec![postgres()?],
            Stores::Both => vec![sqlite(), postgres()?],
        })
    }
}

/// One of them.
pub(super) struct Store {
    postgres: Option<testdb::Server>,
}

impl Store {
    pub(super) fn name(&self) -> &'static str {
        if self.postgres.is_some() { "postgres" } else { "sqlite" }
    }

    /// The URL of a fresh database; `None` means the file in the data directory.
    pub(super) fn database(&self) -> Result<Option<String>> {
        Ok(self.postgres.as_ref().map(testdb::Server::database).transpose()?)
    }
}
