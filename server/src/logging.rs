//! The log, on standard error. `RUST_LOG` narrows or widens it as usual.

use std::io::IsTerminal;

use tracing_subscriber::{EnvFilter, fmt, layer::SubscriberExt, util::SubscriberInitExt};

use crate::config::LogForm;

/// What is logged when `RUST_LOG` says nothing.
///
/// What goes wrong with an API is told by whoever asked it: kube's own lines about connections say it twice.
const DEFAULT: &str = "info,sqlx=warn,hyper=warn,tower_sessions=warn,tower_sessions_core=error,kube_client=error,kube_client::client::builder=off";

/// Starts the log for this process.
pub(crate) fn start(form: LogForm) -> anyhow::Result<()> {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(DEFAULT));
    let log = tracing_subscriber::registry().with(filter);
    match form {
        LogForm::Json => log.with(fmt::layer().json().with_writer(std::io::stderr)).try_init()?,
        LogForm::Text => {
            let colours = std::io::stderr().is_terminal();
            log.with(fmt::layer().with_ansi(colours).with_writer(std::io::stderr)).try_init()?;
        }
    }
    Ok(())
}
