//! PostgreSQL: one database, one or several servers.
//!
//! Who writes to a space locks its row. Under that lock it first learns what others wrote since (they hold no lock any
//! more, so all of that is committed), then compares and sets in memory, then stores. So revisions have one order for all,
//! and a comparison is never made with something stale. `NOTIFY` tells the others at once.

mod follow;
mod journal;

use std::str::FromStr;
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use futures::TryStreamExt;
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions, PgRow};
use sqlx::{ConnectOptions, PgConnection, Row};

use crate::backend::{AsOf, Backend, FIRST_REVISION, Journal, Loaded, News, Position, Stored, signed, unsigned};
use crate::error::OpenError;
pub(crate) use follow::{Follower, Heard};
use journal::PostgresJournal;

/// What one question to the database may take. Longer, and it counts as gone.
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);

/// The channel on which writers tell of their commits.
const CHANNEL: &str = "atoll_versions";

/// More versions than this are not told one by one to a server that fell behind: it reads the space anew.
const MOST_NEWS: i64 = 20_000;

/// A reachable database.
pub(crate) struct Postgres {
    options: PgConnectOptions,
    pub(crate) pool: PgPool,
    /// Tells own notifications from those of others.
    id: String,
}

impl Postgres {
    /// Connects and brings the tables up to date. `url` as libpq has it.
    pub(crate) async fn open(url: &str) -> Result<Postgres, OpenError> {
        let options = PgConnectOptions::from_str(url)?
            .application_name("atoll")
            // A server that stops in the middle of a transaction must not stop the others.
            .options([
                ("idle_in_transaction_session_timeout", "5s"),
                ("lock_timeout", "8s"),
                ("statement_timeout", "60s"),
                ("client_min_messages", "warning"),
            ])
            .disable_statement_logging();
        let pool = PgPoolOptions::new()
            .max_connections(6)
            .acquire_timeout(PATIENCE)
            .idle_timeout(Duration::from_secs(60))
            .connect_lazy_with(options.clone());
        // Several servers may start at the same time: migrations take a lock of their own.
        sqlx::migrate!("../../migrations/postgres").run(&pool).await?;
        Ok(Postgres { options, pool, id: uuid::Uuid::new_v4().simple().to_string() })
    }

    pub(crate) fn follower(&self) -> Follower {
        Follower::new(self.options.clone(), self.id.clone())
    }
}

#[async_trait]
impl Backend for Postgres {
    async fn load(&self, space: &str) -> Result<Loaded, sqlx::Error> {
        let mut read = self.pool.begin().await?;
        // Objects and revision belong together.
        sqlx::query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY").execute(&mut *read).await?;
        match find(&mut read, space).await? {
            Some(found) => objects(&mut read, &found).await,
            None => Ok(Loaded { revision: FIRST_REVISION, objects: Vec::new() }),
        }
    }

    async fn as_of(&self, space: &str, at: i64, query: AsOf<'_>) -> Result<Vec<Stored>, sqlx::Error> {
        let newest = sqlx::query(
            "SELECT DISTINCT ON (resource, namespace, name) resource, namespace, name, revision, deleted, value \
             FROM versions WHERE space = (SELECT id FROM spaces WHERE name = $1) AND resource = $2 \
             AND ($3 = '' OR namespace = $3) AND ($4 = '' OR name = $4) AND at <= $5 \
             ORDER BY resource, namespace, name, revision DESC",
        )
        .bind(space)
        .bind(query.resource)
        .bind(query.namespace)
        .bind(query.name)
        .bind(at)
        .fetch_all(&self.pool)
        .await?;
        let newest: Vec<Stored> = newest.iter().map(stored).collect::<Result<_, _>>()?;
        Ok(newest.into_iter().filter(|version| !version.deleted).collect())
    }

    async fn deleted_at(&self, space: &str, at: i64, query: AsOf<'_>) -> Result<Option<i64>, sqlx::Error> {
        sqlx::query_scalar(
            "SELECT MAX(at) FROM versions WHERE space = (SELECT id FROM spaces WHERE name = $1) AND resource = $2 \
             AND namespace = $3 AND name = $4 AND at <= $5 AND deleted",
        )
        .bind(space)
        .bind(query.resource)
        .bind(query.namespace)
        .bind(query.name)
        .bind(at)
        .fetch_one(&self.pool)
        .await
    }

    async fn journal(&self) -> Result<Box<dyn Journal>, sqlx::Error> {
        Ok(Box::new(PostgresJournal::open(self.options.clone(), self.id.clone()).await?))
    }

    async fn news(&self, positions: &[Position]) -> Result<Vec<News>, sqlx::Error> {
        let mut read = self.pool.begin().await?;
        sqlx::query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY").execute(&mut *read).await?;
        let mut all = Vec::with_capacity(positions.len());
        for position in positions {
            let found = find(&mut read, &position.space).await?;
            all.push(news(&mut read, position, found.as_ref()).await?);
        }
        Ok(all)
    }
}

/// A row of `spaces`.
struct Found {
    id: i64,
    revision: u64,
    compacted: u64,
}

impl Found {
    fn of(row: &PgRow) -> Result<Found, sqlx::Error> {
        Ok(Found { id: row.try_get(0)?, revision: unsigned(row.try_get(1)?), compacted: unsigned(row.try_get(2)?) })
    }
}

async fn find(connection: &mut PgConnection, space: &str) -> Result<Option<Found>, sqlx::Error> {
    let row = sqlx::query("SELECT id, revision, compacted FROM spaces WHERE name = $1")
        .bind(space)
        .fetch_optional(connection)
        .await?;
    row.as_ref().map(Found::of).transpose()
}

/// What is in a space beyond a position.
async fn news(connection: &mut PgConnection, position: &Position, found: Option<&Found>) -> Result<News, sqlx::Error> {
    let Some(found) = found else {
        return Ok(if position.revision <= FIRST_REVISION { News::None } else { News::Gone });
    };
    if found.revision == position.revision {
        return Ok(News::None);
    }
    let behind = signed(found.revision) - signed(position.revision);
    // Behind itself: another space of the same name, or a database that was restored.
    if found.compacted > position.revision || !(0..=MOST_NEWS).contains(&behind) {
        return objects(connection, found).await.map(News::Anew);
    }
    let versions = sqlx::query(
        "SELECT resource, namespace, name, revision, deleted, value FROM versions \
         WHERE space = $1 AND revision > $2 AND revision <= $3 ORDER BY revision",
    )
    .bind(found.id)
    .bind(signed(position.revision))
    .bind(signed(found.revision))
    .fetch_all(connection)
    .await?;
    versions.iter().map(stored).collect::<Result<_, _>>().map(News::Versions)
}

/// The objects of a space as they are now.
async fn objects(connection: &mut PgConnection, found: &Found) -> Result<Loaded, sqlx::Error> {
    let mut objects = Vec::new();
    let mut rows = sqlx::query(
        "SELECT DISTINCT ON (resource, namespace, name) resource, namespace, name, revision, deleted, value \
         FROM versions WHERE space = $1 ORDER BY resource, namespace, name, revision DESC",
    )
    .bind(found.id)
    .fetch(connection);
    while let Some(row) = rows.try_next().await? {
        let version = stored(&row)?;
        if !version.deleted {
            objects.push(version);
        }
    }
    Ok(Loaded { revision: found.revision, objects })
}

fn stored(row: &PgRow) -> Result<Stored, sqlx::Error> {
    Ok(Stored {
        resource: row.try_get(0)?,
        namespace: row.try_get(1)?,
        name: row.try_get(2)?,
        revision: unsigned(row.try_get(3)?),
        deleted: row.try_get(4)?,
        bytes: Bytes::from(row.try_get::<Vec<u8>, _>(5)?.into_boxed_slice()),
    })
}

/// Connections beside a server that may be running, for repair and reading from the command line.
pub(crate) async fn open_beside(url: &str) -> Result<PgPool, sqlx::Error> {
    let options = PgConnectOptions::from_str(url)?.application_name("atoll admin").disable_statement_logging();
    PgPoolOptions::new().max_connections(2).acquire_timeout(PATIENCE).connect_with(options).await
}
