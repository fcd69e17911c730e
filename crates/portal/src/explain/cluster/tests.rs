//! Situations as small YAML documents, with the state, the sentence and the actor that they must give.

use super::explain;
use crate::{
    facts::Facts,
    view::{Actor, State},
};

fn objects(yaml: &str) -> (Facts, Vec<Facts>) {
    let mut all: Vec<Facts> = yaml
        .split("\n---\n")
        .map(|document| Facts::new(serde_saphyr::from_str(document).expect(document), "v1", "Unknown"))
        .collect();
    let guest = all.remove(0);
    (guest, all)
}

fn guest(status: &str) -> String {
    format!(
        "kind: GuestCluster\nmetadata: {{name: demo, namespace: team-a, generation: 1}}\nstatus: {{observedGeneration: 1, {status}}}"
    )
}

const NODES: &str = "controlPlane: {ready: 1, desired: 1}, workers: {ready: 1, desired: 2}";

fn converging(below: &str) -> String {
    let message =
        "conditions: [{type: Ready, status: 'False', reason: Provisioning, message: 'machines are being made'}]";
    format!("{}\n---\n{below}", guest(&format!("{NODES}, {message}")))
}

fn vm(conditions: &str) -> String {
    format!(
        "kind: VirtualMachine\nmetadata: {{name: demo-w-1, namespace: team-a}}\nstatus: {{nodeName: host-1, conditions: [{conditions}]}}"
    )
}

struct Situation {
    name: &'static str,
    yaml: String,
    state: State,
    sentence: &'static str,
    actor: Actor,
}

fn situation(name: &'static str, yaml: String, state: State, sentence: &'static str, actor: Actor) -> Situation {
    Situation { name, yaml, state, sentence, actor }
}

#[test]
fn every_situation_has_its_state_sentence_and_actor() {
    use Actor::{Administrator, Nobody, You};
    use State::{Blocked, Deleting, Failed, Progressing, Ready, Waiting};
    let ready = guest(
        "controlPlane: {ready: 1, desired: 1}, workers: {ready: 2, desired: 2}, conditions: [{type: Ready, status: 'True'}]",
    );
    let machine =
        |status: &str| format!("kind: Machine\nmetadata: {{name: demo-w-1, namespace: team-a}}\nstatus: {status}");
    let condition = |type_: &str, status: &str, reason: &str, message: &str| {
        format!("{{type: {type_}, status: '{status}', reason: {reason}, message: '{message}'}}")
    };
    let situations = [
        situation("ready", ready.clone(), Ready, "All 3 nodes are ready.", Nobody),
        situation(
            "ready, one node",
            guest("controlPlane: {ready: 1, desired: 1}, conditions: [{type: Ready, status: 'True'}]"),
            Ready,
            "The only node is ready.",
            Nobody,
        ),
        situation(
            "just requested",
            "kind: GuestCluster\nmetadata: {name: demo, namespace: team-a, generation: 1}".to_owned(),
            Progressing,
            "Demo has been requested.",
            Nobody,
        ),
        situation(
            "spec changed and not yet looked at",
            ready.replace("generation: 1}", "generation: 2}"),
            Progressing,
            "Demo has been requested.",
            Nobody,
        ),
        situation(
            "paused",
            "kind: GuestCluster\nmetadata: {name: demo}\nspec: {paused: true}".to_owned(),
            Waiting,
            "GuestCluster demo is paused; it goes on when `spec.paused` is removed.",
            You,
        ),
        situation(
            "no such release",
            guest("conditions: [{type: VersionResolved, status: 'False', reason: NoMatchingRelease, message: 'no release matches v9'}]"),
            Waiting,
            "No release matches v9.",
            You,
        ),
        situation(
            "no such class",
            guest("conditions: [{type: Ready, status: 'False', reason: ClassNotFound, message: 'class \"huge\" does not exist'}]"),
            Waiting,
            "Class \"huge\" does not exist.",
            You,
        ),
        situation(
            "over quota",
            guest("conditions: [{type: QuotaAvailable, status: 'False', reason: AwaitingQuota, message: '4 vCPU short'}]"),
            Waiting,
            "4 vCPU short.",
            You,
        ),
        situation(
            "failed for good",
            guest("phase: Failed, conditions: [{type: Ready, status: 'False', reason: NotReady, message: 'etcd lost its quorum'}]"),
            Failed,
            "Demo cannot become what was asked for: etcd lost its quorum.",
            You,
        ),
        situation(
            "no host has room",
            converging(&vm(&condition("Ready", "False", "InsufficientCapacity", "no host can take team-a/demo-w-1"))),
            Waiting,
            "Machine demo-w-1 waits for a host: no host can take team-a/demo-w-1.",
            Administrator,
        ),
        situation(
            "hypervisor error",
            converging(&vm(&condition("Ready", "False", "HypervisorError", "connection refused"))),
            Blocked,
            "The hypervisor reports an error for machine demo-w-1: connection refused.",
            Administrator,
        ),
        situation(
            "hypervisor refuses",
            converging(&vm(&condition("Ready", "False", "RefusedByHypervisor", "0 vCPU is not possible"))),
            Failed,
            "The hypervisor refuses machine demo-w-1: 0 vCPU is not possible.",
            You,
        ),
        situation(
            "machine lost",
            converging(&vm(&condition("Ready", "False", "Lost", "the hypervisor has this machine no more"))),
            Failed,
            "Machine demo-w-1 is gone: the hypervisor has this machine no more.",
            Administrator,
        ),
        situation(
            "a lost machine of a cluster that was ready",
            format!("{ready}\n---\n{}", vm(&condition("Ready", "False", "Lost", "gone"))),
            Failed,
            "Machine demo-w-1 is gone: gone.",
            Administrator,
        ),
        situation(
            "a ready cluster is not called progressing for a detail below",
            format!("{ready}\n---\n{}", machine("{phase: Provisioning}")),
            Ready,
            "All 3 nodes are ready.",
            Nobody,
        ),
        situation(
            "image still being imported",
            converging(&vm(&condition("VirtualMachineImageReady", "False", "ImageImporting", "ubuntu-2404 is 62 % imported"))),
            Waiting,
            "Machine demo-w-1 waits for its image: ubuntu-2404 is 62 % imported.",
            Administrator,
        ),
        situation(
            "class of a machine is gone",
            converging(&vm(&condition("VirtualMachineClassReady", "False", "NotFound", "class \"x\" does not exist"))),
            Waiting,
            "Machine demo-w-1 waits for its machine class: class \"x\" does not exist.",
            You,
        ),
        situation(
            "powering on",
            converging(&vm(&condition("Ready", "False", "PoweringOn", ""))),
            Progressing,
            "Machine demo-w-1 is being powered on on host host-1.",
            Nobody,
        ),
        situation(
            "booting",
            converging(&vm(&condition("Ready", "False", "WaitingForAddress", ""))),
            Progressing,
            "Machine demo-w-1 is booting on host host-1 and has no address yet.",
            Nobody,
        ),
        situation(
            "node has not joined",
            converging(&machine("{phase: Provisioned, addresses: [{address: 10.0.0.7}], initialization: {infrastructureProvisioned: true}}")),
            Progressing,
            "Node demo-w-1 is starting: its machine has an address (10.0.0.7) and has not joined yet.",
            Nobody,
        ),
        situation(
            "node stopped to report",
            converging(&machine(
                "{phase: Running, nodeRef: {name: demo-w-1}, conditions: [{type: NodeReady, status: Unknown, reason: NodeStatusUnknown, message: no heartbeat}]}",
            )),
            Blocked,
            "Node demo-w-1 has stopped to report: no heartbeat.",
            Administrator,
        ),
        situation(
            "machine failed",
            converging(&machine("{phase: Failed, conditions: [{type: Ready, status: 'False', message: broken}]}")),
            Failed,
            "Machine demo-w-1 failed: broken.",
            Administrator,
        ),
        situation(
            "endpoint pending",
            converging("kind: VSphereCluster\nmetadata: {name: demo}\n---\nkind: Cluster\nmetadata: {name: demo}"),
            Progressing,
            "Cluster demo waits for its load balancer's address.",
            Nobody,
        ),
        situation(
            "an error that repeats outranks what goes on",
            converging(&format!(
                "kind: KubeadmControlPlane\nmetadata: {{name: demo}}\nspec: {{replicas: 1}}\nstatus: {{conditions: [{}]}}\n---\n{}",
                condition("CertificatesAvailable", "Unknown", "InternalError", "disk full"),
                vm(&condition("Ready", "False", "PoweringOn", ""))
            )),
            Blocked,
            "KubeadmControlPlane demo is held up: disk full.",
            Administrator,
        ),
        situation(
            "the control plane speaks before workers that wait for it",
            converging(
                "kind: KubeadmConfig\nmetadata: {name: demo-w-1}\nstatus: {conditions: [{type: DataSecretAvailable, status: 'False', reason: WaitingForControlPlaneInitialized}]}\n---\nkind: KubeadmControlPlane\nmetadata: {name: demo}\nspec: {replicas: 3}\nstatus: {readyReplicas: 1, replicas: 2}",
            ),
            Progressing,
            "KubeadmControlPlane demo has 1 of 3 machines ready.",
            Nobody,
        ),
        situation(
            "deleting with machines",
            format!(
                "kind: GuestCluster\nmetadata: {{name: demo, deletionTimestamp: '2026-01-01T00:00:00Z'}}\n---\n{}",
                vm(&condition("Ready", "True", "True", ""))
            ),
            Deleting,
            "demo is being deleted: 1 machine is still there.",
            Nobody,
        ),
        situation(
            "deletion held by the hypervisor",
            "kind: GuestCluster\nmetadata: {name: demo, deletionTimestamp: '2026-01-01T00:00:00Z'}\n---\nkind: VirtualMachine\nmetadata: {name: demo-w-1, deletionTimestamp: '2026-01-01T00:00:00Z'}\nstatus: {conditions: [{type: Ready, status: 'False', reason: Deleting, message: the hypervisor does not answer}]}".to_owned(),
            Deleting,
            "demo is being deleted: 1 machine is still there.",
            Administrator,
        ),
        situation(
            "deletion nearly done",
            "kind: GuestCluster\nmetadata: {name: demo, deletionTimestamp: '2026-01-01T00:00:00Z'}".to_owned(),
            Deleting,
            "demo is being deleted: everything below it is gone.",
            Nobody,
        ),
        situation(
            "deletion of the endpoint",
            "kind: GuestCluster\nmetadata: {name: demo, deletionTimestamp: '2026-01-01T00:00:00Z'}\n---\nkind: VSphereCluster\nmetadata: {name: demo}".to_owned(),
            Deleting,
            "demo is being deleted: its machines are gone, its endpoint and records follow.",
            Nobody,
        ),
    ];
    for Situation { name, yaml, state, sentence, actor } in situations {
        let (guest, below) = objects(&yaml);
        let (found, cause) = explain(&guest, &below);
        assert_eq!((found, cause.sentence.as_str(), cause.actor), (state, sentence, actor), "{name}");
    }
}
