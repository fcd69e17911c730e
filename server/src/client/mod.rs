//! The client side of the program: `atoll login`, `logout`, `kubeconfig` and `token`. It knows the portal by its URL and speaks
//! HTTP with it, no more.

mod exec;
mod files;
mod http;
mod login;
mod loopback;

use anyhow::{Context as _, bail};
use serde_json::json;

pub(crate) use exec::token;

use crate::cli::{KubeconfigOptions, LoginOptions, LogoutOptions};
use files::{Files, Login};
use http::Portal;

/// `atoll login`
///
/// # Errors
/// What is wrong, in one line.
pub(crate) async fn login(options: &LoginOptions) -> anyhow::Result<()> {
    let files = Files::of_user()?;
    let portal = Portal::new(&files.server(options.server.as_deref())?)?;
    let login = if options.device { login::by_device(&portal).await? } else { login::by_browser(&portal).await? };
    files.keep_login(portal.url(), &login)?;
    eprintln!("Signed in to {} as {} until {}.", portal.url(), login.user, login.expires_at.format("%F %R UTC"));
    Ok(())
}

/// `atoll logout`
///
/// # Errors
/// What is wrong, in one line. Nothing is left on this computer in any case.
pub(crate) async fn logout(options: &LogoutOptions) -> anyhow::Result<()> {
    let files = Files::of_user()?;
    let portal = Portal::new(&files.server(options.server.as_deref())?)?;
    let Some(login) = files.login(portal.url()) else {
        eprintln!("You are not signed in to {}.", portal.url());
        return Ok(());
    };
    files.forget(portal.url())?;
    portal.form::<serde_json::Value>("/oauth/revoke", &[("token", &login.token)]).await.with_context(|| {
        format!("the sign-in is removed here, but {} could not be told; end it under Access, Sessions", portal.url())
    })?;
    eprintln!("Signed out of {}.", portal.url());
    Ok(())
}

/// `atoll kubeconfig`: prints the file.
///
/// # Errors
/// What is wrong, in one line.
pub(crate) async fn kubeconfig(options: &KubeconfigOptions) -> anyhow::Result<()> {
    let files = Files::of_user()?;
    let portal = Portal::new(&files.server(options.server.as_deref())?)?;
    let login = signed_in(&files, &portal)?;
    let lifetime = match &options.lifetime {
        Some(text) => {
            let lifetime =
                crate::config::duration(text).with_context(|| format!("--lifetime: {text:?} is not like 8h"))?;
            lifetime.as_secs().to_string()
        }
        None => String::new(),
    };
    let asked = json!({
        "namespace": options.namespace,
        "cluster": options.name,
        "role": options.role.as_deref().unwrap_or_default(),
        "lifetime": lifetime,
        "kind": if options.token_file { "token" } else { "exec" },
        "portal": portal.url(),
    });
    let file = portal.call("/api/kubeconfigs", &login.token, &asked).await?;
    print!("{}", file.text);
    Ok(())
}

/// The sign-in to this portal.
fn signed_in(files: &Files, portal: &Portal) -> anyhow::Result<Login> {
    match files.login(portal.url()) {
        Some(login) if login.expires_at > chrono::Utc::now() => Ok(login),
        _ => bail!("you are not signed in to {0}; run: atoll login --server {0}", portal.url()),
    }
}
