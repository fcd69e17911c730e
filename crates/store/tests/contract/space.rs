//! What a space promises to those who read, write and watch it.

use std::sync::Arc;

use store::{Change, EventKind, Expect, HistoryLimits, LoadOptions, OpenError, WatchError, Write, WriteError};

use crate::support::{Place, delete, key, put, space};

async fn writes_compare_and_set(place: Place) {
    let database = place.open().await;
    let space = space(&database, "a").await;
    let one = space.write(put(key("n", "x"), Expect::Absent, "1")).await.unwrap();
    assert_eq!(one.value().unwrap()["metadata"]["resourceVersion"], one.revision.to_string());
    assert_eq!(one.label("app"), Some("1"));
    let again = space.write(put(key("n", "x"), Expect::Absent, "2")).await.unwrap_err();
    assert!(matches!(again, WriteError::Conflict { index: 0, found } if found == one.revision));
    let two = space.write(put(key("n", "x"), Expect::Revision(one.revision), "2")).await.unwrap();
    assert!(two.revision > one.revision);
    let stale = space.write(delete(key("n", "x"), one.revision)).await.unwrap_err();
    assert!(matches!(stale, WriteError::Conflict { found, .. } if found == two.revision));
    let last = space.write(delete(key("n", "x"), two.revision)).await.unwrap();
    assert_eq!(last.value().unwrap()["metadata"]["resourceVersion"], last.revision.to_string());
    assert_eq!(last.value().unwrap()["data"], "2");
    assert!(space.get("/things", "n", "x").is_none());
    let gone = space.write(delete(key("n", "x"), two.revision)).await.unwrap_err();
    assert!(matches!(gone, WriteError::Conflict { found: 0, .. }));
}

async fn a_transaction_happens_whole_or_not_at_all(place: Place) {
    let database = place.open().await;
    let space = space(&database, "a").await;
    let guard = space.write(put(key("", "guard"), Expect::Absent, "g")).await.unwrap();
    let check = |revision| Write { key: key("", "guard"), expect: Expect::Revision(revision), change: Change::Check };
    let refused =
        space.commit(vec![put(key("n", "x"), Expect::Absent, "1"), check(guard.revision + 7)], None).await.unwrap_err();
    assert!(matches!(refused, WriteError::Conflict { index: 1, .. }));
    assert!(space.get("/things", "n", "x").is_none());
    let done = space
        .commit(
            vec![
                check(guard.revision),
                put(key("n", "x"), Expect::Absent, "1"),
                put(key("n", "y"), Expect::Absent, "1"),
            ],
            None,
        )
        .await
        .unwrap();
    assert_eq!(done[2].revision, done[1].revision + 1);
}

async fn only_one_of_many_writers_wins(place: Place) {
    let database = place.open().await;
    let space = space(&database, "a").await;
    let first = space.write(put(key("n", "x"), Expect::Absent, "0")).await.unwrap();
    let mut tasks = tokio::task::JoinSet::new();
    for i in 0..64 {
        let space = space.clone();
        let write = put(key("n", "x"), Expect::Revision(first.revision), &i.to_string());
        tasks.spawn(async move { space.write(write).await });
    }
    let results = tasks.join_all().await;
    assert_eq!(results.iter().filter(|r| r.is_ok()).count(), 1);
    assert!(results.iter().flat_map(|r| r.as_ref().err()).all(|e| matches!(e, WriteError::Conflict { .. })));
}

async fn objects_and_revisions_survive_a_restart(place: Place) {
    let (x, last) = {
        let database = place.open().await;
        let space = space(&database, "a").await;
        let x = space.write(put(key("n", "x"), Expect::Absent, "1")).await.unwrap();
        let y = space.write(put(key("n", "y"), Expect::Absent, "1")).await.unwrap();
        let last = space.write(delete(key("n", "y"), y.revision)).await.unwrap();
        if place.is_sqlite() {
            assert!(matches!(store::Database::open(place.file()).await.map(|_| ()), Err(OpenError::InUse(_))));
        }
        database.close().await;
        assert!(matches!(space.write(put(key("n", "z"), Expect::Absent, "1")).await, Err(WriteError::Closed)));
        (x, last)
    };
    let database = place.open().await;
    let space = space(&database, "a").await;
    assert_eq!(space.revision(), last.revision);
    let read = space.get("/things", "n", "x").unwrap();
    assert_eq!((read.revision, &read.bytes), (x.revision, &x.bytes));
    assert!(space.get("/things", "n", "y").is_none());
    assert!(space.watch(&Arc::from("/things"), x.revision).is_err());
    assert!(space.watch(&Arc::from("/things"), last.revision).is_ok());
}

async fn watchers_see_every_change_in_order(place: Place) {
    let database = place.open().await;
    let space = space(&database, "a").await;
    let things: Arc<str> = "/things".into();
    let mut watcher = space.watch(&things, space.revision()).unwrap();
    let one = space.write(put(key("n", "x"), Expect::Absent, "1")).await.unwrap();
    let two = space.write(put(key("n", "x"), Expect::Revision(one.revision), "2")).await.unwrap();
    space.write(delete(key("n", "x"), two.revision)).await.unwrap();
    let mut seen = Vec::new();
    while seen.len() < 3 {
        let batch = watcher.next(2).await.unwrap();
        seen.extend(batch.events.into_iter().map(|e| (e.kind, e.entry.revision)));
    }
    let kinds: Vec<_> = seen.iter().map(|(kind, _)| *kind).collect();
    assert_eq!(kinds, [EventKind::Added, EventKind::Modified, EventKind::Deleted]);
    assert!(seen.is_sorted_by_key(|(_, revision)| *revision));
    let from_one = space.watch(&things, one.revision).unwrap().next(9).await.unwrap();
    assert_eq!(from_one.events.len(), 2);
    assert_eq!(from_one.revision, space.revision());
}

async fn history_is_bounded(place: Place) {
    let database = place.open().await;
    let space = database.space("a");
    let history = HistoryLimits { events: 4, bytes: 1 << 20 };
    space.load(LoadOptions { history, ..LoadOptions::default() }).await.unwrap();
    let things: Arc<str> = "/things".into();
    let start = space.revision();
    let mut slow = space.watch(&things, start).unwrap();
    for i in 0..10 {
        space.write(put(key("n", &format!("x{i}")), Expect::Absent, "1")).await.unwrap();
    }
    assert!(matches!(slow.next(9).await, Err(WatchError::TooOld(_))));
    assert!(space.watch(&things, start).is_err());
    assert_eq!(space.watch(&things, space.revision() - 4).unwrap().next(9).await.unwrap().events.len(), 4);
}

async fn lists_go_back_in_time(place: Place) {
    let database = place.open().await;
    let space = space(&database, "a").await;
    let x = space.write(put(key("n", "x"), Expect::Absent, "1")).await.unwrap();
    let y = space.write(put(key("m", "y"), Expect::Absent, "1")).await.unwrap();
    let then = space.revision();
    let x2 = space.write(put(key("n", "x"), Expect::Revision(x.revision), "2")).await.unwrap();
    space.write(put(key("n", "x"), Expect::Revision(x2.revision), "3")).await.unwrap();
    space.write(delete(key("m", "y"), y.revision)).await.unwrap();
    space.write(put(key("n", "z"), Expect::Absent, "1")).await.unwrap();
    let texts = |list: Vec<Arc<store::Entry>>| -> Vec<String> {
        list.iter().map(|e| format!("{}={}", e.key.name, e.label("app").unwrap())).collect()
    };
    assert_eq!(texts(space.list("/things", None).0), ["x=3", "z=1"]);
    assert_eq!(texts(space.list_at("/things", None, then).unwrap()), ["y=1", "x=1"]);
    assert_eq!(texts(space.list_at("/things", Some("n"), then).unwrap()), ["x=1"]);
}

async fn spaces_are_apart_and_can_be_deleted(place: Place) {
    let database = place.open().await;
    let (a, b) = (space(&database, "a").await, space(&database, "b").await);
    a.write(put(key("n", "x"), Expect::Absent, "a")).await.unwrap();
    b.write(put(key("n", "x"), Expect::Absent, "b")).await.unwrap();
    let mut watcher = a.watch(&"/things".into(), a.revision()).unwrap();
    let (ended, deleted) = tokio::join!(watcher.next(1), database.delete_space("a"));
    deleted.unwrap();
    assert!(matches!(ended, Err(WatchError::Closed)));
    assert!(matches!(a.write(put(key("n", "y"), Expect::Absent, "a")).await, Err(WriteError::Closed)));
    let again = space(&database, "a").await;
    assert!(again.list("/things", None).0.is_empty());
    again.write(put(key("n", "x"), Expect::Absent, "new")).await.unwrap();
    assert_eq!(b.get("/things", "n", "x").unwrap().label("app"), Some("b"));
}

async fn a_failed_commit_leaves_memory_as_the_disk(place: Place) {
    let database = place.open().await;
    let space = space(&database, "a").await;
    space.write(put(key("n", "x"), Expect::Absent, "1")).await.unwrap();
    let before = space.revision();
    assert_eq!(database.health().check(), Ok(()));
    place
        .tamper(if place.is_sqlite() {
            "CREATE TRIGGER broken BEFORE INSERT ON versions WHEN NEW.name = 'broken' \
             BEGIN SELECT RAISE(ABORT, 'disk on fire'); END"
        } else {
            "ALTER TABLE versions ADD CONSTRAINT broken CHECK (name <> 'broken')"
        })
        .await;
    let failed = space.write(put(key("n", "broken"), Expect::Absent, "1")).await;
    assert!(matches!(failed, Err(WriteError::Storage(_))));
    assert!(database.health().check().is_err());
    assert_eq!(space.revision(), before);
    assert!(space.get("/things", "n", "broken").is_none());
    space.write(put(key("n", "y"), Expect::Absent, "1")).await.unwrap();
    assert_eq!(space.revision(), before + 1);
    assert_eq!(database.health().check(), Ok(()));
}

async fn writing_is_tried_again_without_being_asked(place: Place) {
    let database = place.open().await;
    let space = space(&database, "a").await;
    let no_writes = if place.is_sqlite() {
        "CREATE TRIGGER no_versions BEFORE INSERT ON versions BEGIN SELECT RAISE(ABORT, 'full'); END"
    } else {
        "ALTER TABLE versions ADD CONSTRAINT no_versions CHECK (revision < 0) NOT VALID"
    };
    place.tamper(no_writes).await;
    assert!(space.write(put(key("n", "x"), Expect::Absent, "1")).await.is_err());
    assert!(database.health().check().unwrap_err().contains("writing"));
    // The probe is another table: from its point of view all is well again.
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(20);
    while database.health().check().is_err() {
        assert!(std::time::Instant::now() < deadline, "{:?}", database.health().check());
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
}

crate::on_both!(
    writes_compare_and_set,
    a_transaction_happens_whole_or_not_at_all,
    only_one_of_many_writers_wins,
    objects_and_revisions_survive_a_restart,
    watchers_see_every_change_in_order,
    history_is_bounded,
    lists_go_back_in_time,
    spaces_are_apart_and_can_be_deleted,
    a_failed_commit_leaves_memory_as_the_disk,
    writing_is_tried_again_without_being_asked,
);
