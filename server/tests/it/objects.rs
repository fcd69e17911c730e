//! The page of any object: who sees it, what it tells, and how it was earlier.

use std::time::Duration;

use chrono::{SecondsFormat, Utc};
use http::StatusCode;
use testkit::{Atoll, Browser, eventually};

use crate::demo;

async fn signed_in(atoll: &Atoll, who: &str) -> Browser {
    let browser = atoll.browser();
    browser.sign_in(who, "atoll-demo").await.unwrap();
    browser
}

#[tokio::test]
async fn whether_an_object_exists_is_told_to_those_who_may_read_it_only() {
    let atoll = demo().start().await.unwrap();
    atoll.kubectl("-n team-a create secret generic hushed --from-literal=word=sesame", "").await.unwrap();
    atoll.kubectl("-n team-a create configmap prices --from-literal=bread=3", "").await.unwrap();
    let own = "/objects/core/v1/configmaps/team-a/prices";
    let secret = "/objects/core/v1/secrets/team-a/hushed";
    let gone = "/objects/core/v1/configmaps/team-a/absent";
    let node = "/objects/core/v1/nodes/sim-host-1";
    let role = "/objects/rbac.authorization.k8s.io/v1/clusterroles/system:atoll:portal";
    let nothing = "/objects/nowhere.example/v1/things/team-a/x";
    let namespace_missing = "/objects/core/v1/configmaps/prices";
    for (who, seen, hidden) in [
        ("admin", vec![own, secret, node, role], vec![gone, nothing, namespace_missing]),
        ("dev", vec![own], vec![secret, gone, node, role, nothing]),
        ("dev2", vec![], vec![own, secret, gone, node, role, nothing]),
    ] {
        let browser = signed_in(&atoll, who).await;
        for tab in ["", "?tab=events", "?tab=yaml", "?tab=history", "?tab=history&at=1s", "?tab=access"] {
            for path in &seen {
                assert_eq!(
                    browser.get(&format!("{path}{tab}")).await.unwrap().status,
                    StatusCode::OK,
                    "{who} {path}{tab}"
                );
            }
            for path in &hidden {
                let answer = browser.get(&format!("{path}{tab}")).await.unwrap();
                assert_eq!(answer.status, StatusCode::NOT_FOUND, "{who} {path}{tab}");
                assert!(!answer.body.contains("sesame") && !answer.body.contains("bread"), "{who} {path}{tab}");
            }
        }
    }
    // What is hidden and what is not there look alike, but for the name that was asked for.
    let stranger = signed_in(&atoll, "dev2").await;
    let words = |body: &str| {
        let start = body.find("problem-message").unwrap();
        body[start..start + 120].replace("absent", "prices")
    };
    let (hidden, absent) = (stranger.get(own).await.unwrap(), stranger.get(gone).await.unwrap());
    assert_eq!(words(&hidden.body), words(&absent.body));
    // Of a Secret nobody sees more than its keys.
    let admin = signed_in(&atoll, "admin").await;
    for tab in ["", "?tab=yaml", "?tab=yaml&managed=show", "?tab=history&at=now", "?tab=history&from=1d"] {
        let body = admin.get(&format!("{secret}{tab}")).await.unwrap().body;
        assert!(!body.contains("c2VzYW1l") && !body.contains("sesame"), "{tab}");
    }
    let body = admin.get(&format!("{secret}?tab=access")).await.unwrap().body;
    assert!(body.contains("atoll:admins") && body.contains("everything"), "{body}");
}

#[tokio::test]
async fn an_object_is_shown_as_it_was_and_what_changed() {
    let atoll = demo().start().await.unwrap();
    atoll.kubectl("-n team-a create configmap prices --from-literal=bread=three", "").await.unwrap();
    next_second().await;
    let before = Utc::now().to_rfc3339_opts(SecondsFormat::Millis, true);
    next_second().await;
    let patch = r#"-n team-a patch configmap prices --type=merge --field-manager=baker -p {"data":{"bread":"four"}}"#;
    atoll.kubectl(patch, "").await.unwrap();
    let path = "/objects/core/v1/configmaps/team-a/prices";
    let dev = signed_in(&atoll, "dev").await;
    let then = dev.get(&format!("{path}?tab=history&at={before}")).await.unwrap().body;
    assert!(then.contains("As of") && then.contains("three") && !then.contains("four"), "{then}");
    let changed = dev.get(&format!("{path}?tab=history&from={before}")).await.unwrap().body.replace("<!>", "");
    for part in ["three", "four", "1 line added", "Changed by baker", "History is kept since"] {
        assert!(changed.contains(part), "{part}: {changed}");
    }
    let wrong = dev.get(&format!("{path}?tab=history&at=soonish")).await.unwrap().body;
    assert!(wrong.contains("id=\"f-at-wrong\"") && wrong.contains("soonish"), "{wrong}");
    let early = dev.get(&format!("{path}?tab=history&at=9d")).await.unwrap().body;
    assert!(early.contains("does not reach back that far"), "{early}");
    // Its end does not end its past, and tells strangers nothing.
    next_second().await;
    atoll.kubectl("-n team-a delete configmap prices", "").await.unwrap();
    eventually("the page of what is gone", Duration::from_secs(20), async || {
        let answer = dev.get(path).await?;
        Ok((answer.body.contains("is gone") && answer.body.contains("four")).then_some(()))
    })
    .await
    .unwrap();
    let stranger = signed_in(&atoll, "dev2").await;
    assert_eq!(stranger.get(path).await.unwrap().status, StatusCode::NOT_FOUND);
}

/// Managed fields know seconds: waits until the next one begins.
async fn next_second() {
    let now = Utc::now();
    let later = async || Ok((Utc::now().timestamp() > now.timestamp()).then_some(()));
    eventually("the next second", Duration::from_secs(3), later).await.unwrap();
}
