//! Finds everything that a VirtualMachine names.

use std::sync::Arc;

use api::vmoperator::VirtualMachine;
use kube::ResourceExt;

use super::{
    bootstrap::{self, Wanted},
    gates::{Claim, Found, Lookup, Named},
    image::{self, Image, Reference},
};
use crate::{context::Context, error::Error, image_names::is_meant, informer::Kind, key::Key, objects::Objects};

/// Looks everything up. The bootstrap Secret is read only when `exists` is false: a machine that exists has its data.
///
/// # Errors
/// When the Secret could not be read.
pub(super) async fn found(ctx: &Context, vm: &VirtualMachine, exists: bool) -> Result<Found, Error> {
    let here = Key::of(vm);
    let all = &ctx.informers;
    let spec = &vm.spec;
    let class = spec.class_name.as_deref().filter(|name| !name.is_empty());
    let policy = spec
        .reserved
        .as_ref()
        .and_then(|reserved| reserved.resource_policy_name.as_deref())
        .filter(|name| !name.is_empty());
    let storage_class = spec.storage_class.as_deref().filter(|name| !name.is_empty());
    let secret = match bootstrap::wanted(spec) {
        Ok(Wanted::Secret(selector)) if !exists => {
            Lookup::Done(all.secrets.fetch(&here.sibling(selector.name.as_str())).await?.map(Box::new))
        }
        _ => Lookup::Skipped,
    };
    Ok(Found {
        class: class.map(|name| named(&all.virtual_machine_classes, &here.sibling(name))),
        image: image::reference(spec).map(|reference| image(ctx, &here, &reference)),
        policy: policy.map(|name| named(&all.virtual_machine_set_resource_policies, &here.sibling(name))),
        storage_class: storage_class.map(|name| named(&all.storage_classes, &Key::cluster_wide(name)).map(|_| ())),
        claims: claims(ctx, vm, &here),
        secret,
    })
}

/// The object, or the names of its kind in the same place.
fn named<K: Kind>(objects: &Objects<K>, key: &Key) -> Named<Arc<K>> {
    objects.get(key).ok_or_else(|| names(objects, &key.namespace))
}

fn names<K: Kind>(objects: &Objects<K>, namespace: &str) -> Vec<String> {
    let all = objects.all();
    let here = all.iter().filter(|object| object.meta().namespace.as_deref().unwrap_or_default() == namespace);
    here.map(|object| object.name_any()).collect()
}

fn image(ctx: &Context, here: &Key, reference: &Reference<'_>) -> Named<Image> {
    let local = &ctx.informers.virtual_machine_images;
    let global = &ctx.informers.cluster_virtual_machine_images;
    let found = match reference {
        Reference::Namespace(name) => local.get(&here.sibling(*name)).map(|image| Image::of_namespace(&image)),
        Reference::Cluster(name) => global.get(&Key::cluster_wide(*name)).map(|image| Image::of_cluster(&image)),
        Reference::Any(name) => {
            let by_name = || Some(Image::of_namespace(&*local.get(&here.sibling(*name))?));
            let by_global_name = || Some(Image::of_cluster(&*global.get(&Key::cluster_wide(*name))?));
            by_name().or_else(by_global_name).or_else(|| by_display_name(ctx, here, name))
        }
    };
    found.ok_or_else(|| match reference {
        Reference::Namespace(_) => names(local, &here.namespace),
        Reference::Cluster(_) => names(global, ""),
        Reference::Any(_) => [names(local, &here.namespace), names(global, "")].concat(),
    })
}

/// The image that people know by `name`; the one of the namespace goes first.
fn by_display_name(ctx: &Context, here: &Key, name: &str) -> Option<Image> {
    let local = ctx.informers.virtual_machine_images.all();
    let mut local = local.iter().filter(|image| image.metadata.namespace.as_deref() == Some(&here.namespace));
    if let Some(image) = local.find(|image| is_meant(&image.metadata, image.status.as_ref(), name)) {
        return Some(Image::of_namespace(image));
    }
    let global = ctx.informers.cluster_virtual_machine_images.all();
    let found = global.iter().find(|image| is_meant(&image.metadata, image.status.as_ref(), name));
    found.map(|image| Image::of_cluster(image))
}

fn claims(ctx: &Context, vm: &VirtualMachine, here: &Key) -> Vec<Claim> {
    let volumes = vm.spec.volumes.iter().flatten().filter_map(|volume| volume.persistent_volume_claim.as_ref());
    volumes
        .map(|volume| Claim {
            object: ctx.informers.persistent_volume_claims.get(&here.sibling(volume.claim_name.as_str())),
            name: volume.claim_name.clone(),
            size: volume.instance_volume_claim.as_ref().map(|claim| claim.size.clone()),
        })
        .collect()
}
