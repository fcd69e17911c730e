//! Where one can go: the links beside every page, which the search offers too.

use leptos::prelude::*;
use portal::{SignedIn, view::Layer};
use texts::t;

use crate::components::icon::{Glyph, Icon};

/// Links that belong together.
pub(crate) struct Group {
    /// What is above them; nothing above the first.
    pub(crate) title: Option<String>,
    /// The links, in order.
    pub(crate) links: Vec<Link>,
}

/// One link.
pub(crate) struct Link {
    /// Where it leads.
    pub(crate) href: String,
    /// Its sign.
    pub(crate) glyph: Glyph,
    /// What it says.
    pub(crate) text: String,
    /// How many things there want attention.
    count: u64,
    /// Pages below it are not part of it.
    exact: bool,
}

fn link(href: impl Into<String>, glyph: Glyph, text: impl Into<String>) -> Link {
    Link { href: href.into(), glyph, text: text.into(), count: 0, exact: false }
}

fn exactly(href: &str, glyph: Glyph, text: String) -> Link {
    Link { exact: true, ..link(href, glyph, text) }
}

/// What this user may go to. `waiting` requests want a decision of theirs; none where they decide nowhere. Of what is told,
/// `unseen` is new.
pub(crate) fn groups(user: &SignedIn, waiting: Option<u64>, unseen: u64) -> Vec<Group> {
    let mut groups = vec![Group {
        title: None,
        links: vec![
            exactly("/", Glyph::Home, t().nav_home()),
            link("/clusters", Glyph::Clusters, t().nav_clusters()),
            link("/vms", Glyph::Machine, t().nav_machines()),
            link("/quota", Glyph::Quota, t().nav_quota()),
            Link { count: unseen, ..link("/notifications", Glyph::Notices, t().nav_notices()) },
            link("/activity", Glyph::Activity, t().nav_activity()),
            link("/access", Glyph::Access, t().nav_access()),
        ],
    }];
    let approvals =
        waiting.map(|count| Link { count, ..link("/admin/approvals", Glyph::Approvals, t().nav_approvals()) });
    if !user.admin
        && let Some(approvals) = approvals
    {
        groups.push(Group { title: Some(t().nav_administration()), links: vec![approvals] });
    } else if user.admin {
        groups.push(Group {
            title: Some(t().nav_administration()),
            links: [exactly("/admin", Glyph::Fleet, t().nav_fleet())]
                .into_iter()
                .chain(approvals)
                .chain([
                    link("/admin/tree", Glyph::Tree, t().nav_tree()),
                    link("/admin/events", Glyph::Events, t().nav_events()),
                    link("/admin/namespaces", Glyph::Namespaces, t().nav_namespaces()),
                    link("/admin/catalog/classes", Glyph::Catalog, t().nav_catalog()),
                    link("/admin/people", Glyph::Access, t().nav_people()),
                    link("/admin/notifications", Glyph::Notices, t().nav_outside()),
                    link("/admin/audit", Glyph::Audit, t().nav_audit()),
                    link("/admin/controllers", Glyph::Controllers, t().nav_controllers()),
                ])
                .collect(),
        });
        groups.push(Group {
            title: Some(t().nav_layers()),
            links: Layer::ALL
                .into_iter()
                .map(|layer| link(format!("/admin/layers/{}", layer.as_str()), Glyph::Layer, layer.title()))
                .collect(),
        });
    }
    groups
}

/// What one may begin from everywhere.
pub(crate) fn actions() -> Vec<Link> {
    vec![link("/clusters/new", Glyph::Plus, t().request_a_cluster())]
}

/// The links; the one that leads to this page, or above it, is marked.
#[component]
pub(crate) fn Navigation(groups: Vec<Group>, path: String) -> impl IntoView {
    groups
        .into_iter()
        .map(|group| {
            let links = group.links.into_iter().map(|link| {
                let current = current(&link, &path);
                view! { <li><a href=link.href aria-current=current><Icon glyph=link.glyph/> {link.text} {count(link.count)}</a></li> }
            });
            view! {
                {group.title.map(|title| view! { <h2>{title}</h2> })}
                <ul>{links.collect_view()}</ul>
            }
        })
        .collect_view()
}

/// How many things want attention; nothing when there are none.
fn count(number: u64) -> Option<impl IntoView> {
    (number > 0).then(|| view! { <span class="nav-count">{number}</span> })
}

fn current(link: &Link, path: &str) -> Option<&'static str> {
    if path == link.href {
        Some("page")
    } else if !link.exact && path.starts_with(&format!("{}/", link.href)) {
        Some("true")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_and_what_is_above_it_are_marked() {
        let clusters = link("/clusters", Glyph::Clusters, "Clusters");
        assert_eq!(current(&clusters, "/clusters"), Some("page"));
        assert_eq!(current(&clusters, "/clusters/team-a/demo"), Some("true"));
        assert_eq!(current(&clusters, "/clusters-of-others"), None);
        assert_eq!(current(&exactly("/admin", Glyph::Fleet, String::new()), "/admin/layers/vms"), None);
    }
}
