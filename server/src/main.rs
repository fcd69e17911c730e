//! The `atoll` program: command line, configuration, wiring, sign-in and the portal's HTTP server.

mod accounts;
mod admin;
mod audit;
mod banner;
mod cli;
mod client;
mod config;
mod data_dir;
mod demo;
mod guest_issuer;
mod kubeconfig;
mod leader;
mod logging;
mod notifications;
mod oidc;
mod pki_files;
mod queue_metrics;
mod renewal;
mod seed;
mod serve;
mod sight;
mod version;
mod web;

use std::{fmt::Display, process::ExitCode};

use cli::{Cli, Command};

/// Faster than the C library's for objects in JSON (`docs/decisions/`), and no larger; it is set up in
/// `.cargo/config.toml`.
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

/// The exit code for a command line or configuration that cannot be.
const BAD_CONFIGURATION: u8 = 2;

fn main() -> ExitCode {
    let cli = match cli::parse(std::env::args_os()) {
        Ok(cli) => cli,
        Err(cli::Stop::Print(text)) => {
            print!("{text}");
            return ExitCode::SUCCESS;
        }
        Err(cli::Stop::Bad(line)) => return fail(BAD_CONFIGURATION, line),
    };
    match run(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => match error.downcast::<config::Error>() {
            Ok(error) => fail(BAD_CONFIGURATION, error),
            Err(error) => fail(1, format_args!("{error:#}")),
        },
    }
}

fn run(cli: Cli) -> anyhow::Result<()> {
    match cli.command {
        Command::Serve(options) => {
            let config = config::load(&options, std::env::vars())?;
            logging::start(config.log)?;
            for warning in &config.warnings {
                tracing::warn!("{warning}");
            }
            runtime()?.block_on(serve::run(config))
        }
        Command::Admin(options) => {
            let config = config::load(&options.place, std::env::vars())?;
            runtime()?.block_on(admin::run(&config, &options.task))
        }
        Command::Login(options) => runtime()?.block_on(client::login(&options)),
        Command::Logout(options) => runtime()?.block_on(client::logout(&options)),
        Command::Kubeconfig(options) => runtime()?.block_on(client::kubeconfig(&options)),
        Command::Token(options) => runtime()?.block_on(client::token(&options)),
        Command::Version => {
            println!("{}", version::line());
            Ok(())
        }
        Command::Completions { shell } => {
            cli::completions(shell, &mut std::io::stdout());
            Ok(())
        }
    }
}

fn runtime() -> anyhow::Result<tokio::runtime::Runtime> {
    Ok(tokio::runtime::Builder::new_multi_thread().enable_all().build()?)
}

fn fail(code: u8, message: impl Display) -> ExitCode {
    eprintln!("atoll: {message}");
    ExitCode::from(code)
}
