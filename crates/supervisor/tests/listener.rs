//! What a listener bears: bodies that nobody wants, clients that say nothing, too many of them, and its own end.
#![allow(clippy::unwrap_used)]

mod support;

use std::io::Write as _;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use pki::Authority;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use supervisor::engine::TrustedProxies;
use supervisor::engine::serve::{ListenConfig, ListenLimits, Listening, Tls, listen_on};
use support::{Server, supervisor};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::process::Command;
use tokio_rustls::client::TlsStream;

/// A server with a listener, and the files with which clients reach it.
struct Served {
    server: Server,
    /// `None` once it was ended.
    listening: Option<Listening>,
    address: SocketAddr,
    authority: Authority,
    admin: pki::Issued,
    folder: PathBuf,
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

async fn served(limits: ListenLimits) -> Served {
    let server = supervisor().await;
    let valid = chrono::Duration::hours(1);
    let authority = Authority::new("both", valid).unwrap();
    let issued = authority.server("test", &["127.0.0.1".to_owned()], valid).unwrap();
    let tls = Tls {
        certificate_pem: issued.certificate_pem,
        key_pem: issued.key_pem,
        client_ca_pem: Some(authority.certificate_pem.clone()),
    };
    let config = ListenConfig { limits, ..ListenConfig::default() };
    let listening = listen_on(config, free().await, Some(tls), server.engine.router()).unwrap();
    let admin = authority.client("admin", &["system:masters".to_owned()], valid).unwrap();
    let folder = std::env::temp_dir().join(format!("listener-{}", uuid::Uuid::new_v4()));
    std::fs::create_dir_all(&folder).unwrap();
    for (name, text) in
        [("ca", &authority.certificate_pem), ("certificate", &admin.certificate_pem), ("key", &admin.key_pem)]
    {
        std::fs::write(folder.join(name), text).unwrap();
    }
    let kubeconfig = format!(
        "apiVersion: v1\nkind: Config\ncurrent-context: a\n\
         clusters: [{{name: a, cluster: {{server: 'https://{}', certificate-authority-data: {}}}}}]\n\
         users: [{{name: a, user: {{client-certificate-data: {}, client-key-data: {}}}}}]\n\
         contexts: [{{name: a, context: {{cluster: a, user: a}}}}]\n",
        listening.address,
        STANDARD.encode(&authority.certificate_pem),
        STANDARD.encode(&admin.certificate_pem),
        STANDARD.encode(&admin.key_pem),
    );
    std::fs::write(folder.join("kubeconfig"), kubeconfig).unwrap();
    Served { address: listening.address, listening: Some(listening), server, authority, admin, folder }
}

impl Served {
    /// A connection that may speak `protocol`.
    async fn connect(&self, protocol: &[u8]) -> std::io::Result<TlsStream<TcpStream>> {
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_pem_slice(self.authority.certificate_pem.as_bytes()).unwrap()).unwrap();
        let mut config = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_client_auth_cert(
                vec![CertificateDer::from_pem_slice(self.admin.certificate_pem.as_bytes()).unwrap()],
                PrivateKeyDer::from_pem_slice(self.admin.key_pem.as_bytes()).unwrap(),
            )
            .unwrap();
        config.alpn_protocols = vec![protocol.to_vec()];
        let stream = TcpStream::connect(self.address).await?;
        let name = ServerName::try_from("127.0.0.1").unwrap();
        tokio_rustls::TlsConnector::from(Arc::new(config)).connect(name, stream).await
    }

    fn curl(&self, words: &[&str], path: &str) -> Command {
        let mut command = Command::new("curl");
        command.args(["--silent", "--show-error", "--max-time", "60", "--noproxy", "*"]);
        for (option, file) in [("--cacert", "ca"), ("--cert", "certificate"), ("--key", "key")] {
            command.arg(option).arg(self.folder.join(file));
        }
        command.args(words).arg(format!("https://{}{path}", self.address)).kill_on_drop(true);
        command
    }
}

fn file(folder: &Path, name: &str, bytes: usize) -> String {
    let path = folder.join(name);
    let mut file = std::fs::File::create(&path).unwrap();
    file.write_all(
        b"{\"apiVersion\": \"v1\", \"kind\": \"ConfigMap\", \"metadata\": {\"name\": \"large\"}, \"data\": {\"x\": \"",
    )
    .unwrap();
    file.write_all(&vec![b'x'; bytes]).unwrap();
    file.write_all(b"\"}}").unwrap();
    path.to_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_sends_too_much_reads_why() {
    let served = served(ListenLimits::default()).await;
    let maps = "/api/v1/namespaces/default/configmaps";
    for bytes in [4 << 20, 40 << 20] {
        let body = format!("@{}", file(&served.folder, "large.json", bytes));
        for protocol in ["--http1.1", "--http2"] {
            // With and without a question whether the body is wanted, with and without a length.
            for header in ["Expect: 100-continue", "Expect:", "Transfer-Encoding: chunked"] {
                if protocol == "--http2" && header.starts_with("Transfer") {
                    continue;
                }
                let words = [
                    protocol,
                    "--header",
                    "Content-Type: application/json",
                    "--header",
                    header,
                    "--data-binary",
                    &body,
                    "--write-out",
                    "\n%{http_code}",
                ];
                let done = served.curl(&words, maps).output().await.unwrap();
                let text = String::from_utf8_lossy(&done.stdout);
                let errors = String::from_utf8_lossy(&done.stderr);
                assert!(done.status.success(), "{protocol} {header} {bytes}: {errors}");
                assert!(text.contains("Request entity too large: limit is 3145728"), "{protocol} {header}: {text}");
                assert!(text.ends_with("\n413"), "{text}");
            }
        }
    }
    let done = Command::new("kubectl")
        .arg("--kubeconfig")
        .arg(served.folder.join("kubeconfig"))
        .arg("--cache-dir")
        .arg(served.folder.join("cache"))
        .args(["create", "--validate=false", "-f", &file(&served.folder, "large.json", 4 << 20)])
        .kill_on_drop(true)
        .output()
        .await
        .unwrap();
    let errors = String::from_utf8_lossy(&done.stderr);
    assert!(errors.contains("Request entity too large: limit is 3145728"), "{errors}");
    // An answer that comes before the body for another reason is read as well.
    let body = format!("@{}", file(&served.folder, "large.json", 2 << 20));
    let words = ["--header", "Expect:", "--data-binary", &body, "--write-out", "\n%{http_code}"];
    let done = served.curl(&words, "/api/v1/nothing").output().await.unwrap();
    assert!(String::from_utf8_lossy(&done.stdout).ends_with("\n404"), "{done:?}");
}

/// Reads until the other side ends; how long that took.
async fn ended(mut stream: impl AsyncReadExt + Unpin, began: Instant) -> Duration {
    let mut bytes = Vec::new();
    // An end without farewell is an end too.
    let _ = tokio::time::timeout(Duration::from_secs(20), stream.read_to_end(&mut bytes)).await.unwrap();
    began.elapsed()
}

#[tokio::test]
async fn who_says_nothing_is_not_waited_for() {
    let soon = Duration::from_millis(500);
    let served = served(ListenLimits { handshake: soon, headers: soon, ..ListenLimits::default() }).await;
    let began = Instant::now();
    // No handshake at all, nothing after it, half a head, the preface of HTTP/2 and no request.
    let silent = TcpStream::connect(served.address).await.unwrap();
    assert!(ended(silent, began).await < Duration::from_secs(5));
    for (protocol, words) in
        [(&b"http/1.1"[..], &b""[..]), (b"http/1.1", b"GET / HTTP/1.1\r\nHost: x\r\n"), (b"h2", b""), (b"h2", PREFACE)]
    {
        let began = Instant::now();
        let mut stream = served.connect(protocol).await.unwrap();
        stream.write_all(words).await.unwrap();
        let took = ended(stream, began).await;
        assert!(took < Duration::from_secs(5), "{} {took:?}", String::from_utf8_lossy(words));
    }
    // Who has asked once may be silent for longer: a watch says nothing for minutes.
    let mut stream = served.connect(b"http/1.1").await.unwrap();
    stream.write_all(b"GET /api/v1/nodes?watch=1 HTTP/1.1\r\nHost: x\r\n\r\n").await.unwrap();
    let mut bytes = [0; 1024];
    assert!(stream.read(&mut bytes).await.unwrap() > 0);
    let more = tokio::time::timeout(4 * soon, stream.read(&mut bytes)).await;
    assert!(more.is_err(), "{more:?}");
}

/// What a connection of HTTP/2 begins with, and empty settings.
const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0";

#[tokio::test]
async fn heads_have_a_limit() {
    let served = served(ListenLimits { header_bytes: 16 << 10, ..ListenLimits::default() }).await;
    for protocol in ["--http1.1", "--http2"] {
        for (bytes, expected) in [(8 << 10, "200"), (40 << 10, "431")] {
            let header = format!("X-Long: {}", "x".repeat(bytes));
            let words = [protocol, "--header", &header, "--output", "/dev/null", "--write-out", "%{http_code}"];
            let done = served.curl(&words, "/version").output().await.unwrap();
            assert_eq!(String::from_utf8_lossy(&done.stdout), expected, "{protocol} {bytes}");
        }
    }
}

#[tokio::test]
async fn connections_have_a_limit() {
    let served = served(ListenLimits { connections: 2, ..ListenLimits::default() }).await;
    let first = served.connect(b"http/1.1").await.unwrap();
    let second = served.connect(b"http/1.1").await.unwrap();
    assert!(served.connect(b"http/1.1").await.is_err());
    drop(first);
    let deadline = Instant::now() + Duration::from_secs(10);
    while served.connect(b"http/1.1").await.is_err() {
        assert!(Instant::now() < deadline, "a place that was left is not given again");
        tokio::task::yield_now().await;
    }
    drop(second);
}

#[tokio::test(flavor = "multi_thread")]
async fn at_its_end_nobody_is_cut_off() {
    let mut served = served(ListenLimits::default()).await;
    let mut watches = Vec::new();
    for protocol in ["--http1.1", "--http2"] {
        let path = "/api/v1/namespaces?watch=1";
        let words = ["--no-buffer", protocol];
        let child = served.curl(&words, path).stdout(std::process::Stdio::piped()).spawn().unwrap();
        watches.push((protocol, child));
    }
    for (_, child) in &mut watches {
        let mut first = [0; 20];
        child.stdout.as_mut().unwrap().read_exact(&mut first).await.unwrap();
        assert_eq!(&first, br#"{"type":"ADDED","obj"#);
    }
    // A write whose body is still on its way when the end begins.
    let body = br#"{"metadata":{"name":"last"}}"#;
    let mut stream = served.connect(b"http/1.1").await.unwrap();
    let head = format!(
        "POST /api/v1/namespaces/default/configmaps HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.write_all(&body[..5]).await.unwrap();
    stream.flush().await.unwrap();
    // The request is at work: it is counted.
    served
        .server
        .until("/metrics", |_, text| {
            text.as_str()
                .is_some_and(|t| t.contains("apiserver_current_inflight_requests{request_kind=\"mutating\"} 1"))
        })
        .await;
    served.server.engine.begin_shutdown();
    served.server.engine.end_watches();
    let stopping = tokio::spawn(served.listening.take().unwrap().stop());
    for (protocol, child) in watches {
        let done = child.wait_with_output().await.unwrap();
        assert!(done.status.success(), "{protocol}: {done:?}");
    }
    let deadline = Instant::now() + Duration::from_secs(2);
    while TcpStream::connect(served.address).await.is_ok() {
        assert!(Instant::now() < deadline, "new connections are still taken");
        tokio::task::yield_now().await;
    }
    stream.write_all(&body[5..]).await.unwrap();
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    assert!(answer.starts_with(b"HTTP/1.1 201"), "{}", String::from_utf8_lossy(&answer));
    stopping.await.unwrap();
    assert_eq!(served.server.get("/api/v1/namespaces/default/configmaps/last").await.0, 200);
}

async fn free() -> TcpListener {
    TcpListener::bind("127.0.0.1:0").await.unwrap()
}

/// What a listener answers on a connection that begins with `before`, without TLS.
async fn answered(listening: &Listening, before: &str) -> String {
    let mut stream = TcpStream::connect(listening.address).await.unwrap();
    let request = format!("{before}GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    String::from_utf8(answer).unwrap().rsplit("\r\n").next().unwrap().to_owned()
}

#[tokio::test]
async fn trusted_proxies_announce_who_connects() {
    use axum::extract::ConnectInfo;
    let who = |ConnectInfo(peer): ConnectInfo<SocketAddr>| async move { peer.ip().to_string() };
    let router = axum::Router::new().fallback(who);
    let trusting = |network: &str| ListenConfig {
        limits: ListenLimits { connections_per_address: 1, ..ListenLimits::default() },
        proxies: TrustedProxies::from_iter([network.parse().unwrap()]),
        proxy_protocol: true,
    };
    let listening = listen_on(trusting("127.0.0.0/8"), free().await, None, router.clone()).unwrap();
    let from = |address: &str| format!("PROXY TCP4 {address} 127.0.0.1 4711 80\r\n");
    assert_eq!(answered(&listening, &from("192.0.2.1")).await, "192.0.2.1");
    assert_eq!(answered(&listening, "PROXY UNKNOWN\r\n").await, "127.0.0.1");
    assert_eq!(answered(&listening, "").await, "", "a proxy that says nothing is not believed to be the caller");
    // Each address has its own bound, though all come through one proxy.
    let mut held = TcpStream::connect(listening.address).await.unwrap();
    held.write_all(from("192.0.2.2").as_bytes()).await.unwrap();
    held.write_all(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n").await.unwrap();
    let mut answer = vec![0; 4096];
    let read = held.read(&mut answer).await.unwrap();
    assert!(answer[..read].ends_with(b"192.0.2.2"));
    assert_eq!(answered(&listening, &from("192.0.2.2")).await, "");
    assert_eq!(answered(&listening, &from("192.0.2.3")).await, "192.0.2.3");
    listening.stop().await;
    // From anybody else the header is no HTTP.
    let listening = listen_on(trusting("10.0.0.0/8"), free().await, None, router).unwrap();
    assert_eq!(answered(&listening, "").await, "127.0.0.1");
    assert!(!answered(&listening, &from("192.0.2.1")).await.contains("192.0.2.1"));
    assert!(listening.renew("", "").is_err(), "it has no certificate");
}

#[tokio::test]
async fn a_certificate_is_renewed_without_a_restart() {
    let valid = chrono::Duration::hours(1);
    let authority = Authority::new("both", valid).unwrap();
    let issue = || authority.server("test", &["127.0.0.1".to_owned()], valid).unwrap();
    let (first, second) = (issue(), issue());
    let tls =
        Tls { certificate_pem: first.certificate_pem.clone(), key_pem: first.key_pem.clone(), client_ca_pem: None };
    let router = axum::Router::new().fallback(|| async { "here" });
    let listening = listen_on(ListenConfig::default(), free().await, Some(tls), router).unwrap();
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(authority.certificate_pem.as_bytes()).unwrap()).unwrap();
    let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    let client = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let client = std::sync::Arc::new(client.with_root_certificates(roots).with_no_client_auth());
    let connect = async || {
        let connector = tokio_rustls::TlsConnector::from(client.clone());
        let stream = TcpStream::connect(listening.address).await.unwrap();
        connector.connect(ServerName::try_from("127.0.0.1").unwrap(), stream).await.unwrap()
    };
    let shown = |stream: &TlsStream<TcpStream>| stream.get_ref().1.peer_certificates().unwrap()[0].to_vec();
    let der = |pem: &str| CertificateDer::from_pem_slice(pem.as_bytes()).unwrap().to_vec();
    let mut before = connect().await;
    assert_eq!(shown(&before), der(&first.certificate_pem));
    assert!(listening.renew(&second.certificate_pem, &first.key_pem).is_err(), "they do not belong together");
    listening.renew(&second.certificate_pem, &second.key_pem).unwrap();
    assert_eq!(shown(&connect().await), der(&second.certificate_pem));
    before.write_all(b"GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").await.unwrap();
    let mut answer = Vec::new();
    let _ = before.read_to_end(&mut answer).await;
    assert!(answer.ends_with(b"here"), "connections that are there go on");
}
