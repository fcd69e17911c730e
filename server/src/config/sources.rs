//! Where settings come from, one over the other, remembering which one spoke last.

use std::{collections::BTreeMap, path::Path};

use serde::Deserialize;
use toml::{Table, Value};

use super::{Error, Raw};
use crate::cli::ServeOptions;

/// Prefix of every variable.
const PREFIX: &str = "ATOLL_";

/// Keys whose value is text, whatever it looks like.
const TEXT: [&str; 14] = [
    "data-dir",
    "listen",
    "api-listen",
    "database",
    "hypervisor",
    "log",
    "tls-certificate",
    "tls-key",
    "server-name",
    "history",
    "audit-retention",
    "durability",
    "audit-policy",
    "simulator-dir",
];

/// All values, and for each key where it came from.
#[derive(Debug, Default)]
pub(super) struct Sources {
    values: Table,
    origins: BTreeMap<String, String>,
}

impl Sources {
    /// Reads the file if one is named, then the variables, then the options.
    pub(super) fn gather(
        options: &ServeOptions,
        variables: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, Error> {
        let variables: BTreeMap<String, String> =
            variables.into_iter().filter(|(name, _)| name.starts_with(PREFIX)).collect();
        let mut sources = Self::default();
        let named = variables.get("ATOLL_CONFIG").map(Path::new);
        if let Some(path) = options.config.as_deref().or(named) {
            sources.file(path)?;
        }
        sources.variables(&variables)?;
        sources.options(options);
        Ok(sources)
    }

    /// Where the value of a key came from; for `simulator.hosts[0].name` also where `simulator.hosts` came from.
    pub(super) fn origin(&self, key: &str) -> Option<&str> {
        let known = |key: &str| self.origins.get(key).map(String::as_str);
        let mut rest = key;
        loop {
            if let Some(origin) = known(rest) {
                return Some(origin);
            }
            rest = rest.rsplit_once(['.', '['])?.0;
        }
    }

    /// Reads the values into their types.
    pub(super) fn read(&self) -> Result<Raw, Error> {
        let values = Value::Table(self.values.clone());
        serde_path_to_error::deserialize::<_, Raw>(values).map_err(|error| {
            let path = error.path().to_string();
            let problem = error.into_inner().message().to_owned();
            // An unknown key of the outermost table has no path of its own.
            let key = if path == "." { unknown_key(&problem).unwrap_or("configuration").to_owned() } else { path };
            Error::new(key, problem).from(self)
        })
    }

    fn file(&mut self, path: &Path) -> Result<(), Error> {
        let shown = path.display().to_string();
        let text = std::fs::read_to_string(path)
            .map_err(|error| Error::new("config", format!("cannot read {shown}: {error}")))?;
        let table: Table = text.parse().map_err(|error: toml::de::Error| {
            let line = error.span().map_or(1, |span| text[..span.start].matches('\n').count() + 1);
            Error::new("config", format!("{shown} line {line} is not TOML: {}", error.message()))
        })?;
        for (key, value) in &table {
            self.origins.insert(key.clone(), shown.clone());
            for inner in value.as_table().into_iter().flat_map(Table::keys) {
                self.origins.insert(format!("{key}.{inner}"), shown.clone());
            }
        }
        self.values = table;
        Ok(())
    }

    fn variables(&mut self, variables: &BTreeMap<String, String>) -> Result<(), Error> {
        for key in TEXT {
            let name = format!("{PREFIX}{}", key.to_uppercase().replace('-', "_"));
            if let Some(value) = variables.get(&name) {
                self.set(key, Value::String(value.clone()), name);
            }
        }
        if let Some(value) = variables.get("ATOLL_DEMO") {
            let on = flag(value)
                .ok_or_else(|| Error::new("demo", format!("{value:?} (from ATOLL_DEMO) is not true or false")))?;
            self.set("demo", Value::Boolean(on), "ATOLL_DEMO".to_owned());
        }
        for (name, value) in variables {
            if let Some(key) = name.strip_prefix("ATOLL_SIMULATOR_").filter(|key| *key != "DIR") {
                let key = key.to_lowercase().replace('_', "-");
                self.set(&format!("simulator.{key}"), typed(value), name.clone());
            }
        }
        Ok(())
    }

    fn options(&mut self, options: &ServeOptions) {
        let given = [
            &options.data_dir,
            &options.listen,
            &options.api_listen,
            &options.database,
            &options.hypervisor,
            &options.log,
            &options.tls_certificate,
            &options.tls_key,
            &options.server_name,
            &options.history,
            &options.audit_retention,
            &options.durability,
            &options.audit_policy,
            &options.simulator_dir,
        ];
        for (key, value) in TEXT.into_iter().zip(given) {
            if let Some(value) = value {
                self.set(key, Value::String(value.clone()), format!("--{key}"));
            }
        }
        if options.demo {
            self.set("demo", Value::Boolean(true), "--demo".to_owned());
        }
    }

    /// Sets `key` or `table.key`.
    fn set(&mut self, key: &str, value: Value, origin: String) {
        match key.split_once('.') {
            None => {
                self.values.insert(key.to_owned(), value);
            }
            Some((table, inner)) => {
                let entry = self.values.entry(table).or_insert_with(|| Value::Table(Table::new()));
                // Something else than a table stays, and is refused with its own message when it is read.
                if let Value::Table(entry) = entry {
                    entry.insert(inner.to_owned(), value);
                }
            }
        }
        self.origins.insert(key.to_owned(), origin);
    }
}

fn flag(value: &str) -> Option<bool> {
    match value.to_lowercase().as_str() {
        "true" | "1" | "yes" | "on" => Some(true),
        "false" | "0" | "no" | "off" | "" => Some(false),
        _ => None,
    }
}

/// A value as the file would have it, or text.
fn typed(value: &str) -> Value {
    #[derive(Deserialize)]
    struct One {
        value: Value,
    }
    toml::from_str::<One>(&format!("value = {value}")).map_or_else(|_| Value::String(value.to_owned()), |one| one.value)
}

/// The key in a message such as "unknown field `lisen`, expected …".
fn unknown_key(problem: &str) -> Option<&str> {
    problem.strip_prefix("unknown field `")?.split('`').next()
}
