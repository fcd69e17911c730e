//! A real PostgreSQL for tests.
//!
//! [`Server::start`] makes a cluster in a new folder and runs it until the value is dropped or this process ends, however
//! it ends. [`database`] gives a fresh database, on the server that `ATOLL_TEST_POSTGRES` names when the whole suite
//! shares one, else on one that this process starts for itself.

mod program;

use std::io;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

/// Names the server that the tests of a whole suite share: `postgres://USER@HOST:PORT`, without a database.
pub const SHARED: &str = "ATOLL_TEST_POSTGRES";

/// A start takes no longer, also on a busy machine.
const START: Duration = Duration::from_secs(60);

/// True when PostgreSQL's programs are there.
pub fn installed() -> bool {
    program::folder().is_ok()
}

/// A running PostgreSQL.
#[derive(Debug)]
pub struct Server {
    url: String,
    dir: PathBuf,
    watcher: Child,
    /// Closed at the end of this process: then the watcher ends the server.
    _alive: Option<ChildStdin>,
}

impl Server {
    /// Makes a cluster and starts it. `settings` are configuration parameters such as `("fsync", "off")`.
    ///
    /// # Errors
    /// When PostgreSQL is not installed or does not start; says what was tried.
    pub fn start(settings: &[(&str, &str)]) -> io::Result<Server> {
        let bin = program::folder()?;
        let dir = std::env::temp_dir().join(format!("atoll-postgres-{}-{}", std::process::id(), next()));
        std::fs::create_dir_all(&dir)?;
        program::hand_over(&dir)?;
        let data = dir.join("data");
        let made = program::as_user(&bin.join("initdb"))
            .args(["--auth=trust", "--username=atoll", "--no-sync", "--encoding=UTF8", "--locale=C", "-D"])
            .arg(&data)
            .current_dir(&dir)
            .stdin(Stdio::null())
            .output()?;
        if !made.status.success() {
            return Err(io::Error::other(String::from_utf8_lossy(&made.stderr).into_owned()));
        }
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let (watcher, alive) = run(&bin, &dir, &data, port, settings)?;
        let url = format!("postgres://atoll@127.0.0.1:{port}");
        let server = Server { url, dir, watcher, _alive: alive };
        server.wait(&bin, port)?;
        Ok(server)
    }

    fn wait(&self, bin: &Path, port: u16) -> io::Result<()> {
        let deadline = Instant::now() + START;
        loop {
            let mut ready = Command::new(bin.join("pg_isready"));
            ready.args(["-q", "-h", "127.0.0.1", "-p", &port.to_string()]);
            if ready.status()?.success() {
                return Ok(());
            }
            if Instant::now() > deadline {
                let log = std::fs::read_to_string(self.dir.join("log")).unwrap_or_default();
                return Err(io::Error::other(format!("PostgreSQL does not start: {log}")));
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Its URL, without a database.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Makes a fresh database and gives its URL.
    ///
    /// # Errors
    /// When the server refuses.
    pub fn database(&self) -> io::Result<String> {
        make_database(&self.url)
    }

    /// Sends a signal, for instance `STOP`, to every process of the server.
    ///
    /// # Errors
    /// When the server does not run.
    pub fn signal(&self, signal: &str) -> io::Result<()> {
        let file = std::fs::read_to_string(self.dir.join("data/postmaster.pid"))?;
        let main = file.lines().next().unwrap_or_default().trim();
        // The main process and its children: each connection has one.
        let script = format!("kill -{signal} {main}; pkill -{signal} -P {main}; true");
        let done = Command::new("/bin/sh").args(["-c", &script]).status()?;
        if done.success() { Ok(()) } else { Err(io::Error::other("the server does not run")) }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self._alive = None;
        let _ = self.watcher.wait();
        let _ = std::fs::remove_dir_all(&self.dir);
    }
}

/// The server's own process is not the shell's child when another program starts it as another user: its file knows it.
/// That other program stops when the server is stopped, and has to be woken too.
const WATCH: &str = r#"dir=$1; shift; "$@" </dev/null >"$dir/log" 2>&1 &
read -r _; pid=$(head -n 1 "$dir/data/postmaster.pid"); kill -CONT $! $pid; kill -QUIT $pid; wait; rm -rf "$dir""#;

/// Runs the server under a shell that ends it, and removes its files, when its input ends: with this process.
fn run(
    bin: &Path,
    dir: &Path,
    data: &Path,
    port: u16,
    settings: &[(&str, &str)],
) -> io::Result<(Child, Option<ChildStdin>)> {
    let mut server = program::as_user(&bin.join("postgres"));
    server.arg("-D").arg(data).arg("-k").arg(dir).args(["-h", "127.0.0.1", "-p", &port.to_string()]);
    server.args(["-c", "max_connections=200"]);
    for (name, value) in settings {
        server.args(["-c", &format!("{name}={value}")]);
    }
    let mut shell = Command::new("/bin/sh");
    shell
        .args(["-c", WATCH])
        .arg("sh")
        .arg(dir)
        .arg(server.get_program())
        .args(server.get_args())
        .current_dir(dir)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let mut watcher = shell.spawn()?;
    let alive = watcher.stdin.take();
    Ok((watcher, alive))
}

/// A fresh database and its URL. See the [crate] for the server.
///
/// # Panics
/// When there is no PostgreSQL: these tests cannot run without.
#[allow(clippy::expect_used)]
pub fn database() -> String {
    static OWN: OnceLock<Server> = OnceLock::new();
    let made = match std::env::var(SHARED) {
        Ok(url) => make_database(&url),
        Err(_) => OWN
            .get_or_init(|| Server::start(&[("fsync", "off")]).expect("PostgreSQL is installed and starts"))
            .database(),
    };
    made.expect("PostgreSQL makes a database")
}

fn make_database(server: &str) -> io::Result<String> {
    let name = format!("t{}_{}", std::process::id(), next());
    let made = Command::new(program::folder()?.join("psql"))
        .args(["-q", "-v", "ON_ERROR_STOP=1", "-c", &format!("CREATE DATABASE {name}"), &format!("{server}/postgres")])
        .output()?;
    if made.status.success() {
        Ok(format!("{server}/{name}"))
    } else {
        Err(io::Error::other(String::from_utf8_lossy(&made.stderr).into_owned()))
    }
}

fn next() -> u32 {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    NEXT.fetch_add(1, Ordering::Relaxed)
}
