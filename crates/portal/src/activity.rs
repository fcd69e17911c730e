//! What people did in my namespaces, from the audit log.
//!
//! Nobody learns more from it than from the API: only namespaces in which the user may list clusters are looked at, and of
//! what others did only what concerns objects that the user may read. Objects of the whole cluster are shown to whoever
//! wrote them.

use std::collections::HashMap;
use texts::t;

use crate::{
    SignedIn,
    audit::{self, Log, Search},
    kind, namespaces,
    view::{Activity, ActivityFilter, ActivityPage, AuditRow, Error, ErrorKind, Outcome, Told},
};

/// Records on one page, before those are left out that the user may not see.
const PAGE: usize = 50;

/// One page of `/activity`.
///
/// # Errors
/// `NotFound` when the namespace is not there, or hidden.
pub async fn page(ctx: &SignedIn, log: &dyn Log, filter: &ActivityFilter) -> Result<ActivityPage, Error> {
    let spaces = namespaces::allowed(ctx, "list", &kind::GUEST_CLUSTER).await?;
    let within = match &filter.namespace {
        None => spaces.clone(),
        Some(one) if spaces.contains(one) => vec![one.clone()],
        Some(one) => {
            let message = t().error_hidden_namespace(one);
            return Err(Error::new(ErrorKind::NotFound, message));
        }
    };
    let found = log
        .search(Search {
            username: filter.mine.then(|| ctx.user.clone()),
            verbs: audit::CHANGES.map(str::to_owned).into(),
            namespace: filter.namespace.clone(),
            within: Some((within, ctx.user.clone())),
            outcome: Some(Outcome::Done),
            people: true,
            before: filter.before,
            limit: PAGE,
            ..Search::default()
        })
        .await?;
    let mut may_read = Readable { ctx, known: HashMap::new() };
    let mut rows = Vec::with_capacity(found.records.len());
    for row in found.records.iter().map(audit::row) {
        if row.who == ctx.user || may_read.read(&row).await? {
            let earlier = earlier(log, &row).await?;
            rows.push(Activity { row, earlier });
        }
    }
    let may_audit = audit::may_read(ctx).await.is_ok();
    Ok(ActivityPage { rows, namespaces: spaces, before: found.before, may_audit })
}

/// What the user may read, asked once for each resource of a namespace.
struct Readable<'a> {
    ctx: &'a SignedIn,
    known: HashMap<(String, String, String), bool>,
}

impl Readable<'_> {
    async fn read(&mut self, row: &AuditRow) -> Result<bool, Error> {
        let key = (row.group.clone(), row.resource.clone(), row.namespace.clone());
        if let Some(known) = self.known.get(&key) {
            return Ok(*known);
        }
        let namespace = Some(row.namespace.as_str()).filter(|name| !name.is_empty());
        let may = namespaces::may_verb(self.ctx, "get", (&row.group, &row.resource), namespace).await?;
        self.known.insert(key, may);
        Ok(may)
    }
}

/// What the record before this one knew of the same object, so that the page can say what was changed.
async fn earlier(log: &dyn Log, row: &AuditRow) -> Result<Option<Told>, Error> {
    if !matches!(row.told, Some(Told::Cluster { .. })) || row.verb == "create" {
        return Ok(None);
    }
    let some = |text: &str| Some(text.to_owned());
    let search = Search {
        verbs: ["create", "update", "patch"].map(str::to_owned).into(),
        resource: some(&row.resource),
        namespace: some(&row.namespace),
        name: some(&row.name),
        outcome: Some(Outcome::Done),
        people: true,
        before: Some(row.seq),
        limit: 1,
        ..Search::default()
    };
    let found = log.search(search).await?;
    Ok(found.records.first().and_then(|record| audit::row(record).told))
}
