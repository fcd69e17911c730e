//! Who may use the portal, and their sessions.

use chrono::{DateTime, Duration, SubsecRound as _, Utc};
use store::{Account, Database, Session, Standing};

use crate::support::Place;

fn now() -> DateTime<Utc> {
    Utc::now().trunc_subsecs(0)
}

async fn with_session(database: &Database, byte: u8, account: &str) -> Session {
    let expires_at = now() + Duration::hours(1);
    let session =
        Session { id_hash: [byte; 32], account: account.to_owned(), data: format!("{{\"n\":{byte}}}"), expires_at };
    assert!(database.sessions().create(&session).await.unwrap());
    session
}

fn account(name: &str, groups: &[&str]) -> Account {
    let groups = groups.iter().map(|group| (*group).to_owned()).collect();
    Account { name: name.to_owned(), password_hash: "h".to_owned(), groups, must_change: false }
}

async fn who_is_disabled_is_out_until_enabled(place: Place) {
    let database = place.open().await;
    let people = database.people();
    database.accounts().put(&account("dev", &["a"])).await.unwrap();
    assert_eq!(people.standing("nobody").await.unwrap(), Standing::default());
    let groups = || Some(vec!["a".to_owned()]);
    assert_eq!(people.standing("dev").await.unwrap(), Standing { local_groups: groups(), ..Standing::default() });
    for (byte, account) in [(1, "dev"), (2, "dev"), (3, "dev2")] {
        with_session(&database, byte, account).await;
    }
    // From another process, as the command line does.
    let beside = store::People::open(&place.location).await.unwrap();
    assert_eq!(beside.disable("dev", now()).await.unwrap(), Some(2));
    assert_eq!(beside.disable("dev", now()).await.unwrap(), None, "already");
    assert_eq!(
        people.standing("dev").await.unwrap(),
        Standing { disabled: true, local_groups: groups(), ..Standing::default() }
    );
    let left = database.sessions().list(None, now(), 10).await.unwrap();
    assert_eq!(left.iter().map(|session| session.account.as_str()).collect::<Vec<_>>(), ["dev2"]);
    // Signing in elsewhere does not lift it.
    people.signed_in("dev", "", &[], None, now()).await.unwrap();
    assert!(people.standing("dev").await.unwrap().disabled);
    assert!(people.enable("dev").await.unwrap());
    assert!(!people.enable("dev").await.unwrap());
    assert!(!people.standing("dev").await.unwrap().disabled);
    // Changed groups hold at once.
    database.accounts().put(&account("dev", &[])).await.unwrap();
    assert_eq!(people.standing("dev").await.unwrap().local_groups, Some(Vec::new()));
    assert_eq!(people.disable("corp:never-seen", now()).await.unwrap(), Some(0));
    assert!(people.standing("corp:never-seen").await.unwrap().disabled);
    for (name, known) in [("dev", true), ("corp:never-seen", true), ("nobody", false)] {
        assert_eq!(people.knows(name).await.unwrap(), known, "{name}");
    }
}

async fn everybody_is_listed_once(place: Place) {
    let database = place.open().await;
    let people = database.people();
    for name in ["admin", "dev"] {
        database.accounts().put(&account(name, &["now"])).await.unwrap();
    }
    let at = now();
    people.signed_in("dev", "", &["then".to_owned()], None, at).await.unwrap();
    people.signed_in("corp:Ann_%!", "corp", &["corp:x".to_owned()], None, at).await.unwrap();
    people.disable("corp:bob", at).await.unwrap();
    let all = people.list("", 10).await.unwrap();
    let told: Vec<_> = all
        .iter()
        .map(|p| (p.name.as_str(), p.local, p.provider.as_str(), p.groups.join(","), p.signed_in_at, p.disabled_at))
        .collect();
    assert_eq!(
        told,
        [
            ("admin", true, "", "now".to_owned(), None, None),
            ("corp:Ann_%!", false, "corp", "corp:x".to_owned(), Some(at), None),
            ("corp:bob", false, "", String::new(), None, Some(at)),
            ("dev", true, "", "now".to_owned(), Some(at), None),
        ]
    );
    for (part, found) in
        [("ANN", vec!["corp:Ann_%!"]), ("_%!", vec!["corp:Ann_%!"]), ("_", vec!["corp:Ann_%!"]), ("zz", vec![])]
    {
        let names: Vec<_> = people.list(part, 10).await.unwrap().into_iter().map(|person| person.name).collect();
        assert_eq!(names, found, "{part}");
    }
    assert_eq!(people.list("", 2).await.unwrap().len(), 2);
}

async fn sessions_are_listed_and_ended(place: Place) {
    let database = place.open().await;
    let sessions = database.sessions();
    with_session(&database, 9, "").await;
    let mine = with_session(&database, 1, "dev").await;
    for (byte, account) in [(2, "dev"), (3, "dev"), (4, "dev2")] {
        with_session(&database, byte, account).await;
    }
    let of = async |account: Option<&str>| {
        let found = sessions.list(account, now(), 10).await.unwrap();
        let mut bytes: Vec<u8> = found.iter().map(|session| session.id_hash[0]).collect();
        bytes.sort_unstable();
        bytes
    };
    assert_eq!(of(None).await, [1, 2, 3, 4], "only of people who signed in");
    assert_eq!(of(Some("dev")).await, [1, 2, 3]);
    assert!(sessions.list(Some("dev"), mine.expires_at, 10).await.unwrap().is_empty(), "over");
    assert!(!sessions.delete_one("dev", &[4; 32]).await.unwrap(), "not theirs");
    assert!(sessions.delete_one("dev", &[2; 32]).await.unwrap());
    assert!(!sessions.delete_one("dev", &[2; 32]).await.unwrap());
    assert_eq!(sessions.delete_of("dev", Some(&mine.id_hash)).await.unwrap(), 1);
    assert_eq!(of(Some("dev")).await, [1]);
    assert_eq!(sessions.delete_of("dev", None).await.unwrap(), 1);
    assert_eq!(of(None).await, [4]);
    // What is taken once is gone, whoever else tries at the same time.
    let (one, other) = tokio::join!(sessions.take(&[4; 32], now()), sessions.take(&[4; 32], now()));
    assert_eq!(usize::from(one.unwrap().is_some()) + usize::from(other.unwrap().is_some()), 1);
}

async fn addresses_are_of_those_who_may_use_the_portal(place: Place) {
    let database = place.open().await;
    let (people, at) = (database.people(), now());
    database.accounts().put(&account("dev", &["a"])).await.unwrap();
    people.set_email("dev", "dev@corp.example").await.unwrap();
    people.signed_in("dev", "", &["old".to_owned()], None, at).await.unwrap();
    people.signed_in("corp:ann", "corp", &["x".to_owned()], Some("ann@corp.example"), at).await.unwrap();
    people.signed_in("corp:bob", "corp", &[], Some("bob@corp.example"), at).await.unwrap();
    people.signed_in("corp:eve", "corp", &[], None, at).await.unwrap();
    people.disable("corp:bob", at).await.unwrap();
    let found = async |only| {
        let all = people.addressees(only).await.unwrap();
        all.into_iter().map(|one| format!("{} {} {}", one.name, one.groups.join(","), one.email)).collect::<Vec<_>>()
    };
    assert_eq!(found(None).await, ["corp:ann x ann@corp.example", "dev a dev@corp.example"]);
    assert_eq!(found(Some("dev")).await, ["dev a dev@corp.example"]);
    assert!(found(Some("corp:bob")).await.is_empty());
    // The provider has the last word about its own people: also that it does not vouch for an address any more.
    people.signed_in("corp:ann", "corp", &[], Some(""), at).await.unwrap();
    assert_eq!(people.provider("corp:ann").await.unwrap(), "corp");
    assert_eq!((people.email("corp:ann").await.unwrap(), people.email("nobody").await.unwrap()), Default::default());
}

async fn what_was_seen_is_kept_for_each_person(place: Place) {
    let people = place.open().await.people();
    let at = now();
    let seen = async |name: &str| people.standing(name).await.unwrap().seen;
    assert_eq!(seen("dev").await, None);
    people.set_seen("dev", at).await.unwrap();
    people.set_seen("dev", at - Duration::hours(1)).await.unwrap();
    people.signed_in("dev", "", &[], None, at).await.unwrap();
    assert_eq!(seen("dev").await, Some(at), "never back");
    assert_eq!(seen("ann").await, None);
}

async fn a_removed_account_leaves_nothing(place: Place) {
    let database = place.open().await;
    let accounts = database.accounts();
    accounts.create(&Account { must_change: true, ..account("dev", &[]) }).await.unwrap();
    assert!(database.people().standing("dev").await.unwrap().must_change);
    database.people().set_email("dev", "dev@corp.example").await.unwrap();
    with_session(&database, 1, "dev").await;
    with_session(&database, 2, "dev2").await;
    assert!(accounts.remove("dev").await.unwrap());
    assert!(!accounts.remove("dev").await.unwrap());
    assert!(!database.people().knows("dev").await.unwrap());
    assert_eq!(database.people().email("dev").await.unwrap(), "");
    assert_eq!(database.sessions().list(None, now(), 10).await.unwrap().len(), 1);
    // Who is no account is not removed by that.
    database.people().signed_in("corp:ann", "corp", &[], None, now()).await.unwrap();
    assert!(!accounts.remove("corp:ann").await.unwrap() && database.people().knows("corp:ann").await.unwrap());
}

crate::on_both!(
    addresses_are_of_those_who_may_use_the_portal,
    what_was_seen_is_kept_for_each_person,
    a_removed_account_leaves_nothing,
    who_is_disabled_is_out_until_enabled,
    everybody_is_listed_once,
    sessions_are_listed_and_ended,
);
