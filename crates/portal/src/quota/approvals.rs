//! The queue of quota requests for those who decide.

use chrono::{DateTime, TimeDelta, Utc};
use texts::t;

use super::{history, rows};
use crate::{
    SignedIn,
    amounts::Amounts,
    facts::Facts,
    kind, namespaces,
    plan::{ground, quota::Bound},
    read,
    view::{ApprovalFilter, Approvals, Error, ErrorKind, Gauge, PendingRequest, RequestPhase, RequestRow},
};

/// At most so many that wait, and that were decided.
const PENDING: usize = 100;
const DECIDED: usize = 100;
/// For so many that wait the history of use is read.
const HISTORIES: usize = 8;

/// The queue.
///
/// # Errors
/// `NotFound` for those who decide nowhere; when the API does not answer.
pub async fn approvals(ctx: &SignedIn, filter: &ApprovalFilter) -> Result<Approvals, Error> {
    let spaces = namespaces::with_writable_status(ctx, &kind::QUOTA_REQUEST).await?;
    if spaces.is_empty() {
        return Err(Error::new(ErrorKind::NotFound, t().error_no_approvals()));
    }
    let (requests, may_see_policies) = tokio::try_join!(
        namespaces::list_in(ctx, &kind::QUOTA_REQUEST, &spaces),
        namespaces::may(ctx, "list", &kind::APPROVAL_POLICY, None),
    )?;
    let all = rows::sorted(requests.iter().map(rows::row).collect());
    let (pending, decided): (Vec<RequestRow>, Vec<RequestRow>) =
        all.into_iter().partition(|row| row.phase == RequestPhase::Pending);
    let waiting = pending.len() as u64;
    let pending: Vec<RequestRow> = pending.into_iter().take(PENDING).collect();
    let mut concerned: Vec<String> = pending.iter().map(|row| row.namespace.clone()).collect();
    concerned.sort();
    concerned.dedup();
    let (quotas, clusters, capacity) = tokio::try_join!(
        lists(ctx, &kind::RESOURCE_QUOTA, &concerned),
        lists(ctx, &kind::GUEST_CLUSTER, &concerned),
        capacity(ctx),
    )?;
    let facts = pending.into_iter().enumerate().map(|(index, row)| {
        let (quotas, clusters, requests, capacity) = (&quotas, &clusters, &requests, &capacity);
        async move {
            let here: Vec<&Facts> = quotas.iter().filter(|quota| quota.namespace() == row.namespace).collect();
            let names: Vec<String> = row.changes.iter().map(|change| change.name.clone()).collect();
            let mut uses = rows::uses(&Bound::all(here.iter().copied()), Some(&names));
            if index < HISTORIES {
                let since = here.iter().filter_map(|quota| quota.created()).min();
                history::fill(ctx, &row.namespace, since, &mut uses).await;
            }
            let cluster = row.for_object.as_ref().and_then(|(_, name)| {
                clusters.iter().find(|cluster| cluster.namespace() == row.namespace && cluster.name() == name)
            });
            let waiting = cluster.and_then(|cluster| rows::waiting(cluster, requests));
            PendingRequest { row, uses, waiting, capacity: capacity.clone(), may_decide: true }
        }
    });
    Ok(Approvals {
        pending: futures::future::join_all(facts).await,
        waiting,
        week: week(&decided, Utc::now()),
        decided: filtered(decided, filter),
        may_see_policies,
    })
}

/// What this user may see of a kind in these namespaces: who decides need not see everything else.
async fn lists(ctx: &SignedIn, kind: &kind::Kind, spaces: &[String]) -> Result<Vec<Facts>, Error> {
    let lists =
        spaces.iter().map(|space| async move { read::or_none(read::list(&ctx.client, kind, Some(space), "").await) });
    Ok(futures::future::try_join_all(lists).await?.into_iter().flatten().collect())
}

/// CPU and memory of the hosts that take machines, and what machines take of them; nothing for those who may not list
/// hosts.
async fn capacity(ctx: &SignedIn) -> Result<Vec<Gauge>, Error> {
    let (nodes, machines) =
        tokio::try_join!(async { read::or_none(read::list(&ctx.client, &kind::NODE, None, "").await) }, async {
            read::or_none(read::list(&ctx.client, &kind::VIRTUAL_MACHINE, None, "").await)
        },)?;
    let rooms = ground::free(&nodes, &machines);
    if rooms.is_empty() {
        return Ok(Vec::new());
    }
    let (whole, free) = rooms.iter().fold((Amounts::default(), Amounts::default()), |(whole, free), room| {
        (whole.plus(room.whole), free.plus(room.free))
    });
    let used = Amounts { milli_cpu: whole.milli_cpu - free.milli_cpu, memory: whole.memory - free.memory, storage: 0 };
    let mut gauges = used.gauges(Amounts::default(), [Some(whole.milli_cpu), Some(whole.memory), None]);
    gauges.truncate(2);
    Ok(gauges)
}

/// How many were decided by people in the last seven days, and how long half of them took at most, in seconds. Pure.
fn week(decided: &[RequestRow], now: DateTime<Utc>) -> Option<(u64, u64)> {
    let by_people = decided.iter().filter(|row| row.phase != RequestPhase::AutoApproved);
    let times = by_people.filter_map(|row| Some((row.decided?, row.created)));
    let recent = times.filter(|(decided, _)| now - *decided < TimeDelta::days(7));
    let mut took: Vec<u64> = recent.map(|(at, since)| u64::try_from((at - since).num_seconds()).unwrap_or(0)).collect();
    took.sort_unstable();
    let middle = *took.get(took.len().checked_sub(1)? / 2)?;
    Some((took.len() as u64, middle))
}

/// Those that match, the last decided first. Pure.
fn filtered(mut rows: Vec<RequestRow>, filter: &ApprovalFilter) -> Vec<RequestRow> {
    let text = filter.text.as_deref().map(str::to_lowercase).unwrap_or_default();
    rows.retain(|row| {
        let words = [&row.namespace, &row.name, &row.requested_by, &row.justification];
        let by = row.decided_by.iter().chain(&row.comment);
        filter.phase.is_none_or(|phase| row.phase == phase)
            && (text.is_empty() || words.into_iter().chain(by).any(|it| it.to_lowercase().contains(&text)))
    });
    rows.sort_by_key(|row| std::cmp::Reverse(row.decided.unwrap_or(row.created)));
    rows.truncate(DECIDED);
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(name: &str, phase: RequestPhase, took: i64) -> RequestRow {
        let created = DateTime::from_timestamp(1_795_000_000, 0).expect("a valid second");
        RequestRow {
            namespace: "team-a".to_owned(),
            name: name.to_owned(),
            phase,
            requested_by: "dev".to_owned(),
            justification: "Payments move.".to_owned(),
            changes: Vec::new(),
            for_object: None,
            created,
            expires: None,
            decided_by: Some("ann".to_owned()),
            decided: Some(created + TimeDelta::seconds(took)),
            comment: None,
            applied: true,
        }
    }

    #[test]
    fn the_week_counts_what_people_decided() {
        let rows = [
            row("a", RequestPhase::Approved, 60),
            row("b", RequestPhase::Denied, 360),
            row("c", RequestPhase::Approved, 3600),
            row("d", RequestPhase::AutoApproved, 1),
        ];
        let now = rows[0].created + TimeDelta::days(1);
        assert_eq!(week(&rows, now), Some((3, 360)));
        assert_eq!(week(&rows, now + TimeDelta::days(30)), None);
        assert_eq!(week(&[], now), None);
    }

    #[test]
    fn decided_ones_are_filtered_and_the_last_comes_first() {
        let rows = || vec![row("a", RequestPhase::Approved, 60), row("b", RequestPhase::Denied, 360)];
        let names =
            |filter: ApprovalFilter| filtered(rows(), &filter).into_iter().map(|row| row.name).collect::<Vec<_>>();
        assert_eq!(names(ApprovalFilter::default()), ["b", "a"]);
        assert_eq!(names(ApprovalFilter { phase: Some(RequestPhase::Approved), text: None }), ["a"]);
        assert_eq!(names(ApprovalFilter { phase: None, text: Some("PAYMENTS".to_owned()) }).len(), 2);
        assert!(names(ApprovalFilter { phase: None, text: Some("other".to_owned()) }).is_empty());
    }
}
