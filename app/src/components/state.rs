//! The state of an object: a shape, a word and a colour, in this order of importance.

use leptos::prelude::*;
use portal::view::State;

/// The shape of a state, told apart without colour: tick, arc, pause bars, triangle, cross, bin line.
#[component]
pub(crate) fn StateShape(state: State) -> impl IntoView {
    let shape = match state {
        State::Ready => view! {
            <circle cx="6" cy="6" r="5.4" fill="currentColor"></circle>
            <path class="on" d="M3.5 6.2l1.8 1.8 3.3-3.8" fill="none" stroke-width="1.5"></path>
        }
        .into_any(),
        State::Progressing => view! {
            <circle cx="6" cy="6" r="4.6" stroke="currentColor" stroke-opacity=".3" stroke-width="1.8" fill="none"></circle>
            <path class="turn" d="M6 1.4a4.6 4.6 0 0 1 4.6 4.6" stroke="currentColor" stroke-width="1.8" fill="none"></path>
        }
        .into_any(),
        State::Waiting => view! {
            <rect x="2" y="1.6" width="3" height="8.8" rx="1" fill="currentColor"></rect>
            <rect x="7" y="1.6" width="3" height="8.8" rx="1" fill="currentColor"></rect>
        }
        .into_any(),
        State::Blocked => view! {
            <path d="M6 .8 11.6 10.8H.4Z" fill="currentColor" stroke="currentColor" stroke-linejoin="round"></path>
            <path class="on" d="M6 4.2v3.2M6 8.7v.6" stroke-width="1.3" fill="none"></path>
        }
        .into_any(),
        State::Failed => view! {
            <path d="M3.6.6h4.8l3 3v4.8l-3 3H3.6l-3-3V3.6Z" fill="currentColor"></path>
            <path class="on" d="M4 4l4 4M8 4 4 8" stroke-width="1.4" fill="none"></path>
        }
        .into_any(),
        State::Deleting => view! {
            <circle cx="6" cy="6" r="4.8" stroke="currentColor" stroke-width="1.6" stroke-dasharray="2.2 1.6" fill="none"></circle>
            <path d="M3.6 6h4.8" stroke="currentColor" stroke-width="1.6"></path>
        }
        .into_any(),
    };
    view! {
        <svg class="state-shape" viewBox="0 0 12 12" aria-hidden="true">{shape}</svg>
    }
    .into_any()
}

/// The state of an object. `quiet` ones (rows of lists and trees) are not announced when they change; the page's own is.
#[component]
pub(crate) fn StateChip(state: State, #[prop(optional)] quiet: bool) -> impl IntoView {
    view! {
        <span class="chip" role="status" aria-live=if quiet { "off" } else { "polite" } data-state=state.as_str()>
            <StateShape state/>
            {state.word()}
        </span>
    }
    .into_any()
}
