//! The audit log for people: search it, follow one request, export what was found, check the chain.
//!
//! The log is no Kubernetes API, so the program hands it in as a [`Log`]. Who may read it is decided by RBAC all the same:
//! it takes the verb `list` on `auditrecords` of the group `portal.atoll.dev`, which no object stands behind.

mod read;
mod trail;

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use futures::future::BoxFuture;
use texts::t;

use crate::{
    SignedIn,
    kind::{self},
    namespaces,
    view::{AuditFilter, AuditPage, AuditRecord, Chain, Error, ErrorKind, FieldError, Outcome, Shown},
};
pub(crate) use read::row;
pub use trail::trail;

/// What of the log is asked for; what is `None` or empty is not asked about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Search {
    /// Records of this request, and of what came of it.
    pub request: Option<String>,
    /// The user who proved itself.
    pub username: Option<String>,
    /// One of these verbs.
    pub verbs: Vec<String>,
    /// The resource's plural.
    pub resource: Option<String>,
    /// The object's namespace.
    pub namespace: Option<String>,
    /// The object's name.
    pub name: Option<String>,
    /// How it ended.
    pub outcome: Option<Outcome>,
    /// Words that the record contains.
    pub text: Option<String>,
    /// Only objects of these namespaces, or of the whole cluster when this user did it: `(namespaces, user)`.
    pub within: Option<(Vec<String>, String)>,
    /// Only what people did.
    pub people: bool,
    /// Stored at this time or later.
    pub from: Option<DateTime<Utc>>,
    /// Stored before this time.
    pub to: Option<DateTime<Utc>>,
    /// Records before this number; `None` for the newest.
    pub before: Option<u64>,
    /// At most so many.
    pub limit: usize,
}

/// One record as it was stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// Its number.
    pub seq: u64,
    /// Its hash, hexadecimal.
    pub hash: String,
    /// One JSON object.
    pub record: String,
}

/// What was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// The newest first.
    pub records: Vec<Stored>,
    /// Where to go on; `None` when that was all.
    pub before: Option<u64>,
}

/// The audit log of the Supervisor API. Whoever calls it has asked who may.
pub trait Log: Send + Sync {
    /// Searches, the newest record first. May find less than there are when it takes long.
    fn search(&self, search: Search) -> BoxFuture<'_, Result<Found, Error>>;

    /// One record.
    fn record(&self, seq: u64) -> BoxFuture<'_, Result<Option<Stored>, Error>>;

    /// Begins to check the chain, unless that is at work already.
    fn check(&self);

    /// How the check stands.
    fn chain(&self) -> Chain;
}

/// Verbs that change something.
pub(crate) const CHANGES: [&str; 5] = ["create", "update", "patch", "delete", "deletecollection"];

/// Records that an export reads at a time.
const EXPORTED: usize = 500;

/// One page of records.
///
/// # Errors
/// `Forbidden` for who may not read the log; `Invalid` with the fields `from` and `to` for what is no time.
pub async fn page(ctx: &SignedIn, log: &dyn Log, filter: &AuditFilter) -> Result<AuditPage, Error> {
    may_read(ctx).await?;
    let found = log.search(Search { limit: AuditPage::PAGE, ..search(filter)? }).await?;
    Ok(AuditPage { rows: found.records.iter().map(read::row).collect(), before: found.before, chain: log.chain() })
}

/// One record in full.
///
/// # Errors
/// `Forbidden` for who may not read the log; `NotFound` when there is none.
pub async fn record(ctx: &SignedIn, log: &dyn Log, seq: u64) -> Result<AuditRecord, Error> {
    may_read(ctx).await?;
    let found = log.record(seq).await?;
    found.as_ref().map(read::record).ok_or_else(|| Error::new(ErrorKind::NotFound, t().error_no_record()))
}

/// Begins to check the chain.
///
/// # Errors
/// `Forbidden` for who may not read the log.
pub async fn check(ctx: &SignedIn, log: &dyn Log) -> Result<(), Error> {
    may_read(ctx).await?;
    log.check();
    Ok(())
}

/// The next lines of an export, JSON with `seq` and `hash`, the newest first, and the filter for those after them.
///
/// # Errors
/// As [`page`].
pub async fn export(
    ctx: &SignedIn,
    log: &dyn Log,
    filter: &AuditFilter,
) -> Result<(String, Option<AuditFilter>), Error> {
    may_read(ctx).await?;
    let found = log.search(Search { limit: EXPORTED, ..search(filter)? }).await?;
    let lines = found.records.iter().map(read::line).collect();
    Ok((lines, found.before.map(|before| AuditFilter { before: Some(before), ..filter.clone() })))
}

/// Whether the user may read the log.
///
/// # Errors
/// `Forbidden` when not; says what it takes.
pub(crate) async fn may_read(ctx: &SignedIn) -> Result<(), Error> {
    if namespaces::may(ctx, "list", &kind::AUDIT_RECORD, None).await? {
        return Ok(());
    }
    let message = t().error_may_not_read_audit();
    Err(Error::new(ErrorKind::Forbidden, message))
}

/// What a filter asks of the log. Pure.
fn search(filter: &AuditFilter) -> Result<Search, Error> {
    let some = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let mut wrong = Vec::new();
    let mut time = |field: &str, text: &str| {
        let text = text.trim();
        let read = instant(text);
        if read.is_none() && !text.is_empty() {
            wrong.push(FieldError::new(field, t().error_time_format()));
        }
        read
    };
    let (from, to) = (time("from", &filter.from), time("to", &filter.to));
    if !wrong.is_empty() {
        return Err(Error::invalid(wrong));
    }
    Ok(Search {
        request: some(&filter.request),
        username: some(&filter.who),
        verbs: match some(&filter.verb) {
            Some(verb) => vec![verb],
            None if filter.shown == Shown::Changes => CHANGES.map(str::to_owned).into(),
            None => Vec::new(),
        },
        resource: some(&filter.resource),
        namespace: some(&filter.namespace),
        name: some(&filter.name),
        outcome: filter.outcome,
        text: some(&filter.text),
        within: None,
        people: filter.shown != Shown::All,
        from,
        to,
        before: filter.before,
        limit: 0,
    })
}

/// A time as people and browsers write it, in UTC unless it says otherwise.
fn instant(text: &str) -> Option<DateTime<Utc>> {
    if let Ok(time) = DateTime::parse_from_rfc3339(text) {
        return Some(time.with_timezone(&Utc));
    }
    let text = text.replace(' ', "T");
    let of_minutes = NaiveDateTime::parse_from_str(&text, "%Y-%m-%dT%H:%M");
    let of_seconds = || NaiveDateTime::parse_from_str(&text, "%Y-%m-%dT%H:%M:%S%.f");
    let of_day = || NaiveDate::parse_from_str(&text, "%Y-%m-%d").map(|day| day.and_time(chrono::NaiveTime::MIN));
    of_minutes.or_else(|_| of_seconds()).or_else(|_| of_day()).ok().map(|time| time.and_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_becomes_a_search_or_says_what_is_wrong() {
        let filter = AuditFilter {
            who: " dev ".to_owned(),
            verb: "delete".to_owned(),
            from: "2026-11-22T10:30".to_owned(),
            to: "2026-11-23".to_owned(),
            ..AuditFilter::default()
        };
        let search = search(&filter).expect("a search");
        assert_eq!((search.username.as_deref(), search.verbs), (Some("dev"), vec!["delete".to_owned()]));
        assert_eq!((search.namespace, search.text), (None, None));
        assert_eq!(search.from.map(|t| t.to_rfc3339()).as_deref(), Some("2026-11-22T10:30:00+00:00"));
        assert_eq!(search.to.map(|t| t.to_rfc3339()).as_deref(), Some("2026-11-23T00:00:00+00:00"));
        let error = super::search(&AuditFilter { from: "noon".to_owned(), ..filter }).expect_err("no time");
        assert_eq!(error.fields[0].field, "from");
    }

    #[test]
    fn times_are_read_as_people_and_browsers_write_them() {
        for text in ["2026-11-22T10:30", "2026-11-22 10:30", "2026-11-22T10:30:00", "2026-11-22T11:30:00+01:00"] {
            assert_eq!(instant(text).map(|time| time.timestamp()), Some(1_795_343_400), "{text}");
        }
        assert_eq!(instant("yesterday"), None);
    }
}
