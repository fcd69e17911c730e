//! The `[simulator]` table: the simulator's own settings, spelled as the rest of the file is.
//!
//! Keys have dashes, and `boot-delay` may be one duration or a range: `"0s"`, `"1500ms"`, `"1s-4s"`.

use std::time::Duration;

use serde::{Deserialize, Deserializer, de::Error};
use toml::{Table, Value};

use hypervisor::simulator::Settings;

pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Settings, D::Error> {
    let mut table = underscored(Table::deserialize(deserializer)?);
    if let Some(Value::String(text)) = table.get("boot_delay") {
        let (min, max) = delay(text).ok_or_else(|| {
            D::Error::custom(format!("boot-delay: {text:?} is not a duration like 0s, 1500ms or 1s-4s"))
        })?;
        let range =
            Table::from_iter([("min_ms".to_owned(), Value::from(min)), ("max_ms".to_owned(), Value::from(max))]);
        table.insert("boot_delay".to_owned(), Value::Table(range));
    }
    // Its errors name their key only within the table: say which key it was.
    serde_path_to_error::deserialize(Value::Table(table)).map_err(|error| {
        let path = error.path().to_string().replace('_', "-");
        let problem = error.into_inner().message().to_owned();
        D::Error::custom(if path == "." { problem } else { format!("{path}: {problem}") })
    })
}

/// `key-name` as the settings have it, `key_name`, in all tables.
fn underscored(table: Table) -> Table {
    let value = |value| match value {
        Value::Table(inner) => Value::Table(underscored(inner)),
        Value::Array(all) => Value::Array(
            all.into_iter()
                .map(|one| match one {
                    Value::Table(inner) => Value::Table(underscored(inner)),
                    other => other,
                })
                .collect(),
        ),
        other => other,
    };
    table.into_iter().map(|(key, inner)| (key.replace('-', "_"), value(inner))).collect()
}

/// Shortest and longest, in milliseconds.
fn delay(text: &str) -> Option<(i64, i64)> {
    match text.split_once('-') {
        Some((min, max)) => Some((milliseconds(min)?, milliseconds(max)?)),
        None => milliseconds(text).map(|one| (one, one)),
    }
}

fn milliseconds(text: &str) -> Option<i64> {
    // A day is longer than anybody waits for a machine.
    let value = super::duration::parse(text).filter(|value| *value <= Duration::from_secs(86_400))?;
    i64::try_from(value.as_millis()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations() {
        for (text, wanted) in [
            ("0s", Some((0, 0))),
            ("1500ms", Some((1500, 1500))),
            ("1s-4s", Some((1000, 4000))),
            ("0.5s", Some((500, 500))),
            ("2m", Some((120_000, 120_000))),
            ("5", None),
            ("-1s", None),
            ("soon", None),
            ("NaNs", None),
        ] {
            assert_eq!(delay(text), wanted, "{text}");
        }
    }
}
