//! `atoll admin …`: repairs that need no running server.

use anyhow::{Context as _, bail};

use crate::{accounts, cli::AdminTask, config::Config};

/// Runs one task.
///
/// # Errors
/// When there is no database, or no such account.
pub(crate) async fn run(config: &Config, task: &AdminTask) -> anyhow::Result<()> {
    match task {
        AdminTask::ResetPassword { name } => reset_password(config, name).await,
    }
}

/// Works beside a running server: accounts are read from the database at each sign-in.
async fn reset_password(config: &Config, name: &str) -> anyhow::Result<()> {
    let file = config.database.display();
    let table = store::Accounts::open(&config.database)
        .await
        .with_context(|| format!("cannot open {file}; is the data directory right?"))?;
    let password = accounts::random();
    if !table.set_password(name, &accounts::hash(&password)?).await.with_context(|| format!("cannot change {file}"))? {
        bail!("there is no local account {name}");
    }
    println!("New password of {name}: {password}");
    println!("Sessions of {name} have ended.");
    Ok(())
}
