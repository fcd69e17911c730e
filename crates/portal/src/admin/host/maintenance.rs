//! Setting a host in maintenance: what it would do, and doing it. The host's controller does the rest, and would do the
//! same for `kubectl`: this only writes to the Node.

use std::collections::BTreeMap;

use api::maintenance::{ANNOTATION, CONDITION, DRAIN, EVACUATION, Evacuation, condition};
use kube::api::{Patch, PatchParams};
use serde_json::{Value, json};
use texts::t;

use super::{
    super::{hosts, layer, only_admins},
    room::{self, Free},
};
use crate::{
    SignedIn,
    amounts::Amounts,
    error::from_kube,
    facts::Facts,
    kind, read,
    view::{
        Affected, Error, ErrorKind, Fate, FieldError, HostCapacity, Leaving, Maintenance, MaintenancePreview,
        MaintenanceWish, ObjectRef, State,
    },
};

/// The maintenance of a host, as it stands on its Node. Pure.
pub(super) fn of(node: &Facts) -> Maintenance {
    let told = node.condition(CONDITION).filter(|told| told.is_true());
    let reason = told.map(|told| told.reason).unwrap_or_default();
    Maintenance {
        wish: wish(node),
        done: reason == condition::DRAINED,
        stuck: matches!(reason, condition::DRAIN_BLOCKED | condition::WITHOUT_EFFECT),
        message: told.map(|told| told.message.to_owned()).unwrap_or_default(),
        since: told.and_then(|told| told.since),
        leaving: match Evacuation::parse(node.annotation(EVACUATION)) {
            Some(Evacuation::Relocate) => Leaving::Moved,
            Some(Evacuation::Replace) => Leaving::Replaced,
            Some(Evacuation::Never) | None => Leaving::Never,
        },
    }
}

fn wish(node: &Facts) -> MaintenanceWish {
    if node.annotation(ANNOTATION) == DRAIN {
        MaintenanceWish::Drain
    } else if node.at("/spec/unschedulable") == Some(&Value::Bool(true)) {
        MaintenanceWish::Cordon
    } else {
        MaintenanceWish::Work
    }
}

/// What maintenance of a host would do.
///
/// # Errors
/// `Forbidden` for anybody but administrators; `NotFound` when there is no such host.
pub async fn preview(ctx: &SignedIn, name: &str) -> Result<MaintenancePreview, Error> {
    only_admins(ctx)?;
    let (node, machines, nodes) = tokio::try_join!(
        read::get(&ctx.client, &kind::NODE, None, name),
        ctx.fleet.objects(ctx, &kind::VIRTUAL_MACHINE),
        ctx.fleet.objects(ctx, &kind::NODE),
    )?;
    let (machines, nodes) = (machines.rows(), nodes.rows());
    let promised = layer::promised(machines.values());
    let mut free = Vec::new();
    let mut others: Vec<HostCapacity> = Vec::new();
    for row in nodes.values() {
        let Some(host) = row.shown.capacity.clone().filter(|host| host.name != name && !host.cordoned) else {
            continue;
        };
        if host.state != State::Ready {
            continue;
        }
        let (count, taken) = promised.get(host.name.as_str()).copied().unwrap_or_default();
        free.push(Free { name: host.name.clone(), free: row.amounts.minus(taken) });
        others.push(HostCapacity { machines: count, gauges: hosts::gauges(taken, row.amounts), ..host });
    }
    let here: Vec<&layer::Row> = machines.values().filter(|row| row.shown.host.as_deref() == Some(name)).collect();
    let Maintenance { wish, leaving, .. } = of(&node);
    let amounts: Vec<Amounts> = here.iter().map(|row| row.amounts).collect();
    let affected = here.iter().zip(room::places(&amounts, &free)).map(|(row, place)| {
        let stays = match leaving {
            Leaving::Moved => false,
            Leaving::Replaced => row.shown.cluster.is_none(),
            Leaving::Never => true,
        };
        let fate = match place {
            _ if stays => Fate::Stays,
            Some(host) => Fate::To(host),
            None => Fate::NoRoom,
        };
        Affected { machine: row.told(), fate }
    });
    let clusters: BTreeMap<(String, String), ObjectRef> = here
        .iter()
        .filter_map(|row| {
            let (namespace, cluster) = (row.shown.object.namespace.clone()?, row.shown.cluster.clone()?);
            let object = ObjectRef {
                api_version: kind::GUEST_CLUSTER.api_version(),
                kind: kind::GUEST_CLUSTER.kind.to_owned(),
                namespace: Some(namespace.clone()),
                name: cluster.clone(),
            };
            Some(((namespace, cluster), object))
        })
        .collect();
    Ok(MaintenancePreview {
        name: name.to_owned(),
        wish,
        leaving,
        machines: affected.collect(),
        clusters: clusters.into_values().collect(),
        hosts: others,
    })
}

/// Sets a host in maintenance, or ends it. `was` is what the form knew of it; `typed` is the host's name, typed to confirm
/// that it is to be emptied.
///
/// # Errors
/// `Invalid` with field `confirm` when the name is another; `Conflict` when somebody has changed it since the form was
/// shown; `NotFound` and `Forbidden` as the API says.
pub async fn set(
    ctx: &SignedIn,
    name: &str,
    wanted: MaintenanceWish,
    was: Option<MaintenanceWish>,
    typed: &str,
) -> Result<(), Error> {
    only_admins(ctx)?;
    let node = read::get(&ctx.client, &kind::NODE, None, name).await?;
    let now = wish(&node);
    if was.is_some_and(|was| was != now) && now != wanted {
        let message = t().error_maintenance_changed(name);
        return Err(Error::new(ErrorKind::Conflict, message));
    }
    if wanted == MaintenanceWish::Drain && typed.trim() != name {
        let message = t().error_type_to_empty_host(name);
        return Err(Error::invalid(vec![FieldError::new("confirm", message)]));
    }
    let patch = match wanted {
        MaintenanceWish::Work => {
            json!({"metadata": {"annotations": {ANNOTATION: null}}, "spec": {"unschedulable": null}})
        }
        MaintenanceWish::Cordon => {
            json!({"metadata": {"annotations": {ANNOTATION: null}}, "spec": {"unschedulable": true}})
        }
        MaintenanceWish::Drain => {
            json!({"metadata": {"annotations": {ANNOTATION: DRAIN}}, "spec": {"unschedulable": true}})
        }
    };
    let params = PatchParams { field_manager: Some("atoll-portal".to_owned()), ..PatchParams::default() };
    read::api(&ctx.client, &kind::NODE, None).patch(name, &params, &Patch::Merge(patch)).await.map_err(from_kube)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn maintenance_is_read_off_the_node() {
        let node = |annotations: Value, unschedulable: bool, reason: &str| {
            let conditions =
                json!([{"type": "Maintenance", "status": "True", "reason": reason, "message": "1 machine left"}]);
            let object = json!({
                "metadata": {"annotations": annotations}, "spec": {"unschedulable": unschedulable},
                "status": {"conditions": conditions},
            });
            of(&Facts::new(object, "v1", "Node"))
        };
        let drained =
            node(json!({"atoll.dev/maintenance": "drain", "atoll.dev/evacuation": "relocate"}), true, "Drained");
        assert_eq!((drained.wish, drained.leaving, drained.done), (MaintenanceWish::Drain, Leaving::Moved, true));
        let cordoned = node(json!({}), true, "CordonWithoutEffect");
        assert_eq!((cordoned.wish, cordoned.leaving, cordoned.stuck), (MaintenanceWish::Cordon, Leaving::Never, true));
        let working = of(&Facts::new(json!({}), "v1", "Node"));
        assert_eq!((working.wish, working.message.as_str()), (MaintenanceWish::Work, ""));
    }
}
