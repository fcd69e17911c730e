//! A process is killed while it writes; what it was told is stored must be there afterwards.

mod support;

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use store::Expect;
use support::{Folder, key, put, space};

const ROLE: &str = "STORE_TEST_WRITES_TO";

/// Not a test by itself: the process that gets killed. It prints a line for each acknowledged write.
#[tokio::test]
async fn writes_until_killed() {
    let Ok(file) = std::env::var(ROLE) else { return };
    let database = store::Database::open(file.as_ref()).await.unwrap();
    let space = space(&database, "a").await;
    let mut tasks = tokio::task::JoinSet::new();
    for writer in 0..8 {
        let space = space.clone();
        tasks.spawn(async move {
            for i in 0.. {
                let name = format!("w{writer}-{i}");
                let done = space.write(put(key("n", &name), Expect::Absent, "1")).await.unwrap();
                println!("stored {name} {}", done.revision);
            }
        });
    }
    tasks.join_all().await;
}

#[tokio::test]
async fn acknowledged_writes_survive_kill() {
    let folder = Folder::new();
    let mut newest = 0;
    for round in 0..3 {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["writes_until_killed", "--exact", "--nocapture"])
            .env(ROLE, folder.file().with_extension(format!("{round}")))
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
        let mut acknowledged: Vec<String> =
            lines.by_ref().filter(|l| l.contains("stored ")).take(50 + round * 70).collect();
        child.kill().unwrap();
        child.wait().unwrap();
        acknowledged.extend(lines.filter(|l| l.contains("stored ")));
        let database = store::Database::open(&folder.file().with_extension(format!("{round}"))).await.unwrap();
        let space = space(&database, "a").await;
        assert!(acknowledged.len() >= 50);
        for line in acknowledged {
            // A line cut off by the kill says nothing.
            let mut words = line.split("stored ").last().unwrap().split(' ');
            let (Some(name), Some(Ok(revision))) = (words.next(), words.next().map(str::parse::<u64>)) else {
                continue;
            };
            let stored = space.get("/things", "n", name).unwrap_or_else(|| panic!("{name} is lost"));
            assert!(stored.revision.to_string().starts_with(&revision.to_string()));
            newest = newest.max(revision);
        }
        assert!(space.revision() >= newest || round > 0);
    }
}
