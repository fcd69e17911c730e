//! The `[notifications]` table: who is told what outside of the portal, and by which ways.

use std::{path::PathBuf, time::Duration};

use lettre::message::{Mailbox, Mailboxes};
use reqwest::Url;
use serde::Deserialize;
use texts::Language;

use super::{Error, duration, list, sign_in::is_private};

/// The settings as they are used.
#[derive(Debug)]
pub(crate) struct Notifications {
    /// The language of all messages.
    pub(crate) language: Language,
    /// Addresses that are told of every quota request, beside the people who may decide about it.
    pub(crate) approvers: Vec<lettre::Address>,
    /// A cluster that waits, is blocked or failed is told when it has been so for so long.
    pub(crate) settle: Duration,
    /// After a first attempt that failed; then twice as long each time.
    pub(crate) retry: Duration,
    /// Programs that are told everything.
    pub(crate) webhooks: Vec<Webhook>,
    /// By which server people are written to; none when they are not.
    pub(crate) mail: Option<Mail>,
}

/// One program that is told.
#[derive(Clone)]
pub(crate) struct Webhook {
    /// Lower-case letters, digits and dashes.
    pub(crate) name: String,
    /// Where messages are posted to. It may hold a secret.
    pub(crate) url: Url,
    /// What messages are signed with.
    pub(crate) secret: Option<String>,
    /// Only what happens in these namespaces is told; none: in all.
    pub(crate) namespaces: Vec<String>,
    /// Certificates (PEM) that its certificate may come from, beside those of the system.
    pub(crate) ca_pem: Option<String>,
}

impl std::fmt::Debug for Webhook {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Webhook").field("name", &self.name).field("host", &self.url.host_str()).finish_non_exhaustive()
    }
}

/// The server that takes mail.
#[derive(Clone)]
pub(crate) struct Mail {
    /// Who writes.
    pub(crate) from: Mailbox,
    /// Name or address of the server.
    pub(crate) host: String,
    /// Its port.
    pub(crate) port: u16,
    /// How what is said to it is kept from others.
    pub(crate) tls: MailTls,
    /// User name and password; none for a server that asks for none.
    pub(crate) credentials: Option<(String, String)>,
    /// Certificates (PEM) that its certificate may come from, beside those of the system.
    pub(crate) ca_pem: Option<String>,
}

impl std::fmt::Debug for Mail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Mail").field("host", &self.host).field("port", &self.port).finish_non_exhaustive()
    }
}

/// How a connection to the mail server is kept from others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum MailTls {
    /// It begins in the clear and goes on by TLS, or not at all.
    StartTls,
    /// By TLS from the beginning.
    Tls,
    /// Not at all: the server is on this machine.
    None,
}

/// The table as it stands in the file.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", default, deny_unknown_fields)]
pub(super) struct Raw {
    language: String,
    #[serde(deserialize_with = "list::deserialize")]
    approvers: Vec<String>,
    #[serde(deserialize_with = "duration::deserialize")]
    settle: Duration,
    #[serde(deserialize_with = "duration::deserialize")]
    retry: Duration,
    webhooks: Vec<RawWebhook>,
    mail: Option<RawMail>,
}

impl Default for Raw {
    fn default() -> Self {
        Self {
            language: Language::default().to_string(),
            approvers: Vec::new(),
            settle: Duration::from_secs(30),
            retry: Duration::from_secs(10),
            webhooks: Vec::new(),
            mail: None,
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct RawWebhook {
    name: String,
    url: String,
    secret: Option<String>,
    secret_file: Option<PathBuf>,
    #[serde(default, deserialize_with = "list::deserialize")]
    namespaces: Vec<String>,
    #[serde(default)]
    allow_http: bool,
    ca_file: Option<PathBuf>,
}

impl std::fmt::Debug for RawWebhook {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RawWebhook").field("name", &self.name).finish_non_exhaustive()
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct RawMail {
    from: String,
    host: String,
    port: Option<u16>,
    #[serde(default = "usual_tls")]
    tls: MailTls,
    username: Option<String>,
    password: Option<String>,
    password_file: Option<PathBuf>,
    ca_file: Option<PathBuf>,
}

impl std::fmt::Debug for RawMail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RawMail").field("host", &self.host).finish_non_exhaustive()
    }
}

fn usual_tls() -> MailTls {
    MailTls::StartTls
}

/// Shorter ones are guessed.
const SHORTEST_SECRET: usize = 16;

impl Raw {
    /// The settings, when messages can go where they say and nobody else reads them on the way.
    pub(super) fn check(self) -> Result<Notifications, Error> {
        let wrong = |key: &str, problem: String| Error::new(format!("notifications.{key}"), problem);
        let language = Language::iter().find(|known| known.to_string() == self.language).copied().ok_or_else(|| {
            let known: Vec<String> = Language::iter().map(ToString::to_string).collect();
            wrong("language", format!("{:?} is not one of {}", self.language, known.join(", ")))
        })?;
        let address = |text: &String| {
            let unusable = |error| wrong("approvers", format!("{text:?} is not an address: {error}"));
            text.parse::<lettre::Address>().map_err(unusable)
        };
        let approvers: Vec<_> = self.approvers.iter().map(address).collect::<Result<_, _>>()?;
        if !approvers.is_empty() && self.mail.is_none() {
            return Err(wrong("approvers", "are to be written to, and there is no notifications.mail".to_owned()));
        }
        for (key, value, least) in
            [("settle", self.settle, Duration::ZERO), ("retry", self.retry, Duration::from_millis(100))]
        {
            if !(least..=Duration::from_secs(3600)).contains(&value) {
                return Err(wrong(key, format!("must be from {least:?} to 1h")));
            }
        }
        let mut webhooks: Vec<Webhook> = Vec::with_capacity(self.webhooks.len());
        for (index, raw) in self.webhooks.into_iter().enumerate() {
            let at = |key: &str| format!("notifications.webhooks[{index}].{key}");
            let webhook = raw.check(&at)?;
            if webhooks.iter().any(|other| other.name == webhook.name) {
                return Err(Error::new(at("name"), format!("{} is there twice", webhook.name)));
            }
            webhooks.push(webhook);
        }
        let mail = self.mail.map(RawMail::check).transpose()?;
        Ok(Notifications { language, approvers, settle: self.settle, retry: self.retry, webhooks, mail })
    }
}

impl RawWebhook {
    fn check(self, at: &impl Fn(&str) -> String) -> Result<Webhook, Error> {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if self.name.is_empty() || self.name.len() > 32 || !self.name.chars().all(plain) {
            return Err(Error::new(at("name"), "must be 1 to 32 lower-case letters, digits and dashes"));
        }
        // The URL may hold a secret: it is not repeated.
        let url = self.url.parse::<Url>().ok().filter(|url| url.has_host() && url.fragment().is_none());
        let url = url.ok_or_else(|| Error::new(at("url"), "is not a URL like https://chat.example/hooks/1"))?;
        let allowed = is_private(&url) || (self.allow_http && url.scheme() == "http");
        if !allowed {
            let problem = "must be an https:// URL; http:// is for this machine, or with allow-http = true";
            return Err(Error::new(at("url"), problem));
        }
        let secret = secret(at, ("secret", self.secret), ("secret-file", self.secret_file))?;
        if secret.as_ref().is_some_and(|secret| secret.len() < SHORTEST_SECRET) {
            return Err(Error::new(at("secret"), format!("must have at least {SHORTEST_SECRET} characters")));
        }
        Ok(Webhook {
            name: self.name,
            url,
            secret,
            namespaces: self.namespaces,
            ca_pem: self.ca_file.map(|file| read(at, "ca-file", file)).transpose()?,
        })
    }
}

impl RawMail {
    fn check(self) -> Result<Mail, Error> {
        let at = |key: &str| format!("notifications.mail.{key}");
        let single = |text: &str| match text.parse::<Mailboxes>().ok()?.iter().collect::<Vec<_>>().as_slice() {
            [one] => Some((*one).clone()),
            _ => None,
        };
        let from = single(&self.from).ok_or_else(|| {
            Error::new(at("from"), format!("{:?} is not an address like Atoll <atoll@corp.example>", self.from))
        })?;
        if self.host.is_empty() || self.host.len() > 253 || self.host.contains(|c: char| c.is_whitespace() || c == '/')
        {
            return Err(Error::new(at("host"), format!("{:?} is not the name of a server", self.host)));
        }
        let here = self.host == "localhost"
            || self.host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback());
        if self.tls == MailTls::None && !here {
            return Err(Error::new(at("tls"), "none is for a server on this machine only"));
        }
        let password = secret(&at, ("password", self.password), ("password-file", self.password_file))?;
        let credentials = match (self.username, password) {
            (None, None) => None,
            (Some(username), Some(password)) => Some((username, password)),
            (Some(_), None) => return Err(Error::new(at("password-file"), "is missing beside username")),
            (None, Some(_)) => return Err(Error::new(at("username"), "is missing beside the password")),
        };
        let usual = match self.tls {
            MailTls::StartTls => 587,
            MailTls::Tls => 465,
            MailTls::None => 25,
        };
        Ok(Mail {
            from,
            host: self.host,
            port: self.port.unwrap_or(usual),
            tls: self.tls,
            credentials,
            ca_pem: self.ca_file.map(|file| read(&at, "ca-file", file)).transpose()?,
        })
    }
}

/// A secret of the settings, or of the file that they name.
fn secret(
    at: &impl Fn(&str) -> String,
    (key, given): (&str, Option<String>),
    (file_key, file): (&str, Option<PathBuf>),
) -> Result<Option<String>, Error> {
    let secret = match (given, file) {
        (Some(_), Some(_)) => return Err(Error::new(at(file_key), format!("is there beside {key}"))),
        (given, None) => given,
        (None, Some(file)) => Some(read(at, file_key, file)?.trim().to_owned()),
    };
    match secret {
        Some(secret) if secret.is_empty() => Err(Error::new(at(key), "is empty")),
        secret => Ok(secret),
    }
}

fn read(at: &impl Fn(&str) -> String, key: &str, path: PathBuf) -> Result<String, Error> {
    std::fs::read_to_string(&path)
        .map_err(|error| Error::new(at(key), format!("cannot read {}: {error}", path.display())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(text: &str) -> Result<Notifications, String> {
        let raw: Raw = toml::from_str(text).map_err(|error| error.message().to_owned())?;
        raw.check().map_err(|error| error.to_string())
    }

    const MAIL: &str = "[mail]\nfrom = 'Atoll <atoll@corp.example>'\nhost = 'smtp.corp.example'\n";

    #[test]
    fn nobody_is_told_unless_it_is_set() {
        let usual = Raw::default().check().unwrap();
        assert!(usual.webhooks.is_empty() && usual.mail.is_none());
    }

    #[test]
    fn ways_are_read() {
        let all = checked(&format!(
            "language = 'de'\napprovers = ['quota@corp.example']\nsettle = '1m'\n\
             [[webhooks]]\nname = 'chat'\nurl = 'https://chat.example/hooks/hush'\nsecret = 'hush-hush-hush-hush'\n\
             [[webhooks]]\nname = 'here'\nurl = 'http://127.0.0.1:9/x'\nnamespaces = ['team-a']\n\
             [[webhooks]]\nname = 'inside'\nurl = 'http://chat.internal/x'\nallow-http = true\n\
             {MAIL}username = 'atoll'\npassword = 'hush'\n"
        ))
        .unwrap();
        let mail = all.mail.as_ref().unwrap();
        assert_eq!(
            (mail.port, mail.tls, mail.from.email.to_string().as_str()),
            (587, MailTls::StartTls, "atoll@corp.example")
        );
        assert_eq!((all.language, all.webhooks.len(), all.approvers.len()), (Language::De, 3, 1));
        assert!(!format!("{all:?}").contains("hush"), "secrets are not printed");
    }

    #[test]
    fn mistakes_name_their_key() {
        let webhook = |more: &str| format!("[[webhooks]]\nname = 'chat'\n{more}\n");
        for (text, told) in [
            ("language = 'xx'".to_owned(), "notifications.language: \"xx\" is not one of"),
            ("approvers = ['quota']".to_owned(), "notifications.approvers: \"quota\" is not an address"),
            ("approvers = ['a@b.example']".to_owned(), "no notifications.mail"),
            ("retry = '1ms'".to_owned(), "notifications.retry: must be from 100ms"),
            ("settle = '2h'".to_owned(), "notifications.settle"),
            (webhook("url = 'http://chat.example/hush'"), "notifications.webhooks[0].url: must be an https://"),
            (webhook("url = 'hush'"), "webhooks[0].url: is not a URL"),
            (webhook("url = 'ftp://x/hush'\nallow-http = true"), "webhooks[0].url: must be"),
            (webhook("url = 'https://x'\nsecret = 'hush'"), "webhooks[0].secret: must have at least 16"),
            (webhook("url = 'https://x'\nsecret-file = '/nowhere'"), "webhooks[0].secret-file: cannot read /nowhere"),
            (webhook("url = 'https://x'\nca-file = '/nowhere'"), "webhooks[0].ca-file"),
            (webhook("url = 'https://x'").replace("chat", "Chat room"), "webhooks[0].name: must be 1 to 32"),
            (webhook("url = 'https://x'") + &webhook("url = 'https://y'"), "webhooks[1].name: chat is there twice"),
            (MAIL.replace("atoll@corp.example", "atoll"), "notifications.mail.from"),
            (MAIL.replace("Atoll <atoll@corp.example>", "a@b.example, c@d.example"), "notifications.mail.from"),
            (MAIL.replace("smtp.corp.example", "smtp://x"), "notifications.mail.host"),
            (format!("{MAIL}tls = 'none'"), "notifications.mail.tls: none is for a server on this machine"),
            (format!("{MAIL}tls = 'maybe'"), "unknown variant `maybe`"),
            (format!("{MAIL}username = 'atoll'"), "notifications.mail.password-file: is missing"),
            (format!("{MAIL}password = 'hush'"), "notifications.mail.username: is missing"),
            (format!("{MAIL}username = 'a'\npassword = 'hush'\npassword-file = '/x'"), "is there beside password"),
        ] {
            let said = checked(&text).unwrap_err();
            assert!(said.contains(told) && !said.contains("hush"), "{text}: {said}");
        }
    }
}
