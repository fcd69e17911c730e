//! One machine from power on to power off: reads its user data, becomes what that says, and stays it.

use std::{
    net::{IpAddr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use hypervisor::{Machine, MachineId};
use supervisor::engine::serve::Listening;
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

use crate::{
    api::Api,
    authentication,
    cluster::Cluster,
    control_plane::{self, Authority},
    join,
    kubeadm::{Join, NodeRegistration},
    node::{self, Facts},
    records::Record,
    role::{ControlPlane, Role, Start},
    system::Shared,
    template::Metadata,
};

/// Tells people what goes on inside.
pub(crate) type Report = Arc<dyn Fn(String) + Send + Sync>;

/// Pauses between attempts at what failed inside the program.
const FIRST_PAUSE: Duration = Duration::from_millis(500);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// A machine with power.
pub(crate) struct Guest {
    pub(crate) shared: Arc<Shared>,
    /// Without its user data.
    pub(crate) machine: Machine,
    pub(crate) address: IpAddr,
    pub(crate) report: Report,
}

impl Guest {
    /// Runs until `off`; afterwards nothing of the machine answers any more.
    pub(crate) async fn run(mut self, off: CancellationToken) {
        let user_data = self.machine.spec.user_data.take().unwrap_or_default();
        let metadata = Metadata {
            hostname: &self.machine.spec.name,
            instance_id: &self.machine.spec.id.0,
            address: &self.address.to_string(),
        };
        let role = Role::read(&user_data, &metadata);
        drop(user_data);
        match role {
            Ok(Role::Plain) => self.say("running"),
            Ok(Role::ControlPlane(plane)) => return self.control_plane(plane, &off).await,
            Ok(Role::Worker(join)) => return self.worker(join, &off).await,
            Err(line) => {
                warn!(error = %line, "user data cannot be followed");
                self.say(line);
            }
        }
        off.cancelled().await;
    }

    fn say(&self, line: impl Into<String>) {
        (self.report)(line.into());
    }

    fn id(&self) -> &MachineId {
        &self.machine.spec.id
    }

    fn facts(&self, registration: &NodeRegistration, control_plane: bool, version: &str) -> Facts {
        Facts::new(&self.machine, self.address, registration, control_plane, version)
    }

    async fn control_plane(&self, plane: Box<ControlPlane>, off: &CancellationToken) {
        let cluster = self.shared.cluster(&plane.authority.fingerprint);
        let node = self.facts(plane.registration(), true, "").name;
        let listening = {
            // On the heap, and gone with the keys that are in it as soon as the machine is up: that is most of its life.
            let come_up = Box::pin(self.insist(|| self.come_up(&plane, &cluster)));
            tokio::select! {
                () = off.cancelled() => None,
                listening = come_up => Some(listening),
            }
        };
        drop(plane);
        if let Some(listening) = listening {
            off.cancelled().await;
            listening.cut().await;
        }
        cluster.leave(self.id()).await;
        self.lose(&cluster, &node).await;
    }

    /// Brings a control plane up, from whatever state it was left in.
    async fn come_up(&self, plane: &ControlPlane, cluster: &Cluster) -> Result<Listening, String> {
        let known = self.shared.records().await?.get(self.id());
        let member = match (&plane.start, known) {
            (_, Some(known)) => known,
            (Start::Init(init), None) => {
                self.say(format!("kubeadm init: starting the control plane of {}", init.cluster.name));
                let record = Record {
                    cluster: cluster.id.clone(),
                    control_plane: true,
                    version: init.cluster.version.clone(),
                    initializing: true,
                };
                self.keep(record).await?
            }
            (Start::Join(join), None) => self.join(join, Some(&plane.authority)).await?,
        };
        let api = self.enter(cluster, &member.version, &plane.authority).await?;
        if let (true, Start::Init(init)) = (member.initializing, &plane.start) {
            let address = SocketAddr::new(self.address, init.port);
            control_plane::initialize(&api, init, &plane.authority, address).await?;
        }
        let facts = self.facts(plane.registration(), true, &member.version);
        let config = control_plane::configuration(&api).await?;
        cluster.people.trust(authentication::read(&config, &plane.files)?);
        let address = SocketAddr::new(self.address, plane.port());
        let listening = control_plane::listen(&api, &plane.authority, &config, &facts.name, address).await?;
        self.register(&api, cluster, facts).await?;
        cluster.serves(self.id(), self.address, plane.port()).await;
        self.keep(Record { initializing: false, ..(*member).clone() }).await?;
        info!(cluster = %cluster.id, %address, "control plane serves");
        self.say(format!("running: control plane of {}, serving https://{address} (simulated)", config.name));
        Ok(listening)
    }

    /// Starts the API, or takes part in it.
    async fn enter(&self, cluster: &Cluster, version: &str, authority: &Authority) -> Result<Api, String> {
        let entered = cluster.enter(self.id(), version, authority).await;
        entered.map_err(|error| format!("cannot start the API: {error}"))
    }

    /// Joins the cluster; a control plane only that of its own `authority`. From then on the machine is a member.
    async fn join(&self, join: &Join, authority: Option<&Authority>) -> Result<Arc<Record>, String> {
        self.say(format!("kubeadm join: waiting for https://{}", join.endpoint));
        let own = |found: &join::Found| match authority {
            Some(authority) if !authority.is(&found.authority_pem) => {
                Err("the cluster has another authority than this machine's ca.crt".to_owned())
            }
            _ => Ok(()),
        };
        let found = join::run(join, own, &*self.report).await;
        let record = Record {
            cluster: pki::inspect(&found.authority_pem).map_err(|error| error.to_string())?.fingerprint,
            control_plane: authority.is_some(),
            version: node::kubelet_version(&self.machine.spec.image, &found.version),
            initializing: false,
        };
        self.keep(record).await
    }

    async fn worker(&self, join: Box<Join>, off: &CancellationToken) {
        let node = self.facts(&join.node, false, "").name;
        let cluster = {
            let work = Box::pin(self.insist(|| self.work(&join)));
            tokio::select! {
                () = off.cancelled() => return,
                cluster = work => cluster,
            }
        };
        drop(join);
        off.cancelled().await;
        self.lose(&cluster, &node).await;
    }

    /// Brings a worker up: joins once, and after a restart goes on without.
    async fn work(&self, join: &Join) -> Result<Arc<Cluster>, String> {
        let member = match self.shared.records().await?.get(self.id()) {
            Some(member) => member,
            None => self.join(join, None).await?,
        };
        let cluster = self.shared.cluster(&member.cluster);
        if cluster.api().is_none() {
            self.say("kubelet: waiting for the control plane");
        }
        let api = cluster.wait().await.ok_or("the program ends")?;
        let facts = self.facts(&join.node, false, &member.version);
        let node = facts.name.clone();
        self.register(&api, &cluster, facts).await?;
        info!(cluster = %cluster.id, %node, "node joined");
        self.say(format!("running: node {node} (simulated)"));
        Ok(cluster)
    }

    /// Remembers over restarts what the machine became.
    async fn keep(&self, record: Record) -> Result<Arc<Record>, String> {
        let records = self.shared.records().await?;
        records.put(self.id(), record).await.map_err(|error| error.to_string())
    }

    async fn register(&self, api: &Api, cluster: &Cluster, facts: Facts) -> Result<(), String> {
        let name = facts.name.clone();
        let registered = cluster.nodes.register(api, facts).await;
        registered.map_err(|error| format!("kubelet: cannot register the Node {name}: {error}"))
    }

    /// The machine's Node is lost, unless the whole program ends: then everything stays as it stands.
    async fn lose(&self, cluster: &Cluster, node: &str) {
        cluster.nodes.forget(node);
        if !self.shared.is_closing() {
            cluster.lose(node).await;
        }
    }

    /// Tries until it works, and says why it does not.
    async fn insist<T, F: Future<Output = Result<T, String>>>(&self, attempt: impl Fn() -> F) -> T {
        let mut pause = FIRST_PAUSE;
        loop {
            match attempt().await {
                Ok(done) => return done,
                Err(line) => {
                    warn!(machine = %self.id(), error = %line, "guest");
                    self.say(line);
                }
            }
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }
}
