//! The filter of a layer's list in its URL.

use portal::view::{Layer, LayerFilter, State};

use crate::{
    components::query::link,
    request::{page_number, query},
};

/// The filter that this request's URL asks for. What cannot be understood is left out.
pub(super) fn from_url() -> LayerFilter {
    LayerFilter {
        kind: query("kind"),
        namespace: query("namespace"),
        state: query("state").as_deref().and_then(State::parse),
        host: query("host"),
        version: query("version"),
        text: query("text"),
        page: page_number(),
    }
}

/// The URL of a layer's list with this filter.
pub(super) fn url(layer: Layer, filter: &LayerFilter) -> String {
    let page = if filter.page > 1 { filter.page.to_string() } else { String::new() };
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    link(
        &format!("/admin/layers/{}", layer.as_str()),
        &[
            ("kind", &text(&filter.kind)),
            ("state", filter.state.map(State::as_str).unwrap_or_default()),
            ("namespace", &text(&filter.namespace)),
            ("host", &text(&filter.host)),
            ("version", &text(&filter.version)),
            ("text", &text(&filter.text)),
            ("page", &page),
        ],
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_filtered_stands_in_the_url() {
        assert_eq!(url(Layer::Vms, &LayerFilter::default()), "/admin/layers/vms");
        let filter = LayerFilter {
            kind: Some("VirtualMachine".to_owned()),
            host: Some("kvm-01".to_owned()),
            page: 2,
            ..LayerFilter::default()
        };
        assert_eq!(url(Layer::Vms, &filter), "/admin/layers/vms?kind=VirtualMachine&host=kvm-01&page=2");
    }
}
