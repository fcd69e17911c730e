//! Whether the database can be written and followed.

use std::sync::Arc;

use parking_lot::RwLock;

/// What is known about the database. Cheap to clone; all clones tell the same.
#[derive(Clone, Default)]
pub struct Health {
    inner: Arc<RwLock<Parts>>,
}

#[derive(Default)]
struct Parts {
    /// Why the last write failed.
    writing: Option<String>,
    /// Why other servers' writes cannot be followed.
    following: Option<String>,
}

impl Health {
    /// Says whether requests should be sent here.
    ///
    /// # Errors
    /// Why not.
    pub fn check(&self) -> Result<(), String> {
        let parts = self.inner.read();
        match parts.writing.as_ref().or(parts.following.as_ref()) {
            Some(why) => Err(why.clone()),
            None => Ok(()),
        }
    }

    /// True when what is in memory is known to be the newest, or there is nobody else who writes.
    pub(crate) fn follows(&self) -> bool {
        self.inner.read().following.is_none()
    }

    pub(crate) fn writes(&self) -> bool {
        self.inner.read().writing.is_none()
    }

    pub(crate) fn set_writing(&self, result: &Result<(), sqlx::Error>) {
        note(&mut self.inner.write().writing, "writing to the database", result);
    }

    pub(crate) fn set_following(&self, result: &Result<(), sqlx::Error>) {
        note(&mut self.inner.write().following, "reading from the database", result);
    }
}

/// Keeps the last failure, and logs when things turn.
fn note(kept: &mut Option<String>, what: &str, result: &Result<(), sqlx::Error>) {
    match result {
        Ok(()) => {
            if kept.take().is_some() {
                tracing::info!("{what} works again");
            }
        }
        Err(error) => {
            if kept.is_none() {
                tracing::error!(%error, "{what} does not work");
            }
            *kept = Some(format!("{what} does not work: {error}"));
        }
    }
}
