//! A simulated guest cluster: one API server and one set of objects, shared by all its control planes.
//!
//! Real control planes share their objects through etcd; simulated ones share one engine in this program, and each
//! serves it on its own address. The engine runs while at least one of them has power. Objects outlive that: they go
//! when the last control plane's disk goes.

use std::{collections::BTreeMap, net::IpAddr, sync::Arc};

use hypervisor::MachineId;
use serde_json::json;
use store::Database;
use supervisor::engine::{Config, Engine, Limits};
use tokio::sync::watch;
use tracing::{debug, warn};

use crate::{
    api::{Api, Manager},
    authentication::People,
    control_plane::Authority,
    nodes::Nodes,
    objects,
};

/// One cluster.
pub(crate) struct Cluster {
    /// SHA-256 of its authority's certificate, hexadecimal.
    pub(crate) id: String,
    database: Database,
    /// Whose tokens the API takes, beside its own.
    pub(crate) people: Arc<People>,
    /// The Nodes whose machines run.
    pub(crate) nodes: Nodes,
    /// Held while control planes come and go.
    members: tokio::sync::Mutex<Members>,
    /// The API while its engine runs; workers wait for it.
    api: watch::Sender<Option<Api>>,
}

/// The control planes with power.
#[derive(Default)]
struct Members {
    all: BTreeMap<MachineId, Member>,
    /// What runs while there is one.
    running: Option<Engine>,
}

struct Member {
    /// With `v`.
    version: String,
    /// Where it serves, once it does.
    serves: Option<(IpAddr, u16)>,
}

impl Members {
    /// The server says the newest version that any of its control planes has.
    fn tell_version(&self) {
        let newest = self.all.values().map(|member| member.version.as_str()).max_by_key(|v| order(v));
        if let (Some(engine), Some(newest)) = (&self.running, newest) {
            engine.set_server_version(newest);
        }
    }
}

/// Orders versions by their numbers.
fn order(version: &str) -> Vec<u64> {
    let numbers = version.trim_start_matches('v').split(|c: char| !c.is_ascii_digit());
    numbers.map(|number| number.parse().unwrap_or(0)).collect()
}

impl Cluster {
    pub(crate) fn new(id: &str, database: Database) -> Cluster {
        Cluster {
            id: id.to_owned(),
            database,
            people: Arc::default(),
            nodes: Nodes::default(),
            members: tokio::sync::Mutex::default(),
            api: watch::Sender::new(None),
        }
    }

    /// Name of the keyspace of a cluster's objects.
    pub(crate) fn space(id: &str) -> String {
        format!("guest/{id}")
    }

    /// A control plane of this version got power: starts the engine if it is the first.
    ///
    /// # Errors
    /// When the cluster's objects cannot be read.
    pub(crate) async fn enter(&self, machine: &MachineId, version: &str, authority: &Authority) -> Result<Api, String> {
        let mut members = self.members.lock().await;
        let api = match self.api() {
            Some(api) => api,
            None => {
                let space = self.database.space(&Cluster::space(&self.id));
                let mut config = Config::new(space, supervisor::kinds::guest_registry());
                config.limits = Limits::small();
                config.issuer = authority.issuer().map(Arc::new);
                config.token_authenticators.push(self.people.clone());
                config.root_ca_pem = Some(authority.certificate_pem.clone());
                let engine = Engine::start(config).await.map_err(|error| error.to_string())?;
                debug!(cluster = %self.id, "guest API started");
                let api = Api::new(engine.router());
                members.running = Some(engine);
                self.nodes.api_started();
                self.api.send_replace(Some(api.clone()));
                api
            }
        };
        let member = Member { version: version.to_owned(), serves: None };
        members.all.insert(machine.clone(), member);
        members.tell_version();
        Ok(api)
    }

    /// A control plane serves here from now on.
    pub(crate) async fn serves(&self, machine: &MachineId, address: IpAddr, port: u16) {
        let mut members = self.members.lock().await;
        if let Some(member) = members.all.get_mut(machine) {
            member.serves = Some((address, port));
        }
        self.publish(&members).await;
    }

    /// A control plane lost power: ends the engine if it was the last.
    pub(crate) async fn leave(&self, machine: &MachineId) {
        let mut members = self.members.lock().await;
        if members.all.remove(machine).is_none() {
            return;
        }
        if members.all.is_empty() {
            // The engine ends with its last handle.
            self.api.send_replace(None);
            members.running = None;
            debug!(cluster = %self.id, "guest API stopped");
        } else {
            members.tell_version();
            self.publish(&members).await;
        }
    }

    /// Writes who answers behind the Service `kubernetes`.
    async fn publish(&self, members: &Members) {
        let Some(api) = self.api() else { return };
        let serving: Vec<_> = members.all.values().filter_map(|member| member.serves).collect();
        let Some((_, port)) = serving.first() else { return };
        let addresses: Vec<_> = serving.iter().map(|(address, _)| *address).collect();
        let endpoints = objects::endpoints(&addresses, *port);
        let collection = objects::collection(&endpoints);
        let written = match api.create(&collection, &endpoints, Manager::ApiServer).await {
            Ok(None) => {
                let change = json!({ "subsets": endpoints["subsets"] });
                api.merge(&format!("{collection}/kubernetes"), &change, Manager::ApiServer).await
            }
            created => created,
        };
        if let Err(error) = written {
            warn!(cluster = %self.id, %error, "cannot write the endpoints of a guest API");
        }
    }

    /// The API, while a control plane has power.
    pub(crate) fn api(&self) -> Option<Api> {
        self.api.borrow().clone()
    }

    /// Waits until a control plane has power.
    pub(crate) async fn wait(&self) -> Option<Api> {
        self.api.subscribe().wait_for(Option::is_some).await.ok()?.clone()
    }

    /// The machine behind a Node lost power. With no control plane left nobody can say so; the next one will.
    pub(crate) async fn lose(&self, node: &str) {
        if let Some(api) = self.api() {
            self.nodes.mark_lost(&api, node).await;
        }
    }

    /// Posts what is due: heartbeats, and the loss of Nodes that did not come back.
    pub(crate) async fn beat(&self) {
        if let Some(api) = self.api() {
            self.nodes.beat(&api).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_ordered_by_number() {
        for (older, newer) in [("v1.9.0", "v1.10.0"), ("v1.34.1", "v1.34.2"), ("v1.34.1", "v1.34.1+vmware.1")] {
            assert!(order(older) < order(newer), "{older} {newer}");
        }
    }
}
