//! Kubeconfigs that were issued, over all clusters.

use chrono::Utc;
use leptos::prelude::*;
use portal::view::{IssuedAccess, Role};

use crate::{
    components::{
        page_head::PageHead,
        query::{cluster_path, link},
        time::Ago,
    },
    request::loaded,
};

/// `/access`
#[component]
pub(crate) fn AccessPage() -> impl IntoView {
    loaded(|user| async move { portal::access::list(&user).await }, |issued| view! { <Access issued/> })
}

#[component]
fn Access(issued: Vec<IssuedAccess>) -> impl IntoView {
    let below = "Kubeconfigs that were issued, to whom, and until when they work.".into_any();
    view! {
        <PageHead title="Access" below>
            <a class="btn" href="/access/sessions">"Your sessions"</a>
        </PageHead>
        {if issued.is_empty() {
            view! {
                <section class="empty">
                    <crate::components::icon::Mark/>
                    <h2>"No kubeconfig was issued yet"</h2>
                    <p>"A cluster's page hands one out as soon as its control plane answers. It is listed here until it is deleted."</p>
                    <a class="btn primary" href="/clusters">"Choose a cluster"</a>
                </section>
            }
            .into_any()
        } else {
            view! { <section class="card flush"><IssuedRows issued with_cluster=true/></section> }.into_any()
        }}
    }
    .into_any()
}

/// Issued kubeconfigs as a table.
#[component]
pub(crate) fn IssuedRows(issued: Vec<IssuedAccess>, with_cluster: bool) -> impl IntoView {
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
                        <th scope="col">"Fingerprint"</th>
                    </tr>
                </thead>
                <tbody>{issued.into_iter().map(|issued| row(issued, with_cluster)).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(issued: IssuedAccess, with_cluster: bool) -> impl IntoView {
    let cluster = link(&cluster_path(&issued.namespace, &issued.cluster), &[("tab", "access")]);
    let short: String = issued.fingerprint.chars().take(12).collect();
    let state = match (issued.revoked_at, issued.expires_at < Utc::now()) {
        (Some(at), _) => view! { "Revoked " <Ago at/> }.into_any(),
        (None, true) => view! { <span class="faint">"Expired " <Ago at=issued.expires_at/></span> }.into_any(),
        (None, false) => view! { "Works, ends " <Ago at=issued.expires_at/> }.into_any(),
    };
    view! {
        <tr data-key=issued.name.clone()>
            {with_cluster.then(|| view! {
                <th scope="row"><a href=cluster>{issued.cluster.clone()}</a> <small>{issued.namespace.clone()}</small></th>
            })}
            <td>{issued.issued_to}</td>
            <td>{role_word(issued.role)}</td>
            <td>{state}</td>
            <td class="num"><Ago at=issued.issued_at/></td>
            <td><code title=issued.fingerprint.clone()>{short}</code></td>
        </tr>
    }
    .into_any()
}

/// The word for a role.
pub(crate) const fn role_word(role: Role) -> &'static str {
    match role {
        Role::View => "View",
        Role::Edit => "Edit",
        Role::Admin => "Admin",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rendered::{assert_has, html};
    use crate::sample::access;

    #[test]
    fn issued_kubeconfigs_say_whether_they_work() {
        let html = html(|| view! { <Access issued=access()/> });
        assert_has(&html, &["Works, ends", "Expired", "9f86d081884c", "/clusters/team-a/payments?tab=access"]);
    }
}
