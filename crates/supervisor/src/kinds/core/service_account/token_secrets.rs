//! Secrets of the type `kubernetes.io/service-account-token`: the server puts a token of the named service account into
//! them. They go with their account.
//!
//! Model: `pkg/controller/serviceaccount/tokens_controller.go`.

use std::collections::BTreeSet;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{Duration, Utc};
use parking_lot::Mutex;
use serde_json::{Value, json};
use store::{Entry, Event, EventKind, Key, Observer};
use tokio::sync::Notify;

use super::RESOURCE;
use super::claims::{Private, Reference};
use crate::engine::internal::Actor;
use crate::engine::issuer::SERVICE_ACCOUNT_CLAIM;
use crate::engine::{ApiError, Core, Issuer, User};
use crate::kinds::core::secret::{SERVICE_ACCOUNT, SERVICE_ACCOUNT_TOKEN};
use crate::kinds::printing::text;

const USER: &str = "system:serviceaccount:kube-system:tokens-controller";
const SECRETS: &str = "/secrets";
/// The annotation that names the UID of the service account.
const ACCOUNT_UID: &str = "kubernetes.io/service-account.uid";
/// Upstream's tokens of this kind never end. These end with their Secret or account, and at the latest after ten years.
const LIFE: Duration = Duration::days(3650);

/// Secrets that have to be looked at.
#[derive(Default)]
struct Due {
    keys: Mutex<BTreeSet<Key>>,
    /// Namespaces of which it is all.
    namespaces: Mutex<BTreeSet<Arc<str>>>,
    wake: Notify,
}

impl Due {
    fn note(&self, entry: &Entry) {
        if is_token(entry) {
            self.keys.lock().insert(entry.key.clone());
            self.wake.notify_one();
        }
    }
}

impl Observer for Due {
    fn committed(&self, events: &[Event]) {
        for event in events {
            let key = &event.entry.key;
            match &*key.resource {
                SECRETS if event.kind != EventKind::Deleted => self.note(&event.entry),
                // Which of them name it is seen when they are looked at.
                RESOURCE if event.kind == EventKind::Deleted => {
                    self.namespaces.lock().insert(key.namespace.clone());
                    self.wake.notify_one();
                }
                _ => {}
            }
        }
    }
}

fn is_token(entry: &Entry) -> bool {
    // The first selectable field of a Secret is its type.
    &*entry.key.resource == SECRETS && !entry.head.deleting && entry.field(0) == SERVICE_ACCOUNT_TOKEN
}

/// Works until it is dropped; not at all where nobody issues tokens.
pub(in crate::kinds) async fn run(core: Arc<Core>) {
    let Some(issuer) = core.authenticator.issuer().cloned() else { return };
    let due = Arc::new(Due::default());
    let observer: Arc<dyn Observer> = due.clone();
    core.space.observe(&observer, |entry| due.note(entry));
    let actor = Actor::new(core, USER);
    loop {
        let woken = due.wake.notified();
        if let Some(namespace) = due.namespaces.lock().pop_first() {
            actor.core.space.list(SECRETS, Some(&namespace)).0.iter().for_each(|secret| due.note(secret));
        }
        let Some(key) = due.keys.lock().pop_first() else {
            woken.await;
            continue;
        };
        if let Err(error) = settle(&actor, &issuer, &key).await {
            tracing::warn!(namespace = %key.namespace, secret = %key.name, %error, "filling in a token");
            // What is wrong with the object itself will not go away by trying again.
            if error.code() >= 500 {
                actor.pause().await;
                due.keys.lock().insert(key);
            }
        }
    }
}

/// Fills in what one Secret lacks, or removes it when its account is not there.
async fn settle(actor: &Actor, issuer: &Issuer, key: &Key) -> Result<(), ApiError> {
    let objects = &actor.core.space;
    let Some(entry) = objects.get(SECRETS, &key.namespace, &key.name).filter(|entry| is_token(entry)) else {
        return Ok(());
    };
    let secret = entry.value().map_err(ApiError::internal)?;
    let annotation = |name: &str| secret.pointer("/metadata/annotations")?.get(name)?.as_str();
    let name = annotation(SERVICE_ACCOUNT).unwrap_or_default();
    let account = objects.get(RESOURCE, &key.namespace, name).filter(|account| {
        !account.head.deleting && annotation(ACCOUNT_UID).is_none_or(|uid| uid.is_empty() || uid == account.uid())
    });
    let Some(account) = account else {
        return actor.delete_this(&entry).await;
    };
    let has = |field: &str| !text(&secret, &format!("/data/{field}")).is_empty();
    let mut lacks = Vec::new();
    if !has("token") {
        let reference = |name: &str, uid: &str| Reference { name: name.to_owned(), uid: uid.to_owned() };
        let private = Private {
            namespace: key.namespace.to_string(),
            serviceaccount: reference(name, account.uid()),
            secret: Some(reference(&key.name, entry.uid())),
            pod: None,
            node: None,
        };
        let user = User::service_account(&key.namespace, name);
        let mut claims = issuer.claims(&user.name, issuer.audiences(), Utc::now(), LIFE);
        claims.more.insert(SERVICE_ACCOUNT_CLAIM.to_owned(), json!(private));
        lacks.push(("token", issuer.sign(&claims)?));
    }
    if !has("namespace") {
        lacks.push(("namespace", key.namespace.to_string()));
    }
    if let Some(certificates) = &actor.core.root_ca_pem
        && text(&secret, "/data/ca.crt") != STANDARD.encode(certificates)
    {
        lacks.push(("ca.crt", certificates.clone()));
    }
    if lacks.is_empty() && annotation(ACCOUNT_UID) == Some(account.uid()) {
        return Ok(());
    }
    let fill = |object: &mut Value| {
        for (field, value) in &lacks {
            // Another server may have put a token there meanwhile, and somebody read it.
            if *field != "token" || text(object, "/data/token").is_empty() {
                object["data"][*field] = json!(STANDARD.encode(value));
            }
        }
        object["metadata"]["annotations"][ACCOUNT_UID] = json!(account.uid());
    };
    actor.change_object(key, fill).await
}
