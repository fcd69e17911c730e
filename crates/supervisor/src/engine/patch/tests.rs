use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::engine::schema::Schema;

#[test]
fn merge_patches_follow_the_examples_of_the_rfc() {
    for (target, patch, result) in [
        (json!({"a":"b"}), json!({"a":"c"}), json!({"a":"c"})),
        (json!({"a":"b"}), json!({"b":"c"}), json!({"a":"b","b":"c"})),
        (json!({"a":"b"}), json!({"a":null}), json!({})),
        (json!({"a":"b","b":"c"}), json!({"a":null}), json!({"b":"c"})),
        (json!({"a":["b"]}), json!({"a":"c"}), json!({"a":"c"})),
        (json!({"a":"c"}), json!({"a":["b"]}), json!({"a":["b"]})),
        (json!({"a":{"b":"c"}}), json!({"a":{"b":"d","c":null}}), json!({"a":{"b":"d"}})),
        (json!({"a":[{"b":"c"}]}), json!({"a":[1]}), json!({"a":[1]})),
        (json!(["a", "b"]), json!(["c", "d"]), json!(["c", "d"])),
        (json!({"a":"b"}), json!(["c"]), json!(["c"])),
        (json!({"a":"foo"}), json!(null), json!(null)),
        (json!({"e":null}), json!({"a":1}), json!({"e":null,"a":1})),
        (json!([1, 2]), json!({"a":"b","c":null}), json!({"a":"b"})),
        (json!({}), json!({"a":{"bb":{"ccc":null}}}), json!({"a":{"bb":{}}})),
    ] {
        assert_eq!(merge(&target, &patch), result, "{target} {patch}");
    }
}

#[test]
fn json_patches_do_what_they_say() {
    let object = json!({ "a": { "b": [1, 2, 3] }, "x/y": 1, "m~n": 2 });
    for (patch, result) in [
        (
            json!([{ "op": "add", "path": "/c", "value": 1 }]),
            json!({ "a": { "b": [1, 2, 3] }, "x/y": 1, "m~n": 2, "c": 1 }),
        ),
        (
            json!([{ "op": "add", "path": "/a/b/1", "value": 9 }]),
            json!({ "a": { "b": [1, 9, 2, 3] }, "x/y": 1, "m~n": 2 }),
        ),
        (
            json!([{ "op": "add", "path": "/a/b/-", "value": 9 }]),
            json!({ "a": { "b": [1, 2, 3, 9] }, "x/y": 1, "m~n": 2 }),
        ),
        (json!([{ "op": "remove", "path": "/x~1y" }]), json!({ "a": { "b": [1, 2, 3] }, "m~n": 2 })),
        (
            json!([{ "op": "replace", "path": "/m~0n", "value": null }]),
            json!({ "a": { "b": [1, 2, 3] }, "x/y": 1, "m~n": null }),
        ),
        (json!([{ "op": "remove", "path": "/a/b/0" }]), json!({ "a": { "b": [2, 3] }, "x/y": 1, "m~n": 2 })),
        (
            json!([{ "op": "move", "from": "/a/b", "path": "/c" }]),
            json!({ "a": {}, "x/y": 1, "m~n": 2, "c": [1, 2, 3] }),
        ),
        (
            json!([{ "op": "copy", "from": "/a/b/2", "path": "/a/c" }]),
            json!({ "a": { "b": [1, 2, 3], "c": 3 }, "x/y": 1, "m~n": 2 }),
        ),
        (
            json!([{ "op": "test", "path": "/a/b/0", "value": 1 }, { "op": "test", "path": "/no", "value": null }]),
            object.clone(),
        ),
        (json!([{ "op": "replace", "path": "", "value": { "n": 1 } }]), json!({ "n": 1 })),
    ] {
        assert_eq!(json(&object, patch.to_string().as_bytes()).unwrap(), result, "{patch}");
    }
}

#[test]
fn json_patches_that_move_too_much_are_refused() {
    let long = json!({ "list": vec![0; 100_000], "fields": { "a": 1 } });
    let many = |operation: Value| Value::from(vec![operation; 10_000]).to_string();
    let back_and_forth = [
        json!({ "op": "move", "from": "/list", "path": "/fields/list" }),
        json!({ "op": "move", "from": "/fields/list", "path": "/list" }),
    ];
    for operations in [
        many(json!({ "op": "add", "path": "/list/0", "value": 1 })),
        many(json!({ "op": "remove", "path": "/list/0" })),
        Value::from([&back_and_forth[..]; 5_000].concat()).to_string(),
    ] {
        let began = std::time::Instant::now();
        let refused = json(&long, operations.as_bytes()).unwrap_err();
        assert!(matches!(&refused, PatchError::TooLarge(why) if why.contains("8000000 entries")), "{refused}");
        // Without a bound some minutes; with it far below a second, also where nothing is optimised.
        assert!(began.elapsed() < std::time::Duration::from_secs(5), "{:?}", began.elapsed());
    }
    let at_the_end = many(json!({ "op": "add", "path": "/list/-", "value": 1 }));
    assert_eq!(json(&long, at_the_end.as_bytes()).unwrap()["list"].as_array().unwrap().len(), 110_000);
    let few = json!(vec![json!({ "op": "add", "path": "/list/0", "value": 1 }); 50]).to_string();
    assert!(json(&long, few.as_bytes()).is_ok());
}

#[test]
fn json_patches_are_refused() {
    let object = json!({ "a": { "b": [1] } });
    for (patch, message) in [
        (json!([{ "op": "remove", "path": "/x" }]), "remove operation does not apply: doc is missing path: /x"),
        (
            json!([{ "op": "replace", "path": "/x", "value": 1 }]),
            "replace operation does not apply: doc is missing key: /x",
        ),
        (
            json!([{ "op": "add", "path": "/x/y", "value": 1 }]),
            "add operation does not apply: doc is missing path: /x/y",
        ),
        (
            json!([{ "op": "add", "path": "/a/b/5", "value": 1 }]),
            "Unable to access invalid index: 5: invalid index referenced",
        ),
        (json!([{ "op": "test", "path": "/a/b/0", "value": 2 }]), "testing value /a/b/0 failed: test failed"),
        (
            json!([{ "op": "copy", "from": "/x", "path": "/y" }]),
            "copy operation does not apply: doc is missing path: /x",
        ),
        (json!([{ "op": "move", "from": "/a", "path": "/a/b" }]), "move operation does not apply: /a/b is below /a"),
    ] {
        assert_eq!(json(&object, patch.to_string().as_bytes()), Err(PatchError::Unprocessable(message.to_owned())));
    }
    for malformed in ["{}", "[{}]", "not json", r#"[{"op":"jump","path":"/a"}]"#, r#"[{"op":"add","path":"/a"}]"#] {
        assert!(matches!(json(&object, malformed.as_bytes()), Err(PatchError::Malformed(_))), "{malformed}");
    }
    let many = Value::from(vec![json!({ "op": "test", "path": "/a" }); 10_001]);
    assert!(matches!(json(&object, many.to_string().as_bytes()), Err(PatchError::TooLarge(_))));
    let bomb: Vec<Value> = (0..64).map(|_| json!({ "op": "copy", "from": "/a", "path": "/a/b/-" })).collect();
    assert!(matches!(json(&object, Value::from(bomb).to_string().as_bytes()), Err(PatchError::TooLarge(_))));
}

fn schema() -> Schema {
    Schema::from_json(&json!({
        "properties": {
            "data": { "type": "object", "additionalProperties": { "type": "string" } },
            "spec": {
                "type": "object",
                "properties": {
                    "containers": {
                        "type": "array",
                        "x-kubernetes-patch-strategy": "merge",
                        "x-kubernetes-patch-merge-key": "name",
                        "items": {
                            "type": "object",
                            "properties": {
                                "name": { "type": "string" },
                                "image": { "type": "string" },
                                "args": { "type": "array", "items": { "type": "string" } },
                            }
                        }
                    },
                    "strategy": {
                        "type": "object",
                        "x-kubernetes-patch-strategy": "retainKeys",
                        "properties": { "type": { "type": "string" }, "rollingUpdate": { "type": "object" } }
                    },
                    "whole": {
                        "type": "object",
                        "x-kubernetes-patch-strategy": "replace",
                        "additionalProperties": { "type": "string" }
                    },
                    "plain": { "type": "array", "items": { "type": "string" } },
                }
            }
        }
    }))
    .unwrap()
}

#[test]
fn strategic_patches_merge_as_the_schema_says() {
    let two = json!({ "spec": { "containers": [{ "name": "a", "image": "1" }, { "name": "b", "image": "1" }] } });
    for (name, object, patch, result) in [
        (
            "maps merge",
            json!({ "data": { "a": "1", "b": "2" } }),
            json!({ "data": { "b": null, "c": "3" } }),
            json!({ "data": { "a": "1", "c": "3" } }),
        ),
        (
            "plain lists are replaced",
            json!({ "spec": { "plain": ["a"] } }),
            json!({ "spec": { "plain": ["b"] } }),
            json!({ "spec": { "plain": ["b"] } }),
        ),
        (
            "entries merge by key",
            two.clone(),
            json!({ "spec": { "containers": [{ "name": "b", "image": "2" }, { "name": "c", "image": null }] } }),
            json!({ "spec": { "containers": [{ "name": "a", "image": "1" }, { "name": "b", "image": "2" }, { "name": "c" }] } }),
        ),
        (
            "entries are deleted by key",
            two.clone(),
            json!({ "spec": { "containers": [{ "name": "a", "$patch": "delete" }, { "name": "x", "$patch": "delete" }] } }),
            json!({ "spec": { "containers": [{ "name": "b", "image": "1" }] } }),
        ),
        (
            "a list may be replaced",
            two.clone(),
            json!({ "spec": { "containers": [{ "$patch": "replace" }, { "name": "c" }] } }),
            json!({ "spec": { "containers": [{ "name": "c" }] } }),
        ),
        (
            "an entry may be replaced",
            two.clone(),
            json!({ "spec": { "containers": [{ "name": "a", "$patch": "replace", "args": ["x"] }] } }),
            json!({ "spec": { "containers": [{ "name": "a", "args": ["x"] }, { "name": "b", "image": "1" }] } }),
        ),
        (
            "an object may be replaced",
            json!({ "data": { "a": "1" } }),
            json!({ "data": { "$patch": "replace", "b": "2" } }),
            json!({ "data": { "b": "2" } }),
        ),
        (
            "an object may be emptied",
            json!({ "data": { "a": "1" } }),
            json!({ "data": { "$patch": "delete" } }),
            json!({ "data": {} }),
        ),
        (
            "only retained keys stay",
            json!({ "spec": { "strategy": { "type": "RollingUpdate", "rollingUpdate": {} } } }),
            json!({ "spec": { "strategy": { "$retainKeys": ["type"], "type": "Recreate" } } }),
            json!({ "spec": { "strategy": { "type": "Recreate" } } }),
        ),
        (
            "the schema may replace",
            json!({ "spec": { "whole": { "a": "1" } } }),
            json!({ "spec": { "whole": { "b": "2" } } }),
            json!({ "spec": { "whole": { "b": "2" } } }),
        ),
        (
            "scalars merge",
            json!({ "metadata": { "finalizers": ["a", "b"] } }),
            json!({ "metadata": { "finalizers": ["c", "a"], "$deleteFromPrimitiveList/finalizers": ["b"] } }),
            json!({ "metadata": { "finalizers": ["c", "a"] } }),
        ),
        (
            "new entries come before those that the patch does not name",
            two.clone(),
            json!({ "spec": { "containers": [{ "name": "n" }] } }),
            json!({ "spec": { "containers": [{ "name": "n" }, { "name": "a", "image": "1" }, { "name": "b", "image": "1" }] } }),
        ),
        (
            "scalars are deleted",
            json!({ "metadata": { "finalizers": ["a", "b"] } }),
            json!({ "metadata": { "$deleteFromPrimitiveList/finalizers": ["a", "x"] } }),
            json!({ "metadata": { "finalizers": ["b"] } }),
        ),
        (
            "scalars are ordered",
            json!({ "metadata": { "finalizers": ["a", "b", "s"] } }),
            json!({ "metadata": { "$setElementOrder/finalizers": ["c", "b", "a"], "finalizers": ["c"] } }),
            json!({ "metadata": { "finalizers": ["c", "b", "a", "s"] } }),
        ),
        (
            "entries are ordered",
            two.clone(),
            json!({ "spec": { "$setElementOrder/containers": [{ "name": "b" }, { "name": "a" }] } }),
            json!({ "spec": { "containers": [{ "name": "b", "image": "1" }, { "name": "a", "image": "1" }] } }),
        ),
        (
            "others keep their place",
            json!({ "spec": { "containers": [{ "name": "s1" }, { "name": "a" }, { "name": "s2" }, { "name": "b" }] } }),
            json!({ "spec": { "$setElementOrder/containers": [{ "name": "a" }, { "name": "n" }, { "name": "b" }], "containers": [{ "name": "n" }] } }),
            json!({ "spec": { "containers": [{ "name": "s1" }, { "name": "a" }, { "name": "n" }, { "name": "s2" }, { "name": "b" }] } }),
        ),
        (
            "directives mean nothing where nothing is",
            json!({}),
            json!({ "spec": { "$setElementOrder/containers": [{ "name": "a" }], "containers": [{ "name": "a", "image": null }, { "name": "b", "$patch": "delete" }] } }),
            json!({ "spec": { "containers": [{ "name": "a" }] } }),
        ),
    ] {
        assert_eq!(strategic(&object, &patch, &schema()).unwrap(), result, "{name}");
    }
}

#[test]
fn strategic_patches_are_refused() {
    let object =
        json!({ "spec": { "containers": [{ "name": "a" }], "strategy": {} }, "metadata": { "finalizers": [] } });
    for (patch, message) in [
        (json!([]), "a strategic merge patch is an object"),
        (json!({ "$patch": "explode" }), r#"Unknown value for directive "$patch": "explode""#),
        (
            json!({ "spec": { "containers": [{ "image": "x" }] } }),
            r#"map: {"image":"x"} does not contain declared merge key: name"#,
        ),
        (json!({ "spec": { "containers": ["x"] } }), "invalid patch format of list: entries are objects"),
        (json!({ "spec": { "strategy": { "$retainKeys": ["a"], "b": 1 } } }), "invalid patch format of retainKeys"),
        (json!({ "metadata": { "$setElementOrder/finalizers": 1 } }), "invalid patch format of setElementOrder list"),
        (json!({ "metadata": { "$deleteFromPrimitiveList/finalizers": 1 } }), "invalid patch format of primitive list"),
    ] {
        assert_eq!(strategic(&object, &patch, &schema()).unwrap_err().to_string(), message);
    }
}

fn any_json() -> impl Strategy<Value = Value> {
    let scalar = prop_oneof![Just(Value::Null), any::<bool>().prop_map(Value::from), (0..9).prop_map(Value::from)];
    let name = prop::sample::select(vec![
        "spec",
        "containers",
        "name",
        "metadata",
        "finalizers",
        "$patch",
        "$retainKeys",
        "a",
    ]);
    scalar.prop_recursive(4, 32, 4, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((name.clone(), inner), 0..4)
                .prop_map(|fields| fields.into_iter().map(|(n, v)| (n.to_owned(), v)).collect::<Value>()),
        ]
    })
}

fn without_nulls(value: &Value) -> Value {
    match value {
        Value::Object(fields) => {
            fields.iter().filter(|(_, v)| !v.is_null()).map(|(n, v)| (n.clone(), without_nulls(v))).collect()
        }
        other => other.clone(),
    }
}

#[test]
fn copies_cannot_pile_up_depth() {
    let nested = (0..100).fold(json!([]), |inner, _| json!([inner]));
    let deepest = |levels: usize| format!("/x{}", "/0".repeat(levels));
    let first = json!({ "op": "add", "path": "/x", "value": nested });
    let twice = json!({ "op": "copy", "from": "/x", "path": deepest(101) });
    let error = json(&json!({}), json!([first.clone(), twice]).to_string().as_bytes()).unwrap_err();
    assert!(error.to_string().contains("128 levels"), "{error}");
    let replaced = json!({ "op": "replace", "path": deepest(100), "value": nested });
    assert!(json(&json!({}), json!([first, replaced]).to_string().as_bytes()).is_err());
}

proptest! {
    #[test]
    fn merging_twice_is_merging_once(target in any_json(), patch in any_json()) {
        let once = merge(&target, &patch);
        prop_assert_eq!(merge(&once, &patch), once);
    }

    #[test]
    fn merging_nothing_changes_nothing(target in any_json()) {
        if target.is_object() {
            prop_assert_eq!(merge(&target, &json!({})), target);
        }
    }

    #[test]
    fn merging_into_nothing_gives_the_patch(patch in any_json()) {
        prop_assert_eq!(merge(&json!({}), &patch), without_nulls(&patch));
    }

    #[test]
    fn strategic_patches_take_anything(target in any_json(), patch in any_json()) {
        let _ = strategic(&target, &patch, &schema());
    }

    #[test]
    fn json_patches_take_any_path(target in any_json(), path in "(/[a-z0-9~-]{0,3}){0,4}", op in 0..4usize) {
        let op = ["add", "remove", "replace", "copy"][op];
        let patch = json!([{ "op": op, "path": path, "from": path, "value": 1 }]);
        let _ = json(&target, patch.to_string().as_bytes());
    }
}
