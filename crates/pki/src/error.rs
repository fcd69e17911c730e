//! Why something could not be issued or read. No text carries key material.

/// Everything that can go wrong in this crate.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The text holds no readable certificate.
    #[error("not a readable X.509 certificate: {0}")]
    Certificate(String),
    /// The text holds no readable private key, or one of a kind that is not supported.
    #[error("not a readable private key: {0}")]
    Key(&'static str),
    /// Certificate and private key do not belong together.
    #[error("the private key does not belong to the certificate")]
    KeyMismatch,
    /// The certificate may not sign others.
    #[error("the certificate is not a certificate authority: {0}")]
    NotAnAuthority(&'static str),
    /// The authority's own certificate is over.
    #[error("the certificate authority expired at {0}")]
    AuthorityExpired(chrono::DateTime<chrono::Utc>),
    /// The signing request cannot be read, or was not signed by the key it carries.
    #[error("not a valid certificate signing request: {0}")]
    Request(&'static str),
    /// Neither an IP address nor a DNS name.
    #[error("{0:?} is neither an IP address nor a DNS name")]
    Name(String),
    /// A lifetime that is zero, negative or beyond what a certificate can say.
    #[error("not a usable lifetime: {0}")]
    Lifetime(chrono::Duration),
    /// The library below refused.
    #[error("cannot build the certificate")]
    Build(#[source] rcgen::Error),
}
