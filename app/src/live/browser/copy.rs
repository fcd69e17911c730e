//! Buttons that copy: an element with `data-copy` puts that text on the clipboard, and says so for a moment.

use wasm_bindgen::JsCast;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Element, HtmlElement};

use super::{after, document, on, window};

pub(super) fn start() {
    let Some(document) = document() else { return };
    on(&document, "click", |event| {
        let button = event
            .target()
            .and_then(|target| target.dyn_into::<Element>().ok())
            .and_then(|element| element.closest("[data-copy]").ok().flatten())
            .and_then(|element| element.dyn_into::<HtmlElement>().ok());
        if let Some(button) = button {
            spawn_local(copy(button));
        }
    });
}

async fn copy(button: HtmlElement) {
    let (Some(text), Some(window)) = (button.get_attribute("data-copy"), window()) else { return };
    let done = JsFuture::from(window.navigator().clipboard().write_text(&text)).await.is_ok();
    if !done {
        return;
    }
    let root = document().and_then(|document| document.document_element());
    let Some(said) = root.and_then(|root| root.get_attribute("data-copied")) else { return };
    let before = button.text_content().unwrap_or_default();
    if before != said {
        button.set_text_content(Some(&said));
        after(1_500, move || button.set_text_content(Some(&before)));
    }
}
