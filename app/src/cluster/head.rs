//! The head of a cluster's page: name, state, cause, who must act, and what one can do.

use leptos::prelude::*;
use portal::view::{CatalogPart, Cause, ClusterPage, Estimate, JudgedBy, Remedy, State, Tab};
use texts::t;

use crate::{
    clusters::count,
    components::{
        amount::grouped,
        capacity::DialShape,
        duration::duration,
        page_head::{Crumb, PageHead},
        query::{cluster_path, link},
        requested::Requested,
        state::{StateChip, StateShape},
    },
    quota::WaitingCluster,
};

#[component]
pub(super) fn Head(page: ClusterPage, tab: Tab, path: String) -> impl IntoView {
    let row = page.row;
    let crumbs = vec![
        Crumb::new(t().nav_clusters(), "/clusters"),
        Crumb::new(row.namespace.clone(), link("/clusters", &[("namespace", &row.namespace)])),
    ];
    let below = view! {
        "Kubernetes " {row.version.clone()} " · "
        {t().cluster_control_plane(count(row.control_plane))} " · "
        {t().cluster_workers(row.workers.desired, count(row.workers))} " · "
        <Requested by=row.created_by.clone() at=row.created/>
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
    let lock = (page.may_change && !leaving).then(|| view! { <Lock path=path.clone() locked=page.locked/> });
    view! {
        <PageHead title=row.name.clone() crumbs beside below>
            {download}
            {lock}
            {(page.may_change && !leaving).then(|| view! {
                <a class="btn" href=upgrade_path>{t().cluster_upgrade()}</a>
                <form method="post" action=pause_path>
                    <input type="hidden" name="paused" value=(!page.paused).to_string()/>
                    <button class="btn">{if page.paused { t().cluster_resume() } else { t().cluster_pause() }}</button>
                </form>
                <form method="get" action=delete_path>
                    <button class="btn danger">{t().cluster_delete()}</button>
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
                title=(!ready).then_some(t().cluster_download_later())>
                {t().cluster_download()}
            </button>
        </form>
    }
    .into_any()
}

/// Locks the cluster against deletion, or unlocks it.
#[component]
pub(crate) fn Lock(path: String, locked: bool) -> impl IntoView {
    let (value, label, title) = if locked {
        ("false", t().cluster_unlock(), t().cluster_unlock_help())
    } else {
        ("true", t().cluster_lock(), t().cluster_lock_help())
    };
    view! {
        <form method="post" action=format!("{path}/lock")>
            <input type="hidden" name="locked" value=value/>
            <button class="btn" title=title>{label}</button>
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
        <section class="card cause" data-state=state.as_str() aria-label=t().word_state_and_cause()>
            <div class="cause-shape">
                {match percent {
                    Some(percent) if state != State::Ready => {
                        view! { <DialShape part=percent.into() label=t().cluster_percent(percent)/> }.into_any()
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
                <dl><dt>{t().word_who_must_act()}</dt><dd>{cause.actor.word()}</dd></dl>
                {remedy}
            </div>
        </section>
    }
    .into_any()
}

/// Where the remedy is, and what the link says.
fn remedy_link(remedy: &Remedy) -> (String, String) {
    match remedy {
        Remedy::RequestQuota { namespace, object } => {
            let object = format!("{}/{}", object.kind, object.name);
            (link("/quota/requests/new", &[("namespace", namespace), ("for", &object)]), t().cluster_remedy_quota())
        }
        Remedy::OpenQuotaRequest { namespace, name } => {
            (format!("/quota/requests/{namespace}/{name}"), t().cluster_remedy_quota_request())
        }
        Remedy::RequestKubeconfig { namespace, cluster } => {
            (link(&cluster_path(namespace, cluster), &[("tab", Tab::Access.as_str())]), t().cluster_remedy_kubeconfig())
        }
        Remedy::Change(object) => {
            let namespace = object.namespace.as_deref().unwrap_or_default();
            match object.kind.as_str() {
                "GuestCluster" => (
                    link(&cluster_path(namespace, &object.name), &[("tab", Tab::Yaml.as_str())]),
                    t().cluster_remedy_change(),
                ),
                _ => (format!("/vms/{namespace}/{}", object.name), t().cluster_remedy_change()),
            }
        }
        Remedy::OpenHost(name) => (format!("/admin/hosts/{name}"), t().cluster_remedy_host()),
        Remedy::OpenHosts => ("/admin/layers/hosts".to_owned(), t().cluster_remedy_hosts()),
        Remedy::OpenCatalog(part) => {
            let label = match part {
                CatalogPart::Classes => t().cluster_remedy_classes(),
                CatalogPart::Images => t().cluster_remedy_images(),
                CatalogPart::Releases => t().cluster_remedy_releases(),
                CatalogPart::Storage => t().cluster_remedy_storage(),
            };
            (format!("/admin/catalog/{}", part.as_str()), label)
        }
    }
}

/// How much is left, how sure that is, and what it rests on.
fn estimate_words(estimate: &Estimate) -> String {
    let time = |seconds: u32| duration(u64::from(seconds) * 1_000);
    let (number, shown) = (estimate.samples, grouped(estimate.samples.into()));
    let judged = match estimate.judged_by {
        JudgedBy::Cluster => t().cluster_judged_by_clusters(number, shown),
        JudgedBy::Machine => t().cluster_judged_by_machines(number, shown),
        JudgedBy::Deletion => t().cluster_judged_by_deletions(number, shown),
    };
    let left = time(estimate.seconds_left);
    match estimate.spread {
        Some((low, high)) => t().cluster_left_spread(left, time(low), time(high), judged),
        None => t().cluster_left(left, judged),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_estimate_says_what_it_rests_on() {
        let estimate = |spread, samples, judged_by| Estimate { seconds_left: 25, spread, samples, judged_by };
        for (estimate, words) in [
            (estimate(None, 1, JudgedBy::Cluster), "About 25 s left, judged by 1 earlier cluster of this shape."),
            (
                estimate(Some((20, 40)), 31, JudgedBy::Cluster),
                "About 25 s left, most likely 20 s to 40 s, judged by 31 earlier clusters of this shape.",
            ),
            (estimate(None, 3, JudgedBy::Machine), "About 25 s left, judged by 3 machines that are ready."),
            (estimate(None, 2, JudgedBy::Deletion), "About 25 s left, judged by 2 earlier deletions."),
        ] {
            assert_eq!(estimate_words(&estimate), words);
        }
    }
}
