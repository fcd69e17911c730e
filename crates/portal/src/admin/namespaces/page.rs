//! Namespaces as pages show them.

use chrono::Utc;
use texts::t;

use super::{classes, members, quota};
use crate::{
    SignedIn,
    admin::{fleet::states, only_admins},
    amounts::{self, Amounts},
    facts::Facts,
    kind, read,
    view::{Error, NamespaceList, NamespacePage, NamespaceRow, State},
    yaml,
};

/// Every namespace whose name contains `text`, with what is in it.
///
/// # Errors
/// `Forbidden` for anybody but administrators.
pub async fn list(ctx: &SignedIn, text: &str) -> Result<NamespaceList, Error> {
    only_admins(ctx)?;
    let all = async |kind| read::list(&ctx.client, kind, None, "").await;
    let (spaces, bindings, clusters, machines, quotas, known) = tokio::try_join!(
        all(&kind::NAMESPACE),
        all(&kind::ROLE_BINDING),
        all(&kind::GUEST_CLUSTER),
        all(&kind::VIRTUAL_MACHINE),
        all(&kind::RESOURCE_QUOTA),
        all(&kind::VIRTUAL_MACHINE_CLASS),
    )?;
    let text = text.trim().to_lowercase();
    let mut rows: Vec<NamespaceRow> = spaces
        .iter()
        .filter(|space| text.is_empty() || space.name().contains(&text))
        .map(|space| {
            let here = |objects: &[Facts]| -> Vec<Facts> {
                objects.iter().filter(|object| object.namespace() == space.name()).cloned().collect()
            };
            row(space, &here(&bindings), &here(&clusters), &here(&machines), &here(&quotas), &known)
        })
        .collect();
    rows.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(NamespaceList { rows, all: spaces.len() as u64 })
}

/// One namespace.
///
/// # Errors
/// `NotFound` when there is none; `Forbidden` for anybody but administrators.
pub async fn page(ctx: &SignedIn, name: &str) -> Result<NamespacePage, Error> {
    only_admins(ctx)?;
    let space = read::get(&ctx.client, &kind::NAMESPACE, None, name).await?;
    let here = async |kind| read::list(&ctx.client, kind, Some(name), "").await;
    let (bindings, clusters, machines, quotas, limits, known, storage) = tokio::try_join!(
        here(&kind::ROLE_BINDING),
        here(&kind::GUEST_CLUSTER),
        here(&kind::VIRTUAL_MACHINE),
        here(&kind::RESOURCE_QUOTA),
        here(&kind::LIMIT_RANGE),
        read::list(&ctx.client, &kind::VIRTUAL_MACHINE_CLASS, None, ""),
        read::list(&ctx.client, &kind::STORAGE_CLASS, None, ""),
    )?;
    let mut storage: Vec<&str> = storage.iter().map(Facts::name).collect();
    storage.sort_unstable();
    let quota_facts: Vec<&Facts> = quotas.iter().collect();
    let form = quota::form(quota::first(&quota_facts), &storage);
    let mut by_name = quota_facts.clone();
    by_name.sort_by_key(|quota| quota.name());
    Ok(NamespacePage {
        deleting: space.is_deleting().then(|| what_is_left(&space)),
        members: members::of(&bindings),
        other_quota: quota::others(&by_name, &form),
        quota: form,
        limits: limits
            .iter()
            .map(|limit| {
                let spec = limit.at("/spec/limits").cloned().unwrap_or_default();
                (limit.name().to_owned(), yaml::written(&spec))
            })
            .collect(),
        classes: classes::offered(name, &known, &machines),
        row: row(&space, &bindings, &clusters, &machines, &quotas, &known),
    })
}

fn row(
    space: &Facts,
    bindings: &[Facts],
    clusters: &[Facts],
    machines: &[Facts],
    quotas: &[Facts],
    classes: &[Facts],
) -> NamespaceRow {
    let mut members: Vec<_> = members::of(bindings).into_iter().map(|member| (member.kind, member.name)).collect();
    members.dedup();
    let quotas: Vec<&Facts> = quotas.iter().collect();
    let used = amounts::used_by(machines.iter(), classes);
    NamespaceRow {
        name: space.name().to_owned(),
        state: if space.is_deleting() { State::Deleting } else { State::Ready },
        members: members.len() as u64,
        clusters: states(clusters),
        machines: machines.len() as u64,
        gauges: amounts::taken(&quotas, used).gauges(Amounts::default(), amounts::limits(&quotas)),
        created: space.created().unwrap_or_else(Utc::now),
    }
}

/// What a namespace that is being deleted still waits for, in its own words.
fn what_is_left(space: &Facts) -> String {
    let told: Vec<&str> = space
        .conditions()
        .filter(|condition| condition.is_true() && !condition.message.is_empty())
        .map(|condition| condition.message)
        .collect();
    if told.is_empty() { t().label_namespace_going() } else { told.join(" ") }
}
