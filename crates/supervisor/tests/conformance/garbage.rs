//! Garbage collector, beyond what `tests/garbage.rs` has.

use http::Method;
use serde_json::{Value, json};

use crate::MAPS;
use crate::support::supervisor;

fn owner(object: &Value) -> Value {
    json!({
        "apiVersion": "v1", "kind": "ConfigMap", "name": object["metadata"]["name"], "uid": object["metadata"]["uid"],
        "controller": true, "blockOwnerDeletion": true,
    })
}

#[tokio::test]
async fn a_circle_of_owners_does_not_block() {
    let server = supervisor().await;
    let mut made = Vec::new();
    for name in ["a", "b", "c"] {
        made.push(server.make(MAPS, json!({"metadata": {"name": name}})).await);
    }
    for (dependent, of) in [(0, 2), (1, 0), (2, 1)] {
        let path = format!("{MAPS}/{}", made[dependent]["metadata"]["name"].as_str().unwrap());
        let patch = json!({"metadata": {"ownerReferences": [owner(&made[of])]}});
        assert_eq!(server.merge(&path, patch).await.0, 200);
    }
    server.call(Method::DELETE, &format!("{MAPS}/a"), json!({"propagationPolicy": "Foreground"})).await;
    for name in ["a", "b", "c"] {
        server.gone(&format!("{MAPS}/{name}")).await;
    }
}

#[tokio::test]
async fn a_dependent_of_a_solid_owner_outlives_the_other() {
    let server = supervisor().await;
    let going = server.make(MAPS, json!({"metadata": {"name": "going"}})).await;
    let staying = server.make(MAPS, json!({"metadata": {"name": "staying"}})).await;
    let mut second = owner(&staying);
    second["controller"] = json!(false);
    let both = json!({"metadata": {"name": "both", "ownerReferences": [owner(&going), second]}});
    server.make(MAPS, both).await;
    let one = json!({"metadata": {"name": "one", "ownerReferences": [owner(&going)]}});
    server.make(MAPS, one).await;
    let (status, _) =
        server.call(Method::DELETE, &format!("{MAPS}/going"), json!({"propagationPolicy": "Foreground"})).await;
    assert_eq!(status, 202, "accepted: it is still there");
    server.gone(&format!("{MAPS}/going")).await;
    server.gone(&format!("{MAPS}/one")).await;
    let (status, both) = server.get(&format!("{MAPS}/both")).await;
    assert_eq!((status.as_u16(), both["metadata"]["ownerReferences"][0]["name"].as_str()), (200, Some("staying")));
}

#[tokio::test]
async fn policies_are_checked() {
    let server = supervisor().await;
    server.make(MAPS, json!({"metadata": {"name": "a"}})).await;
    let path = format!("{MAPS}/a");
    for (options, message) in [
        (
            json!({"propagationPolicy": "Some"}),
            "DeleteOptions.meta.k8s.io \"\" is invalid: propagationPolicy: Unsupported value: \"Some\": supported values: \
             \"Foreground\", \"Background\", \"Orphan\", \"nil\"",
        ),
        (
            json!({"propagationPolicy": "Orphan", "orphanDependents": true}),
            "DeleteOptions.meta.k8s.io \"\" is invalid: propagationPolicy: Invalid value: \"Orphan\": orphanDependents and \
             deletionPropagation cannot be both set",
        ),
    ] {
        let (status, answer) = server.call(Method::DELETE, &path, options).await;
        assert_eq!((status.as_u16(), answer["message"].as_str().unwrap()), (422, message));
    }
    let (status, answer) = server.call(Method::DELETE, &path, json!({"preconditions": {"resourceVersion": "1"}})).await;
    assert_eq!(status, 409);
    assert!(answer["message"].as_str().unwrap().contains("the ResourceVersion in the precondition (1) does not match"));
}
