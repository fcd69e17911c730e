//! Everything that is recorded under one request: who asked, who decided, what was made, what the hypervisor did.

use texts::t;

use super::{Log, Search, may_read, read};
use crate::{
    SignedIn,
    view::{AuditRow, Error, ErrorKind, RequestTrail, Told},
};

/// Records that are read for one page.
const MOST: usize = 10_000;
/// Of these, what is shown.
const SHOWN: usize = 1_000;
/// Read at a time.
const STEP: usize = 1_000;

/// Follows a request. `all` also shows what controllers only reported.
///
/// # Errors
/// `Forbidden` for who may not read the log; `NotFound` when nothing is recorded under this id.
pub async fn trail(ctx: &SignedIn, log: &dyn Log, id: &str, all: bool) -> Result<RequestTrail, Error> {
    may_read(ctx).await?;
    let (mut rows, mut before) = (Vec::new(), None);
    loop {
        let search = Search { request: Some(id.to_owned()), before, limit: STEP, ..Search::default() };
        let found = log.search(search).await?;
        rows.extend(found.records.iter().map(read::row));
        before = found.before;
        if before.is_none() || rows.len() >= MOST {
            break;
        }
    }
    if rows.is_empty() {
        let message = t().error_nothing_under_request(id);
        return Err(Error::new(ErrorKind::NotFound, message));
    }
    Ok(told(id, rows, all, before.is_some()))
}

/// The oldest first, without the noise. Pure.
fn told(id: &str, mut rows: Vec<AuditRow>, all: bool, cut: bool) -> RequestTrail {
    rows.sort_by_key(|row| row.seq);
    let cause = rows.iter().filter(|row| row.request == id).find_map(|row| row.cause.clone());
    let read = rows.len();
    rows.retain(|row| all || matters(row));
    let left_out = (read - rows.len()) as u64;
    let cut = cut || rows.len() > SHOWN;
    rows.truncate(SHOWN);
    RequestTrail { id: id.to_owned(), rows, left_out, cause, cut }
}

/// Whether somebody who asks what came of a request wants to see this: what people did, what was made or deleted, what
/// failed, what the hypervisor did; not how controllers report.
fn matters(row: &AuditRow) -> bool {
    let by_person = !row.who.starts_with("system:") && row.who != "atoll";
    let read = matches!(row.verb.as_str(), "get" | "list" | "watch");
    let made = row.code == 201 || row.verb.starts_with("delete");
    let quota = matches!(row.resource.as_str(), "resourcequotas" | "quotarequests");
    (by_person && !read) || made || quota || row.code >= 400 || matches!(row.told, Some(Told::Hypervisor { .. }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reports_of_controllers_are_left_out_and_the_first_request_is_named() {
        let row = |seq, request: &str, who: &str, verb: &str, code| AuditRow {
            seq,
            request: request.to_owned(),
            who: who.to_owned(),
            verb: verb.to_owned(),
            code,
            cause: (request != "r-1").then(|| "r-1".to_owned()),
            ..AuditRow::default()
        };
        let rows = || {
            vec![
                row(5, "x-2", "system:node:h", "patch", 200),
                row(4, "x-1", "system:serviceaccount:atoll-system:vm", "patch", 201),
                row(3, "r-2", "admin", "patch", 200),
                row(2, "r-1", "dev", "get", 200),
                row(1, "r-1", "dev", "create", 201),
            ]
        };
        let short = told("r-1", rows(), false, false);
        assert_eq!(short.rows.iter().map(|row| row.seq).collect::<Vec<_>>(), [1, 3, 4]);
        assert_eq!((short.left_out, short.cause), (2, None));
        let whole = told("r-2", rows(), true, false);
        assert_eq!((whole.rows.len(), whole.cause.as_deref()), (5, Some("r-1")));
    }
}
