//! The measured program, running with fresh data, and what the system says of its process.

use std::{
    net::TcpListener,
    path::PathBuf,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};

use crate::{
    project, shell,
    up::{self, Profile},
};

/// No delays, and hosts that carry any fleet.
const CONFIG: &str = r#"
[simulator]
boot-delay = "0s"
hosts = [
  { name = "sim-host-1", cpus = 10000, memory-gib = 40000, storage-gib = 400000 },
  { name = "sim-host-2", cpus = 10000, memory-gib = 40000, storage-gib = 400000 },
]
"#;

/// Nothing that is measured takes longer.
pub(super) const PATIENCE: Duration = Duration::from_secs(900);

/// Time for memory to be that of a server at rest, not in the middle of seeding or cleaning up.
const REST: Duration = Duration::from_secs(3);

/// What is measured and what measures it.
pub(super) struct Built {
    /// `atoll`.
    pub(super) program: PathBuf,
    /// The load generator.
    pub(super) loadgen: PathBuf,
    /// How both are compiled.
    pub(super) profile: Profile,
}

impl Built {
    /// Where they are; builds them unless they are to be taken `as_built`.
    pub(super) fn get(profile: Profile, as_built: bool) -> Result<Built> {
        let folder = if profile == Profile::Release { "release" } else { "debug" };
        if !as_built {
            match profile {
                Profile::Release => up::build_program()?,
                Profile::Dev => drop(up::program(profile)?),
            }
            shell::step("building the load generator");
            let mut cargo = shell::cargo(&project::root());
            cargo.args(["build", "-p", "loadgen", "--bin", "loadgen", "--locked"]);
            if profile == Profile::Release {
                cargo.arg("--release");
            }
            shell::run(&mut cargo)?;
        }
        let target = project::target();
        let program = if profile == Profile::Release { "dist/atoll" } else { "debug/atoll" };
        Ok(Built { program: target.join(program), loadgen: target.join(folder).join("loadgen"), profile })
    }
}

/// The program and where it keeps its data; both go when this is dropped.
pub(super) struct Program {
    child: Child,
    dir: PathBuf,
    port: u16,
    /// Time from exec until the portal said that it is ready.
    pub(super) ready_after: Duration,
}

impl Program {
    /// Starts it with demo data, on a fresh database at this URL or on a file of its own.
    pub(super) fn start(built: &Built, database: Option<&str>) -> Result<Self> {
        let dir = std::env::temp_dir().join(format!("atoll-bench-{}-{}", std::process::id(), free_port()?));
        std::fs::create_dir_all(&dir)?;
        let (port, api) = (free_port()?, free_port()?);
        let config = dir.join("atoll.toml");
        std::fs::write(&config, CONFIG)?;
        let mut command = Command::new(&built.program);
        command.envs(database.map(|url| ("ATOLL_DATABASE", url)));
        let started = Instant::now();
        let child = command
            .args(["serve", "--demo", "--log", "text", "--data-dir"])
            .arg(dir.join("data"))
            .arg("--config")
            .arg(config)
            .args(["--listen", &format!("127.0.0.1:{port}"), "--api-listen", &format!("127.0.0.1:{api}")])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .context("cannot start the program")?;
        let mut program = Program { child, dir, port, ready_after: Duration::ZERO };
        while !answers(port) {
            if program.child.try_wait()?.is_some() || started.elapsed() > Duration::from_secs(30) {
                bail!("the program did not get ready");
            }
            std::thread::sleep(Duration::from_millis(2));
        }
        program.ready_after = started.elapsed();
        Ok(program)
    }

    /// Runs kubectl as the Supervisor's administrator and gives its standard output.
    pub(super) fn kubectl(&self, args: &[&str]) -> Result<String> {
        let mut kubectl = Command::new("kubectl");
        let output = kubectl.arg("--kubeconfig").arg(self.kubeconfig()).args(args).env("HOME", &self.dir).output()?;
        if !output.status.success() {
            bail!("kubectl {} failed: {}", args.join(" "), String::from_utf8_lossy(&output.stderr));
        }
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }

    /// The portal's URL.
    pub(super) fn portal(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// The administrator's kubeconfig.
    pub(super) fn kubeconfig(&self) -> PathBuf {
        self.dir.join("data/admin.kubeconfig")
    }

    /// Writes a file beside the data and returns its path.
    pub(super) fn file(&self, name: &str, text: &str) -> Result<String> {
        let path = self.dir.join(name);
        std::fs::write(&path, text)?;
        Ok(path.display().to_string())
    }

    /// CPU seconds used until now, user and system.
    pub(super) fn cpu_seconds(&self) -> Result<f64> {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id()))?;
        let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
        let ticks = |index: usize| fields.get(index).and_then(|f| f.parse::<f64>().ok()).unwrap_or(0.0);
        // Fields 14 and 15 of proc(5), counted after the command name; the tick is 1/100 s on Linux.
        Ok((ticks(11) + ticks(12)) / 100.0)
    }

    /// Resident memory now and at its peak, in megabytes.
    pub(super) fn memory_mb(&self) -> Result<(f64, f64)> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let field = |name: &str| {
            let line = status.lines().find(|line| line.starts_with(name)).unwrap_or_default();
            line.split_whitespace().nth(1).and_then(|kb| kb.parse::<f64>().ok()).unwrap_or(0.0) / 1000.0
        };
        Ok((field("VmRSS:"), field("VmHWM:")))
    }

    /// Resident memory after a rest; the peak counts from here.
    pub(super) fn memory_at_rest_mb(&self) -> Result<f64> {
        std::thread::sleep(REST);
        // proc(5), clear_refs: 5 sets the peak to what is resident now.
        std::fs::write(format!("/proc/{}/clear_refs", self.child.id()), "5")?;
        Ok(self.memory_mb()?.0)
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = std::fs::remove_dir_all(&self.dir);
    }
}

fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

fn answers(port: u16) -> bool {
    use std::io::{Read, Write};
    let Ok(mut stream) = std::net::TcpStream::connect(("127.0.0.1", port)) else { return false };
    let request = "GET /readyz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n";
    let mut answer = String::new();
    let _ = stream.set_read_timeout(Some(Duration::from_secs(2)));
    stream.write_all(request.as_bytes()).is_ok()
        && stream.read_to_string(&mut answer).is_ok()
        && answer.starts_with("HTTP/1.1 200")
}
