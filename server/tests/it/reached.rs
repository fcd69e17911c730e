//! How the server is reached: by which names, through which proxies, and on whose behalf the portal asks the API.

use http::Method;
use k8s_openapi::api::core::v1::{ConfigMap, Namespace};
use kube::{
    Api, Client, Config,
    api::{ObjectMeta, PostParams},
    config::{KubeConfigOptions, Kubeconfig},
};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

use crate::{demo, storage::admin};

#[tokio::test]
async fn what_a_person_does_is_recorded_under_the_page_s_request() {
    let mut atoll = demo().variable("ATOLL_TRUSTED_PROXIES", "127.0.0.0/8").start().await.unwrap();
    let browser = atoll.browser();
    browser.sign_in("dev", "atoll-demo").await.unwrap();
    let form = "mode=form&action=submit&name=here&namespace=team-a&version=v1.37.1&storage_class=fast&control_plane_nodes=1\
        &control_plane_class=best-effort-small&pool_name=workers&pool_class=best-effort-small&pool_nodes=1";
    let headers = [
        ("accept", "text/html"),
        ("sec-fetch-site", "same-origin"),
        ("x-request-id", "of-the-page"),
        ("x-forwarded-for", "1.2.3.4, 198.51.100.7"),
    ];
    let answer = browser.send(Method::POST, "/clusters/new", &headers, form).await.unwrap();
    assert_eq!(answer.header("x-request-id"), "of-the-page");
    let path = "/apis/guest.atoll.dev/v1alpha1/namespaces/team-a/guestclusters/here";
    let request = http::Request::get(path).body(Vec::new()).unwrap();
    let made: Value = atoll.client().await.unwrap().request(request).await.unwrap();
    assert_eq!(made["metadata"]["annotations"]["atoll.dev/request-id"], "of-the-page");
    atoll.stop().await.unwrap();
    let data = atoll.data_dir().display().to_string();
    let exported = admin(&["--data-dir", &data, "export-audit"]).await.unwrap();
    let records = exported.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let record = records
        .filter(|record| record["auditID"] == "of-the-page")
        .find(|record| record["verb"] == "create" && record["objectRef"]["resource"] == "guestclusters")
        .unwrap_or_else(|| panic!("no record of it among\n{exported}"));
    assert_eq!(record["user"]["username"], "dev");
    assert_eq!(record["sourceIPs"], json!(["198.51.100.7", "127.0.0.1"]));
}

#[tokio::test]
async fn who_guesses_through_a_proxy_slows_down_nobody_else() {
    let atoll = demo().variable("ATOLL_TRUSTED_PROXIES", "127.0.0.0/8").start().await.unwrap();
    let browser = atoll.browser();
    let sign_in = async |from: &str, password: &str| {
        let headers = [("accept", "text/html"), ("sec-fetch-site", "same-origin"), ("x-forwarded-for", from)];
        let form = format!("username=dev&password={password}");
        let answer = browser.send(Method::POST, "/signin", &headers, &form).await.unwrap();
        answer.location().to_owned()
    };
    for _ in 0..5 {
        assert!(sign_in("198.51.100.7", "guess").await.contains("error=invalid"));
    }
    assert!(sign_in("198.51.100.7", "atoll-demo").await.contains("error=limited"));
    assert!(
        sign_in("1.2.3.4, 198.51.100.7", "atoll-demo").await.contains("error=limited"),
        "one may not say who one is"
    );
    assert_eq!(sign_in("198.51.100.8", "atoll-demo").await, "/");
}

#[tokio::test]
async fn the_api_has_further_names_when_it_is_given_some() {
    let mut atoll = demo().start().await.unwrap();
    let file = atoll.kubeconfig();
    let by_name = async || {
        let kubeconfig = Kubeconfig::from_yaml(&std::fs::read_to_string(&file).unwrap()).unwrap();
        let mut config = Config::from_custom_kubeconfig(kubeconfig, &KubeConfigOptions::default()).await.unwrap();
        config.tls_server_name = Some("atoll.example".to_owned());
        config.default_retry = false;
        Api::<Namespace>::all(Client::try_from(config).unwrap()).list(&Default::default()).await
    };
    atoll.client().await.unwrap();
    assert!(by_name().await.is_err(), "the name is not its own");
    atoll.stop().await.unwrap();
    atoll.set_variable("ATOLL_API_NAMES", "atoll.example,10.0.0.9");
    atoll.set_variable("ATOLL_API_NAME", "typo");
    atoll.start().await.unwrap();
    by_name().await.unwrap();
    let warning = "the variable ATOLL_API_NAME sets nothing; was ATOLL_API_NAMES meant?";
    assert!(atoll.log().contains(warning), "{}", atoll.log());
}

#[tokio::test]
async fn limits_are_settings() {
    let atoll = demo()
        .variable("ATOLL_LIMITS_OBJECT_BYTES", "65536")
        .variable("ATOLL_LIMITS_BODY_BYTES", "131072")
        .start()
        .await
        .unwrap();
    let maps = Api::<ConfigMap>::namespaced(atoll.client().await.unwrap(), "team-a");
    for (length, why) in [(100_000, "limit is 65536"), (200_000, "limit is 131072")] {
        let data = Some([("k".to_owned(), "x".repeat(length))].into());
        let metadata = ObjectMeta { name: Some("large".to_owned()), ..ObjectMeta::default() };
        let map = ConfigMap { metadata, data, ..ConfigMap::default() };
        match maps.create(&PostParams::default(), &map).await {
            Err(kube::Error::Api(status)) if status.code == 413 => {
                assert!(status.message.contains(why), "{}", status.message);
            }
            other => panic!("{length}: {other:?}"),
        }
    }
}

#[tokio::test]
async fn behind_a_balancer_each_caller_has_its_own_bound() {
    let atoll = demo()
        .variable("ATOLL_TRUSTED_PROXIES", "127.0.0.0/8")
        .variable("ATOLL_PROXY_PROTOCOL", "true")
        .variable("ATOLL_LIMITS_CONNECTIONS_PER_ADDRESS", "1")
        .start()
        .await
        .unwrap();
    let address = atoll.portal().trim_start_matches("http://").to_owned();
    let ask = async |from: &str| {
        let mut stream = TcpStream::connect(&address).await.unwrap();
        let request = format!("PROXY TCP4 {from} 127.0.0.1 4711 80\r\nGET /healthz HTTP/1.1\r\nhost: x\r\n\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = vec![0; 4096];
        let read = stream.read(&mut answer).await.unwrap_or_default();
        (stream, String::from_utf8_lossy(&answer[..read]).into_owned())
    };
    let (held, first) = ask("192.0.2.1").await;
    assert!(first.starts_with("HTTP/1.1 200"), "{first}");
    assert_eq!(ask("192.0.2.1").await.1, "", "one more than it may have");
    assert!(ask("192.0.2.2").await.1.starts_with("HTTP/1.1 200"), "another caller of the same balancer");
    drop(held);
}
