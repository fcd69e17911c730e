//! What lies in the data directory, and who may use it.

use std::{os::unix::fs::PermissionsExt, process::Command};

use crate::{ATOLL, demo};

#[tokio::test]
async fn private_kept_and_used_once() {
    let mut atoll = demo().start().await.unwrap();
    let mode = |name: &str| std::fs::metadata(atoll.data_dir().join(name)).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(""), 0o700);
    assert_eq!(mode("pki"), 0o700);
    for name in ["pki/ca.key", "pki/apiserver.key", "admin.kubeconfig", "atoll.db", "atoll.db-wal", "atoll.db-shm"] {
        assert_eq!(mode(name), 0o600, "{name}");
    }

    let data = atoll.data_dir();
    let second = Command::new(ATOLL)
        .args(["serve", "--listen", "127.0.0.1:0", "--api-listen", "127.0.0.1:0", "--data-dir"])
        .arg(&data)
        .env_clear()
        .output()
        .unwrap();
    let said = String::from_utf8(second.stderr).unwrap();
    assert_eq!(second.status.code(), Some(1), "{said}");
    assert!(said.contains("in use") && said.lines().count() == 1, "{said}");

    let authority = std::fs::read(data.join("pki/ca.crt")).unwrap();
    assert!(atoll.stop().await.unwrap().success());
    atoll.start().await.unwrap();
    assert_eq!(authority, std::fs::read(data.join("pki/ca.crt")).unwrap(), "the authority stays");
    atoll.client().await.unwrap().apiserver_version().await.unwrap();
}

#[tokio::test]
async fn a_port_in_use_is_named() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    for key in ["listen", "api-listen"] {
        let dir = testkit::TempDir::new("ports").unwrap();
        let mut command = Command::new(ATOLL);
        command.args(["serve", "--data-dir"]).arg(dir.path());
        for other in ["listen", "api-listen"] {
            command.args([&*format!("--{other}"), if other == key { &address } else { "127.0.0.1:0" }]);
        }
        let output = command.output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(said.contains(&format!("atoll: {key}: cannot listen on {address}")), "{said}");
    }
}

#[tokio::test]
async fn the_password_of_the_demo_does_not_leave_the_machine() {
    let mut atoll = demo().start().await.unwrap();
    atoll.stop().await.unwrap();
    let serve = |arguments: &[&str]| {
        let mut command = Command::new(ATOLL);
        command.args(arguments).arg("--data-dir").arg(atoll.data_dir()).output().unwrap()
    };
    let refused = serve(&["serve", "--listen", "0.0.0.0:0", "--api-listen", "127.0.0.1:0"]);
    let said = String::from_utf8(refused.stderr).unwrap();
    assert_eq!(refused.status.code(), Some(1), "{said}");
    assert!(said.contains("the account admin still has the password of the demo"), "{said}");
}
