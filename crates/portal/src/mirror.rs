//! Whole kinds in memory, as far as lists of the fleet show them: a page of a hundred rows does not read ten thousand
//! objects.
//!
//! **Rights.** A mirror is filled by a list and a watch made as the user who asked first, so it never holds what that user
//! may not see. Before anything is taken from it the API is asked whether the one who asks now may list and watch that kind
//! in all namespaces. It goes on as that first user for an hour at most, each watch of it authorised anew; then, when a
//! watch is refused, or when nobody has asked for a while, it ends, and the next who asks begins another.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{
        Arc, Mutex, PoisonError, RwLock, RwLockReadGuard,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use futures::TryStreamExt;
use kube::{
    Client,
    api::{DynamicObject, ListParams, WatchEvent, WatchParams},
};
use texts::t;
use tokio::{sync::watch, time::Instant};

use crate::{
    SignedIn,
    error::told,
    facts::Facts,
    kind::Kind,
    namespaces, read,
    view::{Error, ErrorKind},
};

/// Objects of one page while it is filled.
const CHUNK: u32 = 500;
/// A mirror lives no longer.
const LIFE: Duration = Duration::from_secs(3600);
/// Nobody asked for so long: it ends.
const IDLE: Duration = Duration::from_secs(600);
/// One watch of it, in seconds; the next goes on where it ended.
const WATCH: u32 = 240;
/// It is filled within this time, or the page says that the API does not answer.
const PATIENCE: Duration = Duration::from_secs(30);

/// Namespace and name.
pub(crate) type Key = (String, String);

/// What one row of a mirror is made of; `None` for objects that no list shows.
pub(crate) type Project<T> = fn(&Facts) -> Option<T>;

/// One kind in memory.
#[derive(Debug)]
pub(crate) struct Mirror<T> {
    rows: RwLock<BTreeMap<Key, T>>,
    phase: watch::Sender<Phase>,
    born: Instant,
    /// When somebody last asked, in seconds after `born`.
    used: AtomicU64,
}

#[derive(Debug)]
enum Phase {
    Filling,
    Current,
    /// Why, as far as anybody waits for it: each is told in a language of their own.
    Ended(Option<kube::Error>),
}

/// Mirrors with rows of one type, by kind.
#[derive(Debug)]
pub(crate) struct Mirrors<T>(Mutex<HashMap<&'static str, Arc<Mirror<T>>>>);

impl<T> Default for Mirrors<T> {
    fn default() -> Self {
        Mirrors(Mutex::default())
    }
}

impl<T: Send + Sync + 'static> Mirrors<T> {
    /// The mirror of a kind, filled.
    ///
    /// # Errors
    /// `Forbidden` when this user may not list and watch the kind in all namespaces.
    pub(crate) async fn of(
        &self,
        ctx: &SignedIn,
        kind: &'static Kind,
        project: Project<T>,
    ) -> Result<Arc<Mirror<T>>, Error> {
        let (list, watch) =
            tokio::try_join!(namespaces::may(ctx, "list", kind, None), namespaces::may(ctx, "watch", kind, None))?;
        if !(list && watch) {
            let message = t().error_may_not_list_all(kind.plural);
            return Err(Error::new(ErrorKind::Forbidden, message));
        }
        let mut first_try = true;
        loop {
            let mirror = self.current(&ctx.client, kind, project);
            match mirror.filled().await {
                // It was begun by somebody else, whose rights may have ended meanwhile.
                Err(error) if first_try && error.kind == ErrorKind::Forbidden => first_try = false,
                Err(error) => return Err(error),
                Ok(()) => return Ok(mirror),
            }
        }
    }

    /// The one that is there, or a new one.
    fn current(&self, client: &Client, kind: &'static Kind, project: Project<T>) -> Arc<Mirror<T>> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(mirror) = all.get(kind.kind).filter(|mirror| !mirror.has_ended()) {
            mirror.used.store(mirror.born.elapsed().as_secs(), Ordering::Relaxed);
            return mirror.clone();
        }
        let mirror = Arc::new(Mirror {
            rows: RwLock::default(),
            phase: watch::Sender::new(Phase::Filling),
            born: Instant::now(),
            used: AtomicU64::new(0),
        });
        all.insert(kind.kind, mirror.clone());
        let (client, following) = (client.clone(), mirror.clone());
        tokio::spawn(async move {
            let ended = tokio::time::timeout(LIFE, following.follow(client, kind, project)).await;
            following.end(ended.ok().and_then(Result::err));
        });
        mirror
    }
}

impl<T> Mirror<T> {
    /// The rows as they are now, by namespace and name. Not to be held over an await.
    pub(crate) fn rows(&self) -> RwLockReadGuard<'_, BTreeMap<Key, T>> {
        self.rows.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn has_ended(&self) -> bool {
        matches!(*self.phase.borrow(), Phase::Ended(_))
    }

    async fn filled(&self) -> Result<(), Error> {
        let mut phase = self.phase.subscribe();
        let filled = phase.wait_for(|phase| !matches!(phase, Phase::Filling));
        let slow = || Error::new(ErrorKind::Unavailable, t().error_list_takes_long());
        let phase = tokio::time::timeout(PATIENCE, filled).await.map_err(|_| slow())?.map_err(|_| slow())?;
        match &*phase {
            Phase::Ended(Some(error)) => Err(told(error)),
            _ => Ok(()),
        }
    }

    /// Lists in chunks, then takes in every change. Ends well only when nobody asks any more.
    async fn follow(&self, client: Client, kind: &'static Kind, project: Project<T>) -> kube::Result<()> {
        let api = read::api(&client, kind, None);
        let mut params = ListParams::default().limit(CHUNK);
        let mut version = loop {
            let page = api.list(&params).await?;
            let mut rows = self.rows.write().unwrap_or_else(PoisonError::into_inner);
            rows.extend(page.items.into_iter().filter_map(|object| row(object, kind, project)));
            drop(rows);
            match page.metadata.continue_.filter(|token| !token.is_empty()) {
                Some(token) => params = params.continue_token(&token),
                None => break page.metadata.resource_version.unwrap_or_default(),
            }
        };
        self.phase.send_replace(Phase::Current);
        let params = WatchParams::default().timeout(WATCH);
        while self.born.elapsed().as_secs() < self.used.load(Ordering::Relaxed) + IDLE.as_secs() {
            let mut events = Box::pin(api.watch(&params, &version).await?);
            while let Some(event) = events.try_next().await? {
                match event {
                    WatchEvent::Added(object) | WatchEvent::Modified(object) => {
                        version = object.metadata.resource_version.clone().unwrap_or_default();
                        let key = key(&object);
                        let row = row(object, kind, project);
                        let mut rows = self.rows.write().unwrap_or_else(PoisonError::into_inner);
                        match row {
                            Some((key, row)) => rows.insert(key, row),
                            None => rows.remove(&key),
                        };
                    }
                    WatchEvent::Deleted(object) => {
                        version = object.metadata.resource_version.clone().unwrap_or_default();
                        self.rows.write().unwrap_or_else(PoisonError::into_inner).remove(&key(&object));
                    }
                    WatchEvent::Bookmark(bookmark) => version = bookmark.metadata.resource_version,
                    WatchEvent::Error(status) => return Err(kube::Error::Api(status)),
                }
            }
        }
        Ok(())
    }

    fn end(&self, error: Option<kube::Error>) {
        // Whoever still waits for it to be filled hears why; who reads it afterwards begins anew.
        self.phase.send_modify(|phase| {
            let error = error.filter(|_| matches!(phase, Phase::Filling));
            *phase = Phase::Ended(error);
        });
    }
}

fn key(object: &DynamicObject) -> Key {
    (object.metadata.namespace.clone().unwrap_or_default(), object.metadata.name.clone().unwrap_or_default())
}

fn row<T>(object: DynamicObject, kind: &Kind, project: Project<T>) -> Option<(Key, T)> {
    let key = key(&object);
    Some((key, project(&read::facts(object, kind))?))
}
