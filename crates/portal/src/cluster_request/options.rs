//! What may be chosen in a request.

use crate::{
    SignedIn, amounts,
    clusters::version_key,
    facts::Facts,
    kind, namespaces, read,
    view::{ClassOption, Error, NamespaceOption, RequestOptions, StorageClassOption, VersionOption},
};

const DEFAULT_STORAGE_CLASS: &str = "storageclass.kubernetes.io/is-default-class";

/// Reads the choices; machine classes are those of `namespace`, or of the first one offered.
pub(super) async fn read(ctx: &SignedIn, namespace: Option<&str>) -> Result<RequestOptions, Error> {
    let (spaces, releases, images, storage) = tokio::try_join!(
        namespaces::allowed(ctx, "create", &kind::GUEST_CLUSTER),
        read::list(&ctx.client, &kind::RELEASE, None, ""),
        async { read::or_none(read::list(&ctx.client, &kind::CLUSTER_IMAGE, None, "").await) },
        read::list(&ctx.client, &kind::STORAGE_CLASS, None, ""),
    )?;
    let space =
        namespace.filter(|asked| spaces.iter().any(|name| name == asked)).or(spaces.first().map(String::as_str));
    let classes = match space {
        Some(space) => read::list(&ctx.client, &kind::VIRTUAL_MACHINE_CLASS, Some(space), "").await?,
        None => Vec::new(),
    };
    Ok(RequestOptions {
        versions: versions(&releases, &images),
        classes: class_options(&classes),
        storage_classes: storage_options(&storage),
        namespaces: spaces.into_iter().map(|name| NamespaceOption { name }).collect(),
    })
}

/// Compatible releases, newest first.
fn versions(releases: &[Facts], images: &[Facts]) -> Vec<VersionOption> {
    let usable = releases.iter().filter(|release| {
        release.at("/metadata/labels").is_none_or(|labels| labels.get(api::meta::label::INCOMPATIBLE_RELEASE).is_none())
    });
    let option = |release: &Facts| {
        let image = release.text("/spec/osImages/0/name");
        let image = images.iter().find(|candidate| candidate.name() == image);
        VersionOption {
            version: release.text("/spec/version").to_owned(),
            newest: false,
            disk: image.map(amounts::of_image).unwrap_or_default(),
        }
    };
    let mut options: Vec<VersionOption> = usable.map(option).filter(|option| !option.version.is_empty()).collect();
    options.sort_by_key(|option| std::cmp::Reverse(version_key(&option.version)));
    options.dedup_by(|one, other| one.version == other.version);
    if let Some(first) = options.first_mut() {
        first.newest = true;
    }
    options
}

/// Smallest first.
pub(crate) fn class_options(classes: &[Facts]) -> Vec<ClassOption> {
    let option = |class: &Facts| {
        let size = amounts::of_class(class);
        ClassOption { name: class.name().to_owned(), milli_cpu: size.milli_cpu, memory: size.memory }
    };
    let mut options: Vec<ClassOption> = classes.iter().map(option).collect();
    options.sort_by(|a, b| (a.milli_cpu, a.memory, &a.name).cmp(&(b.milli_cpu, b.memory, &b.name)));
    options
}

/// The default first, then by name.
pub(crate) fn storage_options(classes: &[Facts]) -> Vec<StorageClassOption> {
    let option = |class: &Facts| StorageClassOption {
        name: class.name().to_owned(),
        default: class.annotation(DEFAULT_STORAGE_CLASS) == "true",
    };
    let mut options: Vec<StorageClassOption> = classes.iter().map(option).collect();
    options.sort_by(|a, b| (!a.default, &a.name).cmp(&(!b.default, &b.name)));
    options
}
