//! `atoll serve`: everything put together.

use std::{net::SocketAddr, path::PathBuf, sync::Arc, time::Duration};

use anyhow::Context as _;
use axum::Router;
use chrono::{TimeDelta, Utc};
use hypervisor::{Driver, Guarded, Lead, simulator::Simulator};
use parking_lot::Mutex;
use portal::kubeconfig::KubeconfigRules;
use supervisor::{
    engine::{
        self, Engine, Fence, Issuer, User,
        audit::AuditConfig,
        serve::{ListenConfig, Listening, Tls, listen_on},
    },
    kinds::{quota::QuotaMetrics, supervisor_registry},
};
use tokio::{net::TcpListener, task::JoinHandle};
use tokio_util::sync::CancellationToken;

use crate::{
    accounts::{Accounts, Limiter},
    audit,
    banner::Banner,
    config::{self, Config, SignIn, TlsFiles},
    data_dir::DataDir,
    demo,
    guest_issuer::{self, GuestIssuer},
    kubeconfig, leader,
    notifications::{Figures, Notifications},
    oidc::Providers,
    pki_files::{self, Issued, PkiFiles},
    queue_metrics::QueueMetrics,
    renewal::Renewal,
    seed, sight, version,
    web::{self, Clients, Lasting, Web},
};

/// What is still being answered when the program is told to stop may take this long.
const GRACE: Duration = Duration::from_secs(5);
/// Codes for the command line that may be tried from one address within a minute; for one person it is fewer.
const CODES: usize = 30;
/// Requests of command lines that are not signed in, from one address within a minute: several that wait for their codes.
const PROGRAMS: usize = 300;
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
    let portal_url = portal_url(&config, &portal_socket)?;
    let notifications = Notifications::new(&config.notifications, &portal_url, &database)?;
    let engine = start_engine(&config, &database, &pki, queues.clone(), notifications.figures()).await?;
    let system = engine.client(User::system("atoll"));
    seed::base(&system).await?;
    seed::restores(&system, database.restores().await.context("cannot read the database")?).await?;

    let accounts = Accounts::new(database.accounts(), database.people());
    let first_password = if config.demo {
        demo::accounts(&accounts).await?;
        demo::objects(&system).await?;
        None
    } else {
        if !config.listen.ip().is_loopback() {
            demo::refuse_password(&accounts).await?;
        }
        // Nobody could use it: no password is made, and none is printed.
        if config.sign_in.local_accounts { accounts.first_start().await? } else { None }
    };

    let names = pki_files::serving_names(config.api_listen, pki_files::host_name(), &config.api_names);
    let api_shows = pki.serving(&names, Utc::now())?;
    let api_socket = bind("api-listen", config.api_listen).await?;
    let api_tls = tls(&api_shows, Some(pki.authority.certificate_pem.clone()));
    let issuer = open_issuer(&config, &database, &api_socket).await?;
    let api_router = issuer.router().fallback_service(engine.router());
    let api = listen_on(listen_config(&config), api_socket, Some(api_tls), api_router)?;
    kubeconfig::keep(&data, &pki.authority, api.address, Utc::now())?;

    let shutdown = CancellationToken::new();
    let sight = sight::sight(database.audit(), queues.clone(), config.server_name.clone());
    let settings = controller_settings(&config, &pki, &issuer, queues)?;
    let led = Led { engine: engine.clone(), settings, notifications: notifications.clone() };
    let controllers = start_controllers(&config, &database, led, &shutdown).await?;
    let keeper = tokio::spawn(issuer.clone().keep(shutdown.clone()));
    let sweeper = tokio::spawn(web::sweep(database.sessions(), shutdown.clone()));
    let portal_shows = config.tls.as_ref().map(TlsFiles::read).transpose()?;
    let portal = Web {
        fleet: portal::FleetMemory::default(),
        accounts,
        clients: Clients::new(engine.clone(), config.trusted_proxies.clone()),
        local_accounts: config.sign_in.local_accounts,
        providers: Providers::new(&config.sign_in, &portal_url, &database)?,
        people: database.people(),
        notifications: notifications.clone(),
        sessions: database.sessions(),
        sight,
        lasting: lasting(&config.sign_in),
        secure: portal_url.starts_with("https:"),
        codes: Arc::new(Mutex::new(Limiter::new(CODES))),
        programs: Arc::new(Mutex::new(Limiter::new(PROGRAMS))),
        issuer: issuer.clone(),
        kubeconfigs: Arc::new(KubeconfigRules {
            portal: portal_url.clone(),
            shortest: config.kubeconfigs.shortest,
            longest: config.kubeconfigs.longest,
            exec_token: config.kubeconfigs.exec_token,
            signer: Arc::new(issuer),
        }),
    };
    let portal = listen_portal(&config, portal_socket, portal_shows.as_ref(), web::router(portal))?;

    let banner = Banner {
        portal: portal_url.clone(),
        api: kubeconfig::url(api.address),
        kubeconfig: data.join(kubeconfig::FILE),
        // Accounts that nobody can use are not told.
        demo: config.demo && config.sign_in.local_accounts,
        first_password,
    };
    print!("{banner}");
    tracing::info!(portal = portal_url, listen = %portal.address, api = kubeconfig::url(api.address), "ready");

    let renewal = Renewal {
        data: &data,
        pki: &pki,
        names: &names,
        api: &api,
        portal: &portal,
        portal_files: config.tls.as_ref(),
        api_shows,
        portal_shows,
    };
    tokio::select! {
        () = stop => {}
        never = renewal.run() => match never {},
    }
    tracing::info!("stopping");
    engine.begin_shutdown();
    tokio::time::sleep(config.shutdown_delay).await;
    shutdown.cancel();
    // From the outside in: nobody asks for new things, what is at work ends, then what it worked with.
    portal.stop().await;
    finish("controllers", controllers).await;
    finish("sessions", sweeper).await;
    finish("issuer", keeper).await;
    engine.end_watches();
    api.stop().await;
    engine.flush_audit().await;
    database.close().await;
    tracing::info!("stopped");
    Ok(())
}

/// How browsers reach the portal.
fn portal_url(config: &Config, socket: &TcpListener) -> anyhow::Result<String> {
    if let Some(url) = &config.portal_url {
        return Ok(url.clone());
    }
    let own = socket.local_addr().map(kubeconfig::url)?;
    Ok(if config.tls.is_some() { own } else { own.replacen("https", "http", 1) })
}

/// How long sessions last by these settings.
fn lasting(sign_in: &SignIn) -> Lasting {
    // Durations of settings are bounded by ten years.
    let of = |setting: Duration| TimeDelta::from_std(setting).unwrap_or(TimeDelta::MAX);
    Lasting { idle: of(sign_in.session_idle), absolute: of(sign_in.session_lifetime) }
}

async fn start_engine(
    config: &Config,
    database: &store::Database,
    pki: &PkiFiles,
    queues: controllers::Queues,
    told: Figures,
) -> anyhow::Result<Engine> {
    let server = config.server_name.clone();
    let (proxies, limits) = (config.trusted_proxies.clone(), config.limits.api);
    let policy = match &config.audit_policy {
        Some(file) => audit::policy(file)?,
        None => audit::usual(),
    };

    let mut config = engine::Config::new(database.space("supervisor"), supervisor_registry());
    config.server_version = version::KUBERNETES.to_owned();
    config.trusted_proxies = proxies;
    config.limits = limits;
    config.metric_sources = vec![
        Arc::new(QueueMetrics(queues)),
        Arc::new(engine::metrics::ProcessMetrics),
        Arc::new(QuotaMetrics),
        Arc::new(told),
    ];
    config.issuer = Some(Arc::new(Issuer::new(&pki.issuer()?).context("pki/sa.key and sa.pub are not usable keys")?));
    config.root_ca_pem = Some(pki.authority.certificate_pem.clone());
    config.audit = Some(AuditConfig { log: database.audit(), policy, server });
    let health = database.health();
    config.checks.push(engine::health::check("storage", move || health.check()));
    Engine::start(config).await.context("cannot start the Supervisor API")
}

fn listen_config(config: &Config) -> ListenConfig {
    ListenConfig {
        limits: config.limits.listeners,
        proxies: config.trusted_proxies.clone(),
        proxy_protocol: config.proxy_protocol,
    }
}

fn tls(shows: &Issued, client_ca_pem: Option<String>) -> Tls {
    Tls { certificate_pem: shows.certificate_pem.clone(), key_pem: shows.key_pem.clone(), client_ca_pem }
}

/// The issuer of tokens for guests, found by them at the Supervisor API's address unless something else is set.
async fn open_issuer(config: &Config, database: &store::Database, api: &TcpListener) -> anyhow::Result<GuestIssuer> {
    let url = match &config.kubeconfigs.issuer_url {
        Some(url) => url.clone(),
        None => {
            let address = api.local_addr()?;
            let host = match config.api_names.first() {
                Some(name) => Some(name.clone()),
                None if address.ip().is_unspecified() => pki_files::host_name(),
                None => None,
            };
            let base =
                host.map_or_else(|| kubeconfig::url(address), |name| format!("https://{name}:{}", address.port()));
            format!("{base}{}", guest_issuer::PATH)
        }
    };
    GuestIssuer::open(url, database.keys(), config.kubeconfigs.key_age).await
}

fn controller_settings(
    config: &Config,
    pki: &PkiFiles,
    issuer: &GuestIssuer,
    queues: controllers::Queues,
) -> anyhow::Result<controllers::Settings> {
    let authority = config.kubeconfigs.authority()?.unwrap_or_else(|| pki.authority.certificate_pem.clone());
    Ok(controllers::Settings {
        queues,
        guest_issuer: Some(controllers::GuestIssuer {
            url: issuer.url().to_owned(),
            certificate_authority: Some(authority),
        }),
        longest_access: chrono::Duration::from_std(config.kubeconfigs.longest)?,
        ended_access_kept: chrono::Duration::from_std(config.kubeconfigs.keep_ended)?,
        ..controllers::Settings::default()
    })
}

/// What one server of several does: the one that leads.
struct Led {
    engine: Engine,
    settings: controllers::Settings,
    notifications: Notifications,
}

impl Led {
    /// Works until `stop`; with a fence where another server may take over.
    async fn work(&self, driver: Arc<dyn Driver>, fenced: Option<(Fence, Lead)>, stop: CancellationToken) {
        let (fence, lead) = fenced.unzip();
        let context = controllers_of(&self.engine, driver, fence, self.settings.clone());
        let teller = self.engine.client(User::new::<String>(seed::NOTIFIER, []));
        tokio::join!(controllers::run(context, stop.clone()), self.notifications.run(teller, lead, stop));
    }
}

/// Starts the controllers: at once where this is the only server, else whenever this server leads.
async fn start_controllers(
    config: &Config,
    database: &store::Database,
    led: Led,
    shutdown: &CancellationToken,
) -> anyhow::Result<JoinHandle<()>> {
    let hypervisor = Hypervisor {
        dir: config.simulator_dir.clone(),
        settings: config.simulator.clone(),
        database: database.clone(),
    };
    let shutdown = shutdown.clone();
    if !database.is_shared() {
        let simulator = hypervisor.open().await.context("cannot start the simulator")?;
        return Ok(tokio::spawn(async move { led.work(simulator, None, shutdown).await }));
    }
    let name = config.server_name.clone();
    let client = led.engine.client(User::system("atoll"));
    Ok(tokio::spawn(async move {
        let work = |fence: Fence, lead: Lead, stop: CancellationToken| {
            let (led, hypervisor) = (&led, &hypervisor);
            async move {
                // The server that led before may still have it.
                let Some(simulator) = stop.run_until_cancelled(hypervisor.open_when_free()).await else { return };
                let driver = Arc::new(Guarded::new(simulator.clone(), lead.clone()));
                led.work(driver, Some((fence, lead)), stop).await;
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
    settings: controllers::Settings,
) -> controllers::Context {
    let engine = engine.clone();
    let client_of = move |who: &controllers::Identity| {
        let user = User::new(who.user(), who.groups());
        match &fence {
            Some(fence) => engine.fenced_client(user, fence.clone()),
            None => engine.client(user),
        }
    };
    controllers::Context::new(client_of, driver, settings)
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

fn listen_portal(
    config: &Config,
    socket: TcpListener,
    shows: Option<&Issued>,
    router: Router,
) -> anyhow::Result<Listening> {
    let address = socket.local_addr()?;
    let by_tls = config.portal_url.as_ref().is_some_and(|url| url.starts_with("https:"));
    if shows.is_none() && !by_tls && !address.ip().is_loopback() {
        tracing::warn!(
            "the portal speaks plain HTTP on {address}; set tls-certificate and tls-key, or put a proxy before it that \
             ends TLS and set portal-url to its https:// address"
        );
    }
    listen_on(listen_config(config), socket, shows.map(|shows| tls(shows, None)), router)
        .map_err(|error| config::Error::new("tls-certificate", format!("is not usable with tls-key: {error}")).into())
}

async fn bind(key: &str, address: SocketAddr) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address).await.map_err(|error| anyhow::anyhow!("{key}: cannot listen on {address}: {error}"))
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
