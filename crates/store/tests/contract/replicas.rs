//! Several servers on one database.

use std::sync::Arc;
use std::time::{Duration, Instant};

use futures::FutureExt;
use store::{Change, EventKind, Expect, Observer, Write, WriteError};

use crate::support::{Place, delete, key, put, space};

#[tokio::test]
async fn a_write_on_one_is_seen_by_a_watch_on_another() {
    let place = Place::postgres();
    let (one, two) = (place.open().await, place.open().await);
    let (a, b) = (space(&one, "a").await, space(&two, "a").await);
    let mut watcher = b.watch(&"/things".into(), b.revision()).unwrap();
    let mut delays = Vec::new();
    for i in 0..100 {
        let written = a.write(put(key("n", &format!("x{i}")), Expect::Absent, "1")).await.unwrap();
        let start = Instant::now();
        let batch = watcher.next(9).await.unwrap();
        delays.push(start.elapsed());
        assert_eq!(batch.events[0].entry.revision, written.revision);
        assert_eq!(batch.events[0].entry.bytes, written.bytes);
    }
    delays.sort();
    // The usual one: a busy machine makes single ones wait, but without notifications each takes up to a second.
    assert!(delays[50] < Duration::from_millis(100), "{delays:?}");
}

#[tokio::test]
async fn all_see_one_order_of_everything() {
    let place = Place::postgres();
    let databases = [place.open().await, place.open().await, place.open().await];
    let mut spaces = Vec::new();
    for database in &databases {
        spaces.push(space(database, "a").await);
    }
    let start = spaces[0].revision();
    let mut watchers: Vec<_> = spaces.iter().map(|s| s.watch(&"/things".into(), start).unwrap()).collect();
    let writers: Vec<_> = spaces
        .iter()
        .enumerate()
        .map(|(server, space)| {
            let space = space.clone();
            tokio::spawn(async move {
                for i in 0..100 {
                    let name = format!("s{server}-{i}");
                    let made = space.write(put(key("n", &name), Expect::Absent, "1")).await.unwrap();
                    space.write(delete(key("n", &name), made.revision)).await.unwrap();
                }
            })
        })
        .collect();
    for writer in writers {
        writer.await.unwrap();
    }
    let mut orders = Vec::new();
    for watcher in &mut watchers {
        let mut seen = Vec::new();
        while seen.len() < 600 {
            let batch = watcher.next(1000).await.unwrap();
            seen.extend(batch.events.into_iter().map(|e| (e.entry.revision, e.entry.key.name.to_string(), e.kind)));
        }
        orders.push(seen);
    }
    assert_eq!(orders[0], orders[1]);
    assert_eq!(orders[0], orders[2]);
    assert!(orders[0].windows(2).all(|pair| pair[0].0 + 1 == pair[1].0), "every revision is there once");
}

#[tokio::test]
async fn only_one_of_many_writers_on_many_servers_wins() {
    let place = Place::postgres();
    let databases = [place.open().await, place.open().await, place.open().await];
    let mut spaces = Vec::new();
    for database in &databases {
        spaces.push(space(database, "a").await);
    }
    let first = spaces[0].write(put(key("n", "x"), Expect::Absent, "0")).await.unwrap();
    let mut tasks = tokio::task::JoinSet::new();
    for i in 0..60 {
        let space = spaces[i % 3].clone();
        let write = put(key("n", "x"), Expect::Revision(first.revision), &i.to_string());
        tasks.spawn(async move { space.write(write).await });
    }
    let results = tasks.join_all().await;
    assert_eq!(results.iter().filter(|r| r.is_ok()).count(), 1);
    assert!(results.iter().flat_map(|r| r.as_ref().err()).all(|e| matches!(e, WriteError::Conflict { .. })));
}

/// Writes `count` objects one after the other, each with an audit record.
async fn fill(space: store::Space, prefix: String, count: usize) {
    for i in 0..count {
        let note: store::Note = Box::new(|_| "{}".to_owned());
        let write = put(key("n", &format!("{prefix}-{i}")), Expect::Absent, "1");
        space.commit(vec![write], Some(note)).await.unwrap();
    }
}

#[tokio::test]
async fn servers_that_lock_the_same_spaces_do_not_wait_in_a_circle() {
    let place = Place::postgres();
    let databases = [place.open().await, place.open().await];
    let mut tasks = tokio::task::JoinSet::new();
    let mut spaces = Vec::new();
    for (server, database) in databases.iter().enumerate() {
        for name in ["a", "b", "c", "d", "e"] {
            let space = space(database, name).await;
            spaces.push(space.clone());
            tasks.spawn(fill(space, format!("s{server}"), 40));
        }
    }
    while let Some(done) = tasks.join_next().await {
        done.unwrap();
    }
    for space in spaces {
        assert!(space.fresh().await);
        assert_eq!(space.count("/things"), 80);
    }
}

#[tokio::test]
async fn servers_that_share_no_space_still_share_the_audit_log() {
    let place = Place::postgres();
    let databases = [place.open().await, place.open().await];
    let (a, b) = (space(&databases[0], "a").await, space(&databases[1], "b").await);
    tokio::join!(fill(a, "x".to_owned(), 100), fill(b, "x".to_owned(), 100));
    assert_eq!(databases[0].audit().verify().await.unwrap().unwrap().records, 200);
}

#[tokio::test]
async fn a_batch_of_several_spaces_learns_of_each() {
    const SPACES: [&str; 5] = ["a", "b", "c", "d", "e"];
    let place = Place::postgres();
    let database = place.open().await;
    let mut spaces = Vec::new();
    for name in SPACES {
        let space = space(&database, name).await;
        space.write(put(key("n", "x"), Expect::Absent, "1")).await.unwrap();
        spaces.push(space);
    }
    // Others wrote, and the word of it did not come yet.
    place
        .tamper(
            "BEGIN; INSERT INTO versions (space, revision, resource, namespace, name, at, deleted, value) \
             SELECT v.space, s.revision + 1, v.resource, v.namespace, 'in-' || s.name, v.at, v.deleted, v.value \
             FROM versions v JOIN spaces s ON s.id = v.space; \
             UPDATE spaces SET revision = revision + 1; COMMIT",
        )
        .await;
    let writes = spaces.iter().map(|space| space.write(put(key("n", "y"), Expect::Absent, "1")));
    for written in futures::future::join_all(writes).await {
        assert_eq!(written.unwrap().revision, 4);
    }
    for (space, name) in spaces.iter().zip(SPACES) {
        let (there, _) = space.list("/things", None);
        let names: Vec<&str> = there.iter().map(|entry| &*entry.key.name).collect();
        assert_eq!(names, [&format!("in-{name}"), "x", "y"]);
    }
}

#[tokio::test]
async fn a_guard_is_compared_with_what_is_true_everywhere() {
    let place = Place::postgres();
    let (one, two) = (place.open().await, place.open().await);
    let (a, b) = (space(&one, "a").await, space(&two, "a").await);
    let lease = a.write(put(key("", "lease"), Expect::Absent, "a")).await.unwrap();
    assert!(b.fresh().await);
    let taken = b.write(put(key("", "lease"), Expect::Revision(lease.revision), "b")).await.unwrap();
    // Whatever this server has heard by now, its write is judged by what is stored.
    let guard = Write { key: key("", "lease"), expect: Expect::Revision(lease.revision), change: Change::Check };
    let refused = a.commit(vec![guard, put(key("n", "x"), Expect::Absent, "1")], None).await.unwrap_err();
    assert!(matches!(refused, WriteError::Conflict { index: 0, found } if found == taken.revision));
}

#[tokio::test]
async fn a_fresh_read_sees_what_was_written_elsewhere() {
    let place = Place::postgres();
    let (one, two) = (place.open().await, place.open().await);
    let (a, b) = (space(&one, "a").await, space(&two, "a").await);
    for i in 0..200 {
        let name = format!("x{i}");
        a.write(put(key("n", &name), Expect::Absent, "1")).await.unwrap();
        assert!(b.fresh().await);
        assert!(b.get("/things", "n", &name).is_some(), "{name}");
    }
}

/// Notes what it is told.
#[derive(Default)]
struct Told(std::sync::Mutex<Vec<(EventKind, String)>>);

impl Observer for Told {
    fn committed(&self, events: &[store::Event]) {
        let told = events.iter().map(|e| (e.kind, e.entry.key.name.to_string()));
        self.0.lock().unwrap().extend(told);
    }
}

#[tokio::test]
async fn who_fell_too_far_behind_reads_anew() {
    let place = Place::postgres();
    let (one, two) = (place.open().await, place.open().await);
    let (a, b) = (space(&one, "a").await, space(&two, "a").await);
    let x = a.write(put(key("n", "x"), Expect::Absent, "1")).await.unwrap();
    a.write(put(key("n", "y"), Expect::Absent, "1")).await.unwrap();
    assert!(b.fresh().await);
    let told = Arc::new(Told::default());
    let observer: Arc<dyn Observer> = told.clone();
    b.observe(&observer, |_| {});
    let mut watcher = b.watch(&"/things".into(), b.revision()).unwrap();
    // As if this server had slept while others wrote and cleared away.
    place
        .tamper(
            "BEGIN; DELETE FROM versions WHERE name = 'x'; \
             INSERT INTO versions (space, revision, resource, namespace, name, at, deleted, value) \
             SELECT space, 90, resource, namespace, 'z', at, deleted, convert_to(replace(convert_from(value, 'UTF8'), '\"3\"', '\"90\"'), 'UTF8') \
             FROM versions WHERE name = 'y'; \
             UPDATE spaces SET revision = 90, compacted = 80; COMMIT",
        )
        .await;
    assert!(b.fresh().await);
    assert_eq!(b.revision(), 90);
    assert!(b.get("/things", "n", "x").is_none() && b.get("/things", "n", "z").is_some());
    assert!(watcher.next(9).await.is_err(), "what happened in between is not known");
    assert!(b.watch(&"/things".into(), x.revision).is_err());
    let told = told.0.lock().unwrap().clone();
    assert_eq!(told, [(EventKind::Added, "z".to_owned()), (EventKind::Deleted, "x".to_owned())]);
}

#[tokio::test]
async fn a_database_that_went_back_is_followed() {
    let place = Place::postgres();
    let database = place.open().await;
    let space = space(&database, "a").await;
    space.write(put(key("n", "x"), Expect::Absent, "1")).await.unwrap();
    space.write(put(key("n", "y"), Expect::Absent, "1")).await.unwrap();
    place.tamper("BEGIN; DELETE FROM versions WHERE name = 'y'; UPDATE spaces SET revision = 2; COMMIT").await;
    assert!(space.fresh().await);
    assert!(space.get("/things", "n", "x").is_some() && space.get("/things", "n", "y").is_none());
    assert_eq!(space.revision(), 2);
}

#[tokio::test]
async fn a_lost_connection_is_noticed_and_comes_back() {
    let server = testdb::Server::start(&[("fsync", "off")]).unwrap();
    let location = store::Location::Postgres(server.database().unwrap());
    let database = store::Database::connect(&location, store::Options::default()).await.unwrap();
    let space = space(&database, "a").await;
    space.write(put(key("n", "x"), Expect::Absent, "1")).await.unwrap();
    let url = match &location {
        store::Location::Postgres(url) => url.clone(),
        store::Location::Sqlite(_) => unreachable!(),
    };
    // Every connection is cut: writes fail or find a new one, and memory stays readable.
    let mut admin = <sqlx::PgConnection as sqlx::Connection>::connect(&url).await.unwrap();
    sqlx::query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND application_name = 'atoll'")
        .execute(&mut admin)
        .await
        .unwrap();
    assert!(space.get("/things", "n", "x").is_some());
    let deadline = Instant::now() + Duration::from_secs(20);
    while space.write(put(key("n", "y"), Expect::Absent, "1")).await.is_err() {
        assert!(Instant::now() < deadline);
    }
    assert!(space.fresh().await);
    drop(admin);
    // The whole server stops answering.
    server.signal("STOP").unwrap();
    assert!(!space.fresh().await, "also before anybody knows why there is no answer");
    let started = Instant::now();
    while database.health().check().is_ok() {
        assert!(started.elapsed() < Duration::from_secs(20), "not noticed");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(space.fresh().now_or_never(), Some(false), "nobody waits for a database that is known to be away");
    assert!(space.get("/things", "n", "x").is_some());
    server.signal("CONT").unwrap();
    let deadline = Instant::now() + Duration::from_secs(30);
    while database.health().check().is_err() {
        assert!(Instant::now() < deadline, "{:?}", database.health().check());
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    space.write(put(key("n", "z"), Expect::Absent, "1")).await.unwrap();
}
