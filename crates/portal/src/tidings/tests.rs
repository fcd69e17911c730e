//! When what is told, and to whom.

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::*;

fn now() -> DateTime<Utc> {
    "2026-01-10T00:00:00Z".parse().expect("an instant")
}

fn subject(kind: &str, mut object: Value) -> Subject {
    object["metadata"]["uid"] = "u-1".into();
    object["metadata"]["namespace"] = "team-a".into();
    Subject::of(&Facts::new(object, "v1", kind)).expect("has something to tell")
}

fn request(phase: &str, ends_in: Option<TimeDelta>) -> Subject {
    let mut object = json!({
        "metadata": {"name": "more", "creationTimestamp": "2026-01-01T00:00:00Z"},
        "spec": {"changes": {"requests.cpu": "40"}, "justification": "we grow"},
        "status": {"phase": phase, "requestedBy": "dev", "decidedBy": "ann", "decidedAt": "2026-01-02T00:00:00Z",
            "comment": "ok"},
    });
    if let Some(ends) = ends_in {
        object["spec"]["expiresAt"] = json!(now() + ends);
    }
    subject("QuotaRequest", object)
}

#[test]
fn a_request_is_told_to_those_who_decide_and_then_to_who_asked() {
    let of = |phase: &str, ends| {
        let standing = request(phase, ends).standing(now()).expect("stands somehow");
        (standing.word, standing.told.map(|(to, event)| (to, event.word())), standing.fleeting)
    };
    let owner = |word| Some((To::Owner, word));
    for (phase, ends, expected) in [
        ("Pending", None, ("Pending", Some((To::Approvers, "quota-request-made")), true)),
        ("Approved", None, ("Approved", owner("quota-request-decided"), false)),
        ("Denied", None, ("Denied", owner("quota-request-decided"), false)),
        ("AutoApproved", None, ("AutoApproved", owner("quota-request-decided"), false)),
        ("Expired", None, ("Expired", owner("quota-request-expired"), false)),
        ("Cancelled", None, ("Cancelled", None, false)),
        ("Approved", Some(TimeDelta::days(4)), ("Approved", owner("quota-request-decided"), false)),
        ("Approved", Some(TimeDelta::days(2)), ("ends", owner("quota-grant-ends"), false)),
        ("Denied", Some(TimeDelta::days(2)), ("Denied", owner("quota-request-decided"), false)),
    ] {
        assert_eq!(of(phase, ends), expected, "{phase} {ends:?}");
    }
    assert!(request("Approved", Some(TimeDelta::days(9))).is_timed() && !request("Approved", None).is_timed());
}

#[test]
fn a_kubeconfig_is_told_before_it_ends_when_it_was_long() {
    let access = |hours: i64, left: i64, revoked: bool| {
        let ends = now() + TimeDelta::minutes(left);
        let mut status = json!({"issuedTo": "dev", "issuedAt": ends - TimeDelta::hours(hours), "expiresAt": ends});
        if revoked {
            status["revokedAt"] = json!(now());
        }
        let object = json!({"metadata": {"name": "a"}, "spec": {"clusterRef": {"name": "demo"}}, "status": status});
        subject("ClusterAccess", object)
    };
    let long = access(8, 30, false);
    assert_eq!(long.standing(now()).map(|standing| standing.word), Some("ends"));
    assert_eq!((long.place.path().as_str(), long.owner.as_str()), ("/clusters/team-a/demo", "dev"));
    for quiet in [access(8, 90, false), access(8, -1, false), access(8, 30, true), access(1, 30, false)] {
        assert_eq!(quiet.standing(now()), None);
    }
}

#[test]
fn a_cluster_is_told_where_it_rests() {
    let cluster = |ready: &str, more: Value| {
        let mut object = json!({
            "metadata": {"name": "demo", "generation": 1, "annotations": {"atoll.dev/created-by": "dev"}},
            "status": {"observedGeneration": 1, "conditions": [{"type": "Ready", "status": ready}]},
        });
        if let Value::Object(more) = more {
            object["metadata"].as_object_mut().expect("metadata").extend(more);
        }
        subject("GuestCluster", object)
    };
    let ready = cluster("True", json!({})).standing(now()).expect("ready");
    assert_eq!((ready.word, ready.fleeting), ("ready", false));
    assert_eq!(cluster("False", json!({})).standing(now()), None, "on its way");
    let paused = cluster("True", json!({"annotations": {"cluster.x-k8s.io/paused": ""}})).standing(now());
    assert!(paused.is_some_and(|standing| standing.word == "waiting" && standing.fleeting));
    let deleting = cluster("True", json!({"deletionTimestamp": "2026-01-01T00:00:00Z"}));
    assert_eq!(deleting.standing(now()), None);
    assert!(deleting.place.is_missed() && !request("Pending", None).place.is_missed());
}

#[test]
fn sentences_name_the_object() {
    let pending = request("Pending", None);
    let (_, event) = pending.standing(now()).and_then(|standing| standing.told).expect("told");
    assert_eq!(event.sentence(&pending.place), "dev asks for more quota with the request more in team-a.");
    assert_eq!(event.detail(), Some("we grow"));
    assert_eq!(pending.place.path(), "/quota/requests/team-a/more");
}
