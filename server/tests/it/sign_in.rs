//! Signing in and out, and what those who did not get.

use http::{Method, StatusCode};
use testkit::Atoll;

use crate::{ATOLL, demo};

#[tokio::test]
async fn in_and_out() {
    let atoll = demo().start().await.unwrap();
    let browser = atoll.browser();

    let answer = browser.get("/clusters?state=Ready").await.unwrap();
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(answer.location(), "/signin?next=/clusters%3Fstate%3DReady");
    assert_eq!(browser.get("/signin").await.unwrap().status, StatusCode::OK);

    let wrong = browser.post("/signin", "username=dev&password=no&next=/clusters").await.unwrap();
    assert_eq!(wrong.location(), "/signin?error=invalid&username=dev&next=/clusters");
    let nobody = browser.post("/signin", "username=nobody&password=no").await.unwrap();
    assert_eq!(nobody.location(), "/signin?error=invalid&username=nobody");
    assert_eq!(browser.cookies(), None);

    let right = browser.post("/signin", "username=dev&password=atoll-demo&next=/clusters").await.unwrap();
    assert_eq!((right.status, right.location()), (StatusCode::SEE_OTHER, "/clusters"));
    let cookie = right.header("set-cookie");
    for part in ["atoll=", "HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=28800"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert_eq!(browser.get("/clusters").await.unwrap().status, StatusCode::OK);

    // Signing in again gives another id, and the old one is worth nothing.
    let first = browser.cookies().unwrap();
    browser.sign_in("dev", "atoll-demo").await.unwrap();
    assert_ne!(browser.cookies().unwrap(), first);
    let old = atoll.browser().send(Method::GET, "/clusters", &[("cookie", &first)], "").await.unwrap();
    assert_eq!(old.status, StatusCode::SEE_OTHER);

    let second = browser.cookies().unwrap();
    assert_eq!(browser.post("/signout", "").await.unwrap().location(), "/signin");
    let ended = atoll.browser().send(Method::GET, "/clusters", &[("cookie", &second)], "").await.unwrap();
    assert_eq!(ended.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn never_on_to_another_site() {
    let atoll = demo().start().await.unwrap();
    for next in ["//evil.example", "https://evil.example", "/%5Cevil.example", "%2F%2Fevil.example"] {
        let form = format!("username=dev&password=atoll-demo&next={next}");
        let answer = atoll.browser().post("/signin", &form).await.unwrap();
        assert_eq!(answer.location(), "/", "{next}");
    }
}

#[tokio::test]
async fn guessing_is_slowed_down() {
    let atoll = demo().start().await.unwrap();
    let browser = atoll.browser();
    for _ in 0..5 {
        let answer = browser.post("/signin", "username=dev&password=guess").await.unwrap();
        assert!(answer.location().contains("error=invalid"), "{}", answer.location());
    }
    let limited = browser.post("/signin", "username=dev&password=atoll-demo").await.unwrap();
    assert!(limited.location().contains("error=limited"), "{}", limited.location());
    browser.sign_in("dev2", "atoll-demo").await.unwrap();
}

#[tokio::test]
async fn sessions_outlive_a_restart() {
    let mut atoll = demo().start().await.unwrap();
    let browser = atoll.browser();
    browser.sign_in("dev", "atoll-demo").await.unwrap();
    let cookie = browser.cookies().unwrap();
    atoll.kill().await.unwrap();
    atoll.start().await.unwrap();
    let answer = atoll.browser().send(Method::GET, "/clusters", &[("cookie", &cookie)], "").await.unwrap();
    assert_eq!(answer.status, StatusCode::OK);
}

#[tokio::test]
async fn first_password_is_random_and_can_be_reset() {
    let mut atoll = demo().without_demo().start().await.unwrap();
    let printed = atoll.printed().to_owned();
    let password = printed.split("password ").nth(1).unwrap().split(' ').next().unwrap();
    assert_eq!(password.len(), 20, "{printed}");
    let browser = atoll.browser();
    browser.sign_in("admin", password).await.unwrap();
    assert!(browser.sign_in("dev", "atoll-demo").await.is_err(), "no demo accounts");

    // While the server runs.
    let reset = reset(&atoll, "admin");
    assert!(reset.contains("New password of admin: "), "{reset}");
    let new = reset.split("admin: ").nth(1).unwrap().lines().next().unwrap();
    assert_eq!(browser.get("/clusters").await.unwrap().status, StatusCode::SEE_OTHER, "its sessions have ended");
    assert!(browser.sign_in("admin", password).await.is_err());
    browser.sign_in("admin", new).await.unwrap();
    assert!(!atoll.log().contains(new) && !atoll.log().contains(password), "passwords are not logged");

    atoll.stop().await.unwrap();
    atoll.start().await.unwrap();
    assert!(!atoll.printed().contains("password"), "shown only once: {}", atoll.printed());
}

fn reset(atoll: &Atoll, name: &str) -> String {
    let output = std::process::Command::new(ATOLL)
        .args(["admin", "--data-dir"])
        .arg(atoll.data_dir())
        .args(["reset-password", name])
        .output()
        .unwrap();
    String::from_utf8([output.stdout, output.stderr].concat()).unwrap()
}
