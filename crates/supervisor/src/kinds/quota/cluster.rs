//! Guest clusters: each keeps what its whole topology takes, and its machines draw from that.
//!
//! The controller asks by writing `status.reservation.asked`; what follows from that is decided here, in the transaction
//! that stores it. What is kept never is less than what the machines take, so it does not matter whose they are.

use api::guest::GuestClusterStatusReservation as Reservation;
use api::quota::{self, Amounts};
use chrono::{DateTime, Utc};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::MicroTime;
use serde::Deserialize;
use serde_json::Value;
use store::{Entry, Space};

use super::GUEST_CLUSTERS;
use super::ledger::Ledger;
use crate::engine::ApiError;
use crate::engine::hooks::Effect;
use crate::kinds::printing::text;

/// Decides about what is asked, and gives back what is kept when the cluster goes.
pub(super) fn note(effect: &mut Effect<'_>, ledger: &mut Ledger<'_>) -> Result<(), ApiError> {
    let old = effect.old.map(of).unwrap_or_default();
    if effect.gone {
        // Machines that are left are charged by themselves from now on.
        ledger.take(&amounts(&old.machines).minus(&amounts(&old.amounts)));
        return Ok(());
    }
    let asked = of(effect.object).asked.or(old.asked.clone());
    let mut new = Reservation { asked, ..old.clone() };
    if let (Some(asked), None) = (&new.asked, effect.object.pointer("/metadata/deletionTimestamp")) {
        let kept = amounts(&old.amounts);
        let wanted = quota::to_keep(asked, &old);
        let shortfall = shortfall(effect, ledger, &new, &wanted.minus(&kept));
        if shortfall.is_nothing() {
            new.granted = new.asked.clone();
            new.amounts = Some(wanted.quantities());
            (new.shortfall, new.waiting_since) = (None, None);
        } else {
            new.amounts =
                old.granted.as_ref().map(|granted| quota::to_keep(granted, &old).quantities()).or(old.amounts.clone());
            new.waiting_since = old.waiting_since.clone().or_else(|| Some(micro_time(effect.now)));
            new.shortfall = Some(shortfall.quantities());
        }
    }
    ledger.take(&amounts(&new.amounts).minus(&amounts(&old.amounts)));
    if new != of(effect.object) {
        set(effect.object, &new)?;
    }
    Ok(())
}

/// A machine of the cluster takes so much more, or less where negative.
pub(super) fn draw(entry: &Entry, more: &Amounts, ledger: &mut Ledger<'_>) -> Result<(), ApiError> {
    let mut cluster = entry.value().map_err(ApiError::internal)?;
    let old = of(&cluster);
    let machines = amounts(&old.machines).plus(more).positive();
    let mut new = Reservation { machines: Some(machines.quantities()), ..old.clone() };
    let is_deleting = cluster.pointer("/metadata/deletionTimestamp").is_some();
    let kept = match &old.granted {
        // A cluster that goes keeps everything until it is gone.
        _ if is_deleting => amounts(&old.amounts),
        Some(granted) => quota::to_keep(granted, &new),
        None => Amounts::new(),
    };
    new.amounts = Some(kept.larger(&machines).quantities());
    ledger.take(&amounts(&new.amounts).minus(&amounts(&old.amounts)));
    set(&mut cluster, &new)?;
    ledger.put(entry, &cluster)
}

/// What the quotas lack for keeping so much more, when clusters that have waited for longer go first.
fn shortfall(effect: &Effect<'_>, ledger: &mut Ledger<'_>, own: &Reservation, more: &Amounts) -> Amounts {
    if more.clone().positive().is_nothing() || ledger.quotas.is_empty() {
        return Amounts::new();
    }
    let since = own.waiting_since.clone().unwrap_or_else(|| micro_time(effect.now));
    let ahead = waiting(effect.objects, effect.namespace, (&since, text(effect.object, "/metadata/uid")));
    quota::shortfall(more, ledger.general().map(|quota| (&quota.hard, quota.used())), &ahead)
}

/// The reservations of clusters that have waited for longer.
fn waiting(objects: &Space, namespace: &str, own: (&MicroTime, &str)) -> Vec<Reservation> {
    let (clusters, _) = objects.list(GUEST_CLUSTERS, Some(namespace));
    let clusters = clusters.into_iter().filter(|entry| !entry.head.deleting && entry.uid() != own.1);
    let waiting = clusters.filter_map(|entry| {
        let reservation = of(&entry.value().ok()?);
        let since = reservation.waiting_since.clone()?;
        ((&since, entry.uid()) < own).then_some(reservation)
    });
    waiting.collect()
}

fn of(cluster: &Value) -> Reservation {
    cluster.pointer("/status/reservation").and_then(|it| Reservation::deserialize(it).ok()).unwrap_or_default()
}

fn set(cluster: &mut Value, reservation: &Reservation) -> Result<(), ApiError> {
    if !cluster["status"].is_object() {
        cluster["status"] = Value::Object(serde_json::Map::new());
    }
    cluster["status"]["reservation"] = serde_json::to_value(reservation).map_err(ApiError::internal)?;
    Ok(())
}

fn amounts(
    quantities: &Option<std::collections::BTreeMap<String, k8s_openapi::apimachinery::pkg::api::resource::Quantity>>,
) -> Amounts {
    quantities.as_ref().map(Amounts::of_quantities).unwrap_or_default()
}

fn micro_time(now: DateTime<Utc>) -> MicroTime {
    api::time::micro_from_chrono(now)
}
