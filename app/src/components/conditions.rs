//! The conditions of an object.

use leptos::prelude::*;
use portal::view::Condition;
use texts::t;

use super::time::Ago;

/// All conditions, each with its reason and message.
#[component]
pub(crate) fn Conditions(conditions: Vec<Condition>) -> impl IntoView {
    if conditions.is_empty() {
        return view! { <p class="sub">{t().conditions_none()}</p> }.into_any();
    }
    view! {
        <ul class="conditions">
            {conditions
                .into_iter()
                .map(|condition| {
                    let kind = match (condition.good, condition.status.as_str()) {
                        (true, _) => "good",
                        (false, "Unknown") => "unknown",
                        (false, _) => "bad",
                    };
                    view! {
                        <li data-condition=kind>
                            <span class="condition-name">
                                {condition.type_} " " <span class="condition-status">{condition.status}</span>
                            </span>
                            <span class="condition-why">
                                {(!condition.reason.is_empty()).then(|| view! { <code>{condition.reason}</code> " " })}
                                {condition.message}
                            </span>
                            <span class="when">{condition.since.map(|at| view! { <Ago at/> })}</span>
                        </li>
                    }
                })
                .collect_view()}
        </ul>
    }
    .into_any()
}
