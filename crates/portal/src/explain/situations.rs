//! Runs the situations under `situations/`: small sets of objects with the state, the sentence and the actor that must
//! come of them.

use std::{collections::BTreeSet, fs, path::Path};

use serde::Deserialize;
use serde_json::Value;
use texts::Language;

use super::{Around, in_context, words::said};
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
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "yaml"));
    files.sort();
    let read = |path: std::path::PathBuf| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let situations = serde_saphyr::from_str(&fs::read_to_string(&path).unwrap());
        (name.clone(), situations.unwrap_or_else(|error| panic!("{name}: {error}")))
    };
    files.into_iter().map(read).collect()
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

/// What is said of a situation.
struct Told {
    /// Of which, and which part.
    name: String,
    words: String,
    /// The same without what the API says in it.
    ours: String,
}

/// Everything that is said of all situations, in one language.
async fn told(language: Language) -> Vec<Told> {
    let tell = |situation: Situation| {
        let mut given = Vec::new();
        situation.objects.iter().chain(&situation.events).for_each(|object| texts_in(object, &mut given));
        given.sort_by_key(|text| std::cmp::Reverse(text.len()));
        let [_, sentence, detail, ..] = describe(&situation);
        [sentence, detail].map(|part| {
            let (part, words) = part.split_once(": ").unwrap();
            let ours =
                given.iter().fold(words.to_lowercase(), |ours, text| ours.replace(&said(text).to_lowercase(), ""));
            Told { name: format!("{} ({part})", situation.name), words: words.to_owned(), ours }
        })
    };
    texts::speaking(language, async {
        let all = situations().into_iter().flat_map(|(_, all)| all);
        all.flat_map(tell).filter(|told| !told.words.is_empty()).collect()
    })
    .await
}

/// All texts of an object.
fn texts_in(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::String(text) if text.len() > 1 => {
            found.push(text.clone());
            found.extend(text.lines().map(str::to_owned));
        }
        Value::Array(items) => items.iter().for_each(|item| texts_in(item, found)),
        Value::Object(fields) => fields.values().for_each(|field| texts_in(field, found)),
        _ => {}
    }
}

#[tokio::test]
async fn every_situation_is_told_in_every_language() {
    const ENGLISH: [&str; 10] = ["the", "is", "are", "of", "and", "has", "for", "waits", "it", "goes"];
    let english = told(Language::En).await;
    assert!(english.len() > 250, "{}", english.len());
    for language in Language::iter().filter(|language| **language != Language::En) {
        let told = told(*language).await;
        assert_eq!(told.len(), english.len());
        let mut wrong = Vec::new();
        for (Told { name, words, ours }, english) in told.iter().zip(&english) {
            let ends = words.trim_end_matches(['\u{2069}', ')', '"', '”', '“']).ends_with(['.', '!', '?', '…']);
            let begins = !words.starts_with(char::is_lowercase);
            let other = ours.chars().all(|letter| !letter.is_alphabetic()) || *ours != english.ours;
            let mixed = ours.split_whitespace().any(|word| ENGLISH.contains(&word));
            if !ends || !begins || !other || mixed || words.contains(['{', '}', '$', '\n']) {
                wrong.push(format!("{name}: {words}"));
            }
        }
        assert!(wrong.is_empty(), "{language}: {} are not told\n{}", wrong.len(), wrong.join("\n"));
    }
}

#[tokio::test]
async fn german_reads_well() {
    let told = told(Language::De).await;
    for (name, words) in [
        (
            "no host has room for a machine (sentence)",
            "Maschine demo-w-1 wartet auf einen Host: no host can take team-a/demo-w-1.",
        ),
        (
            "no host has room for a machine (detail)",
            "Es geht von selbst weiter, sobald ein Host Platz hat; auch eine kleinere Klasse oder weniger Maschinen würden helfen.",
        ),
        (
            "the hypervisor reports an error (sentence)",
            "Der Hypervisor meldet einen Fehler bei Maschine demo-w-1: connection refused.",
        ),
        (
            "the hypervisor reports an error (detail)",
            "Es wird von selbst wieder versucht, jedes Mal mit längerer Pause.",
        ),
        ("a ready cluster is not called progressing for a detail below (sentence)", "Alle 3 Nodes sind bereit."),
        (
            "the control plane speaks before workers that wait for it (sentence)",
            "Bei KubeadmControlPlane demo ist 1 von 3 Maschinen bereit.",
        ),
        (
            "the image is still being imported (sentence)",
            "Maschine demo-cp-x7 wartet auf ihr Image ubuntu-2404, das noch importiert wird: 62 %.",
        ),
        (
            "the host of a machine is down (sentence)",
            "Maschine demo-w-1 steht still, weil ihr Host host-1 ausgefallen ist: power lost.",
        ),
        ("no condition tells, and a warning repeats (detail)", "Das wurde 7-mal gemeldet, zuletzt vor 40 s."),
        (
            "the control plane has fallen silent (sentence)",
            "Die Control Plane von Cluster demo antwortet schon 3 min lang nicht.",
        ),
        (
            "a node has not been ready for long (sentence)",
            "Node demo-w-1 ist schon 10 min lang nicht bereit: the network plug-in is not ready.",
        ),
        ("a cluster goes, a machine is still there (sentence)", "Cluster demo wird gelöscht: 1 Maschine ist noch da."),
        (
            "a cluster goes, machines are still there (sentence)",
            "Cluster demo wird gelöscht: 2 Maschinen sind noch da.",
        ),
        (
            "a cluster goes, its endpoint is still there (sentence)",
            "Cluster demo wird gelöscht: Seine Maschinen sind entfernt, sein Endpunkt und seine Einträge folgen.",
        ),
        (
            "a machine's node is being drained (sentence)",
            "Zuerst werden Pods von Node w-1 weggebracht: 2 pods are left: web-0, web-1 (a budget holds web-1).",
        ),
        (
            "an object is held by a program outside (sentence)",
            "VirtualMachine vm-1 wird von example.com/backup gehalten: Ein Programm außerhalb dieses Systems muss fertig werden und diesen Finalizer wegnehmen.",
        ),
        (
            "a claim is still in use (sentence)",
            "PersistentVolumeClaim data ist noch in Gebrauch und geht, sobald nichts es mehr benutzt.",
        ),
        ("ready with one node (sentence)", "Der einzige Node ist bereit."),
        (
            "paused by its specification (sentence)",
            "GuestCluster demo ist angehalten; nichts daran ändert sich, bis jemand es fortsetzt.",
        ),
        (
            "a control plane is being rolled (sentence)",
            "KubeadmControlPlane demo ersetzt seine Maschinen eine nach der anderen: 1 von 3 entsprechen der jetzigen Spezifikation.",
        ),
        (
            "a health check replaces a machine (sentence)",
            "MachineHealthCheck hc hält 1 von 3 Maschinen für fehlerhaft und lässt sie ersetzen.",
        ),
        ("a request waits for a decision (sentence)", "Antrag r1 über 40 vCPU in team-a wartet auf eine Entscheidung."),
        ("a request is denied with a comment (sentence)", "Antrag r1 wurde von boss abgelehnt: use the old one first."),
        ("a kubeconfig has expired (sentence)", "Die Zeit dieser Kubeconfig für Cluster demo ist abgelaufen."),
        (
            "parked for want of quota, with exactly what is short (sentence)",
            "Cluster demo wartet auf Quota: Im Namespace team-a fehlen 8 vCPU und 16 GiB Arbeitsspeicher.",
        ),
        (
            "a change waits for quota while the cluster runs (sentence)",
            "Die Änderung von Cluster demo wartet auf Quota: Im Namespace team-a fehlen 3,5 vCPU.",
        ),
    ] {
        let found = told.iter().find(|told| told.name == name).unwrap_or_else(|| panic!("{name}"));
        assert_eq!(found.words, words, "{name}");
    }
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
