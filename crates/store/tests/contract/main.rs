//! What a database promises, whichever it is: every test runs on SQLite and on PostgreSQL.
#![allow(clippy::unwrap_used)]

mod audit;
mod audit_search;
mod backup;
mod history;
mod outbox;
mod people;
mod replicas;
mod space;
mod support;

/// Makes a test for each database out of functions that take a [`Place`](support::Place).
#[macro_export]
macro_rules! on_both {
    ($($name:ident),* $(,)?) => {
        mod sqlite {
            $(#[tokio::test] async fn $name() { super::$name($crate::support::Place::sqlite()).await })*
        }
        mod postgres {
            $(#[tokio::test] async fn $name() { super::$name($crate::support::Place::postgres()).await })*
        }
    };
}
