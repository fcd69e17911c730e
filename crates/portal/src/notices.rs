//! What a user is told without asking: derived from objects each time, so that there is no second truth.

use chrono::{DateTime, TimeDelta, Utc};

use crate::{
    SignedIn,
    explain::object,
    facts::Facts,
    kind, namespaces, quota,
    view::{Error, News, Notice, Notices, RequestPhase, RequestRow, State},
};

/// At most so many, and none older than this.
const LIMIT: usize = 100;
const DAYS: i64 = 14;
/// How long before its end one is told of a kubeconfig, and of a grant.
pub(crate) const ACCESS_ENDS: TimeDelta = TimeDelta::hours(1);
pub(crate) const GRANT_ENDS: TimeDelta = TimeDelta::days(3);

/// Everything of `/notifications`.
///
/// # Errors
/// When the API does not answer.
pub async fn notices(ctx: &SignedIn) -> Result<Notices, Error> {
    let (requests, deciding, clusters, accesses) = tokio::try_join!(
        namespaces::list_everywhere(ctx, &kind::QUOTA_REQUEST),
        namespaces::with_writable_status(ctx, &kind::QUOTA_REQUEST),
        namespaces::list_everywhere(ctx, &kind::GUEST_CLUSTER),
        namespaces::list_everywhere(ctx, &kind::CLUSTER_ACCESS),
    )?;
    let now = Utc::now();
    let of_requests = requests
        .iter()
        .map(quota::row)
        .flat_map(|row| of_request(&row, &ctx.user, deciding.contains(&row.namespace), now));
    let of_clusters = clusters.iter().filter_map(|cluster| of_cluster(cluster, &ctx.user));
    let of_accesses = accesses.iter().filter_map(|access| of_access(access, &ctx.user, now));
    let mut all: Vec<Notice> = of_requests.chain(of_clusters).chain(of_accesses).collect();
    all.retain(|notice| now - notice.at < TimeDelta::days(DAYS));
    all.sort_by(|a, b| b.at.cmp(&a.at).then_with(|| a.name.cmp(&b.name)));
    all.truncate(LIMIT);
    Ok(Notices { all })
}

/// What the navigation counts on every page: from requests alone, of which there are few.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Badges {
    /// How many requests wait for a decision of the user; none where they decide nowhere.
    pub approvals: Option<u64>,
    /// What is told about requests.
    pub notices: Notices,
}

/// What the navigation counts.
///
/// # Errors
/// When the API does not answer.
pub async fn badges(ctx: &SignedIn) -> Result<Badges, Error> {
    let (requests, deciding) = tokio::try_join!(
        namespaces::list_everywhere(ctx, &kind::QUOTA_REQUEST),
        namespaces::with_writable_status(ctx, &kind::QUOTA_REQUEST),
    )?;
    let now = Utc::now();
    let rows = requests.iter().map(quota::row);
    let all = rows.flat_map(|row| of_request(&row, &ctx.user, deciding.contains(&row.namespace), now));
    let all: Vec<Notice> = all.filter(|notice| now - notice.at < TimeDelta::days(DAYS)).collect();
    let waiting = requests.iter().map(quota::row).filter(|row| row.phase == RequestPhase::Pending);
    let waiting = waiting.filter(|row| deciding.contains(&row.namespace)).count() as u64;
    Ok(Badges { approvals: (!deciding.is_empty()).then_some(waiting), notices: Notices { all } })
}

/// What of a request concerns the user. Pure.
fn of_request(row: &RequestRow, user: &str, decides: bool, now: DateTime<Utc>) -> Vec<Notice> {
    let mine = row.requested_by == user;
    let notice = |at, what| Notice { at, what, namespace: row.namespace.clone(), name: row.name.clone() };
    let mut found = Vec::new();
    match (row.phase, row.decided) {
        (RequestPhase::Pending, _) if decides => {
            found.push(notice(row.created, News::ToDecide { by: row.requested_by.clone() }));
        }
        (RequestPhase::Pending | RequestPhase::Cancelled, _) => {}
        (RequestPhase::Expired, _) if mine => {
            let at = row.expires.unwrap_or(row.created);
            let (by, comment) = (String::new(), None);
            found.push(notice(at, News::Decided { phase: row.phase, by, comment }));
        }
        (phase, Some(at)) if mine => {
            let by = row.decided_by.clone().unwrap_or_default();
            found.push(notice(at, News::Decided { phase, by, comment: row.comment.clone() }));
        }
        _ => {}
    }
    let ends = row.expires.filter(|ends| mine && row.phase.is_granted() && *ends > now && *ends - now <= GRANT_ENDS);
    found.extend(ends.map(|at| notice((at - GRANT_ENDS).max(row.created), News::GrantEnds { at })));
    found
}

/// A cluster that the user asked for and that is ready, or needs somebody. Pure.
fn of_cluster(cluster: &Facts, user: &str) -> Option<Notice> {
    if cluster.annotation(api::meta::annotation::CREATED_BY) != user {
        return None;
    }
    let finding = object::assess(cluster);
    if !matches!(finding.state, State::Ready | State::Waiting | State::Blocked | State::Failed) {
        return None;
    }
    // The last statement about it that changed.
    let at = cluster.conditions().filter_map(|condition| condition.since).max().or_else(|| cluster.created())?;
    let sentence = finding.cause.map(|cause| cause.sentence).filter(|_| finding.state != State::Ready);
    Some(Notice {
        at,
        what: News::Cluster { state: finding.state, sentence },
        namespace: cluster.namespace().to_owned(),
        name: cluster.name().to_owned(),
    })
}

/// A kubeconfig of the user that is about to stop working. Pure.
fn of_access(access: &Facts, user: &str, now: DateTime<Utc>) -> Option<Notice> {
    let ends = access.time("/status/expiresAt")?;
    let issued = access.time("/status/issuedAt")?;
    let live = access.text("/status/issuedTo") == user && access.time("/status/revokedAt").is_none();
    (live && ends > now && ends - now <= ACCESS_ENDS).then(|| Notice {
        at: (ends - ACCESS_ENDS).max(issued),
        what: News::AccessEnds { at: ends },
        namespace: access.namespace().to_owned(),
        name: access.text("/spec/clusterRef/name").to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn request(phase: &str, expires: Option<DateTime<Utc>>) -> RequestRow {
        let mut object = json!({
            "metadata": {"name": "more", "namespace": "a", "creationTimestamp": "2026-01-01T00:00:00Z"},
            "spec": {"changes": {"requests.cpu": "40"}, "justification": "x"},
            "status": {"phase": phase, "requestedBy": "dev", "decidedBy": "ann", "decidedAt": "2026-01-02T00:00:00Z"},
        });
        if let Some(expires) = expires {
            object["spec"]["expiresAt"] = json!(expires);
        }
        quota::row(&Facts::new(object, "", "QuotaRequest"))
    }

    fn now() -> DateTime<Utc> {
        "2026-01-03T00:00:00Z".parse().expect("an instant")
    }

    #[test]
    fn requests_tell_who_asked_and_who_decides() {
        let told = |row: &RequestRow, user: &str, decides| {
            of_request(row, user, decides, now()).into_iter().map(|notice| notice.what).collect::<Vec<_>>()
        };
        assert_eq!(told(&request("Pending", None), "ann", true), [News::ToDecide { by: "dev".to_owned() }]);
        assert!(told(&request("Pending", None), "dev", false).is_empty());
        assert!(told(&request("Denied", None), "ann", true).is_empty());
        let denied = News::Decided { phase: RequestPhase::Denied, by: "ann".to_owned(), comment: None };
        assert_eq!(told(&request("Denied", None), "dev", false), [denied]);
        let soon = now() + TimeDelta::days(1);
        let told_of_end = told(&request("Approved", Some(soon)), "dev", false);
        assert_eq!(told_of_end[1], News::GrantEnds { at: soon });
        assert_eq!(told(&request("Approved", Some(now() + TimeDelta::days(30))), "dev", false).len(), 1);
    }

    #[test]
    fn kubeconfigs_tell_before_they_end() {
        let access = |minutes: i64, revoked: bool| {
            let ends = now() + TimeDelta::minutes(minutes);
            let mut status = json!({"issuedTo": "dev", "issuedAt": "2026-01-01T00:00:00Z", "expiresAt": ends});
            if revoked {
                status["revokedAt"] = json!("2026-01-02T00:00:00Z");
            }
            Facts::new(json!({"spec": {"clusterRef": {"name": "demo"}}, "status": status}), "", "ClusterAccess")
        };
        assert!(of_access(&access(30, false), "dev", now()).is_some_and(|notice| notice.name == "demo"));
        for (access, user) in [
            (access(90, false), "dev"),
            (access(-1, false), "dev"),
            (access(30, true), "dev"),
            (access(30, false), "ann"),
        ] {
            assert_eq!(of_access(&access, user, now()), None);
        }
    }

    #[test]
    fn only_clusters_that_one_asked_for_and_that_rest_are_told() {
        let cluster = |by: &str, ready: &str| {
            Facts::new(
                json!({
                    "metadata": {"name": "demo", "namespace": "a", "annotations": {"atoll.dev/created-by": by}},
                    "status": {"phase": "Running", "conditions": [{"type": "Ready", "status": ready, "lastTransitionTime": "2026-01-02T00:00:00Z"}]},
                }),
                "guest.atoll.dev/v1alpha1",
                "GuestCluster",
            )
        };
        let ready = of_cluster(&cluster("dev", "True"), "dev").expect("told");
        assert_eq!(ready.what, News::Cluster { state: State::Ready, sentence: None });
        assert_eq!(of_cluster(&cluster("ann", "True"), "dev"), None);
    }
}
