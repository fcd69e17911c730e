//! One cluster: its state and cause, and tabs for what stands behind them.

mod access;
mod actions;
mod head;
mod overview;
mod topology;

use leptos::prelude::*;
use portal::view::{ClusterPage as Page, Content, Tab};
use texts::t;

pub(crate) use actions::{back_to_cluster, issue_kubeconfig, set_lock, set_paused};
pub(crate) use head::Lock;

use crate::{
    components::{
        code::Command,
        events::Events,
        managed_yaml::ManagedYamlView,
        query::{cluster_path, history_link, link},
    },
    request::{loaded, param, query},
};

/// `/clusters/{namespace}/{name}?tab=…&object={kind}/{name}`
#[component]
pub(crate) fn ClusterPage() -> impl IntoView {
    let (namespace, name) = (param("namespace"), param("name"));
    let tab = query("tab").as_deref().and_then(Tab::parse).unwrap_or_default();
    let selected = query("object")
        .and_then(|object| object.split_once('/').map(|(kind, name)| (kind.to_owned(), name.to_owned())));
    let opened = selected.clone();
    let refused = use_context::<actions::Refusal>();
    loaded(
        move |user| async move {
            let selected = selected.as_ref().map(|(kind, name)| (kind.as_str(), name.as_str()));
            portal::clusters::get(&user, &namespace, &name, tab, selected).await
        },
        move |page| view! { <ClusterView page tab opened refused/> },
    )
}

#[component]
fn ClusterView(
    page: Page,
    tab: Tab,
    /// Kind and name of the object that the URL opens in the topology.
    opened: Option<(String, String)>,
    refused: Option<actions::Refusal>,
) -> impl IntoView {
    let path = cluster_path(&page.row.namespace, &page.row.name);
    let moves = page.row.state.moves();
    let history = history_link("guest.atoll.dev/v1alpha1", "GuestCluster", &page.row.namespace, &page.row.name);
    let (api_path, kubectl, read_at, may_change) =
        (page.api_path.clone(), page.kubectl.clone(), page.read_at, page.may_change);
    let name = page.row.name.clone();
    let content = page.content.clone();
    let content = match content {
        Content::Overview(overview) => {
            view! { <overview::OverviewTab overview=*overview path=path.clone() may_change read_at/> }.into_any()
        }
        Content::Topology { tree, selected } => {
            view! { <topology::TopologyTab tree selected=selected.map(|object| *object) opened path=path.clone()/> }
                .into_any()
        }
        Content::Events(events) => view! { <section class="card flush"><Events events/></section> }.into_any(),
        Content::Yaml(yaml) => {
            let edit = may_change.then(|| format!("{path}/edit"));
            let label = t().word_yaml_of(&name);
            view! { <ManagedYamlView yaml label edit path=path.clone() chosen=query("manager")/> }.into_any()
        }
        Content::Access(access) => {
            view! { <access::AccessTab access path=path.clone() ready=page.kubeconfig_ready read_at refused/> }
                .into_any()
        }
    };
    view! {
        // Without script a page that still moves loads itself again.
        {moves.then(|| view! { <noscript><meta http-equiv="refresh" content="5"/></noscript> })}
        <head::Head page tab path=path.clone()/>
        <nav class="tabs" aria-label=t().cluster_views()>
            {Tab::ALL
                .into_iter()
                .map(|this| {
                    let value = if this == Tab::default() { "" } else { this.as_str() };
                    view! {
                        <a href=link(&path, &[("tab", value)]) aria-current=(this == tab).then_some("page")>{this.title()}</a>
                    }
                })
                .collect_view()}
            <a href=history>{t().word_history()}</a>
        </nav>
        {content}
        <footer class="source">
            <Command text=kubectl/>
            <p class="sub">{t().word_from()} " " <code>{api_path}</code></p>
        </footer>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rendered::{assert_has, html};
    use crate::sample::cluster;

    #[test]
    fn every_tab_has_state_cause_and_source() {
        for tab in Tab::ALL {
            let html = html(|| view! { <ClusterView page=cluster(tab) tab opened=None refused=None/> });
            assert_has(
                &html,
                &[
                    r#"role="status""#,
                    r#"data-state="progressing""#,
                    "is running cloud-init.",
                    "Who must act",
                    ">Delete cluster</button>",
                    ">Download kubeconfig</button>",
                    r#"aria-current="page""#,
                    "kubectl -n team-a get guestcluster payments -o yaml",
                    "/apis/guest.atoll.dev/v1alpha1/namespaces/team-a/guestclusters/payments",
                ],
            );
            assert_eq!(html.matches(">Download kubeconfig</button>").count(), 1, "{tab:?}");
        }
    }

    #[test]
    fn a_page_that_rests_does_not_load_itself_again() {
        let mut page = cluster(Tab::Overview);
        assert!(
            html(|| view! { <ClusterView page=page.clone() tab=Tab::Overview opened=None refused=None/> })
                .contains("http-equiv")
        );
        page.row.state = portal::view::State::Ready;
        assert!(
            !html(|| view! { <ClusterView page tab=Tab::Overview opened=None refused=None/> }).contains("http-equiv")
        );
    }

    #[test]
    fn the_topology_shows_the_open_object() {
        let opened = Some(("Machine".to_owned(), "payments-w-7d4kq".to_owned()));
        let html = html(|| view! { <ClusterView page=cluster(Tab::Topology) tab=Tab::Topology opened refused=None/> });
        assert_has(
            &html,
            &[
                r#"aria-current="true""#,
                "object=Machine%2Fpayments-w-7d4kq",
                "Node</span> <span class=\"tree-object\">kvm-03",
                "YAML of Machine payments-w-7d4kq",
            ],
        );
    }
}
