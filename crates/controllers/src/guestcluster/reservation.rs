//! The quota that is kept for a cluster: what is asked, and what may be built meanwhile. Pure, but for the asking.

use std::collections::BTreeMap;

use api::{
    guest::{
        GuestCluster, GuestClusterStatusReservation as Reservation, GuestClusterStatusReservationNeeds as Needs,
        guest_cluster::condition::reason,
    },
    quantity::Amount,
    quota::{self, Amounts},
    vmoperator::VirtualMachineClassSpec,
};

use crate::blocked::Blocked;

/// What may be built of a cluster.
#[derive(Debug, PartialEq)]
pub(super) enum Kept {
    /// Everything that is asked.
    All,
    /// Only what was granted before; what is asked waits.
    Earlier(Box<GuestCluster>, Blocked),
    /// Nothing; everything waits.
    Nothing(Blocked),
}

/// What the topology needs when its machines boot from an image with so many bytes of disks; `None` while a class is
/// not known.
pub(super) fn needs(
    cluster: &GuestCluster,
    image: Amount,
    classes: &BTreeMap<String, VirtualMachineClassSpec>,
) -> Option<Needs> {
    quota::cluster_needs(&cluster.spec, image, |name| classes.get(name).cloned()).ok()
}

/// The reservation that asks for these needs, once more if they wait; `None` when they are granted already.
pub(super) fn asking(cluster: &GuestCluster, needs: Needs) -> Option<Reservation> {
    let reservation = of(cluster);
    if reservation.granted.as_ref() == Some(&needs) && reservation.asked.as_ref() == Some(&needs) {
        return None;
    }
    Some(Reservation { asked: Some(needs), shortfall: None, ..reservation })
}

/// What may be built.
pub(super) fn kept(cluster: &GuestCluster) -> Kept {
    let reservation = of(cluster);
    let Some(waiting) = waiting(&reservation) else { return Kept::All };
    match reservation.granted {
        None => Kept::Nothing(waiting),
        Some(granted) => {
            let mut earlier = cluster.clone();
            earlier.spec.topology = granted.topology;
            earlier.spec.distribution.version = granted.version;
            Kept::Earlier(Box::new(earlier), waiting)
        }
    }
}

/// Why what is asked waits; `None` when it does not.
pub(super) fn waiting(reservation: &Reservation) -> Option<Blocked> {
    let asked = reservation.asked.as_ref().filter(|asked| reservation.granted.as_ref() != Some(*asked))?;
    let amounts = |quantities: &BTreeMap<_, _>| Amounts::of_quantities(quantities);
    let missing = reservation.shortfall.as_ref().map(amounts).unwrap_or_default();
    let message = format!(
        "the quota of the namespace lacks {}; the whole topology with an upgrade's surge needs {}, and {} is kept",
        listed(&missing),
        listed(&amounts(&asked.amounts).only(|name| missing.names(name))),
        match reservation.amounts.as_ref().map(amounts).unwrap_or_default().only(|name| missing.names(name)) {
            nothing if nothing.is_nothing() => "nothing".to_owned(),
            kept => listed(&kept),
        },
    );
    Some(Blocked::new(reason::AWAITING_QUOTA, message))
}

/// Amounts in a sentence, which may be broken between two of them.
fn listed(amounts: &Amounts) -> String {
    amounts.to_string().replace(',', ", ")
}

/// The reservation as it stands.
pub(super) fn of(cluster: &GuestCluster) -> Reservation {
    cluster.status.as_ref().and_then(|status| status.reservation.clone()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn cluster(reservation: serde_json::Value) -> GuestCluster {
        serde_json::from_value(json!({
            "apiVersion": "guest.atoll.dev/v1alpha1", "kind": "GuestCluster", "metadata": {"name": "demo"},
            "spec": {"distribution": {"version": "v1.35"}, "topology": {"controlPlane": {"class": "small"}}},
            "status": {"reservation": reservation},
        }))
        .unwrap()
    }

    fn classes() -> BTreeMap<String, VirtualMachineClassSpec> {
        let small = serde_json::from_value(json!({"hardware": {"cpus": 2, "memory": "4Gi"}})).unwrap();
        [("small".to_owned(), small)].into()
    }

    #[test]
    fn what_is_granted_is_not_asked_again() {
        let mut cluster = cluster(json!({}));
        let needs = needs(&cluster, Amount::ZERO, &classes()).unwrap();
        assert_eq!(needs.amounts["requests.cpu"].0, "4");
        let mut asked = asking(&cluster, needs.clone()).unwrap();
        cluster.status.as_mut().unwrap().reservation = Some(asked.clone());
        assert!(asking(&cluster, needs.clone()).is_some(), "what waits is asked for again");
        asked.granted = Some(needs.clone());
        cluster.status.as_mut().unwrap().reservation = Some(asked);
        assert_eq!((asking(&cluster, needs), kept(&cluster)), (None, Kept::All));
        assert!(super::needs(&cluster, Amount::ZERO, &BTreeMap::new()).is_none());
    }

    #[test]
    fn what_was_granted_goes_on_while_the_rest_waits() {
        let asked =
            json!({"amounts": {"requests.cpu": "8", "requests.memory": "9Gi"}, "version": "v1.35", "topology": {}});
        let shortfall = json!({"requests.cpu": "3", "requests.memory": "2Gi"});
        let waits = cluster(json!({"asked": asked, "shortfall": shortfall}));
        let Kept::Nothing(why) = kept(&waits) else { panic!("{:?}", kept(&waits)) };
        assert_eq!(
            (why.reason, why.message.as_str()),
            (
                "AwaitingQuota",
                "the quota of the namespace lacks requests.cpu=3, requests.memory=2Gi; the whole topology with an upgrade's \
                 surge needs requests.cpu=8, requests.memory=9Gi, and nothing is kept"
            )
        );
        let granted = json!({"amounts": {"requests.cpu": "4"}, "version": "v1.34", "topology": {"controlPlane": {"class": "old"}}});
        let grows = cluster(
            json!({"asked": asked, "granted": granted, "amounts": {"requests.cpu": "4"}, "shortfall": {"requests.cpu": "3"}}),
        );
        let Kept::Earlier(earlier, why) = kept(&grows) else { panic!("{:?}", kept(&grows)) };
        assert_eq!(
            (earlier.spec.distribution.version.as_str(), earlier.spec.topology.control_plane.class.as_str()),
            ("v1.34", "old")
        );
        assert!(why.message.ends_with("and requests.cpu=4 is kept"), "{}", why.message);
    }
}
