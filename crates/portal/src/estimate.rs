//! How long something usually takes and how much of it is left, judged by what went before. Pure.
//!
//! The API keeps no history of steps, but the conditions of what stands there say when each of its steps was done: every
//! cluster that came up and was not changed since is a sample, and every machine that joined.

use chrono::{DateTime, TimeDelta, Utc};

use crate::{
    facts::Facts,
    gather::Tree,
    rows,
    timeline::{self, Moment, Stage},
    view::{Estimate, JudgedBy},
};

/// An earlier cluster: how long each of its steps took, and what came after.
#[derive(Clone, Debug)]
pub(crate) struct Earlier {
    /// Numbers of machines, which make two clusters take about equally long.
    shape: (i64, i64),
    /// Each step, when it began and when it was done.
    steps: Vec<(Stage, Moment, Moment)>,
    /// When it was Ready.
    ready: Moment,
}

/// What makes two clusters take about equally long: their numbers of machines.
fn shape(guest: &Facts) -> (i64, i64) {
    (rows::control_plane_nodes(guest), rows::worker_nodes(guest))
}

/// The earlier clusters among these: Ready, never changed, and Ready before `before`. What becomes a sample later does
/// not count, so that what is said of a step does not change while it lasts.
pub(crate) fn earlier(guests: &[Facts], parts: &[Facts], before: Moment) -> Vec<Earlier> {
    let taken = guests.iter().filter_map(|guest| {
        let ready = guest.condition("Ready").filter(|ready| ready.is_true())?.since?;
        let unchanged = guest.number("/metadata/generation") == Some(1) && !guest.is_deleting();
        if !unchanged || ready > before {
            return None;
        }
        let mine = |part: &&Facts| part.namespace() == guest.namespace() && part.name() == guest.name();
        let below = parts.iter().filter(mine).cloned().collect();
        let steps = timeline::done(&Tree { guest: guest.clone(), below });
        Some(Earlier { shape: shape(guest), steps, ready })
    });
    taken.collect()
}

/// How long this step took in earlier clusters of this shape, in seconds, shortest first; in clusters of any shape when
/// there is none of this one.
pub(crate) fn usual(earlier: &[Earlier], guest: &Facts, step: Stage) -> Vec<i64> {
    let took = |same: bool| -> Vec<i64> {
        let alike = earlier.iter().filter(|one| !same || one.shape == shape(guest));
        let steps = alike.flat_map(|one| one.steps.iter().filter(|(name, ..)| *name == step));
        let mut took: Vec<i64> = steps.map(|(_, from, to)| (*to - *from).num_seconds().max(0)).collect();
        took.sort_unstable();
        took
    };
    let alike = took(true);
    if alike.is_empty() { took(false) } else { alike }
}

/// What is left until Ready for a cluster whose `step` began at `begun`. Of earlier clusters of this shape those count
/// whose step took longer than this one has by now; when there is none of them, nothing is claimed.
pub(crate) fn until_ready(
    earlier: &[Earlier],
    guest: &Facts,
    step: Stage,
    begun: Moment,
    now: Moment,
) -> Option<Estimate> {
    let spent = now - begun;
    let left = earlier.iter().filter(|one| one.shape == shape(guest)).filter_map(|one| {
        let (_, from, to) = one.steps.iter().find(|(name, ..)| *name == step)?;
        (*to - *from > spent).then(|| one.ready - *from - spent)
    });
    summed_up(left.map(|left| left.num_seconds()).collect(), JudgedBy::Cluster)
}

/// What is left of a change: so many machines of the control plane one after the other, then those of the pools, each
/// pool one after the other. Judged by how long the machines that are there took to be ready.
pub(crate) fn until_changed(machines: &[&Facts], in_turn: i64, now: DateTime<Utc>) -> Option<Estimate> {
    let is_ready = |machine: &&&Facts| machine.is_true("Ready");
    let took = |machine: &&Facts| Some((machine.condition("Ready")?.since? - machine.created()?).num_seconds());
    let mut took: Vec<i64> = machines.iter().filter(is_ready).filter_map(took).filter(|took| *took > 0).collect();
    took.sort_unstable();
    let median = *took.get(took.len() / 2)?;
    // A machine that was not ready for a while says so with its condition's time: that is not how long it took to come.
    took.retain(|took| *took <= median * 10);
    let newest =
        machines.iter().filter(|machine| !machine.is_true("Ready")).filter_map(|machine| machine.created()).max();
    let spent = newest.map_or(0, |created| (now - created).num_seconds());
    let left: Vec<i64> = took.iter().map(|took| took * in_turn - spent).filter(|left| *left > 0).collect();
    summed_up(left, JudgedBy::Machine)
}

/// What is left of a deletion, judged by those that events still tell of: each has an event when it began and one when it
/// was over.
pub(crate) fn until_gone(events: &[Facts], begun: Moment, now: Moment) -> Option<Estimate> {
    let of_cluster = |reason: &'static str| {
        events.iter().filter(move |event| {
            event.text("/reason") == reason && event.text("/involvedObject/kind") == "GuestCluster"
        })
    };
    let took = of_cluster("Removed").filter_map(|gone| {
        let uid = gone.text("/involvedObject/uid");
        let began = of_cluster("Deleting").find(|event| event.text("/involvedObject/uid") == uid)?;
        Some(gone.time("/lastTimestamp")? - began.time("/firstTimestamp")?)
    });
    let spent = now - begun;
    summed_up(took.map(|took| (took - spent).num_seconds()).filter(|left| *left > 0).collect(), JudgedBy::Deletion)
}

/// The middle of what is left, with the middle half of the samples as spread where there are enough of them.
fn summed_up(mut left: Vec<i64>, judged_by: JudgedBy) -> Option<Estimate> {
    const ENOUGH: usize = 4;
    left.sort_unstable();
    let at = |quarter: usize| left.get((left.len() * quarter / 4).min(left.len().saturating_sub(1))).copied();
    let spread = (left.len() >= ENOUGH).then(|| Some((rounded(at(1)?), rounded(at(3)?)))).flatten();
    Some(Estimate {
        seconds_left: rounded(at(2)?),
        spread: spread.filter(|(low, high)| low != high),
        samples: u32::try_from(left.len()).unwrap_or(u32::MAX),
        judged_by,
    })
}

/// No more precise than samples are: 5 s below a minute, half a minute below ten, else whole minutes.
fn rounded(seconds: i64) -> u32 {
    let step = match seconds {
        ..60 => 5,
        60..600 => 30,
        _ => 60,
    };
    u32::try_from(((seconds + step / 2) / step * step).max(step)).unwrap_or(u32::MAX)
}

/// So long a step may take before it counts as held up; `None` of earlier ones leaves only patience.
pub(crate) fn patience(usual: &[i64]) -> TimeDelta {
    /// Shorter waits are no trouble whatever was usual.
    const FLOOR: i64 = 120;
    /// Without anything to compare with.
    const FIRST: i64 = 900;
    let (Some(median), Some(longest)) = (usual.get(usual.len() / 2), usual.last()) else {
        return TimeDelta::seconds(FIRST);
    };
    TimeDelta::seconds((median * 4).max(longest * 2).max(FLOOR))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::facts::parse_time;

    fn at(second: i64) -> Moment {
        parse_time("2026-01-01T00:00:00Z").unwrap() + TimeDelta::seconds(second)
    }

    /// A cluster that was asked for at `created`, had its version and quota at once, all nodes after `nodes` seconds.
    fn cluster(name: &str, workers: i64, created: i64, nodes: i64) -> Facts {
        let condition = |type_: &str, second: i64| json!({"type": type_, "status": "True", "lastTransitionTime": at(created + second)});
        let conditions = [
            ("VersionResolved", 0),
            ("QuotaAvailable", 0),
            ("ControlPlaneReady", nodes / 2),
            ("NodesReady", nodes),
            ("Ready", nodes),
        ];
        Facts::new(
            json!({
                "metadata": {"name": name, "namespace": "a", "generation": 1, "creationTimestamp": at(created)},
                "spec": {"topology": {"controlPlane": {"replicas": 1}, "nodePools": [{"name": "w", "replicas": workers}]}},
                "status": {"version": "v1", "controlPlane": {"ready": 1, "desired": 1}, "workers": {"ready": workers, "desired": workers},
                    "conditions": conditions.map(|(type_, second)| condition(type_, second))},
            }),
            "guest.atoll.dev/v1alpha1",
            "GuestCluster",
        )
    }

    #[test]
    fn what_is_left_comes_from_clusters_of_the_same_shape_that_took_longer() {
        let guests = [30, 40, 60, 80, 100].map(|took| cluster(&format!("c{took}"), 2, 0, took));
        let guests = [guests.to_vec(), vec![cluster("large", 9, 0, 900)]].concat();
        let samples = earlier(&guests, &[], at(1_000));
        let new = cluster("new", 2, 2_000, 1);
        let step = Stage::WorkersJoined;
        assert_eq!(usual(&samples, &new, step), [15, 20, 30, 40, 50]);
        let left = until_ready(&samples, &new, step, at(2_020), at(2_030)).unwrap();
        assert_eq!((left.seconds_left, left.samples, left.spread), (20, 5, Some((10, 30))));
        let late = until_ready(&samples, &new, step, at(2_020), at(2_055)).unwrap();
        assert_eq!((late.samples, late.spread), (2, None), "two are too few for a spread");
        assert_eq!(until_ready(&samples, &new, step, at(2_020), at(2_200)), None, "none took so long");
        assert_eq!(until_ready(&[], &new, step, at(2_020), at(2_021)), None, "nothing is claimed without samples");
        let other = cluster("other", 3, 2_000, 1);
        assert_eq!(until_ready(&samples, &other, step, at(2_020), at(2_021)), None, "no cluster of this shape");
        assert_eq!(usual(&samples, &other, step).len(), 6, "other shapes tell what a step usually takes");
    }

    #[test]
    fn only_what_was_over_before_the_step_began_is_a_sample() {
        let mut changed = cluster("changed", 2, 0, 30).object().clone();
        changed["metadata"]["generation"] = json!(2);
        let guests =
            [cluster("old", 2, 0, 30), cluster("younger", 2, 100, 30), Facts::new(changed, "v1", "GuestCluster")];
        assert_eq!(earlier(&guests, &[], at(60)).len(), 1);
        assert_eq!(earlier(&guests, &[], at(200)).len(), 2);
    }

    #[test]
    fn a_change_takes_as_long_as_its_machines_in_turn() {
        let machine = |took: Option<i64>| {
            let ready = took.map(|took| json!([{"type": "Ready", "status": "True", "lastTransitionTime": at(took)}]));
            Facts::new(
                json!({"metadata": {"creationTimestamp": at(0)}, "status": {"conditions": ready}}),
                "v1",
                "Machine",
            )
        };
        let machines = [machine(Some(40)), machine(Some(42)), machine(None)];
        let machines: Vec<&Facts> = machines.iter().collect();
        let left = until_changed(&machines, 3, at(10)).unwrap();
        assert_eq!((left.seconds_left, left.samples, left.judged_by), (120, 2, JudgedBy::Machine));
        assert_eq!(until_changed(&machines[2..], 3, at(10)), None);
    }

    #[test]
    fn deletions_are_judged_by_events() {
        let event = |reason: &str, uid: &str, second: i64| {
            let object = json!({"reason": reason, "involvedObject": {"kind": "GuestCluster", "uid": uid}, "firstTimestamp": at(second), "lastTimestamp": at(second)});
            Facts::new(object, "v1", "Event")
        };
        let events = [event("Deleting", "a", 0), event("Removed", "a", 20), event("Deleting", "b", 90)];
        let left = until_gone(&events, at(90), at(95)).unwrap();
        assert_eq!((left.seconds_left, left.samples, left.judged_by), (15, 1, JudgedBy::Deletion));
        assert_eq!(until_gone(&events, at(90), at(200)), None, "it has taken longer than any");
    }

    #[test]
    fn patience_has_a_floor_and_grows_with_what_is_usual() {
        for (usual, seconds) in [(vec![], 900), (vec![5, 6, 7], 120), (vec![60, 70], 280), (vec![20, 30, 500], 1_000)] {
            assert_eq!(patience(&usual).num_seconds(), seconds, "{usual:?}");
        }
    }
}
