//! What the portal sees of the program beyond the Supervisor API: the audit log and the controllers' figures.

mod audit;
mod controllers;

use std::sync::Arc;

/// Both, for the portal.
pub(crate) fn sight(log: store::audit::AuditLog, queues: ::controllers::Queues, server: String) -> portal::Sight {
    portal::Sight {
        audit: Arc::new(audit::Log::new(log)),
        controllers: Arc::new(controllers::Figures { queues, server }),
    }
}
