//! Who the controllers are to the Supervisor API: each its own service account, and each host its own node.

use std::{collections::HashMap, sync::Arc};

use kube::Client;
use parking_lot::Mutex;

/// Where the controllers' service accounts are.
pub(crate) const NAMESPACE: &str = "atoll-system";

/// Who does something.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Identity {
    /// A service account of the program's own namespace, such as `machine-controller`.
    ServiceAccount(&'static str),
    /// A hypervisor host, which writes its Node and its Lease and nothing else.
    Host(String),
}

impl Identity {
    /// The user name.
    pub fn user(&self) -> String {
        match self {
            Self::ServiceAccount(name) => format!("system:serviceaccount:{NAMESPACE}:{name}"),
            Self::Host(name) => format!("system:node:{name}"),
        }
    }

    /// The groups, without those that everybody has who proves an identity.
    pub fn groups(&self) -> Vec<String> {
        match self {
            Self::ServiceAccount(_) => {
                vec!["system:serviceaccounts".to_owned(), format!("system:serviceaccounts:{NAMESPACE}")]
            }
            Self::Host(_) => vec!["system:nodes".to_owned()],
        }
    }
}

/// Makes clients that act as an identity, and keeps them.
pub(crate) struct Clients {
    make: Box<dyn Fn(&Identity) -> Client + Send + Sync>,
    made: Mutex<HashMap<Identity, Client>>,
}

impl Clients {
    pub(crate) fn new(make: impl Fn(&Identity) -> Client + Send + Sync + 'static) -> Arc<Self> {
        Arc::new(Self { make: Box::new(make), made: Mutex::default() })
    }

    /// The client that acts as `identity`.
    pub(crate) fn of(&self, identity: Identity) -> Client {
        let mut made = self.made.lock();
        made.entry(identity.clone()).or_insert_with(|| (self.make)(&identity)).clone()
    }
}
