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
    cluster::{Cluster, Running},
    control_plane::{self, Authority},
    join,
    kubeadm::{Init, Join, NodeRegistration},
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
            Ok(Role::ControlPlane(plane)) => return self.control_plane(&plane, &off).await,
            Ok(Role::Worker(join)) => return self.worker(&join, &off).await,
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
        Facts::new(
            &self.machine,
            self.address,
            registration,
            control_plane,
            version,
        )
    }

    async fn control_plane(&self, plane: &ControlPlane, off: &CancellationToken) {
        let cluster = self.shared.cluster(&plane.authority.fingerprint);
        let come_up = self.insist(|| self.come_up(plane, &cluster));
        let up = tokio::select! {
            () = off.cancelled() => None,
            up = come_up => Some(up),
        };
        if up.is_some() {
            off.cancelled().await;
        }
        let node = self.facts(plane.registration(), true, "").name;
        if let Some(listening) = up {
            listening.stop().await;
        }
        cluster.leave(self.id()).await;
        self.lose(&cluster, &node).await;
    }

    /// Brings a control plane up, from whatever state it was left in.
    async fn come_up(&self, plane: &ControlPlane, cluster: &Cluster) -> Result<Listening, String> {
        let records = self.shared.records().await?;
        let known = records.get(self.id()).filter(|record| record.done);
        let authority = &plane.authority;
        let mut record = Record {
            cluster: cluster.id.clone(),
            control_plane: true,
            version: String::new(),
            done: false,
        };
        let (running, facts) = match (&plane.start, known) {
            (_, Some(known)) => {
                record.version = known.version.clone();
                let running = self.enter(cluster, &known.version).await?;
                (
                    running,
                    self.facts(plane.registration(), true, &known.version),
                )
            }
            (Start::Init(init), None) => {
                record.version = init.cluster.version.clone();
                records
                    .put(self.id(), record.clone())
                    .await
                    .map_err(|error| error.to_string())?;
                let running = self.init(init, authority, cluster).await?;
                (running, self.facts(&init.node, true, &record.version))
            }
            (Start::Join(join), None) => {
                let facts = self.join(join, Some(authority)).await.1;
                record.version = facts.version.clone();
                records
                    .put(self.id(), record.clone())
                    .await
                    .map_err(|error| error.to_string())?;
                (self.enter(cluster, &facts.version).await?, facts)
            }
        };
        let config = control_plane::configuration(&running.api).await?;
        let address = SocketAddr::new(self.address, plane.port());
        let listening =
            control_plane::listen(&running, authority, &config, &facts.name, address).await?;
        self.register(&running, cluster, facts).await?;
        cluster.serves(self.id(), self.address, plane.port()).await;
        record.done = true;
        records
            .put(self.id(), record)
            .await
            .map_err(|error| error.to_string())?;
        info!(cluster = %cluster.id, %address, "control plane serves");
        self.say(format!(
            "running: control plane of {}, serving https://{address} (simulated)",
            config.name
        ));
        Ok(listening)
    }

    async fn init(
        &self,
        init: &Init,
        authority: &Authority,
        cluster: &Cluster,
    ) -> Result<Running, String> {
        self.say(format!(
            "kubeadm init: starting the control plane of {}",
            init.cluster.name
        ));
        let running = self.enter(cluster, &init.cluster.version).await?;
        let address = SocketAddr::new(self.address, init.port);
        control_plane::initialize(&running.api, init, authority, address).await?;
        Ok(running)
    }

    async fn enter(&self, cluster: &Cluster, version: &str) -> Result<Running, String> {
        let registry = self.shared.registry();
        let running = cluster.enter(self.id(), registry, version).await;
        running.map_err(|error| format!("cannot start the API: {error}"))
    }

    /// Joins the cluster; a control plane only that of its own `authority`.
    async fn join(&self, join: &Join, authority: Option<&Authority>) -> (join::Found, Facts) {
        self.say(format!(
            "kubeadm join: waiting for https://{}",
            join.endpoint
        ));
        let facts = |found: &join::Found| {
            if let Some(authority) = authority
                && !authority.is(&found.authority_pem)
            {
                return Err(
                    "the cluster has another authority than /etc/kubernetes/pki/ca.crt".into(),
                );
            }
            let version = node::kubelet_version(&self.machine.spec.image, &found.version);
            Ok(self.facts(&join.node, authority.is_some(), &version))
        };
        join::run(join, facts, &*self.report).await
    }

    async fn worker(&self, join: &Join, off: &CancellationToken) {
        let node = self.facts(&join.node, false, "").name;
        let cluster = tokio::select! {
            () = off.cancelled() => return,
            cluster = self.insist(|| self.work(join)) => cluster,
        };
        off.cancelled().await;
        self.lose(&cluster, &node).await;
    }

    /// Brings a worker up: joins once, and after a restart goes on without.
    async fn work(&self, join: &Join) -> Result<Arc<Cluster>, String> {
        let records = self.shared.records().await?;
        let known = records.get(self.id());
        let (cluster, facts) = match known {
            Some(known) => {
                self.say("running: waiting for its control plane (simulated)");
                (
                    self.shared.cluster(&known.cluster),
                    self.facts(&join.node, false, &known.version),
                )
            }
            None => {
                let (found, facts) = self.join(join, None).await;
                let certificate =
                    pki::inspect(&found.authority_pem).map_err(|error| error.to_string())?;
                let record = Record {
                    cluster: certificate.fingerprint.clone(),
                    control_plane: false,
                    version: facts.version.clone(),
                    done: true,
                };
                records
                    .put(self.id(), record)
                    .await
                    .map_err(|error| error.to_string())?;
                (self.shared.cluster(&certificate.fingerprint), facts)
            }
        };
        if cluster.running().is_none() {
            self.say(format!(
                "joined https://{}; its control plane is not one of this simulator's now",
                join.endpoint
            ));
        }
        let running = cluster.wait().await.ok_or("the program ends")?;
        let name = facts.name.clone();
        self.register(&running, &cluster, facts).await?;
        info!(cluster = %cluster.id, node = %name, "node joined");
        self.say(format!("running: node {name} (simulated)"));
        Ok(cluster)
    }

    async fn register(
        &self,
        running: &Running,
        cluster: &Cluster,
        facts: Facts,
    ) -> Result<(), String> {
        let name = facts.name.clone();
        let registered = cluster.nodes.register(&running.api, facts).await;
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
