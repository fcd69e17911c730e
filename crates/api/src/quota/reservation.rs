//! What is kept of a namespace's quota for a guest cluster, and what is missing for it. Admission decides by it, the
//! controller asks by it, and a plan tells it beforehand.

use std::collections::BTreeMap;

use k8s_openapi::apimachinery::pkg::api::resource::Quantity;

use super::{Amounts, guest_cluster};
use crate::guest::{
    GuestClusterSpec, GuestClusterStatusReservation as Reservation, GuestClusterStatusReservationNeeds as Needs,
};
use crate::quantity::Amount;
use crate::vmoperator::VirtualMachineClassSpec;

/// What a cluster of this specification asks to be kept, when every machine's first disk is a copy of an image with so
/// many bytes of disks.
///
/// # Errors
/// The name of the first class of which `class` knows nothing.
pub fn cluster_needs(
    spec: &GuestClusterSpec,
    image: Amount,
    class: impl Fn(&str) -> Option<VirtualMachineClassSpec>,
) -> Result<Needs, &str> {
    let needs = guest_cluster(&spec.topology, image, class)?;
    Ok(Needs {
        amounts: needs.total.quantities(),
        surge: needs.surge.quantities(),
        topology: spec.topology.clone(),
        version: spec.distribution.version.clone(),
    })
}

/// What is to be kept for these needs: all of them, and as long as machines of an earlier topology are there what they
/// and the next new machine take, up to what is kept already.
pub fn to_keep(needs: &Needs, now: &Reservation) -> Amounts {
    let surge = Amounts::of_quantities(&needs.surge);
    let transition = optional(&now.machines).plus(&surge).smaller(&optional(&now.amounts));
    Amounts::of_quantities(&needs.amounts).larger(&transition).without_nothing()
}

/// What quotas lack for keeping so much more. `quotas` are what each allows and what is used of it; `ahead` are the
/// reservations of clusters that wait for longer, which go first, except those for which a quota is too small even when
/// it is all theirs: they wait for a person.
pub fn shortfall<'a>(
    more: &Amounts,
    quotas: impl IntoIterator<Item = (&'a Amounts, &'a Amounts)>,
    ahead: &[Reservation],
) -> Amounts {
    let more = more.clone().positive();
    let mut missing = Amounts::new();
    for (hard, used) in quotas {
        let mut available = hard.minus(used);
        for other in ahead {
            let asked = other.asked.as_ref().map(|asked| Amounts::of_quantities(&asked.amounts)).unwrap_or_default();
            let fits_at_all = hard.iter().all(|(name, hard)| asked.get(name) <= hard);
            if fits_at_all {
                available = available.minus(&asked.beyond(&optional(&other.amounts)));
            }
        }
        let counted = more.clone().only(|name| hard.names(name));
        missing = missing.larger(&counted.beyond(&available.only(|name| hard.names(name))));
    }
    missing.without_nothing()
}

/// Quantities that may be absent; nothing when they are.
fn optional(quantities: &Option<BTreeMap<String, Quantity>>) -> Amounts {
    quantities.as_ref().map(Amounts::of_quantities).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn amounts(value: Value) -> Amounts {
        Amounts::of_value(&value)
    }

    fn reservation(value: Value) -> Reservation {
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn machines_of_an_earlier_topology_are_kept_until_they_are_gone() {
        let needs = |cpu: &str, surge: &str| {
            serde_json::from_value(json!({"amounts": {"requests.cpu": cpu}, "surge": {"requests.cpu": surge}})).unwrap()
        };
        let now = reservation(json!({"amounts": {"requests.cpu": "20"}, "machines": {"requests.cpu": "16"}}));
        assert_eq!(to_keep(&needs("24", "4"), &now).to_string(), "requests.cpu=24");
        assert_eq!(to_keep(&needs("8", "4"), &now).to_string(), "requests.cpu=20");
        assert_eq!(to_keep(&needs("8", "4"), &Reservation::default()).to_string(), "requests.cpu=8");
    }

    #[test]
    fn who_waits_longer_goes_first_unless_the_quota_never_suffices() {
        let (hard, used) = (amounts(json!({"requests.cpu": "32"})), amounts(json!({"requests.cpu": "20"})));
        let short = |more: Value, ahead: &[Reservation]| shortfall(&amounts(more), [(&hard, &used)], ahead).to_string();
        let waits = |cpu: &str| reservation(json!({"asked": {"amounts": {"requests.cpu": cpu}}}));
        assert_eq!(short(json!({"requests.cpu": "12", "requests.memory": "1Ti"}), &[]), "");
        assert_eq!(short(json!({"requests.cpu": "16"}), &[]), "requests.cpu=4");
        assert_eq!(short(json!({"requests.cpu": "4"}), &[waits("10")]), "requests.cpu=2");
        assert_eq!(short(json!({"requests.cpu": "4"}), &[waits("64")]), "");
        assert_eq!(short(json!({"requests.cpu": "-4"}), &[]), "");
    }
}
