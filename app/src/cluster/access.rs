//! Kubeconfigs of one cluster: one more, and those that were issued.

use chrono::{DateTime, Utc};
use leptos::prelude::*;
use portal::view::{AccessTab as Access, KubeconfigKind, Role, Tab};
use texts::t;

use super::actions::Refusal;
use crate::{
    access::{IssuedRows, role_word},
    components::{
        duration::duration,
        field::{SelectField, Wrong},
        query::link,
    },
    problem::Refused,
};

#[component]
pub(super) fn AccessTab(
    access: Access,
    path: String,
    ready: bool,
    read_at: DateTime<Utc>,
    refused: Option<Refusal>,
) -> impl IntoView {
    let (typed, error) = match refused {
        Some(Refusal { typed, error }) => (typed, Some(error)),
        None => Default::default(),
    };
    let wrong = |field: &str| {
        Wrong(error.as_ref().and_then(|error| {
            error.fields.iter().find(|wrong| wrong.field == field).map(|wrong| wrong.message.clone())
        }))
    };
    let (wrong_role, wrong_lifetime, wrong_kind) = (wrong("role"), wrong("lifetime"), wrong("kind"));
    let role = or_else(typed.role, || access.roles.last().map(|role| role.as_str().to_owned()));
    let lifetime = or_else(typed.lifetime, || {
        access.lifetimes.iter().find(|lifetime| lifetime.default).map(|lifetime| lifetime.seconds.to_string())
    });
    let kind = or_else(typed.kind, || access.kinds.first().map(|kind| kind.as_str().to_owned()));
    let kinds = access.kinds.iter().map(|kind| (kind.as_str().to_owned(), kind_text(*kind))).collect();
    let back = link(&path, &[("tab", Tab::Access.as_str())]);
    let roles = access.roles.iter().map(|role| (role.as_str().to_owned(), role_text(*role))).collect();
    let lifetimes = access
        .lifetimes
        .iter()
        .map(|lifetime| (lifetime.seconds.to_string(), duration(lifetime.seconds * 1_000)))
        .collect();
    view! {
        {error.map(|error| view! { <Refused error/> })}
        <div class="grid narrow-wide">
            <section class="card" aria-labelledby="issue">
                <h2 id="issue">{t().cluster_issue()}</h2>
                {if access.may_issue { view! {
                <form method="post" action=format!("{path}/kubeconfig") class="stack">
                    <SelectField field="kind" name="kind" label=t().cluster_issue_kind() value=kind options=kinds wrong=wrong_kind
                        help=t().cluster_issue_kind_help()/>
                    <SelectField field="role" name="role" label=t().word_role() value=role options=roles wrong=wrong_role
                        help=t().cluster_issue_role_help()/>
                    <SelectField field="lifetime" name="lifetime" label=t().cluster_issue_lifetime() value=lifetime options=lifetimes
                        wrong=wrong_lifetime help=t().cluster_issue_lifetime_help()/>
                    <button class="btn primary" disabled=!ready>{t().cluster_download()}</button>
                    {(!ready).then(|| view! { <p class="sub">{t().cluster_download_later()}</p> })}
                </form>
                }.into_any() } else { view! {
                    <p>{t().cluster_issue_not_allowed()}</p>
                }.into_any() }}
            </section>
            <section class="card flush" aria-labelledby="issued">
                <h2 id="issued">{t().cluster_issued()}</h2>
                <IssuedRows issued=access.issued read_at back with_cluster=false/>
            </section>
        </div>
    }
    .into_any()
}

fn or_else(typed: String, default: impl FnOnce() -> Option<String>) -> String {
    if typed.is_empty() { default().unwrap_or_default() } else { typed }
}

fn kind_text(kind: KubeconfigKind) -> String {
    match kind {
        KubeconfigKind::Exec => t().cluster_kind_exec(),
        KubeconfigKind::Token => t().cluster_kind_token(),
        KubeconfigKind::Certificate => t().cluster_kind_certificate(),
    }
}

fn role_text(role: Role) -> String {
    let word = role_word(role);
    match role {
        Role::View => t().cluster_role_view(word),
        Role::Edit => t().cluster_role_edit(word),
        Role::Admin => t().cluster_role_admin(word),
    }
}
