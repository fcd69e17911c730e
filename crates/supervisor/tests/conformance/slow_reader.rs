//! Clients that stop reading, over TLS as they come.

use std::sync::Arc;
use std::time::Duration;

use pki::Authority;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use serde_json::json;
use supervisor::engine::serve::{Tls, listen};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::client::TlsStream;

use crate::MAPS;
use crate::support::{Server, supervisor};

/// Starts a watch on a connection of its own and reads the head of the answer and nothing more.
async fn watch(authority: &Authority, address: std::net::SocketAddr) -> TlsStream<TcpStream> {
    let admin = authority.client("admin", &["system:masters".to_owned()], chrono::Duration::hours(1)).unwrap();
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(authority.certificate_pem.as_bytes()).unwrap()).unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_client_auth_cert(
            vec![CertificateDer::from_pem_slice(admin.certificate_pem.as_bytes()).unwrap()],
            PrivateKeyDer::from_pem_slice(admin.key_pem.as_bytes()).unwrap(),
        )
        .unwrap();
    let socket = tokio::net::TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(16 << 10).unwrap();
    let stream = socket.connect(address).await.unwrap();
    let name = ServerName::try_from("127.0.0.1").unwrap();
    let mut stream = tokio_rustls::TlsConnector::from(Arc::new(config)).connect(name, stream).await.unwrap();
    let request = format!("GET {MAPS}?watch=true&resourceVersion=0 HTTP/1.1\r\nhost: x\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut head = [0; 12];
    stream.read_exact(&mut head).await.unwrap();
    assert_eq!(&head, b"HTTP/1.1 200");
    stream
}

/// The memory of this process in bytes.
fn resident() -> u64 {
    let pages = std::fs::read_to_string("/proc/self/statm").unwrap();
    pages.split(' ').nth(1).unwrap().parse::<u64>().unwrap() * 4096
}

async fn write(server: &Server, round: usize) {
    let data = format!("{round}{}", "x".repeat(200 << 10));
    server.merge(&format!("{MAPS}/big"), json!({"data": {"d": data}})).await;
}

#[tokio::test]
async fn a_client_that_stops_reading_loses_its_connection_and_costs_no_memory() {
    let server = supervisor().await;
    let valid = chrono::Duration::hours(1);
    let authority = Authority::new("both", valid).unwrap();
    let issued = authority.server("test", &["127.0.0.1".to_owned()], valid).unwrap();
    let tls = Tls {
        certificate_pem: issued.certificate_pem,
        key_pem: issued.key_pem,
        client_ca_pem: Some(authority.certificate_pem.clone()),
    };
    let listening = listen(([127, 0, 0, 1], 0).into(), tls, server.engine.router()).await.unwrap();
    server.make(MAPS, json!({"metadata": {"name": "big"}})).await;
    let mut stuck = Vec::new();
    for _ in 0..20 {
        stuck.push(watch(&authority, listening.address).await);
    }
    for round in 0..20 {
        write(&server, round).await;
    }
    let before = resident();
    for round in 0..200 {
        write(&server, round).await;
    }
    // 200 events of 200 kB for 20 watchers are 800 MB.
    let grown = resident().saturating_sub(before) >> 20;
    assert!(grown < 100, "{grown} MB more");
    // From here on time flies whenever everybody waits. The server waits for the clients, and they for nothing.
    tokio::time::pause();
    tokio::time::sleep(Duration::from_secs(60)).await;
    tokio::time::resume();
    for mut stream in stuck {
        let mut rest = Vec::new();
        let read = tokio::time::timeout(Duration::from_secs(10), stream.read_to_end(&mut rest)).await;
        let _cut = read.expect("the connection has ended");
        let events = rest.windows(8).filter(|part| part == b"MODIFIED").count();
        assert!(events < 100, "{events} of 220 are in buffers");
    }
}

#[tokio::test]
async fn a_quiet_watch_is_left_alone() {
    let server = supervisor().await;
    let valid = chrono::Duration::hours(1);
    let authority = Authority::new("both", valid).unwrap();
    let issued = authority.server("test", &["127.0.0.1".to_owned()], valid).unwrap();
    let tls = Tls {
        certificate_pem: issued.certificate_pem,
        key_pem: issued.key_pem,
        client_ca_pem: Some(authority.certificate_pem.clone()),
    };
    let listening = listen(([127, 0, 0, 1], 0).into(), tls, server.engine.router()).await.unwrap();
    let mut stream = watch(&authority, listening.address).await;
    tokio::time::pause();
    tokio::time::sleep(Duration::from_secs(300)).await;
    tokio::time::resume();
    server.make(MAPS, json!({"metadata": {"name": "later"}})).await;
    let mut seen = Vec::new();
    while !String::from_utf8_lossy(&seen).contains("\"later\"") {
        let mut part = [0; 4096];
        let read = tokio::time::timeout(Duration::from_secs(10), stream.read(&mut part)).await.unwrap().unwrap();
        assert_ne!(read, 0, "the watch has ended");
        seen.extend_from_slice(&part[..read]);
    }
}
