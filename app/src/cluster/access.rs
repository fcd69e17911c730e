//! Kubeconfigs of one cluster: one more, and those that were issued.

use chrono::{DateTime, Utc};
use leptos::prelude::*;
use portal::view::{AccessTab as Access, KubeconfigKind, Role, Tab};

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
    let kinds = access.kinds.iter().map(|kind| (kind.as_str().to_owned(), kind_text(*kind).to_owned())).collect();
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
                <h2 id="issue">"One more kubeconfig"</h2>
                {if access.may_issue { view! {
                <form method="post" action=format!("{path}/kubeconfig") class="stack">
                    <SelectField field="kind" name="kind" label="Kind" value=kind options=kinds wrong=wrong_kind
                        help="The first needs the program atoll in your PATH, and atoll login."/>
                    <SelectField field="role" name="role" label="Role" value=role options=roles wrong=wrong_role
                        help="No higher than your own."/>
                    <SelectField field="lifetime" name="lifetime" label="Lifetime" value=lifetime options=lifetimes
                        wrong=wrong_lifetime help="After this time the file stops working."/>
                    <button class="btn primary" disabled=!ready>"Download kubeconfig"</button>
                    {(!ready).then(|| view! { <p class="sub">"There is one as soon as the control plane answers."</p> })}
                </form>
                }.into_any() } else { view! {
                    <p>"Your role in this namespace gives no access to what runs in its clusters. Whoever has the role edit there can ask for it."</p>
                }.into_any() }}
            </section>
            <section class="card flush" aria-labelledby="issued">
                <h2 id="issued">"Issued for this cluster"</h2>
                <IssuedRows issued=access.issued read_at back with_cluster=false/>
            </section>
        </div>
    }
    .into_any()
}

fn or_else(typed: String, default: impl FnOnce() -> Option<String>) -> String {
    if typed.is_empty() { default().unwrap_or_default() } else { typed }
}

fn kind_text(kind: KubeconfigKind) -> &'static str {
    match kind {
        KubeconfigKind::Exec => "Sign in through the program atoll: no secret in the file (recommended)",
        KubeconfigKind::Token => "Token in the file: works everywhere, keep it secret",
        KubeconfigKind::Certificate => "Certificate, for emergencies: works while the portal does not",
    }
}

fn role_text(role: Role) -> String {
    let what = match role {
        Role::View => "read everything but Secrets",
        Role::Edit => "change what runs in namespaces",
        Role::Admin => "everything in the cluster",
    };
    format!("{}: {what}", role_word(role))
}
