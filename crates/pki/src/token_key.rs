//! Keys that sign and check tokens with ES256: ECDSA on P-256.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use rcgen::{PKCS_ECDSA_P256_SHA256, PublicKeyData};
use rustls_pki_types::{SubjectPublicKeyInfoDer, pem::PemObject};
use sha2::{Digest, Sha256};
use x509_parser::{prelude::FromDer, x509::SubjectPublicKeyInfo};

use crate::{Error, keys};

/// The public half: what checks a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenKey {
    /// The point on the curve, uncompressed: 65 bytes.
    pub point: Vec<u8>,
    /// Names the key: the SHA-256 of its SubjectPublicKeyInfo, in base64url, as kube-apiserver names keys.
    pub id: String,
}

/// Both halves: what signs a token.
#[derive(Clone)]
pub struct TokenSigningKey {
    /// PKCS #8 in DER. Secret.
    pub pkcs8: Vec<u8>,
    /// The public half.
    pub public: TokenKey,
}

impl std::fmt::Debug for TokenSigningKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TokenSigningKey").field("public", &self.public).finish_non_exhaustive()
    }
}

impl TokenSigningKey {
    /// Reads a private key in any of the forms that this crate reads.
    ///
    /// # Errors
    /// [`Error::Key`] when it cannot be read, or is of another algorithm.
    pub fn from_pem(key_pem: &str) -> Result<TokenSigningKey, Error> {
        let key = keys::read(key_pem)?;
        if key.algorithm() != &PKCS_ECDSA_P256_SHA256 {
            return Err(Error::Key(UNFIT));
        }
        let public = TokenKey::of(key.public_key_raw(), &key.subject_public_key_info());
        Ok(TokenSigningKey { pkcs8: key.serialize_der(), public })
    }
}

const UNFIT: &str = "tokens are signed with ECDSA P-256 only";

impl TokenKey {
    /// Reads a public key: a PEM block `PUBLIC KEY`.
    ///
    /// # Errors
    /// [`Error::Key`] when it cannot be read, or is of another algorithm.
    pub fn from_pem(public_key_pem: &str) -> Result<TokenKey, Error> {
        let der = SubjectPublicKeyInfoDer::from_pem_slice(public_key_pem.as_bytes())
            .map_err(|_| Error::Key("no PEM block PUBLIC KEY"))?;
        let (_, info) = SubjectPublicKeyInfo::from_der(&der).map_err(|_| Error::Key("the public key is damaged"))?;
        let point = info.subject_public_key.data.to_vec();
        // What differs between keys of this kind is the point alone.
        let known =
            point.len() == 65 && point[0] == 4 && der.len() == P256_HEAD.len() + 65 && der.starts_with(P256_HEAD);
        if known { Ok(TokenKey::of(&point, &der)) } else { Err(Error::Key(UNFIT)) }
    }

    fn of(point: &[u8], info: &[u8]) -> TokenKey {
        TokenKey { point: point.to_vec(), id: URL_SAFE_NO_PAD.encode(Sha256::digest(info)) }
    }
}

/// A SubjectPublicKeyInfo of P-256 up to the point (RFC 5480).
const P256_HEAD: &[u8] = &[
    0x30, 0x59, 0x30, 0x13, 0x06, 7, 0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1, 0x06, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1,
    7, 0x03, 0x42, 0,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_halves_name_the_same_key() {
        let (private, public) = crate::signing_key().unwrap();
        let signing = TokenSigningKey::from_pem(&private).unwrap();
        assert_eq!(signing.public, TokenKey::from_pem(&public).unwrap());
        assert_eq!((signing.public.point.len(), signing.public.id.len()), (65, 43));
        assert!(!format!("{signing:?}").contains("pkcs8"));
    }

    #[test]
    fn other_algorithms_are_refused() {
        let other = rcgen::KeyPair::generate_for(&rcgen::PKCS_ED25519).unwrap();
        assert!(TokenSigningKey::from_pem(&other.serialize_pem()).is_err());
        assert!(TokenKey::from_pem(&other.public_key_pem()).is_err());
        let other = rcgen::KeyPair::generate_for(&rcgen::PKCS_ECDSA_P384_SHA384).unwrap();
        assert!(TokenKey::from_pem(&other.public_key_pem()).is_err());
        assert!(TokenKey::from_pem("").is_err());
    }
}
