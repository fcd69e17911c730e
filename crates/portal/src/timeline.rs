//! How a cluster comes up, step by step, from the times that its objects carry. Pure.

use chrono::{DateTime, Utc};

use crate::{
    facts::Facts,
    gather::Tree,
    rows,
    view::{Estimate, State, Step, StepState},
};

/// The steps of provisioning, or of deletion while the cluster is deleted.
pub(crate) fn steps(tree: &Tree, state: State) -> Vec<Step> {
    let begun = tree.guest.created();
    let marks = if tree.guest.is_deleting() { deletion(tree) } else { provisioning(tree) };
    let mut steps: Vec<Step> = Vec::new();
    let mut previous = if tree.guest.is_deleting() { tree.guest.time("/metadata/deletionTimestamp") } else { begun };
    let mut open = true;
    for Mark { name, detail, done } in marks {
        let (step, started, finished) = match done {
            Done::At(at) => (StepState::Done, previous, Some(at)),
            Done::Yes => (StepState::Done, None, None),
            Done::No if open => (StepState::under_way(state), previous, None),
            Done::No => (StepState::Ahead, None, None),
        };
        if matches!(done, Done::No) {
            open = false;
        }
        previous = finished.or(previous);
        steps.push(Step { name: name.to_owned(), state: step, detail, started, finished });
    }
    steps
}

/// Share of the steps that are done, 0 to 100; machines count one by one.
pub(crate) fn percent(tree: &Tree) -> u8 {
    let marks = provisioning(tree);
    let done = marks.iter().filter(|mark| !matches!(mark.done, Done::No)).count();
    let desired = rows::control_plane_nodes(&tree.guest) + rows::worker_nodes(&tree.guest);
    let ready = ["/status/controlPlane/ready", "/status/workers/ready"];
    let ready: i64 = ready.iter().map(|pointer| tree.guest.number(pointer).unwrap_or(0)).sum();
    let (done, all) =
        (i64::try_from(done).unwrap_or(0) + ready.min(desired), i64::try_from(marks.len()).unwrap_or(1) + desired);
    u8::try_from((done * 100 / all.max(1)).clamp(0, 100)).unwrap_or(100)
}

/// How long is left, judged by how long these clusters took from request to Ready (in seconds).
pub(crate) fn estimate(tree: &Tree, earlier: &[i64], now: DateTime<Utc>) -> Option<Estimate> {
    let mut sorted: Vec<i64> = earlier.iter().copied().filter(|seconds| *seconds >= 0).collect();
    sorted.sort_unstable();
    let median = *sorted.get(sorted.len() / 2)?;
    let spent = (now - tree.guest.created()?).num_seconds();
    // Once it has taken longer than usual there is nothing left to say from experience.
    let left = u32::try_from(median - spent).ok().filter(|left| *left > 0)?;
    Some(Estimate { seconds_left: left, samples: u32::try_from(sorted.len()).unwrap_or(u32::MAX) })
}

/// How long a Ready cluster took from request to Ready, in seconds; `None` when it was changed since, or is not Ready.
pub(crate) fn took(guest: &Facts) -> Option<i64> {
    let ready = guest.condition("Ready").filter(|ready| ready.is_true())?;
    let unchanged = guest.number("/metadata/generation") == Some(1);
    unchanged.then_some(())?;
    Some((ready.since? - guest.created()?).num_seconds())
}

struct Mark {
    name: &'static str,
    detail: Option<String>,
    done: Done,
}

enum Done {
    No,
    /// Done, at an instant that nothing records.
    Yes,
    At(DateTime<Utc>),
}

fn provisioning(tree: &Tree) -> Vec<Mark> {
    let guest = &tree.guest;
    let of = |kind: &str| tree.below.iter().find(|object| object.kind() == kind);
    let endpoint = guest.text("/status/endpoint/host");
    let infrastructure =
        of("VSphereCluster").filter(|c| c.at("/status/initialization/provisioned") == Some(&true.into()));
    let initialized = of("KubeadmControlPlane")
        .filter(|c| c.at("/status/initialization/controlPlaneInitialized") == Some(&true.into()));
    let part = |pointer: &str, desired: i64| {
        let ready = guest.number(pointer).unwrap_or(0);
        (ready, Some(format!("{ready} of {desired} {}", if desired == 1 { "machine" } else { "machines" })))
    };
    let (control_plane, workers) = (rows::control_plane_nodes(guest), rows::worker_nodes(guest));
    let (control_plane_ready, control_plane_detail) = part("/status/controlPlane/ready", control_plane);
    let (workers_ready, workers_detail) = part("/status/workers/ready", workers);
    let version = guest.text("/status/version");
    let mut marks = vec![
        Mark {
            name: "Accepted",
            detail: (!version.is_empty()).then(|| format!("Kubernetes {version}")),
            done: when(guest, "VersionResolved", !version.is_empty()),
        },
        Mark { name: "Quota kept", detail: None, done: when(guest, "QuotaAvailable", guest.is_true("QuotaAvailable")) },
        Mark {
            name: "Endpoint ready",
            detail: (!endpoint.is_empty()).then(|| endpoint.to_owned()),
            done: infrastructure.map_or(Done::No, |c| when(c, "Ready", true)),
        },
        Mark {
            name: "Control plane answers",
            detail: None,
            done: initialized.map_or(Done::No, |c| when(c, "Initialized", true)),
        },
        Mark {
            name: "Control plane complete",
            detail: control_plane_detail,
            done: when(
                guest,
                "ControlPlaneReady",
                control_plane_ready >= control_plane && guest.is_true("ControlPlaneReady"),
            ),
        },
    ];
    if workers > 0 {
        let done = when(guest, "NodesReady", workers_ready >= workers && guest.is_true("NodesReady"));
        marks.push(Mark { name: "Workers joined", detail: workers_detail, done });
    }
    marks.push(Mark { name: "Ready", detail: None, done: when(guest, "Ready", guest.is_true("Ready")) });
    marks
}

fn deletion(tree: &Tree) -> Vec<Mark> {
    let left = |kind: &str| tree.below.iter().filter(|object| object.kind() == kind).count();
    let gone = |name: &'static str, kind: &str| {
        let count = left(kind);
        let detail = (count > 0).then(|| format!("{count} left"));
        Mark { name, detail, done: if count == 0 { Done::Yes } else { Done::No } }
    };
    vec![
        gone("Workers removed", "MachineDeployment"),
        gone("Control plane removed", "KubeadmControlPlane"),
        gone("Endpoint removed", "VSphereCluster"),
        gone("Records removed", "Cluster"),
    ]
}

/// Done since the condition of this type turned True, where it says so.
fn when(object: &Facts, type_: &str, done: bool) -> Done {
    match (done, object.condition(type_).filter(|condition| condition.is_true()).and_then(|condition| condition.since))
    {
        (false, _) => Done::No,
        (true, None) => Done::Yes,
        (true, Some(at)) => Done::At(at),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{estimate, percent, steps, took};
    use crate::{
        facts::{Facts, parse_time},
        gather::Tree,
        view::{State, StepState},
    };

    fn tree(status: serde_json::Value, below: Vec<Facts>) -> Tree {
        let guest = json!({
            "metadata": {"name": "demo", "generation": 1, "creationTimestamp": "2026-01-01T00:00:00Z"},
            "spec": {"topology": {"controlPlane": {"replicas": 1}, "nodePools": [{"name": "w", "replicas": 2}]}},
            "status": status,
        });
        Tree { guest: Facts::new(guest, "guest.atoll.dev/v1alpha1", "GuestCluster"), below }
    }

    #[test]
    fn one_step_runs_and_the_rest_lies_ahead() {
        let infrastructure = json!({"status": {"initialization": {"provisioned": true}, "conditions": [
            {"type": "Ready", "status": "True", "lastTransitionTime": "2026-01-01T00:00:02Z"}]}});
        let tree = tree(
            json!({"version": "v1.37.2", "conditions": [{"type": "VersionResolved", "status": "True", "lastTransitionTime": "2026-01-01T00:00:01Z"},
                {"type": "QuotaAvailable", "status": "True", "lastTransitionTime": "2026-01-01T00:00:01Z"}]}),
            vec![Facts::new(infrastructure, "v1", "VSphereCluster")],
        );
        let found: Vec<(String, StepState)> =
            steps(&tree, State::Progressing).into_iter().map(|s| (s.name, s.state)).collect();
        let names: Vec<&str> = found.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(
            names,
            [
                "Accepted",
                "Quota kept",
                "Endpoint ready",
                "Control plane answers",
                "Control plane complete",
                "Workers joined",
                "Ready"
            ]
        );
        use StepState::{Ahead, Done, Running};
        assert_eq!(
            found.iter().map(|(_, state)| *state).collect::<Vec<_>>(),
            [Done, Done, Done, Running, Ahead, Ahead, Ahead]
        );
        for held in [State::Waiting, State::Blocked, State::Failed] {
            assert_eq!(steps(&tree, held)[3].state, StepState::Held(held), "a step looks as the whole does");
        }
        let second = &steps(&tree, State::Progressing)[2];
        assert_eq!((second.finished.unwrap() - second.started.unwrap()).num_seconds(), 1);
        assert_eq!(percent(&tree), 30);
    }

    #[test]
    fn estimates_come_from_experience_only() {
        let tree = tree(json!({}), Vec::new());
        let now = parse_time("2026-01-01T00:00:10Z").unwrap();
        assert_eq!(estimate(&tree, &[], now), None);
        let estimate = estimate(&tree, &[30, 40, 50], now).unwrap();
        assert_eq!((estimate.seconds_left, estimate.samples), (30, 3));
    }

    #[test]
    fn only_clusters_that_were_never_changed_tell_how_long_it_takes() {
        let mut object = json!({
            "metadata": {"generation": 1, "creationTimestamp": "2026-01-01T00:00:00Z"},
            "status": {"conditions": [{"type": "Ready", "status": "True", "lastTransitionTime": "2026-01-01T00:00:42Z"}]}
        });
        assert_eq!(took(&Facts::new(object.clone(), "v1", "GuestCluster")), Some(42));
        object["metadata"]["generation"] = json!(2);
        assert_eq!(took(&Facts::new(object, "v1", "GuestCluster")), None);
    }
}
