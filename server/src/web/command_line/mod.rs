//! Signing in the program `atoll` on somebody's computer (`oauth`, `desk`), and what it may ask for then (`api`).
//!
//! A sign-in of the command line is a session like one of a browser: it is listed, ended and limited with the others. Its
//! token is found by its hash, and cannot be used as a cookie, nor a cookie as a token: they are hashed differently. What
//! waits for an answer is a session of nobody yet. All of it is in the database, where every server sees it.

mod api;
mod desk;
mod oauth;

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use chrono::{DateTime, Duration, Utc};
use portal::command_line::CODE_LETTERS;
use rand::{Rng as _, RngCore as _};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::{
    Web,
    session::{KEY, SignedInAs},
};

pub(super) use api::router as api;
pub(super) use desk::Desk;
pub(super) use oauth::router as oauth;

/// How long a code waits to be typed.
const CODE_LIFE: Duration = Duration::minutes(10);
/// How long a code that came through the browser may be exchanged.
const GRANT_LIFE: Duration = Duration::minutes(1);
/// Programs ask so often whether a code was typed, in seconds.
const INTERVAL: i64 = 2;

/// A row of the table of sessions that is none of a browser. The name makes its hash differ from all others.
#[derive(Clone, Copy)]
enum Row {
    /// A program that waits for its code to be typed, by the code.
    Device,
    /// A code that came through the browser, by itself.
    Grant,
    /// Somebody signed in, by the token.
    Login,
}

impl Row {
    const fn name(self) -> &'static str {
        match self {
            Row::Device => "device",
            Row::Grant => "grant",
            Row::Login => "login",
        }
    }

    fn hash(self, secret: &str) -> [u8; 32] {
        Sha256::digest(format!("command-line {} {secret}", self.name())).into()
    }
}

/// See [`Row::Device`].
#[derive(Clone, Serialize, Deserialize)]
struct Device {
    /// SHA-256 of the part of the device's code that nobody types, in hexadecimal.
    secret: String,
    machine: String,
    client: String,
    address: String,
    asked_at: DateTime<Utc>,
    decision: Option<Decision>,
}

#[derive(Clone, Serialize, Deserialize)]
enum Decision {
    Approved(Box<SignedInAs>),
    Denied,
}

/// See [`Row::Grant`].
#[derive(Clone, Serialize, Deserialize)]
struct Grant {
    challenge: String,
    redirect_uri: String,
    machine: String,
    client: String,
    who: SignedInAs,
}

fn row(kind: Row, secret: &str, content: &impl Serialize, expires_at: DateTime<Utc>) -> store::Session {
    let data = json!({ kind.name(): content }).to_string();
    store::Session { id_hash: kind.hash(secret), account: String::new(), data, expires_at }
}

fn content<T: DeserializeOwned>(kind: Row, row: &store::Session) -> Option<T> {
    let mut data: Value = serde_json::from_str(&row.data).ok()?;
    serde_json::from_value(data[kind.name()].take()).ok()
}

/// A session of the command line: its token, and when it is over.
struct Login {
    token: String,
    user: String,
    expires_at: DateTime<Utc>,
}

/// Begins the session of a program that was approved by `who`.
async fn begin(web: &Web, who: SignedInAs, machine: &str, client: &str, address: String) -> anyhow::Result<Login> {
    let (now, token) = (Utc::now(), random());
    let browser = format!("{client} on {machine}");
    let who = SignedInAs { since: now.timestamp(), seen: now.timestamp(), address, browser, ..who };
    let expires_at = now + web.lasting.absolute;
    let session = store::Session {
        id_hash: Row::Login.hash(&token),
        account: who.user.clone(),
        data: json!({ KEY: who }).to_string(),
        expires_at,
    };
    anyhow::ensure!(web.sessions.create(&session).await?, "a token was made twice");
    Ok(Login { token, user: who.user, expires_at })
}

/// 256 bits that nobody guesses.
fn random() -> String {
    let mut bytes = [0; 32];
    rand::rng().fill_bytes(&mut bytes);
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

/// A code for people to type.
fn code() -> String {
    let mut random = rand::rng();
    (0..8).map(|_| char::from(CODE_LETTERS[random.random_range(0..CODE_LETTERS.len())])).collect()
}

fn hex(secret: &str) -> String {
    Sha256::digest(secret).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_secret_of_one_kind_is_one_of_another() {
        let kinds = [Row::Device, Row::Grant, Row::Login];
        let hashes: std::collections::BTreeSet<_> = kinds.iter().map(|kind| kind.hash("x")).collect();
        assert_eq!(hashes.len(), 3);
    }

    #[test]
    fn codes_can_be_typed() {
        for _ in 0..100 {
            let code = code();
            assert_eq!(portal::command_line::read_code(&portal::command_line::shown_code(&code)), Some(code));
        }
    }

    #[test]
    fn a_row_is_read_as_what_it_is() {
        let device = Device {
            secret: hex("s"),
            machine: "m".into(),
            client: "c".into(),
            address: String::new(),
            asked_at: Utc::now(),
            decision: Some(Decision::Denied),
        };
        let kept = row(Row::Device, "CODE", &device, Utc::now());
        assert_eq!(kept.account, "", "of nobody yet");
        assert!(!kept.data.contains("CODE"));
        assert!(content::<Device>(Row::Device, &kept).is_some_and(|read| read.secret == hex("s")));
        assert!(content::<Grant>(Row::Grant, &kept).is_none());
        assert!(SignedInAs::kept_in(&kept).is_none());
    }
}
