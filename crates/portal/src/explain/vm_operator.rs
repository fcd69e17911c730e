//! Layer 3 beside the machine itself: services, images, classes.

use api::vmoperator::{
    virtual_machine_class::condition as class, virtual_machine_image::condition as image,
    virtual_machine_service::condition as service_condition,
};
use service_condition::reason;

use super::{Finding, TRIED_AGAIN, closed, title, why};
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
            let sentence = format!("Service {name} cannot have a load balancer: this hypervisor has none");
            Finding::because(State::Failed, object, reason::LOAD_BALANCER_NOT_SUPPORTED, sentence, Actor::You)
                .detail("Ask for another type of service, or for a cluster with an address of its own")
        }
        (Some(reason::LOAD_BALANCER_ERROR), _) => {
            let why = open.map(|open| why(&open)).unwrap_or_default();
            let sentence = format!("The load balancer of service {name} reports an error: {why}");
            Finding::because(State::Blocked, object, reason::LOAD_BALANCER_ERROR, sentence, Actor::Administrator)
                .detail(TRIED_AGAIN)
        }
        // The load balancer of a cluster is made before the machines behind it.
        (Some(reason::NO_ENDPOINTS), Some(address)) if object.controller_uid().is_some() => Finding::ready(address),
        (Some(reason::NO_ENDPOINTS), _) if object.controller_uid().is_none() => {
            let sentence =
                format!("Service {name} has nothing behind it: no machine with an address matches its selector");
            Finding::because(State::Waiting, object, reason::NO_ENDPOINTS, sentence, Actor::You)
                .detail("It goes on by itself when such a machine has an address")
        }
        (_, Some(address)) => Finding::ready(address),
        (_, None) if object.text("/spec/type") != "LoadBalancer" => Finding::ready(""),
        (_, None) => {
            let sentence = format!("The load balancer {name} has no address yet");
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
            let sentence = format!("The hypervisor has no image {name}: {}", why(&open));
            Finding::because(State::Failed, object, open.reason, sentence, Actor::Administrator)
        }
        image::reason::PROVIDER_NOT_READY => {
            let sentence = format!("The source of image {name} is not ready: {}", why(&open));
            Finding::because(State::Blocked, object, open.reason, sentence, Actor::Administrator)
        }
        _ => Finding::progressing(object, open.reason, format!("Image {name} is still being imported: {}", why(&open))),
    }
}

pub(super) fn class(object: &Facts) -> Finding {
    match closed(object, class::READY) {
        None => Finding::ready(""),
        Some(open) => {
            let sentence = format!("No machine can be made of {}: {}", title(object), why(&open));
            Finding::because(State::Waiting, object, open.reason, sentence, Actor::Administrator)
        }
    }
}
