//! Patches of every type.

use axum::body::Body;
use http::{Method, Request};
use serde_json::{Value, json};
use supervisor::engine::Engine;

use crate::target::{Input, run, send};

const TARGET: &str = "/api/v1/namespaces/default/configmaps/target";

fn made() -> Vec<Input> {
    let input = |form: &str, text: String| Input { bytes: text.into_bytes(), form: form.to_owned() };
    let double =
        |i: usize| json!({"op": "copy", "from": "/metadata/annotations", "path": format!("/metadata/annotations/{i}")});
    let deep = |i: usize| json!({"op": "copy", "from": "/data", "path": format!("/data{}", "/a".repeat(i))});
    let paths = |i: usize| json!({"op": "add", "path": format!("/data{}", "/x".repeat(i)), "value": {}});
    vec![
        input("json-patch", Value::from((0..10_000).map(double).collect::<Vec<_>>()).to_string()),
        input("json-patch", Value::from((1..500).map(deep).collect::<Vec<_>>()).to_string()),
        input("json-patch", Value::from((1..500).map(paths).collect::<Vec<_>>()).to_string()),
        input("json-patch", json!([{"op": "add", "path": "/a".repeat(500_000), "value": 1}]).to_string()),
        input("json-patch", json!(vec![json!({"op": "test", "path": "/metadata/name", "value": "x"}); 10_001]).to_string()),
        input("merge", "{\"a\":".repeat(400_000)),
        input("strategic", json!({"metadata": {"finalizers": (0..100_000).map(|i| format!("a.b/{i}")).collect::<Vec<_>>()}}).to_string()),
        input("strategic", json!({"metadata": {"finalizers": ["a.b/c"], "$setElementOrder/finalizers": (0..100_000).map(|i| format!("a.b/{i}")).collect::<Vec<_>>()}}).to_string()),
        input("apply", json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"finalizers": (0..30_000).map(|i| format!("a.b/{i}")).collect::<Vec<_>>()}}).to_string()),
        input("apply", json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"ownerReferences": (0..10_000).map(|i| json!({"apiVersion": "v1", "kind": "X", "name": "n", "uid": i.to_string()})).collect::<Vec<_>>()}}).to_string()),
        input("json-patch", Value::from((0..10_000).map(|i| json!({"op": "add", "path": "/metadata/finalizers/0", "value": format!("a.b/{i}")})).collect::<Vec<_>>()).to_string()),
        input("strategic", json!({"metadata": {"ownerReferences": (0..50_000).map(|i| json!({"uid": i.to_string(), "$patch": "delete"})).collect::<Vec<_>>()}}).to_string()),
        input("apply", format!("apiVersion: v1\nkind: ConfigMap\ndata:\n{}", (0..20_000).map(|i| format!("  k{i}: v\n")).collect::<String>())),
    ]
}

#[test]
fn patch() {
    run("patch", made(), async |server, input| {
        let engine = &server.engine;
        ensure_target(engine).await?;
        let media_type = match input.form.as_str() {
            "json-patch" => "application/json-patch+json",
            "merge" => "application/merge-patch+json",
            "strategic" => "application/strategic-merge-patch+json",
            _ => "application/apply-patch+yaml",
        };
        let query = if input.form == "apply" { "?fieldManager=fuzz&force=true" } else { "" };
        let patch = async || {
            let body = Body::from(input.bytes.clone());
            let request =
                Request::patch(format!("{TARGET}{query}")).header("content-type", media_type).body(body).unwrap();
            send(engine, request).await
        };
        let (status, first) = patch().await?;
        if status >= 300 || !matches!(input.form.as_str(), "merge" | "apply") {
            return Ok(status < 300);
        }
        // Both say what is to be, not what is to be done: the second time there is nothing left to do. A patch that
        // names a version is refused then.
        let (status, second) = patch().await?;
        match status {
            409 | 404 => Ok(true),
            200 if second["metadata"]["resourceVersion"] == first["metadata"]["resourceVersion"] => Ok(true),
            _ => Err(format!("the second time was not like the first: {first} then {status} {second}")),
        }
    });
}

/// Small and as it should be, whatever was done to it before.
async fn ensure_target(engine: &Engine) -> Result<(), String> {
    let (status, target) = send(engine, Request::get(TARGET).body(Body::empty()).unwrap()).await?;
    let text = target.to_string();
    if status == 200
        && text.len() < 10_000
        && target["metadata"]["deletionTimestamp"].is_null()
        && target["immutable"].is_null()
    {
        return Ok(());
    }
    let free = json!({"metadata": {"finalizers": null, "ownerReferences": null}});
    let free = Request::patch(TARGET)
        .header("content-type", "application/merge-patch+json")
        .body(Body::from(free.to_string()));
    send(engine, free.unwrap()).await?;
    send(engine, Request::delete(TARGET).body(Body::empty()).unwrap()).await?;
    let object = json!({
        "metadata": {"name": "target", "labels": {"a": "b"}, "annotations": {"a": "x".repeat(100)}, "finalizers": ["example.dev/a"]},
        "data": {"a": "1", "b": "2"},
    });
    let request = Request::builder().method(Method::POST).uri(TARGET.trim_end_matches("/target"));
    let request = request.header("content-type", "application/json").body(Body::from(object.to_string())).unwrap();
    match send(engine, request).await? {
        (201 | 409, _) => Ok(()),
        (status, answer) => Err(format!("the target cannot be made: {status} {answer}")),
    }
}
