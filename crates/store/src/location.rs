//! Where a database is.

use std::path::PathBuf;
use std::str::FromStr;

use sqlx::postgres::PgConnectOptions;

use crate::pool::Pool;
use crate::{postgres, sqlite};

/// Where a database is.
#[derive(Clone, PartialEq, Eq)]
pub enum Location {
    /// A file, for one server.
    Sqlite(PathBuf),
    /// The URL of a PostgreSQL database, for one server or several. It may hold a password.
    Postgres(String),
}

impl Location {
    /// Reads a URL: `sqlite:PATH`, `sqlite://PATH`, `postgres://…` or `postgresql://…`.
    ///
    /// # Errors
    /// What would be right. The URL is not repeated: it may hold a password.
    pub fn parse(url: &str) -> Result<Location, String> {
        if let Some(path) = url.strip_prefix("sqlite://").or_else(|| url.strip_prefix("sqlite:")) {
            return if path.is_empty() || path.contains(['?', '#']) {
                Err("sqlite: needs the path of a file behind it, without parameters".to_owned())
            } else {
                Ok(Location::Sqlite(PathBuf::from(path)))
            };
        }
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            return match PgConnectOptions::from_str(url) {
                Ok(_) => Ok(Location::Postgres(url.to_owned())),
                Err(_) => Err("is no usable PostgreSQL URL; postgres://USER:PASSWORD@HOST:PORT/DATABASE is".to_owned()),
            };
        }
        Err("must be sqlite:PATH or postgres://USER:PASSWORD@HOST:PORT/DATABASE".to_owned())
    }

    /// Connections beside a server that may be running.
    pub(crate) async fn beside(&self) -> Result<Pool, sqlx::Error> {
        match self {
            Location::Sqlite(path) => sqlite::open_beside(path).await.map(Pool::Sqlite),
            Location::Postgres(url) => postgres::open_beside(url).await.map(Pool::Postgres),
        }
    }
}

impl std::fmt::Display for Location {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Location::Sqlite(path) => path.display().fmt(f),
            Location::Postgres(url) => match PgConnectOptions::from_str(url) {
                Ok(options) => {
                    write!(f, "PostgreSQL {}", options.get_host())?;
                    write!(f, ":{}/{}", options.get_port(), options.get_database().unwrap_or_default())
                }
                Err(_) => f.write_str("PostgreSQL"),
            },
        }
    }
}

impl std::fmt::Debug for Location {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_are_read_and_passwords_never_shown() {
        assert_eq!(Location::parse("sqlite:a.db"), Ok(Location::Sqlite("a.db".into())));
        assert_eq!(Location::parse("sqlite:///var/a.db"), Ok(Location::Sqlite("/var/a.db".into())));
        let location = Location::parse("postgres://atoll:secret@db.example:5433/atoll").unwrap();
        assert_eq!(location.to_string(), "PostgreSQL db.example:5433/atoll");
        assert!(!format!("{location:?}").contains("secret"));
        for bad in ["", "mysql://x", "sqlite:", "sqlite:a?mode=ro", "postgres://a:secret@h:port/x"] {
            let error = Location::parse(bad).unwrap_err();
            assert!(!error.contains("secret"), "{error}");
        }
    }
}
