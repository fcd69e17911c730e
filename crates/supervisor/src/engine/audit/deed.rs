//! What people do outside of the API, such as signing in, in the same log.

use std::borrow::Cow;

use chrono::Utc;

use super::Audit;
use super::policy::Level;
use super::record::{Code, Person, Record, Reference};
use crate::engine::request::{RequestInfo, ResourcePath};
use crate::engine::source::Source;
use crate::engine::user::User;

/// Something that was done, or refused, and was no request to the API.
#[derive(Clone, Debug)]
pub struct Deed<'a> {
    /// The id of the request that it came by.
    pub request_id: &'a str,
    /// The path of that request, without its query.
    pub path: &'a str,
    /// What was done, in one word like those of the API: `sign-in`.
    pub verb: &'a str,
    /// Who did it; without a name when nobody knows.
    pub user: &'a User,
    /// What it was done to, when that is something else than the user.
    pub about: Option<About<'a>>,
    /// Where the request came from.
    pub source: &'a Source,
    /// What the browser calls itself.
    pub agent: &'a str,
    /// The status of the answer; from 400 on it was refused.
    pub code: u16,
    /// Why it was allowed or refused. No secrets.
    pub reason: &'a str,
}

/// What something was done to, in the API's words.
#[derive(Clone, Copy, Debug)]
pub struct About<'a> {
    /// The group.
    pub group: &'a str,
    /// The plural name.
    pub resource: &'a str,
    /// The name.
    pub name: &'a str,
}

impl Deed<'_> {
    /// The record; `None` when the policy wants none.
    pub(crate) fn record(&self, audit: &Audit) -> Option<String> {
        let resource = self.about.map(|about| ResourcePath {
            group: about.group.to_owned(),
            resource: about.resource.to_owned(),
            name: about.name.to_owned(),
            ..ResourcePath::default()
        });
        let info = RequestInfo { path: self.path.to_owned(), verb: self.verb.to_owned(), resource };
        let level = audit.policy.level(self.user, &info);
        if level == Level::None {
            return None;
        }
        let mut record = Record::new(level, self.request_id, Cow::Borrowed(self.verb), Utc::now(), &audit.server);
        let agent: String = self.agent.chars().take(256).collect();
        record.request_uri = self.path;
        record.user = Person::of(Some(self.user));
        record.source_ips = self.source.addresses();
        record.user_agent = &agent;
        record.object_ref = info.resource.as_ref().map(Reference::of);
        record.response_status = Some(Code { code: self.code });
        record.annotations.decision = Some(if self.code < 400 { "allow" } else { "forbid" });
        record.annotations.reason = Some(self.reason).filter(|reason| !reason.is_empty());
        Some(record.text())
    }
}
