//! Local accounts: who may sign in with a password of their own.

mod limit;
mod name;
mod password;

use std::{net::IpAddr, sync::Arc, time::Instant};

use parking_lot::Mutex;
use store::Account;
use tokio::sync::Semaphore;

pub(crate) use limit::Limiter;
use password::NOBODY;
pub(crate) use password::{SHORTEST, hash, is_strong, random};

/// Who may see and do everything.
pub(crate) const ADMINS: &str = "atoll:admins";

/// Wrong attempts from one address within a minute, whatever the account.
const FROM_ADDRESS: usize = 30;

/// Sign-ins that may wait for their turn; more are turned away.
const WAITING: usize = 64;

/// Checks passwords, slowly and not for everyone at once.
#[derive(Clone)]
pub(crate) struct Accounts(Arc<Parts>);

struct Parts {
    table: store::Accounts,
    people: store::People,
    limiter: Mutex<Limiter>,
    /// Each check takes 19 MiB and tens of milliseconds of a core: only so many at a time.
    turns: Semaphore,
    waiting: Semaphore,
}

/// What came of adding an account.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Added {
    /// It is there, with this password.
    Done(String),
    /// Somebody has this name, here or through an identity provider.
    Taken,
    /// No account may have this name.
    BadName,
    /// No account may be in this group.
    BadGroup(String),
}

/// What came of changing one's password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Changed {
    /// It is the new one.
    Done,
    /// The old one was not right.
    Wrong,
    /// Too many wrong ones lately. Nothing was checked.
    Limited,
    /// The new one is too short, too long, or the name.
    Weak,
    /// The new one is the old one.
    Same,
}

/// What came of a sign-in.
#[derive(Debug)]
pub(crate) enum Outcome {
    /// It is them.
    Welcome(Account),
    /// Wrong name or password; which one is not told to those who try.
    Invalid {
        /// There is an account of this name.
        known: bool,
    },
    /// Too many wrong ones lately, or too many at once. Nothing was checked.
    Limited,
}

impl Accounts {
    /// Works on this table.
    pub(crate) fn new(table: store::Accounts, people: store::People) -> Self {
        let turns = std::thread::available_parallelism().map_or(1, usize::from).min(4);
        Self(Arc::new(Parts {
            table,
            people,
            limiter: Mutex::new(Limiter::new(FROM_ADDRESS)),
            turns: Semaphore::new(turns),
            waiting: Semaphore::new(WAITING),
        }))
    }

    /// Checks a name and password given from an address.
    ///
    /// # Errors
    /// When the database does not answer.
    pub(crate) async fn check(&self, name: &str, password: String, from: IpAddr) -> anyhow::Result<Outcome> {
        let parts = &self.0;
        let Ok(_waiting) = parts.waiting.try_acquire() else { return Ok(Outcome::Limited) };
        if !parts.limiter.lock().admit(Some(name), from, Instant::now()) {
            tracing::warn!(account = name, %from, "sign-in refused: too many wrong attempts");
            return Ok(Outcome::Limited);
        }
        let account = parts.table.get(name).await?;
        let known = account.is_some();
        let hash = account.as_ref().map_or_else(|| NOBODY.to_owned(), |account| account.password_hash.clone());
        let _turn = parts.turns.acquire().await?;
        let right = tokio::task::spawn_blocking(move || password::verify(&password, &hash)).await?;
        match account.filter(|_| right) {
            Some(account) => {
                parts.limiter.lock().succeeded(Some(name), from);
                Ok(Outcome::Welcome(account))
            }
            None => {
                tracing::warn!(account = name, %from, "sign-in failed");
                Ok(Outcome::Invalid { known })
            }
        }
    }

    /// Adds an account with this password, or with one that its owner has to change first; `prefixes` are the beginnings of
    /// names that are identity providers'.
    ///
    /// # Errors
    /// When the database does not answer.
    pub(crate) async fn add(
        &self,
        name: &str,
        groups: &[String],
        password: Option<String>,
        prefixes: &[String],
    ) -> anyhow::Result<Added> {
        add(&self.0.table, &self.0.people, name, groups, password, prefixes).await
    }

    /// Removes an account with its sessions. False when there is none of this name.
    ///
    /// # Errors
    /// When the database does not answer.
    pub(crate) async fn remove(&self, name: &str) -> Result<bool, store::TableError> {
        self.0.table.remove(name).await
    }

    /// Gives an account another password when the old one, given from an address, is right, and ends its sessions but `this`.
    ///
    /// # Errors
    /// When the database does not answer.
    pub(crate) async fn change_password(
        &self,
        name: &str,
        old: &str,
        new: &str,
        from: IpAddr,
        this: &[u8; 32],
    ) -> anyhow::Result<Changed> {
        if !password::is_strong(new, name) {
            return Ok(Changed::Weak);
        }
        if old == new {
            return Ok(Changed::Same);
        }
        match self.check(name, old.to_owned(), from).await? {
            Outcome::Welcome(_) => {}
            Outcome::Invalid { .. } => return Ok(Changed::Wrong),
            Outcome::Limited => return Ok(Changed::Limited),
        }
        let new = new.to_owned();
        let hash = tokio::task::spawn_blocking(move || hash(&new)).await??;
        let changed = self.0.table.set_password(name, &hash, false, Some(this)).await?;
        Ok(if changed { Changed::Done } else { Changed::Wrong })
    }

    /// Creates the account if there is none of this name.
    ///
    /// # Errors
    /// When the database does not answer.
    pub(crate) async fn ensure(&self, name: &str, password: &str, groups: &[&str]) -> anyhow::Result<()> {
        if self.0.table.get(name).await?.is_some() {
            return Ok(());
        }
        let password = password.to_owned();
        let password_hash = tokio::task::spawn_blocking(move || hash(&password)).await??;
        let groups = groups.iter().map(|group| (*group).to_owned()).collect();
        self.0.table.put(&Account { name: name.to_owned(), password_hash, groups, must_change: false }).await?;
        Ok(())
    }

    /// The first of these accounts whose password is this.
    ///
    /// # Errors
    /// When the database does not answer.
    pub(crate) async fn with_password(&self, names: &[&str], password: &'static str) -> anyhow::Result<Option<String>> {
        for name in names {
            if let Some(account) = self.0.table.get(name).await?
                && tokio::task::spawn_blocking(move || password::verify(password, &account.password_hash)).await?
            {
                return Ok(Some((*name).to_owned()));
            }
        }
        Ok(None)
    }

    /// At the very first start: creates `admin` with a random password and gives that.
    ///
    /// # Errors
    /// When the database does not answer.
    pub(crate) async fn first_start(&self) -> anyhow::Result<Option<String>> {
        if self.0.table.get("admin").await?.is_some() {
            return Ok(None);
        }
        let password = random();
        let account = Account {
            name: "admin".to_owned(),
            password_hash: hash(&password)?,
            groups: vec![ADMINS.to_owned()],
            must_change: false,
        };
        // Of several servers that start together on one database, one says the password.
        Ok(self.0.table.create(&account).await?.then_some(password))
    }
}

/// Adds an account; see [`Accounts::add`].
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn add(
    table: &store::Accounts,
    people: &store::People,
    name: &str,
    groups: &[String],
    password: Option<String>,
    prefixes: &[String],
) -> anyhow::Result<Added> {
    if !name::is_fit(name, prefixes) {
        return Ok(Added::BadName);
    }
    if let Some(group) = groups.iter().find(|group| !name::is_fit_group(group)) {
        return Ok(Added::BadGroup(group.clone()));
    }
    // Whoever came by this name from elsewhere stays who they are.
    if !people.provider(name).await?.is_empty() {
        return Ok(Added::Taken);
    }
    let must_change = password.is_none();
    let password = password.unwrap_or_else(random);
    let hashed = password.clone();
    let password_hash = tokio::task::spawn_blocking(move || hash(&hashed)).await??;
    let account = Account { name: name.to_owned(), password_hash, groups: groups.to_vec(), must_change };
    Ok(if table.create(&account).await? { Added::Done(password) } else { Added::Taken })
}
