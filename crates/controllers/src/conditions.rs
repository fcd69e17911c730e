//! Writing the conditions of one object in one reconcile.

use api::conditions::{self, Status};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{Condition, Time};

/// Sets conditions with the generation and the time of this reconcile.
pub(crate) struct Conditions<'a> {
    list: &'a mut Option<Vec<Condition>>,
    generation: Option<i64>,
    now: &'a Time,
}

impl<'a> Conditions<'a> {
    /// `generation` is the one that was looked at.
    pub(crate) fn new(list: &'a mut Option<Vec<Condition>>, generation: Option<i64>, now: &'a Time) -> Self {
        Self { list, generation, now }
    }

    /// Sets one.
    pub(crate) fn set(&mut self, type_: &str, status: impl Into<Status>, reason: &str, message: impl Into<String>) {
        conditions::set(self.list, type_, status, reason, message, self.generation, self.now);
    }

    /// Sets one to what [`mirror`] says of another object's condition.
    pub(crate) fn mirror(&mut self, type_: &str, from: Option<&Condition>, absent: (&str, &str)) {
        let (status, reason, message) = mirror(from, absent);
        self.set(type_, status, &reason, message);
    }

    /// The conditions as they stand.
    pub(crate) fn list(&self) -> &[Condition] {
        self.list.as_deref().unwrap_or_default()
    }

    /// Sets `type_` from those that it sums up: true when all are true, else the first reason counts and the message
    /// names each that is not. `positive` conditions are wanted true; `negative` ones (Deleting …) are wanted false.
    pub(crate) fn summarize(&mut self, type_: &str, positive: &[&str], negative: &[&str], reasons: (&str, &str, &str)) {
        let (status, reason, message) = summary(self.list(), positive, negative, reasons);
        self.set(type_, status, reason, message);
    }
}

/// Status, reason and message of another object's condition; `absent` (reason, message) when it is not there.
fn mirror(from: Option<&Condition>, absent: (&str, &str)) -> (Status, String, String) {
    match from {
        Some(from) => (from.status.parse().unwrap_or(Status::Unknown), from.reason.clone(), from.message.clone()),
        None => (Status::Unknown, absent.0.to_owned(), absent.1.to_owned()),
    }
}

/// See [`Conditions::summarize`]; `reasons` are those for true, false and unknown.
fn summary<'r>(
    list: &[Condition],
    positive: &[&str],
    negative: &[&str],
    reasons: (&'r str, &'r str, &'r str),
) -> (Status, &'r str, String) {
    let (mut bad, mut unknown, mut lines) = (false, false, Vec::new());
    for (type_, wanted) in
        positive.iter().map(|type_| (*type_, "True")).chain(negative.iter().map(|type_| (*type_, "False")))
    {
        match conditions::get(list, type_) {
            Some(condition) if condition.status == wanted => {}
            Some(condition) => {
                let is_unknown = condition.status == Status::Unknown.as_str();
                bad |= !is_unknown;
                unknown |= is_unknown;
                lines.push(line(
                    type_,
                    if condition.message.is_empty() { &condition.reason } else { &condition.message },
                ));
            }
            // What was never said about a negative one is fine.
            None if wanted == "False" => {}
            None => {
                unknown = true;
                lines.push(line(type_, "not yet reported"));
            }
        }
    }
    let message = lines.join("\n");
    if bad {
        (Status::False, reasons.1, message)
    } else if unknown {
        (Status::Unknown, reasons.2, message)
    } else {
        (Status::True, reasons.0, String::new())
    }
}

/// `* Type: message`, further lines indented, as the public controllers write it.
fn line(type_: &str, message: &str) -> String {
    if message.contains('\n') {
        format!("* {type_}:\n  {}", message.replace('\n', "\n  "))
    } else {
        format!("* {type_}: {message}")
    }
}

/// The part of a message that is worth repeating where many objects are summed up: which conditions are not met, without
/// their own words. Every word that is repeated costs a write of each object above when it changes.
pub(crate) fn digest(message: &str) -> String {
    let types: Vec<&str> = message.lines().filter_map(|line| line.strip_prefix("* ")?.split(':').next()).collect();
    if types.is_empty() { message.to_owned() } else { format!("not {}", types.join(", ")) }
}

/// Sums up one condition of several objects, named in the message: (status, message). Absent counts as unknown.
/// At most three objects are named for each cause.
pub(crate) fn aggregate<'a>(
    objects: impl Iterator<Item = (&'a str, &'a [Condition])>,
    kind: &str,
    type_: &str,
) -> (Status, String) {
    let (mut bad, mut unknown) = (false, false);
    let mut causes: Vec<(String, Vec<&str>)> = Vec::new();
    for (name, list) in objects {
        let message = match conditions::get(list, type_) {
            Some(condition) if condition.status == Status::True.as_str() => continue,
            Some(condition) => {
                let is_unknown = condition.status == Status::Unknown.as_str();
                bad |= !is_unknown;
                unknown |= is_unknown;
                if condition.message.is_empty() {
                    format!("{type_} is {}", condition.reason)
                } else {
                    digest(&condition.message)
                }
            }
            None => {
                unknown = true;
                format!("{type_} not yet reported")
            }
        };
        match causes.iter_mut().find(|(cause, _)| *cause == message) {
            Some((_, names)) => names.push(name),
            None => causes.push((message, vec![name])),
        }
    }
    let lines: Vec<String> = causes
        .iter()
        .map(|(cause, names)| {
            let shown = names.iter().take(3).copied().collect::<Vec<_>>().join(", ");
            let more = names.len().saturating_sub(3);
            let plural = if names.len() == 1 { "" } else { "s" };
            let who =
                if more == 0 { format!("{kind}{plural} {shown}") } else { format!("{kind}s {shown}, and {more} more") };
            line(&who, cause)
        })
        .collect();
    let status = if bad {
        Status::False
    } else if unknown {
        Status::Unknown
    } else {
        Status::True
    };
    (status, lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn condition(type_: &str, status: &str, message: &str) -> Condition {
        Condition {
            type_: type_.to_owned(),
            status: status.to_owned(),
            reason: "Because".to_owned(),
            message: message.to_owned(),
            observed_generation: None,
            last_transition_time: api::time::now(),
        }
    }

    #[test]
    fn a_summary_names_what_is_not_as_wanted() {
        let reasons = ("Ready", "NotReady", "ReadyUnknown");
        type Case<'a> = (&'a [(&'a str, &'a str, &'a str)], Status, &'a str, &'a str);
        let cases: &[Case<'_>] = &[
            (&[("A", "True", ""), ("B", "True", "")], Status::True, "Ready", ""),
            (&[("A", "False", "waits"), ("B", "True", "")], Status::False, "NotReady", "* A: waits"),
            (&[("A", "Unknown", "who knows"), ("B", "True", "")], Status::Unknown, "ReadyUnknown", "* A: who knows"),
            (&[("A", "True", "")], Status::Unknown, "ReadyUnknown", "* B: not yet reported"),
            (
                &[("A", "True", ""), ("B", "True", ""), ("Deleting", "True", "going")],
                Status::False,
                "NotReady",
                "* Deleting: going",
            ),
            (&[("A", "False", "one\ntwo"), ("B", "True", "")], Status::False, "NotReady", "* A:\n  one\n  two"),
        ];
        for (given, status, reason, message) in cases {
            let list: Vec<Condition> =
                given.iter().map(|(type_, status, message)| condition(type_, status, message)).collect();
            assert_eq!(summary(&list, &["A", "B"], &["Deleting"], reasons), (*status, *reason, (*message).to_owned()));
        }
    }

    #[test]
    fn a_digest_keeps_the_types_only() {
        let cases = [("* A: one\n* B:\n  * C: two", "not A, B"), ("in words", "in words"), ("", "")];
        for (message, expected) in cases {
            assert_eq!(digest(message), expected);
        }
    }

    #[test]
    fn an_aggregate_groups_objects_by_cause() {
        let waits = vec![condition("Ready", "False", "waits")];
        let ready = vec![condition("Ready", "True", "")];
        let all = [("a", &waits), ("b", &ready), ("c", &waits), ("d", &waits), ("e", &waits)];
        let (status, message) = aggregate(all.iter().map(|(name, list)| (*name, list.as_slice())), "Machine", "Ready");
        assert_eq!((status, message.as_str()), (Status::False, "* Machines a, c, d, and 1 more: waits"));
    }
}
