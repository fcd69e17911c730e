//! What to type to use clusters from the command line.

use leptos::prelude::*;

use crate::components::code::Command;

/// Commands for the portal at `server`.
#[component]
pub(super) fn SetUp(server: String) -> impl IntoView {
    view! {
        <section class="card" aria-labelledby="command-line">
            <h2 id="command-line">"On the command line"</h2>
            <p>
                "The program atoll signs you in and hands short tokens to kubectl, so that no secret lies in a file. Put it into
                your PATH, then sign in once a day:"
            </p>
            <Command text=format!("atoll login --server {server}")/>
            <p>"On a machine without a browser, add --device and type the code that it shows on the page "
                <a href="/device">"Sign in a device"</a> "."</p>
            <p>"Get a kubeconfig for a cluster and use it:"</p>
            <Command text="atoll kubeconfig NAME --namespace NAMESPACE > cluster.kubeconfig".to_owned()/>
            <Command text="kubectl --kubeconfig cluster.kubeconfig get nodes".to_owned()/>
            <p class="sub">"atoll logout ends it. What is signed in is listed under "
                <a href="/access/sessions">"Sessions"</a> "."</p>
        </section>
    }
    .into_any()
}
