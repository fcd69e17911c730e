//! Those who listen: a receiver of webhooks that checks signatures, and a small mail server.

use std::{
    sync::{Arc, Mutex},
    time::{SystemTime, UNIX_EPOCH},
};

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode},
    routing::post,
};
use ring::hmac;
use serde_json::Value;
use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader},
    net::{TcpListener, TcpStream},
    sync::watch,
};

/// A program that is told.
#[derive(Clone)]
pub(super) struct Hook {
    port: u16,
    key: hmac::Key,
    messages: Arc<Mutex<Vec<Value>>>,
    /// What is answered first, in this order.
    answers: Arc<Mutex<Vec<u16>>>,
    refused: Arc<Mutex<usize>>,
    held: Arc<watch::Sender<bool>>,
}

impl Hook {
    pub(super) async fn start(secret: &str) -> Hook {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let hook = Hook {
            port: listener.local_addr().unwrap().port(),
            key: hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes()),
            messages: Arc::default(),
            answers: Arc::default(),
            refused: Arc::default(),
            held: Arc::new(watch::Sender::new(false)),
        };
        let router = Router::new().route("/hook", post(take)).with_state(hook.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        hook
    }

    pub(super) fn url(&self) -> String {
        format!("http://127.0.0.1:{}/hook", self.port)
    }

    /// Answers the next requests so, and takes nothing of them.
    pub(super) fn answer_next(&self, answers: &[u16]) {
        self.answers.lock().unwrap().extend(answers);
    }

    /// Takes messages and answers nothing until [`Hook::go_on`].
    pub(super) fn hold(&self) {
        self.held.send_replace(true);
    }

    pub(super) fn go_on(&self) {
        self.held.send_replace(false);
    }

    pub(super) fn refused(&self) -> usize {
        *self.refused.lock().unwrap()
    }

    /// What was taken, in order; all of it was signed rightly.
    pub(super) fn messages(&self) -> Vec<Value> {
        self.messages.lock().unwrap().clone()
    }

    /// Whether the header is of this body and of now.
    fn is_signed(&self, headers: &HeaderMap, body: &[u8]) -> bool {
        let given = headers.get("atoll-signature").and_then(|value| value.to_str().ok()).unwrap_or_default();
        let Some((at, tag)) = given.strip_prefix("t=").and_then(|rest| rest.split_once(",v1=")) else { return false };
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
        let tag: Option<Vec<u8>> =
            (0..tag.len() / 2).map(|i| u8::from_str_radix(tag.get(2 * i..2 * i + 2)?, 16).ok()).collect();
        let signed = [at.as_bytes(), b".", body].concat();
        at.parse::<u64>().is_ok_and(|at| now.abs_diff(at) < 60)
            && tag.is_some_and(|tag| hmac::verify(&self.key, &signed, &tag).is_ok())
    }
}

async fn take(State(hook): State<Hook>, headers: HeaderMap, body: Bytes) -> StatusCode {
    if !hook.is_signed(&headers, &body) {
        return StatusCode::UNAUTHORIZED;
    }
    let answer = {
        let mut answers = hook.answers.lock().unwrap();
        (!answers.is_empty()).then(|| answers.remove(0))
    };
    if let Some(answer) = answer {
        *hook.refused.lock().unwrap() += 1;
        return StatusCode::from_u16(answer).unwrap();
    }
    hook.messages.lock().unwrap().push(serde_json::from_slice(&body).unwrap());
    let _ = hook.held.subscribe().wait_for(|held| !held).await;
    StatusCode::NO_CONTENT
}

/// One mail as it came.
#[derive(Clone, Debug)]
pub(super) struct Mail {
    pub(super) from: String,
    pub(super) to: String,
    /// Headers and body, with long lines put together again.
    pub(super) data: String,
}

/// A mail server that takes everything.
pub(super) struct Mailbox {
    port: u16,
    mails: Arc<Mutex<Vec<Mail>>>,
}

impl Mailbox {
    /// A port at which nobody listens now.
    pub(super) async fn free_port() -> u16 {
        TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port()
    }

    /// Listens at this port; 0 for any.
    pub(super) async fn start(port: u16) -> Mailbox {
        let listener = TcpListener::bind(("127.0.0.1", port)).await.unwrap();
        let mailbox = Mailbox { port: listener.local_addr().unwrap().port(), mails: Arc::default() };
        let mails = mailbox.mails.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, mails.clone()));
            }
        });
        mailbox
    }

    pub(super) fn port(&self) -> u16 {
        self.port
    }

    pub(super) fn all(&self) -> Vec<Mail> {
        self.mails.lock().unwrap().clone()
    }

    pub(super) fn to(&self, address: &str) -> Vec<Mail> {
        self.all().into_iter().filter(|mail| mail.to == address).collect()
    }
}

/// One connection: RFC 5321, as far as a sender needs it.
async fn serve(mut stream: TcpStream, mails: Arc<Mutex<Vec<Mail>>>) -> std::io::Result<()> {
    let (reader, mut writer) = stream.split();
    let mut lines = BufReader::new(reader).lines();
    writer.write_all(b"220 mail.test ready\r\n").await?;
    let mut mail = Mail { from: String::new(), to: String::new(), data: String::new() };
    while let Some(line) = lines.next_line().await? {
        let word = line.get(..4).unwrap_or(&line).to_uppercase();
        let between = || line.split_once('<').and_then(|(_, rest)| rest.split_once('>')).map_or("", |(in_it, _)| in_it);
        let answer: &[u8] = match word.as_str() {
            "EHLO" => b"250-mail.test\r\n250 8BITMIME\r\n",
            "MAIL" => {
                mail.from = between().to_owned();
                b"250 ok\r\n"
            }
            "RCPT" => {
                mail.to = between().to_owned();
                b"250 ok\r\n"
            }
            "DATA" => {
                writer.write_all(b"354 go on\r\n").await?;
                while let Some(line) = lines.next_line().await?.filter(|line| line != ".") {
                    // A header that is folded, and a body in quoted-printable.
                    match line.strip_prefix(' ') {
                        Some(more) if !mail.data.contains("\n\n") => {
                            mail.data.pop();
                            mail.data.push(' ');
                            mail.data.push_str(more);
                        }
                        _ => mail.data.push_str(&line),
                    }
                    if mail.data.ends_with('=') && mail.data.contains("\n\n") {
                        mail.data.pop();
                    } else {
                        mail.data.push('\n');
                    }
                }
                mails.lock().unwrap().push(mail.clone());
                mail.data.clear();
                b"250 taken\r\n"
            }
            "QUIT" => {
                writer.write_all(b"221 bye\r\n").await?;
                return Ok(());
            }
            _ => b"250 ok\r\n",
        };
        writer.write_all(answer).await?;
    }
    Ok(())
}
