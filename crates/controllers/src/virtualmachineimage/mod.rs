//! Says of images that nobody imports that they are ready, for both kinds of image.
//!
//! An image is ready when the hypervisor can boot from it. Drivers take an image by the provider's name and refuse what
//! they do not know, so an image without further statements is taken at its word. Whoever imports images keeps the
//! condition `Ready` itself, from before the first byte; what it says is never changed here.

mod status;

use std::future::Future;

use crate::{
    context::Context,
    controller::{Controller, Next},
    error::Error,
    key::Key,
};

const MANAGER: &str = "atoll-virtualmachineimage";

/// The controllers of both kinds, not yet running.
pub(crate) fn start(ctx: &Context) -> impl Future<Output = ()> + Send + 'static {
    let all = &ctx.informers;
    let of_namespaces = Controller::new(MANAGER).reconciles(&all.virtual_machine_images);
    let of_cluster =
        Controller::new("atoll-clustervirtualmachineimage").reconciles(&all.cluster_virtual_machine_images);
    let ctx = ctx.clone();
    async move {
        tokio::join!(
            of_namespaces.run(ctx.clone(), |ctx, key| async move { of_namespace(&ctx, &key).await }),
            of_cluster.run(ctx.clone(), |ctx, key| async move { cluster_wide(&ctx, &key).await }),
        );
    }
}

async fn of_namespace(ctx: &Context, key: &Key) -> Result<Next, Error> {
    let objects = &ctx.informers.virtual_machine_images;
    if let Some(image) = objects.get(key) {
        let status = status::status(&image.metadata, image.status.as_ref(), &ctx.driver.info(), &api::time::now());
        objects.update_status(MANAGER, &image, &status).await?;
    }
    Ok(Next::Change)
}

async fn cluster_wide(ctx: &Context, key: &Key) -> Result<Next, Error> {
    let objects = &ctx.informers.cluster_virtual_machine_images;
    if let Some(image) = objects.get(key) {
        let status = status::status(&image.metadata, image.status.as_ref(), &ctx.driver.info(), &api::time::now());
        objects.update_status(MANAGER, &image, &status).await?;
    }
    Ok(Next::Change)
}
