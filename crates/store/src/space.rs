//! A keyspace: objects in memory, writes through the writer task.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock, Weak};
use std::time::Duration;

use chrono::{DateTime, Utc};
use parking_lot::{Mutex, RwLock};
use tokio::sync::{OnceCell, mpsc, oneshot};

use crate::backend::{AsOf, Backend, FIRST_REVISION, Loaded, News, Position, Stored};
use crate::draft::Draft;
use crate::entry::{Entry, Key};
use crate::error::{OpenError, PastError, TooOld, WriteError};
use crate::follow::Question;
use crate::head::{FieldPaths, Head};
use crate::health::Health;
use crate::history::{Event, HistoryLimits};
use crate::state::{Applied, State};
use crate::watcher::Watcher;
use crate::writer::Request;

/// What a write expects to find; it happens only if that is true when its turn comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expect {
    /// There is no such object.
    Absent,
    /// The object is there, at this revision.
    Revision(u64),
}

/// What a write does.
#[derive(Clone, Debug)]
pub enum Change {
    /// Stores this version.
    Put(Draft),
    /// Removes the object. Watchers see this last state of it, or the stored one when none is given.
    Delete(Option<Draft>),
    /// Nothing: the write only guards the others of its transaction.
    Check,
}

/// One part of a transaction.
#[derive(Clone, Debug)]
pub struct Write {
    /// Which object.
    pub key: Key,
    /// What must be there.
    pub expect: Expect,
    /// What to do.
    pub change: Change,
}

/// The audit record of a commit, as JSON text, made from the entries that it leaves. It is stored with them or not at all.
pub type Note = Box<dyn FnOnce(&[Arc<Entry>]) -> String + Send>;

/// Told of every committed change before the writer gets its answer, in the order of revisions. Implementations only
/// take notes: they run inside the writer's task, with the space locked.
pub trait Observer: Send + Sync {
    /// These changes are on disk.
    fn committed(&self, events: &[Event]);
}

/// How a space is brought into memory.
#[derive(Clone)]
pub struct LoadOptions {
    /// The selectable fields of a resource.
    pub fields: Arc<dyn Fn(&str) -> FieldPaths + Send + Sync>,
    /// How much history each resource keeps for watchers.
    pub history: HistoryLimits,
}

impl Default for LoadOptions {
    fn default() -> LoadOptions {
        LoadOptions { fields: Arc::new(|_| FieldPaths::default()), history: HistoryLimits::default() }
    }
}

/// A keyspace with its own order of revisions. Cheap to clone; all handles of one name are the same space.
#[derive(Clone)]
pub struct Space {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) name: Arc<str>,
    pub(crate) state: RwLock<State>,
    observers: Mutex<Vec<Weak<dyn Observer>>>,
    closed: AtomicBool,
    options: OnceLock<LoadOptions>,
    loaded: OnceCell<()>,
    services: Arc<Services>,
}

/// What all spaces of a database share.
pub(crate) struct Services {
    pub(crate) backend: Arc<dyn Backend>,
    pub(crate) writer: mpsc::Sender<Request>,
    /// Set when other servers may write too.
    pub(crate) follow: Option<mpsc::Sender<Question>>,
    pub(crate) health: Health,
    pub(crate) history: Duration,
}

impl Inner {
    pub(crate) fn new(name: &str, services: Arc<Services>) -> Inner {
        Inner {
            name: name.into(),
            state: RwLock::new(State::new(FIRST_REVISION, HistoryLimits::default())),
            observers: Mutex::new(Vec::new()),
            closed: AtomicBool::new(false),
            options: OnceLock::new(),
            loaded: OnceCell::new(),
            services,
        }
    }

    pub(crate) fn fields(&self, resource: &str) -> FieldPaths {
        self.options.get().map(|o| (o.fields)(resource)).unwrap_or_default()
    }

    pub(crate) fn is_loaded(&self) -> bool {
        self.loaded.initialized()
    }

    /// How far memory is.
    pub(crate) fn position(&self) -> Position {
        Position { space: self.name.clone(), revision: self.state.read().revision }
    }

    /// Makes committed versions visible, in their order; the flag says that the object is gone. Those that are known
    /// already are passed over: they can be learned of in more than one way.
    pub(crate) fn apply(&self, versions: impl IntoIterator<Item = (Arc<Entry>, bool)>) {
        let mut state = self.state.write();
        let mut events = Vec::new();
        for (entry, deleted) in versions {
            if entry.revision > state.revision {
                events.push(state.apply(if deleted { Applied::Delete(entry) } else { Applied::Put(entry) }));
            }
        }
        self.tell(&events);
        let mut woken: Vec<&str> = events.iter().map(|e| &*e.entry.key.resource).collect();
        woken.sort_unstable();
        woken.dedup();
        woken.into_iter().for_each(|resource| state.wake(resource));
    }

    /// Takes in what others wrote since `revision`.
    pub(crate) fn learn(&self, news: News, revision: u64) -> Result<(), serde_json::Error> {
        match news {
            News::None => {}
            News::Versions(versions) => {
                let entries = versions.into_iter().map(|version| {
                    let deleted = version.deleted;
                    Ok((Arc::new(self.entry(version)?), deleted))
                });
                self.apply(entries.collect::<Result<Vec<_>, serde_json::Error>>()?);
            }
            News::Anew(loaded) => {
                let (known, revision) = (revision, loaded.revision);
                let entries = loaded.objects.into_iter().map(|object| self.entry(object));
                let entries = entries.collect::<Result<Vec<_>, _>>()?;
                let mut state = self.state.write();
                // Something newer was learned meanwhile: this must not take it back.
                if state.revision != known {
                    return Ok(());
                }
                let events = state.replace(entries, revision);
                self.tell(&events);
                state.wake_all();
            }
            News::Gone => self.close(),
        }
        Ok(())
    }

    fn entry(&self, stored: Stored) -> Result<Entry, serde_json::Error> {
        let head = Head::decode(&stored.bytes, &self.fields(&stored.resource))?;
        let key = Key::new(stored.resource, stored.namespace, stored.name);
        Ok(Entry { key, revision: stored.revision, bytes: stored.bytes, head })
    }

    fn tell(&self, events: &[Event]) {
        self.observers.lock().retain(|observer| match observer.upgrade() {
            Some(observer) => {
                observer.committed(events);
                true
            }
            None => false,
        });
    }

    fn loaded_state(&self, loaded: Loaded, history: HistoryLimits) -> Result<State, sqlx::Error> {
        let mut state = State::new(loaded.revision, history);
        for object in loaded.objects {
            let entry = self.entry(object).map_err(|e| sqlx::Error::Decode(Box::new(e)))?;
            state.insert_loaded(entry);
        }
        Ok(state)
    }

    /// Ends the space for its watchers and writers.
    pub(crate) fn close(&self) {
        self.closed.store(true, Ordering::Release);
        self.state.read().wake_all();
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.closed.load(Ordering::Acquire)
    }
}

impl Space {
    /// The name that [`Database::space`](crate::Database::space) was asked for.
    pub fn name(&self) -> &str {
        &self.inner.name
    }

    /// Reads all objects into memory. Only the first call does anything; the options of later ones are ignored.
    ///
    /// # Errors
    /// When the database cannot be read, or holds an object that is no JSON with metadata.
    pub async fn load(&self, options: LoadOptions) -> Result<(), OpenError> {
        let inner = &self.inner;
        inner
            .loaded
            .get_or_try_init(|| async {
                let options = inner.options.get_or_init(|| options);
                let loaded = inner.services.backend.load(&inner.name).await?;
                let state = inner.loaded_state(loaded, options.history)?;
                *inner.state.write() = state;
                Ok(())
            })
            .await
            .copied()
    }

    /// The last committed revision. It is never less than 1, so that 0 can mean "any".
    pub fn revision(&self) -> u64 {
        self.inner.state.read().revision
    }

    /// The object at this key.
    pub fn get(&self, resource: &str, namespace: &str, name: &str) -> Option<Arc<Entry>> {
        self.inner.state.read().get(resource, namespace, name).cloned()
    }

    /// The objects of a resource in the order of namespace and name, and the revision at which that was so.
    pub fn list(&self, resource: &str, namespace: Option<&str>) -> (Vec<Arc<Entry>>, u64) {
        let state = self.inner.state.read();
        (state.list(resource, namespace), state.revision)
    }

    /// The same as it was at `revision`.
    ///
    /// # Errors
    /// When the history no longer reaches back that far.
    pub fn list_at(&self, resource: &str, namespace: Option<&str>, revision: u64) -> Result<Vec<Arc<Entry>>, TooOld> {
        self.inner.state.read().list_at(resource, namespace, revision)
    }

    /// Objects of all resources in a namespace, up to `limit`.
    pub fn in_namespace(&self, namespace: &str, limit: usize) -> Vec<Arc<Entry>> {
        self.inner.state.read().in_namespace(namespace, limit)
    }

    /// The number of objects of a resource.
    pub fn count(&self, resource: &str) -> usize {
        self.inner.state.read().count(resource)
    }

    /// From now on tells `observer` of every change, as long as somebody else holds it. Before that, hands every
    /// object there is to `seed`, so that nothing is missed and nothing told twice.
    pub fn observe(&self, observer: &Arc<dyn Observer>, mut seed: impl FnMut(&Arc<Entry>)) {
        let state = self.inner.state.read();
        state.all().for_each(&mut seed);
        self.inner.observers.lock().push(Arc::downgrade(observer));
    }

    /// Follows the changes of a resource after `revision`.
    ///
    /// # Errors
    /// When the history does not reach back that far.
    pub fn watch(&self, resource: &Arc<str>, revision: u64) -> Result<Watcher, TooOld> {
        let signal = {
            let mut state = self.inner.state.write();
            state.events_after(resource, revision).map(|_| ())?;
            state.subscribe(resource)
        };
        Ok(Watcher::new(self.inner.clone(), resource.clone(), revision, signal))
    }

    /// Commits one write. The answer comes when it is on disk and visible.
    ///
    /// # Errors
    /// See [`WriteError`].
    pub async fn write(&self, write: Write) -> Result<Arc<Entry>, WriteError> {
        let mut entries = self.commit(vec![write], None).await?;
        entries.pop().ok_or(WriteError::Closed)
    }

    /// Commits all of these writes, or none. Each gets a revision of its own; the answer has an entry for each: the new
    /// version, the last state of a deleted object, or the checked object. The audit record that `note` makes of these
    /// entries is stored with them.
    ///
    /// # Errors
    /// See [`WriteError`].
    pub async fn commit(&self, writes: Vec<Write>, note: Option<Note>) -> Result<Vec<Arc<Entry>>, WriteError> {
        if !self.inner.is_loaded() {
            return Err(WriteError::NotLoaded);
        }
        let (reply, answer) = oneshot::channel();
        let request = Request::Commit { space: self.inner.clone(), writes, note, reply };
        self.inner.services.writer.send(request).await.map_err(|_| WriteError::Closed)?;
        answer.await.map_err(|_| WriteError::Closed)?
    }

    /// Makes sure that what other servers committed before this call is in memory. False when the database does not
    /// answer: then memory may be behind. With one server there is nothing to wait for.
    pub async fn fresh(&self) -> bool {
        let services = &self.inner.services;
        let Some(follow) = &services.follow else { return true };
        if !services.health.follows() {
            return false;
        }
        let (reply, answer) = oneshot::channel();
        let question = Question { space: self.inner.clone(), reply };
        follow.send(question).await.is_ok() && answer.await.unwrap_or(false)
    }

    /// The objects of a resource as they were at a point in time; an empty `namespace` or `name` means all.
    ///
    /// # Errors
    /// When that is longer ago than history is kept, or the database cannot be read.
    pub async fn as_of(
        &self,
        resource: &str,
        namespace: &str,
        name: &str,
        at: DateTime<Utc>,
    ) -> Result<Vec<Arc<Entry>>, PastError> {
        let services = &self.inner.services;
        let oldest = Utc::now() - services.history;
        if at < oldest {
            return Err(PastError::Forgotten { oldest });
        }
        let query = AsOf { resource, namespace, name };
        let then = services.backend.as_of(&self.inner.name, at.timestamp_millis(), query).await?;
        then.into_iter()
            .map(|stored| self.inner.entry(stored).map(Arc::new))
            .collect::<Result<_, _>>()
            .map_err(|e| PastError::Database(sqlx::Error::Decode(Box::new(e))))
    }

    /// When an object was deleted last, at or before `at`; `None` when it was not, or when that is not kept any more.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn deleted_at(&self, key: &Key, at: DateTime<Utc>) -> Result<Option<DateTime<Utc>>, PastError> {
        let query = AsOf { resource: &key.resource, namespace: &key.namespace, name: &key.name };
        let found = self.inner.services.backend.deleted_at(&self.inner.name, at.timestamp_millis(), query).await?;
        Ok(found.and_then(DateTime::from_timestamp_millis))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::Database;

    #[tokio::test]
    async fn what_was_read_before_takes_nothing_back() {
        let dir = std::env::temp_dir().join(format!("atoll-space-{}", std::process::id()));
        std::fs::create_dir_all(&dir).unwrap();
        let space = Database::open(&dir.join("atoll.db")).await.unwrap().space("a");
        space.load(LoadOptions::default()).await.unwrap();
        let read_at = space.revision();
        let draft = Draft::new(&json!({"metadata": {"name": "x"}})).unwrap();
        let change = Change::Put(draft);
        space.write(Write { key: Key::new("/things", "n", "x"), expect: Expect::Absent, change }).await.unwrap();
        let empty = News::Anew(Loaded { revision: read_at, objects: Vec::new() });
        space.inner.learn(empty, read_at).unwrap();
        assert!(space.get("/things", "n", "x").is_some());
        assert_eq!(space.revision(), read_at + 1);
        std::fs::remove_dir_all(dir).unwrap();
    }
}
