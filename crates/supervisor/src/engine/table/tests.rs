use chrono::TimeDelta;
use serde_json::{Value, json};

use super::*;

#[test]
fn durations_read_as_in_kubectl() {
    let (minute, hour, day) = (60, 3600, 86400);
    for (seconds, text) in [
        (-5, "<invalid>"),
        (-1, "0s"),
        (0, "0s"),
        (119, "119s"),
        (2 * minute, "2m"),
        (5 * minute + 30, "5m30s"),
        (10 * minute + 30, "10m"),
        (179 * minute, "179m"),
        (3 * hour, "3h"),
        (5 * hour + 7 * minute, "5h7m"),
        (8 * hour + 7 * minute, "8h"),
        (47 * hour, "47h"),
        (2 * day, "2d"),
        (5 * day + 3 * hour, "5d3h"),
        (8 * day + 3 * hour, "8d"),
        (729 * day, "729d"),
        (730 * day, "2y"),
        (740 * day, "2y10d"),
        (8 * 365 * day + day, "8y"),
    ] {
        assert_eq!(human_duration(TimeDelta::seconds(seconds)), text);
    }
}

#[test]
fn cells_follow_the_type_of_their_column() {
    let object = json!({
        "metadata": { "name": "a", "creationTimestamp": "2026-11-21T10:00:00Z" },
        "spec": { "replicas": 3, "ratio": 1.5, "paused": false, "list": ["x", "y"], "none": null, "since": "soon",
            "until": "2026-11-24T10:05:30Z", "skewed": "2026-11-21T10:05:31Z" },
        "status": { "phase": "Running", "conditions": [{ "type": "Ready", "status": "True" }] },
    });
    let columns = [
        (Column::text("Replicas", ".spec.replicas").of_type("integer"), json!(3)),
        (Column::text("Ratio", ".spec.ratio").of_type("number"), json!(1.5)),
        (Column::text("Ratio", ".spec.ratio").of_type("integer"), json!(1)),
        (Column::text("Paused", ".spec.paused").of_type("boolean"), json!(false)),
        (Column::text("Phase", ".status.phase"), json!("Running")),
        (Column::text("Count", ".spec.replicas"), json!("3")),
        (Column::text("List", ".spec.list"), json!(r#"["x","y"]"#)),
        (Column::text("Phase", ".status.phase").of_type("integer"), Value::Null),
        (Column::text("None", ".spec.none"), Value::Null),
        (Column::text("Absent", ".spec.absent"), Value::Null),
        (Column::text("Broken", ".spec["), Value::Null),
        (Column::text("Ready", r#".status.conditions[?(@.type=="Ready")].status"#), json!("True")),
        (Column::text("Since", ".spec.since").of_type("date"), json!("<invalid>")),
        (Column::text("Until", ".spec.until").of_type("date"), json!("in 3d")),
        (Column::text("Skewed", ".spec.skewed").of_type("date"), json!("0s")),
        (Column::age(), json!("5m30s")),
    ];
    let (columns, expected): (Vec<Column>, Vec<Value>) = columns.into_iter().unzip();
    let now = "2026-11-21T10:05:30Z".parse().unwrap();
    let cells = render(&columns, &object, now);
    assert_eq!(cells[0], "a");
    assert_eq!(cells[1..], expected);
}

#[test]
fn definitions_begin_with_the_name() {
    let columns = [Column::text("Phase", ".status.phase").wide(), Column::age()];
    let found = definitions(&columns);
    assert_eq!(found.len(), 3);
    assert_eq!((&found[0]["name"], &found[0]["format"]), (&json!("Name"), &json!("name")));
    assert_eq!((&found[1]["priority"], &found[1]["type"]), (&json!(1), &json!("string")));
    assert_eq!(found[2]["type"], "date");
}
