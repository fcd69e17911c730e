//! What is served: one small strategy file per kind.
//!
//! A file gives the [`Resource`]: names, columns, and a [`Strategy`](crate::engine::Strategy) where the kind does more
//! than being stored. The folders are the API groups; [`supervisor`](self::supervisor) has the kinds of the crate `api`.

mod apps;
mod batch;
mod bootstrap;
mod certificates;
mod cluster_hooks;
mod core;
mod events;
mod networking;
mod policy;
mod printing;
pub mod quota;
mod rbac;
mod reviews;
mod storage;
mod supervisor;

use std::sync::LazyLock;

use crate::engine::{Fence, Registry, Resource};

/// What the Supervisor serves: the kinds of every layer of Atoll, and of a plain cluster what they need.
pub fn supervisor_registry() -> Registry {
    static REGISTRY: LazyLock<Registry> = LazyLock::new(|| {
        let own = supervisor::resources();
        let first = bootstrap::supervisor(&own);
        Registry::with_hooks(common().into_iter().chain(own), cluster_hooks::ClusterHooks::new(first))
    });
    REGISTRY.clone()
}

/// What the cluster inside a simulated machine serves: the kinds of a plain cluster.
pub fn guest_registry() -> Registry {
    static REGISTRY: LazyLock<Registry> = LazyLock::new(|| {
        let kinds = common()
            .into_iter()
            .chain(apps::resources())
            .chain(batch::resources())
            .chain(networking::resources())
            .chain(policy::resources())
            .chain(certificates::resources());
        Registry::with_hooks(kinds, cluster_hooks::ClusterHooks::new(bootstrap::guest()))
    });
    REGISTRY.clone()
}

/// A fence for the writes of whoever leads by a Lease: it holds in the term `transitions` of `holder`, and no longer.
pub fn lease_fence(namespace: &str, name: &str, holder: &str, transitions: i64) -> Fence {
    core::lease::fence(namespace, name, holder, transitions)
}

/// The kinds that every cluster has.
fn common() -> Vec<Resource> {
    let mut all = core::resources();
    let events = all.iter().find(|r| r.kind == "Event").map(events::resource);
    all.extend(events);
    all.extend(storage::resources());
    all.extend(rbac::resources());
    all.extend(reviews::resources());
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_schema_compiles() {
        for registry in [supervisor_registry(), guest_registry()] {
            for resource in registry.resources() {
                assert!(resource.schema().json().is_object(), "{resource:?}");
            }
        }
    }

    #[test]
    fn registries_serve_each_path_once() {
        for registry in [supervisor_registry(), guest_registry()] {
            let mut paths: Vec<String> = registry.resources().map(|r| format!("{r:?}")).collect();
            let all = paths.len();
            paths.sort();
            paths.dedup();
            assert_eq!(paths.len(), all);
        }
    }
}
