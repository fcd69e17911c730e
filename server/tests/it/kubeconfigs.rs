//! Kubeconfigs for guest clusters: who gets one, what it can do, and when it ends.

use std::path::PathBuf;

use api::guest::GuestCluster;
use http::StatusCode;
use k8s_openapi::api::core::v1::Namespace;
use kube::{
    Api, Client,
    api::{ListParams, PostParams},
};
use serde_json::Value;
use testkit::{Atoll, Browser, eventually, guest_cluster, kubectl};

use crate::{DEADLINE, demo, provision};

/// A program with these clusters in team-a, ready. Lifetimes may be short.
async fn with_clusters(names: &[&str]) -> Atoll {
    let atoll = demo().variable("ATOLL_KUBECONFIG_MIN_LIFETIME", "10s").start().await.unwrap();
    let client = atoll.client().await.unwrap();
    let clusters = Api::<GuestCluster>::namespaced(client.clone(), "team-a");
    for name in names {
        clusters.create(&PostParams::default(), &guest_cluster("team-a", name).build()).await.unwrap();
    }
    for name in names {
        provision::ready(&client, "team-a", name).await.unwrap();
    }
    atoll
}

async fn signed_in(atoll: &Atoll, user: &str) -> Browser {
    let browser = atoll.browser();
    browser.sign_in(user, "atoll-demo").await.unwrap();
    browser
}

/// A kubeconfig from the portal.
async fn download(browser: &Browser, cluster: &str, form: &str) -> String {
    let answer = browser.post(&format!("/clusters/team-a/{cluster}/kubeconfig"), form).await.unwrap();
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    answer.body
}

fn kept(atoll: &Atoll, name: &str, kubeconfig: &str) -> PathBuf {
    let path = atoll.data_dir().join(format!("{name}.kubeconfig"));
    std::fs::write(&path, kubeconfig).unwrap();
    path
}

/// The status code with which a cluster answers a list of namespaces.
async fn answered(client: &Client) -> u16 {
    match Api::<Namespace>::all(client.clone()).list(&ListParams::default()).await {
        Ok(_) => 200,
        Err(kube::Error::Api(status)) => status.code,
        Err(error) => panic!("{error}"),
    }
}

async fn until(client: &Client, code: u16) {
    eventually(&format!("an answer with {code}"), DEADLINE, async || {
        let found = answered(client).await;
        anyhow::ensure!(found == code, "{found}");
        Ok(Some(()))
    })
    .await
    .unwrap();
}

/// The only access of a cluster that stands.
async fn access_of(client: &Client, cluster: &str) -> Value {
    let all = Api::<api::portal::ClusterAccess>::namespaced(client.clone(), "team-a");
    let all = all.list(&ListParams::default()).await.unwrap();
    let mut of = all.items.into_iter().filter(|one| one.spec.cluster_ref.name == cluster);
    let found = serde_json::to_value(of.next().unwrap()).unwrap();
    assert!(of.next().is_none(), "more than one");
    found
}

#[tokio::test]
async fn a_token_is_for_one_cluster_until_it_is_revoked() {
    let atoll = with_clusters(&["one", "two"]).await;
    let supervisor = atoll.client().await.unwrap();
    let dev = signed_in(&atoll, "dev").await;

    let file = download(&dev, "one", "kind=").await;
    let path = kept(&atoll, "one", &file);
    let who: Value = serde_json::from_str(&kubectl(&path, "auth whoami -o json", "").await.unwrap()).unwrap();
    assert_eq!(who["status"]["userInfo"]["username"], "dev");
    kubectl(&path, "create namespace x", "").await.unwrap();

    // Nothing that is recorded lets anybody in.
    let access = access_of(&supervisor, "one").await;
    let read: Value = serde_saphyr::from_str(&file).unwrap();
    let token = read["users"][0]["user"]["token"].as_str().unwrap();
    assert!(!access.to_string().contains(token.rsplit('.').next().unwrap()));
    assert_eq!(access["status"]["issuedTo"], "dev");

    // The other cluster does not know it, nor does the Supervisor.
    let other = download(&dev, "two", "kind=").await;
    let mut other: Value = serde_saphyr::from_str(&other).unwrap();
    assert_eq!(answered(&testkit::client(&other.to_string()).await.unwrap()).await, 200);
    other["users"][0]["user"]["token"] = token.into();
    assert_eq!(answered(&testkit::client(&other.to_string()).await.unwrap()).await, 401);
    let mut admin: Value = serde_saphyr::from_str(&std::fs::read_to_string(atoll.kubeconfig()).unwrap()).unwrap();
    admin["users"][0]["user"] = serde_json::json!({"token": token});
    assert_eq!(answered(&testkit::client(&admin.to_string()).await.unwrap()).await, 401);

    // Revoked, it has no rights at once.
    let one = testkit::client(&file).await.unwrap();
    assert_eq!(answered(&one).await, 200);
    let name = access["metadata"]["name"].as_str().unwrap();
    let revoke = format!("/access/team-a/{name}/revoke");
    let dev2 = signed_in(&atoll, "dev2").await;
    assert_eq!(dev2.post(&revoke, "back=").await.unwrap().status, StatusCode::NOT_FOUND);
    assert_eq!(dev2.post("/access/team-a/nothing/revoke", "back=").await.unwrap().status, StatusCode::NOT_FOUND);
    let revoked = dev.post(&revoke, "back=/clusters/team-a/one").await.unwrap();
    assert_eq!((revoked.status, revoked.location()), (StatusCode::SEE_OTHER, "/clusters/team-a/one"));
    until(&one, 403).await;
    let page = dev.get("/access").await.unwrap().body;
    assert!(page.contains("Revoked") && page.contains("two"), "{page}");

    // A cluster of the same name is another cluster.
    let (clusters, two) =
        (Api::<GuestCluster>::namespaced(supervisor.clone(), "team-a"), download(&dev, "two", "kind=").await);
    clusters.delete("two", &Default::default()).await.unwrap();
    eventually("the cluster to be gone", DEADLINE, async || Ok(clusters.get_opt("two").await?.is_none().then_some(())))
        .await
        .unwrap();
    clusters.create(&PostParams::default(), &guest_cluster("team-a", "two").build()).await.unwrap();
    provision::ready(&supervisor, "team-a", "two").await.unwrap();
    let mut later: Value = serde_saphyr::from_str(&download(&dev, "two", "kind=").await).unwrap();
    assert_eq!(answered(&testkit::client(&later.to_string()).await.unwrap()).await, 200);
    let two: Value = serde_saphyr::from_str(&two).unwrap();
    later["users"][0]["user"]["token"] = two["users"][0]["user"]["token"].clone();
    assert_eq!(answered(&testkit::client(&later.to_string()).await.unwrap()).await, 401);
}

#[tokio::test]
async fn who_may_have_what() {
    let atoll = with_clusters(&["one"]).await;
    let (dev, dev2, admin) =
        (signed_in(&atoll, "dev").await, signed_in(&atoll, "dev2").await, signed_in(&atoll, "admin").await);
    let path = "/clusters/team-a/one/kubeconfig";

    // Strangers learn nothing.
    let (hidden, absent) = (
        dev2.post(path, "kind=").await.unwrap(),
        dev2.post("/clusters/team-a/none/kubeconfig", "kind=").await.unwrap(),
    );
    assert_eq!((hidden.status, absent.status), (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND));

    // Certificates are for who may read the cluster's own kubeconfig.
    assert_eq!(dev.post(path, "kind=certificate").await.unwrap().status, StatusCode::FORBIDDEN);
    let certificate = download(&admin, "one", "kind=certificate").await;
    let client = testkit::client(&certificate).await.unwrap();
    assert_eq!(answered(&client).await, 200);
    let tab = "/clusters/team-a/one?tab=access";
    assert!(!dev.get(tab).await.unwrap().body.contains("value=\"certificate\""));
    assert!(admin.get(tab).await.unwrap().body.contains("value=\"certificate\""));

    for form in ["role=root", "lifetime=9", "lifetime=604801", "kind=password"] {
        let answer = dev.post(path, form).await.unwrap();
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{form}");
    }

    // A role is what it says.
    let viewer = kept(&atoll, "viewer", &download(&dev, "one", "role=view").await);
    kubectl(&viewer, "get namespaces", "").await.unwrap();
    let refused = kubectl(&viewer, "create namespace y", "").await.unwrap_err().to_string();
    assert!(refused.contains("Forbidden"), "{refused}");

    // A file for the exec helper holds no secret.
    let exec = download(&dev, "one", "kind=exec").await;
    assert!(
        exec.contains("client.authentication.k8s.io/v1")
            && exec.contains(&format!("{:?}", atoll.portal()).replace('"', "")),
        "{exec}"
    );
    assert!(!exec.contains("token:") && !exec.contains("-data: LS0tLS1CRUdJTiBQUklWQVRF"), "{exec}");
}

#[tokio::test]
async fn a_token_ends_when_it_was_to_end() {
    let atoll = with_clusters(&["one"]).await;
    let dev = signed_in(&atoll, "dev").await;
    let client = testkit::client(&download(&dev, "one", "lifetime=10").await).await.unwrap();
    assert_eq!(answered(&client).await, 200);
    until(&client, 401).await;
    eventually("the page to say so", DEADLINE, async || {
        Ok(dev.get("/access").await?.body.contains("Expired").then_some(()))
    })
    .await
    .unwrap();
    let again = testkit::client(&download(&dev, "one", "kind=").await).await.unwrap();
    assert_eq!(answered(&again).await, 200);
}

#[tokio::test]
async fn a_new_key_takes_over_without_ending_tokens() {
    let atoll = with_clusters(&["one"]).await;
    let dev = signed_in(&atoll, "dev").await;
    let client = testkit::client(&download(&dev, "one", "kind=").await).await.unwrap();
    assert_eq!(answered(&client).await, 200);
    let browser = atoll.browser();
    let keys = async || -> anyhow::Result<usize> {
        let set: Value = serde_json::from_str(&browser.get("/guests/openid/v1/jwks").await?.body)?;
        Ok(set["keys"].as_array().map_or(0, Vec::len))
    };
    assert_eq!(keys().await.unwrap(), 1);
    let rotated = std::process::Command::new(crate::ATOLL)
        .args(["admin", "--data-dir"])
        .arg(atoll.data_dir())
        .arg("rotate-issuer-key")
        .output()
        .unwrap();
    assert!(rotated.status.success(), "{rotated:?}");
    eventually("two keys", DEADLINE, async || {
        let found = keys().await?;
        anyhow::ensure!(found == 2, "{found}");
        Ok(Some(()))
    })
    .await
    .unwrap();
    assert_eq!(answered(&client).await, 200);
    let configuration: Value =
        serde_json::from_str(&browser.get("/guests/.well-known/openid-configuration").await.unwrap().body).unwrap();
    assert_eq!(configuration["issuer"], format!("{}/guests", atoll.api()));
    assert_eq!(configuration["jwks_uri"], format!("{}/guests/openid/v1/jwks", atoll.api()));
}

#[tokio::test]
async fn an_access_that_is_over_is_forgotten_in_time() {
    let variables = [("ATOLL_KUBECONFIG_MIN_LIFETIME", "10s"), ("ATOLL_KUBECONFIG_KEEP_ENDED", "1s")];
    let options = variables.into_iter().fold(demo(), |options, (name, value)| options.variable(name, value));
    let atoll = options.start().await.unwrap();
    let client = atoll.client().await.unwrap();
    let clusters = Api::<GuestCluster>::namespaced(client.clone(), "team-a");
    clusters.create(&PostParams::default(), &guest_cluster("team-a", "one").build()).await.unwrap();
    provision::ready(&client, "team-a", "one").await.unwrap();
    let dev = signed_in(&atoll, "dev").await;
    download(&dev, "one", "lifetime=3600").await;
    let stands = access_of(&client, "one").await;
    let path = format!("/access/team-a/{}/revoke", stands["metadata"]["name"].as_str().unwrap());
    assert_eq!(dev.post(&path, "back=/access").await.unwrap().status, StatusCode::SEE_OTHER);
    let accesses = Api::<api::portal::ClusterAccess>::namespaced(client, "team-a");
    eventually("the access to be gone", DEADLINE, async || {
        Ok(accesses.list(&ListParams::default()).await?.items.is_empty().then_some(()))
    })
    .await
    .unwrap();
}
