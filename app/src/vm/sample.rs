//! A machine and a list for the tests of the pages.

use chrono::{DateTime, Utc};
use portal::view::{
    Actor, Cause, Disk, Gauge, MachineContent, MachineList, MachineOverview, MachinePage, MachineRow, MachineTab,
    ManagedYaml, ObjectRef, Power, State, Step, StepState, TreeNode, Unit,
};

pub(crate) fn machine_row() -> MachineRow {
    MachineRow {
        namespace: "team-a".to_owned(),
        name: "web".to_owned(),
        state: State::Ready,
        cause: None,
        power: Power::On,
        class: "best-effort-small".to_owned(),
        address: Some("10.0.0.7".to_owned()),
        host: Some("kvm-01".to_owned()),
        cluster: None,
        created: DateTime::UNIX_EPOCH,
        created_by: Some("dev".to_owned()),
    }
}

pub(crate) fn list_of(rows: Vec<MachineRow>) -> MachineList {
    let of_clusters = rows.iter().filter(|row| row.cluster.is_some()).count() as u64;
    MachineList {
        total: rows.len() as u64,
        counts: rows.iter().map(|row| row.state).collect(),
        owners: [rows.len() as u64 - of_clusters, of_clusters],
        namespaces: vec!["team-a".to_owned()],
        classes: vec!["best-effort-small".to_owned()],
        page: 1,
        pages: 1,
        read_at: Utc::now(),
        rows,
    }
}

pub(crate) fn page(tab: MachineTab) -> MachinePage {
    let object = ObjectRef {
        api_version: "vmoperator.vmware.com/v1alpha6".to_owned(),
        kind: "VirtualMachine".to_owned(),
        namespace: Some("team-a".to_owned()),
        name: "web".to_owned(),
    };
    let content = match tab {
        MachineTab::Overview => MachineContent::Overview(Box::new(MachineOverview {
            timeline: vec![Step {
                name: "Image ready".to_owned(),
                state: StepState::Done,
                detail: None,
                started: Some(DateTime::UNIX_EPOCH),
                finished: Some(DateTime::UNIX_EPOCH),
            }],
            size: vec![Gauge { resource: "CPU".to_owned(), unit: Unit::MilliCpu, used: 4000, asked: 0, limit: None }],
            disks: vec![Disk { name: "system".to_owned(), claim: None, size: Some(10 << 30) }],
            image: "debian-13".to_owned(),
            storage_class: "fast".to_owned(),
            addresses: vec!["10.0.0.7".to_owned()],
            user_data: Some("web-user-data".to_owned()),
            restarted: None,
            conditions: Vec::new(),
        })),
        MachineTab::Topology => MachineContent::Topology(TreeNode {
            object,
            state: State::Ready,
            note: String::new(),
            children: Vec::new(),
        }),
        MachineTab::Events => MachineContent::Events(Vec::new()),
        MachineTab::Yaml => MachineContent::Yaml(ManagedYaml::default()),
    };
    MachinePage {
        row: machine_row(),
        cause: Cause {
            sentence: "Machine web is running and answers at 10.0.0.7.".to_owned(),
            detail: None,
            actor: Actor::Nobody,
            object: None,
            remedy: None,
        },
        guest_cluster: None,
        api_path: "/apis/vmoperator.vmware.com/v1alpha6/namespaces/team-a/virtualmachines/web".to_owned(),
        kubectl: "kubectl -n team-a get virtualmachine web -o yaml".to_owned(),
        may_change: true,
        may_delete: true,
        wanted: Power::On,
        read_at: Utc::now(),
        content,
    }
}
