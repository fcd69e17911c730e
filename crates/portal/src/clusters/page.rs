//! One cluster with one tab of it.

use chrono::Utc;
use serde_json::Value;
use texts::t;

use super::{
    explained::{self, Explained},
    lock,
};
use crate::{
    SignedIn, access, amounts,
    conditions::conditions,
    explain::object,
    facts::Facts,
    gather::{self, Tree},
    kind::{self, Kind},
    manifest, namespaces, quota, read, rows, timeline, tree,
    view::{ClusterPage, Content, Error, Network, ObjectDetail, Overview, Pool, State, Tab, Unit, Viewer},
    yaml,
};

/// Events on the Events tab, and of one object.
const EVENTS: usize = 200;
const OBJECT_EVENTS: usize = 50;

/// The page of one cluster; `selected` is (kind, name) of the object opened on the Topology tab.
///
/// # Errors
/// `NotFound` when there is no such cluster for this user.
pub async fn get(
    ctx: &SignedIn,
    namespace: &str,
    name: &str,
    tab: Tab,
    selected: Option<(&str, &str)>,
) -> Result<ClusterPage, Error> {
    let (objects, may_change, may_request_quota, requests) = tokio::try_join!(
        gather::tree(&ctx.client, namespace, name),
        namespaces::may(ctx, "update", &kind::GUEST_CLUSTER, Some(namespace)),
        namespaces::may(ctx, "create", &kind::QUOTA_REQUEST, Some(namespace)),
        async { read::or_none(read::list(&ctx.client, &kind::QUOTA_REQUEST, Some(namespace), "").await) },
    )?;
    let viewer = Viewer { administrator: ctx.admin, may_change };
    let Explained { state, cause, estimate } = explained::explain(ctx, &objects, viewer).await?;
    let content = match tab {
        Tab::Overview => Content::Overview(Box::new(overview(ctx, &objects, state, viewer).await?)),
        Tab::Topology => {
            Content::Topology { tree: tree::build(&objects), selected: detail(ctx, &objects, selected).await? }
        }
        Tab::Events => Content::Events(gather::events(&ctx.client, &objects, EVENTS).await?),
        Tab::Yaml => Content::Yaml(manifest::by_line(objects.guest.object())),
        Tab::Access => Content::Access(access::tab(ctx, namespace, name, may_change).await?),
    };
    let moving = matches!(state, State::Progressing | State::Waiting | State::Blocked);
    let mut row = rows::row(&objects.guest);
    row.state = state;
    row.cause = (state != State::Ready).then(|| cause.clone());
    Ok(ClusterPage {
        percent: moving.then(|| timeline::percent(&objects)),
        estimate,
        api_path: kind::GUEST_CLUSTER.path(Some(namespace), Some(name)),
        kubectl: kind::GUEST_CLUSTER.kubectl(Some(namespace), name),
        quota: quota::waiting(&objects.guest, &requests),
        may_request_quota,
        may_change,
        paused: objects.guest.at("/spec/paused") == Some(&Value::Bool(true)),
        locked: lock::is_locked(&objects.guest),
        kubeconfig_ready: tree::find(&objects, "KubeadmControlPlane", name).is_some_and(|plane| {
            plane.at("/status/initialization/controlPlaneInitialized") == Some(&Value::Bool(true))
        }) && !objects.guest.is_deleting(),
        read_at: Utc::now(),
        row,
        cause,
        content,
    })
}

async fn overview(ctx: &SignedIn, objects: &Tree, state: State, viewer: Viewer) -> Result<Overview, Error> {
    let guest = &objects.guest;
    let classes = read::list(&ctx.client, &kind::VIRTUAL_MACHINE_CLASS, Some(guest.namespace()), "").await;
    let classes = read::or_none(classes)?;
    let blocks = |pointer: &str| guest.items(pointer).filter_map(Value::as_str).map(str::to_owned).collect();
    let endpoint = guest.text("/status/endpoint/host");
    let port = guest.number("/status/endpoint/port").unwrap_or(6443);
    let ready_of = |pool: &str| {
        let status = guest.items("/status/nodePools").find(|status| status["name"] == pool);
        status.and_then(|status| status["ready"].as_i64())
    };
    let control_plane = guest.at("/spec/topology/controlPlane").cloned().unwrap_or_default();
    let ready = guest.number("/status/controlPlane/ready");
    Ok(Overview {
        story: timeline::story(guest),
        timeline: timeline::steps(objects, state),
        blockers: explained::blockers(objects, viewer),
        tree: tree::build(objects),
        control_plane: pool(&t().word_control_plane(), &control_plane, ready, &classes),
        pools: guest
            .items("/spec/topology/nodePools")
            .map(|spec| {
                let name = spec["name"].as_str().unwrap_or_default();
                pool(name, spec, ready_of(name), &classes)
            })
            .collect(),
        network: Network {
            endpoint: (!endpoint.is_empty()).then(|| format!("{endpoint}:{port}")),
            pods: blocks("/spec/network/pods/cidrBlocks"),
            services: blocks("/spec/network/services/cidrBlocks"),
            service_domain: guest.text("/spec/network/serviceDomain").to_owned(),
            cni: guest.text("/spec/network/cni/name").to_owned(),
        },
        conditions: conditions(guest),
    })
}

fn pool(name: &str, spec: &Value, ready: Option<i64>, classes: &[Facts]) -> Pool {
    let text = |key: &str| spec.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let class = text("class");
    let size = classes.iter().find(|found| found.name() == class).map(amounts::of_class);
    Pool {
        name: name.to_owned(),
        nodes: rows::count(ready, spec.get("replicas").and_then(Value::as_i64).unwrap_or(1)),
        size: size.map_or_else(Vec::new, |size| vec![(Unit::MilliCpu, size.milli_cpu), (Unit::Byte, size.memory)]),
        storage_class: text("storageClass"),
        class,
    }
}

async fn detail(
    ctx: &SignedIn,
    objects: &Tree,
    selected: Option<(&str, &str)>,
) -> Result<Option<Box<ObjectDetail>>, Error> {
    let Some((wanted, name)) = selected else {
        return Ok(None);
    };
    let in_tree =
        objects.below.iter().chain([&objects.guest]).find(|object| object.kind() == wanted && object.name() == name);
    let (Some(object), Some(kind)) = (in_tree, kind_of(wanted)) else {
        return Ok(None);
    };
    let mut events = gather::events(&ctx.client, objects, EVENTS).await?;
    events.retain(|event| event.object.kind == wanted && event.object.name == name);
    events.truncate(OBJECT_EVENTS);
    let finding = object::assess(object);
    let namespace = Some(object.namespace()).filter(|namespace| !namespace.is_empty());
    Ok(Some(Box::new(ObjectDetail {
        object: object.reference(),
        state: finding.state,
        cause: finding.cause,
        conditions: conditions(object),
        events,
        yaml: yaml::shown(object.object()),
        api_path: kind.path(namespace, Some(name)),
        kubectl: kind.kubectl(namespace, name),
    })))
}

fn kind_of(name: &str) -> Option<&'static Kind> {
    kind::IN_TREE.into_iter().find(|kind| kind.kind == name)
}
