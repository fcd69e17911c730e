//! Who may do what on the pages of virtual machines, and what they answer.

use http::StatusCode;
use testkit::Browser;

use crate::demo;

const FORM: &str =
    "mode=form&action=submit&class=best-effort-xsmall&storage_class=fast&image=debian-13&power_state=PoweredOn";

async fn request(browser: &Browser, namespace: &str, name: &str) -> StatusCode {
    browser.post("/vms/new", &format!("{FORM}&namespace={namespace}&name={name}")).await.unwrap().status
}

#[tokio::test]
async fn machines_are_for_those_who_may_use_their_namespace() {
    let atoll = demo().start().await.unwrap();
    let (dev, dev2, admin, stranger) = (atoll.browser(), atoll.browser(), atoll.browser(), atoll.browser());
    for (browser, name) in [(&dev, "dev"), (&dev2, "dev2"), (&admin, "admin")] {
        browser.sign_in(name, "atoll-demo").await.unwrap();
    }
    assert_eq!(request(&dev2, "team-a", "web").await, StatusCode::UNPROCESSABLE_ENTITY, "not in others' namespaces");
    assert_eq!(request(&dev, "team-a", "web").await, StatusCode::SEE_OTHER);
    assert_eq!(request(&dev, "team-a", "web").await, StatusCode::CONFLICT);

    for page in ["", "?tab=topology", "?tab=events", "?tab=yaml", "/delete", "/edit", "/resize"] {
        for (browser, who, status) in [
            (&dev, "dev", StatusCode::OK),
            (&admin, "admin", StatusCode::OK),
            // Alike whether it exists or not.
            (&dev2, "dev2", StatusCode::NOT_FOUND),
            (&stranger, "nobody", StatusCode::SEE_OTHER),
        ] {
            let answer = browser.get(&format!("/vms/team-a/web{page}")).await.unwrap();
            assert_eq!(answer.status, status, "{who} {page}: {}", answer.body);
        }
        let none = dev2.get(&format!("/vms/team-a/none{page}")).await.unwrap();
        assert_eq!(none.status, StatusCode::NOT_FOUND, "{page}");
    }
    for (path, body) in [
        ("power", "action=off"),
        ("resize", "class=best-effort-small"),
        ("delete", "confirm=web"),
        ("edit", "action=apply&yaml=a&base=a"),
    ] {
        let answer = dev2.post(&format!("/vms/team-a/web/{path}"), body).await.unwrap();
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}: {}", answer.body);
        let answer = stranger.post(&format!("/vms/team-a/web/{path}"), body).await.unwrap();
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{path}");
    }
    for list in ["/vms", "/vms?of=all"] {
        assert!(dev.get(list).await.unwrap().body.contains("/vms/team-a/web"), "{list}");
        assert!(!dev2.get(list).await.unwrap().body.contains("team-a"), "{list}");
    }
    let off = dev.post("/vms/team-a/web/power", "action=off").await.unwrap();
    assert_eq!((off.status, off.location()), (StatusCode::SEE_OTHER, "/vms/team-a/web"));
    let wrong = dev.post("/vms/team-a/web/power", "action=explode").await.unwrap();
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("explode"), "{}", wrong.body);
}

#[tokio::test]
async fn yaml_is_changed_with_the_apis_word_and_after_others_changes_are_told() {
    let atoll = demo().start().await.unwrap();
    let dev = atoll.browser();
    dev.sign_in("dev", "atoll-demo").await.unwrap();
    assert_eq!(request(&dev, "team-a", "web").await, StatusCode::SEE_OTHER);
    let yaml = |class: &str, more: &str| {
        format!(
            "apiVersion: vmoperator.vmware.com/v1alpha6\nkind: VirtualMachine\nmetadata:\n  name: web\n  namespace: team-a\nspec:\n  className: {class}\n{more}"
        )
    };
    let send = async |action: &str, text: &str, base: &str| {
        let encoded = |text: &str| text.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>();
        let body = format!("action={action}&yaml={}&base={}", encoded(text), encoded(base));
        dev.post("/vms/team-a/web/edit", &body).await.unwrap()
    };
    // The page hands out what is there; its field `base` is what was opened.
    let page = dev.get("/vms/team-a/web/edit").await.unwrap().body;
    assert!(page.contains("className: best-effort-xsmall") && !page.contains("resourceVersion"), "{page}");

    let unknown = send("check", &yaml("best-effort-xsmall", "  nonsense: 1\n"), "").await;
    assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(unknown.body.contains("Line 8, column 13"), "{}", unknown.body);

    let base = yaml("best-effort-medium", "");
    let conflict = send("apply", &yaml("best-effort-small", "# mine\n"), &base).await;
    assert_eq!(conflict.status, StatusCode::CONFLICT);
    assert!(
        conflict.body.contains("Somebody changed it meanwhile") && conflict.body.contains("# mine"),
        "{}",
        conflict.body
    );
}
