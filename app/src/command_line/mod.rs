//! Signing in the program atoll on somebody's computer: by a code (`device`), or through the browser there (`authorize`).

mod authorize;
mod device;

pub(crate) use authorize::{AuthorizePage, authorize};
pub(crate) use device::{DevicePage, decide};

use http::request::Parts;
use leptos::prelude::*;
use portal::{Error, command_line::CommandLines, view::ErrorKind};
use texts::t;

use crate::components::within::{SLOTS, within};

/// What the server knows of command lines, for this request.
fn desk() -> Result<CommandLines, Error> {
    let found = use_context::<Parts>().and_then(|parts| parts.extensions.get::<CommandLines>().cloned());
    found.ok_or_else(|| Error::new(ErrorKind::Forbidden, t().problem_nobody_signed_in()))
}

/// What is told of who asks, and what saying yes means.
#[component]
fn Asking(user: String, machine: String, client: String, children: Children) -> impl IntoView {
    let elements = [view! { <bdi>{machine}</bdi> }.into_any(), view! { <bdi>{user}</bdi> }.into_any()];
    view! {
        <section class="card" aria-labelledby="asking">
            <h2 id="asking">{within(&t().command_line_who(SLOTS[0], SLOTS[1]), elements)}</h2>
            <dl class="facts">
                <dt>{t().command_line_program()}</dt><dd><bdi>{client}</bdi></dd>
                {children()}
            </dl>
            <p>{t().command_line_means()}</p>
        </section>
    }
    .into_any()
}
