//! The program in a process of its own.

use std::{
    ffi::OsStr,
    path::PathBuf,
    process::{ExitStatus, Stdio},
    sync::{Arc, Mutex},
    time::Duration,
};

use anyhow::{Context as _, anyhow, bail};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use kube::{
    Client, Config,
    config::{KubeConfigOptions, Kubeconfig},
};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncRead, BufReader},
    process::{Child, Command},
    sync::mpsc,
};

use crate::{Browser, TempDir, kubectl};

/// Ready after this long, also in a debug build on a busy machine.
const START: Duration = Duration::from_secs(60);
/// Stopped after this long.
const STOP: Duration = Duration::from_secs(30);

/// How the program is started.
#[derive(Clone, Debug)]
pub struct Options {
    program: PathBuf,
    demo: bool,
    variables: Vec<(String, String)>,
}

impl Options {
    /// With demo data, and machines that boot at once. The variable `ATOLL_PROGRAM` names another program to test.
    pub fn new(program: impl AsRef<OsStr>) -> Self {
        let variables = vec![("ATOLL_SIMULATOR_BOOT_DELAY".to_owned(), "0s".to_owned())];
        let program = std::env::var_os("ATOLL_PROGRAM").unwrap_or_else(|| program.as_ref().to_owned());
        Self { program: PathBuf::from(program), demo: true, variables }
    }

    /// Without demo data.
    #[must_use]
    pub fn without_demo(mut self) -> Self {
        self.demo = false;
        self
    }

    /// Sets an `ATOLL_…` variable.
    #[must_use]
    pub fn variable(mut self, name: &str, value: &str) -> Self {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Starts the program and waits until it is ready.
    ///
    /// # Errors
    /// When it ends, or is not ready in time; with its log.
    pub async fn start(self) -> anyhow::Result<Atoll> {
        let dir = TempDir::new("test")?;
        let api_listen = "127.0.0.1:0".to_owned();
        let mut atoll = Atoll { options: self, dir, running: None, api_listen, log: Arc::default() };
        atoll.start().await?;
        Ok(atoll)
    }
}

/// The running program. Killed when this is dropped.
#[derive(Debug)]
pub struct Atoll {
    options: Options,
    dir: TempDir,
    running: Option<Running>,
    api_listen: String,
    log: Arc<Mutex<String>>,
}

#[derive(Debug)]
struct Running {
    child: Child,
    portal: String,
    api: String,
    printed: String,
}

impl Atoll {
    /// Starts it again on the same data, after [`Atoll::kill`] or [`Atoll::stop`]. The API keeps its port, so that clients
    /// find it again; the portal's is new.
    ///
    /// # Errors
    /// When it ends, or is not ready in time; with its log.
    pub async fn start(&mut self) -> anyhow::Result<()> {
        let mut command = Command::new(&self.options.program);
        command.args(["serve", "--listen", "127.0.0.1:0", "--api-listen", &self.api_listen, "--data-dir"]);
        command.arg(self.data_dir());
        if self.options.demo {
            command.arg("--demo");
        }
        // What builds and tests have for themselves is no setting.
        std::env::vars().filter(|(name, _)| name.starts_with("ATOLL_")).for_each(|(name, _)| {
            command.env_remove(name);
        });
        command.envs(self.options.variables.iter().cloned());
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
        let mut child = command.spawn().with_context(|| format!("cannot run {}", self.options.program.display()))?;
        let (lines, mut printed) = mpsc::unbounded_channel();
        follow(child.stdout.take().context("no standard output")?, move |line| drop(lines.send(line)));
        let log = self.log.clone();
        follow(child.stderr.take().context("no standard error")?, move |line| {
            if let Ok(mut log) = log.lock() {
                log.push_str(&line);
                log.push('\n');
            }
        });
        let mut text = String::new();
        let ready = async {
            while let Some(line) = printed.recv().await {
                text.push_str(&line);
                text.push('\n');
                // The last line of what is printed.
                if line.trim_start().starts_with("Try:") {
                    return true;
                }
            }
            false
        };
        match tokio::time::timeout(START, ready).await {
            Ok(true) => {}
            Ok(false) => bail!("atoll ended: {:?}\n{}", child.wait().await?, self.log()),
            Err(_) => bail!("atoll was not ready after {START:?}\n{}", self.log()),
        }
        let after = |label: &str| {
            let found = text.lines().find_map(|line| line.trim().strip_prefix(label)).map(str::trim);
            found.map(str::to_owned).with_context(|| format!("{label} was not printed:\n{text}"))
        };
        let (portal, api) = (after("Portal ")?, after("Supervisor API ")?);
        api.trim_start_matches("https://").clone_into(&mut self.api_listen);
        self.running = Some(Running { child, portal, api, printed: text });
        Ok(())
    }

    /// Sets an `ATOLL_…` variable for its next start.
    pub fn set_variable(&mut self, name: &str, value: &str) {
        self.options.variables.push((name.to_owned(), value.to_owned()));
    }

    /// Where its data is.
    pub fn data_dir(&self) -> PathBuf {
        self.dir.path().join("data")
    }

    /// The administrator's kubeconfig.
    pub fn kubeconfig(&self) -> PathBuf {
        self.data_dir().join("admin.kubeconfig")
    }

    /// The portal's URL.
    pub fn portal(&self) -> &str {
        self.running.as_ref().map_or("", |running| &running.portal)
    }

    /// The Supervisor API's URL.
    pub fn api(&self) -> &str {
        self.running.as_ref().map_or("", |running| &running.api)
    }

    /// What it printed for people.
    pub fn printed(&self) -> &str {
        self.running.as_ref().map_or("", |running| &running.printed)
    }

    /// Everything it has logged, over all its starts.
    pub fn log(&self) -> String {
        self.log.lock().map(|log| log.clone()).unwrap_or_default()
    }

    /// A browser in front of the portal, nobody signed in.
    pub fn browser(&self) -> Browser {
        Browser::new(self.portal())
    }

    /// A client with all rights, as `admin.kubeconfig` gives it.
    ///
    /// # Errors
    /// When the file is not usable.
    pub async fn client(&self) -> anyhow::Result<Client> {
        client(&std::fs::read_to_string(self.kubeconfig())?).await
    }

    /// The same, which gives each answer as it is, also one that asks to try again.
    ///
    /// # Errors
    /// When the file is not usable.
    pub async fn client_without_retries(&self) -> anyhow::Result<Client> {
        let mut config = config(&std::fs::read_to_string(self.kubeconfig())?).await?;
        config.default_retry = false;
        connect(config)
    }

    /// A client with a certificate of this user and these groups.
    ///
    /// # Errors
    /// When the authority's files cannot be read.
    pub async fn client_of(&self, user: &str, groups: &[&str]) -> anyhow::Result<Client> {
        let read = |name: &str| std::fs::read_to_string(self.data_dir().join("pki").join(name));
        let authority = pki::Authority::from_pem(&read("ca.crt")?, &read("ca.key")?)?;
        let groups: Vec<String> = groups.iter().map(|group| (*group).to_owned()).collect();
        let issued = authority.client(user, &groups, chrono::Duration::hours(1))?;
        let mut config = config(&std::fs::read_to_string(self.kubeconfig())?).await?;
        config.auth_info = kube::config::AuthInfo {
            client_certificate_data: Some(STANDARD.encode(issued.certificate_pem)),
            client_key_data: Some(STANDARD.encode(issued.key_pem).into()),
            ..kube::config::AuthInfo::default()
        };
        connect(config)
    }

    /// Runs `kubectl` as the administrator; see [`kubectl()`].
    ///
    /// # Errors
    /// When it is not installed or fails; with what it said.
    pub async fn kubectl(&self, line: &str, input: &str) -> anyhow::Result<String> {
        kubectl(&self.kubeconfig(), line, input).await
    }

    /// Kills it at once, as a crash would (SIGKILL).
    ///
    /// # Errors
    /// When it does not run.
    pub async fn kill(&mut self) -> anyhow::Result<()> {
        let mut running = self.running.take().context("atoll does not run")?;
        running.child.kill().await?;
        Ok(())
    }

    /// Sends a signal, for instance `STOP` or `CONT`.
    ///
    /// # Errors
    /// When it does not run.
    pub async fn signal(&self, signal: &str) -> anyhow::Result<()> {
        let id = self.pid()?.to_string();
        let done = Command::new("kill").args([&format!("-{signal}"), &id]).status().await?;
        if done.success() { Ok(()) } else { bail!("no such process: {id}") }
    }

    /// Its process id.
    ///
    /// # Errors
    /// When it does not run.
    pub fn pid(&self) -> anyhow::Result<u32> {
        let running = self.running.as_ref().context("atoll does not run")?;
        running.child.id().context("atoll has ended")
    }

    /// Asks it to stop (SIGTERM) and waits for its end.
    ///
    /// # Errors
    /// When it does not run, or does not end in time.
    pub async fn stop(&mut self) -> anyhow::Result<ExitStatus> {
        let mut running = self.running.take().context("atoll does not run")?;
        let id = running.child.id().context("atoll has ended")?.to_string();
        Command::new("kill").args(["-TERM", &id]).status().await?;
        let ended = tokio::time::timeout(STOP, running.child.wait()).await;
        Ok(ended.map_err(|_| anyhow!("atoll did not stop within {STOP:?}\n{}", self.log()))??)
    }
}

/// A client for the text of a kubeconfig file.
///
/// # Errors
/// When the file is not usable.
pub async fn client(kubeconfig: &str) -> anyhow::Result<Client> {
    connect(config(kubeconfig).await?)
}

async fn config(kubeconfig: &str) -> anyhow::Result<Config> {
    let file = Kubeconfig::from_yaml(kubeconfig)?;
    Ok(Config::from_custom_kubeconfig(file, &KubeConfigOptions::default()).await?)
}

fn connect(config: Config) -> anyhow::Result<Client> {
    // Several TLS libraries may be compiled in for tests; this one is ours. A second installation changes nothing.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Ok(Client::try_from(config)?)
}

fn follow(output: impl AsyncRead + Send + Unpin + 'static, mut take: impl FnMut(String) + Send + 'static) {
    tokio::spawn(async move {
        let mut lines = BufReader::new(output).lines();
        while let Ok(Some(line)) = lines.next_line().await {
            take(line);
        }
    });
}
