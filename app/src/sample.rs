//! One made-up fleet, for the tests of the pages.

use chrono::{DateTime, TimeDelta, Utc};
use portal::view::*;

const GIB: u64 = 1 << 30;

fn now() -> DateTime<Utc> {
    Utc::now()
}

fn ago(seconds: i64) -> DateTime<Utc> {
    now() - TimeDelta::seconds(seconds)
}

fn object(kind: &str, name: &str) -> ObjectRef {
    let api_version = match kind {
        "GuestCluster" => "guest.atoll.dev/v1alpha1",
        "VirtualMachine" => "vmoperator.vmware.com/v1alpha6",
        "Node" => "v1",
        _ => "cluster.x-k8s.io/v1beta2",
    };
    ObjectRef {
        api_version: api_version.to_owned(),
        kind: kind.to_owned(),
        namespace: (kind != "Node").then(|| "team-a".to_owned()),
        name: name.to_owned(),
    }
}

fn cause(sentence: &str, actor: Actor) -> Cause {
    Cause { sentence: sentence.to_owned(), detail: None, actor, object: None, remedy: None }
}

fn gauge(resource: &str, unit: Unit, used: u64, asked: u64, limit: u64) -> Gauge {
    Gauge { resource: resource.to_owned(), unit, used, asked, limit: Some(limit) }
}

fn row(name: &str, state: State, workers: (u32, u32), age: i64, why: Option<Cause>) -> ClusterRow {
    ClusterRow {
        namespace: "team-a".to_owned(),
        name: name.to_owned(),
        state,
        cause: why,
        version: "v1.37.2".to_owned(),
        control_plane: Count { ready: 3, desired: 3 },
        workers: Count { ready: workers.0, desired: workers.1 },
        created: ago(age),
        created_by: Some("dev".to_owned()),
    }
}

fn payments_cause() -> Cause {
    Cause {
        sentence: "Machine payments-w-7d4k has its address 10.20.4.31 and is running cloud-init.".to_owned(),
        detail: None,
        actor: Actor::Nobody,
        object: Some(object("Machine", "payments-w-7d4k")),
        remedy: None,
    }
}

fn rows() -> Vec<ClusterRow> {
    vec![
        row("payments", State::Progressing, (4, 5), 118, Some(payments_cause())),
        row(
            "ledger",
            State::Blocked,
            (1, 2),
            5_400,
            Some(cause(
                "The hypervisor refuses to start machine ledger-w-x2p1: “no space left on datastore bulk-02”.",
                Actor::Administrator,
            )),
        ),
        row("search", State::Ready, (12, 12), 864_000, None),
        row("ci", State::Ready, (6, 6), 2_592_000, None),
        row("old-demo", State::Deleting, (0, 2), 40_000, Some(cause("2 machines are being deleted.", Actor::Nobody))),
        row(
            "training",
            State::Waiting,
            (0, 16),
            700,
            Some(cause("No host has 8 vCPU free: the largest gap is 6 vCPU on kvm-03.", Actor::Administrator)),
        ),
    ]
}

fn counts() -> StateCounts {
    rows().iter().map(|row| row.state).collect()
}

/// The first page.
pub(crate) fn home() -> Home {
    let mut attention = rows();
    attention.retain(|row| row.state == State::Blocked);
    Home {
        clusters: counts(),
        machines: StateCounts { ready: 47, progressing: 3, blocked: 1, deleting: 2, ..StateCounts::default() },
        attention,
        recent: rows(),
        namespaces: vec![
            NamespaceUse {
                name: "team-a".to_owned(),
                clusters: 6,
                machines: 53,
                gauges: vec![
                    gauge("CPU", Unit::MilliCpu, 28_000, 0, 32_000),
                    gauge("Memory", Unit::Byte, 31 * GIB, 0, 64 * GIB),
                    gauge("Storage", Unit::Byte, 480 * GIB, 0, 500 * GIB),
                ],
            },
            NamespaceUse {
                name: "team-b".to_owned(),
                clusters: 0,
                machines: 0,
                gauges: vec![
                    gauge("CPU", Unit::MilliCpu, 0, 0, 32_000),
                    gauge("Memory", Unit::Byte, 0, 0, 64 * GIB),
                    gauge("Storage", Unit::Byte, 0, 0, 500 * GIB),
                ],
            },
        ],
        read_at: now(),
    }
}

/// A list of clusters.
pub(crate) fn clusters() -> ClusterList {
    ClusterList {
        rows: rows(),
        total: 6,
        counts: counts(),
        namespaces: vec!["team-a".to_owned(), "team-b".to_owned()],
        page: 1,
        pages: 1,
        read_at: now(),
    }
}

fn node(kind: &str, name: &str, state: State, note: &str, children: Vec<TreeNode>) -> TreeNode {
    TreeNode { object: object(kind, name), state, note: note.to_owned(), children }
}

fn machine(name: &str, state: State, note: &str, host: &str) -> TreeNode {
    let vm = node(
        "VirtualMachine",
        name,
        State::Ready,
        &format!("on {host}"),
        vec![node("Node", host, State::Ready, "", vec![])],
    );
    node(
        "Machine",
        name,
        state,
        note,
        vec![
            node("KubeadmConfig", name, State::Ready, "", vec![]),
            node("VSphereMachine", name, State::Ready, "", vec![vm]),
        ],
    )
}

pub(crate) fn tree() -> TreeNode {
    let workers = node(
        "MachineSet",
        "payments-w-5bd9f",
        State::Progressing,
        "4 of 5",
        vec![
            machine("payments-w-2k8sd", State::Ready, "", "kvm-01"),
            machine("payments-w-7d4kq", State::Progressing, "WaitingForNode", "kvm-03"),
            machine("payments-w-9x0fb", State::Ready, "", "kvm-02"),
            machine("payments-w-h1m2c", State::Ready, "", "kvm-04"),
            machine("payments-w-zq7rt", State::Ready, "", "kvm-01"),
        ],
    );
    node(
        "GuestCluster",
        "payments",
        State::Progressing,
        "7 of 8 nodes",
        vec![node(
            "Cluster",
            "payments",
            State::Ready,
            "endpoint 10.20.0.7:6443",
            vec![
                node(
                    "VSphereCluster",
                    "payments",
                    State::Ready,
                    "",
                    vec![node("VirtualMachineService", "payments", State::Ready, "10.20.0.7", vec![])],
                ),
                node(
                    "KubeadmControlPlane",
                    "payments",
                    State::Ready,
                    "3 of 3",
                    vec![
                        machine("payments-x1k9p", State::Ready, "", "kvm-01"),
                        machine("payments-b7w2e", State::Ready, "", "kvm-02"),
                        machine("payments-m4c8n", State::Ready, "", "kvm-03"),
                    ],
                ),
                node("MachineDeployment", "payments-w", State::Progressing, "4 of 5", vec![workers]),
            ],
        )],
    )
}

fn condition(type_: &str, status: &str, reason: &str, message: &str) -> Condition {
    Condition {
        type_: type_.to_owned(),
        status: status.to_owned(),
        good: status == "True",
        reason: reason.to_owned(),
        message: message.to_owned(),
        since: Some(ago(84)),
    }
}

fn conditions() -> Vec<Condition> {
    vec![
        condition("QuotaAvailable", "True", "Reserved", "28 vCPU and 56 GiB are reserved in team-a."),
        condition("ControlPlaneReady", "True", "Ready", ""),
        condition("NodesReady", "False", "WaitingForNode", "4 of 5 worker nodes are ready."),
        condition("AddonsReady", "Unknown", "Checking", ""),
        condition("Ready", "False", "WaitingForNode", "4 of 5 worker nodes are ready."),
    ]
}

fn step(name: &str, state: StepState, detail: &str, started: Option<i64>, finished: Option<i64>) -> Step {
    Step {
        name: name.to_owned(),
        state,
        detail: (!detail.is_empty()).then(|| detail.to_owned()),
        started: started.map(|s| ago(118 - s)),
        finished: finished.map(|s| ago(118 - s)),
    }
}

fn overview() -> Overview {
    let pool = |name: &str, ready, desired, class: &str, cpu, memory| Pool {
        name: name.to_owned(),
        nodes: Count { ready, desired },
        class: class.to_owned(),
        size: vec![(Unit::MilliCpu, cpu), (Unit::Byte, memory)],
        storage_class: "fast".to_owned(),
    };
    Overview {
        story: Story::Creation,
        blockers: Vec::new(),
        timeline: vec![
            step("Admitted", StepState::Done, "28 vCPU and 56 GiB reserved in team-a", Some(0), Some(0)),
            step("Endpoint ready", StepState::Done, "10.20.0.7:6443", Some(0), Some(2)),
            step("First control plane machine", StepState::Done, "", Some(2), Some(24)),
            step("Control plane answers", StepState::Done, "", Some(24), Some(31)),
            step("Control plane complete", StepState::Done, "3 of 3 nodes", Some(31), Some(74)),
            step("Workers join", StepState::Running, "4 of 5 nodes", Some(33), None),
            step("Ready", StepState::Ahead, "", None, None),
        ],
        tree: tree(),
        control_plane: pool("Control plane", 3, 3, "best-effort-small", 4_000, 8 * GIB),
        pools: vec![
            pool("w", 4, 5, "best-effort-medium", 4_000, 16 * GIB),
            pool("batch", 0, 0, "best-effort-large", 8_000, 32 * GIB),
        ],
        network: Network {
            endpoint: Some("10.20.0.7:6443".to_owned()),
            pods: vec!["10.244.0.0/16".to_owned()],
            services: vec!["10.96.0.0/12".to_owned()],
            service_domain: "cluster.local".to_owned(),
            cni: "antrea".to_owned(),
        },
        conditions: conditions(),
    }
}

fn events() -> Vec<Event> {
    let event = |warning, reason: &str, message: &str, about: ObjectRef, count, seconds| Event {
        warning,
        reason: reason.to_owned(),
        message: message.to_owned(),
        object: about,
        count,
        last: ago(seconds),
        source: "atoll-virtualmachine".to_owned(),
    };
    vec![
        event(false, "PoweredOn", "The machine runs on kvm-03.", object("VirtualMachine", "payments-w-7d4kq"), 1, 12),
        event(
            true,
            "CreateFailed",
            "The hypervisor does not answer: connection refused. It is tried again in 8 s.",
            object("VirtualMachine", "payments-w-7d4kq"),
            4,
            47,
        ),
        event(false, "Created", "5 machines are being created.", object("MachineSet", "payments-w-5bd9f"), 1, 85),
    ]
}

fn yaml() -> String {
    "apiVersion: guest.atoll.dev/v1alpha1\nkind: GuestCluster\nmetadata:\n  name: payments\n  namespace: team-a\nspec:\n  \
     distribution:\n    version: v1.37.2\n  topology:\n    controlPlane:\n      replicas: 3\n      class: best-effort-small\n      \
     storageClass: fast\n    nodePools:\n      - name: w\n        replicas: 5\n        class: best-effort-medium\n        \
     storageClass: fast\n        labels:\n          tier: \"backend\" # kept\n"
        .to_owned()
}

fn issued() -> Vec<IssuedAccess> {
    let access = |name: &str, role, issued_at: i64, lives: i64| IssuedAccess {
        name: name.to_owned(),
        namespace: "team-a".to_owned(),
        cluster: "payments".to_owned(),
        issued_to: "dev".to_owned(),
        role,
        issued_at: ago(issued_at),
        expires_at: ago(issued_at - lives),
        revoked_at: None,
        revoking: false,
        description: KubeconfigKind::Token.description().to_owned(),
        certificate: false,
        mine: true,
        fingerprint: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".to_owned(),
    };
    vec![access("payments-dev-4kx", Role::Edit, 600, 28_800), access("payments-dev-1aa", Role::View, 90_000, 28_800)]
}

/// A cluster with one tab.
pub(crate) fn cluster(tab: Tab) -> ClusterPage {
    let content = match tab {
        Tab::Overview => Content::Overview(Box::new(overview())),
        Tab::Topology => Content::Topology {
            tree: tree(),
            selected: Some(Box::new(ObjectDetail {
                object: object("Machine", "payments-w-7d4kq"),
                state: State::Progressing,
                cause: Some(payments_cause()),
                conditions: conditions(),
                events: events(),
                yaml: yaml(),
                api_path: "/apis/cluster.x-k8s.io/v1beta2/namespaces/team-a/machines/payments-w-7d4kq".to_owned(),
                kubectl: "kubectl -n team-a get machine payments-w-7d4kq -o yaml".to_owned(),
            })),
        },
        Tab::Events => Content::Events(events()),
        Tab::Yaml => Content::Yaml(ManagedYaml::default()),
        Tab::Access => Content::Access(AccessTab {
            may_issue: true,
            roles: vec![Role::View, Role::Edit],
            kinds: vec![KubeconfigKind::Exec, KubeconfigKind::Token],
            lifetimes: vec![Lifetime { seconds: 3_600, default: false }, Lifetime { seconds: 28_800, default: true }],
            issued: issued(),
        }),
    };
    ClusterPage {
        row: rows().remove(0),
        cause: payments_cause(),
        percent: Some(82),
        estimate: Some(Estimate {
            seconds_left: 25,
            spread: Some((20, 40)),
            samples: 31,
            judged_by: JudgedBy::Cluster,
        }),
        api_path: "/apis/guest.atoll.dev/v1alpha1/namespaces/team-a/guestclusters/payments".to_owned(),
        kubectl: "kubectl -n team-a get guestcluster payments -o yaml".to_owned(),
        quota: None,
        may_request_quota: true,
        may_change: true,
        paused: false,
        locked: false,
        kubeconfig_ready: true,
        read_at: now(),
        content,
    }
}

/// A request with two pools, one number of which is a word.
pub(crate) fn request_draft() -> RequestDraft {
    let class = |name: &str, milli_cpu, memory| ClassOption { name: name.to_owned(), milli_cpu, memory };
    let pool = |name: &str, nodes: &str| PoolForm {
        name: name.to_owned(),
        nodes: nodes.to_owned(),
        class: "best-effort-medium".to_owned(),
    };
    let need = |name: &str, count: u32, class: &str, cpu, memory| MachineNeed {
        before: None,
        name: name.to_owned(),
        count,
        class: class.to_owned(),
        milli_cpu: cpu,
        memory,
        storage: u64::from(count) * 40 * GIB,
    };
    RequestDraft {
        options: RequestOptions {
            namespaces: vec![NamespaceOption { name: "team-a".to_owned() }],
            versions: vec![
                VersionOption { version: "v1.37.2".to_owned(), newest: true, disk: 20 << 30 },
                VersionOption { version: "v1.36.5".to_owned(), newest: false, disk: 20 << 30 },
            ],
            classes: vec![class("best-effort-small", 4_000, 8 * GIB), class("best-effort-medium", 4_000, 16 * GIB)],
            storage_classes: vec![
                StorageClassOption { name: "fast".to_owned(), default: true },
                StorageClassOption { name: "bulk".to_owned(), default: false },
            ],
        },
        form: RequestForm {
            name: "payments".to_owned(),
            namespace: "team-a".to_owned(),
            version: "v1.37.2".to_owned(),
            storage_class: "fast".to_owned(),
            control_plane_nodes: "3".to_owned(),
            control_plane_class: "best-effort-small".to_owned(),
            pools: vec![pool("w", "5"), pool("batch", "nine")],
            base: String::new(),
        },
        yaml: yaml(),
        kubectl: String::new(),
        beyond_form: vec!["spec.topology.nodePools[0].labels".to_owned()],
        errors: vec![FieldError::new(
            "pools.1.replicas",
            "Worker nodes must be a whole number from 0 to 1000, not “nine”.",
        )],
        plan: Some(Plan {
            machines: vec![
                need("Control plane", 3, "best-effort-small", 12_000, 24 * GIB),
                need("w", 5, "best-effort-medium", 20_000, 80 * GIB),
            ],
            surge: Some(need("", 2, "", 8_000, 24 * GIB)),
            quota: vec![
                gauge("CPU", Unit::MilliCpu, 4_000, 32_000, 32_000),
                gauge("Memory", Unit::Byte, 8 * GIB, 104 * GIB, 256 * GIB),
                gauge("Storage", Unit::Byte, 80 * GIB, 320 * GIB, 500 * GIB),
            ],
            placement: Some(Placement { machines: 8, placed: 8, homeless: None, hosts: Vec::new() }),
            ..Plan::default()
        }),
    }
}

/// What goes with a cluster.
pub(crate) fn deletion() -> DeletionPreview {
    let going = |kind: &str, names: &[&str]| Going {
        kind: kind.to_owned(),
        names: names.iter().map(|name| (*name).to_owned()).collect(),
    };
    DeletionPreview {
        cluster: rows().remove(0),
        going: vec![
            going("GuestCluster", &["payments"]),
            going("Cluster", &["payments"]),
            going("MachineDeployment", &["payments-w"]),
            going("VirtualMachine", &["payments-w-2k8sd", "payments-w-7d4kq", "payments-x1k9p"]),
            going("Secret", &["payments-ca", "payments-etcd", "payments-kubeconfig"]),
        ],
        freed: vec![
            gauge("CPU", Unit::MilliCpu, 32_000, 0, 0),
            gauge("Memory", Unit::Byte, 104 * GIB, 0, 0),
            gauge("Storage", Unit::Byte, 320 * GIB, 0, 0),
        ],
        kubeconfigs: 2,
        locked: false,
        blockers: vec!["Machine payments-w-7d4kq is annotated to be drained by hand.".to_owned()],
    }
}

/// Issued kubeconfigs.
pub(crate) fn access() -> Vec<IssuedAccess> {
    issued()
}

fn host(name: &str, state: State, cpu: u64, memory: u64, machines: u32) -> HostCapacity {
    HostCapacity {
        name: name.to_owned(),
        state,
        cordoned: state != State::Ready,
        simulated: true,
        machines,
        gauges: vec![
            gauge("CPU", Unit::MilliCpu, cpu * 1_000, 0, 64_000),
            gauge("Memory", Unit::Byte, memory * GIB, 0, 256 * GIB),
        ],
    }
}

fn hosts() -> Vec<HostCapacity> {
    vec![
        host("kvm-01", State::Ready, 46, 120, 17),
        host("kvm-02", State::Ready, 62, 180, 14),
        host("kvm-03", State::Ready, 55, 96, 13),
        host("kvm-04", State::Blocked, 23, 64, 9),
    ]
}

fn kind(kind: &str, counts: StateCounts) -> KindCount {
    KindCount { kind: kind.to_owned(), counts }
}

fn vm_kinds() -> Vec<KindCount> {
    vec![
        kind(
            "VirtualMachine",
            StateCounts { ready: 47, progressing: 3, blocked: 1, deleting: 2, ..StateCounts::default() },
        ),
        kind("VirtualMachineService", StateCounts { ready: 6, ..StateCounts::default() }),
    ]
}

/// The fleet.
pub(crate) fn fleet() -> Fleet {
    let mut attention = rows();
    attention.retain(|row| matches!(row.state, State::Blocked | State::Waiting));
    let ready = |n| StateCounts { ready: n, ..StateCounts::default() };
    Fleet {
        clusters: counts(),
        machines: vm_kinds()[0].counts,
        hosts_by_state: hosts().iter().map(|host| host.state).collect(),
        capacity: vec![
            gauge("CPU", Unit::MilliCpu, 186_000, 0, 256_000),
            gauge("Memory", Unit::Byte, 460 * GIB, 0, 1024 * GIB),
        ],
        hosts: hosts(),
        layers: vec![
            LayerSummary { layer: Layer::Guest, kinds: vec![kind("GuestCluster", counts())] },
            LayerSummary {
                layer: Layer::ClusterApi,
                kinds: vec![
                    kind("Cluster", counts()),
                    kind("KubeadmControlPlane", ready(6)),
                    kind("MachineDeployment", ready(9)),
                    kind("Machine", vm_kinds()[0].counts),
                ],
            },
            LayerSummary { layer: Layer::Vms, kinds: vm_kinds() },
            LayerSummary {
                layer: Layer::Hosts,
                kinds: vec![kind("Node", StateCounts { ready: 3, blocked: 1, ..StateCounts::default() })],
            },
        ],
        attention,
        problems: Vec::new(),
        pending: 0,
        decisions: Vec::new(),
        failing: Vec::new(),
        namespaces: Vec::new(),
        read_at: now(),
    }
}

/// The objects of one layer.
pub(crate) fn layer(layer: Layer) -> LayerPage {
    let rows = match layer {
        Layer::Hosts => hosts()
            .into_iter()
            .map(|host| LayerRow {
                object: object("Node", &host.name),
                state: host.state,
                note: if host.state == State::Ready { String::new() } else { "HostNotResponding".to_owned() },
                cluster: None,
                host: None,
                version: None,
                cells: vec![],
                capacity: Some(host),
                created: ago(8_640_000),
            })
            .collect(),
        _ => ["payments-w-2k8sd", "payments-w-7d4kq", "payments-x1k9p"]
            .into_iter()
            .map(|name| LayerRow {
                object: object("VirtualMachine", name),
                state: State::Ready,
                note: "10.20.4.31".to_owned(),
                cluster: Some("payments".to_owned()),
                host: Some("kvm-03".to_owned()),
                version: None,
                cells: vec![],
                capacity: None,
                created: ago(240),
            })
            .collect::<Vec<_>>(),
    };
    LayerPage {
        layer,
        kinds: if layer == Layer::Hosts { vec![kind("Node", counts())] } else { vm_kinds() },
        columns: vec![],
        total: 212,
        counts: rows.iter().map(|row: &LayerRow| row.state).collect(),
        rows,
        namespaces: if layer == Layer::Hosts { vec![] } else { vec!["team-a".to_owned()] },
        hosts: if layer == Layer::Hosts { vec![] } else { hosts().into_iter().map(|host| host.name).collect() },
        versions: vec![],
        page: 1,
        pages: 3,
        read_at: now(),
    }
}
