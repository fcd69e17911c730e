//! A step that takes much longer than usual although nobody reports an error. Pure.

use chrono::{DateTime, Utc};
use texts::t;

use super::{
    Finding, title,
    words::{ago, duration},
};
use crate::{
    estimate::patience,
    facts::Facts,
    timeline::Stage,
    view::{Actor, State},
};

/// The step that is under way.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Underway<'a> {
    /// Which it is.
    pub(crate) stage: Stage,
    /// When it began.
    pub(crate) begun: DateTime<Utc>,
    /// How long it took earlier, in seconds, shortest first.
    pub(crate) usual: &'a [i64],
}

/// The finding, or Waiting for an administrator when the step has been still for longer than patience allows.
///
/// It never flaps: only what is Progressing is judged, what is usual does not change while a step lasts, and time only
/// grows. It ends when something happens: the step's end, or a condition of any object below that comes true.
pub(crate) fn judge(finding: Finding, step: Underway<'_>, objects: &[&Facts], now: DateTime<Utc>) -> Finding {
    let last = last_that_happened(objects).filter(|(_, at)| *at > step.begun);
    let still = now - last.as_ref().map_or(step.begun, |(_, at)| *at);
    if finding.state != State::Progressing || still < patience(step.usual) {
        return finding;
    }
    let Some(mut cause) = finding.cause else { return finding };
    let usual = step.usual.get(step.usual.len() / 2);
    let (step, taken) = (step.stage.label(), duration((now - step.begun).num_seconds()));
    let usual = usual.map(|usual| duration(*usual));
    let sentence = match (usual, last.map(|(what, at)| (what, ago((now - at).num_seconds())))) {
        (Some(usual), None) => t().explain_slow_idle(step, taken, usual),
        (Some(usual), Some((Done::Made(title), ago))) => t().explain_slow_made(step, taken, usual, title, ago),
        (Some(usual), Some((Done::Became(title, type_), ago))) => {
            t().explain_slow_became(step, taken, usual, title, type_, ago)
        }
        (None, None) => t().explain_long_idle(step, taken),
        (None, Some((Done::Made(title), ago))) => t().explain_long_made(step, taken, title, ago),
        (None, Some((Done::Became(title, type_), ago))) => t().explain_long_became(step, taken, title, type_, ago),
    };
    cause.detail = Some(std::mem::replace(&mut cause.sentence, sentence));
    cause.actor = Actor::Administrator;
    Finding { state: State::Waiting, note: finding.note, cause: Some(cause) }
}

/// Condition types that come true when something is done.
const DONE: [&str; 8] = [
    "Ready",
    "NodeReady",
    "NodeHealthy",
    "BootstrapConfigReady",
    "InfrastructureReady",
    "DataSecretAvailable",
    "VirtualMachineProvisioned",
    "VirtualMachineCreated",
];

/// Something that was done.
enum Done {
    /// The object of this title was made.
    Made(String),
    /// The object of this title got this condition.
    Became(String, String),
}

/// The newest thing that was done, and when. Of two at the same instant the first is told.
fn last_that_happened(objects: &[&Facts]) -> Option<(Done, DateTime<Utc>)> {
    let done = objects.iter().flat_map(|object| {
        let made = object.created().map(|at| (Done::Made(title(object)), at));
        let true_now = object.conditions().filter(|condition| condition.is_true() && DONE.contains(&condition.type_));
        let came_true = true_now
            .filter_map(|condition| Some((Done::Became(title(object), condition.type_.to_owned()), condition.since?)));
        made.into_iter().chain(came_true)
    });
    done.reduce(|newest, one| if one.1 > newest.1 { one } else { newest })
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use serde_json::json;

    use super::*;
    use crate::facts::parse_time;

    fn at(second: i64) -> DateTime<Utc> {
        parse_time("2026-01-01T00:00:00Z").unwrap() + TimeDelta::seconds(second)
    }

    fn machine(joined: Option<i64>) -> Facts {
        let conditions =
            joined.map(|second| json!([{"type": "NodeReady", "status": "True", "lastTransitionTime": at(second)}]));
        let object =
            json!({"metadata": {"name": "w-1", "creationTimestamp": at(0)}, "status": {"conditions": conditions}});
        Facts::new(object, "v1", "Machine")
    }

    fn told(usual: &[i64], joined: Option<i64>, second: i64) -> (State, String) {
        let machine = machine(joined);
        let going = Finding::progressing(&machine, "", "Node w-1 is starting");
        let step = Underway { stage: Stage::WorkersJoined, begun: at(0), usual };
        let finding = judge(going, step, &[&machine], at(second));
        (finding.state, finding.cause.unwrap().sentence)
    }

    #[test]
    fn a_step_that_takes_much_longer_than_usual_waits_for_somebody() {
        let calm = (State::Progressing, "Node w-1 is starting.".to_owned());
        assert_eq!(told(&[20, 20, 21], None, 119), calm);
        assert_eq!(
            told(&[20, 20, 21], None, 360),
            (
                State::Waiting,
                "The step “Workers joined” has taken 6 min, where it usually takes 20 s; nothing has happened in it yet.".to_owned()
            )
        );
        // Something happened meanwhile: patience begins anew.
        assert_eq!(told(&[20, 20, 21], Some(300), 360), calm);
        assert_eq!(
            told(&[20, 20, 21], Some(60), 360),
            (
                State::Waiting,
                "The step “Workers joined” has taken 6 min, where it usually takes 20 s; the last that happened was Machine w-1 became NodeReady, 5 min ago."
                    .to_owned()
            )
        );
        assert_eq!(told(&[], None, 360), calm, "the first one gets more time");
        assert_eq!(told(&[], None, 960).0, State::Waiting);
        for second in 120..1_000 {
            assert_eq!(told(&[20, 20, 21], None, second).0, State::Waiting, "it does not flap");
        }
    }

    #[test]
    fn only_what_is_on_its_way_is_judged() {
        let machine = machine(None);
        let error = Finding::because(State::Blocked, &machine, "", "The disk is full", Actor::Administrator);
        let step = Underway { stage: Stage::WorkersJoined, begun: at(0), usual: &[20] };
        assert_eq!(judge(error.clone(), step, &[&machine], at(9_000)), error);
    }
}
