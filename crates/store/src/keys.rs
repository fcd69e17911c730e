//! Keys and certificates that all servers on one database share.

use crate::accounts::TableError;
use crate::location::Location;
use crate::pool::{Pool, with_pool};

/// The table of keys, PEM texts by name. Cloning is cheap.
#[derive(Clone, Debug)]
pub struct Keys {
    pool: Pool,
}

impl Keys {
    pub(crate) fn new(pool: Pool) -> Keys {
        Keys { pool }
    }

    /// Opens only this table of a database that a server may have open: for changes from the command line.
    ///
    /// # Errors
    /// When there is no such database.
    pub async fn open(location: &Location) -> Result<Keys, TableError> {
        Ok(Keys { pool: location.beside().await? })
    }

    /// The text of this name.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn get(&self, name: &str) -> Result<Option<String>, TableError> {
        let query = "SELECT value FROM keys WHERE name = $1";
        Ok(with_pool!(&self.pool, pool => sqlx::query_scalar(query).bind(name).fetch_optional(pool).await)?)
    }

    /// Puts `new` in the place of `old`. False when there is something else by now: of several servers that change the
    /// same, one does.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn replace(&self, name: &str, old: &str, new: &str) -> Result<bool, TableError> {
        let query = "UPDATE keys SET value = $3 WHERE name = $1 AND value = $2";
        let changed = with_pool!(&self.pool, pool => sqlx::query(query)
            .bind(name)
            .bind(old)
            .bind(new)
            .execute(pool)
            .await?
            .rows_affected());
        Ok(changed > 0)
    }

    /// Keeps `value` unless there is one of this name already, and gives the one that is kept: of several servers that
    /// start together, all go on with the same.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn get_or_put(&self, name: &str, value: &str) -> Result<String, TableError> {
        let put = "INSERT INTO keys (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING";
        with_pool!(&self.pool, pool => sqlx::query(put).bind(name).bind(value).execute(pool).await.map(drop))?;
        Ok(self.get(name).await?.unwrap_or_else(|| value.to_owned()))
    }
}
