//! Counts quotas that are new or were written by somebody else, and recounts all of them at the start and from time to
//! time: what does not agree is repaired and reported.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use api::quota::Amounts;
use parking_lot::Mutex;
use serde_json::json;
use store::{Entry, Event, EventKind, Key, Observer};
use tokio::sync::Notify;

use super::QUOTAS;
use super::ledger::Quota;
use crate::engine::internal::Actor;
use crate::engine::metrics::{Exposition, Kind, MetricSource};
use crate::engine::{ApiError, Core};

/// The identity that counts.
const USER: &str = "system:serviceaccount:kube-system:resourcequota-controller";

/// How often all quotas are recounted.
const PERIOD: Duration = Duration::from_secs(300);

static REPAIRS: AtomicU64 = AtomicU64::new(0);

/// How many quotas were found to say something else than their namespaces hold, since this program started. It stays
/// zero as long as nobody changes the database by other means than the API.
pub fn repairs() -> u64 {
    REPAIRS.load(Ordering::Relaxed)
}

/// [`repairs`] as a metric.
#[derive(Clone, Copy, Debug, Default)]
pub struct QuotaMetrics;

impl MetricSource for QuotaMetrics {
    fn write(&self, out: &mut Exposition) {
        let name = "atoll_quota_repairs_total";
        out.family(name, Kind::Counter, "Quotas whose use was wrong and was repaired.");
        out.sample(name, &[], repairs() as f64);
    }
}

/// Quotas that have to be looked at.
#[derive(Default)]
struct Unsettled {
    keys: Mutex<BTreeSet<Key>>,
    wake: Notify,
}

impl Unsettled {
    fn note(&self, entry: &Arc<Entry>) {
        if &*entry.key.resource == QUOTAS && !entry.head.deleting && !Quota::of(entry.clone()).is_settled() {
            self.keys.lock().insert(entry.key.clone());
            self.wake.notify_one();
        }
    }
}

impl Observer for Unsettled {
    fn committed(&self, events: &[Event]) {
        events.iter().filter(|event| event.kind != EventKind::Deleted).for_each(|event| self.note(&event.entry));
    }
}

/// Works until it is dropped.
pub(in crate::kinds) async fn run(core: Arc<Core>) {
    let unsettled = Arc::new(Unsettled::default());
    let observer: Arc<dyn Observer> = unsettled.clone();
    core.space.observe(&observer, |entry| unsettled.note(entry));
    let actor = Actor::new(core, USER);
    let mut rounds = tokio::time::interval(PERIOD);
    rounds.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        let woken = unsettled.wake.notified();
        let next = unsettled.keys.lock().pop_first();
        if let Some(key) = next {
            if let Err(error) = settle(&actor, &key).await {
                tracing::warn!(namespace = %key.namespace, quota = %key.name, %error, "counting a quota");
                actor.pause().await;
                unsettled.keys.lock().insert(key);
            }
            continue;
        }
        tokio::select! {
            () = woken => {}
            _ = rounds.tick() => all(&actor).await,
        }
    }
}

/// Recounts every quota.
async fn all(actor: &Actor) {
    let (quotas, _) = actor.core.space.list(QUOTAS, None);
    for quota in quotas {
        if let Err(error) = settle(actor, &quota.key).await {
            tracing::warn!(namespace = %quota.key.namespace, quota = %quota.key.name, %error, "recounting a quota");
        }
    }
}

/// Brings the status of a quota to what is true, and reports when it said something else.
async fn settle(actor: &Actor, key: &Key) -> Result<(), ApiError> {
    loop {
        // The quota before the objects: whatever changes what is used changes the quota, too.
        let Some(entry) = actor.core.space.get(&key.resource, &key.namespace, &key.name) else { return Ok(()) };
        let quota = Quota::of(entry.clone());
        let counted = quota.recount(&actor.core.space);
        let told = quota.used();
        let drifted = told.iter().any(|(name, amount)| counted.get(name) != amount);
        if !drifted && quota.is_settled() {
            return Ok(());
        }
        if !actor.replace_status(&entry, quota.saying(&counted)).await? {
            continue;
        }
        if drifted {
            report(actor, &entry, told, &counted).await;
        }
        return Ok(());
    }
}

async fn report(actor: &Actor, quota: &Entry, told: &Amounts, counted: &Amounts) {
    REPAIRS.fetch_add(1, Ordering::Relaxed);
    let differs = |name: &str| told.names(name) && told.get(name) != counted.get(name);
    let (told, counted) = (told.clone().only(differs), counted.clone().only(differs));
    let (namespace, name) = (&*quota.key.namespace, &*quota.key.name);
    tracing::warn!(namespace, quota = name, %told, %counted, "a quota's use was wrong and is repaired");
    let now = chrono::Utc::now().to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
    let event = json!({
        "apiVersion": "v1", "kind": "Event",
        "metadata": {"generateName": format!("{name}."), "namespace": namespace},
        "involvedObject": {"apiVersion": "v1", "kind": "ResourceQuota", "namespace": namespace, "name": name, "uid": quota.uid()},
        "type": "Warning", "reason": "UsageRepaired",
        "message": format!("status.used said {told}; a recount found {counted}"),
        "source": {"component": "resourcequota-controller"}, "reportingComponent": "resourcequota-controller",
        "count": 1, "firstTimestamp": now, "lastTimestamp": now,
    });
    if let Err(error) = actor.create(event).await {
        tracing::warn!(namespace, quota = name, %error, "telling of a repaired quota");
    }
}
