//! The tree of the whole fleet, for administrators: from namespaces down to hosts. What is open stands in the URL.

use leptos::prelude::*;
use portal::view::{ClusterBranch, FleetTree, NamespaceBranch, State, TreeFilter, TreeNode};
use texts::{Texts, t};

use crate::{
    components::{
        amount::{count, grouped},
        field::Choice,
        icon::{Glyph, Icon},
        page_head::{Crumb, PageHead},
        pager::Pager,
        query::{cluster_path, host_path, link, object_path},
        state::StateChip,
        tree::{branch, layer},
    },
    request::{loaded, page_number, query},
};

const PATH: &str = "/admin/tree";

/// `/admin/tree?namespace=…&state=…&host=…&text=…&open=…&page=…`
#[component]
pub(crate) fn TreePage() -> impl IntoView {
    let filter = TreeFilter {
        namespace: query("namespace"),
        state: query("state").as_deref().and_then(State::parse),
        host: query("host"),
        text: query("text"),
        open: query("open").map(|open| open.split(',').map(str::to_owned).collect()).unwrap_or_default(),
        page: page_number(),
    };
    let asked = filter.clone();
    loaded(
        move |user| async move { portal::admin::tree(&user, &asked).await },
        move |tree| view! { <TreeView tree filter/> },
    )
}

fn url(filter: &TreeFilter) -> String {
    let page = if filter.page > 1 { filter.page.to_string() } else { String::new() };
    link(
        PATH,
        &[
            ("namespace", filter.namespace.as_deref().unwrap_or_default()),
            ("state", filter.state.map(State::as_str).unwrap_or_default()),
            ("host", filter.host.as_deref().unwrap_or_default()),
            ("text", filter.text.as_deref().unwrap_or_default()),
            ("open", &filter.open.join(",")),
            ("page", &page),
        ],
    )
}

/// The same with this branch open, or closed with all that is below it.
fn toggled(filter: &TreeFilter, id: &str, is_open: bool) -> String {
    let mut open = filter.open.clone();
    if is_open {
        let below = format!("{id}/");
        open.retain(|other| other != id && !other.starts_with(&below));
        // A cluster that closes leaves its namespace open.
        if let Some((namespace, _)) = id.split_once('/') {
            open.push(namespace.to_owned());
        }
    } else {
        open.push(id.to_owned());
    }
    open.sort();
    open.dedup();
    url(&TreeFilter { open, ..filter.clone() })
}

#[component]
fn TreeView(tree: FleetTree, filter: TreeFilter) -> impl IntoView {
    let by_page = filter.clone();
    let states = std::iter::once(None)
        .chain(
            State::ALL.into_iter().filter(|state| tree.counts.of(*state) > 0 || filter.state == Some(*state)).map(Some),
        )
        .map(|state| {
            let href = url(&TreeFilter { state, page: 1, ..filter.clone() });
            let (word, number) = match state {
                None => (t().list_all(), tree.counts.total()),
                Some(state) => (state.word(), tree.counts.of(state)),
            };
            let current = (filter.state == state).then_some("true");
            view! { <a href=href aria-current=current>{word} " " <span class="num">{number}</span></a> }
        })
        .collect_view();
    let empty = tree.branches.is_empty();
    let narrowed = filter.narrows() || filter.namespace.is_some();
    let branches = tree.branches.into_iter().map(|branch| namespace(branch, &filter)).collect_view();
    view! {
        <PageHead title=t().fleet_tree_title() crumbs=vec![Crumb::new(t().nav_fleet(), "/admin")]/>
        <div class="toolbar">
            <nav class="segments" aria-label=t().fleet_tree_states()>{states}</nav>
            <form method="get" action=PATH class="toolbar-form" role="search">
                {filter.state.map(|state| view! { <input type="hidden" name="state" value=state.as_str()/> })}
                <Choice name="namespace" label=t().word_namespace() all=t().word_all_namespaces() options=tree.namespaces chosen=filter.namespace.clone()/>
                <Choice name="host" label=t().word_host() all=t().list_all_hosts() options=tree.hosts chosen=filter.host.clone()/>
                <input type="search" name="text" aria-label=t().list_name_contains() placeholder=t().list_name_contains() value=filter.text.clone().unwrap_or_default()/>
                <button class="btn"><Icon glyph=Glyph::Search/> {t().word_filter()}</button>
            </form>
        </div>
        {if empty {
            view! {
                <section class="empty">
                    <h2>{if narrowed { t().fleet_tree_nothing_like() } else { t().fleet_tree_none() }}</h2>
                    <p>{if narrowed { t().list_other_filters() } else { t().fleet_tree_none_advice() }}</p>
                    <a class="btn" href=PATH>{t().list_show_all()}</a>
                </section>
            }
            .into_any()
        } else {
            view! {
                <section class="card" aria-label=t().fleet_tree_label()><ul class="tree">{branches}</ul></section>
                <Pager page=tree.page pages=tree.pages total=tree.total size=FleetTree::PAGE what=Texts::count_namespaces
                    href=move |page| url(&TreeFilter { page, ..by_page.clone() })/>
            }
            .into_any()
        }}
    }
    .into_any()
}

/// The link that opens or closes a branch.
fn toggle(filter: &TreeFilter, id: &str, open: bool, words: String) -> impl IntoView + use<> {
    view! {
        <a class="toggle" href=toggled(filter, id, open) aria-expanded=if open { "true" } else { "false" } aria-label=words>
            <svg viewBox="0 0 10 10" aria-hidden="true"><path d="M3 1.5 7 5 3 8.5" fill="none" stroke="currentColor" stroke-width="1.6"></path></svg>
        </a>
    }
    .into_any()
}

fn namespace(branch: NamespaceBranch, filter: &TreeFilter) -> impl IntoView + use<> {
    let NamespaceBranch { name, clusters, machines, open, children, alone, more } = branch;
    let waiting = clusters.total() - clusters.ready;
    let clusters = count(clusters.total(), Texts::count_clusters);
    let machines = count(machines.into(), Texts::count_machines);
    let note = match waiting {
        0 => t().fleet_tree_note(clusters, machines),
        waiting => t().fleet_tree_note_waiting(clusters, grouped(waiting), machines),
    };
    let id = name.clone();
    let below = open.then(|| {
        let children = children.into_iter().map(|child| cluster(child, filter)).collect_view();
        let alone = alone.into_iter().map(branch_of).collect_view();
        let all = link("/admin/layers/guest", &[("namespace", &name)]);
        view! {
            <ul>
                {children}
                {alone}
                {(more > 0).then(|| view! { <li><div class="tree-row"><a href=all>{t().list_more(more.to_string())}</a></div></li> })}
            </ul>
        }
    });
    let words = if open { t().fleet_tree_close_namespace(&id) } else { t().fleet_tree_open_namespace(&id) };
    let toggle = toggle(filter, &id, open, words);
    view! {
        <li data-key=id.clone()>
            <div class="tree-row">
                {toggle}
                <span class="tree-space"><span class="kind">"Namespace"</span> " " <a href=object_path(&namespace_ref(&id))>{id.clone()}</a></span>
                <span class="tree-note">{note}</span>
            </div>
            {below}
        </li>
    }
    .into_any()
}

fn namespace_ref(name: &str) -> portal::view::ObjectRef {
    portal::view::ObjectRef {
        api_version: "v1".to_owned(),
        kind: "Namespace".to_owned(),
        namespace: None,
        name: name.to_owned(),
    }
}

fn cluster(branch: ClusterBranch, filter: &TreeFilter) -> impl IntoView + use<> {
    let ClusterBranch { object, state, note, hosts, below } = branch;
    let namespace = object.namespace.clone().unwrap_or_default();
    let id = format!("{namespace}/{}", object.name);
    let is_guest = object.kind == "GuestCluster";
    let href = if is_guest { cluster_path(&namespace, &object.name) } else { object_path(&object) };
    let open = below.is_some();
    let name = &object.name;
    let words = if open { t().fleet_tree_close_cluster(name) } else { t().fleet_tree_open_cluster(name) };
    let toggle = is_guest.then(|| toggle(filter, &id, open, words));
    let on = (!hosts.is_empty() && !open).then(|| t().tree_on(hosts.join(", ")));
    let note = [Some(note).filter(|note| !note.is_empty()), on].into_iter().flatten().collect::<Vec<_>>().join(", ");
    let layer = layer(&object.kind);
    view! {
        <li data-key=id>
            <div class="tree-row" data-layer=layer>
                {toggle}
                <a class="tree-name" href=href>
                    <span class="kind">{object.kind}</span> " " <bdi class="tree-object">{object.name}</bdi>
                </a>
                <span class="tree-note" title=note.clone()>{note.clone()}</span>
                <StateChip state quiet=true/>
            </div>
            {below.map(|below| view! { <ul>{below.into_iter().map(branch_of).collect_view()}</ul> })}
        </li>
    }
    .into_any()
}

/// Everything of one object downwards; hosts lead to their own page.
fn branch_of(node: TreeNode) -> AnyView {
    branch(node, "", page_of, "", None)
}

fn page_of(_: &str, node: &TreeNode) -> String {
    match node.object.kind.as_str() {
        "Node" => host_path(&node.object.name),
        _ => object_path(&node.object),
    }
}

#[cfg(test)]
mod tests {
    use portal::view::StateCounts;

    use super::*;
    use crate::{
        rendered::{assert_has, html},
        sample,
    };

    #[test]
    fn branches_open_and_close_by_links() {
        let filter = TreeFilter { open: vec!["team-a/payments".to_owned()], ..TreeFilter::default() };
        assert_eq!(toggled(&filter, "team-b", false), "/admin/tree?open=team-a%2Fpayments%2Cteam-b");
        assert_eq!(toggled(&filter, "team-a", true), "/admin/tree");
        assert_eq!(toggled(&filter, "team-a/payments", true), "/admin/tree?open=team-a");
    }

    #[test]
    fn an_open_cluster_leads_down_to_its_hosts() {
        let below = sample::tree().children;
        let cluster = ClusterBranch {
            object: sample::tree().object,
            state: State::Ready,
            note: "3 of 3".to_owned(),
            hosts: vec!["kvm-03".to_owned()],
            below: Some(below),
        };
        let branch = NamespaceBranch {
            name: "team-a".to_owned(),
            clusters: StateCounts { ready: 1, ..StateCounts::default() },
            machines: 3,
            open: true,
            children: vec![cluster],
            alone: Vec::new(),
            more: 0,
        };
        let tree = FleetTree {
            branches: vec![branch],
            total: 1,
            counts: StateCounts::default(),
            namespaces: vec!["team-a".to_owned()],
            hosts: vec!["kvm-03".to_owned()],
            page: 1,
            pages: 1,
            read_at: chrono::Utc::now(),
        };
        let html = html(|| view! { <TreeView tree filter=TreeFilter::default()/> });
        assert_has(
            &html,
            &[
                "1 cluster, 3 machines",
                r#"aria-expanded="true""#,
                r#"aria-label="Close namespace team-a""#,
                r#"href="/admin/hosts/kvm-03""#,
                r#"href="/clusters/team-a/payments""#,
            ],
        );
    }
}
