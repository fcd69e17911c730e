//! A row of small bars, one for each number.

use leptos::prelude::*;
use texts::t;

use crate::components::amount::grouped;

/// The height and the width of one bar with its gap, in units of the picture.
const HEIGHT: u32 = 22;
const STEP: u32 = 4;

/// Reconciles of a controller as bars, one for ten seconds, the newest to the right; the highest is as high as the
/// picture. The label says the sum and the highest, for who does not see it.
#[component]
pub(super) fn Sparkline(values: Vec<u32>, controller: String) -> impl IntoView {
    let most = values.iter().copied().max().unwrap_or(0);
    let sum: u64 = values.iter().copied().map(u64::from).sum();
    let width = values.len() as u32 * STEP;
    let bars = values
        .into_iter()
        .enumerate()
        .map(|(at, value)| {
            let height = if value == 0 { 1 } else { (value * (HEIGHT - 2) / most.max(1)).max(2) };
            let x = at as u32 * STEP;
            view! { <rect x=x y=HEIGHT - height width=STEP - 1 height=height data-zero=(value == 0).then_some("")></rect> }
        })
        .collect_view();
    view! {
        <svg class="sparkline" role="img" width=width height=HEIGHT viewBox=format!("0 0 {width} {HEIGHT}")
            aria-label=t().controllers_chart(controller, grouped(sum), grouped(most.into()))>
            {bars}
        </svg>
    }
    .into_any()
}
