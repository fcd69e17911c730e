//! The API over TLS.

use std::io;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use futures::TryFutureExt;
use hyper::body::Incoming;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use rustls::crypto::{CryptoProvider, ring};
use rustls::server::{NoServerSessionStorage, WebPkiClientVerifier};
use rustls::{RootCertStore, ServerConfig};
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::Service;

use super::authn::ClientCertificate;
use super::connections::Connections;
use super::drain::Drained;
use super::linger::Lingering;
use super::stall::{Impatient, Unread};
use super::user::User;

/// What a listener proves itself with, and whose clients it knows.
#[derive(Clone)]
pub struct Tls {
    /// The server's certificate, followed by the authorities between it and the root, in PEM.
    pub certificate_pem: String,
    /// Its private key in PEM.
    pub key_pem: String,
    /// The authorities whose client certificates are identities. Without it none is asked for.
    pub client_ca_pem: Option<String>,
}

/// A running listener. Dropping it ends it as [`Listening::stop`] does, without waiting.
#[derive(Debug)]
pub struct Listening {
    /// The address that it listens on, with the port that was given when 0 was asked for.
    pub address: SocketAddr,
    stop: CancellationToken,
    cut: CancellationToken,
    tasks: TaskTracker,
}

impl Listening {
    /// Ends at once, in the middle of whatever runs, as a machine does that loses power.
    pub async fn cut(self) {
        self.cut.cancel();
        self.stop.cancel();
        self.tasks.wait().await;
    }

    /// Takes no more connections, lets running requests end for a few seconds, and waits for that.
    pub async fn stop(self) {
        self.stop.cancel();
        self.tasks.wait().await;
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

/// Bounds of a listener.
#[derive(Clone, Copy, Debug)]
pub struct ListenLimits {
    /// Connections at the same time; further ones are closed at once.
    pub connections: usize,
    /// Of these from one address of another machine.
    pub connections_per_address: usize,
    /// The time for a TLS handshake.
    pub handshake: Duration,
    /// The time for the first request to arrive, and over HTTP/1 for the headers of each.
    pub headers: Duration,
    /// Bytes of a request's headers; more are answered 431.
    pub header_bytes: u32,
    /// Requests of one HTTP/2 connection at the same time; client-go sends all its watches over one.
    pub streams: u32,
}

impl Default for ListenLimits {
    fn default() -> ListenLimits {
        ListenLimits {
            connections: 16_384,
            connections_per_address: 1_024,
            handshake: Duration::from_secs(10),
            headers: Duration::from_secs(30),
            header_bytes: 128 << 10,
            streams: 250,
        }
    }
}

/// The time that running requests have at the end; watches are cut off then.
const GRACE: Duration = Duration::from_secs(3);
/// The wait after the system refuses a connection, usually for want of file descriptors.
const ACCEPT_RETRY: Duration = Duration::from_millis(100);

/// One for the process: thousands of listeners share it.
static PROVIDER: LazyLock<Arc<CryptoProvider>> = LazyLock::new(|| Arc::new(ring::default_provider()));

/// Serves `router` on `address`, with the usual bounds. See [`listen_within`].
///
/// # Errors
/// When the address is not free, or certificate and key are not usable.
pub async fn listen(address: SocketAddr, tls: Tls, router: Router) -> io::Result<Listening> {
    listen_within(ListenLimits::default(), address, tls, router).await
}

/// Serves `router` on `address`. Requests carry [`ConnectInfo`] with the caller's address and, when the connection has a
/// verified client certificate, a [`ClientCertificate`].
///
/// # Errors
/// When the address is not free, or certificate and key are not usable.
pub async fn listen_within(
    limits: ListenLimits,
    address: SocketAddr,
    tls: Tls,
    router: Router,
) -> io::Result<Listening> {
    let acceptor = TlsAcceptor::from(Arc::new(config(&tls)?));
    let listener = TcpListener::bind(address).await?;
    let address = listener.local_addr()?;
    let (stop, cut) = (CancellationToken::new(), CancellationToken::new());
    let tasks = TaskTracker::new();
    let accepting = Accepting { acceptor, router, limits, stop: stop.clone(), cut: cut.clone(), tasks: tasks.clone() };
    tasks.spawn(accept(listener, accepting));
    tasks.close();
    Ok(Listening { address, stop, cut, tasks })
}

fn config(tls: &Tls) -> io::Result<ServerConfig> {
    let invalid = |error: Box<dyn std::error::Error + Send + Sync>| io::Error::new(io::ErrorKind::InvalidInput, error);
    let certificates = CertificateDer::pem_slice_iter(tls.certificate_pem.as_bytes())
        .collect::<Result<Vec<_>, _>>()
        .map_err(|e| invalid(e.into()))?;
    let key = PrivateKeyDer::from_pem_slice(tls.key_pem.as_bytes()).map_err(|e| invalid(e.into()))?;
    let builder = ServerConfig::builder_with_provider(PROVIDER.clone())
        .with_safe_default_protocol_versions()
        .map_err(|e| invalid(e.into()))?;
    let builder = match &tls.client_ca_pem {
        None => builder.with_no_client_auth(),
        Some(pem) => {
            let mut roots = RootCertStore::empty();
            for certificate in CertificateDer::pem_slice_iter(pem.as_bytes()) {
                let certificate = certificate.map_err(|e| invalid(e.into()))?;
                roots.add(certificate).map_err(|e| invalid(e.into()))?;
            }
            let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), PROVIDER.clone())
                .allow_unauthenticated()
                .build()
                .map_err(|e| invalid(e.into()))?;
            builder.with_client_cert_verifier(verifier)
        }
    };
    let mut config = builder.with_single_cert(certificates, key).map_err(|e| invalid(e.into()))?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    // Connections live long; a cache of sessions for each of thousands of listeners costs more than it saves.
    config.session_storage = Arc::new(NoServerSessionStorage {});
    config.send_tls13_tickets = 0;
    Ok(config)
}

/// What every connection of a listener needs.
#[derive(Clone)]
struct Accepting {
    acceptor: TlsAcceptor,
    router: Router,
    limits: ListenLimits,
    stop: CancellationToken,
    cut: CancellationToken,
    tasks: TaskTracker,
}

async fn accept(listener: TcpListener, accepting: Accepting) {
    let limits = &accepting.limits;
    let connections = Arc::new(Connections::new(limits.connections, limits.connections_per_address));
    while let Some(accepted) = accepting.stop.run_until_cancelled(listener.accept()).await {
        match accepted {
            Ok((stream, peer)) => {
                let Some(counted) = connections.add(peer.ip()) else {
                    tracing::debug!(%peer, "too many connections");
                    continue;
                };
                let cut = accepting.cut.clone();
                let connection = connection(stream, peer, accepting.clone());
                accepting.tasks.spawn(async move {
                    cut.run_until_cancelled(connection).await;
                    drop(counted);
                });
            }
            Err(error) => {
                tracing::warn!(%error, "cannot accept a connection");
                tokio::time::sleep(ACCEPT_RETRY).await;
            }
        }
    }
}

async fn connection(stream: TcpStream, peer: SocketAddr, accepting: Accepting) {
    let Accepting { acceptor, router, limits, stop, .. } = accepting;
    // Answers are small and awaited: nothing is gained by holding them back.
    let _ = stream.set_nodelay(true);
    let handshake = tokio::time::timeout(limits.handshake, acceptor.accept(stream));
    let Some(Ok(Ok(stream))) = stop.run_until_cancelled(handshake).await else { return };
    let certificate = stream.get_ref().1.peer_certificates().and_then(|chain| chain.first());
    let identity = match certificate.map(|certificate| identity(certificate)) {
        None => None,
        Some(Ok(identity)) => Some(identity),
        Some(Err(error)) => {
            tracing::debug!(%peer, %error, "a client certificate names no identity");
            return;
        }
    };
    let asked = Arc::new(AtomicBool::new(false));
    let first = asked.clone();
    let unread = Unread::default();
    let answers = unread.clone();
    let service = hyper::service::service_fn(move |mut request: http::Request<Incoming>| {
        first.store(true, Ordering::Relaxed);
        let extensions = request.extensions_mut();
        extensions.insert(ConnectInfo(peer));
        if let Some(identity) = &identity {
            extensions.insert(identity.clone());
        }
        let answers = answers.clone();
        router.clone().call(Drained::new(request).map(Body::new)).map_ok(move |answer| answers.follow(answer))
    });
    let mut builder = auto::Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.headers)
        // hyper reads into a buffer of at most this size, and answers 431 when a head does not fit.
        .max_buf_size(limits.header_bytes as usize);
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(limits.streams)
        .max_header_list_size(limits.header_bytes)
        .keep_alive_interval(Some(Duration::from_secs(30)));
    let mut connection =
        std::pin::pin!(builder.serve_connection(TokioIo::new(Impatient::new(Lingering::new(stream))), service));
    // Nobody may hold a connection without ever asking for something.
    let patience = tokio::time::sleep(limits.headers);
    tokio::select! {
        // What a connection ends with is its client's business.
        _ = connection.as_mut() => return,
        () = stop.cancelled() => {}
        () = patience => {
            if !asked.load(Ordering::Relaxed) {
                return;
            }
            tokio::select! {
                _ = connection.as_mut() => return,
                () = unread.stalled() => {
                    tracing::debug!(%peer, "a client stopped reading and is cut off");
                    return;
                }
                () = stop.cancelled() => {}
            }
        }
    }
    connection.as_mut().graceful_shutdown();
    let _ = tokio::time::timeout(GRACE, connection).await;
}

/// The user that a verified certificate names.
fn identity(certificate: &CertificateDer<'_>) -> Result<ClientCertificate, pki::Error> {
    let info = pki::inspect_der(certificate)?;
    let mut user = User::new(info.common_name, info.organizations);
    user.extra.insert(
        "authentication.kubernetes.io/credential-id".to_owned(),
        vec![format!("X509SHA256={}", info.fingerprint)],
    );
    Ok(ClientCertificate { der: Arc::from(certificate.as_ref()), user })
}
