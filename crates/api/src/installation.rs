//! What an installation calls itself, over restores of backups.
//!
//! Its name is the UID of Namespace `kube-system`, as is usual for a cluster. A database that a backup was restored into
//! goes on from the backup, while what it was taken of went on, too, and may still do: this is another life, with a name
//! of its own. The names of all lives are known from the Namespace's UID and its annotation
//! [`RESTORES`](crate::meta::annotation::RESTORES).

use chrono::{DateTime, Utc};
use k8s_openapi::api::core::v1::Namespace;
use serde::{Deserialize, Serialize};

use crate::meta::annotation;

/// The Namespace that identifies an installation.
pub const NAMESPACE: &str = "kube-system";

/// A backup that was restored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Restore {
    /// Unique among all restores.
    pub id: String,
    /// The newest write in the backup; it was taken at this instant or later.
    pub backup: DateTime<Utc>,
    /// When it was restored.
    pub restored: DateTime<Utc>,
}

/// One life of an installation: from its first start, or from a restore.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Life {
    /// What it calls itself; no other life of any installation does.
    pub name: String,
    /// The restore by which the next life began; `None` for the present one. Nothing after its backup belongs to the
    /// past of this database.
    pub ended: Option<Restore>,
}

/// The lives of the installation whose Namespace `kube-system` this is, the present one last.
///
/// # Errors
/// When the Namespace does not tell: it has no UID, or its annotation is not as [`annotation_of`] writes it.
pub fn lives(namespace: &Namespace) -> Result<Vec<Life>, String> {
    let meta = &namespace.metadata;
    let mut name = meta.uid.clone().filter(|uid| !uid.is_empty()).ok_or("the Namespace has no UID")?;
    let restores = match meta.annotations.as_ref().and_then(|all| all.get(annotation::RESTORES)) {
        Some(text) => serde_json::from_str::<Vec<Restore>>(text)
            .map_err(|error| format!("its annotation {} cannot be read: {error}", annotation::RESTORES))?,
        None => Vec::new(),
    };
    let first = name.clone();
    let mut lives = Vec::with_capacity(restores.len() + 1);
    for restore in restores {
        let next = format!("{first}.{}", restore.id);
        lives.push(Life { name: std::mem::replace(&mut name, next), ended: Some(restore) });
    }
    lives.push(Life { name, ended: None });
    Ok(lives)
}

/// The value of the annotation for these restores, the first one first.
pub fn annotation_of(restores: &[Restore]) -> String {
    serde_json::json!(restores).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn namespace(restores: Option<&str>) -> Namespace {
        let mut namespace = Namespace::default();
        namespace.metadata.uid = Some("u".to_owned());
        namespace.metadata.annotations =
            restores.map(|text| [(annotation::RESTORES.to_owned(), text.to_owned())].into());
        namespace
    }

    #[test]
    fn every_restore_begins_a_life() {
        let restore = |id: &str| Restore {
            id: id.to_owned(),
            backup: "2026-11-21T02:17:00Z".parse().unwrap(),
            restored: "2026-11-22T09:00:00Z".parse().unwrap(),
        };
        let restores = [restore("r1"), restore("r2")];
        let names = |lives: Vec<Life>| lives.into_iter().map(|life| (life.name, life.ended)).collect::<Vec<_>>();
        assert_eq!(names(lives(&namespace(None)).unwrap()), [("u".to_owned(), None)]);
        let [one, two] = restores.clone();
        assert_eq!(
            names(lives(&namespace(Some(&annotation_of(&restores)))).unwrap()),
            [("u".to_owned(), Some(one)), ("u.r1".to_owned(), Some(two)), ("u.r2".to_owned(), None)]
        );
    }

    #[test]
    fn what_cannot_be_read_is_no_installation() {
        assert!(lives(&Namespace::default()).is_err());
        assert!(lives(&namespace(Some("[{}]"))).unwrap_err().contains("atoll.dev/restores cannot be read"));
    }
}
