//! Signing in through identity providers: right ones, and one that lies.

mod liar;

use std::time::{Duration, Instant};

use http::{Method, StatusCode};
use serde_json::{Value, json};
use testkit::{Answer, Atoll, Browser, eventually};

use crate::{demo, people::records};
use liar::{CLIENT, Liar, Lie, Query, SECRET};

/// Paths of the liar that are no usable providers.
const UNUSABLE: [&str; 7] = ["slow", "garbage", "broken", "elsewhere", "huge", "another", "exposed"];

/// A portal with many providers, all of them the liar's but `down`, where nobody listens.
async fn portal(liar: &Liar) -> Atoll {
    let provider = |id: &str, issuer: &str, more: &str| {
        format!(
            "{{ id = \"{id}\", title = \"Title of {id}\", issuer = \"{issuer}\", client-id = \"{CLIENT}\", \
             client-secret = \"{SECRET}\", groups = {{ platform = \"atoll:admins\" }}{more} }}"
        )
    };
    let mut providers: Vec<String> = ["corp", "partner", "promises"]
        .into_iter()
        .chain(UNUSABLE)
        .map(|id| provider(id, &format!("{}/{id}", liar.base), ""))
        .collect();
    providers.push(provider("bare", &format!("{}/bare", liar.base), ", username-prefix = \"\", groups-prefix = \"\""));
    providers.push(provider("down", "http://127.0.0.1:9", ""));
    demo().variable("ATOLL_SIGN_IN_PROVIDERS", &format!("[{}]", providers.join(", "))).start().await.unwrap()
}

/// Goes to the provider and gives where it leads back.
async fn way_back(liar: &Liar, browser: &Browser, id: &str) -> String {
    let answer = browser.get(&format!("/auth/start/{id}?next=/clusters")).await.unwrap();
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    liar.authorize(answer.location())
}

/// Opens a page under a request id of its own.
async fn open(browser: &Browser, path: &str, id: &str) -> Answer {
    let headers = [("accept", "text/html"), ("sec-fetch-site", "cross-site"), ("x-request-id", id)];
    browser.send(Method::GET, path, &headers, "").await.unwrap()
}

/// The one record of a request.
async fn record(atoll: &Atoll, id: &str) -> Value {
    let found = eventually("the audit record", Duration::from_secs(20), async || {
        let all = records(atoll).await;
        Ok(all.into_iter().find(|record| record["auditID"] == id && record["verb"] == "sign-in"))
    });
    found.await.unwrap()
}

/// A clear page, no session, a record that says why.
async fn assert_refused(
    atoll: &Atoll,
    browser: &Browser,
    answer: &Answer,
    id: &str,
    status: u16,
    page: &str,
    reason: &str,
) {
    assert_eq!(answer.status.as_u16(), status, "{id}: {}", answer.body);
    for part in [page, "role=\"alert\"", id, "Sign in with Title of corp", "name=\"password\""] {
        assert!(answer.body.contains(part), "{id}: no {part} in {}", answer.body);
    }
    let cookies = browser.cookies().unwrap_or_default();
    assert!(!cookies.contains("atoll="), "{id}: {cookies}");
    assert!(browser.get("/clusters").await.unwrap().location().starts_with("/signin"), "{id}");
    let record = record(atoll, id).await;
    let said = record["annotations"]["authorization.k8s.io/reason"].as_str().unwrap();
    assert!(said.contains(reason), "{id}: {said}");
    assert_eq!(record["annotations"]["authorization.k8s.io/decision"], "forbid", "{record}");
    assert_eq!(record["responseStatus"]["code"], status, "{record}");
    assert!(
        record["requestURI"].as_str().unwrap().starts_with("/auth/") && !record.to_string().contains("code-"),
        "{record}"
    );
}

#[tokio::test]
async fn somebody_signs_in_and_out() {
    let liar = Liar::start().await;
    let atoll = portal(&liar).await;
    let browser = atoll.browser();
    let page = browser.get("/signin?next=/clusters").await.unwrap().body;
    assert!(page.contains("href=\"/auth/start/corp?next=%2Fclusters\""), "{page}");

    liar.tells(Lie::None, json!({"sub": "ann", "groups": ["platform", "team-a"]}));
    let back = way_back(&liar, &browser, "corp").await;
    let answer = open(&browser, &back, "in").await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/clusters"), "{}", answer.body);
    assert_eq!(browser.get("/admin").await.unwrap().status, StatusCode::OK, "the group makes an administrator");
    let record = record(&atoll, "in").await;
    assert_eq!(record["user"], json!({"username": "corp:ann", "groups": ["atoll:admins", "corp:team-a"]}));
    assert_eq!(record["annotations"]["authorization.k8s.io/decision"], "allow");
    let sessions = browser.get("/access/sessions").await.unwrap().body;
    assert!(sessions.contains("Title of corp") && sessions.contains("This one"), "{sessions}");

    // Somebody without groups, whose claims are only in the user information.
    let plain = atoll.browser();
    liar.tells(Lie::None, json!({"sub": "bob"}));
    liar.tells_apart(json!({"groups": "team-b"}));
    let back = way_back(&liar, &plain, "partner").await;
    assert_eq!(plain.get(&back).await.unwrap().location(), "/clusters");
    assert_ne!(plain.get("/admin").await.unwrap().status, StatusCode::OK);

    let out = browser.post("/signout", "").await.unwrap();
    assert_eq!(out.status, StatusCode::OK, "{}", out.body);
    let url = out.header("refresh").strip_prefix("0; url=").unwrap();
    let asked = Query::of(url);
    assert!(url.starts_with(&format!("{}/corp/logout?", liar.base)), "{url}");
    assert_eq!(asked.get("client_id"), CLIENT);
    assert_eq!(asked.get("id_token_hint").split('.').count(), 3, "{url}");
    assert!(asked.get("post_logout_redirect_uri").ends_with("%2Fsignin"), "{url}");
    assert!(out.body.contains("You are signed out of Atoll."), "{}", out.body);
    assert!(browser.get("/clusters").await.unwrap().location().starts_with("/signin"));
}

#[tokio::test]
async fn every_lie_is_refused() {
    let liar = Liar::start().await;
    let atoll = portal(&liar).await;
    let ann = json!({"sub": "ann", "groups": ["platform"]});
    let untrusted = "could not be trusted";
    for (lie, status, page, reason) in [
        (Lie::WrongIssuer, 502, untrusted, "Invalid issuer"),
        (Lie::WrongAudience, 502, untrusted, "Invalid audiences"),
        (Lie::FurtherAudience, 502, untrusted, "not a trusted audience"),
        (Lie::WrongParty, 502, untrusted, "authorized party"),
        (Lie::WrongNonce, 502, untrusted, "nonce mismatch"),
        (Lie::NoNonce, 502, untrusted, "missing nonce"),
        (Lie::AlgorithmNone, 502, untrusted, "signature"),
        (Lie::HmacWithPublicKey, 502, untrusted, "Disallowed signature algorithm"),
        (Lie::HmacWithSecret, 502, untrusted, "Disallowed signature algorithm"),
        (Lie::Expired, 502, untrusted, "Expired"),
        (Lie::FromTheFuture, 502, untrusted, "issued in the future"),
        (Lie::UnknownKey, 502, untrusted, "No matching key"),
        (Lie::ForeignKey, 502, untrusted, "Signature verification failed"),
        (Lie::Altered, 502, untrusted, "Signature verification failed"),
        (Lie::OtherAccessToken, 502, untrusted, "another access token"),
        (Lie::NoIdToken, 502, untrusted, "no ID token"),
        (Lie::NoToken, 502, untrusted, "token endpoint"),
        (Lie::Garbage, 502, untrusted, "token endpoint"),
        (Lie::Huge, 503, "does not answer as it should", "larger than 1 MiB"),
        (Lie::RefusesCode, 502, "did not accept", "invalid_grant"),
        (Lie::SlowToken, 503, "does not answer as it should", "no answer in time"),
    ] {
        let browser = atoll.browser();
        liar.tells(lie, ann.clone());
        let back = way_back(&liar, &browser, "corp").await;
        let id = format!("{lie:?}");
        let answer = open(&browser, &back, &id).await;
        assert_refused(&atoll, &browser, &answer, &id, status, page, reason).await;
    }
    let browser = atoll.browser();
    liar.tells(Lie::OtherSubjectInUserInfo, json!({"sub": "ann"}));
    let back = way_back(&liar, &browser, "corp").await;
    let answer = open(&browser, &back, "info").await;
    assert_refused(&atoll, &browser, &answer, "info", 502, untrusted, "user information").await;
    // After all that, the truth is still believed.
    liar.tells(Lie::None, ann);
    let back = way_back(&liar, &browser, "corp").await;
    assert_eq!(open(&browser, &back, "true").await.location(), "/clusters");
    assert!(!atoll.log().contains(SECRET), "the secret is not logged");
}

#[tokio::test]
async fn an_answer_works_once_in_one_browser_for_one_provider() {
    let liar = Liar::start().await;
    let atoll = portal(&liar).await;
    liar.tells(Lie::None, json!({"sub": "ann", "groups": []}));

    // Replayed: by the same browser, which stays signed in, and by another one.
    let browser = atoll.browser();
    let back = way_back(&liar, &browser, "corp").await;
    assert_eq!(open(&browser, &back, "first").await.location(), "/clusters");
    let thief = atoll.browser();
    let again = open(&thief, &back, "again").await;
    assert_refused(&atoll, &thief, &again, "again", 400, "opened a second time", "used before").await;

    // A link from somebody else's attempt.
    let (victim, attacker) = (atoll.browser(), atoll.browser());
    let back = way_back(&liar, &attacker, "corp").await;
    way_back(&liar, &victim, "corp").await;
    let lured = open(&victim, &back, "lured").await;
    assert_refused(&atoll, &victim, &lured, "lured", 400, "another browser", "another browser").await;
    let late = open(&attacker, &back, "late").await;
    assert_refused(&atoll, &attacker, &late, "late", 400, "opened a second time", "used before").await;

    let browser = atoll.browser();
    let mixed_up = "did not come from";
    for (id, start, change, status, page, reason) in [
        ("other-path", "corp", ("/callback/corp", "/callback/partner"), 400, mixed_up, "corp was asked"),
        ("other-iss", "corp", ("?code", "?iss=https://id.evil.example&code"), 400, mixed_up, "evil.example"),
        ("no-iss", "promises", ("?", "?"), 400, mixed_up, "promises to"),
        ("no-state", "corp", ("&state=", "&stat="), 400, "not complete", "incomplete"),
        ("twice", "corp", ("?code", "?code=x&code"), 400, "not complete", "incomplete"),
        ("no-code", "corp", ("?code=", "?cod="), 400, "not complete", "incomplete"),
        (
            "denied",
            "corp",
            ("?code=", "?error=access_denied&error_description=%3Cb%3Eno%3C/b%3E&c="),
            403,
            "did not sign you in",
            "access_denied <b>no</b>",
        ),
    ] {
        let back = way_back(&liar, &browser, start).await.replacen(change.0, change.1, 1);
        let answer = open(&browser, &back, id).await;
        assert_refused(&atoll, &browser, &answer, id, status, page, reason).await;
        assert!(!answer.body.contains("<b>no</b>"));
    }
    let back = way_back(&liar, &browser, "promises").await;
    let honest = back.replacen('?', &format!("?iss={}/promises&", liar.base), 1);
    assert_eq!(open(&browser, &honest, "honest").await.location(), "/clusters");
    assert_eq!(atoll.browser().get("/auth/start/nobody").await.unwrap().status, StatusCode::NOT_FOUND);
    assert_eq!(
        atoll.browser().get("/auth/callback/nobody?code=1&state=2").await.unwrap().status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn a_provider_that_is_down_slow_or_garbage_leaves_the_other_ways() {
    let liar = Liar::start().await;
    let atoll = portal(&liar).await;
    for id in UNUSABLE.into_iter().chain(["down"]) {
        let browser = atoll.browser();
        let began = Instant::now();
        let answer = open(&browser, &format!("/auth/start/{id}"), id).await;
        assert!(began.elapsed() < Duration::from_secs(12), "{id} took {:?}", began.elapsed());
        assert_refused(&atoll, &browser, &answer, id, 503, "does not answer as it should", "not usable").await;
    }
    // While one is slow, nobody else waits.
    let browser = atoll.browser();
    let (slow, quick) = tokio::join!(browser.get("/auth/start/slow"), async {
        let began = Instant::now();
        let browser = atoll.browser();
        browser.sign_in("dev", "atoll-demo").await.unwrap();
        began.elapsed()
    });
    assert_eq!(slow.unwrap().status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(quick < Duration::from_secs(3), "{quick:?}");
}

#[tokio::test]
async fn keys_rotate_and_are_not_asked_for_by_everybody() {
    let liar = Liar::start().await;
    let atoll = portal(&liar).await;
    let ann = json!({"sub": "ann", "groups": []});
    let sign_in = async |lie| {
        liar.tells(lie, ann.clone());
        let browser = atoll.browser();
        let back = way_back(&liar, &browser, "corp").await;
        browser.get(&back).await.unwrap().status
    };
    assert_eq!(sign_in(Lie::None).await, StatusCode::SEE_OTHER);
    assert_eq!(liar.keys_asked(), 1);
    liar.rotates("two");
    assert_eq!(sign_in(Lie::None).await, StatusCode::SEE_OTHER, "the new key is asked for");
    assert_eq!(liar.keys_asked(), 2);
    for _ in 0..5 {
        assert_eq!(sign_in(Lie::UnknownKey).await, StatusCode::BAD_GATEWAY);
    }
    assert!(liar.keys_asked() <= 3, "{}", liar.keys_asked());
}

#[tokio::test]
async fn nobody_from_outside_gets_the_name_of_another() {
    let liar = Liar::start().await;
    let atoll = portal(&liar).await;
    let browser = atoll.browser();
    for (id, sub, reason) in [
        ("local", json!("dev"), "dev is a local account"),
        ("admin", json!("admin"), "admin is a local account"),
        ("system", json!("system:atoll:portal"), "reserved"),
        ("atoll", json!("atoll:x"), "reserved"),
        ("corp", json!("corp:ann"), "another provider's"),
        ("hidden", json!("ann\u{202e}"), "signs"),
    ] {
        liar.tells(Lie::None, json!({"sub": sub, "groups": ["system:masters", "atoll:admins"]}));
        let back = way_back(&liar, &browser, "bare").await;
        let answer = open(&browser, &back, id).await;
        assert_refused(&atoll, &browser, &answer, id, 403, "cannot be used here", reason).await;
    }
    liar.tells(Lie::None, json!({"sub": "ann", "groups": ["system:masters", "atoll:admins", "team-a"]}));
    let back = way_back(&liar, &browser, "bare").await;
    assert_eq!(open(&browser, &back, "plain").await.location(), "/clusters");
    assert_eq!(record(&atoll, "plain").await["user"], json!({"username": "ann", "groups": ["team-a"]}));
    assert_ne!(browser.get("/admin").await.unwrap().status, StatusCode::OK);
}
