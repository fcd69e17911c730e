//! Which MachineSets a MachineDeployment needs, and how large. Pure.
//!
//! The rules are those of Deployments, as the public controllers keep them
//! (<https://cluster-api.sigs.k8s.io/developer/core/controllers/machine-deployment>).

use std::{collections::BTreeMap, time::Duration};

use api::{
    cluster::{
        MachineDeployment, MachineRolloutStrategyType, MachineSet, MachineSetSpec, MachineSpec, MachineTemplateSpec,
    },
    meta::{annotation, finalizer, label},
};
use k8s_openapi::apimachinery::pkg::{
    apis::meta::v1::{LabelSelector, ObjectMeta, Time},
    util::intstr::IntOrString,
};
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::meta;

/// Length of a template's hash in names.
const HASH: usize = 8;

/// What is to be done; at most one of `create` and the rest.
#[derive(Debug, Default)]
pub(super) struct Plan<'a> {
    /// The set for the present template, when there is none.
    pub(super) create: Option<MachineSet>,
    /// Sets as they are and as they are to be.
    pub(super) updates: Vec<(&'a MachineSet, MachineSet)>,
    /// Old sets without machines.
    pub(super) remove: Vec<&'a MachineSet>,
}

/// Decides from the sets that it owns, each with the number of its machines that are not being deleted.
pub(super) fn plan<'a>(object: &MachineDeployment, sets: &[(&'a MachineSet, usize)], now: &Time) -> Plan<'a> {
    let sets: Vec<(&MachineSet, usize)> =
        sets.iter().filter(|(set, _)| !meta::is_deleting(&set.metadata)).copied().collect();
    let current = current(object, sets.iter().map(|(set, _)| *set), now);
    let old: Vec<(&MachineSet, usize)> = sets
        .iter()
        .filter(|(set, _)| current.is_none_or(|current| current.metadata.uid != set.metadata.uid))
        .copied()
        .collect();
    let sizes = Sizes::of(object, current, &old);
    let Some(current) = current else {
        let revision = next_revision(&sets);
        return Plan { create: Some(set_for(object, &old, sizes.current, &revision, now)), ..Plan::default() };
    };
    let mut plan = Plan::default();
    let new = brought_up_to_date(object, current, sizes.current, &sets);
    if new != *current {
        plan.updates.push((current, new));
    }
    for ((set, machines), size) in old.into_iter().zip(sizes.old) {
        let status = set.status.as_ref().and_then(|status| status.replicas).unwrap_or_default();
        if size == 0 && machines == 0 && status == 0 && replicas(set) == 0 {
            plan.remove.push(set);
            continue;
        }
        let mut new = set.clone();
        new.spec.replicas = Some(size);
        new.spec.deletion = object.spec.deletion.clone();
        in_place(object, &mut new.spec.template);
        api::cluster::machine_set::default(&mut new);
        if new != *set {
            plan.updates.push((set, new));
        }
    }
    plan
}

/// Whether the set is the one of the present template.
pub(crate) fn is_current(object: &MachineDeployment, set: &MachineSet, now: &Time) -> bool {
    has_template(object, set) && !predates_rollout(object, set, now)
}

fn current<'a>(
    object: &MachineDeployment,
    sets: impl Iterator<Item = &'a MachineSet>,
    now: &Time,
) -> Option<&'a MachineSet> {
    sets.filter(|set| is_current(object, set, now)).max_by_key(|set| set.metadata.creation_timestamp.clone())
}

fn has_template(object: &MachineDeployment, set: &MachineSet) -> bool {
    essence(&object.spec.template.spec) == essence(&set.spec.template.spec)
}

/// `spec.rollout.after` has passed, and the set was made before it.
fn predates_rollout(object: &MachineDeployment, set: &MachineSet, now: &Time) -> bool {
    let Some(after) = object.spec.rollout.as_ref().and_then(|rollout| rollout.after.as_ref()) else { return false };
    after.0 <= now.0 && set.metadata.creation_timestamp.as_ref().is_some_and(|created| created.0 < after.0)
}

/// How long until `spec.rollout.after`, when that is in the future.
pub(super) fn until_rollout(object: &MachineDeployment, now: &Time) -> Option<Duration> {
    let after = object.spec.rollout.as_ref()?.after.as_ref()?;
    u64::try_from(after.0.as_second() - now.0.as_second()).ok().filter(|seconds| *seconds > 0).map(Duration::from_secs)
}

/// What a new machine is needed for; everything else is carried over to the machines that are there.
fn essence(spec: &MachineSpec) -> MachineSpec {
    MachineSpec {
        cluster_name: spec.cluster_name.clone(),
        version: spec.version.clone(),
        failure_domain: spec.failure_domain.clone(),
        bootstrap: spec.bootstrap.clone(),
        infrastructure_ref: spec.infrastructure_ref.clone(),
        ..MachineSpec::default()
    }
}

/// A short name for a template: the same for equal ones. `salt` tells sets of the same template apart.
fn hash(spec: &MachineSpec, salt: Option<&Time>) -> String {
    let of = json!([essence(spec), salt]).to_string();
    let letters = b"bcdfghjklmnpqrstvwxz2456789";
    Sha256::digest(of).iter().take(HASH).map(|byte| char::from(letters[usize::from(*byte) % letters.len()])).collect()
}

fn replicas(set: &MachineSet) -> i32 {
    set.spec.replicas.unwrap_or(1)
}

fn next_revision(sets: &[(&MachineSet, usize)]) -> String {
    let last = sets
        .iter()
        .filter_map(|(set, _)| meta::annotation(&set.metadata, annotation::REVISION)?.parse::<u64>().ok())
        .max();
    (last.unwrap_or_default() + 1).to_string()
}

fn set_for(
    object: &MachineDeployment,
    old: &[(&MachineSet, usize)],
    size: i32,
    revision: &str,
    now: &Time,
) -> MachineSet {
    let deployment = object.metadata.name.clone().unwrap_or_default();
    let spec = &object.spec.template.spec;
    // A set of the same template that a forced rollout leaves behind has taken the plain name.
    let after =
        object.spec.rollout.as_ref().and_then(|rollout| rollout.after.as_ref()).filter(|after| after.0 <= now.0);
    let salt = after.filter(|_| old.iter().any(|(set, _)| has_template(object, set)));
    let hash = hash(spec, salt);
    let mut labels = object.spec.template.metadata.clone().unwrap_or_default().labels.unwrap_or_default();
    labels.extend(object.spec.selector.match_labels.clone().unwrap_or_default());
    labels.insert(label::CLUSTER_NAME.to_owned(), object.spec.cluster_name.clone());
    labels.insert(label::DEPLOYMENT_NAME.to_owned(), deployment.clone());
    labels.insert(label::MACHINE_TEMPLATE_HASH.to_owned(), hash.clone());
    let mut template = object.spec.template.clone();
    template.metadata.get_or_insert_default().labels = Some(labels.clone());
    let mut selected: BTreeMap<String, String> = object.spec.selector.match_labels.clone().unwrap_or_default();
    for name in [label::CLUSTER_NAME, label::DEPLOYMENT_NAME, label::MACHINE_TEMPLATE_HASH] {
        selected.insert(name.to_owned(), labels[name].clone());
    }
    let mut made = ObjectMeta {
        name: Some(format!("{deployment}-{hash}")),
        namespace: object.metadata.namespace.clone(),
        labels: Some(labels),
        finalizers: Some(vec![finalizer::MACHINE_SET.to_owned()]),
        owner_references: Some(vec![meta::controller_of(object)]),
        ..ObjectMeta::default()
    };
    meta::set_annotation(&mut made, annotation::REVISION, revision);
    meta::set_annotation(&mut made, annotation::DESIRED_REPLICAS, desired(object).to_string());
    meta::copy_request_id(&object.metadata, &mut made);
    MachineSet {
        metadata: made,
        spec: MachineSetSpec {
            cluster_name: object.spec.cluster_name.clone(),
            replicas: Some(size),
            deletion: object.spec.deletion.clone(),
            machine_naming: object.spec.machine_naming.clone(),
            selector: LabelSelector {
                match_labels: Some(selected),
                match_expressions: object.spec.selector.match_expressions.clone(),
            },
            template,
        },
        status: None,
    }
}

/// The current set with what may change without new machines.
fn brought_up_to_date(
    object: &MachineDeployment,
    set: &MachineSet,
    size: i32,
    sets: &[(&MachineSet, usize)],
) -> MachineSet {
    let mut new = set.clone();
    new.spec.replicas = Some(size);
    new.spec.deletion = object.spec.deletion.clone();
    new.spec.machine_naming = object.spec.machine_naming.clone();
    in_place(object, &mut new.spec.template);
    // As admission will fill it in, so that what comes back is what was wanted.
    api::cluster::machine_set::default(&mut new);
    meta::set_annotation(&mut new.metadata, annotation::DESIRED_REPLICAS, desired(object).to_string());
    // A template that comes back makes its set the newest again.
    let revision = |set: &MachineSet| {
        meta::annotation(&set.metadata, annotation::REVISION).and_then(|text| text.parse::<u64>().ok())
    };
    if sets.iter().any(|(other, _)| revision(other) > revision(set)) {
        meta::set_annotation(&mut new.metadata, annotation::REVISION, next_revision(sets));
    }
    new
}

/// Labels, annotations and settings that reach machines that are there.
fn in_place(object: &MachineDeployment, template: &mut MachineTemplateSpec) {
    let from = &object.spec.template;
    let to = template.metadata.get_or_insert_default();
    let given = from.metadata.clone().unwrap_or_default();
    let kept: BTreeMap<String, String> = to
        .labels
        .iter()
        .flatten()
        .filter(|(name, _)| {
            [label::CLUSTER_NAME, label::DEPLOYMENT_NAME, label::MACHINE_TEMPLATE_HASH].contains(&name.as_str())
        })
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    let mut labels = given.labels.unwrap_or_default();
    labels.extend(object.spec.selector.match_labels.clone().unwrap_or_default());
    labels.extend(kept);
    to.labels = Some(labels);
    to.annotations = given.annotations;
    template.spec.deletion = from.spec.deletion.clone();
    template.spec.min_ready_seconds = from.spec.min_ready_seconds;
    template.spec.readiness_gates = from.spec.readiness_gates.clone();
    template.spec.taints = from.spec.taints.clone();
}

fn desired(object: &MachineDeployment) -> i32 {
    object.spec.replicas.unwrap_or(1)
}

/// How large each set is to be now.
#[derive(Debug, PartialEq, Eq)]
struct Sizes {
    current: i32,
    /// In the order of the old sets.
    old: Vec<i32>,
}

impl Sizes {
    fn of(object: &MachineDeployment, current: Option<&MachineSet>, old: &[(&MachineSet, usize)]) -> Self {
        let strategy = object.spec.rollout.as_ref().and_then(|rollout| rollout.strategy.as_ref());
        let desired = desired(object);
        let available =
            |set: &MachineSet| set.status.as_ref().and_then(|status| status.available_replicas).unwrap_or_default();
        let view = |set: &MachineSet, machines: usize| SetView {
            size: replicas(set),
            available: available(set),
            machines: i32::try_from(machines).unwrap_or(i32::MAX),
        };
        // The oldest revision is scaled down first.
        let mut order: Vec<usize> = (0..old.len()).collect();
        order.sort_by_key(|at| old[*at].0.metadata.creation_timestamp.clone());
        let mut views: Vec<SetView> = order.iter().map(|at| view(old[*at].0, old[*at].1)).collect();
        let current = current.map_or(SetView::default(), |set| view(set, 0));
        let size = if strategy.is_some_and(|strategy| strategy.type_ == MachineRolloutStrategyType::OnDelete) {
            on_delete(desired, current, &mut views)
        } else {
            let limits = strategy.and_then(|strategy| strategy.rolling_update.as_ref());
            let (surge, unavailable) = limits_of(
                limits.and_then(|limits| limits.max_surge.as_ref()),
                limits.and_then(|limits| limits.max_unavailable.as_ref()),
                desired,
            );
            rolling_update(desired, surge, unavailable, current, &mut views)
        };
        let mut sizes = vec![0; old.len()];
        for (at, view) in order.into_iter().zip(views) {
            sizes[at] = view.size;
        }
        Self { current: size, old: sizes }
    }
}

#[derive(Clone, Copy, Debug, Default)]
struct SetView {
    size: i32,
    available: i32,
    machines: i32,
}

/// `maxSurge` rounds up, `maxUnavailable` rounds down, both zero means unavailable 1.
pub(super) fn limits_of(surge: Option<&IntOrString>, unavailable: Option<&IntOrString>, desired: i32) -> (i32, i32) {
    let share = |value: &IntOrString, up: bool| match value {
        IntOrString::Int(count) => *count,
        IntOrString::String(text) => {
            let percent: i64 = text.trim_end_matches('%').parse().unwrap_or_default();
            let hundredths = percent * i64::from(desired) + if up { 99 } else { 0 };
            i32::try_from(hundredths / 100).unwrap_or(i32::MAX)
        }
    };
    let surge = surge.map_or(1, |value| share(value, true)).max(0);
    let unavailable = unavailable.map_or(0, |value| share(value, false)).clamp(0, desired.max(0));
    if surge == 0 && unavailable == 0 { (0, 1) } else { (surge, unavailable) }
}

/// The new size of the current set; `old` sets, oldest first, are changed in place.
fn rolling_update(desired: i32, surge: i32, unavailable: i32, current: SetView, old: &mut [SetView]) -> i32 {
    let total: i32 = current.size + old.iter().map(|set| set.size).sum::<i32>();
    let size = if current.size >= desired {
        desired
    } else {
        current.size + (desired + surge - total).clamp(0, desired - current.size)
    };
    // Never fewer than these may be available.
    let least = desired - unavailable;
    let current_unavailable = (current.size - current.available).max(0);
    let mut room = total - least - current_unavailable;
    // Machines that do not serve go first: they cost nothing.
    for set in old.iter_mut() {
        let unhealthy = (set.size - set.available).max(0).min(room.max(0));
        set.size -= unhealthy;
        room -= unhealthy;
    }
    let available: i32 = current.available + old.iter().map(|set| set.available.min(set.size)).sum::<i32>();
    let mut spare = (available - least).max(0).min(room.max(0));
    for set in old {
        let less = set.size.min(spare);
        set.size -= less;
        spare -= less;
    }
    size
}

/// Old machines go when someone deletes them; new ones take their place.
fn on_delete(desired: i32, _current: SetView, old: &mut [SetView]) -> i32 {
    let mut excess = -desired;
    for set in old.iter_mut() {
        set.size = set.size.min(set.machines);
        excess += set.size;
    }
    for set in old.iter_mut() {
        let less = set.size.min(excess.max(0));
        set.size -= less;
        excess -= less;
    }
    (desired - old.iter().map(|set| set.size).sum::<i32>()).max(0)
}

#[cfg(test)]
mod tests;
