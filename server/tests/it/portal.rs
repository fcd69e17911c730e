//! What the portal's server does around every page.

use http::{Method, StatusCode};

use crate::demo;

#[tokio::test]
async fn forged_requests_are_refused() {
    let atoll = demo().start().await.unwrap();
    let browser = atoll.browser();
    browser.sign_in("dev", "atoll-demo").await.unwrap();
    let foreign: [&[(&str, &str)]; 4] = [
        &[("sec-fetch-site", "cross-site")],
        &[("sec-fetch-site", "same-site")],
        &[("origin", "https://evil.example")],
        &[("origin", "null")],
    ];
    for headers in foreign {
        for path in ["/signout", "/signin", "/clusters/team-a/demo/delete", "/api/anything"] {
            let answer = browser.send(Method::POST, path, headers, "x=1").await.unwrap();
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path} {headers:?}");
        }
    }
    assert_eq!(browser.get("/clusters").await.unwrap().status, StatusCode::OK, "still signed in");
}

#[tokio::test]
async fn headers_on_every_answer() {
    let atoll = demo().start().await.unwrap();
    let browser = atoll.browser();
    for path in ["/signin", "/clusters", "/healthz", "/nowhere.js"] {
        let answer = browser.get(path).await.unwrap();
        assert!(
            answer.header("content-security-policy").contains("frame-ancestors 'none'"),
            "{path}: {:?}",
            answer.headers
        );
        assert!(!answer.header("content-security-policy").contains("unsafe-inline"), "{path}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("referrer-policy"), "same-origin", "{path}");
        assert!(!answer.header("x-request-id").is_empty(), "{path}");
    }
    let given = browser.send(Method::GET, "/healthz", &[("x-request-id", "mine-1")], "").await.unwrap();
    assert_eq!(given.header("x-request-id"), "mine-1");
    let strange = browser.send(Method::GET, "/healthz", &[("x-request-id", "<b>")], "").await.unwrap();
    assert_ne!(strange.header("x-request-id"), "<b>");
}

#[tokio::test]
async fn strangers_get_nothing() {
    let atoll = demo().start().await.unwrap();
    let browser = atoll.browser();
    for path in ["/", "/clusters", "/clusters/new", "/admin", "/access", "/nowhere"] {
        let answer = browser.get(path).await.unwrap();
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{path}");
        assert!(answer.location().starts_with("/signin"), "{path}");
    }
    for (method, path, accept) in [
        (Method::POST, "/api/anything", "*/*"),
        (Method::GET, "/api/anything", "*/*"),
        (Method::GET, "/events", "text/event-stream"),
    ] {
        let answer = browser.send(method, path, &[("accept", accept)], "").await.unwrap();
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{path}");
    }
    let made_up =
        browser.send(Method::GET, "/clusters", &[("cookie", "atoll=AAAAAAAAAAAAAAAAAAAAAA")], "").await.unwrap();
    assert_eq!(made_up.status, StatusCode::SEE_OTHER);
    let form = [("sec-fetch-site", "same-origin"), ("referer", &*format!("{}/clusters/team-a/x", atoll.portal()))];
    let posted = browser.send(Method::POST, "/clusters/team-a/x/scale", &form, "nodes=3").await.unwrap();
    assert_eq!((posted.status, posted.location()), (StatusCode::SEE_OTHER, "/signin?next=/clusters/team-a/x"));
}

#[tokio::test]
async fn bodies_have_a_limit() {
    let atoll = demo().start().await.unwrap();
    let browser = atoll.browser();
    browser.sign_in("dev", "atoll-demo").await.unwrap();
    let large = format!("mode=yaml&yaml={}", "x".repeat(300 << 10));
    let answer = browser.post("/clusters/new", &large).await.unwrap();
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("at most 256 KiB are accepted"), "{}", answer.body);
    assert!(answer.body.contains(&"x".repeat(300 << 10)), "what was typed is kept");
    let huge = "x".repeat(9 << 20);
    assert_eq!(browser.post("/clusters/new", &huge).await.unwrap().status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn each_mistake_is_told_at_its_field_and_nothing_typed_is_lost() {
    let atoll = demo().start().await.unwrap();
    let browser = atoll.browser();
    browser.sign_in("dev", "atoll-demo").await.unwrap();
    let good = [
        ("name", "here"),
        ("namespace", "team-a"),
        ("version", "v1.37.1"),
        ("storage_class", "fast"),
        ("control_plane_nodes", "1"),
        ("control_plane_class", "best-effort-small"),
        ("pool_name", "workers"),
        ("pool_class", "best-effort-small"),
        ("pool_nodes", "1"),
    ];
    let send = async |changed: &str, value: &str| {
        let fields = good.map(|(name, usual)| format!("{name}={}", if name == changed { value } else { usual }));
        browser.post("/clusters/new", &format!("mode=form&action=submit&{}", fields.join("&"))).await.unwrap()
    };
    for (name, value, field) in [
        ("name", "", "name"),
        ("name", "Not_A_Name", "name"),
        ("namespace", "team-b", "namespace"),
        ("version", "v9.99", "version"),
        ("storage_class", "slow", "storageClass"),
        ("control_plane_nodes", "0", "controlPlane-replicas"),
        ("control_plane_nodes", "2", "controlPlane-replicas"),
        ("control_plane_class", "enormous", "controlPlane-class"),
        ("pool_name", "-x", "pools-0-name"),
        ("pool_class", "enormous", "pools-0-class"),
        ("pool_nodes", "many", "pools-0-replicas"),
    ] {
        let answer = send(name, value).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}={value}");
        assert!(answer.body.contains(&format!("id=\"f-{field}-wrong\"")), "{name}={value}: {}", answer.body);
        assert!(value.is_empty() || answer.body.contains(&format!("\"{value}\"")), "{name}={value} is kept");
    }
    assert_eq!(send("", "").await.status, StatusCode::SEE_OTHER);
    let twice = send("", "").await;
    assert_eq!(twice.status, StatusCode::CONFLICT);
    assert!(twice.body.contains("id=\"f-name-wrong\""), "{}", twice.body);
}

#[tokio::test]
async fn monitoring_needs_no_account() {
    let atoll = demo().start().await.unwrap();
    let browser = atoll.browser();
    for path in ["/healthz", "/readyz"] {
        let answer = browser.get(path).await.unwrap();
        assert_eq!((answer.status, answer.body.as_str()), (StatusCode::OK, "ok\n"), "{path}");
    }
    let figures = browser.get("/metrics").await.unwrap().body;
    assert!(figures.contains("atoll_portal_requests_total{code=\"2xx\"}"), "{figures}");
    assert!(figures.contains("process_resident_memory_bytes"), "{figures}");
}
