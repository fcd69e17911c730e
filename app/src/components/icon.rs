//! The few signs of the interface, drawn as inline SVG and hidden from screen readers: a word always stands beside them.

use leptos::prelude::*;

/// The mark: islands and a coral reef that make a ring around a lagoon.
#[component]
pub(crate) fn Mark() -> impl IntoView {
    view! {
        <svg class="mark" viewBox="0 0 32 32" fill="none" aria-hidden="true">
            <circle class="mark-lagoon" cx="16" cy="16" r="11.4"></circle>
            <path class="mark-island" d="M9.5 27.26A13 13 0 0 1 22.5 4.74 14.26 14.26 0 0 0 9.5 27.26Z"></path>
            <path class="mark-coral" d="M26.24 8A13 13 0 0 1 28.72 18.7 10.33 10.33 0 0 0 26.24 8Z"></path>
            <path class="mark-island" d="M27.26 22.5A13 13 0 0 1 14.19 28.87 27.52 27.52 0 0 0 27.26 22.5Z"></path>
        </svg>
    }
    .into_any()
}

/// What an [`Icon`] shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Glyph {
    /// A house.
    Home,
    /// Three joined nodes.
    Clusters,
    /// A box with a screen in it.
    Machine,
    /// A cake with a piece taken out.
    Quota,
    /// A bell.
    Notices,
    /// A stamp.
    Approvals,
    /// A key.
    Access,
    /// A gauge.
    Fleet,
    /// Stacked sheets.
    Layer,
    /// Branches.
    Tree,
    /// A bell.
    Events,
    /// A pulse.
    Activity,
    /// A folder.
    Namespaces,
    /// A tag.
    Catalog,
    /// A sheet with lines.
    Audit,
    /// Two arrows in a circle.
    Controllers,
    /// A plus sign.
    Plus,
    /// The sun.
    Light,
    /// The moon.
    Dark,
    /// A screen.
    System,
    /// An arrow out of a door.
    SignOut,
    /// A magnifying glass.
    Search,
}

/// One sign.
#[component]
pub(crate) fn Icon(glyph: Glyph) -> impl IntoView {
    let path = match glyph {
        Glyph::Home => "M2.5 7.2 8 2.6l5.5 4.6M4 6.4v7h3v-4h2v4h3v-7",
        Glyph::Clusters => {
            "M8 5.2v2.6M8 7.8 4.3 10.4M8 7.8l3.7 2.6M8 1.9a1.7 1.7 0 1 0 0 3.4 1.7 1.7 0 0 0 0-3.4M3.4 10.2a1.7 1.7 0 1 0 0 3.4 1.7 1.7 0 0 0 0-3.4M12.6 10.2a1.7 1.7 0 1 0 0 3.4 1.7 1.7 0 0 0 0-3.4"
        }
        Glyph::Machine => "M2.6 3.2h10.8v6.4H2.6ZM5 12.8h6M6.2 5.2v2.4l2.4-1.2Z",
        Glyph::Quota => "M8 2.4a5.6 5.6 0 1 0 5.6 5.6H8ZM10.4 2.6a5.6 5.6 0 0 1 3 3h-3Z",
        Glyph::Approvals => {
            "M2.6 13.4h10.8M3.6 10.6h8.8M6.4 10.6c.6-2-.9-2.7-.9-4.8a2.5 2.5 0 0 1 5 0c0 2.1-1.5 2.8-.9 4.8"
        }
        Glyph::Notices => "M3.2 11.6h9.6c-1-1-1.4-2-1.4-4.4a3.4 3.4 0 0 0-6.8 0c0 2.4-.4 3.4-1.4 4.4M6.8 13.6h2.4",
        Glyph::Access => "M10.6 2.4a3 3 0 1 0 0 6 3 3 0 0 0 0-6M8.4 7.6 2.6 13.4v.2h2.6v-1.8h1.7v-1.7l1.6-1.5",
        Glyph::Fleet => "M2.3 12.4a6.2 6.2 0 1 1 11.4 0M8 9.6l2.8-3.4M4.2 12.4h7.6",
        Glyph::Layer => "M8 2.2 2.4 5 8 7.8 13.6 5 8 2.2M2.4 8 8 10.8 13.6 8M2.4 11 8 13.8l5.6-2.8",
        Glyph::Tree => "M3.4 2.6v9.2h5.2M3.4 7.2h5.2M10.6 5.6h3v3h-3ZM10.6 10.4h3v3h-3Z",
        Glyph::Events => {
            "M8 2.2a3.8 3.8 0 0 0-3.8 3.8c0 3.4-1.2 4.6-1.8 5.2h11.2c-.6-.6-1.8-1.8-1.8-5.2A3.8 3.8 0 0 0 8 2.2M6.6 13.6h2.8"
        }
        Glyph::Activity => "M1.8 8.4h3l1.8-4.6 2.8 8.4 1.8-3.8h3",
        Glyph::Namespaces => "M2.2 3.6h4l1.4 1.6h6.2v7.4H2.2Z",
        Glyph::Catalog => "M2.4 2.4h5.4l5.8 5.8-5.4 5.4-5.8-5.8ZM5.2 5.2v.1",
        Glyph::Audit => "M3.6 2.4h8.8v11.2H3.6ZM5.8 5.4h4.4M5.8 8h4.4M5.8 10.6h2.6",
        Glyph::Controllers => "M13 6.4A5.4 5.4 0 0 0 3.4 5M3 9.6A5.4 5.4 0 0 0 12.6 11M3.2 2.4V5h2.6M12.8 13.6V11h-2.6",
        Glyph::Plus => "M8 3v10M3 8h10",
        Glyph::Light => {
            "M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6M8 1.4v1.4M8 13.2v1.4M1.4 8h1.4M13.2 8h1.4M3.3 3.3l1 1M11.7 11.7l1 1M3.3 12.7l1-1M11.7 4.3l1-1"
        }
        Glyph::Dark => "M13 9.6A5.6 5.6 0 0 1 6.4 3 5.6 5.6 0 1 0 13 9.6Z",
        Glyph::System => "M2.4 3h11.2v7.6H2.4ZM6 13.4h4M8 10.6v2.8",
        Glyph::SignOut => "M6.4 2.6H3v10.8h3.4M6.8 8h6.6M10.8 5.2 13.6 8l-2.8 2.8",
        Glyph::Search => "M7 2.6a4.4 4.4 0 1 0 0 8.8 4.4 4.4 0 0 0 0-8.8M10.2 10.2l3.4 3.4",
    };
    view! {
        <svg class="icon" viewBox="0 0 16 16" fill="none" stroke="currentColor" stroke-width="1.4"
            stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">
            <path d=path></path>
        </svg>
    }
    .into_any()
}
