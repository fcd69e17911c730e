//! The state of one object, judged by itself. One function per kind, grouped by layer in the files beside this one.

use texts::t;

use super::{
    Finding, Note, cluster_api, deleting, flag, guest_cluster, machine, portal_kinds, repeating_error, supervisor,
    title, tried_again, virtual_machine, vm_operator, why,
};
use crate::{
    facts::Facts,
    view::{Actor, State},
};

/// The state of any object, by its own metadata and status alone. What it does not know is judged by the conventions of
/// conditions (`Ready`, `Available`, `Complete`, `Stalled`, `Failed`).
pub(crate) fn assess(object: &Facts) -> Finding {
    if object.is_deleting() {
        return deleting::assess(object);
    }
    if is_paused(object) {
        let sentence = t().explain_paused(title(object));
        return Finding::because(State::Waiting, object, Note::Paused, sentence, Actor::You);
    }
    let finding = by_kind(object);
    // An error that is tried again outranks "on its way", whatever the kind.
    match repeating_error(object) {
        Some(error) if finding.state == State::Progressing => {
            let sentence = t().explain_held_up(title(object), why(&error));
            Finding::because(State::Blocked, object, error.reason, sentence, Actor::Administrator).detail(tried_again())
        }
        _ => finding,
    }
}

fn by_kind(object: &Facts) -> Finding {
    match object.kind() {
        "GuestCluster" => guest_cluster::guest_cluster(object),
        "TanzuKubernetesCluster" => guest_cluster::tanzu_kubernetes_cluster(object),
        "TanzuKubernetesRelease" => guest_cluster::release(object),
        "Cluster" => cluster_api::cluster(object),
        "VSphereCluster" => cluster_api::vsphere_cluster(object),
        "KubeadmControlPlane" | "MachineDeployment" | "MachineSet" | "VirtualMachineReplicaSet" => {
            cluster_api::replicated(object)
        }
        "MachineHealthCheck" => cluster_api::health_check(object),
        "Machine" => machine::machine(object),
        "KubeadmConfig" => machine::bootstrap(object),
        "VSphereMachine" => machine::infrastructure(object),
        "VirtualMachine" => virtual_machine::assess(object),
        "VirtualMachineService" => vm_operator::service(object),
        "VirtualMachineImage" | "ClusterVirtualMachineImage" => vm_operator::image(object),
        "VirtualMachineClass" => vm_operator::class(object),
        "Node" => supervisor::node(object),
        "Namespace" => supervisor::namespace(object),
        "PersistentVolumeClaim" => supervisor::claim(object),
        "ResourceQuota" => supervisor::quota(object),
        "Service" => supervisor::service(object),
        "Pod" => supervisor::pod(object),
        "QuotaRequest" => portal_kinds::quota_request(object),
        "ClusterAccess" => portal_kinds::cluster_access(object),
        _ => by_convention(object),
    }
}

fn is_paused(object: &Facts) -> bool {
    let annotated =
        object.at("/metadata/annotations").is_some_and(|all| all.get(api::meta::annotation::PAUSED).is_some());
    annotated || object.is_true("Paused") || flag(object, "/spec/paused")
}

/// Condition types that say that an object is as it should be; the first that it has counts.
const GOOD: [&str; 4] = ["Ready", "Available", "Complete", "Succeeded"];

/// Kinds without a rule of their own: what their conditions say; without conditions they are as they should be.
pub(super) fn by_convention(object: &Facts) -> Finding {
    if let Some(failed) = object.condition("Failed").filter(|failed| failed.is_true()) {
        let sentence = t().explain_failed(title(object), why(&failed));
        return Finding::because(State::Failed, object, failed.reason, sentence, Actor::You);
    }
    if let Some(stalled) = object.condition("Stalled").filter(|stalled| stalled.is_true()) {
        let sentence = t().explain_stalled(title(object), why(&stalled));
        return Finding::because(State::Blocked, object, stalled.reason, sentence, Actor::You);
    }
    let good = GOOD.iter().find_map(|type_| object.condition(type_));
    let seen = object.number("/status/observedGeneration");
    match good {
        Some(good) if good.is_true() && seen.is_some_and(|seen| object.number("/metadata/generation") > Some(seen)) => {
            Finding::progressing(object, Note::Changed, t().explain_changed(title(object)))
        }
        Some(good) if good.is_true() => Finding::ready(""),
        Some(good) if good.status == "Unknown" => {
            let sentence = t().explain_not_said_yet(title(object), why(&good));
            Finding::progressing(object, good.reason, sentence)
        }
        Some(good) => Finding::progressing(object, good.reason, t().explain_not_ready_yet(title(object), why(&good))),
        None => Finding::ready(""),
    }
}
