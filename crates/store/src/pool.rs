//! The small tables, which every request may read and write for itself: accounts, sessions, keys, audit records.
//!
//! Their statements are the same for both databases: parameters are written `$1`, which both understand.

use sqlx::{PgPool, SqlitePool};

/// Connections of one database or the other.
#[derive(Clone, Debug)]
pub(crate) enum Pool {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

impl Pool {
    pub(crate) async fn close(&self) {
        match self {
            Pool::Sqlite(pool) => pool.close().await,
            Pool::Postgres(pool) => pool.close().await,
        }
    }
}

/// Writes an expression once for the connections of either database.
macro_rules! with_pool {
    ($pool:expr, $name:ident => $work:expr) => {
        match $pool {
            $crate::pool::Pool::Sqlite($name) => $work,
            $crate::pool::Pool::Postgres($name) => $work,
        }
    };
}
pub(crate) use with_pool;
