//! The portal's own kinds: requests for quota, and kubeconfigs that were issued.

use api::{
    portal::{cluster_access::condition as access, quota_request::condition as request},
    quota::Amounts,
};
use texts::t;

use super::{Finding, Note, closed, quota_words, why, words::said};
use crate::{
    facts::Facts,
    view::{Actor, Remedy, State},
};

pub(super) fn quota_request(object: &Facts) -> Finding {
    let (name, namespace) = (object.name(), object.namespace());
    let amounts = |pointer: &str| object.at(pointer).map(Amounts::of_value).unwrap_or_default();
    let comment = said(object.text("/status/comment"));
    match object.text("/status/phase") {
        "Denied" => {
            let sentence = match (object.text("/status/decidedBy"), comment.as_str()) {
                ("", "") => t().explain_request_denied(name),
                ("", comment) => t().explain_request_denied_why(name, comment),
                (who, "") => t().explain_request_denied_by(name, who),
                (who, comment) => t().explain_request_denied_by_why(name, who, comment),
            };
            Finding::because(State::Failed, object, Note::Denied, sentence, Actor::You)
                .detail(t().explain_request_ask_again())
        }
        "Cancelled" => Finding::ready(Note::Cancelled),
        "Expired" => Finding::ready(Note::Expired),
        phase @ ("AutoApproved" | "Approved" | "PartiallyApproved") => match object.condition(request::APPLIED) {
            Some(applied) if applied.is_true() && phase == "PartiallyApproved" => {
                Finding::ready(Note::GrantedInPart(amounts("/status/granted")))
            }
            Some(applied) if applied.is_true() => Finding::ready(Note::Granted),
            Some(applied) if applied.reason == request::reason::NO_QUOTA => {
                let sentence = t().explain_request_not_applicable(name, why(&applied));
                Finding::because(State::Blocked, object, applied.reason, sentence, Actor::Administrator)
            }
            _ => Finding::progressing(object, Note::Granted, t().explain_request_granted(name, namespace)),
        },
        _ => {
            let asked = quota_words::amounts(&amounts("/spec/changes"));
            let sentence = t().explain_request_pending(name, &asked, namespace);
            Finding::because(State::Waiting, object, Note::Pending, sentence, Actor::Administrator)
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
            None => Finding::progressing(object, Note::Requested, t().explain_access_being_made(cluster)),
        };
    };
    match open.reason {
        reason::EXPIRED => {
            let sentence = t().explain_access_expired(cluster);
            Finding::because(State::Waiting, object, Note::Expired, sentence, Actor::You).remedy(again())
        }
        reason::REVOKED => {
            let sentence = t().explain_access_revoked(cluster);
            Finding::because(State::Waiting, object, Note::Revoked, sentence, Actor::Nobody)
        }
        reason::WAITING_FOR_CONTROL_PLANE => {
            let sentence = t().explain_access_waits(cluster);
            Finding::because(State::Waiting, object, open.reason, sentence, Actor::Nobody)
        }
        reason::NOT_PERMITTED => {
            let sentence = t().explain_access_refused(cluster, why(&open));
            Finding::because(State::Failed, object, open.reason, sentence, Actor::You)
                .detail(t().explain_access_refused_then())
                .remedy(again())
        }
        _ => {
            let sentence = t().explain_access_impossible(cluster, why(&open));
            Finding::because(State::Failed, object, open.reason, sentence, Actor::You).remedy(again())
        }
    }
}
