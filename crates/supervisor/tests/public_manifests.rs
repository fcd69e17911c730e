//! Manifests of other projects get the verdict that their own schemas give them.
//!
//! The folder named by `ATOLL_PUBLIC_MANIFESTS` has the manifests and `VERDICTS.txt`, one line per document:
//! `file | verdict | docN apiVersion Kind :: problems`. Where there is no such folder the check says so.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail that way")]

mod support;

use std::{collections::BTreeSet, fs, path::Path};

use http::{Method, StatusCode};
use serde_json::Value;
use supervisor::engine::{Registry, Resource};
use support::{Server, supervisor};

/// What upstream's schema says of one document.
struct Verdict {
    file: String,
    word: String,
    document: usize,
    api_version: String,
    kind: String,
    /// Paths of what is wrong, as a Status names fields.
    fields: Vec<String>,
}

impl Verdict {
    fn read(line: &str) -> Option<Verdict> {
        let mut parts = line.splitn(3, '|').map(str::trim);
        let (file, word, rest) = (parts.next()?, parts.next()?, parts.next()?);
        let (object, problems) = rest.split_once("::").unwrap_or((rest, ""));
        let mut words = object.split_whitespace();
        Some(Verdict {
            file: file.to_owned(),
            word: word.trim_start_matches("TEMPLATE-").to_owned(),
            document: words.next()?.strip_prefix("doc")?.parse().ok()?,
            api_version: words.next()?.to_owned(),
            kind: words.next()?.to_owned(),
            fields: problems.split("; ").filter_map(field).collect(),
        })
    }

    /// How it is served here, when it is.
    fn resource<'a>(&self, registry: &'a Registry) -> Option<&'a Resource> {
        let mut all = registry.resources().map(AsRef::as_ref);
        all.find(|resource| resource.api_version() == self.api_version && resource.kind == self.kind)
    }
}

/// `spec/ports/0: 'name' is a required property` is about `spec.ports[0].name`. `None` for a null, which the verdicts'
/// validator minds and an API server leaves out before it looks.
fn field(problem: &str) -> Option<String> {
    let (path, words) = problem.trim().split_once(": ").filter(|(_, words)| !words.starts_with("None "))?;
    let mut field = String::new();
    for part in path.split('/').filter(|part| !part.is_empty()) {
        match part.parse::<usize>() {
            Ok(index) => field.push_str(&format!("[{index}]")),
            Err(_) => field.push_str(&format!("{}{part}", if field.is_empty() { "" } else { "." })),
        }
    }
    if let Some(name) = words.strip_suffix(" is a required property") {
        let name = name.trim_matches('\'');
        field.push_str(&format!("{}{name}", if field.is_empty() { "" } else { "." }));
    }
    Some(field)
}

/// Sends a document as a dry run; how unknown fields are taken is up to `validation`.
async fn judge(server: &Server, resource: &Resource, object: &Value, validation: &str) -> (StatusCode, Value) {
    let place = if resource.namespaced { "namespaces/default/" } else { "" };
    let group = if resource.group.is_empty() { "/api" } else { "/apis" };
    let version = resource.api_version();
    let path = format!("{group}/{version}/{place}{}?dryRun=All&fieldValidation={validation}", resource.plural);
    let mut object = object.clone();
    if resource.namespaced {
        object["metadata"]["namespace"] = "default".into();
    }
    if object["metadata"]["name"].as_str().is_none_or(|name| name.contains("${")) {
        // Templates leave the name to whoever fills them in.
        object["metadata"]["name"] = "named-here".into();
    }
    server.call(Method::POST, &path, object).await
}

#[tokio::test]
async fn verdicts_are_those_of_the_public_schemas() {
    let Some(folder) = std::env::var_os("ATOLL_PUBLIC_MANIFESTS") else {
        println!("left out: ATOLL_PUBLIC_MANIFESTS names no folder");
        return;
    };
    let folder = Path::new(&folder);
    let verdicts = fs::read_to_string(folder.join("VERDICTS.txt")).unwrap();
    let server = supervisor().await;
    let registry = supervisor::kinds::supervisor_registry();
    let (mut judged, mut wrong, mut not_served) = (0, Vec::new(), BTreeSet::new());
    for verdict in verdicts.lines().filter(|line| !line.starts_with('#')).filter_map(Verdict::read) {
        if verdict.word == "NO-SCHEMA" {
            continue;
        }
        let Some(resource) = verdict.resource(&registry) else {
            not_served.insert(format!("{} {}", verdict.api_version, verdict.kind));
            continue;
        };
        let text = fs::read_to_string(folder.join(&verdict.file)).unwrap();
        let documents: Vec<Value> = serde_saphyr::from_multiple(&text).unwrap();
        let object = documents.iter().filter(|document| !document.is_null()).nth(verdict.document).unwrap();
        // Unknown fields would be told before anything else.
        let validation = if verdict.word == "REJECT" { "Ignore" } else { "Strict" };
        let (status, answer) = judge(&server, resource, object, validation).await;
        let message = answer["message"].as_str().unwrap_or_default();
        let names_all = verdict.fields.iter().all(|field| message.contains(field.as_str()));
        let agrees = match verdict.word.as_str() {
            "OK" => status == StatusCode::CREATED,
            "PRUNE" => {
                status == StatusCode::BAD_REQUEST
                    && names_all
                    && judge(&server, resource, object, "Ignore").await.0 == StatusCode::CREATED
            }
            "REJECT" => status.is_client_error() && names_all,
            other => panic!("unknown verdict {other}"),
        };
        judged += 1;
        if !agrees {
            let Verdict { file, word, document, fields, .. } = &verdict;
            wrong.push(format!("{file} doc{document}: {word} {fields:?}, but {status}: {message}"));
        }
    }
    println!("{judged} documents judged; not served yet: {}", not_served.into_iter().collect::<Vec<_>>().join(", "));
    assert!(judged > 0, "no document of a kind that is served in {}", folder.display());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn problems_name_fields_as_a_status_does() {
    for (problem, name) in [
        ("spec/ports/0: 'name' is a required property", "spec.ports[0].name"),
        (": 'spec' is a required property", "spec"),
        ("spec/a: '...' is not of type 'object'", "spec.a"),
    ] {
        assert_eq!(field(problem).as_deref(), Some(name), "{problem}");
    }
}
