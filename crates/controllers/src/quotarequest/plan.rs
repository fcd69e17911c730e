//! What to do about a request. Pure.

use std::collections::BTreeMap;

use api::{
    conditions,
    portal::{QuotaRequest, QuotaRequestPhase as Phase, quota_request::condition},
    quota::Amounts,
};
use chrono::{DateTime, Utc};
use k8s_openapi::api::core::v1::ResourceQuota;
use kube::ResourceExt;

use super::ledger::{self, Grant};

/// The next step.
#[derive(Debug, PartialEq)]
pub(super) enum Step {
    /// Somebody else is next.
    Wait,
    /// These policies grant it.
    AutoApprove(String),
    /// These quotas are to be stored; each has the grant in its ledger then.
    Apply(Vec<ResourceQuota>),
    /// Everything is in the quotas; the request is to say so.
    Tell,
    /// Nothing bounds this resource.
    NoQuota(String),
    /// Its time is over.
    Expire,
}

/// Whether anything can still come of the request.
pub(super) fn is_open(request: &QuotaRequest) -> bool {
    let phase = super::phase(request);
    phase == Phase::Pending || phase.is_granted()
}

/// When the request expires.
pub(super) fn expires(request: &QuotaRequest) -> Option<DateTime<Utc>> {
    request.spec.expires_at.as_ref().map(api::time::to_chrono)
}

/// Decides what comes next. `policy` tells who grants the request without a person.
pub(super) fn next(
    request: &QuotaRequest,
    quotas: &[ResourceQuota],
    policy: impl Fn(&QuotaRequest, &[ResourceQuota]) -> Option<String>,
    now: DateTime<Utc>,
) -> Step {
    if !is_open(request) {
        return Step::Wait;
    }
    if expires(request).is_some_and(|at| at <= now) {
        return Step::Expire;
    }
    if super::phase(request) == Phase::Pending {
        return policy(request, quotas).map_or(Step::Wait, Step::AutoApprove);
    }
    if request.status.as_ref().is_some_and(|status| conditions::is_true(&status.conditions, condition::APPLIED)) {
        return Step::Wait;
    }
    apply(request, quotas)
}

/// What of the grant is not in a quota yet, put there: each resource into the quota that allows least of it.
fn apply(request: &QuotaRequest, quotas: &[ResourceQuota]) -> Step {
    let uid = request.metadata.uid.as_deref().unwrap_or_default();
    let status = request.status.clone().unwrap_or_default();
    let amounts = |quantities: Option<&BTreeMap<_, _>>| quantities.map(Amounts::of_quantities).unwrap_or_default();
    let part = amounts(status.granted.as_ref()).minus(&amounts(status.original.as_ref()));
    let part = part.only(|name| status.granted.as_ref().is_some_and(|granted| granted.contains_key(name)));
    let mut parts: BTreeMap<usize, Amounts> = BTreeMap::new();
    for (name, amount) in part.iter() {
        let is_there =
            |quota: &ResourceQuota| ledger::grants(quota).get(uid).is_some_and(|grant| grant.part.contains_key(name));
        if quotas.iter().any(is_there) {
            continue;
        }
        let bounding = quotas
            .iter()
            .enumerate()
            .filter(|(_, quota)| quota.metadata.deletion_timestamp.is_none() && ledger::hard(quota).names(name));
        let tightest = bounding.min_by_key(|(_, quota)| (ledger::hard(quota).get(name), quota.name_any()));
        match tightest {
            Some((index, _)) => parts.entry(index).or_default().set(name, amount),
            None => return Step::NoQuota(name.to_owned()),
        }
    }
    if parts.is_empty() {
        return Step::Tell;
    }
    let changed = parts.into_iter().filter_map(|(index, part)| {
        let quota = quotas.get(index)?;
        let grant = Grant { request: request.name_any(), part: part.quantities(), expires_at: expires(request) };
        let mut changed = ledger::with(quota, uid, grant);
        crate::meta::copy_request_id(&request.metadata, &mut changed.metadata);
        Some(changed)
    });
    Step::Apply(changed.collect())
}
