//! A database in one file and back, into either kind.

use store::{BackupError, Expect, backup, restore};

use crate::support::{Place, delete, key, put, space};

async fn a_backup_brings_everything_back(place: Place) {
    for target in [Place::sqlite(), Place::postgres()] {
        let place = if place.is_sqlite() { Place::sqlite() } else { Place::postgres() };
        let files = Place::sqlite();
        let file = files.file().with_file_name("backup.db");
        let database = place.open().await;
        let one = space(&database, "a").await;
        let x = one.write(put(key("n", "x"), Expect::Absent, "1")).await.unwrap();
        let y = one.write(put(key("n", "y"), Expect::Absent, "1")).await.unwrap();
        one.write(delete(key("n", "y"), y.revision)).await.unwrap();
        let other = space(&database, "b").await;
        for i in 0..600 {
            other.write(put(key("m", &format!("z{i}")), Expect::Absent, "2")).await.unwrap();
        }
        database.audit().append(vec!["{\"n\":1}".to_owned(), "{\"n\":2}".to_owned()]).await;
        database.keys().get_or_put("ca", "secret").await.unwrap();
        let account = store::Account {
            name: "dev".to_owned(),
            password_hash: "h".to_owned(),
            groups: Vec::new(),
            must_change: true,
        };
        database.accounts().put(&account).await.unwrap();
        database.people().disable("corp:ann", chrono::Utc::now()).await.unwrap();
        database.people().set_email("corp:ann", "ann@corp.example").await.unwrap();
        let told = store::Told {
            subject: "s".to_owned(),
            version: 1,
            state: "x".to_owned(),
            about: "{}".to_owned(),
            at: chrono::DateTime::UNIX_EPOCH,
        };
        let message = store::Message {
            key: "k".to_owned(),
            channel: "mail".to_owned(),
            person: String::new(),
            address: "a@b.example".to_owned(),
            content: "{}".to_owned(),
            made_at: chrono::DateTime::UNIX_EPOCH,
            attempts: 0,
        };
        assert!(database.outbox().tell(&told, std::slice::from_ref(&message)).await.unwrap());
        let before = chrono::Utc::now();
        let x = one.write(put(key("n", "x"), Expect::Revision(x.revision), "3")).await.unwrap();
        let after = chrono::Utc::now();
        // While it is in use.
        let copied = backup(&place.location, &file).await.unwrap();
        assert_eq!((copied.spaces, copied.versions, copied.records), (2, 604, 2));
        assert!(matches!(backup(&place.location, &file).await, Err(BackupError::Exists(_))));
        let private = std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(&file).unwrap().permissions());
        assert_eq!(private & 0o777, 0o600);
        one.write(delete(key("n", "x"), x.revision)).await.unwrap();

        restore(&file, &target.location).await.unwrap();
        let refused = restore(&file, &target.location).await.unwrap_err();
        assert!(matches!(refused, BackupError::Exists(_) | BackupError::NotEmpty), "{refused}");
        let database = target.open().await;
        let restored = space(&database, "a").await;
        let again = restored.get("/things", "n", "x").unwrap();
        assert_eq!((again.revision, &again.bytes), (x.revision, &x.bytes));
        assert!(restored.get("/things", "n", "y").is_none());
        assert!(restored.revision() > one.revision(), "revisions given out after the backup do not come again");
        assert_eq!(space(&database, "b").await.count("/things"), 600);
        assert_eq!(database.keys().get("ca").await.unwrap().as_deref(), Some("secret"));
        assert_eq!(database.accounts().get("dev").await.unwrap(), Some(account));
        assert!(database.people().standing("corp:ann").await.unwrap().disabled);
        assert_eq!(database.people().email("corp:ann").await.unwrap(), "ann@corp.example");
        assert_eq!(database.outbox().told().await.unwrap(), [told]);
        assert_eq!(database.outbox().due("mail", before, 9).await.unwrap(), [message]);
        assert_eq!(database.audit().verify().await.unwrap().unwrap().records, 2);
        assert!(restored.write(put(key("n", "new"), Expect::Absent, "1")).await.is_ok());
        // What the database says of it goes on into its own backups.
        let restores = database.restores().await.unwrap();
        // Times are kept in milliseconds, rounded.
        let margin = chrono::Duration::milliseconds(1);
        assert!(restores.len() == 1 && restores[0].restored >= after - margin, "{restores:?}");
        assert!(
            (before - margin..=after + margin).contains(&restores[0].backup),
            "the last write before it: {restores:?}"
        );
        let file = file.with_file_name("second.db");
        backup(&target.location, &file).await.unwrap();
        let place = if place.is_sqlite() { Place::sqlite() } else { Place::postgres() };
        restore(&file, &place.location).await.unwrap();
        let again = place.open().await.restores().await.unwrap();
        assert!(again.len() == 2 && again[0] == restores[0] && again[1].id != again[0].id, "{again:?}");
        assert!(again[1].backup >= again[0].restored && again[1].restored >= again[1].backup, "{again:?}");
    }
}

async fn what_is_no_backup_is_refused(place: Place) {
    let files = Place::sqlite();
    let file = files.file().with_file_name("backup.db");
    let missing = restore(&file, &place.location).await.unwrap_err();
    assert!(matches!(missing, BackupError::File { .. }), "{missing}");
    std::fs::write(&file, "no database at all, only some text that is long enough".repeat(100)).unwrap();
    let refused = restore(&file, &place.location).await.unwrap_err();
    assert!(matches!(refused, BackupError::NotABackup(_)), "{refused}");
    let database = place.open().await;
    assert_eq!(space(&database, "a").await.revision(), 1, "nothing was restored");
}

crate::on_both!(a_backup_brings_everything_back, what_is_no_backup_is_refused);
