//! What the tests of whole loops share: the embedded API, the simulator with machines that boot at once and have
//! nothing inside, and the controllers of all layers.

#![allow(dead_code, reason = "each test binary uses a part of it")]

pub(crate) mod identities;

use std::{
    fmt::Debug,
    net::IpAddr,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use hypervisor::{
    GuestSystem, Machine, MachineId,
    simulator::{BootDelay, HostSpec, Settings, Simulator},
};
use identities::Refused;
use kube::{
    Api, Client, Resource,
    api::{DeleteParams, Patch, PatchParams},
    core::{ClusterResourceScope, NamespaceResourceScope},
    runtime::wait::{Condition, await_condition, conditions::is_deleted},
};
use parking_lot::Mutex;
use serde::de::DeserializeOwned;
use serde_json::Value;
use supervisor::engine::{Config, Engine, User};
use tokio_util::sync::CancellationToken;

/// Longer than anything here takes on a busy machine.
const DEADLINE: Duration = Duration::from_secs(30);
/// Where the tests' objects are.
pub(crate) const NAMESPACE: &str = "team-a";

/// Machines with nothing inside; only their user data is remembered.
#[derive(Default)]
pub(crate) struct Empty(Mutex<Vec<Option<String>>>);

impl Empty {
    /// User data of the machine that was powered on last.
    pub(crate) fn last_user_data(&self) -> Option<String> {
        self.0.lock().last().cloned().flatten()
    }
}

#[async_trait]
impl GuestSystem for Empty {
    async fn boot(&self, machine: &Machine, _: IpAddr, _: Arc<dyn Fn(String) + Send + Sync>) {
        self.0.lock().push(machine.spec.user_data.clone());
    }
    async fn halt(&self, _: &MachineId) {}
    async fn destroy(&self, _: &MachineId) {}
    async fn close(&self) {}
}

/// An API, a hypervisor and controllers between them.
pub(crate) struct World {
    directory: PathBuf,
    database: store::Database,
    pub(crate) engine: Engine,
    refused: Refused,
    pub(crate) client: Client,
    pub(crate) simulator: Arc<Simulator>,
    pub(crate) guests: Arc<Empty>,
    controllers: Option<(CancellationToken, tokio::task::JoinHandle<()>)>,
}

impl World {
    /// Two hosts of 8 vCPU and 32 GiB, and machines with nothing inside. No controller runs yet.
    pub(crate) async fn new() -> Self {
        let guests = Arc::new(Empty::default());
        Self::of(guests.clone(), |_| guests, true).await
    }

    /// The same with machines that become parts of clusters, and with controllers.
    pub(crate) async fn with_clusters() -> Self {
        Self::full(true).await
    }

    /// The same on a hypervisor that does not move machines from host to host.
    pub(crate) async fn with_clusters_that_cannot_move() -> Self {
        Self::full(false).await
    }

    async fn full(live_relocation: bool) -> Self {
        let inside = |database| Arc::new(guest::SimulatedGuests::new(database));
        let mut world = Self::of(Arc::default(), inside, live_relocation).await;
        world.start();
        world
    }

    async fn of<G: GuestSystem>(
        guests: Arc<Empty>,
        inside: impl FnOnce(store::Database) -> Arc<G>,
        live_relocation: bool,
    ) -> Self {
        // With RUST_LOG the test tells what happens.
        let log = tracing_subscriber::EnvFilter::from_default_env();
        let _ = tracing_subscriber::fmt().with_env_filter(log).with_test_writer().try_init();
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let directory = std::env::temp_dir().join(format!("atoll-controllers-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&directory).unwrap();
        let database = store::Database::open(&directory.join("atoll.db")).await.unwrap();
        let config = Config::new(database.space("supervisor"), supervisor::kinds::supervisor_registry());
        let engine = Engine::start(config).await.unwrap();
        let host = |name: &str| HostSpec { cpus: 8, memory_gib: 32, ..HostSpec::named(name) };
        let settings = Settings {
            hosts: vec![host("sim-host-1"), host("sim-host-2")],
            boot_delay: BootDelay::NONE,
            live_relocation,
            ..Settings::default()
        };
        let simulator =
            Simulator::open(&directory.join("simulator"), settings, inside(database.clone())).await.unwrap();
        let client = engine.client(User::system("test"));
        identities::grant(&client).await;
        let refused = Refused::default();
        let world = Self { directory, database, engine, refused, client, simulator, guests, controllers: None };
        world.apply_all(&format!("{{apiVersion: v1, kind: Namespace, metadata: {{name: {NAMESPACE}}}}}")).await;
        world
    }

    /// The same with controllers.
    pub(crate) async fn running() -> Self {
        let mut world = Self::new().await;
        world.start();
        world
    }

    /// Starts the controllers.
    pub(crate) fn start(&mut self) {
        let clients = identities::clients(&self.engine, &self.refused);
        let context = controllers::Context::new(clients, self.simulator.clone(), controllers::Settings::default());
        let shutdown = CancellationToken::new();
        let running = tokio::spawn(controllers::run(context, shutdown.clone()));
        self.controllers = Some((shutdown, running));
    }

    /// Ends the controllers and waits for what is at work.
    pub(crate) async fn stop(&mut self) {
        if let Some((shutdown, running)) = self.controllers.take() {
            shutdown.cancel();
            running.await.unwrap();
        }
    }

    /// Drops the controllers where they are.
    pub(crate) fn abort(&mut self) {
        if let Some((_, running)) = self.controllers.take() {
            running.abort();
        }
    }

    /// Ends everything. The controllers must not have been refused anything.
    pub(crate) async fn close(mut self) {
        self.stop().await;
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

    pub(crate) fn cluster_wide<K>(&self) -> Api<K>
    where
        K: Resource<Scope = ClusterResourceScope, DynamicType = ()>,
    {
        Api::all(self.client.clone())
    }

    /// Applies YAML documents, namespaced ones in [`NAMESPACE`].
    pub(crate) async fn apply_all(&self, yaml: &str) {
        for document in yaml.split("\n---\n") {
            let object: Value = serde_saphyr::from_str(document).unwrap();
            let api = self.dynamic(&object).await;
            let name = object["metadata"]["name"].as_str().unwrap();
            let params = PatchParams::apply("test").force();
            if let Err(error) = api.patch(name, &params, &Patch::Apply(&object)).await {
                panic!("{name}: {error}");
            }
        }
    }

    async fn dynamic(&self, object: &Value) -> Api<kube::core::DynamicObject> {
        let text = |field: &str| object[field].as_str().unwrap();
        let (group, version) = text("apiVersion").split_once('/').unwrap_or(("", text("apiVersion")));
        let gvk = kube::core::GroupVersionKind::gvk(group, version, text("kind"));
        let (resource, capabilities) = kube::discovery::pinned_kind(&self.client, &gvk).await.unwrap();
        match capabilities.scope {
            kube::discovery::Scope::Cluster => Api::all_with(self.client.clone(), &resource),
            kube::discovery::Scope::Namespaced => Api::namespaced_with(self.client.clone(), NAMESPACE, &resource),
        }
    }

    /// Waits until the object is as `condition` says, and returns it.
    pub(crate) async fn until<K>(&self, api: Api<K>, name: &str, condition: impl Condition<K>) -> Option<K>
    where
        K: Resource + Clone + Debug + Send + DeserializeOwned + 'static,
    {
        match tokio::time::timeout(DEADLINE, await_condition(api.clone(), name, condition)).await {
            Ok(found) => found.unwrap(),
            Err(_) => panic!("{name} did not get there: {:#?}", api.get_opt(name).await),
        }
    }

    /// Deletes the object and waits until it is gone.
    pub(crate) async fn delete<K>(&self, api: Api<K>, name: &str)
    where
        K: Resource + Clone + Debug + Send + DeserializeOwned + 'static,
    {
        let object = api.get(name).await.unwrap();
        api.delete(name, &DeleteParams::background()).await.unwrap();
        self.until(api, name, is_deleted(object.meta().uid.as_deref().unwrap())).await;
    }
}

/// A condition that holds when the object is there and `test` says so.
pub(crate) fn when<K>(test: impl Fn(&K) -> bool) -> impl Condition<K> {
    move |object: Option<&K>| object.is_some_and(&test)
}

/// Classes, image and storage class that every test can use.
pub(crate) const CATALOG: &str = "
apiVersion: vmoperator.vmware.com/v1alpha6
kind: VirtualMachineClass
metadata: {name: small}
spec: {hardware: {cpus: 2, memory: 4Gi}}
---
apiVersion: vmoperator.vmware.com/v1alpha6
kind: VirtualMachineClass
metadata: {name: half}
spec: {hardware: {cpus: 8, memory: 16Gi}}
---
apiVersion: vmoperator.vmware.com/v1alpha6
kind: VirtualMachineClass
metadata: {name: huge}
spec: {hardware: {cpus: 512, memory: 16Gi}}
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

/// A virtual machine of this class.
pub(crate) fn vm(name: &str, class: &str) -> String {
    format!(
        "
apiVersion: vmoperator.vmware.com/v1alpha6
kind: VirtualMachine
metadata: {{name: {name}, labels: {{app: {name}}}}}
spec: {{className: {class}, image: {{kind: ClusterVirtualMachineImage, name: debian}}, storageClass: fast, powerState: PoweredOn}}
"
    )
}
