//! What the browser does on a page: follow the stream, fetch the page again, keep times current, copy commands.

mod copy;
mod fetch;
mod morph;
mod stream;
mod times;

pub(crate) use self::{
    fetch::{page_at, post_form},
    morph::{morph, morph_from},
    stream::follow,
};

use wasm_bindgen::prelude::*;
use web_sys::{Document, Event, EventTarget, Window};

/// Starts what every page needs.
pub(crate) fn start() {
    let Some(root) = document().and_then(|document| document.document_element()) else { return };
    // The style shows what only works with script (copy buttons) by this mark.
    let _ = root.set_attribute("data-script", "");
    copy::start();
    times::start();
}

pub(crate) fn window() -> Option<Window> {
    web_sys::window()
}

pub(crate) fn document() -> Option<Document> {
    window()?.document()
}

/// Calls `handler` for each event of this name, as long as the page lives.
pub(crate) fn on(target: &EventTarget, event: &str, handler: impl FnMut(Event) + 'static) {
    let handler = Closure::<dyn FnMut(Event)>::new(handler);
    let _ = target.add_event_listener_with_callback(event, handler.as_ref().unchecked_ref());
    handler.forget();
}

/// Calls `handler` every so many milliseconds, as long as the page lives.
pub(crate) fn every(milliseconds: i32, handler: impl FnMut() + 'static) {
    let handler = Closure::<dyn FnMut()>::new(handler);
    if let Some(window) = window() {
        let _ = window
            .set_interval_with_callback_and_timeout_and_arguments_0(handler.as_ref().unchecked_ref(), milliseconds);
    }
    handler.forget();
}

/// Calls `handler` once after so many milliseconds; gives the id by which it can be cancelled.
pub(crate) fn after(milliseconds: i32, handler: impl FnOnce() + 'static) -> i32 {
    let handler = Closure::once_into_js(handler);
    window()
        .and_then(|window| {
            window.set_timeout_with_callback_and_timeout_and_arguments_0(handler.unchecked_ref(), milliseconds).ok()
        })
        .unwrap_or(0)
}

/// The time of day in the viewer's zone: `12:03:11`.
pub(crate) fn time_of_day() -> String {
    String::from(js_sys::Date::new_0().to_time_string()).chars().take(8).collect()
}
