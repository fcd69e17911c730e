//! The wasm entry of the page.

/// Called by `start.js` before it hands each island to its function.
#[cfg(target_arch = "wasm32")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    app::start();
    leptos::mount::hydrate_islands();
}
