//! A namespace to show in tests.

use portal::view::{
    Gauge, Member, MemberKind, NamespacePage, NamespaceRole, NamespaceRow, OfferedClass, QuotaForm, State, StateCounts,
    Unit,
};

pub(super) fn row() -> NamespaceRow {
    NamespaceRow {
        name: "team-a".to_owned(),
        state: State::Ready,
        members: 2,
        clusters: StateCounts { ready: 3, blocked: 1, ..StateCounts::default() },
        machines: 9,
        gauges: vec![Gauge {
            resource: "CPU".to_owned(),
            unit: Unit::MilliCpu,
            used: 12_000,
            asked: 0,
            limit: Some(32_000),
        }],
        created: chrono::DateTime::from_timestamp(1_795_000_000, 0).unwrap_or_default(),
    }
}

pub(super) fn page() -> NamespacePage {
    NamespacePage {
        row: row(),
        deleting: None,
        members: vec![Member {
            kind: MemberKind::User,
            name: "<dev>".to_owned(),
            role: Some(NamespaceRole::Edit),
            reference: "ClusterRole edit".to_owned(),
            binding: "dev".to_owned(),
        }],
        quota: QuotaForm { version: "{}".to_owned(), cpu: "32".to_owned(), ..QuotaForm::default() },
        other_quota: vec![("pods".to_owned(), "1".to_owned(), "5".to_owned())],
        limits: Vec::new(),
        classes: vec![
            OfferedClass {
                name: "small".to_owned(),
                milli_cpu: 2000,
                memory: 4 << 30,
                description: String::new(),
                offered: true,
                machines: 3,
            },
            OfferedClass {
                name: "large".to_owned(),
                milli_cpu: 8000,
                memory: 32 << 30,
                description: String::new(),
                offered: false,
                machines: 0,
            },
        ],
    }
}
