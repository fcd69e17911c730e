//! The server through a real client, without a socket.
#![allow(clippy::unwrap_used)]

mod support;

use futures::{StreamExt, TryStreamExt};
use k8s_openapi::api::core::v1::ConfigMap;
use kube::api::{Api, DeleteParams, ListParams, Patch, PatchParams, PostParams, WatchEvent, WatchParams};
use kube::runtime::{WatchStreamExt, watcher};
use serde_json::json;
use support::supervisor;

fn config_map(name: &str, value: &str) -> ConfigMap {
    serde_json::from_value(json!({"metadata": {"name": name}, "data": {"x": value}})).unwrap()
}

#[tokio::test]
async fn creates_reads_replaces_and_deletes() {
    let server = supervisor().await;
    let api: Api<ConfigMap> = Api::namespaced(server.client(), "default");
    let made = api.create(&PostParams::default(), &config_map("a", "1")).await.unwrap();
    assert!(made.metadata.uid.is_some() && made.metadata.creation_timestamp.is_some());
    let again = api.create(&PostParams::default(), &config_map("a", "1")).await.unwrap_err();
    let kube::Error::Api(status) = again else { panic!("{again}") };
    assert_eq!((status.code, status.reason.as_str()), (409, "AlreadyExists"));
    assert_eq!(status.message, "configmaps \"a\" already exists");
    let mut changed = made.clone();
    changed.data.as_mut().unwrap().insert("x".to_owned(), "2".to_owned());
    let replaced = api.replace("a", &PostParams::default(), &changed).await.unwrap();
    assert_ne!(replaced.metadata.resource_version, made.metadata.resource_version);
    let stale = api.replace("a", &PostParams::default(), &changed).await.unwrap_err();
    let kube::Error::Api(status) = stale else { panic!("{stale}") };
    assert_eq!(
        (status.code, status.message.as_str()),
        (
            409,
            "Operation cannot be fulfilled on configmaps \"a\": the object has been modified; please apply your \
             changes to the latest version and try again"
        )
    );
    assert_eq!(api.get("a").await.unwrap(), replaced);
    api.delete("a", &DeleteParams::default()).await.unwrap();
    assert!(api.get_opt("a").await.unwrap().is_none());
}

#[tokio::test]
async fn patches_in_every_way() {
    let server = supervisor().await;
    let api: Api<ConfigMap> = Api::namespaced(server.client(), "default");
    api.create(&PostParams::default(), &config_map("a", "1")).await.unwrap();
    let plain = PatchParams::default();
    let data = |map: ConfigMap| map.data.unwrap();
    let merged = api.patch("a", &plain, &Patch::Merge(json!({"data": {"y": "2"}}))).await.unwrap();
    assert_eq!(data(merged).len(), 2);
    let strategic = Patch::Strategic(json!({"data": {"x": null}}));
    assert_eq!(data(api.patch("a", &plain, &strategic).await.unwrap()).len(), 1);
    let applied = Patch::Apply(json!({"apiVersion": "v1", "kind": "ConfigMap", "data": {"y": "3"}}));
    let refused = api.patch("a", &PatchParams::apply("other"), &applied).await.unwrap_err();
    let kube::Error::Api(status) = refused else { panic!("{refused}") };
    assert_eq!(status.code, 409);
    let cause = &status.details.as_ref().unwrap().causes[0];
    assert_eq!((cause.reason.as_str(), cause.field.as_str()), ("FieldManagerConflict", ".data.y"));
    let forced = api.patch("a", &PatchParams::apply("other").force(), &applied).await.unwrap();
    assert_eq!(data(forced)["y"], "3");
    let made = api.patch("b", &PatchParams::apply("other"), &applied).await.unwrap();
    assert_eq!(made.metadata.managed_fields.unwrap()[0].operation.as_deref(), Some("Apply"));
    let missing = api.patch("c", &plain, &Patch::Merge(json!({}))).await.unwrap_err();
    assert!(matches!(missing, kube::Error::Api(status) if status.code == 404));
}

#[tokio::test]
async fn lists_with_selectors_and_pages() {
    let server = supervisor().await;
    let api: Api<ConfigMap> = Api::namespaced(server.client(), "default");
    for i in 0..10 {
        let mut map = config_map(&format!("m{i}"), "1");
        map.metadata.labels = Some([("odd".to_owned(), (i % 2 == 1).to_string())].into());
        api.create(&PostParams::default(), &map).await.unwrap();
    }
    let odd = api.list(&ListParams::default().labels("odd=true")).await.unwrap();
    assert_eq!(odd.items.len(), 5);
    let one = api.list(&ListParams::default().fields("metadata.name=m3")).await.unwrap();
    assert_eq!(one.items[0].metadata.name.as_deref(), Some("m3"));
    let first = api.list(&ListParams::default().limit(4)).await.unwrap();
    assert_eq!((first.items.len(), first.metadata.remaining_item_count), (4, Some(6)));
    // Later pages show what was there at the first.
    api.delete("m5", &DeleteParams::default()).await.unwrap();
    let token = first.metadata.continue_.unwrap();
    let rest = api.list(&ListParams::default().continue_token(&token)).await.unwrap();
    assert_eq!(rest.items.len(), 6);
    assert_eq!(rest.metadata.resource_version, first.metadata.resource_version);
    assert_eq!(api.list(&ListParams::default()).await.unwrap().items.len(), 9);
}

#[tokio::test]
async fn watches_from_a_version() {
    let server = supervisor().await;
    let api: Api<ConfigMap> = Api::namespaced(server.client(), "default");
    let version = api.list(&ListParams::default()).await.unwrap().metadata.resource_version.unwrap();
    api.create(&PostParams::default(), &config_map("a", "1")).await.unwrap();
    let params = WatchParams::default().timeout(5);
    let mut events = api.watch(&params, &version).await.unwrap().boxed();
    let next = events.try_next().await.unwrap().unwrap();
    assert!(matches!(next, WatchEvent::Added(map) if map.metadata.name.as_deref() == Some("a")));
    api.patch("a", &PatchParams::default(), &Patch::Merge(json!({"data": {"x": "2"}}))).await.unwrap();
    assert!(matches!(events.try_next().await.unwrap().unwrap(), WatchEvent::Modified(_)));
    api.delete("a", &DeleteParams::default()).await.unwrap();
    assert!(matches!(events.try_next().await.unwrap().unwrap(), WatchEvent::Deleted(_)));
}

#[tokio::test]
async fn feeds_watchers_both_ways() {
    let server = supervisor().await;
    let api: Api<ConfigMap> = Api::namespaced(server.client(), "default");
    api.create(&PostParams::default(), &config_map("a", "1")).await.unwrap();
    for config in [watcher::Config::default(), watcher::Config::default().streaming_lists()] {
        let mut seen = watcher(api.clone(), config).applied_objects().boxed();
        assert_eq!(seen.try_next().await.unwrap().unwrap().metadata.name.as_deref(), Some("a"));
        let patch = Patch::Merge(json!({"data": {"x": uuid::Uuid::new_v4()}}));
        api.patch("a", &PatchParams::default(), &patch).await.unwrap();
        assert!(seen.try_next().await.unwrap().is_some());
    }
}
