//! Signing in the program atoll on somebody's computer: by a code (`device`), or through the browser there (`authorize`).

mod authorize;
mod device;

pub(crate) use authorize::{AuthorizePage, authorize};
pub(crate) use device::{DevicePage, decide};

use http::request::Parts;
use leptos::prelude::*;
use portal::{Error, command_line::CommandLines, view::ErrorKind};

/// What the server knows of command lines, for this request.
fn desk() -> Result<CommandLines, Error> {
    let found = use_context::<Parts>().and_then(|parts| parts.extensions.get::<CommandLines>().cloned());
    found.ok_or_else(|| Error::new(ErrorKind::Forbidden, "Nobody is signed in."))
}

/// What is told of who asks, and what saying yes means.
#[component]
fn Asking(user: String, machine: String, client: String, children: Children) -> impl IntoView {
    view! {
        <section class="card" aria-labelledby="asking">
            <h2 id="asking">"Sign in " <bdi>{machine}</bdi> " as " <bdi>{user}</bdi> "?"</h2>
            <dl class="facts">
                <dt>"Program"</dt><dd><bdi>{client}</bdi></dd>
                {children()}
            </dl>
            <p>
                "It will get kubeconfigs and tokens for the clusters that you may use, in your name, until it is signed out, or
                its session ends. Say yes only if you have just run atoll login on that computer yourself."
            </p>
        </section>
    }
    .into_any()
}
