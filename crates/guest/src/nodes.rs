//! Keeps the Nodes of one cluster: Ready while their machines run, Unknown when not.
//!
//! This is what kubelets and the node controller do between them. Thousands of Nodes share one clock here, and speak
//! rarely when nothing changes.

use std::{collections::HashMap, sync::Arc, time::Duration};

use chrono::{DateTime, Utc};
use futures::{StreamExt, stream};
use parking_lot::Mutex;
use serde_json::json;
use tokio::time::Instant;
use tracing::{debug, warn};

use crate::{
    api::{Api, Error, Manager},
    node::{self, Facts},
    objects,
};

/// How often a Node posts its status when nothing changed. A kubelet does it every five minutes.
const STATUS_INTERVAL: Duration = Duration::from_secs(600);
/// How often a Node renews its Lease.
const LEASE_INTERVAL: Duration = Duration::from_secs(300);
/// How long Nodes have to report after an API server came up before they count as lost, as with the node controller.
const GRACE: Duration = Duration::from_secs(50);
/// Posts under way at once: enough to share commits.
const CONCURRENT: usize = 16;

/// The Nodes whose machines run.
#[derive(Default)]
pub(crate) struct Nodes {
    live: Mutex<HashMap<String, Live>>,
    /// When Nodes without a machine are to be marked; `None` when that is done.
    search_lost_at: Mutex<Option<Instant>>,
}

struct Live {
    facts: Arc<Facts>,
    ready_since: DateTime<Utc>,
    next_status: Instant,
    next_lease: Instant,
}

/// What one Node has to post.
struct Beat {
    facts: Arc<Facts>,
    /// The status, Ready since then.
    status: Option<DateTime<Utc>>,
    lease: bool,
}

impl Nodes {
    /// The API server came up: Nodes that do not report within the grace period are lost.
    pub(crate) fn api_started(&self) {
        *self.search_lost_at.lock() = Some(Instant::now() + GRACE);
    }

    /// Registers the Node of a machine that runs, as its kubelet does when it starts, and keeps it Ready from now on.
    ///
    /// # Errors
    /// The API's, and when the Node of another machine has the name.
    pub(crate) async fn register(&self, api: &Api, facts: Facts) -> Result<(), Error> {
        let path = format!("/api/v1/nodes/{}", facts.name);
        let now = Utc::now();
        let mut node = api.get(&path).await?;
        if node.is_none() {
            node = api.create("/api/v1/nodes", &facts.node(now, now), Manager::Kubelet).await?;
        }
        let node = match node {
            Some(node) => node,
            // Somebody else made it between the two requests.
            None => api.get(&path).await?.unwrap_or_default(),
        };
        if node["spec"]["providerID"] != facts.provider_id.as_str() {
            return Err(Error::Refused("a Node of that name, of another machine, exists already".into()));
        }
        let ready_since = node::ready_since(&node).unwrap_or(now);
        if !facts.are_shown_by(&node) {
            let status = json!({ "status": facts.status(ready_since, now) });
            api.merge(&format!("{path}/status"), &status, Manager::Kubelet).await?;
        }
        let lease = facts.lease(node["metadata"]["uid"].as_str().unwrap_or_default(), now);
        let leases = objects::collection(&lease);
        if api.create(&leases, &lease, Manager::Kubelet).await?.is_none() {
            api.merge(&format!("{leases}/{}", facts.name), &node::renewal(now), Manager::Kubelet).await?;
        }
        let begin = Instant::now();
        let live = Live {
            ready_since,
            next_status: begin + STATUS_INTERVAL,
            next_lease: begin + LEASE_INTERVAL,
            facts: Arc::new(facts),
        };
        self.live.lock().insert(live.facts.name.clone(), live);
        Ok(())
    }

    /// Speaks for this Node no more.
    pub(crate) fn forget(&self, node: &str) {
        self.live.lock().remove(node);
    }

    /// Says of a Node that nothing is heard of it any more.
    pub(crate) async fn mark_lost(&self, api: &Api, name: &str) {
        let path = format!("/api/v1/nodes/{name}");
        let marked = async {
            let Some(node) = api.get(&path).await? else {
                return Ok(());
            };
            if let Some(change) = node::lost(&node, Utc::now()) {
                api.merge(&format!("{path}/status"), &change, Manager::ControllerManager).await?;
            }
            Ok::<_, Error>(())
        };
        if let Err(error) = marked.await {
            warn!(node = %name, %error, "cannot mark a guest node as lost");
        }
    }

    /// Posts what is due.
    pub(crate) async fn beat(&self, api: &Api) {
        let now = Instant::now();
        let due: Vec<_> = self.live.lock().values_mut().filter_map(|live| live.due(now)).collect();
        let posts = due.into_iter().map(|beat| async move {
            if let Err(error) = beat.post(api).await {
                debug!(node = %beat.facts.name, %error, "heartbeat failed");
            }
        });
        stream::iter(posts).buffer_unordered(CONCURRENT).collect::<()>().await;
        let search = self.search_lost_at.lock().take_if(|at| *at <= now).is_some();
        if search && let Ok(Some(list)) = api.get("/api/v1/nodes").await {
            for node in list["items"].as_array().into_iter().flatten() {
                let name = node["metadata"]["name"].as_str().unwrap_or_default();
                if !self.live.lock().contains_key(name) {
                    self.mark_lost(api, name).await;
                }
            }
        }
    }
}

impl Live {
    /// What is due now, and the next time for it.
    fn due(&mut self, now: Instant) -> Option<Beat> {
        let (status, lease) = (self.next_status <= now, self.next_lease <= now);
        if status {
            self.next_status = now + STATUS_INTERVAL;
        }
        if lease {
            self.next_lease = now + LEASE_INTERVAL;
        }
        (status || lease).then(|| Beat { facts: self.facts.clone(), status: status.then_some(self.ready_since), lease })
    }
}

impl Beat {
    async fn post(&self, api: &Api) -> Result<(), Error> {
        let (name, now) = (&self.facts.name, Utc::now());
        if self.lease {
            let path = format!("/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/{name}");
            api.merge(&path, &node::renewal(now), Manager::Kubelet).await?;
        }
        if let Some(since) = self.status {
            let status = json!({ "status": self.facts.status(since, now) });
            api.merge(&format!("/api/v1/nodes/{name}/status"), &status, Manager::Kubelet).await?;
        }
        Ok(())
    }
}
