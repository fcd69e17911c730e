//! Finding an object by a part of its name, among those that the user may see.

use kube::api::ListParams;

use crate::{
    SignedIn,
    error::from_kube,
    kind::{self, Kind},
    namespaces, read,
    view::{Error, SearchHit},
};

/// At most so many hits.
const LIMIT: usize = 20;

/// The objects whose names fit `text`, the best first; none for an empty text.
///
/// # Errors
/// When the API does not answer.
pub async fn find(ctx: &SignedIn, text: &str) -> Result<Vec<SearchHit>, Error> {
    let text = text.trim().to_lowercase();
    if text.is_empty() {
        return Ok(Vec::new());
    }
    let (clusters, machines, hosts, spaces) = tokio::try_join!(
        names(ctx, &kind::GUEST_CLUSTER),
        names(ctx, &kind::VIRTUAL_MACHINE),
        names(ctx, &kind::NODE),
        names(ctx, &kind::NAMESPACE),
    )?;
    let clusters = clusters.into_iter().map(|(namespace, name)| SearchHit::Cluster { namespace, name });
    let machines = machines.into_iter().map(|(namespace, name)| SearchHit::Machine { namespace, name });
    let hosts = hosts.into_iter().map(|(_, name)| SearchHit::Host { name });
    let spaces = spaces.into_iter().map(|(_, name)| SearchHit::Namespace { name });
    Ok(best(clusters.chain(machines).chain(hosts).chain(spaces), &text))
}

/// Namespace and name of every object of a kind that the user may list. Only metadata is read.
async fn names(ctx: &SignedIn, kind: &Kind) -> Result<Vec<(String, String)>, Error> {
    let places = if namespaces::may(ctx, "list", kind, None).await? {
        vec![None]
    } else if kind.scope == kube::discovery::Scope::Cluster {
        Vec::new()
    } else {
        namespaces::allowed(ctx, "list", kind).await?.into_iter().map(Some).collect()
    };
    let mut found = Vec::new();
    for place in places {
        let api = read::api(&ctx.client, kind, place.as_deref());
        let objects = api.list_metadata(&ListParams::default()).await.map_err(from_kube)?;
        found.extend(objects.items.into_iter().map(|object| {
            let of = object.metadata;
            (of.namespace.unwrap_or_default(), of.name.unwrap_or_default())
        }));
    }
    Ok(found)
}

/// The best hits: the very name, then names that begin so, then names with it inside; clusters before their machines.
fn best(hits: impl Iterator<Item = SearchHit>, text: &str) -> Vec<SearchHit> {
    let mut ranked: Vec<(u8, SearchHit)> = hits.filter_map(|hit| Some((rank(hit.name(), text)?, hit))).collect();
    ranked.sort();
    ranked.truncate(LIMIT);
    ranked.into_iter().map(|(_, hit)| hit).collect()
}

/// How well a name fits, 0 the best; `None` when it does not.
fn rank(name: &str, text: &str) -> Option<u8> {
    if name == text {
        Some(0)
    } else if name.starts_with(text) {
        Some(1)
    } else {
        name.contains(text).then_some(2)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_very_name_comes_first_and_clusters_before_machines() {
        let cluster = |name: &str| SearchHit::Cluster { namespace: "a".to_owned(), name: name.to_owned() };
        let machine = |name: &str| SearchHit::Machine { namespace: "a".to_owned(), name: name.to_owned() };
        let all = [machine("demo-cp-1"), cluster("my-demo"), cluster("demo-2"), machine("demo"), cluster("other")];
        let found = best(all.into_iter(), "demo");
        assert_eq!(found, [machine("demo"), cluster("demo-2"), machine("demo-cp-1"), cluster("my-demo")]);
    }

    #[test]
    fn a_long_list_is_cut() {
        let many = (0..100).map(|n| SearchHit::Host { name: format!("host-{n}") });
        assert_eq!(best(many, "host").len(), LIMIT);
    }
}
