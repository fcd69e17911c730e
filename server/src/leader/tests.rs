//! Servers that want to lead, on one engine, with the clock in the test's hands.

use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};

use axum::body::Body;
use parking_lot::Mutex;
use supervisor::{
    engine::{Config, Engine, User},
    kinds::supervisor_registry,
};
use tokio::task::JoinHandle;
use tower::ServiceExt as _;

use super::*;

/// What happened, in order: `a leads`, `a ended`.
type Story = Arc<Mutex<Vec<String>>>;

/// The API, on which time only passes when it is told to.
struct World {
    engine: Engine,
    story: Story,
    /// Of all terms, in their order.
    leads: Arc<Mutex<Vec<Lead>>>,
    dir: std::path::PathBuf,
}

/// A server that runs for the lead.
struct Server {
    asked: Arc<AtomicUsize>,
    answered: Arc<AtomicUsize>,
    cut: Arc<AtomicBool>,
    shutdown: CancellationToken,
    running: JoinHandle<()>,
}

impl World {
    async fn new() -> World {
        let dir = std::env::temp_dir().join(format!("atoll-leader-{}", uuid::Uuid::new_v4()));
        std::fs::create_dir_all(&dir).unwrap();
        let database = store::Database::open(&dir.join("atoll.db")).await.unwrap();
        let engine = Engine::start(Config::new(database.space("supervisor"), supervisor_registry())).await.unwrap();
        tokio::time::pause();
        // A paused clock jumps ahead whenever nothing is to be done, also while the database is at work: there is always
        // something to do.
        tokio::spawn(async {
            loop {
                tokio::task::yield_now().await;
            }
        });
        World { engine, story: Story::default(), leads: Arc::default(), dir }
    }

    /// Begins a server of this name.
    fn server(&self, name: &'static str) -> Server {
        let (asked, answered) = (Arc::<AtomicUsize>::default(), Arc::<AtomicUsize>::default());
        let cut = Arc::<AtomicBool>::default();
        let line = (self.engine.router(), asked.clone(), answered.clone(), cut.clone());
        let service = tower::service_fn(move |request: http::Request<kube::client::Body>| {
            let (router, asked, answered, is_cut) = line.clone();
            async move {
                asked.fetch_add(1, Ordering::SeqCst);
                let mut request = request.map(Body::new);
                request.extensions_mut().insert(User::system("atoll"));
                let answer = match is_cut.load(Ordering::SeqCst) {
                    true => Err(io::Error::other("cut off")),
                    false => router.oneshot(request).await.map_err(io::Error::other),
                };
                answered.fetch_add(1, Ordering::SeqCst);
                answer
            }
        });
        let (client, shutdown) = (kube::Client::new(service, "default"), CancellationToken::new());
        let (until, story, leads) = (shutdown.clone(), self.story.clone(), self.leads.clone());
        let running = tokio::spawn(async move {
            let work = |_: Fence, lead: Lead, stop: CancellationToken| {
                let story = story.clone();
                let mut leads = leads.lock();
                if leads.iter().any(|before| before.check().is_ok()) {
                    story.lock().push("two leads hold".to_owned());
                }
                leads.push(lead);
                async move {
                    story.lock().push(format!("{name} leads"));
                    stop.cancelled().await;
                    story.lock().push(format!("{name} ended"));
                }
            };
            run(client, name, until, work).await;
        });
        Server { asked, answered, cut, shutdown, running }
    }

    /// Lets time pass until each of these servers has looked at the Lease again. It stands still while one is answered.
    async fn period(&self, servers: &[&Server]) {
        let answered = |server: &Server| server.answered.load(Ordering::SeqCst);
        let before: Vec<usize> = servers.iter().map(|server| answered(server)).collect();
        let since = Instant::now();
        while servers.iter().zip(&before).any(|(server, n)| answered(server) == *n) {
            assert!(since.elapsed() < DURATION, "somebody looks no more");
            tokio::time::advance(PERIOD / 4).await;
            let none_waits = || servers.iter().all(|s| s.asked.load(Ordering::SeqCst) == answered(s));
            eventually("all are answered", none_waits).await;
        }
    }

    async fn periods_until(&self, what: &str, servers: &[&Server]) {
        for _ in 0..30 {
            if self.story().last().is_some_and(|last| last == what) {
                return;
            }
            self.period(servers).await;
        }
        panic!("{what} was waited for: {:?}", self.story());
    }

    fn story(&self) -> Vec<String> {
        self.story.lock().clone()
    }

    /// The newest.
    fn lead(&self) -> Lead {
        self.leads.lock().last().unwrap().clone()
    }

    fn leases(&self) -> Api<Lease> {
        Api::namespaced(self.engine.client(User::system("test")), NAMESPACE)
    }
}

impl Drop for World {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.dir);
    }
}

/// Waits for what happens by itself, without letting the clock of the servers go on.
async fn eventually(what: &str, is_so: impl Fn() -> bool) {
    let began = std::time::Instant::now();
    while !is_so() {
        assert!(began.elapsed() < Duration::from_secs(30), "{what}: not after {:?}", began.elapsed());
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn who_leads_renews_and_goes_on() {
    let world = World::new().await;
    let a = world.server("a");
    eventually("a leads", || world.story() == ["a leads"]).await;
    let b = world.server("b");
    let (since, lead) = (Instant::now(), world.lead());
    assert!(lead.ends() <= since + DEADLINE);
    while since.elapsed() < 4 * DURATION {
        world.period(&[&a, &b]).await;
        assert!(lead.check().is_ok(), "it is extended with the Lease");
    }
    assert_eq!(world.story(), ["a leads"]);
    let spec = world.leases().get(NAME).await.unwrap().spec.unwrap();
    assert!(spec.renew_time > spec.acquire_time, "{spec:?}");
    assert_eq!(spec.lease_transitions, Some(0));
}

#[tokio::test]
async fn who_ends_hands_over_at_once() {
    let world = World::new().await;
    let a = world.server("a");
    eventually("a leads", || world.story() == ["a leads"]).await;
    let b = world.server("b");
    world.period(&[&a, &b]).await;
    a.shutdown.cancel();
    eventually("a ends", || a.running.is_finished()).await;
    let since = Instant::now();
    world.periods_until("b leads", &[&b]).await;
    assert!(since.elapsed() < DURATION, "{:?}", since.elapsed());
    assert_eq!(world.story(), ["a leads", "a ended", "b leads"]);
    assert_eq!(world.leases().get(NAME).await.unwrap().spec.unwrap().lease_transitions, Some(1));
}

#[tokio::test]
async fn who_is_cut_off_ends_before_another_begins() {
    let world = World::new().await;
    let a = world.server("a");
    eventually("a leads", || world.story() == ["a leads"]).await;
    let b = world.server("b");
    world.period(&[&a, &b]).await;
    a.cut.store(true, Ordering::SeqCst);
    world.periods_until("b leads", &[&a, &b]).await;
    assert_eq!(world.story(), ["a leads", "a ended", "b leads"]);
    // It comes back, and waits.
    a.cut.store(false, Ordering::SeqCst);
    for _ in 0..10 {
        world.period(&[&a, &b]).await;
    }
    assert_eq!(world.story().len(), 3);
}

#[tokio::test]
async fn who_finds_another_in_its_place_ends() {
    let world = World::new().await;
    let a = world.server("a");
    eventually("a leads", || world.story() == ["a leads"]).await;
    let mut lease = world.leases().get(NAME).await.unwrap();
    let spec = lease.spec.as_mut().unwrap();
    (spec.holder_identity, spec.lease_transitions) = (Some("another".to_owned()), Some(7));
    world.leases().replace(NAME, &PostParams::default(), &lease).await.unwrap();
    let lead = world.lead();
    world.periods_until("a ended", &[&a]).await;
    assert!(lead.check().is_err() && lead.ends() <= Instant::now(), "before its time");
    // The other renews no more: after the time of a Lease it is a's turn again, in a new term.
    let since = Instant::now();
    world.periods_until("a leads", &[&a]).await;
    assert!(since.elapsed() >= DURATION - PERIOD, "{:?}", since.elapsed());
    assert_eq!(world.leases().get(NAME).await.unwrap().spec.unwrap().lease_transitions, Some(8));
}
