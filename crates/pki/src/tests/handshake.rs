//! A TLS handshake with certificates on both sides, in memory.

use std::sync::Arc;

use chrono::Duration;
use rustls::{
    ClientConfig, ClientConnection, Error, RootCertStore, ServerConfig, ServerConnection, server::WebPkiClientVerifier,
};
use rustls_pki_types::{CertificateDer, PrivateKeyDer, ServerName, pem::PemObject};

use super::{authority, groups};
use crate::{Authority, Issued, inspect_der};

fn chain(issued: &Issued) -> (Vec<CertificateDer<'static>>, PrivateKeyDer<'static>) {
    let certificate = CertificateDer::from_pem_slice(issued.certificate_pem.as_bytes()).unwrap();
    (vec![certificate], PrivateKeyDer::from_pem_slice(issued.key_pem.as_bytes()).unwrap())
}

fn roots(ca: &Authority) -> Arc<RootCertStore> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(ca.certificate_pem.as_bytes()).unwrap()).unwrap();
    Arc::new(roots)
}

/// Shakes hands; gives what the server saw of the client, or who refused.
fn shake(ca: &Authority, server: &Issued, client: &Issued, name: &str) -> Result<Vec<u8>, Error> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let verifier = WebPkiClientVerifier::builder_with_provider(roots(ca), provider.clone()).build().unwrap();
    let (certificates, key) = chain(server);
    let server = ServerConfig::builder_with_provider(provider.clone())
        .with_safe_default_protocol_versions()?
        .with_client_cert_verifier(verifier)
        .with_single_cert(certificates, key)?;
    let (certificates, key) = chain(client);
    let client = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots(ca))
        .with_client_auth_cert(certificates, key)?;
    let mut server = ServerConnection::new(Arc::new(server))?;
    let mut client = ClientConnection::new(Arc::new(client), ServerName::try_from(name.to_owned()).unwrap())?;
    while client.is_handshaking() || server.is_handshaking() {
        let mut wire = Vec::new();
        client.write_tls(&mut wire).unwrap();
        server.read_tls(&mut wire.as_slice()).unwrap();
        server.process_new_packets()?;
        let mut wire = Vec::new();
        server.write_tls(&mut wire).unwrap();
        client.read_tls(&mut wire.as_slice()).unwrap();
        client.process_new_packets()?;
    }
    Ok(server.peer_certificates().unwrap()[0].to_vec())
}

#[test]
fn both_sides_trust_each_other() {
    let ca = authority();
    let day = Duration::days(1);
    let server = ca.server("api", &groups(&["localhost", "127.0.0.1"]), day).unwrap();
    let client = ca.client("dev", &groups(&["a", "b"]), day).unwrap();
    for name in ["localhost", "127.0.0.1"] {
        let seen = inspect_der(&shake(&ca, &server, &client, name).unwrap()).unwrap();
        assert_eq!((seen.common_name.as_str(), seen.organizations.len()), ("dev", 2));
    }
}

#[test]
fn wrong_name_wrong_purpose_and_strangers_are_refused() {
    let (ca, other) = (authority(), authority());
    let day = Duration::days(1);
    let server = ca.server("api", &groups(&["localhost"]), day).unwrap();
    let client = ca.client("dev", &[], day).unwrap();
    assert!(shake(&ca, &server, &client, "elsewhere").is_err(), "name");
    assert!(shake(&ca, &client, &client, "localhost").is_err(), "client certificate as server");
    assert!(shake(&ca, &server, &server, "localhost").is_err(), "server certificate as client");
    assert!(shake(&ca, &server, &other.client("dev", &[], day).unwrap(), "localhost").is_err(), "other authority");
}
