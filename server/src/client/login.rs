//! Signing in to a portal: through a browser on this computer (RFC 8252 with PKCE, RFC 7636), or by a code that is typed on
//! another one (RFC 8628).

use std::{io::Write as _, process::Stdio, time::Duration};

use anyhow::{Context as _, bail};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use chrono::Utc;
use rand::RngCore as _;
use serde::Deserialize;
use sha2::{Digest as _, Sha256};

use super::{files::Login, http::Portal, loopback::Loopback};
use crate::pki_files::host_name;

/// The program's name at the portal.
const CLIENT: &str = concat!("atoll ", env!("CARGO_PKG_VERSION"));

/// What the portal answers to a request for a token: one, or why not (yet).
#[derive(Default, Deserialize)]
#[serde(default)]
struct Answer {
    access_token: String,
    user: String,
    expires_in: i64,
    error: String,
    error_description: String,
}

impl Answer {
    fn login(self) -> anyhow::Result<Login> {
        if self.access_token.is_empty() {
            bail!("{}", if self.error_description.is_empty() { self.error } else { self.error_description });
        }
        let expires_at = Utc::now() + chrono::Duration::seconds(self.expires_in);
        Ok(Login { token: self.access_token, user: self.user, expires_at })
    }
}

/// Signs in through a browser on this computer.
///
/// # Errors
/// What is wrong, in one line.
pub(super) async fn by_browser(portal: &Portal) -> anyhow::Result<Login> {
    let loopback = Loopback::open().await?;
    let (verifier, state) = (random(), random());
    let challenge = BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(&verifier));
    let back = format!("http://127.0.0.1:{}/callback", loopback.port);
    let page = reqwest::Url::parse_with_params(
        &format!("{}/oauth/authorize", portal.url()),
        [
            ("response_type", "code"),
            ("client_id", CLIENT),
            ("machine", &machine()),
            ("redirect_uri", &back),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
            ("state", &state),
        ],
    )?;
    eprintln!("Sign in in the browser. If it does not open, open this address:\n\n  {page}\n");
    open(page.as_str());
    let code = loopback.code(&state).await?;
    let fields =
        [("grant_type", "authorization_code"), ("code", &*code), ("code_verifier", &verifier), ("redirect_uri", &back)];
    portal.form::<Answer>("/oauth/token", &fields).await?.login()
}

/// A code for another computer's browser.
#[derive(Deserialize)]
struct Device {
    device_code: String,
    user_code: String,
    verification_uri: String,
    interval: u64,
    expires_in: u64,
}

/// Signs in by a code that is typed in a browser on any computer.
///
/// # Errors
/// What is wrong, in one line.
pub(super) async fn by_device(portal: &Portal) -> anyhow::Result<Login> {
    let fields = [("client_id", CLIENT), ("machine", &*machine())];
    let device: Device = portal.form("/oauth/device", &fields).await.context("the portal gives no code")?;
    eprintln!("Open {} and enter the code\n\n  {}\n", device.verification_uri, device.user_code);
    std::io::stderr().flush()?;
    let mut pause = Duration::from_secs(device.interval.clamp(1, 60));
    let end = tokio::time::Instant::now() + Duration::from_secs(device.expires_in);
    loop {
        tokio::time::sleep(pause).await;
        let grant = "urn:ietf:params:oauth:grant-type:device_code";
        let fields = [("grant_type", grant), ("device_code", &*device.device_code)];
        let answer = portal.form::<Answer>("/oauth/token", &fields).await?;
        match answer.error.as_str() {
            "authorization_pending" => {}
            "slow_down" => pause += Duration::from_secs(5),
            _ => return answer.login(),
        }
        if tokio::time::Instant::now() >= end {
            bail!("nobody entered the code in time");
        }
    }
}

/// What people know this computer by.
fn machine() -> String {
    host_name().unwrap_or_else(|| "a computer without a name".to_owned())
}

/// 256 bits that nobody guesses.
fn random() -> String {
    let mut bytes = [0; 32];
    rand::rng().fill_bytes(&mut bytes);
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

/// Opens a page in the user's browser, `BROWSER` where it is set. The address was printed: it does not matter if that fails.
fn open(page: &str) {
    let named = std::env::var("BROWSER").ok().filter(|name| !name.is_empty());
    let usual = if cfg!(target_os = "macos") { "open" } else { "xdg-open" };
    let mut command = std::process::Command::new(named.as_deref().unwrap_or(usual));
    let _ = command.arg(page).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
}
