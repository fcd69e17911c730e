//! The database fails, is copied, and comes back.

use std::process::Stdio;
use std::time::Duration;

use k8s_openapi::api::core::v1::ConfigMap;
use kube::{
    Api, Client,
    api::{ListParams, PostParams},
};
use serde_json::json;
use testkit::{Atoll, TempDir, eventually};
use tokio::process::Command;

use crate::{ATOLL, demo};

const DEADLINE: Duration = Duration::from_secs(60);

fn config_maps(client: &Client) -> Api<ConfigMap> {
    Api::namespaced(client.clone(), "default")
}

async fn write(client: &Client, name: &str) -> kube::Result<ConfigMap> {
    // Large enough that the file has to grow soon.
    let data = "x".repeat(200_000);
    let object = serde_json::from_value(json!({"metadata": {"name": name}, "data": {"k": data}})).unwrap();
    config_maps(client).create(&PostParams::default(), &object).await
}

async fn names(client: &Client) -> Vec<String> {
    let found = config_maps(client).list(&ListParams::default()).await.unwrap();
    found.into_iter().filter_map(|config_map| config_map.metadata.name).collect()
}

/// The status and text of `/readyz`.
async fn readyz(client: &Client) -> (u16, String) {
    let request = http::Request::get("/readyz?verbose").body(Vec::new()).unwrap();
    let response = client.send(request.map(kube::client::Body::from)).await.unwrap();
    let status = response.status().as_u16();
    let bytes = http_body_util::BodyExt::collect(response.into_body()).await.unwrap().to_bytes();
    (status, String::from_utf8_lossy(&bytes).into_owned())
}

/// The size that files of the process may grow to.
async fn limit_files(atoll: &Atoll, bytes: &str) {
    let pid = atoll.pid().unwrap().to_string();
    let done = Command::new("prlimit").args(["--pid", &pid, &format!("--fsize={bytes}:unlimited")]).status().await;
    assert!(done.unwrap().success());
}

#[tokio::test]
async fn a_full_disk_refuses_writes_and_recovers() {
    // A file that may not grow answers as a full disk does; the signal that comes with it is ignored from the start.
    let program = TempDir::new("full-disk").unwrap();
    let script = program.path().join("atoll");
    std::fs::write(&script, format!("#!/bin/sh\ntrap \"\" XFSZ\nexec {ATOLL} \"$@\"\n")).unwrap();
    std::fs::set_permissions(&script, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let atoll = testkit::Options::new(&script).start().await.unwrap();
    writes_fail_between(
        atoll,
        async |atoll| limit_files(atoll, "1").await,
        async |atoll| {
            limit_files(atoll, "unlimited").await;
        },
    )
    .await;
}

#[tokio::test]
async fn a_disk_with_errors_refuses_writes_and_recovers() {
    // A library before the C library's, whose writes to the database fail as long as a file is there.
    let dir = TempDir::new("disk-errors").unwrap();
    let (library, errors) = (dir.path().join("disk_errors.so"), dir.path().join("errors"));
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/disk_errors.c");
    let built = Command::new("cc").args(["-shared", "-fPIC", "-o"]).arg(&library).arg(source).status().await.unwrap();
    assert!(built.success());
    let atoll = demo()
        .variable("LD_PRELOAD", library.to_str().unwrap())
        .variable("DISK_ERRORS", errors.to_str().unwrap())
        .start()
        .await
        .unwrap();
    writes_fail_between(
        atoll,
        async |_| std::fs::write(&errors, "").unwrap(),
        async |_| {
            std::fs::remove_file(&errors).unwrap();
        },
    )
    .await;
}

/// Writes are refused from `fail` on until `mend`, while all else goes on; nothing is lost by that, also not by a kill.
async fn writes_fail_between(mut atoll: Atoll, fail: impl AsyncFn(&Atoll), mend: impl AsyncFn(&Atoll)) {
    let client = atoll.client_without_retries().await.unwrap();
    write(&client, "before").await.unwrap();
    assert_eq!(readyz(&client).await.0, 200);

    fail(&atoll).await;
    let mut refused = None;
    for i in 0..50 {
        if let Err(error) = write(&client, &format!("during-{i}")).await {
            refused = Some(error);
            break;
        }
    }
    assert!(refused.is_some(), "a write that cannot be stored is refused");
    let refused = refused.unwrap();
    assert!(refused.to_string().contains("storage does not take writes"), "{refused}");
    // Reads go on, and nobody is sent here any more.
    assert!(names(&client).await.iter().any(|name| name == "before"));
    let (status, text) = readyz(&client).await;
    assert!(status >= 500 && text.contains("[-]storage failed"), "{status} {text}");
    let live = http::Request::get("/livez").body(Vec::new()).unwrap();
    assert_eq!(client.request_text(live).await.unwrap(), "ok", "a restart would not help");

    mend(&atoll).await;
    eventually("ready again by itself", DEADLINE, async || {
        let (status, text) = readyz(&client).await;
        if status == 200 { Ok(Some(())) } else { anyhow::bail!("{text}") }
    })
    .await
    .unwrap();
    write(&client, "after").await.unwrap();
    let kept = names(&client).await;
    atoll.kill().await.unwrap();
    atoll.start().await.unwrap();
    let client = atoll.client().await.unwrap();
    let mut again = names(&client).await;
    again.retain(|name| kept.contains(name));
    assert_eq!(again, kept, "what was acknowledged is there");
}

/// Runs `atoll admin …` and gives what it printed.
pub(crate) async fn admin(args: &[&str]) -> Result<String, String> {
    let output = Command::new(ATOLL).arg("admin").args(args).stdin(Stdio::null()).output().await.unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    if output.status.success() { Ok(text(output.stdout)) } else { Err(text(output.stderr)) }
}

#[tokio::test]
async fn a_backup_of_a_running_server_moves_it_to_postgres() {
    let mut atoll = demo().start().await.unwrap();
    let client = atoll.client().await.unwrap();
    write(&client, "before").await.unwrap();
    let dir = TempDir::new("backup").unwrap();
    let file = dir.path().join("atoll.backup");
    let (file, data) = (file.to_str().unwrap(), atoll.data_dir().to_str().unwrap().to_owned());
    let said = admin(&["--data-dir", &data, "backup", file]).await.unwrap();
    assert!(said.contains("audit records") && said.contains("keep it as safe"), "{said}");
    let refused = admin(&["--data-dir", &data, "backup", file]).await.unwrap_err();
    assert!(refused.contains("nothing is overwritten"), "{refused}");
    write(&client, "later").await.unwrap();
    let authority = std::fs::read_to_string(atoll.data_dir().join("pki/ca.crt")).unwrap();
    atoll.stop().await.unwrap();

    let database = testdb::database();
    let said = admin(&["--database", &database, "restore", file]).await.unwrap();
    assert!(said.contains("are back") && !said.contains("atoll@"), "{said}");
    let refused = admin(&["--database", &database, "restore", file]).await.unwrap_err();
    assert!(refused.contains("not empty"), "{refused}");
    let verified = admin(&["--database", &database, "verify-audit"]).await.unwrap();
    assert!(verified.contains("none removed, altered or put elsewhere"), "{verified}");

    let moved = demo().variable("ATOLL_DATABASE", &database).start().await.unwrap();
    let there = std::fs::read_to_string(moved.data_dir().join("pki/ca.crt")).unwrap();
    assert_eq!(there, authority, "certificates from before are known");
    let client = moved.client().await.unwrap();
    assert!(config_maps(&client).get("before").await.is_ok());
    assert!(config_maps(&client).get_opt("later").await.unwrap().is_none());
    write(&client, "after").await.unwrap();
}

/// The page about backups, of which every command of `atoll` is run.
const PAGE: &str = include_str!("../../../docs/operating/backup.md");

/// The blocks of shell commands of a page, in their order.
fn commands(page: &str) -> Vec<&str> {
    let blocks = page.split("\n```sh\n").skip(1);
    let blocks = blocks.map(|block| block.split_once("\n```").unwrap().0);
    // What looks at a restored server has nothing to look at here.
    blocks.filter(|block| !block.starts_with("kubectl ")).collect()
}

#[tokio::test]
async fn the_page_about_backups_works_as_written() {
    let mut atoll = demo().start().await.unwrap();
    let client = atoll.client().await.unwrap();
    write(&client, "before").await.unwrap();
    let data = atoll.data_dir();
    let folder = data.parent().unwrap().to_owned();
    let program = std::path::Path::new(ATOLL).parent().unwrap().display();
    let path = format!("{program}:{}", std::env::var("PATH").unwrap());
    let database = testdb::database();
    let blocks = commands(PAGE);
    assert_eq!(blocks.len(), 4, "{blocks:#?}");
    for (number, block) in blocks.iter().enumerate() {
        // The first is for a running server, the others say that it is to be stopped.
        if number == 1 {
            atoll.stop().await.unwrap();
        }
        let mut shell = Command::new("sh");
        shell.args(["-euxc", block]).current_dir(&folder).env("PATH", &path).env("DATABASE", &database);
        let output = shell.stdin(Stdio::null()).output().await.unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    // Where the last of them left everything, a server goes on.
    let authority = std::fs::read_to_string(data.join("pki/ca.crt")).unwrap();
    std::fs::rename(&data, folder.join("aside")).unwrap();
    std::fs::rename(folder.join("single"), &data).unwrap();
    atoll.start().await.unwrap();
    assert_eq!(std::fs::read_to_string(data.join("pki/ca.crt")).unwrap(), authority);
    let client = atoll.client().await.unwrap();
    assert!(config_maps(&client).get("before").await.is_ok());
    write(&client, "after").await.unwrap();
}

#[tokio::test]
async fn a_changed_audit_log_is_found() {
    let mut atoll = demo().start().await.unwrap();
    let client = atoll.client_of("dev", &[]).await.unwrap();
    assert!(write(&client, "refused").await.is_err());
    atoll.stop().await.unwrap();
    let data = atoll.data_dir().to_str().unwrap().to_owned();
    let exported = admin(&["--data-dir", &data, "export-audit"]).await.unwrap();
    let by_dev = exported.lines().find(|line| line.contains("\"username\":\"dev\"")).expect("a record of the refusal");
    let record: serde_json::Value = serde_json::from_str(by_dev).unwrap();
    assert_eq!(record["responseStatus"]["code"], 403);
    assert!(record["hash"].as_str().unwrap().len() == 64 && record["sourceIPs"][0] == "127.0.0.1", "{record}");
    let seq = record["seq"].as_u64().unwrap();
    let more = admin(&["--data-dir", &data, "export-audit", "--after", &seq.to_string()]).await.unwrap();
    assert!(!more.contains(&format!("\"seq\":{seq},")));
    assert!(admin(&["--data-dir", &data, "verify-audit"]).await.unwrap().contains("The newest is"));
    let table = atoll.data_dir().join("atoll.db");
    let forge = format!("UPDATE audit SET record = replace(record, 'dev', 'eve') WHERE seq = {seq}");
    let done = Command::new("python3")
        .args(["-c", "import sqlite3,sys; c=sqlite3.connect(sys.argv[1]); c.execute(sys.argv[2]); c.commit()"])
        .args([table.to_str().unwrap(), &forge])
        .status()
        .await;
    assert!(done.unwrap().success());
    let found = admin(&["--data-dir", &data, "verify-audit"]).await.unwrap_err();
    assert!(found.contains(&format!("record {seq} is not what was written")), "{found}");
}
