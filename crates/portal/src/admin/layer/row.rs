//! An object as a row of its layer's list. Pure.

use chrono::Utc;

use super::{super::hosts, columns};
use crate::{
    amounts::{self, Amounts},
    explain::object,
    facts::Facts,
    object::cluster,
    view::LayerRow,
};

/// What lists keep of an object.
#[derive(Debug)]
pub(crate) struct Row {
    /// What the page shows of it.
    pub(crate) shown: LayerRow,
    /// What a placed machine was given; what a host has.
    pub(crate) amounts: Amounts,
}

/// The row of an object of any kind.
pub(crate) fn row(object: &Facts) -> Option<Row> {
    let finding = object::assess(object);
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let versions =
        ["/status/version", "/spec/version", "/spec/template/spec/version", "/status/nodeInfo/kubeletVersion"];
    let (host, capacity, amounts) = match object.kind() {
        "Node" => (None, Some(hosts::empty(object)), hosts::size(object)),
        "VirtualMachine" => {
            (some(object.text("/status/nodeName")), None, amounts::used_by(std::iter::once(object), &[]))
        }
        _ => Default::default(),
    };
    Some(Row {
        shown: LayerRow {
            cluster: cluster(object).map(str::to_owned),
            host,
            version: versions.iter().find_map(|pointer| some(object.text(pointer))),
            cells: columns::cells(object),
            capacity,
            created: object.created().unwrap_or_else(Utc::now),
            object: object.reference(),
            state: finding.state,
            note: finding.note,
        },
        amounts,
    })
}
