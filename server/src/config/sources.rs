//! Where settings come from, one over the other, remembering which one spoke last.

use std::{collections::BTreeMap, path::Path};

use serde::Deserialize;
use toml::{Table, Value};

use super::{Error, Raw};
use crate::cli::ServeOptions;

/// Prefix of every variable.
const PREFIX: &str = "ATOLL_";

/// What the text of a variable stands for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// Itself, whatever it looks like.
    Text,
    /// `true` or `false`, in one of several words.
    Flag,
    /// What it would be in the file.
    Typed,
}

/// All keys but the tables.
const KEYS: [(&str, Form); 20] = [
    ("data-dir", Form::Text),
    ("listen", Form::Text),
    ("api-listen", Form::Text),
    ("database", Form::Text),
    ("hypervisor", Form::Text),
    ("demo", Form::Flag),
    ("log", Form::Text),
    ("server-name", Form::Text),
    ("history", Form::Text),
    ("audit-retention", Form::Text),
    ("durability", Form::Text),
    ("audit-policy", Form::Text),
    ("simulator-dir", Form::Text),
    ("tls-certificate", Form::Text),
    ("tls-key", Form::Text),
    ("portal-url", Form::Text),
    ("api-names", Form::Text),
    ("trusted-proxies", Form::Text),
    ("proxy-protocol", Form::Flag),
    ("shutdown-delay-seconds", Form::Typed),
];

/// The tables. Their keys are set by variables, too: `ATOLL_LIMITS_REQUEST_TIME`.
const TABLES: [&str; 5] = ["kubeconfig", "limits", "notifications", "sign-in", "simulator"];

/// The variable that names the file.
const CONFIG: &str = "ATOLL_CONFIG";

/// All values, and for each key where it came from.
#[derive(Debug, Default)]
pub(super) struct Sources {
    values: Table,
    origins: BTreeMap<String, String>,
    /// Variables that set nothing.
    unknown: Vec<String>,
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
        let named = variables.get(CONFIG).map(Path::new);
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

    /// What was probably meant otherwise.
    pub(super) fn warnings(&self) -> Vec<String> {
        let known: Vec<String> = KEYS.iter().map(|(key, _)| variable(key)).chain([CONFIG.to_owned()]).collect();
        let nearest = |name: &str| known.iter().min_by_key(|known| strsim::levenshtein(known, name));
        let warning = |name: &String| match nearest(name) {
            Some(nearest) => format!("the variable {name} sets nothing; was {nearest} meant?"),
            None => format!("the variable {name} sets nothing"),
        };
        self.unknown.iter().map(warning).collect()
    }

    fn variables(&mut self, variables: &BTreeMap<String, String>) -> Result<(), Error> {
        for (name, text) in variables {
            if let Some((key, form)) = KEYS.iter().find(|(key, _)| variable(key) == *name) {
                let value = match form {
                    Form::Text => Value::String(text.clone()),
                    Form::Flag => Value::Boolean(
                        flag(text)
                            .ok_or_else(|| Error::new(*key, format!("{text:?} (from {name}) is not true or false")))?,
                    ),
                    Form::Typed => typed(text),
                };
                self.set(key, value, name.clone());
                continue;
            }
            let within = |table: &str| name.strip_prefix(&variable(table))?.strip_prefix('_').map(str::to_owned);
            match TABLES.iter().find_map(|table| Some((table, within(table)?))) {
                Some((table, key)) => {
                    let key = key.to_lowercase().replace('_', "-");
                    self.set(&format!("{table}.{key}"), typed(text), name.clone());
                }
                None if name != CONFIG => self.unknown.push(name.clone()),
                None => {}
            }
        }
        Ok(())
    }

    fn options(&mut self, options: &ServeOptions) {
        for (key, value) in [
            ("data-dir", &options.data_dir),
            ("listen", &options.listen),
            ("api-listen", &options.api_listen),
            ("database", &options.database),
            ("hypervisor", &options.hypervisor),
            ("log", &options.log),
            ("tls-certificate", &options.tls_certificate),
            ("tls-key", &options.tls_key),
            ("portal-url", &options.portal_url),
            ("api-names", &options.api_names),
            ("trusted-proxies", &options.trusted_proxies),
            ("server-name", &options.server_name),
            ("history", &options.history),
            ("audit-retention", &options.audit_retention),
            ("durability", &options.durability),
            ("audit-policy", &options.audit_policy),
            ("simulator-dir", &options.simulator_dir),
        ] {
            if let Some(value) = value {
                self.set(key, Value::String(value.clone()), format!("--{key}"));
            }
        }
        for (key, on) in [("demo", options.demo), ("proxy-protocol", options.proxy_protocol)] {
            if on {
                self.set(key, Value::Boolean(true), format!("--{key}"));
            }
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

/// The variable of a key or table.
fn variable(key: &str) -> String {
    format!("{PREFIX}{}", key.to_uppercase().replace('-', "_"))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_has_its_variable() {
        let nothing = Sources { values: Table::from_iter([("?".to_owned(), Value::from(1))]), ..Sources::default() };
        let said = nothing.read().unwrap_err().to_string();
        let mut expected: Vec<&str> = said.split('`').skip(3).step_by(2).collect();
        let mut known: Vec<&str> = KEYS.iter().map(|(key, _)| *key).chain(TABLES).collect();
        expected.sort_unstable();
        known.sort_unstable();
        assert_eq!(known, expected);
    }
}
