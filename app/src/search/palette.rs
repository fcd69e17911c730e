//! The palette asks the search page and shows what that lists.

use leptos::prelude::*;

#[cfg_attr(not(feature = "hydrate"), allow(dead_code, reason = "only the browser opens it"))]
const DIALOG: &str = "palette";
const RESULTS: &str = "palette-results";

/// The dialog, closed; in the browser it listens for its keys.
pub(super) fn dialog(label: String, help: String) -> impl IntoView {
    #[cfg(feature = "hydrate")]
    browser::listen();
    let field = label.clone();
    view! {
        <dialog id="palette" class="palette" aria-label=label>
            <form method="get" action="/search" role="search">
                <input type="search" name="q" id="palette-field" aria-label=field autocomplete="off" spellcheck="false"/>
            </form>
            <div id=RESULTS class="palette-results"></div>
            <p class="sub palette-help">{help}</p>
        </dialog>
    }
}

#[cfg(feature = "hydrate")]
mod browser {
    use std::{cell::Cell, rc::Rc};

    use wasm_bindgen::JsCast;
    use wasm_bindgen_futures::spawn_local;
    use web_sys::{Element, Event, HtmlDialogElement, HtmlElement, HtmlInputElement, KeyboardEvent};

    use super::{DIALOG, RESULTS};
    use crate::live::browser::{after, document, morph_from, on, page_at, window};

    /// How long typing must pause, in milliseconds.
    const PAUSE: i32 = 120;

    pub(super) fn listen() {
        let Some(document) = document() else { return };
        on(&document, "keydown", |event| {
            let Some(key) = event.dyn_ref::<KeyboardEvent>() else { return };
            if opens(key) {
                event.prevent_default();
                open();
            } else if key.key() == "ArrowDown" || key.key() == "ArrowUp" {
                step(key);
            }
        });
        // Whether the dialog is in the page yet does not matter: its events are heard here.
        let asked = Rc::new(Cell::new(0_u32));
        on(&document, "input", move |event| {
            if is_field(&event) {
                let this = asked.get() + 1;
                asked.set(this);
                let asked = Rc::clone(&asked);
                after(PAUSE, move || spawn_local(async move { find(move || asked.get() == this).await }));
            }
        });
        on(&document, "submit", |event| {
            // Enter goes to the first hit; without one the search page says so.
            let inside = event.target().and_then(|form| form.dyn_into::<Element>().ok());
            let inside = inside.and_then(|form| form.closest("#palette").ok().flatten()).is_some();
            if let Some(first) = links().into_iter().next().filter(|_| inside) {
                event.prevent_default();
                first.click();
            }
        });
    }

    /// Ctrl-K and Cmd-K anywhere; `/` where nothing is being typed.
    fn opens(key: &KeyboardEvent) -> bool {
        let chord = (key.ctrl_key() || key.meta_key()) && key.key().eq_ignore_ascii_case("k");
        let plain = key.key() == "/" && !key.ctrl_key() && !key.meta_key() && !key.alt_key();
        let target = key.target().and_then(|target| target.dyn_into::<Element>().ok());
        let typing = target.is_some_and(|target| target.closest("input, textarea, select").ok().flatten().is_some());
        chord || (plain && !typing)
    }

    fn open() {
        if let Some(dialog) = by_id::<HtmlDialogElement>(DIALOG).filter(|dialog| !dialog.open()) {
            let _ = dialog.show_modal();
        }
        if let Some(field) = field() {
            let _ = field.focus();
            field.select();
        }
    }

    async fn find(is_current: impl Fn() -> bool) {
        let Some(field) = field() else { return };
        let text = String::from(js_sys::encode_uri_component(&field.value()));
        let page = page_at(&format!("/search?q={text}")).await;
        if let Some(page) = page.filter(|_| is_current()) {
            morph_from(RESULTS, &page, "found");
        }
    }

    /// Arrow keys go from the field through the hits and back.
    fn step(key: &KeyboardEvent) {
        let Some(active) = document().and_then(|document| document.active_element()) else { return };
        if active.closest("#palette").ok().flatten().is_none() {
            return;
        }
        key.prevent_default();
        let links = links();
        let at = links.iter().position(|link| link.is_same_node(Some(&active)));
        let next = match (key.key().as_str(), at) {
            ("ArrowDown", None) => Some(0),
            ("ArrowDown", Some(at)) => Some((at + 1).min(links.len().saturating_sub(1))),
            (_, Some(at)) => at.checked_sub(1),
            (_, None) => None,
        };
        match next.and_then(|next| links.get(next)) {
            Some(link) => drop(link.focus()),
            None => {
                if let Some(field) = field() {
                    let _ = field.focus();
                }
            }
        }
    }

    fn links() -> Vec<HtmlElement> {
        let Some(results) = window().and_then(|window| window.document()?.get_element_by_id(RESULTS)) else {
            return Vec::new();
        };
        let links = results.get_elements_by_tag_name("a");
        (0..links.length()).filter_map(|i| links.item(i)?.dyn_into().ok()).collect()
    }

    fn is_field(event: &Event) -> bool {
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        target.is_some_and(|target| target.id() == "palette-field")
    }

    fn field() -> Option<HtmlInputElement> {
        by_id("palette-field")
    }

    fn by_id<T: JsCast>(id: &str) -> Option<T> {
        document()?.get_element_by_id(id)?.dyn_into().ok()
    }
}
