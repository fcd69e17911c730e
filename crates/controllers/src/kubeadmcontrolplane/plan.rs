//! What to do next with the machines of a control plane. Pure.
//!
//! One operation at a time, and none while a machine is on its way: etcd must never lose its quorum
//! (<https://cluster-api.sigs.k8s.io/tasks/control-plane/kubeadm-control-plane>).

use chrono::{DateTime, Utc};

/// One machine, as far as it matters here.
#[derive(Clone, Debug, Default)]
pub(super) struct View {
    pub(super) name: String,
    pub(super) created: DateTime<Utc>,
    pub(super) deleting: bool,
    /// Its Node is part of the cluster.
    pub(super) joined: bool,
    pub(super) up_to_date: bool,
    /// Someone asked for it to go first.
    pub(super) delete_first: bool,
}

/// What is wanted and what is there.
#[derive(Clone, Debug, Default)]
pub(super) struct Request {
    pub(super) desired: usize,
    /// How many machines more than desired there may be during a rollout (0 or 1).
    pub(super) max_surge: usize,
    /// The control plane has served once.
    pub(super) initialized: bool,
    /// The guest answers now.
    pub(super) reachable: bool,
    pub(super) machines: Vec<View>,
}

/// The next operation.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Everything is as wanted.
    Nothing,
    /// Something must happen first.
    Wait(String),
    /// One machine more; the first one of a cluster when `init`.
    Create { init: bool },
    /// This machine goes.
    Delete(String),
}

/// Decides.
pub(super) fn step(request: &Request) -> Step {
    let machines = &request.machines;
    if let Some(going) = machines.iter().find(|machine| machine.deleting) {
        return Step::Wait(format!("Waiting for Machine {} to be deleted", going.name));
    }
    let outdated = machines.iter().filter(|machine| !machine.up_to_date).count();
    let (current, desired) = (machines.len(), request.desired);
    if current == 0 {
        return if desired == 0 { Step::Nothing } else { Step::Create { init: !request.initialized } };
    }
    if current == desired && outdated == 0 {
        return Step::Nothing;
    }
    let ceiling = desired + if outdated > 0 { request.max_surge } else { 0 };
    if current < ceiling {
        return blocked(request, None).map_or(Step::Create { init: false }, Step::Wait);
    }
    let Some(victim) = victim(machines) else { return Step::Nothing };
    blocked(request, Some(&victim.name)).map_or_else(|| Step::Delete(victim.name.clone()), Step::Wait)
}

/// Why nothing may be done now; `except` is the machine that would go.
fn blocked(request: &Request, except: Option<&str>) -> Option<String> {
    if !request.initialized {
        return Some("Waiting for the first machine to serve".to_owned());
    }
    if !request.reachable {
        return Some("Waiting for the API of the cluster to answer".to_owned());
    }
    let waiting = request.machines.iter().find(|machine| !machine.joined && Some(machine.name.as_str()) != except)?;
    Some(format!("Waiting for Machine {} to join", waiting.name))
}

/// Who goes first: asked for, then outdated, then not joined, then the oldest.
fn victim(machines: &[View]) -> Option<&View> {
    machines.iter().min_by_key(|machine| {
        (!machine.delete_first, machine.up_to_date, machine.joined, machine.created, machine.name.clone())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `a` joined and current; `A` joined and outdated; `b?` not joined; `b-` deleting; `b!` to go first.
    fn machines(text: &str) -> Vec<View> {
        text.split_whitespace()
            .enumerate()
            .map(|(age, word)| View {
                name: word.trim_end_matches(['?', '-', '!']).to_owned(),
                created: DateTime::from_timestamp(i64::try_from(age).unwrap(), 0).unwrap(),
                deleting: word.ends_with('-'),
                joined: !word.ends_with('?'),
                up_to_date: word.starts_with(char::is_lowercase),
                delete_first: word.ends_with('!'),
            })
            .collect()
    }

    #[test]
    fn one_operation_at_a_time() {
        let create = |init| Step::Create { init };
        let delete = |name: &str| Step::Delete(name.to_owned());
        let wait = |why: &str| Step::Wait(why.to_owned());
        // machines, desired, surge, initialized, reachable → step
        let cases = [
            ("", 3, 1, false, false, create(true)),
            ("", 1, 1, true, false, create(false)),
            ("", 0, 1, false, false, Step::Nothing),
            ("a", 1, 1, true, true, Step::Nothing),
            ("a?", 3, 1, false, false, wait("Waiting for the first machine to serve")),
            ("a", 3, 1, true, false, wait("Waiting for the API of the cluster to answer")),
            ("a", 3, 1, true, true, create(false)),
            ("a b?", 3, 1, true, true, wait("Waiting for Machine b to join")),
            ("a b-", 3, 1, true, true, wait("Waiting for Machine b to be deleted")),
            ("a b c", 1, 1, true, true, delete("a")),
            ("a b c!", 1, 1, true, true, delete("c")),
            ("a b c?", 1, 1, true, true, delete("c")),
            // Rollouts: one more first, then the oldest of the old ones; without surge the other way round.
            ("A B C", 3, 1, true, true, create(false)),
            ("A B C d?", 3, 1, true, true, wait("Waiting for Machine d to join")),
            ("A B C d", 3, 1, true, true, delete("A")),
            ("A B C", 3, 0, true, true, delete("A")),
            ("B C", 3, 0, true, true, create(false)),
            ("A b", 1, 1, true, true, delete("A")),
        ];
        for (text, desired, max_surge, initialized, reachable, expected) in cases {
            let request = Request { desired, max_surge, initialized, reachable, machines: machines(text) };
            assert_eq!(step(&request), expected, "{text:?} of {desired}");
        }
    }

    #[test]
    fn a_rollout_ends_with_exactly_the_new_machines() {
        let mut request =
            Request { desired: 3, max_surge: 1, initialized: true, reachable: true, machines: machines("A B C") };
        let mut operations = 0;
        loop {
            match step(&request) {
                Step::Nothing => break,
                Step::Create { .. } => request.machines.push(View {
                    name: format!("n{operations}"),
                    created: DateTime::from_timestamp(100 + operations, 0).unwrap(),
                    joined: true,
                    up_to_date: true,
                    ..View::default()
                }),
                Step::Delete(name) => request.machines.retain(|machine| machine.name != name),
                Step::Wait(why) => panic!("{why}"),
            }
            assert!((3..=4).contains(&request.machines.len()));
            operations += 1;
        }
        assert_eq!(operations, 6);
        assert!(request.machines.iter().all(|machine| machine.up_to_date));
    }
}
