//! What lists of the whole fleet keep in memory.

use std::sync::Arc;

use crate::{
    SignedIn,
    admin::layer::{self, Row},
    gather,
    kind::{self, Kind},
    mirror::{Mirror, Mirrors},
    view::{Error, Event},
};

/// The mirrors of kinds that pages of the whole fleet show. Empty until somebody asks; clones are the same memory. What
/// anybody sees of it is decided by the API each time (see `mirror`).
#[derive(Clone, Debug, Default)]
pub struct FleetMemory(Arc<Memory>);

#[derive(Debug, Default)]
struct Memory {
    objects: Mirrors<Row>,
    events: Mirrors<Event>,
}

impl FleetMemory {
    /// Every object of a kind as a row.
    ///
    /// # Errors
    /// `Forbidden` when this user may not list and watch the kind in all namespaces.
    pub(crate) async fn objects(&self, ctx: &SignedIn, kind: &'static Kind) -> Result<Arc<Mirror<Row>>, Error> {
        self.0.objects.of(ctx, kind, layer::row).await
    }

    /// Every event.
    ///
    /// # Errors
    /// `Forbidden` when this user may not list and watch events in all namespaces.
    pub(crate) async fn events(&self, ctx: &SignedIn) -> Result<Arc<Mirror<Event>>, Error> {
        self.0.events.of(ctx, &kind::EVENT, gather::event).await
    }
}
