//! The filter of a layer's list in its URL.

use portal::view::{Layer, LayerFilter, LayerSort, State};

use crate::{
    components::query::link,
    request::{page_number, query},
};

/// The filter that this request's URL asks for. What cannot be understood is left out.
pub(super) fn from_url() -> LayerFilter {
    let sort = query("sort").unwrap_or_default();
    let (sort, descending) = match sort.strip_prefix('-') {
        Some(sort) => (sort, true),
        None => (sort.as_str(), false),
    };
    LayerFilter {
        sort: LayerSort::parse(sort).unwrap_or_default(),
        descending,
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
    let sort = order(filter).unwrap_or_default();
    link(
        &format!("/admin/layers/{}", layer.as_str()),
        &[
            ("kind", &text(&filter.kind)),
            ("state", filter.state.map(State::as_str).unwrap_or_default()),
            ("namespace", &text(&filter.namespace)),
            ("host", &text(&filter.host)),
            ("version", &text(&filter.version)),
            ("text", &text(&filter.text)),
            ("sort", &sort),
            ("page", &page),
        ],
    )
}

/// The value of the `sort` parameter; none for the usual order.
pub(super) fn order(filter: &LayerFilter) -> Option<String> {
    match (filter.sort, filter.descending) {
        (LayerSort::State, false) => None,
        (sort, false) => Some(sort.as_str().to_owned()),
        (sort, true) => Some(format!("-{}", sort.as_str())),
    }
}

/// The filter that orders by `sort`, or the other way round when it does so already.
pub(super) fn sorted(filter: &LayerFilter, sort: LayerSort) -> LayerFilter {
    let descending = filter.sort == sort && !filter.descending;
    LayerFilter { sort, descending, page: 1, ..filter.clone() }
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
        let by_age = sorted(&filter, LayerSort::Age);
        assert_eq!(url(Layer::Vms, &by_age), "/admin/layers/vms?kind=VirtualMachine&host=kvm-01&sort=age");
        let back = sorted(&by_age, LayerSort::Age);
        assert_eq!(url(Layer::Vms, &back), "/admin/layers/vms?kind=VirtualMachine&host=kvm-01&sort=-age");
    }
}
