//! What a certificate says.

use std::fmt::Write;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use chrono::{DateTime, Utc};
use rustls_pki_types::{CertificateDer, pem::PemObject};
use sha2::{Digest, Sha256};
use x509_parser::{certificate::X509Certificate, prelude::FromDer, x509::AttributeTypeAndValue};

use crate::Error;

/// The facts of a certificate that people and authenticators ask for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateInfo {
    /// First common name of the subject, or empty. Kubernetes' user name.
    pub common_name: String,
    /// Every organization of the subject, in order. Kubernetes' groups.
    pub organizations: Vec<String>,
    /// Valid from.
    pub not_before: DateTime<Utc>,
    /// Valid until.
    pub not_after: DateTime<Utc>,
    /// Serial number in lower-case hex without separators.
    pub serial: String,
    /// SHA-256 of the DER in lower-case hex.
    pub fingerprint: String,
}

/// Reads the first certificate in a PEM text.
///
/// # Errors
/// [`Error::Certificate`] when there is none or it cannot be read.
pub fn inspect(certificate_pem: &str) -> Result<CertificateInfo, Error> {
    inspect_der(&from_pem(certificate_pem)?)
}

/// Reads a certificate in DER, as a TLS peer shows it. Checks neither signature nor time.
///
/// # Errors
/// [`Error::Certificate`] when it cannot be read.
pub fn inspect_der(der: &[u8]) -> Result<CertificateInfo, Error> {
    let certificate = parse(der)?;
    let time = |seconds| {
        DateTime::from_timestamp(seconds, 0)
            .ok_or_else(|| Error::Certificate("its validity is out of range".to_owned()))
    };
    let subject = certificate.subject();
    let text = |value: &AttributeTypeAndValue<'_>| {
        value.as_str().map(str::to_owned).map_err(|error| Error::Certificate(error.to_string()))
    };
    Ok(CertificateInfo {
        common_name: subject.iter_common_name().next().map(text).transpose()?.unwrap_or_default(),
        organizations: subject.iter_organization().map(text).collect::<Result<_, _>>()?,
        not_before: time(certificate.validity().not_before.timestamp())?,
        not_after: time(certificate.validity().not_after.timestamp())?,
        serial: hex(certificate.raw_serial()),
        fingerprint: hex(&Sha256::digest(der)),
    })
}

/// kubeadm's `caCertHashes` entry: `sha256:` and the hex SHA-256 of the certificate's SubjectPublicKeyInfo.
/// Source: <https://kubernetes.io/docs/reference/setup-tools/kubeadm/kubeadm-join/>.
///
/// # Errors
/// [`Error::Certificate`] when the certificate cannot be read.
pub fn public_key_hash(ca_certificate_pem: &str) -> Result<String, Error> {
    let der = from_pem(ca_certificate_pem)?;
    Ok(format!("sha256:{}", hex(&Sha256::digest(parse(&der)?.public_key().raw))))
}

/// One whole certificate and nothing after it.
pub(crate) fn parse(der: &[u8]) -> Result<X509Certificate<'_>, Error> {
    match X509Certificate::from_der(der) {
        Ok(([], certificate)) => Ok(certificate),
        Ok(_) => Err(Error::Certificate("there is something after its end".to_owned())),
        Err(error) => Err(Error::Certificate(error.to_string())),
    }
}

/// PEM with lines of 64 characters (RFC 7468).
pub(crate) fn pem(label: &str, der: &[u8]) -> String {
    let encoded = STANDARD.encode(der);
    let mut out = format!("-----BEGIN {label}-----\n");
    let mut rest = encoded.as_str();
    while !rest.is_empty() {
        // Base64 is ASCII, so any index is a character boundary.
        let (line, next) = rest.split_at(rest.len().min(64));
        out.push_str(line);
        out.push('\n');
        rest = next;
    }
    out + "-----END " + label + "-----\n"
}

fn from_pem(certificate_pem: &str) -> Result<CertificateDer<'static>, Error> {
    CertificateDer::from_pem_slice(certificate_pem.as_bytes()).map_err(|error| Error::Certificate(error.to_string()))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut out, byte| {
        // Writing into a String cannot fail.
        let _ = write!(out, "{byte:02x}");
        out
    })
}
