//! Signing in the command line over HTTP: codes, proofs, and what a token of it is good for.

use api::guest::GuestCluster;
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use http::{Method, StatusCode};
use kube::{Api, api::PostParams};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use testkit::{Answer, Atoll, Browser, guest_cluster};

use crate::{demo, provision};

const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const BACK: &str = "http://127.0.0.1:4711/callback";

fn json(answer: &Answer) -> Value {
    serde_json::from_str(&answer.body).unwrap_or_else(|_| panic!("{} {}", answer.status, answer.body))
}

async fn dev(atoll: &Atoll) -> Browser {
    let browser = atoll.browser();
    browser.sign_in("dev", "atoll-demo").await.unwrap();
    browser
}

async fn asked(atoll: &Atoll) -> (String, String) {
    let device = json(&atoll.browser().post("/oauth/device", "client_id=atoll&machine=laptop").await.unwrap());
    let text = |name: &str| device[name].as_str().unwrap().to_owned();
    assert_eq!(text("verification_uri"), format!("{}/device", atoll.portal()));
    (text("device_code"), text("user_code"))
}

async fn exchange(atoll: &Atoll, form: &str) -> Value {
    json(&atoll.browser().post("/oauth/token", form).await.unwrap())
}

async fn by_device(atoll: &Atoll, device_code: &str) -> Value {
    let grant = "grant_type=urn:ietf:params:oauth:grant-type:device_code";
    exchange(atoll, &format!("{grant}&device_code={device_code}")).await
}

async fn call(atoll: &Atoll, path: &str, token: &str, body: &Value) -> Answer {
    let bearer = format!("Bearer {token}");
    let headers = [("authorization", bearer.as_str()), ("content-type", "application/json")];
    atoll.browser().send(Method::POST, path, &headers, &body.to_string()).await.unwrap()
}

/// Signs in and gives the token.
pub(crate) async fn signed_in(atoll: &Atoll, browser: &Browser) -> String {
    let (device_code, code) = asked(atoll).await;
    let approved = browser.post("/device", &format!("code={code}&decision=approve")).await.unwrap();
    assert_eq!(approved.location(), "/device?done=approved");
    by_device(atoll, &device_code).await["access_token"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_code_signs_in_once_and_only_who_asked() {
    let atoll = demo().start().await.unwrap();
    let browser = dev(&atoll).await;
    let (device_code, code) = asked(&atoll).await;
    assert_eq!(by_device(&atoll, &device_code).await["error"], "authorization_pending");
    let page = browser.get(&format!("/device?code={}", code.to_lowercase())).await.unwrap();
    assert!(page.body.contains("laptop") && page.body.contains("127.0.0.1"), "{}", page.body);
    // Without the part that nobody types, the code that people see is worth nothing.
    assert_eq!(by_device(&atoll, &format!("{code}.guess")).await["error"], "expired_token");
    browser.post("/device", &format!("code={code}&decision=approve")).await.unwrap();
    assert_eq!(by_device(&atoll, &format!("{code}.guess")).await["error"], "expired_token");
    let login = by_device(&atoll, &device_code).await;
    assert_eq!((login["user"].as_str(), login["token_type"].as_str()), (Some("dev"), Some("Bearer")));
    assert_eq!(by_device(&atoll, &device_code).await["error"], "expired_token", "used");
    assert!(browser.get("/access/sessions").await.unwrap().body.contains("atoll on laptop"));

    let (device_code, code) = asked(&atoll).await;
    browser.post("/device", &format!("code={code}&decision=deny")).await.unwrap();
    assert_eq!(by_device(&atoll, &device_code).await["error"], "access_denied");

    // Another site cannot approve, nor can somebody who is not signed in.
    let (_, code) = asked(&atoll).await;
    let form = format!("code={code}&decision=approve");
    let forged = browser.send(Method::POST, "/device", &[("origin", "https://evil.example")], &form).await.unwrap();
    assert_eq!(forged.status, StatusCode::FORBIDDEN);
    assert!(atoll.browser().post("/device", &form).await.unwrap().location().starts_with("/signin"));
    for _ in 0..5 {
        assert!(browser.get("/device?code=BCDFBCDF").await.unwrap().body.contains("Nothing waits"));
    }
    assert_eq!(browser.get("/device?code=BCDFBCDG").await.unwrap().status, StatusCode::SERVICE_UNAVAILABLE, "guessing");
}

#[tokio::test]
async fn a_code_through_the_browser_needs_its_proof() {
    let atoll = demo().start().await.unwrap();
    let browser = dev(&atoll).await;
    let challenge = BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(VERIFIER));
    let asked = |back: &str| {
        format!(
            "response_type=code&client_id=atoll&machine=laptop&redirect_uri={back}&code_challenge={challenge}&code_challenge_method=S256&state=s"
        )
    };
    let consent = browser.get(&format!("/oauth/authorize?{}", asked(BACK))).await.unwrap();
    assert!(consent.status.is_success() && consent.body.contains("laptop"), "{}", consent.body);
    for elsewhere in ["https://evil.example/callback", "http://127.0.0.1.evil.example:1/callback"] {
        let refused = browser.get(&format!("/oauth/authorize?{}", asked(elsewhere))).await.unwrap();
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{elsewhere}");
        let form = format!("{}&decision=approve", asked(elsewhere));
        assert_eq!(browser.post("/oauth/authorize", &form).await.unwrap().status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let code = async || {
        let page = browser.post("/oauth/authorize", &format!("{}&decision=approve", asked(BACK))).await.unwrap();
        let at = page.body.find("callback?code=").unwrap_or_else(|| panic!("{}", page.body)) + "callback?code=".len();
        page.body[at..].split(['&', '"']).next().unwrap().to_owned()
    };
    let grant = |code: &str, verifier: &str, back: &str| {
        format!("grant_type=authorization_code&code={code}&code_verifier={verifier}&redirect_uri={back}")
    };
    let stolen = code().await;
    assert_eq!(exchange(&atoll, &grant(&stolen, "guess", BACK)).await["error"], "invalid_grant");
    assert_eq!(
        exchange(&atoll, &grant(&stolen, VERIFIER, BACK)).await["error"],
        "invalid_grant",
        "over after a wrong proof"
    );
    let good = code().await;
    assert_eq!(exchange(&atoll, &grant(&good, VERIFIER, BACK)).await["user"], "dev");
    assert_eq!(exchange(&atoll, &grant(&good, VERIFIER, BACK)).await["error"], "invalid_grant", "used");
    assert_eq!(exchange(&atoll, "grant_type=password").await["error"], "unsupported_grant_type");
}

#[tokio::test]
async fn a_sign_in_gets_kubeconfigs_and_nothing_else() {
    let atoll = demo().start().await.unwrap();
    let client = atoll.client().await.unwrap();
    let clusters = Api::<GuestCluster>::namespaced(client.clone(), "team-a");
    clusters.create(&PostParams::default(), &guest_cluster("team-a", "demo").build()).await.unwrap();
    provision::ready(&client, "team-a", "demo").await.unwrap();
    let browser = dev(&atoll).await;
    let token = signed_in(&atoll, &browser).await;
    let demo = serde_json::json!({"namespace": "team-a", "cluster": "demo"});
    let none = serde_json::json!({"namespace": "team-a", "cluster": "none"});

    let file = call(&atoll, "/api/kubeconfigs", &token, &demo).await;
    assert_eq!(file.status, StatusCode::OK, "{}", file.body);
    let short = json(&call(&atoll, "/api/kubeconfigs/token", &token, &demo).await);
    assert!(short["token"].is_string() && short["expiresAt"].is_string());
    for path in ["/api/kubeconfigs", "/api/kubeconfigs/token"] {
        assert_eq!(call(&atoll, path, &token, &none).await.status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(call(&atoll, path, "made-up", &demo).await.status, StatusCode::UNAUTHORIZED, "{path}");
        // The cookie of a session is no token.
        let cookie = browser.cookies().unwrap();
        let value = cookie.split_once('=').unwrap().1.to_owned();
        assert_eq!(call(&atoll, path, &value, &demo).await.status, StatusCode::UNAUTHORIZED, "{path}");
        assert_eq!(browser.post(path, "x=1").await.unwrap().status, StatusCode::UNAUTHORIZED, "{path}");
    }
    // Nor is the token one for pages.
    let bearer = format!("Bearer {token}");
    let page = atoll.browser().send(Method::GET, "/clusters", &[("authorization", &bearer)], "").await.unwrap();
    assert_eq!(page.status, StatusCode::SEE_OTHER);

    // Somebody else's access gives no token, whether it exists or not.
    let other = atoll.browser();
    other.sign_in("admin", "atoll-demo").await.unwrap();
    let admin = signed_in(&atoll, &other).await;
    let all = Api::<api::portal::ClusterAccess>::namespaced(client, "team-a");
    let name = all.list(&Default::default()).await.unwrap().items[0].metadata.name.clone().unwrap();
    for access in [name.as_str(), "nothing"] {
        let wanted = serde_json::json!({"namespace": "team-a", "cluster": "demo", "access": access});
        assert_eq!(call(&atoll, "/api/kubeconfigs/token", &admin, &wanted).await.status, StatusCode::NOT_FOUND);
    }

    // Signing out everywhere ends it, and so does revoking it.
    let revoked = atoll.browser().post("/oauth/revoke", &format!("token={admin}")).await.unwrap();
    assert!(revoked.status.is_success());
    assert_eq!(call(&atoll, "/api/kubeconfigs", &admin, &demo).await.status, StatusCode::UNAUTHORIZED);
    browser.post("/access/sessions", "which=all").await.unwrap();
    assert_eq!(call(&atoll, "/api/kubeconfigs", &token, &demo).await.status, StatusCode::UNAUTHORIZED);
}
