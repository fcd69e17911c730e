//! Says of releases whether clusters may ask for them and whether their images are there.

mod plan;
mod status;

use std::{collections::BTreeSet, future::Future};

use api::{run_tanzu::TanzuKubernetesRelease, vmoperator::ClusterVirtualMachineImage};

use crate::{
    context::Context,
    controller::{Controller, Next},
    error::Error,
    image_names::is_meant,
    key::Key,
    release_parts,
};

const MANAGER: &str = "atoll-tanzukubernetesrelease";

/// The controller, not yet running.
pub(crate) fn start(ctx: &Context) -> impl Future<Output = ()> + Send + 'static {
    let all = &ctx.informers;
    let informers = all.clone();
    let controller = Controller::new(MANAGER).reconciles(&all.tanzu_kubernetes_releases).wakes(
        &all.cluster_virtual_machine_images,
        move |old, new| {
            if !comes_or_goes(old, new) {
                return Vec::new();
            }
            let means = |name| [old, new].into_iter().flatten().any(|image| means(image, name));
            let releases = informers.tanzu_kubernetes_releases.all();
            let concerned = releases.iter().filter(|release| release_parts::images(release).any(means));
            concerned.map(|release| Key::of(release.as_ref())).collect()
        },
    );
    let ctx = ctx.clone();
    async move { controller.run(ctx, |ctx, key| async move { reconcile(&ctx, &key).await }).await }
}

/// Whether a name leads to an image since this change, or no longer does. How an import goes on changes neither.
fn comes_or_goes(old: Option<&ClusterVirtualMachineImage>, new: Option<&ClusterVirtualMachineImage>) -> bool {
    let shown = |image: &ClusterVirtualMachineImage| image.status.as_ref().and_then(|status| status.name.clone());
    old.map(shown) != new.map(shown)
}

fn means(image: &ClusterVirtualMachineImage, name: &str) -> bool {
    is_meant(&image.metadata, image.status.as_ref(), name)
}

async fn reconcile(ctx: &Context, key: &Key) -> Result<Next, Error> {
    let objects = &ctx.informers.tanzu_kubernetes_releases;
    if let Some(release) = objects.get(key) {
        let plan = plan::plan(&release, &existing(ctx, &release));
        let status = status::status(release.status.as_ref(), plan, &api::time::now());
        objects.update_status(MANAGER, &release, &status).await?;
    }
    Ok(Next::Change)
}

/// Those images of the release that exist. Only images of all namespaces count, since every namespace sees the release.
fn existing<'a>(ctx: &Context, release: &'a TanzuKubernetesRelease) -> BTreeSet<&'a str> {
    let images = ctx.informers.cluster_virtual_machine_images.all();
    release_parts::images(release).filter(|name| images.iter().any(|image| means(image, name))).collect()
}
