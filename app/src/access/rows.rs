//! Issued kubeconfigs as a table, each with what can be done about it.

use chrono::{DateTime, Utc};
use leptos::prelude::*;
use portal::view::IssuedAccess;
use texts::t;

use super::role_word;
use crate::components::{
    query::{cluster_path, link},
    time::Ago,
    within::{SLOTS, within},
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
        return view! { <p class="sub">{t().access_none_here()}</p> }.into_any();
    }
    view! {
        <div class="table-scroll" tabindex="0" role="group" aria-label=t().access_issued()>
            <table>
                <thead>
                    <tr>
                        {with_cluster.then(|| view! { <th scope="col">{t().word_cluster()}</th> })}
                        <th scope="col">{t().access_issued_to()}</th>
                        <th scope="col">{t().word_role()}</th>
                        <th scope="col">{t().word_state()}</th>
                        <th scope="col" class="num">{t().access_issued_at()}</th>
                        <th scope="col">{t().access_what()}</th>
                        <th scope="col"><span class="sr-only">{t().access_action()}</span></th>
                    </tr>
                </thead>
                <tbody>
                    {issued.into_iter().map(|issued| row(issued, read_at, &back, with_cluster)).collect_view()}
                </tbody>
            </table>
        </div>
        <p class="sub">
            {t().access_revoking_means()}
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
    let when = |sentence: String, at| within(&sentence, [view! { <Ago at/> }.into_any()]);
    let state = match (issued.revoked_at, issued.expires_at < read_at) {
        (Some(_), _) if issued.revoking => t().access_revoking().into_any(),
        (Some(at), _) => view! { <span class="faint">{when(t().access_revoked(SLOTS[0]), at)}</span> }.into_any(),
        (None, true) => {
            view! { <span class="faint">{when(t().access_expired(SLOTS[0]), issued.expires_at)}</span> }.into_any()
        }
        (None, false) => when(t().access_works(SLOTS[0]), issued.expires_at).into_any(),
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
                <button class="btn small" aria-label=t().access_revoke_one(&issued.name)>{t().access_revoke()}</button>
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
