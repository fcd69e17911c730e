//! The API over TLS: who a connection is, and how it ends.
#![allow(clippy::unwrap_used)]

mod support;

use std::sync::Arc;

use http::Request;
use http_body_util::{BodyExt, Empty};
use hyper::body::Bytes;
use hyper_util::rt::TokioIo;
use pki::Authority;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use serde_json::Value;
use supervisor::engine::serve::{Listening, Tls, listen};
use support::{Server, supervisor};
use tokio::net::TcpStream;

async fn listening(server: &Server, authority: &Authority, clients: &Authority) -> Listening {
    let issued = authority.server("test", &["127.0.0.1".to_owned()], chrono::Duration::hours(1)).unwrap();
    let tls = Tls {
        certificate_pem: issued.certificate_pem,
        key_pem: issued.key_pem,
        client_ca_pem: Some(clients.certificate_pem.clone()),
    };
    listen(([127, 0, 0, 1], 0).into(), tls, server.engine.router()).await.unwrap()
}

/// Sends one request; the status and the JSON answer.
async fn get(
    listening: &Listening,
    authority: &Authority,
    identity: Option<&pki::Issued>,
    path: &str,
) -> std::io::Result<(u16, Value)> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(authority.certificate_pem.as_bytes()).unwrap()).unwrap();
    let builder = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots);
    let config = match identity {
        None => builder.with_no_client_auth(),
        Some(issued) => builder
            .with_client_auth_cert(
                vec![CertificateDer::from_pem_slice(issued.certificate_pem.as_bytes()).unwrap()],
                PrivateKeyDer::from_pem_slice(issued.key_pem.as_bytes()).unwrap(),
            )
            .unwrap(),
    };
    let stream = TcpStream::connect(listening.address).await?;
    let name = ServerName::try_from("127.0.0.1").unwrap();
    let stream = tokio_rustls::TlsConnector::from(Arc::new(config)).connect(name, stream).await?;
    let failed = |error: hyper::Error| std::io::Error::other(error);
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.map_err(failed)?;
    tokio::spawn(connection);
    let request = Request::get(path).header("host", "x").body(Empty::<Bytes>::new()).unwrap();
    let response = sender.send_request(request).await.map_err(failed)?;
    let status = response.status().as_u16();
    let body = response.into_body().collect().await.map_err(failed)?.to_bytes();
    Ok((status, serde_json::from_slice(&body).unwrap_or_default()))
}

#[tokio::test]
async fn certificates_are_identities() {
    let server = supervisor().await;
    let valid = chrono::Duration::hours(1);
    let authority = Authority::new("server", valid).unwrap();
    let clients = Authority::new("clients", valid).unwrap();
    let listening = listening(&server, &authority, &clients).await;
    let masters = ["system:masters".to_owned()];
    let admin = clients.client("admin", &masters, valid).unwrap();
    let (status, list) = get(&listening, &authority, Some(&admin), "/api/v1/nodes").await.unwrap();
    assert_eq!((status, &list["kind"]), (200, &Value::from("NodeList")));
    let stranger = clients.client("stranger", &[], valid).unwrap();
    let (status, refused) = get(&listening, &authority, Some(&stranger), "/api/v1/nodes").await.unwrap();
    assert_eq!(status, 403);
    assert!(refused["message"].as_str().unwrap().contains("User \"stranger\" cannot list"));
    let (status, _) = get(&listening, &authority, None, "/api/v1/nodes").await.unwrap();
    assert_eq!(status, 403);
    assert_eq!(get(&listening, &authority, None, "/readyz").await.unwrap().0, 200);
    // A certificate of another authority gets no connection, whatever it claims.
    let forged = authority.client("admin", &masters, valid).unwrap();
    assert!(get(&listening, &authority, Some(&forged), "/api/v1/nodes").await.is_err());
    let address = listening.address;
    listening.stop().await;
    assert!(TcpStream::connect(address).await.is_err());
}

#[tokio::test]
async fn a_cut_ends_at_once() {
    let server = supervisor().await;
    let valid = chrono::Duration::hours(1);
    let authority = Authority::new("both", valid).unwrap();
    let listening = listening(&server, &authority, &authority).await;
    let admin = authority.client("admin", &["system:masters".to_owned()], valid).unwrap();
    let watch = get(&listening, &authority, Some(&admin), "/api/v1/nodes?watch=1");
    let watch = tokio::time::timeout(std::time::Duration::from_millis(300), watch);
    assert!(watch.await.is_err(), "a watch goes on");
    let started = std::time::Instant::now();
    listening.cut().await;
    assert!(started.elapsed() < std::time::Duration::from_secs(1));
}

#[tokio::test]
async fn unusable_certificates_are_refused() {
    let server = supervisor().await;
    let valid = chrono::Duration::hours(1);
    let authority = Authority::new("both", valid).unwrap();
    let issued = authority.server("test", &["127.0.0.1".to_owned()], valid).unwrap();
    let other = authority.server("other", &["127.0.0.1".to_owned()], valid).unwrap();
    for (certificate_pem, key_pem) in [
        (issued.certificate_pem.clone(), "no key".to_owned()),
        ("no certificate".to_owned(), issued.key_pem.clone()),
        (issued.certificate_pem.clone(), other.key_pem.clone()),
    ] {
        let tls = Tls { certificate_pem, key_pem, client_ca_pem: None };
        assert!(listen(([127, 0, 0, 1], 0).into(), tls, server.engine.router()).await.is_err());
    }
}
