//! The server through a real client, without a socket.
#![allow(clippy::unwrap_used)]

mod support;

use futures::{StreamExt, TryStreamExt};
use k8s_openapi::api::core::v1::ConfigMap;
use kube::Resource;
use kube::api::entry::Entry;
use kube::api::{
    Api, DeleteParams, DynamicObject, ListParams, Patch, PatchParams, PostParams, Preconditions, WatchEvent,
    WatchParams,
};
use kube::core::PartialObjectMeta;
use kube::discovery::{self, Discovery};
use kube::runtime::reflector::{self, ObjectRef};
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

#[tokio::test]
async fn fills_a_store_that_follows() {
    let server = supervisor().await;
    let api: Api<ConfigMap> = Api::namespaced(server.client(), "default");
    api.create(&PostParams::default(), &config_map("a", "1")).await.unwrap();
    let (reader, writer) = reflector::store();
    let events = watcher(api.clone(), watcher::Config::default()).reflect(writer).applied_objects();
    let mut events = Box::pin(events);
    assert_eq!(events.try_next().await.unwrap().unwrap().metadata.name.as_deref(), Some("a"));
    api.create(&PostParams::default(), &config_map("b", "1")).await.unwrap();
    assert_eq!(events.try_next().await.unwrap().unwrap().metadata.name.as_deref(), Some("b"));
    let names = || {
        reader.state().iter().map(|map| map.metadata.name.clone().unwrap()).collect::<std::collections::BTreeSet<_>>()
    };
    assert_eq!(names(), ["a".to_owned(), "b".to_owned()].into());
    api.delete("a", &DeleteParams::default()).await.unwrap();
    let patch = Patch::Merge(json!({"data": {"x": "2"}}));
    api.patch("b", &PatchParams::default(), &patch).await.unwrap();
    events.try_next().await.unwrap();
    assert!(reader.get(&ObjectRef::new("a").within("default")).is_none());
    assert_eq!(reader.get(&ObjectRef::new("b").within("default")).unwrap().data.as_ref().unwrap()["x"], "2");
}

#[tokio::test]
async fn works_on_entries() {
    let server = supervisor().await;
    let api: Api<ConfigMap> = Api::namespaced(server.client(), "default");
    let entry = api.entry("a").await.unwrap();
    assert!(matches!(entry, Entry::Vacant(_)));
    let mut made = entry.or_insert(|| config_map("a", "1"));
    made.commit(&PostParams::default()).await.unwrap();
    let add = |map: &mut ConfigMap| drop(map.data.as_mut().unwrap().insert("y".to_owned(), "2".to_owned()));
    let mut changed = api.entry("a").await.unwrap().and_modify(add).or_insert(|| config_map("a", "0"));
    // Somebody else is quicker: the commit sees that, and can be done again.
    api.patch("a", &PatchParams::default(), &Patch::Merge(json!({"data": {"z": "3"}}))).await.unwrap();
    let refused = changed.commit(&PostParams::default()).await.unwrap_err();
    assert!(refused.to_string().contains("the object has been modified"), "{refused}");
    let Entry::Occupied(newest) = api.entry("a").await.unwrap() else { panic!("it is there") };
    newest.and_modify(add).commit(&PostParams::default()).await.unwrap();
    assert_eq!(api.get("a").await.unwrap().data.unwrap().len(), 3);
}

#[tokio::test]
async fn reads_metadata_alone() {
    let server = supervisor().await;
    let api: Api<ConfigMap> = Api::namespaced(server.client(), "default");
    api.create(&PostParams::default(), &config_map("a", "1")).await.unwrap();
    let one = api.get_metadata("a").await.unwrap();
    assert_eq!((one.metadata.name.as_deref(), one.types.unwrap().kind.as_str()), (Some("a"), "PartialObjectMetadata"));
    assert_eq!(api.list_metadata(&ListParams::default()).await.unwrap().items.len(), 1);
    let patch = Patch::Merge(json!({"metadata": {"labels": {"l": "x"}}}));
    let patched = api.patch_metadata("a", &PatchParams::default(), &patch).await.unwrap();
    assert_eq!(patched.metadata.labels.unwrap()["l"], "x");
    let heads: Api<PartialObjectMeta<ConfigMap>> = Api::namespaced(server.client(), "default");
    for config in [watcher::Config::default(), watcher::Config::default().streaming_lists()] {
        let mut seen = watcher(heads.clone(), config).applied_objects().boxed();
        assert_eq!(seen.try_next().await.unwrap().unwrap().metadata.name.as_deref(), Some("a"));
        let patch = Patch::Merge(json!({"metadata": {"labels": {"l": uuid::Uuid::new_v4()}}}));
        api.patch_metadata("a", &PatchParams::default(), &patch).await.unwrap();
        assert!(seen.try_next().await.unwrap().is_some());
    }
}

#[tokio::test]
async fn finds_kinds_by_itself() {
    let server = supervisor().await;
    let client = server.client();
    for found in [
        Discovery::new(client.clone()).run().await.unwrap(),
        Discovery::new(client.clone()).run_aggregated().await.unwrap(),
    ] {
        let group = found.groups().find(|group| group.name() == "guest.atoll.dev").unwrap();
        assert!(group.recommended_resources().iter().any(|(resource, _)| resource.kind == "GuestCluster"));
    }
    let (resource, capabilities) =
        discovery::pinned_kind(&client, &kube::core::GroupVersionKind::gvk("", "v1", "ConfigMap")).await.unwrap();
    assert!(capabilities.supports_operation(discovery::verbs::WATCH));
    let api: Api<DynamicObject> = Api::default_namespaced_with(client, &resource);
    let object = DynamicObject::new("d", &resource).data(json!({"data": {"k": "v"}}));
    let made = api.create(&PostParams::default(), &object).await.unwrap();
    assert_eq!(made.data["data"]["k"], "v");
    let other = Preconditions { uid: Some("other".to_owned()), resource_version: None };
    let refused = api.delete("d", &DeleteParams::default().preconditions(other)).await.unwrap_err();
    assert!(matches!(refused, kube::Error::Api(status) if status.code == 409));
    let own = Preconditions { uid: made.meta().uid.clone(), resource_version: made.meta().resource_version.clone() };
    api.delete("d", &DeleteParams::foreground().preconditions(own)).await.unwrap();
}
