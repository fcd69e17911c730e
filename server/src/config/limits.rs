//! The `[limits]` table: what the two listeners, one request and one user may take of a server.

use std::{ops::RangeInclusive, time::Duration};

use serde::Deserialize;
use supervisor::engine::{self, LevelLimits, serve::ListenLimits};

use super::{Error, duration};

/// The limits as they are used.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// Of the Supervisor API.
    pub(crate) api: engine::Limits,
    /// Of each listener.
    pub(crate) listeners: ListenLimits,
}

/// The table as it stands in the file.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", default, deny_unknown_fields)]
pub(super) struct Raw {
    connections: usize,
    connections_per_address: usize,
    body_bytes: usize,
    object_bytes: usize,
    #[serde(deserialize_with = "duration::deserialize")]
    request_time: Duration,
    requests: usize,
    requests_per_identity: usize,
    watches: usize,
    watches_per_identity: usize,
}

impl Default for Raw {
    fn default() -> Self {
        let (api, listeners) = (engine::Limits::default(), ListenLimits::default());
        Self {
            connections: listeners.connections,
            connections_per_address: listeners.connections_per_address,
            body_bytes: api.body,
            object_bytes: api.object,
            request_time: api.request_time,
            requests: api.workload.seats,
            requests_per_identity: api.workload.seats_per_identity,
            watches: api.workload.watches,
            watches_per_identity: api.workload.watches_per_identity,
        }
    }
}

impl Raw {
    /// The limits, when each is one that a server can work with.
    pub(super) fn check(&self) -> Result<Limits, Error> {
        for (key, value, allowed) in [
            ("connections", self.connections, 16..=1_000_000),
            ("connections-per-address", self.connections_per_address, 1..=self.connections),
            ("body-bytes", self.body_bytes, 64 << 10..=64 << 20),
            ("object-bytes", self.object_bytes, 64 << 10..=self.body_bytes),
            ("requests", self.requests, 1..=10_000),
            ("requests-per-identity", self.requests_per_identity, 1..=self.requests),
            ("watches", self.watches, 1..=1_000_000),
            ("watches-per-identity", self.watches_per_identity, 1..=self.watches),
        ] {
            within(key, value, &allowed)?;
        }
        if !(Duration::from_secs(1)..=Duration::from_secs(3600)).contains(&self.request_time) {
            return Err(Error::new("limits.request-time", "must be from 1s to 1h"));
        }
        let api = engine::Limits::default();
        let workload = LevelLimits {
            seats: self.requests,
            seats_per_identity: self.requests_per_identity,
            watches: self.watches,
            watches_per_identity: self.watches_per_identity,
            ..api.workload
        };
        Ok(Limits {
            api: engine::Limits {
                body: self.body_bytes,
                object: self.object_bytes,
                request_time: self.request_time,
                workload,
                ..api
            },
            listeners: ListenLimits {
                connections: self.connections,
                connections_per_address: self.connections_per_address,
                ..ListenLimits::default()
            },
        })
    }
}

fn within(key: &str, value: usize, allowed: &RangeInclusive<usize>) -> Result<(), Error> {
    if allowed.contains(&value) {
        return Ok(());
    }
    let problem = format!("{value} is not from {} to {}", allowed.start(), allowed.end());
    Err(Error::new(format!("limits.{key}"), problem))
}
