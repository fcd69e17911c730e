//! Layer 3 beside the machine itself: services, images, classes.

use api::vmoperator::{
    virtual_machine_class::condition as class, virtual_machine_image::condition as image,
    virtual_machine_service::condition as service_condition,
};
use service_condition::reason;
use texts::t;

use super::{Finding, closed, title, tried_again, why};
use crate::{
    facts::Facts,
    view::{Actor, State},
};

pub(super) fn service(object: &Facts) -> Finding {
    let name = object.name();
    let address = object.items("/status/loadBalancer/ingress").next().and_then(|ingress| ingress["ip"].as_str());
    let open = closed(object, service_condition::READY);
    match (open.map(|open| open.reason), address) {
        (Some(reason::LOAD_BALANCER_NOT_SUPPORTED), _) => {
            let sentence = t().explain_service_no_balancers(name);
            Finding::because(State::Failed, object, reason::LOAD_BALANCER_NOT_SUPPORTED, sentence, Actor::You)
                .detail(t().explain_service_no_balancers_then())
        }
        (Some(reason::LOAD_BALANCER_ERROR), _) => {
            let why = open.map(|open| why(&open)).unwrap_or_default();
            let sentence = t().explain_service_balancer_error(name, &why);
            Finding::because(State::Blocked, object, reason::LOAD_BALANCER_ERROR, sentence, Actor::Administrator)
                .detail(tried_again())
        }
        // The load balancer of a cluster is made before the machines behind it.
        (Some(reason::NO_ENDPOINTS), Some(address)) if object.controller_uid().is_some() => Finding::ready(address),
        (Some(reason::NO_ENDPOINTS), _) if object.controller_uid().is_none() => {
            let sentence = t().explain_service_nothing_behind(name);
            Finding::because(State::Waiting, object, reason::NO_ENDPOINTS, sentence, Actor::You)
                .detail(t().explain_service_nothing_behind_then())
        }
        (_, Some(address)) => Finding::ready(address),
        (_, None) if object.text("/spec/type") != "LoadBalancer" => Finding::ready(""),
        (_, None) => {
            let sentence = t().explain_balancer_no_address(name);
            Finding::progressing(object, reason::WAITING_FOR_ADDRESS, sentence)
        }
    }
}

pub(super) fn image(object: &Facts) -> Finding {
    let name = object.name();
    let Some(open) = object.condition(image::READY).filter(|ready| !ready.is_true()) else {
        return Finding::ready(object.text("/status/osInfo/type"));
    };
    match open.reason {
        image::reason::PROVIDER_ITEM_NOT_FOUND => {
            let sentence = t().explain_image_missing(name, why(&open));
            Finding::because(State::Failed, object, open.reason, sentence, Actor::Administrator)
        }
        image::reason::PROVIDER_NOT_READY => {
            let sentence = t().explain_image_source(name, why(&open));
            Finding::because(State::Blocked, object, open.reason, sentence, Actor::Administrator)
        }
        _ => Finding::progressing(object, open.reason, t().explain_image_importing(name, why(&open))),
    }
}

pub(super) fn class(object: &Facts) -> Finding {
    match closed(object, class::READY) {
        None => Finding::ready(""),
        Some(open) => {
            let sentence = t().explain_class_unusable(title(object), why(&open));
            Finding::because(State::Waiting, object, open.reason, sentence, Actor::Administrator)
        }
    }
}
