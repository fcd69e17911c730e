//! The first tab: conditions, what stands above and below, what keeps it, labels and annotations.

use leptos::prelude::*;
use portal::view::{Finalizer, ObjectOverview, ObjectRef, Relative};
use texts::t;

use super::named;
use crate::components::{conditions::Conditions, state::StateChip, tree::layer};

#[component]
pub(super) fn OverviewTab(overview: ObjectOverview, object: ObjectRef) -> impl IntoView {
    let ObjectOverview { conditions, owners, children, more_children, finalizers, labels, annotations } = overview;
    view! {
        <div class="grid wide-narrow top">
            <div class="stack">
                <section class="card" aria-labelledby="relatives">
                    <h2 id="relatives">{t().object_relatives()}</h2>
                    <Relatives owners children more=more_children object/>
                </section>
                <section class="card flush" aria-labelledby="conditions">
                    <h2 id="conditions">{t().word_conditions()}</h2>
                    <Conditions conditions/>
                </section>
            </div>
            <div class="stack">
                <section class="card" aria-labelledby="finalizers">
                    <h2 id="finalizers">{t().object_finalizers()}</h2>
                    <Finalizers finalizers/>
                </section>
                <section class="card" aria-labelledby="labels">
                    <h2 id="labels">{t().object_labels()}</h2>
                    <Pairs pairs=labels none=t().object_no_labels()/>
                </section>
                <section class="card" aria-labelledby="annotations">
                    <h2 id="annotations">{t().object_annotations()}</h2>
                    <Pairs pairs=annotations none=t().object_no_annotations()/>
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
        return view! { <p class="sub">{t().object_no_relatives()}</p> }.into_any();
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
        {more.then(|| view! { <p class="sub">{t().object_more_below()}</p> })}
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
                None => view! { <span class="faint">{t().object_not_visible()}</span> }.into_any(),
            }}
        </div>
    }
    .into_any()
}

#[component]
fn Finalizers(finalizers: Vec<Finalizer>) -> impl IntoView {
    if finalizers.is_empty() {
        return view! { <p class="sub">{t().object_nothing_keeps_it()}</p> }.into_any();
    }
    let rows = finalizers.into_iter().map(|finalizer| {
        let awaits = finalizer.awaits.unwrap_or_else(|| t().object_finalizer());
        view! { <dt><code>{finalizer.name}</code></dt><dd>{awaits}</dd> }
    });
    view! { <dl class="pairs">{rows.collect_view()}</dl> }.into_any()
}

#[component]
fn Pairs(pairs: Vec<(String, String)>, none: String) -> impl IntoView {
    if pairs.is_empty() {
        return view! { <p class="sub">{none}</p> }.into_any();
    }
    let rows = pairs.into_iter().map(|(key, value)| {
        let value = if value.is_empty() {
            view! { <span class="faint">{t().object_empty_value()}</span> }.into_any()
        } else {
            value.into_any()
        };
        view! { <dt><code>{key}</code></dt><dd><bdi>{value}</bdi></dd> }
    });
    view! { <dl class="pairs">{rows.collect_view()}</dl> }.into_any()
}
