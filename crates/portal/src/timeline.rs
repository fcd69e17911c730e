//! How a cluster comes up, step by step, from the times that its objects carry. Pure.

use chrono::{DateTime, Utc};
use texts::t;

use crate::{
    facts::Facts,
    gather::Tree,
    rows,
    view::{State, Step, StepState, Story},
};

/// An instant.
pub(crate) type Moment = DateTime<Utc>;

/// One step of a cluster's way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// Its version is known.
    Accepted,
    /// What it takes is kept for it.
    QuotaKept,
    /// Its API has an address.
    EndpointReady,
    /// Its API answers.
    ControlPlaneAnswers,
    /// All machines of its control plane are there.
    ControlPlaneComplete,
    /// All its workers are there.
    WorkersJoined,
    /// All is as asked for.
    Ready,
    /// A change was looked at.
    ChangeAccepted,
    /// The control plane is as it was changed.
    ControlPlaneAsAsked,
    /// The pools are as they were changed.
    WorkersAsAsked,
    /// The pools are gone.
    WorkersRemoved,
    /// The control plane is gone.
    ControlPlaneRemoved,
    /// Network and address are gone.
    EndpointRemoved,
    /// Nothing is left below it.
    RecordsRemoved,
}

impl Stage {
    /// What people read.
    pub(crate) fn label(self) -> String {
        match self {
            Stage::Accepted => t().timeline_accepted(),
            Stage::QuotaKept => t().timeline_quota_kept(),
            Stage::EndpointReady => t().timeline_endpoint_ready(),
            Stage::ControlPlaneAnswers => t().timeline_control_plane_answers(),
            Stage::ControlPlaneComplete => t().timeline_control_plane_complete(),
            Stage::WorkersJoined => t().timeline_workers_joined(),
            Stage::Ready => t().timeline_ready(),
            Stage::ChangeAccepted => t().timeline_change_accepted(),
            Stage::ControlPlaneAsAsked => t().timeline_control_plane_as_asked(),
            Stage::WorkersAsAsked => t().timeline_workers_as_asked(),
            Stage::WorkersRemoved => t().timeline_workers_removed(),
            Stage::ControlPlaneRemoved => t().timeline_control_plane_removed(),
            Stage::EndpointRemoved => t().timeline_endpoint_removed(),
            Stage::RecordsRemoved => t().timeline_records_removed(),
        }
    }
}

/// What the timeline of this cluster is about.
pub(crate) fn story(guest: &Facts) -> Story {
    match (guest.is_deleting(), guest.text("/status/phase")) {
        (true, _) => Story::Deletion,
        (false, "Updating") => Story::Change,
        (false, _) => Story::Creation,
    }
}

/// The steps of the cluster's story; the one that is under way looks as the whole does.
pub(crate) fn steps(tree: &Tree, state: State) -> Vec<Step> {
    way(tree, state).into_iter().map(|(_, step)| step).collect()
}

/// The step that is under way in a cluster that gets on, and when it began.
pub(crate) fn under_way(tree: &Tree) -> Option<(Stage, Moment)> {
    let mut steps = way(tree, State::Progressing).into_iter();
    let (stage, step) = steps.find(|(_, step)| step.state == StepState::Running)?;
    Some((stage, step.started?))
}

fn way(tree: &Tree, state: State) -> Vec<(Stage, Step)> {
    let guest = &tree.guest;
    let (marks, mut previous) = match story(guest) {
        Story::Deletion => (deletion(tree), guest.time("/metadata/deletionTimestamp")),
        // The cluster was Ready until it was changed.
        Story::Change => (change(tree), guest.condition("Ready").and_then(|ready| ready.since)),
        Story::Creation => (provisioning(tree), guest.created()),
    };
    let mut steps = Vec::new();
    let mut open = true;
    for Mark { stage, detail, done } in marks {
        let (step, started, finished) = match done {
            Done::At(at) => (StepState::Done, previous, Some(at)),
            Done::Yes => (StepState::Done, None, None),
            Done::No if open => (StepState::under_way(state), previous, None),
            Done::No => (StepState::Ahead, None, None),
        };
        if matches!(done, Done::No) {
            open = false;
        }
        previous = finished.max(previous);
        steps.push((stage, Step { name: stage.label(), state: step, detail, started, finished }));
    }
    steps
}

/// The steps of a cluster that came up, each with when it began and when it was done.
pub(crate) fn done(tree: &Tree) -> Vec<(Stage, Moment, Moment)> {
    let mut begun = tree.guest.created();
    let mut done = Vec::new();
    for mark in provisioning(tree) {
        if let (Done::At(at), Some(from)) = (mark.done, begun) {
            done.push((mark.stage, from, at));
            begun = Some(at.max(from));
        }
    }
    done
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

struct Mark {
    stage: Stage,
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
        (ready, Some(t().timeline_machines(desired, ready)))
    };
    let (control_plane, workers) = (rows::control_plane_nodes(guest), rows::worker_nodes(guest));
    let (control_plane_ready, control_plane_detail) = part("/status/controlPlane/ready", control_plane);
    let (workers_ready, workers_detail) = part("/status/workers/ready", workers);
    let version = guest.text("/status/version");
    let mut marks = vec![
        Mark {
            stage: Stage::Accepted,
            detail: (!version.is_empty()).then(|| t().timeline_kubernetes(version)),
            done: when(guest, "VersionResolved", !version.is_empty()),
        },
        Mark {
            stage: Stage::QuotaKept,
            detail: None,
            done: when(guest, "QuotaAvailable", guest.is_true("QuotaAvailable")),
        },
        Mark {
            stage: Stage::EndpointReady,
            detail: (!endpoint.is_empty()).then(|| endpoint.to_owned()),
            done: infrastructure.map_or(Done::No, |c| when(c, "Ready", true)),
        },
        Mark {
            stage: Stage::ControlPlaneAnswers,
            detail: None,
            done: initialized.map_or(Done::No, |c| when(c, "Initialized", true)),
        },
        Mark {
            stage: Stage::ControlPlaneComplete,
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
        marks.push(Mark { stage: Stage::WorkersJoined, detail: workers_detail, done });
    }
    marks.push(Mark { stage: Stage::Ready, detail: None, done: when(guest, "Ready", guest.is_true("Ready")) });
    marks
}

/// A change of a cluster that was ready: its machines are replaced, added or removed.
fn change(tree: &Tree) -> Vec<Mark> {
    let guest = &tree.guest;
    let seen = guest.number("/metadata/generation") == guest.number("/status/observedGeneration");
    let version = guest.text("/status/version");
    let mark = |stage, kind: &str| {
        let objects = tree.below.iter().filter(|object| object.kind() == kind && !object.is_deleting());
        let (mut there, mut asked, mut exact) = (0, 0, true);
        for object in objects {
            let desired = object.number("/spec/replicas").unwrap_or(1);
            let number = |pointer: &str| object.number(pointer).unwrap_or(0);
            there += number("/status/upToDateReplicas").min(number("/status/readyReplicas")).min(desired);
            asked += desired;
            exact &= number("/status/replicas") == desired;
        }
        let detail = Some(t().timeline_machines(asked, there));
        Mark { stage, detail, done: if exact && there >= asked { Done::Yes } else { Done::No } }
    };
    vec![
        Mark {
            stage: Stage::ChangeAccepted,
            detail: (!version.is_empty()).then(|| t().timeline_kubernetes(version)),
            done: if seen && guest.is_true("QuotaAvailable") { Done::Yes } else { Done::No },
        },
        mark(Stage::ControlPlaneAsAsked, "KubeadmControlPlane"),
        mark(Stage::WorkersAsAsked, "MachineDeployment"),
        Mark { stage: Stage::Ready, detail: None, done: when(guest, "Ready", guest.is_true("Ready")) },
    ]
}

/// How many machines still have to be made for a change one after the other: pools go on beside each other, and a pool
/// that only grows makes its machines at once.
pub(crate) fn machines_in_turn(tree: &Tree) -> i64 {
    let left = |object: &Facts| {
        let number = |pointer: &str| object.number(pointer).unwrap_or(0);
        let desired = object.number("/spec/replicas").unwrap_or(1);
        let outdated = (number("/status/replicas") - number("/status/upToDateReplicas")).max(0);
        let grows = i64::from(number("/status/readyReplicas") < desired);
        match object.kind() {
            "KubeadmControlPlane" => outdated.max(desired - number("/status/readyReplicas")).max(0),
            _ => outdated.max(grows),
        }
    };
    let of =
        |kind: &'static str| tree.below.iter().filter(move |object| object.kind() == kind && !object.is_deleting());
    of("KubeadmControlPlane").map(left).sum::<i64>() + of("MachineDeployment").map(left).max().unwrap_or(0)
}

fn deletion(tree: &Tree) -> Vec<Mark> {
    let left = |kind: &str| tree.below.iter().filter(|object| object.kind() == kind).count();
    let gone = |stage, kind: &str| {
        let count = left(kind);
        let detail = (count > 0).then(|| t().timeline_left(count));
        Mark { stage, detail, done: if count == 0 { Done::Yes } else { Done::No } }
    };
    vec![
        gone(Stage::WorkersRemoved, "MachineDeployment"),
        gone(Stage::ControlPlaneRemoved, "KubeadmControlPlane"),
        gone(Stage::EndpointRemoved, "VSphereCluster"),
        gone(Stage::RecordsRemoved, "Cluster"),
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

    use super::{machines_in_turn, percent, steps};
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
    fn a_change_has_steps_of_its_own() {
        let replicas = |kind: &str, desired: i64, there: i64, new: i64| {
            let status = json!({"replicas": there, "readyReplicas": there, "upToDateReplicas": new});
            Facts::new(json!({"spec": {"replicas": desired}, "status": status}), "v1", kind)
        };
        let status = json!({"phase": "Updating", "observedGeneration": 1, "version": "v1.38.0", "conditions": [
            {"type": "Ready", "status": "False", "lastTransitionTime": "2026-02-01T00:00:00Z"},
            {"type": "QuotaAvailable", "status": "True"}]});
        let below = vec![replicas("KubeadmControlPlane", 1, 1, 1), replicas("MachineDeployment", 3, 4, 2)];
        let tree = tree(status, below);
        let steps = steps(&tree, State::Progressing);
        let told: Vec<_> = steps.iter().map(|step| (step.name.as_str(), step.state, step.detail.as_deref())).collect();
        assert_eq!(
            told,
            [
                ("Change accepted", StepState::Done, Some("Kubernetes v1.38.0")),
                ("Control plane as asked for", StepState::Done, Some("1 of 1 machine")),
                ("Workers as asked for", StepState::Running, Some("2 of 3 machines")),
                ("Ready", StepState::Ahead, None),
            ]
        );
        assert_eq!(steps[2].started, parse_time("2026-02-01T00:00:00Z"), "the change began when it was Ready no more");
        assert_eq!(machines_in_turn(&tree), 2);
    }
}
