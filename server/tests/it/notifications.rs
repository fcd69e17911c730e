//! What people and programs outside are told: by a webhook and by mail, once each, also when those who listen are down.

mod receivers;

use std::time::Duration;

use api::guest::GuestCluster;
use k8s_openapi::api::rbac::v1::RoleBinding;
use kube::{Api, api::DeleteParams};
use serde_json::Value;
use testkit::{Atoll, Options, eventually, guest_cluster};

use self::receivers::{Hook, Mailbox};
use crate::{DEADLINE, demo};

const SECRET: &str = "a secret of the receiver";

/// With a webhook, and a mail server at this port. What was tried in vain is tried again at once.
fn told(hook: &Hook, mail: u16) -> Options {
    let webhook = format!("[{{ name = 'chat', url = '{}', secret = '{SECRET}' }}]", hook.url());
    let mail = format!("{{ from = 'Atoll <atoll@corp.example>', host = '127.0.0.1', port = {mail}, tls = 'none' }}");
    demo()
        .variable("ATOLL_NOTIFICATIONS_WEBHOOKS", &webhook)
        .variable("ATOLL_NOTIFICATIONS_MAIL", &mail)
        .variable("ATOLL_NOTIFICATIONS_RETRY", "200ms")
        .variable("ATOLL_NOTIFICATIONS_SETTLE", "1s")
        .variable("ATOLL_NOTIFICATIONS_APPROVERS", "quota@corp.example")
}

/// Everybody of the demo can be written to.
async fn with_addresses(atoll: &Atoll) {
    for name in ["admin", "dev", "dev2"] {
        let browser = atoll.browser();
        browser.sign_in(name, "atoll-demo").await.unwrap();
        let form = format!("action=email&email={name}%40corp.example");
        let kept = browser.post("/access/account", &form).await.unwrap();
        assert_eq!(kept.location(), "/access/account", "{}", kept.body);
    }
}

/// As `dev`, so that they are who asked.
async fn request(atoll: &Atoll, name: &str, namespace: &str) {
    let dev = atoll.client_of(if namespace == "team-a" { "dev" } else { "dev2" }, &[]).await.unwrap();
    let request = serde_json::json!({
        "apiVersion": "portal.atoll.dev/v1alpha1", "kind": "QuotaRequest",
        "metadata": {"name": name, "namespace": namespace},
        "spec": {"changes": {"requests.cpu": "200"}, "justification": "we grow"},
    });
    let requests: Api<api::portal::QuotaRequest> = Api::namespaced(dev, namespace);
    requests.create(&Default::default(), &serde_json::from_value(request).unwrap()).await.unwrap();
}

async fn until(what: &str, done: impl Fn() -> bool) {
    eventually(what, DEADLINE, async || Ok(done().then_some(()))).await.unwrap();
}

fn about<'a>(all: &'a [Value], event: &str) -> Vec<&'a Value> {
    all.iter().filter(|message| message["event"] == event).collect()
}

#[tokio::test]
async fn requests_and_clusters_are_told_to_whom_they_concern() {
    let (hook, mailbox) = (Hook::start(SECRET).await, Mailbox::start(0).await);
    let atoll = told(&hook, mailbox.port()).start().await.unwrap();
    with_addresses(&atoll).await;
    request(&atoll, "more", "team-a").await;
    until("the request is told", || {
        about(&hook.messages(), "quota-request-made").len() == 1 && mailbox.all().len() == 2
    })
    .await;
    // Those who decide, not the one who asks, nor a stranger.
    let mut to: Vec<String> = mailbox.all().iter().map(|mail| mail.to.clone()).collect();
    to.sort();
    assert_eq!(to, ["admin@corp.example", "quota@corp.example"]);
    let mail = &mailbox.all()[0];
    assert!(mail.data.contains("Subject: dev asks for more quota with the request more in team-a."), "{}", mail.data);
    assert!(mail.data.contains("we grow") && mail.data.contains("/quota/requests/team-a/more"), "{}", mail.data);
    assert!(mail.from.contains("atoll@corp.example") && mail.data.contains("Auto-Submitted: auto-generated"));
    let message = &hook.messages()[0];
    for (field, expected) in [("namespace", "team-a"), ("name", "more"), ("owner", "dev"), ("kind", "QuotaRequest")] {
        assert_eq!(message[field], expected, "{message}");
    }
    assert!(message["url"].as_str().unwrap().ends_with("/quota/requests/team-a/more"), "{message}");

    let chief = atoll.browser();
    chief.sign_in("admin", "atoll-demo").await.unwrap();
    chief.post("/quota/requests/team-a/more/decide", "decision=deny&comment=not+now").await.unwrap();
    until("the decision is told", || mailbox.to("dev@corp.example").len() == 1).await;
    let decided = &mailbox.to("dev@corp.example")[0].data;
    assert!(decided.contains("admin denied your request more") && decided.contains("not now"), "{decided}");

    let dev = atoll.client_of("dev", &[]).await.unwrap();
    let clusters: Api<GuestCluster> = Api::namespaced(dev, "team-a");
    clusters.create(&Default::default(), &guest_cluster("team-a", "demo").build()).await.unwrap();
    until("the cluster is told", || mailbox.to("dev@corp.example").len() == 2).await;
    assert!(mailbox.to("dev@corp.example")[1].data.contains("Your cluster demo in team-a is ready."));
    clusters.delete("demo", &DeleteParams::default()).await.unwrap();
    until("the end is told", || mailbox.to("dev@corp.example").len() == 3).await;
    assert!(mailbox.to("dev@corp.example")[2].data.contains("Your cluster demo in team-a is deleted."));
    assert!(mailbox.to("dev2@corp.example").is_empty(), "nothing of it concerns them");
    until("the webhook has all", || about(&hook.messages(), "cluster-deleted").len() == 1).await;
    let log = atoll.log();
    assert!(!log.contains(SECRET) && !log.contains("/hook"), "{log}");
}

#[tokio::test]
async fn who_listens_later_hears_it_once() {
    let (hook, port) = (Hook::start(SECRET).await, Mailbox::free_port().await);
    hook.answer_next(&[500, 500]);
    let atoll = told(&hook, port).start().await.unwrap();
    with_addresses(&atoll).await;
    // A dead mail server delays nothing.
    request(&atoll, "more", "team-a").await;
    until("the webhook has it", || about(&hook.messages(), "quota-request-made").len() == 1).await;
    assert_eq!(hook.refused(), 2, "it was tried again");
    let chief = atoll.browser();
    chief.sign_in("admin", "atoll-demo").await.unwrap();
    let told = async || chief.get("/admin/notifications").await.unwrap().body;
    eventually("the page tells of it", DEADLINE, async || {
        Ok(told().await.contains("Connection refused").then_some(()))
    })
    .await
    .unwrap();
    let mailbox = Mailbox::start(port).await;
    until("the mail has come", || mailbox.all().len() == 2).await;
    eventually("the page tells that it works", DEADLINE, async || {
        Ok((!told().await.contains("Connection refused")).then_some(()))
    })
    .await
    .unwrap();
    assert_eq!(mailbox.all().len(), 2);
    assert_eq!(about(&hook.messages(), "quota-request-made").len(), 1);
}

#[tokio::test]
async fn a_crash_loses_nothing_and_tells_little_twice() {
    let (hook, port) = (Hook::start(SECRET).await, Mailbox::free_port().await);
    let mut atoll = told(&hook, port).start().await.unwrap();
    with_addresses(&atoll).await;
    request(&atoll, "more", "team-a").await;
    until("the webhook has it", || about(&hook.messages(), "quota-request-made").len() == 1).await;
    // It dies while the receiver has the message and has not answered.
    hook.hold();
    let chief = atoll.browser();
    chief.sign_in("admin", "atoll-demo").await.unwrap();
    chief.post("/quota/requests/team-a/more/decide", "decision=deny&comment=no").await.unwrap();
    until("the receiver has it", || about(&hook.messages(), "quota-request-decided").len() == 1).await;
    atoll.kill().await.unwrap();
    hook.go_on();
    let mailbox = Mailbox::start(port).await;
    atoll.start().await.unwrap();
    until("it is told again", || about(&hook.messages(), "quota-request-decided").len() == 2).await;
    let all = hook.messages();
    let decided = about(&all, "quota-request-decided");
    assert_eq!(decided[0]["id"], decided[1]["id"], "it can be known as the same");
    // What waited in the outbox arrives, and nothing that was told before comes again.
    until("the mail has come", || mailbox.all().len() == 3).await;
    request(&atoll, "other", "team-a").await;
    until("the next is told", || about(&hook.messages(), "quota-request-made").len() == 2).await;
    assert_eq!(about(&hook.messages(), "quota-request-made").len(), 2);
    assert_eq!(about(&hook.messages(), "quota-request-decided").len(), 2);
}

#[tokio::test]
async fn nobody_is_told_what_they_may_not_see() {
    let (hook, port) = (Hook::start(SECRET).await, Mailbox::free_port().await);
    let atoll = told(&hook, port).start().await.unwrap();
    with_addresses(&atoll).await;
    request(&atoll, "more", "team-a").await;
    request(&atoll, "theirs", "team-b").await;
    until("both are told", || about(&hook.messages(), "quota-request-made").len() == 2).await;
    let chief = atoll.browser();
    chief.sign_in("admin", "atoll-demo").await.unwrap();
    for path in ["team-a/more", "team-b/theirs"] {
        let form = "decision=deny&comment=no";
        chief.post(&format!("/quota/requests/{path}/decide"), form).await.unwrap();
    }
    until("both decisions are told", || about(&hook.messages(), "quota-request-decided").len() == 2).await;
    // While their mail waits one loses the namespace, and the other the portal.
    let admin = atoll.client().await.unwrap();
    let bindings = Api::<RoleBinding>::namespaced(admin, "team-a");
    for binding in bindings.list(&Default::default()).await.unwrap() {
        bindings.delete(&binding.metadata.name.unwrap(), &Default::default()).await.unwrap();
    }
    chief.post("/admin/people", "action=disable&user=dev2").await.unwrap();
    let mailbox = Mailbox::start(port).await;
    chief.post("/admin/notifications/test", "channel=mail").await.unwrap();
    until("the administrator is told", || mailbox.all().iter().any(|mail| mail.data.contains("test message"))).await;
    until("the rest is settled", || atoll.log().matches("does not concern them any more").count() == 2).await;
    assert!(mailbox.to("dev@corp.example").is_empty() && mailbox.to("dev2@corp.example").is_empty());
}

#[tokio::test]
async fn only_administrators_see_how_messages_go() {
    let atoll = demo().start().await.unwrap();
    let (dev, chief) = (atoll.browser(), atoll.browser());
    dev.sign_in("dev", "atoll-demo").await.unwrap();
    chief.sign_in("admin", "atoll-demo").await.unwrap();
    assert_eq!(dev.get("/admin/notifications").await.unwrap().status, 404);
    assert_eq!(dev.post("/admin/notifications/test", "channel=mail").await.unwrap().status, 404);
    assert!(chief.get("/admin/notifications").await.unwrap().body.contains("Nobody is told outside of the portal"));
    assert_eq!(chief.post("/admin/notifications/test", "channel=mail").await.unwrap().status, 404, "no such channel");
    tokio::time::timeout(Duration::from_secs(5), dev.get("/notifications")).await.unwrap().unwrap();
}
