//! Finds records that were removed, altered or put elsewhere.

use super::{AuditLog, AuditRecord, Link, retention_record};
use crate::accounts::TableError;

/// Records that are read at a time.
const PAGE: u32 = 1000;

/// A chain without a fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verified {
    /// Records that are there.
    pub records: u64,
    /// The last of those that are no longer kept; number 0 when none were given up.
    pub base: Link,
    /// The newest one. Kept elsewhere, it shows later that this end was not cut off or rewritten.
    pub head: Link,
}

/// The first fault of a chain.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// Records are missing.
    #[error("records {from} to {to} are missing")]
    Missing {
        /// The first missing number.
        from: u64,
        /// The last missing number.
        to: u64,
    },
    /// A record is not the one that was written under this number.
    #[error("record {0} is not what was written: it was altered or put elsewhere")]
    Altered(u64),
}

impl AuditLog {
    /// Checks every record against the chain.
    ///
    /// # Errors
    /// When the database cannot be read. The inner result has the first fault.
    pub async fn verify(&self) -> Result<Result<Verified, Broken>, TableError> {
        self.verify_telling(|_, _| ()).await
    }

    /// The same; tells from time to time how many records were checked, and of how many.
    ///
    /// # Errors
    /// See [`AuditLog::verify`].
    pub async fn verify_telling(
        &self,
        tell: impl Fn(u64, u64) + Send + Sync,
    ) -> Result<Result<Verified, Broken>, TableError> {
        loop {
            let base = self.end("base").await?;
            let checked = self.check_from(base, &tell).await?;
            // Records that were given up meanwhile are no fault: look again from where the log begins now.
            if checked.is_err() && self.end("base").await? != base {
                continue;
            }
            return Ok(checked);
        }
    }

    async fn check_from(
        &self,
        base: Link,
        tell: &(impl Fn(u64, u64) + Send + Sync),
    ) -> Result<Result<Verified, Broken>, TableError> {
        // The end first: what is appended meanwhile is looked at too, and nothing can be missing before this end.
        let head = self.end("head").await?;
        let mut walk = Walk { last: base, records: 0, retention: retention_record(&base), base_told: base.seq == 0 };
        loop {
            let page = self.read(walk.last.seq, PAGE).await?;
            if page.is_empty() {
                break;
            }
            if let Err(broken) = walk.take(&page) {
                return Ok(Err(broken));
            }
            tell(walk.records, head.seq.saturating_sub(base.seq).max(walk.records));
        }
        Ok(walk.end(base, head))
    }
}

/// How far the check has come.
struct Walk {
    last: Link,
    records: u64,
    /// What the chain says when the records up to its base were given up in order, and whether it said so.
    retention: String,
    base_told: bool,
}

impl Walk {
    fn take(&mut self, page: &[AuditRecord]) -> Result<(), Broken> {
        for record in page {
            let expected = self.last.next(&record.record);
            if record.link.seq != expected.seq {
                return Err(Broken::Missing { from: expected.seq, to: record.link.seq - 1 });
            }
            if record.link.hash != expected.hash {
                return Err(Broken::Altered(record.link.seq));
            }
            self.last = expected;
            self.records += 1;
            self.base_told |= record.record == self.retention;
        }
        Ok(())
    }

    fn end(self, base: Link, head: Link) -> Result<Verified, Broken> {
        if self.last.seq < head.seq {
            return Err(Broken::Missing { from: self.last.seq + 1, to: head.seq });
        }
        if self.last.seq == head.seq && self.last.hash != head.hash {
            return Err(Broken::Altered(head.seq));
        }
        if !self.base_told {
            return Err(Broken::Missing { from: 1, to: base.seq });
        }
        Ok(Verified { records: self.records, base, head: self.last })
    }
}
