//! The embedded API, the simulator with real guests in its machines, and the controllers, which can be killed.

use std::{
    fmt::Debug,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use hypervisor::{
    Driver,
    simulator::{BootDelay, Settings, Simulator},
};
use kube::{
    Api, Client, Resource,
    api::{ListParams, Patch, PatchParams},
    core::NamespaceResourceScope,
    runtime::wait::{Condition, await_condition},
};
use serde::de::DeserializeOwned;
use serde_json::Value;
use supervisor::engine::{Config, Engine, User};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::identities::{self, Refused};

/// Longer than anything here takes on a busy machine.
const DEADLINE: Duration = Duration::from_secs(60);
pub(crate) const NAMESPACE: &str = "team-a";

pub(crate) struct World {
    directory: PathBuf,
    database: store::Database,
    engine: Engine,
    refused: Refused,
    pub(crate) client: Client,
    pub(crate) simulator: Arc<Simulator>,
    controllers: Option<JoinHandle<()>>,
}

impl World {
    /// No controller runs yet.
    pub(crate) async fn new() -> Self {
        let _ = tracing_subscriber::fmt()
            .with_env_filter(tracing_subscriber::EnvFilter::from_default_env())
            .with_ansi(false)
            .try_init();
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let directory = std::env::temp_dir().join(format!("atoll-cluster-api-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&directory).unwrap();
        let database = store::Database::open(&directory.join("atoll.db")).await.unwrap();
        let config = Config::new(database.space("supervisor"), supervisor::kinds::supervisor_registry());
        let engine = Engine::start(config).await.unwrap();
        let guests = Arc::new(guest::SimulatedGuests::new(database.clone()));
        let settings = Settings { boot_delay: BootDelay::NONE, ..Settings::default() };
        let simulator = Simulator::open(&directory.join("simulator"), settings, guests).await.unwrap();
        let client = engine.client(User::system("test"));
        identities::grant(&client).await;
        let refused = Refused::default();
        let world = Self { directory, database, engine, refused, client, simulator, controllers: None };
        world.apply_all(&format!("{{apiVersion: v1, kind: Namespace, metadata: {{name: {NAMESPACE}}}}}")).await;
        world.apply_all(CATALOG).await;
        world
    }

    /// Starts the controllers.
    pub(crate) fn start(&mut self) {
        let clients = identities::clients(&self.engine, &self.refused);
        let context = controllers::Context::new(clients, self.simulator.clone(), controllers::Settings::default());
        self.controllers = Some(tokio::spawn(controllers::run(context, CancellationToken::new())));
    }

    /// Ends the controllers between any two of their steps.
    pub(crate) async fn kill(&mut self) {
        if let Some(running) = self.controllers.take() {
            running.abort();
            let _ = running.await;
        }
    }

    pub(crate) async fn close(mut self) {
        self.kill().await;
        self.refused.assert_none();
        self.simulator.close().await;
        self.database.close().await;
        let _ = std::fs::remove_dir_all(&self.directory);
    }

    pub(crate) fn all<K>(&self) -> Api<K>
    where
        K: Resource<Scope = NamespaceResourceScope, DynamicType = ()>,
    {
        Api::namespaced(self.client.clone(), NAMESPACE)
    }

    /// Names of all objects of a kind.
    pub(crate) async fn names<K>(&self) -> Vec<String>
    where
        K: Resource<Scope = NamespaceResourceScope, DynamicType = ()> + Clone + Debug + DeserializeOwned,
    {
        let all = self.all::<K>().list(&ListParams::default()).await.unwrap();
        all.items.iter().filter_map(|one| one.meta().name.clone()).collect()
    }

    /// Names of the simulator's machines.
    pub(crate) async fn machines(&self) -> Vec<String> {
        let mut names: Vec<String> =
            self.simulator.machines().await.unwrap().into_iter().map(|machine| machine.spec.name).collect();
        names.sort();
        names
    }

    /// Applies YAML documents, namespaced ones in [`NAMESPACE`].
    pub(crate) async fn apply_all(&self, yaml: &str) {
        for document in yaml.split("\n---\n") {
            let object: Value = serde_saphyr::from_str(document).unwrap();
            let text = |field: &str| object[field].as_str().unwrap();
            let (group, version) = text("apiVersion").split_once('/').unwrap_or(("", text("apiVersion")));
            let kind = kube::core::GroupVersionKind::gvk(group, version, text("kind"));
            let (resource, capabilities) = kube::discovery::pinned_kind(&self.client, &kind).await.unwrap();
            let api: Api<kube::core::DynamicObject> = match capabilities.scope {
                kube::discovery::Scope::Cluster => Api::all_with(self.client.clone(), &resource),
                kube::discovery::Scope::Namespaced => Api::namespaced_with(self.client.clone(), NAMESPACE, &resource),
            };
            let name = object["metadata"]["name"].as_str().unwrap();
            let params = PatchParams::apply("test").force();
            if let Err(error) = api.patch(name, &params, &Patch::Apply(&object)).await {
                panic!("{} {name}: {error}", text("kind"));
            }
        }
    }

    pub(crate) async fn patch<K>(&self, name: &str, patch: Value)
    where
        K: Resource<Scope = NamespaceResourceScope, DynamicType = ()> + Clone + Debug + DeserializeOwned,
    {
        self.all::<K>().patch(name, &PatchParams::default(), &Patch::Merge(&patch)).await.unwrap();
    }

    /// Waits until the object is as `condition` says.
    pub(crate) async fn until<K>(&self, name: &str, condition: impl Condition<K>) -> Option<K>
    where
        K: Resource<Scope = NamespaceResourceScope, DynamicType = ()>
            + Clone
            + Debug
            + Send
            + DeserializeOwned
            + serde::Serialize
            + 'static,
    {
        let api = self.all::<K>();
        match tokio::time::timeout(DEADLINE, await_condition(api.clone(), name, condition)).await {
            Ok(found) => found.unwrap(),
            Err(_) => panic!(
                "{} {name} did not get there: {}",
                K::kind(&()),
                serde_json::to_string_pretty(&api.get_opt(name).await.unwrap()).unwrap()
            ),
        }
    }
}

const CATALOG: &str = "
apiVersion: vmoperator.vmware.com/v1alpha6
kind: VirtualMachineClass
metadata: {name: small}
spec: {hardware: {cpus: 2, memory: 4Gi}}
---
apiVersion: vmoperator.vmware.com/v1alpha6
kind: ClusterVirtualMachineImage
metadata: {name: debian}
spec: {providerRef: {apiVersion: v1, kind: ConfigMap, name: none}}
---
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: {name: fast}
provisioner: atoll.dev/simulator
";
