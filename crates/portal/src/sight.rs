//! What the portal sees of the program beyond the Supervisor API.

use std::sync::Arc;

use crate::{audit, controllers};

/// The audit log and the controllers' figures, which no Kubernetes API serves. The program puts this on every request
/// beside [`crate::SignedIn`]; each use case asks first whether the user may see it.
#[derive(Clone)]
pub struct Sight {
    /// The audit log.
    pub audit: Arc<dyn audit::Log>,
    /// The controllers.
    pub controllers: Arc<dyn controllers::Controllers>,
}
