//! How much of something is used: bars and rings, each with its numbers beside it and as its text alternative.

use leptos::prelude::*;
use portal::view::Gauge;
use texts::t;

use super::amount::{amount, percent, share, sum};

/// A gauge as a labelled bar: used solid, asked hatched, what is missing in the colour of trouble.
#[component]
pub(crate) fn Bar(gauge: Gauge) -> impl IntoView {
    let whole = gauge.limit.unwrap_or(0).max(gauge.used + gauge.asked);
    let short = gauge.short();
    let fitting = gauge.asked.saturating_sub(short);
    let (used, asked, missing) = (
        percent_f(gauge.used.min(whole - short.min(whole)), whole),
        percent_f(fitting, whole),
        percent_f(short, whole),
    );
    view! {
        <div class="gauge">
            <div class="gauge-text">
                <span>{gauge.resource.clone()}</span>
                <span class="num">{numbers(&gauge)}</span>
            </div>
            {gauge.limit.map(|_| view! {
                <svg class="bar" class:full=(used > 90.0) role="img" aria-label=spoken(&gauge)>
                    <rect class="bar-used" height="100%" width=pct(used)></rect>
                    <rect class="bar-asked" height="100%" x=pct(used) width=pct(asked)></rect>
                    <rect class="bar-short" height="100%" x=pct(used + asked) width=pct(missing)></rect>
                </svg>
            })}
        </div>
    }
    .into_any()
}

/// A gauge with a limit as a ring with its percentage inside.
#[component]
pub(crate) fn Dial(gauge: Gauge) -> impl IntoView {
    let whole = gauge.limit.unwrap_or(0);
    let part = percent(gauge.used, whole);
    view! {
        <div class="dial">
            <DialShape part label=spoken(&gauge)/>
            <div class="dial-text">
                <span>{gauge.resource.clone()}</span>
                <span class="num">{numbers(&gauge)}</span>
            </div>
        </div>
    }
    .into_any()
}

/// A ring of which `part` hundredths are drawn strong.
#[component]
pub(crate) fn DialShape(part: u64, label: String) -> impl IntoView {
    // The radius makes the circumference 100 units long, so that dashes are percentages.
    view! {
        <svg class="dial-shape" class:full=(part > 90) viewBox="0 0 40 40" role="img" aria-label=label>
            <circle class="dial-rest" cx="20" cy="20" r="15.915" fill="none" stroke-width="5"></circle>
            <circle class="dial-part" cx="20" cy="20" r="15.915" fill="none" stroke-width="5"
                stroke-dasharray=format!("{part} 100") transform="rotate(-90 20 20)"></circle>
            <text x="20" y="20" dy=".36em" text-anchor="middle" aria-hidden="true">{part}</text>
        </svg>
    }
    .into_any()
}

fn numbers(gauge: &Gauge) -> String {
    if gauge.asked == 0 {
        return share(gauge.unit, gauge.used, gauge.limit);
    }
    sum(gauge.unit, gauge.used, gauge.asked, gauge.limit)
}

fn spoken(gauge: &Gauge) -> String {
    let Gauge { resource, unit, used, asked, limit } = gauge;
    let of = |number: u64| amount(*unit, number);
    let t = t();
    match limit {
        Some(limit) if gauge.short() > 0 => {
            t.gauge_short(resource, of(*used), of(*asked), of(*limit), of(gauge.short()))
        }
        Some(limit) if *asked > 0 => t.gauge_asked_of(resource, of(*used), of(*asked), of(*limit)),
        Some(limit) => t.gauge_used_of(resource, of(*used), of(*limit)),
        None if *asked > 0 => t.gauge_asked(resource, of(*used), of(*asked)),
        None => t.gauge_used(resource, of(*used)),
    }
}

/// Hundredths with a fraction, for drawing only.
#[allow(clippy::cast_precision_loss)]
fn percent_f(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 * 100.0 / whole as f64 }
}

fn pct(value: f64) -> String {
    format!("{value:.2}%")
}

#[cfg(test)]
mod tests {
    use portal::view::Unit;

    use super::*;

    #[test]
    fn the_text_alternative_says_what_is_short() {
        let gauge = Gauge {
            resource: "CPU".to_owned(),
            unit: Unit::MilliCpu,
            used: 20_000,
            asked: 48_000,
            limit: Some(64_000),
        };
        assert_eq!(spoken(&gauge), "CPU: 20 vCPU used, 48 vCPU asked of 64 vCPU, 4 vCPU short");
        assert_eq!(numbers(&gauge), "20 + 48 of 64 vCPU");
    }
}
