//! The portal's own kinds: requests for quota, and kubeconfigs that were issued.

use api::portal::{cluster_access::condition as access, quota_request::condition as request};

use super::{Finding, closed, quota_words, why, words::said};
use crate::{
    facts::Facts,
    view::{Actor, Remedy, State},
};

pub(super) fn quota_request(object: &Facts) -> Finding {
    let (name, namespace) = (object.name(), object.namespace());
    let amounts = |pointer: &str| object.at(pointer).map(quota_words::amounts).unwrap_or_default();
    let comment = said(object.text("/status/comment"));
    let decided_by = match object.text("/status/decidedBy") {
        "" => "an approver",
        who => who,
    };
    match object.text("/status/phase") {
        "Denied" => {
            let sentence = match comment.as_str() {
                "" => format!("Request {name} was denied by {decided_by}"),
                comment => format!("Request {name} was denied by {decided_by}: {comment}"),
            };
            Finding::because(State::Failed, object, "denied", sentence, Actor::You)
                .detail("Ask again with another amount or another reason")
        }
        "Cancelled" => Finding::ready("cancelled"),
        "Expired" => Finding::ready("expired"),
        phase @ ("AutoApproved" | "Approved" | "PartiallyApproved") => match object.condition(request::APPLIED) {
            Some(applied) if applied.is_true() && phase == "PartiallyApproved" => {
                Finding::ready(format!("granted in part: {}", amounts("/status/granted")))
            }
            Some(applied) if applied.is_true() => Finding::ready("granted"),
            Some(applied) if applied.reason == request::reason::NO_QUOTA => {
                let sentence = format!("Request {name} is granted and cannot be applied: {}", why(&applied));
                Finding::because(State::Blocked, object, applied.reason, sentence, Actor::Administrator)
            }
            _ => Finding::progressing(
                object,
                "granted",
                format!("Request {name} is granted; the quota of {namespace} is being raised"),
            ),
        },
        _ => {
            let asked = amounts("/spec/changes");
            let sentence = format!("Request {name} for {asked} in {namespace} waits for a decision");
            Finding::because(State::Waiting, object, "pending", sentence, Actor::Administrator)
                .remedy(Remedy::OpenQuotaRequest { namespace: namespace.to_owned(), name: name.to_owned() })
        }
    }
}

pub(super) fn cluster_access(object: &Facts) -> Finding {
    use access::reason;
    let cluster = object.text("/spec/clusterRef/name");
    let again = || Remedy::RequestKubeconfig { namespace: object.namespace().to_owned(), cluster: cluster.to_owned() };
    let Some(open) = closed(object, access::READY) else {
        return match object.condition(access::READY) {
            Some(_) => Finding::ready(""),
            None => {
                Finding::progressing(object, "requested", format!("A kubeconfig of cluster {cluster} is being made"))
            }
        };
    };
    match open.reason {
        reason::EXPIRED => {
            let sentence = format!("The time of this kubeconfig of cluster {cluster} is over");
            Finding::because(State::Waiting, object, "expired", sentence, Actor::You).remedy(again())
        }
        reason::REVOKED => {
            let sentence = format!("This kubeconfig of cluster {cluster} was taken back");
            Finding::because(State::Waiting, object, "revoked", sentence, Actor::Nobody)
        }
        reason::WAITING_FOR_CONTROL_PLANE => {
            let sentence = format!("This kubeconfig is made when the control plane of cluster {cluster} answers");
            Finding::because(State::Waiting, object, open.reason, sentence, Actor::Nobody)
        }
        reason::NOT_PERMITTED => {
            let sentence = format!("This kubeconfig of cluster {cluster} is refused: {}", why(&open));
            Finding::because(State::Failed, object, open.reason, sentence, Actor::You)
                .detail("Ask for a lower role, or an owner of the namespace for more rights")
                .remedy(again())
        }
        _ => {
            let sentence = format!("This kubeconfig of cluster {cluster} cannot be made: {}", why(&open));
            Finding::because(State::Failed, object, open.reason, sentence, Actor::You).remedy(again())
        }
    }
}
