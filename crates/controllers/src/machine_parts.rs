//! The objects that a Machine refers to, made from templates by the Machine's owner.
//!
//! The Machine comes first and carries their names, so that a crash in between leaves nothing that nobody lists: the
//! owner makes what is missing when it looks again.

use std::collections::BTreeMap;

use api::{
    bootstrap::{KubeadmConfig, KubeadmConfigSpec, KubeadmConfigTemplate},
    cluster::{Cluster, ContractRef, Machine, TemplateMeta},
    meta::{annotation, finalizer},
    vsphere::{VSphereMachine, VSphereMachineTemplate},
};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kube::Resource;

use crate::{context::Context, error::Error, informer::Kind, key::Key, meta, objects::Objects};

/// Where the bootstrap object of a Machine comes from.
pub(crate) enum Bootstrap<'a> {
    /// A KubeadmConfigTemplate.
    Template(&'a ContractRef),
    /// Straight from this spec.
    Spec(Box<KubeadmConfigSpec>),
    /// There is none: the Machine names its data Secret itself.
    None,
}

/// The reference of a Machine to its VSphereMachine, which carries the Machine's name.
pub(crate) fn infrastructure_ref(name: &str) -> ContractRef {
    reference::<VSphereMachine>(name)
}

/// The reference of a Machine to its KubeadmConfig, which carries the Machine's name.
pub(crate) fn bootstrap_ref(name: &str) -> ContractRef {
    reference::<KubeadmConfig>(name)
}

fn reference<K: Resource<DynamicType = ()>>(name: &str) -> ContractRef {
    ContractRef { api_group: K::group(&()).into_owned(), kind: K::kind(&()).into_owned(), name: name.to_owned() }
}

/// Whether something of the Machine may be missing still. Once it runs, what is gone is gone on purpose.
pub(crate) fn may_be_missing(ctx: &Context, machine: &Machine) -> bool {
    let key = Key::of(machine);
    let done = machine.status.as_ref().and_then(|status| status.initialization.as_ref());
    let infrastructure_done = done.is_some_and(|done| done.infrastructure_provisioned == Some(true));
    let infrastructure = !infrastructure_done
        && ctx.informers.vsphere_machines.get(&key.sibling(machine.spec.infrastructure_ref.name.as_str())).is_none();
    let config =
        machine.spec.bootstrap.config_ref.as_ref().filter(|_| machine.spec.bootstrap.data_secret_name.is_none());
    infrastructure
        || config.is_some_and(|config| ctx.informers.kubeadm_configs.get(&key.sibling(config.name.as_str())).is_none())
}

/// Makes what the Machine refers to and does not exist.
///
/// # Errors
/// When a template does not exist.
pub(crate) async fn ensure(
    ctx: &Context,
    manager: &str,
    machine: &Machine,
    infrastructure: &ContractRef,
    bootstrap: Bootstrap<'_>,
) -> Result<(), Error> {
    let key = Key::of(machine);
    let all = &ctx.informers;
    let name = key.sibling(machine.spec.infrastructure_ref.name.as_str());
    if all.vsphere_machines.get(&name).is_none() {
        let template = all.vsphere_machine_templates.get(&key.sibling(infrastructure.name.as_str()));
        let template = template.ok_or_else(|| missing::<VSphereMachineTemplate>(&key, infrastructure))?;
        let mut made = metadata(machine, &name, template.spec.template.metadata.as_ref(), Some(infrastructure));
        made.finalizers = Some(vec![finalizer::VSPHERE_MACHINE.to_owned()]);
        let part = VSphereMachine {
            metadata: made,
            spec: template.spec.template.spec.clone().unwrap_or_default(),
            status: None,
        };
        all.vsphere_machines.create(manager, &part).await?;
    }
    let Some(config) = &machine.spec.bootstrap.config_ref else { return Ok(()) };
    let name = key.sibling(config.name.as_str());
    if all.kubeadm_configs.get(&name).is_some() {
        return Ok(());
    }
    let part = match bootstrap {
        Bootstrap::None => return Ok(()),
        Bootstrap::Spec(spec) => {
            KubeadmConfig { metadata: metadata(machine, &name, None, None), spec: *spec, status: None }
        }
        Bootstrap::Template(reference) => {
            let template = all.kubeadm_config_templates.get(&key.sibling(reference.name.as_str()));
            let template = template.ok_or_else(|| missing::<KubeadmConfigTemplate>(&key, reference))?;
            KubeadmConfig {
                metadata: metadata(machine, &name, template.spec.template.metadata.as_ref(), Some(reference)),
                spec: template.spec.template.spec.clone().unwrap_or_default(),
                status: None,
            }
        }
    };
    all.kubeadm_configs.create(manager, &part).await?;
    Ok(())
}

fn missing<K: Resource<DynamicType = ()>>(machine: &Key, reference: &ContractRef) -> Error {
    if reference.kind == K::kind(&()) {
        Error::Invalid(format!("{} {} does not exist", reference.kind, machine.sibling(reference.name.as_str())))
    } else {
        Error::Invalid(format!("templates of kind {}.{} are not known here", reference.kind, reference.api_group))
    }
}

/// Labels of the Machine and of the template; annotations of the template; owned by the Machine.
fn metadata(
    machine: &Machine,
    name: &Key,
    template: Option<&TemplateMeta>,
    cloned_from: Option<&ContractRef>,
) -> ObjectMeta {
    let mut labels: BTreeMap<String, String> =
        template.and_then(|template| template.labels.clone()).unwrap_or_default();
    labels.extend(machine.metadata.labels.clone().unwrap_or_default());
    let mut annotations: BTreeMap<String, String> =
        template.and_then(|template| template.annotations.clone()).unwrap_or_default();
    if let Some(from) = cloned_from {
        annotations.insert(annotation::CLONED_FROM_NAME.to_owned(), from.name.clone());
        annotations.insert(annotation::CLONED_FROM_GROUP_KIND.to_owned(), format!("{}.{}", from.kind, from.api_group));
    }
    let mut made = ObjectMeta {
        name: Some(name.name.to_string()),
        namespace: Some(name.namespace.to_string()),
        labels: Some(labels),
        annotations: (!annotations.is_empty()).then_some(annotations),
        owner_references: Some(vec![meta::controller_of(machine)]),
        ..ObjectMeta::default()
    };
    meta::copy_request_id(&machine.metadata, &mut made);
    made
}

/// Makes the Cluster an owner of a template that its machines are cloned from, so that it goes with the cluster.
pub(crate) async fn own_template<K: Kind>(
    manager: &str,
    objects: &Objects<K>,
    template: &Key,
    cluster: &Cluster,
) -> Result<(), Error> {
    let Some(template) = objects.get(template).filter(|template| !meta::is_deleting(template.meta())) else {
        return Ok(());
    };
    let owned = template
        .meta()
        .owner_references
        .iter()
        .flatten()
        .any(|owner| Some(&owner.uid) == cluster.metadata.uid.as_ref());
    if owned {
        return Ok(());
    }
    let mut new = template.as_ref().clone();
    meta::ensure_owner(new.meta_mut(), meta::owner_of(cluster));
    objects.update(manager, &template, &new).await.map(|_| ())
}
