//! Command line and configuration: what is wrong is said in one line that names it, with exit code 2.

use std::process::{Command, Output};

use testkit::TempDir;

use crate::ATOLL;

fn atoll(args: &[&str]) -> Output {
    Command::new(ATOLL).args(args).env_clear().output().unwrap()
}

fn refused(args: &[&str], variables: &[(&str, &str)], named: &str) {
    let output = Command::new(ATOLL).args(args).env_clear().envs(variables.iter().copied()).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{args:?}: {said}");
    assert_eq!(said.lines().count(), 1, "{said}");
    assert!(said.starts_with("atoll: ") && said.contains(named), "{said:?} does not name {named:?}");
    assert!(output.stdout.is_empty());
}

#[test]
fn version_help_and_completions() {
    let version = String::from_utf8(atoll(&["version"]).stdout).unwrap();
    assert!(version.starts_with(&format!("atoll {}", env!("CARGO_PKG_VERSION"))), "{version}");
    assert!(String::from_utf8(atoll(&["serve", "--help"]).stdout).unwrap().contains("ATOLL_API_LISTEN"));
    for shell in ["bash", "zsh", "fish"] {
        let output = atoll(&["completions", shell]);
        assert!(output.status.success() && output.stdout.len() > 500, "{shell}");
    }
}

#[test]
fn wrong_configuration_is_refused() {
    refused(&["serve", "--lisen", "x"], &[], "--lisen");
    refused(&["serve", "--listen", "3000"], &[], "listen (from --listen)");
    refused(&["serve"], &[("ATOLL_API_LISTEN", "nowhere")], "api-listen (from ATOLL_API_LISTEN)");
    refused(&["serve", "--hypervisor", "qemu"], &[], "hypervisor (from --hypervisor)");
    refused(&["serve", "--demo", "--listen", "0.0.0.0:0"], &[], "loopback");
    refused(&["serve", "--demo", "--api-listen", "0.0.0.0:0"], &[], "loopback");
    refused(&["serve"], &[("ATOLL_SIMULATOR_BOOT_DELAY", "soon")], "boot-delay");
    refused(&["serve", "--database", "mysql://x"], &[], "database");
    refused(&["serve", "--config", "/nowhere.toml"], &[], "/nowhere.toml");
}

#[test]
fn wrong_file_is_refused() {
    let dir = TempDir::new("config").unwrap();
    let file = dir.path().join("atoll.toml");
    let path = file.to_str().unwrap();
    for (text, named) in [
        ("prot = 3000\n", "prot"),
        ("listen = 3\n", "listen"),
        ("= 3\n", "line 1"),
        ("[simulator]\nhosts = []\n", "hosts"),
    ] {
        std::fs::write(&file, text).unwrap();
        refused(&["serve", "--config", path], &[], named);
        refused(&["serve"], &[("ATOLL_CONFIG", path)], named);
    }
}

#[test]
fn passwords_are_only_reset_where_there_are_accounts() {
    let dir = TempDir::new("empty").unwrap();
    let output = atoll(&["admin", "--data-dir", dir.path().to_str().unwrap(), "reset-password", "admin"]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(said.contains("cannot open") && said.lines().count() == 1, "{said}");
}
