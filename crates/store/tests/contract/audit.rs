//! The audit log finds what was done to it.

use std::time::Duration;

use store::audit::Broken;
use store::{Change, Expect, Write, WriteError};

use crate::support::{Place, key, put, space};

/// Ten records, one of them with a write.
async fn filled(place: &Place) -> store::Database {
    let database = place.open().await;
    let space = space(&database, "a").await;
    let records = (1..10).map(|i| format!("{{\"n\":{i}}}")).collect();
    database.audit().append(records).await;
    let note = Box::new(|entries: &[std::sync::Arc<store::Entry>]| format!("{{\"revision\":{}}}", entries[0].revision));
    space.commit(vec![put(key("n", "x"), Expect::Absent, "1")], Some(note)).await.unwrap();
    database
}

async fn records_follow_each_other(place: Place) {
    {
        let database = filled(&place).await;
        let log = database.audit();
        let all = log.read(0, 100).await.unwrap();
        assert_eq!(all.len(), 10);
        assert_eq!(all[0].record, "{\"n\":1}");
        let revision = space(&database, "a").await.revision();
        assert_eq!(all[9].record, format!("{{\"revision\":{revision}}}"));
        assert!(all.is_sorted_by_key(|r| r.link.seq));
        let verified = log.verify().await.unwrap().unwrap();
        assert_eq!((verified.records, verified.base.seq, verified.head), (10, 0, all[9].link));
        database.close().await;
    }
    // The chain goes on after a restart.
    let database = place.open().await;
    let space = space(&database, "a").await;
    let note = Box::new(|_: &[std::sync::Arc<store::Entry>]| "{}".to_owned());
    space.commit(vec![put(key("n", "y"), Expect::Absent, "1")], Some(note)).await.unwrap();
    assert_eq!(database.audit().verify().await.unwrap().unwrap().records, 11);
}

async fn a_record_is_stored_with_its_write_or_not_at_all(place: Place) {
    let database = filled(&place).await;
    let space = space(&database, "a").await;
    let note = || Some(Box::new(|_: &[std::sync::Arc<store::Entry>]| "{}".to_owned()) as store::Note);
    let refused = space.commit(vec![put(key("n", "x"), Expect::Absent, "2")], note()).await;
    assert!(matches!(refused, Err(WriteError::Conflict { .. })));
    place
        .tamper(if place.is_sqlite() {
            "CREATE TRIGGER broken BEFORE INSERT ON versions WHEN NEW.name = 'broken' \
             BEGIN SELECT RAISE(ABORT, 'disk on fire'); END"
        } else {
            "ALTER TABLE versions ADD CONSTRAINT broken CHECK (name <> 'broken')"
        })
        .await;
    database.audit().append(vec!["{\"kept\":true}".to_owned()]).await;
    assert!(space.commit(vec![put(key("n", "broken"), Expect::Absent, "2")], note()).await.is_err());
    let guard = Write { key: key("n", "x"), expect: Expect::Revision(2), change: Change::Check };
    assert!(space.commit(vec![guard, put(key("n", "y"), Expect::Absent, "1")], note()).await.is_ok());
    let records: Vec<_> = database.audit().read(10, 9).await.unwrap().into_iter().map(|r| r.record).collect();
    assert_eq!(records, ["{\"kept\":true}", "{}"]);
    assert!(database.audit().verify().await.unwrap().is_ok());
}

async fn tampering_is_found(place: Place) {
    for (statement, expected) in [
        ("DELETE FROM audit WHERE seq = 4", Broken::Missing { from: 4, to: 4 }),
        ("DELETE FROM audit WHERE seq >= 9", Broken::Missing { from: 9, to: 10 }),
        ("DELETE FROM audit WHERE seq <= 2", Broken::Missing { from: 1, to: 2 }),
        ("UPDATE audit SET record = '{\"n\":55}' WHERE seq = 5", Broken::Altered(5)),
        ("UPDATE audit SET record = (SELECT o.record FROM audit o WHERE o.seq = 7) WHERE seq = 6", Broken::Altered(6)),
        (
            "UPDATE audit SET seq = -3 WHERE seq = 3; UPDATE audit SET seq = 3 WHERE seq = 8; \
             UPDATE audit SET seq = 8 WHERE seq = -3",
            Broken::Altered(3),
        ),
        (
            "UPDATE audit_ends SET seq = 8, hash = (SELECT hash FROM audit WHERE seq = 8) WHERE name = 'base'; \
             DELETE FROM audit WHERE seq <= 7",
            Broken::Missing { from: 1, to: 8 },
        ),
        // A chain that holds in itself, but is not the one of which the end is known.
        (
            "UPDATE audit_ends SET hash = (SELECT hash FROM audit WHERE seq = 9) WHERE name = 'head'",
            Broken::Altered(10),
        ),
    ] {
        let place = if place.is_sqlite() { Place::sqlite() } else { Place::postgres() };
        let database = filled(&place).await;
        database.close().await;
        place.tamper(statement).await;
        let log = store::audit::AuditLog::open(&place.location).await.unwrap();
        assert_eq!(log.verify().await.unwrap(), Err(expected), "{statement}");
    }
}

async fn old_records_go_and_the_rest_still_holds(place: Place) {
    filled(&place).await.close().await;
    place.tamper("UPDATE audit SET at = 0 WHERE seq <= 6").await;
    let database = place.open().await;
    let deadline = std::time::Instant::now() + Duration::from_secs(40);
    while database.audit().read(0, 99).await.unwrap().len() > 5 {
        assert!(std::time::Instant::now() < deadline);
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let verified = database.audit().verify().await.unwrap().unwrap();
    assert_eq!((verified.records, verified.base.seq, verified.head.seq), (5, 6, 11));
    // What comes next goes on behind the record that told of it.
    let note = Box::new(|_: &[std::sync::Arc<store::Entry>]| "{}".to_owned());
    space(&database, "a").await.commit(vec![put(key("n", "y"), Expect::Absent, "1")], Some(note)).await.unwrap();
    assert_eq!(database.audit().verify().await.unwrap().unwrap().head.seq, 12);
}

crate::on_both!(
    records_follow_each_other,
    a_record_is_stored_with_its_write_or_not_at_all,
    tampering_is_found,
    old_records_go_and_the_rest_still_holds,
);
