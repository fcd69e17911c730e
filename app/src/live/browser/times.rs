//! Times on the page: relative words are kept current, exact instants are put into the viewer's zone.

use js_sys::Date;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Element;

use super::{document, every};
use crate::components::relative::Words;

pub(super) fn start() {
    refresh();
    every(5_000, refresh);
}

/// Sets every time on the page.
pub(crate) fn refresh() {
    let Some(document) = document() else { return };
    let words = document.document_element().and_then(|root| root.get_attribute("data-times"));
    let Some(words) = words.as_deref().and_then(Words::parse) else { return };
    let Ok(times) = document.query_selector_all("time[datetime]") else { return };
    for i in 0..times.length() {
        if let Some(time) = times.get(i).and_then(|node| node.dyn_into::<Element>().ok()) {
            set(&time, &words);
        }
    }
}

fn set(time: &Element, words: &Words) {
    let Some(instant) = time.get_attribute("datetime") else { return };
    let date = Date::new(&JsValue::from_str(&instant));
    if date.get_time().is_nan() {
        return;
    }
    if !time.has_attribute("data-relative") {
        return;
    }
    #[allow(clippy::cast_possible_truncation)]
    let text = words.say(((Date::now() - date.get_time()) / 1_000.0) as i64);
    if time.text_content().as_deref() != Some(&text) {
        time.set_text_content(Some(&text));
    }
    let exact = String::from(date.to_locale_string("default", &JsValue::UNDEFINED));
    if time.get_attribute("title").as_deref() != Some(&exact) {
        let _ = time.set_attribute("title", &exact);
    }
}
