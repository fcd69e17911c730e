//! The first tab: conditions, what stands above and below, what keeps it, labels and annotations.

use leptos::prelude::*;
use portal::view::{Finalizer, ObjectOverview, ObjectRef, Relative};

use super::named;
use crate::components::{conditions::Conditions, state::StateChip, tree::layer};

#[component]
pub(super) fn OverviewTab(overview: ObjectOverview, object: ObjectRef) -> impl IntoView {
    let ObjectOverview { conditions, owners, children, more_children, finalizers, labels, annotations } = overview;
    view! {
        <div class="grid wide-narrow top">
            <div class="stack">
                <section class="card" aria-labelledby="relatives">
                    <h2 id="relatives">"Above and below"</h2>
                    <Relatives owners children more=more_children object/>
                </section>
                <section class="card flush" aria-labelledby="conditions">
                    <h2 id="conditions">"Conditions"</h2>
                    <Conditions conditions/>
                </section>
            </div>
            <div class="stack">
                <section class="card" aria-labelledby="finalizers">
                    <h2 id="finalizers">"Before it can be removed"</h2>
                    <Finalizers finalizers/>
                </section>
                <section class="card" aria-labelledby="labels">
                    <h2 id="labels">"Labels"</h2>
                    <Pairs pairs=labels none="It has no labels."/>
                </section>
                <section class="card" aria-labelledby="annotations">
                    <h2 id="annotations">"Annotations"</h2>
                    <Pairs pairs=annotations none="It has no annotations."/>
                </section>
            </div>
        </div>
    }
    .into_any()
}

/// The owners down to the object, and what it owns below it, as one tree.
#[component]
fn Relatives(owners: Vec<Relative>, children: Vec<Relative>, more: bool, object: ObjectRef) -> impl IntoView {
    if owners.is_empty() && children.is_empty() {
        return view! { <p class="sub">"Nothing owns it, and it owns nothing that you can see."</p> }.into_any();
    }
    let below = (!children.is_empty()).then(|| {
        let rows = children.into_iter().map(|child| view! { <li>{row(child)}</li> });
        view! { <ul>{rows.collect_view()}</ul> }
    });
    let layer = layer(&object.kind);
    let this = view! {
        <li>
            <div class="tree-row" data-layer=layer>
                <span class="tree-name" aria-current="true">
                    <span class="kind">{object.kind}</span> " " <bdi class="tree-object">{object.name}</bdi>
                </span>
            </div>
            {below}
        </li>
    }
    .into_any();
    let tree =
        owners.into_iter().rev().fold(this, |below, owner| view! { <li>{row(owner)} <ul>{below}</ul></li> }.into_any());
    view! {
        <ul class="tree">{tree}</ul>
        {more.then(|| view! { <p class="sub">"There may be more below it that is not shown or that you may not see."</p> })}
    }
    .into_any()
}

fn row(relative: Relative) -> impl IntoView {
    let layer = layer(&relative.object.kind);
    view! {
        <div class="tree-row" data-layer=layer>
            {named(&relative.object)}
            <span class="tree-note" title=relative.note.clone()>{relative.note.clone()}</span>
            {match relative.state {
                Some(state) => view! { <StateChip state quiet=true/> }.into_any(),
                None => view! { <span class="faint">"not visible to you"</span> }.into_any(),
            }}
        </div>
    }
    .into_any()
}

#[component]
fn Finalizers(finalizers: Vec<Finalizer>) -> impl IntoView {
    if finalizers.is_empty() {
        return view! { <p class="sub">"Nothing keeps it: a deletion takes effect at once."</p> }.into_any();
    }
    let rows = finalizers.into_iter().map(|finalizer| {
        let awaits = finalizer.awaits.unwrap_or_else(|| "Whoever added this finalizer has to remove it.".to_owned());
        view! { <dt><code>{finalizer.name}</code></dt><dd>{awaits}</dd> }
    });
    view! { <dl class="pairs">{rows.collect_view()}</dl> }.into_any()
}

#[component]
fn Pairs(pairs: Vec<(String, String)>, none: &'static str) -> impl IntoView {
    if pairs.is_empty() {
        return view! { <p class="sub">{none}</p> }.into_any();
    }
    let rows = pairs.into_iter().map(|(key, value)| {
        let value =
            if value.is_empty() { view! { <span class="faint">"(empty)"</span> }.into_any() } else { value.into_any() };
        view! { <dt><code>{key}</code></dt><dd><bdi>{value}</bdi></dd> }
    });
    view! { <dl class="pairs">{rows.collect_view()}</dl> }.into_any()
}
