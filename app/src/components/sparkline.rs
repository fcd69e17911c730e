//! A small curve of use over time, drawn below the line of what is allowed.

use chrono::{DateTime, Utc};
use leptos::prelude::*;
use portal::view::{Sample, Unit};
use texts::t;

use super::{
    amount::{amount, percent},
    duration::duration,
};

/// The width and height of the drawing, in its own units.
const WIDTH: f64 = 120.0;
const HEIGHT: f64 = 28.0;

/// Use against what was allowed; nothing without at least two samples.
#[component]
pub(crate) fn Sparkline(history: Vec<Sample>, unit: Unit) -> impl IntoView {
    let (Some(first), true) = (history.first().map(|sample| sample.at), history.len() > 1) else {
        return ().into_any();
    };
    let label = spoken(&history, unit, first);
    let top = history.iter().map(|sample| sample.limit.max(sample.used)).max().unwrap_or(0);
    let used = path(&history, top, |sample| sample.used);
    let area = format!("{used}L{WIDTH} {HEIGHT}L0 {HEIGHT}Z");
    let limit = path(&history, top, |sample| sample.limit);
    view! {
        <svg class="sparkline" viewBox=format!("0 -2 {WIDTH} {}", HEIGHT + 4.0) preserveAspectRatio="none" role="img" aria-label=label.clone()>
            <path class="sparkline-area" d=area></path>
            <path class="sparkline-limit" d=limit fill="none" vector-effect="non-scaling-stroke"></path>
            <path class="sparkline-used" d=used fill="none" vector-effect="non-scaling-stroke"></path>
        </svg>
    }
    .into_any()
}

/// The highest use of what was allowed then, in hundredths, and over how long, in words.
pub(crate) fn peak(history: &[Sample]) -> Option<String> {
    let first = history.first().filter(|_| history.len() > 1)?;
    let peak = history.iter().map(|sample| percent(sample.used, sample.limit)).max()?;
    Some(t().use_peak(span(first.at), peak.to_string()))
}

fn spoken(history: &[Sample], unit: Unit, first: DateTime<Utc>) -> String {
    let values = || history.iter().map(|sample| sample.used);
    let (least, most) = (values().min().unwrap_or(0), values().max().unwrap_or(0));
    t().use_history(span(first), amount(unit, least), amount(unit, most))
}

fn span(first: DateTime<Utc>) -> String {
    let milliseconds = u64::try_from((Utc::now() - first).num_milliseconds()).unwrap_or(0);
    let exactness = if milliseconds < 60_000 { 1_000 } else { 60_000 };
    duration((milliseconds / exactness * exactness).max(1_000))
}

/// A line of steps through the samples, by the time of each.
#[allow(clippy::cast_precision_loss)]
fn path(history: &[Sample], top: u64, of: impl Fn(&Sample) -> u64) -> String {
    let (Some(first), Some(last)) = (history.first(), history.last()) else { return String::new() };
    let whole = (last.at - first.at).num_milliseconds().max(1) as f64;
    let mut path = String::new();
    for (index, sample) in history.iter().enumerate() {
        let x = (sample.at - first.at).num_milliseconds() as f64 / whole * WIDTH;
        let y = HEIGHT - of(sample) as f64 / top.max(1) as f64 * HEIGHT;
        path.push_str(&if index == 0 { format!("M{x:.1} {y:.1}") } else { format!("H{x:.1}V{y:.1}") });
    }
    path
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;
    use crate::rendered::{assert_has, html};

    fn history() -> Vec<Sample> {
        let now = Utc::now();
        let sample = |minutes: i64, used, limit| Sample { at: now - TimeDelta::minutes(minutes), used, limit };
        vec![sample(60, 0, 32_000), sample(30, 16_000, 32_000), sample(0, 24_000, 40_000)]
    }

    #[test]
    fn the_curve_has_its_numbers_in_words() {
        let html = html(|| view! { <Sparkline history=history() unit=Unit::MilliCpu/> });
        assert_has(&html, &[r#"aria-label="Use in 60 min: from 0 vCPU to 24 vCPU""#, "M0.0 28.0H60.0V16.8H120.0V11.2"]);
        assert_eq!(peak(&history()).as_deref(), Some("Peak use in 60 min: 60\u{a0}%"));
        assert_eq!(peak(&history()[..1]), None);
    }
}
