//! The real `kubectl`.

use std::{path::Path, process::Stdio};

use anyhow::{Context as _, bail};
use tokio::{io::AsyncWriteExt as _, process::Command};

/// Runs `kubectl` with this kubeconfig, words split at spaces, `input` on its standard input, and gives what it printed.
///
/// # Errors
/// When it is not installed or fails; with what it said.
pub async fn kubectl(kubeconfig: &Path, line: &str, input: &str) -> anyhow::Result<String> {
    let mut child = Command::new("kubectl")
        .arg("--kubeconfig")
        .arg(kubeconfig)
        .args(line.split_whitespace())
        // Discovery is cached per home directory and host: tests on the same port must not see each other's.
        .arg("--cache-dir")
        .arg(kubeconfig.with_extension("cache"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .context("cannot run kubectl")?;
    if let Some(mut stdin) = child.stdin.take() {
        stdin.write_all(input.as_bytes()).await?;
    }
    let done = child.wait_with_output().await?;
    if !done.status.success() {
        bail!("kubectl {line}: {}", String::from_utf8_lossy(&done.stderr).trim());
    }
    Ok(String::from_utf8_lossy(&done.stdout).into_owned())
}
