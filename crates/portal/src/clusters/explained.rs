//! What is to be said of one cluster: its state and cause with all that is around it, and how much is left.

use chrono::{DateTime, Utc};
use texts::t;

use crate::{
    SignedIn, estimate,
    explain::{self, Finding, deleting, object, stall},
    facts::Facts,
    gather::{self, Near, Tree},
    kind::{self, Kind},
    namespaces, read, timeline,
    view::{Actor, Blocker, Cause, Error, Estimate, State, Story, Viewer},
};

/// A cluster with its state.
pub(super) struct Explained {
    /// Its state.
    pub(super) state: State,
    /// Why, as this user reads it.
    pub(super) cause: Cause,
    /// How much is left, where something is known of that.
    pub(super) estimate: Option<Estimate>,
}

/// Explains the cluster of this tree to `viewer`.
pub(super) async fn explain(ctx: &SignedIn, tree: &Tree, viewer: Viewer) -> Result<Explained, Error> {
    let now = Utc::now();
    let calm = object::assess(&tree.guest).state == State::Ready;
    let near = if calm { Near::default() } else { gather::near(&ctx.client, tree.guest.namespace()).await? };
    let around = gather::around(tree, &near, now);
    let finding = explain::in_context(&tree.guest, &around);
    let (finding, estimate) = match (finding.state, timeline::story(&tree.guest)) {
        (State::Deleting, _) => {
            let begun = tree.guest.time("/metadata/deletionTimestamp");
            (finding, begun.and_then(|begun| estimate::until_gone(&near.events, begun, now)))
        }
        (State::Progressing, story) => on_its_way(ctx, tree, story, finding, now).await?,
        _ => (finding, None),
    };
    let Finding { state, cause, .. } = finding;
    let cause = cause.unwrap_or_else(|| nothing_to_say(&tree.guest)).seen_by(viewer);
    Ok(Explained { state, cause, estimate })
}

/// Judges the step that is under way by what went before.
async fn on_its_way(
    ctx: &SignedIn,
    tree: &Tree,
    story: Story,
    finding: Finding,
    now: DateTime<Utc>,
) -> Result<(Finding, Option<Estimate>), Error> {
    let Some((stage, begun)) = timeline::under_way(tree) else { return Ok((finding, None)) };
    let below: Vec<&Facts> = tree.below.iter().collect();
    let (usual, left) = match story {
        Story::Creation => {
            let samples = samples(ctx, &tree.guest, begun).await?;
            let left = estimate::until_ready(&samples, &tree.guest, stage, begun, now);
            (estimate::usual(&samples, &tree.guest, stage), left)
        }
        _ => {
            let machines: Vec<&Facts> = below.iter().copied().filter(|object| object.kind() == "Machine").collect();
            (Vec::new(), estimate::until_changed(&machines, timeline::machines_in_turn(tree), now))
        }
    };
    let finding = stall::judge(finding, stall::Underway { stage, begun, usual: &usual }, &below, now);
    let left = left.filter(|_| finding.state == State::Progressing);
    Ok((finding, left))
}

/// Earlier clusters of the namespace or, when it has none, of all that the user may see.
async fn samples(ctx: &SignedIn, guest: &Facts, before: DateTime<Utc>) -> Result<Vec<estimate::Earlier>, Error> {
    const KINDS: [&Kind; 3] = [&kind::GUEST_CLUSTER, &kind::VSPHERE_CLUSTER, &kind::KUBEADM_CONTROL_PLANE];
    let here = |kind: &'static Kind| async move {
        read::or_none(read::list(&ctx.client, kind, Some(guest.namespace()), "").await)
    };
    let (guests, infrastructure, planes) = tokio::try_join!(here(KINDS[0]), here(KINDS[1]), here(KINDS[2]))?;
    let near = estimate::earlier(&guests, &[infrastructure, planes].concat(), before);
    if !near.is_empty() {
        return Ok(near);
    }
    let (guests, infrastructure, planes) = tokio::try_join!(
        namespaces::list_everywhere(ctx, KINDS[0]),
        namespaces::list_everywhere(ctx, KINDS[1]),
        namespaces::list_everywhere(ctx, KINDS[2]),
    )?;
    Ok(estimate::earlier(&guests, &[infrastructure, planes].concat(), before))
}

/// What still holds a cluster that is being deleted, per finalizer; first what needs somebody.
pub(super) fn blockers(tree: &Tree, viewer: Viewer) -> Vec<Blocker> {
    let objects = tree.below.iter().rev().chain([&tree.guest]);
    let mut blockers: Vec<Blocker> = objects.flat_map(deleting::blockers).collect();
    blockers.sort_by_key(|blocker| blocker.actor == Actor::Nobody);
    for blocker in &mut blockers {
        blocker.actor = blocker.actor.seen_by(viewer);
    }
    blockers
}

/// A state that no rule has a sentence for.
fn nothing_to_say(guest: &Facts) -> Cause {
    let sentence = t().explain_cluster_says_nothing(guest.name());
    Cause { sentence, detail: None, actor: Actor::Nobody, object: None, remedy: None }
}
