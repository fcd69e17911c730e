//! A keyspace: objects in memory, writes through the writer task.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock, Weak};

use parking_lot::{Mutex, RwLock};
use tokio::sync::{OnceCell, mpsc, oneshot};

use crate::draft::Draft;
use crate::entry::{Entry, Key};
use crate::error::{OpenError, TooOld, WriteError};
use crate::head::FieldPaths;
use crate::history::{Event, HistoryLimits};
use crate::sql;
use crate::state::State;
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
    pub(crate) name: String,
    pub(crate) state: RwLock<State>,
    pub(crate) observers: Mutex<Vec<Weak<dyn Observer>>>,
    pub(crate) closed: AtomicBool,
    options: OnceLock<LoadOptions>,
    loaded: OnceCell<()>,
    pool: sqlx::SqlitePool,
    writer: mpsc::Sender<Request>,
}

impl Inner {
    pub(crate) fn new(name: &str, pool: sqlx::SqlitePool, writer: mpsc::Sender<Request>) -> Inner {
        Inner {
            name: name.to_owned(),
            state: RwLock::new(State::new(0, HistoryLimits::default())),
            observers: Mutex::new(Vec::new()),
            closed: AtomicBool::new(false),
            options: OnceLock::new(),
            loaded: OnceCell::new(),
            pool,
            writer,
        }
    }

    pub(crate) fn fields(&self, resource: &str) -> FieldPaths {
        self.options.get().map(|o| (o.fields)(resource)).unwrap_or_default()
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
                let state = sql::load(&inner.pool, &inner.name, options).await?;
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
        let mut entries = self.commit(vec![write]).await?;
        entries.pop().ok_or(WriteError::Closed)
    }

    /// Commits all of these writes, or none. Each gets a revision of its own; the answer has an entry for each: the new
    /// version, the last state of a deleted object, or the checked object.
    ///
    /// # Errors
    /// See [`WriteError`].
    pub async fn commit(&self, writes: Vec<Write>) -> Result<Vec<Arc<Entry>>, WriteError> {
        if !self.inner.loaded.initialized() {
            return Err(WriteError::NotLoaded);
        }
        let (reply, answer) = oneshot::channel();
        let request = Request::Commit { space: self.inner.clone(), writes, reply };
        self.inner.writer.send(request).await.map_err(|_| WriteError::Closed)?;
        answer.await.map_err(|_| WriteError::Closed)?
    }
}
