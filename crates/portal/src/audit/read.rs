//! Records as people read them. Pure.

use chrono::DateTime;
use serde_json::Value;

use super::Stored;
use crate::view::{AuditRecord, AuditRow, Told};

/// Who records what the hypervisor did.
const HYPERVISOR: &str = "system:serviceaccount:atoll-system:hypervisor-recorder";

/// A record in short. What it does not say stays empty.
pub(crate) fn row(stored: &Stored) -> AuditRow {
    row_of(stored.seq, &parsed(stored))
}

/// A record in full.
pub(super) fn record(stored: &Stored) -> AuditRecord {
    let said = parsed(stored);
    let text = |pointer: &str| text(&said, pointer).to_owned();
    AuditRecord {
        row: row_of(stored.seq, &said),
        hash: stored.hash.clone(),
        sources: said["sourceIPs"].as_array().into_iter().flatten().filter_map(Value::as_str).map(Into::into).collect(),
        agent: text("/userAgent"),
        allowed_by: text("/annotations/authorization.k8s.io~1reason"),
        server: text("/annotations/atoll.dev~1server"),
        micros: said["latencyMicros"].as_u64().unwrap_or_default(),
        json: serde_json::to_string_pretty(&said).unwrap_or_default(),
    }
}

/// A record as one line of an export, with its place in the chain.
pub(super) fn line(stored: &Stored) -> String {
    let mut said = parsed(stored);
    if let Some(fields) = said.as_object_mut() {
        fields.insert("seq".to_owned(), stored.seq.into());
        fields.insert("hash".to_owned(), stored.hash.clone().into());
    }
    format!("{said}\n")
}

fn parsed(stored: &Stored) -> Value {
    serde_json::from_str(&stored.record).unwrap_or_else(|_| Value::String(stored.record.clone()))
}

fn text<'a>(said: &'a Value, pointer: &str) -> &'a str {
    said.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

fn row_of(seq: u64, said: &Value) -> AuditRow {
    let text = |pointer: &str| text(said, pointer).to_owned();
    let some = |pointer: &str| Some(text(pointer)).filter(|text| !text.is_empty());
    let at = DateTime::parse_from_rfc3339(&text("/requestReceivedTimestamp")).unwrap_or_default();
    AuditRow {
        seq,
        at: at.into(),
        request: text("/auditID"),
        cause: some("/annotations/atoll.dev~1request-id"),
        who: text("/user/username"),
        acted_as: some("/impersonatedUser/username"),
        verb: text("/verb"),
        group: text("/objectRef/apiGroup"),
        resource: text("/objectRef/resource"),
        subresource: text("/objectRef/subresource"),
        namespace: text("/objectRef/namespace"),
        name: text("/objectRef/name"),
        code: said
            .pointer("/responseStatus/code")
            .and_then(Value::as_u64)
            .map_or(0, |code| code.try_into().unwrap_or(0)),
        told: told(said),
    }
}

fn told(said: &Value) -> Option<Told> {
    let object = said.get("requestObject")?;
    let of = |pointer: &str| text(object, pointer).to_owned();
    match text(said, "/objectRef/resource") {
        "events" if text(said, "/user/username") == HYPERVISOR => Some(Told::Hypervisor {
            kind: of("/involvedObject/kind"),
            name: of("/involvedObject/name"),
            message: of("/message"),
        }),
        "guestclusters" => {
            let replicas = |value: Option<&Value>| value.and_then(Value::as_u64).unwrap_or(1);
            let pools = object.pointer("/spec/topology/nodePools").and_then(Value::as_array);
            Some(Told::Cluster {
                control_plane: replicas(object.pointer("/spec/topology/controlPlane/replicas")),
                workers: pools.into_iter().flatten().map(|pool| replicas(pool.get("replicas"))).sum(),
                version: of("/spec/distribution/version"),
            })
        }
        "quotarequests" => Some(Told::Quota { phase: of("/status/phase") }).filter(|_| !of("/status/phase").is_empty()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn stored(record: Value) -> Stored {
        Stored { seq: 7, hash: "ab".to_owned(), record: record.to_string() }
    }

    #[test]
    fn a_record_is_read_with_what_it_knows_of_its_object() {
        let of = |resource: &str, user: &str, object: Value| {
            row(&stored(json!({
                "auditID": "r-2", "verb": "patch", "user": {"username": user}, "responseStatus": {"code": 200},
                "requestReceivedTimestamp": "2026-11-22T10:30:00.123456Z",
                "objectRef": {"resource": resource, "namespace": "team-a", "name": "x", "subresource": "status"},
                "annotations": {"atoll.dev/request-id": "r-1"}, "requestObject": object,
            })))
        };
        let pools = json!([{"name": "a", "replicas": 3}, {"name": "b"}]);
        let spec = json!({"distribution": {"version": "v1.37"}, "topology": {"controlPlane": {}, "nodePools": pools}});
        let cluster = of("guestclusters", "dev", json!({"spec": spec}));
        assert_eq!((cluster.seq, cluster.code, cluster.cause.as_deref()), (7, 200, Some("r-1")));
        assert_eq!(cluster.told, Some(Told::Cluster { control_plane: 1, workers: 4, version: "v1.37".to_owned() }));
        let event =
            json!({"message": "machine created on host h", "involvedObject": {"kind": "VirtualMachine", "name": "vm"}});
        let (kind, name) = ("VirtualMachine".to_owned(), "vm".to_owned());
        let message = "machine created on host h".to_owned();
        assert_eq!(of("events", HYPERVISOR, event.clone()).told, Some(Told::Hypervisor { kind, name, message }));
        assert_eq!(of("events", "dev", event).told, None, "others may write Events, too");
    }

    #[test]
    fn what_is_no_record_is_still_shown_and_exported() {
        let odd = Stored { seq: 1, hash: String::new(), record: "no JSON".to_owned() };
        assert_eq!((row(&odd).seq, record(&odd).json.as_str()), (1, "\"no JSON\""));
        assert_eq!(line(&odd), "\"no JSON\"\n");
        assert!(line(&stored(json!({"a": 1}))).contains(r#""seq":7"#));
    }
}
