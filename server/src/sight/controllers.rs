//! The controllers' queues as the portal shows them.

use controllers::{QueueFigures, Queues};
use portal::view::{ControllerError, ControllerRow};

/// The controllers of this process.
pub(super) struct Figures {
    pub(super) queues: Queues,
    pub(super) server: String,
}

impl portal::controllers::Controllers for Figures {
    fn server(&self) -> String {
        self.server.clone()
    }

    fn rows(&self) -> Vec<ControllerRow> {
        self.queues.figures().into_iter().map(row).collect()
    }
}

fn row(figures: QueueFigures) -> ControllerRow {
    ControllerRow {
        name: figures.name.to_owned(),
        depth: figures.depth,
        oldest: figures.oldest,
        at_work: figures.at_work,
        failing: figures.failing,
        reconciles: figures.worked.counts.iter().sum(),
        retries: figures.retries,
        usual: figures.usual,
        slow: figures.slow,
        last_error: figures.last_error.map(|error| ControllerError {
            at: error.at.into(),
            namespace: error.namespace,
            name: error.name,
            message: error.message,
        }),
        since: figures.since.into(),
        recent: figures.recent,
    }
}
