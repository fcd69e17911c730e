//! What a change would take and do, before it is made. [`ground`] reads, everything else is pure.

pub(crate) mod cluster;
pub(crate) mod ground;
pub(crate) mod placement;
pub(crate) mod quota;
mod restarts;
