//! What every namespace has: the ServiceAccount `default`, and the ConfigMap `kube-root-ca.crt` with the authority by
//! which clients know the server. Both come back when they are deleted.
//!
//! Model: `pkg/controller/serviceaccount` and `pkg/controller/certificates/rootcacertpublisher`.

use std::collections::BTreeSet;
use std::sync::Arc;

use parking_lot::Mutex;
use serde_json::{Value, json};
use store::{Event, EventKind, Key, Observer};
use tokio::sync::Notify;

use super::RESOURCE;
use crate::engine::internal::Actor;
use crate::engine::{ApiError, Core};
use crate::kinds::core::service_account;

const ACCOUNTS_USER: &str = "system:serviceaccount:kube-system:service-account-controller";
const AUTHORITY_USER: &str = "system:serviceaccount:kube-system:root-ca-cert-publisher";

const ACCOUNT: &str = "default";
const AUTHORITY: &str = "kube-root-ca.crt";
const CONFIG_MAPS: &str = "/configmaps";
/// The key of the ConfigMap.
const CERTIFICATES: &str = "ca.crt";

/// Namespaces that may lack something.
#[derive(Default)]
struct Lacking {
    namespaces: Mutex<BTreeSet<Arc<str>>>,
    wake: Notify,
}

impl Lacking {
    fn add(&self, namespace: Arc<str>) {
        self.namespaces.lock().insert(namespace);
        self.wake.notify_one();
    }
}

impl Observer for Lacking {
    fn committed(&self, events: &[Event]) {
        for event in events {
            let key = &event.entry.key;
            let gone = event.kind == EventKind::Deleted;
            match (&*key.resource, &*key.name) {
                (RESOURCE, _) if event.kind == EventKind::Added => self.add(key.name.clone()),
                (service_account::RESOURCE, ACCOUNT) if gone => self.add(key.namespace.clone()),
                (CONFIG_MAPS, AUTHORITY) if event.kind != EventKind::Added => self.add(key.namespace.clone()),
                _ => {}
            }
        }
    }
}

/// Works until it is dropped.
pub(in crate::kinds) async fn run(core: Arc<Core>) {
    let lacking = Arc::new(Lacking::default());
    let observer: Arc<dyn Observer> = lacking.clone();
    core.space.observe(&observer, |entry| {
        if &*entry.key.resource == RESOURCE {
            lacking.add(entry.key.name.clone());
        }
    });
    let (accounts, authorities) = (Actor::new(core.clone(), ACCOUNTS_USER), Actor::new(core, AUTHORITY_USER));
    loop {
        let woken = lacking.wake.notified();
        let Some(namespace) = lacking.namespaces.lock().pop_first() else {
            woken.await;
            continue;
        };
        if let Err(error) = fill(&accounts, &authorities, &namespace).await {
            tracing::warn!(%namespace, %error, "a namespace lacks what it should have");
            accounts.pause().await;
            lacking.add(namespace);
        }
    }
}

async fn fill(accounts: &Actor, authorities: &Actor, namespace: &str) -> Result<(), ApiError> {
    let objects = &accounts.core.space;
    if objects.get(RESOURCE, "", namespace).is_none_or(|entry| entry.head.deleting) {
        return Ok(());
    }
    let object = |kind: &str, name: &str| json!({"apiVersion": "v1", "kind": kind, "metadata": {"name": name, "namespace": namespace}});
    if objects.get(service_account::RESOURCE, namespace, ACCOUNT).is_none() {
        unless_leaving(accounts.create(object("ServiceAccount", ACCOUNT)).await)?;
    }
    let Some(certificates) = &authorities.core.root_ca_pem else { return Ok(()) };
    let wanted = json!({CERTIFICATES: certificates});
    match objects.get(CONFIG_MAPS, namespace, AUTHORITY) {
        None => {
            let mut authority = object("ConfigMap", AUTHORITY);
            authority["metadata"]["annotations"] = json!({
                "kubernetes.io/description": "The certificates of the authority by which clients know this API server.",
            });
            authority["data"] = wanted;
            unless_leaving(authorities.create(authority).await)
        }
        Some(entry) if entry.value().is_ok_and(|object| object.get("data") == Some(&wanted)) => Ok(()),
        Some(_) => {
            let key = Key::new(CONFIG_MAPS, namespace, AUTHORITY);
            authorities.change_object(&key, |object: &mut Value| object["data"] = wanted.clone()).await
        }
    }
}

/// A namespace that began to go away meanwhile needs nothing more.
fn unless_leaving(made: Result<(), ApiError>) -> Result<(), ApiError> {
    match made {
        Err(error) if !matches!(error.code(), 403 | 404) => Err(error),
        _ => Ok(()),
    }
}
