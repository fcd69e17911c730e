//! The status of a release. Pure.

use api::{
    conditions::Status,
    run_tanzu::{
        TanzuKubernetesReleaseStatus, TanzuKubernetesReleaseStatusCondition as Condition,
        tanzu_kubernetes_release::condition::{COMPATIBLE, READY, reason},
    },
};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::Time;

use super::plan::Plan;
use crate::blocked::Blocked;

/// Of a condition that is not true: somebody has to do something, and what runs already goes on.
const SEVERITY: &str = "Warning";

/// The new status. What others say in conditions of their own stays.
pub(super) fn status(
    old: Option<&TanzuKubernetesReleaseStatus>,
    plan: Plan,
    now: &Time,
) -> TanzuKubernetesReleaseStatus {
    let mut status = old.cloned().unwrap_or_default();
    let conditions = status.conditions.get_or_insert_default();
    set(conditions, READY, plan.ready, now);
    set(conditions, COMPATIBLE, plan.compatible, now);
    status
}

/// Conditions of this kind have the form before `v1beta2` of Cluster API, which `api::conditions` does not write.
fn set(conditions: &mut Vec<Condition>, type_: &str, verdict: Result<(), Blocked>, now: &Time) {
    let (status, reason, message, severity) = match verdict {
        Ok(()) => (Status::True, reason::TRUE, None, None),
        Err(blocked) => (Status::False, blocked.reason, Some(blocked.message), Some(SEVERITY.to_owned())),
    };
    let mut new = Condition {
        last_transition_time: now.clone(),
        message,
        reason: Some(reason.to_owned()),
        severity,
        status: status.as_str().to_owned(),
        type_: type_.to_owned(),
    };
    match conditions.iter_mut().find(|condition| condition.type_ == type_) {
        Some(old) => {
            if old.status == new.status {
                new.last_transition_time = old.last_transition_time.clone();
            }
            *old = new;
        }
        None => conditions.push(new),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Time {
        api::time::from_chrono(chrono::DateTime::from_timestamp(second, 0).unwrap())
    }

    fn plan(ready: Result<(), &str>) -> Plan {
        Plan { ready: ready.map_err(|why| Blocked::new(reason::IMAGE_NOT_FOUND, why)), compatible: Ok(()) }
    }

    #[test]
    fn only_a_new_answer_changes_the_status() {
        let other = Condition {
            last_transition_time: at(0),
            message: Some("[v1.35.0]".to_owned()),
            reason: None,
            severity: None,
            status: "True".to_owned(),
            type_: "UpdatesAvailable".to_owned(),
        };
        let old = TanzuKubernetesReleaseStatus { conditions: Some(vec![other.clone()]) };
        let first = status(Some(&old), plan(Err("no debian")), &at(1));
        assert_eq!(status(Some(&first), plan(Err("no debian")), &at(2)), first, "time alone changes nothing");
        let reworded = status(Some(&first), plan(Err("no ubuntu")), &at(3)).conditions.unwrap();
        let ready = Condition {
            last_transition_time: at(1),
            message: Some("no ubuntu".to_owned()),
            reason: Some(reason::IMAGE_NOT_FOUND.to_owned()),
            severity: Some("Warning".to_owned()),
            status: "False".to_owned(),
            type_: READY.to_owned(),
        };
        let compatible = Condition {
            message: None,
            reason: Some(reason::TRUE.to_owned()),
            severity: None,
            status: "True".to_owned(),
            type_: COMPATIBLE.to_owned(),
            ..ready.clone()
        };
        assert_eq!(reworded, [other, ready.clone(), compatible.clone()]);
        let turned = status(Some(&first), plan(Ok(())), &at(4)).conditions.unwrap();
        let expected = Condition { last_transition_time: at(4), type_: READY.to_owned(), ..compatible };
        assert_eq!(turned[1], expected);
    }
}
