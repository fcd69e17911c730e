//! What stands in issued certificates.

use chrono::{Duration, Utc};
use rustls_pki_types::{CertificateDer, pem::PemObject};
use x509_parser::{certificate::X509Certificate, extensions::GeneralName, prelude::FromDer};

use super::{authority, groups};
use crate::{Authority, Error, client_request, inspect, public_key_hash};

/// Calls `check` with the parsed certificate.
fn with(certificate_pem: &str, check: impl FnOnce(&X509Certificate<'_>)) {
    let der = CertificateDer::from_pem_slice(certificate_pem.as_bytes()).unwrap();
    check(&X509Certificate::from_der(&der).unwrap().1);
}

#[test]
fn authority_may_sign_and_is_self_signed() {
    with(&authority().certificate_pem, |ca| {
        assert!(ca.is_ca());
        assert!(ca.basic_constraints().unwrap().unwrap().critical);
        let usage = ca.key_usage().unwrap().unwrap();
        assert!(usage.critical && usage.value.key_cert_sign() && usage.value.crl_sign());
        assert_eq!(ca.subject(), ca.issuer());
        ca.verify_signature(None).unwrap();
    });
}

#[test]
fn server_certificate() {
    let ca = authority();
    let names = groups(&["localhost", "kubernetes.default.svc", "127.0.0.1", "::1"]);
    let issued = ca.server("kube-apiserver", &names, Duration::days(365)).unwrap();
    with(&issued.certificate_pem, |certificate| {
        let usage = certificate.extended_key_usage().unwrap().unwrap().value;
        assert!(usage.server_auth && !usage.client_auth);
        assert!(!certificate.is_ca());
        let alternatives = &certificate.subject_alternative_name().unwrap().unwrap().value.general_names;
        assert_eq!(alternatives.len(), 4);
        assert_eq!(alternatives[2], GeneralName::IPAddress(&[127, 0, 0, 1]));
        with(&ca.certificate_pem, |ca| {
            certificate.verify_signature(Some(ca.public_key())).unwrap();
            assert_eq!(certificate.issuer().as_raw(), ca.subject().as_raw());
        });
    });
    assert!(
        matches!(ca.server("x", &groups(&["no name"]), Duration::days(1)), Err(Error::Name(name)) if name == "no name")
    );
}

#[test]
fn client_certificate_carries_every_group_in_order() {
    let issued = authority().client("dev", &groups(&["team-a", "team-b", "ops"]), Duration::hours(8)).unwrap();
    let info = inspect(&issued.certificate_pem).unwrap();
    assert_eq!(info.common_name, "dev");
    assert_eq!(info.organizations, ["team-a", "team-b", "ops"]);
    assert!(info.not_before < Utc::now() && info.not_after > Utc::now() + Duration::minutes(7 * 60 + 59));
    assert_eq!((info.serial.len(), info.fingerprint.len()), (32, 64));
    with(&issued.certificate_pem, |certificate| {
        let usage = certificate.extended_key_usage().unwrap().unwrap().value;
        assert!(usage.client_auth && !usage.server_auth);
    });
}

#[test]
fn serial_numbers_differ_for_the_same_key() {
    let ca = authority();
    let (request, _) = client_request("asked").unwrap();
    let sign = || inspect(&ca.sign_client_request(&request, "given", &[], Duration::hours(1)).unwrap()).unwrap();
    let (first, second) = (sign(), sign());
    assert_ne!(first.serial, second.serial);
    assert_eq!(first.common_name, "given", "the subject of the request is ignored");
}

#[test]
fn requests_must_prove_their_key() {
    let ca = authority();
    let (request, _) = client_request("node").unwrap();
    let mut der = rustls_pki_types::CertificateSigningRequestDer::from_pem_slice(request.as_bytes()).unwrap().to_vec();
    *der.last_mut().unwrap() ^= 1;
    let forged = crate::inspect::pem("CERTIFICATE REQUEST", &der);
    for wrong in [forged.as_str(), "", "-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----\n"]
    {
        assert!(matches!(ca.sign_client_request(wrong, "node", &[], Duration::hours(1)), Err(Error::Request(_))));
    }
}

#[test]
fn leaf_never_outlives_its_authority() {
    let short = Authority::new("short", Duration::hours(1)).unwrap();
    let issued = short.client("dev", &[], Duration::days(365)).unwrap();
    let (leaf, ca) = (inspect(&issued.certificate_pem).unwrap(), inspect(&short.certificate_pem).unwrap());
    assert_eq!(leaf.not_after, ca.not_after);
}

#[test]
fn what_is_not_an_authority_is_refused() {
    let ca = authority();
    let leaf = ca.client("dev", &[], Duration::hours(1)).unwrap();
    assert!(matches!(Authority::from_pem(&leaf.certificate_pem, &leaf.key_pem), Err(Error::NotAnAuthority(_))));
    assert!(matches!(Authority::from_pem(&ca.certificate_pem, &leaf.key_pem), Err(Error::KeyMismatch)));
    assert!(matches!(Authority::from_pem(&ca.certificate_pem, "nonsense"), Err(Error::Key(_))));
    assert!(matches!(Authority::from_pem("nonsense", &ca.key_pem), Err(Error::Certificate(_))));
    Authority::from_pem(&ca.certificate_pem, &ca.key_pem).unwrap().client("dev", &[], Duration::hours(1)).unwrap();
}

#[test]
fn secrets_stay_out_of_debug() {
    let ca = authority();
    let issued = ca.client("dev", &[], Duration::hours(1)).unwrap();
    assert!(!format!("{ca:?}{issued:?}").contains("PRIVATE"));
}

#[test]
fn public_key_hash_is_stable_over_renewal() {
    let ca = authority();
    let hash = public_key_hash(&ca.certificate_pem).unwrap();
    assert!(hash.starts_with("sha256:") && hash.len() == 7 + 64);
    assert_eq!(hash, public_key_hash(&ca.certificate_pem).unwrap());
    assert_ne!(hash, public_key_hash(&authority().certificate_pem).unwrap());
}
