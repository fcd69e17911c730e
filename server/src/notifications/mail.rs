//! Handing mail over to a server.

use std::time::Duration;

use lettre::{
    Address, AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor,
    message::{
        Mailbox,
        header::{ContentType, HeaderName, HeaderValue},
    },
    transport::smtp::{
        authentication::Credentials,
        client::{Certificate, Tls, TlsParameters},
        extension::ClientId,
    },
};

use super::{message::Content, webhook::told};
use crate::config::{Error, Mail, MailTls};

/// A server has so long for each answer.
const ANSWER: Duration = Duration::from_secs(10);
/// And for taking one message as a whole.
const WHOLE: Duration = Duration::from_secs(30);

/// Writes to people.
pub(super) struct Mailer {
    from: Mailbox,
    portal: String,
    server: AsyncSmtpTransport<Tokio1Executor>,
}

impl Mailer {
    /// By these settings.
    ///
    /// # Errors
    /// When `ca-file` holds no certificate.
    pub(super) fn new(settings: &Mail, portal: &str) -> Result<Self, Error> {
        // Several parts of the program use TLS; all of them with these algorithms. A second installation changes nothing.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let tls = || {
            let mut tls = TlsParameters::builder(settings.host.clone());
            if let Some(pem) = &settings.ca_pem {
                let unusable = |error| Error::new("notifications.mail.ca-file", format!("is not usable: {error}"));
                tls = tls.add_root_certificate(Certificate::from_pem(pem.as_bytes()).map_err(unusable)?);
            }
            tls.build_rustls().map_err(|error| Error::new("notifications.mail.host", format!("is not usable: {error}")))
        };
        let tls = match settings.tls {
            MailTls::StartTls => Tls::Required(tls()?),
            MailTls::Tls => Tls::Wrapper(tls()?),
            MailTls::None => Tls::None,
        };
        let mut server = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&settings.host)
            .port(settings.port)
            .tls(tls)
            .hello_name(hello(portal))
            .timeout(Some(ANSWER));
        if let Some((username, password)) = &settings.credentials {
            server = server.credentials(Credentials::new(username.clone(), password.clone()));
        }
        Ok(Self { from: settings.from.clone(), portal: portal.to_owned(), server: server.build() })
    }

    /// Sends one message. The same `key` gives the same Message-ID.
    ///
    /// # Errors
    /// What the server said, or why it was not reached. No password is in it.
    pub(super) async fn send(&self, key: &str, to: &str, content: &Content) -> Result<(), String> {
        let to: Address = to.parse().map_err(|error| format!("{to} is not an address: {error}"))?;
        let automatic = HeaderName::new_from_ascii_str("Auto-Submitted");
        let message = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(&content.sentence)
            .message_id(Some(format!("<{}@{}>", super::webhook::id(key), self.from.email.domain())))
            .raw_header(HeaderValue::new(automatic, "auto-generated".to_owned()))
            .header(ContentType::TEXT_PLAIN)
            .body(content.text(&self.portal))
            .map_err(|error| format!("the message cannot be written: {error}"))?;
        match tokio::time::timeout(WHOLE, self.server.send(message)).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(told(&error)),
            Err(_) => Err("no answer in time".to_owned()),
        }
    }
}

/// What this program calls itself when it begins to speak: the portal's host.
fn hello(portal: &str) -> ClientId {
    use std::net::IpAddr;
    let url = portal.parse::<reqwest::Url>().ok();
    let host = url.as_ref().and_then(|url| url.host_str()).map(|host| host.trim_matches(['[', ']']));
    match host.map(|host| (host, host.parse::<IpAddr>())) {
        Some((_, Ok(IpAddr::V4(address)))) => ClientId::Ipv4(address),
        Some((_, Ok(IpAddr::V6(address)))) => ClientId::Ipv6(address),
        Some((name, Err(_))) => ClientId::Domain(name.to_owned()),
        None => ClientId::default(),
    }
}
