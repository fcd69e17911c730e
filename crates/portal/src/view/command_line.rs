//! A program on somebody's computer that asks to be signed in.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// A program that waits for its code to be typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitingDevice {
    /// The code, as it is kept.
    pub code: String,
    /// What the computer calls itself.
    pub machine: String,
    /// What the program calls itself.
    pub client: String,
    /// The address that it asked from.
    pub address: String,
    /// When.
    pub asked_at: DateTime<Utc>,
}

/// What a program asks for through the browser: the parameters of an authorization request (RFC 6749, RFC 7636).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Authorize {
    /// `code`.
    pub response_type: String,
    /// What the program calls itself.
    pub client_id: String,
    /// What the computer calls itself.
    pub machine: String,
    /// Where the program waits.
    pub redirect_uri: String,
    /// The hash of what only the program knows.
    pub code_challenge: String,
    /// `S256`.
    pub code_challenge_method: String,
    /// What the program gets back unchanged.
    pub state: String,
}
