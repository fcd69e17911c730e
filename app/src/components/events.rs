//! Events about objects.

use leptos::prelude::*;
use portal::view::Event;

use super::{amount::counted, time::Ago};

/// Events, newest first.
#[component]
pub(crate) fn Events(
    events: Vec<Event>,
    /// All are about the same object: it needs no column.
    #[prop(optional)]
    of_one: bool,
) -> impl IntoView {
    if events.is_empty() {
        return view! {
            <p class="sub">"No events are kept. They are deleted an hour after they were last seen."</p>
        }
        .into_any();
    }
    view! {
        <div class="table-scroll" tabindex="0" role="group" aria-label="Events">
            <table>
                <thead>
                    <tr>
                        <th scope="col">"Last seen"</th>
                        <th scope="col">"Type"</th>
                        {(!of_one).then(|| view! { <th scope="col">"Object"</th> })}
                        <th scope="col">"What happened"</th>
                    </tr>
                </thead>
                <tbody>{events.into_iter().map(|event| row(event, of_one)).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(event: Event, of_one: bool) -> impl IntoView {
    let (kind, word) = if event.warning { ("warning", "Warning") } else { ("normal", "Normal") };
    view! {
        <tr>
            <td class="nowrap">
                <Ago at=event.last/>
                {(event.count > 1).then(|| view! { <small>{counted(event.count.into(), "time", "times")}</small> })}
            </td>
            <td><span class="event-type" data-type=kind>{word}</span></td>
            {(!of_one).then(|| view! {
                <td class="nowrap"><span class="kind">{event.object.kind}</span> " " {event.object.name}</td>
            })}
            <td>
                <b>{event.reason}</b> " " {event.message}
                {(!event.source.is_empty()).then(|| view! { <small>"from " {event.source}</small> })}
            </td>
        </tr>
    }
    .into_any()
}
