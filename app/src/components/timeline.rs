//! How a cluster came up: the steps, and beside them a chart of when each began and ended.

use chrono::{DateTime, Utc};
use leptos::prelude::*;
use portal::view::{State, Step, StepState};
use texts::t;

use super::{duration::duration, state::StateShape};

/// The steps in order, each with its duration and its place in the whole time.
#[component]
pub(crate) fn Timeline(steps: Vec<Step>, now: DateTime<Utc>) -> impl IntoView {
    let spans = spans(&steps, now);
    view! {
        <ol class="steps">
            {steps
                .into_iter()
                .zip(spans)
                .map(|(step, span)| {
                    let (name, shape) = match step.state {
                        StepState::Done => ("done", Some(State::Ready)),
                        StepState::Running => ("running", Some(State::Progressing)),
                        StepState::Held(state) => (state.as_str(), Some(state)),
                        StepState::Ahead => ("ahead", None),
                    };
                    let word = match step.state {
                        StepState::Done => t().step_done(),
                        StepState::Running => t().step_running(),
                        StepState::Held(_) => t().step_stuck(),
                        StepState::Ahead => t().step_ahead(),
                    };
                    view! {
                        <li data-step=name>
                            <span class="step-shape">
                                {match shape {
                                    Some(state) => view! { <StateShape state/> }.into_any(),
                                    None => view! { <svg class="state-shape" viewBox="0 0 12 12" aria-hidden="true"><circle cx="6" cy="6" r="4.6" stroke="currentColor" stroke-width="1.4" fill="none"></circle></svg> }.into_any(),
                                }}
                            </span>
                            <span class="step-name">
                                <span class="sr-only">{word} " "</span>
                                {step.name}
                                {step.detail.map(|detail| view! { <small>{detail}</small> })}
                            </span>
                            <svg class="step-span" aria-hidden="true">
                                {span.as_ref().map(|span| view! {
                                    <rect height="100%" rx="2" x=format!("{:.2}%", span.start) width=format!("{:.2}%", span.width)></rect>
                                })}
                            </svg>
                            <span class="step-time num">{span.map(|span| duration(span.milliseconds))}</span>
                        </li>
                    }
                })
                .collect_view()}
        </ol>
    }
    .into_any()
}

/// Where a step lies in the whole time, in hundredths, and how long it took.
#[derive(Debug, PartialEq)]
struct Span {
    start: f64,
    width: f64,
    milliseconds: u64,
}

/// A span for each step that has begun; a running one lasts until `now`.
#[allow(clippy::cast_precision_loss)]
fn spans(steps: &[Step], now: DateTime<Utc>) -> Vec<Option<Span>> {
    let ends = |step: &Step| match step.state {
        StepState::Running | StepState::Held(_) => now,
        StepState::Done | StepState::Ahead => step.finished.or(step.started).unwrap_or(now),
    };
    let begun = || steps.iter().filter(|step| step.started.is_some());
    let first = begun().filter_map(|step| step.started).min().unwrap_or(now);
    let last = begun().map(ends).max().unwrap_or(now);
    let milliseconds =
        |from: DateTime<Utc>, to: DateTime<Utc>| u64::try_from((to - from).num_milliseconds()).unwrap_or(0);
    let whole = milliseconds(first, last).max(1) as f64;
    steps
        .iter()
        .map(|step| {
            let started = step.started?;
            let length = milliseconds(started, ends(step));
            // A step that took no time is still drawn, as a line.
            let width = (length as f64 * 100.0 / whole).clamp(1.0, 100.0);
            let start = (milliseconds(first, started) as f64 * 100.0 / whole).min(100.0 - width);
            Some(Span { start, width, milliseconds: length })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    #[test]
    fn spans_share_one_scale() {
        let t0 = DateTime::from_timestamp(1_795_000_000, 0).expect("a valid second");
        let step = |state, from: Option<i64>, to: Option<i64>| Step {
            name: "step".to_owned(),
            state,
            detail: None,
            started: from.map(|s| t0 + TimeDelta::seconds(s)),
            finished: to.map(|s| t0 + TimeDelta::seconds(s)),
        };
        let steps = [
            step(StepState::Done, Some(0), Some(0)),
            step(StepState::Done, Some(0), Some(25)),
            step(StepState::Running, Some(25), None),
            step(StepState::Ahead, None, None),
        ];
        let spans = spans(&steps, t0 + TimeDelta::seconds(100));
        assert_eq!(spans[0], Some(Span { start: 0.0, width: 1.0, milliseconds: 0 }));
        assert_eq!(spans[1], Some(Span { start: 0.0, width: 25.0, milliseconds: 25_000 }));
        assert_eq!(spans[2], Some(Span { start: 25.0, width: 75.0, milliseconds: 75_000 }));
        assert_eq!(spans[3], None);
    }
}
