//! The first page: what needs me, how my things are doing, what is used.

use leptos::prelude::*;
use portal::view::{Home, NamespaceUse, State};
use texts::{Texts, t};

use crate::{
    clusters::{ClusterRows, NoClusters},
    components::{
        amount::{count, grouped},
        capacity::Dial,
        counts::StateBar,
        icon::{Glyph, Icon},
        page_head::PageHead,
        query::link,
    },
    request::loaded,
};

/// `/`
#[component]
pub(crate) fn HomePage() -> impl IntoView {
    loaded(|user| async move { portal::home::overview(&user).await }, |home| view! { <HomeView home/> })
}

#[component]
fn HomeView(home: Home) -> impl IntoView {
    let below = summary(&home).into_any();
    view! {
        <PageHead title=t().home_title() below>
            <a class="btn primary" href="/clusters/new"><Icon glyph=Glyph::Plus/> {t().request_a_cluster()}</a>
        </PageHead>
        {(!home.attention.is_empty()).then(|| view! {
            <section class="card flush attention" aria-labelledby="attention">
                <h2 id="attention">{t().home_attention()}</h2>
                <ClusterRows rows=home.attention/>
            </section>
        })}
        <div class="grid halves">
            <section class="card" aria-labelledby="my-clusters">
                <h2 id="my-clusters">{t().nav_clusters()}</h2>
                <p class="big-number">{home.clusters.total()}</p>
                <StateBar counts=home.clusters what=Texts::count_clusters href=clusters_in/>
            </section>
            <section class="card" aria-labelledby="my-machines">
                <h2 id="my-machines">{t().nav_machines()}</h2>
                <p class="big-number">{home.machines.total()}</p>
                <StateBar counts=home.machines what=Texts::count_virtual_machines/>
            </section>
        </div>
        {if home.recent.is_empty() {
            view! { <NoClusters/> }.into_any()
        } else {
            view! {
                <section class="card flush" aria-labelledby="recent">
                    <h2 id="recent">{t().home_newest()}</h2>
                    <ClusterRows rows=home.recent/>
                </section>
            }
            .into_any()
        }}
        <section aria-labelledby="namespaces">
            <h2 id="namespaces" class="section-title">{t().nav_namespaces()}</h2>
            <div class="grid namespaces">{home.namespaces.into_iter().map(namespace).collect_view()}</div>
        </section>
    }
    .into_any()
}

fn clusters_in(state: State) -> String {
    link("/clusters", &[("state", state.as_str())])
}

/// The line below the title: the one thing to know.
fn summary(home: &Home) -> String {
    let moving = home.clusters.progressing + home.clusters.deleting;
    match (home.attention.len() as u64, moving) {
        (0, 0) if home.clusters.total() == 0 => t().home_nothing(),
        (0, 0) => t().home_as_asked(),
        (0, moving) => t().home_moving(moving, grouped(moving)),
        (needing, _) => t().home_needing(needing, grouped(needing)),
    }
}

fn namespace(namespace: NamespaceUse) -> impl IntoView {
    let clusters = link("/clusters", &[("namespace", &namespace.name)]);
    view! {
        <article class="card namespace">
            <header>
                <h3><a href=clusters>{namespace.name.clone()}</a></h3>
                <span class="sub">
                    {count(namespace.clusters, Texts::count_clusters)} ", "
                    {count(namespace.machines, Texts::count_machines)}
                </span>
            </header>
            <div class="dials">
                {namespace.gauges.into_iter().map(|gauge| view! { <Dial gauge/> }).collect_view()}
            </div>
        </article>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{rendered, sample};

    #[test]
    fn the_first_page_shows_states_and_use() {
        let html = rendered::html(|| view! { <HomeView home=sample::home()/> });
        rendered::assert_has(
            &html,
            &["Needs attention", "CPU: 28 vCPU used of 32 vCPU", r#"href="/clusters?state=ready""#, "team-b"],
        );
    }

    #[test]
    fn the_summary_says_the_one_thing_to_know() {
        let mut home = sample::home();
        assert_eq!(summary(&home), "1 cluster needs attention.");
        home.attention.clear();
        assert_eq!(summary(&home), "2 clusters are on the way; nothing needs you.");
        home.clusters.progressing = 0;
        home.clusters.deleting = 0;
        assert_eq!(summary(&home), "Everything is as it was asked for.");
        home.clusters = portal::view::StateCounts::default();
        assert_eq!(summary(&home), "Nothing is here yet. A name is enough to begin.");
    }
}
