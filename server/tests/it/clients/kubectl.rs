//! Runs the script of `kubectl` commands and looks at what each says.

use std::{
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};

use testkit::{Atoll, TempDir, eventually};
use tokio::{io::AsyncWriteExt as _, process::Command};

use super::{files, kubectl_script as script, tools};
use crate::{DEADLINE, demo};

/// Longest wait for one command.
const PATIENCE: Duration = Duration::from_secs(60);

/// One line of the script: a command as it is typed into a shell, and what it must say.
#[derive(Clone, Copy)]
pub(super) struct Row {
    line: &'static str,
    input: &'static str,
    /// Parts of what it prints, in this order.
    says: &'static [&'static str],
    succeeds: bool,
    /// Minor versions of kubectl that know it in this form.
    known_to: (u32, u32),
}

/// A command that succeeds.
pub(super) const fn ok(line: &'static str, says: &'static [&'static str]) -> Row {
    Row { line, input: "", says, succeeds: true, known_to: (0, u32::MAX) }
}

/// A command that fails.
pub(super) const fn fails(line: &'static str, says: &'static [&'static str]) -> Row {
    Row { succeeds: false, ..ok(line, says) }
}

impl Row {
    /// With this on its standard input.
    pub(super) const fn input(self, input: &'static str) -> Row {
        Row { input, ..self }
    }

    /// Only for kubectl 1.`minor` and newer; older ones do not know it.
    pub(super) const fn since(self, minor: u32) -> Row {
        Row { known_to: (minor, self.known_to.1), ..self }
    }

    /// Only for kubectl 1.`minor` and older.
    pub(super) const fn until(self, minor: u32) -> Row {
        Row { known_to: (self.known_to.0, minor), ..self }
    }
}

/// A shell whose `kubectl` is the one under test, in a folder with the script's files.
pub(super) struct Shell {
    dir: TempDir,
    minor: u32,
}

impl Shell {
    pub(super) async fn new(kubectl: &Path, atoll: &Atoll) -> Shell {
        let dir = TempDir::new("kubectl").unwrap();
        copy(&files().join("kubectl"), dir.path());
        std::fs::create_dir(dir.path().join("bin")).unwrap();
        std::os::unix::fs::symlink(kubectl, dir.path().join("bin/kubectl")).unwrap();
        std::fs::copy(atoll.kubeconfig(), dir.path().join("config")).unwrap();
        let mut shell = Shell { dir, minor: 0 };
        let (version, _) = shell.run("kubectl version --client -o json", "").await;
        let version: serde_json::Value = serde_json::from_str(&version).unwrap();
        let minor = version["clientVersion"]["minor"].as_str().unwrap().trim_end_matches('+');
        shell.minor = minor.parse().unwrap();
        shell
    }

    /// What a line prints, and whether it succeeds.
    pub(super) async fn run(&self, line: &str, input: &str) -> (String, bool) {
        let path = std::env::var("PATH").unwrap();
        let mut child = Command::new("sh")
            .args(["-c", &format!("exec 2>&1\n{line}")])
            .current_dir(self.dir.path())
            .env("PATH", format!("{}:{path}", self.dir.path().join("bin").display()))
            .env("HOME", self.dir.path())
            .env("KUBECONFIG", self.dir.path().join("config"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        stdin.write_all(input.as_bytes()).await.unwrap();
        drop(stdin);
        let done = tokio::time::timeout(PATIENCE, child.wait_with_output()).await;
        let done = done.unwrap_or_else(|_| panic!("{line} does not end")).unwrap();
        (String::from_utf8_lossy(&done.stdout).into_owned(), done.status.success())
    }

    /// Runs those rows that this kubectl knows; the texts of what was not as it should be.
    async fn play(&self, rows: &[Row]) -> Vec<String> {
        let mut wrong = Vec::new();
        for row in rows.iter().filter(|row| (row.known_to.0..=row.known_to.1).contains(&self.minor)) {
            let (said, succeeded) = self.run(row.line, row.input).await;
            let mut rest = said.as_str();
            let missing = row.says.iter().find(|part| match rest.find(**part) {
                Some(at) => {
                    rest = &rest[at + part.len()..];
                    false
                }
                None => true,
            });
            if succeeded != row.succeeds || missing.is_some() {
                let missing = missing.map(|part| format!(" without {part:?}")).unwrap_or_default();
                wrong.push(format!("$ {}\n{said}(succeeded: {succeeded}{missing})", row.line));
            }
        }
        wrong
    }
}

fn copy(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            std::fs::create_dir(&target).unwrap();
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// The whole script with this kubectl.
async fn play(kubectl: &Path) {
    let atoll = demo().start().await.unwrap();
    let shell = Shell::new(kubectl, &atoll).await;
    let mut wrong = Vec::new();
    for part in script::SUPERVISOR {
        wrong.extend(shell.play(part).await);
    }
    let ready = "kubectl -n team-a get gc small -o jsonpath='{.status.conditions[?(@.type==\"Ready\")].status}'";
    let wait = async || Ok((shell.run(ready, "").await.0 == "True").then_some(()));
    eventually("the guest cluster", DEADLINE, wait).await.unwrap();
    wrong.extend(shell.play(script::GUEST).await);
    assert!(wrong.is_empty(), "{} rows:\n\n{}", wrong.len(), wrong.join("\n\n"));
}

/// The kubectl on the search path.
pub(super) fn newest() -> PathBuf {
    let path = std::env::var_os("PATH").unwrap();
    let found = std::env::split_paths(&path).map(|dir| dir.join("kubectl")).find(|program| program.is_file());
    found.unwrap_or_else(|| panic!("kubectl is not installed"))
}

#[tokio::test]
async fn the_newest_kubectl_does_all_of_the_script() {
    play(&newest()).await;
}

/// Debian's kubectl is years older than the API.
#[tokio::test]
async fn debians_kubectl_does_what_it_knows() {
    let program: PathBuf = tools().join("kubernetes-client/usr/bin/kubectl");
    if !program.is_file() && !Path::new("/etc/debian_version").exists() {
        eprintln!("not tested: only Debian has this kubectl");
        return;
    }
    assert!(program.is_file(), "{} is missing: `cargo xtask test` installs it", program.display());
    play(&program).await;
}

#[tokio::test]
async fn kubectl_acts_for_others() {
    let atoll = demo().start().await.unwrap();
    let shell = Shell::new(&newest(), &atoll).await;
    let wrong = shell.play(script::AS_OTHERS).await;
    assert!(wrong.is_empty(), "{} rows:\n\n{}", wrong.len(), wrong.join("\n\n"));
}

#[test]
fn the_script_is_long() {
    let rows: usize = script::SUPERVISOR.iter().map(|part| part.len()).sum::<usize>() + script::GUEST.len();
    assert!(rows >= 80, "{rows} commands");
}
