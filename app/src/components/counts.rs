//! How many objects are in each state.

use leptos::prelude::*;
use portal::view::{State, StateCounts};
use texts::t;

use super::{
    amount::{Count, count, grouped},
    state::StateShape,
};

/// One bar cut by state, and a legend whose entries open the list of that state.
///
/// `href` makes the link of a state; without it the legend is plain text.
#[component]
pub(crate) fn StateBar(
    counts: StateCounts,
    /// How many there are, in words, for the text alternative.
    what: Count,
    #[prop(optional)] href: Option<fn(State) -> String>,
) -> impl IntoView {
    let present: Vec<State> = State::ALL.into_iter().rev().filter(|state| counts.of(*state) > 0).collect();
    let mut x = 0.0;
    let pieces: Vec<_> = present
        .iter()
        .map(|state| {
            let width = width(counts.of(*state), counts.total());
            let piece = view! {
                <rect height="100%" data-state=state.as_str() x=format!("{x:.2}%") width=format!("{width:.2}%")></rect>
            };
            x += width;
            piece
        })
        .collect();
    view! {
        <div class="state-bar">
            {(counts.total() > 0).then(|| view! {
                <svg class="bar" role="img" aria-label=spoken(&counts, what)>{pieces}</svg>
            })}
            <ul class="legend">
                {present
                    .into_iter()
                    .map(|state| {
                        let entry = view! {
                            <span class="legend-shape" data-state=state.as_str()><StateShape state/></span>
                            {state.word()}
                            " "
                            <b class="num">{grouped(counts.of(state))}</b>
                        };
                        match href {
                            Some(href) => view! { <li><a href=href(state)>{entry}</a></li> }.into_any(),
                            None => view! { <li>{entry}</li> }.into_any(),
                        }
                    })
                    .collect_view()}
            </ul>
        </div>
    }
    .into_any()
}

#[allow(clippy::cast_precision_loss)]
fn width(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 * 100.0 / whole as f64 }
}

fn spoken(counts: &StateCounts, what: Count) -> String {
    let parts: Vec<String> = State::ALL
        .into_iter()
        .filter(|state| counts.of(*state) > 0)
        .map(|state| t().counts_in_state(state.word(), grouped(counts.of(state))))
        .collect();
    t().counts_by_state(count(counts.total(), what), parts.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_alternative_names_what_is_there() {
        let counts = StateCounts { ready: 5, blocked: 1, ..StateCounts::default() };
        assert_eq!(spoken(&counts, texts::Texts::count_clusters), "6 clusters: Blocked 1, Ready 5");
    }
}
