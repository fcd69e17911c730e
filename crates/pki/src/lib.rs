//! Certificate authorities, certificates and signing requests. Pure: no I/O.
//!
//! New keys are ECDSA P-256. Keys and authorities that users bring may also be RSA (2048 bits and more), P-384 or Ed25519,
//! in PKCS #8, PKCS #1 or SEC1 form. Everything goes in and out as PEM. Private keys never appear in `Debug` or errors.
//!
//! The profiles follow what kubeadm issues: <https://kubernetes.io/docs/setup/best-practices/certificates/>.

mod authority;
mod der;
mod error;
mod inspect;
mod keys;
mod names;
mod profile;
mod token_key;

pub use authority::{Authority, Issued};
pub use error::Error;
pub use inspect::{CertificateInfo, inspect, inspect_der, public_key_hash};
pub use keys::{client_request, signing_key};
pub use token_key::{TokenKey, TokenSigningKey};

#[cfg(test)]
mod tests;
