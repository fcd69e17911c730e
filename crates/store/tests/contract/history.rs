//! Objects as they were, for as long as that is kept.

use std::time::Duration;

use chrono::Utc;
use store::{Expect, Options, PastError};

use crate::support::{Place, delete, key, put, space};

/// Lets the clock of the database move on.
async fn a_moment() -> chrono::DateTime<Utc> {
    tokio::time::sleep(Duration::from_millis(5)).await;
    let now = Utc::now();
    tokio::time::sleep(Duration::from_millis(5)).await;
    now
}

async fn an_object_as_of_an_instant(place: Place) {
    let database = place.open().await;
    let space = space(&database, "a").await;
    let before = a_moment().await;
    let one = space.write(put(key("n", "x"), Expect::Absent, "1")).await.unwrap();
    let first = a_moment().await;
    let two = space.write(put(key("n", "x"), Expect::Revision(one.revision), "2")).await.unwrap();
    space.write(put(key("m", "y"), Expect::Absent, "1")).await.unwrap();
    let second = a_moment().await;
    space.write(delete(key("n", "x"), two.revision)).await.unwrap();
    let third = a_moment().await;
    let then = async |namespace: &str, name: &str, at| {
        let entries = space.as_of("/things", namespace, name, at).await.unwrap();
        entries.iter().map(|e| format!("{}={}", e.key.name, e.label("app").unwrap())).collect::<Vec<_>>()
    };
    assert_eq!(then("n", "x", before).await, [""; 0]);
    assert_eq!(then("n", "x", first).await, ["x=1"]);
    assert_eq!(then("", "", second).await, ["y=1", "x=2"]);
    assert_eq!(then("n", "", third).await, [""; 0]);
    assert_eq!(then("", "", third).await, ["y=1"]);
    let deleted = async |key, at| space.deleted_at(&key, at).await.unwrap();
    let at = deleted(key("n", "x"), third).await.unwrap();
    assert!(second <= at && at <= third, "{at}");
    assert_eq!(deleted(key("n", "x"), second).await, None, "not yet");
    assert_eq!(deleted(key("m", "y"), third).await, None);
    let long_ago = Utc::now() - chrono::Duration::days(2);
    assert!(matches!(space.as_of("/things", "", "", long_ago).await, Err(PastError::Forgotten { .. })));
}

async fn versions_go_when_their_time_is_over(place: Place) {
    let kept = Duration::from_secs(3600);
    {
        let database = place.open_with(Options { history: kept, ..Options::default() }).await;
        let space = space(&database, "a").await;
        let mut x = space.write(put(key("n", "x"), Expect::Absent, "0")).await.unwrap();
        for i in 1..1500 {
            x = space.write(put(key("n", "x"), Expect::Revision(x.revision), &i.to_string())).await.unwrap();
        }
        let y = space.write(put(key("n", "y"), Expect::Absent, "1")).await.unwrap();
        space.write(delete(key("n", "y"), y.revision)).await.unwrap();
        space.write(put(key("n", "z"), Expect::Absent, "1")).await.unwrap();
        database.close().await;
    }
    // Everything but the newest is older than an hour now.
    place.tamper("UPDATE versions SET at = at - 7200000 WHERE name <> 'z'").await;
    let database = place.open_with(Options { history: kept, ..Options::default() }).await;
    let deadline = std::time::Instant::now() + Duration::from_secs(40);
    while place.versions().await > 2 {
        assert!(std::time::Instant::now() < deadline, "{} versions are left", place.versions().await);
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let space = space(&database, "a").await;
    assert_eq!(space.get("/things", "n", "x").unwrap().label("app"), Some("1499"));
    assert!(space.get("/things", "n", "y").is_none());
    let before = space.revision();
    assert!(space.write(put(key("n", "y"), Expect::Absent, "2")).await.unwrap().revision > before);
}

crate::on_both!(an_object_as_of_an_instant, versions_go_when_their_time_is_over);
