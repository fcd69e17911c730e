//! `kubeadm join`: finds the cluster through its endpoint, makes sure it is the right one, and reads its configuration
//! with the rights of the bootstrap token. All of it over TLS, as a real machine does.
//!
//! A real machine then trades its token for a certificate of its kubelet. A simulated one needs none: once its token was
//! taken it is a member, and speaks to the API directly.

use std::time::Duration;

use crate::{
    https::{Connection, Error, Trust},
    kubeadm::Join,
    objects,
};

/// Pauses between attempts: quick at first, since the endpoint mostly comes up at any moment.
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(10);

/// What a joining machine learned of its cluster.
pub(crate) struct Found {
    /// The authority's certificate.
    pub(crate) authority_pem: String,
    /// Kubernetes version, with `v`.
    pub(crate) version: String,
}

/// Asks until the cluster lets the machine in, and reports each new reason to wait. `accept` may refuse a cluster that
/// was found.
pub(crate) async fn run(
    join: &Join,
    accept: impl Fn(&Found) -> Result<(), String>,
    report: &(dyn Fn(String) + Send + Sync),
) -> Found {
    let mut pause = FIRST_PAUSE;
    let mut said = String::new();
    loop {
        let attempt = async {
            let found = discover(join).await?;
            accept(&found).map_err(Error)?;
            Ok::<_, Error>(found)
        };
        match attempt.await {
            Ok(found) => return found,
            Err(error) => {
                let line = format!("kubeadm join: https://{}: {error}", join.endpoint);
                if said != line {
                    report(line.clone());
                    said = line;
                }
            }
        }
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

async fn discover(join: &Join) -> Result<Found, Error> {
    let authority_pem = authority(join).await?;
    let mut api = Connection::open(&join.endpoint, Trust::Authority(&authority_pem), Some(&join.token)).await?;
    let (namespace, name) = objects::KUBEADM_CONFIG;
    let map = api.get(&format!("/api/v1/namespaces/{namespace}/configmaps/{name}")).await?;
    let version =
        objects::version_of(&map).ok_or_else(|| Error("kubeadm-config names no Kubernetes version".into()))?;
    Ok(Found { authority_pem, version })
}

/// The authority of the cluster, from its public `cluster-info`, held against the pins.
async fn authority(join: &Join) -> Result<String, Error> {
    let mut api = Connection::open(&join.endpoint, Trust::Anybody, None).await?;
    let (namespace, name) = objects::CLUSTER_INFO;
    let map = api.get(&format!("/api/v1/namespaces/{namespace}/configmaps/{name}")).await?;
    let pem = objects::authority_of(&map).map_err(Error)?;
    let hash = pki::public_key_hash(&pem).map_err(|error| Error(error.to_string()))?;
    if !join.unpinned && !join.pins.iter().any(|pin| pin.eq_ignore_ascii_case(&hash)) {
        let wrong = format!("the cluster's authority has the public key {hash}, which no caCertHashes names");
        return Err(Error(wrong));
    }
    Ok(pem)
}
