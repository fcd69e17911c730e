//! Decisions about requests, and that a crash anywhere applies nothing twice.

use api::portal::{ApprovalPolicy, QuotaRequest};
use chrono::{DateTime, Utc};
use k8s_openapi::api::core::v1::ResourceQuota;
use serde_json::{Value, json};

use super::{
    ledger,
    plan::{self, Step},
    policy,
};

fn now() -> DateTime<Utc> {
    "2026-11-21T10:00:00Z".parse().unwrap()
}

fn quota(name: &str, hard: Value, used: Value) -> ResourceQuota {
    let object = json!({"metadata": {"name": name}, "spec": {"hard": hard}, "status": {"used": used}});
    serde_json::from_value(object).unwrap()
}

fn request(uid: &str, changes: Value, status: Value) -> QuotaRequest {
    serde_json::from_value(json!({
        "apiVersion": "portal.atoll.dev/v1alpha1", "kind": "QuotaRequest", "metadata": {"name": uid, "uid": uid},
        "spec": {"changes": changes, "justification": "x"}, "status": status,
    }))
    .unwrap()
}

fn granted(uid: &str, from: &str, to: &str) -> QuotaRequest {
    let status = json!({"phase": "Approved", "original": {"requests.cpu": from}, "granted": {"requests.cpu": to}});
    request(uid, json!({"requests.cpu": to}), status)
}

fn nobody(_: &QuotaRequest, _: &[ResourceQuota]) -> Option<String> {
    None
}

fn cpu(quota: &ResourceQuota) -> String {
    ledger::hard(quota).get("requests.cpu").to_string()
}

/// Stores what is to be applied, at most so many quotas before the crash.
fn apply(request: &QuotaRequest, quotas: &mut [ResourceQuota], writes: usize) -> Step {
    let step = plan::next(request, quotas, nobody, now());
    if let Step::Apply(changed) = &step {
        for new in changed.iter().take(writes) {
            let old = quotas.iter_mut().find(|quota| quota.metadata.name == new.metadata.name).unwrap();
            *old = new.clone();
        }
    }
    step
}

#[test]
fn grants_add_up_and_expire_one_by_one() {
    let mut quotas = [quota("q", json!({"requests.cpu": "32"}), json!({}))];
    let (mut first, second) = (granted("a", "32", "64"), granted("b", "32", "40"));
    first.spec.expires_at = Some(api::time::from_chrono(now() + chrono::Duration::hours(1)));
    apply(&first, &mut quotas, 1);
    apply(&second, &mut quotas, 1);
    assert_eq!(cpu(&quotas[0]), "72");
    // Again, as after a crash before the requests said so.
    assert_eq!(apply(&first, &mut quotas, 1), Step::Tell);
    assert_eq!((apply(&second, &mut quotas, 1), cpu(&quotas[0])), (Step::Tell, "72".to_owned()));

    assert!(ledger::without_expired(&quotas[0], now()).is_none());
    let later = now() + chrono::Duration::hours(2);
    let (lowered, names) = ledger::without_expired(&quotas[0], later).unwrap();
    assert_eq!((cpu(&lowered), names), ("40".to_owned(), vec!["a".to_owned()]));
    assert!(ledger::without_expired(&lowered, later).is_none());
    // The request is still marked as granted, but does not come back.
    assert_eq!(plan::next(&first, &[lowered], nobody, later), Step::Expire);
}

#[test]
fn a_crash_between_two_quotas_loses_and_doubles_nothing() {
    let both = || {
        [
            quota("a", json!({"requests.cpu": "10", "requests.memory": "50Gi"}), json!({})),
            quota("b", json!({"requests.cpu": "20", "requests.memory": "30Gi"}), json!({})),
        ]
    };
    let asked = json!({"requests.cpu": "40", "requests.memory": "70Gi"});
    let status =
        json!({"phase": "Approved", "original": {"requests.cpu": "10", "requests.memory": "30Gi"}, "granted": asked});
    let request = request("r", asked, status);
    for crash in 0..=2 {
        let mut quotas = both();
        apply(&request, &mut quotas, crash);
        apply(&request, &mut quotas, 2);
        assert_eq!(apply(&request, &mut quotas, 2), Step::Tell, "{crash}");
        let sum = ledger::hard(&quotas[0]).plus(&ledger::hard(&quotas[1]));
        assert_eq!(sum.to_string(), "requests.cpu=60,requests.memory=120Gi", "{crash}");
    }
}

#[test]
fn less_is_lowered_and_nothing_falls_below_nothing() {
    let mut quotas = [quota("q", json!({"requests.cpu": "8", "pods": "3"}), json!({}))];
    apply(&granted("a", "32", "16"), &mut quotas, 1);
    assert_eq!(ledger::hard(&quotas[0]).to_string(), "pods=3,requests.cpu=0");
    let none = [quota("q", json!({"pods": "3"}), json!({}))];
    assert_eq!(plan::next(&granted("a", "1", "2"), &none, nobody, now()), Step::NoQuota("requests.cpu".to_owned()));
}

#[test]
fn what_is_decided_otherwise_waits() {
    let quotas = [quota("q", json!({"requests.cpu": "8"}), json!({}))];
    for phase in ["Denied", "Cancelled", "Expired"] {
        let request = request("r", json!({"requests.cpu": "9"}), json!({"phase": phase}));
        assert_eq!(plan::next(&request, &quotas, nobody, now()), Step::Wait, "{phase}");
    }
    let applied = json!({"phase": "Approved", "conditions": [{"type": "Applied", "status": "True", "reason": "Applied",
        "message": "", "lastTransitionTime": "2026-11-21T10:00:00Z"}]});
    assert_eq!(plan::next(&request("r", json!({"requests.cpu": "9"}), applied), &quotas, nobody, now()), Step::Wait);
}

#[test]
fn policies_grant_by_size_and_use() {
    let policy: ApprovalPolicy = serde_json::from_value(json!({
        "apiVersion": "portal.atoll.dev/v1alpha1", "kind": "ApprovalPolicy", "metadata": {"name": "small"},
        "spec": {"namespaceSelector": {"matchLabels": {"team": "yes"}}, "automatic": [
            {"resources": ["requests.storage"], "increaseUpTo": "100Gi", "totalUpTo": "600Gi"},
            {"resources": ["requests.cpu"], "increaseUpTo": "8", "minimumUsePercent": 80},
        ]},
    }))
    .unwrap();
    let asks = |changes: Value, used: &str, labelled: bool| {
        let quotas =
            [quota("q", json!({"requests.cpu": "32", "requests.storage": "500Gi"}), json!({"requests.cpu": used}))];
        let original = json!({"requests.cpu": "32", "requests.storage": "500Gi"});
        let request = request("r", changes, json!({"phase": "Pending", "original": original}));
        let labels = if labelled { [("team".to_owned(), "yes".to_owned())].into() } else { Default::default() };
        policy::grants([&policy].into_iter(), &labels, &request, &quotas)
    };
    let small = Some("policy small".to_owned());
    let less = Some("policy: less than before is always granted".to_owned());
    for (changes, used, labelled, granted) in [
        (json!({"requests.cpu": "16"}), "30", false, less),
        (json!({"requests.storage": "600Gi"}), "0", true, small.clone()),
        (json!({"requests.storage": "600Gi"}), "0", false, None),
        (json!({"requests.storage": "601Gi"}), "0", true, None),
        (json!({"requests.cpu": "40"}), "26", true, small.clone()),
        (json!({"requests.cpu": "40"}), "25", true, None),
        (json!({"requests.cpu": "41"}), "32", true, None),
        (json!({"requests.cpu": "40", "requests.storage": "510Gi"}), "32", true, small),
        (json!({"requests.cpu": "40", "requests.memory": "1Gi"}), "32", true, None),
    ] {
        assert_eq!(asks(changes.clone(), used, labelled), granted, "{changes} {used} {labelled}");
    }
}

/// Grants come and go in any order, some twice and some after a crash: the quota always is what it was plus what stands.
#[test]
fn whatever_the_order_the_quota_is_the_sum_of_what_stands() {
    for seed in 1..=50_u64 {
        let mut state = seed;
        let mut random = |below: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % below
        };
        let mut quotas = [quota("q", json!({"requests.cpu": "1000"}), json!({}))];
        let mut standing: Vec<(QuotaRequest, i64, DateTime<Utc>)> = Vec::new();
        let mut clock = now();
        for step in 0..200 {
            if random(3) > 0 {
                let part = i64::try_from(random(60)).unwrap() - 20;
                let mut one = granted(&format!("r{step}"), "100", &(100 + part).to_string());
                let until = clock + chrono::Duration::minutes(i64::try_from(random(20)).unwrap() + 1);
                one.spec.expires_at = Some(api::time::from_chrono(until));
                standing.push((one, part, until));
            }
            for (request, _, _) in &standing {
                let writes = usize::try_from(random(2)).unwrap();
                if let Step::Apply(changed) = plan::next(request, &quotas, nobody, clock) {
                    changed.into_iter().take(writes).for_each(|new| quotas[0] = new);
                }
                if let Step::Apply(changed) = plan::next(request, &quotas, nobody, clock) {
                    quotas[0] = changed.into_iter().next().unwrap();
                }
            }
            clock += chrono::Duration::minutes(i64::try_from(random(4)).unwrap());
            if let Some((lowered, _)) = ledger::without_expired(&quotas[0], clock) {
                quotas[0] = lowered;
            }
            standing.retain(|(_, _, until)| *until > clock);
            let sum: i64 = standing.iter().map(|(_, part, _)| part).sum();
            assert_eq!(ledger::hard(&quotas[0]).get("requests.cpu").units(), 1000 + sum, "seed {seed}, step {step}");
        }
    }
}
