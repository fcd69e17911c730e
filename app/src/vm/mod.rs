//! One virtual machine: its state and cause, and tabs for what stands behind them.

mod actions;
mod head;
mod overview;
#[cfg(test)]
pub(crate) mod sample;

use leptos::prelude::*;
use portal::view::{MachineContent, MachinePage as Page, MachineTab, TreeNode};
use texts::t;

pub(crate) use actions::{back_to_machine, set_power};

use crate::{
    components::{
        code::Command,
        events::Events,
        managed_yaml::ManagedYamlView,
        query::{cluster_path, history_link, link, vm_path},
        tree::Tree,
    },
    problem::Refused,
    request::{loaded, param, query},
};

/// `/vms/{namespace}/{name}?tab=…`
#[component]
pub(crate) fn MachinePage() -> impl IntoView {
    let (namespace, name) = (param("namespace"), param("name"));
    let tab = query("tab").as_deref().and_then(MachineTab::parse).unwrap_or_default();
    let refused = use_context::<actions::Refusal>();
    loaded(
        move |user| async move { portal::machines::get(&user, &namespace, &name, tab).await },
        move |page| view! { <MachineView page tab refused/> },
    )
}

#[component]
fn MachineView(page: Page, tab: MachineTab, refused: Option<actions::Refusal>) -> impl IntoView {
    let path = vm_path(&page.row.namespace, &page.row.name);
    let moves = page.row.state.moves();
    let history = history_link("vmoperator.vmware.com/v1alpha6", "VirtualMachine", &page.row.namespace, &page.row.name);
    let (api_path, kubectl, read_at) = (page.api_path.clone(), page.kubectl.clone(), page.read_at);
    let row = page.row.clone();
    let content = match page.content.clone() {
        MachineContent::Overview(overview) => {
            view! { <overview::OverviewTab overview=*overview row read_at/> }.into_any()
        }
        MachineContent::Topology(tree) => {
            let base = page.guest_cluster.as_ref().map(|guest| cluster_path(&row.namespace, guest));
            view! {
                <section class="card" aria-label=t().word_topology()>
                    <Tree tree href=object_link base=base.unwrap_or_else(|| path.clone())/>
                </section>
            }
            .into_any()
        }
        MachineContent::Events(events) => {
            view! { <section class="card flush"><Events events of_one=true/></section> }.into_any()
        }
        MachineContent::Yaml(yaml) => {
            let label = t().word_yaml_of(&row.name);
            let edit = (page.may_change && row.cluster.is_none()).then(|| format!("{path}/edit"));
            view! { <ManagedYamlView yaml label edit path=path.clone() chosen=query("manager")/> }.into_any()
        }
    };
    view! {
        // Without script a page that still moves loads itself again.
        {moves.then(|| view! { <noscript><meta http-equiv="refresh" content="5"/></noscript> })}
        <head::Head page path=path.clone()/>
        {refused.map(|actions::Refusal(error)| view! { <Refused error/> })}
        <nav class="tabs" aria-label=t().vm_views()>
            {MachineTab::ALL
                .into_iter()
                .map(|this| {
                    let value = if this == MachineTab::default() { "" } else { this.as_str() };
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

/// The page of an object above or below a machine: in the topology of its cluster, else the machine's own.
fn object_link(path: &str, node: &TreeNode) -> String {
    match (node.object.kind.as_str(), &node.object.namespace) {
        ("VirtualMachine", Some(namespace)) => vm_path(namespace, &node.object.name),
        _ if path.starts_with("/clusters/") => {
            link(path, &[("tab", "topology"), ("object", &format!("{}/{}", node.object.kind, node.object.name))])
        }
        _ => path.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use portal::view::Power;

    use super::*;
    use crate::rendered::{assert_has, html};

    #[test]
    fn every_tab_has_state_cause_actions_and_source() {
        for tab in MachineTab::ALL {
            let html = html(|| view! { <MachineView page=sample::page(tab) tab refused=None/> });
            assert_has(
                &html,
                &[
                    r#"data-state="ready""#,
                    "answers at 10.0.0.7.",
                    "Who must act",
                    r#"action="/vms/team-a/web/power""#,
                    r#"value="restart""#,
                    ">Delete machine</button>",
                    r#"aria-current="page""#,
                    "kubectl -n team-a get virtualmachine web -o yaml",
                ],
            );
        }
    }

    #[test]
    fn a_machine_that_is_off_can_only_be_powered_on() {
        let mut page = sample::page(MachineTab::Overview);
        page.wanted = Power::Off;
        let html = html(|| view! { <MachineView page tab=MachineTab::Overview refused=None/> });
        assert_has(&html, &[">Power on</button>"]);
        assert!(!html.contains("Restart"));
    }

    #[test]
    fn a_machine_of_a_cluster_leads_to_the_cluster_and_offers_no_change() {
        let mut page = sample::page(MachineTab::Overview);
        page.row.cluster = Some("demo".to_owned());
        page.guest_cluster = Some("demo".to_owned());
        let html = html(|| view! { <MachineView page tab=MachineTab::Overview refused=None/> });
        assert_has(&html, &["belongs to the cluster", r#"<a href="/clusters/team-a/demo""#]);
        assert!(!html.contains("Delete machine") && !html.contains("/power"), "{html}");
    }
}
