//! Which of several servers on one database runs the controllers.
//!
//! Model: `k8s.io/client-go/tools/leaderelection`. The leader holds a Lease and renews it; the others take it when it has
//! not changed for its duration, measured by their own clocks. A leader that slept through this may still believe in
//! itself: its writes carry a [`Fence`], and the store refuses them in the transaction that would have stored them. What it
//! asks of a hypervisor is no such write: there a [`Lead`] tells by the clock that it is over, before anybody else leads.

use std::time::Duration;

use chrono::Utc;
use hypervisor::Lead;
use k8s_openapi::{
    api::coordination::v1::{Lease, LeaseSpec},
    apimachinery::pkg::apis::meta::v1::{MicroTime, ObjectMeta},
    jiff::Timestamp,
};
use kube::{Api, api::PostParams};
use supervisor::{engine::Fence, kinds::lease_fence};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// Where the Lease is.
pub(crate) const NAMESPACE: &str = "kube-system";
/// What it is called.
pub(crate) const NAME: &str = "atoll-controllers";

/// A Lease that has not changed for this long may be taken.
const DURATION: Duration = Duration::from_secs(10);
/// A leader that could not renew for this long gives up; it is well before anybody may take over.
const DEADLINE: Duration = Duration::from_secs(7);
/// Between looks at the Lease.
const PERIOD: Duration = Duration::from_secs(2);

/// Waits for the lead, runs `work` as long as it lasts, and begins anew; until `shutdown`. `work` ends when its token is
/// cancelled.
pub(crate) async fn run<W: Future<Output = ()>>(
    client: kube::Client,
    name: &str,
    shutdown: CancellationToken,
    work: impl Fn(Fence, Lead, CancellationToken) -> W,
) {
    // Two servers of one name, or two lives of one server, are told apart.
    let holder = format!("{name}_{}", uuid::Uuid::new_v4().simple());
    let candidate = Candidate { leases: Api::namespaced(client, NAMESPACE), holder };
    while let Some(Some(term)) = shutdown.run_until_cancelled(candidate.wait()).await.map(Some) {
        tracing::info!(holder = candidate.holder, term = term.transitions, "leads");
        let stop = shutdown.child_token();
        let fence = lease_fence(NAMESPACE, NAME, &candidate.holder, i64::from(term.transitions));
        let lead = Lead::until(term.since + DEADLINE);
        let mut working = std::pin::pin!(work(fence, lead.clone(), stop.clone()));
        tokio::select! {
            () = &mut working => {}
            () = candidate.hold(term, &lead) => {
                lead.end();
                tracing::warn!(holder = candidate.holder, "leads no longer");
                stop.cancel();
                working.await;
                continue;
            }
        }
        // Nothing that is left of the work may act once another leads.
        lead.end();
        if shutdown.is_cancelled() {
            candidate.release().await;
            return;
        }
        tokio::time::sleep(PERIOD).await;
    }
}

/// One time of leading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Term {
    transitions: i32,
    /// When the Lease was asked for: nobody else has seen it change before.
    since: Instant,
}

struct Candidate {
    leases: Api<Lease>,
    holder: String,
}

impl Candidate {
    /// Comes back as leader.
    async fn wait(&self) -> Term {
        let mut seen: Option<(String, Instant)> = None;
        loop {
            let asked = Instant::now();
            match self.leases.get_opt(NAME).await {
                Ok(None) => {
                    let made = self.leases.create(&PostParams::default(), &self.lease(None, 0)).await;
                    match made {
                        Ok(_) => return Term { transitions: 0, since: asked },
                        Err(error) => tracing::debug!(%error, "another server was quicker"),
                    }
                }
                Ok(Some(lease)) => {
                    let version = lease.metadata.resource_version.clone().unwrap_or_default();
                    let since = match &seen {
                        Some((known, since)) if *known == version => *since,
                        _ => {
                            let now = Instant::now();
                            seen = Some((version, now));
                            now
                        }
                    };
                    let free = holder(&lease).is_empty() || since.elapsed() >= DURATION;
                    if free && let Some(transitions) = self.take(&lease).await {
                        return Term { transitions, since: asked };
                    }
                }
                Err(error) => tracing::debug!(%error, "cannot see who leads"),
            }
            tokio::time::sleep(PERIOD).await;
        }
    }

    /// Takes a Lease that is free, and gives its transitions; another server may be quicker.
    async fn take(&self, lease: &Lease) -> Option<i32> {
        let before = lease.spec.as_ref().and_then(|spec| spec.lease_transitions).unwrap_or_default();
        let transitions = before.saturating_add(1);
        let taken = self.leases.replace(NAME, &PostParams::default(), &self.lease(Some(lease), transitions)).await;
        taken.ok().map(|_| transitions)
    }

    /// Renews the Lease, and the lead with it; comes back when it is lost or could not be renewed in time.
    async fn hold(&self, term: Term, lead: &Lead) {
        loop {
            tokio::time::sleep(PERIOD).await;
            let asked = Instant::now();
            let renewal = async {
                let lease = self.leases.get(NAME).await?;
                if holder(&lease) != self.holder {
                    return Ok(false);
                }
                let next = self.lease(Some(&lease), term.transitions);
                self.leases.replace(NAME, &PostParams::default(), &next).await.map(|_| true)
            };
            match tokio::time::timeout_at(lead.ends(), renewal).await {
                Ok(Ok(true)) => lead.extend(asked + DEADLINE),
                Ok(Ok(false)) => return,
                Ok(Err(error)) => tracing::debug!(%error, "cannot renew the lead"),
                Err(_) => {}
            }
            if lead.check().is_err() {
                return;
            }
        }
    }

    /// Lets another server take over at once.
    async fn release(&self) {
        let released = async {
            let mut lease = self.leases.get(NAME).await?;
            if holder(&lease) == self.holder
                && let Some(spec) = &mut lease.spec
            {
                spec.holder_identity = Some(String::new());
                self.leases.replace(NAME, &PostParams::default(), &lease).await?;
            }
            Ok::<_, kube::Error>(())
        };
        if let Ok(Err(error)) = tokio::time::timeout(PERIOD, released).await {
            tracing::debug!(%error, "cannot give up the lead");
        }
    }

    /// The Lease as held by this server, in place of `old`.
    fn lease(&self, old: Option<&Lease>, transitions: i32) -> Lease {
        let now = Timestamp::from_microsecond(Utc::now().timestamp_micros()).map(MicroTime).ok();
        let acquired =
            old.filter(|old| holder(old) == self.holder).and_then(|old| old.spec.as_ref()?.acquire_time.clone());
        Lease {
            metadata: ObjectMeta {
                name: Some(NAME.to_owned()),
                resource_version: old.and_then(|old| old.metadata.resource_version.clone()),
                ..ObjectMeta::default()
            },
            spec: Some(LeaseSpec {
                holder_identity: Some(self.holder.clone()),
                lease_duration_seconds: i32::try_from(DURATION.as_secs()).ok(),
                acquire_time: acquired.or_else(|| now.clone()),
                renew_time: now,
                lease_transitions: Some(transitions),
                ..LeaseSpec::default()
            }),
        }
    }
}

fn holder(lease: &Lease) -> &str {
    lease.spec.as_ref().and_then(|spec| spec.holder_identity.as_deref()).unwrap_or_default()
}

#[cfg(test)]
mod tests;
