//! `kubeadm join`: finds the cluster through its endpoint, makes sure it is the right one, and registers the Node with
//! the rights of the bootstrap token. All of it over TLS, as a real machine does.

use std::time::Duration;

use chrono::Utc;
use http::StatusCode;
use serde_json::json;

use crate::{
    https::{Connection, Error, Trust},
    kubeadm::Join,
    node::{self, Facts},
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

/// Joins; asks again until it is done, and reports each new reason to wait. `facts` decides how the machine shows itself
/// in the cluster that was found, or refuses that cluster.
pub(crate) async fn run(
    join: &Join,
    facts: impl Fn(&Found) -> Result<Facts, String>,
    report: &(dyn Fn(String) + Send + Sync),
) -> (Found, Facts) {
    let mut pause = FIRST_PAUSE;
    let mut said = String::new();
    loop {
        match attempt(join, &facts).await {
            Ok(done) => return done,
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

async fn attempt(join: &Join, facts: &impl Fn(&Found) -> Result<Facts, String>) -> Result<(Found, Facts), Error> {
    let authority_pem = authority(join).await?;
    let trust = Trust::Authority(&authority_pem);
    let mut api = Connection::open(&join.endpoint, trust, Some(&join.token)).await?;
    let (namespace, name) = objects::KUBEADM_CONFIG;
    let map = api.get(&format!("/api/v1/namespaces/{namespace}/configmaps/{name}")).await?;
    let version = objects::version_of(&map)
        .ok_or_else(|| Error::Unreachable("kubeadm-config names no Kubernetes version".into()))?;
    let found = Found { authority_pem, version };
    let facts = facts(&found).map_err(Error::Unreachable)?;
    register(&mut api, &facts).await?;
    Ok((found, facts))
}

/// Makes the Node, or takes over the one that an earlier attempt of this machine made.
async fn register(api: &mut Connection, facts: &Facts) -> Result<(), Error> {
    let now = Utc::now();
    let path = format!("/api/v1/nodes/{}", facts.name);
    let node = match api.create("/api/v1/nodes", &facts.node(now, now)).await {
        Err(Error::Refused { status: StatusCode::CONFLICT, .. }) => {
            let node = api.get(&path).await?;
            if node["status"]["nodeInfo"]["systemUUID"] != facts.system_uuid.as_str() {
                let taken = format!("a Node with the name {} exists in the cluster already", facts.name);
                return Err(Error::Unreachable(taken));
            }
            node
        }
        created => created?,
    };
    if !facts.are_shown_by(&node) {
        let since = node::ready_since(&node).unwrap_or(now);
        api.merge(&format!("{path}/status"), &json!({ "status": facts.status(since, now) })).await?;
    }
    Ok(())
}

/// The authority of the cluster, from its public `cluster-info`, held against the pins.
async fn authority(join: &Join) -> Result<String, Error> {
    let mut api = Connection::open(&join.endpoint, Trust::Anybody, None).await?;
    let (namespace, name) = objects::CLUSTER_INFO;
    let map = api.get(&format!("/api/v1/namespaces/{namespace}/configmaps/{name}")).await?;
    let pem = objects::authority_of(&map).map_err(Error::Unreachable)?;
    let hash = pki::public_key_hash(&pem).map_err(|error| Error::Unreachable(error.to_string()))?;
    if !join.unpinned && !join.pins.iter().any(|pin| pin.eq_ignore_ascii_case(&hash)) {
        let wrong = format!("the cluster's authority has the public key {hash}, which no caCertHashes names");
        return Err(Error::Unreachable(wrong));
    }
    Ok(pem)
}
