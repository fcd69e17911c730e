//! Client libraries of other languages: scripts that look by themselves and fail when something is wrong.

use std::{path::Path, process::Stdio, time::Duration};

use testkit::Atoll;
use tokio::{
    io::{AsyncBufReadExt as _, AsyncReadExt as _, BufReader},
    process::{Child, ChildStdout, Command},
};

use super::{files, tools};
use crate::demo;

/// Longest wait for a script, or for one line of it.
const PATIENCE: Duration = Duration::from_secs(60);

fn start(program: &Path, script: &Path, kubeconfig: &Path) -> Child {
    assert!(
        program.is_file() || !program.is_absolute(),
        "{} is missing: `cargo xtask test` installs it",
        program.display()
    );
    Command::new(program)
        .arg(script)
        .env("KUBECONFIG", kubeconfig)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap()
}

#[tokio::test]
async fn the_python_client_does_all_it_can() {
    let atoll = demo().start().await.unwrap();
    let script = files().join("python/client.py");
    let child = start(&tools().join("python/bin/python"), &script, &atoll.kubeconfig());
    let done = tokio::time::timeout(PATIENCE, child.wait_with_output()).await.expect("the script ends").unwrap();
    let said = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{said}");
}

/// Lines that a script prints, one for each thing that it sees.
struct Lines(tokio::io::Lines<BufReader<ChildStdout>>);

impl Lines {
    async fn until(&mut self, wanted: &str) {
        let read = async {
            while let Some(line) = self.0.next_line().await.unwrap() {
                if line == wanted {
                    return true;
                }
            }
            false
        };
        let seen = tokio::time::timeout(PATIENCE, read).await;
        assert_eq!(seen, Ok(true), "{wanted}");
    }
}

#[tokio::test]
async fn informers_of_javascript_follow_over_a_restart() {
    let mut atoll = demo().start().await.unwrap();
    let kubectl = async |atoll: &Atoll, line: &str| atoll.kubectl(line, "").await.unwrap();
    kubectl(&atoll, "create cm first").await;
    let mut child = start(Path::new("node"), &files().join("node/informer.mjs"), &atoll.kubeconfig());
    let mut lines = Lines(BufReader::new(child.stdout.take().unwrap()).lines());
    lines.until("connect").await;
    lines.until("add first").await;
    kubectl(&atoll, "create cm second").await;
    lines.until("add second").await;
    kubectl(&atoll, "label cm second x=y").await;
    lines.until("update second x=y").await;
    kubectl(&atoll, "delete cm second").await;
    lines.until("delete second").await;
    atoll.kill().await.unwrap();
    atoll.start().await.unwrap();
    kubectl(&atoll, "create cm third").await;
    lines.until("add third").await;
    child.start_kill().unwrap();
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).await.unwrap();
    assert_eq!(said, "");
}
