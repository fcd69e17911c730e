//! Pages of the whole fleet, and the maintenance of hosts: for administrators only.

use http::StatusCode;

use crate::demo;

const PAGES: [&str; 8] = [
    "/admin/layers/guest",
    "/admin/layers/cluster-api?kind=Machine&sort=-age",
    "/admin/layers/vms?host=sim-host-1",
    "/admin/layers/hosts",
    "/admin/tree?open=team-a",
    "/admin/events?type=warning",
    "/admin/hosts/sim-host-1",
    "/admin/hosts/sim-host-1/maintenance",
];

#[tokio::test]
async fn the_fleet_is_shown_to_administrators_only() {
    let atoll = demo().start().await.unwrap();
    for (who, expected) in [("admin", StatusCode::OK), ("dev", StatusCode::FORBIDDEN), ("dev2", StatusCode::FORBIDDEN)]
    {
        let browser = atoll.browser();
        browser.sign_in(who, "atoll-demo").await.unwrap();
        // Twice: what the first reader has brought into memory is not for others.
        for _ in 0..2 {
            for path in PAGES {
                assert_eq!(browser.get(path).await.unwrap().status, expected, "{who} {path}");
            }
        }
        if who == "admin" {
            assert_eq!(browser.get("/admin/hosts/absent").await.unwrap().status, StatusCode::NOT_FOUND);
        }
    }
    let nobody = atoll.browser();
    for path in PAGES {
        assert_eq!(nobody.get(path).await.unwrap().status, StatusCode::SEE_OTHER, "{path}");
    }
}

/// Lists of the fleet are kept in memory for all who read them.
#[tokio::test]
async fn what_is_kept_for_all_speaks_to_each_reader_in_their_language() {
    const PAUSED: &str = r#"{"apiVersion": "guest.atoll.dev/v1alpha1", "kind": "GuestCluster",
        "metadata": {"name": "still", "namespace": "team-a"},
        "spec": {"paused": true, "distribution": {"version": "v1.35"}, "topology": {
            "controlPlane": {"replicas": 1, "class": "best-effort-small"}, "nodePools": []}}}"#;
    let atoll = demo().start().await.unwrap();
    atoll.kubectl("apply -f -", PAUSED).await.unwrap();
    let (english, german) = (atoll.browser(), atoll.browser());
    for browser in [&english, &german] {
        browser.sign_in("admin", "atoll-demo").await.unwrap();
    }
    german.hold("atoll-language", "de").unwrap();
    for (browser, said, unsaid) in [(&english, ">paused<", ">angehalten<"), (&german, ">angehalten<", ">paused<")] {
        let page = browser.get("/admin/layers/guest").await.unwrap().body;
        assert!(page.contains(said) && !page.contains(unsaid), "{said}: {page}");
    }
}

#[tokio::test]
async fn maintenance_is_for_administrators_and_not_decided_twice() {
    let atoll = demo().start().await.unwrap();
    let path = "/admin/hosts/sim-host-1/maintenance";
    let node = async || atoll.kubectl("get node sim-host-1 -o jsonpath={.spec.unschedulable}", "").await.unwrap();
    let developer = atoll.browser();
    developer.sign_in("dev", "atoll-demo").await.unwrap();
    for wish in ["cordon", "drain", "work"] {
        let form = format!("wish={wish}&confirm=sim-host-1");
        assert_eq!(developer.post(path, &form).await.unwrap().status, StatusCode::FORBIDDEN, "{wish}");
    }
    assert_eq!(node().await, "");
    let admin = atoll.browser();
    admin.sign_in("admin", "atoll-demo").await.unwrap();
    let drain = admin.post(path, "wish=drain&was=work&confirm=sim-host-2").await.unwrap();
    assert_eq!(drain.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        drain.body.contains("value=\"sim-host-2\"") && drain.body.contains("id=\"f-confirm-wrong\""),
        "{}",
        drain.body
    );
    assert_eq!(node().await, "");
    let cordon = admin.post(path, "wish=cordon&was=work").await.unwrap();
    assert_eq!((cordon.status, cordon.location()), (StatusCode::SEE_OTHER, "/admin/hosts/sim-host-1"));
    assert_eq!(node().await, "true");
    // Another administrator still looks at the host as it was.
    let late = admin.post(path, "wish=drain&was=work&confirm=sim-host-1").await.unwrap();
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.body.contains("Somebody has changed the maintenance"), "{}", late.body);
    let nonsense = admin.post(path, "wish=explode&was=cordon").await.unwrap();
    assert_eq!(nonsense.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(admin.post(path, "wish=work&was=cordon").await.unwrap().status, StatusCode::SEE_OTHER);
    assert_eq!(node().await, "");
}
