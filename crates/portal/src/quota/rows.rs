//! Quota requests and what waits for quota, as rows. Pure.

use api::quota::Amounts;
use chrono::Utc;
use serde_json::Value;

use crate::{
    facts::Facts,
    plan::quota::{Bound, reservation, tightest},
    resource,
    view::{AmountChange, Gauge, RequestPhase, RequestRow, ResourceUse, Waiting},
};

/// A QuotaRequest.
pub(crate) fn row(request: &Facts) -> RequestRow {
    let text = |pointer: &str| Some(request.text(pointer)).filter(|text| !text.is_empty()).map(str::to_owned);
    let kind = request.text("/spec/forObject/kind");
    RequestRow {
        namespace: request.namespace().to_owned(),
        name: request.name().to_owned(),
        phase: RequestPhase::parse(request.text("/status/phase")).unwrap_or(RequestPhase::Pending),
        requested_by: request.text("/status/requestedBy").to_owned(),
        justification: request.text("/spec/justification").to_owned(),
        changes: changes(request),
        for_object: (!kind.is_empty()).then(|| (kind.to_owned(), request.text("/spec/forObject/name").to_owned())),
        created: request.created().unwrap_or_else(Utc::now),
        expires: request.time("/spec/expiresAt"),
        decided_by: text("/status/decidedBy"),
        decided: request.time("/status/decidedAt"),
        comment: text("/status/comment"),
        applied: request.is_true(api::portal::quota_request::condition::APPLIED),
    }
}

fn changes(request: &Facts) -> Vec<AmountChange> {
    let amounts = |pointer: &str| request.at(pointer).filter(|it| !it.is_null()).map(Amounts::of_value);
    let (was, asked, granted) = (amounts("/status/original"), amounts("/spec/changes"), amounts("/status/granted"));
    let asked = asked.unwrap_or_default();
    let mut changes: Vec<AmountChange> = asked
        .iter()
        .map(|(name, amount)| {
            let of = |all: &Option<Amounts>| {
                all.as_ref().filter(|all| all.names(name)).map(|all| resource::number(name, all.get(name)))
            };
            AmountChange {
                name: name.to_owned(),
                resource: resource::label(name),
                unit: resource::unit(name),
                was: of(&was),
                asked: resource::number(name, amount),
                asked_text: resource::written(name, amount),
                granted: of(&granted),
            }
        })
        .collect();
    changes.sort_by_key(|change| resource::order(&change.name));
    changes
}

/// A cluster that waits for quota, with the request about it that waits for a decision; `None` when it does not wait.
pub(crate) fn waiting(cluster: &Facts, requests: &[Facts]) -> Option<Waiting> {
    let reservation = reservation(cluster);
    let missing = Amounts::of_quantities(reservation.shortfall.as_ref()?);
    let mut missing: Vec<(&str, api::quantity::Amount)> = missing.iter().collect();
    missing.sort_by_key(|(name, _)| resource::order(name));
    let about = |request: &&Facts| {
        request.namespace() == cluster.namespace()
            && request.text("/spec/forObject/kind") == cluster.kind()
            && request.text("/spec/forObject/name") == cluster.name()
            && request.text("/status/phase") == RequestPhase::Pending.as_str()
    };
    Some(Waiting {
        namespace: cluster.namespace().to_owned(),
        cluster: cluster.name().to_owned(),
        missing: missing
            .into_iter()
            .map(|(name, amount)| (resource::label(name), resource::unit(name), resource::number(name, amount)))
            .collect(),
        since: cluster.time("/status/reservation/waitingSince"),
        request: requests.iter().find(about).map(|request| request.name().to_owned()),
    })
}

/// Every resource that the quotas bound, or only those of `names`, with use against the tightest of them.
pub(super) fn uses(bounds: &[Bound], names: Option<&[String]>) -> Vec<ResourceUse> {
    let all = bounds.iter().flat_map(|bound| bound.hard.iter().map(|(name, _)| name.to_owned()));
    let mut all: Vec<String> = all.filter(|name| names.is_none_or(|names| names.contains(name))).collect();
    all.sort_by_key(|name| resource::order(name));
    all.dedup();
    all.into_iter()
        .filter_map(|name| {
            let bound = tightest(bounds, &name)?;
            let gauge = Gauge {
                resource: resource::label(&name),
                unit: resource::unit(&name),
                used: resource::number(&name, bound.used.get(&name)),
                asked: 0,
                limit: Some(resource::number(&name, bound.hard.get(&name))),
            };
            Some(ResourceUse { name, gauge, history: Vec::new() })
        })
        .collect()
}

/// Requests that wait first, the oldest of them first; then the newest.
pub(super) fn sorted(mut rows: Vec<RequestRow>) -> Vec<RequestRow> {
    rows.sort_by_key(|row| {
        let at = row.created.timestamp_millis();
        if row.phase == RequestPhase::Pending { (0, at) } else { (1, -at) }
    });
    rows
}

/// A ResourceQuota as the list of a raw request has it.
pub(super) fn quota(object: &Value) -> Facts {
    Facts::new(object.clone(), "v1", "ResourceQuota")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::view::Unit;

    fn request(name: &str, phase: &str, created: &str) -> Facts {
        Facts::new(
            json!({
                "metadata": {"name": name, "namespace": "team-a", "creationTimestamp": created},
                "spec": {
                    "changes": {"requests.memory": "80Gi", "requests.cpu": "40"}, "justification": "the demo",
                    "forObject": {"apiVersion": "guest.atoll.dev/v1alpha1", "kind": "GuestCluster", "name": "demo"},
                },
                "status": {"phase": phase, "requestedBy": "dev", "original": {"requests.cpu": "32", "requests.memory": "64Gi"}},
            }),
            "portal.atoll.dev/v1alpha1",
            "QuotaRequest",
        )
    }

    #[test]
    fn the_three_copies_are_kept_apart() {
        let mut object = request("a", "PartiallyApproved", "2026-01-01T00:00:00Z").object().clone();
        object["status"]["granted"] = json!({"requests.cpu": "36"});
        let row = row(&Facts::new(object, "", ""));
        let cpu = &row.changes[0];
        assert_eq!(
            (cpu.resource.as_str(), cpu.was, cpu.asked, cpu.granted),
            ("CPU", Some(32_000), 40_000, Some(36_000))
        );
        assert_eq!((row.changes[1].asked_text.as_str(), row.changes[1].granted), ("80 GiB", None));
        assert_eq!(row.for_object, Some(("GuestCluster".to_owned(), "demo".to_owned())));
        assert_eq!((row.phase, row.requested_by.as_str()), (RequestPhase::PartiallyApproved, "dev"));
    }

    #[test]
    fn what_waits_names_the_request_about_it() {
        let reservation = json!({"shortfall": {"requests.cpu": "8"}, "waitingSince": "2026-01-01T00:00:00.000000Z"});
        let cluster = |status| {
            Facts::new(
                json!({"metadata": {"name": "demo", "namespace": "team-a"}, "status": {"reservation": status}}),
                "guest.atoll.dev/v1alpha1",
                "GuestCluster",
            )
        };
        let requests =
            [request("old", "Denied", "2026-01-01T00:00:00Z"), request("new", "Pending", "2026-01-02T00:00:00Z")];
        let found = waiting(&cluster(reservation), &requests).expect("it waits");
        assert_eq!(found.missing, [("CPU".to_owned(), Unit::MilliCpu, 8000)]);
        assert_eq!(found.request.as_deref(), Some("new"));
        assert!(found.since.is_some());
        assert_eq!(waiting(&cluster(json!({})), &requests), None);
    }

    #[test]
    fn what_waits_comes_first_the_oldest_at_the_head() {
        let rows = [
            ("done", "Denied", "2026-01-04T00:00:00Z"),
            ("young", "Pending", "2026-01-03T00:00:00Z"),
            ("older", "Approved", "2026-01-02T00:00:00Z"),
            ("old", "Pending", "2026-01-01T00:00:00Z"),
        ];
        let rows = rows.map(|(name, phase, at)| row(&request(name, phase, at))).to_vec();
        let names: Vec<String> = sorted(rows).into_iter().map(|row| row.name).collect();
        assert_eq!(names, ["old", "young", "done", "older"]);
    }
}
