//! What may be chosen in a request.

use std::collections::HashSet;

use api::vmoperator::virtual_machine::{CLUSTER_IMAGE_KIND, IMAGE_KIND};

use crate::{
    SignedIn, amounts,
    cluster_request::{class_options, storage_options},
    facts::Facts,
    kind, namespaces, read,
    view::{Error, ImageOption, MachineOptions, NamespaceOption},
};

/// Reads the choices; classes and images are those of `namespace`, or of the first one offered.
pub(super) async fn read(ctx: &SignedIn, namespace: Option<&str>) -> Result<MachineOptions, Error> {
    let list = async |kind, namespace: Option<String>| {
        read::or_none(read::list(&ctx.client, kind, namespace.as_deref(), "").await)
    };
    let (spaces, releases, images, storage) = tokio::try_join!(
        namespaces::allowed(ctx, "create", &kind::VIRTUAL_MACHINE),
        list(&kind::RELEASE, None),
        list(&kind::CLUSTER_IMAGE, None),
        list(&kind::STORAGE_CLASS, None),
    )?;
    let space =
        namespace.filter(|asked| spaces.iter().any(|name| name == asked)).or(spaces.first().map(String::as_str));
    let (classes, own_images) = match space {
        Some(space) => tokio::try_join!(
            list(&kind::VIRTUAL_MACHINE_CLASS, Some(space.to_owned())),
            list(&kind::IMAGE, Some(space.to_owned())),
        )?,
        None => Default::default(),
    };
    Ok(MachineOptions {
        classes: class_options(&classes),
        storage_classes: storage_options(&storage),
        images: image_options(&own_images, &images, &releases),
        namespaces: spaces.into_iter().map(|name| NamespaceOption { name }).collect(),
    })
}

/// Images of the namespace, then of all namespaces, then those that only clusters boot from; each by name.
fn image_options(own: &[Facts], all: &[Facts], releases: &[Facts]) -> Vec<ImageOption> {
    let of_releases: HashSet<&str> = releases
        .iter()
        .flat_map(|release| release.items("/spec/osImages"))
        .filter_map(|image| image.get("name")?.as_str())
        .collect();
    let option = |kind: &'static str| {
        let of_releases = &of_releases;
        move |image: &Facts| ImageOption {
            name: image.name().to_owned(),
            kind: kind.to_owned(),
            disk: amounts::of_image(image),
            for_clusters: of_releases.contains(image.name()),
        }
    };
    let mut options: Vec<ImageOption> =
        own.iter().map(option(IMAGE_KIND)).chain(all.iter().map(option(CLUSTER_IMAGE_KIND))).collect();
    options.sort_by(|a, b| (a.for_clusters, &b.kind, &a.name).cmp(&(b.for_clusters, &a.kind, &b.name)));
    // An image of the namespace goes before one of all with the same name.
    let mut seen = HashSet::new();
    options.retain(|option| seen.insert(option.name.clone()));
    options
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::image_options;
    use crate::facts::Facts;

    #[test]
    fn plain_images_come_before_those_of_clusters() {
        let image = |name: &str| Facts::new(json!({"metadata": {"name": name}}), "v1", "Image");
        let release = Facts::new(json!({"spec": {"osImages": [{"name": "a-k8s"}]}}), "v1", "Release");
        let options = image_options(&[image("mine")], &[image("a-k8s"), image("debian"), image("mine")], &[release]);
        let names: Vec<_> = options.iter().map(|o| (o.name.as_str(), o.kind.as_str(), o.for_clusters)).collect();
        assert_eq!(
            names,
            [
                ("mine", "VirtualMachineImage", false),
                ("debian", "ClusterVirtualMachineImage", false),
                ("a-k8s", "ClusterVirtualMachineImage", true),
            ]
        );
    }
}
