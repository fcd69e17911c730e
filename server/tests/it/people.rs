//! Sessions and who may have them: one's own, and what administrators do.

use std::time::Duration;

use http::{Method, StatusCode};
use serde_json::Value;
use testkit::{Atoll, Browser, eventually};

use crate::{command_line, demo, storage::admin};

/// Every audit record so far.
pub(crate) async fn records(atoll: &Atoll) -> Vec<Value> {
    let data = atoll.data_dir().display().to_string();
    let exported = admin(&["--data-dir", &data, "export-audit"]).await.unwrap();
    exported.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

async fn signed_in(atoll: &Atoll, name: &str) -> Browser {
    let browser = atoll.browser();
    browser.sign_in(name, "atoll-demo").await.unwrap();
    browser
}

async fn is_in(browser: &Browser) -> bool {
    browser.get("/clusters").await.unwrap().status == StatusCode::OK
}

/// The values of the hidden field `which` on a page.
fn sessions_on(page: &str) -> Vec<&str> {
    let fields = page.split("name=\"which\" value=\"").skip(1);
    fields.filter_map(|rest| rest.split('"').next()).filter(|value| value.len() == 64).collect()
}

#[tokio::test]
async fn sessions_are_listed_and_ended_by_their_owner() {
    let atoll = demo().start().await.unwrap();
    let (one, two, three) =
        (signed_in(&atoll, "dev").await, signed_in(&atoll, "dev").await, signed_in(&atoll, "dev").await);
    let other = signed_in(&atoll, "dev2").await;
    let page = one.get("/access/sessions").await.unwrap().body;
    let listed = sessions_on(&page);
    assert_eq!(listed.len(), 3, "{page}");
    assert!(page.contains("127.0.0.1"), "{page}");
    let foreign = other.get("/access/sessions").await.unwrap().body;
    let not_mine = one.post("/access/sessions", &format!("which={}", sessions_on(&foreign)[0])).await.unwrap();
    assert_eq!(not_mine.status, StatusCode::NOT_FOUND);
    assert!(is_in(&other).await);
    // This one is the first: ending the last ends another one.
    assert_eq!(
        one.post("/access/sessions", &format!("which={}", listed[2])).await.unwrap().status,
        StatusCode::SEE_OTHER
    );
    let left = [is_in(&one).await, is_in(&two).await, is_in(&three).await];
    assert!(left[0] && left.iter().filter(|left| **left).count() == 2, "{left:?}");
    one.post("/access/sessions", "which=others").await.unwrap();
    assert_eq!([is_in(&one).await, is_in(&two).await, is_in(&three).await], [true, false, false]);
    assert!(is_in(&other).await);
    one.post("/access/sessions", "which=all").await.unwrap();
    assert!(!is_in(&one).await);
}

#[tokio::test]
async fn who_is_disabled_is_out_at_once() {
    let atoll = demo().start().await.unwrap();
    let (chief, dev) = (signed_in(&atoll, "admin").await, signed_in(&atoll, "dev").await);
    // A stream that is open ends, too.
    let stream = tokio::spawn({
        let (portal, cookie) = (atoll.portal().to_owned(), dev.cookies().unwrap());
        async move {
            let headers = [("accept", "text/event-stream"), ("sec-fetch-site", "same-origin"), ("cookie", &*cookie)];
            Browser::new(&portal).send(Method::GET, "/events?path=/clusters", &headers, "").await.unwrap().body
        }
    });
    let page = chief.get("/admin/people?text=dev").await.unwrap().body;
    assert!(page.contains("Disable: dev2") && !page.contains("Disable: admin"), "{page}");
    let disabled = chief.post("/admin/people", "action=disable&user=dev&text=dev").await.unwrap();
    assert_eq!(disabled.location(), "/admin/people?text=dev");
    assert!(!is_in(&dev).await);
    let ended = tokio::time::timeout(Duration::from_secs(20), stream).await.unwrap().unwrap();
    assert!(ended.contains("beat"), "{ended}");
    let refused = dev.post("/signin", "username=dev&password=atoll-demo").await.unwrap();
    assert_eq!(refused.location(), "/signin?error=disabled&username=dev");
    let wrong = dev.post("/signin", "username=dev&password=no").await.unwrap();
    assert!(wrong.location().contains("error=invalid"), "only who knows the password hears of it");
    assert!(chief.get("/admin/people").await.unwrap().body.contains("Enable: dev"));
    let mine = chief.post("/admin/people", "action=disable&user=admin").await.unwrap();
    assert_eq!(mine.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(is_in(&chief).await);
    chief.post("/admin/people", "action=enable&user=dev").await.unwrap();
    dev.sign_in("dev", "atoll-demo").await.unwrap();
    chief.post("/admin/people", "action=end&user=dev&which=all").await.unwrap();
    assert!(!is_in(&dev).await);
    let nobody = chief.post("/admin/people", "action=disable&user=nobody").await.unwrap();
    assert_eq!(nobody.status, StatusCode::NOT_FOUND);

    let expected = [("disable", "dev"), ("enable", "dev"), ("end-sessions", "dev")];
    eventually("the audit records", Duration::from_secs(20), async || {
        let all = records(&atoll).await;
        let told = |verb: &str, name: &str| {
            all.iter().any(|r| r["verb"] == verb && r["objectRef"]["name"] == name && r["user"]["username"] == "admin")
        };
        let refused = all
            .iter()
            .any(|r| r["verb"] == "sign-in" && r["user"]["username"] == "dev" && r["responseStatus"]["code"] == 401);
        Ok((refused && expected.iter().all(|(verb, name)| told(verb, name))).then_some(()))
    })
    .await
    .unwrap();
}

#[tokio::test]
async fn the_command_line_keeps_out_and_lets_in() {
    let atoll = demo().start().await.unwrap();
    let dev = signed_in(&atoll, "dev").await;
    let data = atoll.data_dir().display().to_string();
    let run = async |task: &str, name: &str| admin(&["--data-dir", &data, task, name]).await;
    let said = run("disable-account", "dev").await.unwrap();
    assert_eq!(said, "dev is kept out. Sessions that ended: 1.\n");
    assert!(!is_in(&dev).await);
    assert!(dev.sign_in("dev", "atoll-demo").await.is_err());
    assert!(run("disable-account", "nobody").await.is_err());
    run("enable-account", "dev").await.unwrap();
    assert!(run("enable-account", "dev").await.is_err(), "not kept out any more");
    dev.sign_in("dev", "atoll-demo").await.unwrap();
}

#[tokio::test]
async fn only_administrators_see_people() {
    let atoll = demo().start().await.unwrap();
    let dev = signed_in(&atoll, "dev").await;
    for path in ["/admin/people", "/admin/people?text=a"] {
        assert_eq!(dev.get(path).await.unwrap().status, StatusCode::NOT_FOUND, "{path}");
    }
    for form in [
        "action=disable&user=dev2",
        "action=disable&user=nobody",
        "action=enable&user=dev2",
        "action=end&user=dev2&which=all",
    ] {
        assert_eq!(dev.post("/admin/people", form).await.unwrap().status, StatusCode::NOT_FOUND, "{form}");
    }
    let stranger = atoll.browser();
    for path in ["/admin/people", "/access/sessions"] {
        assert!(stranger.get(path).await.unwrap().location().starts_with("/signin"), "{path}");
        assert!(stranger.post(path, "which=all").await.unwrap().location().starts_with("/signin"), "{path}");
        let forged = dev.send(Method::POST, path, &[("sec-fetch-site", "cross-site")], "which=all").await.unwrap();
        assert_eq!(forged.status, StatusCode::FORBIDDEN, "{path}");
    }
    assert!(is_in(&dev).await);
}

#[tokio::test]
async fn sessions_end_by_their_limits_and_cookies_are_for_the_address_of_the_portal() {
    let atoll = demo()
        .variable("ATOLL_PORTAL_URL", "https://atoll.example/")
        .variable("ATOLL_SIGN_IN_SESSION_IDLE", "2h")
        .start()
        .await
        .unwrap();
    // What is printed is the address before the proxy; here there is none.
    let address = eventually("the address in the log", Duration::from_secs(20), async || {
        let log = atoll.log();
        Ok(log.split_once("listen=").and_then(|(_, rest)| rest.split_once(' ')).map(|(address, _)| address.to_owned()))
    });
    let browser = Browser::new(&address.await.unwrap());
    let answer = browser.post("/signin", "username=dev&password=atoll-demo").await.unwrap();
    let cookie = answer.header("set-cookie");
    for part in ["__Host-atoll=", "Secure", "HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=7200"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert!(!answer.header("strict-transport-security").is_empty());
}

#[tokio::test]
async fn who_is_disabled_gets_no_token_any_more() {
    let atoll = demo().start().await.unwrap();
    let (chief, dev) = (signed_in(&atoll, "admin").await, signed_in(&atoll, "dev").await);
    let bearer = format!("Bearer {}", command_line::signed_in(&atoll, &dev).await);
    let ask = async || {
        let headers = [("content-type", "application/json"), ("authorization", &*bearer)];
        let body = r#"{"namespace":"team-a","cluster":"none"}"#;
        atoll.browser().send(Method::POST, "/api/kubeconfigs/token", &headers, body).await.unwrap().status
    };
    assert_eq!(ask().await, StatusCode::NOT_FOUND, "taken, and there is no such cluster");
    chief.post("/admin/people", "action=disable&user=dev").await.unwrap();
    assert_eq!(ask().await, StatusCode::UNAUTHORIZED);
    // Who is let in again signs in again.
    chief.post("/admin/people", "action=enable&user=dev").await.unwrap();
    assert_eq!(ask().await, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn administrators_add_accounts_whose_owners_choose_a_password_first() {
    let atoll = demo().start().await.unwrap();
    let chief = signed_in(&atoll, "admin").await;
    for (form, status) in [
        ("action=add&name=system:x&groups=", StatusCode::UNPROCESSABLE_ENTITY),
        ("action=add&name=dev&groups=", StatusCode::UNPROCESSABLE_ENTITY),
        ("action=add&name=ann&groups=system:masters", StatusCode::UNPROCESSABLE_ENTITY),
        ("action=add&name=ann&groups=&email=nowhere", StatusCode::UNPROCESSABLE_ENTITY),
        ("action=add&name=ann&groups=team-a,+team-b&email=ann%40corp.example", StatusCode::OK),
    ] {
        assert_eq!(chief.post("/admin/people", form).await.unwrap().status, status, "{form}");
    }
    let added = chief.post("/admin/people", "action=add&name=bob&groups=").await.unwrap().body;
    let first = added.split("<code>").nth(1).and_then(|rest| rest.split('<').next()).unwrap().to_owned();
    let bob = atoll.browser();
    bob.sign_in("bob", &first).await.unwrap();
    for path in ["/", "/clusters", "/access/sessions", "/admin/people"] {
        assert_eq!(bob.get(path).await.unwrap().location(), "/access/account", "{path}");
    }
    let change = async |old: &str, new: &str, again: &str| {
        let form = format!("action=password&old={old}&new={new}&again={again}");
        bob.post("/access/account", &form).await.unwrap()
    };
    for (old, new, again) in [
        ("wrong", "correct+horse", "correct+horse"),
        (&*first, "short", "short"),
        (&*first, "correct+horse", "correct+house"),
        (&*first, &*first, &*first),
    ] {
        assert_eq!(change(old, new, again).await.status, StatusCode::UNPROCESSABLE_ENTITY, "{new}");
    }
    let elsewhere = atoll.browser();
    elsewhere.sign_in("bob", &first).await.unwrap();
    assert_eq!(change(&first, "correct+horse", "correct+horse").await.location(), "/access/account?changed=password");
    assert!(is_in(&bob).await && !is_in(&elsewhere).await, "only here");
    assert!(elsewhere.sign_in("bob", &first).await.is_err());
    elsewhere.sign_in("bob", "correct+horse").await.unwrap();
    let mine = chief.post("/admin/people", "action=remove&user=admin").await.unwrap();
    assert_eq!(mine.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(bob.post("/admin/people", "action=remove&user=dev").await.unwrap().status, StatusCode::NOT_FOUND);
    assert_eq!(bob.post("/admin/people", "action=add&name=eve").await.unwrap().status, StatusCode::NOT_FOUND);
    chief.post("/admin/people", "action=remove&user=bob").await.unwrap();
    assert!(!is_in(&bob).await && bob.sign_in("bob", "correct+horse").await.is_err());
    let told: Vec<String> = eventually("the audit records", Duration::from_secs(20), async || {
        let verbs: Vec<String> = records(&atoll)
            .await
            .iter()
            .filter(|record| record["objectRef"]["name"] == "bob")
            .map(|record| record["verb"].as_str().unwrap_or_default().to_owned())
            .collect();
        Ok(verbs.contains(&"remove-account".to_owned()).then_some(verbs))
    })
    .await
    .unwrap();
    assert!(["add-account", "set-password"].iter().all(|verb| told.contains(&(*verb).to_owned())), "{told:?}");
}

#[tokio::test]
async fn the_command_line_adds_and_removes_accounts() {
    let atoll = demo().start().await.unwrap();
    let data = atoll.data_dir().display().to_string();
    let run = async |words: &[&str]| admin(&[&["--data-dir", &data], words].concat()).await;
    let said =
        run(&["add-account", "ann", "--groups", "atoll:admins,team-a", "--email", "ann@corp.example"]).await.unwrap();
    let first = said.trim().rsplit_once(": ").unwrap().1.to_owned();
    let ann = atoll.browser();
    ann.sign_in("ann", &first).await.unwrap();
    assert_eq!(ann.get("/").await.unwrap().location(), "/access/account", "the password is to be changed");
    for wrong in [
        &["add-account", "ann"][..],
        &["add-account", "system:x"],
        &["add-account", "eve", "--groups", "system:masters"],
        &["add-account", "eve", "--email", "nowhere"],
        &["remove-account", "nobody"],
    ] {
        assert!(run(wrong).await.is_err(), "{wrong:?}");
    }
    let said = run(&["remove-account", "ann"]).await.unwrap();
    assert!(said.contains("Role bindings for ann stay"), "{said}");
    assert!(ann.sign_in("ann", &first).await.is_err());
}

#[tokio::test]
async fn what_was_seen_is_seen_in_every_browser() {
    let atoll = demo().start().await.unwrap();
    let (here, there) = (signed_in(&atoll, "dev").await, signed_in(&atoll, "dev").await);
    here.post("/notifications/seen", "upto=2026-01-01T00:00:00Z").await.unwrap();
    assert!(!here.cookies().unwrap().contains("seen"), "not in the browser");
    assert_eq!(there.get("/notifications").await.unwrap().status, StatusCode::OK);
}
