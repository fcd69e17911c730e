//! A browser without a screen: HTTP with cookies, and the headers by which browsers say where a request comes from.

use std::{collections::BTreeMap, sync::Mutex};

use anyhow::{Context as _, anyhow};
use bytes::Bytes;
use http::{HeaderMap, Method, Request, Response, StatusCode, header};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

/// One person at the portal. Redirects are not followed: tests want to see them.
#[derive(Debug)]
pub struct Browser {
    host: String,
    cookies: Mutex<BTreeMap<String, String>>,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    /// Status code.
    pub status: StatusCode,
    /// Headers.
    pub headers: HeaderMap,
    /// Body; bytes that are not UTF-8 are replaced.
    pub body: String,
}

impl Answer {
    /// A header's value, or nothing.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// Where a redirect leads.
    pub fn location(&self) -> &str {
        self.header("location")
    }
}

impl Browser {
    /// Nobody is signed in. `portal` is a URL such as `http://127.0.0.1:3000`.
    pub fn new(portal: &str) -> Self {
        Self { host: portal.trim_start_matches("http://").to_owned(), cookies: Mutex::default() }
    }

    /// Signs in.
    ///
    /// # Errors
    /// When the portal does not lead on to its first page.
    pub async fn sign_in(&self, name: &str, password: &str) -> anyhow::Result<()> {
        let answer = self.post("/signin", &format!("username={name}&password={password}")).await?;
        (answer.status == StatusCode::SEE_OTHER && answer.location() == "/")
            .then_some(())
            .with_context(|| format!("cannot sign in as {name}: {} {}", answer.status, answer.location()))
    }

    /// Opens a page.
    ///
    /// # Errors
    /// When the portal does not answer.
    pub async fn get(&self, path: &str) -> anyhow::Result<Answer> {
        self.send(Method::GET, path, &[("accept", "text/html"), ("sec-fetch-site", "none")], "").await
    }

    /// Sends a form of the portal; `form` is URL-encoded.
    ///
    /// # Errors
    /// When the portal does not answer.
    pub async fn post(&self, path: &str, form: &str) -> anyhow::Result<Answer> {
        self.send(Method::POST, path, &[("accept", "text/html"), ("sec-fetch-site", "same-origin")], form).await
    }

    /// Sends a request with exactly these headers besides cookies and host, and the form's type unless one is given.
    ///
    /// # Errors
    /// When the portal does not answer.
    pub async fn send(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> anyhow::Result<Answer> {
        let (parts, body) = self.open(method, path, headers, body).await?.into_parts();
        let body = String::from_utf8_lossy(&body.collect().await?.to_bytes()).into_owned();
        Ok(Answer { status: parts.status, headers: parts.headers, body })
    }

    /// As [`Browser::send`], without waiting for the body: an event stream's has no end.
    ///
    /// # Errors
    /// When the portal does not answer.
    pub async fn open(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> anyhow::Result<Response<Incoming>> {
        let stream =
            TcpStream::connect(&self.host).await.with_context(|| format!("cannot connect to {}", self.host))?;
        let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await?;
        tokio::spawn(connection);
        let mut request = Request::builder().method(method).uri(path).header(header::HOST, &self.host);
        if let Some(cookies) = self.cookies() {
            request = request.header(header::COOKIE, cookies);
        }
        let typed = headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type"));
        if !body.is_empty() && !typed {
            request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let answer = sender.send_request(request.body(Full::new(Bytes::copy_from_slice(body.as_bytes())))?).await?;
        self.keep(answer.headers())?;
        Ok(answer)
    }

    /// The cookies as the next request carries them.
    pub fn cookies(&self) -> Option<String> {
        let kept = self.cookies.lock().ok()?;
        let all: Vec<String> = kept.iter().map(|(name, value)| format!("{name}={value}")).collect();
        (!all.is_empty()).then(|| all.join("; "))
    }

    /// Keeps a cookie that the portal did not give.
    ///
    /// # Errors
    /// When another test thread failed.
    pub fn hold(&self, name: &str, value: &str) -> anyhow::Result<()> {
        let mut kept = self.cookies.lock().map_err(|_| anyhow!("another test thread failed"))?;
        kept.insert(name.to_owned(), value.to_owned());
        Ok(())
    }

    fn keep(&self, headers: &HeaderMap) -> anyhow::Result<()> {
        let mut kept = self.cookies.lock().map_err(|_| anyhow!("another test thread failed"))?;
        for cookie in headers.get_all(header::SET_COOKIE) {
            let cookie = cookie.to_str()?;
            let (pair, attributes) = cookie.split_once(';').unwrap_or((cookie, ""));
            let (name, value) = pair.split_once('=').context("a cookie without value")?;
            if attributes.to_lowercase().contains("max-age=0") {
                kept.remove(name);
            } else {
                kept.insert(name.to_owned(), value.to_owned());
            }
        }
        Ok(())
    }
}
