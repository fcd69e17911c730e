//! Which installation the controllers work for, and what it may remove from a hypervisor that others may use, too.

use api::installation::{self, Life, Restore};
use chrono::{DateTime, Duration, Utc};
use k8s_openapi::api::core::v1::Namespace;

use crate::{context::Context, key::Key};

/// How far the hypervisor's clock may be from the servers'.
const CLOCKS_DIFFER: Duration = Duration::hours(1);

/// The lives of this installation, the present one last; none when it is not known.
#[derive(Debug)]
pub(crate) struct Installation(Vec<Life>);

/// Whose something is that the hypervisor has and no object describes.
#[derive(Debug, PartialEq)]
enum Origin<'a> {
    /// This installation made it and its object was deleted.
    LeftBehind,
    /// It was, or may have been, made after the backup that was restored here: its object may never have been deleted.
    AfterBackup(&'a Restore),
    /// Another installation made it, another life of this one, or nobody says who.
    Foreign,
}

impl Installation {
    /// What the API tells. Ask when the informers are filled.
    pub(crate) fn read(ctx: &Context) -> Self {
        let namespace = ctx.informers.namespaces.get(&Key::cluster_wide(installation::NAMESPACE));
        Self::of(namespace.as_deref())
    }

    fn of(namespace: Option<&Namespace>) -> Self {
        let lives = namespace.ok_or_else(|| "there is no such Namespace".to_owned()).and_then(installation::lives);
        Self(lives.unwrap_or_else(|error| {
            let namespace = installation::NAMESPACE;
            tracing::error!(
                namespace,
                error,
                "not known which installation this is; nothing is removed as left behind"
            );
            Vec::new()
        }))
    }

    /// The name that everything made now carries; empty when it is not known.
    pub(crate) fn name(&self) -> &str {
        self.0.last().map_or("", |life| &life.name)
    }

    /// Why something that has no object must not be removed, and what a person does about it; `None` when it may be
    /// removed. `what` names it for people; `made_by` is the name that it carries and `made_at` the time it was made, as
    /// far as the hypervisor tells it.
    pub(crate) fn objection(&self, what: &str, made_by: &str, made_at: Option<DateTime<Utc>>) -> Option<String> {
        match self.origin(made_by, made_at) {
            Origin::LeftBehind => None,
            Origin::AfterBackup(restore) => Some(format!(
                "{what} has no object, but may have been made after the backup that was restored into this database \
                 (newest write {}, restored {}); it is left alone. Save what is needed from it, then remove it with \
                 the hypervisor's own tools",
                restore.backup, restore.restored
            )),
            Origin::Foreign => {
                let maker = if made_by.is_empty() { "an unknown installation" } else { made_by };
                let own = self.name();
                Some(format!(
                    "{what} was made by {maker}, not by this installation ({own}), and has no object here; it is left \
                     alone. If it should have one, this server has the wrong database or the wrong hypervisor; if \
                     nobody needs it, remove it with the hypervisor's own tools"
                ))
            }
        }
    }

    fn origin(&self, made_by: &str, made_at: Option<DateTime<Utc>>) -> Origin<'_> {
        match self.0.iter().find(|life| life.name == made_by) {
            None => Origin::Foreign,
            Some(Life { ended: None, .. }) => Origin::LeftBehind,
            Some(Life { ended: Some(restore), .. }) => match made_at {
                Some(made_at) if made_at < restore.backup - CLOCKS_DIFFER => Origin::LeftBehind,
                _ => Origin::AfterBackup(restore),
            },
        }
    }

    /// The Namespace that Events about the whole installation are about.
    pub(crate) fn object(ctx: &Context) -> Namespace {
        let known = ctx.informers.namespaces.get(&Key::cluster_wide(installation::NAMESPACE));
        known.map(|namespace| (*namespace).clone()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

    use super::*;

    fn restore(id: &str, backup: &str) -> Restore {
        let backup = backup.parse().unwrap();
        Restore { id: id.to_owned(), backup, restored: backup + Duration::hours(30) }
    }

    fn installation(restores: &[Restore]) -> Installation {
        let restores = (api::meta::annotation::RESTORES.to_owned(), installation::annotation_of(restores));
        Installation::of(Some(&Namespace {
            metadata: ObjectMeta {
                uid: Some("u".to_owned()),
                annotations: Some([restores].into()),
                ..ObjectMeta::default()
            },
            ..Namespace::default()
        }))
    }

    #[test]
    fn only_what_this_database_has_certainly_deleted_is_left_behind() {
        let (one, two) = (restore("r1", "2026-11-10T12:00:00Z"), restore("r2", "2026-11-20T12:00:00Z"));
        let never = installation(&[]);
        let twice = installation(&[one.clone(), two.clone()]);
        assert_eq!((never.name(), twice.name()), ("u", "u.r2"));
        let early = "2026-11-01T00:00:00Z";
        let (left, first, second) = (Origin::LeftBehind, Origin::AfterBackup(&one), Origin::AfterBackup(&two));
        for (installation, made_by, made_at, origin) in [
            (&never, "u", early, &left),
            (&never, "", early, &Origin::Foreign),
            (&never, "other", early, &Origin::Foreign),
            // A life that began with a backup of this one, elsewhere.
            (&never, "u.r1", early, &Origin::Foreign),
            (&twice, "u.r3", early, &Origin::Foreign),
            // Before a backup, so that its object was in it; the clocks may differ.
            (&twice, "u", "2026-11-10T10:59:59Z", &left),
            (&twice, "u", "2026-11-10T11:00:00Z", &first),
            (&twice, "u.r1", "2026-11-20T10:59:59Z", &left),
            (&twice, "u.r1", "2026-11-20T11:00:00Z", &second),
            // After a backup, also when the database that it was taken of went on after the restore.
            (&twice, "u", "2026-11-10T12:00:01Z", &first),
            (&twice, "u", "2026-11-30T00:00:00Z", &first),
            (&twice, "u.r1", "2026-11-30T00:00:00Z", &second),
            // In the present life, whatever the hypervisor's clock says.
            (&twice, "u.r2", early, &left),
            (&twice, "u.r2", "2026-11-30T00:00:00Z", &left),
        ] {
            let found = installation.origin(made_by, Some(made_at.parse().unwrap()));
            assert_eq!(&found, origin, "{made_by} {made_at}");
        }
        assert_eq!(twice.origin("u", None), first, "its time is not known");
        assert_eq!(twice.origin("u.r2", None), left);
    }

    #[test]
    fn an_installation_that_does_not_know_itself_removes_nothing() {
        for unknown in [Installation::of(None), Installation::of(Some(&Namespace::default()))] {
            assert_eq!(unknown.name(), "");
            for made_by in ["", "u"] {
                assert_eq!(unknown.origin(made_by, Some(Utc::now())), Origin::Foreign);
            }
        }
    }
}
