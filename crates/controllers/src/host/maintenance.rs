//! What is to be done with a host that is to be emptied, and how its Node tells of it. Pure.

use k8s_openapi::{
    api::core::v1::{Node, NodeCondition},
    apimachinery::pkg::apis::meta::v1::Time,
};

use api::{
    cluster::Machine,
    maintenance::{self, Evacuation, condition},
};
use hypervisor::Host;

use crate::{key::Key, meta};

/// What people ask of a host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wish {
    /// It works as usual.
    Work,
    /// It takes no new machines.
    Cordon,
    /// It takes none, and those that it has go elsewhere.
    Drain,
}

/// Reads the wish off a Node. While the hypervisor itself keeps machines away the controller claims `unschedulable`, so
/// that then says nothing about people.
pub(super) fn wish(node: &Node, host: &Host) -> Wish {
    if meta::annotation(&node.metadata, maintenance::ANNOTATION) == Some(maintenance::DRAIN) {
        return Wish::Drain;
    }
    let unschedulable = node.spec.as_ref().and_then(|spec| spec.unschedulable) == Some(true);
    if unschedulable && host.schedulable { Wish::Cordon } else { Wish::Work }
}

/// A machine on the host, as far as it matters here.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Guest {
    /// Its VirtualMachine.
    pub(super) key: Key,
    /// It is on its way out already.
    pub(super) leaving: bool,
    /// What it is replaced by when it cannot be moved.
    pub(super) pool: Option<Pool>,
}

/// What made a machine, and makes another when it goes.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Pool {
    /// What makes machines.
    pub(super) owner: Owner,
    /// Its name.
    pub(super) name: String,
    /// All its machines are there and ready, and none is leaving.
    pub(super) settled: bool,
    /// A rollout that replaces this machine has been asked for.
    pub(super) rolling: bool,
}

/// What makes machines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Owner {
    /// Makes another machine as soon as one goes.
    MachineSet,
    /// Makes the new machine first, and keeps the quorum of etcd: it is asked for a rollout.
    KubeadmControlPlane,
}

/// The next thing to do about one machine.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Step {
    /// The hypervisor moves it.
    Relocate(Key),
    /// Its Machine goes; its MachineSet makes another.
    Delete(Key),
    /// Its control plane replaces its machines one after another.
    RollOut(Key),
}

/// Why a machine stays for now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stay {
    /// In words for people.
    pub(super) words: String,
    /// It does not go by itself: somebody has to act.
    pub(super) stuck: bool,
}

/// What to do next, and why some machines stay for now; nothing of both when no machine is left.
pub(super) fn next(guests: &[Guest], evacuation: Evacuation) -> (Vec<Step>, Vec<Stay>) {
    let (mut steps, mut stay) = (Vec::new(), Vec::new());
    let mut begun: Vec<(&str, &str)> = Vec::new();
    let waits = |words: String| Stay { words, stuck: false };
    for guest in guests.iter().filter(|guest| !guest.leaving) {
        if evacuation == Evacuation::Relocate {
            // One at a time: moving takes the network and the memory of both hosts.
            steps.push(Step::Relocate(guest.key.clone()));
            break;
        }
        let Some(pool) = &guest.pool else {
            let words =
                format!("{} belongs to no cluster and cannot be moved: its owner has to make it anew", guest.key);
            stay.push(Stay { words, stuck: true });
            continue;
        };
        let this = (&*guest.key.namespace, pool.name.as_str());
        match pool.owner {
            Owner::KubeadmControlPlane if pool.rolling => {
                stay.push(waits(format!("{} is being replaced by a rollout of its control plane", guest.key)));
            }
            _ if !pool.settled || begun.contains(&this) => {
                stay.push(waits(format!("{} waits until the other machines of {} are ready", guest.key, pool.name)));
            }
            Owner::KubeadmControlPlane => {
                begun.push(this);
                steps.push(Step::RollOut(guest.key.sibling(pool.name.as_str())));
            }
            Owner::MachineSet => {
                begun.push(this);
                steps.push(Step::Delete(guest.key.clone()));
            }
        }
    }
    (steps, stay)
}

/// Whether a Machine is up and wanted.
pub(super) fn is_settled(machine: &Machine) -> bool {
    let conditions = machine.status.as_ref().and_then(|status| status.conditions.as_ref());
    let ready = conditions.into_iter().flatten().any(|one| one.type_ == "Ready" && one.status == "True");
    machine.metadata.deletion_timestamp.is_none() && ready
}

/// Reason and message of the Node's condition; `None` for a host that was never in maintenance.
pub(super) fn told(wish: Wish, guests: usize, stay: &[Stay], trouble: Option<&str>) -> Option<(&'static str, String)> {
    let machines = match guests {
        1 => "1 machine".to_owned(),
        count => format!("{count} machines"),
    };
    Some(match (wish, trouble) {
        (Wish::Work, _) => return None,
        (Wish::Cordon, Some(trouble)) => (condition::WITHOUT_EFFECT, trouble.to_owned()),
        (Wish::Cordon, None) => {
            (condition::CORDONED, format!("no new machine is placed here; what is on it stays: {machines}"))
        }
        (Wish::Drain, _) if guests == 0 => {
            (condition::DRAINED, "no machine is left on it: it may be switched off".to_owned())
        }
        (Wish::Drain, Some(trouble)) => (condition::DRAIN_BLOCKED, format!("{machines} left; {trouble}")),
        (Wish::Drain, None) => {
            let reason = if stay.len() == guests && stay.iter().all(|stay| stay.stuck) {
                condition::DRAIN_BLOCKED
            } else {
                condition::DRAINING
            };
            let words = stay.iter().find(|stay| stay.stuck).or_else(|| stay.first());
            let words = words.map(|stay| format!("; {}", stay.words)).unwrap_or_default();
            (reason, format!("{machines} left{words}"))
        }
    })
}

/// Brings the condition into the Node's conditions; it changes only with what it says.
pub(super) fn set(conditions: &mut Vec<NodeCondition>, told: Option<(&str, String)>, now: &Time) {
    let at = conditions.iter().position(|one| one.type_ == maintenance::CONDITION);
    let (status, reason, message) = match told {
        Some((reason, message)) => ("True", reason, message),
        None if at.is_none() => return,
        None => ("False", condition::IN_SERVICE, "machines may be placed here".to_owned()),
    };
    let old = at.map(|at| conditions.remove(at));
    let said = |old: &NodeCondition| {
        old.status == status && old.reason.as_deref() == Some(reason) && old.message.as_deref() == Some(&message)
    };
    conditions.push(match old {
        Some(old) if said(&old) => old,
        old => NodeCondition {
            type_: maintenance::CONDITION.to_owned(),
            last_heartbeat_time: Some(now.clone()),
            last_transition_time: old
                .filter(|old| old.status == status)
                .and_then(|old| old.last_transition_time)
                .or_else(|| Some(now.clone())),
            status: status.to_owned(),
            reason: Some(reason.to_owned()),
            message: Some(message),
        },
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guest(name: &str, pool: Option<(Owner, bool, bool)>) -> Guest {
        let pool = pool.map(|(owner, settled, rolling)| Pool { owner, name: "p".to_owned(), settled, rolling });
        Guest { key: Key::new("a", name), leaving: false, pool }
    }

    #[test]
    fn machines_leave_one_at_a_time_by_the_rules_of_what_made_them() {
        use Owner::{KubeadmControlPlane as Plane, MachineSet as Set};
        let key = |name: &str| Key::new("a", name);
        let replace = Evacuation::Replace;
        for (guests, evacuation, steps, stay) in [
            (vec![], replace, vec![], 0),
            (vec![guest("x", None), guest("y", None)], Evacuation::Relocate, vec![Step::Relocate(key("x"))], 0),
            (vec![guest("x", None)], replace, vec![], 1),
            (vec![guest("x", Some((Set, true, false)))], replace, vec![Step::Delete(key("x"))], 0),
            // The second of the same pool waits for the first.
            (
                vec![guest("x", Some((Set, true, false))), guest("y", Some((Set, true, false)))],
                replace,
                vec![Step::Delete(key("x"))],
                1,
            ),
            (vec![guest("x", Some((Set, false, false)))], replace, vec![], 1),
            (vec![guest("x", Some((Plane, true, false)))], replace, vec![Step::RollOut(key("p"))], 0),
            (vec![guest("x", Some((Plane, true, true)))], replace, vec![], 1),
            (vec![Guest { leaving: true, ..guest("x", None) }], Evacuation::Relocate, vec![], 0),
        ] {
            let found = next(&guests, evacuation);
            assert_eq!((found.0, found.1.len()), (steps, stay), "{guests:?}");
        }
    }

    #[test]
    fn a_node_tells_how_far_it_is() {
        let stuck = [Stay { words: "a/x belongs to no cluster".to_owned(), stuck: true }];
        let waits = [Stay { words: "a/x waits".to_owned(), stuck: false }];
        for (wish, guests, stay, trouble, expected) in [
            (Wish::Work, 3, &[][..], None, None),
            (Wish::Cordon, 1, &[], None, Some("Cordoned")),
            (Wish::Cordon, 1, &[], Some("it is placed elsewhere"), Some("CordonWithoutEffect")),
            (Wish::Drain, 0, &[], None, Some("Drained")),
            (Wish::Drain, 2, &[], None, Some("Draining")),
            (Wish::Drain, 2, &stuck, None, Some("Draining")),
            (Wish::Drain, 1, &stuck, None, Some("DrainBlocked")),
            (Wish::Drain, 1, &waits, None, Some("Draining")),
            (Wish::Drain, 2, &[], Some("no host fits"), Some("DrainBlocked")),
        ] {
            assert_eq!(told(wish, guests, stay, trouble).map(|(reason, _)| reason), expected, "{wish:?} {guests}");
        }
    }

    #[test]
    fn the_condition_is_only_there_since_the_first_maintenance() {
        let now = api::time::now();
        let mut conditions = Vec::new();
        set(&mut conditions, None, &now);
        assert!(conditions.is_empty());
        set(&mut conditions, told(Wish::Cordon, 2, &[], None), &now);
        assert_eq!((conditions[0].status.as_str(), conditions[0].reason.as_deref()), ("True", Some("Cordoned")));
        set(&mut conditions, None, &now);
        assert_eq!((conditions[0].status.as_str(), conditions[0].reason.as_deref()), ("False", Some("InService")));
        assert_eq!(conditions.len(), 1);
    }
}
