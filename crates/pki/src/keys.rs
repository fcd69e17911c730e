//! Private keys: made here, or brought by users in any of the usual forms.

use rcgen::{CertificateParams, DistinguishedName, DnType, KeyPair};
use rustls_pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer, pem::PemObject};

use crate::{
    Error,
    der::{element, tag},
};

/// AlgorithmIdentifiers of RFC 3279 and RFC 5480, as whole elements.
const RSA: &[u8] = &[0x30, 13, 0x06, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 13, 1, 1, 1, 0x05, 0];
const EC_P256: &[u8] =
    &[0x30, 19, 0x06, 7, 0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1, 0x06, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7];
const EC_P384: &[u8] = &[0x30, 16, 0x06, 7, 0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1, 0x06, 5, 0x2b, 0x81, 4, 0, 34];

/// Makes a key pair for signing service account tokens (ES256): private key as PKCS #8 PEM, public key as PEM.
///
/// # Errors
/// [`Error::Build`] when the system has no randomness to give.
pub fn signing_key() -> Result<(String, String), Error> {
    let key = KeyPair::generate().map_err(Error::Build)?;
    Ok((key.serialize_pem(), key.public_key_pem()))
}

/// Makes a key and a signing request for it (PKCS #10, PEM) with this common name: `(request, private key)`.
///
/// # Errors
/// [`Error::Build`] when the system has no randomness to give.
pub fn client_request(common_name: &str) -> Result<(String, String), Error> {
    let key = KeyPair::generate().map_err(Error::Build)?;
    let mut params = CertificateParams::default();
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, common_name);
    let request = params.serialize_request(&key).and_then(|request| request.pem()).map_err(Error::Build)?;
    Ok((request, key.serialize_pem()))
}

/// Reads a private key in PEM: `PRIVATE KEY` (PKCS #8), `RSA PRIVATE KEY` (PKCS #1) or `EC PRIVATE KEY` (SEC1, with its
/// public key inside, as OpenSSL writes it). Blocks of other kinds before it (`EC PARAMETERS`) are passed over.
pub(crate) fn read(key_pem: &str) -> Result<KeyPair, Error> {
    let key = PrivateKeyDer::from_pem_slice(key_pem.as_bytes())
        .map_err(|_| Error::Key("no PEM block PRIVATE KEY, RSA PRIVATE KEY or EC PRIVATE KEY"))?;
    let candidates = match &key {
        PrivateKeyDer::Pkcs8(key) => vec![key.secret_pkcs8_der().to_vec()],
        PrivateKeyDer::Pkcs1(key) => vec![pkcs8(RSA, key.secret_pkcs1_der())],
        PrivateKeyDer::Sec1(key) => {
            // The curve may be named inside or not at all; a wrong one is refused when it is read.
            [EC_P256, EC_P384].map(|curve| pkcs8(curve, key.secret_sec1_der())).to_vec()
        }
        _ => vec![],
    };
    candidates
        .into_iter()
        .find_map(|der| KeyPair::try_from(&PrivatePkcs8KeyDer::from(der)).ok())
        .ok_or(Error::Key("supported are RSA from 2048 bits, ECDSA P-256 and P-384 with their public key, and Ed25519"))
}

/// PrivateKeyInfo of RFC 5208 around a key in its own form.
fn pkcs8(algorithm: &[u8], key: &[u8]) -> Vec<u8> {
    let version = element(tag::INTEGER, &[0]);
    element(tag::SEQUENCE, &[&version, algorithm, &element(tag::OCTET_STRING, key)].concat())
}
