//! Amounts and how much of them is used.

use serde::{Deserialize, Serialize};

/// What one unit of a [`Gauge`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Unit {
    /// Thousandths of a virtual CPU, as `requests.cpu` in millis.
    MilliCpu,
    /// Bytes.
    Byte,
    /// Things.
    Count,
}

/// How much of a resource is used, asked for, and there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gauge {
    /// What people call it: "CPU", "Memory", "Storage".
    pub resource: String,
    /// The unit of the three numbers.
    pub unit: Unit,
    /// In use now.
    pub used: u64,
    /// Asked for on top by the request being planned; 0 elsewhere.
    pub asked: u64,
    /// What there is in all; none when it is not limited.
    pub limit: Option<u64>,
}

impl Gauge {
    /// What is missing when the request is granted; 0 when it fits or there is no limit.
    #[must_use]
    pub const fn short(&self) -> u64 {
        match self.limit {
            Some(limit) => (self.used + self.asked).saturating_sub(limit),
            None => 0,
        }
    }
}

/// How many of the wanted things are there.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    /// Ready now.
    pub ready: u32,
    /// Asked for.
    pub desired: u32,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gauge_is_short_only_beyond_its_limit() {
        let gauge = |used, asked, limit| Gauge { resource: "CPU".to_owned(), unit: Unit::MilliCpu, used, asked, limit };
        assert_eq!(gauge(4, 4, Some(8)).short(), 0);
        assert_eq!(gauge(4, 6, Some(8)).short(), 2);
        assert_eq!(gauge(4, 600, None).short(), 0);
    }
}
