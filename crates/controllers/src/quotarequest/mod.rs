//! Carries quota requests out: what a policy grants, what was granted into the quota exactly once, and back when its
//! time is over.
//!
//! Each quota has a ledger of what is part of it (see [`ledger`]), written together with the amounts. So a crash at any
//! point leaves either both or none, and what follows is decided by the ledger.

mod ledger;
mod plan;
mod policy;
#[cfg(test)]
mod tests;

use std::{future::Future, sync::Arc, time::Duration};

use api::{
    conditions::{self, Status},
    portal::{QuotaRequest, QuotaRequestPhase as Phase, QuotaRequestStatus, quota_request::condition},
};
use chrono::{DateTime, Utc};
use k8s_openapi::api::core::v1::{Namespace, ResourceQuota};

use self::plan::Step;
use crate::{
    context::Context,
    controller::{Controller, Next},
    error::Error,
    key::Key,
    meta,
};

const MANAGER: &str = "atoll-quotarequest";

/// The controller of requests, not yet running.
pub(crate) fn start(ctx: &Context) -> impl Future<Output = ()> + Send + 'static {
    let all = &ctx.informers;
    let (of_quotas, of_policies, of_namespaces) = (all.clone(), all.clone(), all.clone());
    let pending = |all: &crate::informers::Informers| {
        let requests = all.quota_requests.all();
        let pending = requests.iter().filter(|one| phase(one) == Phase::Pending);
        pending.map(|one| Key::of(one.as_ref())).collect::<Vec<_>>()
    };
    let controller = Controller::new(MANAGER)
        .reconciles(&all.quota_requests)
        // What is used may back an increase now; what was granted may find its quota.
        .wakes(&all.resource_quotas, move |old: Option<&ResourceQuota>, new| {
            let namespace = new.or(old).and_then(|quota| quota.metadata.namespace.clone());
            let requests = of_quotas.quota_requests.all();
            let here = requests.iter().filter(|one| one.metadata.namespace == namespace && plan::is_open(one));
            here.map(|one| Key::of(one.as_ref())).collect::<Vec<_>>()
        })
        .wakes(&all.approval_policies, move |_, _| pending(&of_policies))
        .wakes(&all.namespaces, move |old: Option<&Namespace>, new| {
            let labels = |namespace: &Namespace| namespace.metadata.labels.clone();
            if old.map(labels) == new.map(labels) { Vec::new() } else { pending(&of_namespaces) }
        });
    let ctx = ctx.clone();
    async move { controller.run(ctx, |ctx, key| async move { reconcile(&ctx, &key).await }).await }
}

/// The controller that takes back what has expired, not yet running. It looks at the quotas alone, so that a request
/// that somebody deleted is taken back, too.
pub(crate) fn start_expiry(ctx: &Context) -> impl Future<Output = ()> + Send + 'static {
    let controller = Controller::new("atoll-quota-expiry").reconciles(&ctx.informers.resource_quotas);
    let ctx = ctx.clone();
    async move { controller.run(ctx, |ctx, key| async move { expire(&ctx, &key).await }).await }
}

fn phase(request: &QuotaRequest) -> Phase {
    request.status.as_ref().and_then(|status| status.phase).unwrap_or_default()
}

async fn reconcile(ctx: &Context, key: &Key) -> Result<Next, Error> {
    let objects = &ctx.informers.quota_requests;
    let Some(request) = objects.get(key).filter(|request| !meta::is_deleting(&request.metadata)) else {
        return Ok(Next::Change);
    };
    let now = Utc::now();
    if !plan::is_open(&request) {
        return Ok(Next::Change);
    }
    // As they stand in the API: what is decided here must not rest on an old copy.
    let quotas = ctx.informers.resource_quotas.fetch_all(&key.namespace, "").await?;
    let policies = ctx.informers.approval_policies.all();
    let namespace = ctx.informers.namespaces.get(&Key::cluster_wide(&*key.namespace));
    let labels = namespace.and_then(|one| one.metadata.labels.clone()).unwrap_or_default();
    let step = plan::next(
        &request,
        &quotas,
        |request, quotas| policy::grants(policies.iter().map(Arc::as_ref), &labels, request, quotas),
        now,
    );
    match step {
        Step::Wait => {}
        Step::AutoApprove(policy) => {
            let comment = Some(format!("granted by {policy}"));
            let status = QuotaRequestStatus { phase: Some(Phase::AutoApproved), comment, ..status_of(&request) };
            objects.update_status(MANAGER, &request, &status).await?;
            ctx.events.normal(MANAGER, &*request, "AutoApproved", format!("granted by {policy}"));
        }
        Step::Apply(changes) => {
            for changed in changes {
                let before = quotas.iter().find(|quota| quota.metadata.name == changed.metadata.name);
                if let Some(before) = before {
                    ctx.informers.resource_quotas.update(MANAGER, before, &changed).await?;
                }
            }
            told_applied(ctx, &request).await?;
        }
        Step::Tell => told_applied(ctx, &request).await?,
        Step::NoQuota(resource) => {
            let mut status = status_of(&request);
            let message = format!("no quota of the namespace bounds {resource} any more");
            set(&mut status, &request, Status::False, condition::reason::NO_QUOTA, &message);
            objects.update_status(MANAGER, &request, &status).await?;
        }
        Step::Expire => {
            let mut status = QuotaRequestStatus { phase: Some(Phase::Expired), ..status_of(&request) };
            set(&mut status, &request, Status::False, condition::reason::EXPIRED, "its time is over");
            objects.update_status(MANAGER, &request, &status).await?;
            ctx.events.normal(MANAGER, &*request, "Expired", "its time is over; what was granted is taken back");
        }
    }
    Ok(plan::expires(&request).map_or(Next::Change, |at| Next::After(until(at, now))))
}

fn status_of(request: &QuotaRequest) -> QuotaRequestStatus {
    request.status.clone().unwrap_or_default()
}

fn set(status: &mut QuotaRequestStatus, request: &QuotaRequest, is: Status, reason: &str, message: &str) {
    let generation = request.metadata.generation;
    conditions::set(&mut status.conditions, condition::APPLIED, is, reason, message, generation, &api::time::now());
}

async fn told_applied(ctx: &Context, request: &QuotaRequest) -> Result<(), Error> {
    let mut status = status_of(request);
    set(&mut status, request, Status::True, condition::reason::APPLIED, "");
    if ctx.informers.quota_requests.update_status(MANAGER, request, &status).await? {
        ctx.events.normal(MANAGER, request, "Applied", "what was granted is part of the quota");
    }
    Ok(())
}

async fn expire(ctx: &Context, key: &Key) -> Result<Next, Error> {
    let quotas = &ctx.informers.resource_quotas;
    let Some(quota) = quotas.get(key).filter(|quota| !meta::is_deleting(&quota.metadata)) else {
        return Ok(Next::Change);
    };
    let now = Utc::now();
    if let Some((lowered, names)) = ledger::without_expired(&quota, now) {
        quotas.update(MANAGER, &quota, &lowered).await?;
        for name in names {
            let message = format!("what the quota request {name} was granted has expired and is taken back");
            ctx.events.normal(MANAGER, &*quota, "GrantExpired", message);
        }
        return Ok(Next::Change);
    }
    Ok(ledger::next_expiry(&quota).map_or(Next::Change, |at| Next::After(until(at, now))))
}

/// The wait until then, and a moment more.
fn until(at: DateTime<Utc>, now: DateTime<Utc>) -> Duration {
    (at - now).to_std().unwrap_or_default() + Duration::from_millis(100)
}
