//! Everybody who ever signed in to the portal, whichever way, and those who may not any more.

use chrono::{DateTime, Utc};

use crate::accounts::TableError;
use crate::location::Location;
use crate::pool::{Pool, with_pool};

/// Somebody who has a local account, or signed in through an identity provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// User name that the Supervisor API sees.
    pub name: String,
    /// Has a local account.
    pub local: bool,
    /// The identity provider of the last sign-in; empty for a local account.
    pub provider: String,
    /// Groups: of a local account as they are now, else as they were at the last sign-in.
    pub groups: Vec<String>,
    /// When they last signed in.
    pub signed_in_at: Option<DateTime<Utc>>,
    /// Since when they may not use the portal.
    pub disabled_at: Option<DateTime<Utc>>,
    /// Where they are written to; empty when nowhere.
    pub email: String,
}

/// Somebody who may use the portal and can be written to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Addressee {
    /// User name.
    pub name: String,
    /// Groups, as in [`Person`].
    pub groups: Vec<String>,
    /// Their address.
    pub email: String,
}

/// What counts for each request of somebody who is signed in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// They may not use the portal.
    pub disabled: bool,
    /// Groups of the local account of this name; `None` when there is no such account.
    pub local_groups: Option<Vec<String>>,
    /// The password of that account is to be changed first.
    pub must_change: bool,
    /// Up to when they have seen what the portal tells; none when never.
    pub seen: Option<DateTime<Utc>>,
}

/// The table of people. Cloning is cheap.
#[derive(Clone, Debug)]
pub struct People {
    pool: Pool,
}

/// A row: name, whether there is an account, provider, groups, last sign-in, disabled since, address.
type Row = (String, i64, String, String, Option<i64>, Option<i64>, String);

impl People {
    /// Works on the `people` table behind this pool; migrations have run.
    pub(crate) fn new(pool: Pool) -> Self {
        Self { pool }
    }

    /// Opens only this table of a database that a server may have open: for repair from the command line.
    ///
    /// # Errors
    /// When there is no such database.
    pub async fn open(location: &Location) -> Result<Self, TableError> {
        Ok(Self { pool: location.beside().await? })
    }

    /// Notes that somebody signed in; `provider` is empty for a local account. `email` is the address that the provider
    /// says, none for a local account: that has one of its own.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn signed_in(
        &self,
        name: &str,
        provider: &str,
        groups: &[String],
        email: Option<&str>,
        now: DateTime<Utc>,
    ) -> Result<(), TableError> {
        let query = "INSERT INTO people (name, provider, groups, signed_in_at, email) \
             VALUES ($1, $2, $3, $4, COALESCE($5, '')) ON CONFLICT (name) DO UPDATE SET \
                 provider = excluded.provider, groups = excluded.groups, signed_in_at = excluded.signed_in_at, \
                 email = COALESCE($5, people.email)";
        let groups = serde_json::Value::from(groups).to_string();
        with_pool!(&self.pool, pool => sqlx::query(query)
            .bind(name)
            .bind(provider)
            .bind(groups)
            .bind(now.timestamp())
            .bind(email)
            .execute(pool)
            .await
            .map(drop))?;
        Ok(())
    }

    /// How somebody stands now. Who was never seen is not disabled.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn standing(&self, name: &str) -> Result<Standing, TableError> {
        let query = "SELECT (SELECT groups FROM accounts WHERE name = $1), \
             (SELECT CAST(must_change AS BIGINT) FROM accounts WHERE name = $1), \
             (SELECT disabled_at FROM people WHERE name = $1), (SELECT seen_at FROM people WHERE name = $1)";
        let (groups, must_change, disabled, seen): (Option<String>, Option<i64>, Option<i64>, Option<i64>) =
            with_pool!(&self.pool, pool => sqlx::query_as(query).bind(name).fetch_one(pool).await)?;
        Ok(Standing {
            disabled: disabled.is_some(),
            local_groups: groups.as_deref().map(names),
            must_change: must_change.is_some_and(|must| must != 0),
            seen: seen.and_then(|seconds| DateTime::from_timestamp(seconds, 0)),
        })
    }

    /// Where somebody is written to; empty when nowhere.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn email(&self, name: &str) -> Result<String, TableError> {
        let query = "SELECT email FROM people WHERE name = $1";
        let email: Option<String> =
            with_pool!(&self.pool, pool => sqlx::query_scalar(query).bind(name).fetch_optional(pool).await)?;
        Ok(email.unwrap_or_default())
    }

    /// Sets where somebody is written to; empty for nowhere.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn set_email(&self, name: &str, email: &str) -> Result<(), TableError> {
        let query = "INSERT INTO people (name, provider, groups, email) VALUES ($1, '', '[]', $2) \
             ON CONFLICT (name) DO UPDATE SET email = excluded.email";
        with_pool!(&self.pool, pool => sqlx::query(query).bind(name).bind(email).execute(pool).await.map(drop))?;
        Ok(())
    }

    /// The identity provider through which somebody signed in; empty for a local account, and when nobody of this name did.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn provider(&self, name: &str) -> Result<String, TableError> {
        let query = "SELECT provider FROM people WHERE name = $1";
        let provider: Option<String> =
            with_pool!(&self.pool, pool => sqlx::query_scalar(query).bind(name).fetch_optional(pool).await)?;
        Ok(provider.unwrap_or_default())
    }

    /// Everybody who may use the portal and can be written to; `only` names one of them.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn addressees(&self, only: Option<&str>) -> Result<Vec<Addressee>, TableError> {
        let query = "SELECT p.name, COALESCE(a.groups, p.groups), p.email \
             FROM people p LEFT JOIN accounts a ON a.name = p.name \
             WHERE p.email <> '' AND p.disabled_at IS NULL AND ($1 = '' OR p.name = $1) ORDER BY p.name";
        let rows: Vec<(String, String, String)> = with_pool!(&self.pool, pool => sqlx::query_as(query)
            .bind(only.unwrap_or_default())
            .fetch_all(pool)
            .await)?;
        Ok(rows.into_iter().map(|(name, groups, email)| Addressee { name, groups: names(&groups), email }).collect())
    }

    /// Notes up to when somebody has seen what the portal tells. It never goes back.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn set_seen(&self, name: &str, upto: DateTime<Utc>) -> Result<(), TableError> {
        let query = "INSERT INTO people (name, provider, groups, seen_at) VALUES ($1, '', '[]', $2) \
             ON CONFLICT (name) DO UPDATE SET seen_at = excluded.seen_at \
             WHERE people.seen_at IS NULL OR people.seen_at < excluded.seen_at";
        with_pool!(&self.pool, pool => sqlx::query(query)
            .bind(name)
            .bind(upto.timestamp())
            .execute(pool)
            .await
            .map(drop))?;
        Ok(())
    }

    /// Keeps somebody out, also one who never signed in, and ends all their sessions. Gives how many those were; `None`
    /// when they were kept out already.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn disable(&self, name: &str, now: DateTime<Utc>) -> Result<Option<u64>, TableError> {
        let put = "INSERT INTO people (name, provider, groups, disabled_at) VALUES ($1, '', '[]', $2) \
             ON CONFLICT (name) DO UPDATE SET disabled_at = excluded.disabled_at WHERE people.disabled_at IS NULL";
        let end = "DELETE FROM sessions WHERE account = $1";
        Ok(with_pool!(&self.pool, pool => {
            let mut transaction = pool.begin().await?;
            let put = sqlx::query(put).bind(name).bind(now.timestamp()).execute(&mut *transaction).await?;
            let ended = sqlx::query(end).bind(name).execute(&mut *transaction).await?;
            transaction.commit().await?;
            (put.rows_affected() > 0).then_some(ended.rows_affected())
        }))
    }

    /// Lets somebody in again. False when nobody kept them out.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn enable(&self, name: &str) -> Result<bool, TableError> {
        let query = "UPDATE people SET disabled_at = NULL WHERE name = $1 AND disabled_at IS NOT NULL";
        let enabled =
            with_pool!(&self.pool, pool => sqlx::query(query).bind(name).execute(pool).await?.rows_affected());
        Ok(enabled > 0)
    }

    /// Whether there is a local account of this name, or somebody of it signed in or was kept out.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn knows(&self, name: &str) -> Result<bool, TableError> {
        let query = "SELECT name FROM accounts WHERE name = $1 UNION SELECT name FROM people WHERE name = $1";
        let found: Option<(String,)> =
            with_pool!(&self.pool, pool => sqlx::query_as(query).bind(name).fetch_optional(pool).await)?;
        Ok(found.is_some())
    }

    /// Those whose name contains `part`, whatever its case (ASCII), by name, at most `limit`.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn list(&self, part: &str, limit: u32) -> Result<Vec<Person>, TableError> {
        let query = "SELECT p.name, CAST(CASE WHEN a.name IS NULL THEN 0 ELSE 1 END AS BIGINT), p.provider, \
                 COALESCE(a.groups, p.groups), p.signed_in_at, p.disabled_at, p.email \
             FROM people p LEFT JOIN accounts a ON a.name = p.name \
             WHERE LOWER(p.name) LIKE $1 ESCAPE '!' \
             UNION ALL \
             SELECT a.name, CAST(1 AS BIGINT), '', a.groups, CAST(NULL AS BIGINT), CAST(NULL AS BIGINT), '' \
             FROM accounts a WHERE LOWER(a.name) LIKE $1 ESCAPE '!' \
                 AND NOT EXISTS (SELECT 1 FROM people p WHERE p.name = a.name) \
             ORDER BY 1 LIMIT $2";
        let escaped: String =
            part.chars().flat_map(|c| "!%_".contains(c).then_some('!').into_iter().chain([c])).collect();
        let rows: Vec<Row> = with_pool!(&self.pool, pool => sqlx::query_as(query)
            .bind(format!("%{}%", escaped.to_ascii_lowercase()))
            .bind(i64::from(limit))
            .fetch_all(pool)
            .await)?;
        Ok(rows.into_iter().map(person).collect())
    }
}

fn person((name, local, provider, groups, signed_in, disabled, email): Row) -> Person {
    let time = |seconds: Option<i64>| seconds.and_then(|seconds| DateTime::from_timestamp(seconds, 0));
    Person {
        name,
        local: local != 0,
        provider,
        groups: names(&groups),
        signed_in_at: time(signed_in),
        disabled_at: time(disabled),
        email,
    }
}

/// Group names as this crate writes them: a JSON array.
fn names(groups: &str) -> Vec<String> {
    serde_json::from_str(groups).unwrap_or_default()
}
