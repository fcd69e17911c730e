//! One connection to the server, over HTTP/1.1 or HTTP/2.

use std::sync::Arc;

use anyhow::{Context as _, Result, bail};
use bytes::Bytes;
use http::{HeaderValue, Method, Request, Response, StatusCode, Uri, header, uri::Scheme};
use http_body_util::{BodyExt as _, Full};
use hyper::{
    body::Incoming,
    client::conn::{http1, http2},
};
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use crate::Target;

/// Bytes of a stream that may be on their way: enough that a large list never waits for its reader.
const STREAM_WINDOW: u32 = 1 << 20;
/// Of all streams of a connection.
const CONNECTION_WINDOW: u32 = 16 << 20;

/// Which HTTP is spoken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Http {
    /// HTTP/1.1: one request of a connection at a time.
    #[value(name = "1")]
    One,
    /// HTTP/2: many requests share a connection, as those of one client-go program do.
    #[value(name = "2")]
    Two,
}

/// An open connection.
#[derive(Debug)]
pub struct Connection {
    authority: http::uri::Authority,
    sender: Sender,
}

#[derive(Debug)]
enum Sender {
    One(http1::SendRequest<Full<Bytes>>),
    Two(http2::SendRequest<Full<Bytes>>),
}

impl Connection {
    /// Connects.
    ///
    /// # Errors
    /// When the server does not answer, or is not who it should be.
    pub async fn open(target: &Target, http: Http) -> Result<Connection> {
        let socket = TcpStream::connect(&target.authority).await?;
        socket.set_nodelay(true)?;
        let mut tls = (*target.tls).clone();
        tls.alpn_protocols = vec![if http == Http::Two { b"h2".to_vec() } else { b"http/1.1".to_vec() }];
        let stream = TlsConnector::from(Arc::new(tls)).connect(target.name.clone(), socket).await?;
        let stream = TokioIo::new(stream);
        let sender = match http {
            Http::One => {
                let (sender, connection) = http1::handshake(stream).await?;
                tokio::spawn(connection);
                Sender::One(sender)
            }
            Http::Two => {
                let mut builder = http2::Builder::new(TokioExecutor::new());
                builder.initial_stream_window_size(STREAM_WINDOW).initial_connection_window_size(CONNECTION_WINDOW);
                let (sender, connection) = builder.handshake(stream).await?;
                tokio::spawn(connection);
                Sender::Two(sender)
            }
        };
        Ok(Connection { authority: target.authority.parse()?, sender })
    }

    /// Connections for this many clients. Over HTTP/2 they share `connections`; over HTTP/1.1 each has its own.
    ///
    /// # Errors
    /// As [`Connection::open`].
    pub async fn for_clients(
        target: &Target,
        http: Http,
        connections: usize,
        clients: usize,
    ) -> Result<Vec<Connection>> {
        let mut all: Vec<Connection> = Vec::with_capacity(clients);
        for client in 0..clients {
            let shared = client.checked_sub(connections.max(1)).and_then(|before| all[before].shared());
            all.push(match shared {
                Some(shared) => shared,
                None => Connection::open(target, http).await?,
            });
        }
        Ok(all)
    }

    /// The same connection for one more client, where requests can share one.
    fn shared(&self) -> Option<Connection> {
        match &self.sender {
            Sender::One(_) => None,
            Sender::Two(sender) => {
                Some(Connection { authority: self.authority.clone(), sender: Sender::Two(sender.clone()) })
            }
        }
    }

    /// Sends a request and gives the answer's head; the body is still to be read.
    ///
    /// # Errors
    /// When the connection is broken.
    pub async fn send(&mut self, method: Method, path: &str, body: Bytes) -> Result<Response<Incoming>> {
        let has_body = !body.is_empty();
        let mut request = Request::new(Full::new(body));
        *request.method_mut() = method;
        if has_body {
            request.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        }
        match &mut self.sender {
            Sender::One(sender) => {
                *request.uri_mut() = path.parse()?;
                request.headers_mut().insert(header::HOST, self.authority.as_str().parse()?);
                sender.ready().await?;
                Ok(sender.send_request(request).await?)
            }
            Sender::Two(sender) => {
                let uri = Uri::builder().scheme(Scheme::HTTPS).authority(self.authority.clone()).path_and_query(path);
                *request.uri_mut() = uri.build()?;
                sender.ready().await?;
                Ok(sender.send_request(request).await?)
            }
        }
    }

    /// Sends a request and reads its answer to the end; gives how many bytes that were.
    ///
    /// # Errors
    /// When the connection breaks, or the answer is not a success; with what it says.
    pub async fn drain(&mut self, method: Method, path: &str, body: Bytes) -> Result<u64> {
        let response = self.send(method, path, body).await?;
        let mut body = success(path, response).await?;
        let mut bytes = 0;
        while let Some(frame) = body.frame().await {
            bytes += frame?.data_ref().map_or(0, Bytes::len) as u64;
        }
        Ok(bytes)
    }

    /// As [`Connection::drain`], but gives what was answered.
    ///
    /// # Errors
    /// The same.
    pub async fn read(&mut self, method: Method, path: &str, body: Bytes) -> Result<Bytes> {
        let response = self.send(method, path, body).await?;
        Ok(success(path, response).await?.collect().await?.to_bytes())
    }
}

/// The answer was not a success.
#[derive(Debug)]
pub(crate) struct Refused {
    /// Its status code.
    pub(crate) status: StatusCode,
    text: String,
}

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.status, self.text)
    }
}

impl std::error::Error for Refused {}

/// The body of a successful answer.
pub(crate) async fn success(path: &str, response: Response<Incoming>) -> Result<Incoming> {
    let (head, body) = response.into_parts();
    if head.status.is_success() {
        return Ok(body);
    }
    let text = body.collect().await.context("an answer without its end")?.to_bytes();
    bail!(Refused { status: head.status, text: format!("{path}: {}", String::from_utf8_lossy(&text)) })
}
