//! Condition types of QuotaRequest and their reasons.

/// What was granted is part of the namespace's quota.
pub const APPLIED: &str = "Applied";

/// Reasons for `Applied`.
pub mod reason {
    /// It is so.
    pub const APPLIED: &str = "Applied";
    /// No quota of the namespace bounds the resource any more.
    pub const NO_QUOTA: &str = "NoQuota";
    /// Its time is over and it was taken back.
    pub const EXPIRED: &str = "Expired";
}
