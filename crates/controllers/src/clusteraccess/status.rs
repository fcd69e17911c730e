//! The status of a ClusterAccess. Pure.

use api::{
    conditions::{self, Status},
    portal::{
        ClusterAccess, ClusterAccessStatus,
        cluster_access::condition::{READY, reason},
    },
};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::Time;
use pki::CertificateInfo;

use super::plan::Order;
use crate::blocked::Blocked;

/// A certificate that was signed.
pub(super) struct Issued {
    /// The certificate in PEM.
    pub(super) certificate: String,
    /// The authority in PEM.
    pub(super) authority: String,
    /// What is in the certificate.
    pub(super) info: CertificateInfo,
}

/// How the access stands.
pub(super) enum Outcome<'a> {
    /// It was issued now.
    Issued(&'a Order, &'a Issued),
    /// It was issued before, and is good.
    Stands,
    /// It was issued before, and its time is over.
    Expired,
    /// It was issued before, and taken back.
    Revoked,
    /// It cannot be issued, or not yet.
    Blocked(&'a Blocked),
}

/// The new status.
pub(super) fn status(access: &ClusterAccess, outcome: &Outcome<'_>, now: &Time) -> ClusterAccessStatus {
    let mut status = access.status.clone().unwrap_or_default();
    if let Outcome::Issued(order, issued) = outcome {
        status.certificate = Some(issued.certificate.clone());
        status.certificate_authority = Some(issued.authority.clone());
        status.server = Some(order.server.clone());
        status.issued_at = Some(now.clone());
        status.expires_at = Some(api::time::from_chrono(issued.info.not_after));
        status.fingerprint = Some(issued.info.fingerprint.clone());
    }
    let (ready, reason, message) = match outcome {
        Outcome::Issued(..) | Outcome::Stands => (Status::True, reason::ISSUED, String::new()),
        Outcome::Expired => (Status::False, reason::EXPIRED, "its time is over; ask for a new one".to_owned()),
        Outcome::Revoked => (Status::False, reason::REVOKED, "it was taken back".to_owned()),
        Outcome::Blocked(blocked) => (Status::False, blocked.reason, blocked.message.clone()),
    };
    conditions::set(&mut status.conditions, READY, ready, reason, message, access.metadata.generation, now);
    if !matches!(outcome, Outcome::Blocked(_)) {
        status.observed_generation = access.metadata.generation;
    }
    status
}
