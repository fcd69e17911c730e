//! Bodies of objects: JSON, YAML and protobuf.

use axum::body::Body;
use http::Request;
use serde_json::Value;
use supervisor::engine::Engine;

use crate::target::{Input, run, send};

const PATHS: [&str; 6] = [
    "/api/v1/namespaces/default/configmaps",
    "/api/v1/namespaces/default/secrets",
    "/api/v1/namespaces/default/pods",
    "/apis/rbac.authorization.k8s.io/v1/namespaces/default/roles",
    "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
    "/apis/vmoperator.vmware.com/v1alpha5/namespaces/default/virtualmachines",
];

const YAML: &str = "application/yaml";

/// Too long for a file.
fn made() -> Vec<Input> {
    let input = |form: &str, text: String| Input { bytes: text.into_bytes(), form: form.to_owned() };
    let long = 2 << 20;
    vec![
        input("json", "[".repeat(long)),
        input("json", "{\"a\":".repeat(long / 5)),
        input("json", format!("{{\"data\":{{\"a\":{}}}}}", "9".repeat(long))),
        input("json", format!("{{\"data\":{{\"a\":[{}]}}}}", "[],".repeat(long / 3))),
        input("json", format!("{{\"metadata\":{{\"name\":\"{}\"}}}}", "a".repeat(long))),
        input("json", format!("{{\"data\":{{{}\"a\":\"\"}}}}", "\"a\":\"\",".repeat(long / 7))),
        input("json", format!("{{\"x\":\"{}\"}}", "\\u0000".repeat(long / 6))),
        input("yaml", "[".repeat(long)),
        input("yaml", "- ".repeat(long / 2)),
        input("yaml", "{a: ".repeat(long / 4)),
        input("yaml", (0..1000).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect()),
        input("yaml", format!("a: &a x\nb: [{}]\n", "*a,".repeat(long / 3))),
        input("yaml", format!("a: \"{}\"\n", "\\x41".repeat(long / 4))),
        input("yaml", "&a ".repeat(long / 3)),
        input("yaml", "? ".repeat(long / 2)),
        input("yaml", "!".repeat(long)),
        input("yaml", "# \n".repeat(long / 3)),
        input("pb", format!("k8s\0{}", "\n\u{7f}".repeat(long / 2))),
    ]
}

#[test]
fn body() {
    let mut turn = 0;
    run("body", made(), async |server, input| {
        turn += 1;
        let engine = &server.engine;
        let media_type = match input.form.as_str() {
            "json" => "application/json",
            "yaml" => YAML,
            _ => "application/vnd.kubernetes.protobuf",
        };
        let path = format!("{}?dryRun=All", PATHS[turn % PATHS.len()]);
        let answer = post(engine, &path, media_type, "application/json", input.bytes.clone()).await?;
        let Some(object) = answer else { return Ok(false) };
        // What the server writes it reads as the same.
        let Some(text) = post(engine, &path, media_type, YAML, input.bytes.clone()).await? else {
            return Err("it was accepted once only".to_owned());
        };
        let text = text.as_str().map(str::to_owned).unwrap_or_default();
        let again = post(engine, &path, YAML, "application/json", text.clone().into_bytes()).await?;
        let Some(again) = again else { return Err(format!("its own YAML was refused: {text}")) };
        let (object, again) = (lasting(object), lasting(again));
        if object == again { Ok(true) } else { Err(format!("through YAML {object} became {again}")) }
    });
}

/// The object that was accepted, or `None`.
async fn post(
    engine: &Engine,
    path: &str,
    media_type: &str,
    accept: &str,
    body: Vec<u8>,
) -> Result<Option<Value>, String> {
    let request =
        Request::post(path).header("content-type", media_type).header("accept", accept).body(Body::from(body)).unwrap();
    let (status, value) = send(engine, request).await?;
    Ok((status == 201).then_some(value))
}

/// Without what is new in each object.
fn lasting(mut object: Value) -> Value {
    if let Some(meta) = object.get_mut("metadata").and_then(Value::as_object_mut) {
        for name in ["uid", "creationTimestamp", "managedFields", "name", "generateName"] {
            meta.remove(name);
        }
    }
    object
}
