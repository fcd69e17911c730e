//! Records are found by what they say, the newest first, page by page.

use chrono::{DateTime, Utc};
use serde_json::json;
use store::audit::{AuditLog, Outcome, Search, Within};

use crate::support::Place;

/// A record as the API writes it.
fn record(id: &str, cause: Option<&str>, who: &str, verb: &str, namespace: &str, name: &str, code: u16) -> String {
    let mut record = json!({
        "kind": "Event", "auditID": id, "verb": verb, "user": {"username": who},
        "objectRef": {"resource": "guestclusters", "namespace": namespace, "name": name},
        "responseStatus": {"code": code}, "annotations": {"atoll.dev/server": "s"},
    });
    if let Some(cause) = cause {
        record["annotations"]["atoll.dev/request-id"] = json!(cause);
    }
    record.to_string()
}

async fn filled(place: &Place) -> AuditLog {
    let database = place.open().await;
    let log = database.audit();
    let records = [
        record("r-1", None, "dev", "create", "team-a", "demo", 201),
        record("x-1", Some("r-1"), "system:serviceaccount:atoll-system:vm", "create", "team-a", "demo-cp", 201),
        record("r-2", Some("r-1"), "admin", "update", "team-a", "more", 200),
        record("r-3", None, "dev2", "delete", "team-b", "o\u{fc}ther_100%!", 403),
        record("r-4", None, "dev", "create", "", "whole", 201),
        record("r-5", None, "dev2", "get", "team-b", "none", 404),
        record("r-6", None, "atoll", "update", "team-a", "demo", 200),
        "no JSON \u{1f3dd}".to_owned(),
        r#"{"kind":"Event","verb":"get","user":{"username":"nul\u0000"}}"#.to_owned(),
    ];
    log.append(records.into()).await;
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(20);
    while log.read(0, 99).await.unwrap().len() < 9 {
        assert!(std::time::Instant::now() < deadline);
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    log
}

/// The numbers that are found, the newest first.
async fn seqs(log: &AuditLog, search: Search) -> Vec<u64> {
    let found = log.search(&search, None, 100).await.unwrap();
    assert_eq!(found.before, None);
    found.records.iter().map(|record| record.link.seq).collect()
}

async fn each_question_finds_its_records(place: Place) {
    let log = filled(&place).await;
    let some = |text: &str| Some(text.to_owned());
    let all = Search::default;
    let within = |namespaces: &[&str]| {
        let namespaces = namespaces.iter().map(|name| (*name).to_owned()).collect();
        Some(Within { namespaces, username: "dev".to_owned() })
    };
    let cases = [
        (all(), vec![9, 8, 7, 6, 5, 4, 3, 2, 1]),
        (Search { request: some("r-1"), ..all() }, vec![3, 2, 1]),
        (Search { request: some("r-2"), ..all() }, vec![3]),
        (Search { username: some("dev"), ..all() }, vec![5, 1]),
        (Search { verbs: vec!["create".into(), "delete".into()], people: true, ..all() }, vec![5, 4, 1]),
        (Search { namespace: some("team-a"), name: some("demo"), ..all() }, vec![7, 1]),
        (Search { resource: some("guestclusters"), outcome: Some(Outcome::Done), ..all() }, vec![7, 5, 3, 2, 1]),
        (Search { outcome: Some(Outcome::Refused), ..all() }, vec![4]),
        (Search { outcome: Some(Outcome::Failed), ..all() }, vec![6]),
        (Search { text: some("TEAM-B DELETE"), ..all() }, vec![4]),
        (Search { text: some("_100%!"), ..all() }, vec![4]),
        (Search { text: some("%"), ..all() }, vec![4]),
        (Search { text: some("\u{1f3dd}"), ..all() }, vec![8]),
        (Search { within: within(&["team-a"]), people: true, ..all() }, vec![5, 3, 1]),
        (Search { within: within(&[]), ..all() }, vec![5]),
        (Search { username: some("' OR 1=1 --"), ..all() }, vec![]),
    ];
    for (search, expected) in cases {
        assert_eq!(seqs(&log, search.clone()).await, expected, "{search:?}");
    }
}

async fn pages_follow_each_other_without_a_gap(place: Place) {
    let log = filled(&place).await;
    let search = Search { namespace: Some("team-a".to_owned()), ..Search::default() };
    let (mut before, mut seen) = (None, Vec::new());
    loop {
        let page = log.search(&search, before, 2).await.unwrap();
        assert!(page.records.len() <= 2);
        seen.extend(page.records.iter().map(|record| record.link.seq));
        match page.before {
            Some(next) => before = Some(next),
            None => break,
        }
    }
    assert_eq!(seen, [7, 3, 2, 1]);
}

async fn times_bound_what_is_found(place: Place) {
    drop(filled(&place).await);
    place.tamper("UPDATE audit SET at = seq * 1000").await;
    let log = AuditLog::open(&place.location).await.unwrap();
    let at = |seconds: i64| DateTime::<Utc>::from_timestamp(seconds, 0);
    for (from, to, expected) in [
        (at(3), at(6), vec![5, 4, 3]),
        (at(8), None, vec![9, 8]),
        (None, at(2), vec![1]),
        (at(100), None, vec![]),
        (None, at(0), vec![]),
        (at(6), at(3), vec![]),
    ] {
        assert_eq!(seqs(&log, Search { from, to, ..Search::default() }).await, expected);
    }
}

crate::on_both!(each_question_finds_its_records, pages_follow_each_other_without_a_gap, times_bound_what_is_found);
