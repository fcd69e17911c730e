//! `atoll admin …`: what needs no running server, or works beside one.

use std::{
    io::{BufRead as _, IsTerminal as _, Read as _, Write as _},
    path::Path,
};

use anyhow::{Context as _, bail};
use chrono::Utc;
use store::audit::AuditLog;

use crate::{
    accounts::{self, Added},
    cli::AdminTask,
    config::Config,
    guest_issuer,
};

/// Records that are read at a time.
const PAGE: u32 = 1000;

/// Runs one task.
///
/// # Errors
/// What is wrong, in one line.
pub(crate) async fn run(config: &Config, task: &AdminTask) -> anyhow::Result<()> {
    match task {
        AdminTask::ResetPassword { name } => reset_password(config, name).await,
        AdminTask::AddAccount { name, groups, email, password_stdin } => {
            add_account(config, name, groups, email.as_deref(), *password_stdin).await
        }
        AdminTask::SetPassword { name } => set_password(config, name).await,
        AdminTask::RemoveAccount { name } => remove_account(config, name).await,
        AdminTask::DisableAccount { name } => disable(config, name).await,
        AdminTask::EnableAccount { name } => enable(config, name).await,
        AdminTask::Backup { file } => backup(config, file).await,
        AdminTask::Restore { file } => restore(config, file).await,
        AdminTask::RotateIssuerKey => rotate_issuer_key(config).await,
        AdminTask::VerifyAudit => verify_audit(config).await,
        AdminTask::ExportAudit { after } => export_audit(config, *after).await,
    }
}

async fn add_account(
    config: &Config,
    name: &str,
    groups: &[String],
    email: Option<&str>,
    from_stdin: bool,
) -> anyhow::Result<()> {
    let email = email.map(str::parse::<lettre::Address>).transpose().context("--email is not an address")?;
    let given = if from_stdin { Some(typed_password(name)?) } else { None };
    let table = store::Accounts::open(&config.database).await.with_context(|| cannot_open(config))?;
    let people = people(config).await?;
    let prefixes: Vec<String> =
        config.sign_in.providers.iter().map(|provider| provider.username_prefix.clone()).collect();
    let added = accounts::add(&table, &people, name, groups, given, &prefixes).await;
    match added.with_context(|| cannot_change(config))? {
        Added::Done(password) => {
            if let Some(email) = email {
                people.set_email(name, email.as_ref()).await.with_context(|| cannot_change(config))?;
            }
            println!("The account {name} is there.");
            if !from_stdin {
                println!("First password of {name}, to be changed at the first sign-in: {password}");
            }
            Ok(())
        }
        Added::Taken => bail!("somebody is called {name} already"),
        Added::BadName => {
            bail!(
                "{name:?} is no name for a local account: letters, digits, . - _ @, and no identity provider's prefix"
            )
        }
        Added::BadGroup(group) => bail!("{group:?} is not a group that people can be given"),
    }
}

async fn set_password(config: &Config, name: &str) -> anyhow::Result<()> {
    let password = typed_password(name)?;
    let table = store::Accounts::open(&config.database).await.with_context(|| cannot_open(config))?;
    let hash = accounts::hash(&password)?;
    if !table.set_password(name, &hash, false, None).await.with_context(|| cannot_change(config))? {
        bail!("there is no local account {name}");
    }
    println!("{name} has the new password. Sessions of {name} have ended.");
    Ok(())
}

async fn remove_account(config: &Config, name: &str) -> anyhow::Result<()> {
    let table = store::Accounts::open(&config.database).await.with_context(|| cannot_open(config))?;
    if !table.remove(name).await.with_context(|| cannot_change(config))? {
        bail!("there is no local account {name}");
    }
    println!(
        "The account {name} is removed. Role bindings for {name} stay: remove them, or the next of this name has them."
    );
    Ok(())
}

/// The password on the first line of standard input, when somebody may choose it.
fn typed_password(name: &str) -> anyhow::Result<String> {
    let mut input = std::io::stdin();
    if input.is_terminal() {
        eprint!("Password of {name}: ");
    }
    let mut line = String::new();
    input.by_ref().lock().take(4096).read_line(&mut line).context("cannot read standard input")?;
    let password = line.trim_end_matches(['\r', '\n']).to_owned();
    if !accounts::is_strong(&password, name) {
        bail!(
            "the password must have at least {} characters, not all the same, and not be the name",
            accounts::SHORTEST
        );
    }
    Ok(password)
}

/// Works beside a running server: accounts are read from the database at each sign-in.
async fn reset_password(config: &Config, name: &str) -> anyhow::Result<()> {
    let database = &config.database;
    let table = store::Accounts::open(database).await.with_context(|| cannot_open(config))?;
    let password = accounts::random();
    let hash = accounts::hash(&password)?;
    if !table.set_password(name, &hash, false, None).await.with_context(|| cannot_change(config))? {
        bail!("there is no local account {name}");
    }
    println!("New password of {name}: {password}");
    println!("Sessions of {name} have ended.");
    Ok(())
}

/// Works beside a running server: who is kept out is read from the database at each request.
async fn disable(config: &Config, name: &str) -> anyhow::Result<()> {
    let people = people(config).await?;
    if !people.knows(name).await.with_context(|| cannot_read(config))? {
        bail!("there is no local account {name}, and nobody of this name signed in yet");
    }
    match people.disable(name, Utc::now()).await.with_context(|| cannot_change(config))? {
        Some(ended) => println!("{name} is kept out. Sessions that ended: {ended}."),
        None => println!("{name} was kept out already."),
    }
    Ok(())
}

async fn enable(config: &Config, name: &str) -> anyhow::Result<()> {
    if !people(config).await?.enable(name).await.with_context(|| cannot_change(config))? {
        bail!("{name} is not kept out");
    }
    println!("{name} may sign in again.");
    Ok(())
}

async fn people(config: &Config) -> anyhow::Result<store::People> {
    store::People::open(&config.database).await.with_context(|| cannot_open(config))
}

/// Works beside running servers: they read the keys again and again.
async fn rotate_issuer_key(config: &Config) -> anyhow::Result<()> {
    let keys = store::Keys::open(&config.database).await.with_context(|| cannot_open(config))?;
    let signs = guest_issuer::rotate(&keys).await?;
    println!("A new key is published. It signs from {} on.", signs.format("%FT%TZ"));
    println!("Tokens of the key before stay good until they end.");
    Ok(())
}

async fn backup(config: &Config, file: &Path) -> anyhow::Result<()> {
    let copied = store::backup(&config.database, file).await.with_context(|| cannot_open(config))?;
    println!(
        "{}: {} spaces, {} versions of objects, {} audit records.",
        file.display(),
        copied.spaces,
        copied.versions,
        copied.records
    );
    println!("It holds keys and password hashes: keep it as safe as the server itself.");
    Ok(())
}

async fn restore(config: &Config, file: &Path) -> anyhow::Result<()> {
    if let store::Location::Sqlite(path) = &config.database
        && let Some(folder) = path.parent()
    {
        std::fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
    }
    let copied = store::restore(file, &config.database).await?;
    println!(
        "{}: {} spaces, {} versions of objects, {} audit records are back.",
        config.database, copied.spaces, copied.versions, copied.records
    );
    println!("Machines that were made after the backup have no object now. They are left alone; Events tell of them.");
    Ok(())
}

async fn verify_audit(config: &Config) -> anyhow::Result<()> {
    let log = AuditLog::open(&config.database).await.with_context(|| cannot_open(config))?;
    match log.verify().await.context("cannot read the audit log")? {
        Ok(verified) => {
            println!("{} records, none removed, altered or put elsewhere.", verified.records);
            if verified.base.seq > 0 {
                println!("Records up to {} are no longer kept.", verified.base.seq);
            }
            println!("The newest is {} with hash {}.", verified.head.seq, verified.head.hex());
            Ok(())
        }
        Err(broken) => bail!("the audit log was tampered with: {broken}"),
    }
}

async fn export_audit(config: &Config, after: u64) -> anyhow::Result<()> {
    let log = AuditLog::open(&config.database).await.with_context(|| cannot_open(config))?;
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let mut last = after;
    loop {
        let page = log.read(last, PAGE).await.context("cannot read the audit log")?;
        for record in &page {
            last = record.link.seq;
            writeln!(out, "{}", exported(record))?;
        }
        if page.is_empty() {
            return out.flush().map_err(Into::into);
        }
    }
}

/// A record with its place in the chain.
fn exported(record: &store::audit::AuditRecord) -> serde_json::Value {
    let mut line = serde_json::from_str(&record.record).unwrap_or_default();
    if let serde_json::Value::Object(fields) = &mut line {
        fields.insert("seq".to_owned(), record.link.seq.into());
        fields.insert("hash".to_owned(), record.link.hex().into());
    }
    line
}

fn cannot_change(config: &Config) -> String {
    format!("cannot change {}", config.database)
}

fn cannot_read(config: &Config) -> String {
    format!("cannot read {}", config.database)
}

fn cannot_open(config: &Config) -> String {
    format!("cannot open {}; is the data directory, or the database, right?", config.database)
}
