//! A process is killed while it writes; what it was told is stored must be there afterwards, and a control that answers
//! before it stores must be caught by the same checks.
#![allow(clippy::unwrap_used)]

#[path = "contract/support.rs"]
mod support;

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use serde_json::json;
use store::{Database, Durability, Expect, Location, Options};
use support::{Place, key, put, space};

/// Where the process that gets killed has its database, and how it writes.
const URL: &str = "STORE_TEST_WRITES_TO";
const DURABILITY: &str = "STORE_TEST_DURABILITY";

/// Kills in the ordinary suite; `STORE_TEST_KILLS` asks for more.
const KILLS: usize = 6;

/// Not a test by itself: the process that gets killed. It prints a line for each acknowledged write: each writer creates
/// objects in pairs of one transaction, and changes the first of them.
#[tokio::test(flavor = "multi_thread")]
async fn writes_until_killed() {
    let Ok(url) = std::env::var(URL) else { return };
    let durability = if std::env::var(DURABILITY).is_ok() { Durability::Off } else { Durability::Full };
    let options = Options { durability, ..Options::default() };
    let database = Database::connect(&Location::parse(&url).unwrap(), options).await.unwrap();
    let space = space(&database, "a").await;
    let run = uuid::Uuid::new_v4().simple().to_string();
    let mut tasks = tokio::task::JoinSet::new();
    for writer in 0..16 {
        let (space, run) = (space.clone(), run.clone());
        tasks.spawn(async move {
            for i in 0.. {
                let name = |part: &str| format!("{run}-{writer}-{i}-{part}");
                let pair = vec![
                    put(key("n", &name("a")), Expect::Absent, "1"),
                    put(key("n", &name("b")), Expect::Absent, "1"),
                ];
                let made = space.commit(pair, None).await.unwrap();
                println!("stored {} {} .", name("a"), made[0].revision);
                println!("stored {} {} .", name("b"), made[1].revision);
                let change = put(key("n", &name("a")), Expect::Revision(made[0].revision), "2");
                println!("stored {} {} .", name("a"), space.write(change).await.unwrap().revision);
            }
        });
    }
    tasks.join_all().await;
}

/// Kills a writing process after `writes` acknowledgements, and gives the last acknowledged revision of each object.
fn write_and_kill(url: &str, durability: Durability, writes: usize) -> BTreeMap<String, u64> {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["writes_until_killed", "--exact", "--nocapture"]).env(URL, url).stdout(Stdio::piped());
    if durability == Durability::Off {
        command.env(DURABILITY, "off");
    }
    let mut child = command.spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    let mut acknowledged: Vec<String> = lines.by_ref().filter(|l| l.contains("stored ")).take(writes).collect();
    child.kill().unwrap();
    child.wait().unwrap();
    acknowledged.extend(lines.filter(|l| l.contains("stored ")));
    let mut newest = BTreeMap::new();
    for line in acknowledged {
        // A line that the kill cut off has no full stop, and says nothing.
        let words: Vec<&str> = line.split("stored ").last().unwrap().split(' ').collect();
        if let [name, revision, "."] = words[..] {
            newest.insert(name.to_owned(), revision.parse().unwrap());
        }
    }
    newest
}

/// What is wrong after a kill.
async fn faults(place: &Place, acknowledged: &BTreeMap<String, u64>, revision_before: u64) -> Vec<String> {
    let database = place.open().await;
    let space = space(&database, "a").await;
    let mut faults = Vec::new();
    for (name, revision) in acknowledged {
        match space.get("/things", "n", name) {
            None => faults.push(format!("{name} at {revision} is lost")),
            Some(stored) if stored.revision < *revision => {
                faults.push(format!("{name} went back from {revision} to {}", stored.revision));
            }
            Some(_) => {}
        }
    }
    let (all, revision) = space.list("/things", None);
    for entry in &all {
        let other = match entry.key.name.strip_suffix("-a") {
            Some(pair) => format!("{pair}-b"),
            None => entry.key.name.replace("-b", "-a"),
        };
        if space.get("/things", "n", &other).is_none() {
            faults.push(format!("{} is there without {other}", entry.key.name));
        }
    }
    let newest = acknowledged.values().copied().max().unwrap_or_default().max(revision_before);
    if revision < newest {
        faults.push(format!("the revision went back from {newest} to {revision}"));
    }
    database.close().await;
    faults
}

async fn kills(place: Place) {
    let kills = std::env::var("STORE_TEST_KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(KILLS);
    let mut acknowledged = BTreeMap::new();
    for round in 0..kills {
        let before = acknowledged.values().copied().max().unwrap_or_default();
        acknowledged.extend(write_and_kill(&place.url(), Durability::Full, 100 + round % 7 * 97));
        assert_eq!(faults(&place, &acknowledged, before).await, [""; 0], "after kill {round}");
    }
    assert!(acknowledged.len() >= 50 * kills);
    let (store, objects) = (place.name(), acknowledged.len());
    println!("{}", json!({"check": "store", "store": store, "kills": kills, "objects": objects, "faults": 0}));
}

#[tokio::test]
async fn acknowledged_writes_survive_kills_on_sqlite() {
    kills(Place::sqlite()).await;
}

#[tokio::test]
async fn acknowledged_writes_survive_kills_on_postgres() {
    kills(Place::postgres()).await;
}

/// The checks find what a store loses that answers too early.
async fn control(place: impl Fn() -> Place) {
    for kill in 1..=20 {
        let place = place();
        let acknowledged = write_and_kill(&place.url(), Durability::Off, 400);
        let faults = faults(&place, &acknowledged, 0).await.len();
        if faults > 0 {
            println!("{}", json!({"check": "store's control", "store": place.name(), "kills": kill, "faults": faults}));
            return;
        }
    }
    panic!("twenty kills without durability lost nothing: the checks are blind");
}

#[tokio::test]
async fn a_store_that_answers_too_early_is_caught_on_sqlite() {
    control(Place::sqlite).await;
}

#[tokio::test]
async fn a_store_that_answers_too_early_is_caught_on_postgres() {
    control(Place::postgres).await;
}
