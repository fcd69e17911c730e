//! An object as a row of its layer's list. Pure.

use chrono::Utc;

use super::{
    super::hosts,
    columns::{self, Cell},
};
use crate::{
    amounts::{self, Amounts},
    explain::{Note, object},
    facts::Facts,
    object::cluster,
    view::LayerRow,
};

/// What lists keep of an object.
#[derive(Debug)]
pub(crate) struct Row {
    /// What the page shows of it, without [`Row::note`] and [`Row::cells`]: these are words, and a list is kept for readers
    /// of any language.
    pub(crate) shown: LayerRow,
    note: Note,
    cells: Vec<Cell>,
    /// What a placed machine was given; what a host has.
    pub(crate) amounts: Amounts,
}

impl Row {
    /// The few words beside it.
    pub(crate) fn note(&self) -> String {
        self.note.words()
    }

    /// What the page shows of it, with its words in the language of this request.
    pub(crate) fn told(&self) -> LayerRow {
        LayerRow { note: self.note(), cells: self.cells.iter().map(Cell::words).collect(), ..self.shown.clone() }
    }
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
            cells: Vec::new(),
            capacity,
            created: object.created().unwrap_or_else(Utc::now),
            object: object.reference(),
            state: finding.state,
            note: String::new(),
        },
        note: finding.note,
        cells: columns::cells(object),
        amounts,
    })
}
