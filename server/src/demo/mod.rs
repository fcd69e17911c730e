//! Demo data: accounts with a known password, so only for loopback addresses, and enough to ask for a cluster with.

use anyhow::Context as _;
use futures::future::try_join_all;
use kube::Client;
use serde_json::Value;

use crate::{
    accounts::{ADMINS, Accounts},
    seed,
};

/// Password of every demo account.
pub(crate) const PASSWORD: &str = "atoll-demo";

/// Names of the demo accounts with their groups.
pub(crate) const ACCOUNTS: [(&str, &[&str]); 3] = [("admin", &[ADMINS]), ("dev", &[]), ("dev2", &[])];

/// Namespaces with their members and quotas, storage classes, and the plain image.
const OBJECTS: &str = include_str!("objects.yaml");
/// Sizes of machines.
const CLASSES: &str = include_str!("classes.yaml");
/// Namespaces whose people may choose from the classes.
const WITH_CLASSES: [&str; 3] = ["default", "team-a", "team-b"];
/// Kubernetes releases with their images.
const RELEASES: &str = include_str!("releases.yaml");

/// Creates the accounts that are missing.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn accounts(accounts: &Accounts) -> anyhow::Result<()> {
    // Hashing takes a while; together it takes no longer than once.
    try_join_all(ACCOUNTS.map(|(name, groups)| accounts.ensure(name, PASSWORD, groups))).await.map(drop)
}

/// Refuses to go on where an account still has the demo's password, which everybody knows.
///
/// # Errors
/// Names the account and what to do; or when the database does not answer.
pub(crate) async fn refuse_password(accounts: &Accounts) -> anyhow::Result<()> {
    match accounts.with_password(&ACCOUNTS.map(|(name, _)| name), PASSWORD).await? {
        Some(name) => anyhow::bail!(
            "the account {name} still has the password of the demo, which everybody knows: \
             listen on a loopback address only, or set another with `atoll admin reset-password {name}`"
        ),
        None => Ok(()),
    }
}

/// Applies the objects.
///
/// # Errors
/// When one is refused; says which.
pub(crate) async fn objects(client: &Client) -> anyhow::Result<()> {
    seed::apply(client, all()?).await
}

fn all() -> anyhow::Result<Vec<Value>> {
    let read = |text| serde_saphyr::from_multiple::<Value>(text).context("the demo data is not YAML");
    let mut found = read(OBJECTS)?;
    found.extend(read(RELEASES)?);
    for class in read(CLASSES)? {
        found.extend(WITH_CLASSES.map(|namespace| {
            let mut class = class.clone();
            class["metadata"]["namespace"] = namespace.into();
            class
        }));
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_kind<'a>(all: &'a [Value], kind: &str) -> Vec<&'a str> {
        all.iter().filter(|one| one["kind"] == kind).map(|one| one["metadata"]["name"].as_str().unwrap()).collect()
    }

    #[test]
    fn what_the_demo_promises() {
        let all = all().unwrap();
        assert_eq!(of_kind(&all, "Namespace"), ["team-a", "team-b"]);
        assert_eq!(of_kind(&all, "ResourceQuota").len(), 2);
        assert_eq!(of_kind(&all, "StorageClass"), ["fast", "bulk"]);
        assert_eq!(of_kind(&all, "VirtualMachineClass").len(), 4 * 3);
        assert_eq!(of_kind(&all, "TanzuKubernetesRelease").len(), 3);
    }

    #[test]
    fn every_release_has_its_image() {
        let all = all().unwrap();
        let images = of_kind(&all, "ClusterVirtualMachineImage");
        assert_eq!(images.len(), 4, "three releases and one plain");
        for release in all.iter().filter(|one| one["kind"] == "TanzuKubernetesRelease") {
            let image = release["spec"]["osImages"][0]["name"].as_str().unwrap();
            assert!(images.contains(&image), "{image}");
            let name = release["metadata"]["name"].as_str().unwrap();
            assert_eq!(name.replace("---", "+"), release["spec"]["version"].as_str().unwrap());
        }
    }
}
