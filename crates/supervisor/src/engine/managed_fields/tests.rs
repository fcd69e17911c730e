use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::engine::schema::Schema;

fn schema() -> Schema {
    Schema::from_json(&json!({
        "type": "object",
        "properties": {
            "data": { "type": "object", "additionalProperties": { "type": "string" } },
            "spec": {
                "type": "object",
                "properties": {
                    "replicas": { "type": "integer" },
                    "paused": { "type": "boolean" },
                    "args": { "type": "array", "items": { "type": "string" } },
                    "tags": { "type": "array", "items": { "type": "string" }, "x-kubernetes-list-type": "set" },
                    "ports": {
                        "type": "array",
                        "x-kubernetes-list-type": "map",
                        "x-kubernetes-list-map-keys": ["port", "protocol"],
                        "items": {
                            "type": "object",
                            "properties": {
                                "port": { "type": "integer" },
                                "protocol": { "type": "string", "default": "TCP" },
                                "name": { "type": "string" },
                                "options": { "type": "object", "properties": { "a": { "type": "string" }, "b": { "type": "string" } } },
                            }
                        }
                    },
                    "ref": {
                        "type": "object",
                        "x-kubernetes-map-type": "atomic",
                        "properties": { "name": { "type": "string" }, "kind": { "type": "string" } }
                    },
                    "nested": { "type": "object", "properties": { "a": { "type": "string" }, "b": { "type": "string" } } },
                    "free": { "type": "object", "x-kubernetes-preserve-unknown-fields": true },
                }
            },
            "status": { "type": "object", "properties": { "phase": { "type": "string" } } }
        }
    }))
    .unwrap()
}

/// A request at `minute` past ten.
fn at<'a>(manager: &'a str, minute: u32) -> Request<'a> {
    let now = format!("2026-11-21T10:{minute:02}:00Z").parse().unwrap();
    Request::new(manager, "x/v1", now)
}

fn object(fields: Value) -> Value {
    let mut object = json!({ "apiVersion": "x/v1", "kind": "X", "metadata": { "name": "a" } });
    for (name, value) in fields.as_object().unwrap() {
        if name == "metadata" {
            for (name, value) in value.as_object().unwrap() {
                object["metadata"][name] = value.clone();
            }
        } else {
            object[name] = value.clone();
        }
    }
    object
}

/// Applies in turn; the last result.
fn applied(steps: &[(&str, Value)]) -> Result<Value, ApplyError> {
    let schema = schema();
    let mut live: Option<Value> = None;
    for (minute, (manager, fields)) in steps.iter().enumerate() {
        let (manager, force) = match manager.strip_suffix('!') {
            Some(manager) => (manager, true),
            None => (*manager, false),
        };
        let request = Request { force, ..at(manager, minute as u32) };
        if let Some(updater) = manager.strip_prefix("update:") {
            let mut new = object(fields.clone());
            if let Some(live) = &live {
                managers::store_entries(&mut new, managers::entries(live).cloned().unwrap_or_default());
            }
            update(live.as_ref(), &mut new, &schema, &Request { manager: updater, ..request });
            live = Some(new);
        } else {
            live = Some(apply(live.as_ref(), &object(fields.clone()), &schema, &request)?);
        }
    }
    Ok(live.unwrap())
}

/// The object without what the server keeps, and `manager operation: paths` of each entry.
fn summary(object: &Value) -> (Value, Vec<String>) {
    let mut plain = object.clone();
    managers::store_entries(&mut plain, Vec::new());
    let owners = managers::decode(object).into_iter().map(|m| {
        let operation = if m.operation == managers::Operation::Apply { "Apply" } else { "Update" };
        format!("{} {operation}: {}", m.name, m.fields.paths().join(" "))
    });
    (plain, owners.collect())
}

#[test]
fn applying_merges_owns_and_abandons() {
    type Case<'a> = (&'a str, &'a [(&'a str, Value)], Value, &'a [&'a str]);
    let cases: &[Case<'_>] = &[
        (
            "the first apply creates",
            &[("a", json!({ "spec": { "replicas": 1, "tags": ["x"], "ports": [{ "port": 80 }] } }))],
            json!({ "spec": { "replicas": 1, "tags": ["x"], "ports": [{ "port": 80 }] } }),
            &[
                r#"a Apply: .spec.ports[port=80,protocol="TCP"] .spec.ports[port=80,protocol="TCP"].port .spec.replicas .spec.tags[="x"]"#,
            ],
        ),
        (
            "two appliers own different fields",
            &[("a", json!({ "spec": { "replicas": 1 } })), ("b", json!({ "spec": { "paused": true } }))],
            json!({ "spec": { "replicas": 1, "paused": true } }),
            &["a Apply: .spec.replicas", "b Apply: .spec.paused"],
        ),
        (
            "the same value is owned together and stays when one leaves",
            &[
                ("a", json!({ "spec": { "replicas": 1, "paused": true } })),
                ("b", json!({ "spec": { "replicas": 1 } })),
                ("a", json!({ "spec": { "paused": true } })),
            ],
            json!({ "spec": { "replicas": 1, "paused": true } }),
            &["b Apply: .spec.replicas", "a Apply: .spec.paused"],
        ),
        (
            "what nobody applies any more goes",
            &[
                ("a", json!({ "spec": { "replicas": 1, "nested": { "a": "1", "b": "2" } } })),
                ("a", json!({ "spec": { "nested": { "b": "2" } } })),
            ],
            json!({ "spec": { "nested": { "b": "2" } } }),
            &["a Apply: .spec.nested.b"],
        ),
        (
            "an abandoned object goes as a whole",
            &[
                ("a", json!({ "spec": { "replicas": 1, "nested": { "a": "1" } } })),
                ("a", json!({ "spec": { "replicas": 1 } })),
            ],
            json!({ "spec": { "replicas": 1 } }),
            &["a Apply: .spec.replicas"],
        ),
        (
            "abandoned labels leave the metadata alone",
            &[
                ("a", json!({ "metadata": { "labels": { "x": "1" } }, "spec": { "replicas": 1 } })),
                ("a", json!({ "spec": { "replicas": 1 } })),
            ],
            json!({ "spec": { "replicas": 1 } }),
            &["a Apply: .spec.replicas"],
        ),
        (
            "list entries come and go by key",
            &[
                ("a", json!({ "spec": { "ports": [{ "port": 80, "name": "web" }, { "port": 81 }] } })),
                ("b", json!({ "spec": { "ports": [{ "port": 80, "options": { "a": "1" } }] } })),
                ("a", json!({ "spec": { "ports": [{ "port": 82 }, { "port": 80, "name": "web" }] } })),
            ],
            json!({ "spec": { "ports": [{ "port": 82 }, { "port": 80, "name": "web", "options": { "a": "1" } }] } }),
            &[
                concat!(
                    r#"b Apply: .spec.ports[port=80,protocol="TCP"] .spec.ports[port=80,protocol="TCP"].options.a "#,
                    r#".spec.ports[port=80,protocol="TCP"].port"#
                ),
                concat!(
                    r#"a Apply: .spec.ports[port=80,protocol="TCP"] .spec.ports[port=80,protocol="TCP"].name "#,
                    r#".spec.ports[port=80,protocol="TCP"].port .spec.ports[port=82,protocol="TCP"] "#,
                    r#".spec.ports[port=82,protocol="TCP"].port"#
                ),
            ],
        ),
        (
            "sets of scalars merge, other lists are one value",
            &[
                ("a", json!({ "spec": { "tags": ["x", "y"], "args": ["1"] } })),
                ("b!", json!({ "spec": { "tags": ["z", "y"], "args": ["2", "3"] } })),
            ],
            json!({ "spec": { "tags": ["x", "z", "y"], "args": ["2", "3"] } }),
            &[
                r#"a Apply: .spec.tags[="x"] .spec.tags[="y"]"#,
                r#"b Apply: .spec.args .spec.tags[="y"] .spec.tags[="z"]"#,
            ],
        ),
        (
            "an atomic map is one value",
            &[
                ("a", json!({ "spec": { "ref": { "name": "x", "kind": "K" } } })),
                ("b!", json!({ "spec": { "ref": { "name": "y" } } })),
            ],
            json!({ "spec": { "ref": { "name": "y" } } }),
            &["b Apply: .spec.ref"],
        ),
        (
            "preserved unknown fields merge by field",
            &[
                ("a", json!({ "spec": { "free": { "x": { "y": 1 } } } })),
                ("b", json!({ "spec": { "free": { "x": { "z": [1] } } } })),
            ],
            json!({ "spec": { "free": { "x": { "y": 1, "z": [1] } } } }),
            &["a Apply: .spec.free.x .spec.free.x.y", "b Apply: .spec.free.x .spec.free.x.z"],
        ),
        (
            "force takes over",
            &[("a", json!({ "data": { "k": "1", "l": "1" } })), ("b!", json!({ "data": { "k": "2" } }))],
            json!({ "data": { "k": "2", "l": "1" } }),
            &["a Apply: .data.l", "b Apply: .data.k"],
        ),
        (
            "a plain write takes what it changes and removes",
            &[
                ("a", json!({ "data": { "k": "1", "l": "1", "m": "1" } })),
                ("update:w", json!({ "data": { "k": "2", "m": "1" } })),
            ],
            json!({ "data": { "k": "2", "m": "1" } }),
            &["a Apply: .data.m", "w Update: .data.k"],
        ),
        (
            "a created object is owned with its maps",
            &[("update:w", json!({ "data": { "k": "1" }, "metadata": { "labels": { "x": "1" } } }))],
            json!({ "data": { "k": "1" }, "metadata": { "labels": { "x": "1" } } }),
            &["w Update: .data .data.k .metadata.labels .metadata.labels.x"],
        ),
        (
            "null applied is no value",
            &[("a", json!({ "spec": { "replicas": null, "paused": true } }))],
            json!({ "spec": { "paused": true } }),
            &["a Apply: .spec.paused .spec.replicas"],
        ),
    ];
    for (name, steps, expected, owners) in cases {
        let (plain, found) = summary(&applied(steps).unwrap_or_else(|error| panic!("{name}: {error}")));
        assert_eq!(plain, object(expected.clone()), "{name}");
        assert_eq!(found, *owners, "{name}");
    }
}

#[test]
fn conflicts_name_the_owner_and_the_field() {
    let cases: &[(&[(&str, Value)], &str)] = &[
        (
            &[("update:kubectl", json!({ "data": { "key": "1" } })), ("b", json!({ "data": { "key": "2" } }))],
            r#"Apply failed with 1 conflict: conflict with "kubectl" using x/v1: .data.key"#,
        ),
        (
            &[("a", json!({ "spec": { "replicas": 1 } })), ("b", json!({ "spec": { "replicas": 2 } }))],
            r#"Apply failed with 1 conflict: conflict with "a": .spec.replicas"#,
        ),
        (
            &[
                ("a", json!({ "spec": { "replicas": 1, "paused": true } })),
                ("update:w", json!({ "spec": { "replicas": 1, "paused": true, "args": ["x"] } })),
                ("b", json!({ "spec": { "replicas": 2, "paused": false, "args": [] } })),
            ],
            "Apply failed with 3 conflicts: conflicts with \"a\":\n- .spec.paused\n- .spec.replicas\nconflicts with \"w\" using x/v1:\n- .spec.args",
        ),
        (
            &[
                ("a", json!({ "spec": { "ports": [{ "port": 80, "name": "x" }] } })),
                ("b", json!({ "spec": { "ports": [{ "port": 80, "name": "y" }] } })),
            ],
            r#"Apply failed with 1 conflict: conflict with "a": .spec.ports[port=80,protocol="TCP"].name"#,
        ),
        (
            &[("a", json!({ "spec": { "nope": 1 } }))],
            "failed to create typed patch object (/a; x/v1, Kind=X): .spec.nope: field not declared in schema",
        ),
        (
            &[("a", json!({ "spec": { "ports": [{ "port": 80 }, { "port": 80, "protocol": "TCP" }] } }))],
            r#"failed to create typed patch object (/a; x/v1, Kind=X): .spec.ports: duplicate entries for key [port=80,protocol="TCP"]"#,
        ),
        (
            &[("a", json!({ "spec": { "ports": [{ "name": "x" }] } }))],
            concat!(
                "failed to create typed patch object (/a; x/v1, Kind=X): .spec.ports: element 0: associative list with keys ",
                "has an element that omits key field \"port\" (and doesn't have default value)"
            ),
        ),
        (
            &[("a", json!({ "metadata": { "managedFields": [{ "manager": "x" }] } }))],
            "metadata.managedFields must be nil",
        ),
    ];
    for (steps, message) in cases {
        assert_eq!(applied(steps).unwrap_err().to_string(), *message);
    }
}

#[test]
fn entries_read_as_upstream_writes_them() {
    let object =
        applied(&[("a", json!({ "spec": { "ports": [{ "port": 80, "name": "web" }] }, "data": { "k": "1" } }))]);
    assert_eq!(
        object.unwrap()["metadata"]["managedFields"],
        json!([{
            "manager": "a",
            "operation": "Apply",
            "apiVersion": "x/v1",
            "time": "2026-11-21T10:00:00Z",
            "fieldsType": "FieldsV1",
            "fieldsV1": {
                "f:data": { "f:k": {} },
                "f:spec": { "f:ports": {
                    r#"k:{"port":80,"protocol":"TCP"}"#: { ".": {}, "f:name": {}, "f:port": {} }
                } }
            }
        }])
    );
    for fields in [
        json!({ "f:metadata": { "f:labels": { ".": {}, "f:a.b/c": {} } } }),
        json!({ "f:l": { r#"v:"x""#: {}, "v:1": {}, "i:3": { "f:a": {} } } }),
    ] {
        assert_eq!(FieldSet::decode(&fields).unwrap().encode(), fields);
    }
    assert!(FieldSet::decode(&json!({ "x:y": {} })).is_err());
    assert!(FieldSet::decode(&json!({ "f:y": 1 })).is_err());
}

#[test]
fn times_move_only_on_change() {
    let first = ("a", json!({ "data": { "k": "1" } }));
    let once = applied(std::slice::from_ref(&first)).unwrap();
    let twice = applied(&[first.clone(), first.clone()]).unwrap();
    assert_eq!(once, twice);
    let times = |object: &Value| -> Vec<Value> {
        managers::entries(object).unwrap().iter().map(|entry| entry["time"].clone()).collect()
    };
    let written = applied(&[first.clone(), ("update:w", json!({ "data": { "k": "1" } }))]).unwrap();
    assert_eq!(times(&written), ["2026-11-21T10:00:00Z"]);
    let changed = applied(&[first, ("update:w", json!({ "data": { "k": "2" } }))]).unwrap();
    assert_eq!(times(&changed), ["2026-11-21T10:01:00Z"]);
}

#[test]
fn clients_may_edit_reset_or_ignore_entries() {
    let schema = schema();
    let live = applied(&[("a", json!({ "data": { "k": "1" } }))]).unwrap();
    let stored = live["metadata"]["managedFields"].clone();

    let mut ignoring = object(json!({ "data": { "k": "1" } }));
    update(Some(&live), &mut ignoring, &schema, &at("w", 5));
    assert_eq!(ignoring["metadata"]["managedFields"], stored);

    let mut emptied = live.clone();
    emptied["metadata"]["managedFields"] = json!([]);
    update(Some(&live), &mut emptied, &schema, &at("w", 5));
    assert_eq!(emptied["metadata"]["managedFields"], stored);

    let mut reset = live.clone();
    reset["metadata"]["managedFields"] = json!([{}]);
    update(Some(&live), &mut reset, &schema, &at("w", 5));
    assert_eq!(reset["metadata"].get("managedFields"), None);

    // An object without entries stays without, until somebody applies.
    let mut later = reset.clone();
    later["data"]["k"] = json!("2");
    update(Some(&reset), &mut later, &schema, &at("w", 6));
    assert_eq!(later["metadata"].get("managedFields"), None);
    let applied = apply(Some(&later), &object(json!({ "data": { "l": "1" } })), &schema, &at("b", 7)).unwrap();
    assert_eq!(summary(&applied).1, ["b Apply: .data.l", "before-first-apply Update: .data .data.k"]);

    let mut edited = live.clone();
    edited["metadata"]["managedFields"][0]["manager"] = json!("renamed");
    update(Some(&live), &mut edited, &schema, &at("w", 8));
    assert_eq!(summary(&edited).1, ["renamed Apply: .data.k"]);
}

#[test]
fn a_write_owns_only_what_it_can_change() {
    let schema = schema();
    let main = Request { scope: Scope::Except(&["status"]), ..at("a", 0) };
    let configuration = object(json!({ "spec": { "replicas": 1 }, "status": { "phase": "x" } }));
    let live = apply(None, &configuration, &schema, &main).unwrap();
    assert_eq!(
        summary(&live),
        (object(json!({ "spec": { "replicas": 1 } })), vec!["a Apply: .spec.replicas".to_owned()])
    );

    let status = Request { subresource: "status", scope: Scope::Only(&["status"]), ..at("a", 1) };
    let configuration = object(json!({ "spec": { "replicas": 2 }, "status": { "phase": "x" } }));
    let live = apply(Some(&live), &configuration, &schema, &status).unwrap();
    assert_eq!(
        summary(&live),
        (
            object(json!({ "spec": { "replicas": 1 }, "status": { "phase": "x" } })),
            vec!["a Apply: .spec.replicas".to_owned(), "a Apply: .status.phase".to_owned()]
        )
    );
    assert_eq!(live["metadata"]["managedFields"][1]["subresource"], "status");
    let conflicting = object(json!({ "status": { "phase": "y" } }));
    let other = Request { manager: "b", ..status };
    assert_eq!(
        apply(Some(&live), &conflicting, &schema, &other).unwrap_err().to_string(),
        r#"Apply failed with 1 conflict: conflict with "a" with subresource "status": .status.phase"#
    );

    let mut new = live.clone();
    new["status"]["phase"] = json!("z");
    new["spec"]["replicas"] = json!(1);
    update(Some(&live), &mut new, &schema, &Request { manager: "c", ..status });
    assert_eq!(summary(&new).1, ["a Apply: .spec.replicas", "c Update: .status.phase"]);
}

#[test]
fn kubectl_moves_from_client_side_to_server_side_apply() {
    let schema = schema();
    let annotation = "kubectl.kubernetes.io/last-applied-configuration";
    let configuration = json!({ "apiVersion": "x/v1", "kind": "X", "metadata": { "name": "a" }, "data": { "k": "1" } });
    let mut live = configuration.clone();
    live["metadata"]["annotations"] = json!({ annotation: configuration.to_string() });
    update(None, &mut live, &schema, &at("kubectl-client-side-apply", 0));

    let new = object(json!({ "data": { "k": "2" } }));
    assert!(apply(Some(&live), &new, &schema, &at("other", 1)).is_err());
    let moved = apply(Some(&live), &new, &schema, &at("kubectl", 1)).unwrap();
    assert_eq!(moved["data"]["k"], "2");
    assert_eq!(moved["metadata"]["annotations"][annotation], format!("{new}\n"));

    // What somebody changed in between is a conflict still.
    let mut changed = live.clone();
    changed["data"]["k"] = json!("x");
    update(Some(&live), &mut changed, &schema, &at("w", 1));
    assert!(apply(Some(&changed), &new, &schema, &at("kubectl", 2)).is_err());
}

#[test]
fn many_writers_are_gathered() {
    let schema = schema();
    let mut live = object(json!({ "data": {} }));
    update(None, &mut live, &schema, &at("w0", 0));
    for n in 1..30 {
        let mut new = live.clone();
        new["data"][format!("k{n}")] = json!("x");
        update(Some(&live), &mut new, &schema, &at(&format!("w{n}"), n));
        live = new;
    }
    let names: Vec<String> = managers::decode(&live).into_iter().map(|m| m.name).collect();
    assert_eq!(names.len(), 10);
    assert_eq!(names[0], "ancient-changes");
    assert_eq!(names[9], "w29");
    assert!(summary(&live).1[0].contains(".data.k20"));
}

#[test]
fn names_come_from_the_request_or_its_program() {
    assert_eq!(manager_name(Some("x"), "kubectl/v1"), "x");
    assert_eq!(manager_name(None, "kubectl/v1.37.0 (linux/amd64)"), "kubectl");
    assert_eq!(manager_name(Some(""), "curl\u{7}/8"), "curl");
    assert_eq!(manager_name(None, &"a".repeat(200)).len(), 128);
}

/// Configurations of the schema above.
fn configuration() -> impl Strategy<Value = Value> {
    let text = prop::sample::select(vec!["1", "2"]);
    let map = prop::collection::hash_map(prop::sample::select(vec!["a", "b", "c"]), text.clone(), 0..3);
    let port = (80..84, prop::option::of(text.clone())).prop_map(|(port, name)| match name {
        Some(name) => json!({ "port": port, "name": name }),
        None => json!({ "port": port }),
    });
    let ports = prop::collection::vec(port, 0..4).prop_map(|mut ports: Vec<Value>| {
        ports.sort_by_key(|port| port["port"].as_i64());
        ports.dedup_by_key(|port| port["port"].as_i64());
        ports
    });
    let tags = prop::collection::hash_set(prop::sample::select(vec!["x", "y", "z"]), 0..3);
    let fields = (map, prop::option::of(ports), prop::option::of(tags), prop::option::of(0..3), any::<bool>());
    fields.prop_map(|(data, ports, tags, replicas, labels)| {
        let mut fields = json!({ "data": data, "spec": {} });
        if let Some(ports) = ports {
            fields["spec"]["ports"] = json!(ports);
        }
        if let Some(tags) = tags {
            fields["spec"]["tags"] = json!(tags);
        }
        if let Some(replicas) = replicas {
            fields["spec"]["replicas"] = json!(replicas);
        }
        if labels {
            fields["metadata"] = json!({ "labels": { "l": "1" } });
        }
        object(fields)
    })
}

proptest! {
    #[test]
    fn applying_twice_is_applying_once(
        before in prop::collection::vec((0..3usize, configuration()), 0..4),
        last in configuration(),
    ) {
        let schema = schema();
        let mut live = None;
        for (minute, (manager, configuration)) in before.iter().enumerate() {
            let request = Request { force: true, ..at(["a", "b", "c"][*manager], minute as u32) };
            live = Some(apply(live.as_ref(), configuration, &schema, &request).unwrap());
        }
        let force = Request { force: true, ..at("a", 20) };
        let once = apply(live.as_ref(), &last, &schema, &force).unwrap();
        let twice = apply(Some(&once), &last, &schema, &Request { force: false, ..at("a", 30) }).unwrap();
        prop_assert_eq!(&once, &twice);
        // Everything that was applied is there.
        let difference = walk::compare(schema.view(), &last, &once);
        prop_assert!(difference.modified.is_empty());
        prop_assert!(difference.removed.is_empty());
    }

    #[test]
    fn what_leaves_with_all_its_appliers_is_gone(first in configuration(), second in configuration()) {
        let schema = schema();
        let live = apply(None, &first, &schema, &at("a", 0)).unwrap();
        let live = apply(Some(&live), &second, &schema, &Request { force: true, ..at("b", 1) }).unwrap();
        let live = apply(Some(&live), &object(json!({})), &schema, &at("a", 2)).unwrap();
        let live = apply(Some(&live), &object(json!({})), &schema, &at("b", 3)).unwrap();
        prop_assert_eq!(managers::entries(&live), None);
        prop_assert_eq!(live, object(json!({})));
    }

    #[test]
    fn sets_survive_their_encoding(object in configuration()) {
        let set = walk::applied_fields(schema().view(), &object).unwrap();
        prop_assert_eq!(FieldSet::decode(&set.encode()).unwrap(), set);
    }

    #[test]
    fn a_plain_write_changes_nothing_but_the_entries(first in configuration(), second in configuration()) {
        let schema = schema();
        let mut live = first;
        update(None, &mut live, &schema, &at("a", 0));
        let mut new = second.clone();
        update(Some(&live), &mut new, &schema, &at("b", 1));
        prop_assert_eq!(summary(&new).0, second);
    }
}
