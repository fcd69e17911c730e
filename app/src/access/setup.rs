//! What to type to use clusters from the command line.

use leptos::prelude::*;
use texts::t;

use crate::components::{
    code::Command,
    within::{SLOTS, within},
};

/// Commands for the portal at `server`.
#[component]
pub(super) fn SetUp(server: String) -> impl IntoView {
    let device = view! { <a href="/device">{t().command_line_device_title()}</a> }.into_any();
    let sessions = view! { <a href="/access/sessions">{t().access_sessions()}</a> }.into_any();
    view! {
        <section class="card" aria-labelledby="command-line">
            <h2 id="command-line">{t().access_command_line()}</h2>
            <p>
                {t().access_login()}
            </p>
            <Command text=format!("atoll login --server {server}")/>
            <p>{within(&t().access_device(SLOTS[0]), [device])}</p>
            <p>{t().access_kubeconfig()}</p>
            <Command text="atoll kubeconfig NAME --namespace NAMESPACE > cluster.kubeconfig".to_owned()/>
            <Command text="kubectl --kubeconfig cluster.kubeconfig get nodes".to_owned()/>
            <p class="sub">{within(&t().access_logout(SLOTS[0]), [sessions])}</p>
        </section>
    }
    .into_any()
}
