//! What the hypervisor has outlives the database: a restored or a wrong one takes nothing from it.

use std::{path::Path, time::Duration};

use api::{conditions, vmoperator::VirtualMachine};
use k8s_openapi::api::core::v1::Event;
use kube::{
    Api, Client,
    api::{ListParams, PostParams},
};
use serde_json::json;
use testkit::{Atoll, TempDir, eventually};

use crate::{DEADLINE, demo, storage::admin};

/// Makes a machine and gives its UID.
async fn machine(client: &Client, name: &str) -> String {
    let machines = Api::<VirtualMachine>::namespaced(client.clone(), "team-a");
    let object = json!({
        "metadata": {"name": name},
        "spec": {"className": "best-effort-xsmall", "imageName": "debian-13", "storageClass": "fast"},
    });
    machines.create(&PostParams::default(), &serde_json::from_value(object).unwrap()).await.unwrap();
    running(client, name).await
}

/// Waits until the machine runs, and gives its UID.
async fn running(client: &Client, name: &str) -> String {
    let machines = Api::<VirtualMachine>::namespaced(client.clone(), "team-a");
    let made = eventually("a machine", DEADLINE, async || {
        let machine = machines.get(name).await?;
        let status = machine.status.clone().unwrap_or_default();
        Ok(conditions::is_true(&status.conditions, "Ready").then_some(machine))
    });
    made.await.unwrap().metadata.uid.unwrap()
}

/// Waits until Events tell that exactly these machines are left alone, and gives their words.
async fn left_alone(client: &Client, ids: &[&String]) -> Vec<String> {
    let events = Api::<Event>::namespaced(client.clone(), "default");
    eventually("Events about machines", DEADLINE, async || {
        let found = events.list(&ListParams::default().fields("reason=MachineLeftAlone")).await?;
        let said: Vec<String> = found.items.into_iter().filter_map(|event| event.message).collect();
        if said.len() == ids.len() && ids.iter().all(|id| said.iter().any(|words| words.contains(*id))) {
            return Ok(Some(said));
        }
        anyhow::bail!("{said:?}")
    })
    .await
    .unwrap()
}

fn has(hypervisor: &Path, id: &str) -> bool {
    hypervisor.join("machines").join(id).join("machine.json").exists()
}

/// Starts it on another data directory: the one before is put aside, and `restore` may fill the new one.
async fn start_anew(atoll: &mut Atoll, aside: &Path, restore: Option<&str>) -> Client {
    atoll.stop().await.unwrap();
    std::fs::rename(atoll.data_dir(), aside).unwrap();
    if let Some(file) = restore {
        admin(&["--data-dir", atoll.data_dir().to_str().unwrap(), "restore", file]).await.unwrap();
    }
    atoll.start().await.unwrap();
    atoll.client().await.unwrap()
}

#[tokio::test]
async fn machines_outlive_a_restored_and_a_wrong_database() {
    let dir = TempDir::new("outlive").unwrap();
    let (hypervisor, file) = (dir.path().join("hypervisor"), dir.path().join("atoll.backup"));
    let file = file.to_str().unwrap();
    let mut atoll = demo().variable("ATOLL_SIMULATOR_DIR", hypervisor.to_str().unwrap()).start().await.unwrap();
    let client = atoll.client().await.unwrap();
    let before = machine(&client, "before").await;
    admin(&["--data-dir", atoll.data_dir().to_str().unwrap(), "backup", file]).await.unwrap();
    let after = machine(&client, "after").await;

    let client = start_anew(&mut atoll, &dir.path().join("first"), Some(file)).await;
    assert_eq!(running(&client, "before").await, before);
    let said = left_alone(&client, &[&after]).await;
    assert!(said[0].contains("after the backup that was restored"), "{said:?}");
    let since = machine(&client, "since").await;
    assert!([&before, &after, &since].into_iter().all(|id| has(&hypervisor, id)));
    // What is removed here is gone, whoever the machine comes from.
    let machines = Api::<VirtualMachine>::namespaced(client.clone(), "team-a");
    machines.delete("before", &kube::api::DeleteParams::default()).await.unwrap();
    eventually("its removal", Duration::from_secs(60), async || Ok((!has(&hypervisor, &before)).then_some(())))
        .await
        .unwrap();

    // The same hypervisor by mistake.
    let client = start_anew(&mut atoll, &dir.path().join("second"), None).await;
    let said = left_alone(&client, &[&after, &since]).await;
    assert!(said.iter().all(|words| words.contains("not by this installation")), "{said:?}");
    let own = machine(&client, "own").await;
    assert!([&after, &since, &own].into_iter().all(|id| has(&hypervisor, id)));
}

#[tokio::test]
async fn the_controllers_queues_are_on_metrics() {
    let atoll = demo().start().await.unwrap();
    let client = atoll.client().await.unwrap();
    machine(&client, "web").await;
    let request = http::Request::get("/metrics").body(Vec::new()).unwrap();
    let text = client.request_text(request).await.unwrap();
    let value = |sample: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(sample)).unwrap_or_else(|| panic!("no {sample}"));
        line.trim().parse::<f64>().unwrap()
    };
    let of = |name: &str| value(&format!("{name}{{name=\"atoll-virtualmachine\"}}"));
    assert!(of("workqueue_adds_total") >= 1.0);
    assert!(of("workqueue_work_duration_seconds_count") >= 1.0 && of("workqueue_work_duration_seconds_sum") > 0.0);
    assert!(of("workqueue_queue_duration_seconds_count") >= 1.0);
    assert!(of("workqueue_depth") >= 0.0 && of("workqueue_retries_total") >= 0.0);
}
