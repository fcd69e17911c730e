//! What a change takes of a namespace's quota, and what is missing for it, as admission will reckon it. Pure.

use api::{
    guest::{GuestClusterStatusReservation as Reservation, GuestClusterStatusReservationNeeds as Needs},
    quota::{self, Amounts},
};
use serde::Deserialize;

use crate::{
    facts::Facts,
    resource,
    view::{Gauge, Shortfall},
};

/// The name under which quotas count guest clusters.
const CLUSTERS: &str = "count/guestclusters.guest.atoll.dev";

/// What one ResourceQuota allows, and what is used of it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Bound {
    /// What it allows.
    pub(crate) hard: Amounts,
    /// What is used of it.
    pub(crate) used: Amounts,
}

impl Bound {
    /// Those of these ResourceQuotas that bound every object; ones with scopes bound pods only.
    pub(crate) fn all<'a>(quotas: impl IntoIterator<Item = &'a Facts>) -> Vec<Bound> {
        let amounts = |quota: &Facts, pointer: &str| quota.at(pointer).map(Amounts::of_value).unwrap_or_default();
        let scoped = |quota: &Facts| {
            quota.items("/spec/scopes").next().is_some()
                || quota.at("/spec/scopeSelector").is_some_and(|it| !it.is_null())
        };
        let open = quotas.into_iter().filter(|quota| !scoped(quota));
        open.map(|quota| Bound { hard: amounts(quota, "/spec/hard"), used: amounts(quota, "/status/used") }).collect()
    }
}

/// The tightest amount of a resource over the quotas, and what is used of that quota; `None` when nothing bounds it.
pub(crate) fn tightest<'a>(bounds: &'a [Bound], name: &str) -> Option<&'a Bound> {
    bounds.iter().filter(|bound| bound.hard.names(name)).min_by_key(|bound| bound.hard.get(name))
}

/// What the change of one cluster asks of the quota beyond what is kept for it. `earlier` is its reservation as it
/// stands; for a new cluster it is empty, and the cluster itself counts, too.
pub(crate) fn more(needs: &Needs, earlier: &Reservation, is_new: bool) -> Amounts {
    let kept = earlier.amounts.as_ref().map(Amounts::of_quantities).unwrap_or_default();
    let mut more = quota::to_keep(needs, earlier).minus(&kept).without_nothing();
    if is_new {
        more.add(CLUSTERS, api::quantity::Amount::from_units(1));
    }
    more
}

/// The reservations of the namespace's clusters that wait for quota and go before this one: all that wait when it does
/// not wait itself.
pub(crate) fn ahead(clusters: &[Facts], own: &Reservation, uid: &str) -> Vec<Reservation> {
    let since = own.waiting_since.clone();
    let others = clusters.iter().filter(|cluster| cluster.uid() != uid && !cluster.is_deleting());
    let waiting = others.filter_map(|cluster| {
        let reservation = reservation(cluster);
        let other = (reservation.waiting_since.clone()?, cluster.uid());
        let first = since.clone().is_none_or(|since| other < (since, uid));
        first.then_some(reservation)
    });
    waiting.collect()
}

/// The reservation of a GuestCluster as it stands.
pub(crate) fn reservation(cluster: &Facts) -> Reservation {
    cluster.at("/status/reservation").and_then(|it| Reservation::deserialize(it).ok()).unwrap_or_default()
}

/// What the quotas lack for `more`, exactly, with what each would have to allow.
pub(crate) fn shortfall(more: &Amounts, bounds: &[Bound], ahead: &[Reservation]) -> Vec<Shortfall> {
    let quotas = bounds.iter().map(|bound| (&bound.hard, &bound.used));
    let missing = quota::shortfall(more, quotas, ahead);
    let mut all: Vec<Shortfall> = missing
        .iter()
        .map(|(name, amount)| {
            let hard = tightest(bounds, name).map(|bound| bound.hard.get(name)).unwrap_or_default();
            Shortfall {
                name: name.to_owned(),
                resource: resource::label(name),
                unit: resource::unit(name),
                missing: resource::number(name, amount),
                total: resource::written(name, hard + amount),
            }
        })
        .collect();
    all.sort_by_key(|one| resource::order(&one.name));
    all
}

/// A gauge for CPU, memory and storage, and for everything else that a quota bounds and the change takes. `used` is what
/// is taken of what no quota counts.
pub(crate) fn gauges(more: &Amounts, bounds: &[Bound], used: &Amounts) -> Vec<Gauge> {
    let always = [quota::REQUESTS_CPU, quota::REQUESTS_MEMORY, quota::REQUESTS_STORAGE];
    let others = more.iter().map(|(name, _)| name).filter(|name| tightest(bounds, name).is_some());
    let mut names: Vec<&str> = always.into_iter().chain(others.filter(|name| !always.contains(name))).collect();
    names.sort_by_key(|name| resource::order(name));
    let gauge = |name: &str| {
        let bound = tightest(bounds, name);
        let of = |amounts: &Amounts| resource::number(name, amounts.get(name));
        Gauge {
            resource: resource::label(name),
            unit: resource::unit(name),
            used: bound.map_or_else(|| of(used), |bound| of(&bound.used)),
            asked: of(more),
            limit: bound.map(|bound| of(&bound.hard)),
        }
    };
    names.into_iter().map(gauge).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn facts(kind: &str, object: Value) -> Facts {
        Facts::new(object, "v1", kind)
    }

    fn bounds() -> Vec<Bound> {
        let quota = |hard: Value, used: Value, more: Value| {
            let mut spec = json!({"hard": hard});
            spec.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            facts("ResourceQuota", json!({"spec": spec, "status": {"used": used}}))
        };
        Bound::all(&[
            quota(json!({"requests.cpu": "32"}), json!({"requests.cpu": "20"}), json!({})),
            quota(
                json!({"requests.cpu": "64", "requests.memory": "64Gi", CLUSTERS: "2"}),
                json!({"requests.cpu": "20", "requests.memory": "60Gi", CLUSTERS: "2"}),
                json!({}),
            ),
            quota(json!({"requests.cpu": "1"}), json!({}), json!({"scopes": ["BestEffort"]})),
        ])
    }

    fn needs(amounts: Value) -> Needs {
        serde_json::from_value(json!({"amounts": amounts})).unwrap()
    }

    #[test]
    fn the_shortfall_is_exact_and_says_what_would_do() {
        let asked = needs(json!({"requests.cpu": "16", "requests.memory": "4Gi"}));
        let more = more(&asked, &Reservation::default(), true);
        let all = shortfall(&more, &bounds(), &[]);
        let all: Vec<_> =
            all.iter().map(|one| (one.resource.as_str(), one.missing, one.total.as_str(), one.name.as_str())).collect();
        assert_eq!(all, [("CPU", 4000, "36", "requests.cpu"), ("Clusters", 1, "3", CLUSTERS)]);
        let gauges = gauges(&more, &bounds(), &Amounts::new());
        let gauges: Vec<_> = gauges.iter().map(|it| (it.resource.as_str(), it.used, it.asked, it.limit)).collect();
        assert_eq!(
            gauges,
            [
                ("CPU", 20_000, 16_000, Some(32_000)),
                ("Memory", 60 << 30, 4 << 30, Some(64 << 30)),
                ("Storage", 0, 0, None),
                ("Clusters", 2, 1, Some(2)),
            ]
        );
    }

    #[test]
    fn a_change_asks_for_what_is_not_kept_already() {
        let kept: Reservation = serde_json::from_value(json!({"amounts": {"requests.cpu": "12"}})).unwrap();
        assert_eq!(more(&needs(json!({"requests.cpu": "20"})), &kept, false).to_string(), "requests.cpu=8");
        assert_eq!(more(&needs(json!({"requests.cpu": "8"})), &kept, false).to_string(), "requests.cpu=-4");
    }

    #[test]
    fn who_waits_for_longer_goes_first() {
        let waits = |uid: &str, since: &str| {
            let asked = json!({"amounts": {"requests.cpu": "10"}});
            facts(
                "GuestCluster",
                json!({"metadata": {"uid": uid}, "status": {"reservation": {"asked": asked, "waitingSince": since}}}),
            )
        };
        let clusters = [
            waits("a", "2026-01-01T10:00:00.000000Z"),
            waits("b", "2026-01-01T11:00:00.000000Z"),
            facts("GuestCluster", json!({})),
        ];
        assert_eq!(ahead(&clusters, &Reservation::default(), "new").len(), 2);
        assert_eq!(ahead(&clusters, &reservation(&clusters[1]), "b").len(), 1);
        assert_eq!(ahead(&clusters, &reservation(&clusters[0]), "a").len(), 0);
        let more = Amounts::of_value(&json!({"requests.cpu": "4"}));
        assert_eq!(shortfall(&more, &bounds(), &ahead(&clusters, &Reservation::default(), "new"))[0].missing, 12_000);
    }
}
