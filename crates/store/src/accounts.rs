//! Local accounts: who may sign in to the portal with a password kept here.

use chrono::Utc;

use crate::location::Location;
use crate::pool::{Pool, with_pool};

/// A table of accounts or sessions could not be read or written.
#[derive(Debug, thiserror::Error)]
#[error("the database does not answer")]
pub struct TableError(#[from] sqlx::Error);

/// One local account.
#[derive(Clone, PartialEq, Eq)]
pub struct Account {
    /// Sign-in name, and the user name that the Supervisor API sees.
    pub name: String,
    /// Password hash as a PHC string (argon2id). Secret enough to stay out of logs.
    pub password_hash: String,
    /// Groups that the Supervisor API sees.
    pub groups: Vec<String>,
    /// Somebody else knows the password: it is changed before anything else is done.
    pub must_change: bool,
}

impl std::fmt::Debug for Account {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Account").field("name", &self.name).field("groups", &self.groups).finish_non_exhaustive()
    }
}

/// The table of local accounts. Cloning is cheap.
#[derive(Clone, Debug)]
pub struct Accounts {
    pool: Pool,
}

impl Accounts {
    /// Works on the `accounts` table behind this pool; migrations have run.
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

    /// The account of this name.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn get(&self, name: &str) -> Result<Option<Account>, TableError> {
        let query = "SELECT name, password_hash, groups, CAST(must_change AS BIGINT) FROM accounts WHERE name = $1";
        let row: Option<(String, String, String, i64)> =
            with_pool!(&self.pool, pool => sqlx::query_as(query).bind(name).fetch_optional(pool).await)?;
        Ok(row.map(|(name, password_hash, groups, must_change)| Account {
            name,
            password_hash,
            // Written by `put` below as a JSON array of strings.
            groups: serde_json::from_str(&groups).unwrap_or_default(),
            must_change: must_change != 0,
        }))
    }

    /// Creates the account. False when there is one of its name, which stays as it is.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn create(&self, account: &Account) -> Result<bool, TableError> {
        let query = "INSERT INTO accounts (name, password_hash, groups, changed_at, must_change) \
             VALUES ($1, $2, $3, $4, $5) ON CONFLICT (name) DO NOTHING";
        Ok(self.write(query, account).await? > 0)
    }

    /// Creates the account, or replaces its password and groups.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn put(&self, account: &Account) -> Result<(), TableError> {
        let query = "INSERT INTO accounts (name, password_hash, groups, changed_at, must_change) \
             VALUES ($1, $2, $3, $4, $5) ON CONFLICT (name) DO UPDATE SET \
                 password_hash = excluded.password_hash, groups = excluded.groups, changed_at = excluded.changed_at, \
                 must_change = excluded.must_change";
        self.write(query, account).await.map(drop)
    }

    /// Runs a statement whose parameters are the fields of `account`; gives how many rows it changed.
    async fn write(&self, query: &'static str, account: &Account) -> Result<u64, TableError> {
        let groups = serde_json::Value::from(account.groups.clone()).to_string();
        Ok(with_pool!(&self.pool, pool => sqlx::query(query)
            .bind(&account.name)
            .bind(&account.password_hash)
            .bind(groups)
            .bind(Utc::now().timestamp())
            .bind(i64::from(account.must_change))
            .execute(pool)
            .await?
            .rows_affected()))
    }

    /// Gives an account another password and ends all its sessions but `except`. `must_change` says that somebody else
    /// knows it. False when there is no such account.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn set_password(
        &self,
        name: &str,
        password_hash: &str,
        must_change: bool,
        except: Option<&[u8; 32]>,
    ) -> Result<bool, TableError> {
        let update = "UPDATE accounts SET password_hash = $1, changed_at = $2, must_change = $4 WHERE name = $3";
        let end = "DELETE FROM sessions WHERE account = $1 AND id_hash <> $2";
        let except = except.map_or(&[][..], |hash| hash.as_slice());
        let changed = with_pool!(&self.pool, pool => {
            let mut transaction = pool.begin().await?;
            let done = sqlx::query(update)
                .bind(password_hash)
                .bind(Utc::now().timestamp())
                .bind(name)
                .bind(i64::from(must_change))
                .execute(&mut *transaction)
                .await?;
            sqlx::query(end).bind(name).bind(except).execute(&mut *transaction).await?;
            transaction.commit().await?;
            done.rows_affected()
        });
        Ok(changed > 0)
    }

    /// Removes an account with everything that is known of its owner, and ends their sessions. False when there is none.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn remove(&self, name: &str) -> Result<bool, TableError> {
        let account = "DELETE FROM accounts WHERE name = $1";
        let rest = ["DELETE FROM people WHERE name = $1", "DELETE FROM sessions WHERE account = $1"];
        Ok(with_pool!(&self.pool, pool => {
            let mut transaction = pool.begin().await?;
            let removed = sqlx::query(account).bind(name).execute(&mut *transaction).await?.rows_affected() > 0;
            if removed {
                for query in rest {
                    sqlx::query(query).bind(name).execute(&mut *transaction).await?;
                }
            }
            transaction.commit().await?;
            removed
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Database, Session};

    #[tokio::test]
    async fn another_password_ends_the_sessions_of_that_account() {
        let dir = std::env::temp_dir().join(format!("atoll-accounts-{}", std::process::id()));
        std::fs::create_dir_all(&dir).unwrap();
        let path = dir.join("atoll.db");
        let database = Database::open(&path).await.unwrap();
        let (accounts, sessions) = (database.accounts(), database.sessions());
        let account = Account {
            name: "dev".to_owned(),
            password_hash: "one".to_owned(),
            groups: vec!["a".to_owned(), "b".to_owned()],
            must_change: false,
        };
        assert_eq!(accounts.get("dev").await.unwrap(), None);
        accounts.put(&account).await.unwrap();
        assert_eq!(accounts.get("dev").await.unwrap(), Some(account));
        let session = |byte: u8, account: &str| Session {
            id_hash: [byte; 32],
            account: account.to_owned(),
            data: "{}".to_owned(),
            expires_at: Utc::now() + chrono::Duration::hours(1),
        };
        for (byte, account) in [(1, "dev"), (2, "dev"), (3, "dev2")] {
            sessions.create(&session(byte, account)).await.unwrap();
        }
        // From another process, as far as SQLite is concerned.
        let beside = Accounts::open(&Location::Sqlite(path.clone())).await.unwrap();
        assert!(beside.set_password("dev", "two", true, Some(&[2; 32])).await.unwrap());
        assert!(!beside.set_password("nobody", "two", true, None).await.unwrap());
        let changed = accounts.get("dev").await.unwrap().unwrap();
        assert_eq!((changed.password_hash.as_str(), changed.must_change), ("two", true));
        let mut left = Vec::new();
        for byte in 1..=3 {
            left.push(sessions.get(&[byte; 32], Utc::now()).await.unwrap().is_some());
        }
        assert_eq!(left, [false, true, true]);
        database.close().await;
        let _ = std::fs::remove_dir_all(&dir);
    }

    #[tokio::test]
    async fn there_must_be_a_database() {
        assert!(Accounts::open(&Location::Sqlite("/nowhere/atoll.db".into())).await.is_err());
    }
}
