//! What every namespace of a cluster has from its beginning: the ServiceAccount `default`, and the ConfigMap
//! `kube-root-ca.crt` with the authority that pods trust. In a real cluster kube-controller-manager makes both.

use std::sync::Arc;

use serde_json::{Value, json};
use store::{Event, EventKind, Observer, Space};
use tokio::sync::mpsc;
use tracing::debug;

use crate::{
    api::{Api, Manager},
    objects,
};

const NAMESPACES: &str = "/namespaces";
const SERVICE_ACCOUNT: &str = "default";
const ROOT_AUTHORITY: &str = "kube-root-ca.crt";

/// Notes new namespaces of a cluster; they are filled as long as it lives.
pub(crate) struct Filler {
    new: mpsc::UnboundedSender<String>,
}

impl Filler {
    /// Fills the namespaces that are there, and those that come.
    pub(crate) fn start(space: Space, api: Api, authority_pem: &str) -> Arc<Filler> {
        let (new, mut names) = mpsc::unbounded_channel();
        let filler = Arc::new(Filler { new });
        let observer: Arc<dyn Observer> = filler.clone();
        space.observe(&observer, |entry| {
            if &*entry.key.resource == NAMESPACES {
                filler.note(&entry.key.name);
            }
        });
        let authority_pem = authority_pem.to_owned();
        tokio::spawn(async move {
            while let Some(namespace) = names.recv().await {
                fill(&space, &api, &namespace, &authority_pem).await;
            }
        });
        filler
    }

    fn note(&self, namespace: &str) {
        // Without a receiver the cluster ends.
        let _ = self.new.send(namespace.to_owned());
    }
}

impl Observer for Filler {
    fn committed(&self, events: &[Event]) {
        for event in events {
            if event.kind == EventKind::Added && &*event.entry.key.resource == NAMESPACES {
                self.note(&event.entry.key.name);
            }
        }
    }
}

async fn fill(space: &Space, api: &Api, namespace: &str, authority_pem: &str) {
    let wanted = [
        ("/serviceaccounts", SERVICE_ACCOUNT, "ServiceAccount", Value::Null),
        ("/configmaps", ROOT_AUTHORITY, "ConfigMap", json!({ "ca.crt": authority_pem })),
    ];
    for (resource, name, kind, data) in wanted {
        if space.get(resource, namespace, name).is_some() {
            continue;
        }
        let mut object = json!({
            "apiVersion": "v1",
            "kind": kind,
            "metadata": { "name": name, "namespace": namespace },
        });
        if !data.is_null() {
            object["data"] = data;
        }
        let made = api.create(&objects::collection(&object), &object, Manager::ControllerManager).await;
        if let Err(error) = made {
            // Mostly a namespace that is going away again.
            debug!(%namespace, %name, %error, "a namespace lacks what it should begin with");
        }
    }
}
