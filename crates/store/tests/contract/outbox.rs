//! What people and programs outside are told, once.

use chrono::{DateTime, Duration, SubsecRound as _, Utc};
use store::{Database, Message, Told, Traffic};

use crate::support::Place;

fn now() -> DateTime<Utc> {
    Utc::now().trunc_subsecs(0)
}

fn told(version: i64, state: &str) -> Told {
    Told { subject: "QuotaRequest/1".to_owned(), version, state: state.to_owned(), about: "{}".to_owned(), at: now() }
}

fn message(key: &str, at: DateTime<Utc>) -> Message {
    Message {
        key: key.to_owned(),
        channel: "mail".to_owned(),
        person: "dev".to_owned(),
        address: "dev@corp.example".to_owned(),
        content: "{\"a\":\"ü\"}".to_owned(),
        made_at: at,
        attempts: 0,
    }
}

async fn due(database: &Database, at: DateTime<Utc>) -> Vec<String> {
    database.outbox().due("mail", at, 10).await.unwrap().into_iter().map(|message| message.key).collect()
}

async fn one_of_two_who_see_a_change_tells_of_it(place: Place) {
    let database = place.open().await;
    let (outbox, at) = (database.outbox(), now());
    let (pending, messages) = (told(1, "Pending"), [message("a", at), message("b", at + Duration::seconds(5))]);
    let (one, other) = tokio::join!(outbox.tell(&pending, &messages), outbox.tell(&pending, &messages));
    assert!(one.unwrap() != other.unwrap(), "one of them");
    assert_eq!(outbox.told().await.unwrap(), std::slice::from_ref(&pending));
    assert_eq!(due(&database, at).await, ["a"]);
    assert_eq!(due(&database, at + Duration::minutes(1)).await, ["a", "b"]);
    assert!(outbox.due("chat", at + Duration::minutes(1), 10).await.unwrap().is_empty());
    assert_eq!(outbox.due("mail", at, 10).await.unwrap(), [message("a", at)]);
    // Who has not seen the last change writes nothing, nor who comes with a change that was told.
    assert!(!outbox.tell(&told(3, "Denied"), &[message("c", at)]).await.unwrap());
    assert!(!outbox.tell(&pending, &[message("c", at)]).await.unwrap());
    assert!(outbox.tell(&told(2, "Denied"), &[message("a", at), message("c", at)]).await.unwrap());
    assert_eq!(due(&database, at).await, ["a", "c"], "a key is used once");
    // What is gone is told once, too.
    assert!(!outbox.tell(&told(2, ""), &[message("d", at)]).await.unwrap());
    assert!(outbox.tell(&told(3, ""), &[message("d", at)]).await.unwrap());
    assert!(!outbox.tell(&told(3, ""), &[message("e", at)]).await.unwrap());
    assert_eq!((outbox.told().await.unwrap().len(), due(&database, at).await.len()), (0, 3));
}

async fn messages_are_tried_again_until_they_are_sent_or_given_up(place: Place) {
    let database = place.open().await;
    let (outbox, at) = (database.outbox(), now());
    assert_eq!(outbox.traffic("mail").await.unwrap(), Traffic::default());
    for key in ["a", "b", "c"] {
        outbox.put(&message(key, at)).await.unwrap();
        outbox.put(&message(key, at)).await.unwrap();
    }
    let later = at + Duration::minutes(1);
    outbox.failed("a", "nobody listens", at, Some(later)).await.unwrap();
    outbox.failed("b", "no such address", at + Duration::seconds(1), None).await.unwrap();
    assert_eq!(due(&database, at).await, ["c"]);
    let traffic = outbox.traffic("mail").await.unwrap();
    assert_eq!((traffic.waiting, traffic.sent, traffic.given_up, traffic.oldest), (2, 0, 1, Some(at)));
    assert_eq!(traffic.error, Some((at + Duration::seconds(1), "no such address".to_owned())));
    let again = outbox.due("mail", later, 10).await.unwrap();
    assert_eq!(again.iter().map(|m| (m.key.as_str(), m.attempts)).collect::<Vec<_>>(), [("c", 0), ("a", 1)]);
    outbox.sent("a", later).await.unwrap();
    outbox.withdraw("c").await.unwrap();
    let traffic = outbox.traffic("mail").await.unwrap();
    assert_eq!((traffic.waiting, traffic.sent, traffic.given_up), (0, 1, 1));
    assert_eq!((traffic.sent_at, traffic.error), (Some(later), None), "it works again");
    assert_eq!(outbox.sweep(at).await.unwrap(), 0);
    outbox.put(&message("d", at)).await.unwrap();
    assert_eq!(outbox.sweep(later).await.unwrap(), 2, "what is still to be sent stays");
    assert_eq!(due(&database, later).await, ["d"]);
}

crate::on_both!(one_of_two_who_see_a_change_tells_of_it, messages_are_tried_again_until_they_are_sent_or_given_up,);
