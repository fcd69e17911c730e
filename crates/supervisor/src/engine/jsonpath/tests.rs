use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

#[test]
fn paths_find_values() {
    let object = json!({
        "metadata": { "name": "a", "labels": { "x.y/z": "l", "quo'te": "q" } },
        "spec": { "replicas": 3, "list": [10, 20, 30, 40] },
        "status": {
            "conditions": [
                { "type": "Ready", "status": "True", "n": 1 },
                { "type": "Old", "status": "False", "n": 2.5 },
                { "type": "Old", "status": "Unknown" },
            ],
        },
    });
    for (path, values) in [
        (".metadata.name", json!(["a"])),
        ("metadata.name", json!(["a"])),
        ("{.metadata.name}", json!(["a"])),
        ("$.metadata.name", json!(["a"])),
        (".nope.name", json!([])),
        (r".metadata.labels.x\.y/z", json!(["l"])),
        (".metadata.labels['x.y/z']", json!(["l"])),
        (r"['metadata']['labels']['x\.y/z']", json!(["l"])),
        (r#".metadata.labels["quo'te"]"#, json!(["q"])),
        (".spec.list[0]", json!([10])),
        (".spec.list[-1]", json!([40])),
        (".spec.list[9]", json!([])),
        (".spec.list[1:3]", json!([20, 30])),
        (".spec.list[-2:]", json!([30, 40])),
        (".spec.list[::2]", json!([10, 30])),
        (".spec.list[0,2]", json!([10, 30])),
        (".spec.list[*]", json!([10, 20, 30, 40])),
        (".metadata['name','nope']", json!(["a"])),
        (".metadata.labels.*", json!(["l", "q"])),
        (r#".status.conditions[?(@.type=="Ready")].status"#, json!(["True"])),
        (".status.conditions[?(@.type == 'Old')].status", json!(["False", "Unknown"])),
        (".status.conditions[?(@.n > 1)].type", json!(["Old"])),
        (".status.conditions[?(@.n <= 2.5)].n", json!([1, 2.5])),
        (".status.conditions[?(@.n)].n", json!([1, 2.5])),
        (".status.conditions[?(!@.n)].status", json!(["Unknown"])),
        (".status.conditions[?(@.type=='Old' && @.status!='False')].status", json!(["Unknown"])),
        (".status.conditions[?(@.type=='Ready' || (@.n >= 2))].n", json!([1, 2.5])),
        ("..type", json!(["Ready", "Old", "Old"])),
        (".status.conditions[*].type", json!(["Ready", "Old", "Old"])),
        (".spec.replicas", json!([3])),
    ] {
        let parsed = Path::parse(path).unwrap_or_else(|error| panic!("{error}"));
        let found: Vec<Value> = parsed.eval(&object).into_iter().cloned().collect();
        assert_eq!(Value::from(found.clone()), values, "{path}");
        assert_eq!(parsed.first(&object), found.first(), "{path}");
        assert_eq!(first_at(path, &object), found.first(), "{path}");
    }
}

#[test]
fn bad_paths_are_refused() {
    for path in [".a[", ".a['b", ".a[?(@.b==]", ".a[1:2:0]", "{.a", ".a]", ".a[?(@.b=='x']", ".a b", ".a[x]"] {
        assert!(Path::parse(path).is_err(), "{path}");
    }
    assert!(Path::parse(&format!(".a[?({}@.b)]", "(".repeat(1000))).is_err());
    assert!(Path::parse(&format!(".a[?({}@.b)]", "!".repeat(1000))).is_err());
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(path in r#"[.\[\]a-c'"?@()=<>!&|*:,0-9 \\$-]{0,30}|.{0,20}"#) {
        let object = json!({ "a": { "b": [1, { "c": "x" }, [2, 3]] }, "b": null, "c": [{ "a": 1 }] });
        let found = Path::parse(&path).ok().and_then(|path| {
            assert_eq!(path.first(&object), path.eval(&object).first().copied());
            path.first(&object)
        });
        prop_assert_eq!(first_at(&path, &object), found);
    }
}
