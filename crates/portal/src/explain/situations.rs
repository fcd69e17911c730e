//! Runs the situations under `situations/`: small sets of objects with the state, the sentence and the actor that must
//! come of them.

use std::{collections::BTreeSet, fs, path::Path};

use serde::Deserialize;
use serde_json::Value;

use super::{Around, in_context};
use crate::{
    facts::{Facts, parse_time},
    view::{Actor, State, Viewer},
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Situation {
    /// What the situation is, for people.
    name: String,
    /// The objects; the first is the one that is explained.
    objects: Vec<Value>,
    /// Events of the namespace.
    #[serde(default)]
    events: Vec<Value>,
    /// Who reads it; without this, somebody who may change the object and is no administrator.
    reader: Option<Reader>,
    state: State,
    sentence: String,
    detail: Option<String>,
    actor: Actor,
    /// `Kind name` of the object that the sentence is about.
    object: Option<String>,
    /// A part of the remedy as Rust prints it; `none` for no remedy.
    remedy: Option<String>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Reader {
    Administrator,
    Member,
    Onlooker,
}

/// Every situation takes place at this time.
const NOW: &str = "2026-01-01T12:00:00Z";

fn situations() -> Vec<(String, Vec<Situation>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/explain/situations");
    let files = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    let read = |path: std::path::PathBuf| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let situations = serde_saphyr::from_str(&fs::read_to_string(&path).unwrap());
        (name.clone(), situations.unwrap_or_else(|error| panic!("{name}: {error}")))
    };
    files.map(read).collect()
}

#[test]
fn every_situation_reads_as_it_should() {
    let mut wrong = Vec::new();
    for (file, situations) in situations() {
        for situation in situations {
            let found = describe(&situation);
            let wanted = wanted(&situation);
            for (found, wanted) in found.iter().zip(&wanted).filter(|(found, wanted)| !matches(found, wanted)) {
                wrong.push(format!("{file}: {}\n   found {found}\n  wanted {wanted}", situation.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{} differ\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn there_are_many_situations_and_each_has_its_own_name() {
    let names: Vec<String> = situations().into_iter().flat_map(|(_, all)| all).map(|one| one.name).collect();
    let different: BTreeSet<&String> = names.iter().collect();
    assert_eq!(different.len(), names.len(), "names repeat");
    assert!(names.len() >= 100, "{}", names.len());
}

fn describe(situation: &Situation) -> [String; 6] {
    let objects: Vec<Facts> =
        situation.objects.iter().map(|object| Facts::new(object.clone(), "v1", "Unknown")).collect();
    let events: Vec<Facts> = situation.events.iter().map(|event| Facts::new(event.clone(), "v1", "Event")).collect();
    let (about, rest) = objects.split_first().unwrap();
    let around = Around { objects: rest.iter().collect(), events: &events, now: parse_time(NOW).unwrap() };
    let viewer = match situation.reader.unwrap_or(Reader::Member) {
        Reader::Administrator => Viewer { administrator: true, may_change: true },
        Reader::Member => Viewer { administrator: false, may_change: true },
        Reader::Onlooker => Viewer { administrator: false, may_change: false },
    };
    let finding = in_context(about, &around);
    let cause = finding.cause.map(|cause| cause.seen_by(viewer));
    let of = |part: fn(&crate::view::Cause) -> String| cause.as_ref().map(part).unwrap_or_default();
    [
        format!("state: {:?}", finding.state),
        format!("sentence: {}", of(|cause| cause.sentence.clone())),
        format!("detail: {}", of(|cause| cause.detail.clone().unwrap_or_default())),
        format!("actor: {:?}", cause.as_ref().map_or(Actor::Nobody, |cause| cause.actor)),
        format!(
            "object: {}",
            of(|cause| cause.object.as_ref().map(|o| format!("{} {}", o.kind, o.name)).unwrap_or_default())
        ),
        format!("remedy: {}", of(|cause| cause.remedy.as_ref().map_or("none".to_owned(), |r| format!("{r:?}")))),
    ]
}

fn wanted(situation: &Situation) -> [String; 6] {
    let any = |part: &Option<String>| part.clone().unwrap_or_else(|| "*".to_owned());
    [
        format!("state: {:?}", situation.state),
        format!("sentence: {}", situation.sentence),
        format!("detail: {}", any(&situation.detail)),
        format!("actor: {:?}", situation.actor),
        format!("object: {}", any(&situation.object)),
        format!("remedy: {}", any(&situation.remedy)),
    ]
}

/// `*` stands for anything; of a remedy only a part is given.
fn matches(found: &str, wanted: &str) -> bool {
    wanted.ends_with(": *")
        || found == wanted
        || wanted.strip_prefix("remedy: ").is_some_and(|part| found.contains(part))
}
