//! Who asks.

use crate::fleet_memory::FleetMemory;

/// The person behind a request, with the client that acts as them.
///
/// The program puts one of these on every page and server-function request of someone who signed in. Use cases reach the
/// Supervisor API through [`SignedIn::client`] and nothing else, so the API's own authorization decides what they may do.
#[derive(Clone)]
pub struct SignedIn {
    /// Account name; the user name that the Supervisor API sees.
    pub user: String,
    /// Groups, as the Supervisor API sees them.
    pub groups: Vec<String>,
    /// Up to when they have seen what is told; none when never.
    pub seen: Option<chrono::DateTime<chrono::Utc>>,
    /// May see the administration pages (member of `atoll:admins` or `system:masters`). Only decides what is shown:
    /// what may be done is decided by the API.
    pub admin: bool,
    /// Acts as this user, in process.
    pub client: kube::Client,
    /// The portal's own identity. It may list namespaces and ask what a user may do: that is how the portal knows which
    /// namespaces to offer (see `namespaces`). And it may list hosts and machines, to say whether a plan fits on them
    /// without telling what runs where (see `plan::ground`). Nothing else.
    pub reviewer: kube::Client,
    /// What kubeconfigs may be handed out, and who signs their tokens.
    pub kubeconfigs: std::sync::Arc<crate::kubeconfig::KubeconfigRules>,
    /// What lists of the whole fleet keep in memory. The same one for every request.
    pub fleet: FleetMemory,
}

impl std::fmt::Debug for SignedIn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SignedIn")
            .field("user", &self.user)
            .field("groups", &self.groups)
            .field("admin", &self.admin)
            .finish_non_exhaustive()
    }
}
