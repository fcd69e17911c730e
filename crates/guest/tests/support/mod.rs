//! What the tests of guests share: a simulator with guests in a directory of its own, and clusters by hand-written user
//! data.

#![allow(dead_code, reason = "each test binary uses a part of it")]

use std::{net::IpAddr, path::PathBuf, sync::Arc, time::Duration};

use chrono::Duration as Days;
use guest::SimulatedGuests;
use hypervisor::{
    Driver, LoadBalancerPort, LoadBalancerSpec, Machine, MachineId, MachineSpec, PowerState, Resources,
    simulator::{BootDelay, HostSpec, Settings, Simulator},
};
use k8s_openapi::api::core::v1::Secret;
use kube::{Api, Client, api::PostParams};
use serde_json::{Value, json};
use store::Database;

pub(crate) const TOKEN: &str = "x1y2z3.fedcba9876543210";
const PATIENCE: Duration = Duration::from_secs(60);

/// A directory that is removed at the end.
struct Directory(PathBuf);

impl Drop for Directory {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A simulator with real guests.
pub(crate) struct World {
    directory: Arc<Directory>,
    pub(crate) database: Database,
    pub(crate) simulator: Arc<Simulator>,
}

impl World {
    pub(crate) async fn new() -> World {
        let directory = std::env::temp_dir().join(format!("atoll-guest-{}", uuid::Uuid::new_v4()));
        std::fs::create_dir_all(&directory).unwrap();
        World::open(Arc::new(Directory(directory))).await
    }

    async fn open(directory: Arc<Directory>) -> World {
        let database = Database::open(&directory.0.join("atoll.db")).await.unwrap();
        let large =
            HostSpec { cpus: 10_000, memory_gib: 40_000, storage_gib: 400_000, ..HostSpec::named("sim-host-1") };
        let settings = Settings { hosts: vec![large], boot_delay: BootDelay::NONE, ..Settings::default() };
        let guests = Arc::new(SimulatedGuests::new(database.clone()));
        let simulator = Simulator::open(&directory.0.join("simulator"), settings, guests).await.unwrap();
        World { directory, database, simulator }
    }

    /// The whole program ends and starts again.
    pub(crate) async fn restart(self) -> World {
        self.simulator.close().await;
        self.database.close().await;
        let directory = self.directory.clone();
        drop(self);
        World::open(directory).await
    }

    /// Makes a machine and powers it on.
    pub(crate) async fn start(&self, name: &str, image: &str, user_data: &str) -> MachineId {
        let spec = MachineSpec {
            id: MachineId(uuid::Uuid::new_v4().to_string()),
            namespace: "team-a".into(),
            name: name.into(),
            bios_uuid: uuid::Uuid::new_v4().to_string(),
            instance_uuid: uuid::Uuid::new_v4().to_string(),
            resources: Resources { cpus: 2, memory: 4 << 30, storage: 20 << 30 },
            image: image.into(),
            installation: String::new(),
            user_data: Some(user_data.into()),
            request_id: "request".into(),
        };
        self.simulator.create(spec.clone()).await.unwrap();
        self.simulator.set_power(&spec.id, PowerState::On).await.unwrap();
        spec.id
    }

    /// Waits until the machine says something that begins so.
    pub(crate) async fn until_says(&self, id: &MachineId, begin: &str) -> Machine {
        let mut events = self.simulator.events();
        let mut last = None;
        let wait = async {
            loop {
                let machine = self.simulator.machine(id).await.unwrap();
                if let Some(machine) = machine.clone().filter(|m| m.message.starts_with(begin)) {
                    return machine;
                }
                last = machine.map(|machine| machine.message);
                let _ = events.recv().await;
            }
        };
        let machine = tokio::time::timeout(PATIENCE, wait).await;
        machine.unwrap_or_else(|_| panic!("expected {begin:?}, the machine says {last:?}"))
    }
}

/// The certificates of a cluster, and its load balancer.
pub(crate) struct Cluster {
    authority: pki::Authority,
    pub(crate) endpoint: IpAddr,
    name: String,
}

impl Cluster {
    pub(crate) async fn new(world: &World, name: &str) -> Cluster {
        let authority = pki::Authority::new("kubernetes", Days::days(30)).unwrap();
        let cluster = Cluster { authority, endpoint: [127, 0, 0, 1].into(), name: name.into() };
        let endpoint = cluster.balance(world, vec![]).await;
        Cluster { endpoint, ..cluster }
    }

    /// Sets the backends of the load balancer.
    pub(crate) async fn balance(&self, world: &World, backends: Vec<IpAddr>) -> IpAddr {
        let ports = vec![LoadBalancerPort { name: "api".into(), port: 6443, target_port: 6443 }];
        let spec = LoadBalancerSpec {
            id: format!("lb-{}", self.name),
            namespace: "team-a".into(),
            name: self.name.clone(),
            installation: String::new(),
            ports,
            backends,
        };
        world.simulator.load_balancer().unwrap().ensure(spec).await.unwrap()
    }

    /// SHA-256 of the authority's certificate.
    pub(crate) fn fingerprint(&self) -> String {
        pki::inspect(&self.authority.certificate_pem).unwrap().fingerprint
    }

    fn cluster_configuration(&self) -> Value {
        json!({
            "apiVersion": "kubeadm.k8s.io/v1beta4",
            "kind": "ClusterConfiguration",
            "clusterName": self.name,
            "controlPlaneEndpoint": format!("{}:6443", self.endpoint),
            "kubernetesVersion": "v1.34.1",
            "networking": { "serviceSubnet": "10.100.0.0/16" },
        })
    }

    pub(crate) fn init_data(&self) -> String {
        let init = json!({
            "apiVersion": "kubeadm.k8s.io/v1beta4",
            "kind": "InitConfiguration",
            "nodeRegistration": { "name": "{{ ds.meta_data.local_hostname }}" },
        });
        let file = format!("---\n{}\n---\n{}\n", self.cluster_configuration(), init);
        self.user_data("init", "/run/kubeadm/kubeadm.yaml", &file, true)
    }

    pub(crate) fn join_data(&self, control_plane: bool) -> String {
        let hash = pki::public_key_hash(&self.authority.certificate_pem).unwrap();
        self.join_data_pinned(control_plane, &hash)
    }

    pub(crate) fn join_data_pinned(&self, control_plane: bool, hash: &str) -> String {
        let mut join = json!({
            "apiVersion": "kubeadm.k8s.io/v1beta4",
            "kind": "JoinConfiguration",
            "discovery": { "bootstrapToken": {
                "token": TOKEN,
                "apiServerEndpoint": format!("{}:6443", self.endpoint),
                "caCertHashes": [hash],
            } },
            "nodeRegistration": {
                "name": "{{ ds.meta_data.local_hostname }}",
                "kubeletExtraArgs": [{ "name": "node-labels", "value": "pool=a" }],
            },
        });
        if control_plane {
            join["controlPlane"] = json!({});
        }
        self.user_data("join", "/run/kubeadm/kubeadm-join-config.yaml", &join.to_string(), control_plane)
    }

    fn user_data(&self, verb: &str, path: &str, file: &str, certificates: bool) -> String {
        let mut files = vec![json!({ "path": path, "owner": "root:root", "permissions": "0640", "content": file })];
        if certificates {
            for (name, content) in [("ca.crt", &self.authority.certificate_pem), ("ca.key", &self.authority.key_pem)] {
                files.push(json!({ "path": format!("/etc/kubernetes/pki/{name}"), "content": content }));
            }
        }
        let command =
            format!("kubeadm {verb} --config {path}  && echo success > /run/cluster-api/bootstrap-success.complete");
        let config = json!({ "write_files": files, "runcmd": [command] });
        format!("## template: jinja\n#cloud-config\n\n{config}\n")
    }

    /// The administrator's kubeconfig.
    pub(crate) fn kubeconfig(&self) -> String {
        use base64::{Engine as _, prelude::BASE64_STANDARD};
        let groups = ["system:masters".to_owned()];
        let user = self.authority.client("kubernetes-admin", &groups, Days::days(1)).unwrap();
        json!({
            "apiVersion": "v1",
            "kind": "Config",
            "current-context": "c",
            "contexts": [{ "name": "c", "context": { "cluster": "c", "user": "u" } }],
            "clusters": [{ "name": "c", "cluster": {
                "server": format!("https://{}:6443", self.endpoint),
                "certificate-authority-data": BASE64_STANDARD.encode(&self.authority.certificate_pem),
            } }],
            "users": [{ "name": "u", "user": {
                "client-certificate-data": BASE64_STANDARD.encode(&user.certificate_pem),
                "client-key-data": BASE64_STANDARD.encode(&user.key_pem),
            } }],
        })
        .to_string()
    }

    /// A client over TLS through the load balancer.
    pub(crate) async fn client(&self) -> Client {
        let kubeconfig = kube::config::Kubeconfig::from_yaml(&self.kubeconfig()).unwrap();
        let config = kube::Config::from_custom_kubeconfig(kubeconfig, &Default::default()).await.unwrap();
        Client::try_from(config).unwrap()
    }

    /// Starts the first control plane and waits for it.
    pub(crate) async fn first_control_plane(&self, world: &World, name: &str) -> MachineId {
        let id = world.start(name, "kube-v1.34.1", &self.init_data()).await;
        let machine = world.until_says(&id, "running: control plane").await;
        self.balance(world, vec![machine.address.unwrap()]).await;
        id
    }

    /// Makes the token that machines join with.
    pub(crate) async fn make_token(&self, expiration: chrono::DateTime<chrono::Utc>) {
        let secret: Secret = serde_json::from_value(json!({
            "metadata": { "name": "bootstrap-token-x1y2z3", "namespace": "kube-system" },
            "type": "bootstrap.kubernetes.io/token",
            "stringData": {
                "token-id": "x1y2z3",
                "token-secret": "fedcba9876543210",
                "expiration": expiration.to_rfc3339(),
                "usage-bootstrap-authentication": "true",
                "usage-bootstrap-signing": "true",
                "auth-extra-groups": "system:bootstrappers:kubeadm:default-node-token",
            },
        }))
        .unwrap();
        let secrets: Api<Secret> = Api::namespaced(self.client().await, "kube-system");
        secrets.create(&PostParams::default(), &secret).await.unwrap();
    }
}

/// Ten minutes from now.
pub(crate) fn soon() -> chrono::DateTime<chrono::Utc> {
    chrono::Utc::now() + chrono::Duration::minutes(10)
}
