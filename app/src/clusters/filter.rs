//! The filter of the list in its URL.

use portal::view::{ClusterFilter, ClusterSort, State};

use crate::{
    components::query::link,
    request::{page_number, query},
};

const SORTS: [(ClusterSort, &str); 6] = [
    (ClusterSort::Name, "name"),
    (ClusterSort::Namespace, "namespace"),
    (ClusterSort::State, "state"),
    (ClusterSort::Version, "version"),
    (ClusterSort::Workers, "workers"),
    (ClusterSort::Age, "age"),
];

/// The filter that this request's URL asks for. What cannot be understood is left out.
pub(super) fn from_url() -> ClusterFilter {
    let sort = query("sort").unwrap_or_default();
    let (sort, descending) = match sort.strip_prefix('-') {
        Some(sort) => (sort.to_owned(), true),
        None => (sort, false),
    };
    ClusterFilter {
        namespace: query("namespace"),
        state: query("state").as_deref().and_then(State::parse),
        text: query("text"),
        sort: SORTS.into_iter().find(|(_, name)| *name == sort).map(|(sort, _)| sort).unwrap_or_default(),
        descending,
        page: page_number(),
    }
}

/// The URL of the list with this filter.
pub(super) fn url(filter: &ClusterFilter) -> String {
    let mut sort = sort_name(filter.sort).to_owned();
    if filter.descending {
        sort.insert(0, '-');
    } else if filter.sort == ClusterSort::default() {
        sort.clear();
    }
    let page = if filter.page > 1 { filter.page.to_string() } else { String::new() };
    link(
        "/clusters",
        &[
            ("state", filter.state.map(State::as_str).unwrap_or_default()),
            ("namespace", filter.namespace.as_deref().unwrap_or_default()),
            ("text", filter.text.as_deref().unwrap_or_default()),
            ("sort", &sort),
            ("page", &page),
        ],
    )
}

/// The name of an order in URLs.
pub(super) fn sort_name(sort: ClusterSort) -> &'static str {
    SORTS.into_iter().find(|(this, _)| *this == sort).map_or("name", |(_, name)| name)
}

/// The filter after a click on the head of a column: by this column, the other way round when it is already the order.
pub(super) fn sorted(filter: &ClusterFilter, sort: ClusterSort) -> ClusterFilter {
    let again = filter.sort == sort;
    ClusterFilter { sort, descending: again && !filter.descending, page: 1, ..filter.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_list_has_a_plain_url() {
        assert_eq!(url(&ClusterFilter::default()), "/clusters");
        let filter = ClusterFilter {
            state: Some(State::Blocked),
            text: Some("pay".to_owned()),
            sort: ClusterSort::Age,
            descending: true,
            page: 3,
            ..ClusterFilter::default()
        };
        assert_eq!(url(&filter), "/clusters?state=blocked&text=pay&sort=-age&page=3");
    }

    #[test]
    fn a_second_click_turns_the_order_round() {
        let once = sorted(&ClusterFilter::default(), ClusterSort::Age);
        assert!((once.sort, once.descending) == (ClusterSort::Age, false));
        let twice = sorted(&once, ClusterSort::Age);
        assert!((twice.sort, twice.descending) == (ClusterSort::Age, true));
    }
}
