//! Issued kubeconfigs as a table, each with what can be done about it.

use chrono::{DateTime, Utc};
use leptos::prelude::*;
use portal::view::IssuedAccess;

use super::role_word;
use crate::components::{
    query::{cluster_path, link},
    time::Ago,
};

/// Issued kubeconfigs as a table. `back` is the page that a form leads back to.
#[component]
pub(crate) fn IssuedRows(
    issued: Vec<IssuedAccess>,
    read_at: DateTime<Utc>,
    back: String,
    with_cluster: bool,
) -> impl IntoView {
    if issued.is_empty() {
        return view! { <p class="sub">"None yet. What is issued here is recorded, never the credential itself."</p> }
            .into_any();
    }
    view! {
        <div class="table-scroll" tabindex="0" role="group" aria-label="Issued kubeconfigs">
            <table>
                <thead>
                    <tr>
                        {with_cluster.then(|| view! { <th scope="col">"Cluster"</th> })}
                        <th scope="col">"Issued to"</th>
                        <th scope="col">"Role"</th>
                        <th scope="col">"State"</th>
                        <th scope="col" class="num">"Issued"</th>
                        <th scope="col">"What it is"</th>
                        <th scope="col"><span class="sr-only">"Action"</span></th>
                    </tr>
                </thead>
                <tbody>
                    {issued.into_iter().map(|issued| row(issued, read_at, &back, with_cluster)).collect_view()}
                </tbody>
            </table>
        </div>
        <p class="sub">
            "Revoking takes the rights away inside the cluster, usually within seconds: no file, token or certificate of that
            kubeconfig can do anything there any more. While the cluster's control plane does not answer, a token that was
            already handed out works until it ends; what the program atoll uses ends within minutes."
        </p>
    }
    .into_any()
}

/// The cluster's page where its kubeconfigs are.
pub(super) fn access_tab(issued: &IssuedAccess) -> String {
    link(&cluster_path(&issued.namespace, &issued.cluster), &[("tab", "access")])
}

fn row(issued: IssuedAccess, read_at: DateTime<Utc>, back: &str, with_cluster: bool) -> impl IntoView + use<> {
    let cluster = access_tab(&issued);
    let works = issued.works(read_at);
    let state = match (issued.revoked_at, issued.expires_at < read_at) {
        (Some(_), _) if issued.revoking => view! { "Revoked, the cluster has not heard of it yet" }.into_any(),
        (Some(at), _) => view! { <span class="faint">"Revoked " <Ago at/></span> }.into_any(),
        (None, true) => view! { <span class="faint">"Expired " <Ago at=issued.expires_at/></span> }.into_any(),
        (None, false) => view! { "Works, ends " <Ago at=issued.expires_at/> }.into_any(),
    };
    let fingerprint = (!issued.fingerprint.is_empty()).then(|| {
        let short: String = issued.fingerprint.chars().take(12).collect();
        view! { " " <code title=issued.fingerprint.clone()>{short}</code> }
    });
    let action = works.then(|| {
        let action = format!("/access/{}/{}/revoke", issued.namespace, issued.name);
        view! {
            <form method="post" action=action>
                <input type="hidden" name="back" value=back.to_owned()/>
                <button class="btn small" aria-label=format!("Revoke {}", issued.name)>"Revoke"</button>
            </form>
        }
    });
    view! {
        <tr data-key=issued.name.clone()>
            {with_cluster.then(|| view! {
                <th scope="row"><a href=cluster><bdi>{issued.cluster.clone()}</bdi></a> <small>{issued.namespace.clone()}</small></th>
            })}
            <td><bdi>{issued.issued_to}</bdi></td>
            <td>{role_word(issued.role)}</td>
            <td>{state}</td>
            <td class="num"><Ago at=issued.issued_at/></td>
            <td><bdi>{issued.description}</bdi> " " <small><code>{issued.name.clone()}</code></small>{fingerprint}</td>
            <td>{action}</td>
        </tr>
    }
    .into_any()
}
