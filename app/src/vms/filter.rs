//! The filter of the list in its URL.

use portal::view::{MachineFilter, MachineOwner, MachineSort, State};

use crate::{
    components::query::link,
    request::{page_number, query},
};

const SORTS: [(MachineSort, &str); 6] = [
    (MachineSort::Name, "name"),
    (MachineSort::Namespace, "namespace"),
    (MachineSort::State, "state"),
    (MachineSort::Class, "class"),
    (MachineSort::Host, "host"),
    (MachineSort::Age, "age"),
];

/// The filter that this request's URL asks for. What cannot be understood is left out.
pub(super) fn from_url() -> MachineFilter {
    let sort = query("sort").unwrap_or_default();
    let (sort, descending) = match sort.strip_prefix('-') {
        Some(sort) => (sort.to_owned(), true),
        None => (sort, false),
    };
    let owner = query("of").unwrap_or_default();
    MachineFilter {
        owner: MachineOwner::ALL.into_iter().find(|this| this.as_str() == owner).unwrap_or_default(),
        namespace: query("namespace"),
        class: query("class"),
        state: query("state").as_deref().and_then(State::parse),
        text: query("text"),
        sort: SORTS.into_iter().find(|(_, name)| *name == sort).map(|(sort, _)| sort).unwrap_or_default(),
        descending,
        page: page_number(),
    }
}

/// The URL of the list with this filter.
pub(super) fn url(filter: &MachineFilter) -> String {
    let mut sort = sort_name(filter.sort).to_owned();
    if filter.descending {
        sort.insert(0, '-');
    } else if filter.sort == MachineSort::default() {
        sort.clear();
    }
    let page = if filter.page > 1 { filter.page.to_string() } else { String::new() };
    link(
        "/vms",
        &[
            ("of", filter.owner.as_str()),
            ("state", filter.state.map(State::as_str).unwrap_or_default()),
            ("namespace", filter.namespace.as_deref().unwrap_or_default()),
            ("class", filter.class.as_deref().unwrap_or_default()),
            ("text", filter.text.as_deref().unwrap_or_default()),
            ("sort", &sort),
            ("page", &page),
        ],
    )
}

/// The name of an order in URLs.
pub(super) fn sort_name(sort: MachineSort) -> &'static str {
    SORTS.into_iter().find(|(this, _)| *this == sort).map_or("name", |(_, name)| name)
}

/// The filter after a click on the head of a column: by this column, the other way round when it is already the order.
pub(super) fn sorted(filter: &MachineFilter, sort: MachineSort) -> MachineFilter {
    let again = filter.sort == sort;
    MachineFilter { sort, descending: again && !filter.descending, page: 1, ..filter.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_list_has_a_plain_url() {
        assert_eq!(url(&MachineFilter::default()), "/vms");
        let filter = MachineFilter {
            owner: MachineOwner::All,
            state: Some(State::Blocked),
            text: Some("pay".to_owned()),
            sort: MachineSort::Age,
            descending: true,
            page: 3,
            ..MachineFilter::default()
        };
        assert_eq!(url(&filter), "/vms?of=all&state=blocked&text=pay&sort=-age&page=3");
    }

    #[test]
    fn a_second_click_turns_the_order_round() {
        let once = sorted(&MachineFilter::default(), MachineSort::Age);
        assert!((once.sort, once.descending) == (MachineSort::Age, false));
        let twice = sorted(&once, MachineSort::Age);
        assert!((twice.sort, twice.descending) == (MachineSort::Age, true));
    }
}
