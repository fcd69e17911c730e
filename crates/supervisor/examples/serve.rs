//! An API server by itself, for trying clients against it:
//! `cargo run -p supervisor --example serve -- <folder> [guest]` writes `<folder>/kubeconfig` and serves until it is
//! stopped.

use std::path::Path;

use anyhow::Context;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use supervisor::engine::serve::{Tls, listen};
use supervisor::engine::{Config, Engine};

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    tracing_subscriber::fmt().with_env_filter(tracing_subscriber::EnvFilter::from_default_env()).init();
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().context("the folder is missing")?;
    let folder = Path::new(&folder);
    std::fs::create_dir_all(folder)?;
    let registry = match arguments.next().as_deref() {
        Some("guest") => supervisor::kinds::guest_registry(),
        _ => supervisor::kinds::supervisor_registry(),
    };
    let database = store::Database::open(&folder.join("atoll.db")).await?;
    let engine = Engine::start(Config::new(database.space("example"), registry)).await?;
    let valid = chrono::Duration::days(1);
    let authority = pki::Authority::new("example", valid)?;
    let server = authority.server("example", &["127.0.0.1".to_owned()], valid)?;
    let tls = Tls {
        certificate_pem: server.certificate_pem,
        key_pem: server.key_pem,
        client_ca_pem: Some(authority.certificate_pem.clone()),
    };
    let listening = listen(([127, 0, 0, 1], 0).into(), tls, engine.router()).await?;
    let user = |name: &str, groups: &[&str]| -> anyhow::Result<String> {
        let groups: Vec<String> = groups.iter().map(|g| (*g).to_owned()).collect();
        let issued = authority.client(name, &groups, valid)?;
        Ok(format!(
            "- name: {name}\n  user: {{client-certificate-data: {}, client-key-data: {}}}\n",
            STANDARD.encode(issued.certificate_pem),
            STANDARD.encode(issued.key_pem)
        ))
    };
    let kubeconfig = format!(
        "apiVersion: v1\nkind: Config\ncurrent-context: admin\n\
         clusters:\n- name: example\n  cluster: {{server: 'https://{}', certificate-authority-data: {}}}\n\
         users:\n{}{}contexts:\n- name: admin\n  context: {{cluster: example, user: admin}}\n\
         - name: dev\n  context: {{cluster: example, user: dev}}\n",
        listening.address,
        STANDARD.encode(&authority.certificate_pem),
        user("admin", &["system:masters"])?,
        user("dev", &["developers"])?,
    );
    std::fs::write(folder.join("kubeconfig"), kubeconfig)?;
    println!("https://{} ready, {}", listening.address, folder.join("kubeconfig").display());
    std::future::pending::<()>().await;
    Ok(())
}
