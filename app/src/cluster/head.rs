//! The head of a cluster's page: name, state, cause, who must act, and what one can do.

use leptos::prelude::*;
use portal::view::{CatalogPart, Cause, ClusterPage, Estimate, Remedy, State, Tab};

use crate::{
    clusters::count,
    components::{
        amount::counted,
        capacity::DialShape,
        duration::duration,
        page_head::{Crumb, PageHead},
        query::{cluster_path, link},
        state::{StateChip, StateShape},
        time::Ago,
    },
    quota::WaitingCluster,
};

#[component]
pub(super) fn Head(page: ClusterPage, tab: Tab, path: String) -> impl IntoView {
    let row = page.row;
    let crumbs = vec![
        Crumb::new("Clusters", "/clusters"),
        Crumb::new(row.namespace.clone(), link("/clusters", &[("namespace", &row.namespace)])),
    ];
    let below = view! {
        "Kubernetes " {row.version.clone()} " · "
        {format!("{} control plane", count(row.control_plane))} " · "
        {format!("{} {}", count(row.workers), if row.workers.desired == 1 { "worker" } else { "workers" })} " · requested "
        {row.created_by.as_ref().map(|who| format!("by {who} "))}
        <Ago at=row.created/>
    }
    .into_any();
    let beside = view! { <StateChip state=row.state/> }.into_any();
    let leaving = row.state == State::Deleting;
    let (upgrade_path, delete_path, pause_path) =
        (format!("{path}/upgrade"), format!("{path}/delete"), format!("{path}/pause"));
    // The Access tab has its own, with role and lifetime.
    let download = (tab != Tab::Access && !leaving).then(|| {
        view! { <Download path=path.clone() ready=page.kubeconfig_ready/> }
    });
    view! {
        <PageHead title=row.name.clone() crumbs beside below>
            {download}
            {(page.may_change && !leaving).then(|| view! {
                <a class="btn" href=upgrade_path>"Upgrade"</a>
                <form method="post" action=pause_path>
                    <input type="hidden" name="paused" value=(!page.paused).to_string()/>
                    <button class="btn">{if page.paused { "Resume cluster" } else { "Pause cluster" }}</button>
                </form>
                <form method="get" action=delete_path>
                    <button class="btn danger">"Delete cluster"</button>
                </form>
            })}
        </PageHead>
        {page.quota.map(|waiting| view! {
            <ul class="note plain"><WaitingCluster waiting may_request=page.may_request_quota/></ul>
        })}
        <CauseCard state=row.state cause=page.cause percent=page.percent estimate=page.estimate path/>
    }
    .into_any()
}

/// One click for a kubeconfig with the default role and lifetime.
#[component]
fn Download(path: String, ready: bool) -> impl IntoView {
    view! {
        <form method="post" action=format!("{path}/kubeconfig")>
            <button class="btn primary" disabled=!ready
                title=(!ready).then_some("There is one as soon as the control plane answers.")>
                "Download kubeconfig"
            </button>
        </form>
    }
    .into_any()
}

/// Why it is in this state, and who must act.
#[component]
fn CauseCard(
    state: State,
    cause: Cause,
    percent: Option<u8>,
    estimate: Option<Estimate>,
    path: String,
) -> impl IntoView {
    let remedy = cause.remedy.map(|remedy| {
        let (href, label) = remedy_link(&remedy);
        view! { <a class="btn small" href=href>{label}</a> }
    });
    let object = cause.object.filter(|object| object.kind != "Node").map(|object| {
        let href = link(&path, &[("tab", "topology"), ("object", &format!("{}/{}", object.kind, object.name))]);
        view! { <a href=href class="cause-object">{object.kind} " " {object.name}</a> }
    });
    view! {
        <section class="card cause" data-state=state.as_str() aria-label="State and cause">
            <div class="cause-shape">
                {match percent {
                    Some(percent) if state != State::Ready => {
                        view! { <DialShape part=percent.into() label=format!("{percent} percent done")/> }.into_any()
                    }
                    _ => view! { <StateShape state/> }.into_any(),
                }}
            </div>
            <div class="cause-text">
                <p class="cause-sentence">{cause.sentence}</p>
                {cause.detail.map(|detail| view! { <p class="sub">{detail}</p> })}
                {estimate.map(|estimate| view! { <p class="sub">{estimate_words(&estimate)}</p> })}
                {object}
            </div>
            <div class="who">
                <dl><dt>"Who must act"</dt><dd>{cause.actor.word()}</dd></dl>
                {remedy}
            </div>
        </section>
    }
    .into_any()
}

/// Where the remedy is, and what the link says.
fn remedy_link(remedy: &Remedy) -> (String, &'static str) {
    match remedy {
        Remedy::RequestQuota { namespace, object } => {
            let object = format!("{}/{}", object.kind, object.name);
            (link("/quota/requests/new", &[("namespace", namespace), ("for", &object)]), "Ask for quota")
        }
        Remedy::OpenQuotaRequest { namespace, name } => {
            (format!("/quota/requests/{namespace}/{name}"), "Open the quota request")
        }
        Remedy::RequestKubeconfig { namespace, cluster } => {
            (link(&cluster_path(namespace, cluster), &[("tab", Tab::Access.as_str())]), "Ask for a kubeconfig")
        }
        Remedy::Change(object) => {
            let namespace = object.namespace.as_deref().unwrap_or_default();
            match object.kind.as_str() {
                "GuestCluster" => (
                    link(&cluster_path(namespace, &object.name), &[("tab", Tab::Yaml.as_str())]),
                    "See what is asked for",
                ),
                _ => (format!("/vms/{namespace}/{}", object.name), "See what is asked for"),
            }
        }
        Remedy::OpenHost(name) => (format!("/admin/hosts/{name}"), "Open the host"),
        Remedy::OpenHosts => ("/admin/layers/hosts".to_owned(), "See all hosts"),
        Remedy::OpenCatalog(part) => {
            let label = match part {
                CatalogPart::Classes => "See machine classes",
                CatalogPart::Images => "See images",
                CatalogPart::Releases => "See releases",
                CatalogPart::Storage => "See storage classes",
            };
            (format!("/admin/catalog/{}", part.as_str()), label)
        }
    }
}

fn estimate_words(estimate: &Estimate) -> String {
    format!(
        "About {} left, judged by {} of this shape.",
        duration(u64::from(estimate.seconds_left) * 1_000),
        counted(estimate.samples.into(), "earlier cluster", "earlier clusters"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_estimate_says_what_it_rests_on() {
        assert_eq!(
            estimate_words(&Estimate { seconds_left: 25, samples: 31 }),
            "About 25 s left, judged by 31 earlier clusters of this shape."
        );
    }
}
