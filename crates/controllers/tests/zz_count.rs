mod support;
use api::{
    conditions,
    guest::{GuestCluster, guest_cluster},
};
use kube::{Api, api::ListParams};
use support::{CATALOG, World, when};
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn count() {
    let world = World::with_clusters().await;
    world.apply_all(CATALOG).await;
    world.apply_all("apiVersion: run.tanzu.vmware.com/v1alpha3\nkind: TanzuKubernetesRelease\nmetadata: {name: v1.34.2---atoll.1}\nspec: {version: v1.34.2+atoll.1, kubernetes: {version: v1.34.2+atoll.1}, osImages: [{name: debian}]}").await;
    let rv = || async {
        Api::<k8s_openapi::api::core::v1::ConfigMap>::all(world.client.clone())
            .list(&ListParams::default())
            .await
            .unwrap()
            .metadata
            .resource_version
            .unwrap()
            .parse::<u64>()
            .unwrap()
    };
    let before = rv().await;
    let counts: std::sync::Arc<std::sync::Mutex<std::collections::BTreeMap<String, Vec<String>>>> = Default::default();
    for (g, v, k) in [
        ("guest.atoll.dev", "v1alpha1", "GuestCluster"),
        ("vmoperator.vmware.com", "v1alpha6", "VirtualMachine"),
        ("vmoperator.vmware.com", "v1alpha6", "VirtualMachineService"),
        ("vmoperator.vmware.com", "v1alpha6", "VirtualMachineSetResourcePolicy"),
        ("", "v1", "Service"),
        ("", "v1", "Endpoints"),
        ("", "v1", "Secret"),
        ("", "v1", "ConfigMap"),
        ("", "v1", "Event"),
        ("", "v1", "Node"),
        ("cluster.x-k8s.io", "v1beta2", "Cluster"),
        ("cluster.x-k8s.io", "v1beta2", "Machine"),
        ("cluster.x-k8s.io", "v1beta2", "MachineSet"),
        ("cluster.x-k8s.io", "v1beta2", "MachineDeployment"),
        ("controlplane.cluster.x-k8s.io", "v1beta2", "KubeadmControlPlane"),
        ("bootstrap.cluster.x-k8s.io", "v1beta2", "KubeadmConfig"),
        ("bootstrap.cluster.x-k8s.io", "v1beta2", "KubeadmConfigTemplate"),
        ("vmware.infrastructure.cluster.x-k8s.io", "v1beta2", "VSphereMachine"),
        ("vmware.infrastructure.cluster.x-k8s.io", "v1beta2", "VSphereMachineTemplate"),
        ("vmware.infrastructure.cluster.x-k8s.io", "v1beta2", "VSphereCluster"),
    ] {
        let gvk = kube::core::GroupVersionKind::gvk(g, v, k);
        let (r, _) = kube::discovery::pinned_kind(&world.client, &gvk).await.unwrap();
        let api: Api<kube::core::DynamicObject> = Api::all_with(world.client.clone(), &r);
        let counts = counts.clone();
        let rv = before.to_string();
        let mut stream = Box::pin(api.watch(&kube::api::WatchParams::default(), &rv).await.unwrap());
        tokio::spawn(async move {
            use futures::StreamExt;
            let mut last: std::collections::HashMap<String, serde_json::Value> = Default::default();
            while let Some(Ok(e)) = stream.next().await {
                if let kube::api::WatchEvent::Added(mut o) | kube::api::WatchEvent::Modified(mut o) = e {
                    let newest = o
                        .metadata
                        .managed_fields
                        .take()
                        .unwrap_or_default()
                        .into_iter()
                        .max_by_key(|m| m.time.clone().map(|t| t.0))
                        .map(|m| {
                            format!(
                                "{}{}",
                                m.manager.unwrap_or_default(),
                                if m.subresource.is_some() { "/status" } else { "" }
                            )
                        })
                        .unwrap_or_default();
                    o.metadata.resource_version = None;
                    let name = o.metadata.name.clone().unwrap_or_default();
                    let v = serde_json::to_value(&o).unwrap();
                    let d = diff(last.get(&name).unwrap_or(&serde_json::Value::Null), &v);
                    last.insert(name.clone(), v);
                    counts.lock().unwrap().entry(k.to_owned()).or_default().push(format!("{name} [{newest}] {d}"));
                }
            }
        });
    }
    let start = std::time::Instant::now();
    world.apply_all("apiVersion: guest.atoll.dev/v1alpha1\nkind: GuestCluster\nmetadata: {name: demo}\nspec: {distribution: {version: v1.34}, topology: {controlPlane: {replicas: 1, class: small}, nodePools: [{name: workers, replicas: 1, class: small}]}}").await;
    let is_ready = |c: &GuestCluster| {
        c.status.as_ref().is_some_and(|s| conditions::is_true(&s.conditions, guest_cluster::condition::READY))
    };
    world.until(world.all::<GuestCluster>(), "demo", when(is_ready)).await;
    eprintln!("READY after {:?}, writes {}", start.elapsed(), rv().await - before);
    for (k, v) in counts.lock().unwrap().iter() {
        eprintln!("COUNT {k} {}", v.len());
        for d in v {
            eprintln!("   {k} {}", d.chars().take(700).collect::<String>());
        }
    }
    let objects = world.all::<k8s_openapi::api::core::v1::Event>().list(&ListParams::default()).await.unwrap();
    for e in &objects.items {
        eprintln!(
            "EVENT {} {} {} {}",
            e.source.as_ref().unwrap().component.as_deref().unwrap_or(""),
            e.involved_object.kind.as_deref().unwrap_or(""),
            e.reason.as_deref().unwrap_or(""),
            e.message.as_deref().unwrap_or("")
        );
    }
    let gc = world.all::<GuestCluster>().get("demo").await.unwrap();
    eprintln!("{}", serde_json::to_string_pretty(&gc).unwrap());
    let vm = world.all::<api::vmoperator::VirtualMachine>().list(&ListParams::default()).await.unwrap();
    eprintln!("{}", serde_json::to_string_pretty(&vm.items[0]).unwrap());
    world.close().await;
}

fn diff(a: &serde_json::Value, b: &serde_json::Value) -> String {
    use serde_json::Value::{Array, Null, Object};
    match (a, b) {
        (Null, _) => "created".into(),
        (Object(a), Object(b)) => {
            let mut out = vec![];
            for (k, v) in b {
                match a.get(k) {
                    None => out
                        .push(format!("+{k}={}", if v.to_string().len() < 160 { v.to_string() } else { "..".into() })),
                    Some(w) if w != v => out.push(format!("{k}:{{{}}}", diff(w, v))),
                    _ => {}
                }
            }
            for k in a.keys() {
                if !b.contains_key(k) {
                    out.push(format!("-{k}"));
                }
            }
            out.join(", ")
        }
        (Array(a), Array(b)) if a.len() == b.len() => a
            .iter()
            .zip(b)
            .enumerate()
            .filter(|(_, (x, y))| x != y)
            .map(|(i, (x, y))| {
                format!("[{i}{}]{{{}}}", y.get("type").map(|t| t.to_string()).unwrap_or_default(), diff(x, y))
            })
            .collect::<Vec<_>>()
            .join(" "),
        (a, b) => format!(
            "{}→{}",
            a.to_string().chars().take(60).collect::<String>(),
            b.to_string().chars().take(160).collect::<String>()
        ),
    }
}
