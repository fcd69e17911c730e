//! `/search?q=…`: the pages and objects whose names fit.

use leptos::prelude::*;
use portal::view::SearchHit;
use texts::t;

use super::Palette;
use crate::{
    components::{
        icon::{Glyph, Icon},
        page_head::PageHead,
        query::{cluster_path, encode},
    },
    navigation,
    request::{loaded, query, signed_in},
};

/// More than any name has; the rest of what was typed is not looked at.
const LONGEST: usize = 253;

/// The field beside every page, and the palette.
#[component]
pub(crate) fn SearchBox() -> impl IntoView {
    view! {
        <form class="search-box" method="get" action="/search" role="search" aria-label=t().search_label()>
            <Icon glyph=Glyph::Search/>
            <input type="search" name="q" aria-label=t().search_label() placeholder=t().search_placeholder() autocomplete="off"/>
            <kbd class="with-script" aria-hidden="true">"/"</kbd>
        </form>
        <Palette label=t().search_palette() help=t().search_help()/>
    }
    .into_any()
}

/// `/search`
#[component]
pub(crate) fn SearchPage() -> impl IntoView {
    let typed: String = query("q").unwrap_or_default().chars().take(LONGEST).collect();
    let text = typed.clone();
    loaded(
        move |user| async move { portal::search::find(&user, &text).await },
        move |hits| view! { <Found typed hits/> },
    )
}

#[component]
fn Found(typed: String, hits: Vec<SearchHit>) -> impl IntoView {
    let pages = pages(&typed);
    let number = pages.len() + hits.len();
    let said = match (typed.trim().is_empty(), number) {
        (true, _) => t().search_nothing_typed(),
        (false, 0) => t().search_nothing_found(&typed),
        (false, number) => t().search_found(number),
    };
    view! {
        <PageHead title=t().search_title()/>
        <form class="card toolbar-form" method="get" action="/search" role="search" aria-label=t().search_title()>
            <input type="search" name="q" aria-label=t().search_label() value=typed.clone() autocomplete="off"/>
            <button class="btn primary">{t().search_button()}</button>
        </form>
        <div id="found" class="found">
            <p class="sub" role="status">{said}</p>
            <ul>
                {pages
                    .into_iter()
                    .map(|link| view! {
                        <li><a href=link.href><Icon glyph=link.glyph/> <span>{link.text}</span></a></li>
                    })
                    .collect_view()}
                {hits.into_iter().map(hit).collect_view()}
            </ul>
        </div>
    }
    .into_any()
}

/// The pages that this user may go to and whose names have what was typed.
fn pages(typed: &str) -> Vec<navigation::Link> {
    let typed = typed.trim().to_lowercase();
    let Ok(user) = signed_in() else { return Vec::new() };
    let all = navigation::groups(&user, user.admin.then_some(0), 0)
        .into_iter()
        .flat_map(|group| group.links)
        .chain(navigation::actions());
    all.filter(|link| !typed.is_empty() && link.text.to_lowercase().contains(&typed)).collect()
}

fn hit(hit: SearchHit) -> impl IntoView {
    let name = hit.name().to_owned();
    let (href, glyph, beside) = match &hit {
        SearchHit::Cluster { namespace, name } => {
            (cluster_path(namespace, name), Glyph::Clusters, t().search_cluster(namespace))
        }
        SearchHit::Machine { namespace, name } => {
            (format!("/vms/{}/{}", encode(namespace), encode(name)), Glyph::Layer, t().search_machine(namespace))
        }
        SearchHit::Host { name } => (format!("/admin/hosts/{}", encode(name)), Glyph::Fleet, t().search_host()),
        SearchHit::Namespace { name } => {
            (format!("/admin/namespaces/{}", encode(name)), Glyph::Layer, t().search_namespace())
        }
    };
    view! { <li><a href=href><Icon glyph/> <span>{name}</span> <small>{beside}</small></a></li> }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rendered::{assert_has, html};

    #[test]
    fn hits_lead_to_their_pages_and_nothing_says_so() {
        let hits = vec![SearchHit::Cluster { namespace: "team-a".to_owned(), name: "demo".to_owned() }];
        let found = html(|| view! { <Found typed="de".to_owned() hits/> });
        assert_has(&found, &[r#"href="/clusters/team-a/demo""#, "1 hit"]);
        let none = html(|| view! { <Found typed="<b>x".to_owned() hits=Vec::new()/> });
        assert_has(&none, &["Nothing is called like “&lt;b&gt;x”"]);
    }
}
