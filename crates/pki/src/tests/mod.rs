//! The crate against other implementations: an X.509 parser, a TLS stack, and OpenSSL where it is installed.

mod contents;
mod handshake;
mod openssl;

use chrono::Duration;

use crate::Authority;

fn authority() -> Authority {
    Authority::new("kubernetes", Duration::days(3650)).unwrap()
}

fn groups(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}
