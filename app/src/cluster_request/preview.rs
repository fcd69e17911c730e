//! Checks the request while it is typed: sends the form as its "Update preview" button would, and puts the answer in place.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// How the preview stands to what is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(not(feature = "hydrate"), allow(dead_code, reason = "only the browser goes beyond the first"))]
pub(crate) enum Standing {
    /// As the page was rendered.
    Rendered,
    /// Being checked.
    Checking,
    /// Shows what is typed.
    Current,
    /// The server did not answer.
    Lost,
}

/// The words for each [`Standing`] but the first, which needs none.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PreviewWords {
    checking: String,
    current: String,
    lost: String,
}

impl PreviewWords {
    /// The words of the language that this request is answered in.
    #[cfg(feature = "ssr")]
    pub(crate) fn spoken() -> Self {
        let t = texts::t();
        Self { checking: t.preview_checking(), current: t.preview_current(), lost: t.preview_lost() }
    }

    fn of(&self, standing: Standing) -> String {
        match standing {
            Standing::Rendered => String::new(),
            Standing::Checking => self.checking.clone(),
            Standing::Current => self.current.clone(),
            Standing::Lost => self.lost.clone(),
        }
    }
}

/// The label; in the browser it follows the form.
pub(super) fn label(words: PreviewWords) -> impl IntoView {
    let standing = RwSignal::new(Standing::Rendered);
    #[cfg(feature = "hydrate")]
    browser::follow(standing);
    view! { <span class="freshness">{move || words.of(standing.get())}</span> }
}

#[cfg(feature = "hydrate")]
mod browser {
    use std::{cell::Cell, rc::Rc};

    use js_sys::{Array, Reflect};
    use leptos::prelude::*;
    use wasm_bindgen::{JsCast, JsValue};
    use wasm_bindgen_futures::spawn_local;
    use web_sys::HtmlFormElement;

    use super::Standing;
    use crate::live::browser::{after, document, morph, on, post_form};

    /// How long typing must pause, in milliseconds.
    const PAUSE: i32 = 300;

    pub(super) fn follow(standing: RwSignal<Standing>) {
        let form = document()
            .and_then(|document| document.get_element_by_id("request"))
            .and_then(|form| form.dyn_into::<HtmlFormElement>().ok());
        let Some(form) = form else { return };
        // Counts the changes: an answer to an older state of the form is dropped.
        let changes = Rc::new(Cell::new(0_u32));
        let changed = {
            let form = form.clone();
            move || {
                let this = changes.get() + 1;
                changes.set(this);
                let (changes, form) = (Rc::clone(&changes), form.clone());
                after(PAUSE, move || {
                    if changes.get() == this {
                        standing.set(Standing::Checking);
                        spawn_local(check(form, standing, move || changes.get() == this));
                    }
                });
            }
        };
        // What was typed before the script came, or was kept by the browser over a reload.
        if is_changed(&form) {
            changed();
        }
        on(&form, "input", move |_| changed());
    }

    /// Asks the server about the form as it stands, and shows the answer while it `is_current`.
    async fn check(form: HtmlFormElement, standing: RwSignal<Standing>, is_current: impl Fn() -> bool) {
        let page = post_form(&form, ("action", "preview")).await;
        if !is_current() {
            return;
        }
        standing.set(match &page {
            Some(page) => {
                morph("page", page);
                Standing::Current
            }
            None => Standing::Lost,
        });
    }

    /// Whether a field of the form is not as it was rendered.
    fn is_changed(form: &HtmlFormElement) -> bool {
        let get = |of: &JsValue, name: &str| Reflect::get(of, &name.into()).unwrap_or_default();
        let differs = |of: &JsValue, now: &str, rendered: &str| {
            let rendered = get(of, rendered);
            !rendered.is_undefined() && get(of, now) != rendered
        };
        let all = |list: &JsValue| if list.is_undefined() { Vec::new() } else { Array::from(list).to_vec() };
        all(&form.elements()).iter().any(|field| {
            differs(field, "checked", "defaultChecked")
                || differs(field, "value", "defaultValue")
                || all(&get(field, "options")).iter().any(|option| differs(option, "selected", "defaultSelected"))
        })
    }
}
