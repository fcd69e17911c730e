//! `atoll serve`: everything put together.

use std::{net::SocketAddr, path::PathBuf, sync::Arc, time::Duration};

use anyhow::Context as _;
use axum::Router;
use hypervisor::{Driver, Guarded, Lead, simulator::Simulator};
use supervisor::{
    engine::{
        self, Engine, Fence, Issuer, User,
        audit::AuditConfig,
        serve::{Listening, Tls, listen},
    },
    kinds::supervisor_registry,
};
use tokio::{net::TcpListener, task::JoinHandle};
use tokio_util::sync::CancellationToken;

use crate::{
    accounts::Accounts,
    audit,
    banner::Banner,
    config::{self, Config, TlsFiles},
    data_dir::DataDir,
    demo, kubeconfig, leader,
    pki_files::{self, PkiFiles},
    queue_metrics::QueueMetrics,
    seed, version,
    web::{self, Clients, Web},
};

/// What is still being answered when the program is told to stop may take this long.
const GRACE: Duration = Duration::from_secs(5);
/// Between attempts to have the hypervisor.
const HYPERVISOR_RETRY: Duration = Duration::from_millis(500);

/// Runs until the process is told to stop.
///
/// # Errors
/// When something cannot be started; says what.
pub(crate) async fn run(config: Config) -> anyhow::Result<()> {
    web::started();
    // Installed first, so that a signal during the start is not lost.
    let stop = signals()?;
    raise_open_files();
    let data = DataDir::take(&config.data_dir)?;
    let portal_socket = bind("listen", config.listen).await?;
    let database = store::Database::connect(&config.database, config.storage.clone())
        .await
        .with_context(|| format!("cannot open the database {}", config.database))?;
    let pki = PkiFiles::open(&data, &database.keys()).await?;
    let queues = controllers::Queues::default();
    let engine = start_engine(&config, &database, &pki, queues.clone()).await?;
    let system = engine.client(User::system("atoll"));
    seed::base(&system).await?;
    seed::restores(&system, database.restores().await.context("cannot read the database")?).await?;

    let accounts = Accounts::new(database.accounts());
    let first_password = if config.demo {
        demo::accounts(&accounts).await?;
        demo::objects(&system).await?;
        None
    } else {
        if !config.listen.ip().is_loopback() {
            demo::refuse_password(&accounts).await?;
        }
        accounts.first_start().await?
    };

    let api = listen_api(&config, &pki, &engine).await?;
    kubeconfig::keep(&data, &pki.authority, api.address)?;

    let shutdown = CancellationToken::new();
    let controllers = start_controllers(&config, &database, &engine, queues, &shutdown).await?;
    let sweeper = tokio::spawn(web::sweep(database.sessions(), shutdown.clone()));
    let portal = Web {
        accounts,
        clients: Clients::new(engine.clone()),
        sessions: database.sessions(),
        tls: config.tls.is_some(),
    };
    let portal = serve_portal(portal_socket, config.tls.as_ref(), web::router(portal), &shutdown).await?;

    let banner = Banner {
        portal: portal.url.clone(),
        api: kubeconfig::url(api.address),
        kubeconfig: data.join(kubeconfig::FILE),
        demo: config.demo,
        first_password,
    };
    print!("{banner}");
    tracing::info!(portal = portal.url, api = kubeconfig::url(api.address), "ready");

    stop.await;
    tracing::info!("stopping");
    engine.begin_shutdown();
    tokio::time::sleep(config.shutdown_delay).await;
    shutdown.cancel();
    // From the outside in: nobody asks for new things, what is at work ends, then what it worked with.
    portal.stopped().await;
    finish("controllers", controllers).await;
    finish("sessions", sweeper).await;
    engine.end_watches();
    api.stop().await;
    engine.flush_audit().await;
    database.close().await;
    tracing::info!("stopped");
    Ok(())
}

async fn start_engine(
    config: &Config,
    database: &store::Database,
    pki: &PkiFiles,
    queues: controllers::Queues,
) -> anyhow::Result<Engine> {
    let server = config.server_name.clone();
    let policy = match &config.audit_policy {
        Some(file) => audit::policy(file)?,
        None => audit::usual(),
    };

    let mut config = engine::Config::new(database.space("supervisor"), supervisor_registry());
    config.server_version = version::KUBERNETES.to_owned();
    config.metric_sources = vec![Arc::new(QueueMetrics(queues)), Arc::new(engine::metrics::ProcessMetrics)];
    config.issuer = Some(Arc::new(Issuer::new(&pki.issuer()?).context("pki/sa.key and sa.pub are not usable keys")?));
    config.root_ca_pem = Some(pki.authority.certificate_pem.clone());
    config.audit = Some(AuditConfig { log: database.audit(), policy, server });
    let health = database.health();
    config.checks.push(engine::health::check("storage", move || health.check()));
    Engine::start(config).await.context("cannot start the Supervisor API")
}

async fn listen_api(config: &Config, pki: &PkiFiles, engine: &Engine) -> anyhow::Result<Listening> {
    let issued = pki.serving(&pki_files::serving_names(config.api_listen, pki_files::host_name()))?;
    let tls = Tls {
        certificate_pem: issued.certificate_pem,
        key_pem: issued.key_pem,
        client_ca_pem: Some(pki.authority.certificate_pem.clone()),
    };
    listen(config.api_listen, tls, engine.router())
        .await
        .map_err(|error| cannot_listen("api-listen", config.api_listen, &error))
}

/// Starts the controllers: at once where this is the only server, else whenever this server leads.
async fn start_controllers(
    config: &Config,
    database: &store::Database,
    engine: &Engine,
    queues: controllers::Queues,
    shutdown: &CancellationToken,
) -> anyhow::Result<JoinHandle<()>> {
    let hypervisor = Hypervisor {
        dir: config.simulator_dir.clone(),
        settings: config.simulator.clone(),
        database: database.clone(),
    };
    let (engine, shutdown) = (engine.clone(), shutdown.clone());
    if !database.is_shared() {
        let simulator = hypervisor.open().await.context("cannot start the simulator")?;
        let context = controllers_of(&engine, simulator, None, queues);
        return Ok(tokio::spawn(controllers::run(context, shutdown)));
    }
    let name = config.server_name.clone();
    let client = engine.client(User::system("atoll"));
    Ok(tokio::spawn(async move {
        let work = |fence: Fence, lead: Lead, stop: CancellationToken| {
            let (engine, hypervisor, queues) = (&engine, &hypervisor, &queues);
            async move {
                // The server that led before may still have it.
                let Some(simulator) = stop.run_until_cancelled(hypervisor.open_when_free()).await else { return };
                let context = controllers_of(
                    engine,
                    Arc::new(Guarded::new(simulator.clone(), lead)),
                    Some(fence),
                    queues.clone(),
                );
                controllers::run(context, stop).await;
                simulator.close().await;
            }
        };
        leader::run(client, &name, shutdown, work).await;
    }))
}

fn controllers_of(
    engine: &Engine,
    driver: Arc<dyn Driver>,
    fence: Option<Fence>,
    queues: controllers::Queues,
) -> controllers::Context {
    let engine = engine.clone();
    let client_of = move |who: &controllers::Identity| {
        let user = User::new(who.user(), who.groups());
        match &fence {
            Some(fence) => engine.fenced_client(user, fence.clone()),
            None => engine.client(user),
        }
    };
    controllers::Context::new(client_of, driver, controllers::Settings { queues, ..controllers::Settings::default() })
}

/// The simulator, which one server has at a time.
struct Hypervisor {
    dir: PathBuf,
    settings: hypervisor::simulator::Settings,
    database: store::Database,
}

impl Hypervisor {
    async fn open(&self) -> Result<Arc<Simulator>, hypervisor::simulator::OpenError> {
        let guests = Arc::new(guest::SimulatedGuests::new(self.database.clone()));
        Simulator::open(&self.dir, self.settings.clone(), guests).await
    }

    async fn open_when_free(&self) -> Arc<Simulator> {
        loop {
            match self.open().await {
                Ok(simulator) => return simulator,
                Err(error) => tracing::warn!(%error, "the hypervisor is not free yet"),
            }
            tokio::time::sleep(HYPERVISOR_RETRY).await;
        }
    }
}

/// The portal, being served.
struct Portal {
    url: String,
    serving: JoinHandle<()>,
}

impl Portal {
    /// Waits for what is still being answered, but not for those who keep a connection open.
    async fn stopped(self) {
        let Self { serving, .. } = self;
        let abort = serving.abort_handle();
        if tokio::time::timeout(GRACE, serving).await.is_err() {
            abort.abort();
        }
    }
}

async fn serve_portal(
    socket: TcpListener,
    tls: Option<&TlsFiles>,
    router: Router,
    shutdown: &CancellationToken,
) -> anyhow::Result<Portal> {
    let address = socket.local_addr()?;
    let Some(files) = tls else {
        if !address.ip().is_loopback() {
            tracing::warn!(
                "the portal speaks plain HTTP on {address}; set tls-certificate and tls-key, or put a proxy before it"
            );
        }
        let stop = shutdown.clone().cancelled_owned();
        let service = router.into_make_service_with_connect_info::<SocketAddr>();
        let serving = tokio::spawn(async move {
            if let Err(error) = axum::serve(socket, service).with_graceful_shutdown(stop).await {
                tracing::error!(%error, "the portal stopped");
            }
        });
        return Ok(Portal { url: kubeconfig::url(address).replacen("https", "http", 1), serving });
    };
    let read = |key: &'static str, path: &std::path::Path| {
        std::fs::read_to_string(path)
            .map_err(|error| config::Error::new(key, format!("cannot read {}: {error}", path.display())))
    };
    let tls = Tls {
        certificate_pem: read("tls-certificate", &files.certificate)?,
        key_pem: read("tls-key", &files.key)?,
        client_ca_pem: None,
    };
    // The address is given back for the moment in which it is taken again.
    drop(socket);
    let listening = listen(address, tls, router).await.map_err(|error| cannot_listen("listen", address, &error))?;
    let stop = shutdown.clone().cancelled_owned();
    let serving = tokio::spawn(async move {
        stop.await;
        listening.stop().await;
    });
    Ok(Portal { url: kubeconfig::url(address), serving })
}

async fn bind(key: &str, address: SocketAddr) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address).await.map_err(|error| cannot_listen(key, address, &error))
}

fn cannot_listen(key: &str, address: SocketAddr, error: &std::io::Error) -> anyhow::Error {
    anyhow::anyhow!("{key}: cannot listen on {address}: {error}")
}

async fn finish(what: &str, task: JoinHandle<()>) {
    let abort = task.abort_handle();
    match tokio::time::timeout(GRACE, task).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::error!(%error, "{what} ended badly"),
        Err(_) => {
            tracing::warn!("{what} did not end in time");
            abort.abort();
        }
    }
}

/// Each simulated control plane and load balancer listens: as many files may be open as the system lets this process have.
fn raise_open_files() {
    if let Err(error) = rlimit::increase_nofile_limit(u64::MAX) {
        tracing::warn!(%error, "the limit of open files stays as it is");
    }
}

/// Ends when the process is asked to stop, by Ctrl-C or SIGTERM.
fn signals() -> anyhow::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}
