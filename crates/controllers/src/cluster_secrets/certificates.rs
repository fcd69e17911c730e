//! A cluster's authorities and keys. What is there already, from a user or an earlier attempt, is kept.

use api::meta::{annotation, secret};
use futures::future::try_join_all;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::OwnerReference;
use kube::Resource;
use pki::Authority;

use super::{text, wrap};
use crate::{context::Context, error::Error, key::Key, meta};

/// Ending of the Secret's name and common name of the authority, as kubeadm calls it
/// (<https://kubernetes.io/docs/setup/best-practices/certificates/#single-root-ca>).
const AUTHORITIES: [(&str, &str); 3] =
    [(secret::CA, "kubernetes"), (secret::ETCD, "etcd-ca"), (secret::PROXY, "front-proxy-ca")];

/// Certificate (or public key) and private key, in PEM.
pub(crate) struct Pair {
    pub(crate) certificate: String,
    pub(crate) key: String,
}

/// Everything that a machine of a control plane needs.
pub(crate) struct Certificates {
    pub(crate) authority: Pair,
    /// The authority of etcd; with an external etcd its key is not known.
    pub(crate) etcd: Pair,
    pub(crate) front_proxy: Pair,
    pub(crate) service_account: Pair,
    /// With an external etcd: the client certificate of the API server.
    pub(crate) etcd_client: Option<Pair>,
}

/// Makes the Secrets that are missing; they will belong to `owner`.
///
/// # Errors
/// With an external etcd its certificates are the user's, and it is said when they are missing.
pub(crate) async fn ensure<K: Resource>(
    ctx: &Context,
    manager: &str,
    cluster: &Key,
    for_object: &K,
    owner: &OwnerReference,
    external_etcd: bool,
) -> Result<(), Error> {
    let request = meta::annotation(for_object.meta(), annotation::REQUEST_ID);
    let mut missing = Vec::new();
    let mut add = |name: &Key, certificate: String, key: String| {
        let data = [(secret::TLS_CERTIFICATE, certificate), (secret::TLS_KEY, key)];
        missing.push(wrap(name, cluster, owner.clone(), request, data));
    };
    for (purpose, common_name) in AUTHORITIES {
        let name = cluster.sibling(secret::name(&cluster.name, purpose));
        if ctx.informers.secrets.get(&name).is_some() {
            continue;
        }
        if external_etcd && purpose == secret::ETCD {
            return Err(Error::Invalid(format!(
                "Secret {name} with the authority of the external etcd does not exist"
            )));
        }
        let made = Authority::new(common_name, ctx.settings.authority_lifetime)?;
        add(&name, made.certificate_pem, made.key_pem);
    }
    let name = cluster.sibling(secret::name(&cluster.name, secret::SERVICE_ACCOUNT));
    if ctx.informers.secrets.get(&name).is_none() {
        let (private, public) = pki::signing_key()?;
        add(&name, public, private);
    }
    // Together, so that they share a commit.
    let creations: Vec<_> = missing.iter().map(|one| ctx.informers.secrets.create(manager, one)).collect();
    try_join_all(creations).await.map(|_| ())
}

/// The certificate of the cluster's authority, in PEM.
pub(crate) async fn read_authority(ctx: &Context, cluster: &Key) -> Result<String, Error> {
    Ok(read(ctx, cluster, secret::CA, false).await?.certificate)
}

impl Certificates {
    /// Reads all of them.
    pub(crate) async fn read(ctx: &Context, cluster: &Key, external_etcd: bool) -> Result<Self, Error> {
        Ok(Self {
            authority: read(ctx, cluster, secret::CA, true).await?,
            etcd: read(ctx, cluster, secret::ETCD, !external_etcd).await?,
            front_proxy: read(ctx, cluster, secret::PROXY, true).await?,
            service_account: read(ctx, cluster, secret::SERVICE_ACCOUNT, true).await?,
            etcd_client: if external_etcd {
                Some(read(ctx, cluster, "apiserver-etcd-client", true).await?)
            } else {
                None
            },
        })
    }
}

async fn read(ctx: &Context, cluster: &Key, purpose: &str, with_key: bool) -> Result<Pair, Error> {
    let name = cluster.sibling(secret::name(&cluster.name, purpose));
    let object = ctx
        .informers
        .secrets
        .fetch(&name)
        .await?
        .ok_or_else(|| Error::Invalid(format!("Secret {name} does not exist")))?;
    let certificate = text(&object, secret::TLS_CERTIFICATE).filter(|pem| !pem.is_empty());
    let key = text(&object, secret::TLS_KEY).filter(|pem| !pem.is_empty());
    match (certificate, key) {
        (Some(certificate), Some(key)) => Ok(Pair { certificate, key }),
        (Some(certificate), None) if !with_key => Ok(Pair { certificate, key: String::new() }),
        _ => Err(Error::Invalid(format!("Secret {name} has no text under tls.crt and tls.key"))),
    }
}
