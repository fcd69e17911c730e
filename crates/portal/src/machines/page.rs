//! One machine with one tab of it.

use chrono::Utc;
use serde_json::Value;
use texts::t;

use super::{chain, row, timeline};
use crate::{
    SignedIn, amounts,
    conditions::conditions,
    explain::{self, Around, Finding, object},
    facts::Facts,
    gather::{self, Near},
    kind, manifest, namespaces, read,
    view::{
        Actor, Cause, Disk, Error, MachineContent, MachineOverview, MachinePage, MachineRow, MachineTab, Power, State,
        Viewer,
    },
};

/// Events on the Events tab.
const EVENTS: usize = 200;

/// The page of one machine.
///
/// # Errors
/// `NotFound` when there is no such machine for this user.
pub async fn get(ctx: &SignedIn, namespace: &str, name: &str, tab: MachineTab) -> Result<MachinePage, Error> {
    let here = Some(namespace);
    let (vm, may_change, may_delete) = tokio::try_join!(
        read::get(&ctx.client, &kind::VIRTUAL_MACHINE, here, name),
        namespaces::may(ctx, "patch", &kind::VIRTUAL_MACHINE, here),
        namespaces::may(ctx, "delete", &kind::VIRTUAL_MACHINE, here),
    )?;
    let finding = explained(ctx, &vm).await?;
    let guest_cluster = match row::cluster(&vm) {
        Some(cluster) => read::find(&ctx.client, &kind::GUEST_CLUSTER, here, cluster).await?,
        None => None,
    };
    let content = match tab {
        MachineTab::Overview => MachineContent::Overview(Box::new(overview(ctx, &vm, finding.state).await?)),
        MachineTab::Topology => MachineContent::Topology(chain::chain(ctx, &vm).await?),
        MachineTab::Events => {
            MachineContent::Events(gather::events_about(&ctx.client, namespace, [&vm].into_iter(), EVENTS).await?)
        }
        MachineTab::Yaml => MachineContent::Yaml(manifest::by_line(vm.object())),
    };
    let row = MachineRow { state: finding.state, ..row::row(&vm) };
    let viewer = Viewer { administrator: ctx.admin, may_change };
    Ok(MachinePage {
        cause: finding.cause.unwrap_or_else(|| all_well(&vm, row.power)).seen_by(viewer),
        guest_cluster: guest_cluster.map(|guest| guest.name().to_owned()),
        api_path: kind::VIRTUAL_MACHINE.path(here, Some(name)),
        kubectl: kind::VIRTUAL_MACHINE.kubectl(here, name),
        may_change,
        may_delete,
        wanted: row::power(vm.text("/spec/powerState")),
        read_at: Utc::now(),
        row,
        content,
    })
}

/// The machine with its host and, while it is not as it should be, with all that is near it.
async fn explained(ctx: &SignedIn, vm: &Facts) -> Result<Finding, Error> {
    let near = match (object::assess(vm).state, vm.text("/status/nodeName")) {
        (State::Ready, "") => Near::default(),
        (State::Ready, host) => {
            let host = read::find(&ctx.client, &kind::NODE, None, host).await?;
            Near { objects: host.into_iter().collect(), events: Vec::new() }
        }
        _ => gather::near(&ctx.client, vm.namespace()).await?,
    };
    let around = Around { objects: near.objects.iter().collect(), events: &near.events, now: Utc::now() };
    Ok(explain::in_context(vm, &around))
}

/// What is to be said of a machine that is as it should be.
fn all_well(vm: &Facts, power: Power) -> Cause {
    let (name, address) = (vm.name(), vm.text("/status/network/primaryIP4"));
    let sentence = match power {
        Power::Off => t().label_machine_off(name),
        Power::Suspended => t().label_machine_suspended(name),
        _ if address.is_empty() => t().label_machine_running(name),
        _ => t().label_machine_running_at(name, address),
    };
    Cause { sentence, detail: None, actor: Actor::Nobody, object: None, remedy: None }
}

async fn overview(ctx: &SignedIn, vm: &Facts, state: State) -> Result<MachineOverview, Error> {
    let here = Some(vm.namespace());
    let classes = read::or_none(read::list(&ctx.client, &kind::VIRTUAL_MACHINE_CLASS, here, "").await)?;
    let secret = vm.text("/spec/bootstrap/cloudInit/rawCloudConfig/name");
    let image = ["/spec/image/name", "/spec/imageName"].map(|pointer| vm.text(pointer));
    let interfaces = vm.items("/status/network/interfaces");
    let addresses = interfaces.flat_map(|interface| interface.pointer("/ip/addresses").and_then(Value::as_array));
    Ok(MachineOverview {
        timeline: timeline::steps(vm, state),
        size: amounts::of_machines([vm].into_iter(), &classes),
        disks: disks(vm),
        image: image.into_iter().find(|name| !name.is_empty()).unwrap_or_default().to_owned(),
        storage_class: vm.text("/spec/storageClass").to_owned(),
        addresses: addresses.flatten().filter_map(|address| address["address"].as_str()).map(str::to_owned).collect(),
        user_data: (!secret.is_empty()).then(|| secret.to_owned()),
        restarted: vm.time("/status/lastRestartTime"),
        conditions: conditions(vm),
    })
}

/// The disk of the image, then those of the claims. Of the first only the whole is known, with all others.
fn disks(vm: &Facts) -> Vec<Disk> {
    let claims: Vec<Disk> = vm
        .items("/spec/volumes")
        .filter_map(|volume| {
            let claim = volume.get("persistentVolumeClaim")?;
            Some(Disk {
                name: volume["name"].as_str().unwrap_or_default().to_owned(),
                claim: claim["claimName"].as_str().map(str::to_owned),
                size: claim.pointer("/instanceVolumeClaim/size").and_then(amounts::units),
            })
        })
        .collect();
    let all = vm.at("/status/storage/total").and_then(amounts::units);
    let asked = vm.at("/spec/advanced/bootDiskCapacity").and_then(amounts::units);
    let first = if claims.is_empty() { all.or(asked) } else { asked };
    std::iter::once(Disk { name: "system".to_owned(), claim: None, size: first }).chain(claims).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::disks;
    use crate::facts::Facts;

    #[test]
    fn the_system_disk_comes_first_and_claims_follow() {
        let object = json!({
            "spec": {"volumes": [
                {"name": "data", "persistentVolumeClaim": {"claimName": "web-data", "instanceVolumeClaim": {"size": "5Gi"}}},
                {"name": "old", "persistentVolumeClaim": {"claimName": "kept"}},
            ]},
            "status": {"storage": {"total": "15Gi"}},
        });
        let found: Vec<_> = disks(&Facts::new(object, "v1", "VirtualMachine"))
            .into_iter()
            .map(|disk| (disk.name, disk.claim.unwrap_or_default(), disk.size))
            .collect();
        assert_eq!(
            found,
            [
                ("system".to_owned(), String::new(), None),
                ("data".to_owned(), "web-data".to_owned(), Some(5 << 30)),
                ("old".to_owned(), "kept".to_owned(), None),
            ]
        );
    }
}
