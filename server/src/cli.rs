//! The command line.

use std::{ffi::OsString, io::Write, path::PathBuf};

use clap::{Args, CommandFactory, Parser, Subcommand};
use clap_complete::Shell;

const OTHER_WAYS: &str = "Every option can also be given as a variable (--api-listen: ATOLL_API_LISTEN) or as a key of the \
     configuration file (api-listen = \"…\"). An option wins over a variable, a variable over the file. The tables [limits], \
     [kubeconfig], [notifications], [sign-in] and [simulator] of the file have no options, but variables (limits.body-bytes: \
     ATOLL_LIMITS_BODY_BYTES).";

/// Kubernetes clusters and virtual machines on your own hypervisors.
#[derive(Debug, Parser)]
#[command(name = "atoll", version = crate::version::VERSION, arg_required_else_help = true)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run the portal, the Supervisor API and the controllers.
    #[command(after_help = OTHER_WAYS)]
    Serve(Box<ServeOptions>),
    /// Sign in to a portal, through the browser or by a code.
    Login(LoginOptions),
    /// End the sign-in to a portal.
    Logout(LogoutOptions),
    /// Print a kubeconfig for a guest cluster.
    Kubeconfig(KubeconfigOptions),
    /// Print a short token for a guest cluster, as kubectl asks for it (exec credential protocol).
    Token(TokenOptions),
    /// Repair things from the command line.
    Admin(Box<AdminOptions>),
    /// Print the version.
    Version,
    /// Print a completion script for a shell.
    Completions {
        /// The shell.
        shell: Shell,
    },
}

/// As they are typed; [`crate::config`] reads them.
#[derive(Debug, Default, Args)]
pub(crate) struct ServeOptions {
    /// Configuration file.
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Add demo accounts, namespaces, classes and releases; only with loopback addresses.
    #[arg(long)]
    pub(crate) demo: bool,
    /// Directory that everything is kept in [default: data]
    #[arg(long, value_name = "DIR")]
    pub(crate) data_dir: Option<String>,
    /// Address of the portal [default: 127.0.0.1:3000]
    #[arg(long, value_name = "ADDRESS:PORT")]
    pub(crate) listen: Option<String>,
    /// Address of the Supervisor API [default: 127.0.0.1:6443]
    #[arg(long, value_name = "ADDRESS:PORT")]
    pub(crate) api_listen: Option<String>,
    /// Database: sqlite:PATH, or postgres://… for one server or several [default: atoll.db in the data directory]
    #[arg(long, value_name = "URL")]
    pub(crate) database: Option<String>,
    /// What runs the machines: simulator, qemu or vsphere [default: simulator]
    #[arg(long, value_name = "DRIVER")]
    pub(crate) hypervisor: Option<String>,
    /// Form of the log: text or json [default: text]
    #[arg(long, value_name = "FORM")]
    pub(crate) log: Option<String>,
    /// Certificate (PEM) for the portal, with its chain; without it the portal speaks plain HTTP.
    #[arg(long, value_name = "FILE")]
    pub(crate) tls_certificate: Option<String>,
    /// Private key (PEM) of --tls-certificate.
    #[arg(long, value_name = "FILE")]
    pub(crate) tls_key: Option<String>,
    /// How browsers reach the portal, when that is not its own address: https://atoll.example. With https, cookies are for
    /// TLS only, also when a proxy ends it.
    #[arg(long, value_name = "URL")]
    pub(crate) portal_url: Option<String>,
    /// Further DNS names and addresses, with commas between, that the Supervisor API's certificate is for, such as a load
    /// balancer's.
    #[arg(long, value_name = "NAMES")]
    pub(crate) api_names: Option<String>,
    /// Networks of proxies, with commas between, that are believed when they say for whom they ask (X-Forwarded-For,
    /// Forwarded) [default: none]
    #[arg(long, value_name = "NETWORKS")]
    pub(crate) trusted_proxies: Option<String>,
    /// The trusted proxies begin each connection with a header of the PROXY protocol.
    #[arg(long)]
    pub(crate) proxy_protocol: bool,
    /// Name of this server among several on one database [default: the host's name]
    #[arg(long, value_name = "NAME")]
    pub(crate) server_name: Option<String>,
    /// How long objects can be read as they were [default: 24h]
    #[arg(long, value_name = "DURATION")]
    pub(crate) history: Option<String>,
    /// How long audit records are kept [default: 90d]
    #[arg(long, value_name = "DURATION")]
    pub(crate) audit_retention: Option<String>,
    /// What is recorded of requests: an audit.k8s.io/v1 Policy [default: every change, and what people read]
    #[arg(long, value_name = "FILE")]
    pub(crate) audit_policy: Option<String>,
    /// full: a write is answered when it is on disk. off: before, only to find out what that costs [default: full]
    #[arg(long, value_name = "WHEN", hide_short_help = true)]
    pub(crate) durability: Option<String>,
    /// Where the simulator keeps its machines; servers on one database share it [default: simulator in the data directory]
    #[arg(long, value_name = "DIR", hide_short_help = true)]
    pub(crate) simulator_dir: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct LoginOptions {
    /// URL of the portal [default: that of the last sign-in, or ATOLL_SERVER]
    #[arg(long, value_name = "URL")]
    pub(crate) server: Option<String>,
    /// Show a code to enter in a browser on any computer, where this one has none.
    #[arg(long)]
    pub(crate) device: bool,
}

#[derive(Debug, Args)]
pub(crate) struct LogoutOptions {
    /// URL of the portal [default: that of the last sign-in, or ATOLL_SERVER]
    #[arg(long, value_name = "URL")]
    pub(crate) server: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct KubeconfigOptions {
    /// Name of the guest cluster.
    pub(crate) name: String,
    /// Its namespace.
    #[arg(long, short)]
    pub(crate) namespace: String,
    /// view, edit or admin [default: the highest that you may have]
    #[arg(long)]
    pub(crate) role: Option<String>,
    /// How long it works, such as 8h [default: 8h, or the most that is allowed]
    #[arg(long, value_name = "DURATION")]
    pub(crate) lifetime: Option<String>,
    /// Put a token into the file, instead of the command that fetches tokens: it works where this program is not.
    #[arg(long)]
    pub(crate) token_file: bool,
    /// URL of the portal [default: that of the last sign-in, or ATOLL_SERVER]
    #[arg(long, value_name = "URL")]
    pub(crate) server: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct TokenOptions {
    /// Name of the guest cluster.
    #[arg(long, value_name = "NAME")]
    pub(crate) cluster: String,
    /// Its namespace.
    #[arg(long, short)]
    pub(crate) namespace: String,
    /// Name of the ClusterAccess [default: your own that ends last]
    #[arg(long, value_name = "NAME")]
    pub(crate) access: Option<String>,
    /// URL of the portal [default: that of the last sign-in, or ATOLL_SERVER]
    #[arg(long, value_name = "URL")]
    pub(crate) server: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct AdminOptions {
    #[command(flatten)]
    pub(crate) place: ServeOptions,
    #[command(subcommand)]
    pub(crate) task: AdminTask,
}

#[derive(Debug, Subcommand)]
pub(crate) enum AdminTask {
    /// Give a local account a new random password, print it, and end the account's sessions.
    ResetPassword {
        /// Name of the account.
        name: String,
    },
    /// Add a local account. Without --password-stdin its password is random, printed once, and changed at the first sign-in.
    AddAccount {
        /// Sign-in name: letters, digits, dots, dashes, underscores and @.
        name: String,
        /// Its groups, with commas between, such as team-a,atoll:admins.
        #[arg(long, value_name = "GROUPS", value_delimiter = ',')]
        groups: Vec<String>,
        /// Where its owner is written to.
        #[arg(long, value_name = "ADDRESS")]
        email: Option<String>,
        /// Read the password from the first line of standard input.
        #[arg(long)]
        password_stdin: bool,
    },
    /// Give a local account the password on the first line of standard input, and end the account's sessions.
    SetPassword {
        /// Name of the account.
        name: String,
    },
    /// Remove a local account and end its sessions. Role bindings for its name stay.
    RemoveAccount {
        /// Name of the account.
        name: String,
    },
    /// Keep somebody out of the portal, with a local account or not, and end their sessions.
    DisableAccount {
        /// User name, such as dev or corp:ann.
        name: String,
    },
    /// Let somebody in again who was kept out.
    EnableAccount {
        /// User name.
        name: String,
    },
    /// Copy the whole database into one file, while servers use it. The file holds secrets.
    Backup {
        /// The file; it must not exist yet.
        file: PathBuf,
    },
    /// Put a backup into an empty database, of the same kind or the other. No server may run on it.
    Restore {
        /// A file that `backup` made.
        file: PathBuf,
    },
    /// Publish a new key for the tokens that people use guest clusters with. It signs five minutes later; tokens of the old
    /// one stay good.
    RotateIssuerKey,
    /// Check that no record of the audit log was removed, altered or put elsewhere.
    VerifyAudit,
    /// Write the audit log to standard output, one JSON object per line.
    ExportAudit {
        /// Begin after the record with this number.
        #[arg(long, value_name = "NUMBER", default_value_t = 0)]
        after: u64,
    },
}

/// Why the program does not run.
#[derive(Debug)]
pub(crate) enum Stop {
    /// Help or version was asked for.
    Print(String),
    /// The command line is wrong; one line.
    Bad(String),
}

/// Reads the command line.
pub(crate) fn parse(args: impl IntoIterator<Item = OsString>) -> Result<Cli, Stop> {
    Cli::try_parse_from(args).map_err(|error| {
        let text = error.render().to_string();
        if error.use_stderr() { Stop::Bad(one_line(&text)) } else { Stop::Print(text) }
    })
}

/// Writes the completion script.
pub(crate) fn completions(shell: Shell, out: &mut impl Write) {
    clap_complete::generate(shell, &mut Cli::command(), "atoll", out);
}

/// The first paragraph of a message in one line, without its prefix.
fn one_line(text: &str) -> String {
    let paragraph = text.trim_start().split("\n\n").next().unwrap_or_default();
    let line = paragraph.split_whitespace().collect::<Vec<_>>().join(" ");
    line.strip_prefix("error: ").map_or_else(|| line.clone(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<Cli, Stop> {
        parse(line.split(' ').map(OsString::from))
    }

    #[test]
    fn definition_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn wrong_options_are_one_line_that_names_them() {
        for (line, named) in [
            ("atoll serve --lisen 127.0.0.1:1", "--lisen"),
            ("atoll serve --listen", "--listen"),
            ("atoll sevre", "sevre"),
            ("atoll admin reset-password", "<NAME>"),
            ("atoll completions tcsh", "tcsh"),
        ] {
            match read(line) {
                Err(Stop::Bad(text)) => assert!(text.contains(named) && !text.contains('\n'), "{line}: {text}"),
                other => panic!("{line}: {other:?}"),
            }
        }
    }

    #[test]
    fn help_and_version_are_printed() {
        for line in ["atoll --help", "atoll --version", "atoll serve --help"] {
            assert!(matches!(read(line), Err(Stop::Print(_))), "{line}");
        }
    }
}
