//! Who may do what through the API: a stranger, developers in their own and in others' namespaces, administrators.

use api::guest::GuestCluster;
use k8s_openapi::api::core::v1::{Namespace, Node, Secret};
use kube::{Api, Client, api::ListParams, api::PostParams};
use testkit::guest_cluster;

use crate::demo;

/// The status code that creating a cluster (as a dry run) gives.
async fn create(client: &Client, namespace: &str) -> u16 {
    let clusters = Api::<GuestCluster>::namespaced(client.clone(), namespace);
    let cluster = guest_cluster(namespace, "asked").build();
    code(clusters.create(&PostParams { dry_run: true, ..PostParams::default() }, &cluster).await)
}

fn code<T>(result: kube::Result<T>) -> u16 {
    match result {
        Ok(_) => 200,
        Err(kube::Error::Api(status)) => status.code,
        Err(error) => panic!("{error}"),
    }
}

#[tokio::test]
async fn roles_of_the_demo() {
    let atoll = demo().start().await.unwrap();
    let admin = atoll.client_of("admin", &["atoll:admins"]).await.unwrap();
    let dev = atoll.client_of("dev", &[]).await.unwrap();
    let stranger = atoll.client_of("stranger", &[]).await.unwrap();
    for (who, client, own, other) in
        [("admin", &admin, 200, 200), ("dev", &dev, 200, 403), ("stranger", &stranger, 403, 403)]
    {
        assert_eq!(create(client, "team-a").await, own, "{who} in team-a");
        assert_eq!(create(client, "team-b").await, other, "{who} in team-b");
    }
    let list = ListParams::default();
    for (who, client, nodes, secrets) in
        [("admin", &admin, 200, 200), ("dev", &dev, 403, 403), ("stranger", &stranger, 403, 403)]
    {
        assert_eq!(code(Api::<Node>::all(client.clone()).list(&list).await), nodes, "{who}: hosts");
        assert_eq!(
            code(Api::<Secret>::namespaced(client.clone(), "team-a").list(&list).await),
            secrets,
            "{who}: Secrets"
        );
        assert_eq!(code(Api::<Namespace>::all(client.clone()).list(&list).await), nodes, "{who}: namespaces");
    }
}
