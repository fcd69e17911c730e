//! The Secret `<cluster>-kubeconfig`: the controllers' own access to a cluster, renewed at half its life.

use std::{collections::HashMap, time::Duration};

use api::meta::{annotation, secret};
use base64::{Engine, prelude::BASE64_STANDARD};
use chrono::{DateTime, Utc};
use k8s_openapi::{api::core::v1::Secret, apimachinery::pkg::apis::meta::v1::OwnerReference};
use kube::Resource;
use parking_lot::Mutex;
use pki::Authority;
use serde_json::{Value, json};

use super::{text, wrap};
use crate::{context::Context, error::Error, key::Key, meta};

/// Common name and organization that kubeadm gives its administrator.
const ADMINISTRATOR: (&str, &str) = ("kubernetes-admin", "system:masters");

/// Remembers what was found in the Secrets, so that they are read only after they changed.
#[derive(Default)]
pub(crate) struct Kubeconfigs(Mutex<HashMap<Key, Checked>>);

#[derive(Clone, PartialEq)]
struct Checked {
    /// Revisions of the kubeconfig's and the authority's Secrets.
    revisions: (Option<String>, Option<String>),
    server: String,
    renew_at: DateTime<Utc>,
}

/// What a kubeconfig says.
#[derive(Debug, PartialEq, Eq)]
struct Content {
    server: String,
    authority: String,
    not_before: DateTime<Utc>,
    not_after: DateTime<Utc>,
}

impl Kubeconfigs {
    /// The cluster is gone.
    pub(crate) fn forget(&self, cluster: &Key) {
        self.0.lock().remove(cluster);
    }

    /// Makes or renews the Secret when that is due; it belongs to `object`. Returns how long it is good from now on.
    pub(crate) async fn ensure<K: Resource<DynamicType = ()>>(
        &self,
        ctx: &Context,
        manager: &str,
        object: &K,
        key: &Key,
        (host, port): (&str, i32),
    ) -> Result<Duration, Error> {
        let secrets = &ctx.informers.secrets;
        let name = key.sibling(secret::name(&key.name, secret::KUBECONFIG));
        let authority = key.sibling(secret::name(&key.name, secret::CA));
        let revision = |of: &Key| secrets.get(of).and_then(|one| one.metadata.resource_version.clone());
        let server =
            format!("https://{}:{port}", if host.contains(':') { format!("[{host}]") } else { host.to_owned() });
        let now = Utc::now();

        let revisions = (revision(&name), revision(&authority));
        let known = self.0.lock().get(key).cloned();
        if let Some(known) =
            known.filter(|known| known.revisions == revisions && known.server == server && known.renew_at > now)
        {
            return Ok(until(known.renew_at, now));
        }
        let authority = secrets
            .fetch(&authority)
            .await?
            .ok_or_else(|| Error::Invalid(format!("Secret {authority} does not exist")))?;
        let there = secrets.fetch(&name).await?;
        // Only what the controllers made themselves is renewed; a user's own is the user's.
        let content = there.as_ref().and_then(|there| text(there, secret::VALUE)).and_then(|yaml| read(&yaml));
        let renew_at = match (&there, &content) {
            (Some(there), _) if !meta::is_controlled_by(&there.metadata, object) => DateTime::<Utc>::MAX_UTC,
            (Some(_), Some(content))
                if content.server == server
                    && text(&authority, secret::TLS_CERTIFICATE).as_deref() == Some(&content.authority) =>
            {
                renewal(content)
            }
            _ => now,
        };
        if renew_at > now {
            let revisions =
                (there.and_then(|there| there.metadata.resource_version), authority.metadata.resource_version);
            self.0.lock().insert(key.clone(), Checked { revisions, server, renew_at });
            return Ok(until(renew_at, now));
        }
        let value = issue(&key.name, &server, &authority, ctx.settings.kubeconfig_lifetime)?;
        match there {
            None => {
                let owner: OwnerReference = meta::controller_of(object);
                let request = meta::annotation(object.meta(), annotation::REQUEST_ID);
                secrets.create(manager, &wrap(&name, key, owner, request, [(secret::VALUE, value)])).await?;
            }
            Some(there) => {
                let patch = json!({
                    "metadata": {"resourceVersion": there.metadata.resource_version},
                    "data": {secret::VALUE: BASE64_STANDARD.encode(value)},
                });
                secrets.patch(manager, &name, &patch).await?;
                ctx.events.normal(manager, object, "KubeconfigRenewed", format!("Renewed Secret {name}"));
            }
        }
        Ok(ctx.settings.kubeconfig_lifetime.to_std().unwrap_or_default() / 2)
    }
}

fn until(at: DateTime<Utc>, now: DateTime<Utc>) -> Duration {
    // A timer of more than a few months helps nobody.
    (at - now).to_std().unwrap_or_default().min(Duration::from_secs(90 * 24 * 3600))
}

fn renewal(content: &Content) -> DateTime<Utc> {
    content.not_before + (content.not_after - content.not_before) / 2
}

/// A kubeconfig with a new certificate of the administrator.
fn issue(cluster: &str, server: &str, authority: &Secret, valid: chrono::Duration) -> Result<String, Error> {
    let unusable = || Error::Invalid(format!("Secret {} has no text under tls.crt and tls.key", Key::of(authority)));
    let certificate = text(authority, secret::TLS_CERTIFICATE).ok_or_else(unusable)?;
    let key = text(authority, secret::TLS_KEY).ok_or_else(unusable)?;
    let (name, organization) = ADMINISTRATOR;
    let issued = Authority::from_pem(&certificate, &key)?.client(name, &[organization.to_owned()], valid)?;
    let (user, encode) = (format!("{cluster}-admin"), |pem: &str| BASE64_STANDARD.encode(pem));
    let context = format!("{user}@{cluster}");
    let kubeconfig = json!({
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{"name": cluster, "cluster": {"server": server, "certificate-authority-data": encode(&certificate)}}],
        "contexts": [{"name": context, "context": {"cluster": cluster, "user": user}}],
        "current-context": context,
        "users": [{"name": user, "user": {
            "client-certificate-data": encode(&issued.certificate_pem),
            "client-key-data": encode(&issued.key_pem),
        }}],
    });
    serde_saphyr::to_string(&kubeconfig).map_err(|error| Error::Invalid(format!("kubeconfig: {error}")))
}

/// `None` when it is not one that [`issue`] could have written.
fn read(yaml: &str) -> Option<Content> {
    let kubeconfig: Value = serde_saphyr::from_str(yaml).ok()?;
    let decode = |value: &Value| String::from_utf8(BASE64_STANDARD.decode(value.as_str()?).ok()?).ok();
    let cluster = kubeconfig.pointer("/clusters/0/cluster")?;
    let certificate = decode(kubeconfig.pointer("/users/0/user/client-certificate-data")?)?;
    let certificate = pki::inspect(&certificate).ok()?;
    Some(Content {
        server: cluster["server"].as_str()?.to_owned(),
        authority: decode(&cluster["certificate-authority-data"])?,
        not_before: certificate.not_before,
        not_after: certificate.not_after,
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use k8s_openapi::ByteString;

    use super::*;

    #[test]
    fn what_is_issued_can_be_read_and_used() {
        let authority = Authority::new("kubernetes", chrono::Duration::days(10)).unwrap();
        let secret = Secret {
            data: Some(BTreeMap::from([
                ("tls.crt".to_owned(), ByteString(authority.certificate_pem.clone().into_bytes())),
                ("tls.key".to_owned(), ByteString(authority.key_pem.clone().into_bytes())),
            ])),
            ..Secret::default()
        };
        let yaml = issue("demo", "https://192.0.2.1:6443", &secret, chrono::Duration::days(4)).unwrap();
        let content = read(&yaml).unwrap();
        assert_eq!(
            (content.server.as_str(), &content.authority),
            ("https://192.0.2.1:6443", &authority.certificate_pem)
        );
        let in_days = (renewal(&content) - Utc::now()).num_hours();
        assert!((46..=48).contains(&in_days), "renewed at half its life: {in_days} h");
        let parsed = kube::config::Kubeconfig::from_yaml(&yaml).unwrap();
        assert_eq!(parsed.current_context.as_deref(), Some("demo-admin@demo"));
    }

    #[test]
    fn something_else_is_not_taken_for_one() {
        for text in ["", "a: b", "not: [valid", "clusters: [{cluster: {server: x}}]"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
