//! The status of a ClusterAccess. Pure.

use api::{
    conditions::{self, Status},
    portal::{
        ClusterAccess, ClusterAccessStatus,
        cluster_access::condition::{READY, RIGHTS_GONE, reason},
    },
};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::Time;
use pki::CertificateInfo;

use super::plan::{Order, Over};
use crate::blocked::Blocked;

/// What was given.
pub(super) struct Given {
    /// The cluster's authority in PEM.
    pub(super) authority: String,
    /// The certificate that was signed, in PEM, and what is in it; none for tokens.
    pub(super) certificate: Option<(String, CertificateInfo)>,
}

/// How the access stands.
pub(super) enum Outcome<'a> {
    /// It was given now.
    Given(&'a Order, &'a Given),
    /// It was given before, and is good.
    Stands,
    /// It is over, and so it says whether its rights are gone from the cluster: `Err` tells why not.
    Over(Over, Result<(), String>),
    /// It cannot be given, or not yet.
    Blocked(&'a Blocked),
}

/// Whether nothing is left to do for an access that is over.
pub(super) fn is_settled(access: &ClusterAccess, over: Over) -> bool {
    let ready = access.status.as_ref().and_then(|status| conditions::get(&status.conditions, READY));
    ready.is_some_and(|ready| ready.reason == reason_of(over) && ready.message.ends_with(RIGHTS_GONE))
}

fn reason_of(over: Over) -> &'static str {
    match over {
        Over::Expired => reason::EXPIRED,
        Over::Revoked => reason::REVOKED,
    }
}

/// The new status.
pub(super) fn status(access: &ClusterAccess, outcome: &Outcome<'_>, now: &Time) -> ClusterAccessStatus {
    let mut status = access.status.clone().unwrap_or_default();
    if let Outcome::Given(order, given) = outcome {
        status.certificate_authority = Some(given.authority.clone());
        status.server = Some(order.server.clone());
        status.issued_at = Some(now.clone());
        status.expires_at = Some(api::time::from_chrono(api::time::to_chrono(now) + order.valid));
        if let Some((certificate, info)) = &given.certificate {
            status.expires_at = Some(api::time::from_chrono(info.not_after));
            status.certificate = Some(certificate.clone());
            status.fingerprint = Some(info.fingerprint.clone());
        }
    }
    if matches!(outcome, Outcome::Over(Over::Revoked, _)) {
        status.revoked_at.get_or_insert_with(|| now.clone());
    }
    let (ready, reason, message) = match outcome {
        Outcome::Given(..) | Outcome::Stands => (Status::True, reason::ISSUED, String::new()),
        Outcome::Over(over, taken) => {
            let what = match over {
                Over::Expired => "its time is over",
                Over::Revoked => "it was taken back",
            };
            let message = match taken {
                Ok(()) => format!("{what}; {RIGHTS_GONE}"),
                Err(why) => format!("{what}; its rights in the cluster are not gone yet: {why}"),
            };
            (Status::False, reason_of(*over), message)
        }
        Outcome::Blocked(blocked) => (Status::False, blocked.reason, blocked.message.clone()),
    };
    conditions::set(&mut status.conditions, READY, ready, reason, message, access.metadata.generation, now);
    if !matches!(outcome, Outcome::Blocked(_)) {
        status.observed_generation = access.metadata.generation;
    }
    status
}
