//! Events about objects.

use leptos::prelude::*;
use portal::view::Event;
use texts::t;

use super::{amount::grouped, query::object_path, time::Ago};

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
            <p class="sub">{t().events_none()}</p>
        }
        .into_any();
    }
    view! {
        <div class="table-scroll" tabindex="0" role="group" aria-label=t().events_label()>
            <table>
                <thead>
                    <tr>
                        <th scope="col">{t().events_last_seen()}</th>
                        <th scope="col">{t().events_type()}</th>
                        {(!of_one).then(|| view! { <th scope="col">{t().events_object()}</th> })}
                        <th scope="col">{t().events_what()}</th>
                    </tr>
                </thead>
                <tbody>{events.into_iter().map(|event| row(event, of_one)).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(event: Event, of_one: bool) -> impl IntoView {
    let (kind, word) = if event.warning { ("warning", t().events_warning()) } else { ("normal", t().events_normal()) };
    view! {
        <tr>
            <td class="nowrap">
                <Ago at=event.last/>
                {(event.count > 1).then(|| view! { <small>{t().events_times(event.count, grouped(event.count.into()))}</small> })}
            </td>
            <td><span class="event-type" data-type=kind>{word}</span></td>
            {(!of_one).then(|| view! {
                <td>
                    <a href=object_path(&event.object)>
                        <span class="kind">{event.object.kind.clone()}</span> " " <bdi>{event.object.name.clone()}</bdi>
                    </a>
                </td>
            })}
            <td>
                <b>{event.reason}</b> " " {event.message}
                {(!event.source.is_empty()).then(|| view! { <small>{t().events_from(event.source)}</small> })}
            </td>
        </tr>
    }
    .into_any()
}
