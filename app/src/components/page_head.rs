//! The head of a page: where one is, what it is, what one can do.

use leptos::prelude::*;
use leptos_meta::Title;
use texts::t;

use super::raw_text::raw_text;

/// A link of the breadcrumb.
pub(crate) struct Crumb {
    /// What it says.
    pub(crate) text: String,
    /// Where it leads.
    pub(crate) href: String,
}

impl Crumb {
    /// A crumb that leads to `href`.
    pub(crate) fn new(text: impl Into<String>, href: impl Into<String>) -> Self {
        Self { text: text.into(), href: href.into() }
    }
}

/// Breadcrumb, title (which is the document's too), a line below it; the children are the actions at the right.
#[component]
pub(crate) fn PageHead(
    #[prop(into)] title: String,
    #[prop(optional)] crumbs: Vec<Crumb>,
    /// Beside the title: the state.
    #[prop(optional)]
    beside: Option<AnyView>,
    /// The line below the title.
    #[prop(optional)]
    below: Option<AnyView>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <Title text=raw_text(&t().document_title(&title))/>
        {(!crumbs.is_empty()).then(|| view! {
            <nav class="crumbs" aria-label=t().breadcrumb()>
                <ol>
                    {crumbs
                        .into_iter()
                        .map(|crumb| view! { <li><a href=crumb.href>{crumb.text}</a></li> })
                        .collect_view()}
                </ol>
            </nav>
        })}
        <header class="head">
            <div class="head-title">
                <h1>{title}</h1>
                {beside}
                {below.map(|below| view! { <p class="sub">{below}</p> })}
            </div>
            {children.map(|children| view! { <div class="head-actions">{children()}</div> })}
        </header>
    }
    .into_any()
}
