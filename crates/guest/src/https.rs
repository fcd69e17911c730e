//! A small HTTPS client for one API server: what a joining machine speaks before it has anything but a token.
//!
//! One connection, closed when dropped. Who the server is, is checked against a given authority, or, for the public
//! `cluster-info` alone, not at all: what comes back is then held against the pins.

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use http::{Request, header};
use http_body_util::{BodyExt, Empty, Limited};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use rustls::{
    ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme,
    client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
    crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature},
    pki_types::{CertificateDer, ServerName, UnixTime, pem::PemObject},
};
use serde_json::Value;
use tokio::{net::TcpStream, time::timeout};
use tokio_rustls::TlsConnector;

/// How long a connection or an answer may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// No answer that is expected here comes near.
const LARGEST_ANSWER: usize = 1 << 20;

/// Whom to believe.
pub(crate) enum Trust<'a> {
    /// Servers with a certificate of this authority (PEM), for the name that was connected to.
    Authority(&'a str),
    /// Anybody. Never send anything secret.
    Anybody,
}

/// Why there is no answer, in words; where the server refuses, in its own.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct Error(pub(crate) String);

/// A connection to an API server.
pub(crate) struct Connection {
    sender: SendRequest<Empty<Bytes>>,
    host: String,
    token: Option<String>,
}

impl Connection {
    /// Connects to `endpoint` (`host:port`). With a token, every request carries it.
    ///
    /// # Errors
    /// When nobody answers as an API server would, or one that `trust` does not believe.
    pub(crate) async fn open(endpoint: &str, trust: Trust<'_>, token: Option<&str>) -> Result<Connection, Error> {
        let failed = |what: &str, error: &dyn std::fmt::Display| Error(format!("{endpoint}: {what}: {error}"));
        let connect = async {
            let tcp = TcpStream::connect(endpoint).await.map_err(|e| failed("cannot connect", &e))?;
            let _ = tcp.set_nodelay(true);
            let config = config(trust).map_err(|e| failed("TLS", &e))?;
            let host = crate::kubeadm::host(endpoint).to_owned();
            let name = ServerName::try_from(host).map_err(|e| failed("TLS", &e))?;
            let tls = TlsConnector::from(Arc::new(config)).connect(name, tcp).await;
            let tls = tls.map_err(|e| failed("TLS", &e))?;
            let (sender, connection) = handshake(TokioIo::new(tls)).await.map_err(|e| failed("HTTP", &e))?;
            // Ends with the sender.
            tokio::spawn(connection);
            Ok(sender)
        };
        let sender = timeout(PATIENCE, connect).await.map_err(|e| failed("cannot connect", &e))??;
        Ok(Connection { sender, host: endpoint.to_owned(), token: token.map(str::to_owned) })
    }

    /// Reads an object.
    ///
    /// # Errors
    /// When there is no answer in time, or none that is the object.
    pub(crate) async fn get(&mut self, path: &str) -> Result<Value, Error> {
        let failed = |error: &dyn std::fmt::Display| Error(error.to_string());
        let mut request = Request::get(path)
            .header(header::HOST, &self.host)
            .header(header::ACCEPT, "application/json")
            .header(header::USER_AGENT, "kubeadm (atoll simulated guest)");
        if let Some(token) = &self.token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        let request = request.body(Empty::new()).map_err(|e| failed(&e))?;
        let exchange = async {
            let answer = self.sender.send_request(request).await.map_err(|e| failed(&e))?;
            let status = answer.status();
            let body = Limited::new(answer.into_body(), LARGEST_ANSWER).collect().await;
            Ok((status, body.map_err(|e| failed(&e))?.to_bytes()))
        };
        let (status, body) = timeout(PATIENCE, exchange).await.map_err(|e| failed(&e))??;
        match serde_json::from_slice::<Value>(&body) {
            Ok(object) if status.is_success() => Ok(object),
            Ok(object) if object["message"].is_string() => {
                Err(Error(object["message"].as_str().unwrap_or_default().to_owned()))
            }
            _ => Err(Error(format!("{} answered {status} to {path}", self.host))),
        }
    }
}

fn config(trust: Trust<'_>) -> Result<ClientConfig, rustls::Error> {
    let provider = Arc::new(ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider.clone()).with_safe_default_protocol_versions()?;
    let mut config = match trust {
        Trust::Authority(pem) => {
            let mut roots = RootCertStore::empty();
            for certificate in CertificateDer::pem_slice_iter(pem.as_bytes()) {
                let certificate = certificate.map_err(|error| rustls::Error::General(error.to_string()))?;
                roots.add(certificate)?;
            }
            builder.with_root_certificates(roots).with_no_client_auth()
        }
        Trust::Anybody => {
            builder.dangerous().with_custom_certificate_verifier(Arc::new(Unverified(provider))).with_no_client_auth()
        }
    };
    // Each machine joins once: tickets to come back with are only memory.
    config.resumption = rustls::client::Resumption::disabled();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}

/// Takes any certificate; the handshake itself is still checked.
#[derive(Debug)]
struct Unverified(Arc<CryptoProvider>);

impl ServerCertVerifier for Unverified {
    fn verify_server_cert(
        &self,
        _end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, certificate, signature, &self.0.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, certificate, signature, &self.0.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}
