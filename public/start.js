// Starts the islands of a page: loads the program of the browser and hands each island to its function.
import init, * as page from "/pkg/atoll.js";

await init({ module_or_path: "/pkg/atoll.wasm" });
page.hydrate();
for (const island of document.querySelectorAll("leptos-island")) {
  page[island.dataset.component]?.(island);
}
