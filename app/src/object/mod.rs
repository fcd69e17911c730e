//! One object of any kind that the API serves: state, cause, and tabs for what stands behind them.

mod access;
mod history;
mod overview;

use leptos::prelude::*;
use portal::view::{Cause, ObjectContent, ObjectPage as Page, ObjectPlace, ObjectQuestion, ObjectTab, State};
use texts::t;

use crate::{
    components::{
        code::Command,
        events::Events,
        page_head::{Crumb, PageHead},
        query::{cluster_path, host_path, link, object_path, place_path, vm_path},
        state::{StateChip, StateShape},
        time::Ago,
        yaml::Yaml,
    },
    request::{loaded, param, query},
};

/// `/objects/{group}/{version}/{plural}/{namespace}/{name}?tab=…`, without a namespace for cluster-scoped kinds. The
/// group of core kinds is `core`.
#[component]
pub(crate) fn ObjectPage() -> impl IntoView {
    let parts = ["group", "version", "plural", "namespace", "name"].map(param);
    let parts: Vec<&str> = parts.iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
    let place = place_of(&parts);
    let question = ObjectQuestion {
        tab: query("tab").as_deref().and_then(ObjectTab::parse).unwrap_or_default(),
        managed_fields: query("managed").is_some(),
        at: query("at"),
        from: query("from"),
        to: query("to"),
    };
    loaded(
        move |user| async move {
            let missing = || portal::Error::new(portal::view::ErrorKind::NotFound, t().object_no_page());
            let place = place.ok_or_else(missing)?;
            portal::object::get(&user, &place, &question).await
        },
        |page| view! { <ObjectView page/> },
    )
}

/// The place of an object by the segments of its page's path below `/objects`.
pub(crate) fn place_of(segments: &[&str]) -> Option<ObjectPlace> {
    let (group, version, plural, namespace, name) = match *segments {
        [group, version, plural, name] => (group, version, plural, None, name),
        [group, version, plural, namespace, name] => (group, version, plural, Some(namespace), name),
        _ => return None,
    };
    Some(ObjectPlace {
        group: if group == "core" { String::new() } else { group.to_owned() },
        version: version.to_owned(),
        plural: plural.to_owned(),
        namespace: namespace.map(str::to_owned),
        name: name.to_owned(),
    })
}

#[component]
fn ObjectView(page: Page) -> impl IntoView {
    let ObjectPlace { group, version, plural, namespace, name } = &page.place;
    let path = place_path(group, version, plural, namespace.as_deref(), name);
    let moves = page.gone.is_none() && page.state.moves();
    let (content, tab) = match page.content.clone() {
        ObjectContent::Overview(overview) => {
            let view = view! { <overview::OverviewTab overview=*overview object=page.object.clone()/> };
            (view.into_any(), ObjectTab::Overview)
        }
        ObjectContent::Events(events) => {
            let view = view! { <section class="card flush"><Events events of_one=true/></section> };
            (view.into_any(), ObjectTab::Events)
        }
        ObjectContent::Yaml { text, managed_fields } => {
            let label = t().object_yaml_of(&page.object.kind, &page.object.name);
            let other = link(&path, &[("tab", "yaml"), ("managed", if managed_fields { "" } else { "show" })]);
            let words = if managed_fields { t().object_hide_managed() } else { t().object_show_managed() };
            let view = view! {
                <p class="tab-actions"><a href=other>{words}</a></p>
                <Yaml text label/>
            };
            (view.into_any(), ObjectTab::Yaml)
        }
        ObjectContent::History(history) => {
            let view = view! { <history::HistoryTab history=*history path=path.clone() gone=page.gone.is_some()/> };
            (view.into_any(), ObjectTab::History)
        }
        ObjectContent::Access(access) => (view! { <access::AccessTab access/> }.into_any(), ObjectTab::Access),
    };
    let tabs = page.gone.is_none().then(|| {
        let tabs = ObjectTab::ALL.into_iter().map(|this| {
            let value = if this == ObjectTab::default() { "" } else { this.as_str() };
            view! {
                <a href=link(&path, &[("tab", value)]) aria-current=(this == tab).then_some("page")>{this.title()}</a>
            }
        });
        view! { <nav class="tabs" aria-label=t().object_views()>{tabs.collect_view()}</nav> }
    });
    let (kubectl, api_path) = (page.kubectl.clone(), page.api_path.clone());
    view! {
        // Without script a page that still moves loads itself again.
        {(moves && tab == ObjectTab::Overview).then(|| view! { <noscript><meta http-equiv="refresh" content="5"/></noscript> })}
        <Head page/>
        {tabs}
        {content}
        <footer class="source">
            <Command text=kubectl/>
            <p class="sub">{t().word_from()} " " <code>{api_path}</code></p>
        </footer>
    }
    .into_any()
}

#[component]
fn Head(page: Page) -> impl IntoView {
    let kind = page.object.kind.clone();
    let namespace = page.place.namespace.clone();
    let cluster = page.cluster.clone().zip(namespace.clone()).map(|(cluster, namespace)| {
        view! { " · " {t().object_cluster()} " " <a href=cluster_path(&namespace, &cluster)>{cluster.clone()}</a> }
    });
    let host = page.host.clone().map(|host| {
        view! { " · " {t().object_on_host()} " " <a href=host_path(&host)>{host.clone()}</a> }
    });
    let below = view! {
        {match namespace {
            Some(namespace) => t().object_kind_in(kind, namespace),
            None => kind,
        }}
        {page.created.map(|created| view! { " · " {t().object_made()} " " <Ago at=created/> })}
        {cluster}
        {host}
    }
    .into_any();
    let beside = match page.gone {
        Some(_) => view! { <span class="tag">{t().object_gone()}</span> }.into_any(),
        None => view! { <StateChip state=page.state/> }.into_any(),
    };
    view! {
        <PageHead title=page.object.name.clone() crumbs=crumbs(&page) beside below/>
        {match page.gone {
            Some(at) => view! {
                <section class="card cause" aria-label=t().word_state_and_cause()>
                    <p class="cause-sentence">
                        {t().object_is_gone(&page.object.kind)} " " <Ago at/> "."
                    </p>
                </section>
            }
            .into_any(),
            None => view! { <CauseCard state=page.state cause=page.cause/> }.into_any(),
        }}
    }
    .into_any()
}

/// From its cluster down, where it has one.
fn crumbs(page: &Page) -> Vec<Crumb> {
    let mut crumbs = Vec::new();
    if let (Some(cluster), Some(namespace)) = (&page.cluster, &page.place.namespace) {
        crumbs.push(Crumb::new(t().nav_clusters(), "/clusters"));
        crumbs.push(Crumb::new(namespace.clone(), link("/clusters", &[("namespace", namespace)])));
        crumbs.push(Crumb::new(cluster.clone(), cluster_path(namespace, cluster)));
    }
    match (page.object.kind.as_str(), &page.place.namespace) {
        ("VirtualMachine", Some(namespace)) => {
            crumbs.push(Crumb::new(page.object.name.clone(), vm_path(namespace, &page.object.name)));
        }
        ("Node", _) => {
            crumbs.push(Crumb::new(t().word_hosts(), "/admin/layers/hosts"));
            crumbs.push(Crumb::new(page.object.name.clone(), host_path(&page.object.name)));
        }
        _ => {}
    }
    crumbs
}

/// Why it is in this state, and who must act; nothing when all is well.
#[component]
fn CauseCard(state: State, cause: Option<Cause>) -> impl IntoView {
    cause
        .map(|cause| {
            view! {
                <section class="card cause" data-state=state.as_str() aria-label=t().word_state_and_cause()>
                    <div class="cause-shape"><StateShape state/></div>
                    <div class="cause-text">
                        <p class="cause-sentence">{cause.sentence}</p>
                        {cause.detail.map(|detail| view! { <p class="sub">{detail}</p> })}
                    </div>
                    <dl class="who"><dt>{t().word_who_must_act()}</dt><dd>{cause.actor.word()}</dd></dl>
                </section>
            }
        })
        .into_any()
}

/// An object as a link to its page.
fn named(object: &portal::view::ObjectRef) -> impl IntoView + use<> {
    view! {
        <a class="tree-name" data-layer=crate::components::tree::layer(&object.kind) href=object_path(object)>
            <span class="kind">{object.kind.clone()}</span> " " <bdi class="tree-object">{object.name.clone()}</bdi>
        </a>
    }
    .into_any()
}
