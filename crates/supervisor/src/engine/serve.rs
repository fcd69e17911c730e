//! Listeners, over TLS or without.

use std::io;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use futures::{FutureExt, TryFutureExt};
use hyper::body::Incoming;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use rustls::crypto::{CryptoProvider, ring};
use rustls::server::{NoServerSessionStorage, WebPkiClientVerifier};
use rustls::{RootCertStore, ServerConfig};
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::Instant;
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::Service;

use super::announced;
use super::authn::ClientCertificate;
use super::certificate::Certificate;
use super::connections::{Connections, Counted};
use super::drain::Drained;
use super::linger::Lingering;
use super::source::TrustedProxies;
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
    certificate: Option<Arc<Certificate>>,
}

impl Listening {
    /// Proves itself to further connections with another certificate.
    ///
    /// # Errors
    /// When certificate and key are not usable, or the listener has none because it speaks no TLS.
    pub fn renew(&self, certificate_pem: &str, key_pem: &str) -> io::Result<()> {
        let Some(certificate) = &self.certificate else { return Err(invalid("the listener speaks no TLS")) };
        certificate.replace(certificate_pem, key_pem).map_err(invalid)
    }

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

/// How a listener treats those who connect.
#[derive(Clone, Debug, Default)]
pub struct ListenConfig {
    /// Bounds.
    pub limits: ListenLimits,
    /// Proxies through which others connect: of each there may be as many connections as of all.
    pub proxies: TrustedProxies,
    /// Whether each connection of such a proxy begins with a header of the PROXY protocol. The address in it then counts
    /// as the one that connects.
    pub proxy_protocol: bool,
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
    listen_on(ListenConfig::default(), TcpListener::bind(address).await?, Some(tls), router)
}

/// Serves `router` on a bound address, without TLS when there is none. Requests carry [`ConnectInfo`] with the caller's
/// address and, when the connection has a verified client certificate, a [`ClientCertificate`]. Needs a tokio runtime.
///
/// # Errors
/// When certificate and key are not usable.
pub fn listen_on(
    config: ListenConfig,
    listener: TcpListener,
    tls: Option<Tls>,
    router: Router,
) -> io::Result<Listening> {
    let certificate = match &tls {
        Some(tls) => Some(Arc::new(Certificate::new(&PROVIDER, &tls.certificate_pem, &tls.key_pem).map_err(invalid)?)),
        None => None,
    };
    let acceptor = match (&tls, &certificate) {
        (Some(tls), Some(certificate)) => Some(TlsAcceptor::from(Arc::new(tls_config(tls, certificate)?))),
        _ => None,
    };
    let address = listener.local_addr()?;
    let (stop, cut) = (CancellationToken::new(), CancellationToken::new());
    let tasks = TaskTracker::new();
    let connections = Connections::new(config.limits.connections, config.limits.connections_per_address);
    let accepting = Accepting {
        acceptor,
        router,
        config: Arc::new(config),
        connections: Arc::new(connections),
        stop: stop.clone(),
        cut: cut.clone(),
        tasks: tasks.clone(),
    };
    tasks.spawn(accept(listener, accepting));
    tasks.close();
    Ok(Listening { address, stop, cut, tasks, certificate })
}

fn invalid(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, error)
}

fn tls_config(tls: &Tls, certificate: &Arc<Certificate>) -> io::Result<ServerConfig> {
    let builder =
        ServerConfig::builder_with_provider(PROVIDER.clone()).with_safe_default_protocol_versions().map_err(invalid)?;
    let builder = match &tls.client_ca_pem {
        None => builder.with_no_client_auth(),
        Some(pem) => {
            let mut roots = RootCertStore::empty();
            for certificate in CertificateDer::pem_slice_iter(pem.as_bytes()) {
                roots.add(certificate.map_err(invalid)?).map_err(invalid)?;
            }
            let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), PROVIDER.clone())
                .allow_unauthenticated()
                .build()
                .map_err(invalid)?;
            builder.with_client_cert_verifier(verifier)
        }
    };
    let mut config = builder.with_cert_resolver(certificate.clone());
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    // Connections live long; a cache of sessions for each of thousands of listeners costs more than it saves.
    config.session_storage = Arc::new(NoServerSessionStorage {});
    config.send_tls13_tickets = 0;
    Ok(config)
}

/// What every connection of a listener needs.
#[derive(Clone)]
struct Accepting {
    /// `None` without TLS.
    acceptor: Option<TlsAcceptor>,
    router: Router,
    config: Arc<ListenConfig>,
    connections: Arc<Connections>,
    stop: CancellationToken,
    cut: CancellationToken,
    tasks: TaskTracker,
}

async fn accept(listener: TcpListener, accepting: Accepting) {
    while let Some(accepted) = accepting.stop.run_until_cancelled(listener.accept()).await {
        match accepted {
            Ok((stream, peer)) => {
                let shared = accepting.config.proxies.contains(peer.ip());
                let counted =
                    if shared { accepting.connections.add_shared() } else { accepting.connections.add(peer.ip()) };
                let Some(counted) = counted else {
                    tracing::debug!(%peer, "too many connections");
                    continue;
                };
                let cut = accepting.cut.clone();
                let connection = connection(stream, peer, counted, accepting.clone());
                accepting.tasks.spawn(cut.run_until_cancelled_owned(connection));
            }
            Err(error) => {
                tracing::warn!(%error, "cannot accept a connection");
                tokio::time::sleep(ACCEPT_RETRY).await;
            }
        }
    }
}

async fn connection(mut stream: TcpStream, peer: SocketAddr, mut counted: Counted, accepting: Accepting) {
    // Answers are small and awaited: nothing is gained by holding them back.
    let _ = stream.set_nodelay(true);
    let (config, stop) = (&accepting.config, &accepting.stop);
    let deadline = Instant::now() + config.limits.handshake;
    let caller = caller(&mut stream, peer, &mut counted, config);
    let Some(peer) = in_time(caller, deadline, stop).await else { return };
    let Some(acceptor) = &accepting.acceptor else {
        return serve(stream, peer, None, accepting).await;
    };
    let Some(stream) = in_time(acceptor.accept(stream).map(Result::ok), deadline, stop).await else { return };
    let certificate = stream.get_ref().1.peer_certificates().and_then(|chain| chain.first());
    let identity = match certificate.map(|certificate| identity(certificate)) {
        None => None,
        Some(Ok(identity)) => Some(identity),
        Some(Err(error)) => {
            tracing::debug!(%peer, %error, "a client certificate names no identity");
            return;
        }
    };
    serve(stream, peer, identity, accepting).await;
}

/// What a step of the handshake gives, unless it takes too long or the listener ends.
async fn in_time<T>(step: impl Future<Output = Option<T>>, deadline: Instant, stop: &CancellationToken) -> Option<T> {
    stop.run_until_cancelled(tokio::time::timeout_at(deadline, step)).await?.ok()?
}

/// Who connects: `peer`, or whom it announces where it has to. `None` when it does not, or that one has too many
/// connections.
async fn caller(
    stream: &mut TcpStream,
    peer: SocketAddr,
    counted: &mut Counted,
    config: &ListenConfig,
) -> Option<SocketAddr> {
    if !config.proxy_protocol || !config.proxies.contains(peer.ip()) {
        return Some(peer);
    }
    match announced::read(stream).await {
        Ok(None) => Some(peer),
        Ok(Some(address)) => counted.is_of(address).then_some(SocketAddr::new(address, 0)),
        Err(error) => {
            tracing::debug!(%peer, %error, "a trusted proxy does not say for whom it connects");
            None
        }
    }
}

/// Answers requests until the connection ends.
async fn serve(
    stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static,
    peer: SocketAddr,
    identity: Option<ClientCertificate>,
    accepting: Accepting,
) {
    let Accepting { router, config, stop, .. } = accepting;
    let limits = config.limits;
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
