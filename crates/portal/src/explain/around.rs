//! The state of an object with what is around it: the finding that matters most speaks.

use api::vmoperator::{virtual_machine::condition as vm, virtual_machine_image::condition as image};
use chrono::{DateTime, TimeDelta, Utc};
use texts::t;

use super::{
    Finding, Note, below, closed, deleting, events, flag, guest_cluster::FROM_MACHINES, object::assess, why,
    words::duration,
};
use crate::{
    facts::Facts,
    view::{Actor, Cause, Remedy, State},
};

/// What is known beside an object. All of it may be empty: the less there is, the less is told.
#[derive(Clone, Debug)]
pub(crate) struct Around<'a> {
    /// Objects near it. For a cluster those of its tree and of no other cluster; for others whatever may stand below
    /// them. Hosts (Node), images and QuotaRequests are used where they are among them.
    pub(crate) objects: Vec<&'a Facts>,
    /// Events of its namespace, as the API gave them.
    pub(crate) events: &'a [Facts],
    /// The time that counts as now.
    pub(crate) now: DateTime<Utc>,
}

/// A guest may restart: so long a silence of its API is no trouble.
const SILENCE: TimeDelta = TimeDelta::minutes(1);
/// A node that has joined and is not ready after so long does not become ready by itself.
const NODE_GRACE: TimeDelta = TimeDelta::minutes(5);

/// The state of `about` with all that is known around it.
pub(crate) fn in_context(about: &Facts, around: &Around<'_>) -> Finding {
    if about.is_deleting() {
        return deleting::in_context(about, around);
    }
    let own = judge(about, around);
    let is_cluster = below::is_cluster(about);
    // What holds a cluster as a whole back is not better known further down.
    if is_cluster && matches!(own.state, State::Waiting | State::Failed) && !speaks_for_machines(&own) {
        return with_request(about, own, around);
    }
    let speaker = below::of(about, &around.objects)
        .into_iter()
        .filter(|object| !(own.state == State::Ready && object.kind() == "KubeadmConfig"))
        .map(|object| (object, judge(object, around)))
        .filter(|(object, finding)| finding.cause.is_some() && below::says_more(object, finding))
        .max_by_key(|(object, finding)| (below::weight(finding.state), below::order(object)));
    match (own.state, speaker) {
        (State::Ready, Some((_, lower))) if matches!(lower.state, State::Blocked | State::Failed) => {
            Finding { note: own.note, ..lower }
        }
        (State::Ready, _) => all_ready(about, own),
        (_, Some((_, lower)))
            if lower.state != State::Deleting && below::weight(lower.state) >= below::weight(own.state) =>
        {
            Finding { note: own.note, ..lower }
        }
        (_, _) => own,
    }
}

/// Whether a cluster's own words were taken over from one of its machines, which says it better.
fn speaks_for_machines(own: &Finding) -> bool {
    FROM_MACHINES.iter().any(|(reason, ..)| *reason == own.note.given())
}

/// One object by itself and by what is near it, without what stands below it.
fn judge(object: &Facts, around: &Around<'_>) -> Finding {
    let finding = assess(object);
    match object.kind() {
        "VirtualMachine" => on_its_host(object, with_image(object, finding, around), around),
        "Machine" => node_not_ready(object, finding, around.now),
        "Cluster" => silent(object, finding, around.now),
        _ => finding,
    }
    .or_events(object, around)
}

impl Finding {
    /// An object that is only on its way while warnings about it repeat is blocked.
    fn or_events(self, object: &Facts, around: &Around<'_>) -> Finding {
        if self.state != State::Progressing {
            return self;
        }
        events::repeated_warning(object, around).unwrap_or(self)
    }
}

fn on_its_host(vm: &Facts, finding: Finding, around: &Around<'_>) -> Finding {
    if matches!(finding.state, State::Deleting | State::Failed) {
        return finding;
    }
    let host = vm.text("/status/nodeName");
    let node = around.objects.iter().find(|object| object.kind() == "Node" && object.name() == host);
    let Some((node, ready)) = node.and_then(|node| Some((node, node.condition("Ready").filter(|r| !r.is_true())?)))
    else {
        return finding;
    };
    let sentence = t().explain_vm_host_down(vm.name(), host, why(&ready));
    Finding::because(State::Blocked, node, Note::HostDown, sentence, Actor::Administrator)
        .detail(t().explain_vm_host_down_then())
        .remedy(Remedy::OpenHost(host.to_owned()))
}

/// An image that is being imported is nobody's task; the image knows how far it is.
fn with_image(vm: &Facts, finding: Finding, around: &Around<'_>) -> Finding {
    let Some(_) = closed(vm, api::vmoperator::virtual_machine::condition::IMAGE_READY) else { return finding };
    let named = match vm.text("/spec/image/name") {
        "" => vm.text("/spec/imageName"),
        name => name,
    };
    let is_image = |object: &Facts| matches!(object.kind(), "VirtualMachineImage" | "ClusterVirtualMachineImage");
    let found = around
        .objects
        .iter()
        .copied()
        .filter(|object| is_image(object))
        .find(|object| object.name() == named || object.text("/status/name") == named)
        .and_then(|found| Some((found, closed(found, image::READY)?)));
    match found {
        Some((found, ready)) if ready.reason == image::reason::NOT_SYNCED => {
            let sentence = t().explain_vm_image_importing(vm.name(), found.name(), why(&ready));
            Finding::because(State::Waiting, found, vm::reason::IMAGE_IMPORTING, sentence, Actor::Nobody)
        }
        _ => finding,
    }
}

fn node_not_ready(machine: &Facts, finding: Finding, now: DateTime<Utc>) -> Finding {
    let ready = closed(machine, api::cluster::machine::condition::NODE_READY);
    let Some((ready, since)) = ready.and_then(|ready| Some((ready, ready.since?))) else { return finding };
    if finding.state != State::Progressing || now - since < NODE_GRACE {
        return finding;
    }
    let length = duration((now - since).num_seconds());
    let node = machine.text("/status/nodeRef/name");
    let sentence = t().explain_node_not_ready(node, &length, why(&ready));
    Finding::because(State::Blocked, machine, ready.reason, sentence, Actor::You)
        .detail(t().explain_node_not_ready_then())
}

fn silent(cluster: &Facts, finding: Finding, now: DateTime<Utc>) -> Finding {
    let probe = closed(cluster, api::cluster::cluster::condition::REMOTE_CONNECTION_PROBE);
    let initialized = flag(cluster, "/status/initialization/controlPlaneInitialized");
    match probe.and_then(|probe| Some((probe, probe.since?))) {
        Some((probe, since)) if initialized && finding.state == State::Progressing && now - since >= SILENCE => {
            let length = duration((now - since).num_seconds());
            let sentence = t().explain_cluster_silent(cluster.name(), &length);
            Finding::because(State::Blocked, cluster, probe.reason, sentence, Actor::Administrator)
                .detail(t().explain_cluster_silent_then())
        }
        _ => finding,
    }
}

/// A cluster that waits for quota says whether somebody has asked for it and what became of that.
fn with_request(about: &Facts, finding: Finding, around: &Around<'_>) -> Finding {
    let waits = matches!(finding.cause, Some(Cause { remedy: Some(Remedy::RequestQuota { .. }), .. }));
    let newest = around
        .objects
        .iter()
        .filter(|object| object.kind() == "QuotaRequest" && object.namespace() == about.namespace())
        .filter(|object| {
            object.text("/spec/forObject/kind") == about.kind() && object.text("/spec/forObject/name") == about.name()
        })
        .max_by_key(|request| request.created());
    let (true, Some(request)) = (waits, newest) else { return finding };
    let open =
        || Remedy::OpenQuotaRequest { namespace: request.namespace().to_owned(), name: request.name().to_owned() };
    match (request.text("/status/phase"), assess(request)) {
        ("" | "Pending", _) => {
            let mut finding = finding.remedy(open());
            if let Some(cause) = &mut finding.cause {
                cause.actor = Actor::Administrator;
            }
            finding.detail(t().explain_request_asks(request.name()))
        }
        ("Denied", Finding { cause: Some(denied), .. }) => finding.detail(denied.sentence),
        _ => finding,
    }
}

/// A cluster that is ready says so in a sentence; other objects need none.
fn all_ready(about: &Facts, own: Finding) -> Finding {
    if about.kind() != "GuestCluster" {
        return own;
    }
    let number = |pointer: &str| about.number(pointer).unwrap_or(0);
    let nodes = number("/status/controlPlane/desired") + number("/status/workers/desired");
    let sentence = match nodes {
        1 => t().explain_only_node_ready(),
        _ => t().explain_all_nodes_ready(nodes),
    };
    let cause = Cause { sentence, detail: None, actor: Actor::Nobody, object: None, remedy: None };
    Finding { cause: Some(cause), ..own }
}
