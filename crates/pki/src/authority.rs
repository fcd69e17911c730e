//! A certificate authority: made here or brought by a user, and what it issues.

use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};
use rcgen::{KeyPair, PublicKeyData, SubjectPublicKeyInfo};
use rustls_pki_types::{CertificateDer, CertificateSigningRequestDer, pem::PemObject};
use x509_parser::{
    certificate::X509Certificate, certification_request::X509CertificationRequest, extensions::ParsedExtension,
    prelude::FromDer,
};

use crate::{
    Error,
    inspect::{parse, pem},
    keys, names,
    profile::{self, Purpose, Signer, Validity},
};

/// A certificate authority that can sign. Cloning is cheap.
#[derive(Clone)]
pub struct Authority {
    /// Its certificate; what clients and servers are told to trust.
    pub certificate_pem: String,
    /// Its private key, in the form it came in. Secret.
    pub key_pem: String,
    signer: Arc<Parts>,
}

/// What signing needs, read once.
struct Parts {
    key: KeyPair,
    name: Vec<u8>,
    key_id: Option<Vec<u8>>,
    not_after: DateTime<Utc>,
}

/// A certificate with the private key that was made for it.
#[derive(Clone)]
pub struct Issued {
    /// The certificate alone, without its authority.
    pub certificate_pem: String,
    /// PKCS #8. Secret.
    pub key_pem: String,
}

impl std::fmt::Debug for Authority {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Authority").field("certificate_pem", &self.certificate_pem).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Issued {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Issued").field("certificate_pem", &self.certificate_pem).finish_non_exhaustive()
    }
}

impl Authority {
    /// Makes a self-signed authority with a new key, valid from a little before now for `valid`.
    ///
    /// # Errors
    /// [`Error::Lifetime`] when `valid` is not positive or ends after the year 9999.
    pub fn new(common_name: &str, valid: Duration) -> Result<Authority, Error> {
        let key = KeyPair::generate().map_err(Error::Build)?;
        Authority::with_key(common_name, &key.serialize_pem(), valid)
    }

    /// Makes a self-signed authority for a key that exists.
    ///
    /// # Errors
    /// As [`Authority::new`], and [`Error::Key`] when the key cannot be read.
    pub fn with_key(common_name: &str, key_pem: &str, valid: Duration) -> Result<Authority, Error> {
        let key = keys::read(key_pem)?;
        let name = names::subject(common_name, &[]);
        let params = profile::params(Purpose::Authority, Validity::new(Utc::now(), valid, None)?)?;
        let signer = Signer { key: &key, name: &name, key_id: None };
        let certificate = profile::sign(params, &name, &key, &signer)?;
        Authority::from_pem(&pem("CERTIFICATE", &certificate), key_pem)
    }

    /// Takes an authority that exists: the first certificate in `certificate_pem` and its private key.
    ///
    /// # Errors
    /// [`Error::Certificate`] or [`Error::Key`] when one cannot be read, [`Error::KeyMismatch`] when they do not belong
    /// together, [`Error::NotAnAuthority`] when the certificate says that it may not sign others.
    pub fn from_pem(certificate_pem: &str, key_pem: &str) -> Result<Authority, Error> {
        let der = CertificateDer::from_pem_slice(certificate_pem.as_bytes())
            .map_err(|error| Error::Certificate(error.to_string()))?;
        let certificate = parse(&der)?;
        let key = keys::read(key_pem)?;
        if certificate.public_key().raw != key.subject_public_key_info() {
            return Err(Error::KeyMismatch);
        }
        may_sign(&certificate)?;
        let signer = Parts {
            name: certificate.subject().as_raw().to_vec(),
            key_id: key_id(&certificate),
            not_after: DateTime::from_timestamp(certificate.validity().not_after.timestamp(), 0)
                .ok_or_else(|| Error::Certificate("its end is out of range".to_owned()))?,
            key,
        };
        Ok(Authority {
            certificate_pem: certificate_pem.to_owned(),
            key_pem: key_pem.to_owned(),
            signer: Arc::new(signer),
        })
    }

    /// Issues a certificate for a TLS server with a new key. `names` are DNS names and IP addresses.
    /// It never outlives the authority.
    ///
    /// # Errors
    /// [`Error::Name`] for something that is neither, [`Error::Lifetime`], [`Error::AuthorityExpired`].
    pub fn server(&self, common_name: &str, names: &[String], valid: Duration) -> Result<Issued, Error> {
        self.issue(Purpose::Server(names::alternatives(names)?), &names::subject(common_name, &[]), valid)
    }

    /// Issues a certificate for a TLS client with a new key; Kubernetes reads `common_name` as user, `organizations` as groups.
    /// It never outlives the authority.
    ///
    /// # Errors
    /// [`Error::Lifetime`], [`Error::AuthorityExpired`].
    pub fn client(&self, common_name: &str, organizations: &[String], valid: Duration) -> Result<Issued, Error> {
        self.issue(Purpose::Client, &names::subject(common_name, organizations), valid)
    }

    /// Signs the key of a signing request (PKCS #10, PEM) as a TLS client. Only the key is taken from the request, after its
    /// signature proved that the asker holds it; its subject and extensions are ignored. Returns the certificate in PEM.
    ///
    /// # Errors
    /// [`Error::Request`] when it cannot be read, its signature is wrong, or its key is of a kind that is not supported;
    /// [`Error::Lifetime`], [`Error::AuthorityExpired`].
    pub fn sign_client_request(
        &self,
        csr_pem: &str,
        common_name: &str,
        organizations: &[String],
        valid: Duration,
    ) -> Result<String, Error> {
        let der = CertificateSigningRequestDer::from_pem_slice(csr_pem.as_bytes())
            .map_err(|_| Error::Request("no PEM block CERTIFICATE REQUEST"))?;
        let (_, request) =
            X509CertificationRequest::from_der(&der).map_err(|_| Error::Request("it is not PKCS #10"))?;
        request.verify_signature().map_err(|_| Error::Request("its signature does not match its key"))?;
        let public_key = SubjectPublicKeyInfo::from_der(request.certification_request_info.subject_pki.raw)
            .map_err(|_| Error::Request("keys of this kind are not supported"))?;
        let subject = names::subject(common_name, organizations);
        Ok(pem("CERTIFICATE", &self.sign(Purpose::Client, &subject, &public_key, valid)?))
    }

    fn issue(&self, purpose: Purpose, subject: &[u8], valid: Duration) -> Result<Issued, Error> {
        let key = KeyPair::generate().map_err(Error::Build)?;
        let certificate = self.sign(purpose, subject, &key, valid)?;
        Ok(Issued { certificate_pem: pem("CERTIFICATE", &certificate), key_pem: key.serialize_pem() })
    }

    fn sign(
        &self,
        purpose: Purpose,
        subject: &[u8],
        public_key: &impl PublicKeyData,
        valid: Duration,
    ) -> Result<Vec<u8>, Error> {
        let Parts { key, name, key_id, not_after } = self.signer.as_ref();
        let params = profile::params(purpose, Validity::new(Utc::now(), valid, Some(*not_after))?)?;
        profile::sign(params, subject, public_key, &Signer { key, name, key_id: key_id.as_deref() })
    }
}

/// Basic constraints and key usage must both allow it (RFC 5280, 4.2.1.3 and 4.2.1.9).
fn may_sign(certificate: &X509Certificate<'_>) -> Result<(), Error> {
    if !certificate.is_ca() {
        return Err(Error::NotAnAuthority("its basic constraints say CA:FALSE or nothing"));
    }
    match certificate.key_usage() {
        Ok(Some(usage)) if !usage.value.key_cert_sign() => {
            Err(Error::NotAnAuthority("its key usage lacks certificate signing"))
        }
        Ok(_) => Ok(()),
        Err(_) => Err(Error::NotAnAuthority("its key usage cannot be read")),
    }
}

fn key_id(certificate: &X509Certificate<'_>) -> Option<Vec<u8>> {
    certificate.iter_extensions().find_map(|extension| match extension.parsed_extension() {
        ParsedExtension::SubjectKeyIdentifier(id) => Some(id.0.to_vec()),
        _ => None,
    })
}
