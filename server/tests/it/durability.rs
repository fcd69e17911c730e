//! The program is killed under full write load, again and again: what it acknowledged is there, nothing is half done, and
//! resourceVersions only rise. A control that answers before it stores is caught by the same checks.

use std::collections::HashSet;

use loadgen::{Target, durability::Load};
use serde_json::{Value, json};
use testkit::{Atoll, Options};

use crate::{ATOLL, storage::admin};

/// Kills in the ordinary suite; `ATOLL_TEST_KILLS` asks for more.
const KILLS: u32 = 5;
/// A control loses something within so many kills, usually the first.
const CONTROL_KILLS: u32 = 40;

/// Where the server has its data.
struct Place {
    name: &'static str,
    /// `None` is the file in its data directory.
    database: Option<String>,
}

impl Place {
    fn sqlite() -> Place {
        Place { name: "sqlite", database: None }
    }

    fn postgres() -> Place {
        Place { name: "postgres", database: Some(testdb::database()) }
    }

    fn options(&self) -> Options {
        let options = Options::new(ATOLL).without_demo();
        match &self.database {
            Some(url) => options.variable("ATOLL_DATABASE", url),
            None => options,
        }
    }
}

fn target(atoll: &Atoll) -> Target {
    Target::from_kubeconfig(&std::fs::read_to_string(atoll.kubeconfig()).unwrap()).unwrap()
}

async fn start(place: &Place) -> (Atoll, Load) {
    let atoll = place.options().start().await.unwrap();
    let load = Load::prepare(&target(&atoll)).await.unwrap();
    (atoll, load)
}

/// Kills it in the middle of the writing and starts it again. Gives what was wrong before and what is wrong afterwards.
async fn kill(atoll: &mut Atoll, load: &mut Load, round: u32) -> [Vec<String>; 2] {
    let before = load.until_killed(&target(atoll), 100 + round % 7 * 97, atoll.kill()).await.unwrap();
    atoll.start().await.unwrap();
    [before, load.faults(&target(atoll)).await.unwrap()]
}

async fn kills(place: Place) {
    let kills = std::env::var("ATOLL_TEST_KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(KILLS);
    let (mut atoll, mut load) = start(&place).await;
    for round in 0..kills {
        let faults = kill(&mut atoll, &mut load, round).await.concat();
        assert_eq!(faults, [""; 0], "kill {round}");
    }
    atoll.stop().await.unwrap();
    every_write_is_audited(&place, &atoll, load.acknowledged()).await;
    let writes = load.acknowledged().len();
    println!("{}", json!({"check": "program", "store": place.name, "kills": kills, "writes": writes, "faults": 0}));
}

/// A write and its audit record are one transaction, too.
async fn every_write_is_audited(place: &Place, atoll: &Atoll, writes: &[(String, u64)]) {
    let data = atoll.data_dir().display().to_string();
    let at = place.database.as_ref().map_or(["--data-dir", &data], |url| ["--database", url]);
    admin(&[&at[..], &["verify-audit"]].concat()).await.unwrap();
    let exported = admin(&[&at[..], &["export-audit"]].concat()).await.unwrap();
    let recorded: HashSet<(String, u64)> = exported
        .lines()
        .filter_map(|line| {
            let object = serde_json::from_str::<Value>(line).unwrap()["objectRef"].take();
            Some((object["name"].as_str()?.to_owned(), object["resourceVersion"].as_str()?.parse().ok()?))
        })
        .collect();
    let missing: Vec<_> = writes.iter().filter(|write| !recorded.contains(*write)).collect();
    assert!(missing.is_empty(), "{} of {} writes have no audit record: {missing:?}", missing.len(), writes.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn acknowledged_writes_survive_kills_on_sqlite() {
    kills(Place::sqlite()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn acknowledged_writes_survive_kills_on_postgres() {
    kills(Place::postgres()).await;
}

async fn control(place: Place) {
    let (mut atoll, mut load) = start(&place).await;
    atoll.stop().await.unwrap();
    atoll.set_variable("ATOLL_DURABILITY", "off");
    atoll.start().await.unwrap();
    for round in 0..CONTROL_KILLS {
        let [_, faults] = kill(&mut atoll, &mut load, round).await;
        if !faults.is_empty() {
            let (kills, faults) = (round + 1, faults.len());
            println!(
                "{}",
                json!({"check": "program's control", "store": place.name, "kills": kills, "faults": faults})
            );
            return;
        }
    }
    panic!("{CONTROL_KILLS} kills without durability lost nothing: the checks are blind");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_answers_too_early_is_caught_on_sqlite() {
    control(Place::sqlite()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_answers_too_early_is_caught_on_postgres() {
    control(Place::postgres()).await;
}
