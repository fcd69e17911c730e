//! What kinds of certificates there are, and how one is put together and signed.

use std::time::Duration as StdDuration;

use chrono::{DateTime, Duration, Utc};
use rcgen::{
    BasicConstraints, CertificateParams, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyIdMethod, KeyPair, KeyUsagePurpose,
    PublicKeyData, SanType, SerialNumber, SigningKey, date_time_ymd,
};

use crate::{
    Error,
    der::{content, element, elements, tag},
};

/// Certificates begin this long before they are made, for clients whose clock is a little behind.
const CLOCK_SKEW: Duration = Duration::minutes(5);

/// What a certificate may be used for.
pub(crate) enum Purpose {
    /// Signs others.
    Authority,
    /// Shown by a TLS server with these names.
    Server(Vec<SanType>),
    /// Shown by a TLS client.
    Client,
}

/// From when until when; whole seconds.
#[derive(Clone, Copy)]
pub(crate) struct Validity {
    not_before: DateTime<Utc>,
    not_after: DateTime<Utc>,
}

impl Validity {
    /// From a little before `now` for `valid`, but never beyond `limit` (the end of the authority itself).
    pub(crate) fn new(now: DateTime<Utc>, valid: Duration, limit: Option<DateTime<Utc>>) -> Result<Self, Error> {
        if let Some(limit) = limit.filter(|limit| *limit <= now) {
            return Err(Error::AuthorityExpired(limit));
        }
        let end = now.checked_add_signed(valid).filter(|end| *end > now && end.timestamp() < 253_402_300_800);
        let end = end.ok_or(Error::Lifetime(valid))?;
        Ok(Self { not_before: now - CLOCK_SKEW, not_after: limit.map_or(end, |limit| limit.min(end)) })
    }
}

/// The extensions for a purpose, as RFC 5280 (4.2) and kubeadm have them.
pub(crate) fn params(purpose: Purpose, validity: Validity) -> Result<CertificateParams, Error> {
    let mut params = CertificateParams::default();
    params.not_before = date_time_ymd(1970, 1, 1) + since_epoch(validity.not_before);
    params.not_after = date_time_ymd(1970, 1, 1) + since_epoch(validity.not_after);
    params.serial_number = Some(serial());
    match purpose {
        Purpose::Authority => {
            params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
            params.key_usages =
                vec![KeyUsagePurpose::DigitalSignature, KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        }
        Purpose::Server(names) => {
            params.is_ca = IsCa::ExplicitNoCa;
            params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
            params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
            params.subject_alt_names = names;
        }
        Purpose::Client => {
            params.is_ca = IsCa::ExplicitNoCa;
            params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
            params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
        }
    }
    Ok(params)
}

/// Who signs: its key, its name exactly as its own certificate spells it, and its subject key identifier if it has one.
pub(crate) struct Signer<'a> {
    pub(crate) key: &'a KeyPair,
    pub(crate) name: &'a [u8],
    pub(crate) key_id: Option<&'a [u8]>,
}

/// Makes the certificate in DER for `public_key`, with `subject` (a distinguished name in DER).
///
/// The library keeps at most one value per attribute in a name and writes names anew. A subject with several organizations
/// and an issuer's name must come out exactly as given, so both are put into the to-be-signed part before it is signed.
pub(crate) fn sign(
    mut params: CertificateParams,
    subject: &[u8],
    public_key: &impl PublicKeyData,
    signer: &Signer<'_>,
) -> Result<Vec<u8>, Error> {
    let mut issuer = CertificateParams::default();
    if let Some(key_id) = signer.key_id {
        params.use_authority_key_identifier_extension = true;
        issuer.key_identifier_method = KeyIdMethod::PreSpecified(key_id.to_vec());
    }
    let draft = params.signed_by(public_key, &Issuer::new(issuer, Unsigned(signer.key))).map_err(Error::Build)?;
    let (to_be_signed, algorithm) =
        with_names(draft.der(), signer.name, subject).ok_or(Error::Build(rcgen::Error::CouldNotParseCertificate))?;
    let signature = signer.key.sign(&to_be_signed).map_err(Error::Build)?;
    let signature = element(tag::BIT_STRING, &[&[0], signature.as_slice()].concat());
    Ok(element(tag::SEQUENCE, &[to_be_signed, algorithm, signature].concat()))
}

/// The to-be-signed part of a certificate with other names, and its signature algorithm. The places are fixed by RFC 5280
/// (4.1): version, serial number, algorithm, issuer, validity, subject, …
fn with_names(certificate: &[u8], issuer: &[u8], subject: &[u8]) -> Option<(Vec<u8>, Vec<u8>)> {
    let parts = elements(content(certificate)?)?;
    let mut fields = elements(content(parts.first()?)?)?;
    *fields.get_mut(3)? = issuer;
    *fields.get_mut(5)? = subject;
    Some((element(tag::SEQUENCE, &fields.concat()), parts.get(1)?.to_vec()))
}

/// Stands in for a key while the library lays out a certificate that is signed afterwards.
struct Unsigned<'a>(&'a KeyPair);

impl PublicKeyData for Unsigned<'_> {
    fn der_bytes(&self) -> &[u8] {
        self.0.der_bytes()
    }

    fn algorithm(&self) -> &'static rcgen::SignatureAlgorithm {
        PublicKeyData::algorithm(self.0)
    }
}

impl SigningKey for Unsigned<'_> {
    fn sign(&self, _: &[u8]) -> Result<Vec<u8>, rcgen::Error> {
        Ok(Vec::new())
    }
}

/// 127 random bits with the highest one set: positive, of one length, never twice (RFC 5280, 4.1.2.2).
fn serial() -> SerialNumber {
    let mut bytes: [u8; 16] = rand::random();
    bytes[0] = (bytes[0] & 0x7f) | 0x40;
    SerialNumber::from_slice(&bytes)
}

fn since_epoch(time: DateTime<Utc>) -> StdDuration {
    StdDuration::from_secs(u64::try_from(time.timestamp()).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn validity_stays_within_the_authority() {
        let now = Utc::now();
        let year = Duration::days(365);
        let within = Validity::new(now, year, Some(now + Duration::days(10))).unwrap();
        assert_eq!(within.not_after, now + Duration::days(10));
        assert!(within.not_before < now);
        assert!(matches!(Validity::new(now, year, Some(now)), Err(Error::AuthorityExpired(_))));
        for wrong in [Duration::zero(), Duration::seconds(-1), Duration::days(4_000_000)] {
            assert!(matches!(Validity::new(now, wrong, None), Err(Error::Lifetime(_))), "{wrong}");
        }
    }
}
